//! What happens around every request, in one step: load is shed, the address is settled, entity tags are told
//! apart by coding, compressed answers are kept, errors become problem documents, and headers are set.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::Semaphore;

use super::coding::{Coding, Kept};
use super::headers::{self, ContentPolicies};
use super::{AppState, error, etag, forwarded, negotiate, params};

/// Requests that are worked on at the same time; more are turned away with 503.
const MAX_REQUESTS: usize = 512;

/// What is the same for every request.
#[derive(Clone)]
pub struct Around(Arc<Inner>);

struct Inner {
    state: AppState,
    policies: ContentPolicies,
    permits: Semaphore,
    kept: Kept,
}

impl Around {
    /// The surroundings of a service with these settings.
    pub fn new(state: &AppState) -> Self {
        Self(Arc::new(Inner {
            state: state.clone(),
            policies: ContentPolicies::new(state.settings()),
            permits: Semaphore::new(MAX_REQUESTS),
            kept: Kept::new(),
        }))
    }
}

/// The step; answers 503 at once when too many requests are being worked on.
pub async fn around(State(around): State<Around>, mut request: Request, next: Next) -> Response {
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
        (Ok(()), Ok(_permit)) => next.run(request).await,
        (Ok(()), Err(_)) => busy(),
    };
    if response.status() == StatusCode::OK && method == Method::GET {
        response = around.0.kept.settle(&uri, response).await;
    }
    if method == Method::OPTIONS && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response = headers::options(&response);
    } else if response.status().is_client_error() || response.status().is_server_error() {
        let reader = negotiate::of_errors(uri.query(), &wishes);
        response = error::problem_document(&method, reader, response);
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
