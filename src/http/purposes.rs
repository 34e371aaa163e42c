//! `/api/purposes`: the taxonomy of purposes with what is loaded of each.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::AppState;
use super::error::ApiError;
use super::etag::tagged_json;
use super::ogc::links::JSON;
use super::openapi::shared::{NotModified, UnknownParameter};
use super::params::Params;
use crate::model::Purpose;
use crate::model::purpose::purposes as table;

/// The purposes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Purposes {
    /// In the order of the legend.
    pub purposes: Vec<PurposeSummary>,
}

/// A purpose (설치목적구분) and how many cameras have it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurposeSummary {
    /// Code used in every output.
    pub code: Purpose,
    /// Korean name.
    pub name_ko: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Value in 전국CCTV표준데이터.
    pub national_value: &'static str,
    /// Usual range, metres: used only as an assumption where nobody states one.
    pub default_range_m: Option<f64>,
    /// Sites loaded.
    pub sites: usize,
    /// Sum of their stated camera counts.
    pub units: u64,
}

/// The purposes and how many cameras have each.
#[utoipa::path(get, path = "/api/purposes", tag = "Registers", operation_id = "getPurposes",
    responses((status = 200, description = "The purposes", body = Purposes),
        NotModified, UnknownParameter))]
pub async fn purposes(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    Params::parse(query.as_deref(), &["f"])?.json_only()?;
    let snapshot = state.snapshot();
    let purposes = Purpose::ALL
        .into_iter()
        .zip(snapshot.dataset.purpose_counts())
        .map(|(code, &(sites, units))| {
            let entry = table().entry(code);
            PurposeSummary {
                code,
                name_ko: &entry.name_ko,
                name_en: &entry.name_en,
                national_value: &entry.national_value,
                default_range_m: entry.default_range_m,
                sites,
                units,
            }
        })
        .collect();
    tagged_json(&headers, JSON, &Purposes { purposes })
}
