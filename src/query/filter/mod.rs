//! Filters in CQL2 (OGC 21-065r2): text or JSON, over any collection that names its properties.
//!
//! A filter is read in two steps. `text` and `json` make the same tree of what is written, bounded
//! in length and depth before they begin; `bind` makes of it a tree that is valid for the
//! queryables, or says what is wrong and where. Evaluation then cannot fail.
//!
//! <https://docs.ogc.org/is/21-065r2/21-065r2.html>

mod bind;
mod crs;
mod draft;
mod error;
mod json;
mod lexer;
mod like;
mod literal;
mod plan;
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
pub(super) use tree::compare;
pub use value::{Kind, Queryable, Record, Value};

use crate::model::day::plain_date;
use crate::spatial::{Bbox, Crs};
use error::Fault;
use tree::{Literal, Memo, Scalar, Test};

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
    /// `cql-text`: the draft of the standard that GDAL writes. As `cql2-text`, and a text that is a day is
    /// one where a day is expected, 1 and 0 are true and false, `ILIKE` is `LIKE` without case, and
    /// patterns have no escapes.
    Draft,
}

/// Conditions on the items of a collection; made without any, it admits all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    tests: Vec<Test>,
    /// How many tests are asked once for each class.
    slots: usize,
    /// What it costs to ask one item, nanoseconds as far as the order of magnitude goes.
    cost: u64,
}

/// A filter while it looks at the items of a dataset: it remembers what it found of classes.
pub struct Scan<'f> {
    filter: &'f Filter,
    memo: Memo,
}

impl Scan<'_> {
    /// Whether it is certain that an item fulfils all conditions.
    #[must_use]
    pub fn admits<R: Record>(&self, record: &R) -> bool {
        let tests = &self.filter.tests;
        tests
            .iter()
            .all(|test| test.of(record, &self.memo) == Some(true))
    }
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
                Language::Text => text::parse(text, false),
                Language::Draft => text::parse(text, true),
                Language::Json => json::parse(text),
            }?;
            bind::bind(&expr, queryables, crs, language == Language::Draft)
        };
        let condition = read().map_err(|fault| fault.in_text(text))?;
        let mut filter = Self::default();
        filter.add(condition, queryables);
        Ok(filter)
    }

    fn add(&mut self, condition: Test, queryables: &[Queryable]) {
        let planned = plan::plan(condition, queryables, &mut self.slots);
        self.cost += plan::cost(&planned, queryables);
        self.tests.push(planned);
        self.tests.sort_by_key(|test| plan::cost(test, queryables));
    }

    /// Adds the condition that a property has a value, as a query parameter says it; false when the text
    /// is no value of the property's type.
    pub fn require(&mut self, queryables: &[Queryable], property: usize, text: &str) -> bool {
        let literal = match queryables[property].kind {
            Kind::Text => Some(Literal::Text(text.into())),
            Kind::Number | Kind::Integer => text
                .parse()
                .ok()
                .filter(|number: &f64| {
                    let whole = number.fract() == 0.0 || queryables[property].kind == Kind::Number;
                    number.is_finite() && whole
                })
                .map(Literal::Number),
            // GDAL writes booleans as numbers.
            Kind::Boolean => match text {
                "true" | "1" => Some(Literal::Boolean(true)),
                "false" | "0" => Some(Literal::Boolean(false)),
                _ => None,
            },
            Kind::Date => plain_date(text).map(Literal::Date),
            Kind::Timestamp => literal::timestamp(text).map(Literal::Timestamp),
            Kind::Point | Kind::Geometry | Kind::Texts => None,
        };
        let Some(literal) = literal else {
            return false;
        };
        let condition = Test::Compare(
            syntax::Comparison::Equal,
            Scalar::Property(property),
            Scalar::Literal(literal),
        );
        self.add(condition, queryables);
        true
    }

    /// Adds the condition that a property is one of some texts.
    pub fn require_one_of(
        &mut self,
        queryables: &[Queryable],
        property: usize,
        mut texts: Vec<String>,
    ) {
        texts.sort_unstable();
        let literals = texts.into_iter().map(|text| Literal::Text(text.into()));
        let condition = Test::InLiterals(Scalar::Property(property), literals.collect());
        self.add(condition, queryables);
    }

    /// Makes it ready for the items of a dataset with so many classes ([`Record::class`]).
    #[must_use]
    pub fn scan(&self, classes: usize) -> Scan<'_> {
        Scan {
            filter: self,
            memo: Memo::new(self.slots, classes),
        }
    }

    /// What it costs to ask one item, in nanoseconds of one core as far as the order of magnitude goes.
    #[must_use]
    pub fn cost(&self) -> u64 {
        self.cost
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
