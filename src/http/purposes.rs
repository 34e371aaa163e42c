//! `/api/purposes`: the taxonomy of purposes with what is loaded of each.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::AppState;
use super::error::ApiError;
use super::ogc::entry::Entry;
use super::ogc::links::{JSON, Link};
use super::ogc::reader::Reader;
use super::openapi::shared::{Conditional, FormAndLanguage, NotAcceptable, UnknownParameter};
use crate::model::Purpose;
use crate::model::purpose::purposes as table;
use crate::quality::Said;

/// The purposes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Purposes {
    /// In the order of the legend.
    pub purposes: Vec<PurposeSummary>,
    /// This document, and it as a page.
    pub links: Vec<Link>,
}

/// A purpose (설치목적구분) and how many cameras have it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurposeSummary {
    /// Code used in every output.
    pub code: Purpose,
    /// Korean name.
    pub name_ko: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Value in 전국CCTV표준데이터.
    pub national_value: &'static str,
    /// Usual range, metres: used only as an assumption where nobody states one.
    pub default_range_m: Option<f64>,
    /// Sites loaded.
    pub sites: usize,
    /// Sum of their stated camera counts.
    pub units: u64,
}

/// The purposes and how many cameras have each.
#[utoipa::path(get, path = "/api/purposes", tag = "Registers", operation_id = "getPurposes",
    responses((status = 200, description = "The purposes", content((Purposes = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter, NotAcceptable),
    params(FormAndLanguage))]
pub async fn purposes(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let snapshot = state.snapshot();
    let purposes: Vec<PurposeSummary> = Purpose::ALL
        .into_iter()
        .zip(snapshot.dataset.purpose_counts())
        .map(|(code, &(sites, units))| {
            let entry = table().entry(code);
            PurposeSummary {
                code,
                name_ko: &entry.name_ko,
                name_en: &entry.name_en,
                national_value: &entry.national_value,
                default_range_m: entry.default_range_m,
                sites,
                units,
            }
        })
        .collect();
    let rows = purposes.iter().map(|purpose| {
        let code = purpose.code.code();
        let cells = json!([
            purpose.name_ko,
            purpose.name_en,
            purpose.national_value,
            purpose.default_range_m,
            purpose.sites,
            purpose.units
        ]);
        let href = format!(
            "{}/api/collections/cameras/items?purpose={code}",
            reader.links.base()
        );
        json!({ "href": href, "id": code, "cells": cells })
    });
    let page = json!({
        "title": Said::new("설치목적", "Purposes"),
        "crumbs": Entry::crumbs(&reader.links, &[]),
        "table": {
            "matched": purposes.len(),
            "columns": ["name_ko", "name_en", "national_value", "default_range_m", "sites", "units"],
            "rows": rows.collect::<Vec<_>>(),
        },
    });
    let document = Purposes {
        links: reader.self_links("/api/purposes"),
        purposes,
    };
    let tag = reader.tag(snapshot.dataset.token(), "purposes");
    reader.answer(&headers, &tag, &document, page)
}
