//! `/api/collections/cameras/items` and `/items/{featureId}`.

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use utoipa::ToSchema;

use super::collections::check_id;
use super::links::{GEO_JSON, Links};
use crate::dataset::Dataset;
use crate::feature::schema::{CameraFeature, CameraProperties, MemberRow, PointGeometry};
use crate::feature::{open_feature, write_feature, write_member_rows};
use crate::http::AppState;
use crate::http::error::{ApiError, Problem};
use crate::http::etag::{etag, tagged};
use crate::http::params::Params;
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
#[utoipa::path(get, path = "/api/collections/{collectionId}/items/{featureId}", tag = "Features", operation_id = "getItem",
    params(("collectionId" = String, Path, description = "`cameras`", example = "cameras"),
        ("featureId" = u32, Path, description = "Id of the site", example = 1),
        ("f" = Option<String>, Query, description = "Only `json` is offered")),
    responses((status = 200, description = "The camera site and the rows of the register that say it", body = CameraItem, content_type = "application/geo+json"),
        (status = 304, description = "Not changed since the tag of If-None-Match"),
        (status = 400, description = "Unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such site", body = Problem, content_type = "application/problem+json")))]
pub async fn item(
    State(state): State<AppState>,
    Path((id, feature)): Path<(String, String)>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    check_id(&id)?;
    Params::parse(query.as_deref(), &["f"])?.json_only()?;
    let snapshot = state.snapshot();
    let dataset = &snapshot.dataset;
    let site = feature
        .parse()
        .ok()
        .and_then(|id| dataset.find_by_id(id))
        .ok_or_else(|| {
            ApiError::NotFound(format!("there is no camera site with the id \"{feature}\""))
        })?;
    let links = Links::new(&state, &headers);
    let tag = etag(dataset.token(), &["item", links.base(), &feature]);
    Ok(tagged(&headers, &tag, GEO_JSON, || {
        let mut out = Vec::with_capacity(1500);
        open_feature(&mut out, dataset, site);
        let all = [
            links.to(
                &format!("/api/collections/cameras/items/{feature}"),
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
        out.extend_from_slice(b",\"links\":");
        out.extend(serde_json::to_vec(&all).unwrap_or_default());
        out.push(b'}');
        Body::from(out)
    }))
}
