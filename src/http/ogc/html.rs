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
use crate::import::Lang;
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

/// A value as a cell: numbers, texts and what is not known as they are, all else in words.
fn cell(value: &Value, lang: Lang) -> Value {
    match value {
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => in_words(value, lang).into(),
        _ => value.clone(),
    }
}

/// A value in words of a language: the members of an object as `name: value`, parted by commas, and the
/// objects of a list by semicolons.
fn in_words(value: &Value, lang: Lang) -> String {
    let say = |ko: &str, en: &str| Said::new(ko, en).get(lang).to_owned();
    match value {
        Value::Null => say("알 수 없음", "not known"),
        Value::Bool(true) => say("예", "yes"),
        Value::Bool(false) => say("아니요", "no"),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => say("없음", "none"),
        Value::Array(items) => {
            let between = if items.iter().any(Value::is_object) {
                "; "
            } else {
                ", "
            };
            let texts: Vec<_> = items.iter().map(|item| in_words(item, lang)).collect();
            texts.join(between)
        }
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| format!("{name}: {}", in_words(value, lang));
            members.iter().map(member).collect::<Vec<_>>().join(", ")
        }
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
        let cells: Vec<Value> = columns
            .iter()
            .map(|name| cell(&values[name], asked.reader.lang))
            .collect();
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
        .map(|(name, value)| (name, cell(value, asked.reader.lang)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_words_of_the_readers_language() {
        let releases = json!([
            { "release": 3, "rows": null, "sample": true },
            { "release": 4, "rows": 12, "sample": false },
        ]);
        for (value, ko, en) in [
            (json!(true), json!("예"), json!("yes")),
            (json!(false), json!("아니요"), json!("no")),
            (json!([]), json!("없음"), json!("none")),
            (json!(["a", "b"]), json!("a, b"), json!("a, b")),
            (json!([1, 2.5]), json!("1, 2.5"), json!("1, 2.5")),
            (
                releases,
                json!(
                    "release: 3, rows: 알 수 없음, sample: 예; release: 4, rows: 12, sample: 아니요"
                ),
                json!("release: 3, rows: not known, sample: yes; release: 4, rows: 12, sample: no"),
            ),
            // The page says itself what is not known, and knows how to write numbers.
            (json!(null), json!(null), json!(null)),
            (json!(7), json!(7), json!(7)),
            (json!("x"), json!("x"), json!("x")),
        ] {
            assert_eq!(cell(&value, Lang::Ko), ko);
            assert_eq!(cell(&value, Lang::En), en);
        }
    }
}
