//! The order of features: by properties, and by id where they are equal.

use std::cmp::Ordering;

use super::collection::{Collection, Feature};
use super::filter::{Value, compare};
use super::queryables::Item;
use crate::dataset::Dataset;

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

    fn compare(self, a: &Value, b: &Value) -> Ordering {
        match compare(a, b) {
            Some(order) if self.descending => order.reverse(),
            Some(order) => order,
            // What is not known comes last either way.
            None => (*a == Value::Null).cmp(&(*b == Value::Null)),
        }
    }
}

/// Sorts features, which come in the order of their ids.
#[must_use]
pub fn sort<'a>(
    dataset: &'a Dataset,
    features: Vec<Feature<'a>>,
    keys: &[SortKey],
) -> Vec<Feature<'a>> {
    let mut keyed: Vec<(Vec<Value>, Feature)> = features
        .into_iter()
        .map(|feature| {
            let item = Item { dataset, feature };
            let values = keys.iter().map(|key| item.of(key.property));
            (values.collect(), feature)
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| {
        keys.iter()
            .zip(a.iter().zip(b))
            .map(|(key, (a, b))| key.compare(a, b))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    keyed.into_iter().map(|(_, feature)| feature).collect()
}
