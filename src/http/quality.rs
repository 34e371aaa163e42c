//! What an office can act on: `/api/institutions/{code}/quality` as data and as a page, which is at
//! `/institutions/{code}/quality` as well.

use std::sync::{Arc, LazyLock};

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;
use utoipa::ToSchema;

use super::AppState;
use super::error::ApiError;
use super::etag::{etag, tagged_json};
use super::negotiate::{self, Form};
use super::ogc::links::{JSON, Link};
use super::ogc::reader::{Reader, varied};
use super::openapi::shared::{
    Conditional, FormAndLanguage, NoSuchInstitution, NotAcceptable, UnknownParameter,
};
use super::pages;
use super::params::Params;
use super::policy_page::no_such_institution;
use super::state::Snapshot;
use crate::dataset::{LoadedInstitution, Release};
use crate::import::Lang;
use crate::model::InstitutionRegistry;
use crate::model::policy::founding_of;
use crate::quality::{ImportedRows, InstitutionQuality, KeptReport, SourceImport, compare};
use crate::query::interval::seoul_date;
use crate::sample;

/// What an office can act on, and the same as a page.
#[derive(Debug, Serialize, ToSchema)]
pub struct QualityDocument {
    /// What an office can act on.
    #[serde(flatten)]
    pub quality: InstitutionQuality,
    /// This document, and it as a page.
    pub links: Vec<Link>,
}

/// What an office can act on: what the last imports found in its rows, its register against its policy,
/// and what its policy lacks.
///
/// Every figure says what it is computed from; there is no score.
#[utoipa::path(get, path = "/api/institutions/{code}/quality", tag = "Registers", operation_id = "getQuality",
    params(("code" = String, Path, description = "7-digit code of the institution, or `unknown`", example = "3040000"),
        FormAndLanguage),
    responses((status = 200, description = "The quality of its data", content((QualityDocument = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter, NoSuchInstitution, NotAcceptable))]
pub async fn quality(
    State(state): State<AppState>,
    Path(code): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let quality = gather(state, code).await?;
    let path = format!("/api/institutions/{}/quality", quality.institution);
    match reader.form {
        Form::Json => {
            let links = reader.self_links(&path);
            let document = QualityDocument { quality, links };
            tagged_json(&headers, JSON, &document).map(varied)
        }
        Form::Html => shown(&quality, &reader.params, reader.lang, &headers),
    }
}

/// The page at its short address.
pub async fn page(
    State(state): State<AppState>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let params = Params::parse(query.as_deref(), &["lang"])?;
    let lang = negotiate::lang(&params, &headers)?;
    shown(&gather(state, code).await?, &params, lang, &headers)
}

fn shown(
    quality: &InstitutionQuality,
    params: &Params,
    lang: Lang,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let other = negotiate::other_code(lang);
    let context = context! {
        quality => Value::from(Serde(quality)),
        query => params.with(&[("lang", other.to_owned())]),
        stylesheet => false,
    };
    let text = pages::render("quality.html", lang, context)?;
    let tag = etag(env!("CARGO_PKG_VERSION"), &["quality", &text]);
    Ok(pages::page(headers, &tag, lang, text))
}

/// Collects everything; going over all sites happens where it holds up nobody.
async fn gather(state: AppState, code: String) -> Result<InstitutionQuality, ApiError> {
    let snapshot = state.snapshot();
    let loaded = snapshot.dataset.institution(&code);
    let entry = InstitutionRegistry::embedded().by_code(&code);
    let code = match (entry, loaded) {
        (Some(entry), _) => entry.code.clone(),
        (None, Some((_, loaded))) => loaded.code.clone(),
        (None, None) => return Err(no_such_institution(&code)),
    };
    let imports = match loaded {
        Some((_, loaded)) => imports(&state, &snapshot, loaded).await?,
        None => Vec::new(),
    };
    let today = seoul_date(Timestamp::now());
    let loaded = loaded.map(|(index, _)| index);
    let register = match loaded {
        None => None,
        Some(index) => {
            let snapshot = snapshot.clone();
            let task = tokio::task::spawn_blocking(move || {
                let dataset = &snapshot.dataset;
                compare(dataset, &dataset.institutions()[index], today)
            });
            let compared = task.await;
            Some(compared.map_err(|error| ApiError::Internal(error.to_string()))?)
        }
    };
    Ok(InstitutionQuality::new(
        &code,
        entry,
        imports,
        register,
        founding_of(&code),
        today,
    ))
}

async fn imports(
    state: &AppState,
    snapshot: &Snapshot,
    loaded: &LoadedInstitution,
) -> Result<Vec<SourceImport>, ApiError> {
    let mut imports = Vec::with_capacity(loaded.releases.len());
    for &index in &loaded.releases {
        let release = &snapshot.dataset.releases()[index];
        let rows = rows(state, release).await?;
        imports.push(SourceImport {
            source: release.source.clone(),
            release: release.id,
            imported_at: release.imported_at.to_string(),
            reference_date: release.reference_date.map(|date| date.to_string()),
            sample: release.sample,
            sites: snapshot.dataset.release_count(index).0,
            files: rows.map(|rows| of_this_release(&rows, release)),
        });
    }
    Ok(imports)
}

async fn rows(
    state: &AppState,
    release: &Release,
) -> Result<Option<Arc<Vec<ImportedRows>>>, ApiError> {
    /// The built-in sample is read again, once: it is no import of the store.
    static SAMPLE: LazyLock<Option<KeptReport>> =
        LazyLock::new(|| KeptReport::of(&sample::report().ok()?).ok());
    if release.sample && release.id == 0 {
        let rows = SAMPLE
            .as_ref()
            .and_then(|report| report.rows_of(&release.institution));
        return Ok(rows.map(Arc::new));
    }
    state
        .rows_of_release(release.id, &release.institution)
        .await
}

/// An import may have made several releases of an institution, from different files.
fn of_this_release(rows: &[ImportedRows], release: &Release) -> Vec<ImportedRows> {
    rows.iter()
        .filter(|rows| release.file_names.contains(&rows.file.name) || release.sample)
        .cloned()
        .collect()
}
