//! What a tileset holds: its levels, their limits, and the attributes of its layer.

use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::matrix_sets::WEB_MERCATOR_QUAD_URI;
use crate::http::ogc::collections::attribution;
use crate::http::ogc::links::{Link, MVT};
use crate::http::state::Snapshot;
use crate::spatial::tile::{MAX_ZOOM, TileId};
use crate::spatial::{Bbox, Crs};
use crate::tiles::Layer;

/// A tileset (OGC 17-083r4).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tileset {
    /// What it is called, in English and Korean.
    pub title: String,
    /// What it shows on which level, and what is left out.
    pub description: String,
    /// Always `vector`.
    pub data_type: &'static str,
    /// Coordinate reference system.
    pub crs: &'static str,
    /// Where its tile matrix set is registered.
    #[serde(rename = "tileMatrixSetURI")]
    pub tile_matrix_set_uri: &'static str,
    /// The levels with tiles, and the rows and columns outside of which tiles are empty.
    pub tile_matrix_set_limits: Vec<TileMatrixLimits>,
    /// The one layer of its tiles.
    pub layers: Vec<TileLayer>,
    /// Box around what it shows, in CRS84.
    pub bounding_box: BoundingBox,
    /// A place to begin with.
    pub center_point: CenterPoint,
    /// Credit line.
    pub attribution: String,
    /// Name of the state of the registers that it shows.
    pub version: String,
    /// Media types of its tiles.
    pub media_types: [&'static str; 1],
    /// True while any of it is a sample made by the product.
    pub sample: bool,
    /// Related resources; `item` is the template of its tiles, with the filters of this request.
    pub links: Vec<Link>,
}

/// Rows and columns of a level that hold something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TileMatrixLimits {
    /// The level.
    pub tile_matrix: String,
    /// First row.
    pub min_tile_row: u32,
    /// Last row.
    pub max_tile_row: u32,
    /// First column.
    pub min_tile_col: u32,
    /// Last column.
    pub max_tile_col: u32,
}

/// A layer of a tileset.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TileLayer {
    /// Name in the tiles: that of the collection.
    pub id: &'static str,
    /// What it is called.
    pub title: String,
    /// What its features are.
    pub description: String,
    /// Always `vector`.
    pub data_type: &'static str,
    /// 0 for points, 2 for areas.
    pub geometry_dimension: u8,
    /// First level that shows it.
    pub min_tile_matrix: String,
    /// Last level that shows it.
    pub max_tile_matrix: String,
    /// The attributes of its features, as a JSON Schema.
    #[schema(value_type = Object)]
    pub properties_schema: Value,
}

/// A box in CRS84.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoundingBox {
    /// West and south, degrees.
    pub lower_left: [f64; 2],
    /// East and north, degrees.
    pub upper_right: [f64; 2],
    /// Coordinate reference system of both.
    pub crs: &'static str,
}

/// A place and a level.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CenterPoint {
    /// Longitude and latitude, degrees.
    pub coordinates: [f64; 2],
    /// Their coordinate reference system.
    pub crs: &'static str,
    /// The level.
    pub tile_matrix: String,
}

impl Tileset {
    /// Of a layer of a snapshot.
    pub(super) fn new(snapshot: &Snapshot, layer: &Layer, links: Vec<Link>) -> Self {
        let collection = layer.collection;
        let (title, says) = (collection.title(), collection.description());
        let bbox = bounds(snapshot, layer);
        Self {
            title: format!("{} {}", title.en, title.ko),
            description: format!("{}\n\n{}", layer.description.en, layer.description.ko),
            data_type: "vector",
            crs: Crs::Epsg3857.uri(),
            tile_matrix_set_uri: WEB_MERCATOR_QUAD_URI,
            tile_matrix_set_limits: limits(&bbox, layer),
            layers: vec![TileLayer {
                id: collection.id(),
                title: format!("{} {}", title.en, title.ko),
                description: format!("{}\n\n{}", says.en, says.ko),
                data_type: "vector",
                geometry_dimension: layer.geometry_dimension,
                min_tile_matrix: layer.min_zoom.to_string(),
                max_tile_matrix: MAX_ZOOM.to_string(),
                properties_schema: properties_schema(layer),
            }],
            bounding_box: BoundingBox {
                lower_left: [bbox.west, bbox.south],
                upper_right: [bbox.east, bbox.north],
                crs: Crs::Crs84.uri(),
            },
            center_point: CenterPoint {
                coordinates: centre(&bbox),
                crs: Crs::Crs84.uri(),
                tile_matrix: layer.min_zoom.max(FIRST_VIEW).to_string(),
            },
            attribution: attribution(collection, &snapshot.dataset),
            version: snapshot.dataset.token().to_owned(),
            media_types: [MVT],
            sample: snapshot.dataset.has_sample(),
            links,
        }
    }
}

/// Box around the features of a layer; Korea where there are none.
pub(super) fn bounds(snapshot: &Snapshot, layer: &Layer) -> Bbox {
    snapshot.reach(layer.collection).bbox.or(Bbox::KOREA)
}

fn limits(bbox: &Bbox, layer: &Layer) -> Vec<TileMatrixLimits> {
    layer
        .levels()
        .filter_map(|z| {
            let first = TileId::at(z, bbox.west, bbox.north)?;
            let last = TileId::at(z, bbox.east, bbox.south)?;
            Some(TileMatrixLimits {
                tile_matrix: z.to_string(),
                min_tile_row: first.row(),
                max_tile_row: last.row(),
                min_tile_col: first.column(),
                max_tile_col: last.column(),
            })
        })
        .collect()
}

fn properties_schema(layer: &Layer) -> Value {
    let properties: Map<String, Value> = layer
        .fields
        .iter()
        .map(|field| {
            let kind = field.kind.in_json_schema();
            let schema = json!({ "type": kind, "description": field.description });
            (field.name.clone(), schema)
        })
        .collect();
    json!({ "type": "object", "properties": properties })
}

/// The level on which a country fills a screen.
const FIRST_VIEW: u8 = 7;

fn centre(bbox: &Bbox) -> [f64; 2] {
    [
        f64::midpoint(bbox.west, bbox.east),
        f64::midpoint(bbox.south, bbox.north),
    ]
}
