//! Camera sites as points.

use rustc_hash::FxHashMap;

use super::encode::{LayerBuilder, Point, Tags, Value};
use super::layer::FIRST_POINT_ZOOM;
use super::{EXTENT, MAX_BYTES, clusters};
use crate::dataset::{Dataset, SiteIndex};
use crate::model::{PositionQuality, Purpose};
use crate::query::Collection;
use crate::query::items::ItemsQuery;
use crate::spatial::Bbox;
use crate::spatial::tile::TileId;

/// The tile as bytes; empty where no site is.
pub(super) fn tile(dataset: &Dataset, tile: TileId, filter: &ItemsQuery) -> Vec<u8> {
    let sites = sites_in(dataset, tile, filter);
    if sites.is_empty() {
        return Vec::new();
    }
    if tile.z() < FIRST_POINT_ZOOM {
        return clusters::encode(dataset, tile, &sites);
    }
    let sites = in_id_order(dataset, sites);
    [true, false]
        .into_iter()
        .map(|in_full| singly(dataset, tile, &sites, in_full))
        .find(|bytes| bytes.len() < MAX_BYTES)
        .unwrap_or_else(|| together(dataset, tile, &sites))
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

/// So that the bytes do not depend on how the index is built.
fn in_id_order(dataset: &Dataset, sites: Vec<SiteIndex>) -> Vec<SiteIndex> {
    let with_id = |site| (dataset.site(site).id, site);
    let mut sites: Vec<(u32, SiteIndex)> = sites.into_iter().map(with_id).collect();
    sites.sort_unstable();
    sites.into_iter().map(|(_, site)| site).collect()
}

/// Each site with its id: with all attributes, or with its purpose alone.
fn singly(dataset: &Dataset, tile: TileId, sites: &[SiteIndex], in_full: bool) -> Vec<u8> {
    let mut layer = LayerBuilder::new(Collection::Cameras.id(), EXTENT);
    let purpose = layer.key("purpose");
    let keys = in_full.then(|| {
        [
            "range_max_m",
            "range_basis",
            "units",
            "position_quality",
            "sample",
        ]
        .map(|key| layer.key(key))
    });
    let near = tile.projection(f64::from(EXTENT));
    // What a site shares with others of its class and quality is looked up once.
    let mut shared: FxHashMap<(u32, PositionQuality), Tags> = FxHashMap::default();
    let mut tags = Tags::default();
    for &site in sites {
        let (record, spot) = (dataset.site(site), dataset.spot(site));
        let of_class = shared.entry((spot.class, spot.quality)).or_insert_with(|| {
            let class = dataset.class(site);
            let mut tags = Tags::default();
            layer.tag(&mut tags, purpose, Value::Text(class.purpose.code()));
            if let Some([range, basis, _, quality, sample]) = keys {
                if let Some(max) = class.range.max_m {
                    layer.tag(&mut tags, range, Value::Number(max));
                }
                layer.tag(&mut tags, basis, Value::Text(class.range.basis.code()));
                layer.tag(&mut tags, quality, Value::Text(spot.quality.code()));
                if dataset.releases()[class.release as usize].sample {
                    layer.tag(&mut tags, sample, Value::True);
                }
            }
            tags
        });
        tags.clear();
        tags.extend(of_class);
        if let Some([_, _, units, ..]) = keys
            && record.units > 0
        {
            layer.tag(&mut tags, units, Value::Count(record.units.into()));
        }
        let at = on_tile(near.project(spot.lon, spot.lat));
        layer.points(Some(record.id.into()), &[at], &tags);
    }
    layer.finish()
}

/// The sites of each purpose as one feature of many points, which takes some three bytes for a point.
fn together(dataset: &Dataset, tile: TileId, sites: &[SiteIndex]) -> Vec<u8> {
    let mut by_purpose: [Vec<Point>; Purpose::ALL.len()] = Default::default();
    let near = tile.projection(f64::from(EXTENT));
    for &site in sites {
        let (lon, lat) = dataset.position(site);
        by_purpose[dataset.class(site).purpose.index()].push(on_tile(near.project(lon, lat)));
    }
    let mut layer = LayerBuilder::new(Collection::Cameras.id(), EXTENT);
    let key = layer.key("purpose");
    for (purpose, points) in Purpose::ALL.into_iter().zip(&mut by_purpose) {
        if points.is_empty() {
            continue;
        }
        // From row to row, so that the steps between them are small.
        points.sort_unstable_by_key(|&(x, y)| (y, x));
        let mut tags = Tags::default();
        layer.tag(&mut tags, key, Value::Text(purpose.code()));
        layer.points(None, points, &tags);
    }
    layer.finish()
}

/// Position in tile units, rounded and kept on the tile.
pub(super) fn position(tile: TileId, lon: f64, lat: f64) -> Point {
    on_tile(tile.project(lon, lat, f64::from(EXTENT)))
}

/// The nearest whole unit that lies on the tile.
fn on_tile((x, y): (f64, f64)) -> Point {
    let unit = |value: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "clamped to 0..=4096, of which half a unit more is rounding"
        )]
        let unit = (value.clamp(0.0, f64::from(EXTENT)) + 0.5) as i32;
        unit
    };
    (unit(x), unit(y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::DatasetBuilder;
    use crate::sample;

    #[test]
    fn what_is_too_much_for_single_points_is_joined_without_losing_any() {
        let mut builder = DatasetBuilder::new();
        sample::add_missing(&mut builder).unwrap();
        let dataset = builder.build();
        let whole = TileId::new(0, 0, 0).unwrap();
        let sites = sites_in(&dataset, whole, &ItemsQuery::default());
        assert_eq!(sites.len(), dataset.len());
        let [in_full, bare] = [true, false].map(|full| singly(&dataset, whole, &sites, full).len());
        let joined = together(&dataset, whole, &sites);
        assert!(in_full > bare && bare > joined.len());
        let reader = mvt_reader::Reader::new(joined).unwrap();
        let points: usize = reader
            .get_features(0)
            .unwrap()
            .iter()
            .map(|feature| match &feature.geometry {
                geo::Geometry::MultiPoint(points) => points.0.len(),
                geo::Geometry::Point(_) => 1,
                other => panic!("{other:?}"),
            })
            .sum();
        assert_eq!(points, dataset.len());
    }
}
