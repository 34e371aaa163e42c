//! What is known of the past: ids, removed sites, cursors of the log.

use super::*;

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
