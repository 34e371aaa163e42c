//! Pages for people, made on the server: no script, no style of their own, one stylesheet.
//!
//! The words stand in the templates, beside what they say, as `say("한국어", "English")`; texts that a
//! module writes in both languages go through `said`.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::value::Value;
use minijinja::{Environment, State, UndefinedBehavior};
use serde::Deserialize;
use serde::de::value::StrDeserializer;

use super::error::ApiError;
use super::etag::{etag, settled, tagged};
use super::negotiate::{self, VARY};
use crate::import::{self, Lang};
use crate::query::interval::{seoul_date, seoul_rfc3339};

/// The stylesheet of every page.
pub const STYLESHEET: &str = include_str!("pages.css");

/// Media type of a page.
pub const HTML: &str = "text/html; charset=utf-8";

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, source) in [
        ("base.html", include_str!("templates/base.html")),
        ("changes.html", include_str!("templates/changes.html")),
        ("coverage.html", include_str!("templates/coverage.html")),
        ("error.html", include_str!("templates/error.html")),
        ("downloads.html", include_str!("templates/downloads.html")),
        ("policy.html", include_str!("templates/policy.html")),
        ("quality.html", include_str!("templates/quality.html")),
        (
            "institution.html",
            include_str!("templates/institution.html"),
        ),
        ("report.html", include_str!("templates/report.html")),
        ("resource.html", include_str!("templates/resource.html")),
    ] {
        environment
            .add_template(name, source)
            .expect("the templates are part of the binary and a test renders each of them");
    }
    environment.add_function("say", say);
    environment.add_filter("said", said);
    environment.add_filter("form", form);
    environment.add_filter("grouped", grouped);
    environment.add_filter("date", date);
    environment.add_filter("moment", moment);
    environment.add_filter("percent", percent);
    environment.add_filter("km2", km2);
    environment.add_filter("share", share);
    environment
});

/// Renders a page; `context` has the members that the template names.
pub fn render(name: &str, lang: Lang, context: Value) -> Result<String, ApiError> {
    let lang = negotiate::code(lang);
    let context = minijinja::context! { lang, ..context };
    TEMPLATES
        .get_template(name)
        .and_then(|template| template.render(context))
        .map_err(|error| ApiError::Internal(format!("{name}: {error:#}")))
}

/// Answers with a page in a language that may be kept as long as its tag is checked.
pub fn page(headers: &HeaderMap, tag: &str, lang: Lang, text: String) -> Response {
    let mut response = tagged(headers, tag, HTML, || Body::from(text));
    let is_sent = response.status().is_success();
    let headers = response.headers_mut();
    headers.insert(header::VARY, VARY);
    if is_sent {
        let lang = HeaderValue::from_static(negotiate::code(lang));
        headers.insert(header::CONTENT_LANGUAGE, lang);
    }
    response
}

/// [`page`] that is only rendered for who does not have it already.
pub fn page_later(
    headers: &HeaderMap,
    tag: &str,
    (name, lang): (&str, Lang),
    context: impl FnOnce() -> Value,
) -> Result<Response, ApiError> {
    let text = if settled(headers, tag).is_some() {
        String::new()
    } else {
        render(name, lang, context())?
    };
    Ok(page(headers, tag, lang, text))
}

/// The stylesheet.
pub async fn stylesheet(headers: HeaderMap) -> Response {
    let tag = etag(env!("CARGO_PKG_VERSION"), &[STYLESHEET]);
    tagged(&headers, &tag, "text/css; charset=utf-8", || {
        Body::from(STYLESHEET)
    })
}

/// The body of an error as a page ([`super::error::problem_document`]); `None` when even that fails.
pub fn refused(status: StatusCode, detail: &str, lang: Lang) -> Option<Response> {
    let context =
        minijinja::context! { status => status.as_u16(), detail => detail, stylesheet => false };
    let text = render("error.html", lang, context).ok()?;
    let mut response = (status, text).into_response();
    let media_type = HeaderValue::from_static(HTML);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, media_type);
    Some(response)
}

/// The text of the page's language.
fn say(state: &State, ko: &str, en: &str) -> String {
    if is_english(state) { en } else { ko }.to_owned()
}

/// The page's language of a statement in both.
fn said(state: &State, statement: &Value) -> Result<Value, minijinja::Error> {
    statement.get_attr(if is_english(state) { "en" } else { "ko" })
}

/// The words for the form of a file, by the code that a report has.
fn form(state: &State, code: &str) -> String {
    let lang = if is_english(state) {
        Lang::En
    } else {
        Lang::Ko
    };
    let known = import::Form::deserialize(StrDeserializer::<serde::de::value::Error>::new(code));
    known.map_or(code, |form| form.label(lang)).to_owned()
}

fn is_english(state: &State) -> bool {
    state
        .lookup("lang")
        .is_some_and(|lang| lang.as_str() == Some("en"))
}

fn grouped(number: u64) -> String {
    import::grouped(number)
}

/// A day as it is written in the language: 2024. 7. 5. or 2024-07-05; of a moment, the day in Korea.
fn date(state: &State, text: &str) -> String {
    let day = match text.parse::<Timestamp>() {
        Ok(at) => Ok(seoul_date(at)),
        Err(_) => text.parse::<Date>(),
    };
    match day {
        Ok(day) if is_english(state) => day.to_string(),
        // With blanks that do not break a line.
        Ok(day) => format!("{}.\u{A0}{}.\u{A0}{}.", day.year(), day.month(), day.day()),
        Err(_) => text.to_owned(),
    }
}

/// A moment to the minute in Korea, as its day is written in the language.
fn moment(state: &State, text: &str) -> String {
    let Ok(at) = text.parse::<Timestamp>() else {
        return text.to_owned();
    };
    let time = seoul_rfc3339(at);
    let minute = time.get(11..16).unwrap_or_default();
    format!("{}\u{A0}{minute}", date(state, text))
}

/// Square kilometres with as many decimals as tell hectares, or square metres where there are few.
fn km2(area: f64) -> String {
    if area < 0.01 {
        return format!("{area:.6}");
    }
    let text = format!("{area:.2}");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, "00"));
    format!(
        "{}.{decimals}",
        import::grouped(whole.parse().unwrap_or_default())
    )
}

/// A share of 0 to 1 as a percentage.
fn share(part: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to a million"
    )]
    let millionths = (part * 1e6).round() as u64;
    percent(millionths, 1_000_000)
}

/// A share with one decimal, or with none where it would say nothing; never 0 % of something.
fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (part * 1000 + whole / 2) / whole;
    match (part, tenths) {
        (0, _) => "0 %".to_owned(),
        (_, 0) => "< 0.1 %".to_owned(),
        (part, 1000) if part < whole => "> 99.9 %".to_owned(),
        (_, tenths) if tenths.is_multiple_of(10) => format!("{} %", tenths / 10),
        (_, tenths) => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_never_rounded_to_none_or_all() {
        assert_eq!(percent(0, 10), "0 %");
        assert_eq!(percent(10, 10), "100 %");
        assert_eq!(percent(1, 100_000), "< 0.1 %");
        assert_eq!(percent(99_999, 100_000), "> 99.9 %");
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(1, 2), "50 %");
        assert_eq!(percent(0, 0), "–");
    }

    #[test]
    fn areas_are_grouped_and_never_nothing() {
        assert_eq!(km2(12_345.678), "12,345.68");
        assert_eq!(km2(999.999), "1,000.00");
        assert_eq!(km2(0.031_416), "0.03");
        assert_eq!(km2(0.000_079), "0.000079");
        assert_eq!(share(0.25), "25 %");
        assert_eq!(share(0.000_01), "< 0.1 %");
    }

    #[test]
    fn what_comes_from_outside_is_escaped() {
        let text = render(
            "error.html",
            Lang::Ko,
            minijinja::context! { status => 404, detail => "<script>", stylesheet => false },
        )
        .unwrap();
        assert!(text.contains("&lt;script&gt;"), "{text}");
        assert!(!text.contains("<script"));
    }
}
