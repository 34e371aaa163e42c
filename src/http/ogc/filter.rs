//! The parameters of a filter: `filter`, `filter-lang`, `filter-crs`, and one for each simple queryable
//! (OGC API - Features Part 3, 19-079r2, clauses 6.2.2, 8 and 9).

use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{KnownFormat, ObjectBuilder, Required, SchemaFormat, Type};

use crate::http::error::ApiError;
use crate::http::params::Params;
use crate::quality::Said;
use crate::query::Collection;
use crate::query::filter::{Filter, Kind, Language, MOST_BYTES, Queryable};
use crate::spatial::Crs;

/// Whether a queryable has a parameter of its own that is more than "equals this value": codes parted by
/// commas.
fn is_list(collection: Collection, queryable: &Queryable) -> bool {
    queryable.name == "institution" || (queryable.name == "purpose" && collection.has_purposes())
}

/// The names of the parameters that [`read`] reads.
pub(super) fn parameters(collection: Collection) -> impl Iterator<Item = &'static str> {
    ["filter", "filter-lang", "filter-crs"]
        .into_iter()
        .chain(simple(collection).map(|(_, queryable)| queryable.name))
}

/// The queryables whose parameter means that they equal a value, with their places.
fn simple(collection: Collection) -> impl Iterator<Item = (usize, &'static Queryable)> {
    collection
        .simple_queryables()
        .filter(move |(_, queryable)| !is_list(collection, queryable))
}

/// The filter that the parameters make together.
pub(super) fn read(params: &Params, collection: Collection) -> Result<Filter, ApiError> {
    let queryables = collection.queryables();
    let language = match params.get("filter-lang") {
        None | Some("cql2-text") => Language::Text,
        Some("cql2-json") => Language::Json,
        Some("cql-text") => Language::Draft,
        Some(other) => {
            return Err(ApiError::parameter(
                "filter-lang",
                format!("\"{other}\"은(는) 없습니다. cql2-text 또는 cql2-json을 쓰십시오"),
                format!("\"{other}\" is not offered; use cql2-text or cql2-json"),
            ));
        }
    };
    let crs = params.filter_crs()?;
    let mut filter = match params.get("filter") {
        None => Filter::default(),
        Some(text) => Filter::parse(text, language, queryables, crs).map_err(|error| {
            ApiError::said_of(
                "filter",
                Said::new(
                    format!("{}번째 글자: {}", error.character, error.said.ko),
                    format!("at character {}: {}", error.character, error.said.en),
                ),
            )
        })?,
    };
    for (index, queryable) in simple(collection) {
        if let Some(text) = params.get(queryable.name)
            && !filter.require(queryables, index, text)
        {
            let (ko, en) = match queryable.kind {
                Kind::Boolean => ("true 또는 false여야 합니다", "must be true or false"),
                Kind::Date => (
                    "2026-05-01과 같은 날짜여야 합니다",
                    "must be a date such as 2026-05-01",
                ),
                Kind::Timestamp => (
                    "2026-05-01T00:00:00Z와 같은 시각이어야 합니다",
                    "must be a time such as 2026-05-01T00:00:00Z",
                ),
                Kind::Integer => ("정수여야 합니다", "must be a whole number"),
                _ => ("수여야 합니다", "must be a number"),
            };
            return Err(ApiError::parameter(queryable.name, ko, en));
        }
    }
    if !collection.is_of_sites()
        && let Some(codes) = params.institution_codes()?
        && let Some(place) = queryables
            .iter()
            .position(|known| known.name == "institution")
    {
        filter.require_one_of(queryables, place, codes);
    }
    Ok(filter)
}

/// The parameters of the filters of a collection, for the API document.
pub fn described(collection: Collection) -> Vec<Parameter> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let parameter = |name: &str, description: &str, schema: ObjectBuilder| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(description))
            .schema(Some(schema))
            .build()
    };
    let mut all = vec![
        parameter(
            "filter",
            "A condition in CQL2 on the properties that `/queryables` lists",
            text()
                .format(Some(SchemaFormat::Custom("cql2-text".to_owned())))
                .max_length(Some(MOST_BYTES))
                .examples(["sample = TRUE AND institution = '3040000'"]),
        ),
        parameter(
            "filter-lang",
            "Language of `filter`. `cql-text` is the draft of `cql2-text` that GDAL writes: where they differ, \
                texts are read as days, 0 and 1 as booleans, and `ILIKE` is known",
            text()
                .enum_values(Some(["cql2-text", "cql2-json", "cql-text"]))
                .default(Some("cql2-text".into())),
        ),
        parameter(
            "filter-crs",
            "Coordinate system of the geometries in `filter`, in the order of axes of its register; CRS84 \
                (longitude, latitude) unless said otherwise",
            text().enum_values(Some(Crs::ALL.map(Crs::uri))),
        ),
    ];
    all.extend(simple(collection).map(|(_, queryable)| {
        let mut schema =
            ObjectBuilder::new().schema_type(super::queryables::json_type(queryable.kind));
        match queryable.kind {
            Kind::Date => {
                schema = schema.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
            }
            Kind::Timestamp => {
                schema = schema.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
            }
            _ => {}
        }
        parameter(
            queryable.name,
            &format!("Only where this is so: {}", queryable.description),
            schema,
        )
    }));
    all
}
