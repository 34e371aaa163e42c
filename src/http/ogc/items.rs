//! `/api/collections/{collectionId}/items` and `/items/{featureId}`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use jiff::Timestamp;

use super::asked::Asked;
use super::collections::named;
use super::filter;
use super::html;
use super::links::{GEO_JSON, Link};
use super::page_schema::{FeatureItem, FeaturePage};
use super::pieces::Wanted;
use super::reader::{Reader, append_links, varied};
use super::whereabouts::{no_such_feature, whereabouts};
use crate::dataset::Dataset;
use crate::feature;
use crate::feature::json::write_moment;
use crate::http::AppState;
use crate::http::coverage;
use crate::http::error::{ApiError, Problem};
use crate::http::etag::{settled, tagged, tagged_in_pieces, tagged_later};
use crate::http::negotiate::Form;
use crate::http::openapi::shared::{
    BadParameter, Conditional, CoverageUnready, FormAndLanguage, NoSuchCollection, NotAcceptable,
};
use crate::query::items::ItemsQuery;
use crate::query::{Collection, Feature};
use crate::spatial::Crs;

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 10_000;
/// Pages of up to so many features are written at once: their length is told, and a piece is no quicker.
const LONGEST_WHOLE: usize = 250;
/// Rows of a page for people, which has all of its table at once.
const LONGEST_TABLE: usize = 1000;
/// Bytes of the addresses in a header.
const LONGEST_HEADER: usize = 4096;

/// In which system the coordinates of an answer are (OGC API - Features Part 2, requirement 16).
const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");

/// Parameters that do not change which features are found.
const NOT_OF_THE_SEARCH: [&str; 6] = ["crs", "f", "lang", "limit", "offset", "sortby"];

/// The query parameters of a collection's items.
fn parameters(collection: Collection) -> Vec<&'static str> {
    let mut known = vec![
        "bbox",
        "bbox-crs",
        "crs",
        "datetime",
        "limit",
        "offset",
        "institution",
        "sortby",
        "as_of",
    ];
    if collection.has_purposes() {
        known.push("purpose");
    }
    known.extend(filter::parameters(collection));
    known
}

/// Features of a collection by box, time, purpose and institution, in a stable order.
#[utoipa::path(get, path = "/api/collections/{collectionId}/items", tag = "Features", operation_id = "getItems",
    params(("collectionId" = String, Path, description = "`cameras`, `capture-areas`, `institutions` or `coverage`", example = "cameras"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees, or the axes of `bbox-crs` in their order; six numbers have heights, which are not used. What touches the box belongs to it"),
        ("bbox-crs" = Option<String>, Query, description = "Coordinate reference system of `bbox`, one of the collection's `crs`; CRS84 by default", example = "http://www.opengis.net/def/crs/EPSG/0/5186"),
        ("crs" = Option<String>, Query, description = "Coordinate reference system of the answer, one of the collection's `crs`; CRS84 by default", example = "http://www.opengis.net/def/crs/EPSG/0/5186"),
        ("datetime" = Option<String>, Query, description = "A date or time, or an interval with `/` between and `..` for an open end; the collection's description says which date is looked at", example = "2020-01-01/.."),
        ("limit" = Option<u32>, Query, description = "Features on a page, 1 to 10000, in a table 1 to 1000; more is reduced to that. 100 by default"),
        ("offset" = Option<u32>, Query, description = "Features to pass over"),
        ("purpose" = Option<String>, Query, description = "Codes of purposes, parted by commas; not of `institutions`", example = "crime,child"),
        ("institution" = Option<String>, Query, description = "Codes of institutions, parted by commas", example = "3040000"),
        ("as_of" = Option<String>, Query, description = "The register as it was published then: a date (its last moment in Korea) or a time; ids are the same at all times. The sample is never part of it", example = "2026-05-01"),
        ("sortby" = Option<String>, Query, description = "Properties to sort by, parted by commas, each with `+` or `-` before it; id where they are equal and by default. Values that are not known come last", example = "-reference_date,institution"),
        FormAndLanguage),
    responses((status = 200, description = "A page of features", content((FeaturePage = "application/geo+json"), (String = "text/html")),
            headers(("Content-Crs"), ("Link"))),
        Conditional, BadParameter, NotAcceptable, NoSuchCollection, CoverageUnready))]
pub async fn items(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let collection = named(&id)?;
    let known = parameters(collection);
    let reader = Reader::new(&state, &headers, query.as_deref(), &known, GEO_JSON)?;
    let params = &reader.params;
    let filter = filter::read(params, collection)?;
    let as_of = params.as_of(Timestamp::now())?;
    let snapshot = match as_of {
        None => state.snapshot(),
        Some(at) => state.snapshot_at(at).await?,
    };
    if collection == Collection::Coverage {
        coverage::ready(&state, &snapshot)?;
    }
    let dataset = &snapshot.dataset;
    let most = match reader.form {
        Form::Json => MAX_LIMIT,
        Form::Html => LONGEST_TABLE,
    };
    let (limit, offset) = (params.limit(DEFAULT_LIMIT, most)?, params.offset()?);
    let wanted = ItemsQuery {
        region: params.region()?,
        days: params.datetime()?,
        purposes: params.purposes()?,
        institutions: if collection.is_of_sites() {
            params.institutions(dataset)?
        } else {
            None
        },
        filter,
        sort: params.sort(collection)?,
    };
    let crs = params.crs()?;
    let asked = Asked {
        collection,
        crs,
        as_of,
        reader,
    };
    let tag = asked.tag(dataset, "items");
    let mut found = None;
    let is_searched = !wanted.filter.is_empty() || !wanted.sort.is_empty();
    if is_searched && settled(&headers, &tag).is_none() {
        let params = &asked.reader.params;
        let admits = params.without(&NOT_OF_THE_SEARCH);
        let sortby = params.get("sortby").unwrap_or_default();
        let of = (Arc::clone(&snapshot), wanted.clone());
        let search = state.searches().search(collection, of, (&admits, sortby));
        found = Some(search.await?);
    }
    let form = asked.reader.form;
    let wanted = Wanted {
        snapshot: Arc::clone(&snapshot),
        asked,
        query: wanted,
        found,
        offset,
        limit,
        written_at: snapshot.written_at(&tag),
    };
    let answer = match form {
        Form::Json => features(&headers, &tag, wanted),
        Form::Html => {
            let page = wanted.page();
            let counts = (page.features.len(), page.matched);
            let links = wanted.asked.page_links(counts, offset, limit);
            let answer = html::page(&wanted.asked, &headers, &tag, (dataset, &page), &links)?;
            with_links(answer, links)
        }
    };
    Ok(in_crs(answer, crs))
}

/// A page as GeoJSON. What stands on it is found before it is sent, for the header tells what follows, and
/// written while it is sent.
fn features(headers: &HeaderMap, tag: &str, wanted: Wanted) -> Response {
    if settled(headers, tag).is_some() {
        return varied(tagged(headers, tag, GEO_JSON, Body::empty));
    }
    let listed = wanted.list();
    let counts = (listed.ids.len(), listed.matched);
    let (offset, limit) = (wanted.offset, wanted.limit);
    let links = wanted.asked.page_links(counts, offset, limit);
    let answer = if in_pieces(wanted.asked.collection, limit) {
        tagged_in_pieces(headers, tag, GEO_JSON, wanted.pieces(listed))
    } else {
        tagged_later(headers, tag, GEO_JSON, move || wanted.whole(&listed))
    };
    with_links(varied(answer), links)
}

/// Writes the links of a page in the header as well (OGC 17-069r4, `/rec/core/link-header`): none where a long
/// filter stands in each, for clients and proxies read headers of some kilobytes only.
fn with_links(mut answer: Response, mut links: Vec<Link>) -> Response {
    links.retain(|link| matches!(link.rel, "self" | "alternate" | "next" | "prev"));
    let length: usize = links.iter().map(|link| link.href.len()).sum();
    if length <= LONGEST_HEADER {
        append_links(&mut answer, &links);
    }
    answer
}

/// Whether a page is sent while it is written. There are few institutions, and to find one by its id takes as
/// long as to write it.
fn in_pieces(collection: Collection, limit: usize) -> bool {
    match collection {
        Collection::Cameras | Collection::CaptureAreas => limit > LONGEST_WHOLE,
        // One alone may have a megabyte.
        Collection::Coverage => true,
        Collection::Institutions => false,
    }
}

/// Says in which system the coordinates of an answer are.
fn in_crs(mut answer: Response, crs: Crs) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("<{}>", crs.uri())) {
        answer.headers_mut().insert(CONTENT_CRS, value);
    }
    answer
}

/// One feature.
///
/// The id of a row that has since been grouped with others that say the same leads to the group (301). A
/// site that is no longer published is 410, and the problem says since when and where it can be read.
#[utoipa::path(get, path = "/api/collections/{collectionId}/items/{featureId}", tag = "Features", operation_id = "getItem",
    params(("collectionId" = String, Path, description = "`cameras`, `capture-areas`, `institutions` or `coverage`", example = "cameras"),
        ("featureId" = u32, Path, description = "Id of the feature", example = 1),
        ("crs" = Option<String>, Query, description = "Coordinate reference system of the answer, one of the collection's `crs`; CRS84 by default", example = "http://www.opengis.net/def/crs/EPSG/0/5186"),
        ("as_of" = Option<String>, Query, description = "The feature as it was published then: a date (its last moment in Korea) or a time; ids are the same at all times. The sample is never part of it", example = "2026-05-01"),
        FormAndLanguage),
    responses((status = 200, description = "The feature; a camera site with the rows of the register that say it", content((FeatureItem = "application/geo+json"), (String = "text/html")),
            headers(("Content-Crs"))),
        (status = 301, description = "The row belongs to a group now: `Location` is the group, at the same `as_of`"),
        Conditional, BadParameter,
        (status = 404, description = "No such feature, or not yet at that time", body = Problem, content_type = "application/problem+json"),
        NotAcceptable,
        (status = 410, description = "It was published and is not any more: `removed_at` says since when, `href` where it can be read", body = Problem, content_type = "application/problem+json"),
        CoverageUnready))]
pub async fn item(
    State(state): State<AppState>,
    Path((id, feature_id)): Path<(String, String)>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let collection = named(&id)?;
    let known = ["as_of", "crs"];
    let reader = Reader::new(&state, &headers, query.as_deref(), &known, GEO_JSON)?;
    let params = &reader.params;
    let now = Timestamp::now();
    let as_of = params.as_of(now)?;
    let crs = params.crs()?;
    let id: Option<u32> = feature_id.parse().ok();
    // One address for each feature: without signs and leading zeros.
    let id = id
        .filter(|id| id.to_string() == feature_id)
        .ok_or_else(|| no_such_feature(collection, &feature_id))?;
    let snapshot = match as_of {
        None => state.snapshot(),
        Some(at) => state.snapshot_at(at).await?,
    };
    if collection == Collection::Coverage {
        coverage::ready(&state, &snapshot)?;
    }
    let dataset = &snapshot.dataset;
    let asked = Asked {
        collection,
        crs,
        as_of,
        reader,
    };
    let Some(found) = collection.find(dataset, id) else {
        return whereabouts(&state, dataset, &asked, (id, as_of.unwrap_or(now))).await;
    };
    let tag = asked.tag(dataset, &format!("item {id}"));
    let answer = match asked.reader.form {
        Form::Json => varied(tagged(&headers, &tag, GEO_JSON, || {
            Body::from(written(&asked, dataset, &found))
        })),
        Form::Html => {
            let links = asked.item_links(id);
            html::item(&asked, &headers, &tag, (dataset, &found), &links)?
        }
    };
    Ok(in_crs(answer, crs))
}

/// A feature with what a page of features leaves out: the rows that say it, and links.
fn written(asked: &Asked, dataset: &Dataset, found: &Feature) -> Vec<u8> {
    let mut out = Vec::with_capacity(1500);
    feature::open(&mut out, dataset, found, asked.crs);
    out.push(b'}');
    if let Feature::Camera(site) = found {
        out.extend_from_slice(b",\"member_rows\":");
        feature::write_member_rows(&mut out, dataset, *site);
    }
    if let Some(at) = asked.as_of {
        out.extend_from_slice(b",\"as_of\":");
        write_moment(&mut out, at);
    }
    let all = asked.item_links(found.id(dataset));
    out.extend_from_slice(b",\"links\":");
    out.extend(serde_json::to_vec(&all).unwrap_or_default());
    out.push(b'}');
    out
}
