//! What becomes a release, what waits for a yes, and what comes back of one.

use super::*;
use crate::model::Purpose;
use crate::spatial::LonLat;

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
fn a_register_that_stands_under_another_name_waits_for_a_yes() {
    let named = |source: &str, sites: Vec<SiteRecord>| {
        let mut import = import(vec![(GWANGJIN, sites)]);
        import.registers[0].source = source.to_owned();
        import.files[0].sha256.push_str(source);
        import
    };
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    put(&mut store, &named("cctv", register(20)), 1, false);
    // Half of them elsewhere: another register.
    let mut other = register(20);
    for site in &mut other[..10] {
        site.position = LonLat::new(127.5, 37.5 + f64::from(site.source_row) / 1000.0).unwrap();
    }
    let outcome = put(&mut store, &named("half", other), 2, false);
    assert!(matches!(outcome, Published::New { .. }), "{outcome:?}");
    let stated = |mut site: SiteRecord, purpose| {
        site.purpose = purpose;
        site.purpose_raw = Some("목적".into());
        site
    };
    for (source, again, same) in [
        ("may", register(20), 20),
        (
            "without numbers",
            register(20)
                .into_iter()
                .map(|site| SiteRecord {
                    management_no: None,
                    ..site
                })
                .collect(),
            20,
        ),
        (
            "with purposes",
            register(20)
                .into_iter()
                .map(|site| stated(site, Purpose::Waste))
                .collect(),
            20,
        ),
    ] {
        let again: Vec<SiteRecord> = again;
        let Published::Unconfirmed { differences } =
            put(&mut store, &named(source, again.clone()), 3, false)
        else {
            panic!("{source} stands under another name");
        };
        let standing = differences[0].standing.as_ref().unwrap();
        assert_eq!((standing.source.as_str(), standing.sites), ("cctv", same));
    }
    let outcome = put(&mut store, &named("may", register(20)), 4, true);
    assert!(matches!(outcome, Published::New { .. }), "{outcome:?}");
    // Once confirmed, it is renewed under its name.
    let outcome = put(&mut store, &named("may", register(19)), 5, false);
    assert!(matches!(outcome, Published::New { .. }), "{outcome:?}");
    // Another purpose at the same places is another register.
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    for (day, purpose) in [(1, Purpose::Crime), (2, Purpose::Waste)] {
        let sites = register(20)
            .into_iter()
            .map(|site| stated(site, purpose))
            .collect();
        let outcome = put(&mut store, &named(purpose.code(), sites), day, false);
        assert!(matches!(outcome, Published::New { .. }), "{outcome:?}");
    }
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
