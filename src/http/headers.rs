//! Headers on every answer: what a browser may load and tell.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

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

/// Adds the security headers.
pub fn secure(headers: &mut HeaderMap, policy: HeaderValue) {
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
