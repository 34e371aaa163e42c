//! The order of features: by properties, and by id where they are equal.

use std::cmp::Ordering;

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::collection::Collection;
use super::filter::{Value, compare};
use super::queryables::Item;
use super::search::Refused;

/// Fewer features are sorted sooner by one thread.
const WORTH_ALL_THREADS: usize = 4096;

/// A property that features can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    /// Its place among the queryables of the collection.
    property: usize,
    /// Greatest first.
    pub descending: bool,
}

impl SortKey {
    /// The key of a property; `None` where features of the collection cannot be sorted by it.
    #[must_use]
    pub fn new(collection: Collection, property: &str, descending: bool) -> Option<Self> {
        let (property, _) = collection
            .simple_queryables()
            .find(|(_, known)| known.name == property)?;
        Some(Self {
            property,
            descending,
        })
    }

    /// Whether one of some keys before it is of the same property, so that nothing is left for it to decide.
    #[must_use]
    pub fn repeats(self, before: &[Self]) -> bool {
        before.iter().any(|key| key.property == self.property)
    }

    fn compare(self, a: &Value, b: &Value) -> Ordering {
        match compare(a, b) {
            Some(order) if self.descending => order.reverse(),
            Some(order) => order,
            // What is not known comes last either way.
            None => (*a == Value::Null).cmp(&(*b == Value::Null)),
        }
    }
}

/// Brings the keys of features into order; those that are equal stay in the order in which they come.
///
/// The values of one property stand in memory at a time, and each further one is only asked of features that
/// are equal by all before it. Gives up soon after `stop` says so.
pub(super) fn order<'a>(
    found: &mut [u32],
    keys: &[SortKey],
    item: &(impl Fn(u32) -> Option<Item<'a>> + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(), Refused> {
    let mut entries: Vec<(Value, u32)> = found.iter().map(|&key| (Value::Null, key)).collect();
    refine(&mut entries, keys, item, stop)?;
    for (place, (_, key)) in found.iter_mut().zip(entries) {
        *place = key;
    }
    Ok(())
}

fn refine<'a>(
    entries: &mut [(Value<'a>, u32)],
    keys: &[SortKey],
    item: &(impl Fn(u32) -> Option<Item<'a>> + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(), Refused> {
    let Some((by, further)) = keys.split_first() else {
        return Ok(());
    };
    if stop() {
        return Err(Refused::Stopped);
    }
    let compare = |a: &(Value, u32), b: &(Value, u32)| by.compare(&a.0, &b.0);
    let ask = |(value, key): &mut (Value<'a>, u32)| {
        *value = item(*key).map_or(Value::Null, |item| item.of(by.property));
    };
    if entries.len() < WORTH_ALL_THREADS {
        entries.iter_mut().for_each(ask);
        entries.sort_by(compare);
    } else {
        entries.par_iter_mut().for_each(ask);
        entries.par_sort_by(compare);
    }
    for equal in entries.chunk_by_mut(|a, b| compare(a, b).is_eq()) {
        if equal.len() > 1 {
            refine(equal, further, item, stop)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use serde_json::Value as Json;

    use super::*;
    use crate::coverage::Coverage;
    use crate::dataset::{Dataset, DatasetBuilder};
    use crate::feature::write_feature;
    use crate::query::filter::{Filter, Language};
    use crate::query::items::{ItemsQuery, items};
    use crate::query::search::{ordered, page_of, search};
    use crate::spatial::Crs;

    /// The sample, and the served properties of all features of each collection with their ids, by id.
    static SAMPLE: LazyLock<(Dataset, Vec<Vec<Json>>)> = LazyLock::new(|| {
        let mut builder = DatasetBuilder::new();
        crate::sample::add_missing(&mut builder).unwrap();
        let dataset = builder.build();
        dataset.keep_coverage(Coverage::compute(&dataset, None).into());
        let served = Collection::ALL.map(|collection| {
            let page = items(collection, &dataset, &ItemsQuery::default(), 0, usize::MAX);
            let features = page.features.iter().map(|feature| {
                let mut out = Vec::new();
                write_feature(&mut out, &dataset, feature, Crs::Crs84);
                let mut feature: Json = serde_json::from_slice(&out).unwrap();
                let id = feature["id"].take();
                let mut properties = feature["properties"].take();
                properties["id"] = id;
                properties
            });
            features.collect()
        });
        (dataset, served.into())
    });

    /// By what is served, in a plain way.
    fn plainly(a: &Json, b: &Json, keys: &[(&str, bool)]) -> Ordering {
        for &(name, descending) in keys {
            let order = match (&a[name], &b[name]) {
                (Json::Null, Json::Null) => Ordering::Equal,
                (Json::Null, _) => return Ordering::Greater,
                (_, Json::Null) => return Ordering::Less,
                (Json::Number(a), Json::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()).unwrap(),
                (Json::Bool(a), Json::Bool(b)) => a.cmp(b),
                // Days, months and moments as they are written come in the order of time.
                (Json::String(a), Json::String(b)) => a.cmp(b),
                (a, b) => panic!("{a} beside {b}"),
            };
            let order = if descending { order.reverse() } else { order };
            if order.is_ne() {
                return order;
            }
        }
        a["id"].as_u64().cmp(&b["id"].as_u64())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn a_page_is_cut_from_everything_in_order(
            collection in select(Collection::ALL.to_vec()),
            keys in vec((any::<Index>(), any::<bool>()), 1..4),
            filter in select(vec!["", "id > 40", "purpose = 'crime'", "sample = false"]),
            offset in any::<Index>(),
            limit in 1usize..300,
        ) {
            let (dataset, served) = &*SAMPLE;
            let served = &served[collection as usize];
            prop_assume!(!filter.contains("purpose") || collection.has_purposes());
            let names: Vec<&str> = collection
                .simple_queryables()
                .map(|(_, known)| known.name)
                // Only for filters: they are not served.
                .filter(|name| !["installed_from", "installed_to"].contains(name))
                .collect();
            let keys: Vec<(&str, bool)> =
                keys.iter().map(|&(name, descending)| (*name.get(&names), descending)).collect();
            let sort = keys
                .iter()
                .map(|&(name, descending)| SortKey::new(collection, name, descending).unwrap());
            let mut query = ItemsQuery { sort: sort.collect(), ..ItemsQuery::default() };
            if !filter.is_empty() {
                let queryables = collection.queryables();
                query.filter =
                    Filter::parse(filter, Language::Text, queryables, Crs::default()).unwrap();
            }

            let mut expected: Vec<&Json> = served
                .iter()
                .filter(|properties| match filter {
                    "" => true,
                    "id > 40" => properties["id"].as_u64() > Some(40),
                    "purpose = 'crime'" => properties["purpose"] == "crime",
                    _ => properties["sample"] == false,
                })
                .collect();
            expected.sort_by(|a, b| plainly(a, b, &keys));
            let offset = offset.index(expected.len() + 2);
            let matched = expected.len();
            let expected: Vec<u64> = expected
                .into_iter()
                .skip(offset)
                .take(limit)
                .map(|properties| properties["id"].as_u64().unwrap())
                .collect();

            let found = search(collection, dataset, &query, &|| false).unwrap();
            let found = ordered(collection, dataset, found, &query.sort, &|| false).unwrap();
            let page = page_of(collection, dataset, &found, offset, limit);
            let ids: Vec<u64> =
                page.features.iter().map(|feature| feature.id(dataset).into()).collect();
            prop_assert_eq!(page.matched, matched);
            prop_assert_eq!(ids, expected, "{:?}", keys);
        }
    }

    #[test]
    fn sorting_ends_when_it_is_told_to() {
        let (dataset, _) = &*SAMPLE;
        let collection = Collection::Cameras;
        let found = search(collection, dataset, &ItemsQuery::default(), &|| false).unwrap();
        let keys = [SortKey::new(collection, "purpose", true).unwrap()];
        let stopped = ordered(collection, dataset, found, &keys, &|| true);
        assert_eq!(stopped.err(), Some(Refused::Stopped));
    }
}
