//! Dates of registers: every seen form, and what a spreadsheet makes of a date cell.

use jiff::civil::{Date, date};

use super::coordinates::ascii;
use crate::model::InstalledDate;

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
