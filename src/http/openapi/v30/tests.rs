use super::*;

/// The members of a schema object in OpenAPI 3.0.3.
const KEYWORDS: [&str; 36] = [
    "title",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "enum",
    "type",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "items",
    "properties",
    "additionalProperties",
    "description",
    "format",
    "default",
    "nullable",
    "discriminator",
    "readOnly",
    "writeOnly",
    "xml",
    "externalDocs",
    "example",
    "deprecated",
    "$ref",
];

fn check(schema: &Value) {
    let Some(members) = schema.as_object() else {
        panic!("{schema} is no schema object");
    };
    for (name, member) in members {
        assert!(KEYWORDS.contains(&name.as_str()), "{name} in {schema}");
        match name.as_str() {
            "type" => assert!(member.is_string() && member != "null", "{schema}"),
            "exclusiveMinimum" | "exclusiveMaximum" => assert!(member.is_boolean()),
            "$ref" => assert_eq!(members.len(), 1, "{schema}"),
            "nullable" => assert!(members.contains_key("type"), "{schema}"),
            "properties" => member.as_object().unwrap().values().for_each(check),
            "items" | "not" => check(member),
            "additionalProperties" if member.is_object() => check(member),
            "allOf" | "anyOf" | "oneOf" => member.as_array().unwrap().iter().for_each(check),
            _ => {}
        }
    }
    assert!(
        members.get("type") != Some(&json!("array")) || members.contains_key("items"),
        "{schema}"
    );
}

fn check_below(part: &Value) {
    match part {
        Value::Object(members) => {
            for (name, member) in members {
                match name.as_str() {
                    "schema" => check(member),
                    "example" => {}
                    _ => check_below(member),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(check_below),
        _ => {}
    }
}

#[test]
fn nothing_of_31_is_left_in_the_document() {
    let text = crate::http::openapi::document_text();
    let document = from_31(serde_json::from_str(&text).unwrap());
    assert_eq!(document["openapi"], "3.0.3");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert!(schemas.len() > 50);
    schemas.values().for_each(check);
    check_below(&document["paths"]);
    check_below(&document["components"]["parameters"]);
    check_below(&document["components"]["responses"]);
}

#[test]
fn a_code_or_null_is_a_list_with_null() {
    let document = json!({
        "components": { "schemas": {
            "Kind": { "type": "string", "enum": ["a", "b"] },
            "Count": { "type": "object", "properties": {} },
            "Site": { "type": "object", "properties": {
                "kind": { "description": "c", "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Kind" }] },
                "count": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Count" }] },
            } },
        } },
        "paths": {},
    });
    let made = from_31(document);
    let site = &made["components"]["schemas"]["Site"]["properties"];
    assert_eq!(
        site["kind"],
        json!({ "description": "c", "type": "string", "nullable": true, "enum": ["a", "b", null] })
    );
    assert_eq!(
        site["count"]["oneOf"],
        json!([{ "type": "string", "nullable": true, "enum": [null] }, { "$ref": "#/components/schemas/Count" }])
    );
}

#[test]
fn each_difference_is_rewritten_to_what_means_the_same() {
    for (newer, older) in [
        (
            json!({"type": ["string", "null"]}),
            json!({"type": "string", "nullable": true}),
        ),
        (
            json!({"type": ["string", "null"], "enum": ["a"]}),
            json!({"type": "string", "nullable": true, "enum": ["a", null]}),
        ),
        (
            json!({"type": ["string", "integer"]}),
            json!({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ),
        (json!({"const": "x"}), json!({"enum": ["x"]})),
        (json!({"examples": [1, 2]}), json!({"example": 1})),
        (
            json!({"exclusiveMinimum": 0}),
            json!({"minimum": 0, "exclusiveMinimum": true}),
        ),
        (
            json!({"$ref": "#/a", "description": "b"}),
            json!({"allOf": [{"$ref": "#/a"}], "description": "b"}),
        ),
        (json!({"$ref": "#/a"}), json!({"$ref": "#/a"})),
        (
            json!({"oneOf": [{"type": "null"}, {"$ref": "#/a"}]}),
            json!({"oneOf": [{"type": "string", "nullable": true, "enum": [null]}, {"$ref": "#/a"}]}),
        ),
        (
            json!({"type": ["string", "integer", "null"]}),
            json!({"anyOf": [{"type": "string"}, {"type": "integer"},
                {"type": "string", "nullable": true, "enum": [null]}]}),
        ),
        (
            json!({"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}], "items": false}),
            json!({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}),
        ),
        (json!({"items": true}), json!({"items": {}})),
        (
            json!({"properties": {"type": {"type": ["integer", "null"]}}}),
            json!({"properties": {"type": {"type": "integer", "nullable": true}}}),
        ),
    ] {
        let mut made = newer.clone();
        schema(&mut made);
        assert_eq!(made, older, "{newer}");
    }
}
