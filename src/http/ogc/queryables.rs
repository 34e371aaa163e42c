//! `/api/collections/{collectionId}/queryables` and `/sortables`: what filters can name and what features
//! can be sorted by, each as a JSON Schema and as a page (OGC 19-079r2, clause 6.2.1).

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};
use utoipa::openapi::Type;

use super::collections::{named, path_of};
use super::entry::Entry;
use super::links::JSON_SCHEMA;
use super::reader::Reader;
use crate::http::AppState;
use crate::http::error::ApiError;
use crate::http::openapi::shared::{
    Conditional, FormAndLanguage, NoSuchCollection, NotAcceptable, UnknownParameter,
};
use crate::import::Lang;
use crate::quality::Said;
use crate::query::Collection;
use crate::query::filter::{Kind, Queryable};

/// A list of properties that a request can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Queryables,
    Sortables,
}

impl Named {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Queryables, Self::Sortables];

    /// Name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queryables => "queryables",
            Self::Sortables => "sortables",
        }
    }

    /// What it is to a collection.
    pub fn rel(self) -> &'static str {
        match self {
            Self::Queryables => "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            Self::Sortables => "http://www.opengis.net/def/rel/ogc/1.0/sortables",
        }
    }

    /// What it is called, in English.
    pub fn title_en(self) -> &'static str {
        match self {
            Self::Queryables => "Properties that filters can name",
            Self::Sortables => "Properties to sort by",
        }
    }

    fn title(self) -> Said {
        let ko = match self {
            Self::Queryables => "필터에 쓸 수 있는 속성",
            Self::Sortables => "정렬에 쓸 수 있는 속성",
        };
        Said::new(ko, self.title_en())
    }

    /// The properties, of which all that can be sorted by have a single value.
    fn properties(self, collection: Collection) -> impl Iterator<Item = &'static Queryable> {
        let all = collection.queryables().iter();
        all.filter(move |queryable| self == Self::Queryables || queryable.is_simple())
    }
}

/// What filters can name.
///
/// Each simple one is a parameter of the items, too.
#[utoipa::path(get, path = "/api/collections/{collectionId}/queryables", tag = "Features", operation_id = "getQueryables",
    params(("collectionId" = String, Path, description = "Name of the collection", example = "cameras"),
        FormAndLanguage),
    responses((status = 200, description = "A JSON Schema with a property for each queryable", content((Object = "application/schema+json"), (String = "text/html")),
            headers(("Link"))),
        Conditional, UnknownParameter, NoSuchCollection, NotAcceptable))]
pub async fn queryables(
    state: State<AppState>,
    id: Path<String>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, ApiError> {
    answer(Named::Queryables, &state, &id, &headers, &query)
}

/// What features can be sorted by with `sortby`.
#[utoipa::path(get, path = "/api/collections/{collectionId}/sortables", tag = "Features", operation_id = "getSortables",
    params(("collectionId" = String, Path, description = "Name of the collection", example = "cameras"),
        FormAndLanguage),
    responses((status = 200, description = "A JSON Schema with a property for each sortable", content((Object = "application/schema+json"), (String = "text/html")),
            headers(("Link"))),
        Conditional, UnknownParameter, NoSuchCollection, NotAcceptable))]
pub async fn sortables(
    state: State<AppState>,
    id: Path<String>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, ApiError> {
    answer(Named::Sortables, &state, &id, &headers, &query)
}

fn answer(
    what: Named,
    State(state): &State<AppState>,
    Path(id): &Path<String>,
    headers: &HeaderMap,
    RawQuery(query): &RawQuery,
) -> Result<Response, ApiError> {
    let collection = named(id)?;
    let reader = Reader::new(state, headers, query.as_deref(), &[], JSON_SCHEMA)?;
    let path = format!("{}/{}", path_of(collection), what.name());
    let address = format!("{}{path}", reader.links.base());
    let schema = schema(&address, what, collection);
    let facts: Vec<(&str, String)> = what
        .properties(collection)
        .map(|queryable| (queryable.name, words(queryable, reader.lang)))
        .collect();
    let context = json!({
        "title": what.title(),
        "crumbs": Entry::below(&reader.links, collection, &[]),
        "facts": facts,
    });
    let tag = reader.tag(env!("CARGO_PKG_VERSION"), &path);
    let links = json!({ "links": reader.self_links(&path) });
    let answer = reader.answer_with(headers, &tag, &schema, (&links, context))?;
    Ok(reader.link_in_header(answer, &path))
}

/// What a property is, for people.
fn words(queryable: &Queryable, lang: Lang) -> String {
    let (title, kind) = match (lang, queryable.kind) {
        (Lang::Ko, Kind::Text) => (queryable.title, "글"),
        (Lang::Ko, Kind::Number) => (queryable.title, "수"),
        (Lang::Ko, Kind::Integer) => (queryable.title, "정수"),
        (Lang::Ko, Kind::Boolean) => (queryable.title, "참 거짓"),
        (Lang::Ko, Kind::Date) => (queryable.title, "날짜"),
        (Lang::Ko, Kind::Timestamp) => (queryable.title, "시각"),
        (Lang::Ko, Kind::Point | Kind::Geometry) => (queryable.title, "도형"),
        (Lang::Ko, Kind::Texts) => (queryable.title, "글의 목록"),
        (Lang::En, Kind::Text) => (queryable.description, "text"),
        (Lang::En, Kind::Number) => (queryable.description, "number"),
        (Lang::En, Kind::Integer) => (queryable.description, "integer"),
        (Lang::En, Kind::Boolean) => (queryable.description, "boolean"),
        (Lang::En, Kind::Date) => (queryable.description, "date"),
        (Lang::En, Kind::Timestamp) => (queryable.description, "time"),
        (Lang::En, Kind::Point | Kind::Geometry) => (queryable.description, "geometry"),
        (Lang::En, Kind::Texts) => (queryable.description, "list of texts"),
    };
    if queryable.codes.is_empty() {
        format!("{title} ({kind})")
    } else {
        format!("{title} ({kind}): {}", queryable.codes.join(", "))
    }
}

/// The schema, of which this is the address.
fn schema(address: &str, what: Named, collection: Collection) -> Value {
    let properties: Map<String, Value> = what
        .properties(collection)
        .map(|queryable| (queryable.name.to_owned(), property(queryable)))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": collection.title().en,
        "properties": properties,
        "additionalProperties": false,
    })
}

fn property(queryable: &Queryable) -> Value {
    let mut schema = json!({
        "title": queryable.title,
        "description": queryable.description,
    });
    match queryable.kind {
        Kind::Point => {
            schema["format"] = "geometry-point".into();
            schema["x-ogc-role"] = "primary-geometry".into();
        }
        Kind::Geometry => {
            schema["format"] = "geometry-any".into();
            schema["x-ogc-role"] = "primary-geometry".into();
        }
        Kind::Texts => {
            schema["type"] = "array".into();
            schema["items"] = json!({"type": "string", "enum": queryable.codes});
        }
        kind => schema["type"] = json!(json_type(kind)),
    }
    match queryable.kind {
        Kind::Date => schema["format"] = "date".into(),
        Kind::Timestamp => schema["format"] = "date-time".into(),
        Kind::Text if !queryable.codes.is_empty() => schema["enum"] = json!(queryable.codes),
        _ => {}
    }
    if queryable.name == "id" {
        schema["x-ogc-role"] = "id".into();
    }
    schema
}

/// The type of a simple queryable in JSON.
pub(super) fn json_type(kind: Kind) -> Type {
    match kind {
        Kind::Number => Type::Number,
        Kind::Integer => Type::Integer,
        Kind::Boolean => Type::Boolean,
        _ => Type::String,
    }
}
