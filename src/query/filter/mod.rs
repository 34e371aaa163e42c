//! Filters in CQL2 (OGC 21-065r2): text or JSON, over any collection that names its properties.
//!
//! A filter is read in two steps. `text` and `json` make the same tree of what is written, bounded
//! in length and depth before they begin; `bind` makes of it a tree that is valid for the
//! queryables, or says what is wrong and where. Evaluation then cannot fail.
//!
//! <https://docs.ogc.org/is/21-065r2/21-065r2.html>

mod bind;
mod crs;
mod error;
mod json;
mod lexer;
mod like;
mod literal;
mod spatial;
mod syntax;
mod temporal;
mod text;
mod tree;
mod value;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod write;

pub use error::Error;
pub use value::{Kind, Queryable, Record, Value};

use crate::spatial::{Bbox, Crs};
use error::Fault;
use tree::{Literal, Scalar, Test};

/// Longest filter that is read, bytes.
pub const MOST_BYTES: usize = 50_000;

/// The language of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// `cql2-text`.
    #[default]
    Text,
    /// `cql2-json`.
    Json,
}

/// Conditions on the items of a collection; made without any, it admits all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    tests: Vec<Test>,
}

impl Filter {
    /// Reads a filter for a collection with these queryables; its geometries are in `crs`.
    ///
    /// # Errors
    /// When it is not of the language, names what the collection does not have, or is too large.
    pub fn parse(
        text: &str,
        language: Language,
        queryables: &[Queryable],
        crs: Crs,
    ) -> Result<Self, Error> {
        let read = || {
            if text.len() > MOST_BYTES {
                return Err(Fault::new(
                    MOST_BYTES,
                    format!("{MOST_BYTES}바이트보다 깁니다"),
                    format!("is longer than {MOST_BYTES} bytes"),
                ));
            }
            let expr = match language {
                Language::Text => text::parse(text),
                Language::Json => json::parse(text),
            }?;
            bind::bind(&expr, queryables, crs)
        };
        let condition = read().map_err(|fault| fault.in_text(text))?;
        Ok(Self {
            tests: vec![condition],
        })
    }

    /// Adds the condition that a property has a value, as a query parameter says it; false when the text
    /// is no value of the property's type.
    pub fn require(&mut self, queryables: &[Queryable], property: usize, text: &str) -> bool {
        let literal = match queryables[property].kind {
            Kind::Text => Some(Literal::Text(text.into())),
            Kind::Number | Kind::Integer => text
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .map(Literal::Number),
            // GDAL writes booleans as numbers.
            Kind::Boolean => match text {
                "true" | "1" => Some(Literal::Boolean(true)),
                "false" | "0" => Some(Literal::Boolean(false)),
                _ => None,
            },
            Kind::Date => literal::date(text).map(Literal::Date),
            Kind::Timestamp => literal::timestamp(text).map(Literal::Timestamp),
            Kind::Point | Kind::Geometry | Kind::Texts => None,
        };
        let condition = literal.map(|literal| {
            Test::Compare(
                syntax::Comparison::Equal,
                Scalar::Property(property),
                Scalar::Literal(literal),
            )
        });
        let is_value = condition.is_some();
        self.tests.extend(condition);
        is_value
    }

    /// Whether it is certain that an item fulfils all conditions.
    #[must_use]
    pub fn admits<R: Record>(&self, record: &R) -> bool {
        self.tests.iter().all(|test| test.of(record) == Some(true))
    }

    /// Whether there is no condition.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    /// A box outside of which no item is admitted whose geometry this property is, where the filter has
    /// one.
    #[must_use]
    pub fn bbox(&self, geometry: usize) -> Option<Bbox> {
        self.tests.iter().find_map(|test| test.bbox(geometry))
    }
}
