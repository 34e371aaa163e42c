//! History against a plain model that keeps every release whole.

use super::*;

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
