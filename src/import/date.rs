//! Dates of registers: every seen form, and what a spreadsheet makes of a date cell.

use jiff::Timestamp;
use jiff::civil::{Date, Time, date};
use jiff::tz::Offset;

use super::coordinates::ascii;
use crate::model::InstalledDate;
use crate::model::day::SEOUL;

/// Day 0 of the 1900 date system of spreadsheets, as it counts from March 1900 on.
const SERIAL_EPOCH: Date = date(1899, 12, 30);
/// Serial numbers that are believed: 1970-01-01 to 2063. A number outside is a year, or anything.
const SERIALS: std::ops::RangeInclusive<i32> = 25_569..=59_900;
/// No public camera is older.
pub(super) const FIRST_CAMERAS: i16 = 1970;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A date as it is written.
    Written(InstalledDate),
    /// The serial number of a day in a spreadsheet: 43586 is 2019-05-01.
    Serial(InstalledDate),
    /// Milliseconds since 1970 in UTC, as programs keep moments: 1262271600000 is 2010-01-01 in Korea.
    Milliseconds(InstalledDate),
}

/// Reads a date; years of two digits and words such as 이전 leave it unread.
pub(super) fn read(text: &str) -> Option<Reading> {
    let text = ascii(text);
    // A number cell that was written as text: 201905.0.
    let whole = text
        .split_once('.')
        .filter(|(whole, zeros)| {
            whole.len() >= 5 && !zeros.is_empty() && zeros.bytes().all(|b| b == b'0')
        })
        .map_or(&*text, |(whole, _)| whole);
    if let Ok(date) = whole.parse() {
        return Some(Reading::Written(date));
    }
    if let Some(moment) = milliseconds(&text) {
        let day = SEOUL.to_datetime(moment).date();
        return day.to_string().parse().ok().map(Reading::Milliseconds);
    }
    // The part behind the point is the time of the day.
    let days = text.split_once('.').map_or(&*text, |(days, _)| days);
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let serial: i32 = days.parse().ok().filter(|_| is_number && days.len() == 5)?;
    let day = SERIALS.contains(&serial).then(|| {
        SERIAL_EPOCH
            .checked_add(jiff::Span::new().days(serial))
            .ok()
    })??;
    day.to_string().parse().ok().map(Reading::Serial)
}

/// The moment that thirteen digits count milliseconds to, from 2001 to 2065; twelve of them are not taken.
fn milliseconds(text: &str) -> Option<Timestamp> {
    let is_count = text.len() == 13 && text.bytes().all(|b| b.is_ascii_digit());
    let count: i64 = text.parse().ok().filter(|_| is_count)?;
    let moment = Timestamp::from_millisecond(count).ok()?;
    (1_000_000_000_000..3_000_000_000_000)
        .contains(&count)
        .then_some(moment)
}

/// Whether a text counts milliseconds to a midnight in Korea or of UTC: no resident number does but by chance.
pub(super) fn is_midnight(text: &str) -> bool {
    milliseconds(text).is_some_and(|moment| {
        let offsets = [SEOUL, Offset::UTC].into_iter();
        let mut times = offsets.map(|offset| offset.to_datetime(moment).time());
        times.any(|time| time == Time::midnight())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_of_spreadsheets_are_days() {
        let serial = |text| match read(text) {
            Some(Reading::Serial(date)) => date.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(serial("43586"), "2019-05-01");
        assert_eq!(serial("43586.0"), "2019-05-01");
        assert_eq!(serial("43586.75"), "2019-05-01");
        assert_eq!(serial("25569"), "1970-01-01");
        for text in ["12345", "99999", "4358", "435860", "43586일", "435.86"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn milliseconds_are_days_in_korea() {
        let day = |text| match read(text) {
            Some(Reading::Milliseconds(date)) => date.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(day("1262271600000"), "2010-01-01");
        assert_eq!(day("1262271599999"), "2009-12-31");
        assert!(is_midnight("1262271600000") && is_midnight("1262304000000"));
        assert!(!is_midnight("1262271600001") && !is_midnight("8801011234567"));
        for text in ["126227160000", "8801011234567", "12622716000000"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn written_dates_keep_their_precision() {
        for (text, expected) in [
            ("201905.0", "2019-05"),
            ("20190501.0", "2019-05-01"),
            ("２０１９-０５", "2019-05"),
            ("2019", "2019"),
        ] {
            assert_eq!(
                read(text),
                Some(Reading::Written(expected.parse().unwrap())),
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}", near in "[0-9.년월일 -]{0,16}") {
            let _ = (read(&text), read(&near));
        }
    }
}
