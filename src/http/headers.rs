//! Headers on every answer: what a browser may load and tell, who may read it, and what it depends on.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::state::Settings;

/// The content security policies: made once, sent with every answer.
pub struct ContentPolicies {
    page: HeaderValue,
    reference: HeaderValue,
}

impl ContentPolicies {
    /// The map needs scripts, styles and data from here alone, and images of the configured base
    /// tiles; the vendored API reference sets inline styles of its own.
    pub fn new(settings: &Settings) -> Self {
        let tiles = settings
            .basemap
            .as_ref()
            .and_then(|basemap| origin(&basemap.url))
            .unwrap_or_default();
        let policy = |styles: &str| {
            let text = format!(
                "default-src 'self'; script-src 'self'; style-src {styles}; img-src 'self' data: {tiles}; \
                 connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
            );
            // An address that is no header text would only keep its own tiles from loading.
            HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'self'"))
        };
        Self {
            page: policy("'self'"),
            reference: policy("'self' 'unsafe-inline'"),
        }
    }

    /// The policy of the page at a path.
    pub fn of(&self, path: &str) -> &HeaderValue {
        if path.starts_with("/api/docs") {
            &self.reference
        } else {
            &self.page
        }
    }
}

/// What a script of another site may read beside the body.
const EXPOSED: &str = "etag, link, content-crs, content-length, content-range, content-disposition, accept-ranges, allow, location, retry-after";
/// What it may send: anything, for what means nothing here is passed over. Older browsers take the star for a name.
const SENDABLE: &str =
    "*, accept, accept-language, content-type, if-match, if-none-match, if-range, range";
/// For how many seconds it may remember that.
const REMEMBERED: &str = "86400";

/// Completes the headers of an answer.
pub fn complete(response: &mut Response, policy: HeaderValue) {
    let status = response.status();
    let headers = response.headers_mut();
    if let Some(methods) = methods(headers) {
        headers.insert(header::ALLOW, methods);
    }
    vary(status, headers);
    secure(headers, policy);
    // Open data: read from anywhere, errors too.
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(EXPOSED),
    );
}

/// The answer to OPTIONS, from that of a route which does not know it: its methods, and what scripts of
/// other sites may do (the preflight of the Fetch standard).
pub fn options(refused: &Response) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    let headers = answer.headers_mut();
    if let Some(methods) = methods(refused.headers()) {
        headers.insert(header::ALLOW, methods.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    }
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_HEADERS, SENDABLE),
        (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// The methods that the framework names, and OPTIONS.
fn methods(headers: &HeaderMap) -> Option<HeaderValue> {
    let allowed = headers.get(header::ALLOW)?.to_str().ok()?;
    let mut names: Vec<&str> = allowed.split(',').map(str::trim).collect();
    names.retain(|name| !name.is_empty() && *name != "OPTIONS");
    names.push("OPTIONS");
    HeaderValue::from_str(&names.join(", ")).ok()
}

/// Writes one `Vary` line: what the handler says, and the coding where an answer may have one. Files that
/// can be asked for in parts have none.
fn vary(status: StatusCode, headers: &mut HeaderMap) {
    let is_coded = (status == StatusCode::OK || status == StatusCode::NOT_MODIFIED)
        && !headers.contains_key(header::ACCEPT_RANGES);
    if is_coded && !headers.contains_key(header::VARY) {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        return;
    }
    let mut names: Vec<String> = Vec::new();
    let said = headers.get_all(header::VARY).iter();
    for name in said.filter_map(|value| value.to_str().ok()) {
        names.extend(name.split(',').map(|name| name.trim().to_ascii_lowercase()));
    }
    if is_coded {
        names.push("accept-encoding".to_owned());
    }
    names.sort_unstable();
    names.dedup();
    // Encoding last, as the others are of what is said and it is of how it is sent.
    names.sort_by_key(|name| name == "accept-encoding");
    headers.remove(header::VARY);
    if let Ok(value) = HeaderValue::from_str(&names.join(", "))
        && !names.is_empty()
    {
        headers.insert(header::VARY, value);
    }
}

/// Adds the security headers.
fn secure(headers: &mut HeaderMap, policy: HeaderValue) {
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("geolocation=(self), camera=(), microphone=()"),
    );
}

/// Scheme and host of an address; `{s}` in the host becomes a wildcard.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    Some(format!("{scheme}://{}", host.replace("{s}", "*")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_line_of_what_an_answer_depends_on() {
        let line = |said: &[&'static str], status: StatusCode| {
            let mut headers = HeaderMap::new();
            for value in said {
                headers.append(header::VARY, HeaderValue::from_static(value));
            }
            vary(status, &mut headers);
            let lines: Vec<_> = headers.get_all(header::VARY).iter().collect();
            assert!(lines.len() < 2);
            lines
                .first()
                .map(|line| line.to_str().unwrap().to_owned())
                .unwrap_or_default()
        };
        assert_eq!(
            line(
                &["Accept-Encoding", "accept, accept-language", "Accept"],
                StatusCode::OK
            ),
            "accept, accept-language, accept-encoding"
        );
        assert_eq!(line(&[], StatusCode::NOT_MODIFIED), "accept-encoding");
        assert_eq!(line(&["accept"], StatusCode::NOT_FOUND), "accept");
        assert_eq!(line(&[], StatusCode::NO_CONTENT), "");
    }

    #[test]
    fn methods_are_listed_with_options() {
        let mut headers = HeaderMap::new();
        assert_eq!(methods(&headers), None);
        headers.insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        assert_eq!(methods(&headers).unwrap(), "GET, HEAD, OPTIONS");
    }

    #[test]
    fn only_the_host_of_the_base_tiles_is_allowed() {
        assert_eq!(
            origin("https://tiles.example/{z}/{x}/{y}.png").as_deref(),
            Some("https://tiles.example")
        );
        assert_eq!(
            origin("https://{s}.tiles.example/{z}").as_deref(),
            Some("https://*.tiles.example")
        );
        assert_eq!(origin("/tiles/{z}/{x}/{y}.png"), None);
    }
}
