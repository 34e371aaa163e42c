//! Entity tags: strong, by release, one for each representation and encoding.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// The tag of a representation: of what is served, and of which part of it in which form.
pub fn etag(token: &str, representation: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in representation {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    format!(
        "\"{token}-{:02x}{:02x}{:02x}{:02x}\"",
        hash[0], hash[1], hash[2], hash[3]
    )
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

/// Encodings whose bytes differ from the plain ones and so need a tag of their own.
const ENCODINGS: [&str; 2] = ["gzip", "br"];

/// Takes the encoding out of the tags that a request carries, for the handlers know none; returns it.
pub fn forget_encoding(headers: &mut HeaderMap) -> Option<&'static str> {
    if !headers.contains_key(header::IF_NONE_MATCH) {
        return None;
    }
    let asked: Vec<HeaderValue> = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .cloned()
        .collect();
    headers.remove(header::IF_NONE_MATCH);
    let mut encoding_asked = None;
    for value in asked {
        let Ok(text) = value.to_str() else { continue };
        let mut plain = text.to_owned();
        for encoding in ENCODINGS {
            let suffix = format!("+{encoding}\"");
            if plain.contains(&suffix) {
                encoding_asked = Some(encoding);
                plain = plain.replace(&suffix, "\"");
            }
        }
        if let Ok(plain) = HeaderValue::from_str(&plain) {
            headers.append(header::IF_NONE_MATCH, plain);
        }
    }
    encoding_asked
}

/// Gives a compressed answer a tag of its own; one that was not modified, the tag that was asked with.
pub fn name_encoding(response: &mut Response, asked: Option<&'static str>) {
    let sent = || {
        let encoding = response.headers().get(header::CONTENT_ENCODING)?;
        encoding.to_str().ok()
    };
    let encoding = if response.status() == StatusCode::NOT_MODIFIED {
        asked
    } else {
        sent()
    };
    let tagged = encoding.and_then(|encoding| {
        let plain = response
            .headers()
            .get(header::ETAG)?
            .to_str()
            .ok()?
            .strip_suffix('"')?;
        HeaderValue::from_str(&format!("{plain}+{encoding}\"")).ok()
    });
    if let Some(tagged) = tagged {
        response.headers_mut().insert(header::ETAG, tagged);
    }
}
