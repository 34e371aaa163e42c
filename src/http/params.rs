//! Query parameters: one parser each, used by all routes; unknown or malformed ones are 400.

use std::collections::BTreeMap;

use axum::http::Uri;

use super::error::ApiError;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;

use crate::dataset::Dataset;
use crate::model::institution::UNKNOWN_CODE;
use crate::model::{InstitutionRegistry, Purpose};
use crate::query::interval::{end_of_day, parse_time, seoul_date, start_of_day};
use crate::query::items::{Days, Region};
use crate::query::sort::SortKey;
use crate::query::{Collection, PurposeSet};
use crate::spatial::{Bbox, Crs};
use crate::store::Since;

/// The query string as names and values.
pub struct Params {
    values: BTreeMap<String, String>,
}

impl Params {
    /// Reads a query string in which only the named parameters may stand, each once; the numbers of `bbox`
    /// may also stand one by one, as generated clients write lists.
    pub fn parse(query: Option<&str>, known: &[&str]) -> Result<Self, ApiError> {
        let query = query.unwrap_or_default();
        check_escapes(query)?;
        let mut values = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name.contains('\u{fffd}') || value.contains('\u{fffd}') {
                return Err(ApiError::parameter(
                    name,
                    "UTF-8이 아닙니다",
                    "is not UTF-8",
                ));
            }
            if !known.contains(&name.as_ref()) {
                let (ko, en) = if known.is_empty() {
                    ("없음".to_owned(), "none".to_owned())
                } else {
                    (known.join(", "), known.join(", "))
                };
                return Err(ApiError::parameter(
                    name,
                    format!("이 주소의 매개변수가 아닙니다. 쓸 수 있는 것: {ko}"),
                    format!("is not a parameter of this resource; known are: {en}"),
                ));
            }
            let earlier: Option<&mut String> = values.get_mut(name.as_ref());
            match earlier {
                None => {
                    values.insert(name.to_string(), value.into_owned());
                }
                Some(numbers) if name == "bbox" => {
                    numbers.push(',');
                    numbers.push_str(&value);
                }
                Some(_) => {
                    return Err(ApiError::parameter(
                        name,
                        "두 번 이상 적혀 있습니다",
                        "stands more than once",
                    ));
                }
            }
        }
        Ok(Self { values })
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// `f`: only JSON is offered.
    pub fn json_only(&self) -> Result<(), ApiError> {
        match self.get("f") {
            None | Some("json") => Ok(()),
            Some(other) => Err(ApiError::parameter(
                "f",
                format!("\"{other}\"은(는) 없습니다. f=json을 쓰십시오"),
                format!("\"{other}\" is not offered; use f=json"),
            )),
        }
    }

    /// `limit`: 1 or more; what is over the maximum is reduced to it, as the standard says.
    pub fn limit(&self, default: usize, maximum: usize) -> Result<usize, ApiError> {
        let Some(text) = self.get("limit") else {
            return Ok(default);
        };
        match digits(text) {
            Some(0) | None => Err(ApiError::parameter(
                "limit",
                format!("1부터 {maximum}까지의 정수여야 합니다"),
                format!("must be an integer from 1 to {maximum}"),
            )),
            Some(limit) => Ok(limit.min(maximum)),
        }
    }

    /// `offset`: 0 or more.
    pub fn offset(&self) -> Result<usize, ApiError> {
        let Some(text) = self.get("offset") else {
            return Ok(0);
        };
        digits(text).ok_or_else(|| {
            ApiError::parameter(
                "offset",
                "0 이상의 정수여야 합니다",
                "must be an integer of 0 or more",
            )
        })
    }

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

    /// `sortby`: properties, parted by commas, each with `+` (or nothing) or `-` before it. A plus that
    /// was not escaped arrives as a blank.
    pub fn sort(&self, collection: Collection) -> Result<Vec<SortKey>, ApiError> {
        let Some(text) = self.get("sortby") else {
            return Ok(Vec::new());
        };
        text.split(',')
            .map(|part| {
                let (descending, name) = match part.strip_prefix('-') {
                    Some(name) => (true, name),
                    None => (false, part.trim_start_matches(['+', ' '])),
                };
                SortKey::new(collection, name, descending).ok_or_else(|| {
                    let known: Vec<&str> = collection
                        .simple_queryables()
                        .map(|(_, known)| known.name)
                        .collect();
                    let known = known.join(", ");
                    ApiError::parameter(
                        "sortby",
                        format!("\"{name}\"(으)로 정렬할 수 없습니다. 쓸 수 있는 것: {known}"),
                        format!("\"{name}\" is nothing to sort by; known are: {known}"),
                    )
                })
            })
            .collect()
    }

    /// `datetime`: a time or a date, or two of them with a slash between, of which one may be open
    /// (`..` or empty). Times become days in Korea.
    pub fn datetime(&self) -> Result<Option<Days>, ApiError> {
        let Some(text) = self.get("datetime") else {
            return Ok(None);
        };
        let wrong = || {
            ApiError::parameter(
                "datetime",
                "2024-05-01, 2024-05-01T00:00:00Z, 또는 2024-01-01/2024-12-31, 2024-01-01/.., ../2024-12-31과 같아야 합니다",
                "must be like 2024-05-01, 2024-05-01T00:00:00Z, 2024-01-01/2024-12-31, 2024-01-01/.. or ../2024-12-31",
            )
        };
        let day = |text: &str| instant_day(text).ok_or_else(wrong);
        let Some((from, to)) = text.split_once('/') else {
            let day = day(text)?;
            return Ok(Some(Days {
                from: Some(day),
                to: Some(day),
            }));
        };
        let end = |text: &str| match text {
            "" | ".." => Ok(None),
            _ => day(text).map(Some),
        };
        let days = Days {
            from: end(from)?,
            to: end(to)?,
        };
        match (days.from, days.to) {
            (None, None) => Err(wrong()),
            (Some(from), Some(to)) if from > to => Err(ApiError::parameter(
                "datetime",
                "시작이 끝보다 늦습니다",
                "begins after it ends",
            )),
            _ => Ok(Some(days)),
        }
    }

    /// `purpose`: one or more codes, parted by commas.
    pub fn purposes(&self) -> Result<PurposeSet, ApiError> {
        let Some(text) = self.get("purpose") else {
            return Ok(PurposeSet::default());
        };
        text.split(',')
            .map(|code| {
                Purpose::from_code(code.trim()).ok_or_else(|| {
                    let known: Vec<&str> =
                        Purpose::ALL.iter().map(|purpose| purpose.code()).collect();
                    ApiError::parameter(
                        "purpose",
                        format!(
                            "\"{code}\"은(는) 설치목적 코드가 아닙니다. 쓸 수 있는 것: {}",
                            known.join(", ")
                        ),
                        format!(
                            "\"{code}\" is not a purpose; known are: {}",
                            known.join(", ")
                        ),
                    )
                })
            })
            .collect()
    }

    /// `institution`: one or more codes, parted by commas, as indexes of the dataset.
    ///
    /// A code of the table that has no register loaded matches nothing.
    pub fn institutions(&self, dataset: &Dataset) -> Result<Option<Vec<u32>>, ApiError> {
        let Some(text) = self.get("institution") else {
            return Ok(None);
        };
        let mut found = Vec::new();
        for code in text.split(',').map(str::trim) {
            match dataset.institution(code) {
                Some((index, _)) => found.extend(u32::try_from(index).ok()),
                None if code == UNKNOWN_CODE => {}
                None if InstitutionRegistry::embedded().by_code(code).is_some() => {}
                None => {
                    return Err(no_such_institution(code));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(Some(found))
    }

    /// `institution` as codes, with the further codes of each institution; `None` for all.
    pub fn institution_codes(&self) -> Result<Option<Vec<String>>, ApiError> {
        let Some(text) = self.get("institution") else {
            return Ok(None);
        };
        let mut codes = Vec::new();
        for code in text.split(',').map(str::trim) {
            match InstitutionRegistry::embedded().by_code(code) {
                Some(entry) => {
                    codes.push(entry.code.clone());
                    codes.extend(entry.other_codes.iter().cloned());
                }
                None if code == "unknown" => codes.push(code.to_owned()),
                None => {
                    return Err(no_such_institution(code));
                }
            }
        }
        Ok(Some(codes))
    }

    /// `as_of`: a date, which means its last moment in Korea (today: now), or a time; not in the future.
    pub fn as_of(&self, now: Timestamp) -> Result<Option<Timestamp>, ApiError> {
        let Some(text) = self.get("as_of") else {
            return Ok(None);
        };
        let future =
            || ApiError::parameter("as_of", "아직 오지 않은 때입니다", "lies in the future");
        if let Ok(date) = text.parse::<Date>()
            && is_plain_date(text)
        {
            if date > seoul_date(now) {
                return Err(future());
            }
            return Ok(Some(end_of_day(date).min(now)));
        }
        let at = parse_time(text).map_err(|_| {
            ApiError::parameter(
                "as_of",
                "2026-05-01과 같은 날짜도, 2026-05-01T09:00:00+09:00과 같은 시각도 아닙니다",
                "is neither a date such as 2026-05-01 nor a time such as 2026-05-01T09:00:00+09:00",
            )
        })?;
        if at > now {
            Err(future())
        } else {
            Ok(Some(at))
        }
    }

    /// `since`: a date, which means its first moment in Korea, a time, or a place in the log of changes.
    pub fn since(&self) -> Result<Since, ApiError> {
        let Some(text) = self.get("since") else {
            return Ok(Since::Time(Timestamp::UNIX_EPOCH));
        };
        if let Ok(date) = text.parse::<Date>()
            && is_plain_date(text)
        {
            return Ok(Since::Time(start_of_day(date)));
        }
        if let Ok(cursor) = text.parse() {
            return Ok(Since::Cursor(cursor));
        }
        parse_time(text).map(Since::Time).map_err(|_| {
            ApiError::parameter(
                "since",
                "2026-05-01과 같은 날짜도, 2026-05-01T09:00:00+09:00과 같은 시각도, p42.317과 같은 기록의 자리도 아닙니다",
                "is neither a date such as 2026-05-01, nor a time such as 2026-05-01T09:00:00+09:00, \
                 nor a place in the log such as p42.317",
            )
        })
    }

    /// The parameters again as a query string, but for some.
    pub fn without(&self, names: &[&str]) -> String {
        let values = self.values.iter();
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(values.filter(|(name, _)| !names.contains(&name.as_str())))
            .finish()
    }

    /// The parameters again as a query string, with some set to another value.
    pub fn with(&self, changes: &[(&str, String)]) -> String {
        let mut values: BTreeMap<&str, &str> = self
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        values.extend(changes.iter().map(|(name, value)| (*name, value.as_str())));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(values)
            .finish()
    }

    /// Some of the parameters again as a query string.
    pub fn only(&self, names: &[&str]) -> String {
        let some = self.values.iter();
        let some = some.filter(|(name, _)| names.contains(&name.as_str()));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(some)
            .finish()
    }
}

fn no_such_institution(code: &str) -> ApiError {
    ApiError::parameter(
        "institution",
        format!("\"{code}\"은(는) 기관 코드가 아닙니다. /api/institutions를 보십시오"),
        format!("\"{code}\" is not the code of an institution; see /api/institutions"),
    )
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

/// The day in Korea of an RFC 3339 date or time.
fn instant_day(text: &str) -> Option<Date> {
    if is_plain_date(text) {
        return text.parse().ok();
    }
    let pieces = Pieces::parse(text).ok()?;
    let (time, offset) = (pieces.time()?, pieces.to_numeric_offset()?);
    if text.as_bytes().get(10) == Some(&b' ') || pieces.time_zone_annotation().is_some() {
        return None;
    }
    // QGIS writes open ends as the first moment of the year 0 and the last day of 9999, of which the
    // latter is no moment that has a time in Korea.
    let at = offset.to_timestamp(pieces.date().to_datetime(time));
    Some(at.map_or(pieces.date(), seoul_date))
}

/// `2026-05-01` and nothing else that reads as a date.
fn is_plain_date(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
}

fn digits(text: &str) -> Option<usize> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

/// Whether the escapes of an address can be read: those of its path, which must be UTF-8, and of its query.
pub fn check_escapes_of(uri: &Uri) -> Result<(), ApiError> {
    let path = uri.path();
    if first_bad_escape(path).is_some()
        || percent_encoding::percent_decode_str(path)
            .decode_utf8()
            .is_err()
    {
        return Err(ApiError::request(
            "주소의 %가 16진수 두 자리로 이어지지 않거나, 풀면 UTF-8이 아닙니다",
            "a % in the path is not followed by two hexadecimal digits, or what it stands for is not UTF-8",
        ));
    }
    check_escapes(uri.query().unwrap_or_default())
}

/// Where a `%` stands that is not followed by two hexadecimal digits.
fn first_bad_escape(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut escapes = memchr::memchr_iter(b'%', bytes);
    escapes.find(|at| {
        let digits = bytes.get(at + 1..at + 3);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// A `%` must be followed by two hexadecimal digits.
fn check_escapes(query: &str) -> Result<(), ApiError> {
    let Some(at) = first_bad_escape(query) else {
        return Ok(());
    };
    let name = query[..at]
        .rsplit('&')
        .next()
        .and_then(|pair| pair.split('=').next())
        .unwrap_or_default();
    Err(ApiError::parameter(
        name,
        "% 뒤에 16진수 두 자리가 없습니다",
        "has a % that is not followed by two hexadecimal digits",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 6] = ["bbox", "bbox-crs", "datetime", "limit", "offset", "purpose"];

    fn fault(query: &str, read: impl Fn(&Params) -> Result<(), ApiError>) -> Option<String> {
        let result = Params::parse(Some(query), &KNOWN).and_then(|params| read(&params));
        match result {
            Err(ApiError::Parameter { parameter, .. }) => Some(parameter),
            _ => None,
        }
    }

    #[test]
    fn every_fault_names_its_parameter() {
        for query in [
            "bbox=1,2,3",
            "bbox=a,b,c,d",
            "bbox=127,38,128,37",
            "bbox=37,127,38,128",
            "bbox=NaN,1,2,3",
            "bbox=inf,1,2,3",
        ] {
            assert_eq!(
                fault(query, |params| params.region().map(drop)).as_deref(),
                Some("bbox"),
                "{query}"
            );
        }
        for query in [
            "limit=0",
            "limit=-1",
            "limit=ten",
            "limit=",
            "limit=1.5",
            "limit=+5",
        ] {
            assert_eq!(
                fault(query, |params| params.limit(10, 100).map(drop)).as_deref(),
                Some("limit"),
                "{query}"
            );
        }
        assert_eq!(
            fault("purpose=spying", |params| params.purposes().map(drop)).as_deref(),
            Some("purpose")
        );
        assert_eq!(fault("colour=red", |_| Ok(())).as_deref(), Some("colour"));
        assert_eq!(
            fault("limit=1&limit=2", |_| Ok(())).as_deref(),
            Some("limit")
        );
        assert_eq!(fault("limit=%zz", |_| Ok(())).as_deref(), Some("limit"));
    }

    #[test]
    fn limits_over_the_maximum_are_reduced_and_boxes_over_the_antimeridian_are_two() {
        let params = Params::parse(Some("limit=99999&bbox=170,-10,-170,10"), &KNOWN).unwrap();
        assert_eq!(params.limit(10, 1000).unwrap(), 1000);
        assert_eq!(params.region().unwrap().unwrap().boxes.len(), 2);
        let six = Params::parse(Some("bbox=126,37,0,127,38,100"), &KNOWN).unwrap();
        assert_eq!(
            six.region().unwrap().unwrap().boxes,
            [Bbox {
                west: 126.0,
                south: 37.0,
                east: 127.0,
                north: 38.0
            }]
        );
    }

    #[test]
    fn boxes_are_read_in_the_axis_order_of_their_system() {
        for (query, west, south) in [
            ("bbox=126,37,127,38", 126.0, 37.0),
            (
                "bbox=37,126,38,127&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
                126.0,
                37.0,
            ),
            (
                "bbox=500000,200000,600000,300000&bbox-crs=EPSG:5186",
                200_000.0,
                500_000.0,
            ),
            (
                "bbox=14000000,4400000,14100000,4500000&bbox-crs=EPSG:3857",
                14_000_000.0,
                4_400_000.0,
            ),
        ] {
            let region = Params::parse(Some(query), &KNOWN)
                .unwrap()
                .region()
                .unwrap()
                .unwrap();
            assert_eq!(
                (region.boxes[0].west, region.boxes[0].south),
                (west, south),
                "{query}"
            );
        }
        let unknown = "bbox=1,2,3,4&bbox-crs=EPSG:32652";
        assert_eq!(
            fault(unknown, |params| params.region().map(drop)).as_deref(),
            Some("bbox-crs")
        );
    }

    #[test]
    fn times_and_intervals_become_days_in_korea_or_are_refused() {
        let days = |text: &str| {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("datetime", text)
                .finish();
            let read = Params::parse(Some(&query), &KNOWN).unwrap().datetime();
            read.ok().flatten().map(|days| {
                let text = |day: Option<Date>| day.map_or("..".to_owned(), |day| day.to_string());
                format!("{}/{}", text(days.from), text(days.to))
            })
        };
        for (text, expected) in [
            ("2024-05-01", "2024-05-01/2024-05-01"),
            ("2024-05-01T15:00:00Z", "2024-05-02/2024-05-02"),
            ("2024-05-01T00:00:00.5+09:00", "2024-05-01/2024-05-01"),
            ("2024-01-01/2024-12-31", "2024-01-01/2024-12-31"),
            ("../2024-12-31", "../2024-12-31"),
            ("2024-01-01/", "2024-01-01/.."),
        ] {
            assert_eq!(days(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "..",
            "/",
            "../..",
            "yesterday",
            "2024",
            "2024-05",
            "20240501",
            "2024-13-01",
            "2024-05-01T00:00:00",
            "2024-05-01 00:00:00Z",
            "2024-12-31/2024-01-01",
            "2024-01-01/2024-02-01/..",
        ] {
            assert_eq!(days(text), None, "{text}");
        }
    }
}
