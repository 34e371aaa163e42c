//! The rules that a policy file can break, beyond its shape.

use serde::Serialize;

use super::{Device, RetentionKind, SCHEMA};

/// A rule that a policy breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {rule}")]
pub struct Violation {
    /// Place in the file, such as `installations[3].capture_range`; elements count from 0.
    pub path: String,
    /// The rule that is broken there.
    pub rule: Rule,
}

/// The rules of a policy file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// `schema` is another one.
    #[error("\"{0}\" is not {SCHEMA}")]
    Schema(String),
    /// `slug` cannot be a key.
    #[error("\"{0}\" must be small ASCII letters, digits and hyphens")]
    Slug(String),
    /// Two installation rows share an id.
    #[error("\"{0}\" is used by an earlier row")]
    DuplicateId(String),
    /// Something is stated for a device class that `policy.covers` leaves out.
    #[error("{} devices are not in policy.covers", as_json(.0))]
    NotCovered(Device),
    /// A device class has two totals.
    #[error("{} devices have an earlier total", as_json(.0))]
    DuplicateTotal(Device),
    /// A computed total is not the sum of the rows.
    #[error("is {}, the rows give {}", as_json(written), as_json(sum))]
    Sum {
        /// As written.
        written: Option<u32>,
        /// As summed over the rows of the device that are no examples; `None` when none states a number.
        sum: Option<u32>,
    },
    /// A comparison of totals has the wrong outcome.
    #[error(
        "is {}, comparing stated with computed gives {}",
        as_json(written),
        as_json(compared)
    )]
    Match {
        /// As written.
        written: Option<bool>,
        /// As compared; `None` when one side is absent.
        compared: Option<bool>,
    },
    /// A range is stated without a distance, or by a lower end alone.
    #[error("states a range, but neither radius_m nor max_m")]
    RangeWithoutDistance,
    /// A range has both a radius and a span.
    #[error("states both a radius and a span")]
    RangeTwice,
    /// A range is not stated, but has a distance.
    #[error("has a distance, but says that none is stated")]
    RangeNotStated,
    /// A range is both stated and inferred.
    #[error("is stated and cannot be inferred as well")]
    RangeStatedAndInferred,
    /// An inferred range and its basis do not come together.
    #[error("inferred_radius_m and inferred_basis belong together")]
    InferredWithoutBasis,
    /// A lower end lies above the upper end.
    #[error("min_m is above max_m")]
    RangeReversed,
    /// A distance is zero, negative or not a number.
    #[error("a distance must be above 0")]
    DistanceNotPositive,
    /// A number of days is needed.
    #[error("{} retention needs days above 0", as_json(.0))]
    RetentionWithoutDays(RetentionKind),
    /// A number of days makes no sense.
    #[error("days are given, but the rule is {}", as_json(.0))]
    RetentionWithDays(Option<RetentionKind>),
    /// Text is not a Korean telephone number with area code.
    #[error("\"{0}\" is not a telephone number with area code, such as 02-123-4567 or 1588-1234")]
    Phone(String),
    /// A mobile number, which is personal. The number is not repeated here.
    #[error("holds a mobile number, which must be withheld")]
    MobileNumber,
    /// The history is not in order.
    #[error("is earlier than the entry before it")]
    HistoryOrder,
}

/// A value as the file writes it: `2173`, `null`, `not_stored`.
fn as_json(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    text.trim_matches('"').to_owned()
}
