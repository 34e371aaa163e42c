//! The API document in OpenAPI 3.0, made from the one in 3.1: GDAL and older generators read no other.
//!
//! Between the two the schemas differ: 3.1 has those of JSON Schema 2020-12, 3.0 an older dialect
//! (<https://spec.openapis.org/oas/v3.0.3#schema-object>). Every difference that the document makes use of
//! is rewritten to what means the same; a test holds that no other keyword is left.

use serde_json::{Map, Value, json};

/// Where the licences of the program are, which 3.0 knows by address alone.
const LICENSE: &str = "https://spdx.org/licenses/";

/// The document in OpenAPI 3.0.3.
#[must_use]
pub fn from_31(mut document: Value) -> Value {
    document["openapi"] = "3.0.3".into();
    if let Some(license) = document
        .pointer_mut("/info/license")
        .and_then(Value::as_object_mut)
    {
        license.remove("identifier");
        license.insert("url".to_owned(), LICENSE.into());
    }
    each(&mut document["components"]["schemas"], schema);
    for shared in ["headers", "parameters", "responses"] {
        schemas_below(&mut document["components"][shared]);
    }
    let paths = document["paths"].as_object_mut();
    for operations in paths.into_iter().flat_map(|paths| paths.values_mut()) {
        for operation in operations
            .as_object_mut()
            .into_iter()
            .flat_map(Map::values_mut)
        {
            schemas_below(operation);
        }
    }
    let schemas = document["components"]["schemas"].clone();
    codes_or_null(&mut document, &schemas);
    document
}

/// A code or null becomes one list of values: generators make a name of each of several choices that are
/// lists, and null has none.
fn codes_or_null(part: &mut Value, schemas: &Value) {
    let list = null_and_codes(part, schemas);
    match part {
        Value::Object(members) => {
            if let Some(list) = list {
                members.remove("oneOf");
                members.extend(list);
            }
            for member in members.values_mut() {
                codes_or_null(member, schemas);
            }
        }
        Value::Array(items) => {
            for item in items {
                codes_or_null(item, schemas);
            }
        }
        _ => {}
    }
}

/// The list for a choice between null and a schema that lists its values.
fn null_and_codes(part: &Value, schemas: &Value) -> Option<Map<String, Value>> {
    let choices = part["oneOf"].as_array().filter(|list| list.len() == 2)?;
    let mut references = choices.iter().filter_map(|choice| choice["$ref"].as_str());
    let codes = &schemas[references.next()?.rsplit('/').next()?];
    let mut values = codes["enum"].as_array()?.clone();
    if !choices.contains(&Value::Object(only_null())) {
        return None;
    }
    values.push(Value::Null);
    let mut list = only_null();
    list.insert("type".to_owned(), codes["type"].clone());
    list.insert("enum".to_owned(), values.into());
    Some(list)
}

fn each(map: &mut Value, work: fn(&mut Value)) {
    map.as_object_mut()
        .into_iter()
        .flat_map(Map::values_mut)
        .for_each(work);
}

/// Rewrites every `schema` of an operation: of parameters, bodies and headers.
fn schemas_below(part: &mut Value) {
    match part {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match name.as_str() {
                    "schema" => schema(member),
                    // What stands in an example is data.
                    "example" | "examples" => {}
                    _ => schemas_below(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(schemas_below),
        _ => {}
    }
}

fn schema(schema: &mut Value) {
    match schema {
        // Schemas that everything or nothing fits.
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({ "not": {} }),
        Value::Object(members) => object(members),
        _ => {}
    }
}

fn object(members: &mut Map<String, Value>) {
    if let Some(map) = members.get_mut("properties") {
        each(map, schema);
    }
    for name in ["items", "not"] {
        if let Some(inner) = members.get_mut(name) {
            schema(inner);
        }
    }
    // Here alone a plain true or false is allowed in both.
    if let Some(inner @ Value::Object(_)) = members.get_mut("additionalProperties") {
        schema(inner);
    }
    tuple(members);
    for name in ["allOf", "anyOf", "oneOf"] {
        if let Some(Value::Array(list)) = members.get_mut(name) {
            list.iter_mut().for_each(schema);
        }
    }
    types(members);
    if let Some(value) = members.remove("const") {
        members.insert("enum".to_owned(), json!([value]));
    }
    if let Some(Value::Array(mut examples)) = members.remove("examples")
        && !examples.is_empty()
    {
        members.insert("example".to_owned(), examples.swap_remove(0));
    }
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if let Some(limit @ Value::Number(_)) = members.get(exclusive).cloned() {
            members.insert(bound.to_owned(), limit);
            members.insert(exclusive.to_owned(), true.into());
        }
    }
    if members.remove("contentEncoding").is_some() {
        members.insert("format".to_owned(), "byte".into());
    } else if members.remove("contentMediaType").is_some() {
        members.insert("format".to_owned(), "binary".into());
    }
    // What stands beside a reference is ignored in 3.0.
    if members.len() > 1
        && let Some(reference) = members.remove("$ref")
    {
        members.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
}

/// `type: [x, null]` is `nullable`; of several types one must fit.
///
/// In 3.0.3 `nullable` counts only beside a type, and what stands beside a reference cannot add null to what
/// the reference allows. So null stays a choice of its own where 3.1 has one.
fn types(members: &mut Map<String, Value>) {
    let names: Vec<String> = match members.get("type") {
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(|name| name.as_str().map(ToOwned::to_owned))
            .collect(),
        Some(Value::String(name)) if name == "null" => vec![name.clone()],
        _ => return,
    };
    let nullable = names.iter().any(|name| name == "null");
    let rest: Vec<&String> = names.iter().filter(|name| *name != "null").collect();
    match rest.as_slice() {
        [] => members.extend(only_null()),
        [one] => {
            members.insert("type".to_owned(), json!(one));
            if nullable {
                members.insert("nullable".to_owned(), true.into());
                if let Some(Value::Array(values)) = members.get_mut("enum")
                    && !values.contains(&Value::Null)
                {
                    values.push(Value::Null);
                }
            }
        }
        several => {
            let any = several.iter().map(|name| json!({ "type": name }));
            let null = nullable.then(|| Value::Object(only_null()));
            let choices = any.chain(null).collect();
            members.remove("type");
            members.insert("anyOf".to_owned(), Value::Array(choices));
        }
    }
}

/// What nothing but null fits.
fn only_null() -> Map<String, Value> {
    [
        ("type".to_owned(), "string".into()),
        ("nullable".to_owned(), true.into()),
        ("enum".to_owned(), json!([null])),
    ]
    .into_iter()
    .collect()
}

/// Lists whose items differ by place become lists of any of them, as long as they were.
fn tuple(members: &mut Map<String, Value>) {
    let Some(Value::Array(mut places)) = members.remove("prefixItems") else {
        return;
    };
    places.iter_mut().for_each(schema);
    members.entry("minItems").or_insert(json!(places.len()));
    members.entry("maxItems").or_insert(json!(places.len()));
    places.dedup();
    let items = if places.len() == 1 {
        places.swap_remove(0)
    } else {
        json!({ "anyOf": places })
    };
    members.insert("items".to_owned(), items);
}

#[cfg(test)]
mod tests;
