//! Would the points of a register lie better, had they been read in another Korean coordinate system?
//!
//! Two errors are common. 5181 and 5186 differ by exactly 100 km in northing: nearly all points leave
//! the area. Bessel read as GRS 80 (5174 as 5181, degrees of Korean 1985 as WGS 84) shifts by some
//! 300 m, 2097 and 5174 differ by 255 m: only points near a border tell, so it takes many of them, and
//! the remark states how many spoke. Metres of another belt or of the unified system give no place in
//! Korea at all: then the refused rows tell (`refused`).
//!
//! The system that a position was read in comes with it, whether the user, a `.prj`, the SRID of a
//! geometry or a `crs` member named it.

mod refused;

use std::cell::RefCell;
use std::collections::HashMap;

use super::area::Standing;
use super::{Finding, Subject};
use crate::import::issue::IssueKind;
use crate::spatial::crs::{EpsgCode, Transformation};
use crate::spatial::{Bbox, LonLat};

pub(super) use refused::check as check_refused;

/// Systems that Korean files are in, by how often they are met.
const KOREAN: [u32; 14] = [
    5186, 5181, 5174, 5179, 5178, 2097, 5185, 5187, 5188, 5173, 5175, 5182, 5183, 32652,
];
/// Degrees of Korean 1985, on the ellipsoid of Bessel.
const BESSEL_DEGREES: u32 = 4162;
/// Degrees of Korea 2000, which are those of WGS 84 within a metre.
const KOREA_2000: u32 = 4737;
/// Degrees: what they were taken for when they were made, what they were, and how far north of there they
/// belong then, degrees, about.
const DEGREES: [(u32, u32, f64); 3] = [
    (5186, 5181, HUNDRED_KM_DEG),
    (5181, 5186, -HUNDRED_KM_DEG),
    (4326, 4162, 0.0),
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

/// What another system would make of the points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Trial {
    tried: usize,
    inside_now: usize,
    inside_then: usize,
    /// Outside now, inside then.
    won: usize,
    /// Inside now, outside then.
    lost: usize,
}

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
    let best = others(system)
        .into_iter()
        .filter_map(|other| Some((attempt(subject, &sample, &other)?, other)))
        .filter(|(trial, _)| trial.is_convincing())
        .max_by_key(|(trial, _)| trial.inside_then);
    best.into_iter()
        .map(|(trial, other)| Finding {
            site: None,
            kind: if trial.won < THIN {
                IssueKind::OtherReferenceSystemThin
            } else {
                IssueKind::OtherReferenceSystem
            },
            reason: None,
            value: Some(other.now.to_string()),
            detail: Some(format!(
                "{}{} ({}/{} → {}/{})",
                other.then,
                if other.swapped { SWAPPED } else { "" },
                trial.inside_now,
                trial.tried,
                trial.inside_then,
                trial.tried
            )),
        })
        .collect()
}

/// What the numbers were taken for, and what they may have been.
#[derive(Debug, Clone, Copy)]
struct Other {
    now: EpsgCode,
    then: EpsgCode,
    /// Easting and northing stood in each other's place.
    swapped: bool,
    /// How far north the points lie then, where that is known, degrees, about.
    north_deg: Option<f64>,
}

/// What may have been meant instead of a system.
fn others(system: Option<EpsgCode>) -> Vec<Other> {
    let other = |now: u32, then: u32| Other {
        now: EpsgCode::new(now),
        then: EpsgCode::new(then),
        swapped: false,
        north_deg: None,
    };
    match system.map(EpsgCode::number) {
        None | Some(KOREA_2000) => DEGREES
            .map(|(now, then, north_deg)| Other {
                north_deg: Some(north_deg),
                ..other(now, then)
            })
            .into(),
        Some(BESSEL_DEGREES) => vec![other(BESSEL_DEGREES, EpsgCode::WGS84.number())],
        Some(now) => KOREAN
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

impl Trial {
    /// Many more points are won than lost: by chance a shift loses as many as it wins.
    fn is_convincing(&self) -> bool {
        self.won > WON_FOR_LOST * self.lost
    }
}

fn attempt(subject: &Subject<'_>, sample: &[(LonLat, Standing)], other: &Other) -> Option<Trial> {
    if let Some(north_deg) = other.north_deg
        && !may_win(subject, sample, north_deg)
    {
        return None;
    }
    with_pair(other.now, other.then, |back, forth| {
        tried(subject, sample, |at| {
            let (x, y) = back.project(at).ok()?;
            let (x, y) = if other.swapped { (y, x) } else { (x, y) };
            forth.to_lonlat(x, y).ok()
        })
    })
    .flatten()
}

/// Whether enough points that lie outside could lie inside when moved north: a look at boxes, for the
/// systems themselves take PROJ a tenth of a second to make.
fn may_win(subject: &Subject<'_>, sample: &[(LonLat, Standing)], north_deg: f64) -> bool {
    let may_be_inside = |at: LonLat, standing: &Standing| {
        let (lon, lat) = (at.lon(), at.lat() + north_deg);
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

/// Hands out the way back from the one system and forth into the other: they belong to one thread and
/// cost tens of milliseconds to make, so each thread makes each pair once.
fn with_pair<T>(
    now: EpsgCode,
    then: EpsgCode,
    use_it: impl FnOnce(&Transformation, &Transformation) -> T,
) -> Option<T> {
    type Pair = Option<(Transformation, Transformation)>;
    thread_local! {
        static MADE: RefCell<HashMap<(u32, u32), Pair>> = RefCell::default();
    }
    MADE.with_borrow_mut(|made| {
        let pair = made
            .entry((now.number(), then.number()))
            .or_insert_with(|| {
                Transformation::from_lonlat(now)
                    .ok()
                    .zip(Transformation::new(then).ok())
            });
        pair.as_ref().map(|(back, forth)| use_it(back, forth))
    })
}

/// What another system would make of the points; `None` where it wins too few.
fn tried(
    subject: &Subject<'_>,
    sample: &[(LonLat, Standing)],
    shifted: impl Fn(LonLat) -> Option<LonLat>,
) -> Option<Trial> {
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
    let count = |inside: bool, then: bool| {
        sample
            .iter()
            .filter(|(_, standing)| standing.inside == inside)
            .filter(|&&(at, standing)| is_in_then(at, standing) == then)
            .count()
    };
    // Few points lie outside; where they win nothing the many inside need not be asked.
    let won = count(false, true);
    if won < LEAST_WON {
        return None;
    }
    let lost = count(true, false);
    let inside_now = sample
        .iter()
        .filter(|(_, standing)| standing.inside)
        .count();
    Some(Trial {
        tried: sample.len(),
        inside_now,
        inside_then: inside_now - lost + won,
        won,
        lost,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::checks::testing::{import_in, site};

    /// Points spread evenly over 광진구 as they are in `truth`, read as `taken`.
    fn misread(truth: u32, taken: u32, system: Option<u32>) -> Vec<String> {
        let outline = crate::place::Places::embedded()
            .outlines()
            .iter()
            .find(|outline| outline.code == "11215")
            .unwrap();
        let bbox = *outline.bbox();
        let back = Transformation::from_lonlat(EpsgCode::new(truth)).unwrap();
        let forth = Transformation::new(EpsgCode::new(taken)).unwrap();
        let sites: Vec<_> = (0..3600_u32)
            .filter_map(|n| {
                let part = |n: u32| (f64::from(n) + 0.5) / 60.0;
                let lon = bbox.west + (bbox.east - bbox.west) * part(n % 60);
                let lat = bbox.south + (bbox.north - bbox.south) * part(n / 60);
                let at = LonLat::new(lon, lat).unwrap();
                if !outline.contains(at) {
                    return None;
                }
                let (x, y) = back.project(at).unwrap();
                let read = forth.to_lonlat(x, y).unwrap();
                Some(site(
                    n + 2,
                    read.lon(),
                    read.lat(),
                    "서울특별시 광진구 자양동 1",
                ))
            })
            .collect();
        import_in("3040000", sites, system.map(EpsgCode::new))
            .report
            .issues
            .into_iter()
            .filter(|issue| {
                issue.kind == IssueKind::OtherReferenceSystem
                    || issue.kind == IssueKind::OtherReferenceSystemThin
            })
            .map(|issue| issue.detail.unwrap().split(' ').next().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn a_hundred_kilometres_and_three_hundred_metres_are_told_with_the_system_that_fits() {
        for (truth, taken) in [(5181, 5186), (5186, 5181), (5174, 5181), (2097, 5174)] {
            assert_eq!(
                misread(truth, taken, Some(taken)),
                [format!("EPSG:{truth}")],
                "{taken}"
            );
        }
        assert_eq!(misread(4162, 4326, None), ["EPSG:4162"]);
        assert_eq!(misread(4326, 4162, Some(4162)), ["EPSG:4326"]);
        assert_eq!(misread(5181, 5186, None), ["EPSG:5181"]);
    }

    #[test]
    fn points_lie_as_far_north_as_the_table_says() {
        for (now, then, north_deg) in DEGREES {
            for (lon, lat) in [(124.6, 33.1), (126.2, 38.6), (129.6, 35.0), (131.9, 37.2)] {
                let at = LonLat::new(lon, lat).unwrap();
                let to = with_pair(EpsgCode::new(now), EpsgCode::new(then), |back, forth| {
                    let (x, y) = back.project(at).unwrap();
                    forth.to_lonlat(x, y).unwrap()
                })
                .unwrap();
                assert!(
                    (to.lat() - lat - north_deg).abs() < ABOUT_DEG,
                    "{now} {to:?}"
                );
                assert!((to.lon() - lon).abs() < ABOUT_DEG, "{now} {to:?}");
            }
        }
    }

    #[test]
    fn what_was_read_rightly_is_left_in_peace() {
        assert!(misread(5186, 5186, Some(5186)).is_empty());
        assert!(misread(4326, 4326, None).is_empty());
    }
}
