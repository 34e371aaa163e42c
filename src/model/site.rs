//! One row of a register, read and judged, before range and retention are resolved.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{InstalledDate, Pixels, Purpose, RetentionRule, StatedRange};
use crate::spatial::LonLat;

/// How far a position can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PositionQuality {
    /// Nothing speaks against it.
    Ok,
    /// Kept, drawn and marked; never the basis of a certain answer.
    Suspect,
}

impl PositionQuality {
    /// The code used in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Suspect => "suspect",
        }
    }
}

/// Why a position is not taken as it stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PositionReason {
    /// Latitude and longitude stood in each other's column and were exchanged.
    SwappedMended,
    /// Farther from the institution's outline than its tolerance.
    OutsideInstitution,
    /// The decimals place the point no better than some 500 m.
    DecimalsFew,
    /// In another municipality than the address says.
    OutsideAddress,
    /// Off every coast.
    AtSea,
    /// The same position stands under many different addresses: a placeholder.
    SharedPoint,
    /// Counted up from the row before by a spreadsheet.
    FillDown,
    /// The row states two places that lie apart.
    PlacesDisagree,
}

impl PositionReason {
    /// All reasons, in the order of their bits.
    pub const ALL: [Self; 8] = [
        Self::SwappedMended,
        Self::OutsideInstitution,
        Self::DecimalsFew,
        Self::OutsideAddress,
        Self::AtSea,
        Self::SharedPoint,
        Self::FillDown,
        Self::PlacesDisagree,
    ];

    /// The code used in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SwappedMended => "swapped_mended",
            Self::OutsideInstitution => "outside_institution",
            Self::DecimalsFew => "decimals_few",
            Self::OutsideAddress => "outside_address",
            Self::AtSea => "at_sea",
            Self::SharedPoint => "shared_point",
            Self::FillDown => "fill_down",
            Self::PlacesDisagree => "places_disagree",
        }
    }
}

/// A small set of [`PositionReason`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct PositionReasons(u16);

impl PositionReasons {
    /// Adds a reason.
    pub fn insert(&mut self, reason: PositionReason) {
        self.0 |= 1 << reason as u16;
    }

    /// The reasons in the set.
    pub fn iter(self) -> impl Iterator<Item = PositionReason> {
        PositionReason::ALL
            .into_iter()
            .filter(move |&reason| self.0 & (1 << reason as u16) != 0)
    }

    /// The set as stored.
    #[must_use]
    pub fn bits(self) -> u16 {
        self.0
    }

    /// The set from its stored bits; unknown bits are dropped.
    #[must_use]
    pub fn from_bits(bits: u16) -> Self {
        Self(bits & ((1 << PositionReason::ALL.len()) - 1))
    }
}

/// What a row says about its range: parsed from 촬영방면정보.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RowRange {
    /// Smallest stated distance, metres.
    pub min_m: Option<f64>,
    /// Largest stated distance, metres; `None` with a `min_m` means "at least".
    pub max_m: Option<f64>,
    /// Stated bearing of the view, degrees clockwise from north.
    pub bearing_deg: Option<f64>,
    /// Stated opening angle, degrees.
    pub width_deg: Option<f64>,
    /// Whether the camera turns.
    pub turns: Option<bool>,
    /// Number of directions that the site looks in: stated (4방면), or the length of a list of
    /// bearings (동,서,남), of which none is kept as the bearing.
    pub directions: Option<u8>,
    /// What kind of camera it is.
    pub kind: Option<CameraKind>,
}

/// What kind of camera stands at a site, as far as the row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CameraKind {
    /// Fixed 고정.
    Fixed,
    /// Turning 회전.
    Turning,
    /// Turning, tilting and zooming PTZ.
    Ptz,
    /// Dome 돔, which may or may not turn.
    Dome,
    /// Turning dome 스피드돔.
    SpeedDome,
    /// Both at one site 고정+회전, or a fixed one that can be turned.
    FixedAndTurning,
}

impl CameraKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Fixed,
        Self::Turning,
        Self::Ptz,
        Self::Dome,
        Self::SpeedDome,
        Self::FixedAndTurning,
    ];

    /// The code used in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Turning => "turning",
            Self::Ptz => "ptz",
            Self::Dome => "dome",
            Self::SpeedDome => "speed_dome",
            Self::FixedAndTurning => "fixed_and_turning",
        }
    }

    /// The kind with this code, compared exactly.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it turns; a site with both kinds counts as turning, and of a dome nobody knows.
    #[must_use]
    pub fn turns(self) -> Option<bool> {
        match self {
            Self::Fixed => Some(false),
            Self::Turning | Self::Ptz | Self::SpeedDome | Self::FixedAndTurning => Some(true),
            Self::Dome => None,
        }
    }
}

impl RowRange {
    /// Whether the row states a distance.
    #[must_use]
    pub fn has_distance(&self) -> bool {
        self.min_m.is_some() || self.max_m.is_some()
    }
}

/// A camera site (설치 지점) as its register row states it: facts of the row, normalised, with the
/// raw text kept beside every interpreted value.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteRecord {
    /// Row number in the source, counted like a spreadsheet does (the header is row 1).
    pub source_row: u32,
    /// 관리번호, as text: 18 digits do not survive a JavaScript number.
    pub management_no: Option<Box<str>>,
    /// 관리기관명 as written, personal data withheld.
    pub manager_raw: Option<Arc<str>>,
    /// The department named behind the institution in 관리기관명 or in a column of its own.
    pub department: Option<Arc<str>>,
    /// Where it stands.
    pub position: LonLat,
    /// Radius that the coordinates' last decimal leaves open, metres.
    pub uncertainty_m: f64,
    /// Whether the position is trusted.
    pub quality: PositionQuality,
    /// Why not, or what was mended.
    pub reasons: PositionReasons,
    /// Normalised purpose.
    pub purpose: Purpose,
    /// 설치목적구분 as written.
    pub purpose_raw: Option<Arc<str>>,
    /// 카메라대수; `None` when not stated.
    pub unit_count: Option<u16>,
    /// 촬영방면정보 as written.
    pub direction_raw: Option<Arc<str>>,
    /// What could be read from it.
    pub row_range: StatedRange,
    /// 소재지도로명주소.
    pub road_address: Option<Box<str>>,
    /// 소재지지번주소.
    pub lot_address: Option<Box<str>>,
    /// 보관일수; [`RetentionRule::Unknown`] where a text stands that cannot be read.
    pub retention: Option<RetentionRule>,
    /// 보관일수 as written, where it cannot be read.
    pub retention_raw: Option<Arc<str>>,
    /// 설치연월.
    pub installed: Option<InstalledDate>,
    /// 카메라화소수 as written.
    pub pixels_raw: Option<Arc<str>>,
    /// 카메라화소수 as read.
    pub pixels: Option<Pixels>,
    /// 관리기관전화번호, never a mobile number.
    pub phone: Option<Arc<str>>,
    /// 데이터기준일자.
    pub reference_date: Option<Date>,
    /// Further rows that say the same, by 관리번호; this row has the lowest.
    pub members: Box<[Member]>,
}

impl SiteRecord {
    /// How many rows say the same: this one and its members.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.members.len() + 1
    }
}

/// A row that says of the same place what another row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Row number in the source.
    pub source_row: u32,
    /// 관리번호.
    pub management_no: Option<Box<str>>,
}
