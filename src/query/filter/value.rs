//! What a filter knows of a collection: its queryables, and the values of one item.

use std::borrow::Cow;

use geo::Geometry;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::spatial::Bbox;

/// Type of a queryable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, compared by code points.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// True or false; false is the lesser.
    Boolean,
    /// A calendar day in Korea.
    Date,
    /// A moment.
    Timestamp,
    /// Points, CRS84.
    Point,
    /// Geometries of any type, CRS84.
    Geometry,
    /// A list of texts.
    Texts,
}

/// A property that filters can name.
#[derive(Debug, Clone, Copy)]
pub struct Queryable {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// What it is, in Korean.
    pub title: &'static str,
    /// What it is, in English, with the unit.
    pub description: &'static str,
    /// The only texts that it can have, when they are codes.
    pub codes: &'static [&'static str],
    /// Whether all items of a [`Record::class`] have the same value: what is asked of such properties
    /// alone is asked once for each class.
    pub shared: bool,
}

impl Queryable {
    /// Whether its value is a single one with an order, and no geometry or list: such a property can be a
    /// query parameter, and items can be sorted by it.
    #[must_use]
    pub fn is_simple(&self) -> bool {
        !matches!(self.kind, Kind::Point | Kind::Geometry | Kind::Texts)
    }
}

/// The value of a property of one item.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Not known.
    Null,
    /// A text.
    Text(Cow<'a, str>),
    /// A number, whole or not.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// A moment.
    Timestamp(Timestamp),
    /// Longitude and latitude, degrees.
    Point(f64, f64),
    /// A geometry in CRS84.
    Geometry(Cow<'a, Geometry<f64>>),
    /// Several values.
    List(Vec<Value<'a>>),
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Value::Null, |text| Value::Text(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<Option<f64>> for Value<'_> {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Value::Null, Value::Number)
    }
}

impl From<Option<bool>> for Value<'_> {
    fn from(value: Option<bool>) -> Self {
        value.map_or(Value::Null, Value::Boolean)
    }
}

impl From<Option<Date>> for Value<'_> {
    fn from(date: Option<Date>) -> Self {
        date.map_or(Value::Null, Value::Date)
    }
}

/// An item whose properties a filter can ask for.
pub trait Record {
    /// The value of the property at this place in the list of queryables.
    fn value(&self, property: usize) -> Value<'_>;

    /// The class that it belongs to, of [`Queryable::shared`]; `None` where it is in none.
    fn class(&self) -> Option<usize> {
        None
    }

    /// A box around its geometry, where that is cheaper to have than the geometry.
    fn reach(&self) -> Option<Bbox> {
        None
    }
}
