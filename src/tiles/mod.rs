//! Vector tiles (Mapbox Vector Tile 2.1) of the collections; [`layer`] says what their layers hold.
//!
//! Invariants: a tile holds one layer with the name of its collection; ids are those of the features;
//! geometries are whole tile units and valid; no tile reaches [`MAX_BYTES`]; the same dataset gives the
//! same bytes.

mod areas;
mod clip;
mod clusters;
mod covered;
mod encode;
mod faces;
pub mod layer;
mod points;

use crate::dataset::Dataset;
use crate::query::Collection;
use crate::query::items::ItemsQuery;
use crate::spatial::Bbox;
use crate::spatial::tile::TileId;
pub use layer::Layer;

/// Units along a side of a tile.
pub const EXTENT: u32 = 4096;
/// How far areas go on beyond the edges of a tile, in its units, so that no outline is drawn along them.
pub const BUFFER: u32 = 64;
/// Every tile is smaller than this, bytes.
pub const MAX_BYTES: usize = 500_000;

/// A tile of a collection as bytes; empty where there is nothing, and for a collection without tiles.
#[must_use]
pub fn tile(
    collection: Collection,
    dataset: &Dataset,
    tile: TileId,
    filter: &ItemsQuery,
) -> Vec<u8> {
    match collection {
        Collection::Cameras => points::tile(dataset, tile, filter),
        Collection::CaptureAreas => areas::tile(dataset, tile, filter),
        Collection::Coverage => covered::tile(dataset, tile, filter),
        Collection::Institutions => Vec::new(),
    }
}

/// The box of a tile with the margin of areas.
fn with_margin(bbox: &Bbox) -> Bbox {
    let part = f64::from(BUFFER) / f64::from(EXTENT);
    let (width, height) = (bbox.east - bbox.west, bbox.north - bbox.south);
    // The height of a tile's neighbours differs a little from its own.
    let (dx, dy) = (width * part, height * part * 1.01);
    Bbox {
        west: bbox.west - dx,
        south: bbox.south - dy,
        east: bbox.east + dx,
        north: bbox.north + dy,
    }
}
