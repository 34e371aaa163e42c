//! The document as clients look for things in it, made from the one that the routes declare.
//!
//! - Paths are relative to the landing page, and `servers` leads there, as in every OGC API. GDAL and QGIS
//!   look for `/collections/cameras/items` and push filters only by the parameters that they find there.
//! - The items of each collection have operations of their own, with the parameters and the shapes of that
//!   collection.
//! - What several operations share stands once, under `components`. QGIS takes the sizes of its pages from
//!   `#/components/parameters/limit`.
//! - The failures that any operation can have stand at each, and the headers of every answer ([`sent`]).

use std::collections::BTreeMap;

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, ParameterStyle, PathItem};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::{ObjectBuilder, OpenApi, Ref, RefOr, Type};

use super::{refine, sent};
use crate::http::error::PROBLEM_JSON;
use crate::http::ogc::{filter, page_schema};
use crate::query::Collection;

/// Where the API begins below the address of the service.
pub(super) const ROOT: &str = "/api";

const ITEMS: &str = "/collections/{collectionId}/items";
const ITEM: &str = "/collections/{collectionId}/items/{featureId}";

/// The document in its final shape.
pub(super) fn shape(mut document: OpenApi) -> OpenApi {
    // Everything is open: said, so that no reader has to guess.
    document.security = Some(Vec::new());
    document.servers = Some(vec![ServerBuilder::new().url(ROOT).build()]);
    let declared = std::mem::take(&mut document.paths.paths);
    for (path, item) in declared {
        // A test holds that every route that is described lies below.
        let path = path.strip_prefix(ROOT).unwrap_or(&path).to_owned();
        if path == ITEMS || path == ITEM {
            for collection in Collection::ALL {
                let path = path.replace("{collectionId}", collection.id());
                let item = of_collection(item.clone(), collection);
                document.paths.paths.insert(path, item);
            }
        } else {
            document.paths.paths.insert(path, item);
        }
    }
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            refine::operation(operation);
            complete(operation);
            sent::operation(operation);
        }
    }
    share_parameters(&mut document);
    refine::members(&mut document);
    refine::extended(&mut document);
    sent::describe(&mut document);
    let components = document.components.get_or_insert_default();
    for generic in page_schema::generic() {
        components.schemas.remove(generic.as_ref());
    }
    for (name, status, description) in FAILURES {
        let failure = failure(name, status, description);
        components.responses.insert(name.to_owned(), failure.into());
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post].into_iter().flatten()
}

/// The operation of the items, or of an item, of one collection.
fn of_collection(mut item: PathItem, collection: Collection) -> PathItem {
    for operation in operations(&mut item) {
        let camel: String = collection
            .id()
            .split('-')
            .map(|word| {
                let (first, rest) = word.split_at(1);
                first.to_uppercase() + rest
            })
            .collect();
        let is_list = operation.operation_id.as_deref() == Some("getItems");
        let what = if is_list { "Items" } else { "Item" };
        operation.operation_id = Some(format!("get{camel}{what}"));
        let title = collection.title().en;
        if let Some(summary) = &operation.summary {
            operation.summary = Some(format!("{title}: {}", lowered(summary)));
        }
        let parameters = operation.parameters.get_or_insert_default();
        parameters.retain(|parameter| match parameter {
            RefOr::T(parameter) => {
                parameter.name != "collectionId"
                    && (parameter.name != "purpose" || collection.has_purposes())
            }
            RefOr::Ref(_) => true,
        });
        if is_list {
            parameters.extend(filter::described(collection).into_iter().map(RefOr::T));
        }
        let (page, feature) = page_schema::names(collection);
        let schema = if is_list { page } else { feature };
        for response in operation.responses.responses.values_mut() {
            if let RefOr::T(response) = response
                && let Some(RefOr::T(content)) = response.content.get_mut("application/geo+json")
            {
                content.schema = Some(Ref::from_schema_name(schema.as_ref()).into());
            }
        }
    }
    item
}

/// A sentence as what stands after a colon.
fn lowered(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// The failures that every operation can have: name, status and what it means.
const FAILURES: [(&str, &str, &str); 3] = [
    (
        TOO_LONG,
        "414",
        "The address is longer than some 60,000 bytes",
    ),
    ("ServerFailed", "500", "The service failed; not the request"),
    (
        "Unavailable",
        "503",
        "Too many requests at once, or one that takes too long, or what is asked for is still being made; \
            `Retry-After` says when to ask again, where that helps",
    ),
];

/// What the server answers before it knows what is asked for: without a body.
const TOO_LONG: &str = "AddressTooLong";

fn failure(name: &str, status: &str, description: &str) -> Response {
    if name == TOO_LONG {
        return ResponseBuilder::new().description(description).build();
    }
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
    let mut response = ResponseBuilder::new()
        .description(description)
        .content(PROBLEM_JSON, problem.build())
        .build();
    readable(&mut response);
    for name in sent::of_failure(status) {
        let header = sent::reference(name);
        response.headers.insert(name.to_owned(), header);
    }
    response
}

/// Whoever prefers pages gets errors as pages.
fn readable(response: &mut Response) {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let page = ContentBuilder::new().schema(Some(text)).build();
    response
        .content
        .entry("text/html".to_owned())
        .or_insert(page.into());
}

/// Adds what is the same for all operations, and a description where the summary says it all.
fn complete(operation: &mut Operation) {
    if operation.description.is_none()
        && let Some(RefOr::T(answer)) = operation.responses.responses.get("200")
    {
        operation.description = Some(format!("{}.", answer.description.trim_end_matches('.')));
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
        {
            readable(response);
        }
    }
    for (name, status, _) in FAILURES {
        let reference = Ref::from_response_name(name);
        let responses = &mut operation.responses.responses;
        responses
            .entry(status.to_owned())
            .or_insert(RefOr::Ref(reference));
    }
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else {
            continue;
        };
        if parameter.parameter_in == ParameterIn::Query {
            parameter.style = Some(ParameterStyle::Form);
            parameter.explode = Some(false);
        }
    }
}

/// Parameters that several operations have alike become references to one.
fn share_parameters(document: &mut OpenApi) {
    let mut seen: BTreeMap<String, Vec<(Parameter, usize)>> = BTreeMap::new();
    for item in document.paths.paths.values_mut() {
        for parameter in
            operations(item).flat_map(|operation| operation.parameters.iter().flatten())
        {
            let RefOr::T(parameter) = parameter else {
                continue;
            };
            let same_name = seen.entry(parameter.name.clone()).or_default();
            match same_name.iter_mut().find(|(known, _)| known == parameter) {
                Some((_, count)) => *count += 1,
                None => same_name.push((parameter.clone(), 1)),
            }
        }
    }
    // Of several meanings of a name, the one of most operations is shared.
    let shared: BTreeMap<String, Parameter> = seen
        .into_iter()
        .filter_map(|(name, meanings)| {
            let (parameter, count) = meanings.into_iter().max_by_key(|(_, count)| *count)?;
            (count > 1).then_some((name, parameter))
        })
        .collect();
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            for parameter in operation.parameters.iter_mut().flatten() {
                if let RefOr::T(own) = parameter
                    && shared.get(&own.name) == Some(own)
                {
                    let place = format!("#/components/parameters/{}", own.name);
                    *parameter = RefOr::Ref(Ref::new(place));
                }
            }
        }
    }
    let components = document.components.get_or_insert_default();
    let shared = shared.into_iter();
    components
        .parameters
        .extend(shared.map(|(name, parameter)| (name, parameter.into())));
}
