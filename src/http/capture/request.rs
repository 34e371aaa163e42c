//! The question as JSON: each member read by itself, so that an error can name it.

use geojson::{Geometry, GeometryValue};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::once::Once;
use crate::dataset::Dataset;
use crate::http::error::ApiError;
use crate::model::institution::UNKNOWN_CODE;
use crate::model::{InstitutionRegistry, Purpose};
use crate::quality::Said;
use crate::query::interval::{self, parse_time};
use crate::query::{CaptureQuery, Interval, PurposeSet};
use crate::spatial::{Bbox, LonLat};

/// Largest accuracy that is answered, metres: beyond, every camera of a city is possible.
pub const MAX_ACCURACY_M: f64 = 10_000.0;

const MEMBERS: [&str; 7] = [
    "geometry",
    "accuracy_m",
    "from",
    "to",
    "as_of",
    "purposes",
    "institutions",
];

/// Reads and checks a question.
pub fn parse(body: &[u8], now: Timestamp, dataset: &Dataset) -> Result<CaptureQuery, ApiError> {
    let Once(value) = serde_json::from_slice(body).map_err(|error| not_json(body, &error))?;
    let Value::Object(members) = value else {
        return Err(ApiError::Body(Said::new(
            "본문은 JSON 객체여야 합니다",
            "the body must be a JSON object",
        )));
    };
    if let Some(unknown) = members
        .keys()
        .find(|name| !MEMBERS.contains(&name.as_str()))
    {
        let known = MEMBERS.join(", ");
        return Err(ApiError::parameter(
            unknown,
            format!("질문에 쓰는 멤버가 아닙니다. 쓸 수 있는 것: {known}"),
            format!("is not a member of the question; known are: {known}"),
        ));
    }
    let as_of = time(&members, "as_of")?.unwrap_or(now);
    Ok(CaptureQuery {
        point: point(&members)?,
        accuracy_m: accuracy(&members)?,
        interval: interval(&members, as_of)?,
        as_of,
        purposes: purposes(&members)?,
        institutions: institutions(&members, dataset)?,
    })
}

/// Says which member stands twice, or where the JSON breaks; inside the value of a known member (`"accuracy_m": NaN`), names it.
fn not_json(body: &[u8], error: &serde_json::Error) -> ApiError {
    let line_start = body
        .split_inclusive(|&byte| byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    let end = (line_start + error.column()).min(body.len());
    let before = String::from_utf8_lossy(&body[..end]);
    let place = format!("{}행 {}열", error.line(), error.column());
    if error.is_data() {
        return ApiError::Body(Said::new(
            format!("본문에 같은 멤버가 두 번 있습니다({place})"),
            format!("the body has a member twice: {error}"),
        ));
    }
    let member = MEMBERS
        .iter()
        .filter_map(|member| {
            before
                .rfind(&format!("\"{member}\""))
                .map(|at| (at, member))
        })
        .max()
        .filter(|(at, member)| {
            before[at + member.len() + 2..]
                .trim_start()
                .starts_with(':')
        });
    match member {
        // A body that only ends too early is no fault of its last member.
        Some((_, member)) if !error.is_eof() => ApiError::parameter(
            *member,
            format!("JSON이 아닙니다({place})"),
            format!("is not JSON: {error}"),
        ),
        _ => ApiError::Body(Said::new(
            format!("본문이 JSON이 아닙니다({place})"),
            format!("the body is not JSON: {error}"),
        )),
    }
}

/// A member that is there and not null.
fn present<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.get(name).filter(|value| !value.is_null())
}

fn point(members: &Map<String, Value>) -> Result<LonLat, ApiError> {
    let Some(value) = present(members, "geometry") else {
        return Err(ApiError::parameter(
            "geometry",
            "빠졌습니다. GeoJSON Point가 필요합니다",
            "is missing; expected a GeoJSON Point",
        ));
    };
    if let Some(unknown) = value.as_object().and_then(|object| {
        object
            .keys()
            .find(|name| !["type", "coordinates", "bbox"].contains(&name.as_str()))
    }) {
        return Err(ApiError::parameter(
            format!("geometry.{unknown}"),
            "GeoJSON Point의 멤버가 아닙니다",
            "is not a member of a GeoJSON Point",
        ));
    }
    let Some((lon, lat)) = plain_point(value) else {
        return Err(not_a_point(value));
    };
    let swapped = Bbox::KOREA.contains_xy(lat, lon);
    let (hint_ko, hint_en) = if swapped {
        (
            ". 순서는 [경도, 위도]입니다",
            "; the order is [longitude, latitude]",
        )
    } else {
        ("", "")
    };
    let wrong = |ko: &str, en: &str| {
        ApiError::parameter(
            "geometry.coordinates",
            format!("{ko}{hint_ko}"),
            format!("{en}{hint_en}"),
        )
    };
    let point = LonLat::new(lon, lat).map_err(|error| {
        wrong(
            "경도는 -180부터 180까지, 위도는 -90부터 90까지입니다",
            &error.to_string(),
        )
    })?;
    if Bbox::KOREA.contains(point) {
        Ok(point)
    } else {
        Err(wrong(
            "한국 밖입니다(경도 124.5부터 132, 위도 33부터 38.7)",
            "is outside Korea (longitude 124.5 to 132, latitude 33 to 38.7)",
        ))
    }
}

/// What is wrong with anything but a plain point: the reader of GeoJSON knows best.
fn not_a_point(value: &Value) -> ApiError {
    match Geometry::deserialize(value).map(|geometry| geometry.value) {
        Ok(GeometryValue::Point { .. }) => ApiError::parameter(
            "geometry.coordinates",
            "도 단위의 [경도, 위도]여야 합니다",
            "must be [longitude, latitude] in degrees",
        ),
        Ok(_) => ApiError::parameter("geometry", "Point여야 합니다", "must be a Point"),
        Err(error) => ApiError::parameter(
            "geometry",
            "GeoJSON 도형이 아닙니다",
            format!("is not a GeoJSON geometry: {error}"),
        ),
    }
}

/// Longitude and latitude of `{"type": "Point", "coordinates": [lon, lat]}`; a height is not used.
fn plain_point(value: &Value) -> Option<(f64, f64)> {
    if value.get("type")?.as_str()? != "Point" {
        return None;
    }
    match value.get("coordinates")?.as_array()?.as_slice() {
        [lon, lat] => Some((lon.as_f64()?, lat.as_f64()?)),
        [lon, lat, height] => height.as_f64().and(Some((lon.as_f64()?, lat.as_f64()?))),
        _ => None,
    }
}

fn accuracy(members: &Map<String, Value>) -> Result<f64, ApiError> {
    let Some(value) = present(members, "accuracy_m") else {
        return Ok(0.0);
    };
    value
        .as_f64()
        .filter(|metres| (0.0..=MAX_ACCURACY_M).contains(metres))
        .ok_or_else(|| {
            ApiError::parameter(
                "accuracy_m",
                format!("0부터 {MAX_ACCURACY_M}까지의 미터 값이어야 합니다"),
                format!("must be a number of metres from 0 to {MAX_ACCURACY_M}"),
            )
        })
}

fn time(members: &Map<String, Value>, name: &str) -> Result<Option<Timestamp>, ApiError> {
    let Some(value) = present(members, name) else {
        return Ok(None);
    };
    let text = value
        .as_str()
        .ok_or_else(|| ApiError::said_of(name, interval::ParseError.said()))?;
    parse_time(text)
        .map(Some)
        .map_err(|error| ApiError::said_of(name, error.said()))
}

/// With one end alone, that moment is meant.
fn interval(members: &Map<String, Value>, as_of: Timestamp) -> Result<Option<Interval>, ApiError> {
    let (from, to) = (time(members, "from")?, time(members, "to")?);
    let Some((first, last)) = from.or(to).zip(to.or(from)) else {
        return Ok(None);
    };
    Interval::new(first, last, as_of)
        .map(Some)
        .map_err(|error| {
            let at_start = error == interval::Error::StartsInFuture && from.is_some();
            ApiError::said_of(if at_start { "from" } else { "to" }, error.said())
        })
}

/// A member that is a list of texts.
fn texts<'a>(members: &'a Map<String, Value>, name: &str) -> Result<Vec<&'a str>, ApiError> {
    let Some(value) = present(members, name) else {
        return Ok(Vec::new());
    };
    value
        .as_array()
        .and_then(|list| list.iter().map(Value::as_str).collect())
        .ok_or_else(|| {
            ApiError::parameter(name, "코드의 목록이어야 합니다", "must be a list of codes")
        })
}

fn purposes(members: &Map<String, Value>) -> Result<PurposeSet, ApiError> {
    texts(members, "purposes")?
        .into_iter()
        .map(|code| {
            Purpose::from_code(code).ok_or_else(|| {
                ApiError::parameter(
                    "purposes",
                    format!("\"{code}\"은(는) 설치목적 코드가 아닙니다. /api/purposes를 보십시오"),
                    format!("holds \"{code}\", which is not a purpose; see /api/purposes"),
                )
            })
        })
        .collect()
}

fn institutions(members: &Map<String, Value>, dataset: &Dataset) -> Result<Vec<String>, ApiError> {
    let known = |code: &str| {
        code == UNKNOWN_CODE
            || dataset.institution(code).is_some()
            || InstitutionRegistry::embedded().by_code(code).is_some()
    };
    texts(members, "institutions")?
        .into_iter()
        .map(|code| {
            if known(code) {
                Ok(code.to_owned())
            } else {
                Err(ApiError::parameter(
                    "institutions",
                    format!("\"{code}\"은(는) 기관 코드가 아닙니다. /api/institutions를 보십시오"),
                    format!("holds \"{code}\", which is not the code of an institution; see /api/institutions"),
                ))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
