//! `/api/` and `/api/conformance`.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{Redirect, Response};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::entry::Entry;
use super::links::{HTML, JSON, Link, Links, OPENAPI, OPENAPI_30};
use super::reader::Reader;
use super::tiles::matrix_sets;
use crate::http::AppState;
use crate::http::changes;
use crate::http::error::ApiError;
use crate::http::openapi::shared::{Conditional, FormAndLanguage, NotAcceptable, UnknownParameter};
use crate::quality::Said;
use crate::query::Collection;

/// Standards that this API keeps in full.
const CONFORMANCE: [&str; 31] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/tilesetmetadata",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilesetmetadata",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/array-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic",
];

/// Where the API begins.
#[derive(Debug, Serialize, ToSchema)]
pub struct Landing {
    /// Title.
    pub title: &'static str,
    /// What it is.
    pub description: &'static str,
    /// True while any served register is a sample made by the product.
    pub sample: bool,
    /// The resources.
    pub links: Vec<Link>,
}

/// The standards that the API keeps.
#[derive(Debug, Serialize, ToSchema)]
pub struct Conformance {
    /// Conformance classes.
    #[serde(rename = "conformsTo")]
    pub conforms_to: [&'static str; CONFORMANCE.len()],
    /// This document, and it as a page.
    pub links: Vec<Link>,
}

/// `/api` leads to `/api/`, with the parameters.
pub async fn to_landing(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Redirect {
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let links = Links::new(&state, &headers);
    Redirect::permanent(&format!("{}/api/{query}", links.base()))
}

/// Landing page: where every resource is.
#[utoipa::path(get, path = "/api/", tag = "Capabilities", operation_id = "getLandingPage",
    responses((status = 200, description = "Links to the resources", content((Landing = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter, NotAcceptable),
    params(FormAndLanguage))]
pub async fn landing(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let links = &reader.links;
    let to = |path: &str, rel, media_type, title| links.to(path, rel, media_type, title);
    let mut all = reader.self_links("/api/");
    all.extend([
        to(
            "/api/openapi.json?f=oas30",
            "service-desc",
            OPENAPI_30,
            "API document (OpenAPI 3.0)",
        ),
        to(
            "/api/openapi.json?f=oas31",
            "service-desc",
            OPENAPI,
            "API document (OpenAPI 3.1)",
        ),
        to("/api/docs/", "service-doc", HTML, "API reference"),
        to(
            "/api/conformance",
            "conformance",
            JSON,
            "Conformance classes",
        ),
        to("/api/collections", "data", JSON, "Collections"),
        to(
            "/api/institutions",
            "related",
            JSON,
            "Institutions and their policies",
        ),
        to(
            "/api/downloads",
            "related",
            JSON,
            "Whole registers as files",
        ),
        to(
            "/api/dcat.jsonld",
            "related",
            crate::http::downloads::dcat::JSON_LD,
            "Catalogue (DCAT 3)",
        ),
        to(
            "/api/coverage",
            "related",
            JSON,
            "Ground that cameras may capture, in square kilometres",
        ),
        to("/api/purposes", "related", JSON, "Purposes"),
        to(
            changes::PATH,
            "related",
            JSON,
            "What each publication added, changed and removed",
        ),
        to(
            matrix_sets::PATH,
            matrix_sets::TILING_SCHEMES,
            JSON,
            "Tile matrix sets",
        ),
    ]);
    let snapshot = state.snapshot();
    let landing = Landing {
        title: "Siya 시야: public cameras of Korean local governments",
        description: "Registers of fixed CCTV cameras with their capture ranges, as published under article 25 of the \
            Personal Information Protection Act, and the answer to which of them could have captured a place.",
        sample: snapshot.dataset.has_sample(),
        links: all,
    };
    let entries: Vec<Entry> = Collection::ALL
        .map(|collection| Entry::of(collection, links))
        .into();
    let page = json!({
        "title": Said::new("시야 API", "Siya API"),
        "lead": Said::new(
            "지방자치단체가 공개한 고정형 CCTV 대장과 촬영범위입니다. 열쇠도 계정도 필요 없습니다.",
            landing.description,
        ),
        "entries": entries,
    });
    let tag = reader.tag(snapshot.dataset.token(), "landing");
    reader.answer(&headers, &tag, &landing, page)
}

/// Conformance classes.
#[utoipa::path(get, path = "/api/conformance", tag = "Capabilities", operation_id = "getConformance",
    responses((status = 200, description = "Conformance classes", content((Conformance = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter, NotAcceptable),
    params(FormAndLanguage))]
pub async fn conformance(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let document = Conformance {
        conforms_to: CONFORMANCE,
        links: reader.self_links("/api/conformance"),
    };
    let entries: Vec<Entry> = CONFORMANCE
        .map(|class| Entry {
            href: class.to_owned(),
            title: Said::new(class, class),
            text: None,
        })
        .into();
    let page = json!({
        "title": Said::new("지키는 표준", "Conformance"),
        "crumbs": Entry::crumbs(&reader.links, &[]),
        "entries": entries,
    });
    let tag = reader.tag(env!("CARGO_PKG_VERSION"), "conformance");
    reader.answer(&headers, &tag, &document, page)
}
