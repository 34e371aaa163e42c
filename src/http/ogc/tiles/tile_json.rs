//! A tileset as `TileJSON` 3.0 (<https://github.com/mapbox/tilejson-spec/tree/master/3.0.0>).

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::dataset::Dataset;
use crate::http::ogc::collections::attribution;
use crate::spatial::Bbox;
use crate::spatial::tile::MAX_ZOOM;
use crate::tiles::Layer;

/// Media type of `TileJSON`, as other services name it; none is registered.
pub const TILE_JSON: &str = "application/vnd.mapbox.tile+json";

/// A tileset as a map reads it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TileJson {
    /// Version of the form.
    #[schema(example = "3.0.0")]
    pub tilejson: &'static str,
    /// The template of the tiles.
    pub tiles: [String; 1],
    /// The collection.
    pub name: &'static str,
    /// What it shows on which level, and what is left out.
    pub description: String,
    /// Credit line.
    pub attribution: String,
    /// Rows are counted from the north.
    pub scheme: &'static str,
    /// First level with tiles.
    pub minzoom: u8,
    /// Last level with tiles; maps draw deeper views from it.
    pub maxzoom: u8,
    /// West, south, east and north, degrees.
    pub bounds: [f64; 4],
    /// Its layers.
    pub vector_layers: [VectorLayer; 1],
}

/// A layer as a map reads it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VectorLayer {
    /// Name in the tiles.
    pub id: &'static str,
    /// What its features are.
    pub description: String,
    /// First level that shows it.
    pub minzoom: u8,
    /// Last level that shows it.
    pub maxzoom: u8,
    /// Its attributes, with their types.
    #[schema(value_type = Object)]
    pub fields: BTreeMap<String, &'static str>,
}

impl TileJson {
    /// Of a layer whose tiles are at an address.
    pub(super) fn new(layer: &Layer, dataset: &Dataset, bounds: &Bbox, tiles: String) -> Self {
        let says = layer.collection.description();
        Self {
            tilejson: "3.0.0",
            tiles: [tiles],
            name: layer.collection.id(),
            description: format!("{}\n\n{}", layer.description.en, layer.description.ko),
            attribution: attribution(layer.collection, dataset),
            scheme: "xyz",
            minzoom: layer.min_zoom,
            maxzoom: MAX_ZOOM,
            bounds: bounds.to_array().unwrap_or_default(),
            vector_layers: [VectorLayer {
                id: layer.collection.id(),
                description: says.en,
                minzoom: layer.min_zoom,
                maxzoom: MAX_ZOOM,
                fields: layer
                    .fields
                    .iter()
                    .map(|field| (field.name.clone(), field.kind.in_tile_json()))
                    .collect(),
            }],
        }
    }
}
