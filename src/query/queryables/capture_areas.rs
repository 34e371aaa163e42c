//! What filters can ask of a capture area: most of what they can ask of its site, and its shape.

use std::borrow::Cow;

use super::cameras::{Access, OF_SITE, of_class};
use super::{coded, codes, property};
use crate::model::decimal::rounded;
use crate::query::Feature;
use crate::query::collection::AreaCertainty;
use crate::query::filter::{Kind, Queryable, Value};

/// What a capture area has of its site apart from the id and what it has of its class.
const SHOWN_OF_SITE: [&str; 6] = [
    "management_no",
    "installed",
    "installed_from",
    "installed_to",
    "position_quality",
    "position_uncertainty_m",
];

const OWN: [(Queryable, Access); 5] = [
    (
        property(
            "geometry",
            Kind::Geometry,
            "촬영범위",
            "The ground that may be captured",
        ),
        |area| {
            let feature = Feature::CaptureArea(area.site);
            super::shape(feature.geometry(area.dataset).as_ref())
                .map_or(Value::Null, |shape| Value::Geometry(Cow::Owned(shape)))
        },
    ),
    (
        coded(
            "shape",
            "모양",
            "circle, or sector where bearing and width are stated and the camera does not turn",
            &["circle", "sector"],
        ),
        |area| {
            let range = &area.dataset.class(area.site).range;
            if range.drawn_sector().is_some() {
                "sector".into()
            } else {
                "circle".into()
            }
        },
    ),
    (
        coded(
            "certainty",
            "확실성",
            "Whether the whole area is certain",
            codes!([
                AreaCertainty::Certain,
                AreaCertainty::Possible,
                AreaCertainty::Assumed,
            ]),
        ),
        |area| AreaCertainty::of(area.dataset, area.site).code().into(),
    ),
    (
        property(
            "centre_lon",
            Kind::Number,
            "지점 경도",
            "Longitude of the site, degrees in CRS84",
        ),
        |area| Value::Number(rounded(area.dataset.position(area.site).0, 7)),
    ),
    (
        property(
            "centre_lat",
            Kind::Number,
            "지점 위도",
            "Latitude of the site, degrees in CRS84",
        ),
        |area| Value::Number(rounded(area.dataset.position(area.site).1, 7)),
    ),
];

/// The properties of a capture area: id, geometry, its own, and those of its site.
pub(super) fn properties() -> Vec<(Queryable, Access)> {
    let of = |name: &str| OF_SITE.into_iter().find(|(known, _)| known.name == name);
    let mut all: Vec<(Queryable, Access)> = of("id").into_iter().chain(OWN).collect();
    all.extend(SHOWN_OF_SITE.into_iter().filter_map(of));
    all.extend(of_class());
    all
}
