//! `/api/coverage`: how much ground the cameras of each institution and purpose cover together.

mod document;
mod worker;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::AppState;
use super::error::{ApiError, Problem};
use super::etag::tagged_document;
use super::negotiate::Form;
use super::ogc::links::JSON;
use super::ogc::reader::{Reader, varied};
use super::openapi::shared::{BadParameter, Conditional, FormAndLanguage, NotAcceptable};
use super::state::Snapshot;
use crate::coverage::Coverage;
use crate::quality::Said;

use document::Report;
pub use worker::Worker;

/// Address of the figures.
const PATH: &str = "/api/coverage";

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
        FormAndLanguage),
    responses((status = 200, description = "The areas", content((Report = "application/json"), (String = "text/html"))),
        Conditional, BadParameter, NotAcceptable,
        (status = 503, description = "The areas are being computed; Retry-After tells when to ask again", body = Problem, content_type = "application/problem+json")))]
pub async fn coverage(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let known = ["institution", "purpose"];
    let reader = Reader::new(&state, &headers, query.as_deref(), &known, JSON)?;
    let params = &reader.params;
    let snapshot = state.snapshot();
    let dataset = &snapshot.dataset;
    let (institutions, purposes) = (params.institutions(dataset)?, params.purposes()?);
    let coverage = ready(&state, &snapshot)?;
    let report = || {
        let mut links = reader.self_links(PATH);
        links.push(reader.links.to(
            "/api/collections/coverage",
            "related",
            JSON,
            "The ground itself, as a collection of features",
        ));
        let institutions = institutions.as_deref();
        Report::new(dataset, &coverage, institutions, purposes, links)
    };
    let tag = reader.tag(dataset.token(), "coverage");
    match reader.form {
        Form::Json => tagged_document(&headers, &tag, JSON, report).map(varied),
        Form::Html => reader.page_of(&headers, &tag, "coverage.html", || {
            context! {
                coverage => Value::from(Serde(&report())),
                base => reader.links.base(),
                attribution => crate::place::ATTRIBUTION,
            }
        }),
    }
}
