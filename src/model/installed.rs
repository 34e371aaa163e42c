//! Installation dates with the precision that the register states.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::day::SEOUL;

/// When a camera was installed (설치연월): a year, a month or a day, never more than was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InstalledDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// The text is not a date between 1960 and 2100 in a form that is read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a date such as 2024, 2024-05 or 2024-05-31")]
pub struct Error(pub String);

impl InstalledDate {
    /// The first day on which it may have been installed.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::MIN)
    }

    /// The last day on which it may have been installed.
    #[must_use]
    pub fn last_day(self) -> Date {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.first_day(),
            (Some(_), None) => self.first_day().last_of_month(),
            (None, _) => self.first_day().last_of_year(),
        }
    }

    /// Whether its last possible day is this one or a later one: no day of a month is after the 31st.
    #[must_use]
    pub fn may_be_on_or_after(self, date: Date) -> bool {
        let last = (self.year, self.month.unwrap_or(12), self.day.unwrap_or(31));
        last >= (date.year(), date.month(), date.day())
    }

    /// Year, month and day, as far as stated.
    #[must_use]
    pub fn parts(self) -> (i16, Option<i8>, Option<i8>) {
        (self.year, self.month, self.day)
    }

    /// The date of these parts; `None` where the calendar has none, or before 1960 or after 2100.
    #[must_use]
    pub fn from_parts(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        Self::checked(year, month, day)
    }

    fn checked(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        if !(1960..=2100).contains(&year) {
            return None;
        }
        // A month or a day of 00 is how some offices write "not known": the precision drops.
        let month = month.filter(|&month| month != 0);
        let day = day.filter(|&day| day != 0 && month.is_some());
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { year, month, day })
    }
}

impl std::str::FromStr for InstalledDate {
    type Err = Error;

    /// Reads `2024`, `202405`, `20240531` and the same with `-`, `.`, `/` or 년, 월, 일 between; a
    /// time of day behind the date is ignored, unless it states its offset from UTC: then the day is that in Korea.
    fn from_str(text: &str) -> Result<Self, Error> {
        let fail = || Error(text.to_owned());
        // The moment that a program wrote for a Korean midnight is on the day before in UTC.
        if text.contains(':')
            && let Ok(moment) = text.trim().parse::<jiff::Timestamp>()
        {
            let day = SEOUL.to_datetime(moment).date();
            return Self::checked(day.year(), Some(day.month()), Some(day.day())).ok_or_else(fail);
        }
        let date_part = text.trim().split(['T']).next().unwrap_or_default();
        // Words change the meaning: "2018년 이전" is not 2018.
        let is_plain = |c: char| {
            c.is_ascii_digit()
                || c.is_whitespace()
                || matches!(
                    c,
                    '-' | '.' | '/' | ':' | '년' | '월' | '일' | ',' | '–' | '−' | '_'
                )
        };
        if !date_part.chars().all(is_plain) {
            return Err(fail());
        }
        let mut numbers: Vec<&str> = date_part
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .collect();
        if date_part.contains(':') {
            numbers.truncate(3);
        }
        let number = |text: &str| text.parse::<i16>().ok();
        let small = |text: &str| text.parse::<i8>().ok();
        let parsed = match numbers.as_slice() {
            [whole] if whole.len() == 4 => number(whole).map(|year| (year, None, None)),
            [whole] if whole.len() == 6 => {
                number(&whole[..4]).map(|year| (year, small(&whole[4..]), None))
            }
            [whole] if whole.len() == 8 => {
                number(&whole[..4]).map(|year| (year, small(&whole[4..6]), small(&whole[6..])))
            }
            [year, month] if year.len() == 4 && month.len() <= 2 => {
                number(year).map(|year| (year, small(month), None))
            }
            [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
                number(year).map(|year| (year, small(month), small(day)))
            }
            _ => None,
        };
        parsed
            .and_then(|(year, month, day)| Self::checked(year, month, day))
            .ok_or_else(fail)
    }
}

impl std::fmt::Display for InstalledDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
            if let Some(day) = self.day {
                write!(f, "-{day:02}")?;
            }
        }
        Ok(())
    }
}

impl From<InstalledDate> for String {
    fn from(date: InstalledDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for InstalledDate {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(
            text.parse::<InstalledDate>().map(|date| date.to_string()),
            Ok(expected.to_owned()),
            "{text}"
        );
    }

    #[test]
    fn what_may_have_been_installed_later_is_what_its_last_day_says() {
        for text in ["2024", "2024-02", "2024-02-29", "2023-04", "2023-12-31"] {
            let installed: InstalledDate = text.parse().unwrap();
            let mut day = Date::constant(2022, 12, 30);
            while day.year() < 2026 {
                let expected = installed.last_day() >= day;
                assert_eq!(installed.may_be_on_or_after(day), expected, "{text} {day}");
                day = day.tomorrow().unwrap();
            }
        }
    }

    #[test]
    fn every_seen_form_keeps_its_precision() {
        check("2024", "2024");
        check("202405", "2024-05");
        check("2024-05", "2024-05");
        check("2024.5", "2024-05");
        check("2018.4.1", "2018-04-01");
        check("20240531", "2024-05-31");
        check("2024-05-31 00:00:00", "2024-05-31");
        check("2024년 6월", "2024-06");
        check("2024-00", "2024");
        check("2019-05-00", "2019-05");
        check("2019-00-00", "2019");
        check("2019. 5. 1.", "2019-05-01");
        check("2019년 5월 1일", "2019-05-01");
        check("2019/05/01", "2019-05-01");
        check("2024-05-31T09:30:00", "2024-05-31");
        check("2009-12-31T15:00:00.000Z", "2010-01-01");
        check("2009-12-31 14:59:59Z", "2009-12-31");
        check("2010-01-01T00:00:00+09:00", "2010-01-01");
        check("2009-12-31T15:00:00+00:00", "2010-01-01");
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for text in [
            "",
            "-",
            "24-05",
            "2024-13",
            "20241340",
            "1899-12",
            "미상",
            "2018년 이전",
            "2019년경",
            "19.05.01",
            "2019-05~06",
        ] {
            assert!(text.parse::<InstalledDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_spans_its_first_to_its_last_day() {
        let date: InstalledDate = "2024-02".parse().unwrap();
        assert_eq!(date.first_day().to_string(), "2024-02-01");
        assert_eq!(date.last_day().to_string(), "2024-02-29");
        let year: InstalledDate = "2023".parse().unwrap();
        assert_eq!(year.last_day().to_string(), "2023-12-31");
    }
}
