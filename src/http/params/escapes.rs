//! Escapes of an address: a `%` and two hexadecimal digits.

use axum::http::Uri;

use crate::http::error::ApiError;

/// Whether the escapes of an address can be read: those of its path, which must be UTF-8, and of its query.
pub fn check_escapes_of(uri: &Uri) -> Result<(), ApiError> {
    let path = uri.path();
    if first_bad_escape(path).is_some()
        || percent_encoding::percent_decode_str(path)
            .decode_utf8()
            .is_err()
    {
        return Err(ApiError::request(
            "주소의 %가 16진수 두 자리로 이어지지 않거나, 풀면 UTF-8이 아닙니다",
            "a % in the path is not followed by two hexadecimal digits, or what it stands for is not UTF-8",
        ));
    }
    check(uri.query().unwrap_or_default())
}

/// Where a `%` stands that is not followed by two hexadecimal digits.
fn first_bad_escape(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut escapes = memchr::memchr_iter(b'%', bytes);
    escapes.find(|at| {
        let digits = bytes.get(at + 1..at + 3);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// Whether every `%` of a query string is followed by two hexadecimal digits.
pub(super) fn check(query: &str) -> Result<(), ApiError> {
    let Some(at) = first_bad_escape(query) else {
        return Ok(());
    };
    let name = query[..at]
        .rsplit('&')
        .next()
        .and_then(|pair| pair.split('=').next())
        .unwrap_or_default();
    Err(ApiError::parameter(
        name,
        "% 뒤에 16진수 두 자리가 없습니다",
        "has a % that is not followed by two hexadecimal digits",
    ))
}
