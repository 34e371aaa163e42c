//! Small writers for JSON text that is assembled rather than serialised.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::temporal::DateTimePrinter;

use crate::model::InstalledDate;
use crate::model::decimal::scaled;

/// Writes the members of one object, in order.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// An object without members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn name(&mut self, name: &str) {
        if !self.out.is_empty() {
            self.out.push(b',');
        }
        quoted(&mut self.out, Some(name));
        self.out.push(b':');
    }

    /// A text or null.
    pub fn text(&mut self, name: &str, value: Option<&str>) {
        self.name(name);
        quoted(&mut self.out, value);
    }

    /// A number or null; NaN and infinity cannot be written in JSON and become null.
    pub fn number(&mut self, name: &str, value: Option<f64>) {
        self.name(name);
        match value.filter(|value| value.is_finite()) {
            Some(value) => write_measure::<3>(&mut self.out, value),
            None => self.out.extend_from_slice(b"null"),
        }
    }

    /// An integer or null.
    pub fn integer(&mut self, name: &str, value: Option<i64>) {
        self.name(name);
        match value {
            Some(value) => self
                .out
                .extend_from_slice(itoa::Buffer::new().format(value).as_bytes()),
            None => self.out.extend_from_slice(b"null"),
        }
    }

    /// True, false or null.
    pub fn boolean(&mut self, name: &str, value: Option<bool>) {
        self.name(name);
        self.out.extend_from_slice(match value {
            Some(true) => b"true".as_slice(),
            Some(false) => b"false",
            None => b"null",
        });
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, name: &str, json: &str) {
        self.name(name);
        self.out.extend_from_slice(json.as_bytes());
    }

    /// The members without braces.
    #[must_use]
    pub fn into_members(self) -> String {
        String::from_utf8(self.out).unwrap_or_default()
    }
}

/// Writes a JSON string, or null.
pub fn quoted(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        None => out.extend_from_slice(b"null"),
        // Nearly every text needs no escaping, which is found out several bytes at a time.
        Some(text) if is_plain(text) => {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        }
        // Writing to a vector cannot fail.
        Some(text) => serde_json::to_writer(out, text).unwrap_or_default(),
    }
}

/// Whether a text stands in a JSON string as it is.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without an early end it is vectorised"
)]
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, byte| {
        plain & (byte >= b' ') & (byte != b'"') & (byte != b'\\')
    })
}

/// Writes codes as JSON strings, parted by commas. Codes hold nothing that needs escaping.
pub fn write_codes(out: &mut Vec<u8>, codes: impl Iterator<Item = &'static str>) {
    for (index, code) in codes.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(code.as_bytes());
        out.push(b'"');
    }
}

/// Writes a calendar day as a JSON string, `"2026-11-20"`.
///
/// For years 0 to 9999, which all days here are.
pub fn write_date(out: &mut Vec<u8>, date: Date) {
    let (month, day) = (digits(date.month()), digits(date.day()));
    out.push(b'"');
    write_year(out, date.year());
    out.extend_from_slice(&[b'-', month.0, month.1, b'-', day.0, day.1, b'"']);
}

/// Writes an installation date as a JSON string, as far as it is stated: `"2024-05"`.
pub fn write_installed(out: &mut Vec<u8>, installed: InstalledDate) {
    let (year, month, day) = installed.parts();
    out.push(b'"');
    write_year(out, year);
    for part in [month, day].into_iter().flatten() {
        let (tens, ones) = digits(part);
        out.extend_from_slice(&[b'-', tens, ones]);
    }
    out.push(b'"');
}

fn write_year(out: &mut Vec<u8>, year: i16) {
    let ((a, b), (c, d)) = (digits(year / 100), digits(year % 100));
    out.extend_from_slice(&[a, b, c, d]);
}

/// The digits of a number from 0 to 99.
fn digits(number: impl Into<i16>) -> (u8, u8) {
    let number: i16 = number.into();
    let digit = |number: i16| b'0' + u8::try_from(number.rem_euclid(10)).unwrap_or_default();
    (digit(number / 10), digit(number))
}

/// Writes a moment as a JSON string in universal time, `"2026-11-20T12:00:00Z"`.
pub fn write_moment(out: &mut Vec<u8>, at: Timestamp) {
    const PRINTER: DateTimePrinter = DateTimePrinter::new();
    out.push(b'"');
    // Writing to a vector cannot fail.
    let _ = PRINTER.print_timestamp(&at, &mut *out);
    out.push(b'"');
}

/// Writes a number rounded to some decimals (halves away from zero), without trailing zeros.
///
/// For numbers below 2^53 / 10^decimals in size, which all lengths and coordinates here are.
pub fn write_fixed<const DECIMALS: u32>(out: &mut Vec<u8>, value: f64) {
    let scale = const { 10u64.pow(DECIMALS) };
    let scaled = scaled(value, scale);
    if scaled < 0 {
        out.push(b'-');
    }
    let (whole, part) = (scaled.unsigned_abs() / scale, scaled.unsigned_abs() % scale);
    let mut buffer = itoa::Buffer::new();
    out.extend_from_slice(buffer.format(whole).as_bytes());
    if part == 0 {
        return;
    }
    // A one in front keeps the zeros that the part begins with.
    out.push(b'.');
    let digits = &buffer.format(part + scale).as_bytes()[1..];
    let zeros = digits.iter().rev().take_while(|&&digit| digit == b'0');
    out.extend_from_slice(&digits[..digits.len() - zeros.count()]);
}

/// Writes a measure as [`write_fixed`] does, and a whole one with a decimal, `100.0`: readers that take types
/// from the values that they see first (GDAL, pandas, `DuckDB`) would make a whole number of it, and cut the
/// `22.5` that comes later.
pub fn write_measure<const DECIMALS: u32>(out: &mut Vec<u8>, value: f64) {
    let start = out.len();
    write_fixed::<DECIMALS>(out, value);
    if !out[start..].contains(&b'.') {
        out.extend_from_slice(b".0");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fixed<const DECIMALS: u32>(value: f64) -> String {
        let mut out = Vec::new();
        write_fixed::<DECIMALS>(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_rounded_and_lose_their_trailing_zeros() {
        assert_eq!(fixed::<7>(127.0847), "127.0847");
        assert_eq!(fixed::<7>(127.000_000_04), "127");
        assert_eq!(fixed::<1>(-0.05), "-0.1");
        assert_eq!(fixed::<1>(-0.01), "0");
        assert_eq!(fixed::<3>(3.007), "3.007");
        assert_eq!(fixed::<2>(0.0), "0");
    }

    #[test]
    fn whole_measures_have_a_decimal() {
        for (value, expected) in [
            (100.0, "100.0"),
            (22.5, "22.5"),
            (-0.004, "0.0"),
            (0.25, "0.25"),
        ] {
            let mut out = b"1.5,".to_vec();
            write_measure::<2>(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), format!("1.5,{expected}"));
        }
    }

    #[test]
    fn days_are_written_as_their_library_writes_them() {
        for date in ["2026-11-20", "2000-01-01", "1999-12-31", "0987-06-05"] {
            let mut out = Vec::new();
            write_date(&mut out, date.parse().unwrap());
            assert_eq!(String::from_utf8(out).unwrap(), format!("\"{date}\""));
        }
    }

    #[test]
    fn installation_dates_are_written_as_they_are_shown() {
        for text in ["2024", "2024-05", "2024-05-31", "1999-12"] {
            let date: InstalledDate = text.parse().unwrap();
            let mut out = Vec::new();
            write_installed(&mut out, date);
            assert_eq!(String::from_utf8(out).unwrap(), format!("\"{date}\""));
        }
    }

    #[test]
    fn moments_are_written_as_their_library_shows_them() {
        for text in [
            "2026-11-20T12:00:00Z",
            "2026-11-20T12:00:00.25Z",
            "1969-12-31T23:59:59.000000001Z",
        ] {
            let at: Timestamp = text.parse().unwrap();
            let mut out = Vec::new();
            write_moment(&mut out, at);
            assert_eq!(String::from_utf8(out).unwrap(), format!("\"{at}\""));
        }
    }

    proptest! {
        #[test]
        fn every_number_reads_back_within_half_a_unit(value in -1e6f64..1e6) {
            let written = [
                fixed::<0>(value), fixed::<1>(value), fixed::<2>(value), fixed::<3>(value),
                fixed::<4>(value), fixed::<5>(value), fixed::<6>(value), fixed::<7>(value),
            ];
            for (text, decimals) in written.iter().zip(0u32..) {
                let back: f64 = text.parse().unwrap();
                let half = 0.5 / 10f64.powi(i32::try_from(decimals).unwrap());
                // Half a unit, and the steps between large numbers.
                let served = crate::model::decimal::rounded(value, decimals);
                prop_assert!((served - back).abs() <= 0.0);
                prop_assert!((back - value).abs() <= half + 4.0 * value.abs() * f64::EPSILON);
                prop_assert!(!text.contains('.') || !text.ends_with('0'), "{}", text);
            }
        }

        #[test]
        fn every_text_reads_back(text in ".*") {
            let mut out = Vec::new();
            quoted(&mut out, Some(&text));
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }
}
