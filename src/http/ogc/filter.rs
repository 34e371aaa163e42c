//! The parameters of a filter: `filter`, `filter-lang`, `filter-crs`, and one for each simple queryable
//! (OGC API - Features Part 3, 19-079r2, clauses 6.2.2, 8 and 9).

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use crate::http::error::ApiError;
use crate::http::params::Params;
use crate::quality::Said;
use crate::query::Collection;
use crate::query::cameras::QUERYABLES;
use crate::query::filter::{Filter, Kind, Language, Queryable};
use crate::spatial::Crs;

/// Parameters that are more than "equals this value".
const WITH_OWN_RULES: [&str; 2] = ["purpose", "institution"];

/// What filters of a collection can name; nothing where it has no filters.
pub(super) fn queryables_of(collection: Collection) -> &'static [Queryable] {
    match collection {
        Collection::Cameras => &QUERYABLES,
        Collection::CaptureAreas | Collection::Institutions => &[],
    }
}

/// The names of the parameters that [`read`] reads: none where nothing can be named.
pub(super) fn parameters(queryables: &'static [Queryable]) -> impl Iterator<Item = &'static str> {
    ["filter", "filter-lang", "filter-crs"]
        .into_iter()
        .filter(|_| !queryables.is_empty())
        .chain(simple(queryables).map(|(_, queryable)| queryable.name))
}

/// The queryables that have a parameter of their own here, with their places.
fn simple(queryables: &'static [Queryable]) -> impl Iterator<Item = (usize, &'static Queryable)> {
    queryables.iter().enumerate().filter(|(_, queryable)| {
        !matches!(queryable.kind, Kind::Point | Kind::Geometry | Kind::Texts)
            && !WITH_OWN_RULES.contains(&queryable.name)
    })
}

/// The filter that the parameters make together.
pub(super) fn read(params: &Params, queryables: &'static [Queryable]) -> Result<Filter, ApiError> {
    let language = match params.get("filter-lang") {
        None | Some("cql2-text") => Language::Text,
        Some("cql2-json") => Language::Json,
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
    for (index, queryable) in simple(queryables) {
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
                _ => ("수여야 합니다", "must be a number"),
            };
            return Err(ApiError::parameter(queryable.name, ko, en));
        }
    }
    Ok(filter)
}

/// The parameters of filters of cameras, for the API document.
pub(super) struct FilterParameters;

impl IntoParams for FilterParameters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
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
                "A condition in CQL2 on the properties that `/queryables` lists; of `cameras`",
                text().examples(["purpose = 'crime' AND unit_count >= 3"]),
            ),
            parameter(
                "filter-lang",
                "Language of `filter`",
                text()
                    .enum_values(Some(["cql2-text", "cql2-json"]))
                    .default(Some("cql2-text".into())),
            ),
            parameter(
                "filter-crs",
                "Coordinate system of the geometries in `filter`, in the order of axes of its register; CRS84 \
                    (longitude, latitude) unless said otherwise",
                text().enum_values(Some(Crs::ALL.map(Crs::uri))),
            ),
        ];
        all.extend(simple(&QUERYABLES).map(|(_, queryable)| {
            let schema =
                ObjectBuilder::new().schema_type(super::queryables::json_type(queryable.kind));
            parameter(
                queryable.name,
                &format!(
                    "Only cameras of which this is so: {}",
                    queryable.description
                ),
                schema,
            )
        }));
        all
    }
}
