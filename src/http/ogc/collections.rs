//! `/api/collections` and `/api/collections/{id}`.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::entry::Entry;
use super::links::{GEO_JSON, HTML, JSON, JSON_SCHEMA, Link, Links};
use super::map;
use super::queryables::Named;
use super::reader::Reader;
use super::schema;
use super::tiles;
use crate::dataset::Dataset;
use crate::export::{Part, Provenance};
use crate::http::error::ApiError;
use crate::http::openapi::shared::{
    Conditional, FormAndLanguage, NoSuchCollection, NotAcceptable, UnknownParameter,
};
use crate::http::state::Snapshot;
use crate::http::{AppState, downloads};
use crate::quality::Said;
use crate::query::Collection;
use crate::spatial::{Bbox, Crs};
use crate::tiles::Layer;

/// The link relation of a collection to its vector tiles.
const TILESETS_VECTOR: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
/// The time that dates are counted in (Gregorian calendar).
const GREGORIAN: &str = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";

/// The collections.
#[derive(Debug, Serialize, ToSchema)]
pub struct Collections {
    /// Each collection.
    pub collections: Vec<CollectionInfo>,
    /// Related resources.
    pub links: Vec<Link>,
}

/// A collection of features.
#[derive(Debug, Serialize, ToSchema)]
pub struct CollectionInfo {
    /// Name in addresses.
    #[schema(example = "cameras")]
    pub id: &'static str,
    /// Title, in English and Korean.
    pub title: String,
    /// What it holds, in English and Korean.
    pub description: String,
    /// What its items are.
    #[serde(rename = "itemType")]
    pub item_type: &'static str,
    /// Where and when they are.
    pub extent: Extent,
    /// Coordinate reference systems in which it is offered.
    pub crs: Vec<&'static str>,
    /// The one in which it is kept.
    #[serde(rename = "storageCrs")]
    pub storage_crs: &'static str,
    /// Credit line.
    pub attribution: String,
    /// True while any of its registers is a sample made by the product.
    pub sample: bool,
    /// Related resources.
    pub links: Vec<Link>,
}

/// Extent of a collection.
#[derive(Debug, Serialize, ToSchema)]
pub struct Extent {
    /// In space.
    pub spatial: SpatialExtent,
    /// In time: first and last of the days that `datetime` looks at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temporal: Option<TemporalExtent>,
}

/// Extent in space.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpatialExtent {
    /// West, south, east and north, degrees.
    pub bbox: Vec<[f64; 4]>,
    /// Coordinate system of the box.
    pub crs: &'static str,
}

/// Extent in time.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemporalExtent {
    /// First and last moment.
    pub interval: Vec<[String; 2]>,
    /// How time is counted.
    pub trs: &'static str,
}

/// Address of a collection below the service.
pub(super) fn path_of(collection: Collection) -> String {
    format!("/api/collections/{}", collection.id())
}

/// Credit line of a collection: that of the loaded registers, or of the outlines.
pub(super) fn attribution(collection: Collection, dataset: &Dataset) -> String {
    match collection {
        Collection::Cameras | Collection::CaptureAreas | Collection::Coverage => {
            Provenance::of(dataset, Part::All).attribution
        }
        Collection::Institutions => crate::place::ATTRIBUTION.to_owned(),
    }
}

fn info(
    collection: Collection,
    state: &AppState,
    snapshot: &Snapshot,
    links: &Links,
    mut all: Vec<Link>,
) -> CollectionInfo {
    let reach = snapshot.reach(collection);
    let path = path_of(collection);
    let (title, description) = (collection.title(), collection.description());
    all.extend([
        links.to(
            &format!("{path}/items"),
            "items",
            GEO_JSON,
            "Features as GeoJSON",
        ),
        links.to(
            &format!("{path}/items?f=html"),
            "items",
            HTML,
            "Features as a page",
        ),
    ]);
    let shape = schema::path(collection);
    all.push(links.to(&shape, schema::REL, JSON_SCHEMA, schema::TITLE));
    all.extend(Named::ALL.map(|what| {
        let path = format!("{path}/{}", what.name());
        links.to(&path, what.rel(), JSON_SCHEMA, what.title_en())
    }));
    if Layer::of(collection).is_some() {
        all.push(links.to(
            &tiles::path_of(collection),
            TILESETS_VECTOR,
            JSON,
            "Vector tiles",
        ));
    }
    if collection == Collection::Coverage {
        let title = "How much ground that is, in square kilometres";
        all.push(links.to("/api/coverage", "related", JSON, title));
    }
    if collection == Collection::Cameras {
        // The files that hold all of it.
        all.extend(downloads::links(state.shelf(), &snapshot.dataset, links));
    }
    CollectionInfo {
        id: collection.id(),
        title: format!("{} {}", title.en, title.ko),
        description: format!("{}\n\n{}", description.en, description.ko),
        item_type: "feature",
        extent: Extent {
            spatial: SpatialExtent {
                bbox: reach.bbox.or(Bbox::KOREA).to_array().into_iter().collect(),
                crs: Crs::Crs84.uri(),
            },
            temporal: reach.days.map(|(first, last)| TemporalExtent {
                interval: vec![[
                    format!("{first}T00:00:00+09:00"),
                    format!("{last}T23:59:59+09:00"),
                ]],
                trs: GREGORIAN,
            }),
        },
        crs: Crs::ALL.map(Crs::uri).to_vec(),
        storage_crs: Crs::Crs84.uri(),
        attribution: attribution(collection, &snapshot.dataset),
        sample: snapshot.dataset.has_sample(),
        links: all,
    }
}

/// The collections.
#[utoipa::path(get, path = "/api/collections", tag = "Features", operation_id = "getCollections",
    responses((status = 200, description = "The collections", content((Collections = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter, NotAcceptable),
    params(FormAndLanguage))]
pub async fn collections(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let links = &reader.links;
    let snapshot = state.snapshot();
    let document = Collections {
        collections: Collection::ALL
            .map(|collection| {
                let own = links.to(&path_of(collection), "self", JSON, "The collection");
                info(collection, &state, &snapshot, links, vec![own])
            })
            .into(),
        links: reader.self_links("/api/collections"),
    };
    let page = json!({
        "title": Said::new("컬렉션", "Collections"),
        "crumbs": Entry::crumbs(links, &[]),
        "entries": Collection::ALL.map(|collection| Entry::of(collection, links)),
    });
    // Links to files join when these are made.
    let links: usize = document
        .collections
        .iter()
        .map(|info| info.links.len())
        .sum();
    let tag = reader.tag(snapshot.dataset.token(), &format!("collections {links}"));
    reader.answer(&headers, &tag, &document, page)
}

/// One collection.
#[utoipa::path(get, path = "/api/collections/{collectionId}", tag = "Features", operation_id = "getCollection",
    params(("collectionId" = String, Path, description = "`cameras`, `capture-areas`, `institutions` or `coverage`", example = "cameras"),
        FormAndLanguage),
    responses((status = 200, description = "The collection", content((CollectionInfo = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter, NoSuchCollection, NotAcceptable))]
pub async fn collection(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let collection = named(&id)?;
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let snapshot = state.snapshot();
    let own = reader.self_links(&path_of(collection));
    let document = info(collection, &state, &snapshot, &reader.links, own);
    let reach = snapshot.reach(collection);
    let mut facts = vec![("id", collection.id().to_owned())];
    let bbox = reach.bbox.to_array();
    facts.extend(bbox.map(|bbox| ("bbox", bbox.map(|edge| format!("{edge:.5}")).join(", "))));
    facts.extend(
        reach
            .days
            .map(|(first, last)| ("datetime", format!("{first} – {last}"))),
    );
    facts.extend(Crs::ALL.map(|crs| ("crs", crs.uri().to_owned())));
    let items = Entry {
        href: format!("{}{}/items", reader.links.base(), path_of(collection)),
        title: Said::new("내용 보기", "See the features"),
        text: None,
    };
    let page = json!({
        "title": collection.title(),
        "lead": collection.description(),
        "crumbs": Entry::below_collections(&reader.links, &[]),
        "entries": [items],
        "facts": facts,
        "map": map::svg(&[], &reach.bbox, collection.id()),
        "attribution": crate::place::ATTRIBUTION,
    });
    // Links to files join when these are made.
    let resource = format!("{} {}", collection.id(), document.links.len());
    let tag = reader.tag(snapshot.dataset.token(), &resource);
    reader.answer(&headers, &tag, &document, page)
}

/// The collection of a name, or 404.
pub(super) fn named(id: &str) -> Result<Collection, ApiError> {
    Collection::from_id(id).ok_or_else(|| {
        ApiError::not_found(
            format!("컬렉션 \"{id}\"은(는) 없습니다. /api/collections를 보십시오"),
            format!("there is no collection \"{id}\"; see /api/collections"),
        )
    })
}
