//! `/api/coverage`: how much ground the cameras of each institution and purpose cover together.

mod document;
mod worker;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::AppState;
use super::error::{ApiError, Problem};
use super::etag::{etag, tagged_document};
use super::negotiate::{self, Form, VARY};
use super::ogc::links::{HTML, JSON, Link, Links};
use super::openapi::shared::{BadParameter, Conditional, NotAcceptable};
use super::pages;
use super::params::Params;
use super::state::Snapshot;
use crate::coverage::Coverage;
use crate::quality::Said;

use document::Report;
pub use worker::Worker;

/// The query parameters.
const KNOWN: [&str; 4] = ["institution", "purpose", "f", "lang"];

/// The covered areas of a state, or 503 while they are being computed.
pub(super) fn ready(state: &AppState, snapshot: &Arc<Snapshot>) -> Result<Arc<Coverage>, ApiError> {
    state.coverage(snapshot).ok_or_else(|| {
        ApiError::NotReady(Said::new(
            "촬영 가능 범위를 계산하고 있습니다. 잠시 뒤에 다시 요청하십시오",
            "covered areas are being computed; ask again shortly",
        ))
    })
}

/// How much ground the cameras may capture, in square kilometres, by institution and purpose: what the
/// registers and policies state and what is assumed apart, each place counted once. An area, and no statement
/// on safety.
///
/// `institution` and `purpose` choose entries of the lists; totals are always of all purposes. The ground
/// itself is the collection `coverage`.
#[utoipa::path(get, path = "/api/coverage", tag = "Registers", operation_id = "getCoverage",
    params(("institution" = Option<String>, Query, description = "Codes of institutions, parted by commas", example = "3040000"),
        ("purpose" = Option<String>, Query, description = "Codes of purposes, parted by commas", example = "crime,child"),
        ("f" = Option<String>, Query, description = "`json` or `html`; otherwise `Accept` decides", example = "json"),
        ("lang" = Option<String>, Query, description = "Language of the page, `ko` or `en`; otherwise `Accept-Language` decides", example = "en")),
    responses((status = 200, description = "The areas", content((Report = "application/json"), (String = "text/html"))),
        Conditional, BadParameter, NotAcceptable,
        (status = 503, description = "The areas are being computed; Retry-After tells when to ask again", body = Problem, content_type = "application/problem+json")))]
pub async fn coverage(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let params = Params::parse(query.as_deref(), &KNOWN)?;
    let form = negotiate::page_or(JSON, &params, &headers)?;
    let lang = negotiate::lang(&params, &headers)?;
    let snapshot = state.snapshot();
    let dataset = &snapshot.dataset;
    let (institutions, purposes) = (params.institutions(dataset)?, params.purposes()?);
    let coverage = ready(&state, &snapshot)?;
    let links = Links::new(&state, &headers);
    let report = || {
        let institutions = institutions.as_deref();
        let links = related(&links, &params);
        Report::new(dataset, &coverage, institutions, purposes, links)
    };
    let resource = ["coverage", links.base(), &params.with(&[])];
    let tag = |form: &[&str]| etag(dataset.token(), &[&resource[..], form].concat());
    if form == Form::Json {
        let mut response = tagged_document(&headers, &tag(&["json"]), JSON, report)?;
        response.headers_mut().insert(header::VARY, VARY);
        return Ok(response);
    }
    let (own, other) = (negotiate::code(lang), negotiate::other_code(lang));
    let tag = tag(&["html", own]);
    pages::page_later(&headers, &tag, ("coverage.html", lang), || {
        context! {
            coverage => Value::from(Serde(&report())),
            query => params.with(&[("lang", other.to_owned())]),
            base => links.base(),
            attribution => crate::place::ATTRIBUTION,
            stylesheet => false,
        }
    })
}

fn related(links: &Links, params: &Params) -> Vec<Link> {
    let at = |form: &str| {
        let query = params.with(&[("f", form.to_owned())]);
        format!("/api/coverage?{query}")
    };
    vec![
        links.to(&at("json"), "self", JSON, "This document"),
        links.to(&at("html"), "alternate", HTML, "As a page"),
        links.to(
            "/api/collections/coverage",
            "related",
            JSON,
            "The ground itself, as a collection of features",
        ),
    ]
}
