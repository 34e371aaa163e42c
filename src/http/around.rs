//! What happens around every request, in one step: load is shed, the address is settled, time is limited,
//! panics are caught, answers are compressed, entity tags are told apart by coding, compressed answers are
//! kept, errors become problem documents, and headers are set.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use futures_util::{FutureExt, stream};
use tokio::sync::Semaphore;
use tower::ServiceExt;
use tower_http::compression::Compression;
use tower_http::compression::predicate::{And, DefaultPredicate, Predicate};

use super::coding::{Coding, Kept};
use super::headers::{self, ContentPolicies};
use super::{AppState, error, etag, forwarded, negotiate, params, path};

/// Requests that are worked on at the same time; more are turned away with 503.
const MAX_REQUESTS: usize = 512;
/// Longest time that a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Whether an answer is compressed, by its status, version, headers and extensions.
type IsCompressed = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// What is the same for every request.
#[derive(Clone)]
pub struct Around(Arc<Inner>);

struct Inner {
    routes: Router,
    compressed: Compression<Router, And<DefaultPredicate, IsCompressed>>,
    state: AppState,
    policies: ContentPolicies,
    permits: Semaphore,
    kept: Kept,
}

impl Around {
    /// The surroundings of these routes.
    pub fn new(routes: Router, state: AppState) -> Self {
        let is_compressed = DefaultPredicate::new().and(is_no_file as IsCompressed);
        Self(Arc::new(Inner {
            compressed: Compression::new(routes.clone()).compress_when(is_compressed),
            routes,
            policies: ContentPolicies::new(state.settings()),
            state,
            permits: Semaphore::new(MAX_REQUESTS),
            kept: Kept::new(),
        }))
    }

    /// The answer of the routes; 503 when it is not begun in time, 500 where a handler panics.
    ///
    /// A clock is set only for who does not answer at once, and only what may be compressed passes through
    /// the compression, whose state is large.
    async fn answer(&self, request: Request, coding: Option<Coding>) -> Response {
        let answered = async {
            if coding.is_some() {
                let answered = self.0.compressed.clone().oneshot(request).await;
                answered.map(|response| response.map(Body::new))
            } else {
                self.0.routes.clone().oneshot(request).await
            }
        };
        let answered = AssertUnwindSafe(answered).catch_unwind();
        match tokio::time::timeout(REQUEST_TIMEOUT, answered).await {
            Ok(Ok(Ok(response))) => response,
            Ok(Ok(Err(never))) => match never {},
            Ok(Err(_)) => error::panicked(),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}

/// Files that can be asked for in parts are sent as they are stored: their length and ranges are of those
/// bytes, and compressing hundreds of megabytes for each client would cost more than it saves.
fn is_no_file(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::ACCEPT_RANGES)
}

/// The step; answers 503 at once when too many requests are being worked on.
pub async fn around(State(around): State<Around>, mut request: Request) -> Response {
    if let Some(normal) = path::normal(request.uri()) {
        *request.uri_mut() = normal;
    }
    let method = request.method().clone();
    let policy = around.0.policies.of(request.uri().path()).clone();
    let uri = request.uri().clone();
    // What an error looks at, in case there is one.
    let wishes: HeaderMap = [header::ACCEPT, header::ACCEPT_LANGUAGE]
        .into_iter()
        .flat_map(|name| {
            let values = request.headers().get_all(&name).into_iter().cloned();
            values
                .map(move |value| (name.clone(), value))
                .collect::<Vec<_>>()
        })
        .collect();
    let coding = Coding::of(request.headers());
    let coding_asked = etag::forget_coding(request.headers_mut(), coding);
    // The layer that compresses takes the same choice.
    let name = HeaderValue::from_static(coding.map_or("identity", Coding::name));
    request.headers_mut().insert(header::ACCEPT_ENCODING, name);
    if method == Method::HEAD {
        // The headers of a GET, whose body nobody makes; ranges are of bodies.
        *request.method_mut() = Method::GET;
        request.headers_mut().remove(header::RANGE);
    }
    let trusted = &around.0.state.settings().trusted_proxies;
    let checked =
        params::check_escapes_of(&uri).and_then(|()| forwarded::settle(&mut request, trusted));
    let mut response = match (checked, around.0.permits.try_acquire()) {
        (Err(error), _) => error.into_response(),
        (Ok(()), Ok(_permit)) => around.answer(request, coding).await,
        (Ok(()), Err(_)) => busy(),
    };
    if response.status() == StatusCode::OK && method == Method::GET {
        response = around.0.kept.settle(&uri, response).await;
    }
    if method == Method::OPTIONS && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response = headers::options(&response);
    } else if response.status().is_client_error() || response.status().is_server_error() {
        let reader = negotiate::of_errors(uri.query(), &wishes);
        response = error::problem_document(&method, reader, &response);
    }
    if response.status() == StatusCode::NOT_MODIFIED {
        // The length would be that of what is not sent (RFC 9110, section 8.6).
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    etag::name_coding(&mut response, coding_asked);
    headers::complete(&mut response, policy);
    if method == Method::HEAD {
        // Of a length that is not known, lest it is told to be none.
        *response.body_mut() = Body::from_stream(stream::empty::<Result<Bytes, Infallible>>());
    }
    response
}

fn busy() -> Response {
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(header::RETRY_AFTER, HeaderValue::from_static("1"))],
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use axum::routing::get;

    use super::super::error::PROBLEM_JSON;
    use super::super::state::Settings;
    use super::*;
    use crate::dataset::DatasetBuilder;

    async fn asked(routes: Router) -> Response {
        let state = AppState::new(DatasetBuilder::new().build(), Settings::default());
        let around = Around::new(routes, state);
        super::around(State(around), Request::new(Body::empty())).await
    }

    fn assert_problem(response: &Response, status: StatusCode) {
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
        assert!(response.headers().contains_key(header::VARY));
    }

    #[tokio::test]
    async fn a_handler_that_panics_is_an_internal_error() {
        let panics = || async { panic!("a place: 127.0847, 37.5385") as StatusCode };
        let response = asked(Router::new().route("/", get(panics))).await;
        assert_problem(&response, StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 10_000).await;
        assert!(!String::from_utf8_lossy(&body.unwrap()).contains("127"));
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_answer_in_time_is_not_waited_for() {
        let sleeps = || tokio::time::sleep(REQUEST_TIMEOUT * 2);
        let response = asked(Router::new().route("/", get(sleeps))).await;
        assert_problem(&response, StatusCode::SERVICE_UNAVAILABLE);
        let sleeps = || tokio::time::sleep(REQUEST_TIMEOUT / 2);
        let response = asked(Router::new().route("/", get(sleeps))).await;
        assert_eq!(response.status(), StatusCode::OK);
    }
}
