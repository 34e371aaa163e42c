//! The built page, embedded in the binary; a notice where the page was not built.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::error::ApiError;
use super::etag::{etag, tagged};
use crate::model::hex::hex;
use crate::place::SIGUNGU_TOPOJSON;

/// `web/dist` as it was when the binary was built; `build.rs` puts a notice there when it is missing.
#[derive(RustEmbed)]
#[folder = "$SIYA_WEB_DIST"]
struct Web;

/// The page.
pub async fn index(headers: HeaderMap) -> Result<Response, ApiError> {
    serve("index.html", &headers)
}

/// The page's icon.
pub async fn favicon(headers: HeaderMap) -> Result<Response, ApiError> {
    serve("favicon.svg", &headers)
}

/// Scripts and styles; their names hold a hash of their content, so they may be kept for ever.
pub async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let mut response = serve(&format!("assets/{path}"), &headers)?;
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    Ok(response)
}

/// The outlines of the municipalities.
pub async fn boundaries(headers: HeaderMap) -> Response {
    let tag = etag(env!("CARGO_PKG_VERSION"), &[SIGUNGU_TOPOJSON]);
    tagged(&headers, &tag, "application/json", || {
        Body::from(SIGUNGU_TOPOJSON)
    })
}

fn serve(path: &str, headers: &HeaderMap) -> Result<Response, ApiError> {
    let file: EmbeddedFile = Web::get(path).ok_or_else(|| {
        ApiError::not_found(
            "이 주소에는 아무것도 없습니다",
            "there is nothing at this address",
        )
    })?;
    let hash = file.metadata.sha256_hash();
    let tag = format!("\"{}\"", hex(&hash[..6]));
    let mut response = tagged(headers, &tag, "application/octet-stream", || {
        Body::from(file.data.into_owned())
    });
    if response.headers().contains_key(header::CONTENT_TYPE) {
        let mut media_type = mime_guess::from_path(path)
            .first_or_octet_stream()
            .to_string();
        if media_type.starts_with("text/") {
            media_type.push_str("; charset=utf-8");
        }
        if let Ok(media_type) = HeaderValue::from_str(&media_type) {
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, media_type);
        }
    }
    Ok(response)
}
