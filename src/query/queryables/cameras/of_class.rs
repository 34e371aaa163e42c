//! What sites of a class share: whose they are, what they are for, how far they see and how long footage
//! is kept.

use super::{Access, Camera};
use crate::dataset::{LoadedInstitution, Release};
use crate::model::decimal::rounded;
use crate::model::site::CameraKind;
use crate::model::{Purpose, RangeBasis, RetentionBasis, RetentionRule, RowUnit};
use crate::query::filter::{Kind, Queryable, Value};
use crate::query::queryables::{coded, codes, property};

/// Each property and where its value is.
pub(super) const OF_CLASS: [(Queryable, Access); 24] = [
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
        |camera| measure(camera.dataset.class(camera.site).range.min_m),
    ),
    (
        property(
            "range_max_m",
            Kind::Number,
            "최대 촬영거리(m)",
            "Distance that may be covered, metres",
        ),
        |camera| measure(camera.dataset.class(camera.site).range.max_m),
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
        |camera| measure(camera.dataset.class(camera.site).row_range.bearing_deg),
    ),
    (
        property(
            "width_deg",
            Kind::Number,
            "화각(도)",
            "Stated opening angle, degrees",
        ),
        |camera| measure(camera.dataset.class(camera.site).row_range.width_deg),
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
    fn institution(self) -> &'a LoadedInstitution {
        let index = self.dataset.class(self.site).institution;
        &self.dataset.institutions()[index as usize]
    }

    fn release(self) -> &'a Release {
        let index = self.dataset.class(self.site).release;
        &self.dataset.releases()[index as usize]
    }
}

/// A length in metres or an angle in degrees, as it is served.
fn measure(length: Option<f64>) -> Value<'static> {
    let served = length.filter(|length| length.is_finite());
    Value::from(served.map(|length| rounded(length, 3)))
}
