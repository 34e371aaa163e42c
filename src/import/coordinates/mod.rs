//! Two cells to a position, with what the decimals leave open and what is wrong with it.

mod number;
mod pair;
mod parts;
mod slip;

use std::cell::RefCell;

use super::beside::Beside;
use super::issue::IssueKind;
use crate::model::site::{PositionReason, PositionReasons};
use crate::spatial::crs::{EpsgCode, Transformation};
use crate::spatial::{Bbox, LonLat};
use number::{NoNumber, Number, Writing};

pub(super) use number::ascii;
pub(super) use pair::{is_pair, read as read_pair};
pub(super) use parts::{PartError, Parts, has_decimals, is_whole_of};
pub(super) use slip::candidates as slips;

/// Nobody surveys a camera better than this, whatever the digits claim.
const LEAST_UNCERTAINTY_M: f64 = 0.01;

/// A coordinate whose last place is coarser is of no use: one decimal is kilometres.
const COARSE_DEG: f64 = 0.05;
/// A coordinate whose last place is coarser is a whole degree: of no use, whatever the other one has.
const ONE_DECIMAL_DEG: f64 = 0.5;
/// So many more decimals of the other coordinate are no chance: a number loses three zeros once in a thousand.
const MANY_MORE: f64 = 500.0;
/// With four decimals a few metres more or less are not worth the doubt.
const SHORT_DEG: f64 = 0.0005;
/// A coordinate whose last place is coarser is worth a remark: two decimals, or whole minutes.
const FEW_DEG: f64 = 0.005;

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
    /// The system that it was transformed from; `None` for degrees of WGS 84.
    pub(super) system: Option<EpsgCode>,
    /// What was mended or is worth knowing.
    pub(super) reasons: PositionReasons,
    /// What the row says of its place besides.
    pub(super) beside: Beside,
    /// Latitude and longitude outside Korea, which may be a slip of the finger.
    pub(super) slip: Option<(f64, f64)>,
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
    if let Some((lat, lon)) = in_one_cell(latitude, longitude) {
        return read_degrees(&lat, &lon).remark(Which::Both, IssueKind::CoordinatesInOneCell, None);
    }
    let (mut lat, mut lon) = match numbers(latitude, longitude, false) {
        Ok(pair) => pair,
        Err(reading) => return reading,
    };
    let mut reading = note_writing(Reading::default(), &lat, &lon);
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
        _ => {
            reading.slip = Some((lat.value, lon.value));
            return reading.remark(Which::Both, IssueKind::OutsideKorea, None);
        }
    };
    let unit = unit_of_pair(lat.unit, lon.unit);
    let uncertainty_m = degree_uncertainty_m(at.lat(), unit);
    if unit > COARSE_DEG && lat.unit.min(lon.unit) > COARSE_DEG || unit > ONE_DECIMAL_DEG {
        return reading.remark(
            Which::Both,
            IssueKind::TooCoarse,
            Some(format!("{:.0}", uncertainty_m / 1000.0)),
        );
    }
    if unit > FEW_DEG {
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

/// The unit of the last written place of a pair.
///
/// A number loses its trailing zeros in JSON and in spreadsheets, so that the longer of the two tells; but one
/// that has three decimals at most and is shorter by three places, or has one decimal, is taken as it is written.
fn unit_of_pair(one: f64, other: f64) -> f64 {
    let (fine, coarse) = (one.min(other), one.max(other));
    if coarse > COARSE_DEG || (coarse > SHORT_DEG && coarse / fine > MANY_MORE) {
        coarse
    } else {
        fine
    }
}

/// Reads easting and northing in a projected system.
pub(super) fn read_projected(easting: &str, northing: &str, code: EpsgCode) -> Reading {
    let (y, x) = match numbers(northing, easting, true) {
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
    let unit = x.unit.min(y.unit);
    // A geographic system other than WGS 84 has degrees in its columns.
    let uncertainty_m = if x.value.abs() <= 180.0 && y.value.abs() <= 90.0 {
        degree_uncertainty_m(at.lat(), unit)
    } else {
        (0.5 * unit).hypot(0.5 * unit).max(LEAST_UNCERTAINTY_M)
    };
    Reading {
        position: Some((at, uncertainty_m)),
        system: Some(code),
        ..note_writing(Reading::default(), &y, &x)
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
            .map(without_noise)
    })
}

/// A position that was computed, without the noise of the computation: to a hundred-millionth of a degree, some
/// millimetre. What another file of the same register writes in degrees is then the same position.
pub(super) fn without_noise(at: LonLat) -> LonLat {
    let rounded = |degrees: f64| (degrees * 1e8).round() / 1e8;
    LonLat::new(rounded(at.lon()), rounded(at.lat())).unwrap_or(at)
}

/// Radius that the last written place of two coordinates in degrees leaves open, metres.
#[must_use]
pub fn degree_uncertainty_m(lat: f64, unit: f64) -> f64 {
    let half = 0.5 * unit;
    let phi = lat.to_radians();
    // Lengths of a degree on WGS 84, good to a centimetre.
    let north = 1.175f64.mul_add(
        (4.0 * phi).cos(),
        (-559.82f64).mul_add((2.0 * phi).cos(), 111_132.92),
    );
    let east = (-93.5f64).mul_add((3.0 * phi).cos(), 111_412.84 * phi.cos());
    (half * north).hypot(half * east).max(LEAST_UNCERTAINTY_M)
}

/// Latitude and longitude, when one cell holds both and the other nothing or the same.
fn in_one_cell(latitude: &str, longitude: &str) -> Option<(String, String)> {
    let (latitude, longitude) = (latitude.trim(), longitude.trim());
    let both = match (latitude.is_empty(), longitude.is_empty()) {
        (false, true) => latitude,
        (true, false) => longitude,
        (false, false) if latitude == longitude => latitude,
        _ => return None,
    };
    pair::split(both)
}

/// Both cells as numbers, or why the row is refused.
fn numbers(northing: &str, easting: &str, projected: bool) -> Result<(Number, Number), Reading> {
    let cells = [(Which::Northing, northing), (Which::Easting, easting)];
    let refuse = |which, kind| Reading::default().remark(which, kind, None);
    if let Some((which, _)) = cells.iter().find(|(_, cell)| cell.trim().is_empty()) {
        return Err(refuse(*which, IssueKind::CoordinatesMissing));
    }
    let parse = |(which, cell): (Which, &str)| {
        Number::read(cell, projected).map_err(|why| {
            let kind = match why {
                NoNumber::Destroyed => IssueKind::CoordinatesDestroyed,
                NoNumber::Text => IssueKind::CoordinatesNotNumbers,
            };
            refuse(which, kind)
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
        return Err(refuse(which, IssueKind::CoordinatesZero));
    }
    Ok((y, x))
}

/// Remarks on numbers that were written otherwise than as plain decimals.
fn note_writing(mut reading: Reading, y: &Number, x: &Number) -> Reading {
    for (which, number) in [(Which::Northing, y), (Which::Easting, x)] {
        let kind = match number.writing {
            Writing::Plain => continue,
            Writing::Notation => IssueKind::CoordinateNotation,
            Writing::Commas => IssueKind::CoordinateCommasMended,
        };
        let decimals = if number.value.abs() < 1000.0 { 7 } else { 3 };
        let text = format!("{:.decimals$}", number.value);
        let shown = text.trim_end_matches('0').trim_end_matches('.').to_owned();
        reading = reading.remark(which, kind, Some(shown));
    }
    reading
}

#[cfg(test)]
mod tests;
