//! `/api/institutions/{code}/changes.atom`: one entry for each publication of an institution (RFC 4287).

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;

use super::AppState;
use super::error::ApiError;
use super::etag::{etag, tagged};
use super::ogc::links::{HTML, JSON, Links};
use super::openapi::shared::{Conditional, NoSuchInstitution, UnknownParameter};
use super::params::Params;
use super::policy_page::no_such_institution;
use crate::dataset::LoadedInstitution;
use crate::model::InstitutionRegistry;
use crate::store::{Counts, Publication};

/// Media type of Atom.
const ATOM: &str = "application/atom+xml";
/// Most entries of a feed; older publications are in `/api/changes`.
const ENTRIES: usize = 50;

/// The publications of an institution's registers as an Atom feed, newest first, with the numbers of
/// cameras added, changed, moved and removed and a link to the changes.
#[utoipa::path(get, path = "/api/institutions/{code}/changes.atom", tag = "Registers", operation_id = "getChangesFeed",
    params(("code" = String, Path, description = "7-digit code of the institution", example = "3040000")),
    responses((status = 200, description = "The feed", body = String, content_type = "application/atom+xml"),
        Conditional, UnknownParameter, NoSuchInstitution))]
pub async fn changes_feed(
    State(state): State<AppState>,
    Path(code): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    Params::parse(query.as_deref(), &[])?;
    let snapshot = state.snapshot();
    let loaded = snapshot
        .dataset
        .institution(&code)
        .map(|(_, loaded)| loaded);
    let entry = InstitutionRegistry::embedded().by_code(&code);
    let name = match (loaded, entry) {
        (_, Some(entry)) => format!("{} {}", entry.region_ko, entry.name_ko),
        (Some(loaded), None) => LoadedInstitution::name_ko(loaded).to_owned(),
        (None, None) => {
            return Err(no_such_institution(&code));
        }
    };
    let code = entry.map_or(code, |entry| entry.code.clone());
    let asked = code.clone();
    let publications = state
        .ask_history(move |store| store.publications(&asked, ENTRIES))
        .await?
        .unwrap_or_default();
    let links = Links::new(&state, &headers);
    let newest = publications
        .first()
        .map_or(0, |(publication, _)| publication.id);
    let tag = etag(
        snapshot.dataset.token(),
        &["feed", links.base(), &code, &newest.to_string()],
    );
    let feed = feed(&code, name.trim(), &publications, &links)?.to_string();
    Ok(tagged(&headers, &tag, ATOM, || Body::from(feed)))
}

fn feed(
    code: &str,
    name: &str,
    publications: &[(Publication, Counts)],
    links: &Links,
) -> Result<Feed, ApiError> {
    let newest = publications
        .first()
        .map_or(Timestamp::UNIX_EPOCH, |(publication, _)| publication.at);
    let address = format!("{}/api/institutions/{code}/changes.atom", links.base());
    let mut feed = Feed {
        title: Text::plain(format!("{name} CCTV 대장 변경 | register changes")),
        id: format!("urn:siya:institution:{code}:changes"),
        updated: moment(newest)?,
        lang: Some("ko".to_owned()),
        ..Feed::default()
    };
    feed.set_authors(vec![Person {
        name: name.to_owned(),
        ..Person::default()
    }]);
    feed.set_links(vec![
        link(address, "self", ATOM),
        link(
            format!("{}/api/changes?institution={code}&f=json", links.base()),
            "via",
            JSON,
        ),
    ]);
    let entries: Result<Vec<Entry>, ApiError> = publications
        .iter()
        .map(|(publication, counts)| entry(code, name, publication, counts, links))
        .collect();
    feed.set_entries(entries?);
    Ok(feed)
}

fn entry(
    code: &str,
    name: &str,
    publication: &Publication,
    counts: &Counts,
    links: &Links,
) -> Result<Entry, ApiError> {
    let Publication {
        id,
        at,
        source,
        release,
        sites,
        ..
    } = publication;
    let Counts {
        added,
        changed,
        moved,
        removed,
    } = counts;
    let (ko, en) = if publication.kind == "rollback" {
        ("이전 대장 다시 게시", "earlier release published again")
    } else if publication.first {
        ("첫 게시", "first published")
    } else {
        ("새 대장 게시", "new release published")
    };
    let mut entry = Entry {
        title: Text::plain(format!("{name} ({source}): {ko} | {en}")),
        id: format!("urn:siya:institution:{code}:publication:{id}"),
        updated: moment(*at)?,
        published: Some(moment(*at)?),
        summary: Some(Text::plain(format!(
            "지점 {sites}곳(대장 {release}번): 추가 {added}, 변경 {changed}(이동 {moved}), 삭제 {removed} | {sites} sites (release {release}): {added} added, {changed} changed ({moved} moved), {removed} removed"
        ))),
        ..Entry::default()
    };
    let changes = |form: &str| {
        let (base, before) = (links.base(), id - 1);
        format!("{base}/api/changes?institution={code}&since=p{before}&f={form}")
    };
    entry.set_links(vec![
        link(changes("html"), "alternate", HTML),
        link(changes("json"), "related", JSON),
    ]);
    Ok(entry)
}

fn link(href: String, rel: &str, media_type: &str) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

fn moment(at: Timestamp) -> Result<FixedDateTime, ApiError> {
    at.to_string()
        .parse()
        .map_err(|_| ApiError::Internal(format!("{at} cannot be written in a feed")))
}
