//! How far a camera sees, and where that is said.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::spatial::Sector;

/// Where a capture range comes from, best first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RangeBasis {
    /// The register row states a distance.
    Row,
    /// The institution's policy states it for this purpose.
    PolicyPurpose,
    /// The institution's policy states it for all fixed devices.
    PolicyClass,
    /// The default of the purpose, or a reading of a merged table cell: nobody stated it.
    Assumed,
    /// Nothing is known.
    Unknown,
}

impl RangeBasis {
    /// The code used in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::PolicyPurpose => "policy_purpose",
            Self::PolicyClass => "policy_class",
            Self::Assumed => "assumed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the office itself said it: only then can a place be certainly within range.
    #[must_use]
    pub fn is_stated(self) -> bool {
        matches!(self, Self::Row | Self::PolicyPurpose | Self::PolicyClass)
    }
}

/// The capture range of a site (촬영범위), distances in metres along the ground.
///
/// `min_m` is the distance that is covered in any case, `max_m` the farthest that may be covered;
/// "100 m 이내" at every site gives both as 100, "varies by site" leaves `min_m` unknown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaptureRange {
    /// Covered in any case; `None` when no distance is guaranteed.
    pub min_m: Option<f64>,
    /// May be covered up to here; `None` when nothing is known.
    pub max_m: Option<f64>,
    /// The policy says that the range differs from site to site.
    pub varies_by_site: bool,
    /// Where the distances come from.
    pub basis: RangeBasis,
    /// The stated viewing direction, when both bearing and width are known.
    pub sector: Option<Sector>,
    /// Whether the camera turns, as far as the row says.
    pub turns: Option<bool>,
}

impl CaptureRange {
    /// From this range on, a camera counts as long-range (forest-fire watch, 3 km): its own group,
    /// folded by default.
    pub const LONG_RANGE_M: f64 = 1000.0;

    /// A range of which nothing is known.
    pub const UNKNOWN: Self = Self {
        min_m: None,
        max_m: None,
        varies_by_site: false,
        basis: RangeBasis::Unknown,
        sector: None,
        turns: None,
    };

    /// Whether it belongs to the long-range group.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.max_m.is_some_and(|max| max >= Self::LONG_RANGE_M)
    }

    /// The sector that it is drawn as; `None` for a circle. A camera that turns sees everywhere in the end.
    #[must_use]
    pub fn drawn_sector(&self) -> Option<Sector> {
        self.sector.filter(|_| self.turns != Some(true))
    }
}
