//! Entity tags: strong, by release, one for each representation and encoding.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::coding::{Arrival, Coding};
use super::error::ApiError;
use crate::model::hex::hex;

/// The tag of a representation: of what is served, and of which part of it in which form.
pub fn etag(token: &str, representation: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in representation {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    format!("\"{token}-{}\"", beginning(&hash.finalize()))
}

/// An answer that may be kept as long as its tag is checked: 304 when the client has it already.
pub fn tagged(
    headers: &HeaderMap,
    etag: &str,
    media_type: &'static str,
    body: impl FnOnce() -> Body,
) -> Response {
    let mut response = if matches(headers, etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(body());
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        response
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, no-cache"),
    );
    response
}

/// Whether the client has the representation of this tag.
pub fn matches(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == "*" || tag == etag)
}

/// [`tagged`] with a body that is made as a whole when it is read: not for a HEAD request, nor where a
/// compressed copy is at hand.
pub fn tagged_later(
    headers: &HeaderMap,
    etag: &str,
    media_type: &'static str,
    render: impl FnOnce() -> Vec<u8> + Send + 'static,
) -> Response {
    let mut response = tagged(headers, etag, media_type, || {
        Body::from_stream(stream::once(async move {
            Ok::<_, Infallible>(Bytes::from(render()))
        }))
    });
    response.extensions_mut().insert(Arrival::Whole);
    response
}

/// [`tagged`] with a body that is made while it is sent.
pub fn tagged_in_pieces(
    headers: &HeaderMap,
    etag: &str,
    media_type: &'static str,
    mut pieces: impl Iterator<Item = Bytes> + Send + 'static,
) -> Response {
    let mut response = tagged(headers, etag, media_type, || {
        // A pause behind the first piece, in which an encoder hands out what it has: Brotli would wait for
        // more than most answers hold. Asked again at once after it has written, it needs the second one.
        let first = stream::iter(pieces.next());
        let pauses = stream::iter([(); 2]).then(|()| tokio::task::yield_now());
        let pause = pauses.filter_map(|()| std::future::ready(None));
        let all = first.chain(pause).chain(stream::iter(pieces));
        Body::from_stream(all.map(Ok::<_, Infallible>))
    });
    response.extensions_mut().insert(Arrival::InPieces);
    response
}

/// A JSON document that is only made for who does not have it already.
pub fn tagged_document<T: Serialize>(
    headers: &HeaderMap,
    etag: &str,
    media_type: &'static str,
    document: impl FnOnce() -> T,
) -> Result<Response, ApiError> {
    let body = if matches(headers, etag) {
        Vec::new()
    } else {
        serde_json::to_vec(&document()).map_err(|error| ApiError::Internal(error.to_string()))?
    };
    Ok(tagged(headers, etag, media_type, || Body::from(body)))
}

/// A JSON document whose tag is made of its own text, for what is quick to make.
pub fn tagged_json(
    headers: &HeaderMap,
    media_type: &'static str,
    document: &impl Serialize,
) -> Result<Response, ApiError> {
    let body =
        serde_json::to_vec(document).map_err(|error| ApiError::Internal(error.to_string()))?;
    let tag = of_content(&body);
    Ok(tagged(headers, &tag, media_type, || Body::from(body)))
}

/// The tag of bytes that may be anything.
pub fn of_content(bytes: &[u8]) -> String {
    format!("\"{}\"", beginning(&Sha256::digest(bytes)))
}

/// The beginning of a hash, which two representations of one resource have in common by no accident.
fn beginning(hash: &[u8]) -> String {
    hex(&hash[..8])
}

/// Takes the coding that this answer would have out of the tags that a request carries, for the handlers
/// know none; returns it where there was one. Tags of other codings stay, and fit nothing: a cache that
/// was told of them would give a client what it does not read.
pub fn forget_coding(headers: &mut HeaderMap, coding: Option<Coding>) -> Option<Coding> {
    let coding = coding.filter(|_| headers.contains_key(header::IF_NONE_MATCH))?;
    let suffix = format!("+{}\"", coding.name());
    let asked: Vec<HeaderValue> = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .cloned()
        .collect();
    headers.remove(header::IF_NONE_MATCH);
    let mut found = None;
    for value in asked {
        let Ok(text) = value.to_str() else { continue };
        if text.contains(&suffix) {
            found = Some(coding);
        }
        if let Ok(plain) = HeaderValue::from_str(&text.replace(&suffix, "\"")) {
            headers.append(header::IF_NONE_MATCH, plain);
        }
    }
    found
}

/// Gives a compressed answer a tag of its own; one that was not modified, the tag that was asked with.
pub fn name_coding(response: &mut Response, asked: Option<Coding>) {
    let coding = if response.status() == StatusCode::NOT_MODIFIED {
        asked.map(Coding::name)
    } else {
        let sent = response.headers().get(header::CONTENT_ENCODING);
        sent.and_then(|coding| coding.to_str().ok())
    };
    let tagged = coding.and_then(|coding| {
        let tag = response.headers().get(header::ETAG)?.to_str().ok()?;
        let plain = tag.strip_suffix('"')?;
        HeaderValue::from_str(&format!("{plain}+{coding}\"")).ok()
    });
    if let Some(tagged) = tagged {
        response.headers_mut().insert(header::ETAG, tagged);
    }
}

/// Tags what a handler of others gives as a whole.
pub async fn of_others(request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return ApiError::Internal("a file could not be read".to_owned()).into_response();
    };
    let tag = of_content(&bytes);
    parts.headers.remove(header::CONTENT_LENGTH);
    let media_type = parts.headers.remove(header::CONTENT_TYPE);
    let mut response = tagged(&headers, &tag, "application/octet-stream", || {
        Body::from(bytes)
    });
    if response.status() == StatusCode::OK {
        response.headers_mut().extend(parts.headers);
        if let Some(media_type) = media_type {
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, media_type);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_with(tags: &str, coding: Option<Coding>) -> (String, Option<Coding>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, tags.parse().unwrap());
        let found = forget_coding(&mut headers, coding);
        let left = headers[header::IF_NONE_MATCH].to_str().unwrap().to_owned();
        (left, found)
    }

    #[test]
    fn only_the_coding_that_would_be_sent_is_taken_out_of_tags() {
        let gzip = Some(Coding::Gzip);
        assert_eq!(
            asked_with("\"a+gzip\", W/\"b\"", gzip),
            ("\"a\", W/\"b\"".to_owned(), gzip)
        );
        assert_eq!(asked_with("\"a+br\"", gzip), ("\"a+br\"".to_owned(), None));
        assert_eq!(asked_with("\"a+gzip\"", None).1, None);
        assert_eq!(asked_with("\"a\"", gzip), ("\"a\"".to_owned(), None));
    }

    #[test]
    fn tags_differ_by_every_part() {
        let tags = [
            etag("t", &["a", "b"]),
            etag("t", &["ab", ""]),
            etag("t", &["a"]),
            etag("u", &["a", "b"]),
        ];
        for (at, tag) in tags.iter().enumerate() {
            assert!(!tags[..at].contains(tag), "{tag}");
        }
    }
}
