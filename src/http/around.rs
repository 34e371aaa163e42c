//! What happens around every request, in one step: load is shed, entity tags are told apart by encoding,
//! errors become problem documents, and security headers are set.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::headers::ContentPolicies;
use super::{AppState, error, etag, negotiate};

/// Requests that are worked on at the same time; more are turned away with 503.
const MAX_REQUESTS: usize = 512;

/// What is the same for every request.
#[derive(Clone)]
pub struct Around(Arc<Inner>);

struct Inner {
    policies: ContentPolicies,
    permits: Semaphore,
}

impl Around {
    /// The surroundings of a service with these settings.
    pub fn new(state: &AppState) -> Self {
        Self(Arc::new(Inner {
            policies: ContentPolicies::new(state.settings()),
            permits: Semaphore::new(MAX_REQUESTS),
        }))
    }
}

/// The step; answers 503 at once when too many requests are being worked on.
pub async fn around(State(around): State<Around>, mut request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let policy = around.0.policies.of(request.uri().path()).clone();
    let languages: Vec<HeaderValue> = request
        .headers()
        .get_all(header::ACCEPT_LANGUAGE)
        .iter()
        .cloned()
        .collect();
    let encoding_asked = etag::forget_encoding(request.headers_mut());
    let mut response = match around.0.permits.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => busy(),
    };
    if response.status().is_client_error() || response.status().is_server_error() {
        response = error::problem_document(&method, negotiate::lang_of(&languages), response);
    }
    etag::name_encoding(&mut response, encoding_asked);
    super::headers::secure(response.headers_mut(), policy);
    response
}

fn busy() -> Response {
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(header::RETRY_AFTER, HeaderValue::from_static("1"))],
    )
        .into_response()
}
