//! What is a site's own.

use super::Access;
use crate::model::decimal::rounded;
use crate::model::site::PositionReason;
use crate::model::{InstalledDate, PositionQuality};
use crate::query::filter::{Kind, Queryable, Value};
use crate::query::queryables::{coded, codes, property};

/// Each property and where its value is. The geometry stands second in every collection.
pub(in crate::query::queryables) const OF_SITE: [(Queryable, Access); 20] = [
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
            "retention_raw",
            Kind::Text,
            "보관일수",
            "Retention as written, where it cannot be read",
        ),
        |camera| camera.dataset.text(camera.site).retention_raw.into(),
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
            installed.map(InstalledDate::first_day).into()
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
            installed.map(InstalledDate::last_day).into()
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
];

/// 0 stands for "not known".
fn count(count: u16) -> Value<'static> {
    Value::from((count != 0).then(|| f64::from(count)))
}
