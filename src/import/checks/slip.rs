//! A position far from where its address says, of which one digit typed otherwise, or two exchanged,
//! lands beside the other cameras of the same road or neighbourhood. Told with the likely reading, not
//! mended: only the office knows.

use std::collections::HashMap;

use super::area::Standing;
use super::shared_point::address_key;
use super::{Finding, Subject};
use crate::import::issue::IssueKind;
use crate::model::SiteRecord;
use crate::spatial::geodesic::geodesic_distance_m;
use crate::spatial::{LocalMetric, LonLat};

/// A likely reading lies this near to a camera of the same road or neighbourhood, metres.
const NEAR_M: f64 = 1000.0;
/// A slip moves the point at least this far from where it was meant to be, metres.
const FAR_M: f64 = 1000.0;
/// Digits behind the point that are tried: the third is some 100 m.
const DECIMALS_TRIED: usize = 3;
/// When more of the register lies outside than one row in so many, it is no matter of typing, and the
/// other rows are no measure.
const MOST_OUTSIDE: usize = 10;

/// `doubted` are the sites that lie far from where they must.
pub(super) fn check(subject: &Subject<'_>, doubted: &[usize]) -> Vec<Finding> {
    let wrong: Vec<(usize, Standing)> = doubted
        .iter()
        .filter_map(|&index| Some((index, subject.standings[index]?)))
        .collect();
    if wrong.is_empty() || wrong.len() * MOST_OUTSIDE > subject.sites.len() {
        return Vec::new();
    }
    let names: Vec<Option<String>> = wrong
        .iter()
        .map(|&(index, _)| address_key(&subject.sites[index]).map(|key| key.name))
        .collect();
    let mut others: HashMap<&str, Vec<LonLat>> = names
        .iter()
        .flatten()
        .map(|name| (name.as_str(), Vec::new()))
        .collect();
    for (site, standing) in subject.sites.iter().zip(&subject.standings) {
        if standing.is_some_and(|standing| standing.outside_m.is_none())
            && let Some(key) = address_key(site)
            && let Some(known) = others.get_mut(key.name.as_str())
        {
            known.push(site.position);
        }
    }
    wrong
        .iter()
        .zip(&names)
        .filter_map(|(&(index, standing), name)| {
            let others = others.get(name.as_deref()?)?;
            let likely = likely_reading(subject, index, standing, others)?;
            Some(Finding {
                site: Some(index),
                kind: IssueKind::LikelySlip,
                reason: None,
                value: Some(subject.value(index)),
                detail: Some(format!("{}, {}", likely.lon(), likely.lat())),
            })
        })
        .collect()
}

/// The reading nearest to a camera of the same name, inside the area, by one slip of the fingers.
fn likely_reading(
    subject: &Subject<'_>,
    index: usize,
    standing: Standing,
    others: &[LonLat],
) -> Option<LonLat> {
    let site: &SiteRecord = &subject.sites[index];
    let (lon, lat) = (site.position.lon(), site.position.lat());
    let readings = typed_otherwise(lat)
        .into_iter()
        .map(|lat| (lon, lat))
        .chain(typed_otherwise(lon).into_iter().map(|lon| (lon, lat)));
    readings
        .filter_map(|(lon, lat)| LonLat::new(lon, lat).ok())
        .filter(|&reading| subject.ground.contains(standing.area, reading))
        .filter_map(|reading| {
            let metric = LocalMetric::new(reading);
            let nearest = others
                .iter()
                .map(|other| metric.distance2_m2(other.lon(), other.lat()))
                .fold(f64::INFINITY, f64::min);
            (nearest <= NEAR_M * NEAR_M && geodesic_distance_m(reading, site.position) > FAR_M)
                .then_some((nearest, reading))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, reading)| reading)
}

/// Every number that differs from the written one in one digit, or in the order of two neighbouring
/// digits, down to the third decimal.
fn typed_otherwise(degrees: f64) -> Vec<f64> {
    let text = degrees.to_string().into_bytes();
    let point = text.iter().position(|&c| c == b'.').unwrap_or(text.len());
    let places: Vec<usize> = (0..text.len().min(point + 1 + DECIMALS_TRIED))
        .filter(|&place| text[place].is_ascii_digit())
        .collect();
    let mut readings = Vec::new();
    let mut push = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap_or_default();
        readings.extend(text.parse::<f64>().ok());
    };
    for (order, &place) in places.iter().enumerate() {
        for digit in b'0'..=b'9' {
            if digit != text[place] {
                let mut changed = text.clone();
                changed[place] = digit;
                push(changed);
            }
        }
        if let Some(&next) = places.get(order + 1)
            && text[place] != text[next]
        {
            let mut exchanged = text.clone();
            exchanged.swap(place, next);
            push(exchanged);
        }
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::checks::testing::{examined_issues, site};

    #[test]
    fn numbers_typed_otherwise_are_those_that_differ_in_one_digit_or_two_neighbours() {
        let found = typed_otherwise(37.25);
        // Oracle: count the differing digits of every number of the same shape.
        let digits = |value: u32| [value / 1000, value / 100 % 10, value / 10 % 10, value % 10];
        let written = digits(3725);
        for value in 0..10_000 {
            let other = digits(value);
            let differ: Vec<usize> = (0..4).filter(|&at| written[at] != other[at]).collect();
            let one = differ.len() == 1;
            let exchanged = differ.len() == 2
                && differ[1] == differ[0] + 1
                && written[differ[0]] == other[differ[1]]
                && written[differ[1]] == other[differ[0]];
            let number = f64::from(value) / 100.0;
            assert_eq!(found.contains(&number), one || exchanged, "{number}");
        }
    }

    #[test]
    fn a_slip_is_told_with_the_reading_beside_its_neighbours_and_left_as_it_is() {
        let mut rows: Vec<_> = (0..40)
            .map(|n| {
                site(
                    n + 2,
                    127.0821 + f64::from(n) * 0.0003,
                    37.5385,
                    "서울특별시 광진구 자양로 117",
                )
            })
            .collect();
        rows.push(site(90, 127.0833, 37.8385, "서울특별시 광진구 자양로 120"));
        rows.push(site(91, 126.0833, 37.5381, "서울특별시 광진구 자양로 121"));
        rows.push(site(92, 128.5833, 36.5381, "서울특별시 광진구 자양로 122"));
        let found: Vec<_> = examined_issues("3040000", rows, IssueKind::LikelySlip)
            .into_iter()
            .map(|issue| (issue.row.unwrap(), issue.detail.unwrap().to_string()))
            .collect();
        assert_eq!(
            found,
            [
                (90, "127.0833, 37.5385".to_owned()),
                (91, "127.0833, 37.5381".to_owned())
            ]
        );
    }
}
