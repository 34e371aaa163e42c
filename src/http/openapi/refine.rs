//! What values parameters and members can have, said as schemas: what is the same wherever a name stands.

use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, Schema};
use utoipa::openapi::{ObjectBuilder, OpenApi, RefOr, SchemaFormat, Type};

use crate::model::Purpose;
use crate::query::Collection;
use crate::spatial::Crs;

/// Refines the parameters of an operation.
pub(super) fn operation(operation: &mut Operation) {
    let forms = forms(operation);
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            refine(parameter, &forms);
        }
    }
}

/// The values that `f` can have, by the forms of the answer.
fn forms(operation: &Operation) -> Vec<&'static str> {
    let answer = operation.responses.responses.get("200");
    let types = match answer {
        Some(RefOr::T(response)) => response.content.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    if types.iter().any(|name| name.contains("openapi")) {
        vec!["oas31", "oas30", "json"]
    } else if types.contains(&"text/html") {
        vec!["json", "html"]
    } else {
        vec!["json"]
    }
}

fn refine(parameter: &mut Parameter, forms: &[&'static str]) {
    let Some(RefOr::T(schema)) = &mut parameter.schema else {
        return;
    };
    match (parameter.name.as_str(), schema) {
        ("f", Schema::Object(text)) => one_of(text, forms),
        ("lang", Schema::Object(text)) => one_of(text, &["ko", "en"]),
        ("crs" | "bbox-crs", Schema::Object(text)) => one_of(text, &Crs::ALL.map(Crs::uri)),
        ("collectionId", Schema::Object(text)) => {
            one_of(text, &Collection::ALL.map(Collection::id));
        }
        ("purpose", Schema::Object(text)) => {
            let codes = Purpose::ALL.map(Purpose::code).join("|");
            text.pattern = Some(format!("^({codes})(,({codes}))*$"));
        }
        ("institution", Schema::Object(text)) => {
            text.pattern = Some("^([0-9]{7}|unknown)(,([0-9]{7}|unknown))*$".to_owned());
        }
        ("code", Schema::Object(text)) => {
            text.pattern = Some("^([0-9]{7}|unknown)$".to_owned());
        }
        ("datetime", Schema::Object(text)) => text.format = named("datetime-or-interval"),
        ("as_of" | "since", Schema::Object(text)) => text.format = named("date-or-time"),
        ("bbox", schema) => *schema = Schema::Array(four_or_six_numbers(schema)),
        ("limit", Schema::Object(number)) => {
            number.minimum = Some(1.0.into());
            number.maximum = Some(10_000.0.into());
        }
        _ => {}
    }
}

/// The corners of a box, with or without heights.
fn four_or_six_numbers(schema: &Schema) -> Array {
    let examples = match schema {
        Schema::Object(text) => text.examples.clone(),
        _ => Vec::new(),
    };
    let numbers: Vec<serde_json::Value> = examples
        .iter()
        .filter_map(|example| example.as_str())
        .flat_map(|example| example.split(','))
        .filter_map(|number| number.parse::<f64>().ok())
        .map(Into::into)
        .collect();
    ArrayBuilder::new()
        .items(ObjectBuilder::new().schema_type(Type::Number))
        .min_items(Some(4))
        .max_items(Some(6))
        .examples([serde_json::Value::from(numbers)])
        .build()
}

fn one_of(text: &mut Object, values: &[&str]) {
    text.enum_values = Some(values.iter().map(|&value| value.into()).collect());
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of the field")]
fn named(format: &str) -> Option<SchemaFormat> {
    Some(SchemaFormat::Custom(format.to_owned()))
}

/// Members that are described as always the same text are nothing else.
pub(super) fn constants(document: &mut OpenApi) {
    let schemas = document.components.iter_mut();
    for schema in schemas.flat_map(|components| components.schemas.values_mut()) {
        let RefOr::T(Schema::Object(object)) = schema else {
            continue;
        };
        for member in object.properties.values_mut() {
            let RefOr::T(Schema::Object(member)) = member else {
                continue;
            };
            let always = member
                .description
                .as_deref()
                .and_then(|text| text.strip_prefix("Always `")?.strip_suffix("`."));
            if let Some(text) = always.map(str::to_owned) {
                one_of(member, &[&text]);
            }
        }
    }
}
