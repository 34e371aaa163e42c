//! What filters can ask of a camera site: the properties of its feature, as typed values.
//!
//! Numbers and positions are rounded as they are served: what a reader copies from an answer finds the
//! site again.

use super::{coded, codes, property};
use crate::dataset::{Dataset, SiteIndex};
use crate::model::decimal::rounded;
use crate::model::site::{CameraKind, PositionReason};
use crate::model::{PositionQuality, Purpose, RangeBasis, RetentionBasis, RetentionRule, RowUnit};
use crate::query::filter::{Kind, Queryable, Value};

/// One site, for a filter.
#[derive(Clone, Copy)]
pub(super) struct Camera<'a> {
    /// Where it is kept.
    pub dataset: &'a Dataset,
    /// Its place there.
    pub site: SiteIndex,
}

/// The properties that a site has from its class ([`crate::dataset::SiteClass`]).
pub(super) const OF_CLASS: [&str; 24] = [
    "institution",
    "institution_name",
    "department",
    "manager_raw",
    "purpose",
    "purpose_raw",
    "range_min_m",
    "range_max_m",
    "range_basis",
    "range_varies_by_site",
    "bearing_deg",
    "width_deg",
    "turns",
    "directions",
    "camera_kind",
    "retention_days",
    "retention_rule",
    "retention_basis",
    "phone",
    "row_is",
    "sample",
    "source",
    "release",
    "reference_date",
];

/// How many properties can be asked for.
const COUNT: usize = 43;

/// Where the value of a property is.
pub(super) type Access = for<'a> fn(Camera<'a>) -> Value<'a>;

/// Each property and where its value is. The geometry stands second in every collection.
pub(super) const PROPERTIES: [(Queryable, Access); COUNT] = [
    (
        property("id", Kind::Integer, "지점 id", "Stable id of the site"),
        |camera| Value::Number(f64::from(camera.dataset.site(camera.site).id)),
    ),
    (
        property("geometry", Kind::Point, "위치", "Where it stands"),
        |camera| {
            let (lon, lat) = camera.dataset.position(camera.site);
            Value::Point(rounded(lon, 7), rounded(lat, 7))
        },
    ),
    (
        property(
            "management_no",
            Kind::Text,
            "관리번호",
            "Number in the register, as text",
        ),
        |camera| camera.dataset.text(camera.site).management_no.into(),
    ),
    (
        property(
            "unit_count",
            Kind::Integer,
            "카메라대수",
            "Cameras as one row states them",
        ),
        |camera| count(camera.dataset.site(camera.site).unit_count),
    ),
    (
        property("units", Kind::Integer, "카메라 수", "Cameras at this site"),
        |camera| count(camera.dataset.site(camera.site).units),
    ),
    (
        property(
            "members",
            Kind::Integer,
            "행 수",
            "Rows of the register that say the same of this site",
        ),
        |camera| Value::Number(f64::from(camera.dataset.site(camera.site).rows)),
    ),
    (
        property(
            "road_address",
            Kind::Text,
            "소재지도로명주소",
            "Road address",
        ),
        |camera| camera.dataset.text(camera.site).road_address.into(),
    ),
    (
        property("lot_address", Kind::Text, "소재지지번주소", "Lot address"),
        |camera| camera.dataset.text(camera.site).lot_address.into(),
    ),
    (
        property(
            "direction_raw",
            Kind::Text,
            "촬영방면정보",
            "Direction of the view as written",
        ),
        |camera| camera.dataset.text(camera.site).direction_raw.into(),
    ),
    (
        property(
            "pixels_raw",
            Kind::Text,
            "카메라화소수",
            "Resolution as written",
        ),
        |camera| camera.dataset.text(camera.site).pixels_raw.into(),
    ),
    (
        property(
            "pixels_min_10k",
            Kind::Integer,
            "최소 화소수",
            "Fewest pixels of a camera, in 10,000 pixels (만 화소)",
        ),
        |camera| {
            let pixels = camera.dataset.site(camera.site).pixels;
            pixels.map(|pixels| f64::from(pixels.min_10k)).into()
        },
    ),
    (
        property(
            "pixels_max_10k",
            Kind::Integer,
            "최대 화소수",
            "Most pixels of a camera, in 10,000 pixels (만 화소)",
        ),
        |camera| {
            let pixels = camera.dataset.site(camera.site).pixels;
            pixels.map(|pixels| f64::from(pixels.max_10k)).into()
        },
    ),
    (
        property(
            "installed",
            Kind::Text,
            "설치연월",
            "When it was installed, as precisely as stated: 2024, 2024-05 or 2024-05-31",
        ),
        |camera| match camera.dataset.spot(camera.site).installed {
            None => Value::Null,
            Some(date) => Value::Text(date.to_string().into()),
        },
    ),
    (
        property(
            "installed_from",
            Kind::Date,
            "설치일(가장 이른 날)",
            "First day on which it may have been installed; not among the properties of a feature",
        ),
        |camera| {
            let installed = camera.dataset.spot(camera.site).installed;
            installed.map(crate::model::InstalledDate::first_day).into()
        },
    ),
    (
        property(
            "installed_to",
            Kind::Date,
            "설치일(가장 늦은 날)",
            "Last day on which it may have been installed; not among the properties of a feature",
        ),
        |camera| {
            let installed = camera.dataset.spot(camera.site).installed;
            installed.map(crate::model::InstalledDate::last_day).into()
        },
    ),
    (
        coded(
            "position_quality",
            "위치 신뢰",
            "Whether the position is trusted",
            codes!([PositionQuality::Ok, PositionQuality::Suspect]),
        ),
        |camera| camera.dataset.spot(camera.site).quality.code().into(),
    ),
    (
        property(
            "position_uncertainty_m",
            Kind::Number,
            "위치 오차(m)",
            "Radius that the written decimals leave open, metres",
        ),
        |camera| {
            let uncertainty = camera.dataset.spot(camera.site).uncertainty_m;
            Value::Number(rounded(f64::from(uncertainty), 2))
        },
    ),
    (
        Queryable {
            codes: codes!(PositionReason::ALL),
            ..property(
                "position_reasons",
                Kind::Texts,
                "위치 의심 사유",
                "Why the position is suspect, or what was mended",
            )
        },
        |camera| {
            let reasons = camera.dataset.site(camera.site).reasons;
            Value::List(reasons.iter().map(|reason| reason.code().into()).collect())
        },
    ),
    (
        property(
            "source_row",
            Kind::Integer,
            "원본 행 번호",
            "Row number in the source file; the header is row 1",
        ),
        |camera| Value::Number(f64::from(camera.dataset.site(camera.site).source_row)),
    ),
    (
        property(
            "institution",
            Kind::Text,
            "기관 코드",
            "7-digit code of the institution, or unknown",
        ),
        |camera| camera.institution().code.as_str().into(),
    ),
    (
        property(
            "institution_name",
            Kind::Text,
            "기관명",
            "Korean name of the institution",
        ),
        |camera| camera.institution().name_ko().into(),
    ),
    (
        property(
            "department",
            Kind::Text,
            "부서",
            "Department that the row names",
        ),
        |camera| camera.dataset.class_text(camera.site).department.into(),
    ),
    (
        property(
            "manager_raw",
            Kind::Text,
            "관리기관명",
            "Managing institution as written",
        ),
        |camera| camera.dataset.class_text(camera.site).manager_raw.into(),
    ),
    (
        coded(
            "purpose",
            "설치목적",
            "Normalised purpose",
            codes!(Purpose::ALL),
        ),
        |camera| camera.dataset.class(camera.site).purpose.code().into(),
    ),
    (
        property(
            "purpose_raw",
            Kind::Text,
            "설치목적구분",
            "Purpose as written",
        ),
        |camera| camera.dataset.class_text(camera.site).purpose_raw.into(),
    ),
    (
        property(
            "range_min_m",
            Kind::Number,
            "최소 촬영거리(m)",
            "Distance covered in any case, metres",
        ),
        |camera| metres(camera.dataset.class(camera.site).range.min_m),
    ),
    (
        property(
            "range_max_m",
            Kind::Number,
            "최대 촬영거리(m)",
            "Distance that may be covered, metres",
        ),
        |camera| metres(camera.dataset.class(camera.site).range.max_m),
    ),
    (
        coded(
            "range_basis",
            "촬영거리 근거",
            "Where the range comes from",
            codes!([
                RangeBasis::Row,
                RangeBasis::PolicyPurpose,
                RangeBasis::PolicyClass,
                RangeBasis::Assumed,
                RangeBasis::Unknown,
            ]),
        ),
        |camera| camera.dataset.class(camera.site).range.basis.code().into(),
    ),
    (
        property(
            "range_varies_by_site",
            Kind::Boolean,
            "지점별로 다른 촬영거리",
            "The policy says that the range differs from site to site",
        ),
        |camera| Value::Boolean(camera.dataset.class(camera.site).range.varies_by_site),
    ),
    (
        property(
            "bearing_deg",
            Kind::Number,
            "촬영방향(도)",
            "Stated bearing of the view, degrees clockwise from north",
        ),
        |camera| metres(camera.dataset.class(camera.site).row_range.bearing_deg),
    ),
    (
        property(
            "width_deg",
            Kind::Number,
            "화각(도)",
            "Stated opening angle, degrees",
        ),
        |camera| metres(camera.dataset.class(camera.site).row_range.width_deg),
    ),
    (
        property(
            "turns",
            Kind::Boolean,
            "회전",
            "Whether the camera turns, as far as the row says",
        ),
        |camera| camera.dataset.class(camera.site).range.turns.into(),
    ),
    (
        property(
            "directions",
            Kind::Integer,
            "촬영방면 수",
            "Number of directions that the row states or lists",
        ),
        |camera| {
            let directions = camera.dataset.class(camera.site).row_range.directions;
            directions.map(f64::from).into()
        },
    ),
    (
        coded(
            "camera_kind",
            "카메라 종류",
            "What kind of camera it is, as far as the row says",
            codes!(CameraKind::ALL),
        ),
        |camera| {
            let kind = camera.dataset.class(camera.site).row_range.kind;
            kind.map(CameraKind::code).into()
        },
    ),
    (
        property(
            "retention_days",
            Kind::Integer,
            "보관일수",
            "Days that footage is kept",
        ),
        |camera| {
            let days = camera.dataset.class(camera.site).retention.rule.days();
            days.map(f64::from).into()
        },
    ),
    (
        coded(
            "retention_rule",
            "보관 규칙",
            "exact, within (an upper bound), not_stored or unknown",
            codes!([
                RetentionRule::Exact(0),
                RetentionRule::Within(0),
                RetentionRule::NotStored,
                RetentionRule::Unknown,
            ]),
        ),
        |camera| {
            camera
                .dataset
                .class(camera.site)
                .retention
                .rule
                .code()
                .into()
        },
    ),
    (
        coded(
            "retention_basis",
            "보관 근거",
            "Where the retention comes from",
            codes!([
                RetentionBasis::Row,
                RetentionBasis::Department,
                RetentionBasis::Policy,
                RetentionBasis::Unknown,
            ]),
        ),
        |camera| {
            camera
                .dataset
                .class(camera.site)
                .retention
                .basis
                .code()
                .into()
        },
    ),
    (
        property(
            "phone",
            Kind::Text,
            "관리기관전화번호",
            "Telephone of the office",
        ),
        |camera| {
            camera
                .dataset
                .class(camera.site)
                .phone_in_row
                .as_deref()
                .into()
        },
    ),
    (
        coded(
            "row_is",
            "행의 단위",
            "What a row of the register stands for",
            codes!([RowUnit::Camera, RowUnit::Pole, RowUnit::Unknown,]),
        ),
        |camera| camera.release().row_is.code().into(),
    ),
    (
        property(
            "sample",
            Kind::Boolean,
            "견본",
            "True for sites made by the product for trying out",
        ),
        |camera| Value::Boolean(camera.release().sample),
    ),
    (
        property(
            "source",
            Kind::Text,
            "출처 대장",
            "Name of the source register",
        ),
        |camera| camera.release().source.as_str().into(),
    ),
    (
        property(
            "release",
            Kind::Integer,
            "릴리스 번호",
            "Number of the release",
        ),
        |camera| {
            #[expect(
                clippy::cast_precision_loss,
                reason = "releases are far fewer than 2^53"
            )]
            Value::Number(camera.release().id as f64)
        },
    ),
    (
        property(
            "reference_date",
            Kind::Date,
            "데이터기준일자",
            "Reference date of the row",
        ),
        |camera| camera.dataset.class(camera.site).reference_date.into(),
    ),
];

impl<'a> Camera<'a> {
    fn institution(self) -> &'a crate::dataset::LoadedInstitution {
        let index = self.dataset.class(self.site).institution;
        &self.dataset.institutions()[index as usize]
    }

    fn release(self) -> &'a crate::dataset::Release {
        let index = self.dataset.class(self.site).release;
        &self.dataset.releases()[index as usize]
    }
}

/// 0 stands for "not known".
fn count(count: u16) -> Value<'static> {
    Value::from((count != 0).then(|| f64::from(count)))
}

fn metres(length: Option<f64>) -> Value<'static> {
    let served = length.filter(|length| length.is_finite());
    Value::from(served.map(|length| rounded(length, 3)))
}
