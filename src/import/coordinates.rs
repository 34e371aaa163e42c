//! Two cells to a position, with what the decimals leave open and what is wrong with it.

use std::borrow::Cow;
use std::cell::RefCell;

use super::issue::IssueKind;
use crate::model::site::{PositionReason, PositionReasons};
use crate::spatial::crs::{EpsgCode, Transformation};
use crate::spatial::{Bbox, LonLat};

/// Nobody surveys a camera better than this, whatever the digits claim.
const LEAST_UNCERTAINTY_M: f64 = 0.01;

/// A cell of the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Latitude or northing.
    Northing,
    /// Longitude or easting.
    Easting,
    /// Both together.
    Both,
}

/// What was found in a pair of cells.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Position and its uncertainty in metres; `None` when the row is refused or quarantined.
    pub(super) position: Option<(LonLat, f64)>,
    /// What was mended or is worth knowing.
    pub(super) reasons: PositionReasons,
    /// Remarks: which cell, what, and detail.
    pub(super) remarks: Vec<(Which, IssueKind, Option<String>)>,
}

impl Reading {
    fn remark(mut self, which: Which, kind: IssueKind, detail: Option<String>) -> Self {
        self.remarks.push((which, kind, detail));
        self
    }
}

/// Reads latitude and longitude in degrees.
pub(super) fn read_degrees(latitude: &str, longitude: &str) -> Reading {
    let (mut lat, mut lon) = match numbers(latitude, longitude) {
        Ok(pair) => pair,
        Err(reading) => return reading,
    };
    let mut reading = Reading::default();
    if (124.0..=132.0).contains(&lat.value) && (33.0..=38.7).contains(&lon.value) {
        std::mem::swap(&mut lat, &mut lon);
        reading.reasons.insert(PositionReason::SwappedMended);
        reading = reading.remark(Which::Both, IssueKind::SwappedMended, None);
    }
    #[expect(clippy::float_cmp, reason = "copied cells are equal to the last bit")]
    if lat.value == lon.value {
        return reading.remark(Which::Both, IssueKind::LatitudeEqualsLongitude, None);
    }
    let lost = [
        (Which::Northing, lat.without_point(2, 33.0..=38.7)),
        (Which::Easting, lon.without_point(3, 124.5..=132.0)),
    ];
    if lost.iter().any(|(_, likely)| likely.is_some()) {
        for (which, likely) in lost {
            if likely.is_some() {
                reading = reading.remark(which, IssueKind::DecimalPointLost, likely);
            }
        }
        return reading;
    }
    let at = match LonLat::new(lon.value, lat.value) {
        Ok(at) if Bbox::KOREA.contains(at) => at,
        _ => return reading.remark(Which::Both, IssueKind::OutsideKorea, None),
    };
    // A number loses its trailing zeros in JSON and in spreadsheets: the longer of the two tells.
    let decimals = lat.decimals.max(lon.decimals);
    if decimals <= 1 {
        return reading.remark(
            Which::Both,
            IssueKind::TooCoarse,
            Some(decimals.to_string()),
        );
    }
    let uncertainty_m = degree_uncertainty_m(at.lat(), decimals);
    if decimals == 2 {
        reading.reasons.insert(PositionReason::DecimalsFew);
        reading = reading.remark(
            Which::Both,
            IssueKind::DecimalsFew,
            Some(format!("{uncertainty_m:.0}")),
        );
    }
    reading.position = Some((at, uncertainty_m));
    reading
}

/// Reads easting and northing in a projected system.
pub(super) fn read_projected(easting: &str, northing: &str, code: EpsgCode) -> Reading {
    let (y, x) = match numbers(northing, easting) {
        Ok(pair) => pair,
        Err(reading) => return reading,
    };
    let Some(at) = transform(code, x.value, y.value).filter(|&at| Bbox::KOREA.contains(at)) else {
        return Reading::default().remark(
            Which::Both,
            IssueKind::NotAPlaceInKorea,
            Some(code.to_string()),
        );
    };
    let decimals = x.decimals.max(y.decimals);
    // A geographic system other than WGS 84 has degrees in its columns.
    let uncertainty_m = if x.value.abs() <= 180.0 && y.value.abs() <= 90.0 {
        degree_uncertainty_m(at.lat(), decimals)
    } else {
        let half = half_unit(decimals);
        half.hypot(half).max(LEAST_UNCERTAINTY_M)
    };
    Reading {
        position: Some((at, uncertainty_m)),
        ..Reading::default()
    }
}

/// Transforms with this thread's own PROJ object: it belongs to one thread and costs tens of
/// milliseconds to make.
fn transform(code: EpsgCode, x: f64, y: f64) -> Option<LonLat> {
    thread_local! {
        static MADE: RefCell<Option<(EpsgCode, Transformation)>> = const { RefCell::new(None) };
    }
    MADE.with_borrow_mut(|made| {
        if made.as_ref().is_none_or(|(known, _)| *known != code) {
            *made = Some((code, Transformation::new(code).ok()?));
        }
        made.as_ref()
            .and_then(|(_, transformation)| transformation.to_lonlat(x, y).ok())
    })
}

/// Radius that the last decimal of two coordinates in degrees leaves open, metres.
fn degree_uncertainty_m(lat: f64, decimals: u32) -> f64 {
    let half = half_unit(decimals);
    let phi = lat.to_radians();
    // Lengths of a degree on WGS 84, good to a centimetre.
    let north = 1.175f64.mul_add(
        (4.0 * phi).cos(),
        (-559.82f64).mul_add((2.0 * phi).cos(), 111_132.92),
    );
    let east = (-93.5f64).mul_add((3.0 * phi).cos(), 111_412.84 * phi.cos());
    (half * north).hypot(half * east).max(LEAST_UNCERTAINTY_M)
}

fn half_unit(decimals: u32) -> f64 {
    0.5 * 0.1_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX))
}

/// Both cells as numbers, or why the row is refused.
fn numbers(northing: &str, easting: &str) -> Result<(Number, Number), Reading> {
    let cells = [(Which::Northing, northing), (Which::Easting, easting)];
    let refuse = |which, kind, detail| Reading::default().remark(which, kind, detail);
    if let Some((which, _)) = cells.iter().find(|(_, cell)| cell.trim().is_empty()) {
        return Err(refuse(*which, IssueKind::CoordinatesMissing, None));
    }
    let parse = |(which, cell): (Which, &str)| {
        Number::parse(cell).ok_or_else(|| {
            let hint = cell
                .contains(',')
                .then(|| " (use a decimal point)".to_owned());
            refuse(which, IssueKind::CoordinatesNotNumbers, hint)
        })
    };
    let (y, x) = (parse(cells[0])?, parse(cells[1])?);
    if y.value == 0.0 || x.value == 0.0 {
        let which = if x.value != 0.0 {
            Which::Northing
        } else if y.value != 0.0 {
            Which::Easting
        } else {
            Which::Both
        };
        return Err(refuse(which, IssueKind::CoordinatesZero, None));
    }
    Ok((y, x))
}

/// A decimal number with the digits that were written.
#[derive(Debug)]
struct Number {
    value: f64,
    decimals: u32,
    /// The digits of a plain number of at least 1000, to look for a lost point.
    digits: Option<String>,
}

impl Number {
    /// Reads digits with an optional sign, point and exponent; full-width digits as well.
    fn parse(cell: &str) -> Option<Self> {
        let text = ascii(cell.trim());
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text.as_ref(), 0),
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
            decimals: u32::try_from(written).unwrap_or(0),
            digits,
        })
    }

    /// The likely reading when the point after `whole` digits was lost.
    fn without_point(&self, whole: usize, range: std::ops::RangeInclusive<f64>) -> Option<String> {
        let digits = self.digits.as_deref()?.trim_start_matches('0');
        let likely = format!(
            "{}.{}",
            digits.get(..whole)?,
            digits.get(whole..).filter(|rest| !rest.is_empty())?
        );
        likely
            .parse()
            .is_ok_and(|value: f64| range.contains(&value))
            .then_some(likely)
    }
}

/// Full-width digits and signs, as typed with a Korean input method, to ASCII.
pub(super) fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        '−' => '-',
        _ => c,
    };
    Cow::Owned(
        text.chars()
            .map(narrow)
            .collect::<String>()
            .trim()
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(reading: &Reading) -> Vec<IssueKind> {
        reading.remarks.iter().map(|&(_, kind, _)| kind).collect()
    }

    fn check(lat: &str, lon: &str, expected: &[IssueKind], taken: bool) {
        let reading = read_degrees(lat, lon);
        assert_eq!(
            (kinds(&reading).as_slice(), reading.position.is_some()),
            (expected, taken),
            "{lat} {lon}"
        );
    }

    #[test]
    fn good_coordinates_pass_in_every_writing() {
        check("37.5665", "126.9780", &[], true);
        check(" 37.5665 ", "126.9780\t", &[], true);
        check("３７．５６６５", "１２６.９７８０", &[], true);
        check("+37.5665", "1.269780e2", &[], true);
        check("37.2412", "131.8667", &[], true);
    }

    #[test]
    fn missing_and_unreadable_coordinates_are_refused() {
        check("", "126.9780", &[IssueKind::CoordinatesMissing], false);
        check("37.5", "  ", &[IssueKind::CoordinatesMissing], false);
        check("0", "0.0", &[IssueKind::CoordinatesZero], false);
        check("35.1", "0", &[IssueKind::CoordinatesZero], false);
        for bad in [
            "NaN",
            "inf",
            "-",
            "37,5665",
            "37.5665N",
            "37°33'59\"",
            "1e999",
            "０x10",
            ".",
            "37.56.65",
        ] {
            check(bad, "126.9780", &[IssueKind::CoordinatesNotNumbers], false);
        }
    }

    #[test]
    fn a_comma_gets_the_hint_to_use_a_point() {
        assert_eq!(
            read_degrees("37,5665", "126.97").remarks[0].2.as_deref(),
            Some(" (use a decimal point)")
        );
    }

    #[test]
    fn swapped_coordinates_are_mended_and_say_so() {
        let reading = read_degrees("126.9780", "37.5665");
        assert_eq!(kinds(&reading), [IssueKind::SwappedMended]);
        let (at, _) = reading.position.unwrap();
        assert!((at.lon() - 126.978).abs() < 1e-12 && (at.lat() - 37.5665).abs() < 1e-12);
        assert_eq!(
            reading.reasons.iter().collect::<Vec<_>>(),
            [PositionReason::SwappedMended]
        );
    }

    #[test]
    fn coordinates_that_cannot_be_right_are_quarantined() {
        check(
            "35.831891",
            "35.831891",
            &[IssueKind::LatitudeEqualsLongitude],
            false,
        );
        check("36.9518", "136.8424", &[IssueKind::OutsideKorea], false);
        check("53.361921", "128.412043", &[IssueKind::OutsideKorea], false);
        check("137.5", "226.9", &[IssueKind::OutsideKorea], false);
        check("-37.5665", "126.9780", &[IssueKind::OutsideKorea], false);
        check("375665", "126.9780", &[IssueKind::DecimalPointLost], false);
        check(
            "375665",
            "1269780",
            &[IssueKind::DecimalPointLost, IssueKind::DecimalPointLost],
            false,
        );
        check(
            "35.2747369",
            "1126.4930363",
            &[IssueKind::OutsideKorea],
            false,
        );
        check("37.5", "127", &[IssueKind::TooCoarse], false);
        assert_eq!(
            read_degrees("37566.5", "126.9780").remarks[0].2.as_deref(),
            Some("37.5665")
        );
    }

    #[test]
    fn decimals_give_the_uncertainty_and_two_are_noted() {
        let metres = |lat, lon| read_degrees(lat, lon).position.unwrap().1;
        assert!(
            (metres("37.56", "126.97") - 709.0).abs() < 2.0,
            "{}",
            metres("37.56", "126.97")
        );
        assert!((metres("37.566", "126.978") - 70.9).abs() < 0.2);
        // The longer of the two tells: JSON drops trailing zeros.
        assert!((metres("37.5", "126.97801") - 0.709).abs() < 0.002);
        assert!((metres("37.5665123456789", "126.97801") - 0.01).abs() < 1e-9);
        check("37.56", "126.97", &[IssueKind::DecimalsFew], true);
    }

    #[test]
    fn projected_coordinates_become_degrees_with_the_uncertainty_of_their_digits() {
        let code = "EPSG:5174".parse().unwrap();
        let reading = read_projected("200000", "450000", code);
        let (at, uncertainty) = reading.position.unwrap();
        assert!(
            (at.lon() - 127.000_788_027_712).abs() < 1e-9
                && (at.lat() - 37.552_268_004_389).abs() < 1e-9
        );
        assert!((uncertainty - 0.707).abs() < 0.001);
        assert!(
            (read_projected("200000.12", "450000.5", code)
                .position
                .unwrap()
                .1
                - 0.01)
                .abs()
                < 1e-9
        );
    }

    #[test]
    fn projected_coordinates_that_give_no_place_in_korea_are_refused() {
        let code = "EPSG:5186".parse().unwrap();
        for (x, y) in [("1e12", "1e12"), ("9999999", "9999999"), ("127.1", "37.5")] {
            assert_eq!(
                kinds(&read_projected(x, y, code)),
                [IssueKind::NotAPlaceInKorea],
                "{x} {y}"
            );
        }
        assert_eq!(
            kinds(&read_projected("inf", "1", code)),
            [IssueKind::CoordinatesNotNumbers]
        );
        assert_eq!(
            kinds(&read_projected("0", "0", code)),
            [IssueKind::CoordinatesZero]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(lat in ".{0,24}", lon in "[0-9eE.+-]{0,24}") {
            let _ = read_degrees(&lat, &lon);
            let _ = read_degrees(&lon, &lat);
        }
    }
}
