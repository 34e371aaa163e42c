//! Days in Korea.

use jiff::tz::Offset;
use jiff::{Timestamp, civil::Date};

/// Asia/Seoul: the offset in which days of retention are counted and times without offset are read.
///
/// Korea has kept +09:00 without summer time since 1988-10-09, and no footage is older.
pub const SEOUL: Offset = jiff::tz::offset(9);

/// The calendar day in Seoul of a moment.
#[must_use]
pub fn seoul_date(at: Timestamp) -> Date {
    SEOUL.to_datetime(at).date()
}

/// `2026-05-01`, and nothing else that reads as a date.
#[must_use]
pub fn plain_date(text: &str) -> Option<Date> {
    let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    is_plain.then(|| text.parse().ok()).flatten()
}
