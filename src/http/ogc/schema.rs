//! `/api/collections/{collectionId}/schema`: the shape of a feature of a collection as a JSON Schema, which
//! tells programs the type of each property before they have seen a value.
//!
//! It is the shape that the API document has, without references: GDAL takes the types of its fields from
//! it. GDAL reads one `type` for each member and looks a `$ref` up at the root of the document, so what can
//! be null cannot say so there. JSON Schema looks it up in the nearest schema that has an `$id` (2020-12,
//! section 8.2.1), and that is where null is admitted: the same reference leads a validator to
//! `["number", "null"]` and GDAL to `number`.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::collections::{named, path_of};
use super::entry::Entry;
use super::links::JSON_SCHEMA;
use super::reader::Reader;
use crate::feature::schema::{
    CameraFeature, CaptureAreaFeature, CoverageFeature, InstitutionFeature,
};
use crate::http::AppState;
use crate::http::error::ApiError;
use crate::http::openapi::shared::{
    Conditional, FormAndLanguage, NoSuchCollection, NotAcceptable, UnknownParameter,
};
use crate::import::Lang;
use crate::quality::Said;
use crate::query::Collection;

/// What it is to a collection: `describedby` of the IANA registry, as OGC API - Features Part 1 has it.
///
/// Relations are compared without regard to case (RFC 8288, section 2.1.1). GDAL before 3.7 knows only this
/// spelling, and later ones take any.
pub(super) const REL: &str = "describedBy";
/// What it is called, in English.
pub(super) const TITLE: &str = "Shape of a feature";

/// Address of the schema of a collection below the service.
pub(super) fn path(collection: Collection) -> String {
    format!("{}/schema", path_of(collection))
}

/// The shape of a feature, with the type of each property.
#[utoipa::path(get, path = "/api/collections/{collectionId}/schema", tag = "Features", operation_id = "getSchema",
    params(("collectionId" = String, Path, description = "Name of the collection", example = "cameras"),
        FormAndLanguage),
    responses((status = 200, description = "A JSON Schema of a feature", content((Object = "application/schema+json"), (String = "text/html")),
            headers(("Link"))),
        Conditional, UnknownParameter, NoSuchCollection, NotAcceptable))]
pub async fn schema(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let collection = named(&id)?;
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON_SCHEMA)?;
    let path = path(collection);
    let properties = properties(collection);
    let facts: Vec<(&str, String)> = properties
        .iter()
        .map(|(name, property)| (name.as_str(), property.words(reader.lang)))
        .collect();
    let context = json!({
        "title": Said::new("피처의 모양", TITLE),
        "crumbs": Entry::below(&reader.links, collection, &[]),
        "facts": facts,
    });
    let address = format!("{}{path}", reader.links.base());
    let document = Document::new(collection, &address, properties);
    let tag = reader.tag(env!("CARGO_PKG_VERSION"), &path);
    let links = json!({ "links": reader.self_links(&path) });
    let answer = reader.answer_with(&headers, &tag, &document, (&links, context))?;
    Ok(reader.link_in_header(answer, &path))
}

/// The shape of a feature, all of it in one place.
fn shape(collection: Collection) -> Value {
    let (whole, mut parts) = match collection {
        Collection::Cameras => of::<CameraFeature>(),
        Collection::CaptureAreas => of::<CaptureAreaFeature>(),
        Collection::Institutions => of::<InstitutionFeature>(),
        Collection::Coverage => of::<CoverageFeature>(),
    };
    inline(whole, &mut parts)
}

fn of<T: ToSchema + PartialSchema>() -> (Value, Map<String, Value>) {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    let value = |schema| serde_json::to_value(schema).unwrap_or_default();
    let parts = parts
        .into_iter()
        .map(|(name, part)| (name, value(part)))
        .collect();
    (value(T::schema()), parts)
}

/// Puts what is referred to in the place of each reference, and leaves out what only the API document has.
fn inline(schema: Value, parts: &mut Map<String, Value>) -> Value {
    match schema {
        Value::Object(mut members) => {
            if let Some(Value::String(reference)) = members.remove("$ref") {
                let name = reference.rsplit('/').next().unwrap_or_default();
                let part = parts.get(name).cloned().unwrap_or_default();
                let mut whole = inline(part, parts);
                for (name, member) in members {
                    whole[name] = member;
                }
                return whole;
            }
            members.remove("example");
            let format = members.get("format").and_then(Value::as_str);
            if matches!(format, Some("double" | "float" | "int32" | "int64")) {
                members.remove("format");
            }
            let members = members.into_iter();
            let members = members.map(|(name, member)| (name, inline(member, parts)));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.into_iter().map(|item| inline(item, parts)).collect(),
        other => other,
    }
}

/// A property of a feature.
struct Property {
    /// Its schema where it is not null.
    schema: Map<String, Value>,
    nullable: bool,
    /// Its Korean title.
    title: Option<&'static str>,
}

/// The properties of the features of a collection, first those that filters can name, in that order.
fn properties(collection: Collection) -> Vec<(String, Property)> {
    let mut shape = shape(collection);
    let found = match shape["properties"]["properties"]["properties"].take() {
        Value::Object(found) => found,
        _ => Map::new(),
    };
    let queryables = collection.queryables();
    let place = |name: &str| queryables.iter().position(|known| known.name == name);
    let mut all: Vec<(String, Property)> = found
        .into_iter()
        .map(|(name, schema)| {
            let title = place(&name).map(|place| queryables[place].title);
            (name, Property::new(schema, title))
        })
        .collect();
    all.sort_by_key(|(name, _)| place(name).unwrap_or(queryables.len()));
    all
}

impl Property {
    fn new(mut schema: Value, title: Option<&'static str>) -> Self {
        let mut nullable = false;
        if let Value::Array(choices) = schema["oneOf"].take() {
            let null = json!({ "type": "null" });
            nullable = choices.contains(&null);
            schema = choices
                .into_iter()
                .find(|choice| *choice != null)
                .unwrap_or_default();
        }
        let mut schema = match schema {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        schema.retain(|_, member| !member.is_null());
        if let Some(Value::Array(types)) = schema.get("type") {
            nullable = types.contains(&"null".into());
            let known = types.iter().find(|&one| *one != "null").cloned();
            schema.insert("type".to_owned(), known.unwrap_or_default());
        }
        Self {
            schema,
            nullable,
            title,
        }
    }

    /// Its type as a name of [`NULLABLE`].
    fn kind(&self) -> &str {
        let member = |name| self.schema.get(name).and_then(Value::as_str);
        member("format").or(member("type")).unwrap_or_default()
    }

    /// What it is, for people.
    fn words(&self, lang: Lang) -> String {
        let description = self.schema.get("description").and_then(Value::as_str);
        let title = match (lang, self.title) {
            (Lang::Ko, Some(title)) => title,
            _ => description.unwrap_or_default(),
        };
        match (lang, self.nullable) {
            (_, false) => format!("{title} ({})", self.kind()),
            (Lang::Ko, true) => format!("{title} ({}, null)", self.kind()),
            (Lang::En, true) => format!("{title} ({} or null)", self.kind()),
        }
    }

    fn into_schema(self) -> Value {
        let reference = format!("#/$defs/{}", self.kind());
        let mut schema = self.schema;
        schema.extend(self.title.map(|title| ("title".to_owned(), title.into())));
        if self.nullable {
            schema.remove("type");
            schema.remove("format");
            schema.insert("$ref".to_owned(), reference.into());
            if let Some(Value::Array(codes)) = schema.get_mut("enum") {
                codes.push(Value::Null);
            }
        }
        schema.into()
    }
}

/// Types of properties that can be null, with their format.
const NULLABLE: [(&str, &str); 6] = [
    ("boolean", "boolean"),
    ("date", "string"),
    ("date-time", "string"),
    ("integer", "integer"),
    ("number", "number"),
    ("string", "string"),
];

/// What references lead to: at the root the types, in the schema of the properties the same or null.
fn definitions(nullable: bool) -> Value {
    let all = NULLABLE.map(|(name, kind)| {
        let mut schema = json!({ "type": kind });
        if nullable {
            schema["type"] = json!([kind, "null"]);
        }
        if name != kind {
            schema["format"] = name.into();
        }
        (name.to_owned(), schema)
    });
    Value::Object(all.into_iter().collect())
}

/// An object whose members keep their order: that of the fields of a program that reads it.
struct Ordered(Vec<(String, Value)>);

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Document {
    #[serde(rename = "$schema")]
    dialect: &'static str,
    #[serde(rename = "$id")]
    id: String,
    title: String,
    description: Value,
    #[serde(rename = "type")]
    kind: &'static str,
    required: [&'static str; 4],
    properties: Members,
    #[serde(rename = "$defs")]
    definitions: Value,
}

/// The members of a feature.
#[derive(Serialize)]
struct Members {
    #[serde(rename = "type")]
    kind: Value,
    id: Value,
    geometry: Value,
    properties: Inner,
}

/// The schema of the properties, a resource of its own for references.
#[derive(Serialize)]
struct Inner {
    #[serde(rename = "$id")]
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    required: Vec<String>,
    properties: Ordered,
    #[serde(rename = "$defs")]
    definitions: Value,
}

impl Document {
    fn new(collection: Collection, address: &str, properties: Vec<(String, Property)>) -> Self {
        let mut shape = shape(collection);
        let required = properties.iter().map(|(name, _)| name.clone()).collect();
        let properties = properties
            .into_iter()
            .map(|(name, property)| (name, property.into_schema()))
            .collect();
        Self {
            dialect: "https://json-schema.org/draft/2020-12/schema",
            id: address.to_owned(),
            title: collection.title().en,
            description: shape["description"].take(),
            kind: "object",
            required: ["type", "id", "geometry", "properties"],
            properties: Members {
                kind: json!({ "type": "string", "const": "Feature" }),
                id: shape["properties"]["id"].take(),
                geometry: shape["properties"]["geometry"].take(),
                properties: Inner {
                    id: format!("{address}/properties"),
                    kind: "object",
                    required,
                    properties: Ordered(properties),
                    definitions: definitions(true),
                },
            },
            definitions: definitions(false),
        }
    }
}
