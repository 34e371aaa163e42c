//! What the resources of the OGC API have in common: for each there is data and a page for people, chosen
//! by `f` or `Accept`, and each links to the other.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::links::{HTML, Link, Links, with_query};
use crate::http::AppState;
use crate::http::error::ApiError;
use crate::http::etag::{etag, tagged_document};
use crate::http::negotiate::{self, Form};
use crate::http::pages;
use crate::http::params::Params;
use crate::import::Lang;

/// Who asks for a resource, and how.
pub struct Reader {
    /// Data or a page.
    pub form: Form,
    /// The language of the page.
    pub lang: Lang,
    /// Makes links.
    pub links: Links,
    /// The query parameters.
    pub params: Params,
    media_type: &'static str,
}

impl Reader {
    /// Reads the parameters of a request, in which `f` and `lang` may stand beside `known`, for a resource
    /// whose data are of `media_type`.
    pub fn new(
        state: &AppState,
        headers: &HeaderMap,
        query: Option<&str>,
        known: &[&str],
        media_type: &'static str,
    ) -> Result<Self, ApiError> {
        let known = [known, &["f", "lang"]].concat();
        let params = Params::parse(query, &known)?;
        Ok(Self {
            form: negotiate::page_or(media_type, &params, headers)?,
            lang: negotiate::lang(&params, headers)?,
            links: Links::new(state, headers),
            params,
            media_type,
        })
    }

    /// `self`, and `alternate` in the other form, of the resource at a path.
    pub fn self_links(&self, path: &str) -> Vec<Link> {
        let here = with_query(path, &self.params.with(&[]));
        let other = |form: &str| with_query(path, &self.params.with(&[("f", form.to_owned())]));
        match self.form {
            Form::Json => vec![
                self.links
                    .to(&here, "self", self.media_type, "This document"),
                self.links
                    .to(&other("html"), "alternate", HTML, "As a page"),
            ],
            Form::Html => vec![
                self.links.to(&here, "self", HTML, "This page"),
                self.links
                    .to(&other("json"), "alternate", self.media_type, "As data"),
            ],
        }
    }

    /// The same links in a header (RFC 8288), for a resource at a path whose data have no place for them.
    pub fn link_in_header(&self, mut response: Response, path: &str) -> Response {
        append_links(&mut response, &self.self_links(path));
        response
    }

    /// The tag of the resource as this reader gets it.
    pub fn tag(&self, token: &str, resource: &str) -> String {
        let form = match (self.form, self.lang) {
            (Form::Json, _) => "json",
            (Form::Html, Lang::Ko) => "html ko",
            (Form::Html, Lang::En) => "html en",
        };
        let query = self.params.with(&[]);
        etag(token, &[resource, form, self.links.base(), &query])
    }

    /// Answers with a document, or with the page of a template that shows it as `doc`.
    pub fn answer(
        &self,
        headers: &HeaderMap,
        tag: &str,
        document: &impl Serialize,
        page: serde_json::Value,
    ) -> Result<Response, ApiError> {
        self.answer_with(headers, tag, document, (document, page))
    }

    /// As [`Reader::answer`], with a page that shows something else as `doc`.
    pub fn answer_with(
        &self,
        headers: &HeaderMap,
        tag: &str,
        document: &impl Serialize,
        (shown, page): (&impl Serialize, serde_json::Value),
    ) -> Result<Response, ApiError> {
        if self.form == Form::Html {
            return self.page(headers, tag, shown, page);
        }
        tagged_document(headers, tag, self.media_type, || document).map(varied)
    }

    /// Answers with the page for people.
    pub fn page(
        &self,
        headers: &HeaderMap,
        tag: &str,
        document: &impl Serialize,
        page: serde_json::Value,
    ) -> Result<Response, ApiError> {
        self.page_of(headers, tag, "resource.html", || {
            let doc = Value::from(Serde(document));
            minijinja::context! { doc, ..Value::from(Serde(page)) }
        })
    }

    /// Answers with the page of another template, whose context is only made for who does not have it.
    pub fn page_of(
        &self,
        headers: &HeaderMap,
        tag: &str,
        template: &str,
        context: impl FnOnce() -> Value,
    ) -> Result<Response, ApiError> {
        pages::page_later(headers, tag, (template, self.lang), || {
            let other = negotiate::other_code(self.lang);
            let query = self.params.with(&[("lang", other.to_owned())]);
            minijinja::context! { stylesheet => false, query, ..context() }
        })
    }
}

/// Writes links in the header as well (RFC 8288); not where nothing is sent that they belong to (304, 412).
pub fn append_links(response: &mut Response, links: &[Link]) {
    if !response.status().is_success() {
        return;
    }
    for link in links {
        let text = format!(
            "<{}>; rel=\"{}\"; type=\"{}\"",
            link.href, link.rel, link.media_type
        );
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::LINK, value);
        }
    }
}

/// Says that the answer depends on `Accept`.
pub fn varied(mut response: Response) -> Response {
    let accept = HeaderValue::from_static("accept");
    response.headers_mut().insert(header::VARY, accept);
    response
}
