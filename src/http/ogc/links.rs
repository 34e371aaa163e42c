//! Links between resources, absolute and typed.

use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::AppState;
use crate::http::forwarded::origin;

/// Media type of GeoJSON.
pub const GEO_JSON: &str = "application/geo+json";
/// Media type of JSON.
pub const JSON: &str = "application/json";
/// Media type of a JSON Schema.
pub const JSON_SCHEMA: &str = "application/schema+json";
/// Media type of Mapbox vector tiles.
pub const MVT: &str = "application/vnd.mapbox-vector-tile";
/// Media type of the API document.
pub const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.1";
/// Media type of the API document in the version that older readers know.
pub const OPENAPI_30: &str = "application/vnd.oai.openapi+json;version=3.0";
/// Media type of pages for people.
pub const HTML: &str = "text/html";

/// A link to another resource.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Link {
    /// Address.
    pub href: String,
    /// What it is to this resource.
    pub rel: &'static str,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// Words for people.
    pub title: &'static str,
    /// The address is a template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub templated: Option<bool>,
    /// Length of what is linked, bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
}

/// A path with a query string, if that says anything.
#[must_use]
pub fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// Makes links under the address by which the client reached the service.
#[derive(Debug, Clone)]
pub struct Links {
    base: String,
}

impl Links {
    /// The configured public address, or else what the request says (`http::forwarded`).
    #[must_use]
    pub fn new(state: &AppState, headers: &HeaderMap) -> Self {
        let configured = state.settings().public_url.clone();
        Self {
            base: configured.or_else(|| origin(headers)).unwrap_or_default(),
        }
    }

    /// The address before the path.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A link to a path of this service.
    #[must_use]
    pub fn to(
        &self,
        path: &str,
        rel: &'static str,
        media_type: &'static str,
        title: &'static str,
    ) -> Link {
        Link {
            href: format!("{}{path}", self.base),
            rel,
            media_type,
            title,
            templated: None,
            length: None,
        }
    }
}
