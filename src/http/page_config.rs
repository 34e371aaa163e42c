//! `/config.json`: what the page needs to know before it draws.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use super::AppState;
use super::error::ApiError;
use super::etag::tagged_json;
use super::ogc::links::JSON;
use super::state::Basemap;
use crate::spatial::Bbox;

#[derive(Serialize)]
struct PageConfig<'a> {
    version: &'static str,
    release: &'a str,
    sample: bool,
    basemap: Option<&'a Basemap>,
    bbox: Option<[f64; 4]>,
    boundaries_attribution: &'static str,
}

/// Settings of the page.
pub async fn page_config(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let snapshot = state.snapshot();
    let config = PageConfig {
        version: env!("CARGO_PKG_VERSION"),
        release: snapshot.dataset.token(),
        sample: snapshot.dataset.has_sample(),
        basemap: state.settings().basemap.as_ref(),
        bbox: snapshot.dataset.bbox().or(Bbox::KOREA).to_array(),
        boundaries_attribution: crate::place::ATTRIBUTION,
    };
    tagged_json(&headers, JSON, &config)
}
