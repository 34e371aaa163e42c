//! What filters can ask of a covered area: the properties of its feature.

use std::borrow::Cow;

use super::{coded, codes, property};
use crate::coverage::Certainty;
use crate::dataset::Dataset;
use crate::model::Purpose;
use crate::query::Feature;
use crate::query::covered::Covered;
use crate::query::filter::{Kind, Queryable, Value};

/// One covered area, for a filter.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    /// What is loaded.
    pub dataset: &'a Dataset,
    /// Which it is.
    pub covered: Covered<'a>,
}

/// Where the value of a property is.
pub(super) type Access = for<'a> fn(Ground<'a>) -> Value<'a>;

/// Each property and where its value is.
pub(super) const PROPERTIES: [(Queryable, Access); 13] = [
    (
        property(
            "id",
            Kind::Integer,
            "id",
            "The institution's code, then two digits for purpose and certainty",
        ),
        |ground| Value::Number(f64::from(ground.covered.area.id)),
    ),
    (
        property(
            "geometry",
            Kind::Geometry,
            "촬영 가능 범위",
            "The covered ground",
        ),
        |ground| {
            let feature = Feature::Coverage(ground.covered);
            super::shape(feature.geometry(ground.dataset).as_ref())
                .map_or(Value::Null, |shape| Value::Geometry(Cow::Owned(shape)))
        },
    ),
    (
        property(
            "institution",
            Kind::Text,
            "기관 코드",
            "7-digit code of the institution, or unknown",
        ),
        |ground| ground.covered.loaded(ground.dataset).code.as_str().into(),
    ),
    (
        property(
            "institution_name",
            Kind::Text,
            "기관명",
            "Korean name of the institution",
        ),
        |ground| ground.covered.loaded(ground.dataset).name_ko().into(),
    ),
    (
        coded("purpose", "설치목적", "Purpose", codes!(Purpose::ALL)),
        |ground| ground.covered.area.purpose.code().into(),
    ),
    (
        coded(
            "certainty",
            "확실성",
            "Whether the office states the ranges itself",
            codes!(Certainty::ALL),
        ),
        |ground| ground.covered.area.certainty.code().into(),
    ),
    (
        property(
            "area_km2",
            Kind::Number,
            "넓이",
            "Area on the ground, square kilometres",
        ),
        |ground| Value::Number(ground.covered.area_km2()),
    ),
    (
        property(
            "site_count",
            Kind::Integer,
            "지점 수",
            "Sites whose ranges it is made of",
        ),
        |ground| Value::Number(f64::from(ground.covered.area.sites)),
    ),
    (
        property(
            "suspect_site_count",
            Kind::Integer,
            "위치가 의심스러운 지점 수",
            "Of these, sites whose positions are not trusted",
        ),
        |ground| Value::Number(f64::from(ground.covered.area.suspect_sites)),
    ),
    (
        property(
            "sample",
            Kind::Boolean,
            "표본",
            "Whether any register of the institution is a sample made by the product",
        ),
        |ground| Value::Boolean(ground.covered.is_sample(ground.dataset)),
    ),
    (
        property(
            "source",
            Kind::Text,
            "자료원",
            "Names of the institution's source registers, parted by commas",
        ),
        |ground| {
            let sources = ground.covered.sources(ground.dataset);
            sources.map_or(Value::Null, |names| Value::Text(Cow::Owned(names)))
        },
    ),
    (
        property(
            "release",
            Kind::Integer,
            "릴리스",
            "Number of the institution's newest release",
        ),
        |ground| {
            #[expect(clippy::cast_precision_loss, reason = "numbers are far below 2^53")]
            let number = ground.covered.release(ground.dataset).map(|id| id as f64);
            number.into()
        },
    ),
    (
        property(
            "reference_date",
            Kind::Date,
            "데이터기준일자",
            "Latest reference date of the institution's registers",
        ),
        |ground| {
            let loaded = ground.covered.loaded(ground.dataset);
            loaded.reference_date(ground.dataset).into()
        },
    ),
];
