//! What filters can name, and what features are sorted by: the properties of each collection as typed
//! values.
//!
//! A collection has a table of properties, each with what it is and where its value is. Queryables, their
//! query parameters, sortables and the API document are made from it.

mod cameras;
mod capture_areas;
mod coverage;
mod institutions;

use std::sync::LazyLock;

use cameras::Camera;
use coverage::Ground;
use institutions::Office;

use super::collection::{Collection, Feature, around_area};
use super::filter::{Kind, Queryable, Record, Value};
use crate::dataset::Dataset;
use crate::model::decimal::rounded;
use crate::spatial::geometry::{Polygon, Position, Ring};
use crate::spatial::reference_system::DEGREE_DECIMALS;
use crate::spatial::{Bbox, Geometry};

/// Place of the geometry in every table.
pub(super) const GEOMETRY: usize = 1;

/// What the rounding of positions to seven decimals can move, degrees, and a little more.
pub(super) const ROUNDING_DEG: f64 = 1e-7;

/// The properties of a collection, and where the value of each is.
struct Table<A: 'static> {
    queryables: Vec<Queryable>,
    access: Vec<A>,
}

impl<A> Table<A> {
    fn new(properties: impl IntoIterator<Item = (Queryable, A)>) -> Self {
        let (queryables, access) = properties.into_iter().unzip();
        Self { queryables, access }
    }
}

static CAMERAS: LazyLock<Table<cameras::Access>> =
    LazyLock::new(|| Table::new(cameras::properties()));
static CAPTURE_AREAS: LazyLock<Table<cameras::Access>> =
    LazyLock::new(|| Table::new(capture_areas::properties()));
static INSTITUTIONS: LazyLock<Table<institutions::Access>> =
    LazyLock::new(|| Table::new(institutions::PROPERTIES));
static COVERAGE: LazyLock<Table<coverage::Access>> =
    LazyLock::new(|| Table::new(coverage::PROPERTIES));

impl Collection {
    /// What filters of the collection can name; a place in this list is a property of [`Item`].
    #[must_use]
    pub fn queryables(self) -> &'static [Queryable] {
        match self {
            Self::Cameras => &CAMERAS.queryables,
            Self::CaptureAreas => &CAPTURE_AREAS.queryables,
            Self::Institutions => &INSTITUTIONS.queryables,
            Self::Coverage => &COVERAGE.queryables,
        }
    }

    /// The queryables of one value that has an order, with their places: each is a query parameter, and
    /// features can be sorted by it.
    pub fn simple_queryables(self) -> impl Iterator<Item = (usize, &'static Queryable)> {
        let all = self.queryables().iter().enumerate();
        all.filter(|(_, queryable)| queryable.is_simple())
    }
}

/// A feature as filters and sorting see it.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    /// Where it is kept.
    pub dataset: &'a Dataset,
    /// Which it is.
    pub feature: Feature<'a>,
}

impl<'a> Item<'a> {
    /// The value of the property at this place in the list of queryables.
    pub(super) fn of(self, property: usize) -> Value<'a> {
        let dataset = self.dataset;
        match self.feature {
            Feature::Camera(site) => CAMERAS.access[property](Camera { dataset, site }),
            Feature::CaptureArea(site) => CAPTURE_AREAS.access[property](Camera { dataset, site }),
            Feature::Institution(municipality) => INSTITUTIONS.access[property](Office {
                dataset,
                municipality,
            }),
            Feature::Coverage(covered) => COVERAGE.access[property](Ground { dataset, covered }),
        }
    }
}

impl Record for Item<'_> {
    fn value(&self, property: usize) -> Value<'_> {
        self.of(property)
    }

    fn class(&self) -> Option<usize> {
        let site = self.feature.site()?;
        Some(self.dataset.spot(site).class as usize)
    }

    fn reach(&self) -> Option<Bbox> {
        let around = match self.feature {
            Feature::CaptureArea(site) => around_area(self.dataset, site)?,
            Feature::Coverage(covered) => covered.area.bbox,
            Feature::Camera(_) | Feature::Institution(_) => return None,
        };
        Some(around.grown(ROUNDING_DEG))
    }
}

/// A shape with its positions rounded as they are served; `None` for none.
fn shape(geometry: Option<&Geometry>) -> Option<geo::Geometry<f64>> {
    let position = |[lon, lat]: Position| geo::Coord {
        x: rounded(lon, DEGREE_DECIMALS),
        y: rounded(lat, DEGREE_DECIMALS),
    };
    let ring =
        |ring: &Ring| -> geo::LineString<f64> { ring.iter().copied().map(position).collect() };
    let polygon = |rings: &Polygon| {
        let mut lines = rings.iter().map(ring);
        let exterior = lines
            .next()
            .unwrap_or_else(|| geo::LineString::new(Vec::new()));
        geo::Polygon::new(exterior, lines.collect())
    };
    Some(match geometry? {
        Geometry::Point(at) => geo::Geometry::Point(position(*at).into()),
        Geometry::Polygon(rings) => geo::Geometry::Polygon(polygon(rings)),
        Geometry::MultiPolygon(parts) => {
            geo::Geometry::MultiPolygon(parts.iter().map(polygon).collect())
        }
    })
}

/// A property of a type.
const fn property(
    name: &'static str,
    kind: Kind,
    title: &'static str,
    description: &'static str,
) -> Queryable {
    Queryable {
        name,
        kind,
        title,
        description,
        codes: &[],
        shared: false,
    }
}

/// A property whose values are codes.
const fn coded(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    codes: &'static [&'static str],
) -> Queryable {
    Queryable {
        codes,
        ..property(name, Kind::Text, title, description)
    }
}

/// The codes of the variants of an enum, as a constant.
macro_rules! codes {
    ($variants:expr) => {{
        const CODES: [&str; $variants.len()] = {
            let mut codes = [""; $variants.len()];
            let mut index = 0;
            while index < codes.len() {
                codes[index] = $variants[index].code();
                index += 1;
            }
            codes
        };
        &CODES
    }};
}
use codes;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Coverage;
    use crate::dataset::DatasetBuilder;
    use crate::feature::write_feature;
    use crate::query::items::{ItemsQuery, items};
    use crate::spatial::Crs;

    fn sample() -> Dataset {
        let mut builder = DatasetBuilder::new();
        crate::sample::add_missing(&mut builder).unwrap();
        builder.build()
    }

    /// A value as it stands in a feature.
    fn served(value: Value<'_>) -> serde_json::Value {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Text(text) => text.into(),
            Value::Number(number) => number.into(),
            Value::Boolean(value) => value.into(),
            Value::Date(date) => date.to_string().into(),
            Value::Timestamp(at) => at.to_string().into(),
            Value::Point(x, y) => serde_json::json!({"type": "Point", "coordinates": [x, y]}),
            Value::Geometry(geometry) => {
                let value = geojson::GeometryValue::from(geometry.as_ref());
                serde_json::to_value(geojson::Geometry::new(value)).unwrap()
            }
            Value::List(values) => values.into_iter().map(served).collect(),
        }
    }

    fn same(a: &serde_json::Value, b: &serde_json::Value) -> bool {
        a == b || a.as_f64().is_some() && a.as_f64() == b.as_f64()
    }

    #[test]
    fn values_are_those_that_are_served_and_every_served_one_is_there() {
        let dataset = sample();
        for collection in Collection::ALL {
            if collection == Collection::Coverage {
                dataset.keep_coverage(Coverage::compute(&dataset, None).into());
            }
            let page = items(collection, &dataset, &ItemsQuery::default(), 0, 10_000);
            assert!(!page.features.is_empty());
            let queryables = collection.queryables();
            assert_eq!(queryables[GEOMETRY].name, "geometry");
            for feature in page.features {
                let mut out = Vec::new();
                write_feature(&mut out, &dataset, &feature, Crs::Crs84);
                let feature_json: serde_json::Value = serde_json::from_slice(&out).unwrap();
                let item = Item {
                    dataset: &dataset,
                    feature,
                };
                let mut left = feature_json["properties"].as_object().unwrap().clone();
                for (place, queryable) in queryables.iter().enumerate() {
                    let value = served(item.of(place));
                    let expected = match queryable.name {
                        "id" => &feature_json["id"],
                        "geometry" => &feature_json["geometry"],
                        // Only for filters.
                        "installed_from" | "installed_to" => continue,
                        name => &left.remove(name).unwrap_or_else(|| panic!("{name}")),
                    };
                    assert!(
                        same(&value, expected)
                            || queryable.name == "geometry" && near(&value, expected),
                        "{} of {collection:?}: {value} {expected}",
                        queryable.name
                    );
                }
                left.remove("registers");
                assert!(left.is_empty(), "no queryable for {left:?}");
            }
        }
    }

    /// Numbers of geometries are equal but for how they are written.
    fn near(a: &serde_json::Value, b: &serde_json::Value) -> bool {
        match (a, b) {
            (serde_json::Value::Array(a), serde_json::Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| near(a, b))
            }
            (serde_json::Value::Object(a), serde_json::Value::Object(b)) => {
                a.len() == b.len() && a.iter().all(|(name, a)| near(a, &b[name]))
            }
            _ => same(a, b),
        }
    }

    #[test]
    fn what_is_called_shared_is_the_same_for_all_sites_of_a_class() {
        let dataset = sample();
        let mut known = std::collections::HashMap::new();
        let mut compared = 0;
        for site in dataset.in_id_order() {
            for (collection, feature) in [
                (Collection::Cameras, Feature::Camera(site)),
                (Collection::CaptureAreas, Feature::CaptureArea(site)),
            ] {
                let item = Item {
                    dataset: &dataset,
                    feature,
                };
                for (place, queryable) in collection.queryables().iter().enumerate() {
                    if queryable.shared {
                        let key = (collection, item.class(), place);
                        let value = item.of(place);
                        compared += usize::from(known.contains_key(&key));
                        let first = known.entry(key).or_insert_with(|| value.clone());
                        assert_eq!(*first, value, "{}", queryable.name);
                    }
                }
            }
        }
        assert!(compared > 1000, "{compared}");
    }
}
