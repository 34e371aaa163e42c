//! Times as RFC 3339 section 5.6 writes them. The parsers of jiff read more than that (ISO 8601 without
//! seconds or colons, decimal commas, offsets of 25 hours) and fewer decimals, so that the shape is looked
//! at first.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// A date and a time of day with the offset from UTC in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rfc3339 {
    local: DateTime,
    offset: Offset,
}

impl Rfc3339 {
    /// Reads `2026-05-01T09:00:00+09:00`: with seconds, and `Z` or an offset of at most 23:59. Decimals
    /// below the nanosecond are cut off.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (local, offset) = if let Some(local) = text.strip_suffix(['Z', 'z']) {
            (local, Offset::UTC)
        } else {
            let (local, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
            (local, numeric_offset(offset)?)
        };
        let has_seconds = local.len() >= "2026-05-01T09:00:00".len();
        let local = local_time(local).filter(|_| has_seconds)?;
        Some(Self { local, offset })
    }

    /// The day as it is written.
    #[must_use]
    pub fn date(self) -> Date {
        self.local.date()
    }

    /// The moment; `None` for the last hours of the year 9999.
    #[must_use]
    pub fn timestamp(self) -> Option<Timestamp> {
        self.offset.to_timestamp(self.local).ok()
    }
}

/// Reads `2026-05-01T09:00`, with seconds and decimals where they are known, without an offset.
#[must_use]
pub fn local_time(text: &str) -> Option<DateTime> {
    let (time, decimals) = match text.split_once('.') {
        Some((time, decimals)) => (time, Some(decimals)),
        None => (text, None),
    };
    let Some(decimals) = decimals else {
        let fits = is_like(time, "0000-00-00T00:00:00") || is_like(time, "0000-00-00T00:00");
        return fits.then(|| time.parse().ok()).flatten();
    };
    if !is_like(time, "0000-00-00T00:00:00")
        || decimals.is_empty()
        || !decimals.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let nanoseconds = &decimals[..decimals.len().min(9)];
    format!("{time}.{nanoseconds}").parse().ok()
}

/// Whether a time has a blank where the sign of its offset belongs: what becomes of a `+` in an address.
#[must_use]
pub fn lost_its_plus(text: &str) -> bool {
    let blank = text.len().checked_sub(6);
    let parts = blank.and_then(|blank| text.split_at_checked(blank));
    parts.is_some_and(|(local, offset)| is_like(offset, " 00:00") && local_time(local).is_some())
}

fn numeric_offset(text: &str) -> Option<Offset> {
    if !is_like(text.get(1..)?, "00:00") {
        return None;
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (text[1..3].parse().ok()?, text[4..].parse().ok()?);
    (hours < 24 && minutes < 60)
        .then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok())
        .flatten()
}

/// Whether a text has digits where a pattern has `0`, `T` or `t` where it has `T`, and else its characters.
fn is_like(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(b, p)| match p {
            b'0' => b.is_ascii_digit(),
            b'T' => b.eq_ignore_ascii_case(&b'T'),
            _ => b == p,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        Some(Rfc3339::parse(text)?.timestamp()?.to_string())
    }

    #[test]
    fn what_the_standard_allows_is_read() {
        for (text, expected) in [
            ("2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z"),
            ("2024-05-01t00:00:00z", "2024-05-01T00:00:00Z"),
            ("2024-05-01T00:00:00+09:00", "2024-04-30T15:00:00Z"),
            ("2024-05-01T00:00:00-23:59", "2024-05-01T23:59:00Z"),
            ("2024-05-01T00:00:00+23:59", "2024-04-30T00:01:00Z"),
            ("2024-05-01T00:00:00-00:00", "2024-05-01T00:00:00Z"),
            ("2024-05-01T00:00:00.5Z", "2024-05-01T00:00:00.5Z"),
            (
                "2024-05-01T00:00:00.1234567899Z",
                "2024-05-01T00:00:00.123456789Z",
            ),
            (
                "2024-05-01T00:00:00.000000000000000000001+00:00",
                "2024-05-01T00:00:00Z",
            ),
            ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
            // A leap second has no number of its own.
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        let last = Rfc3339::parse("9999-12-31T23:59:59Z").unwrap();
        assert_eq!(last.timestamp(), None);
        assert_eq!(last.date().to_string(), "9999-12-31");
    }

    #[test]
    fn what_the_standard_does_not_allow_is_refused() {
        for text in [
            "",
            "Z",
            "+09:00",
            "2024-05-01",
            "2024-05-01Z",
            "2024-05-01T00Z",
            "2024-05-01T00:00Z",
            "2024-05-01T00:00+09:00",
            "2024-05-01T000000Z",
            "20240501T000000Z",
            "2024-05-01 00:00:00Z",
            "2024-05-01T00:00:00",
            "2024-05-01T00:00:00+24:00",
            "2024-05-01T00:00:00+25:00",
            "2024-05-01T00:00:00-09:60",
            "2024-05-01T00:00:00+0900",
            "2024-05-01T00:00:00+09",
            "2024-05-01T00:00:00+09:00:00",
            "2024-05-01T00:00:00 09:00",
            "2024-05-01T00:00:00,5Z",
            "2024-05-01T00:00:00.Z",
            "2024-05-01T00:00:00.5.5Z",
            "2024-05-01T00:00.5Z",
            "2024-05-01T00:00:00ZZ",
            "2024-05-01T00:00:00Z[UTC]",
            "2024-05-01T00:00:00+09:00[Asia/Seoul]",
            "2024-05-01T24:00:00Z",
            "2024-05-01T00:60:00Z",
            "2024-05-01T00:00:61Z",
            "2024-02-30T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "+002024-05-01T00:00:00Z",
            "-2024-05-01T00:00:00Z",
            "2024-05-01T00:00:00\u{ff0b}09:00",
            "２024-05-01T00:00:00Z",
            "2024-05-01T00:00:00시야",
        ] {
            assert_eq!(Rfc3339::parse(text), None, "{text}");
        }
    }

    #[test]
    fn local_times_may_leave_out_seconds_and_have_no_offset() {
        for (text, expected) in [
            ("2024-05-01T09:00", Some("2024-05-01T09:00:00")),
            ("2024-05-01T09:00:30.25", Some("2024-05-01T09:00:30.25")),
            ("2024-05-01T09", None),
            ("2024-05-01T0900", None),
            ("2024-05-01T09:00.5", None),
            ("2024-05-01T09:00:00,5", None),
            ("2024-05-01T09:00Z", None),
        ] {
            let read = local_time(text).map(|time| time.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_plus_that_became_a_blank_is_known() {
        assert!(lost_its_plus("2024-05-01T00:00:00 09:00"));
        assert!(lost_its_plus("2024-05-01T00:00:00.5 09:00"));
        for text in [
            "2024-05-01 09:00",
            "2024-05-01T00:00:00+09:00",
            " 09:00",
            "시야 09:00",
            "",
        ] {
            assert!(!lost_its_plus(text), "{text}");
        }
    }
}
