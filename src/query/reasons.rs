//! Sets of reasons, small enough to be copied with every hit.

use std::marker::PhantomData;

use serde::Deserialize;
use utoipa::ToSchema;

/// A reason with a code and a place among its kind.
pub trait Reason: Copy + 'static {
    /// All reasons of the kind, in the order in which they are told.
    const ALL: &'static [Self];
    /// Position in [`Reason::ALL`].
    fn index(self) -> u8;
    /// The code used in every output.
    fn code(self) -> &'static str;
}

/// A set of reasons of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reasons<R>(u16, PhantomData<R>);

impl<R> Default for Reasons<R> {
    fn default() -> Self {
        Self(0, PhantomData)
    }
}

impl<R: Reason> Reasons<R> {
    /// The set with one more reason.
    #[must_use]
    pub fn with(self, reason: R) -> Self {
        Self(self.0 | 1 << reason.index(), PhantomData)
    }

    /// The set with a reason added when the condition holds.
    #[must_use]
    pub fn with_if(self, condition: bool, reason: R) -> Self {
        if condition { self.with(reason) } else { self }
    }

    /// Whether the reason is in the set.
    #[must_use]
    pub fn contains(self, reason: R) -> bool {
        self.0 & (1 << reason.index()) != 0
    }

    /// The reasons, in the order in which they are told.
    pub fn iter(self) -> impl Iterator<Item = R> {
        R::ALL
            .iter()
            .copied()
            .filter(move |&reason| self.contains(reason))
    }
}

impl<R: Reason> FromIterator<R> for Reasons<R> {
    fn from_iter<I: IntoIterator<Item = R>>(reasons: I) -> Self {
        reasons.into_iter().fold(Self::default(), Self::with)
    }
}

macro_rules! reasons {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl Reason for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            fn index(self) -> u8 {
                self as u8
            }

            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }
    };
}

reasons! {
    /// Why a range verdict is what it is.
    RangeReason {
        /// Inside even in the worst case: distance, accuracy and uncertainty together stay below the
        /// smallest stated range.
        InsideWorstCase = "inside_worst_case",
        /// Only inside or outside because the place or the position is not known exactly.
        NearEdge = "near_edge",
        /// Between the smallest and the largest stated distance.
        BetweenMinAndMax = "between_min_and_max",
        /// The policy says that the range varies by site, so no distance is certain.
        RangeVariesBySite = "range_varies_by_site",
        /// Nobody stated the range; it is the usual one for the purpose or a reading of a merged cell.
        RangeAssumed = "range_assumed",
        /// The camera's position is suspect.
        PositionSuspect = "position_suspect",
        /// The stated direction points elsewhere, but the camera turns.
        SectorElsewhereButTurns = "sector_elsewhere_but_turns",
        /// The stated direction may or may not include the place, as it is not known exactly.
        NearSectorEdge = "near_sector_edge",
        /// The register states another position today: judged is where it had the camera at that time.
        MovedSince = "moved_since",
        /// The register states another range, direction or purpose today: judged is what it stated then.
        ViewChangedSince = "view_changed_since",
        /// The register changed what it states within the interval, and not all of it puts the place
        /// certainly inside.
        ChangedMeanwhile = "changed_meanwhile",
    }
}

reasons! {
    /// Why a footage state is what it is.
    FootageReason {
        /// The stated period has not passed.
        WithinStatedPeriod = "within_stated_period",
        /// Today is the last day of the stated period.
        LastDayOfStatedPeriod = "last_day_of_stated_period",
        /// The period is an upper bound ("within n days"): it may be gone already.
        UpperBoundMayBeSooner = "upper_bound_may_be_sooner",
        /// The earlier part of the interval is past the period.
        PartAlreadyGone = "part_already_gone",
        /// The stated period has passed.
        PastStatedPeriod = "past_stated_period",
        /// The policy says that nothing is stored.
        NotStoredByPolicy = "not_stored_by_policy",
        /// The register says of the camera that nothing is stored.
        NotStoredByRegister = "not_stored_by_register",
        /// No period is stated.
        RetentionNotStated = "retention_not_stated",
        /// The register states a period in words that cannot be read; what the policy says need not hold
        /// for the camera.
        RetentionUnreadable = "retention_unreadable",
        /// The policy states different periods by department, and the department is not known.
        RetentionDiffersByDepartment = "retention_differs_by_department",
        /// No time was asked about.
        NoTimeGiven = "no_time_given",
        /// Installed after the interval.
        InstalledAfter = "installed_after",
        /// Installed within the day, month or year of the interval; whether before or after is not stated.
        InstalledWithinSameMonthOrYear = "installed_within_same_month_or_year",
        /// The register did not list it until after the interval, and the row does not say that it was
        /// installed before.
        FirstRegisteredAfter = "first_registered_after",
        /// It has left the register since the interval; whether camera and footage are still there is not
        /// known.
        RemovedSince = "removed_since",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_names_that_the_api_document_lists() {
        for reason in RangeReason::ALL {
            let read: RangeReason =
                serde_json::from_str(&format!("\"{}\"", reason.code())).unwrap();
            assert_eq!(read, *reason);
        }
        for reason in FootageReason::ALL {
            let read: FootageReason =
                serde_json::from_str(&format!("\"{}\"", reason.code())).unwrap();
            assert_eq!(read, *reason);
        }
    }
}
