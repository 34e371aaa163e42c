//! The shape of a camera feature, for the API document and for tests.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::model::site::{CameraKind, PositionReason};
use crate::model::{PositionQuality, Purpose, RangeBasis, RetentionBasis, RowUnit};

/// A camera site as a GeoJSON feature.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CameraFeature {
    /// Always `Feature`.
    pub r#type: String,
    /// Stable integer id of the site; the 관리번호 is a property.
    pub id: u32,
    /// Where it stands, CRS84 (longitude, latitude).
    pub geometry: PointGeometry,
    /// What is known of it. Every member is present; null means not known.
    pub properties: CameraProperties,
}

/// A row of the register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberRow {
    /// Row number in the source file; the header is row 1.
    pub source_row: u32,
    /// 관리번호.
    pub management_no: Option<String>,
}

/// A GeoJSON point.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PointGeometry {
    /// Always `Point`.
    pub r#type: String,
    /// Longitude and latitude, degrees.
    #[schema(example = json!([127.0847, 37.5385]))]
    pub coordinates: [f64; 2],
}

/// Properties of a camera site; constant set, null where the register or the policy says nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CameraProperties {
    /// 관리번호 of the register, as text.
    pub management_no: Option<String>,
    /// 카메라대수 as one row states it.
    pub unit_count: Option<u16>,
    /// Cameras at this site: where a row is a camera the number of rows that say the same, else the
    /// stated count, never a sum of counts; null when not known.
    pub units: Option<u16>,
    /// How many rows of the register say the same of this site; 1 for most.
    #[schema(minimum = 1)]
    pub members: u32,
    /// 소재지도로명주소.
    pub road_address: Option<String>,
    /// 소재지지번주소.
    pub lot_address: Option<String>,
    /// 촬영방면정보 as written.
    pub direction_raw: Option<String>,
    /// 카메라화소수 as written (만 화소).
    pub pixels_raw: Option<String>,
    /// Fewest pixels of a camera at this site, in 만 화소 (10,000 pixels).
    #[schema(example = 200)]
    pub pixels_min_10k: Option<u16>,
    /// Most pixels of a camera at this site, in 만 화소 (10,000 pixels).
    pub pixels_max_10k: Option<u16>,
    /// 설치연월 with the precision that is stated: `2024`, `2024-05` or `2024-05-31`.
    #[schema(example = "2024-05")]
    pub installed: Option<String>,
    /// Whether the position is trusted.
    pub position_quality: PositionQuality,
    /// Radius that the written decimals leave open, metres.
    pub position_uncertainty_m: f64,
    /// Why the position is suspect, or what was mended.
    pub position_reasons: Vec<PositionReason>,
    /// Row number in the source file; the header is row 1.
    pub source_row: u32,
    /// 7-digit code of the institution, or `unknown`.
    #[schema(example = "3040000")]
    pub institution: String,
    /// Its Korean name.
    pub institution_name: String,
    /// Department that the row names.
    pub department: Option<String>,
    /// 관리기관명 as written.
    pub manager_raw: Option<String>,
    /// Normalised purpose.
    pub purpose: Purpose,
    /// 설치목적구분 as written.
    pub purpose_raw: Option<String>,
    /// Distance covered in any case, metres; null when no distance is guaranteed.
    pub range_min_m: Option<f64>,
    /// Distance that may be covered, metres; null when nothing is known.
    pub range_max_m: Option<f64>,
    /// Where the range comes from.
    pub range_basis: RangeBasis,
    /// The policy says that the range differs from site to site.
    pub range_varies_by_site: bool,
    /// Stated bearing of the view, degrees clockwise from north.
    pub bearing_deg: Option<f64>,
    /// Stated opening angle, degrees.
    pub width_deg: Option<f64>,
    /// Whether the camera turns, as far as the row says.
    pub turns: Option<bool>,
    /// Number of directions that the row states (4방면) or lists (동,서,남).
    pub directions: Option<u8>,
    /// What kind of camera it is, as far as the row says.
    pub camera_kind: Option<CameraKind>,
    /// Days that footage is kept.
    pub retention_days: Option<u16>,
    /// `exact`, `within` (an upper bound), `not_stored` or `unknown`.
    pub retention_rule: String,
    /// Where the retention comes from.
    pub retention_basis: RetentionBasis,
    /// 관리기관전화번호 in its usual form; mobile numbers and names are withheld.
    pub phone: Option<String>,
    /// What a row of the register stands for.
    pub row_is: RowUnit,
    /// True for sites made by the product for trying out: no real camera stands there.
    pub sample: bool,
    /// Name of the source register.
    pub source: String,
    /// Number of the release.
    pub release: i64,
    /// 데이터기준일자 of the row.
    #[schema(format = Date)]
    pub reference_date: Option<String>,
}
