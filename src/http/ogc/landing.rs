//! `/api/` and `/api/conformance`.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::links::{JSON, Link, Links, OPENAPI};
use crate::http::AppState;
use crate::http::error::{ApiError, Problem};
use crate::http::params::Params;

/// Standards that this API keeps in full.
const CONFORMANCE: [&str; 19] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
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
}

/// `/api` leads to `/api/`.
pub async fn to_landing() -> Redirect {
    Redirect::permanent("/api/")
}

/// Landing page: where every resource is.
#[utoipa::path(get, path = "/api/", tag = "Capabilities", operation_id = "getLandingPage",
    responses((status = 200, description = "Links to the resources", body = Landing),
        (status = 400, description = "Unknown parameter", body = Problem, content_type = "application/problem+json")),
    params(("f" = Option<String>, Query, description = "Only `json` is offered")))]
pub async fn landing(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    Params::parse(query.as_deref(), &["f"])?.json_only()?;
    let links = Links::new(&state, &headers);
    let landing = Landing {
        title: "Siya 시야: public cameras of Korean local governments",
        description: "Registers of fixed CCTV cameras with their capture ranges, as published under article 25 of the \
            Personal Information Protection Act, and the answer to which of them could have captured a place.",
        sample: state.snapshot().dataset.has_sample(),
        links: vec![
            links.to("/api/", "self", JSON, "This document"),
            links.to("/api/openapi.json", "service-desc", OPENAPI, "API document"),
            links.to("/api/docs/", "service-doc", "text/html", "API reference"),
            links.to(
                "/api/conformance",
                "conformance",
                JSON,
                "Conformance classes",
            ),
            links.to("/api/collections", "data", JSON, "Collections"),
            links.to(
                "/api/institutions",
                "related",
                JSON,
                "Institutions and their policies",
            ),
            links.to("/api/purposes", "related", JSON, "Purposes"),
        ],
    };
    Ok(Json(landing).into_response())
}

/// Conformance classes.
#[utoipa::path(get, path = "/api/conformance", tag = "Capabilities", operation_id = "getConformance",
    responses((status = 200, description = "Conformance classes", body = Conformance),
        (status = 400, description = "Unknown parameter", body = Problem, content_type = "application/problem+json")),
    params(("f" = Option<String>, Query, description = "Only `json` is offered")))]
pub async fn conformance(RawQuery(query): RawQuery) -> Result<Json<Conformance>, ApiError> {
    Params::parse(query.as_deref(), &["f"])?.json_only()?;
    Ok(Json(Conformance {
        conforms_to: CONFORMANCE,
    }))
}
