//! Capture in process: the index of Siya against one R-tree of circle boxes and a linear scan.
//!
//! `cargo bench --bench capture` prints a table; all three find the same cameras for every question,
//! which is checked before anything is measured.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::time::Instant;

use rstar::{AABB, PointDistance, RTree, RTreeObject};
use siya::dataset::Dataset;
use siya::place::Places;
use siya::query::capture::{candidates, linear_scan};
use siya::query::interval::parse_time;
use siya::query::{CaptureQuery, Interval, PurposeSet, capture};
use siya::spatial::{Bbox, LocalMetric, LonLat};

#[path = "../tests/support/synthetic.rs"]
mod synthetic;
use synthetic::{Country, Random};

/// A site as the yardstick keeps it: the box of its circle in one tree.
struct Circle {
    site: u32,
    at: LonLat,
    reach_m: f64,
    envelope: AABB<[f64; 2]>,
}

impl RTreeObject for Circle {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl PointDistance for Circle {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        self.envelope.distance_2(point)
    }
}

fn yardstick(dataset: &Dataset) -> RTree<Circle> {
    let circles = (0..u32::try_from(dataset.len()).expect("a count of sites"))
        .map(|site| {
            let at = dataset.lonlat(site);
            let reach_m = dataset.class(site).range.max_m.unwrap_or(0.0)
                + f64::from(dataset.spot(site).uncertainty_m);
            let bbox = Bbox::around(at, reach_m);
            let envelope = AABB::from_corners([bbox.west, bbox.south], [bbox.east, bbox.north]);
            Circle {
                site,
                at,
                reach_m,
                envelope,
            }
        })
        .collect();
    RTree::bulk_load(circles)
}

fn by_yardstick(tree: &RTree<Circle>, point: LonLat) -> Vec<(u32, f64)> {
    let metric = LocalMetric::new(point);
    tree.locate_all_at_point([point.lon(), point.lat()])
        .filter_map(|circle| {
            let distance = metric.distance_m(circle.at);
            metric
                .is_within(circle.at, distance, circle.reach_m)
                .then_some((circle.site, distance))
        })
        .collect()
}

fn question(point: LonLat) -> CaptureQuery {
    let at = |text| parse_time(text).expect("a time");
    let as_of = at("2026-11-22T10:00");
    CaptureQuery {
        point,
        accuracy_m: 0.0,
        interval: Interval::new(at("2026-11-20T21:00"), at("2026-11-20T21:30"), as_of).ok(),
        as_of,
        purposes: PurposeSet::default(),
        institutions: Vec::new(),
    }
}

/// Times every question by itself; returns sorted nanoseconds.
fn measure<Q, T>(questions: &[Q], mut answer: impl FnMut(&Q) -> T) -> Vec<u64> {
    let mut times: Vec<u64> = questions
        .iter()
        .map(|question| {
            let start = Instant::now();
            black_box(answer(question));
            u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
        })
        .collect();
    times.sort_unstable();
    times
}

fn percentile(times: &[u64], percent: usize) -> u64 {
    times[(times.len() - 1) * percent / 100]
}

fn main() {
    println!("| sites | hits | what | p50 ns | p90 ns | p99 ns | ratio of p50 |");
    println!("|---|---|---|---|---|---|---|");
    for count in [100_000, 700_000, 2_000_000] {
        let (dataset, country) = synthetic::register(count, 1);
        let tree = yardstick(&dataset);
        let points = places(&country, 20_000);
        let questions: Vec<CaptureQuery> = points.iter().copied().map(question).collect();
        check(&dataset, &tree, &points[..10]);
        let hits: usize = points
            .iter()
            .map(|&point| by_yardstick(&tree, point).len())
            .sum();
        let mean = hits / points.len();
        // Interleaved, the best of five rounds each, so that a busy moment hits no side alone.
        let mut best: [Option<Vec<u64>>; 3] = [None, None, None];
        for _ in 0..5 {
            let rounds = [
                measure(&points, |&point| by_yardstick(&tree, point)),
                measure(&questions, |query| candidates(&dataset, query)),
                measure(&questions, |query| {
                    capture(&dataset, Places::embedded(), query.clone()).matched
                }),
            ];
            for (best, round) in best.iter_mut().zip(rounds) {
                if best
                    .as_ref()
                    .is_none_or(|best| percentile(&round, 50) < percentile(best, 50))
                {
                    *best = Some(round);
                }
            }
        }
        let scan = measure(&questions[..20], |query| linear_scan(&dataset, query));
        let base = best[0].as_ref().map_or(0, |times| percentile(times, 50));
        let names = [
            "yardstick: one rstar tree of circle boxes",
            "siya: range verdicts and footage",
            "siya: whole answer",
        ];
        for (name, times) in names
            .into_iter()
            .zip(best.iter().flatten())
            .chain([("linear scan", &scan)])
        {
            #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
            let ratio = base as f64 / percentile(times, 50) as f64;
            println!(
                "| {count} | {mean} | {name} | {} | {} | {} | {ratio:.2} |",
                percentile(times, 50),
                percentile(times, 90),
                percentile(times, 99)
            );
        }
    }
}

/// Nine in ten where cameras are, one in ten anywhere.
fn places(country: &Country, count: usize) -> Vec<LonLat> {
    let mut random = Random(99);
    (0..count)
        .map(|index| {
            if index % 10 == 0 {
                LonLat::new(random.between(126.0, 129.5), random.between(33.0, 38.7))
                    .expect("in Korea")
            } else {
                country.position(&mut random)
            }
        })
        .collect()
}

fn check(dataset: &Dataset, tree: &RTree<Circle>, points: &[LonLat]) {
    for &point in points {
        let mut expected: Vec<u32> = by_yardstick(tree, point)
            .into_iter()
            .map(|(site, _)| site)
            .collect();
        let mut found: Vec<u32> = candidates(dataset, &question(point))
            .iter()
            .map(|hit| hit.site)
            .collect();
        let mut scanned: Vec<u32> = linear_scan(dataset, &question(point))
            .iter()
            .map(|hit| hit.site)
            .collect();
        for list in [&mut expected, &mut found, &mut scanned] {
            list.sort_unstable();
        }
        assert!(
            expected == found && found == scanned,
            "the three disagree at {point:?}"
        );
    }
}
