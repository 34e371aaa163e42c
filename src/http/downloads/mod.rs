//! `/api/downloads`: whole registers as files.
//!
//! A request for a file that is not ready is answered with 503 and `Retry-After`, not with 202: a program
//! that saves the body of any success would save an explanation under the name of a register.

mod catalogue;
mod conditions;
pub mod dcat;
mod name;
mod shelf;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use minijinja::context;
use minijinja::value::{Serde, Value};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::AppState;
use super::error::{ApiError, Problem};
use super::etag::tagged_json;
use super::negotiate::Form;
use super::ogc::links::{JSON, Link, Links};
use super::ogc::reader::{Reader, varied};
use super::openapi::shared::{Conditional, FormAndLanguage, NotAcceptable, UnknownParameter};
use super::params::Params;
use super::policy_page::no_such_institution;
use super::state::Snapshot;
use crate::dataset::Dataset;
use crate::export::{Format, Part};
use crate::quality::Said;
use catalogue::Catalogue;
use name::Asked;
pub use shelf::Shelf;
use shelf::{Facts, file_name};

/// A file never changes under its name.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// What can be downloaded: of all registers, or of one institution, whose files are made with this request
/// when they are not there.
#[utoipa::path(get, path = "/api/downloads", tag = "Downloads", operation_id = "getDownloads",
    params(("institution" = Option<String>, Query, description = "Code of an institution; without it, the files of all registers", example = "3040000"),
        FormAndLanguage),
    responses((status = 200, description = "The files", content((Catalogue = "application/json"), (String = "text/html"))),
        Conditional,
        (status = 400, description = "Unknown parameter, or a form or language that is not offered", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No register of this institution is published", body = Problem, content_type = "application/problem+json"),
        NotAcceptable))]
pub async fn downloads(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let known = ["institution"];
    let reader = Reader::new(&state, &headers, query.as_deref(), &known, JSON)?;
    let snapshot = state.snapshot();
    let part = part(reader.params.get("institution"), &snapshot)?;
    if part == Part::All {
        state.prepare_downloads();
    } else {
        for format in Format::ALL {
            made(&state, &snapshot, part, format).await?;
        }
    }
    let catalogue = Catalogue::of(state.shelf(), &snapshot.dataset, part, &reader);
    if reader.form == Form::Json {
        return tagged_json(&headers, JSON, &catalogue).map(varied);
    }
    let listed = serde_json::to_string(&catalogue).map_err(|error| internal(&error))?;
    let tag = reader.tag(env!("CARGO_PKG_VERSION"), &listed);
    reader.page_of(&headers, &tag, "downloads.html", || {
        context! { catalogue => Value::from(Serde(&catalogue)) }
    })
}

const NO_CACHE: HeaderValue = HeaderValue::from_static("public, no-cache");

/// A whole register as a file.
///
/// A name with a state (`cameras-0123456789abcdef.csv`, as `/api/downloads` lists them) never changes what
/// it gives; one without (`cameras.csv`, `cameras-3040000.parquet`) leads to the present file. Ranges,
/// `If-Range`, and the other conditions are honoured; the body is sent as it is stored, without compression.
#[utoipa::path(get, path = "/api/downloads/{file}", tag = "Downloads", operation_id = "getDownload",
    params(("file" = String, Path, description = "Name of the file: `cameras`, or `cameras-` and the code of an institution; then the state or nothing; then the ending of a format",
            example = "cameras-3040000.csv")),
    responses((status = 200, description = "The file", content((String = "text/csv"), (Object = "application/geo+json"),
            (String = "application/geo+json-seq"), (Vec<u8> = "application/vnd.flatgeobuf"), (Vec<u8> = "application/vnd.apache.parquet"), (Vec<u8> = "application/vnd.pmtiles"))),
        (status = 206, description = "The part that Range asks for"),
        Conditional,
        (status = 307, description = "Where the present file is"),
        UnknownParameter,
        (status = 404, description = "No such file", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The file of another state than the present one; `href` is the present file", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "The range lies outside the file", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The file is being made; Retry-After tells when to ask again", body = Problem, content_type = "application/problem+json")))]
pub async fn download(
    State(state): State<AppState>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, ApiError> {
    Params::parse(query.as_deref(), &[])?;
    let snapshot = state.snapshot();
    let dataset = &snapshot.dataset;
    let asked = name::read(&file, dataset)?;
    let present = file_name(dataset, asked.part, asked.format);
    let href = || {
        let links = Links::new(&state, request.headers());
        format!("{}/api/downloads/{present}", links.base())
    };
    match &asked.state {
        None => return to_present(&href()),
        Some(_) if present != file => {
            return Err(ApiError::Superseded {
                detail: Said::new(
                    format!(
                        "{file}은(는) 지금 게시된 상태의 파일이 아닙니다. 지금 파일은 {present}입니다"
                    ),
                    format!(
                        "{file} is not of the state that is published; the present file is {present}"
                    ),
                ),
                href: href(),
            });
        }
        Some(_) => {}
    }
    let facts = match (asked.part, state.shelf().facts(&present)) {
        (_, Some(facts)) => facts,
        (Part::All, None) => {
            state.prepare_downloads();
            return Err(not_ready());
        }
        (part, None) => made(&state, &snapshot, part, asked.format).await?,
    };
    let disposition = name::disposition(&present, dataset, &asked);
    send(&state, &present, &asked, &facts, &disposition, request).await
}

/// Streams a file from disk.
async fn send(
    state: &AppState,
    name: &str,
    asked: &Asked,
    facts: &Facts,
    disposition: &str,
    mut request: Request,
) -> Result<Response, ApiError> {
    let tag = format!("\"{}\"", facts.sha256.get(..32).unwrap_or(&facts.sha256));
    let date = http_date(facts.modified);
    let settled = conditions::settle(request.headers_mut(), &tag, &date, facts.bytes);
    let mut response = if let Some(status) = settled {
        status.into_response()
    } else {
        let path = state.shelf().path(name).map_err(|error| internal(&error))?;
        let served = ServeFile::new(path).oneshot(request).await;
        served
            .map(|response| response.map(Body::new))
            .into_response()
    };
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(header::ETAG, text_header(&tag)?);
    if status == StatusCode::NOT_FOUND {
        // Taken away by hand behind our back.
        return Err(ApiError::Internal(format!(
            "the download {name} has disappeared"
        )));
    }
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        headers.insert(header::CACHE_CONTROL, FOR_EVER);
        headers.insert(header::LAST_MODIFIED, text_header(&date)?);
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    }
    if status.is_success() {
        let media_type = HeaderValue::from_static(asked.format.media_type());
        headers.insert(header::CONTENT_TYPE, media_type);
        headers.insert(header::CONTENT_DISPOSITION, text_header(disposition)?);
    }
    Ok(response)
}

/// The file of a small part, made where it holds up nobody.
async fn made(
    state: &AppState,
    snapshot: &Arc<Snapshot>,
    part: Part,
    format: Format,
) -> Result<Arc<Facts>, ApiError> {
    let name = file_name(&snapshot.dataset, part, format);
    if let Some(facts) = state.shelf().facts(&name) {
        return Ok(facts);
    }
    let (shelf, snapshot) = (Arc::clone(state.shelf()), Arc::clone(snapshot));
    tokio::task::spawn_blocking(move || shelf.make(&snapshot.dataset, part, format))
        .await
        .map_err(|error| internal(&error))?
        .map_err(|error| internal(&error))
}

/// The links of the collection to its files, with their lengths; those that are there.
#[must_use]
pub fn links(shelf: &Shelf, dataset: &Dataset, links: &Links) -> Vec<Link> {
    let file = |format: Format| {
        let file = catalogue::file(shelf, dataset, (Part::All, format), links.base())?;
        Some(Link {
            href: file.href,
            rel: "enclosure",
            media_type: file.media_type,
            title: format.name(),
            templated: None,
            length: Some(file.bytes),
        })
    };
    Format::ALL.into_iter().filter_map(file).collect()
}

fn part(institution: Option<&str>, snapshot: &Snapshot) -> Result<Part, ApiError> {
    match institution {
        None => Ok(Part::All),
        Some(code) => match snapshot.dataset.institution(code) {
            Some((index, _)) => Ok(Part::Institution(index)),
            None => Err(no_such_institution(code)),
        },
    }
}

fn to_present(address: &str) -> Result<Response, ApiError> {
    let headers = [
        (header::LOCATION, text_header(address)?),
        (header::CACHE_CONTROL, NO_CACHE),
    ];
    Ok((StatusCode::TEMPORARY_REDIRECT, headers).into_response())
}

fn not_ready() -> ApiError {
    ApiError::NotReady(Said::new(
        "파일을 만들고 있습니다. 잠시 뒤에 다시 요청하십시오",
        "the file is being made; ask again shortly",
    ))
}

fn http_date(at: Timestamp) -> String {
    let printed = DateTimePrinter::new().timestamp_to_rfc9110_string(&at);
    printed.unwrap_or_default()
}

fn text_header(text: &str) -> Result<HeaderValue, ApiError> {
    HeaderValue::from_str(text).map_err(|error| internal(&error))
}

fn internal(error: &impl std::fmt::Display) -> ApiError {
    ApiError::Internal(error.to_string())
}
