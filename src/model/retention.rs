//! How long footage is kept, and until which day it can still exist.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a retention period comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RetentionBasis {
    /// The register row (보관일수).
    Row,
    /// The policy, for the department that runs the camera.
    Department,
    /// The policy, for all devices or for every department with this purpose.
    Policy,
    /// Nobody states it.
    Unknown,
}

impl RetentionBasis {
    /// The code used in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Department => "department",
            Self::Policy => "policy",
            Self::Unknown => "unknown",
        }
    }
}

/// The stated period (보관기간), counted in days from the day of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RetentionRule {
    /// Kept for n days.
    Exact(u16),
    /// Kept for at most n days: it may be gone earlier.
    Within(u16),
    /// Not recorded at all.
    NotStored,
    /// Not stated, or in words that cannot be read.
    Unknown,
}

impl RetentionRule {
    /// The code used in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact(_) => "exact",
            Self::Within(_) => "within",
            Self::NotStored => "not_stored",
            Self::Unknown => "unknown",
        }
    }

    /// The number of days, where one is stated.
    #[must_use]
    pub fn days(self) -> Option<u16> {
        match self {
            Self::Exact(days) | Self::Within(days) => Some(days),
            Self::NotStored | Self::Unknown => None,
        }
    }
}

/// A site's retention rule with its basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Retention {
    /// The stated period.
    pub rule: RetentionRule,
    /// Where it is stated.
    pub basis: RetentionBasis,
    /// The policy states different periods by department and the site's department is not known.
    pub differs_by_department: bool,
}

impl Retention {
    /// A retention of which nothing is known.
    pub const UNKNOWN: Self = Self {
        rule: RetentionRule::Unknown,
        basis: RetentionBasis::Unknown,
        differs_by_department: false,
    };
}

/// The last day on which footage recorded on `recorded` can still exist after `days` days.
///
/// The day of recording is not counted (민법 제157조), and the last day counts whole.
#[must_use]
pub fn last_day(recorded: Date, days: u16) -> Date {
    recorded.saturating_add(i64::from(days).days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn thirty_days_from_the_twentieth_of_november_end_on_the_twentieth_of_december() {
        assert_eq!(last_day(date(2026, 11, 20), 30), date(2026, 12, 20));
        assert_eq!(last_day(date(2026, 12, 31), 1), date(2027, 1, 1));
        assert_eq!(last_day(date(2024, 2, 28), 1), date(2024, 2, 29));
    }
}
