//! `/healthz` and `/readyz`, for those who run the service; the API document describes them below `/api`, as
//! all of its paths are.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::AppState;
use super::error::ApiError;
use super::openapi::shared::UnknownParameter;
use super::params::Params;

/// What is true now is asked for anew each time.
const NOT_KEPT: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// State of the service.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    pub status: &'static str,
    /// Version of the program.
    pub version: &'static str,
}

/// What is being served.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// Always `ready`.
    pub status: &'static str,
    /// Name of the served dataset; changes with every release.
    pub dataset: String,
    /// Number of camera sites.
    pub sites: usize,
    /// Number of registers.
    pub registers: usize,
}

/// Whether the process answers.
#[utoipa::path(get, path = "/api/healthz", tag = "Operations", operation_id = "getHealth",
    responses((status = 200, description = "The process answers", body = Health),
        UnknownParameter))]
pub async fn healthz(RawQuery(query): RawQuery) -> Result<impl IntoResponse, ApiError> {
    Params::parse(query.as_deref(), &[])?;
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    };
    Ok((NOT_KEPT, Json(health)))
}

/// Whether a dataset is being served.
#[utoipa::path(get, path = "/api/readyz", tag = "Operations", operation_id = "getReadiness",
    responses((status = 200, description = "A dataset is being served", body = Readiness),
        UnknownParameter))]
pub async fn readyz(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<impl IntoResponse, ApiError> {
    Params::parse(query.as_deref(), &[])?;
    let snapshot = state.snapshot();
    let readiness = Readiness {
        status: "ready",
        dataset: snapshot.dataset.token().to_owned(),
        sites: snapshot.dataset.len(),
        registers: snapshot.dataset.releases().len(),
    };
    Ok((NOT_KEPT, Json(readiness)))
}
