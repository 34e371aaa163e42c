//! Registers changed in known ways, and crowded ones judged by what must hold of any answer.

use proptest::prelude::*;

use super::*;
use crate::model::{Purpose, RetentionRule};
use crate::spatial::LonLat;
use crate::spatial::geodesic::destination;
use crate::store::testing::site;

/// Sites some 200 m apart; site `n` has the number and the address `n`.
fn register(count: usize) -> Vec<SiteRecord> {
    (0..count)
        .map(|index| {
            #[expect(clippy::cast_precision_loss, reason = "a few dozen")]
            let mut site = site(
                127.0 + (index % 7) as f64 * 0.0025,
                37.5 + (index / 7) as f64 * 0.002,
            );
            site.management_no = Some(format!("3040000{index:05}").into());
            site.road_address = Some(format!("서울특별시 광진구 능동로 {index} (구의동)").into());
            site.purpose = Purpose::ALL[index % 3];
            site
        })
        .collect()
}

fn find(old: &[SiteRecord], new: &[SiteRecord]) -> Vec<Identity> {
    let known: Vec<Known> = old
        .iter()
        .map(|record| Known {
            record,
            live: true,
            others: Vec::new(),
        })
        .collect();
    identify(&known, &new.iter().collect::<Vec<_>>())
}

/// The order in which a shuffled register stands.
fn order(count: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..count).collect::<Vec<_>>()).prop_shuffle()
}

fn moved(site: &mut SiteRecord, bearing: f64, metres: f64) {
    site.position = destination(site.position, bearing, metres);
}

#[derive(Debug, Clone, Copy)]
enum Numbers {
    Kept,
    Missing,
    MissingBefore,
    DealtOutAnew,
    AllOther,
}

fn numbers() -> impl Strategy<Value = Numbers> {
    prop_oneof![
        Just(Numbers::Kept),
        Just(Numbers::Missing),
        Just(Numbers::MissingBefore),
        Just(Numbers::DealtOutAnew),
        Just(Numbers::AllOther)
    ]
}

const COUNT: usize = 40;

proptest! {
    /// Whatever is done to the numbers, the order, the spelling, and the position by metres: every
    /// site is found, those that went are not, and those that came are new.
    #[test]
    fn sites_are_found_again(
        order in order(COUNT),
        numbers in numbers(),
        moves in proptest::collection::vec((0.0..360.0, 0.0..9.0), COUNT),
        gone in 0usize..8,
        come in 0usize..8,
        addresses in any::<bool>(),
    ) {
        let mut old = register(COUNT);
        let truth: Vec<Option<usize>> = order.iter().skip(gone).map(|&index| Some(index))
            .chain(std::iter::repeat_n(None, come)).collect();
        let mut new: Vec<SiteRecord> = order.iter().skip(gone).map(|&index| old[index].clone()).collect();
        new.extend(register(COUNT + come).drain(COUNT..).map(|mut site| {
            site.position = LonLat::new(site.position.lon(), site.position.lat() + 0.05).unwrap();
            site
        }));
        for (row, site) in new.iter_mut().enumerate() {
            match numbers {
                Numbers::Kept | Numbers::MissingBefore => {}
                Numbers::Missing => site.management_no = None,
                Numbers::DealtOutAnew => site.management_no = Some(format!("3040000{row:05}").into()),
                Numbers::AllOther => site.management_no = Some(format!("NEW-{row}").into()),
            }
            site.source_row = u32::try_from(row).unwrap() + 2;
            site.purpose_raw = Some("생활 방범".into());
            let (bearing, metres) = moves[row % COUNT];
            moved(site, bearing, metres);
            if let Some(text) = &mut site.road_address {
                *text = text.replace(" (구의동)", "").replace("능동로 ", "능동로").into();
            }
            if !addresses {
                site.road_address = None;
            }
        }
        if matches!(numbers, Numbers::MissingBefore) {
            for site in &mut old {
                site.management_no = None;
            }
        }
        let found = find(&old, &new);
        let found: Vec<Option<usize>> = found.iter().map(|found| match found {
            Identity::Known(index) => Some(*index),
            _ => None,
        }).collect();
        prop_assert_eq!(found, truth);
    }

    /// In a crowd of sites that are alike: one to one, the same whatever the order of the rows, and
    /// an unchanged register finds each of its sites.
    #[test]
    fn crowds_are_judged_alike_in_any_order(
        sites in proptest::collection::vec((0u8..3, 0u8..3, 0u8..4, 0u8..3, 0u8..4), 1..25),
        later in proptest::collection::vec((0u8..3, 0u8..3, 0u8..4, 0u8..3, 0u8..4), 1..25),
        seed in any::<u64>(),
    ) {
        let make = |(place, number, address, purpose, period): (u8, u8, u8, u8, u8)| {
            let mut site = site(127.0 + f64::from(place) * 0.00008, 37.5);
            site.management_no = (number > 0).then(|| number.to_string().into());
            site.road_address = (address > 0).then(|| address.to_string().into());
            site.purpose = Purpose::ALL[usize::from(purpose)];
            site.retention = Some(RetentionRule::Exact(u16::from(period)));
            site
        };
        let old: Vec<SiteRecord> = sites.into_iter().map(make).collect();
        let new: Vec<SiteRecord> = later.into_iter().map(make).collect();
        let found = find(&old, &new);
        let mut taken: Vec<usize> = found.iter().filter_map(|found| match found {
            Identity::Known(index) => Some(*index),
            _ => None,
        }).collect();
        taken.sort_unstable();
        let before = taken.len();
        taken.dedup();
        prop_assert_eq!(taken.len(), before);
        // The rows turned by some steps: the same kinds of rows find the same kinds of sites.
        let describe = |old: &[SiteRecord], new: &[SiteRecord]| {
            let mut all: Vec<String> = find(old, new).iter().zip(new).map(|(found, new)| match found {
                Identity::Known(index) => format!("{new:?} is {:?}", old[*index]),
                other => format!("{new:?} is {other:?}"),
            }).collect();
            all.sort();
            all
        };
        let turn = |sites: &[SiteRecord], by: u64| {
            let mut turned = sites.to_vec();
            turned.rotate_left(usize::try_from(by % 25).unwrap() % sites.len());
            turned
        };
        prop_assert_eq!(describe(&old, &new), describe(&turn(&old, seed), &turn(&new, seed / 25)));
        prop_assert!(find(&old, &turn(&old, seed)).iter().all(|found| matches!(found, Identity::Known(_))));
    }
}

/// A register whose rows are numbered from 1: `rows` are the poles at which cameras hang, several at one,
/// all along the same few roads, neighbours closer than a survey repeated.
fn counted(rows: &[u8]) -> Vec<SiteRecord> {
    let mut sites: Vec<SiteRecord> = rows
        .iter()
        .enumerate()
        .map(|(row, &pole)| {
            let mut site = site(127.0 + f64::from(pole) * 0.000_07, 37.5);
            site.lot_address = Some(format!("산 {}-1", pole / 8).into());
            site.purpose = Purpose::ALL[usize::from(pole % 2)];
            site.direction_raw = Some(row.to_string().into());
            site
        })
        .collect();
    count(&mut sites);
    sites
}

/// Numbers the rows from 1.
fn count(sites: &mut [SiteRecord]) {
    for (row, site) in (1u32..).zip(sites) {
        site.source_row = row + 1;
        site.management_no = Some(row.to_string().into());
    }
}

proptest! {
    /// Numbers that are the order of rows: whatever comes, goes or changes its row, every other camera is itself.
    #[test]
    fn rows_counted_anew_take_no_camera_for_its_neighbour(
        mut poles in proptest::collection::vec(0u8..40, 2..40),
        gone in proptest::collection::vec(any::<proptest::sample::Index>(), 0..5),
        come in proptest::collection::vec(any::<proptest::sample::Index>(), 0..5),
        order in proptest::option::of(order(50)),
    ) {
        // At the newcomers' address there are always others.
        poles.extend([8, 9, 10]);
        let old = counted(&poles);
        // Of several at a pole those that stay could as well be the one that went, said otherwise.
        let alone = |&index: &usize| (0..poles.len()).all(|other| other == index || poles[other] != poles[index]);
        let gone: Vec<usize> = gone.iter()
            .map(|index| index.index(old.len() - 3))
            .filter(alone)
            .collect();
        let mut rows: Vec<(Option<usize>, SiteRecord)> = (0..old.len())
            .filter(|index| !gone.contains(index))
            .map(|index| (Some(index), old[index].clone()))
            .collect();
        for (newcomer, at) in (0u32..).zip(&come) {
            let mut site = site(127.1 + f64::from(newcomer) * 0.01, 37.5);
            // The address of many others.
            site.lot_address = Some("산 1-1".into());
            rows.insert(at.index(rows.len() + 1), (None, site));
        }
        if let Some(order) = &order {
            let mut ranked: Vec<_> = rows.into_iter().enumerate().collect();
            ranked.sort_by_key(|(row, _)| order[*row]);
            rows = ranked.into_iter().map(|(_, row)| row).collect();
        }
        let (truth, mut new): (Vec<Option<usize>>, Vec<SiteRecord>) = rows.into_iter().unzip();
        count(&mut new);
        // A row that came where one went, between rows that kept their numbers, may be the same camera
        // elsewhere: what each number became of, looked at one by one.
        let row_of = |site: usize| truth.iter().position(|&known| known == Some(site));
        let kept = |site: usize| row_of(site).map(|row| row == site);
        let stayed = (0..old.len()).filter(|&site| kept(site) == Some(true)).count();
        let dealt_out = truth.iter().enumerate()
            .filter(|&(row, &site)| site.is_some_and(|site| site != row) && row < old.len()).count();
        // As many numbers stayed as not, and a camera may as well have moved and another come in its place.
        prop_assume!(order.is_none() || come.is_empty() || dealt_out > stayed);
        let may_have_moved = |row: usize| row < old.len()
            && gone.contains(&row)
            && dealt_out <= stayed
            && (0..row).rev().find_map(kept) != Some(false)
            && (row + 1..old.len()).find_map(kept) != Some(false);
        for (row, (found, known)) in find(&old, &new).into_iter().zip(&truth).enumerate() {
            match (found, known) {
                (Identity::Known(site), Some(known)) => prop_assert_eq!(site, *known),
                (Identity::Known(site), None) => prop_assert!(site == row && may_have_moved(row), "row {row} was {site}, kept {stayed}, dealt out {dealt_out}, {truth:?} of {:?}", find(&old, &new)),
                (_, known) => prop_assert!(known.is_none(), "row {} was {:?}", row, known),
            }
        }
    }
}

#[test]
fn an_address_written_otherwise_is_the_same_place() {
    let mut old = register(20);
    for site in &mut old {
        site.management_no = None;
    }
    let mut new = old.clone();
    for site in &mut new {
        let address = site.road_address.as_deref().unwrap();
        site.road_address = Some(address.replace("서울특별시 ", "").into());
    }
    new.reverse();
    let expected: Vec<Identity> = (0..20).rev().map(Identity::Known).collect();
    assert_eq!(find(&old, &new), expected);
    // Positions that stand for many addresses, or are rounded, say nothing of the kind.
    for site in old.iter_mut().chain(&mut new) {
        site.uncertainty_m = 80.0;
    }
    assert_eq!(find(&old, &new), [Identity::NewAtOldPlace; 20]);
}

#[test]
fn a_number_that_stays_among_its_neighbours_is_a_camera_that_has_moved() {
    let old = counted(&[0, 8, 16, 24, 32]);
    let mut new = old.clone();
    moved(&mut new[2], 90.0, 700.0);
    new[2].lot_address = Some("다른 곳 1".into());
    let expected: Vec<Identity> = (0..5).map(Identity::Known).collect();
    assert_eq!(find(&old, &new), expected);
    // Another camera in its place, at the end of the list.
    new.push(old[2].clone());
    count(&mut new);
    let found = find(&old, &new);
    assert_eq!(found[..5], expected);
    assert_eq!(found[5], Identity::New);
}

#[test]
fn a_number_that_stays_outlasts_a_move_and_a_newcomer_at_the_old_place() {
    let old = register(3);
    let mut new = old.clone();
    moved(&mut new[0], 90.0, 5000.0);
    new[0].road_address = Some("서울특별시 광진구 자양로 1".into());
    let mut other = old[0].clone();
    other.management_no = Some("77".into());
    new.push(other);
    assert_eq!(
        find(&old, &new),
        [
            Identity::Known(0),
            Identity::Known(1),
            Identity::Known(2),
            Identity::New
        ]
    );
}

#[test]
fn a_datum_put_right_keeps_every_site() {
    let mut old = register(20);
    for site in &mut old {
        site.management_no = None;
    }
    let mut new = old.clone();
    for site in &mut new {
        moved(site, 300.0, 310.0);
    }
    let expected: Vec<Identity> = (0..20).map(Identity::Known).collect();
    assert_eq!(find(&old, &new), expected);
}

#[test]
fn what_cannot_be_told_apart_is_new_and_said() {
    let mut one = site(127.0, 37.5);
    one.unit_count = Some(1);
    let mut two = one.clone();
    two.unit_count = Some(2);
    let mut three = one.clone();
    three.unit_count = Some(3);
    let mut four = one.clone();
    four.unit_count = Some(4);
    assert_eq!(
        find(&[one, two], &[three, four]),
        [Identity::Ambiguous, Identity::Ambiguous]
    );
}

#[test]
fn a_site_that_comes_back_has_its_id_again() {
    let sites = register(2);
    let known = [
        Known {
            record: &sites[0],
            live: true,
            others: Vec::new(),
        },
        Known {
            record: &sites[1],
            live: false,
            others: Vec::new(),
        },
    ];
    assert_eq!(
        identify(&known, &[&sites[0], &sites[1]]),
        [Identity::Known(0), Identity::Known(1)]
    );
}

#[test]
fn another_purpose_at_the_place_of_a_site_that_went_is_new_with_a_doubt() {
    let old = register(1);
    let mut new = old.clone();
    new[0].management_no = None;
    new[0].purpose = Purpose::Waste;
    assert_eq!(find(&old, &new), [Identity::NewAtOldPlace]);
}

#[test]
fn a_thousand_sites_at_one_point_take_no_time() {
    let crowd: Vec<SiteRecord> = (0..20_000u32)
        .map(|index| {
            let mut site = site(127.0, 37.5);
            site.direction_raw = Some(index.to_string().into());
            site
        })
        .collect();
    let mut later = crowd.clone();
    for site in &mut later {
        site.pixels_raw = Some("200".into());
    }
    assert!(
        find(&crowd, &later)
            .iter()
            .all(|found| *found == Identity::Ambiguous)
    );
    let again: Vec<Identity> = (0..20_000).map(Identity::Known).collect();
    assert_eq!(find(&crowd, &crowd), again);
}
