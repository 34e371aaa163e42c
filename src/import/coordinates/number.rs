//! A cell to a number: decimals, degrees with minutes and seconds, and what spreadsheets make of them.

use std::borrow::Cow;

/// How a number was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// A decimal number, as the columns ask for.
    Plain,
    /// In another notation that has one reading: degrees, minutes and seconds, a sign for the hemisphere.
    Notation,
    /// With a comma for the decimal point or between thousands.
    Commas,
}

/// A number with what its writing tells about its precision.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// Unit of the last written place: 0.0001 for four decimals, 0.1 / 3600 for tenths of a second.
    pub(super) unit: f64,
    /// The digits of a plain number of at least 1000, to look for a lost point.
    digits: Option<String>,
    pub(super) writing: Writing,
}

/// Why a cell is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoNumber {
    /// Several decimal points: the digits are there, their meaning is lost.
    Destroyed,
    /// Anything else.
    Text,
}

impl Number {
    /// Reads a cell. `projected` columns hold metres: a comma there parts thousands.
    pub(super) fn read(cell: &str, projected: bool) -> Result<Self, NoNumber> {
        let text = clean(cell);
        if let Some(number) = Self::decimal(&text, Writing::Plain) {
            return Ok(number);
        }
        if let Some(number) = with_commas(&text, projected) {
            return Ok(number);
        }
        if let Some(number) = sexagesimal(&text).filter(|_| !projected) {
            return Ok(number);
        }
        let only_digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        Err(if only_digits && text.matches('.').count() > 1 {
            NoNumber::Destroyed
        } else {
            NoNumber::Text
        })
    }

    /// Reads digits with an optional sign, point and exponent.
    fn decimal(text: &str, writing: Writing) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !only_digits(whole)
            || !only_digits(fraction)
            || (whole.is_empty() && fraction.is_empty())
        {
            return None;
        }
        let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
        let written = i32::try_from(fraction.len()).ok()?.saturating_sub(exponent);
        let digits = (value >= 1000.0 && exponent == 0).then(|| format!("{whole}{fraction}"));
        Some(Self {
            value,
            unit: 0.1_f64.powi(written.max(0)),
            digits,
            writing,
        })
    }

    /// The likely reading when the point after `whole` digits was lost; `373218.6` may as well be
    /// degrees, minutes and seconds, and then both are said.
    pub(super) fn without_point(
        &self,
        whole: usize,
        range: std::ops::RangeInclusive<f64>,
    ) -> Option<String> {
        let digits = self.digits.as_deref()?.trim_start_matches('0');
        let (degrees, rest) = (digits.get(..whole)?, digits.get(whole..)?);
        let likely = format!("{degrees}.{rest}");
        let fits = |text: &str| text.parse().is_ok_and(|value: f64| range.contains(&value));
        if rest.is_empty() || !fits(&likely) {
            return None;
        }
        let sixty = |at: std::ops::Range<usize>| {
            rest.get(at)
                .and_then(|part| part.parse::<u8>().ok())
                .filter(|&part| part < 60)
        };
        match (sixty(0..2), sixty(2..4), rest.len()) {
            (Some(minutes), Some(seconds), 4..=6) => {
                let tenths = &rest[4..];
                let point = if tenths.is_empty() { "" } else { "." };
                Some(format!(
                    "{likely} / {degrees}°{minutes:02}'{seconds:02}{point}{tenths}\""
                ))
            }
            _ => Some(likely),
        }
    }
}

/// The text without white space around it and invisible characters in it, full-width forms as ASCII.
pub(super) fn clean(cell: &str) -> Cow<'_, str> {
    let text = cell.trim();
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let narrow = |c: char| match c {
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => None,
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0),
        '\u{3000}' | '\u{A0}' => Some(' '),
        '−' | '–' => Some('-'),
        '、' => Some(','),
        _ => Some(c),
    };
    let text: String = text.chars().filter_map(narrow).collect();
    Cow::Owned(text.trim().to_owned())
}

/// Full-width digits and signs, as typed with a Korean input method, to ASCII.
pub(in crate::import) fn ascii(text: &str) -> Cow<'_, str> {
    clean(text)
}

/// `37,5665` (a comma for the point) or `1,948,123.4` (between thousands).
fn with_commas(text: &str, projected: bool) -> Option<Number> {
    let commas = text.matches(',').count();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?.trim_start_matches(['-', '+']);
    let thousands = commas > 0
        && (1..=3).contains(&first.len())
        && groups.all(|group| group.len() == 3)
        && !fraction.contains(',');
    if projected && thousands {
        return Number::decimal(&text.replace(',', ""), Writing::Commas);
    }
    // No place in Korea has degrees of a thousand or more: in degrees a comma is the point.
    let is_point = !projected && commas == 1 && !text.contains('.');
    let value = Number::decimal(&text.replace(',', "."), Writing::Commas).filter(|_| is_point)?;
    (value.value.abs() < 180.0).then_some(value)
}

/// Degrees with a sign or a word (`37.5°N`, `북위 37.5도`), with minutes, or with minutes and seconds
/// (`37°32'18.6"`, `37-32-18.6`, `37도 32분 18.6초`).
fn sexagesimal(text: &str) -> Option<Number> {
    let (text, south) = without_hemisphere(text)?;
    let mut parts: Vec<(String, Option<usize>)> = Vec::new();
    let mut digits = String::new();
    let mut pending = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() || c == '.' {
            if pending && !digits.is_empty() {
                parts.push((std::mem::take(&mut digits), None));
            }
            pending = false;
            digits.push(c);
            continue;
        }
        let rank = match c {
            '°' | 'º' | '˚' | '도' | 'd' | 'D' => Some(0),
            '\'' if chars.peek() == Some(&'\'') => {
                chars.next();
                Some(2)
            }
            '\'' | '′' | '’' | '‘' | '`' | '´' | 'ʹ' | '분' | 'm' => Some(1),
            '"' | '″' | '”' | '“' | '˝' | 'ʺ' | '〃' | '초' | 's' => Some(2),
            '-' | ':' | ' ' => None,
            _ => return None,
        };
        match rank {
            Some(_) if digits.is_empty() => return None,
            Some(rank) => parts.push((std::mem::take(&mut digits), Some(rank))),
            None => pending = true,
        }
    }
    if !digits.is_empty() {
        parts.push((digits, None));
    }
    degrees(&parts, south)
}

/// Puts degrees, minutes and seconds together; only the last part may have decimals.
fn degrees(parts: &[(String, Option<usize>)], south: bool) -> Option<Number> {
    const SCALE: [f64; 3] = [1.0, 60.0, 3600.0];
    let signed = parts.iter().any(|(_, rank)| rank.is_some());
    // Two numbers without any sign may be anything.
    if parts.is_empty() || parts.len() > 3 || (!signed && parts.len() == 2) {
        return None;
    }
    let (mut value, mut unit) = (0.0, 1.0);
    for (index, (text, rank)) in parts.iter().enumerate() {
        let number = Number::decimal(text, Writing::Notation)?;
        let last = index + 1 == parts.len();
        let in_order = rank.is_none_or(|rank| rank == index);
        if !in_order || (!last && text.contains('.')) || (index > 0 && number.value >= 60.0) {
            return None;
        }
        value += number.value / SCALE[index];
        unit = number.unit / SCALE[index];
    }
    Some(Number {
        value: if south { -value } else { value },
        unit,
        digits: None,
        writing: Writing::Notation,
    })
}

/// The text without N, E, 북위 and the like, and whether they say south or west.
fn without_hemisphere(text: &str) -> Option<(&str, bool)> {
    const SIGNS: [(&str, bool); 12] = [
        ("북위", false),
        ("동경", false),
        ("남위", true),
        ("서경", true),
        ("N", false),
        ("E", false),
        ("S", true),
        ("W", true),
        ("n", false),
        ("e", false),
        ("위도", false),
        ("경도", false),
    ];
    let mut rest = text.trim();
    let mut found = None;
    for (sign, south) in SIGNS {
        let without = rest.strip_prefix(sign).or_else(|| rest.strip_suffix(sign));
        if let Some(without) = without {
            // Two signs contradict each other or repeat: not a form that is read.
            if found.is_some() {
                return None;
            }
            found = Some(south);
            rest = without.trim_matches(|c: char| c.is_whitespace() || c == ':');
        }
    }
    Some((rest, found.unwrap_or(false)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> f64 {
        Number::read(text, false).map_or(f64::NAN, |number| number.value)
    }

    #[test]
    fn degrees_minutes_and_seconds_are_read_in_every_writing() {
        let expected = 37.0 + 32.0 / 60.0 + 18.6 / 3600.0;
        for text in [
            "37°32'18.6\"N",
            "N37°32'18.6\"",
            "37° 32' 18.6\" N",
            "37°32′18.6″",
            "37º32’18.6”",
            "37°32'18.6''",
            "37-32-18.6",
            "37:32:18.6",
            "37 32 18.6",
            "37도 32분 18.6초",
            "북위 37도 32분 18.6초",
            "３７도 ３２분 １８．６초",
        ] {
            let number = Number::read(text, false).unwrap_or_else(|_| panic!("{text}"));
            assert!((number.value - expected).abs() < 1e-12, "{text}");
            assert!((number.unit - 0.1 / 3600.0).abs() < 1e-12, "{text}");
            assert_eq!(number.writing, Writing::Notation, "{text}");
        }
        assert!((value("37°32.31'") - (37.0 + 32.31 / 60.0)).abs() < 1e-12);
        assert!((value("127.0847°E") - 127.0847).abs() < 1e-12);
        assert!((value("동경 127.0847도") - 127.0847).abs() < 1e-12);
        assert!((value("37.5S") + 37.5).abs() < 1e-12);
        assert!((Number::read("37°32'", false).unwrap().unit - 1.0 / 60.0).abs() < 1e-12);
    }

    #[test]
    fn commas_and_invisible_characters_have_one_reading() {
        assert!((value("37,5665") - 37.5665).abs() < 1e-12);
        assert!((value("127,084") - 127.084).abs() < 1e-12);
        assert!((value("\u{200B}37.5665\u{FEFF}") - 37.5665).abs() < 1e-12);
        let metres = |text| Number::read(text, true).map(|number| number.value);
        assert_eq!(metres("1,948,123.5"), Ok(1_948_123.5));
        assert_eq!(metres("450,123"), Ok(450_123.0));
        assert_eq!(metres("37°32'"), Err(NoNumber::Text));
    }

    #[test]
    fn what_has_no_one_reading_is_no_number() {
        for text in [
            "37°61'18\"",
            "37°32'61\"",
            "37.5°32'",
            "32' 37°",
            "37 32",
            "37-32",
            "NaN",
            "inf",
            "-",
            ".",
            "1,127,084",
            "N37E",
            "37.5N E",
            "",
            "1e999",
            "0x10",
            "37,56,65",
        ] {
            assert_eq!(Number::read(text, false), Err(NoNumber::Text), "{text}");
        }
        assert_eq!(Number::read("461.993.881", false), Err(NoNumber::Destroyed));
        assert_eq!(Number::read("37.56.65", false), Err(NoNumber::Destroyed));
    }

    proptest::proptest! {
        #[test]
        fn degrees_survive_being_written_as_minutes_and_seconds(value in 33.0f64..39.0) {
            let tenths = (value * 36_000.0).round();
            let (degrees, rest) = ((tenths / 36_000.0).floor(), tenths % 36_000.0);
            let (minutes, seconds) = ((rest / 600.0).floor(), rest % 600.0 / 10.0);
            let text = format!("{degrees}°{minutes}'{seconds:.1}\"N");
            let number = Number::read(&text, false).unwrap();
            proptest::prop_assert!((number.value - value).abs() <= number.unit / 2.0 + 1e-9);
        }
    }
}
