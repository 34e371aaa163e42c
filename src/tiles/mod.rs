//! Vector tiles of the camera sites (Mapbox Vector Tile 2.1); layer and attribute names are here.

mod clusters;
mod encode;

use crate::dataset::{Dataset, SiteIndex};
use crate::model::{PositionQuality, Purpose};
use crate::query::items::ItemsQuery;
use crate::spatial::Bbox;
use crate::spatial::tile::TileId;
use encode::{LayerBuilder, Value};

/// Name of the layer: that of the collection.
pub const LAYER: &str = "cameras";
/// Units along a side of a tile.
pub const EXTENT: u32 = 4096;
/// From this level on every site is a point of its own.
pub const FIRST_POINT_ZOOM: u8 = 12;

/// The tile as bytes; empty where no site is.
#[must_use]
pub fn camera_tile(dataset: &Dataset, tile: TileId, filter: &ItemsQuery) -> Vec<u8> {
    let mut sites = sites_in(dataset, tile, filter);
    if sites.is_empty() {
        return Vec::new();
    }
    if tile.z() < FIRST_POINT_ZOOM {
        return clusters::encode(dataset, tile, &sites);
    }
    // In the order of ids, so that the bytes do not depend on how the index is built.
    sites.sort_unstable_by_key(|&site| dataset.site(site).id);
    points(dataset, tile, &sites)
}

/// The sites whose position falls into the tile. Tiles share no point: the western and northern edge
/// belong to a tile, the others to its neighbours.
fn sites_in(dataset: &Dataset, tile: TileId, filter: &ItemsQuery) -> Vec<SiteIndex> {
    let bbox: Bbox = tile.bbox();
    let mut sites = Vec::new();
    dataset
        .index()
        .for_each_in_bbox(&bbox, dataset.spots(), |site| {
            let (lon, lat) = dataset.position(site);
            if lon < bbox.east && lat > bbox.south && filter.admits(dataset, site) {
                sites.push(site);
            }
        });
    sites
}

fn points(dataset: &Dataset, tile: TileId, sites: &[SiteIndex]) -> Vec<u8> {
    let mut layer = LayerBuilder::new(LAYER, EXTENT);
    let [purpose, range, basis, units, suspect, sample] =
        ["purpose", "range_m", "basis", "units", "suspect", "sample"].map(|key| layer.key(key));
    for &site in sites {
        let (lon, lat) = dataset.position(site);
        let (record, class) = (dataset.site(site), dataset.class(site));
        let mut tags = layer.tags();
        layer.tag(&mut tags, purpose, Value::Text(class.purpose.code()));
        if let Some(max) = class.range.max_m {
            layer.tag(&mut tags, range, Value::Number(max));
        }
        layer.tag(&mut tags, basis, Value::Text(class.range.basis.code()));
        if record.units > 0 {
            layer.tag(&mut tags, units, Value::Count(record.units.into()));
        }
        if dataset.spot(site).quality == PositionQuality::Suspect {
            layer.tag(&mut tags, suspect, Value::True);
        }
        if dataset.releases()[class.release as usize].sample {
            layer.tag(&mut tags, sample, Value::True);
        }
        layer.point(Some(record.id.into()), position(tile, lon, lat), tags);
    }
    layer.finish()
}

/// Position in tile units, rounded and kept on the tile.
fn position(tile: TileId, lon: f64, lat: f64) -> (i32, i32) {
    let (x, y) = tile.project(lon, lat, f64::from(EXTENT));
    let unit = |value: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "clamped to 0..=4096 just before"
        )]
        let unit = value.round().clamp(0.0, f64::from(EXTENT)) as i32;
        unit
    };
    (unit(x), unit(y))
}

/// Attribute that counts a purpose's sites in a cluster.
#[must_use]
pub fn count_key(purpose: Purpose) -> String {
    format!("n_{}", purpose.code())
}
