//! `/api/changes`: what each publication added, changed and removed.

mod page;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::AppState;
use super::error::ApiError;
use super::etag::tagged_document;
use super::negotiate::Form;
use super::ogc::links::{HTML, JSON, Link, Links};
use super::ogc::reader::{Reader, varied};
use super::openapi::shared::{BadParameter, Conditional, FormAndLanguage, NotAcceptable};
use crate::store::{ChangePage, Cursor, LoggedChange, Publication, Since, SiteChange};

/// Address of the log.
pub const PATH: &str = "/api/changes";
const DEFAULT_LIMIT: usize = 1000;
const MAX_LIMIT: usize = 10_000;

/// A page of changes, in the order in which they were published.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    /// The changes of this page, by publication and then by id. Applied in this order to a copy, they
    /// bring it to what is published; a camera may occur several times.
    pub changes: Vec<Change>,
    /// Changes on this page.
    #[serde(rename = "numberReturned")]
    pub number_returned: usize,
    /// Place after the last change: `since` for what follows, now or later.
    #[schema(example = "p42.317")]
    pub end: String,
    /// `self`, `alternate`, and `next` while more follows.
    pub links: Vec<Link>,
}

/// One camera added, changed or removed. A removed one is a tombstone: what it stated last.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    /// Place in the log.
    #[schema(example = "p42.317")]
    pub sequence: String,
    /// When it was published.
    #[schema(format = DateTime)]
    pub at: String,
    /// Code of the institution, or `unknown`.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// Number of the release.
    pub release: i64,
    /// `import`, or `rollback` when an earlier release was published again.
    pub publication: String,
    /// What happened.
    #[serde(flatten)]
    pub change: SiteChange,
    /// The camera as it is now; absent for a tombstone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// Cameras that were added, changed or removed since a time or a place in the log.
#[utoipa::path(get, path = "/api/changes", tag = "Registers", operation_id = "getChanges",
    params(("since" = Option<String>, Query, description = "A date (its first moment in Korea), a time (RFC 3339, or Korean time), or a place such as `p42.317`, which is told after; everything when absent", example = "2026-05-01"),
        ("limit" = Option<u32>, Query, description = "Changes on a page, 1 to 10000; more is reduced to that. 1000 by default"),
        ("institution" = Option<String>, Query, description = "Codes of institutions, parted by commas", example = "3040000"),
        FormAndLanguage),
    responses((status = 200, description = "A page of changes", content((Changes = "application/json"), (String = "text/html"))),
        Conditional, BadParameter, NotAcceptable))]
pub async fn changes(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let known = ["since", "limit", "institution"];
    let reader = Reader::new(&state, &headers, query.as_deref(), &known, JSON)?;
    let params = &reader.params;
    let since = params.since()?;
    let limit = params.limit(DEFAULT_LIMIT, MAX_LIMIT)?;
    let institutions = params.institution_codes()?;
    let page = state
        .ask_history(move |store| store.changes(since, institutions.as_deref(), limit))
        .await?
        .unwrap_or_default();
    if let Since::Cursor(cursor) = since
        && cursor.publication > page.newest
    {
        let newest = page.newest;
        return Err(ApiError::parameter(
            "since",
            format!("마지막 게시(p{newest})보다 뒤입니다"),
            format!("lies after the last publication, which is p{newest}"),
        ));
    }
    let token = format!("{}-{}", state.snapshot().dataset.token(), page.newest);
    let tag = reader.tag(&token, "changes");
    match reader.form {
        Form::Json => tagged_document(&headers, &tag, JSON, || render(page, &reader)).map(varied),
        Form::Html => reader.page_of(&headers, &tag, "changes.html", || {
            page::context(&render(page, &reader), &reader.links)
        }),
    }
}

fn render(page: ChangePage, reader: &Reader) -> Changes {
    let mut all = reader.self_links(PATH);
    if page.more {
        let query = reader.params.with(&[("since", page.end.to_string())]);
        let media_type = match reader.form {
            Form::Json => JSON,
            Form::Html => HTML,
        };
        let path = format!("{PATH}?{query}");
        let next = reader.links.to(&path, "next", media_type, "The next page");
        all.push(next);
    }
    let changes: Vec<Change> = page
        .changes
        .into_iter()
        .map(|logged| change(logged, &page.publications, &reader.links))
        .collect();
    Changes {
        number_returned: changes.len(),
        changes,
        end: page.end.to_string(),
        links: all,
    }
}

fn change(logged: LoggedChange, publications: &[Publication], links: &Links) -> Change {
    let publication = &publications[logged.publication];
    let listed = logged.change.kind != crate::store::ChangeKind::Removed;
    let id = logged.change.id;
    Change {
        sequence: Cursor {
            publication: publication.id,
            site: Some(id),
        }
        .to_string(),
        at: publication.at.to_string(),
        institution: publication.institution.clone(),
        source: publication.source.clone(),
        release: publication.release,
        publication: publication.kind.clone(),
        href: listed.then(|| format!("{}/api/collections/cameras/items/{id}", links.base())),
        change: logged.change,
    }
}
