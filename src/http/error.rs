//! Every error as a problem document (RFC 9457); the only place that knows status codes of errors.

use std::any::Any;

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::pages::ErrorPage;

/// Media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem document.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Stable name of the kind of problem.
    #[schema(example = "urn:siya:problem:invalid-parameter")]
    pub r#type: String,
    /// The kind in words.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What was wrong and what was expected.
    pub detail: String,
    /// Name of the parameter or member at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
}

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// A parameter or a member of the body is not what was expected, or not known.
    #[error("\"{parameter}\" {detail}")]
    Parameter {
        /// Its name.
        parameter: String,
        /// What was expected.
        detail: String,
    },
    /// The body is not JSON, or not an object.
    #[error("{0}")]
    Body(String),
    /// The resource does not exist.
    #[error("{0}")]
    NotFound(String),
    /// The body is larger than is read.
    #[error("the body is larger than {0} bytes")]
    TooLarge(usize),
    /// The body is not of a media type that is read.
    #[error("the body must be application/json")]
    MediaType,
    /// Our fault; the detail goes to the log, not to the client.
    #[error("the server failed")]
    Internal(String),
}

impl ApiError {
    /// A parameter at fault.
    pub fn parameter(parameter: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Parameter {
            parameter: parameter.into(),
            detail: detail.into(),
        }
    }

    /// The HTTP status that it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.kind().0
    }

    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Parameter { .. } => (
                StatusCode::BAD_REQUEST,
                "invalid-parameter",
                "Invalid parameter",
            ),
            Self::Body(_) => (StatusCode::BAD_REQUEST, "invalid-body", "Invalid body"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not-found", "Not found"),
            Self::TooLarge(_) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "body-too-large",
                "Body too large",
            ),
            Self::MediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "Unsupported media type",
            ),
            Self::Internal(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Internal error",
            ),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, kind, title) = self.kind();
        if let Self::Internal(detail) = &self {
            tracing::error!(detail, "a request failed");
        }
        let detail = self.to_string();
        let parameter = match self {
            Self::Parameter { parameter, .. } => Some(parameter),
            _ => None,
        };
        problem(status, kind, title, detail, parameter)
    }
}

fn problem(
    status: StatusCode,
    kind: &str,
    title: &'static str,
    detail: String,
    parameter: Option<String>,
) -> Response {
    let body = Problem {
        r#type: format!("urn:siya:problem:{kind}"),
        title,
        status: status.as_u16(),
        detail,
        parameter,
    };
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Answers paths that no route has.
pub async fn no_such_route() -> ApiError {
    ApiError::NotFound("there is nothing at this address; the API begins at /api/".to_owned())
}

/// Answers a request whose handler panicked.
#[must_use]
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    ApiError::Internal("a handler panicked".to_owned()).into_response()
}

/// Turns an error that the framework answered by itself into a problem document, and answers OPTIONS
/// on every route with its methods.
pub fn problem_document(method: &Method, response: Response) -> Response {
    let status = response.status();
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(PROBLEM_JSON.as_bytes()));
    let is_page = response.extensions().get::<ErrorPage>().is_some();
    if is_problem || is_page {
        return response;
    }
    if method == Method::OPTIONS && status == StatusCode::METHOD_NOT_ALLOWED {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        answer.headers_mut().extend(
            response
                .headers()
                .get(header::ALLOW)
                .map(|allow| (header::ALLOW, allow.clone())),
        );
        return answer;
    }
    let (kind, title, detail) = match status {
        StatusCode::METHOD_NOT_ALLOWED => (
            "method-not-allowed",
            "Method not allowed",
            "this resource does not answer this method; see Allow",
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "unavailable",
            "Unavailable",
            "the request took too long or the server is busy; try again shortly",
        ),
        StatusCode::BAD_REQUEST => ("bad-request", "Bad request", "the request cannot be read"),
        _ if status.is_server_error() => ("internal", "Internal error", "the server failed"),
        _ => (
            "refused",
            "Request refused",
            "the request cannot be answered",
        ),
    };
    let mut answer = problem(status, kind, title, detail.to_owned(), None);
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}
