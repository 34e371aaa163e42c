//! Where: `crs`, `filter-crs`, and `bbox` in the system of `bbox-crs`.

use super::Params;
use crate::http::error::ApiError;
use crate::query::items::Region;
use crate::spatial::{Bbox, Crs};

impl Params {
    /// `crs`: the system of the answer; CRS84 when it does not stand.
    pub fn crs(&self) -> Result<Crs, ApiError> {
        self.system("crs")
    }

    fn system(&self, parameter: &str) -> Result<Crs, ApiError> {
        let Some(name) = self.get(parameter) else {
            return Ok(Crs::default());
        };
        Crs::from_name(name).ok_or_else(|| {
            let known = Crs::ALL.map(Crs::uri).join(", ");
            ApiError::parameter(
                parameter,
                format!("\"{name}\"은(는) 쓸 수 없는 좌표계입니다. 쓸 수 있는 것: {known}"),
                format!(
                    "\"{name}\" is not an offered coordinate reference system; offered are: {known}"
                ),
            )
        })
    }

    /// `filter-crs`: the system of the geometries in a filter; CRS84 when it does not stand.
    pub fn filter_crs(&self) -> Result<Crs, ApiError> {
        self.system("filter-crs")
    }

    /// `bbox` in the system of `bbox-crs` and in that system's order of axes: four numbers, or six of
    /// which the heights are not used. In degrees, a box over the antimeridian is two.
    pub fn region(&self) -> Result<Option<Region>, ApiError> {
        let crs = self.system("bbox-crs")?;
        let Some(text) = self.get("bbox") else {
            return Ok(None);
        };
        let wrong = |ko: &str, en: &str| ApiError::parameter("bbox", ko, en);
        let numbers = text
            .split(',')
            .map(|part| {
                part.trim()
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite())
            })
            .collect::<Option<Vec<f64>>>()
            .ok_or_else(|| {
                wrong(
                    "숫자여야 합니다: 도 단위의 서,남,동,북, 또는 bbox-crs의 축 순서",
                    "must be numbers: west,south,east,north in degrees, or the axes of bbox-crs in their order",
                )
            })?;
        let ([a1, b1, a2, b2] | [a1, b1, _, a2, b2, _]) = *numbers.as_slice() else {
            return Err(wrong(
                "숫자가 네 개(서,남,동,북) 또는 여섯 개여야 합니다",
                "must have four numbers (west,south,east,north) or six",
            ));
        };
        let ([west, south], [east, north]) =
            (crs.in_axis_order([a1, b1]), crs.in_axis_order([a2, b2]));
        let area = Bbox {
            west,
            south,
            east,
            north,
        };
        if crs.is_degrees() {
            return degrees(&area).map(|boxes| Some(Region { crs, boxes }));
        }
        if area.is_empty() {
            return Err(wrong(
                "첫 모서리가 둘째 모서리보다 큽니다. 순서는 bbox-crs의 축 순서입니다",
                "has its lower corner above its upper one; the order is that of the axes of bbox-crs",
            ));
        }
        let boxes = vec![area];
        Ok(Some(Region { crs, boxes }))
    }
}

/// The boxes of a box in degrees, whose longitudes may run over the antimeridian.
fn degrees(area: &Bbox) -> Result<Vec<Bbox>, ApiError> {
    let Bbox {
        west,
        south,
        east,
        north,
    } = *area;
    let wrong = |ko: &str, en: &str| Err(ApiError::parameter("bbox", ko, en));
    if ![west, east]
        .iter()
        .all(|lon| (-180.0..=180.0).contains(lon))
    {
        return wrong(
            "-180부터 180까지를 벗어난 경도가 있습니다",
            "has a longitude outside -180 to 180",
        );
    }
    if ![south, north]
        .iter()
        .all(|lat| (-90.0..=90.0).contains(lat))
    {
        return wrong(
            "-90부터 90까지를 벗어난 위도가 있습니다. CRS84의 순서는 서,남,동,북입니다",
            "has a latitude outside -90 to 90; the order in CRS84 is west,south,east,north",
        );
    }
    if south > north {
        return wrong(
            "남쪽이 북쪽보다 위에 있습니다",
            "has its south above its north",
        );
    }
    if west <= east {
        return Ok(vec![*area]);
    }
    Ok(vec![
        Bbox {
            east: 180.0,
            ..*area
        },
        Bbox {
            west: -180.0,
            ..*area
        },
    ])
}
