//! What filters can ask of an institution: the properties of its feature but for the list of its registers.

use std::borrow::Cow;

use jiff::civil::Date;

use super::{coded, codes, property};
use crate::dataset::{Dataset, LoadedInstitution, Release};
use crate::model::OperationPolicy;
use crate::model::institution::Level;
use crate::model::policy::{PolicyVersion, VersionKind};
use crate::query::Feature;
use crate::query::filter::{Kind, Queryable, Value};
use crate::query::municipality::Municipality;

/// One institution, for a filter.
#[derive(Clone, Copy)]
pub(super) struct Office<'a> {
    /// What is loaded.
    pub dataset: &'a Dataset,
    /// Which it is.
    pub municipality: Municipality<'a>,
}

/// Where the value of a property is.
pub(super) type Access = for<'a> fn(Office<'a>) -> Value<'a>;

/// Each property and where its value is.
pub(super) const PROPERTIES: [(Queryable, Access); 22] = [
    (
        property(
            "id",
            Kind::Integer,
            "id",
            "Its 7-digit code as a number; 0 for the unknown institution",
        ),
        |office| Value::Number(f64::from(office.municipality.id())),
    ),
    (
        property(
            "geometry",
            Kind::Geometry,
            "경계",
            "Outline of its area (simplified)",
        ),
        |office| {
            let feature = Feature::Institution(office.municipality);
            super::shape(feature.geometry(office.dataset).as_ref())
                .map_or(Value::Null, |shape| Value::Geometry(Cow::Owned(shape)))
        },
    ),
    (
        property(
            "institution",
            Kind::Text,
            "기관 코드",
            "7-digit code, or unknown",
        ),
        |office| office.municipality.code().into(),
    ),
    (
        property("name_ko", Kind::Text, "기관명", "Korean name"),
        |office| office.municipality.name_ko().into(),
    ),
    (
        property("name_en", Kind::Text, "영문 기관명", "English name"),
        |office| office.municipality.name_en().into(),
    ),
    (
        property(
            "region_ko",
            Kind::Text,
            "시도",
            "Province or metropolitan city, in Korean",
        ),
        |office| {
            office
                .municipality
                .entry
                .map(|entry| entry.region_ko.as_str())
                .into()
        },
    ),
    (
        property(
            "region_en",
            Kind::Text,
            "시도(영문)",
            "Province or metropolitan city, in English",
        ),
        |office| {
            office
                .municipality
                .entry
                .map(|entry| entry.region_en.as_str())
                .into()
        },
    ),
    (
        coded(
            "level",
            "종류",
            "Kind of local government",
            codes!([
                Level::Province,
                Level::City,
                Level::County,
                Level::District,
                Level::Unknown
            ]),
        ),
        |office| office.municipality.level().code().into(),
    ),
    (
        property(
            "loaded",
            Kind::Boolean,
            "대장 있음",
            "Whether any register of it is loaded",
        ),
        |office| Value::Boolean(office.municipality.loaded.is_some()),
    ),
    (
        property(
            "sample",
            Kind::Boolean,
            "견본",
            "True when what is loaded was made by the product for trying out",
        ),
        |office| Value::Boolean(office.releases().any(|release| release.sample)),
    ),
    (
        property(
            "sites",
            Kind::Integer,
            "설치 지점 수",
            "Camera sites; not known when no register is loaded",
        ),
        |office| office.count(|loaded| loaded.sites as u64),
    ),
    (
        property(
            "units",
            Kind::Integer,
            "카메라 수",
            "Cameras at these sites",
        ),
        |office| office.count(|loaded| loaded.units),
    ),
    (
        property(
            "rows",
            Kind::Integer,
            "대장 행 수",
            "Rows of the registers that were taken",
        ),
        |office| office.count(|loaded| loaded.rows),
    ),
    (
        property(
            "release",
            Kind::Integer,
            "릴리스 번호",
            "Number of its newest release",
        ),
        |office| {
            #[expect(
                clippy::cast_precision_loss,
                reason = "releases are far fewer than 2^53"
            )]
            let newest = office
                .releases()
                .map(|release| release.id)
                .max()
                .map(|id| id as f64);
            newest.into()
        },
    ),
    (
        property(
            "reference_date",
            Kind::Date,
            "데이터기준일자",
            "Latest reference date of its registers",
        ),
        |office| office.municipality.reference_date(office.dataset).into(),
    ),
    (
        property(
            "has_policy",
            Kind::Boolean,
            "방침 있음",
            "Whether its policy is known",
        ),
        |office| Value::Boolean(office.municipality.policy().is_some()),
    ),
    (
        property(
            "policy_title",
            Kind::Text,
            "방침 제목",
            "Title of the policy",
        ),
        |office| {
            office
                .municipality
                .policy()
                .map(|policy| policy.policy.title_ko.as_str())
                .into()
        },
    ),
    (
        property(
            "policy_effective_date",
            Kind::Date,
            "시행일",
            "Day from which the policy is in force",
        ),
        |office| office.policy_day(|policy| policy.policy.effective_date),
    ),
    (
        property(
            "policy_posted_date",
            Kind::Date,
            "게시일",
            "Day on which the policy was posted",
        ),
        |office| office.policy_day(|policy| policy.policy.posted_date),
    ),
    (
        property(
            "policy_version_date",
            Kind::Date,
            "방침 판의 날짜",
            "The date that tells this text of the policy from others",
        ),
        |office| office.version().and_then(|version| version.date).into(),
    ),
    (
        coded(
            "policy_version_kind",
            "판 날짜의 뜻",
            "What policy_version_date is the date of",
            codes!([
                VersionKind::Revised,
                VersionKind::Effective,
                VersionKind::AsOf,
                VersionKind::Posted,
                VersionKind::Enacted,
                VersionKind::Undated,
            ]),
        ),
        |office| office.version().map(|version| version.kind.code()).into(),
    ),
    (
        property(
            "outline_source",
            Kind::Text,
            "경계 출처",
            "Where the outline is from",
        ),
        |office| {
            let entry = office.municipality.entry;
            let outlined = entry.is_some_and(|entry| !entry.sigungu.is_empty());
            outlined.then_some(crate::place::ATTRIBUTION).into()
        },
    ),
];

impl<'a> Office<'a> {
    fn releases(self) -> impl Iterator<Item = &'a Release> {
        self.municipality.releases(self.dataset)
    }

    fn count(self, of: fn(&LoadedInstitution) -> u64) -> Value<'a> {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
        let number = self.municipality.loaded.map(|loaded| of(loaded) as f64);
        number.into()
    }

    fn policy_day(self, of: fn(&OperationPolicy) -> Option<Date>) -> Value<'a> {
        self.municipality.policy().and_then(of).into()
    }

    fn version(self) -> Option<PolicyVersion> {
        self.municipality.policy().map(OperationPolicy::version)
    }
}
