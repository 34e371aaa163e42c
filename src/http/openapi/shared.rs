//! What many resources take and answer alike, each said once for the API document.

use utoipa::{IntoParams, IntoResponses};

use crate::http::error::Problem;

/// What a resource takes that is data and a page for people at one address.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "stands for what `negotiate` reads")]
pub struct FormAndLanguage {
    /// `json` or `html`; before `Accept`
    #[param(example = "json")]
    f: Option<String>,
    /// Language of the page: `ko` or `en`; before `Accept-Language`
    #[param(example = "en")]
    lang: Option<String>,
}

/// Declares answers that stand for what is made elsewhere: each a status and what it means.
macro_rules! answers {
    ($($(#[$meaning:meta])* $name:ident = $status:literal;)*) => {$(
        $(#[$meaning])*
        #[derive(IntoResponses)]
        #[response(status = $status, content_type = "application/problem+json")]
        #[expect(dead_code, reason = "stands for an `ApiError`")]
        pub struct $name(Problem);
    )*};
}

/// What the conditions of a request may be answered with, wherever there is a tag.
#[derive(IntoResponses)]
pub enum Conditional {
    /// Not changed since the tag of If-None-Match
    #[response(status = 304)]
    NotModified,
    /// Not what If-Match or If-Unmodified-Since means
    #[response(status = 412, content_type = "application/problem+json")]
    PreconditionFailed(Problem),
}

answers! {
    /// Unknown parameter
    UnknownParameter = 400;
    /// A parameter is not known or malformed
    BadParameter = 400;
    /// No such collection
    NoSuchCollection = 404;
    /// No such institution
    NoSuchInstitution = 404;
    /// `Accept` names no form that is offered
    NotAcceptable = 406;
    /// `coverage` is being computed; Retry-After tells when to ask again
    CoverageUnready = 503;
}
