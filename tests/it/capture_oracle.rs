//! The indexed answer equals a linear scan with Karney's geodesics, whatever the register.

use std::collections::BTreeMap;

use proptest::prelude::*;
use siya::dataset::{Dataset, DatasetBuilder, Past, PastEnd};
use siya::place::Places;
use siya::query::capture::linear_scan;
use siya::query::interval::parse_time;
use siya::query::reasons::RangeReason;
use siya::query::verdict::RangeVerdict;
use siya::query::{CaptureQuery, PurposeSet, capture};
use siya::spatial::LonLat;
use siya::spatial::geodesic::{destination, geodesic_distance_m};

use super::synthetic::{Country, Random, register, release, site};

/// A stated range as it was given to a site: smallest, largest, uncertainty.
type Stated = (LonLat, Option<f64>, Option<f64>, f64);

fn query(point: LonLat, accuracy_m: f64) -> CaptureQuery {
    CaptureQuery {
        point,
        accuracy_m,
        interval: None,
        as_of: parse_time("2026-11-22T10:00").unwrap(),
        purposes: PurposeSet::default(),
        institutions: Vec::new(),
    }
}

/// Sites by id with their verdict, as the definition says, without any code of the answer.
fn by_definition(sites: &[Stated], point: LonLat, accuracy: f64) -> BTreeMap<u32, RangeVerdict> {
    (1..)
        .zip(sites)
        .filter_map(|(id, &(position, min, max, uncertainty))| {
            let distance = geodesic_distance_m(point, position);
            // The dataset keeps the uncertainty with seven digits.
            #[expect(clippy::cast_possible_truncation, reason = "as the dataset does")]
            let slack = accuracy + f64::from(uncertainty as f32);
            let max = max?;
            if distance > max + slack {
                return None;
            }
            let within = min.is_some_and(|min| distance <= min - slack);
            Some((
                id,
                if within {
                    RangeVerdict::Within
                } else {
                    RangeVerdict::Possible
                },
            ))
        })
        .collect()
}

fn dataset(sites: &[Stated]) -> Dataset {
    let mut builder = DatasetBuilder::new();
    let release = builder.add_release(release("unknown"));
    for (id, &(position, min, max, uncertainty)) in (1..).zip(sites) {
        builder.add_site(release, id, &site(position, min, max, uncertainty));
    }
    builder.build()
}

fn indexed(dataset: &Dataset, query: CaptureQuery) -> BTreeMap<u32, RangeVerdict> {
    let answer = capture(dataset, Places::embedded(), query);
    assert_eq!(
        answer.matched,
        answer.hits.len(),
        "small registers are answered whole"
    );
    answer
        .hits
        .iter()
        .map(|hit| (dataset.site(hit.site).id, hit.verdict))
        .collect()
}

/// Any place in Korea, its edges included.
fn place() -> impl Strategy<Value = LonLat> {
    let lon = prop_oneof![8 => 124.5..132.0f64, 1 => Just(124.5), 1 => Just(132.0)];
    let lat = prop_oneof![8 => 33.0..38.7f64, 1 => Just(33.0), 1 => Just(38.7)];
    (lon, lat).prop_map(|(lon, lat)| LonLat::new(lon, lat).unwrap())
}

fn range() -> impl Strategy<Value = (Option<f64>, Option<f64>)> {
    prop_oneof![
        6 => prop_oneof![Just(100.0), Just(200.0), Just(3000.0), Just(30.0), 0.5..10_000.0f64].prop_map(|radius| (Some(radius), Some(radius))),
        2 => (1.0..500.0f64, 0.0..5000.0f64).prop_map(|(min, more)| (Some(min), Some(min + more))),
    ]
}

fn uncertainty() -> impl Strategy<Value = f64> {
    prop_oneof![3 => Just(0.0), 3 => Just(0.07), 2 => Just(7.1), 1 => Just(71.0), 1 => Just(714.0)]
}

/// Sites around a few centres, some of them at one position.
fn sites() -> impl Strategy<Value = (Vec<LonLat>, Vec<Stated>)> {
    proptest::collection::vec(place(), 1..4).prop_flat_map(|centres| {
        let around = centres.clone();
        let one = (
            0..centres.len(),
            prop_oneof![4 => 0.0..4000.0f64, 1 => Just(0.0)],
            0.0..360.0f64,
            range(),
            uncertainty(),
        )
            .prop_map(
                move |(centre, distance, bearing, (min, max), uncertainty)| {
                    let position = if distance == 0.0 {
                        around[centre]
                    } else {
                        destination(around[centre], bearing, distance)
                    };
                    (position, min, max, uncertainty)
                },
            );
        (Just(centres), proptest::collection::vec(one, 0..400))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_answer_is_that_of_the_definition((centres, sites) in sites(), bearing in 0.0..360.0f64, away in 0.0..3000.0f64, accuracy in prop_oneof![Just(0.0), Just(20.0), 0.0..5000.0f64]) {
        let dataset = dataset(&sites);
        for centre in centres {
            for point in [centre, destination(centre, bearing, away)] {
                prop_assert_eq!(indexed(&dataset, query(point, accuracy)), by_definition(&sites, point, accuracy));
            }
        }
    }

    #[test]
    fn a_millimetre_on_either_side_of_the_radius_is_told_apart(position in place(), radius in prop_oneof![Just(100.0), Just(200.0), Just(3000.0), 1.0..9000.0f64], bearing in 0.0..360.0f64) {
        let dataset = dataset(&[(position, Some(radius), Some(radius), 0.0)]);
        let inside = destination(position, bearing, radius - 0.001);
        let outside = destination(position, bearing, radius + 0.001);
        prop_assert_eq!(indexed(&dataset, query(inside, 0.0)).len(), 1);
        prop_assert_eq!(indexed(&dataset, query(outside, 0.0)).len(), 0);
    }
}

#[test]
fn registers_of_every_size_are_answered_like_a_linear_scan() {
    for count in [0, 1, 31, 32, 33, 1000, 100_000] {
        let (dataset, country) = register(count, 7);
        let mut random = Random(11);
        for round in 0..60 {
            let point = country.position(&mut random);
            let query = query(point, f64::from(round % 3) * 25.0);
            let mut scanned = linear_scan(&dataset, &query);
            let mut found = capture(&dataset, Places::embedded(), query).hits;
            scanned.sort_by_key(|hit| hit.site);
            found.sort_by_key(|hit| hit.site);
            for hit in &mut found {
                hit.group = 0;
            }
            assert_eq!(found, scanned, "{count} sites");
        }
    }
}

#[test]
fn a_hundred_thousand_sites_are_answered_like_the_definition() {
    let mut random = Random(3);
    let country = Country::new(&mut random, 50);
    let radii = [30.0, 100.0, 200.0, 500.0, 3000.0];
    let sites: Vec<Stated> = (0..100_000)
        .map(|index| {
            let radius = Some(radii[index % radii.len()]);
            (
                country.position(&mut random),
                radius,
                radius,
                [0.0, 0.7, 7.1, 71.0][index % 4],
            )
        })
        .collect();
    let dataset = dataset(&sites);
    for _ in 0..20 {
        let point = country.position(&mut random);
        assert_eq!(
            indexed(&dataset, query(point, 10.0)),
            by_definition(&sites, point, 10.0)
        );
    }
}

#[test]
fn former_sites_answer_questions_about_the_past_alone() {
    let mut random = Random(7);
    let country = Country::new(&mut random, 20);
    let mut builder = DatasetBuilder::new();
    let index = builder.add_release(release("3040000"));
    let day = |text: &str| text.parse().unwrap();
    let mut removed: BTreeMap<u32, &str> = BTreeMap::new();
    for id in 1..=600u32 {
        let radius = super::synthetic::usual_radius(&mut random);
        let record = site(
            country.position(&mut random),
            Some(radius),
            Some(radius),
            0.7,
        );
        match id % 3 {
            0 => builder.add_site(index, id, &record),
            rest => {
                let on = if rest == 1 {
                    "2026-11-01"
                } else {
                    "2026-11-21"
                };
                removed.insert(id, on);
                let past = Past {
                    from: None,
                    until: day(on),
                    end: PastEnd::Removed,
                };
                builder.add_former(index, &release("3040000"), id, &record, past);
            }
        }
    }
    let dataset = builder.build();
    assert_eq!((dataset.len(), dataset.former_sites()), (200, 200..600));
    let interval = siya::query::Interval::new(
        parse_time("2026-11-20T21:00").unwrap(),
        parse_time("2026-11-20T22:00").unwrap(),
        parse_time("2026-11-22T10:00").unwrap(),
    );
    let mut found_former = 0;
    for _ in 0..200 {
        let mut query = query(country.position(&mut random), 3000.0);
        for interval in [None, interval.ok()] {
            query.interval = interval;
            let answer = capture(&dataset, Places::embedded(), query.clone());
            let mut found: Vec<u32> = answer
                .hits
                .iter()
                .map(|hit| dataset.site(hit.site).id)
                .collect();
            let mut expected: Vec<u32> = linear_scan(&dataset, &query)
                .iter()
                .map(|hit| dataset.site(hit.site).id)
                .collect();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected);
            let former: Vec<&str> = found
                .iter()
                .filter_map(|id| removed.get(id).copied())
                .collect();
            assert!(
                former
                    .iter()
                    .all(|&on| interval.is_some() && on == "2026-11-21"),
                "{former:?}"
            );
            found_former += former.len();
        }
    }
    assert!(found_former > 50, "{found_former}");
}

/// What a register stated of a camera, from a day until another; a day is its number in November 2026.
struct Statement {
    from: Option<i8>,
    until: Option<i8>,
    position: LonLat,
    radius: f64,
}

/// Which statement about a camera is listed and how, as the definition says, looking at each of them.
fn listed_then(
    statements: &[Statement],
    point: LonLat,
    (from, to): (i8, i8),
) -> Option<(LonLat, RangeVerdict, bool)> {
    let holding: Vec<&Statement> = statements
        .iter()
        .filter(|one| one.from.is_none_or(|since| since <= to))
        .filter(|one| one.until.is_none_or(|until| from <= until))
        .collect();
    let inside = |one: &Statement| geodesic_distance_m(point, one.position) <= one.radius;
    let chosen = holding.iter().rev().find(|one| inside(one))?;
    let verdict = if holding.iter().all(|one| inside(one)) {
        RangeVerdict::Within
    } else {
        RangeVerdict::Possible
    };
    Some((chosen.position, verdict, chosen.until.is_some()))
}

#[test]
fn a_moved_camera_is_judged_where_the_register_had_it_then() {
    let mut random = Random(19);
    let country = Country::new(&mut random, 6);
    let day = |number: i8| jiff::civil::date(2026, 11, number);
    let mut builder = DatasetBuilder::new();
    let index = builder.add_release(release("3040000"));
    let mut cameras: Vec<Vec<Statement>> = Vec::new();
    for id in 1..=300u32 {
        let mut changes: Vec<i8> = (0..id % 4)
            .map(|_| i8::try_from(random.next() % 20 + 1).unwrap())
            .collect();
        changes.sort_unstable();
        changes.dedup();
        let home = country.position(&mut random);
        let mut camera = Vec::new();
        for at in 0..=changes.len() {
            let bearing = random.between(0.0, 360.0);
            camera.push(Statement {
                from: at.checked_sub(1).map(|before| changes[before]),
                until: changes.get(at).copied(),
                position: destination(home, bearing, random.between(0.0, 400.0)),
                radius: super::synthetic::usual_radius(&mut random),
            });
        }
        for one in &camera {
            let record = site(one.position, Some(one.radius), Some(one.radius), 0.0);
            if let Some(until) = one.until {
                let past = Past {
                    from: one.from.map(day),
                    until: day(until),
                    end: PastEnd::Replaced { moved: true },
                };
                builder.add_former(index, &release("3040000"), id, &record, past);
            } else {
                builder.add_site(index, id, &record);
                if let Some(from) = one.from {
                    builder.set_stated_from(id, day(from));
                }
            }
        }
        cameras.push(camera);
    }
    let dataset = builder.build();
    assert_eq!(dataset.len(), 300);
    let (mut moved, mut certain, mut torn) = (0, 0, 0);
    for round in 0..1500usize {
        let first = i8::try_from(random.next() % 22 + 1).unwrap();
        let last = (first + i8::try_from(random.next() % 4).unwrap()).min(22);
        let interval = siya::query::Interval::new(
            parse_time(&format!("2026-11-{first:02}T08:00")).unwrap(),
            parse_time(&format!("2026-11-{last:02}T09:00")).unwrap(),
            parse_time("2026-11-23T10:00").unwrap(),
        )
        .unwrap();
        // Near a camera of one of its times.
        let camera = &cameras[round % cameras.len()];
        let near = &camera[round % camera.len()];
        let point = destination(
            near.position,
            random.between(0.0, 360.0),
            random.between(0.0, 300.0),
        );
        let mut asked = query(point, 0.0);
        asked.as_of = parse_time("2026-11-23T10:00").unwrap();
        asked.interval = Some(interval);
        let expected: BTreeMap<u32, (LonLat, RangeVerdict, bool)> = (1..)
            .zip(&cameras)
            .filter_map(|(id, camera)| Some((id, listed_then(camera, point, (first, last))?)))
            .collect();
        let of = |hits: &[siya::query::Hit]| {
            let mut found = BTreeMap::new();
            for hit in hits {
                let told = hit.range_reasons.contains(RangeReason::MovedSince);
                let id = dataset.site(hit.site).id;
                let twice = found.insert(id, (dataset.lonlat(hit.site), hit.verdict, told));
                assert!(twice.is_none(), "camera {id} is listed twice");
            }
            found
        };
        let answer = capture(&dataset, Places::embedded(), asked.clone());
        assert_eq!(of(&answer.hits), expected, "{first} to {last}");
        assert_eq!(of(&linear_scan(&dataset, &asked)), expected);
        for (_, verdict, past) in expected.values() {
            moved += u32::from(*past);
            certain += u32::from(*past && *verdict == RangeVerdict::Within);
            torn += u32::from(*verdict == RangeVerdict::Possible);
        }
        // Without a time, where it stands today.
        asked.interval = None;
        let today: BTreeMap<u32, (LonLat, RangeVerdict, bool)> = (1..)
            .zip(&cameras)
            .filter_map(|(id, camera)| {
                let present = camera.last()?;
                let inside = geodesic_distance_m(point, present.position) <= present.radius;
                inside.then_some((id, (present.position, RangeVerdict::Within, false)))
            })
            .collect();
        let answer = capture(&dataset, Places::embedded(), asked);
        assert_eq!(of(&answer.hits), today);
    }
    assert!(
        moved > 100 && certain > 50 && torn > 20,
        "{moved} {certain} {torn}"
    );
}
