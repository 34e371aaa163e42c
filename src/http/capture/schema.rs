//! The shapes of question and answer, for the API document and for tests.
//!
//! The answer itself is written by `render.rs`; a test reads it back through these types, which
//! refuse members that are not described.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::feature::schema::PointGeometry;
use crate::model::{Purpose, RetentionBasis};
use crate::query::reasons::{FootageReason, RangeReason};

/// The question: a place, how sure it is, and a time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureRequest {
    /// The place, a GeoJSON Point in Korea.
    pub geometry: PointGeometry,
    /// How sure the place is: radius in metres, 0 to 10,000; 0 when absent.
    #[schema(minimum = 0, maximum = 10000, example = 20)]
    pub accuracy_m: Option<f64>,
    /// Start of the time asked about: RFC 3339, or Korean time without offset. With `from` or `to`
    /// alone, that moment is meant; without both, footage states stay unknown.
    #[schema(example = "2026-11-20T21:00")]
    pub from: Option<String>,
    /// End of the time asked about; not before `from`, not after `as_of`.
    #[schema(example = "2026-11-20T21:30")]
    pub to: Option<String>,
    /// Moment of asking, from which days left are counted; now when absent.
    pub as_of: Option<String>,
    /// Only cameras of these purposes.
    pub purposes: Option<Vec<Purpose>>,
    /// Only cameras of these institutions.
    pub institutions: Option<Vec<String>>,
}

/// The answer: a GeoJSON FeatureCollection with the holders and the provenance beside it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureAnswer {
    /// Always `FeatureCollection`.
    pub r#type: String,
    /// Cameras in range, soonest loss of footage first, then nearest; long-range cameras after all
    /// others.
    pub features: Vec<CapturedFeature>,
    /// Cameras in range in all.
    #[serde(rename = "numberMatched")]
    pub number_matched: usize,
    /// Cameras listed; at most 2,000.
    #[serde(rename = "numberReturned")]
    pub number_returned: usize,
    /// Holders of the footage, in the order of their most urgent camera; long-range groups last.
    pub groups: Vec<HolderGroup>,
    /// Vehicles and drones of the institutions at the place: possible, without a position.
    pub mobile_units: Vec<MobileUnit>,
    /// The question as it was understood.
    pub question: Question,
    /// What was searched: an empty answer is not "no cameras".
    pub searched: SearchedRegisters,
    /// True when any register behind the answer is a sample made by the product.
    pub sample: bool,
    /// When the answer was computed.
    #[schema(format = DateTime)]
    pub computed_at: String,
    /// Name of the dataset that it was computed from; changes with every release.
    pub dataset: String,
}

/// A camera in range: the feature of `/api/collections/cameras/items/{id}` with one more property.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CapturedFeature {
    /// Always `Feature`.
    pub r#type: String,
    /// Id of the site.
    pub id: u32,
    /// Where it stands.
    pub geometry: PointGeometry,
    /// The properties of a camera site and, as `capture`, the verdict.
    #[schema(value_type = CapturedProperties)]
    pub properties: serde_json::Value,
}

/// Properties of a camera in range.
#[derive(Debug, ToSchema)]
#[schema(description = "The properties of a camera site, and `capture`")]
#[expect(
    dead_code,
    reason = "read back in two steps: flattening cannot refuse unknown members"
)]
pub struct CapturedProperties {
    #[serde(flatten)]
    camera: crate::feature::schema::CameraProperties,
    capture: Verdict,
}

/// Whether the place was in range and whether footage can still exist.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// Geodesic distance between place and camera, metres.
    pub distance_m: f64,
    /// `within`: inside even in the worst case; `possible`: may be inside.
    #[schema(example = "possible")]
    pub range_verdict: String,
    /// Why.
    pub range_reasons: Vec<RangeReason>,
    /// `stored`, `last_day`, `probably_gone`, `not_stored`, `unknown` or `not_installed_yet`.
    #[schema(example = "stored")]
    pub footage: String,
    /// Why.
    pub footage_reasons: Vec<FootageReason>,
    /// Last day (Asia/Seoul) on which the part of the interval that is lost first can still exist.
    #[schema(format = Date)]
    pub stored_until: Option<String>,
    /// Days from the day of asking to `stored_until`.
    pub days_left: Option<i32>,
    /// Group of its holder.
    pub group: String,
    /// Day as of which it was first listed; stands for sites that an earlier release of their register
    /// did not list.
    #[schema(format = Date)]
    pub first_registered: Option<String>,
    /// Day on which it ceased to be published; stands for sites that have left their register since the
    /// interval. They have no feature of their own any more.
    #[schema(format = Date)]
    pub removed_on: Option<String>,
    /// Day since which the register states another position; stands where the camera was judged, and is
    /// shown, where the register had it at the time asked about.
    #[schema(format = Date)]
    pub moved_since: Option<String>,
    /// Day since which the register states another range, direction or purpose; stands where the camera
    /// was judged, and is shown, by what the register stated at the time asked about.
    #[schema(format = Date)]
    pub view_changed_since: Option<String>,
}

/// A holder of footage: whom to ask, and how that institution says it may be asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HolderGroup {
    /// Id within this answer.
    pub id: String,
    /// Code of the institution, or `unknown`.
    pub institution: String,
    /// Korean name.
    pub institution_name_ko: String,
    /// English name.
    pub institution_name_en: String,
    /// Department, where known.
    pub department: Option<String>,
    /// Number to call first.
    pub phone: Option<String>,
    /// Offices named by the register or the policy.
    #[schema(value_type = Vec<crate::dataset::holder::Contact>)]
    pub contacts: Vec<serde_json::Value>,
    /// The procedure that the institution states; null when no policy is loaded.
    #[schema(value_type = Option<crate::dataset::holder::Procedure>)]
    pub procedure: Option<serde_json::Value>,
    /// Places of viewing, as stated.
    #[schema(value_type = Vec<crate::dataset::holder::ViewingPlace>)]
    pub viewing_places: Vec<serde_json::Value>,
    /// Places of storage, as stated.
    #[schema(value_type = Vec<crate::dataset::holder::StoragePlace>)]
    pub storage_places: Vec<serde_json::Value>,
    /// The group of long-range cameras (3 km).
    pub long_range: bool,
    /// Its cameras are samples: no real camera stands there.
    pub sample: bool,
    /// Sites in the group.
    pub cameras: usize,
    /// Sum of their stated camera counts.
    pub units: u64,
    /// Sites certainly in range.
    pub within: usize,
    /// Sites possibly in range.
    pub possible: usize,
    /// Footage state of the most urgent site.
    pub footage: String,
    /// Last day of the most urgent site.
    #[schema(format = Date)]
    pub stored_until: Option<String>,
    /// Days left for the most urgent site.
    pub days_left: Option<i32>,
    /// Distinct retention rules of its sites.
    pub retention: Vec<RetentionSummary>,
    /// The policy that these facts come from.
    pub policy: Option<PolicySummary>,
    /// What the law asks for.
    pub law: Law,
    /// Ids of its sites, in rank order.
    pub features: Vec<u32>,
}

/// A retention rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionSummary {
    /// `exact`, `within` (an upper bound), `not_stored` or `unknown`.
    pub rule: String,
    /// Days.
    pub days: Option<u16>,
    /// Where it is stated.
    pub basis: RetentionBasis,
}

/// Which policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicySummary {
    /// Title.
    pub title: String,
    /// Date of the version.
    #[schema(format = Date)]
    pub version_date: Option<String>,
    /// What the date is the date of: `revised`, `effective`, `as_of`, `posted` or `enacted`.
    pub version_kind: Option<String>,
    /// The version is more than a year old.
    pub over_a_year_old: bool,
    /// The policy as data.
    pub href: String,
}

/// The statutory deadline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Days in which a request must be answered.
    pub deadline_days: u8,
    /// Articles.
    pub reference: String,
}

/// A mobile unit (이동형) of an institution.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MobileUnit {
    /// Code of the institution.
    pub institution: String,
    /// Korean name.
    pub institution_name_ko: String,
    /// English name.
    pub institution_name_en: String,
    /// Purpose.
    pub purpose: Option<Purpose>,
    /// Purpose as printed.
    pub purpose_raw: Option<String>,
    /// Kind of equipment.
    pub equipment: Option<String>,
    /// Number of units.
    pub units: Option<u32>,
    /// Smallest stated range, metres.
    pub range_min_m: Option<f64>,
    /// Largest stated range, metres.
    pub range_max_m: Option<f64>,
}

/// The question as it was understood, times in Korean time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The place.
    pub geometry: PointGeometry,
    /// Its accuracy, metres.
    pub accuracy_m: f64,
    /// Start.
    #[schema(format = DateTime)]
    pub from: Option<String>,
    /// End.
    #[schema(format = DateTime)]
    pub to: Option<String>,
    /// Moment of asking.
    #[schema(format = DateTime)]
    pub as_of: String,
    /// Filter by purpose.
    pub purposes: Vec<Purpose>,
    /// Filter by institution.
    pub institutions: Vec<String>,
}

/// Which registers were searched around the place, and which are not loaded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchedRegisters {
    /// Radius in which a camera could have been found, metres.
    pub radius_m: f64,
    /// Municipalities of the place: two on a border, none at sea.
    pub place: Vec<Municipality>,
    /// Registers around the place.
    pub registers: Vec<SearchedRegister>,
    /// Number of registers loaded in all.
    pub registers_total: usize,
    /// Municipalities around the place without any register.
    pub not_loaded: Vec<MissingMunicipality>,
}

/// A municipality.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Municipality {
    /// 7-digit code.
    pub code: String,
    /// Korean name.
    pub name_ko: String,
    /// English name.
    pub name_en: String,
    /// Province or metropolitan city.
    pub region_ko: String,
    /// The same in English.
    pub region_en: String,
}

/// A municipality without a register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingMunicipality {
    /// 7-digit code.
    pub code: String,
    /// Korean name.
    pub name_ko: String,
    /// English name.
    pub name_en: String,
    /// Province or metropolitan city.
    pub region_ko: String,
    /// The same in English.
    pub region_en: String,
    /// The place lies in it.
    pub at_point: bool,
}

/// A register that was searched.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchedRegister {
    /// Code of the institution, or `unknown`.
    pub institution: String,
    /// Korean name.
    pub institution_name_ko: String,
    /// English name.
    pub institution_name_en: String,
    /// Name of the source.
    pub source: String,
    /// Number of the release.
    pub release: i64,
    /// When it was imported.
    #[schema(format = DateTime)]
    pub imported_at: String,
    /// Latest 데이터기준일자 of its rows.
    #[schema(format = Date)]
    pub reference_date: Option<String>,
    /// Sites in it.
    pub sites: usize,
    /// A sample made by the product.
    pub sample: bool,
}
