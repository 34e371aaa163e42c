//! `/api/collections/cameras/items` and `/items/{featureId}`.

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::{Timestamp, ToSpan};
use utoipa::ToSchema;

use super::collections::check_id;
use super::links::{GEO_JSON, Links};
use crate::dataset::Dataset;
use crate::feature::json::quoted;
use crate::feature::schema::{CameraFeature, CameraProperties, MemberRow, PointGeometry};
use crate::feature::{open_feature, write_feature, write_member_rows};
use crate::http::AppState;
use crate::http::error::{ApiError, Gone, Problem};
use crate::http::etag::{etag, tagged};
use crate::http::params::Params;
use crate::quality::Said;
use crate::query::interval::seoul_date;
use crate::query::items::{ItemsQuery, Page, items as find_items};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 10_000;

/// A page of camera sites.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what is written by hand below")]
pub struct CameraPage {
    /// Always `FeatureCollection`.
    r#type: String,
    /// The sites of this page, ordered by id.
    features: Vec<CameraFeature>,
    /// Sites that match in all.
    #[schema(rename = "numberMatched")]
    number_matched: usize,
    /// Sites on this page.
    #[schema(rename = "numberReturned")]
    number_returned: usize,
    /// When the newest of the served registers was imported.
    #[schema(rename = "timeStamp", format = DateTime)]
    time_stamp: String,
    /// True when any served register is a sample.
    sample: bool,
    /// The moment asked for with `as_of`.
    #[schema(format = DateTime)]
    as_of: Option<String>,
    /// Said when nothing was published at that moment.
    note: Option<String>,
    /// `self`, `collection`, and `next` unless this is the last page.
    links: Vec<super::links::Link>,
}

/// A single camera site, with the rows that it is made of.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what is written by hand below")]
pub struct CameraItem {
    /// Always `Feature`.
    r#type: String,
    /// Id of the site.
    id: u32,
    /// Where it stands, CRS84 (longitude, latitude).
    geometry: PointGeometry,
    /// What is known of it.
    properties: CameraProperties,
    /// The rows of the register that say the same, by 관리번호; the first gives the site its id.
    member_rows: Vec<MemberRow>,
    /// The moment asked for with `as_of`.
    #[schema(format = DateTime)]
    as_of: Option<String>,
    /// `self` and `collection`.
    links: Vec<super::links::Link>,
}

/// Camera sites by box, purpose and institution.
#[utoipa::path(get, path = "/api/collections/{collectionId}/items", tag = "Features", operation_id = "getItems",
    params(("collectionId" = String, Path, description = "`cameras`", example = "cameras"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees; edges belong to it", example = "127.05,37.53,127.12,37.56"),
        ("limit" = Option<u32>, Query, description = "Sites on a page, 1 to 10000 (more is reduced)", minimum = 1),
        ("offset" = Option<u32>, Query, description = "Sites to pass over"),
        ("purpose" = Option<String>, Query, description = "Codes of purposes, parted by commas", example = "crime,child"),
        ("institution" = Option<String>, Query, description = "Codes of institutions, parted by commas", example = "3040000"),
        ("as_of" = Option<String>, Query, description = "The register as it was published then: a date (its last moment in Korea) or a time; ids are the same at all times. The sample is never part of it", example = "2026-05-01"),
        ("f" = Option<String>, Query, description = "Only `json` is offered")),
    responses((status = 200, description = "A page of camera sites", body = CameraPage, content_type = "application/geo+json"),
        (status = 304, description = "Not changed since the tag of If-None-Match"),
        (status = 400, description = "A parameter is not known or malformed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such collection", body = Problem, content_type = "application/problem+json")))]
pub async fn items(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    check_id(&id)?;
    let params = Params::parse(
        query.as_deref(),
        &[
            "bbox",
            "limit",
            "offset",
            "purpose",
            "institution",
            "as_of",
            "f",
        ],
    )?;
    params.json_only()?;
    let as_of = params.as_of(Timestamp::now())?;
    let snapshot = match as_of {
        None => state.snapshot(),
        Some(at) => state.snapshot_at(at).await?,
    };
    let dataset = &snapshot.dataset;
    let (limit, offset) = (params.limit(DEFAULT_LIMIT, MAX_LIMIT)?, params.offset()?);
    let wanted = ItemsQuery {
        bbox: params.bbox()?,
        purposes: params.purposes()?,
        institutions: params.institutions(dataset)?,
    };
    let links = Links::new(&state, &headers);
    let tag = etag(dataset.token(), &["items", links.base(), &params.with(&[])]);
    Ok(tagged(&headers, &tag, GEO_JSON, || {
        let page = find_items(dataset, &wanted, offset, limit);
        Body::from(render(
            dataset,
            &page,
            &links,
            &params,
            (offset, limit, as_of),
        ))
    }))
}

fn render(
    dataset: &Dataset,
    page: &Page,
    links: &Links,
    params: &Params,
    (offset, limit, as_of): (usize, usize, Option<Timestamp>),
) -> Vec<u8> {
    // A feature takes some 900 bytes.
    let mut out = Vec::with_capacity(page.sites.len() * 1000 + 1000);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
    for (index, &site) in page.sites.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_feature(&mut out, dataset, site);
    }
    let path = "/api/collections/cameras/items";
    let here = format!("{path}?{}", params.with(&[]));
    let mut all = vec![
        links.to(here.trim_end_matches('?'), "self", GEO_JSON, "This page"),
        links.to(
            "/api/collections/cameras",
            "collection",
            super::links::JSON,
            "The collection",
        ),
    ];
    if as_of.is_some() {
        all.push(links.to(
            "/api/changes",
            "related",
            super::links::JSON,
            "What was published when",
        ));
    }
    let next = offset.saturating_add(page.sites.len());
    if next < page.matched && !page.sites.is_empty() {
        let query = params.with(&[("offset", next.to_string()), ("limit", limit.to_string())]);
        all.push(links.to(
            &format!("{path}?{query}"),
            "next",
            GEO_JSON,
            "The next page",
        ));
    }
    let newest = dataset
        .releases()
        .iter()
        .map(|release| release.imported_at)
        .max()
        .unwrap_or_default();
    let mut tail = serde_json::json!({
        "numberMatched": page.matched,
        "numberReturned": page.sites.len(),
        "timeStamp": newest.to_string(),
        "sample": dataset.has_sample(),
        "links": all,
    });
    if let Some(at) = as_of {
        tail["as_of"] = at.to_string().into();
        if dataset.releases().is_empty() {
            tail["note"] = "Nothing was published at this time; /api/changes tells from when on there are registers.".into();
        }
    }
    out.extend_from_slice(b"],");
    // The members of an object that is not empty, without its opening brace.
    out.extend_from_slice(&tail.to_string().as_bytes()[1..]);
    out
}

/// One camera site.
///
/// The id of a row that has since been grouped with others that say the same leads to the group (301). A
/// site that is no longer published is 410, and the problem says since when and where it can be read.
#[utoipa::path(get, path = "/api/collections/{collectionId}/items/{featureId}", tag = "Features", operation_id = "getItem",
    params(("collectionId" = String, Path, description = "`cameras`", example = "cameras"),
        ("featureId" = u32, Path, description = "Id of the site", example = 1),
        ("as_of" = Option<String>, Query, description = "The site as it was published then: a date (its last moment in Korea) or a time; ids are the same at all times. The sample is never part of it", example = "2026-05-01"),
        ("f" = Option<String>, Query, description = "Only `json` is offered")),
    responses((status = 200, description = "The camera site and the rows of the register that say it", body = CameraItem, content_type = "application/geo+json"),
        (status = 301, description = "The row belongs to a group now: `Location` is the group, at the same `as_of`"),
        (status = 304, description = "Not changed since the tag of If-None-Match"),
        (status = 400, description = "A parameter is not known or malformed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such site, or not yet at that time", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was published and is not any more: `removed_at` says since when, `href` where it can be read", body = Problem, content_type = "application/problem+json")))]
pub async fn item(
    State(state): State<AppState>,
    Path((id, feature)): Path<(String, String)>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    check_id(&id)?;
    let params = Params::parse(query.as_deref(), &["as_of", "f"])?;
    params.json_only()?;
    let now = Timestamp::now();
    let as_of = params.as_of(now)?;
    let id = feature.parse().map_err(|_| no_such_site(&feature))?;
    let snapshot = match as_of {
        None => state.snapshot(),
        Some(at) => state.snapshot_at(at).await?,
    };
    let dataset = &snapshot.dataset;
    let links = Links::new(&state, &headers);
    let Some(site) = dataset.find_by_id(id) else {
        return whereabouts(&state, dataset, &links, &params, (id, as_of.unwrap_or(now))).await;
    };
    let tag = etag(
        dataset.token(),
        &["item", links.base(), &feature, &params.with(&[])],
    );
    Ok(tagged(&headers, &tag, GEO_JSON, || {
        let mut out = Vec::with_capacity(1500);
        open_feature(&mut out, dataset, site);
        let all = [
            links.to(
                &item_path(id, &params),
                "self",
                GEO_JSON,
                "This camera site",
            ),
            links.to(
                "/api/collections/cameras",
                "collection",
                super::links::JSON,
                "The collection",
            ),
        ];
        out.extend_from_slice(b"},\"member_rows\":");
        write_member_rows(&mut out, dataset, site);
        if let Some(at) = as_of {
            out.extend_from_slice(b",\"as_of\":");
            quoted(&mut out, Some(&at.to_string()));
        }
        out.extend_from_slice(b",\"links\":");
        out.extend(serde_json::to_vec(&all).unwrap_or_default());
        out.push(b'}');
        Body::from(out)
    }))
}

fn item_path(id: u32, params: &Params) -> String {
    let path = format!("/api/collections/cameras/items/{id}");
    match params.with(&[]).as_str() {
        "" => path,
        query => format!("{path}?{query}"),
    }
}

fn no_such_site(feature: &str) -> ApiError {
    ApiError::not_found(
        format!("id가 \"{feature}\"인 카메라 지점이 없습니다"),
        format!("there is no camera site with the id \"{feature}\""),
    )
}

/// What to answer for a site that is not published at a moment: where its group is, since when it is
/// gone, from when on it is there, or that there never was one.
async fn whereabouts(
    state: &AppState,
    dataset: &Dataset,
    links: &Links,
    params: &Params,
    (id, at): (u32, Timestamp),
) -> Result<Response, ApiError> {
    let past = state.ask_history(move |store| store.site_past(id, at));
    let Some(past) = past.await?.flatten() else {
        return Err(no_such_site(&id.to_string()));
    };
    let Some((record, until)) = past.last else {
        return Err(not_yet(id, past.next));
    };
    if let Some(group) = dataset.group_of((&past.institution, &past.source), &record) {
        let path = item_path(dataset.site(group).id, params);
        return to_group(&format!("{}{path}", links.base()));
    }
    // A publication ends with the moment at which the next one begins.
    let last_moment = until
        .checked_sub(1.microsecond())
        .unwrap_or(until)
        .to_string();
    let with_as_of = params.with(&[("as_of", last_moment.clone())]);
    let day = seoul_date(until);
    Err(ApiError::Gone(Box::new(Gone {
        detail: Said::new(
            format!(
                "카메라 지점 {id}은(는) {day}부터 대장에 없습니다. as_of={last_moment}로 마지막 내용을 볼 수 있습니다"
            ),
            format!(
                "camera site {id} has not been in its register since {day}; as_of={last_moment} shows it as it was published last"
            ),
        ),
        since: until,
        href: format!(
            "{}/api/collections/cameras/items/{id}?{with_as_of}",
            links.base()
        ),
    })))
}

fn not_yet(id: u32, next: Option<Timestamp>) -> ApiError {
    match next {
        Some(next) => ApiError::not_found(
            format!(
                "카메라 지점 {id}은(는) 그때 게시되어 있지 않았습니다. {next}에 처음 게시되었습니다"
            ),
            format!(
                "camera site {id} was not published at that time; it was first published at {next}"
            ),
        ),
        None => no_such_site(&id.to_string()),
    }
}

/// 301 rather than 308: the two differ only for methods that this resource does not answer, and older
/// clients follow only the first. Asked about again each time, as a group may be parted again.
fn to_group(address: &str) -> Result<Response, ApiError> {
    let location = HeaderValue::from_str(address)
        .map_err(|_| ApiError::Internal("the address of a group is no header".to_owned()))?;
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok((StatusCode::MOVED_PERMANENTLY, headers).into_response())
}
