//! `/api/institutions`.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::AppState;
use super::error::ApiError;
use super::ogc::entry::Entry;
use super::ogc::links::{JSON, Link};
use super::ogc::reader::Reader;
use super::openapi::shared::{Conditional, FormAndLanguage, NotAcceptable, UnknownParameter};
use crate::dataset::Dataset;
use crate::dataset::holder::PolicyReference;
use crate::model::institution::Level;
use crate::model::{InstitutionRegistry, OperationPolicy, RowUnit};
use crate::quality::Said;
use crate::query::interval::seoul_date;
use crate::query::municipality::Municipality;

/// The institutions.
#[derive(Debug, Serialize, ToSchema)]
pub struct Institutions {
    /// Every municipality of the country, loaded or not, and every other institution that has a
    /// register.
    pub institutions: Vec<InstitutionSummary>,
    /// How many there are.
    #[serde(rename = "numberMatched")]
    pub number_matched: usize,
    /// This document, and it as a page.
    pub links: Vec<Link>,
}

/// An institution (관리기관) and what is loaded of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstitutionSummary {
    /// 7-digit code, or `unknown` for rows whose institution could not be found.
    pub code: String,
    /// Korean name.
    pub name_ko: String,
    /// English name.
    pub name_en: String,
    /// Province or metropolitan city.
    pub region_ko: String,
    /// The same in English.
    pub region_en: String,
    /// Kind of local government.
    pub level: Level,
    /// Whether any register of it is loaded.
    pub loaded: bool,
    /// Whether what is loaded is a sample made by the product.
    pub sample: bool,
    /// Camera sites; null when no register is loaded, which is not none.
    pub sites: Option<usize>,
    /// Cameras at these sites by what a row of each register is; counts of rows that say the same are
    /// never summed. Null when no register is loaded.
    pub units: Option<u64>,
    /// Rows of the registers that were taken: rows that say the same are one site. Null when no register is
    /// loaded.
    pub rows: Option<u64>,
    /// Box around its sites: west, south, east, north.
    pub bbox: Option<[f64; 4]>,
    /// Its registers.
    pub registers: Vec<RegisterSummary>,
    /// Its policy (운영·관리 방침).
    pub policy: Option<PolicySummary>,
    /// Its publications as an Atom feed.
    pub changes_feed: String,
    /// Page for people about the quality of its data.
    pub quality_href: String,
}

/// A loaded register.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegisterSummary {
    /// Number of the release.
    pub release: i64,
    /// Name of the source.
    pub source: String,
    /// Files that it was read from.
    pub file_names: Vec<String>,
    /// When it was imported.
    #[schema(format = DateTime)]
    pub imported_at: String,
    /// Latest 데이터기준일자 of its rows.
    #[schema(format = Date)]
    pub reference_date: Option<String>,
    /// Camera sites.
    pub sites: usize,
    /// Cameras at these sites, by `row_is`.
    pub units: u64,
    /// Rows that were taken: rows that say the same are one site.
    pub rows: u64,
    /// What a row stands for.
    pub row_is: RowUnit,
    /// Made by the product for trying out.
    pub sample: bool,
}

/// Which text of which policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicySummary {
    /// Title.
    pub title: String,
    /// Date of the version.
    #[schema(format = Date)]
    pub version_date: Option<String>,
    /// What the date is the date of.
    pub version_kind: Option<&'static str>,
    /// The version is more than a year old.
    pub over_a_year_old: bool,
    /// The policy as data.
    pub href: String,
}

/// Every municipality, and what is loaded of it.
#[utoipa::path(get, path = "/api/institutions", tag = "Registers", operation_id = "getInstitutions",
    responses((status = 200, description = "The institutions", content((Institutions = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter, NotAcceptable),
    params(FormAndLanguage))]
pub async fn institutions(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let snapshot = state.snapshot();
    let dataset = &snapshot.dataset;
    let municipalities = InstitutionRegistry::embedded()
        .all()
        .iter()
        .filter(|entry| !entry.sigungu.is_empty());
    let of_table = municipalities.map(|entry| Municipality {
        entry: Some(entry),
        loaded: dataset.institution(&entry.code).map(|(_, loaded)| loaded),
    });
    let others = dataset
        .institutions()
        .iter()
        .filter(|loaded| loaded.entry.is_none_or(|entry| entry.sigungu.is_empty()));
    let others = others.map(|loaded| Municipality {
        entry: loaded.entry,
        loaded: Some(loaded),
    });
    let institutions: Vec<InstitutionSummary> = of_table
        .chain(others)
        .map(|one| summary(dataset, one, reader.links.base()))
        .collect();
    let page = page(&reader, &institutions);
    let document = Institutions {
        number_matched: institutions.len(),
        institutions,
        links: reader.self_links("/api/institutions"),
    };
    // Whether a policy is old is a matter of the day.
    let today = seoul_date(Timestamp::now());
    let tag = reader.tag(dataset.token(), &format!("institutions {today}"));
    reader.answer(&headers, &tag, &document, page)
}

/// What the page shows: those that are loaded first.
fn page(reader: &Reader, institutions: &[InstitutionSummary]) -> serde_json::Value {
    let (loaded, others): (Vec<_>, Vec<_>) = institutions.iter().partition(|one| one.loaded);
    let rows = loaded.into_iter().chain(others).map(|one| {
        let policy = one.policy.as_ref();
        let cells = json!([
            one.name_ko,
            one.name_en,
            one.region_ko,
            one.sites,
            one.units,
            policy.and_then(|policy| policy.version_date.as_ref()),
            one.sample
        ]);
        json!({ "href": one.quality_href, "id": one.code, "cells": cells })
    });
    json!({
        "title": Said::new("기관", "Institutions"),
        "crumbs": Entry::crumbs(&reader.links, &[]),
        "table": {
            "matched": institutions.len(),
            "columns": ["name_ko", "name_en", "region_ko", "sites", "units", "policy_version_date", "sample"],
            "rows": rows.collect::<Vec<_>>(),
        },
    })
}

/// What is known of an institution, with links below the address of the service.
fn summary(dataset: &Dataset, one: Municipality, base: &str) -> InstitutionSummary {
    let (entry, loaded) = (one.entry, one.loaded);
    let code = one.code().to_owned();
    let registers: Vec<RegisterSummary> = loaded
        .iter()
        .flat_map(|loaded| &loaded.releases)
        .map(|&index| register(dataset, index))
        .collect();
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    InstitutionSummary {
        name_ko: one.name_ko().to_owned(),
        name_en: one.name_en().to_owned(),
        region_ko: text(entry.map(|entry| &entry.region_ko)),
        region_en: text(entry.map(|entry| &entry.region_en)),
        level: one.level(),
        loaded: loaded.is_some(),
        sample: registers.iter().any(|register| register.sample),
        sites: loaded.map(|loaded| loaded.sites),
        units: loaded.map(|loaded| loaded.units),
        rows: loaded.map(|loaded| loaded.rows),
        bbox: loaded.and_then(|loaded| loaded.bbox.to_array()),
        registers,
        policy: one
            .policy()
            .map(|policy| policy_summary(policy, format!("{base}/api/institutions/{code}/policy"))),
        changes_feed: format!("{base}/api/institutions/{code}/changes.atom"),
        quality_href: format!("{base}/institutions/{code}/quality"),
        code,
    }
}

fn register(dataset: &Dataset, index: usize) -> RegisterSummary {
    let release = &dataset.releases()[index];
    let (sites, units, rows) = dataset.release_count(index);
    RegisterSummary {
        release: release.id,
        source: release.source.clone(),
        file_names: release.file_names.clone(),
        imported_at: release.imported_at.to_string(),
        reference_date: release.reference_date.map(|date| date.to_string()),
        sites,
        units,
        rows,
        row_is: release.row_is,
        sample: release.sample,
    }
}

fn policy_summary(policy: &OperationPolicy, href: String) -> PolicySummary {
    let reference = PolicyReference::of(policy);
    PolicySummary {
        version_date: reference.version.date.map(|date| date.to_string()),
        version_kind: reference
            .version
            .date
            .map(|_| reference.version.kind.code()),
        over_a_year_old: reference.is_over_a_year_old(seoul_date(Timestamp::now())),
        title: reference.title,
        href,
    }
}
