//! A feature as typed cells, read from the very text that `/items` gives: so a file cannot state anything
//! else.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Error;
use super::columns::{COLUMNS, index_of};
use crate::dataset::{Dataset, SiteIndex};
use crate::feature::write_feature;
use crate::query::Feature;
use crate::spatial::Crs;

/// The value of a property.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Cell<'a> {
    /// Not known.
    #[default]
    Null,
    /// Text, code or day.
    Text(Cow<'a, str>),
    /// A count.
    Integer(i64),
    /// A measure.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A list of codes.
    Texts(Vec<Cow<'a, str>>),
}

impl Cell<'_> {
    /// As a measure, which JSON may write without decimals.
    pub(super) fn number(&self) -> Option<f64> {
        match *self {
            Self::Number(number) => Some(number),
            #[expect(clippy::cast_precision_loss, reason = "measures are far below 2^53")]
            Self::Integer(number) => Some(number as f64),
            _ => None,
        }
    }

    /// As a text.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A feature.
#[derive(Deserialize)]
pub(super) struct FeatureRow<'a> {
    /// Feature id.
    pub(super) id: u32,
    /// Where it stands.
    pub(super) geometry: Point,
    /// Its properties, in the order of [`COLUMNS`].
    #[serde(borrow, rename = "properties")]
    pub(super) cells: Cells<'a>,
}

impl FeatureRow<'_> {
    /// A property that is a text; empty where it is null.
    pub(super) fn text(&self, name: &str) -> &str {
        match index_of(name).map(|at| &self.cells.0[at]) {
            Some(Cell::Text(text)) => text,
            _ => "",
        }
    }

    /// Whether a property is true.
    pub(super) fn is_true(&self, name: &str) -> bool {
        index_of(name).is_some_and(|at| self.cells.0[at] == Cell::Boolean(true))
    }
}

/// The geometry of a feature.
#[derive(Deserialize)]
pub(super) struct Point {
    /// Longitude and latitude, degrees.
    pub(super) coordinates: [f64; 2],
}

/// The properties of a feature.
pub(super) struct Cells<'a>(pub(super) [Cell<'a>; COLUMNS.len()]);

/// Renders features one after the other into the same memory.
#[derive(Default)]
pub(super) struct Renderer {
    text: Vec<u8>,
}

impl Renderer {
    /// The feature of a site as text.
    pub(super) fn text(&mut self, dataset: &Dataset, site: SiteIndex) -> &[u8] {
        self.text.clear();
        write_feature(&mut self.text, dataset, &Feature::Camera(site), Crs::Crs84);
        &self.text
    }

    /// The feature of a site as cells.
    pub(super) fn row(
        &mut self,
        dataset: &Dataset,
        site: SiteIndex,
    ) -> Result<FeatureRow<'_>, Error> {
        Ok(serde_json::from_slice(self.text(dataset, site))?)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Cells<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Properties;

        impl<'de> Visitor<'de> for Properties {
            type Value = Cells<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the properties of a camera")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cells<'de>, A::Error> {
                let mut cells = std::array::from_fn(|_| Cell::Null);
                let mut expected = 0;
                while let Some(name) = map.next_key::<&str>()? {
                    // They nearly always come in the same order.
                    let at = match COLUMNS.get(expected) {
                        Some(column) if column.name == name => Some(expected),
                        _ => index_of(name),
                    };
                    match at {
                        Some(at) => {
                            cells[at] = map.next_value()?;
                            expected = at + 1;
                        }
                        None => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(Cells(cells))
            }
        }

        deserializer.deserialize_map(Properties)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Cell<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;

        impl<'de> Visitor<'de> for Value {
            type Value = Cell<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a property")
            }

            fn visit_unit<E>(self) -> Result<Cell<'de>, E> {
                Ok(Cell::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Cell<'de>, E> {
                Ok(Cell::Boolean(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Cell<'de>, E> {
                Ok(Cell::Integer(value))
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Cell<'de>, E> {
                i64::try_from(value).map(Cell::Integer).map_err(E::custom)
            }

            fn visit_f64<E>(self, value: f64) -> Result<Cell<'de>, E> {
                Ok(Cell::Number(value))
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Borrowed(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Owned(value.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cell<'de>, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element::<Cow<'de, str>>()? {
                    texts.push(text);
                }
                Ok(Cell::Texts(texts))
            }
        }

        deserializer.deserialize_any(Value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::Kind;
    use super::*;
    use crate::dataset::DatasetBuilder;
    use crate::sample;

    #[test]
    fn every_property_of_a_feature_is_a_column_of_its_kind() {
        let mut builder = DatasetBuilder::new();
        sample::add_missing(&mut builder).unwrap();
        let dataset = builder.build();
        let mut renderer = Renderer::default();
        for site in dataset.in_id_order() {
            let text = renderer.text(&dataset, site);
            let object: serde_json::Value = serde_json::from_slice(text).unwrap();
            let mut names: Vec<&str> = object["properties"]
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            let mut columns: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
            names.sort_unstable();
            columns.sort_unstable();
            assert_eq!(names, columns);
            let row: FeatureRow = serde_json::from_slice(text).unwrap();
            for (column, cell) in COLUMNS.iter().zip(&row.cells.0) {
                let fits = matches!(
                    (column.kind, cell),
                    (_, Cell::Null)
                        | (Kind::Text | Kind::Date, Cell::Text(_))
                        | (Kind::Integer, Cell::Integer(_))
                        | (Kind::Number, Cell::Integer(_) | Cell::Number(_))
                        | (Kind::Boolean, Cell::Boolean(_))
                        | (Kind::Texts, Cell::Texts(_))
                );
                assert!(fits, "{} is {cell:?}", column.name);
            }
        }
    }
}
