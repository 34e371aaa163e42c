//! `/api/collections/{collectionId}/queryables`: what filters can name, as a JSON Schema.

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};
use utoipa::openapi::Type;

use super::collections::{named, path_of};
use super::filter::queryables_of;
use super::links::{JSON_SCHEMA, Links};
use crate::http::AppState;
use crate::http::error::{ApiError, Problem};
use crate::http::etag::{etag, tagged};
use crate::http::params::Params;
use crate::query::filter::{Kind, Queryable};

/// What filters can name.
#[utoipa::path(get, path = "/api/collections/{collectionId}/queryables", tag = "Features", operation_id = "getQueryables",
    params(("collectionId" = String, Path, description = "`cameras`", example = "cameras"),
        ("f" = Option<String>, Query, description = "Only `json` is offered")),
    responses((status = 200, description = "A JSON Schema with a property for each queryable", body = Object, content_type = "application/schema+json"),
        (status = 304, description = "Not changed since the tag of If-None-Match"),
        (status = 400, description = "Unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such collection, or one without filters", body = Problem, content_type = "application/problem+json")))]
pub async fn queryables(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let collection = named(&id)?;
    let queryables = queryables_of(collection);
    if queryables.is_empty() {
        return Err(ApiError::not_found(
            format!("컬렉션 \"{id}\"에는 필터가 없습니다"),
            format!("the collection \"{id}\" has no filters"),
        ));
    }
    Params::parse(query.as_deref(), &["f"])?.json_only()?;
    let links = Links::new(&state, &headers);
    let address = format!("{}{}/queryables", links.base(), path_of(collection));
    let schema = schema(&address, &collection.title().en, queryables).to_string();
    let tag = etag(env!("CARGO_PKG_VERSION"), &["queryables", &schema]);
    Ok(tagged(&headers, &tag, JSON_SCHEMA, || Body::from(schema)))
}

/// The schema, of which this is the address.
fn schema(address: &str, title: &str, queryables: &[Queryable]) -> Value {
    let properties: Map<String, Value> = queryables
        .iter()
        .map(|queryable| (queryable.name.to_owned(), property(queryable)))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": title,
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
