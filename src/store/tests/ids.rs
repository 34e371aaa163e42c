//! A register that is imported again after a roll-back: every site has the id that it had.

use proptest::prelude::*;

use super::super::testing::site;
use super::*;
use crate::model::Purpose;
use crate::spatial::geodesic::destination;

/// What a release states, by its ids: number, position, purpose, count.
type Statements = BTreeMap<u32, (String, u64, u64, String, u16)>;

fn statements(dataset: &Dataset) -> Statements {
    dataset
        .in_id_order()
        .map(|site| {
            let (number, position) = (dataset.text(site).management_no, dataset.position(site));
            let stated = (
                number.unwrap_or_default().to_owned(),
                position.0.to_bits(),
                position.1.to_bits(),
                format!("{:?}", dataset.class(site).purpose),
                dataset.site(site).unit_count,
            );
            (dataset.site(site).id, stated)
        })
        .collect()
}

fn imported(store: &mut Store, sites: &[SiteRecord], second: i64) -> Published {
    put(
        store,
        &import(vec![(GWANGJIN, sites.to_vec())]),
        second,
        true,
    )
}

fn rolled_back(store: &mut Store, to: i64, second: i64) {
    store
        .rollback(GWANGJIN, "standard", Some(to), at(second), &|| {})
        .unwrap();
}

fn with_number(mut site: SiteRecord, number: &str) -> SiteRecord {
    site.management_no = Some(number.into());
    site
}

/// Five registers of one office: numbers dealt out anew, sites moved, removed and back again under other
/// numbers, a purpose and a count changed, two numbers exchanged.
fn chain() -> [Vec<SiteRecord>; 5] {
    let first = register(40);
    let mut second: Vec<SiteRecord> = first
        .iter()
        .enumerate()
        .filter(|(index, _)| !(5..10).contains(index))
        .map(|(index, site)| with_number(site.clone(), &format!("9-{index}")))
        .collect();
    for (site, metres) in second.iter_mut().zip([5.0, 50.0, 600.0]) {
        site.position = destination(site.position, 0.0, metres);
    }
    second.extend((40..45).map(numbered));
    let mut third = second.clone();
    third.extend_from_slice(&first[5..10]);
    let of = |number: &str| {
        third
            .iter()
            .position(|site| site.management_no.as_deref() == Some(number))
    };
    let (purpose, count) = (of("9-25").unwrap(), of("9-26").unwrap());
    let (one, other) = (of("9-30").unwrap(), of("9-31").unwrap());
    let mut fourth = third.clone();
    fourth[purpose].purpose = Purpose::TrafficEnforcement;
    fourth[count].unit_count = Some(7);
    fourth[one].management_no = Some("9-31".into());
    fourth[other].management_no = Some("9-30".into());
    fourth.retain(|site| {
        !(20..25).any(|index| site.management_no.as_deref() == Some(&format!("9-{index}")))
    });
    let mut fifth = fourth[1..].to_vec();
    fifth.extend((20..25).map(|index| with_number(first[index].clone(), &format!("8-{index}"))));
    [first, second, third, fourth, fifth]
}

fn published_chain(store: &mut Store) -> [Vec<SiteRecord>; 5] {
    let chain = chain();
    for (second, sites) in (1..).zip(&chain) {
        let published = imported(store, sites, second);
        assert!(matches!(published, Published::New { .. }), "{published:?}");
    }
    chain
}

#[test]
fn a_register_imported_again_after_a_roll_back_has_its_ids_again() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let chain = published_chain(&mut store);
    let before = statements(&load(&mut store, None));
    rolled_back(&mut store, 1, 6);
    imported(&mut store, &chain[4], 7);
    assert_eq!(statements(&load(&mut store, None)), before);
    let between = store.difference(5, 6).unwrap();
    assert_eq!(between.changes, []);
    // What is published already is still recognised.
    let same = imported(&mut store, &chain[4], 8);
    assert!(matches!(same, Published::Unchanged { .. }), "{same:?}");
}

#[test]
fn a_register_that_is_almost_an_earlier_one_has_its_ids_again() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let chain = published_chain(&mut store);
    let before = statements(&load(&mut store, None));
    rolled_back(&mut store, 1, 6);
    let mut more = chain[4].clone();
    more.push(numbered(90));
    imported(&mut store, &more, 7);
    let mut after = statements(&load(&mut store, None));
    let (&newest, _) = before.last_key_value().unwrap();
    let added = after.split_off(&(newest + 1));
    assert_eq!(after, before);
    assert_eq!(added.len(), 1);
}

/// Rows that are hard to tell apart: few places, numbers, purposes and counts.
fn crowd() -> impl Strategy<Value = Vec<SiteRecord>> {
    let row = (0u8..4, 0u8..4, 0usize..2, 1u16..3);
    proptest::collection::vec(row, 1..8).prop_map(|rows| {
        let row =
            |(row, (place, number, purpose, count)): (u32, (u8, u8, usize, u16))| SiteRecord {
                source_row: row,
                management_no: (number > 0).then(|| number.to_string().into()),
                purpose: Purpose::ALL[purpose],
                unit_count: Some(count),
                ..site(127.08 + f64::from(place) * 0.0001, 37.53)
            };
        (2..).zip(rows).map(row).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whatever an office published, and whichever release was published again: a file that is imported
    /// once more states of every id what its release stated.
    #[test]
    fn any_release_can_be_imported_again(
        registers in proptest::collection::vec(crowd(), 2..6),
        to in any::<prop::sample::Index>(),
        again in any::<prop::sample::Index>(),
    ) {
        let folder = TempDir::new().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let mut states = Vec::new();
        for (second, sites) in (1..).zip(&registers) {
            imported(&mut store, sites, second);
            states.push(statements(&load(&mut store, None)));
        }
        let releases = store.releases(None).unwrap();
        let to = releases[to.index(releases.len())].id;
        if releases.iter().any(|release| release.id == to && !release.published) {
            rolled_back(&mut store, to, 10);
        }
        let again = again.index(registers.len());
        imported(&mut store, &registers[again], 11);
        let now = statements(&load(&mut store, None));
        prop_assert!(states.contains(&now), "{now:?} is none of {states:?}");
    }
}
