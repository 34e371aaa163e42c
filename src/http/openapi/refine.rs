//! What values parameters and members can have, said as schemas: what is the same wherever a name stands.

use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::schema::{Array, ArrayBuilder, ArrayItems, Object, Schema};
use utoipa::openapi::{KnownFormat, ObjectBuilder, OpenApi, RefOr, SchemaFormat, Type};

use crate::model::Purpose;
use crate::query::Collection;
use crate::spatial::Crs;

/// The code of an institution.
const INSTITUTION: &str = "([0-9]{7}|unknown)";

/// Refines the parameters of an operation.
pub(super) fn operation(operation: &mut Operation) {
    bytes(operation);
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            refine(parameter);
        }
    }
}

/// Bodies of bytes are no lists of numbers.
fn bytes(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else {
            continue;
        };
        for content in response.content.values_mut() {
            if let RefOr::T(content) = content
                && let Some(RefOr::T(Schema::Array(_))) = content.schema
            {
                let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
                let schema = ObjectBuilder::new().schema_type(Type::String);
                content.schema = Some(schema.format(Some(binary)).into());
            }
        }
    }
}

/// The values that a description offers first: the codes before its first semicolon.
fn offered(description: Option<&str>) -> Vec<&str> {
    let first = description.and_then(|text| text.split(';').next());
    let parts = first.unwrap_or_default().split('`');
    parts.skip(1).step_by(2).collect()
}

fn refine(parameter: &mut Parameter) {
    let Some(RefOr::T(schema)) = &mut parameter.schema else {
        return;
    };
    match (parameter.name.as_str(), schema) {
        ("f", Schema::Object(text)) => one_of(text, &offered(parameter.description.as_deref())),
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
            text.pattern = Some(format!("^{INSTITUTION}(,{INSTITUTION})*$"));
        }
        ("code", Schema::Object(text)) => {
            text.pattern = Some(format!("^{INSTITUTION}$"));
        }
        ("datetime", Schema::Object(text)) => text.format = named("datetime-or-interval"),
        ("as_of" | "since", Schema::Object(text)) => text.format = named("date-or-time"),
        ("bbox", schema) => *schema = Schema::Array(four_or_six_numbers()),
        ("offset", Schema::Object(number)) => number.format = None,
        ("sortby", Schema::Object(text)) => {
            text.pattern = Some("^[+-]?[a-z0-9_]+(,[+-]?[a-z0-9_]+)*$".to_owned());
        }
        ("limit", Schema::Object(number)) => {
            number.minimum = Some(1.0.into());
            number.maximum = Some(10_000.0.into());
            let default = described_default(parameter.description.as_deref());
            number.default = default.map(Into::into);
        }
        _ => {}
    }
}

/// The number before the words "by default" at the end of a description.
fn described_default(description: Option<&str>) -> Option<u64> {
    let before = description?.strip_suffix(" by default")?;
    before.rsplit(' ').next()?.parse().ok()
}

/// The corners of a box, with or without heights.
fn four_or_six_numbers() -> Array {
    ArrayBuilder::new()
        .items(ObjectBuilder::new().schema_type(Type::Number))
        .min_items(Some(4))
        .max_items(Some(6))
        .examples([serde_json::json!([127.05, 37.53, 127.12, 37.56])])
        .build()
}

fn one_of(text: &mut Object, values: &[&str]) {
    text.enum_values = Some(values.iter().map(|&value| value.into()).collect());
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of the field")]
fn named(format: &str) -> Option<SchemaFormat> {
    Some(SchemaFormat::Custom(format.to_owned()))
}

/// Refines the members of objects: those that are described as always the same text are nothing else, and
/// codes look like codes.
pub(super) fn members(document: &mut OpenApi) {
    let schemas = document.components.iter_mut();
    for schema in schemas.flat_map(|components| components.schemas.values_mut()) {
        let RefOr::T(Schema::Object(object)) = schema else {
            continue;
        };
        for (name, member) in &mut object.properties {
            match member {
                RefOr::T(Schema::Object(member)) => {
                    let always = member
                        .description
                        .as_deref()
                        .and_then(|text| text.strip_prefix("Always `")?.strip_suffix("`."));
                    if let Some(text) = always.map(str::to_owned) {
                        one_of(member, &[&text]);
                    }
                }
                RefOr::T(Schema::Array(list)) if name == "institutions" => {
                    if let ArrayItems::RefOrSchema(item) = &mut list.items
                        && let RefOr::T(Schema::Object(text)) = item.as_mut()
                    {
                        text.pattern = Some(format!("^{INSTITUTION}$"));
                    }
                }
                RefOr::T(Schema::Array(position)) if name == "coordinates" => {
                    if let ArrayItems::RefOrSchema(item) = &position.items
                        && let RefOr::T(Schema::Object(_)) = item.as_ref()
                    {
                        position.min_items = Some(2);
                        position.max_items = Some(2);
                    }
                }
                _ => {}
            }
        }
    }
}

/// An object to which another adds members cannot refuse further ones.
pub(super) fn extended(document: &mut OpenApi) {
    let Some(components) = &mut document.components else {
        return;
    };
    let extended: Vec<String> = components
        .schemas
        .values()
        .filter_map(|schema| match schema {
            RefOr::T(Schema::AllOf(all)) => Some(all),
            _ => None,
        })
        .flat_map(|all| &all.items)
        .filter_map(|item| match item {
            RefOr::Ref(reference) => reference.ref_location.rsplit('/').next(),
            RefOr::T(_) => None,
        })
        .map(str::to_owned)
        .collect();
    for name in extended {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(&name) {
            object.additional_properties = None;
        }
    }
}
