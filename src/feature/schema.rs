//! The shapes of the features, for the API document and for tests.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::coverage::Certainty;
use crate::model::institution::Level;
use crate::model::site::{CameraKind, PositionReason};
use crate::model::{PositionQuality, Purpose, RangeBasis, RetentionBasis, RowUnit};
use crate::query::collection::AreaCertainty;

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

/// Declares the properties of a feature that belongs to a site: its own, then those that all sites of a class
/// share, which are written once for both collections ([`super::class_members`]). They differ in what is known
/// of `range_max_m`.
macro_rules! of_a_site {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($own:tt)* }
        $(#[$range:meta])*
        range_max_m: $metres:ty
    ) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
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
            $(#[$range])*
            pub range_max_m: $metres,
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
    };
}

of_a_site! {
    /// Properties of a camera site; constant set, null where the register or the policy says nothing.
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
        /// 보관일수 as written, where it cannot be read; then `retention_rule` is `unknown`.
        pub retention_raw: Option<String>,
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
    }
    /// Distance that may be covered, metres; null when nothing is known.
    range_max_m: Option<f64>
}

/// The capture range (촬영범위) of a camera site as a GeoJSON feature.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureAreaFeature {
    /// Always `Feature`.
    pub r#type: String,
    /// Id of the camera site.
    pub id: u32,
    /// The ground that may be captured: a circle as 64 sides of the same area, or a sector. CRS84 or the
    /// system of `crs`.
    pub geometry: PolygonGeometry,
    /// What is known of it. Every member is present; null means not known.
    pub properties: CaptureAreaProperties,
}

/// A GeoJSON polygon.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolygonGeometry {
    /// Always `Polygon`.
    pub r#type: String,
    /// The outer ring, then holes.
    pub coordinates: Vec<Vec<[f64; 2]>>,
}

/// A GeoJSON multipolygon.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MultiPolygonGeometry {
    /// Always `MultiPolygon`.
    pub r#type: String,
    /// The parts, each with its outer ring and its holes.
    pub coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

of_a_site! {
    /// Properties of a capture area; constant set, null where the register or the policy says nothing.
    pub struct CaptureAreaProperties {
        /// 관리번호 of the site, as text.
        pub management_no: Option<String>,
        /// `circle`, or `sector` where bearing and width are stated and the camera does not turn.
        pub shape: String,
        /// Whether the whole area is certain.
        pub certainty: AreaCertainty,
        /// Longitude of the site, degrees in CRS84 whatever `crs` says.
        pub centre_lon: f64,
        /// Latitude of the site, degrees in CRS84 whatever `crs` says.
        pub centre_lat: f64,
        /// 설치연월 with the precision that is stated: `2024`, `2024-05` or `2024-05-31`.
        #[schema(example = "2024-05")]
        pub installed: Option<String>,
        /// Whether the position is trusted.
        pub position_quality: PositionQuality,
        /// Radius that the written decimals leave open, metres; the area does not count it in.
        pub position_uncertainty_m: f64,
    }
    /// Distance that may be covered, metres: the radius of the area.
    range_max_m: f64
}

/// An institution (관리기관) as a GeoJSON feature.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstitutionFeature {
    /// Always `Feature`.
    pub r#type: String,
    /// Its 7-digit code as a number; 0 for rows whose institution could not be found.
    pub id: u32,
    /// Outline of its area (simplified); null for institutions without one.
    pub geometry: Option<MultiPolygonGeometry>,
    /// What is known of it. Every member is present; null means not known.
    pub properties: InstitutionProperties,
}

/// Properties of an institution; constant set, null where nothing is known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstitutionProperties {
    /// 7-digit code, or `unknown`.
    #[schema(example = "3040000")]
    pub institution: String,
    /// Korean name.
    pub name_ko: String,
    /// English name.
    pub name_en: String,
    /// Province or metropolitan city.
    pub region_ko: Option<String>,
    /// The same in English.
    pub region_en: Option<String>,
    /// Kind of local government.
    pub level: Level,
    /// Whether any register of it is loaded.
    pub loaded: bool,
    /// True when what is loaded is a sample made by the product.
    pub sample: bool,
    /// Camera sites; null when no register is loaded, which is not none.
    pub sites: Option<u64>,
    /// Cameras at these sites, by what a row of each register is.
    pub units: Option<u64>,
    /// Rows of the registers that were taken.
    pub rows: Option<u64>,
    /// Number of its newest release.
    pub release: Option<i64>,
    /// Latest 데이터기준일자 of its registers.
    #[schema(format = Date)]
    pub reference_date: Option<String>,
    /// Its registers, one for each source.
    pub registers: Vec<InstitutionRegister>,
    /// Whether its policy (운영·관리 방침) is known.
    pub has_policy: bool,
    /// Title of the policy.
    pub policy_title: Option<String>,
    /// Day from which the policy is in force (시행일).
    #[schema(format = Date)]
    pub policy_effective_date: Option<String>,
    /// Day on which the policy was posted (게시일).
    #[schema(format = Date)]
    pub policy_posted_date: Option<String>,
    /// The date that tells this text of the policy from others.
    #[schema(format = Date)]
    pub policy_version_date: Option<String>,
    /// What `policy_version_date` is the date of: `revised`, `effective`, `as_of`, `posted`, `enacted` or `undated`.
    pub policy_version_kind: Option<String>,
    /// Where the outline is from.
    pub outline_source: Option<String>,
}

/// A loaded register of an institution.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstitutionRegister {
    /// Number of the release.
    pub release: i64,
    /// Name of the source.
    pub source: String,
    /// Latest 데이터기준일자 of its rows.
    #[schema(format = Date)]
    pub reference_date: Option<String>,
    /// When it was imported.
    #[schema(format = DateTime)]
    pub imported_at: String,
    /// Camera sites.
    pub sites: u64,
    /// Cameras at these sites, by `row_is`.
    pub units: u64,
    /// Rows that were taken: rows that say the same are one site.
    pub rows: u64,
    /// What a row stands for.
    pub row_is: RowUnit,
    /// Made by the product for trying out.
    pub sample: bool,
}

/// What the cameras of an institution with one purpose cover together, as a GeoJSON feature.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageFeature {
    /// Always `Feature`.
    pub r#type: String,
    /// The institution's code (0 when it is not known), then two digits for purpose and certainty.
    pub id: u32,
    /// The covered ground; its sides lie up to 0.5 m inside of the arcs.
    pub geometry: Option<MultiPolygonGeometry>,
    /// What is known of it. Every member is present; null means not known.
    pub properties: CoverageProperties,
}

/// Properties of a covered area; constant set, null where nothing is known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageProperties {
    /// 7-digit code of the institution, or `unknown`.
    #[schema(example = "3040000")]
    pub institution: String,
    /// Its Korean name.
    pub institution_name: String,
    /// Normalised purpose.
    pub purpose: Purpose,
    /// Whether the office states the ranges itself.
    pub certainty: Certainty,
    /// Area on the ground, square kilometres, of the exact circles and sectors: each place counts once.
    pub area_km2: f64,
    /// Sites whose ranges it is made of.
    pub site_count: u32,
    /// Of these, sites whose positions are not trusted.
    pub suspect_site_count: u32,
    /// True when any register of the institution is a sample made by the product.
    pub sample: bool,
    /// Names of the institution's source registers, parted by commas.
    pub source: Option<String>,
    /// Number of the institution's newest release.
    pub release: Option<i64>,
    /// Latest 데이터기준일자 of the institution's registers.
    #[schema(format = Date)]
    pub reference_date: Option<String>,
}
