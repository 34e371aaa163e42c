//! Spreadsheet fill-down: a cell dragged over the rows below counts up, by one in the last digit or by
//! a whole degree, while the addresses go their own way.

use std::collections::BTreeSet;

use super::address::key;
use super::{Finding, Subject};
use crate::import::QuarantinedRow;
use crate::import::issue::IssueKind;
use crate::model::SiteRecord;
use crate::model::site::PositionReason;
use crate::spatial::LonLat;

/// Billionths of a degree in one degree: steps are compared as whole numbers.
const DEGREE: i64 = 1_000_000_000;
/// Rows a whole degree apart with the same digits behind the point: three are no chance.
const LEAST_BY_DEGREE: usize = 3;
/// Rows that count up in the last digit, by how many decimals they have: at three or four decimals
/// (100 m, 10 m) neighbours in a street do so by chance.
const LEAST_BY_LAST_DIGIT: [(u32, usize); 3] = [(6, 3), (5, 4), (4, 6)];
/// Rows a constant step apart, whatever the step, at five decimals or more.
const LEAST_BY_STEP: usize = 6;
const DECIMALS_BY_STEP: u32 = 5;

/// A row in the order in which it was entered.
struct Entry {
    /// Index of the site, or of the quarantined row.
    place: Place,
    /// Latitude and longitude in billionths of a degree.
    at: [i64; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Site(usize),
    Quarantined,
}

/// Marks all rows of every series but the one it was dragged from.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let entries = entries(subject);
    let mut findings = Vec::new();
    let mut start = 0;
    while start + 1 < entries.len() {
        let step = step(&entries[start], &entries[start + 1]);
        let mut end = start + 1;
        while end + 1 < entries.len() && self::step(&entries[end], &entries[end + 1]) == step {
            end += 1;
        }
        if step != [0, 0] && is_series(subject, &entries[start..=end], step) {
            report(subject, &entries[start..=end], step, &mut findings);
        }
        start = end;
    }
    findings
}

/// The rows in the order of the file; those of tiles in the order of their 관리번호, in which the
/// office numbered them.
fn entries(subject: &Subject<'_>) -> Vec<Entry> {
    let sites = subject.sites.iter().enumerate().map(|(index, site)| {
        let entry = Entry {
            place: Place::Site(index),
            at: [
                billionths(site.position.lat()),
                billionths(site.position.lon()),
            ],
        };
        (
            site.management_no.as_deref().unwrap_or(""),
            site.source_row,
            entry,
        )
    });
    let outside = subject.quarantined.iter().filter_map(|row| {
        let entry = Entry {
            place: Place::Quarantined,
            at: outside_korea(row)?,
        };
        let number = row
            .values
            .iter()
            .map(|(_, text)| text.as_str())
            .find(|text| text.len() == 18 && text.bytes().all(|byte| byte.is_ascii_digit()));
        Some((number.unwrap_or(""), row.row, entry))
    });
    let mut ordered: Vec<(&str, u32, Entry)> = sites.chain(outside).collect();
    if subject.is_cut_up {
        ordered.sort_by_key(|(number, row, _)| (*number, *row));
    } else {
        ordered.sort_by_key(|(_, row, _)| *row);
    }
    ordered.into_iter().map(|(_, _, entry)| entry).collect()
}

/// Road or neighbourhood with its number, else the address without its white space.
fn place_of(site: &SiteRecord) -> Option<String> {
    let address = site
        .road_address
        .as_deref()
        .or(site.lot_address.as_deref())?;
    Some(match key(address) {
        Some(key) => format!("{} {}", key.name, key.number.unwrap_or_default()),
        None => address.split_whitespace().collect(),
    })
}

/// Latitude and longitude of a row that lies outside Korea, as its remark shows them.
fn outside_korea(row: &QuarantinedRow) -> Option<[i64; 2]> {
    let issue = row
        .issues
        .iter()
        .find(|issue| issue.kind == IssueKind::OutsideKorea)?;
    let (lat, lon) = issue.value.as_deref()?.split_once(',')?;
    let read = |text: &str| {
        let degrees: f64 = text.trim().parse().ok()?;
        (degrees.abs() < 9000.0).then(|| billionths(degrees))
    };
    Some([read(lat)?, read(lon)?])
}

fn step(a: &Entry, b: &Entry) -> [i64; 2] {
    [b.at[0] - a.at[0], b.at[1] - a.at[1]]
}

fn is_series(subject: &Subject<'_>, entries: &[Entry], step: [i64; 2]) -> bool {
    if entries.len() < LEAST_BY_DEGREE {
        return false;
    }
    if step.iter().all(|step| step % DEGREE == 0) {
        return true;
    }
    let stated: Vec<String> = entries
        .iter()
        .filter_map(|entry| match entry.place {
            Place::Site(index) => place_of(&subject.sites[index]),
            Place::Quarantined => None,
        })
        .collect();
    let addresses: BTreeSet<&str> = stated.iter().map(String::as_str).collect();
    // Cameras of one pole are set apart by hand; rows without addresses need a longer series.
    if !stated.is_empty() && addresses.len() < 2 {
        return false;
    }
    let more = if stated.is_empty() { 2 } else { 0 };
    let unit = |axis: usize| entries.iter().map(|entry| unit_of(entry.at[axis])).min();
    let moving: Vec<(i64, i64)> = (0..2)
        .filter(|&axis| step[axis] != 0)
        .filter_map(|axis| Some((step[axis].abs(), unit(axis)?)))
        .collect();
    let decimals = moving
        .iter()
        .map(|(_, unit)| decimals_of(*unit))
        .min()
        .unwrap_or(0);
    let by_last_digit = moving.iter().all(|(step, unit)| step == unit);
    let least = LEAST_BY_LAST_DIGIT
        .iter()
        .find(|(needed, _)| decimals >= *needed)
        .map(|(_, rows)| *rows);
    (by_last_digit && least.is_some_and(|least| entries.len() >= least + more))
        || (decimals >= DECIMALS_BY_STEP && entries.len() >= LEAST_BY_STEP + more)
}

/// The unit of the last digit that is not zero, in billionths of a degree.
fn unit_of(billionths: i64) -> i64 {
    let mut unit = 1;
    while unit < DEGREE && billionths % (unit * 10) == 0 {
        unit *= 10;
    }
    unit
}

fn decimals_of(unit: i64) -> u32 {
    9 - unit.ilog10()
}

/// All but the row that the series was dragged from: the end that lies in the area of its row, or the
/// first one.
fn report(subject: &Subject<'_>, entries: &[Entry], step: [i64; 2], findings: &mut Vec<Finding>) {
    let is_inside = |entry: &Entry| match entry.place {
        Place::Site(index) => {
            subject.standings[index].is_some_and(|standing| standing.outside_m.is_none())
        }
        Place::Quarantined => false,
    };
    let last = entries.len() - 1;
    let origin = if !is_inside(&entries[0]) && is_inside(&entries[last]) {
        last
    } else {
        0
    };
    let degrees = |billionths: i64| {
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let degrees = billionths as f64 / DEGREE as f64;
        degrees
    };
    let from = LonLat::new(
        degrees(entries[origin].at[1]),
        degrees(entries[origin].at[0]),
    )
    .map_or_else(
        |_| String::new(),
        |at| format!("{}, {}", at.lon(), at.lat()),
    );
    let detail = format!(
        "{} × ({:+}, {:+}) ← {from}",
        last,
        degrees(step[1]),
        degrees(step[0]),
    );
    for (position, entry) in entries.iter().enumerate() {
        if let Place::Site(index) = entry.place
            && position != origin
        {
            findings.push(Finding {
                site: Some(index),
                kind: IssueKind::FillDown,
                reason: Some(PositionReason::FillDown),
                value: Some(subject.value(index)),
                detail: Some(detail.clone()),
            });
        }
    }
}

fn billionths(degrees: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "at most 9,000 degrees")]
    let whole = (degrees * 1e9).round() as i64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::checks::testing::{examined, site};

    fn filled(rows: &[(f64, f64, &str)]) -> Vec<u32> {
        let sites = (2..)
            .zip(rows)
            .map(|(row, &(lon, lat, address))| site(row, lon, lat, address));
        examined("3040000", sites, IssueKind::FillDown)
    }

    #[test]
    fn rows_that_count_up_in_the_last_digit_under_different_addresses_are_a_series() {
        let rows = [
            (127.084_712, 37.538_511, "자양동 10"),
            (127.084_713, 37.538_512, "구의동 27"),
            (127.084_714, 37.538_513, "중곡동 190"),
            (127.071_111, 37.540_001, "군자동 2"),
        ];
        assert_eq!(filled(&rows), [3, 4]);
        let latitude_alone: Vec<_> = rows.iter().map(|&(_, lat, a)| (127.0847, lat, a)).collect();
        assert_eq!(filled(&latitude_alone), [3, 4]);
        let one_pole: Vec<_> = rows
            .iter()
            .map(|&(lon, lat, _)| (lon, lat, "자양동 10"))
            .collect();
        assert_eq!(filled(&one_pole), [] as [u32; 0]);
    }

    #[test]
    fn whole_degrees_are_a_series_whose_origin_is_the_row_at_home() {
        let down = [
            (127.0847, 37.5385, ""),
            (128.0847, 38.5385, ""),
            (129.0847, 38.4, ""),
        ];
        assert_eq!(filled(&down), [] as [u32; 0]);
        let up = [
            (125.0847, 35.5385, "자양동 1"),
            (126.0847, 36.5385, ""),
            (127.0847, 37.5385, ""),
        ];
        assert_eq!(filled(&up), [2, 3]);
        let first = [
            (127.0847, 36.5385, "자양동 1"),
            (127.0847, 35.5385, ""),
            (127.0847, 34.5385, ""),
        ];
        assert_eq!(filled(&first), [3, 4]);
    }

    #[test]
    fn neighbours_on_a_coarse_grid_are_no_series() {
        let street: Vec<_> = (0..5_u32)
            .zip(["가동 1", "나동 2", "다동 3", "라동 4", "마동 5"])
            .map(|(n, address)| (127.08 + f64::from(n) * 0.001, 37.5385, address))
            .collect();
        assert_eq!(filled(&street), [] as [u32; 0]);
    }

    #[test]
    fn the_unit_of_a_number_is_that_of_its_last_digit() {
        for (degrees, decimals) in [(37.5, 1), (37.538_51, 5), (127.000_000_001, 9), (36.0, 0)] {
            assert_eq!(
                decimals_of(unit_of(billionths(degrees))),
                decimals,
                "{degrees}"
            );
        }
    }
}
