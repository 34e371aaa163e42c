//! The API document, made from the routes, and the reference made from it.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Router};
use utoipa::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::AppState;
use super::etag::{etag, tagged};
use super::ogc::links::OPENAPI;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Siya 시야",
        description = "Public cameras of Korean local governments: registers with capture ranges as open data, and the \
            answer to which cameras could have captured a place, until when the footage can exist and whom to ask.\n\n\
            Coordinates are CRS84 (longitude, latitude); distances are metres; errors are RFC 9457 problem documents; \
            unknown parameters are errors. No key, no account, no cookie.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "Capabilities", description = "What this API is and can do"),
        (name = "Features", description = "Camera sites as GeoJSON (OGC API - Features)"),
        (name = "Tiles", description = "Camera sites as vector tiles (OGC API - Tiles)"),
        (name = "Capture", description = "Which cameras could have captured a place"),
        (name = "Registers", description = "Institutions, their policies, and purposes"),
        (name = "Operations", description = "For those who run the service")
    )
)]
struct Base;

/// The document without paths.
#[must_use]
pub fn base() -> utoipa::openapi::OpenApi {
    Base::openapi()
}

/// The whole document as it is served and kept in `openapi/openapi.json`.
#[must_use]
pub fn document_text() -> String {
    Document::new(&super::api().into_openapi()).0.to_string()
}

/// The finished document.
#[derive(Clone)]
pub struct Document(std::sync::Arc<str>);

impl Document {
    pub(super) fn new(document: &utoipa::openapi::OpenApi) -> Self {
        let mut text = document.to_pretty_json().unwrap_or_default();
        text.push('\n');
        Self(text.into())
    }
}

/// The API document (OpenAPI 3.1).
#[utoipa::path(get, path = "/api/openapi.json", tag = "Capabilities", operation_id = "getApiDocument",
    responses((status = 200, description = "This document", body = Object, content_type = "application/vnd.oai.openapi+json;version=3.1"),
        (status = 304, description = "Not changed since the tag of If-None-Match")))]
pub async fn document(Extension(document): Extension<Document>, headers: HeaderMap) -> Response {
    let tag = etag(env!("CARGO_PKG_VERSION"), &["openapi", &document.0]);
    tagged(&headers, &tag, OPENAPI, || {
        Body::from(document.0.to_string())
    })
}

/// The reference at `/api/docs/`, from files inside the binary.
pub fn browsable() -> Router<AppState> {
    SwaggerUi::new("/api/docs")
        .config(Config::from("/api/openapi.json").validator_url("none"))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_document_is_the_one_that_is_served() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == document_text(),
            "openapi/openapi.json is stale: run `make bless`"
        );
    }
}
