//! Which form and which language a reader asked for.

use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE};
use axum::http::{HeaderMap, HeaderValue};

use super::error::ApiError;
use super::params::Params;
use crate::import::Lang;

/// What [`form`] and [`lang`] look at, for `Vary`.
pub const VARY: HeaderValue = HeaderValue::from_static("accept, accept-language");

/// The forms of a resource that programs and people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For programs.
    Json,
    /// For people.
    Html,
}

/// The form of a resource whose data are of a media type: `f` when it stands, else the better of the two by
/// `Accept`, data when both are as welcome, and 406 when neither is.
pub fn page_or(
    media_type: &'static str,
    params: &Params,
    headers: &HeaderMap,
) -> Result<Form, ApiError> {
    match params.get("f") {
        Some("json") => return Ok(Form::Json),
        Some("html") => return Ok(Form::Html),
        Some(other) => {
            return Err(ApiError::parameter(
                "f",
                format!("\"{other}\"은(는) 없습니다. f=json이나 f=html을 쓰십시오"),
                format!("\"{other}\" is not offered; use f=json or f=html"),
            ));
        }
        None => {}
    }
    let data = quality(headers, &[media_type, "application/json"]);
    let page = quality(headers, &["text/html", "application/xhtml+xml"]);
    match (data, page) {
        (0, 0) => Err(ApiError::NotAcceptable(format!("{media_type}, text/html"))),
        (data, page) if page > data => Ok(Form::Html),
        _ => Ok(Form::Json),
    }
}

/// The form by `Accept` alone.
pub fn accepted_form(headers: &HeaderMap) -> Form {
    let html = quality(headers, &["text/html", "application/xhtml+xml"]);
    if html > quality(headers, &["application/json"]) {
        Form::Html
    } else {
        Form::Json
    }
}

/// The form and the language of an error: by `f` and `lang` where they stand and make sense, else by the
/// headers.
pub fn of_errors(query: Option<&str>, headers: &HeaderMap) -> (Form, Lang) {
    let (mut form, mut lang) = (accepted_form(headers), accepted_lang(headers));
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            ("f", "html") => form = Form::Html,
            ("f", _) => form = Form::Json,
            ("lang", "ko") => lang = Lang::Ko,
            ("lang", "en") => lang = Lang::En,
            _ => {}
        }
    }
    (form, lang)
}

/// How welcome is what has some names, in thousandths; all is when nothing is said. The first name is its
/// own: what a range says of that one is not outdone by a wildcard through the others.
pub fn quality(headers: &HeaderMap, media_types: &[&str]) -> u16 {
    if !headers.contains_key(ACCEPT) {
        return 1000;
    }
    let accepted = weights(headers.get_all(ACCEPT));
    if accepted.is_empty() {
        return 1000;
    }
    let of = |wanted: &&str| {
        let bare = wanted.split(';').next().unwrap_or_default();
        let group = format!("{}/*", bare.split('/').next().unwrap_or_default());
        // The most exact statement counts, as RFC 9110 section 12.5.1 has it.
        [*wanted, bare, &group, "*/*"].iter().find_map(|range| {
            let found = accepted.iter().find(|(name, _)| name == range)?;
            Some(found.1)
        })
    };
    let is_named = |wanted: &&&str| {
        let bare = wanted.split(';').next().unwrap_or_default();
        accepted
            .iter()
            .any(|(name, _)| name == **wanted || name == bare)
    };
    match media_types.first().filter(is_named) {
        Some(own) => of(own).unwrap_or(0),
        None => media_types.iter().filter_map(of).max().unwrap_or(0),
    }
}

/// Whether `Accept` names a media type that ends so, and does not refuse it.
pub fn names(headers: &HeaderMap, end: &str) -> bool {
    weights(headers.get_all(ACCEPT))
        .iter()
        .any(|(name, weight)| name.ends_with(end) && *weight > 0)
}

/// The language: `lang` when it stands, else English where `Accept-Language` prefers it to Korean.
pub fn lang(params: &Params, headers: &HeaderMap) -> Result<Lang, ApiError> {
    match params.get("lang") {
        Some("ko") => Ok(Lang::Ko),
        Some("en") => Ok(Lang::En),
        Some(other) => Err(ApiError::parameter(
            "lang",
            format!("\"{other}\"은(는) 없습니다. lang=ko나 lang=en을 쓰십시오"),
            format!("\"{other}\" is not offered; use lang=ko or lang=en"),
        )),
        None => Ok(accepted_lang(headers)),
    }
}

/// The language by `Accept-Language` alone.
pub fn accepted_lang(headers: &HeaderMap) -> Lang {
    lang_of(headers.get_all(ACCEPT_LANGUAGE))
}

/// The language by the values of `Accept-Language`: Korean unless English is welcome and Korean less so.
pub fn lang_of<'a>(values: impl IntoIterator<Item = &'a HeaderValue>) -> Lang {
    let accepted = weights(values);
    let quality = |wanted: &str| {
        accepted
            .iter()
            .filter(|(name, _)| name.split('-').next() == Some(wanted))
            .map(|&(_, weight)| weight)
            .max()
            .unwrap_or(0)
    };
    if quality("en") > quality("ko") {
        Lang::En
    } else {
        Lang::Ko
    }
}

/// The code of a language: as `lang` and `Content-Language` name it.
pub fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => "ko",
        Lang::En => "en",
    }
}

/// The code of the language that a page leads to: the one that it is not in.
pub fn other_code(lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => code(Lang::En),
        Lang::En => code(Lang::Ko),
    }
}

/// The entries of a header, with a `version` if they have one, and their `q` in thousandths; an entry that
/// cannot be read is left out.
pub fn weights<'a>(values: impl IntoIterator<Item = &'a HeaderValue>) -> Vec<(String, u16)> {
    values
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let mut name = parts.next()?.to_ascii_lowercase();
            let mut weight = 1000;
            for part in parts {
                if let Some(q) = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")) {
                    weight = thousandths(q)?;
                } else if let Some(version) = part.to_ascii_lowercase().strip_prefix("version=") {
                    // Of the parameters of media types, the one that tells forms of a resource apart.
                    name = format!("{name};version={}", version.trim_matches('"'));
                }
            }
            (!name.is_empty()).then_some((name, weight))
        })
        .collect()
}

/// A weight of RFC 9110 section 12.4.2: 0 to 1 with at most three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(decimals),
        "1" if decimals == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form_of(accept: &str) -> Form {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        accepted_form(&headers)
    }

    #[test]
    fn browsers_get_a_page_and_programs_get_data() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        assert_eq!(form_of(browser), Form::Html);
        for program in [
            "*/*",
            "application/json",
            "application/json, text/html;q=0.9",
            "text/html;q=0, */*",
            "text/*;q=0.3, application/json;q=0.4",
            "image/png",
            "text/html;q=nonsense",
        ] {
            assert_eq!(form_of(program), Form::Json, "{program}");
        }
        assert_eq!(form_of("text/*, application/json;q=0.5"), Form::Html);
        assert_eq!(accepted_form(&HeaderMap::new()), Form::Json);
    }

    #[test]
    fn what_is_said_of_a_type_itself_counts_before_its_other_name() {
        let form = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            let params = Params::parse(None, &[]).unwrap();
            page_or("application/geo+json", &params, &headers).ok()
        };
        for (accept, expected) in [
            ("application/geo+json;q=0, */*", Some(Form::Html)),
            ("application/geo+json;q=0.1, */*;q=0.5", Some(Form::Html)),
            ("application/geo+json;q=0, application/json", None),
            ("application/geo+json;q=0, text/html;q=0, */*", None),
            (
                "application/geo+json;q=0.5, text/html;q=0, */*",
                Some(Form::Json),
            ),
            (
                "text/html;q=0.2, application/geo+json;q=0.3, */*",
                Some(Form::Json),
            ),
            ("application/json", Some(Form::Json)),
            ("application/json;q=0, */*", Some(Form::Json)),
            ("application/json, text/html;q=0.9", Some(Form::Json)),
            (
                "application/xhtml+xml, application/json;q=0.9",
                Some(Form::Html),
            ),
            ("*/*", Some(Form::Json)),
            ("image/png", None),
        ] {
            assert_eq!(form(accept), expected, "{accept}");
        }
    }

    #[test]
    fn korean_comes_first_unless_english_is_preferred() {
        for (accepted, expected) in [
            ("ko-KR,ko;q=0.9,en;q=0.8", Lang::Ko),
            ("en-US,en;q=0.9", Lang::En),
            ("en;q=0.5,ko;q=0.5", Lang::Ko),
            ("fr", Lang::Ko),
            ("en-GB;q=0.9, ko;q=0.1", Lang::En),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, accepted.parse().unwrap());
            assert_eq!(accepted_lang(&headers), expected, "{accepted}");
        }
    }
}
