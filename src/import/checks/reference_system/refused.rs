//! Metres that give no place in Korea: in which system would they, and in their institution's area?

use std::collections::BTreeMap;

use super::super::ground::Ground;
use super::{COMMONEST, Candidate, Likely, SWAPPED, Way, system};
use crate::import::Report;
use crate::import::issue::{Issue, IssueKind};
use crate::spatial::crs::EpsgCode;
use crate::spatial::{Bbox, LonLat};

/// Rows of a file and system that are tried.
const TRIED: usize = 500;
/// Fewer rows tell nothing.
const LEAST: usize = 3;
/// Share of the rows that has to fit, as a divisor of what may not: four of five.
const MISFITS: usize = 5;
/// A refused row: easting and northing, and the institution that it names.
type Point = (f64, f64, Option<&'static str>);

/// Says once for each file and system which other one the refused rows fit.
pub(in crate::import::checks) fn check(report: &Report, ground: &Ground<'_>) -> Vec<Issue> {
    let mut points: BTreeMap<(usize, &str), Vec<Point>> = BTreeMap::new();
    for issue in &report.issues {
        let said = (issue.value.as_deref(), issue.detail.as_deref());
        if issue.kind == IssueKind::NotAPlaceInKorea
            && let (Some(value), Some(system)) = said
            && let Some((north, east)) = numbers(value)
        {
            let of_file = points.entry((issue.file, system)).or_default();
            if of_file.len() < TRIED {
                of_file.push((east, north, issue.institution));
            }
        }
    }
    points
        .into_iter()
        .filter(|(_, points)| points.len() >= LEAST)
        .filter_map(|((file, system), points)| {
            let likely = better(&points, system, ground)?;
            let remark = |kind, value: String, detail: String| Issue {
                file,
                institution: None,
                member: None,
                row: None,
                column: None,
                value: Some(value.into()),
                detail: Some(detail.into()),
                kind,
            };
            let kind = Likely::kind(points.len());
            let alike = likely.alike().map(|(systems, apart_m)| {
                remark(IssueKind::ReferenceSystemsAlike, systems, apart_m)
            });
            let told = remark(kind, system.to_owned(), likely.told(0));
            Some(std::iter::once(told).chain(alike))
        })
        .flatten()
        .collect()
}

/// Northing and easting as a remark shows them: `551885.2, 198056.1`.
fn numbers(value: &str) -> Option<(f64, f64)> {
    let (north, east) = value.split_once(", ").or_else(|| value.split_once(' '))?;
    let number = |text: &str| text.trim().replace(',', "").parse().ok();
    Some((number(north)?, number(east)?))
}

/// The systems that the points fit.
fn better(points: &[Point], now: &str, ground: &Ground<'_>) -> Option<Likely> {
    let mut candidates: Vec<Candidate> = Vec::new();
    // What was read so gives no place; with x and y exchanged it may.
    for swapped in [false, true] {
        for code in COMMONEST.map(EpsgCode::new) {
            if !swapped && code.to_string() == now {
                continue;
            }
            let Some(system) = system(code, Way::Forth) else {
                continue;
            };
            let place = |(x, y, _): &Point| {
                let (x, y) = if swapped { (*y, *x) } else { (*x, *y) };
                system.to_lonlat(x, y).ok()
            };
            let inside: Vec<bool> = points
                .iter()
                .map(|point| place(point).is_some_and(|at| is_there(at, point.2, ground)))
                .collect();
            let fitting = inside.iter().filter(|inside| **inside).count();
            if fitting > 0 && (points.len() - fitting) * MISFITS <= points.len() {
                let sign = if swapped { SWAPPED } else { "" };
                candidates.push(Candidate {
                    name: format!("{code}{sign}"),
                    inside,
                    first: points.first().and_then(place),
                });
            }
        }
    }
    Likely::of(candidates)
}

/// Whether a point lies in the area of its institution, or on Korean land where that is not known.
fn is_there(at: LonLat, institution: Option<&str>, ground: &Ground<'_>) -> bool {
    let area = institution
        .and_then(|code| ground.institution(code))
        .and_then(|index| ground.area_of(index));
    match area {
        Some(area) => ground.contains(area, at),
        None => {
            Bbox::KOREA.contains(at)
                && ground
                    .places
                    .outlines()
                    .iter()
                    .any(|outline| outline.contains(at))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::IssueKind;
    use crate::import::checks::testing::import_metres;
    use crate::spatial::LonLat;

    /// What is said of points of 광진구 in one system that are read in another.
    fn said(truth: u32, swapped: bool, taken: u32) -> Vec<String> {
        let points = [0.0, 1.0, 2.0, 3.0, 4.0];
        let points = points.map(|n| LonLat::new(127.0847 + n / 1000.0, 37.5385).unwrap());
        let import = import_metres(&points, "서울특별시 광진구", (truth, swapped), taken);
        assert_eq!(import.report.refused, 5, "{truth} as {taken}");
        let issues = import.report.issues.into_iter();
        issues
            .filter(|issue| issue.kind == IssueKind::OtherReferenceSystemThin)
            .map(|issue| issue.detail.unwrap().into())
            .collect()
    }

    #[test]
    fn refused_metres_name_the_systems_that_they_fit() {
        assert_eq!(
            said(5179, false, 5186),
            ["EPSG:5179 (0/5 → 5/5), EPSG:5178 (0/5 → 5/5)"]
        );
        assert_eq!(
            said(5179, true, 5179),
            ["EPSG:5179 (x↔y) (0/5 → 5/5), EPSG:5178 (x↔y) (0/5 → 5/5)"]
        );
        assert_eq!(said(3857, false, 5186), ["EPSG:3857 (0/5 → 5/5)"]);
    }
}
