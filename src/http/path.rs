//! Addresses that mean the same as another one.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};

use super::ogc::links::{Links, with_query};
use super::{AppState, error};

/// The address with letters, digits and `-._~` of its path as themselves, where they stand as escapes: it is
/// the same address (RFC 3986, section 6.2.2.2), of which routes know one spelling.
pub fn normal(uri: &Uri) -> Option<Uri> {
    let path = unescaped(uri.path())?;
    let mut parts = uri.clone().into_parts();
    let path = with_query(&path, uri.query().unwrap_or_default());
    parts.path_and_query = Some(path.parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// The path without escapes that it does not need, where it has any.
fn unescaped(path: &str) -> Option<String> {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        if let Some(character) = after.get(..2).and_then(unreserved) {
            out.push(character);
            rest = &after[2..];
        } else {
            out.push('%');
            rest = after;
        }
    }
    out.push_str(rest);
    (out != path).then_some(out)
}

/// The character of two hexadecimal digits, where it needs no escape.
fn unreserved(digits: &str) -> Option<char> {
    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let byte = hexadecimal.then(|| u8::from_str_radix(digits, 16).ok())??;
    (byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)).then_some(char::from(byte))
}

/// Answers paths that no route has: one that ends with a slash leads to the same without.
pub async fn elsewhere(State(state): State<AppState>, headers: HeaderMap, uri: Uri) -> Response {
    let path = uri.path().trim_end_matches('/');
    // What begins with two slashes would lead to another host.
    if path == uri.path() || path.is_empty() || path.starts_with("//") {
        return error::no_such_route().into_response();
    }
    let links = Links::new(&state, &headers);
    let query = uri.query().unwrap_or_default();
    let address = with_query(&format!("{}{path}", links.base()), query);
    Redirect::permanent(&address).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_escape_has_none() {
        for (asked, expected) in [
            ("/api/%63ollections?a=%63", Some("/api/collections?a=%63")),
            ("/%2D%2e%5F%7E%30%5a", Some("/-._~0Z")),
            ("/api/collections", None),
            ("/a%2Fb%25%ea%b4%91", None),
            ("/a%2Fb%61", Some("/a%2Fba")),
            ("/%25%36%33", Some("/%2563")),
            ("/%+6%6", None),
            ("http://siya.example/%61?x", Some("http://siya.example/a?x")),
        ] {
            let normal = normal(&asked.parse().unwrap()).map(|uri| uri.to_string());
            assert_eq!(normal.as_deref(), expected, "{asked}");
        }
    }
}
