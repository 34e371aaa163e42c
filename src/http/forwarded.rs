//! The address under which a client reached the service, and who may say it.
//!
//! Links begin with the configured public address, else with what the request says. `Forwarded` (RFC 7239)
//! and `X-Forwarded-Host`, `X-Forwarded-Proto` are read from connections of trusted proxies alone and taken
//! away from all others, for anybody can write them.

use std::net::IpAddr;
use std::str::FromStr;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Version, header};

use super::error::ApiError;

const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Where a connection comes from; set by the listener.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// A range of addresses: `10.0.0.0/8`, `::1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(drop)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => most,
            Some(text) => text.parse().ok().filter(|&p| p <= most).ok_or(())?,
        };
        Ok(Self { address, prefix })
    }
}

impl Network {
    /// Whether an address lies in it. IPv4 addresses that a socket of both families gives count as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.leading_zeros() >= self.prefix
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.leading_zeros() >= self.prefix
            }
            _ => false,
        }
    }
}

/// Leaves in the request one `Host`, which may stand in links, and `X-Forwarded-Proto` only if a trusted
/// proxy says it.
pub fn settle(request: &mut Request, trusted: &[Network]) -> Result<(), ApiError> {
    let peer = request.extensions().get::<Peer>().copied();
    let is_trusted =
        peer.is_some_and(|Peer(address)| trusted.iter().any(|network| network.contains(address)));
    // HTTP/2 has the host in the address of the request.
    let authority = request.uri().authority().map(Authority::to_string);
    let is_old = request.version() < Version::HTTP_11;
    let headers = request.headers_mut();
    if headers.get_all(header::HOST).iter().count() > 1 {
        return Err(wrong(&header::HOST));
    }
    let said = if is_trusted {
        forwarded(headers)?
    } else {
        Said::default()
    };
    for name in [header::FORWARDED, X_FORWARDED_HOST, X_FORWARDED_PROTO] {
        headers.remove(name);
    }
    if let Some(host) = said.host.or(authority) {
        let value = HeaderValue::from_str(&host).map_err(|_| wrong(&header::HOST))?;
        headers.insert(header::HOST, value);
    }
    if let Some(scheme) = said.scheme {
        headers.insert(X_FORWARDED_PROTO, HeaderValue::from_static(scheme));
    }
    match headers.get(header::HOST) {
        Some(host) if host.to_str().is_ok_and(is_host) => Ok(()),
        // Only old clients may leave it out (RFC 9112 section 3.2); their links have no host.
        None if is_old || peer.is_none() => Ok(()),
        _ => Err(wrong(&header::HOST)),
    }
}

/// Scheme and host of a settled request; `None` without a host, as old clients send none.
pub fn origin(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let scheme = headers.get(X_FORWARDED_PROTO);
    let scheme = scheme.and_then(|scheme| scheme.to_str().ok());
    Some(format!("{}://{host}", scheme.unwrap_or("http")))
}

/// What a proxy says of the request that it got.
#[derive(Default)]
struct Said {
    host: Option<String>,
    scheme: Option<&'static str>,
}

/// `Forwarded` where it stands, else the older headers; of several entries the last, which the nearest
/// proxy wrote: those before it may be the client's own.
fn forwarded(headers: &HeaderMap) -> Result<Said, ApiError> {
    let last = |name: &HeaderName| -> Result<Option<String>, ApiError> {
        let Some(value) = headers.get_all(name).iter().next_back() else {
            return Ok(None);
        };
        let text = value.to_str().map_err(|_| wrong(name))?;
        let entry = text.rsplit(',').next().unwrap_or_default().trim();
        Ok(Some(entry.to_owned()))
    };
    let (host, scheme, host_name, scheme_name);
    if let Some(entry) = last(&header::FORWARDED)? {
        let pairs = pairs(&entry).ok_or_else(|| malformed(&header::FORWARDED))?;
        let parameter = |wanted: &str| {
            let found = pairs.iter().find(|(name, _)| name == wanted);
            found.map(|&(_, value)| value.to_owned())
        };
        (host, scheme) = (parameter("host"), parameter("proto"));
        (host_name, scheme_name) = (header::FORWARDED, header::FORWARDED);
    } else {
        (host, scheme) = (last(&X_FORWARDED_HOST)?, last(&X_FORWARDED_PROTO)?);
        (host_name, scheme_name) = (X_FORWARDED_HOST, X_FORWARDED_PROTO);
    }
    if host.as_deref().is_some_and(|host| !is_host(host)) {
        return Err(wrong(&host_name));
    }
    let scheme = match scheme.map(|scheme| scheme.to_ascii_lowercase()).as_deref() {
        None => None,
        Some("http") => Some("http"),
        Some("https") => Some("https"),
        Some(_) => return Err(wrong(&scheme_name)),
    };
    Ok(Said { host, scheme })
}

/// The parameters of an entry of `Forwarded` (RFC 7239 section 4), their names in small letters; `None` when
/// it is malformed: a name that is no token or stands twice, or a quote that is not closed. Values are taken
/// without quotes also where they need them, for proxies write `host=a:80`; no value that is used has a
/// quote, comma or semicolon in it.
fn pairs(entry: &str) -> Option<Vec<(String, &str)>> {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    let mut pairs: Vec<(String, &str)> = Vec::new();
    for pair in entry
        .split(';')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        let (name, value) = pair.split_once('=')?;
        let name = name.to_ascii_lowercase();
        let inner = value
            .strip_prefix('"')
            .map_or(Some(value), |rest| rest.strip_suffix('"'))?;
        let is_known = pairs.iter().any(|(known, _)| *known == name);
        if is_known || name.is_empty() || !name.bytes().all(is_token) || inner.contains('"') {
            return None;
        }
        pairs.push((name, inner));
    }
    Some(pairs)
}

/// Whether a text is a host with or without a port, of characters that need no care in links and pages.
fn is_host(text: &str) -> bool {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']' | '_');
    !text.is_empty()
        && text.chars().all(plain)
        && text.parse::<Authority>().is_ok_and(|authority| {
            let after = text.strip_prefix(authority.host()).unwrap_or_default();
            let port = after.strip_prefix(':').map(str::parse::<u16>);
            !authority.host().is_empty()
                && (after.is_empty() || port.is_some_and(|port| port.is_ok()))
        })
}

fn malformed(name: &HeaderName) -> ApiError {
    ApiError::request(
        format!(
            "{name} 헤더는 이름=값의 목록이어야 합니다. 이름은 한 번씩, 따옴표는 닫혀 있어야 합니다"
        ),
        format!(
            "the header {name} is not a list of name=value with each name once and quotes closed"
        ),
    )
}

fn wrong(name: &HeaderName) -> ApiError {
    ApiError::request(
        format!("{name} 헤더가 호스트 이름과 포트, 또는 http나 https가 아닙니다"),
        format!("the header {name} is not one host with or without a port, or not http or https"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    /// Origin of a request with some headers over a connection from an address.
    fn seen(headers: &[(&str, &str)], peer: &str) -> Result<Option<String>, ()> {
        let mut request = Request::get("/api/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        settle(&mut request, &trusted).map_err(drop)?;
        assert!(!request.headers().contains_key(header::FORWARDED));
        assert!(!request.headers().contains_key(X_FORWARDED_HOST));
        Ok(origin(request.headers()))
    }

    #[test]
    fn only_trusted_proxies_say_where_the_service_is() {
        let host = ("host", "inside:8080");
        let forwarded = (
            "forwarded",
            "for=1.2.3.4;host=evil.example, for=10.1.1.1;proto=HTTPS;host=\"data.example\"",
        );
        let older = [
            ("x-forwarded-host", "evil.example, data.example:8443"),
            ("x-forwarded-proto", "https"),
        ];
        let origin = |text: &str| Ok(Some(text.to_owned()));
        for proxy in ["10.2.3.4", "::1", "::ffff:10.0.0.1"] {
            assert_eq!(
                seen(&[host, forwarded], proxy),
                origin("https://data.example"),
                "{proxy}"
            );
            assert_eq!(
                seen(&[host, older[0], older[1]], proxy),
                origin("https://data.example:8443")
            );
            assert_eq!(
                seen(&[host, older[1]], proxy),
                origin("https://inside:8080")
            );
        }
        for stranger in ["11.0.0.1", "::2", "127.0.0.1"] {
            assert_eq!(
                seen(&[host, forwarded, older[0], older[1]], stranger),
                origin("http://inside:8080"),
                "{stranger}"
            );
        }
        assert_eq!(seen(&[], "10.0.0.1"), Err(()));
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for host in [
            "evil.example/path",
            "a b",
            "user@evil.example",
            "\"><script>",
            "a:port",
            "a:99999",
            "a:",
            ":80",
            "",
            "시야",
            "a,b",
        ] {
            assert!(!is_host(host), "{host}");
            assert_eq!(seen(&[("host", host)], "11.0.0.1"), Err(()), "{host}");
            if !host.contains(',') {
                let forwarded = format!("host=\"{host}\"");
                let headers = [("host", "inside"), ("forwarded", forwarded.as_str())];
                assert_eq!(seen(&headers, "10.0.0.1"), Err(()), "{host}");
            }
        }
        for host in ["siya.example", "127.0.0.1:8080", "[::1]:80", "localhost"] {
            assert!(is_host(host), "{host}");
        }
        let twice = [("host", "a"), ("host", "b")];
        assert_eq!(seen(&twice, "11.0.0.1"), Err(()));
        let odd = [("host", "a"), ("x-forwarded-proto", "javascript")];
        assert_eq!(seen(&odd, "10.0.0.1"), Err(()));
    }

    #[test]
    fn malformed_entries_are_refused() {
        for (entry, expected) in [
            ("host=\"unterminated", None),
            ("host=unopened\"", None),
            ("host=\"", None),
            ("host=a\"b\"", None),
            ("host=\"a\"b\"", None),
            ("host=\"a\"b", None),
            ("host=a;host=b", None),
            ("host=a;HOST=a", None),
            ("for=\"unterminated;host=a", None),
            ("host", None),
            ("host =a", None),
            ("=a", None),
            ("host= a", None),
            ("host=a;proto=\"https", None),
            ("host=a", Some("http://a")),
            ("Host=\"a:80\"; proto=https;", Some("https://a:80")),
            ("for=\"[::1]:1\";by=_x;host=a:80", Some("http://a:80")),
            ("", Some("http://inside")),
        ] {
            let headers = [("host", "inside"), ("forwarded", entry)];
            let expected = expected.map(|origin| Some(origin.to_owned())).ok_or(());
            assert_eq!(seen(&headers, "10.0.0.1"), expected, "{entry}");
            // Of strangers nothing is believed, and so nothing is refused.
            let ignored = Ok(Some("http://inside".to_owned()));
            assert_eq!(seen(&headers, "11.0.0.1"), ignored, "{entry}");
        }
    }

    #[test]
    fn networks_are_read_or_refused() {
        for text in [
            "10.0.0.0/33",
            "::/129",
            "10.0.0",
            "",
            "10.0.0.0/-1",
            "proxy",
        ] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("1.2.3.4".parse().unwrap()));
        assert!(!all.contains("::1".parse().unwrap()));
        let one: Network = "10.0.0.1".parse().unwrap();
        assert!(!one.contains("10.0.0.2".parse().unwrap()));
    }
}
