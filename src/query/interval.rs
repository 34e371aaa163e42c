//! The time asked about, and how times are written.

use jiff::fmt::temporal::DateTimePrinter;
use jiff::{Timestamp, civil};

use super::rfc3339::{self, Rfc3339};
pub use crate::model::day::{SEOUL, seoul_date};
use crate::quality::Said;

/// A closed interval of time; both ends may be the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    from: Timestamp,
    to: Timestamp,
}

/// Why two times are not an interval that can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The end lies before the start.
    #[error("must not be before \"from\"")]
    EndsBeforeStart,
    /// The start lies in the future.
    #[error("lies in the future: nothing can have been recorded yet")]
    StartsInFuture,
    /// The end lies in the future.
    #[error("lies in the future: nothing can have been recorded yet")]
    EndsInFuture,
}

impl Error {
    /// The error in both languages, to stand after the name of the value.
    #[must_use]
    pub fn said(self) -> Said {
        let ko = match self {
            Self::EndsBeforeStart => "\"from\"보다 빠를 수 없습니다",
            Self::StartsInFuture | Self::EndsInFuture => {
                "아직 오지 않은 때입니다. 기록된 것이 있을 수 없습니다"
            }
        };
        Said::new(ko, self.to_string())
    }
}

impl Interval {
    /// An interval that lies before the moment of asking.
    pub fn new(from: Timestamp, to: Timestamp, as_of: Timestamp) -> Result<Self, Error> {
        if to < from {
            Err(Error::EndsBeforeStart)
        } else if from > as_of {
            Err(Error::StartsInFuture)
        } else if to > as_of {
            Err(Error::EndsInFuture)
        } else {
            Ok(Self { from, to })
        }
    }

    /// First moment.
    #[must_use]
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// Last moment.
    #[must_use]
    pub fn to(self) -> Timestamp {
        self.to
    }

    /// The days in Seoul of its first and its last moment.
    #[must_use]
    pub fn days(self) -> (civil::Date, civil::Date) {
        (seoul_date(self.from), seoul_date(self.to))
    }
}

/// The last moment of a calendar day in Seoul.
#[must_use]
pub fn end_of_day(date: civil::Date) -> Timestamp {
    let next = date.tomorrow().unwrap_or(date).at(0, 0, 0, 0);
    let midnight = SEOUL.to_timestamp(next).unwrap_or(Timestamp::MAX);
    midnight
        .checked_sub(jiff::SignedDuration::from_nanos(1))
        .unwrap_or(midnight)
}

/// The first moment of a calendar day in Seoul.
#[must_use]
pub fn start_of_day(date: civil::Date) -> Timestamp {
    SEOUL
        .to_timestamp(date.at(0, 0, 0, 0))
        .unwrap_or(Timestamp::MIN)
}

/// A moment as RFC 3339 with Seoul's offset, to the second.
#[must_use]
pub fn seoul_rfc3339(at: Timestamp) -> String {
    let mut text = String::with_capacity("2026-11-20T21:00:00+09:00".len());
    print_seoul_rfc3339(&mut text, at);
    text
}

/// The same to where it is written to, which never refuses.
pub fn print_seoul_rfc3339(out: &mut impl jiff::fmt::Write, at: Timestamp) {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
    let _ = PRINTER.print_datetime(&SEOUL.to_datetime(at), &mut *out);
    let _ = out.write_str("+09:00");
}

/// The text is neither RFC 3339 nor a local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a time; write it as 2026-11-20T21:00 (Korean time) or 2026-11-20T21:00:00+09:00")]
pub struct ParseError;

impl ParseError {
    /// The error in both languages, to stand after the name of the value.
    #[must_use]
    pub fn said(self) -> Said {
        Said::new(
            "시각이 아닙니다. 2026-11-20T21:00(한국 시각)이나 2026-11-20T21:00:00+09:00처럼 적으십시오",
            self.to_string(),
        )
    }
}

/// Reads RFC 3339, or a local time in Seoul without offset; a date alone is no time.
pub fn parse_time(text: &str) -> Result<Timestamp, ParseError> {
    let (date, time) = text.trim().split_once(['T', 't', ' ']).ok_or(ParseError)?;
    // People also write a blank between the two, which the standard leaves to agreement.
    let text = format!("{date}T{time}");
    let at = match rfc3339::local_time(&text) {
        Some(local) => SEOUL.to_timestamp(local).ok(),
        None => Rfc3339::parse(&text).and_then(Rfc3339::timestamp),
    };
    at.ok_or(ParseError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_are_seoul_times() {
        assert_eq!(
            parse_time("2026-11-20T21:00"),
            parse_time("2026-11-20T12:00:00Z")
        );
        assert_eq!(
            parse_time("2026-11-20T21:00:30"),
            parse_time("2026-11-20T21:00:30+09:00")
        );
        assert_eq!(
            parse_time("2026-11-20 21:00"),
            parse_time("2026-11-20T12:00:00Z")
        );
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2026-11-20",
            "21:00",
            "yesterday",
            "2026-13-01T00:00",
            "2026-11-20T25:00",
            "2026-11-20T21:00+99:00",
            "2026-11-20T21:00:00+24:00",
            "2026-11-20T21:00Z",
            "2026-11-20T21",
            "2026-11-20T21:00:00,5",
            "2026-11-20T21:00:00 09:00",
        ] {
            assert_eq!(parse_time(text), Err(ParseError), "{text}");
        }
    }

    #[test]
    fn intervals_end_after_they_begin_and_lie_in_the_past() {
        let at = |text| parse_time(text).unwrap();
        let (noon, one, two) = (
            at("2026-11-20T12:00"),
            at("2026-11-20T13:00"),
            at("2026-11-20T14:00"),
        );
        assert!(Interval::new(noon, one, two).is_ok());
        assert!(Interval::new(noon, noon, noon).is_ok());
        assert_eq!(Interval::new(one, noon, two), Err(Error::EndsBeforeStart));
        assert_eq!(Interval::new(one, two, noon), Err(Error::StartsInFuture));
        assert_eq!(Interval::new(noon, two, one), Err(Error::EndsInFuture));
    }

    #[test]
    fn a_day_begins_and_ends_in_seoul() {
        let day = civil::date(2026, 5, 1);
        assert_eq!(start_of_day(day).to_string(), "2026-04-30T15:00:00Z");
        assert_eq!(
            end_of_day(day).to_string(),
            "2026-05-01T14:59:59.999999999Z"
        );
    }

    #[test]
    fn moments_are_written_in_korean_time_to_the_second() {
        let at = parse_time("2026-11-20T15:30:00.7Z").unwrap();
        assert_eq!(seoul_rfc3339(at), "2026-11-21T00:30:00+09:00");
    }

    #[test]
    fn days_are_counted_in_seoul() {
        assert_eq!(
            seoul_date(parse_time("2026-11-20T15:30:00Z").unwrap()).to_string(),
            "2026-11-21"
        );
    }
}
