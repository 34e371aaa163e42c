//! Small writers for JSON text that is assembled rather than serialised.

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
            Some(value) => write_fixed(&mut self.out, value, 3),
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
pub fn write_date(out: &mut Vec<u8>, date: jiff::civil::Date) {
    let digit = |number: i16| b'0' + u8::try_from(number.rem_euclid(10)).unwrap_or_default();
    let (year, month, day) = (date.year(), i16::from(date.month()), i16::from(date.day()));
    out.extend_from_slice(&[
        b'"',
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
        b'"',
    ]);
}

/// Writes a number rounded to some decimals (halves away from zero), without trailing zeros.
///
/// For numbers below 2^53 / 10^decimals in size, which all lengths and coordinates here are.
pub fn write_fixed(out: &mut Vec<u8>, value: f64, decimals: u32) {
    let scale = 10u64.pow(decimals);
    let scaled = scaled(value, scale);
    if scaled < 0 {
        out.push(b'-');
    }
    let (whole, mut part) = (scaled.unsigned_abs() / scale, scaled.unsigned_abs() % scale);
    out.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
    if part == 0 {
        return;
    }
    let mut width = decimals as usize;
    while part.is_multiple_of(10) {
        part /= 10;
        width -= 1;
    }
    out.push(b'.');
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(part).as_bytes();
    out.extend(std::iter::repeat_n(b'0', width - digits.len()));
    out.extend_from_slice(digits);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fixed(value: f64, decimals: u32) -> String {
        let mut out = Vec::new();
        write_fixed(&mut out, value, decimals);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_rounded_and_lose_their_trailing_zeros() {
        assert_eq!(fixed(127.0847, 7), "127.0847");
        assert_eq!(fixed(127.000_000_04, 7), "127");
        assert_eq!(fixed(-0.05, 1), "-0.1");
        assert_eq!(fixed(-0.01, 1), "0");
        assert_eq!(fixed(3.007, 3), "3.007");
        assert_eq!(fixed(0.0, 2), "0");
    }

    #[test]
    fn days_are_written_as_their_library_writes_them() {
        for date in ["2026-11-20", "2000-01-01", "1999-12-31", "0987-06-05"] {
            let mut out = Vec::new();
            write_date(&mut out, date.parse().unwrap());
            assert_eq!(String::from_utf8(out).unwrap(), format!("\"{date}\""));
        }
    }

    proptest! {
        #[test]
        fn every_number_reads_back_within_half_a_unit(value in -1e6f64..1e6, decimals in 0u32..8) {
            let back: f64 = fixed(value, decimals).parse().unwrap();
            let half = 0.5 / 10f64.powi(i32::try_from(decimals).unwrap());
            // Half a unit, and the steps between large numbers.
            let served = crate::model::decimal::rounded(value, decimals);
            prop_assert!((served - back).abs() <= 0.0);
            prop_assert!((back - value).abs() <= half + 4.0 * value.abs() * f64::EPSILON);
        }

        #[test]
        fn every_text_reads_back(text in ".*") {
            let mut out = Vec::new();
            quoted(&mut out, Some(&text));
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }
}
