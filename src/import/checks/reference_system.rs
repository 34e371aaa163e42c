//! Would the points of a register lie better, had they been read in another Korean coordinate system?
//!
//! Two errors are common. 5181 and 5186 differ by exactly 100 km in northing: nearly all points leave
//! the area. Bessel read as GRS 80 (5174 as 5181, degrees of Korean 1985 as WGS 84) shifts by some
//! 300 m, 2097 and 5174 differ by 255 m: only points near a border tell, so it takes many of them, and
//! the remark states how many spoke, and names every system that is nearly as good (`candidates`). Metres of another belt or of the unified system give no place in
//! Korea at all: then the refused rows tell (`refused`).
//!
//! The system that a position was read in comes with it, whether the user, a `.prj`, the SRID of a
//! geometry or a `crs` member named it.

mod candidates;
mod refused;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::area::Standing;
use super::{Finding, Subject};
use crate::import::issue::IssueKind;
use crate::import::systems::COMMONEST;
use crate::spatial::crs::{EpsgCode, Transformation};
use crate::spatial::{Bbox, LonLat};

use candidates::{Candidate, Likely, is_convincing};
pub(super) use refused::check as check_refused;

/// Degrees of Korean 1985, on the ellipsoid of Bessel.
const BESSEL_DEGREES: u32 = 4162;
/// Degrees of Korea 2000, which are those of WGS 84 within a metre.
const KOREA_2000: u32 = 4737;
/// Degrees that were made of metres: the system that was used, the one that is right, and how far north and east of
/// there they belong then, degrees, about; the commonest first. The meridians of the belts of 2010, 5185 to 5188, lie two
/// degrees apart.
const CONVERTED: [(u32, u32, f64, f64); 11] = [
    (5186, 5181, HUNDRED_KM_DEG, 0.0),
    (5186, 5174, HUNDRED_KM_DEG, 0.0),
    (5186, 2097, HUNDRED_KM_DEG, 0.0),
    (5181, 5186, -HUNDRED_KM_DEG, 0.0),
    (5174, 5186, -HUNDRED_KM_DEG, 0.0),
    (2097, 5186, -HUNDRED_KM_DEG, 0.0),
    (5186, 5187, 0.0, 2.0),
    (5186, 5185, 0.0, -2.0),
    (5187, 5186, 0.0, -2.0),
    (5185, 5186, 0.0, 2.0),
    (5186, 5188, 0.0, 4.0),
];
/// The 100 km between the false northings of 5181 and 5186, degrees of latitude in Korea.
const HUNDRED_KM_DEG: f64 = 0.901;
/// What this leaves out, degrees: a degree is not of one length, north of the grid is not north far east of
/// its meridian, and 300 m.
const ABOUT_DEG: f64 = 0.1;
/// The points that are tried: enough for shares, and for the few near a border.
const TRIED: usize = 4000;
/// Points that lie outside now and inside in the other system: fewer are chance.
const LEAST_WON: usize = 15;
/// For each point lost by the other system so many must be won.
const WON_FOR_LOST: usize = 4;
/// A shift of up to so many metres can only be told near a border.
const SMALL_SHIFT_M: f64 = 400.0;
/// Points won below which the evidence is called thin.
const THIN: usize = 40;

/// Marks a system whose easting and northing were exchanged.
const SWAPPED: &str = " (x↔y)";

/// Says once for the register which other system fits its points better.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let (system, _) = subject.register.system();
    let points: Vec<(LonLat, Standing)> = subject
        .sites
        .iter()
        .zip(&subject.standings)
        .enumerate()
        .filter(|(index, _)| subject.register.is_in(*index, system))
        .filter_map(|(_, (site, standing))| Some((site.position, (*standing)?)))
        .collect();
    // Whole degrees and placeholders lie outside as well; a system is a matter of many.
    let outside = points
        .iter()
        .filter(|(_, standing)| !standing.inside)
        .count();
    if outside < LEAST_WON || outside * 100 < points.len() {
        return Vec::new();
    }
    let every = points.len().div_ceil(TRIED);
    let sample: Vec<(LonLat, Standing)> = points.into_iter().step_by(every).collect();
    let convincing: Vec<(Other, Candidate)> = others(system)
        .into_iter()
        .filter_map(|other| {
            let candidate = attempt(subject, &sample, &other)?;
            let (won, lost) = won_and_lost(&sample, &candidate);
            is_convincing(won, lost).then_some((other, candidate))
        })
        .collect();
    // Degrees may be of another datum, or made of metres in another system: what is said is about one of these.
    let Some(best) = convincing
        .iter()
        .max_by_key(|(_, candidate)| won_and_lost(&sample, candidate).0)
        .map(|(other, _)| *other)
    else {
        return Vec::new();
    };
    let alike = convincing
        .into_iter()
        .filter(|(other, _)| other.is_of_metres() == best.is_of_metres());
    let candidates: Vec<Candidate> = alike.map(|(_, candidate)| candidate).collect();
    let won = candidates
        .iter()
        .map(|candidate| won_and_lost(&sample, candidate).0)
        .max();
    let Some((likely, won)) = Likely::of(candidates).zip(won) else {
        return Vec::new();
    };
    let inside_now = sample
        .iter()
        .filter(|(_, standing)| standing.inside)
        .count();
    let of_register = |kind, value, detail| Finding {
        site: None,
        kind,
        reason: None,
        value: Some(value),
        detail: Some(detail),
    };
    let kind = if best.is_of_metres() {
        IssueKind::DegreesConvertedWrongly
    } else {
        Likely::kind(won)
    };
    let now = best.now.to_string();
    let mut found = vec![of_register(kind, now, likely.told(inside_now))];
    if let Some((systems, apart_m)) = likely.alike() {
        let kind = IssueKind::ReferenceSystemsAlike;
        found.push(of_register(kind, systems, apart_m));
    }
    found
}

/// How many points lie inside only in another system, and how many only in the present one.
fn won_and_lost(sample: &[(LonLat, Standing)], candidate: &Candidate) -> (usize, usize) {
    let count = |now: bool| {
        let both = sample.iter().zip(&candidate.inside);
        both.filter(|((_, standing), then)| standing.inside == now && **then != now)
            .count()
    };
    (count(false), count(true))
}

/// What the numbers were taken for, and what they may have been.
#[derive(Debug, Clone, Copy)]
struct Other {
    now: EpsgCode,
    then: EpsgCode,
    /// Easting and northing stood in each other's place.
    swapped: bool,
    /// Of degrees: how far north and east the points lie then, degrees, about.
    moved_deg: Option<(f64, f64)>,
}

impl Other {
    /// Whether it is about degrees that were made of metres.
    fn is_of_metres(&self) -> bool {
        self.moved_deg.is_some() && self.now != EpsgCode::WGS84
    }
}

/// What may have been meant instead of a system.
fn others(system: Option<EpsgCode>) -> Vec<Other> {
    let other = |now: u32, then: u32| Other {
        now: EpsgCode::new(now),
        then: EpsgCode::new(then),
        swapped: false,
        moved_deg: None,
    };
    match system.map(EpsgCode::number) {
        None | Some(KOREA_2000) => CONVERTED
            .into_iter()
            .map(|(now, then, north, east)| Other {
                moved_deg: Some((north, east)),
                ..other(now, then)
            })
            .chain([Other {
                moved_deg: Some((0.0, 0.0)),
                ..other(EpsgCode::WGS84.number(), BESSEL_DEGREES)
            }])
            .collect(),
        Some(BESSEL_DEGREES) => vec![other(BESSEL_DEGREES, EpsgCode::WGS84.number())],
        Some(now) => COMMONEST
            .into_iter()
            .filter(|&then| then != now)
            .map(|then| other(now, then))
            .chain([Other {
                swapped: true,
                ..other(now, now)
            }])
            .collect(),
    }
}

/// What another system would make of the points; `None` where it wins too few.
fn attempt(
    subject: &Subject<'_>,
    sample: &[(LonLat, Standing)],
    other: &Other,
) -> Option<Candidate> {
    if let Some(moved_deg) = other.moved_deg
        && !may_win(subject, sample, moved_deg)
    {
        return None;
    }
    let (back, forth) = (
        system(other.now, Way::Back)?,
        system(other.then, Way::Forth)?,
    );
    let shifted = |at: LonLat| {
        let (x, y) = back.project(at).ok()?;
        let (x, y) = if other.swapped { (y, x) } else { (x, y) };
        forth.to_lonlat(x, y).ok()
    };
    let (now, then) = (other.now, other.then);
    let name = if other.is_of_metres() {
        format!("{now} → {then}")
    } else {
        let sign = if other.swapped { SWAPPED } else { "" };
        format!("{then}{sign}")
    };
    Some(Candidate {
        name,
        inside: tried(subject, sample, shifted)?,
        first: shifted(sample.first()?.0),
    })
}

/// Whether enough points that lie outside could lie inside when moved north and east: a look at boxes, for the
/// systems themselves take PROJ a tenth of a second to make.
fn may_win(
    subject: &Subject<'_>,
    sample: &[(LonLat, Standing)],
    (north_deg, east_deg): (f64, f64),
) -> bool {
    let may_be_inside = |at: LonLat, standing: &Standing| {
        let (lon, lat) = (at.lon() + east_deg, at.lat() + north_deg);
        let near = Bbox {
            west: lon - ABOUT_DEG,
            south: lat - ABOUT_DEG,
            east: lon + ABOUT_DEG,
            north: lat + ABOUT_DEG,
        };
        let mut outlines = subject.ground.outlines(standing.area);
        outlines.any(|outline| outline.bbox().intersects(&near))
    };
    let outside = sample.iter().filter(|(_, standing)| !standing.inside);
    let won = outside.filter(|(at, standing)| may_be_inside(*at, standing));
    won.take(LEAST_WON).count() == LEAST_WON
}

/// From metres to degrees, or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Way {
    Forth,
    Back,
}

/// A system, one way. They belong to one thread and cost tens of milliseconds to make, so each thread makes
/// each once.
fn system(code: EpsgCode, way: Way) -> Option<Rc<Transformation>> {
    type Made = HashMap<(u32, Way), Option<Rc<Transformation>>>;
    thread_local! {
        static MADE: RefCell<Made> = RefCell::default();
    }
    MADE.with_borrow_mut(|made| {
        made.entry((code.number(), way))
            .or_insert_with(|| {
                let made = match way {
                    Way::Forth => Transformation::new(code),
                    Way::Back => Transformation::from_lonlat(code),
                };
                made.ok().map(Rc::new)
            })
            .clone()
    })
}

/// Which points lie inside when shifted; `None` where too few are won.
fn tried(
    subject: &Subject<'_>,
    sample: &[(LonLat, Standing)],
    shifted: impl Fn(LonLat) -> Option<LonLat>,
) -> Option<Vec<bool>> {
    let is_small = sample
        .first()
        .and_then(|(at, _)| shifted(*at))
        .is_some_and(|to| Bbox::around(sample[0].0, SMALL_SHIFT_M).contains(to));
    let is_in_then = |at: LonLat, standing: Standing| {
        // Far from every border of its area a small shift changes nothing.
        if is_small
            && !subject
                .ground
                .is_border_within(standing.area, at, SMALL_SHIFT_M * 1.5)
        {
            standing.inside
        } else {
            shifted(at).is_some_and(|to| subject.ground.contains(standing.area, to))
        }
    };
    // Few points lie outside; where they win nothing the many inside need not be asked.
    let mut inside = vec![false; sample.len()];
    let mut won = 0;
    for (then, (at, standing)) in inside.iter_mut().zip(sample) {
        *then = !standing.inside && is_in_then(*at, *standing);
        won += usize::from(*then);
    }
    if won < LEAST_WON {
        return None;
    }
    for (then, (at, standing)) in inside.iter_mut().zip(sample) {
        *then |= standing.inside && is_in_then(*at, *standing);
    }
    Some(inside)
}

#[cfg(test)]
mod tests;
