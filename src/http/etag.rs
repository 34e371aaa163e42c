//! Entity tags: strong, by release, one for each representation and encoding; and what requests make of them.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
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

/// An answer that may be kept as long as its tag is checked, or what the conditions make of it
/// ([`settled`]).
pub fn tagged(
    headers: &HeaderMap,
    etag: &str,
    media_type: &'static str,
    body: impl FnOnce() -> Body,
) -> Response {
    let mut response = if let Some(status) = settled(headers, etag) {
        status.into_response()
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

/// What is answered in place of the representation of this tag, in the order of RFC 9110 section 13.2.2: 412
/// where `If-Match` means another one, 304 where `If-None-Match` says that the client has it. Conditions with
/// dates are passed over, as they are to be where there is no `Last-Modified`.
pub fn settled(headers: &HeaderMap, etag: &str) -> Option<StatusCode> {
    if headers.contains_key(header::IF_MATCH) && !lists(headers, &header::IF_MATCH, etag) {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    lists(headers, &header::IF_NONE_MATCH, etag).then_some(StatusCode::NOT_MODIFIED)
}

/// Whether a condition lists a strong tag, or `*`. `If-None-Match` compares weakly, all others strongly.
fn lists(headers: &HeaderMap, condition: &HeaderName, etag: &str) -> bool {
    let values = headers.get_all(condition).iter();
    let mut tags = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim);
    tags.any(|tag| {
        let weak = tag.strip_prefix("W/");
        let weak = weak.filter(|_| condition == header::IF_NONE_MATCH);
        tag == "*" || weak.unwrap_or(tag) == etag
    })
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
    let body = if settled(headers, etag).is_some() {
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
/// know none; returns it where `If-None-Match` had one. Tags of other codings stay, and fit nothing: a cache
/// that was told of them would give a client what it does not read.
pub fn forget_coding(headers: &mut HeaderMap, coding: Option<Coding>) -> Option<Coding> {
    let coding = coding?;
    let suffix = format!("+{}\"", coding.name());
    let mut forget = |condition: &HeaderName| {
        let asked: Vec<HeaderValue> = headers.get_all(condition).iter().cloned().collect();
        headers.remove(condition);
        let mut found = false;
        for value in asked {
            let text = value.to_str().ok().filter(|text| text.contains(&suffix));
            found |= text.is_some();
            let plain = text.map(|text| text.replace(&suffix, "\""));
            let plain = plain.and_then(|plain| HeaderValue::from_str(&plain).ok());
            headers.append(condition, plain.unwrap_or(value));
        }
        found
    };
    forget(&header::IF_MATCH);
    forget(&header::IF_NONE_MATCH).then_some(coding)
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
    fn conditions_are_settled_in_their_order() {
        let settled_by = |conditions: &[(HeaderName, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in conditions {
                headers.append(name, value.parse().unwrap());
            }
            settled(&headers, "\"a\"").map(|status| status.as_u16())
        };
        let (is, is_not) = (header::IF_MATCH, header::IF_NONE_MATCH);
        for (condition, value, expected) in [
            (&is, "\"a\"", None),
            (&is, "*", None),
            (&is, "\"b\" , \"a\"", None),
            (&is, "\"b\"", Some(412)),
            (&is, "W/\"a\"", Some(412)),
            (&is, "a", Some(412)),
            (&is, "", Some(412)),
            (&is_not, "\"a\"", Some(304)),
            (&is_not, "W/\"a\"", Some(304)),
            (&is_not, "\"b\",W/\"a\"", Some(304)),
            (&is_not, "*", Some(304)),
            (&is_not, "\"b\"", None),
            (&is_not, "W/W/\"a\"", None),
        ] {
            let found = settled_by(&[(condition.clone(), value)]);
            assert_eq!(found, expected, "{condition}: {value}");
        }
        assert_eq!(settled_by(&[]), None);
        let both = |a, b| settled_by(&[(is.clone(), a), (is_not.clone(), b)]);
        assert_eq!(both("\"b\"", "\"a\""), Some(412));
        assert_eq!(both("\"a\"", "\"a\""), Some(304));
        assert_eq!(both("\"a\"", "\"b\""), None);
        let twice = settled_by(&[(is.clone(), "\"b\""), (is.clone(), "\"a\"")]);
        assert_eq!(twice, None, "one header may stand on several lines");
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
