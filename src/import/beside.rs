//! A second place in a row beside the one that is followed: whether they agree, and in which system they would.

use std::cell::RefCell;

use super::coordinates::without_noise;
use super::header::are_korean_metres;
use super::systems::COMMONEST;
use crate::spatial::LonLat;
use crate::spatial::crs::{EpsgCode, Transformation};
use crate::spatial::geodesic::geodesic_distance_m;

/// The systems of Korea lie some 250 m apart; one that was computed with other parameters of its datum some 10 m off
/// is the same, metres.
pub(super) const FAR_M: f64 = 50.0;
/// A system is named when it lets so many of the rows that are tried agree, in percent.
const NEARLY_ALL: usize = 90;

/// What a row says of its place besides.
#[derive(Debug, Default)]
pub(super) enum Beside {
    /// Nothing that can be compared.
    #[default]
    Nothing,
    /// The same place.
    Agrees,
    /// Another place.
    Apart(Box<Apart>),
}

impl Beside {
    /// Remembers that a second place is the same.
    pub(super) fn note_agreement(&mut self) {
        if matches!(self, Self::Nothing) {
            *self = Self::Agrees;
        }
    }
}

/// Two places of one row.
#[derive(Debug, Clone)]
pub(super) struct Apart {
    /// Easting and northing of the one that is a geometry or metres, where it is.
    pub(super) metres: Option<(f64, f64)>,
    /// The one in degrees, or the one that is followed.
    pub(super) degrees: LonLat,
    /// Both as they are written, and how far apart they lie.
    pub(super) told: String,
}

/// The transformations of all systems, which belong to one thread, and the one that agreed last.
#[derive(Default)]
struct Systems {
    made: Vec<(EpsgCode, Transformation)>,
    last: Option<(usize, bool)>,
}

impl Systems {
    fn make(&mut self) {
        if self.made.is_empty() {
            let codes = COMMONEST.into_iter().map(EpsgCode::new);
            let made = codes.filter_map(|code| Some((code, Transformation::new(code).ok()?)));
            self.made = made.collect();
        }
    }

    /// Where a system puts metres, and how far from a position.
    fn attempt(
        &self,
        (system, swapped): (usize, bool),
        metres: (f64, f64),
        at: LonLat,
    ) -> Option<f64> {
        let (x, y) = if swapped {
            (metres.1, metres.0)
        } else {
            metres
        };
        let place = self.made.get(system)?.1.to_lonlat(x, y).ok()?;
        Some(geodesic_distance_m(without_noise(place), at))
    }
}

thread_local! {
    static SYSTEMS: RefCell<Systems> = RefCell::default();
}

/// How near metres of a system that nobody stated come to a position, metres, in the system and order that fit best;
/// `None` for numbers that are no metres of Korea. One that is within [`FAR_M`] is taken at once.
pub(super) fn nearest(metres: (f64, f64), at: LonLat) -> Option<f64> {
    let (x, y) = metres;
    if !are_korean_metres(x, y) && !are_korean_metres(y, x) {
        return None;
    }
    SYSTEMS.with_borrow_mut(|systems| {
        systems.make();
        let every = || (0..systems.made.len()).flat_map(|system| [(system, false), (system, true)]);
        let mut best: Option<(f64, (usize, bool))> = None;
        for tried in systems.last.into_iter().chain(every()) {
            let Some(apart) = systems.attempt(tried, metres, at) else {
                continue;
            };
            if best.is_none_or(|(known, _)| apart < known) {
                best = Some((apart, tried));
            }
            if apart <= FAR_M {
                break;
            }
        }
        let (apart, system) = best?;
        if apart <= FAR_M {
            systems.last = Some(system);
        }
        Some(apart)
    })
}

/// The systems under which nearly all of the rows agree, with their number, the best first.
pub(super) fn agreeing(rows: &[Apart]) -> Vec<(String, usize)> {
    SYSTEMS.with_borrow_mut(|systems| {
        systems.make();
        let agrees = |system: (usize, bool), row: &Apart| {
            let apart = row
                .metres
                .filter(|&(x, y)| x.abs() > 180.0 && y.abs() > 90.0)
                .and_then(|metres| systems.attempt(system, metres, row.degrees));
            apart.is_some_and(|apart| apart <= FAR_M)
        };
        let mut found: Vec<(String, usize)> = (0..systems.made.len())
            .map(|system| {
                let rows = rows
                    .iter()
                    .filter(|row| agrees((system, false), row))
                    .count();
                (systems.made[system].0.to_string(), rows)
            })
            .filter(|(_, agreeing)| *agreeing > 0 && agreeing * 100 >= rows.len() * NEARLY_ALL)
            .collect();
        found.sort_by_key(|(_, agreeing)| std::cmp::Reverse(*agreeing));
        found
    })
}
