//! Conditions of a request for a file with a strong tag (RFC 9110, section 13), before the range is cut.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use httpdate::parse_http_date;

use crate::http::etag;

/// Looks at the conditions, in the order of RFC 9110 section 13.2.2, and takes them out of the request; the
/// status when nothing is to be sent. Left for the file server is `If-Modified-Since` where it counts.
///
/// `If-Range` that names another representation takes the range with it: then the whole file is sent.
pub(super) fn settle(
    headers: &mut HeaderMap,
    tag: &str,
    last_modified: &str,
    length: u64,
) -> Option<StatusCode> {
    let before = headers.remove(header::IF_UNMODIFIED_SINCE);
    // A tag says more than a date that may not differ.
    if !headers.contains_key(header::IF_MATCH)
        && before.is_some_and(|before| is_later(last_modified, &before))
    {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    if let Some(status) = etag::settled(headers, tag) {
        return Some(status);
    }
    headers.remove(header::IF_MATCH);
    if headers.contains_key(header::IF_NONE_MATCH) {
        headers.remove(header::IF_MODIFIED_SINCE);
    }
    headers.remove(header::IF_NONE_MATCH);
    if let Some(condition) = headers.remove(header::IF_RANGE)
        && condition != tag
        && condition != last_modified
    {
        headers.remove(header::RANGE);
    }
    keep_one_range(headers, length);
    None
}

/// Whether a moment is after that of a condition; one that cannot be read counts as none.
fn is_later(moment: &str, condition: &HeaderValue) -> bool {
    let condition = condition.to_str().ok().map(parse_http_date);
    match (parse_http_date(moment), condition) {
        (Ok(moment), Some(Ok(condition))) => moment > condition,
        _ => false,
    }
}

/// Leaves a range where it is one of bytes. Another unit has to be passed over (RFC 9110, section 14.2), and
/// several ranges may be: who asks for them reads the whole file as well. The last bytes of a shorter file are all
/// of it (section 14.1.2), which the file server takes for a fault.
fn keep_one_range(headers: &mut HeaderMap, length: u64) {
    let mut values = headers.get_all(header::RANGE).iter();
    let one = values.next().filter(|_| values.next().is_none());
    let range = one
        .and_then(|value| value.to_str().ok()?.split_once('='))
        .filter(|(unit, range)| unit.eq_ignore_ascii_case("bytes") && !range.contains(','))
        .and_then(|(_, range)| {
            let range = match range.trim() {
                last if length > 0 && is_at_least(last, length) => "0-",
                range => range,
            };
            HeaderValue::from_str(&format!("bytes={range}")).ok()
        });
    headers.remove(header::RANGE);
    if let Some(range) = range {
        headers.insert(header::RANGE, range);
    }
}

/// Whether a range asks for so many last bytes, or more.
fn is_at_least(range: &str, length: u64) -> bool {
    range.strip_prefix('-').is_some_and(|count| {
        let digits = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
        // What is no number of 64 bits is longer than any file.
        digits && count.parse().unwrap_or(u64::MAX) >= length
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "\"abc\"";
    const LENGTH: u64 = 100;
    const DATE: &str = "Sun, 01 Nov 2026 00:00:00 GMT";

    fn check(name: &header::HeaderName, value: &str) -> (Option<StatusCode>, bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, "bytes=0-9".parse().unwrap());
        headers.insert(name, value.parse().unwrap());
        let status = settle(&mut headers, TAG, DATE, LENGTH);
        (status, headers.contains_key(header::RANGE))
    }

    #[test]
    fn tags_decide_and_a_range_of_another_file_is_dropped() {
        use header::{IF_MATCH, IF_NONE_MATCH, IF_RANGE};
        assert_eq!(check(&IF_NONE_MATCH, TAG).0, Some(StatusCode::NOT_MODIFIED));
        assert_eq!(
            check(&IF_NONE_MATCH, "\"x\", W/\"abc\"").0,
            Some(StatusCode::NOT_MODIFIED)
        );
        assert_eq!(check(&IF_NONE_MATCH, "*").0, Some(StatusCode::NOT_MODIFIED));
        assert_eq!(check(&IF_NONE_MATCH, "\"x\""), (None, true));
        assert_eq!(
            check(&IF_MATCH, "\"x\"").0,
            Some(StatusCode::PRECONDITION_FAILED)
        );
        assert_eq!(
            check(&IF_MATCH, "W/\"abc\"").0,
            Some(StatusCode::PRECONDITION_FAILED)
        );
        assert_eq!(check(&IF_MATCH, TAG), (None, true));
        assert_eq!(check(&IF_RANGE, TAG), (None, true));
        assert_eq!(check(&IF_RANGE, DATE), (None, true));
        assert_eq!(check(&IF_RANGE, "W/\"abc\""), (None, false));
        assert_eq!(check(&IF_RANGE, "\"x\""), (None, false));
    }

    #[test]
    fn dates_count_where_no_tag_does() {
        use header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};
        let settle_of = |conditions: &[(&header::HeaderName, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in conditions {
                headers.append(*name, value.parse().unwrap());
            }
            let status = settle(&mut headers, TAG, DATE, LENGTH).map(|status| status.as_u16());
            (status, headers.contains_key(IF_MODIFIED_SINCE))
        };
        let before = "Sat, 31 Oct 2026 23:59:59 GMT";
        assert_eq!(settle_of(&[(&IF_UNMODIFIED_SINCE, DATE)]), (None, false));
        for (condition, expected) in [
            (before, Some(412)),
            ("Saturday, 31-Oct-26 23:59:59 GMT", Some(412)),
            ("Sat Oct 31 23:59:59 2026", Some(412)),
            ("yesterday", None),
        ] {
            let found = settle_of(&[(&IF_UNMODIFIED_SINCE, condition)]);
            assert_eq!(found, (expected, false), "{condition}");
        }
        // The date is passed over beside a tag, and comes before If-None-Match.
        let unmodified = (&IF_UNMODIFIED_SINCE, before);
        assert_eq!(settle_of(&[unmodified, (&IF_MATCH, TAG)]), (None, false));
        let none = settle_of(&[unmodified, (&IF_NONE_MATCH, TAG)]);
        assert_eq!(none, (Some(412), false));
        let modified = (&IF_MODIFIED_SINCE, DATE);
        assert_eq!(settle_of(&[modified]), (None, true));
        let other = settle_of(&[modified, (&IF_NONE_MATCH, "\"x\"")]);
        assert_eq!(other, (None, false));
    }

    #[test]
    fn a_range_is_one_of_bytes_or_none() {
        for (asked, kept) in [
            ("bytes=0-9", Some("bytes=0-9")),
            ("BYTES=-5", Some("bytes=-5")),
            ("bytes= 7-", Some("bytes=7-")),
            ("bytes=-99", Some("bytes=-99")),
            ("bytes=-100", Some("bytes=0-")),
            ("bytes=-65536", Some("bytes=0-")),
            ("bytes=-99999999999999999999999", Some("bytes=0-")),
            ("bytes=-0", Some("bytes=-0")),
            ("bytes=--200", Some("bytes=--200")),
            ("bytes=200-", Some("bytes=200-")),
            ("items=0-9", None),
            ("bytes=0-3,7-9", None),
            ("bytes", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, asked.parse().unwrap());
            keep_one_range(&mut headers, LENGTH);
            let left = headers
                .get(header::RANGE)
                .map(|left| left.to_str().unwrap());
            assert_eq!(left, kept, "{asked}");
        }
    }
}
