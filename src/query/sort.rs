//! The order of features: by properties, and by id where they are equal.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::collection::{Collection, Feature};
use crate::dataset::Dataset;

/// A property that features can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    name: &'static str,
    /// Greatest first.
    pub descending: bool,
}

/// The value of a property, for comparing. Values of one property are all of one kind.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum Value<'a> {
    Text(&'a str),
    Number(f64),
    Day(Date, Date),
}

/// What sites and their areas can be sorted by.
const OF_SITES: [&str; 10] = [
    "id",
    "management_no",
    "purpose",
    "institution",
    "range_min_m",
    "range_max_m",
    "retention_days",
    "installed",
    "position_uncertainty_m",
    "release",
];

/// What camera sites alone can be sorted by.
const OF_CAMERAS: [&str; 4] = ["unit_count", "units", "members", "road_address"];

/// What institutions can be sorted by.
const OF_INSTITUTIONS: [&str; 9] = [
    "id",
    "institution",
    "name_ko",
    "name_en",
    "region_ko",
    "sites",
    "units",
    "rows",
    "policy_effective_date",
];

/// The names of the properties that features of a collection can be sorted by.
#[must_use]
pub fn sortables(collection: Collection) -> Vec<&'static str> {
    match collection {
        Collection::Cameras => [&OF_SITES[..], &OF_CAMERAS].concat(),
        Collection::CaptureAreas => OF_SITES.to_vec(),
        Collection::Institutions => OF_INSTITUTIONS.to_vec(),
    }
}

impl SortKey {
    /// The key of a property; `None` where features of the collection cannot be sorted by it.
    #[must_use]
    pub fn new(collection: Collection, property: &str, descending: bool) -> Option<Self> {
        let mut names = sortables(collection).into_iter();
        names
            .find(|name| *name == property)
            .map(|name| Self { name, descending })
    }

    fn value<'a>(&self, dataset: &'a Dataset, feature: &Feature<'a>) -> Option<Value<'a>> {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let count = |number: Option<u64>| number.map(|number| Value::Number(number as f64));
        let known = |number: u16| count((number > 0).then(|| number.into()));
        if self.name == "id" {
            return count(Some(feature.id(dataset).into()));
        }
        match feature {
            Feature::Camera(site) | Feature::CaptureArea(site) => {
                let (record, spot) = (dataset.site(*site), dataset.spot(*site));
                let (class, text) = (dataset.class(*site), dataset.text(*site));
                match self.name {
                    "management_no" => text.management_no.map(Value::Text),
                    "road_address" => text.road_address.map(Value::Text),
                    "purpose" => Some(Value::Text(class.purpose.code())),
                    "institution" => {
                        let index = class.institution as usize;
                        Some(Value::Text(&dataset.institutions()[index].code))
                    }
                    "range_min_m" => class.range.min_m.map(Value::Number),
                    "range_max_m" => class.range.max_m.map(Value::Number),
                    "retention_days" => class
                        .retention
                        .rule
                        .days()
                        .map(|days| Value::Number(days.into())),
                    "installed" => spot
                        .installed
                        .map(|date| Value::Day(date.first_day(), date.last_day())),
                    "position_uncertainty_m" => Some(Value::Number(spot.uncertainty_m.into())),
                    "release" => {
                        let id = dataset.releases()[class.release as usize].id;
                        count(u64::try_from(id).ok())
                    }
                    "unit_count" => known(record.unit_count),
                    "units" => known(record.units),
                    "members" => count(Some(record.rows.into())),
                    _ => None,
                }
            }
            Feature::Institution(one) => match self.name {
                "institution" => Some(Value::Text(one.code())),
                "name_ko" => one
                    .entry
                    .map(|entry| entry.name_ko.as_str())
                    .or(one.loaded.map(crate::dataset::LoadedInstitution::name_ko))
                    .map(Value::Text),
                "name_en" => one
                    .entry
                    .map(|entry| entry.name_en.as_str())
                    .or(one.loaded.map(crate::dataset::LoadedInstitution::name_en))
                    .map(Value::Text),
                "region_ko" => one.entry.map(|entry| Value::Text(&entry.region_ko)),
                "sites" => count(one.loaded.map(|loaded| loaded.sites as u64)),
                "units" => count(one.loaded.map(|loaded| loaded.units)),
                "rows" => count(one.loaded.map(|loaded| loaded.rows)),
                "policy_effective_date" => one
                    .policy()
                    .and_then(|policy| policy.policy.effective_date)
                    .map(|day| Value::Day(day, day)),
                _ => None,
            },
        }
    }

    fn compare(self, a: Option<&Value>, b: Option<&Value>) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => {
                let order = a.partial_cmp(b).unwrap_or(Ordering::Equal);
                if self.descending {
                    order.reverse()
                } else {
                    order
                }
            }
            // What is not known comes last either way.
            (a, b) => b.is_some().cmp(&a.is_some()),
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
    let mut keyed: Vec<(Vec<Option<Value>>, Feature)> = features
        .into_iter()
        .map(|feature| {
            let values = keys.iter().map(|key| key.value(dataset, &feature));
            (values.collect(), feature)
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| {
        keys.iter()
            .zip(a.iter().zip(b))
            .map(|(key, (a, b))| key.compare(a.as_ref(), b.as_ref()))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    keyed.into_iter().map(|(_, feature)| feature).collect()
}
