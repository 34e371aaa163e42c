//! Features for people: a small map and a table, or the properties of one.

use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::Asked;
use super::entry::Entry;
use super::links::Link;
use super::map;
use crate::dataset::Dataset;
use crate::feature;
use crate::http::error::ApiError;
use crate::place::ATTRIBUTION;
use crate::quality::Said;
use crate::query::Feature;
use crate::query::items::Page;

/// The properties of a feature as they are served.
fn properties(dataset: &Dataset, found: &Feature, asked: &Asked) -> Value {
    let mut out = Vec::new();
    feature::write_feature(&mut out, dataset, found, asked.crs);
    let read: Value = serde_json::from_slice(&out).unwrap_or_default();
    read["properties"].clone()
}

/// A value as a cell; lists and objects as JSON.
fn cell(value: &Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) => value.to_string().into(),
        _ => value.clone(),
    }
}

/// A page of features.
pub(super) fn page(
    asked: &Asked,
    headers: &HeaderMap,
    tag: &str,
    (dataset, page): (&Dataset, &Page),
    links: &[Link],
) -> Result<Response, ApiError> {
    let collection = asked.collection;
    let base = asked.reader.links.base();
    let shapes: Vec<_> = page
        .features
        .iter()
        .filter_map(|feature| feature.geometry(dataset))
        .collect();
    let mut columns: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for feature in &page.features {
        let values = properties(dataset, feature, asked);
        let Some(members) = values.as_object() else {
            continue;
        };
        if columns.is_empty() {
            columns = members.keys().cloned().collect();
        }
        let id = feature.id(dataset);
        let cells: Vec<Value> = columns.iter().map(|name| cell(&values[name])).collect();
        rows.push(
            json!({ "id": id, "href": format!("{base}{}", asked.item_path(id)), "cells": cells }),
        );
    }
    let document = json!({ "links": links, "sample": dataset.has_sample() });
    let context = json!({
        "title": collection.title(),
        "crumbs": Entry::below(&asked.reader.links, collection, &[]),
        "map": map::svg(&shapes, dataset.bbox(), collection.id()),
        "attribution": ATTRIBUTION,
        "table": { "columns": columns, "rows": rows, "matched": page.matched },
    });
    asked.reader.page(headers, tag, &document, context)
}

/// One feature.
pub(super) fn item(
    asked: &Asked,
    headers: &HeaderMap,
    tag: &str,
    (dataset, found): (&Dataset, &Feature),
    links: &[Link],
) -> Result<Response, ApiError> {
    let collection = asked.collection;
    let values = properties(dataset, found, asked);
    let facts: Vec<(&String, Value)> = values
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name, cell(value)))
        .collect();
    let shapes: Vec<_> = found.geometry(dataset).into_iter().collect();
    let id = found.id(dataset);
    let title = collection.title();
    let document = json!({ "links": links, "sample": dataset.has_sample() });
    let context = json!({
        "title": Said::new(format!("{} {id}", title.ko), format!("{} {id}", title.en)),
        "crumbs": Entry::below(&asked.reader.links, collection, &[]),
        "map": map::svg(&shapes, dataset.bbox(), collection.id()),
        "attribution": ATTRIBUTION,
        "facts": facts,
    });
    asked.reader.page(headers, tag, &document, context)
}
