//! An expression that makes sense for a collection, and what it says of an item.
//!
//! Trees are only made by [`super::bind`], so that every property exists and every operand has the type
//! that its place needs. Nulls follow three-valued logic (Kleene): what cannot be known is neither true
//! nor false, and only what is true passes a filter.

use std::borrow::Cow;
use std::cmp::Ordering as Order;
use std::sync::atomic::{AtomicU8, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;

use super::like::{Pattern, fold};
use super::spatial::{self, Shape};
use super::syntax::{Arithmetic, Comparison};
use super::temporal::{self, Bound, Span, Unit};
use super::value::{Record, Value};
use crate::spatial::Bbox;

/// Something that is true, false or unknown of an item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Constant(Option<bool>),
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Compare(Comparison, Scalar, Scalar),
    Like(Scalar, Pattern),
    Between(Box<[Scalar; 3]>),
    /// The literals are sorted and of the type of the value.
    InLiterals(Scalar, Vec<Literal>),
    In(Scalar, Vec<Scalar>),
    IsNull(Scalar),
    Spatial(spatial::Relation, usize, Box<Shape>),
    SpatialOfTwo(spatial::Relation, usize, usize),
    /// Of what all items of a class share: asked once for each class. The number is its place in [`Memo`].
    Shared(usize, Box<Test>),
    Temporal(temporal::Relation, Box<[Period; 2]>, Unit),
    Array(ArrayRelation, Box<[Scalar; 2]>),
}

/// An expression with a value; its type was judged when it was made.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar {
    Literal(Literal),
    Property(usize),
    Folded(Box<Scalar>),
    Chain(Box<Scalar>, Vec<(Arithmetic, Scalar)>),
    Test(Box<Test>),
    List(Vec<Scalar>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Text(Box<str>),
    Number(f64),
    Boolean(bool),
    Date(Date),
    Timestamp(Timestamp),
}

/// From a bound to another; an instant is both.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Period {
    pub start: End,
    pub end: End,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum End {
    Fixed(Bound),
    Property(usize),
}

/// An array function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ArrayRelation {
    Equals,
    Contains,
    ContainedBy,
    Overlaps,
}

impl ArrayRelation {
    pub(super) const ALL: [(&'static str, Self); 4] = [
        ("a_equals", Self::Equals),
        ("a_contains", Self::Contains),
        ("a_containedby", Self::ContainedBy),
        ("a_overlaps", Self::Overlaps),
    ];

    /// Arrays are compared as sets.
    fn holds(self, a: &[Value<'_>], b: &[Value<'_>]) -> bool {
        let within =
            |some: &[Value<'_>], all: &[Value<'_>]| some.iter().all(|value| all.contains(value));
        match self {
            Self::Equals => within(a, b) && within(b, a),
            Self::Contains => within(b, a),
            Self::ContainedBy => within(a, b),
            Self::Overlaps => a.iter().any(|value| b.contains(value)),
        }
    }
}

impl Test {
    /// What it says of an item; `None` when that cannot be known.
    pub(super) fn of<R: Record>(&self, record: &R, memo: &Memo) -> Option<bool> {
        match self {
            Self::Constant(value) => *value,
            Self::All(tests) => kleene(tests, record, memo, false),
            Self::Any(tests) => kleene(tests, record, memo, true),
            Self::Not(test) => test.of(record, memo).map(|value| !value),
            Self::Shared(slot, test) => memo.of(*slot, record.class(), || test.of(record, memo)),
            Self::Compare(comparison, left, right) => {
                let order = compare(&left.of(record, memo), &right.of(record, memo))?;
                Some(comparison.admits(order))
            }
            Self::Like(subject, pattern) => match subject.of(record, memo) {
                Value::Text(text) => Some(pattern.matches(&text)),
                _ => None,
            },
            Self::Between(operands) => {
                let [value, least, most] = operands.as_ref();
                let value = value.of(record, memo);
                let above = compare(&value, &least.of(record, memo)).map(Order::is_ge);
                let below = compare(&value, &most.of(record, memo)).map(Order::is_le);
                match (above, below) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (above, below) => Some(above? && below?),
                }
            }
            Self::InLiterals(value, literals) => {
                let value = value.of(record, memo);
                if value == Value::Null {
                    return None;
                }
                let order =
                    |literal: &Literal| compare(&literal.value(), &value).unwrap_or(Order::Less);
                Some(literals.binary_search_by(order).is_ok())
            }
            Self::In(value, list) => {
                let value = value.of(record, memo);
                let mut answer = Some(false);
                for element in list {
                    match compare(&value, &element.of(record, memo)) {
                        Some(Order::Equal) => return Some(true),
                        Some(_) => {}
                        None => answer = None,
                    }
                }
                answer
            }
            Self::IsNull(value) => Some(value.of(record, memo) == Value::Null),
            Self::Spatial(relation, property, shape) => {
                if let Some(reach) = record.reach()
                    && !reach.intersects(&shape.bbox())
                {
                    return Some(*relation == spatial::Relation::Disjoint);
                }
                shape.relates(*relation, &record.value(*property))
            }
            Self::SpatialOfTwo(relation, left, right) => {
                let left = spatial::geometry_of(&record.value(*left))?;
                let right = spatial::geometry_of(&record.value(*right))?;
                Some(relation.holds(&left, &right))
            }
            Self::Temporal(relation, periods, unit) => {
                let [left, right] = periods.as_ref();
                Some(relation.holds(left.span(record, *unit)?, right.span(record, *unit)?))
            }
            Self::Array(relation, operands) => {
                let [left, right] = operands.as_ref();
                match (left.of(record, memo), right.of(record, memo)) {
                    (Value::List(left), Value::List(right)) => Some(relation.holds(&left, &right)),
                    _ => None,
                }
            }
        }
    }

    /// A box outside of which it is true of no item whose geometry this property is.
    pub(super) fn bbox(&self, geometry: usize) -> Option<Bbox> {
        match self {
            Self::Spatial(relation, property, shape)
                if *property == geometry && *relation != spatial::Relation::Disjoint =>
            {
                Some(shape.bbox())
            }
            Self::All(tests) => {
                let boxes = tests.iter().filter_map(|test| test.bbox(geometry));
                boxes.reduce(Bbox::intersection)
            }
            Self::Any(tests) => {
                let mut boxes = tests.iter().map(|test| test.bbox(geometry));
                boxes.try_fold(Bbox::EMPTY, |around, bbox| Some(around.union(bbox?)))
            }
            _ => None,
        }
    }
}

/// What tests say of classes, as far as it was asked: of each shared test, of each class.
pub(super) struct Memo {
    classes: usize,
    answers: Box<[AtomicU8]>,
}

/// What a class was not asked yet.
const NOT_ASKED: u8 = 0;

impl Memo {
    pub(super) fn new(tests: usize, classes: usize) -> Self {
        let answers = (0..tests * classes).map(|_| AtomicU8::new(NOT_ASKED));
        Self {
            classes,
            answers: answers.collect(),
        }
    }

    /// The answer for a class. Several threads may ask the same at the same time; they answer alike.
    fn of(
        &self,
        slot: usize,
        class: Option<usize>,
        ask: impl FnOnce() -> Option<bool>,
    ) -> Option<bool> {
        let known = class.and_then(|class| self.answers.get(slot * self.classes + class));
        match known.map(|known| known.load(Ordering::Relaxed)) {
            Some(1) => return Some(false),
            Some(2) => return Some(true),
            Some(3) => return None,
            _ => {}
        }
        let answer = ask();
        if let Some(known) = known {
            let code = match answer {
                Some(false) => 1,
                Some(true) => 2,
                None => 3,
            };
            known.store(code, Ordering::Relaxed);
        }
        answer
    }
}

/// The first that decides, else whether any is unknown.
fn kleene<R: Record>(tests: &[Test], record: &R, memo: &Memo, decides: bool) -> Option<bool> {
    let mut answer = Some(!decides);
    for test in tests {
        match test.of(record, memo) {
            Some(value) if value == decides => return Some(decides),
            Some(_) => {}
            None => answer = None,
        }
    }
    answer
}

impl Comparison {
    pub(super) fn admits(self, order: Order) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// The order of two values of one type; `None` where one is not known.
pub fn compare(left: &Value<'_>, right: &Value<'_>) -> Option<Order> {
    match (left, right) {
        // The order of UTF-8 is the order of code points.
        (Value::Text(left), Value::Text(right)) => Some(left.as_bytes().cmp(right.as_bytes())),
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Timestamp(left), Value::Timestamp(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

impl Scalar {
    fn of<'a, R: Record>(&'a self, record: &'a R, memo: &Memo) -> Value<'a> {
        match self {
            Self::Literal(literal) => literal.value(),
            Self::Property(property) => record.value(*property),
            Self::Folded(text) => match text.of(record, memo) {
                Value::Text(text) => Value::Text(Cow::Owned(fold(&text))),
                _ => Value::Null,
            },
            Self::Chain(first, rest) => {
                let Value::Number(mut sum) = first.of(record, memo) else {
                    return Value::Null;
                };
                for (operator, operand) in rest {
                    let Value::Number(operand) = operand.of(record, memo) else {
                        return Value::Null;
                    };
                    sum = operator.apply(sum, operand);
                }
                // What division by zero gives is not known.
                Value::from(Some(sum).filter(|sum| sum.is_finite()))
            }
            Self::Test(test) => Value::from(test.of(record, memo)),
            Self::List(elements) => {
                let mut values = Vec::with_capacity(elements.len());
                for element in elements {
                    match element.of(record, memo) {
                        Value::Null => return Value::Null,
                        value => values.push(value),
                    }
                }
                Value::List(values)
            }
        }
    }
}

impl Arithmetic {
    /// `div` and `%` are quotient and rest of a division that rounds towards zero.
    pub(super) fn apply(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Plus => left + right,
            Self::Minus => left - right,
            Self::Times => left * right,
            Self::Divide => left / right,
            Self::Modulo => left % right,
            Self::WholeDivide => (left / right).trunc(),
            Self::Power => left.powf(right),
        }
    }
}

impl Literal {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Number(number) => Value::Number(*number),
            Self::Boolean(value) => Value::Boolean(*value),
            Self::Date(date) => Value::Date(*date),
            Self::Timestamp(at) => Value::Timestamp(*at),
        }
    }
}

impl Period {
    /// The properties that its bounds are.
    pub(super) fn properties(&self) -> impl Iterator<Item = usize> {
        [self.start, self.end]
            .into_iter()
            .filter_map(|end| match end {
                End::Fixed(_) => None,
                End::Property(property) => Some(property),
            })
    }

    fn span<R: Record>(&self, record: &R, unit: Unit) -> Option<Span> {
        Span::between(self.start.of(record)?, self.end.of(record)?, unit)
    }
}

impl End {
    fn of<R: Record>(self, record: &R) -> Option<Bound> {
        match self {
            Self::Fixed(bound) => Some(bound),
            Self::Property(property) => Bound::of(&record.value(property)),
        }
    }
}
