//! Covered ground measured in rows, with nothing in common with the product's way but the distance between
//! two places: along each parallel the parts within reach of any site, added up.

use std::collections::HashMap;

use siya::spatial::{LocalMetric, LonLat};

/// Area within each radius (metres) of each place, square metres. `rows` is how many rows the smallest
/// radius has; the error is some 0.2 / rows^1.5 of a single circle, and much less of many.
pub fn covered_m2(circles: &[(LonLat, f64)], rows: f64) -> f64 {
    let least_m = circles
        .iter()
        .map(|circle| circle.1)
        .fold(f64::MAX, f64::min);
    // Rows of equal degrees; a degree has some 111 km.
    let step_deg = least_m / rows / 111_000.0;
    let mut lines: HashMap<i64, Vec<(f64, f64)>> = HashMap::new();
    for &(at, radius_m) in circles {
        let metric = LocalMetric::new(at);
        let reach_deg = radius_m / 110_000.0;
        let row_of = |lat: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "below 2^40")]
            let row = (lat / step_deg).floor() as i64;
            row
        };
        for row in row_of(at.lat() - reach_deg)..=row_of(at.lat() + reach_deg) {
            let lat = middle_of(row, step_deg);
            let (_, north_m) = metric.offset_m(at.lon(), lat);
            let half2 = radius_m * radius_m - north_m * north_m;
            if half2 > 0.0 {
                let (per_mill, _) = metric.offset_m(at.lon() + 0.001, lat);
                let half_deg = half2.sqrt() / per_mill * 0.001;
                let line = lines.entry(row).or_default();
                line.push((at.lon() - half_deg, at.lon() + half_deg));
            }
        }
    }
    let mut area = 0.0;
    for (row, mut parts) in lines {
        parts.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let (mut length_deg, mut reached) = (0.0, f64::MIN);
        for (from, to) in parts {
            length_deg += (to - from.max(reached)).max(0.0);
            reached = reached.max(to);
        }
        let lat = middle_of(row, step_deg);
        let here = LonLat::new(127.0, lat).expect("a latitude");
        let metric = LocalMetric::new(here);
        let (per_mill, _) = metric.offset_m(127.001, lat);
        let (_, north) = metric.offset_m(127.0, lat + step_deg / 2.0);
        let (_, south) = metric.offset_m(127.0, lat - step_deg / 2.0);
        area += length_deg / 0.001 * per_mill * (north - south);
    }
    area
}

fn middle_of(row: i64, step_deg: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "below 2^40")]
    let row = row as f64;
    (row + 0.5) * step_deg
}
