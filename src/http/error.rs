//! Every error as a problem document (RFC 9457) in the language of the reader; the only place that knows
//! status codes of errors.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::negotiate::{self, Form};
use super::pages;
use crate::import::Lang;
use crate::quality::Said;

/// Media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// After how many seconds to ask again for what is being made.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("5");

/// A problem document. `title` and `detail` are in Korean or English by `Accept-Language`, as
/// `Content-Language` says; all other members are the same in both.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Stable name of the kind of problem.
    #[schema(example = "urn:siya:problem:invalid-parameter")]
    pub r#type: String,
    /// The kind in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What was wrong and what was expected.
    pub detail: String,
    /// Name of the parameter or member at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// When what is gone ceased to be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub removed_at: Option<String>,
    /// Where what is gone can be read as it was published last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// Why a request is not answered.
#[derive(Debug)]
pub enum ApiError {
    /// A parameter or a member of the body is not what was expected, or not known.
    Parameter {
        /// Its name.
        parameter: String,
        /// What was expected.
        detail: Said,
    },
    /// The body is not JSON, or not an object.
    Body(Said),
    /// The address or a header of the request is not what the protocol asks for.
    Request(Said),
    /// The resource does not exist.
    NotFound(Said),
    /// The resource was published once and is not any more.
    Gone(Box<Gone>),
    /// A file of another state than the published one.
    Superseded {
        /// Which, and what is in its place.
        detail: Said,
        /// Where the present one is.
        href: String,
    },
    /// The answer is being made; the client is told when to ask again.
    NotReady(Said),
    /// The answer would take longer than may be, and would again.
    TooSlow(Said),
    /// The body is larger than is read.
    TooLarge(usize),
    /// The body is not of a media type that is read.
    MediaType,
    /// No form of the resource is one that the reader accepts; those that there are.
    NotAcceptable(String),
    /// Our fault; the detail goes to the log, not to the client.
    Internal(String),
}

/// Something that was published once.
#[derive(Debug)]
pub struct Gone {
    /// What it is, and since when it is gone.
    pub detail: Said,
    /// When it ceased to be published.
    pub since: Timestamp,
    /// Where it can be read as it was published last.
    pub href: String,
}

impl ApiError {
    /// A parameter at fault, with what was expected in Korean and in English.
    pub fn parameter(
        parameter: impl Into<String>,
        ko: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::said_of(parameter, Said::new(ko, en))
    }

    /// A parameter at fault.
    pub fn said_of(parameter: impl Into<String>, detail: Said) -> Self {
        Self::Parameter {
            parameter: parameter.into(),
            detail,
        }
    }

    /// A resource that does not exist, in Korean and in English.
    pub fn not_found(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self::NotFound(Said::new(ko, en))
    }

    /// A request that cannot be read, in Korean and in English.
    pub fn request(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Request(Said::new(ko, en))
    }

    /// What was wrong and what was expected.
    #[must_use]
    pub fn detail(&self) -> Said {
        match self {
            Self::Parameter { parameter, detail } => Said::new(
                format!("\"{parameter}\": {}", detail.ko),
                format!("\"{parameter}\" {}", detail.en),
            ),
            Self::Body(detail)
            | Self::Request(detail)
            | Self::NotFound(detail)
            | Self::NotReady(detail)
            | Self::TooSlow(detail)
            | Self::Superseded { detail, .. } => detail.clone(),
            Self::Gone(gone) => gone.detail.clone(),
            Self::TooLarge(limit) => Said::new(
                format!("본문이 {limit}바이트보다 큽니다"),
                format!("the body is larger than {limit} bytes"),
            ),
            Self::MediaType => Said::new(
                "본문은 압축하지 않은 application/json이어야 합니다",
                "the body must be application/json without a content coding",
            ),
            Self::NotAcceptable(offered) => Said::new(
                format!("Accept 헤더가 받는 형식이 없습니다. 있는 형식: {offered}"),
                format!("nothing fits the Accept header; offered are: {offered}"),
            ),
            Self::Internal(_) => Said::new("서버에서 처리하지 못했습니다", "the server failed"),
        }
    }

    fn kind(&self) -> (StatusCode, &'static str, [&'static str; 2]) {
        match self {
            Self::Parameter { .. } => (
                StatusCode::BAD_REQUEST,
                "invalid-parameter",
                ["잘못된 매개변수", "Invalid parameter"],
            ),
            Self::Body(_) => (
                StatusCode::BAD_REQUEST,
                "invalid-body",
                ["잘못된 본문", "Invalid body"],
            ),
            Self::Request(_) => (
                StatusCode::BAD_REQUEST,
                "bad-request",
                ["잘못된 요청", "Bad request"],
            ),
            Self::NotFound(_) => (
                StatusCode::NOT_FOUND,
                "not-found",
                ["찾을 수 없음", "Not found"],
            ),
            Self::NotReady(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "not-ready",
                ["준비 중", "Not ready"],
            ),
            Self::TooSlow(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "too-slow",
                ["너무 오래 걸리는 요청", "Request takes too long"],
            ),
            Self::Gone(_) | Self::Superseded { .. } => (
                StatusCode::GONE,
                "gone",
                ["더는 게시되지 않음", "No longer published"],
            ),
            Self::TooLarge(_) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "body-too-large",
                ["너무 큰 본문", "Body too large"],
            ),
            Self::MediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                ["지원하지 않는 형식", "Unsupported media type"],
            ),
            Self::NotAcceptable(_) => (
                StatusCode::NOT_ACCEPTABLE,
                "not-acceptable",
                ["받을 수 있는 형식 없음", "Not acceptable"],
            ),
            Self::Internal(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                ["서버 오류", "Internal error"],
            ),
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail().en)
    }
}

impl std::error::Error for ApiError {}

impl IntoResponse for ApiError {
    /// The status and the words in both languages: [`problem_document`] writes them in one.
    fn into_response(self) -> Response {
        let (status, kind, title) = self.kind();
        if let Self::Internal(detail) = &self {
            tracing::error!(detail, "a request failed");
        }
        let mut problem = Told::new(kind, title, self.detail());
        let mut response = status.into_response();
        match self {
            Self::Parameter { parameter, .. } => problem.parameter = Some(parameter),
            Self::Gone(gone) => {
                problem.removed_at = Some(gone.since.to_string());
                problem.href = Some(gone.href);
            }
            Self::Superseded { href, .. } => problem.href = Some(href),
            Self::NotReady(_) => {
                let headers = response.headers_mut();
                headers.insert(header::RETRY_AFTER, RETRY_SECONDS);
            }
            _ => {}
        }
        response.extensions_mut().insert(Arc::new(problem));
        response
    }
}

/// A problem in both languages.
struct Told {
    kind: &'static str,
    title: [&'static str; 2],
    detail: Said,
    parameter: Option<String>,
    removed_at: Option<String>,
    href: Option<String>,
}

impl Told {
    fn new(kind: &'static str, title: [&'static str; 2], detail: Said) -> Self {
        Self {
            kind,
            title,
            detail,
            parameter: None,
            removed_at: None,
            href: None,
        }
    }

    /// What the framework answers by itself.
    fn of_status(status: StatusCode) -> Self {
        let (kind, title, ko, en) = match status {
            StatusCode::METHOD_NOT_ALLOWED => (
                "method-not-allowed",
                ["허용되지 않는 메서드", "Method not allowed"],
                "이 주소는 이 메서드에 답하지 않습니다. Allow 헤더를 보십시오",
                "this resource does not answer this method; see Allow",
            ),
            StatusCode::SERVICE_UNAVAILABLE => (
                "unavailable",
                ["지금 답할 수 없음", "Unavailable"],
                "요청이 너무 오래 걸렸거나 서버가 바쁩니다. 잠시 뒤에 다시 시도하십시오",
                "the request took too long or the server is busy; try again shortly",
            ),
            StatusCode::RANGE_NOT_SATISFIABLE => (
                "range-not-satisfiable",
                ["범위를 벗어남", "Range not satisfiable"],
                "요청한 범위가 파일 밖에 있거나 여러 개입니다. Content-Range가 파일의 길이입니다",
                "the range lies outside the file, or there are several; Content-Range has its length",
            ),
            StatusCode::PRECONDITION_FAILED => (
                "precondition-failed",
                ["조건이 맞지 않음", "Precondition failed"],
                "지금 여기 있는 것은 If-Match나 If-Unmodified-Since가 가리키는 것이 아닙니다",
                "what is here now is not what If-Match or If-Unmodified-Since means",
            ),
            StatusCode::BAD_REQUEST => (
                "bad-request",
                ["잘못된 요청", "Bad request"],
                "요청을 읽을 수 없습니다",
                "the request cannot be read",
            ),
            _ if status.is_server_error() => (
                "internal",
                ["서버 오류", "Internal error"],
                "서버에서 처리하지 못했습니다",
                "the server failed",
            ),
            _ => (
                "refused",
                ["거절된 요청", "Request refused"],
                "이 요청에는 답할 수 없습니다",
                "the request cannot be answered",
            ),
        };
        Self::new(kind, title, Said::new(ko, en))
    }

    fn in_language(&self, status: StatusCode, lang: Lang) -> Problem {
        Problem {
            r#type: format!("urn:siya:problem:{}", self.kind),
            title: self.title[usize::from(lang == Lang::En)].to_owned(),
            status: status.as_u16(),
            detail: self.detail.get(lang).to_owned(),
            parameter: self.parameter.clone(),
            removed_at: self.removed_at.clone(),
            href: self.href.clone(),
        }
    }
}

/// Of a path that no route has.
#[must_use]
pub fn no_such_route() -> ApiError {
    ApiError::not_found(
        "이 주소에는 아무것도 없습니다. API는 /api/에서 시작합니다",
        "there is nothing at this address; the API begins at /api/",
    )
}

/// Answers a request whose handler panicked.
#[must_use]
pub fn panicked() -> Response {
    ApiError::Internal("a handler panicked".to_owned()).into_response()
}

/// Turns every error into a problem document in the language of the reader, or into a page with the same
/// facts for who reads pages.
pub fn problem_document(
    method: &Method,
    (form, lang): (Form, Lang),
    response: &Response,
) -> Response {
    let status = response.status();
    let problem = match response.extensions().get::<Arc<Told>>() {
        Some(told) => told.in_language(status, lang),
        None => Told::of_status(status).in_language(status, lang),
    };
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let page = (form == Form::Html && reads)
        .then(|| pages::refused(status, &problem.detail, lang))
        .flatten();
    let mut answer = page.unwrap_or_else(|| {
        let mut answer = (status, Json(problem)).into_response();
        let media_type = HeaderValue::from_static(PROBLEM_JSON);
        answer
            .headers_mut()
            .insert(header::CONTENT_TYPE, media_type);
        answer
    });
    let headers = answer.headers_mut();
    for name in [header::ALLOW, header::CONTENT_RANGE, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            headers.insert(name, value.clone());
        }
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(negotiate::code(lang)),
    );
    headers.insert(header::VARY, negotiate::VARY);
    answer
}
