//! `POST /api/capture`: which cameras could have captured a place at a time.
//!
//! A place and a time are personal: they come in the body, never in a query string, and nothing of
//! them is logged.

mod buffer;
mod once;
mod render;
mod request;
pub mod schema;
mod table;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;

use super::AppState;
use super::error::{ApiError, Problem};
use super::negotiate;
use super::ogc::links::GEO_JSON;
use super::openapi::shared::NotAcceptable;
use crate::export::Format;
use crate::quality::Said;
use crate::query::capture as ask;
use schema::{CaptureAnswer, CaptureRequest};

/// Headers of an answer, about.
const HEADERS: usize = 12;
/// Longest body that is read, bytes: a question takes some hundred.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// Which cameras could have captured a place at a time, until when their footage can exist, and whom
/// to ask.
///
/// The answer is a GeoJSON FeatureCollection of the cameras in range, soonest loss of footage first,
/// with the holders as `groups`. Distances are geodesic; buildings are not considered. It never says
/// that something was captured, only that the place lies in a range. Nothing of the question is kept.
///
/// As `text/csv`, where `Accept` prefers it: a row for each camera with its holder, in the same order.
#[utoipa::path(post, path = "/api/capture", tag = "Capture", operation_id = "capture",
    request_body(content = CaptureRequest, content_type = "application/json"),
    responses((status = 200, description = "The cameras in range and their holders", content(
            (CaptureAnswer = "application/geo+json"), (String = "text/csv"))),
        NotAcceptable,
        (status = 400, description = "A member is not known or malformed; `parameter` names it", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is larger than 64 KiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON", body = Problem, content_type = "application/problem+json")))]
pub async fn capture(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    if let Some(query) = request.uri().query() {
        super::params::Params::parse(Some(query), &[])?;
    }
    let form = Written::of(request.headers())?;
    let body = read_body(request).await?;
    let snapshot = state.snapshot();
    let now = Timestamp::now();
    let query = request::parse(&body, now, &snapshot.dataset)?;
    let answer = ask(&snapshot.dataset, state.places(), query);
    let (body, media_type) = match form {
        Written::Json => (buffer::lend(render::answer(&answer, now)), GEO_JSON),
        Written::Csv => {
            let table = table::csv(&answer);
            let table = table.map_err(|error| ApiError::Internal(error.to_string()))?;
            (table.into(), Format::Csv.media_type())
        }
    };
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    // With those that every answer has.
    headers.reserve(HEADERS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// How the answer is written.
#[derive(Clone, Copy)]
enum Written {
    Json,
    Csv,
}

impl Written {
    /// The more welcome one; JSON where both are as welcome.
    fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        let json = negotiate::quality(headers, &[GEO_JSON, "application/json"]);
        match (json, negotiate::quality(headers, &["text/csv"])) {
            (0, 0) => Err(ApiError::NotAcceptable(format!("{GEO_JSON}, text/csv"))),
            (json, csv) if csv > json => Ok(Self::Csv),
            _ => Ok(Self::Json),
        }
    }
}

/// The body, if it is JSON and not too long.
async fn read_body(mut request: Request) -> Result<Bytes, ApiError> {
    let media_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let is_json = media_type.is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
            || essence.to_ascii_lowercase().ends_with("+json")
    });
    // Nothing unpacks a body.
    let is_plain = request
        .headers()
        .get(header::CONTENT_ENCODING)
        .is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if !is_json || !is_plain {
        return Err(ApiError::MediaType);
    }
    DefaultBodyLimit::max(MAX_BODY_BYTES).apply(&mut request);
    Bytes::from_request(request, &())
        .await
        .map_err(|rejection: BytesRejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                ApiError::TooLarge(MAX_BODY_BYTES)
            } else {
                ApiError::Body(Said::new(
                    "본문을 끝까지 읽지 못했습니다",
                    "the body could not be read to its end",
                ))
            }
        })
}

/// The answer as the API gives it.
#[must_use]
pub fn answer_json(answer: &crate::query::Answer<'_>, now: Timestamp) -> Vec<u8> {
    render::answer(answer, now)
}
