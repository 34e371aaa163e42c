//! History against a plain model that keeps every release whole.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::TempDir;

use super::testing::{import, numbered};
use super::*;
use crate::dataset::{Dataset, DatasetBuilder};
use crate::import::{Import, Options};
use crate::model::SiteRecord;

mod ids;

const GWANGJIN: &str = "3040000";
const HANAM: &str = "4070000";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + second * 86_400).unwrap()
}

fn put(store: &mut Store, import: &Import, second: i64, confirm: bool) -> Published {
    let publishing = Publishing {
        options: &Options::default(),
        at: at(second),
        confirm,
        progress: &|_| {},
        waiting: &|| {},
    };
    publish(store, import, &publishing).unwrap()
}

fn load(store: &mut Store, moment: Option<Timestamp>) -> Dataset {
    let mut builder = DatasetBuilder::new();
    match moment {
        None => load_dataset(store, &mut builder).unwrap(),
        Some(moment) => load_dataset_at(store, &mut builder, moment).unwrap(),
    }
    builder.build()
}

/// Number, row, longitude and stated count of every site, by institution and number.
type Listing = BTreeMap<(String, String), (u32, u64, u16)>;

fn listing(dataset: &Dataset) -> Listing {
    dataset
        .in_id_order()
        .map(|site| {
            let record = dataset.site(site);
            let institution = &dataset.institutions()[dataset.class(site).institution as usize];
            let number = dataset
                .text(site)
                .management_no
                .unwrap_or_default()
                .to_owned();
            (
                (institution.code.clone(), number),
                (
                    record.source_row,
                    dataset.position(site).0.to_bits(),
                    record.unit_count,
                ),
            )
        })
        .collect()
}

fn expected(registers: &BTreeMap<&str, Vec<SiteRecord>>) -> Listing {
    registers
        .iter()
        .flat_map(|(institution, sites)| {
            sites.iter().map(|site| {
                (
                    (
                        (*institution).to_owned(),
                        site.management_no.as_deref().unwrap_or_default().to_owned(),
                    ),
                    (
                        site.source_row,
                        site.position.lon().to_bits(),
                        site.unit_count.unwrap_or(0),
                    ),
                )
            })
        })
        .collect()
}

fn ids(dataset: &Dataset) -> BTreeMap<String, u32> {
    dataset
        .in_id_order()
        .map(|site| {
            (
                dataset
                    .text(site)
                    .management_no
                    .unwrap_or_default()
                    .to_owned(),
                dataset.site(site).id,
            )
        })
        .collect()
}

fn with_count(number: u32, count: u16) -> SiteRecord {
    SiteRecord {
        unit_count: Some(count),
        ..numbered(number)
    }
}

#[derive(Debug, Clone)]
enum Step {
    /// A register of sites (number, count).
    Import(bool, BTreeMap<u8, u8>),
    Rollback(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any::<bool>(), proptest::collection::btree_map(0u8..12, 1u8..3, 1..10)).prop_map(|(which, sites)| Step::Import(which, sites)),
        1 => any::<bool>().prop_map(Step::Rollback),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever is imported and rolled back: what is published, what was published at each moment, and
    /// what the log of changes leads to, are what a model says that keeps every release whole.
    #[test]
    fn history_is_what_a_plain_model_says(steps in proptest::collection::vec(step(), 1..9), page in 1usize..6) {
        let folder = TempDir::new().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let mut releases: BTreeMap<&str, Vec<(i64, Vec<SiteRecord>)>> = BTreeMap::new();
        let mut published: BTreeMap<&str, Vec<SiteRecord>> = BTreeMap::new();
        let mut past: Vec<(i64, Listing)> = Vec::new();
        let mut known_ids: BTreeMap<(String, String), u32> = BTreeMap::new();
        for (second, step) in (1..).zip(steps) {
            match step {
                Step::Import(which, sites) => {
                    let institution = if which { GWANGJIN } else { HANAM };
                    let sites: Vec<SiteRecord> = (2..).zip(sites).map(|(row, (number, count))| SiteRecord {
                        source_row: row,
                        ..with_count(u32::from(number), u16::from(count))
                    }).collect();
                    if let Published::New { .. } = put(&mut store, &import(vec![(institution, sites.clone())]), second, true) {
                        let last = store.releases(Some(institution)).unwrap().last().unwrap().id;
                        releases.entry(institution).or_default().push((last, sites.clone()));
                        published.insert(institution, sites);
                    } else {
                        // Only rows may differ.
                        let now: Vec<_> = published[institution].iter().map(|site| (&site.management_no, site.unit_count)).collect();
                        let same: Vec<_> = sites.iter().map(|site| (&site.management_no, site.unit_count)).collect();
                        prop_assert_eq!(now, same);
                    }
                }
                Step::Rollback(which) => {
                    let institution = if which { GWANGJIN } else { HANAM };
                    if let Ok(done) = store.rollback(institution, "standard", None, at(second), &|| {}) {
                        let (_, sites) = releases[institution].iter().find(|(id, _)| *id == done.to).unwrap();
                        published.insert(institution, sites.clone());
                    }
                }
            }
            let dataset = load(&mut store, None);
            prop_assert_eq!(listing(&dataset), expected(&published));
            for site in dataset.in_id_order() {
                let institution = dataset.institutions()[dataset.class(site).institution as usize].code.clone();
                let key = (institution, dataset.text(site).management_no.unwrap_or_default().to_owned());
                let id = dataset.site(site).id;
                prop_assert_eq!(*known_ids.entry(key).or_insert(id), id, "ids are stable");
            }
            past.push((second, listing(&dataset)));
        }
        for (second, state) in past {
            prop_assert_eq!(listing(&load(&mut store, Some(at(second)))), state);
        }
        prop_assert!(load(&mut store, Some(at(0))).is_empty());
        // The log, page by page, applied to nothing.
        let mut copy: BTreeMap<u32, Option<String>> = BTreeMap::new();
        let mut since = Since::Time(Timestamp::UNIX_EPOCH);
        loop {
            let part = store.changes(since, None, page).unwrap();
            prop_assert!(part.changes.len() <= page);
            for logged in &part.changes {
                let change = &logged.change;
                match change.kind {
                    ChangeKind::Added => prop_assert!(copy.insert(change.id, change.management_no.as_deref().map(Into::into)).is_none()),
                    ChangeKind::Changed => prop_assert!(copy.contains_key(&change.id)),
                    ChangeKind::Removed => prop_assert!(copy.remove(&change.id).is_some()),
                }
            }
            if !part.more {
                let again = store.changes(Since::Cursor(part.end), None, page).unwrap();
                prop_assert!(again.changes.is_empty() && !again.more);
                break;
            }
            since = Since::Cursor(part.end);
        }
        let dataset = load(&mut store, None);
        let now: BTreeMap<u32, Option<String>> = dataset
            .in_id_order()
            .map(|site| (dataset.site(site).id, dataset.text(site).management_no.map(Into::into)))
            .collect();
        prop_assert_eq!(copy, now);
    }
}

fn register(count: u32) -> Vec<SiteRecord> {
    (0..count).map(numbered).collect()
}

#[test]
fn only_what_changed_gets_a_new_release() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    put(
        &mut store,
        &import(vec![(GWANGJIN, register(20)), (HANAM, register(30))]),
        1,
        false,
    );
    // The rows in another order, with other numbers: the same content.
    let mut turned = register(20);
    turned.reverse();
    for (row, site) in (2..).zip(&mut turned) {
        site.source_row = row;
    }
    let same = import(vec![(GWANGJIN, turned), (HANAM, register(30))]);
    assert_eq!(
        put(&mut store, &same, 2, false),
        Published::Unchanged { import: 1 }
    );
    let one_more = import(vec![(GWANGJIN, register(20)), (HANAM, register(31))]);
    let Published::New {
        unchanged,
        differences,
        ..
    } = put(&mut store, &one_more, 3, false)
    else {
        panic!("a row was added");
    };
    assert_eq!(
        (
            unchanged,
            differences.len(),
            differences[0].institution.as_str()
        ),
        (1, 1, HANAM)
    );
    assert_eq!(
        differences[0].counts,
        Counts {
            added: 1,
            ..Counts::default()
        }
    );
    assert_eq!(store.releases(None).unwrap().len(), 3);
    // The very same files again, although one register keeps an older release.
    assert_eq!(
        put(&mut store, &one_more, 4, false),
        Published::Unchanged { import: 2 }
    );
    let stored: usize = [1, 2]
        .map(|register| super::sites::all_of_register(&store.connection, register))
        .map(|stored| stored.unwrap().len())
        .iter()
        .sum();
    assert_eq!(stored, 51, "what stays the same is stored once");
}

#[test]
fn a_newer_reference_date_is_a_new_release_in_which_nothing_changed() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let dated = |date: &str| {
        let mut sites = register(5);
        for site in &mut sites {
            site.reference_date = Some(date.parse().unwrap());
        }
        import(vec![(GWANGJIN, sites)])
    };
    put(&mut store, &dated("2026-04-30"), 1, false);
    let Published::New { differences, .. } = put(&mut store, &dated("2026-05-31"), 2, false) else {
        panic!("the date is part of what is published");
    };
    assert!(differences[0].counts.is_empty());
    let releases = store.releases(Some(GWANGJIN)).unwrap();
    let stated: Vec<String> = releases
        .iter()
        .map(|release| release.reference_date.unwrap().to_string())
        .collect();
    assert_eq!(stated, ["2026-04-30", "2026-05-31"]);
    let dataset = load(&mut store, None);
    assert!(
        dataset
            .class(0)
            .json
            .contains("\"reference_date\":\"2026-05-31\""),
        "{}",
        dataset.class(0).json
    );
    assert!(
        load(&mut store, Some(at(1)))
            .class(0)
            .json
            .contains("\"reference_date\":\"2026-04-30\"")
    );
}

#[test]
fn an_older_register_over_a_newer_one_waits_for_a_yes() {
    let dated = |date: Option<&str>, count: u32| {
        let mut sites = register(count);
        // The latest of the rows counts.
        sites[1].reference_date = Some("2018-01-01".parse().unwrap());
        sites[0].reference_date = date.map(|date| date.parse().unwrap());
        import(vec![(GWANGJIN, sites)])
    };
    // What is published, what comes, and whether it waits; everything is published after 2026-02-03.
    for (published, new, waits) in [
        (Some("2026-01-31"), Some("2025-01-31"), true),
        (Some("2026-01-31"), Some("2026-01-31"), false),
        (Some("2026-01-31"), Some("2026-02-01"), false),
        (Some("2026-01-31"), None, true),
        (None, Some("2025-01-31"), false),
        (Some("2062-01-31"), Some("2026-01-31"), false),
    ] {
        let folder = TempDir::new().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        put(&mut store, &dated(published, 20), 1, false);
        let next = dated(new, 21);
        let outcome = put(&mut store, &next, 2, false);
        let case = format!("{published:?} {new:?}: {outcome:?}");
        if waits {
            let Published::Unconfirmed { differences } = outcome else {
                panic!("{case}");
            };
            let older = differences[0].older.unwrap();
            assert_eq!(older.published.to_string(), published.unwrap(), "{case}");
            assert_eq!(older.new.to_string(), new.unwrap_or("2018-01-01"), "{case}");
            assert_eq!(load(&mut store, None).len(), 20);
            let Published::New { differences, .. } = put(&mut store, &next, 3, true) else {
                panic!("{case}");
            };
            assert!(differences[0].older.is_some());
        } else {
            assert!(matches!(outcome, Published::New { .. }), "{case}");
        }
        assert_eq!(load(&mut store, None).len(), 21);
    }
}

#[test]
fn further_rows_have_the_numbers_of_the_release_that_is_read() {
    use crate::model::site::Member;
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    // Every site is said in three rows; each release begins some rows later than the former.
    let shifted = |rows: u32, count: u32| {
        let mut sites = register(count);
        for (site, number) in sites.iter_mut().zip(0..) {
            site.source_row = rows + 3 * number;
            let member = |row| Member {
                source_row: row,
                management_no: None,
            };
            site.members = [site.source_row + 1, site.source_row + 2]
                .map(member)
                .into();
        }
        import(vec![(GWANGJIN, sites)])
    };
    let read = |store: &mut Store, moment| {
        let dataset = load(store, moment);
        let mut rows: Vec<u32> = dataset
            .in_id_order()
            .flat_map(|site| {
                let further = dataset.members(site).map(|member| member.source_row);
                std::iter::once(dataset.site(site).source_row).chain(further)
            })
            .collect();
        rows.sort_unstable();
        rows
    };
    put(&mut store, &shifted(2, 5), 1, false);
    put(&mut store, &shifted(12, 6), 2, false);
    assert_eq!(read(&mut store, None), (12..30).collect::<Vec<u32>>());
    assert_eq!(read(&mut store, Some(at(1))), (2..17).collect::<Vec<u32>>());
}

#[test]
fn parts_of_which_rows_mean_different_things_say_nothing_of_what_a_row_is() {
    use crate::model::RowUnit;
    for (first, second, whole) in [
        (RowUnit::Camera, RowUnit::Camera, RowUnit::Camera),
        (RowUnit::Camera, RowUnit::Unknown, RowUnit::Unknown),
        (RowUnit::Unknown, RowUnit::Camera, RowUnit::Unknown),
    ] {
        let folder = TempDir::new().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let sites = register(10);
        let (a, b) = sites.split_at(5);
        let mut parts = import(vec![(GWANGJIN, a.to_vec()), (GWANGJIN, b.to_vec())]);
        parts.registers[0].row_is = first;
        parts.registers[1].row_is = second;
        put(&mut store, &parts, 1, false);
        let dataset = load(&mut store, None);
        assert_eq!(dataset.len(), 10);
        assert_eq!(dataset.releases()[0].row_is, whole, "{first:?} {second:?}");
    }
}

#[test]
fn a_register_that_would_lose_more_than_a_fifth_waits_for_a_yes() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    put(
        &mut store,
        &import(vec![(GWANGJIN, register(20)), (HANAM, register(20))]),
        1,
        false,
    );
    let fifth = import(vec![(GWANGJIN, register(16)), (HANAM, register(20))]);
    assert!(matches!(
        put(&mut store, &fifth, 2, false),
        Published::New { .. }
    ));
    let more = import(vec![(GWANGJIN, register(12)), (HANAM, register(21))]);
    let Published::Unconfirmed { differences } = put(&mut store, &more, 3, false) else {
        panic!("4 of 16 would go");
    };
    assert_eq!(differences.len(), 1);
    assert_eq!(
        (
            differences[0].institution.as_str(),
            differences[0].counts.removed
        ),
        (GWANGJIN, 4)
    );
    assert_eq!(load(&mut store, None).len(), 36);
    assert_eq!(store.releases(None).unwrap().len(), 3);
    assert!(matches!(
        put(&mut store, &more, 4, true),
        Published::New { .. }
    ));
    assert_eq!(load(&mut store, None).len(), 33);
}

#[test]
fn a_file_of_fewer_institutions_leaves_the_others() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    put(
        &mut store,
        &import(vec![(GWANGJIN, register(5)), (HANAM, register(6))]),
        1,
        false,
    );
    put(&mut store, &import(vec![(HANAM, register(7))]), 2, false);
    assert_eq!(load(&mut store, None).len(), 12);
}

#[test]
fn ids_outlive_removal_and_renumbering() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    put(
        &mut store,
        &import(vec![(GWANGJIN, register(10))]),
        1,
        false,
    );
    let before = ids(&load(&mut store, None));
    put(&mut store, &import(vec![(GWANGJIN, register(9))]), 2, false);
    put(
        &mut store,
        &import(vec![(GWANGJIN, register(10))]),
        3,
        false,
    );
    assert_eq!(
        ids(&load(&mut store, None)),
        before,
        "a site that comes back has its id again"
    );
    let mut renumbered = register(10);
    for site in &mut renumbered {
        site.management_no = site
            .management_no
            .as_deref()
            .map(|number| format!("X{number}").into());
    }
    let Published::New { differences, .. } =
        put(&mut store, &import(vec![(GWANGJIN, renumbered)]), 4, false)
    else {
        panic!("every number changed");
    };
    assert_eq!(
        differences[0].counts,
        Counts {
            changed: 10,
            ..Counts::default()
        }
    );
    let after: BTreeMap<String, u32> = before
        .into_iter()
        .map(|(number, id)| (format!("X{number}"), id))
        .collect();
    assert_eq!(ids(&load(&mut store, None)), after);
}

#[test]
fn removed_and_later_registered_sites_are_known_to_questions_about_the_past() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    put(
        &mut store,
        &import(vec![(GWANGJIN, register(10))]),
        1,
        false,
    );
    put(
        &mut store,
        &import(vec![(GWANGJIN, register(11)[1..].to_vec())]),
        10,
        false,
    );
    let load = |store: &mut Store, now: i64| {
        let mut builder = DatasetBuilder::new();
        load_with_history(store, &mut builder, at(now)).unwrap();
        builder.build()
    };
    let dataset = load(&mut store, 20);
    assert_eq!((dataset.len(), dataset.former_sites()), (10, 10..11));
    let former = dataset.former_sites().start;
    assert_eq!(
        dataset.text(former).management_no,
        numbered(0).management_no.as_deref()
    );
    let day = |second| crate::model::day::seoul_date(at(second));
    assert_eq!(dataset.history(former).removed_on, Some(day(10)));
    assert_eq!(dataset.find_by_id(dataset.site(former).id), None);
    let late: Vec<_> = (0..dataset.former_sites().start)
        .filter_map(|site| {
            Some((
                dataset.site(site).id,
                dataset.history(site).first_registered?,
            ))
        })
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!(
        (late[0].0, late[0].1.absent_on, late[0].1.on),
        (11, day(1), day(10))
    );
    // Footage of more than a year ago is gone: such sites are not carried along.
    let later = load(&mut store, 500);
    assert!(later.former_sites().is_empty() && later.history(0).first_registered.is_none());
}

#[test]
fn the_clock_may_go_back_and_history_does_not() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    put(
        &mut store,
        &import(vec![(GWANGJIN, register(5))]),
        10,
        false,
    );
    put(&mut store, &import(vec![(GWANGJIN, register(6))]), 2, false);
    assert_eq!(load(&mut store, Some(at(9))).len(), 0);
    assert_eq!(load(&mut store, Some(at(10))).len(), 6);
}

#[test]
fn cursors_are_written_as_they_are_read() {
    for text in ["p0", "p42", "p42.317"] {
        assert_eq!(
            text.parse::<Cursor>().map(|cursor| cursor.to_string()),
            Ok(text.to_owned())
        );
    }
    for text in [
        "",
        "p",
        "42",
        "p4.",
        "p.4",
        "p-1",
        "p1.x",
        "p99999999999999999999",
        "p1.99999999999",
    ] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
}

#[test]
fn the_rows_of_a_site_and_what_a_row_is_come_back_and_a_new_row_among_them_is_a_change() {
    use crate::model::RowUnit;
    use crate::model::site::Member;
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let grouped = |numbers: &[&str]| {
        let mut site = numbered(1);
        site.members = (9..)
            .zip(numbers)
            .map(|(source_row, &number)| Member {
                source_row,
                management_no: Some(number.into()),
            })
            .collect();
        let mut import = import(vec![(GWANGJIN, vec![site, numbered(2)])]);
        import.registers[0].row_is = RowUnit::Camera;
        import.registers[0].copies = 2;
        import
    };
    let two = grouped(&["202630400000800008", "202630400000800009"]);
    put(&mut store, &two, 0, false);
    let dataset = load(&mut store, None);
    let first = dataset.in_id_order().next().unwrap();
    let members: Vec<_> = dataset
        .members(first)
        .map(|member| (member.source_row, member.management_no))
        .collect();
    assert_eq!(
        members,
        [
            (9, Some("202630400000800008")),
            (10, Some("202630400000800009"))
        ]
    );
    // Three rows of a register that stands twice are two cameras.
    assert_eq!(
        (dataset.site(first).rows, dataset.site(first).units),
        (3, 2)
    );
    assert_eq!(dataset.releases()[0].row_is, RowUnit::Camera);
    let one = grouped(&["202630400000800008"]);
    let Published::New { differences, .. } = put(&mut store, &one, 1, false) else {
        panic!("a row less is a change")
    };
    assert_eq!(differences.len(), 1);
}

#[test]
fn a_new_database_is_opened_by_many_at_once() {
    for _ in 0..20 {
        let folder = TempDir::new().unwrap();
        let start = std::sync::Barrier::new(8);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    start.wait();
                    Store::open(folder.path()).map(drop).unwrap();
                });
            }
        });
    }
}
