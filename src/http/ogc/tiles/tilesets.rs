//! `/api/collections/{collectionId}/tiles`: which tilesets a collection has, and what they hold.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::matrix_sets::{self, TILING_SCHEME, WEB_MERCATOR_QUAD_URI};
use super::metadata::{Tileset, bounds};
use super::tile_json::{TILE_JSON, TileJson};
use super::{FILTERS, WEB_MERCATOR_QUAD, path_of, tiled, with_tiles};
use crate::http::AppState;
use crate::http::error::{ApiError, Problem};
use crate::http::etag::{etag, tagged_document};
use crate::http::ogc::collections;
use crate::http::ogc::entry::Entry;
use crate::http::ogc::links::{JSON, Link, Links, MVT, with_query};
use crate::http::ogc::map;
use crate::http::ogc::reader::{Reader, varied};
use crate::http::openapi::shared::{
    BadParameter, Conditional, FormAndLanguage, NotAcceptable, UnknownParameter,
};
use crate::http::params::Params;
use crate::http::state::Snapshot;
use crate::quality::Said;
use crate::query::Collection;
use crate::spatial::Crs;
use crate::spatial::tile::MAX_ZOOM;
use crate::tiles::Layer;

/// The link relation of a tileset to the data that it shows.
const GEODATA: &str = "http://www.opengis.net/def/rel/ogc/1.0/geodata";

/// The tilesets of a collection.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tilesets {
    /// Each tileset.
    pub tilesets: Vec<TilesetItem>,
    /// Related resources.
    pub links: Vec<Link>,
}

/// A tileset in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct TilesetItem {
    /// What it is called.
    pub title: String,
    /// Always `vector`.
    #[serde(rename = "dataType")]
    pub data_type: &'static str,
    /// Coordinate reference system.
    pub crs: &'static str,
    /// Where its tile matrix set is registered.
    #[serde(rename = "tileMatrixSetURI")]
    pub tile_matrix_set_uri: &'static str,
    /// `self`, its tile matrix set, and its tiles.
    pub links: Vec<Link>,
}

/// Address of the tileset of a collection below the service.
fn tileset_path(collection: Collection) -> String {
    format!("{}/{WEB_MERCATOR_QUAD}", path_of(collection))
}

/// The template of the tiles, with the filters of a request.
fn template(layer: &Layer, [z, row, column]: [&str; 3], params: &Params) -> String {
    let path = tileset_path(layer.collection);
    let path = format!("{path}/{z}/{row}/{column}");
    with_query(&path, &params.only(&FILTERS))
}

fn item_link(links: &Links, layer: &Layer, params: &Params) -> Link {
    let path = template(layer, ["{tileMatrix}", "{tileRow}", "{tileCol}"], params);
    Link {
        templated: Some(true),
        ..links.to(&path, "item", MVT, "Vector tiles")
    }
}

/// The tilesets of a collection.
#[utoipa::path(get, path = "/api/collections/{collectionId}/tiles", tag = "Tiles", operation_id = "getTilesets",
    params(("collectionId" = String, Path, description = "`cameras`, `capture-areas` or `coverage`", example = "cameras"),
        FormAndLanguage),
    responses((status = 200, description = "The tilesets", content((Tilesets = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter,
        (status = 404, description = "No such collection, or one without tiles", body = Problem, content_type = "application/problem+json"),
        NotAcceptable))]
pub async fn tilesets(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let layer = with_tiles(&id)?;
    let collection = layer.collection;
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let links = &reader.links;
    let title = collection.title();
    let document = Tilesets {
        tilesets: vec![TilesetItem {
            title: format!("{} {}", title.en, title.ko),
            data_type: "vector",
            crs: Crs::Epsg3857.uri(),
            tile_matrix_set_uri: WEB_MERCATOR_QUAD_URI,
            links: vec![
                links.to(&tileset_path(collection), "self", JSON, "The tileset"),
                links.to(
                    &matrix_sets::path(),
                    TILING_SCHEME,
                    JSON,
                    "Its tile matrix set",
                ),
                item_link(links, layer, &reader.params),
            ],
        }],
        links: reader.self_links(&path_of(collection)),
    };
    let page = json!({
        "title": Said::new(format!("{} 타일", title.ko), format!("{}: tiles", title.en)),
        "crumbs": Entry::below(links, collection, &[]),
        "entries": [Entry {
            href: format!("{}{}", links.base(), tileset_path(collection)),
            title: Said::new(WEB_MERCATOR_QUAD, WEB_MERCATOR_QUAD),
            text: Some(layer.description.clone()),
        }],
    });
    let tag = reader.tag(
        env!("CARGO_PKG_VERSION"),
        &format!("tilesets {}", collection.id()),
    );
    reader.answer(&headers, &tag, &document, page)
}

/// A tileset: its levels, limits and attributes, and the template of its tiles; with `f=tilejson` in the
/// form that web maps take as the address of a source (`TileJSON` 3.0).
#[utoipa::path(get, path = "/api/collections/{collectionId}/tiles/{tileMatrixSetId}", tag = "Tiles", operation_id = "getTileset",
    params(("collectionId" = String, Path, description = "`cameras`, `capture-areas` or `coverage`", example = "cameras"),
        ("tileMatrixSetId" = String, Path, description = "`WebMercatorQuad`", example = "WebMercatorQuad"),
        ("purpose" = Option<String>, Query, description = "Codes of purposes, parted by commas: the template asks for them", example = "crime,child"),
        ("institution" = Option<String>, Query, description = "Codes of institutions, parted by commas: the template asks for them", example = "3040000"),
        ("f" = Option<String>, Query, description = "`json`, `tilejson` or `html`; before `Accept`", example = "tilejson"),
        ("lang" = Option<String>, Query, description = "Language of the page: `ko` or `en`; before `Accept-Language`", example = "en")),
    responses((status = 200, description = "The tileset", content((Tileset = "application/json"), (TileJson = "application/vnd.mapbox.tile+json"), (String = "text/html"))),
        Conditional, BadParameter,
        (status = 404, description = "No such collection or tile matrix set, or a collection without tiles", body = Problem, content_type = "application/problem+json"),
        NotAcceptable))]
pub async fn tileset(
    State(state): State<AppState>,
    Path((id, set)): Path<(String, String)>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let layer = tiled(&id, &set)?;
    let snapshot = state.snapshot();
    let known = [FILTERS[0], FILTERS[1], "f", "lang"];
    let params = Params::parse(query.as_deref(), &known)?;
    params.purposes()?;
    params.institutions(&snapshot.dataset)?;
    if params.get("f") == Some("tilejson") {
        return as_tile_json(&state, &headers, &snapshot, layer, &params);
    }
    let reader = Reader::new(&state, &headers, query.as_deref(), &FILTERS, JSON)?;
    let path = tileset_path(layer.collection);
    let links = &reader.links;
    let other = reader.params.with(&[("f", "tilejson".to_owned())]);
    let mut all = reader.self_links(&path);
    all.extend([
        links.to(
            &format!("{path}?{other}"),
            "alternate",
            TILE_JSON,
            "As TileJSON",
        ),
        item_link(links, layer, &reader.params),
        links.to(
            &matrix_sets::path(),
            TILING_SCHEME,
            JSON,
            "The tile matrix set",
        ),
        links.to(
            &collections::path_of(layer.collection),
            GEODATA,
            JSON,
            "The collection",
        ),
    ]);
    let document = Tileset::new(&snapshot, layer, all);
    let title = layer.collection.title();
    let mut facts: Vec<(String, String)> = layer
        .fields
        .iter()
        .map(|field| (field.name.clone(), field.description.clone()))
        .collect();
    facts.insert(
        0,
        ("z".to_owned(), format!("{} – {}", layer.min_zoom, MAX_ZOOM)),
    );
    let tilesets = path_of(layer.collection);
    let further = [(tilesets.as_str(), Said::new("타일", "Tiles"))];
    let page = json!({
        "title": Said::new(format!("{} 타일", title.ko), format!("{}: tiles", title.en)),
        "lead": layer.description,
        "crumbs": Entry::below(links, layer.collection, &further),
        "facts": facts,
        "map": map::svg(&[], &bounds(&snapshot, layer), layer.collection.id()),
        "attribution": crate::place::ATTRIBUTION,
    });
    let resource = format!("tileset {}", layer.collection.id());
    let tag = reader.tag(snapshot.dataset.token(), &resource);
    reader.answer(&headers, &tag, &document, page)
}

fn as_tile_json(
    state: &AppState,
    headers: &HeaderMap,
    snapshot: &Snapshot,
    layer: &Layer,
    params: &Params,
) -> Result<Response, ApiError> {
    let links = Links::new(state, headers);
    let tiles = format!(
        "{}{}",
        links.base(),
        template(layer, ["{z}", "{y}", "{x}"], params)
    );
    let document = TileJson::new(layer, &snapshot.dataset, &bounds(snapshot, layer), tiles);
    let tag = etag(
        snapshot.dataset.token(),
        &[layer.collection.id(), &document.tiles[0]],
    );
    tagged_document(headers, &tag, TILE_JSON, || document).map(varied)
}
