//! The ground that cameras cover together, as areas.

use super::clip::{self, Corner};
use super::encode::{LayerBuilder, Ring, Tags, Value};
use super::layer::FIRST_COVERAGE_ZOOM;
use super::{EXTENT, MAX_BYTES, with_margin};
use crate::coverage::{CoveredArea, Part};
use crate::dataset::Dataset;
use crate::query::items::ItemsQuery;
use crate::query::{Collection, Covered};
use crate::spatial::Bbox;
use crate::spatial::tile::TileId;

/// Units between corners, from the finest: the first that keeps the tile below its limit is taken.
const GRIDS: [i32; 7] = [1, 2, 4, 8, 16, 32, 64];

/// The tile as bytes; empty where nothing is covered, and while that is not computed.
pub(super) fn tile(dataset: &Dataset, tile: TileId, filter: &ItemsQuery) -> Vec<u8> {
    let Some(coverage) = dataset
        .coverage()
        .filter(|_| tile.z() >= FIRST_COVERAGE_ZOOM)
    else {
        return Vec::new();
    };
    let bbox = with_margin(&tile.bbox());
    let areas: Vec<Covered> = Covered::all(coverage)
        .filter(|covered| filter.admits_covered(covered))
        .filter(|covered| covered.area.bbox.intersects(&bbox))
        .collect();
    let mut bytes = Vec::new();
    for grid in GRIDS {
        bytes = encode(dataset, tile, &areas, &bbox, grid);
        if bytes.len() < MAX_BYTES {
            break;
        }
    }
    bytes
}

fn encode(dataset: &Dataset, tile: TileId, areas: &[Covered], bbox: &Bbox, grid: i32) -> Vec<u8> {
    let mut layer = LayerBuilder::new(Collection::Coverage.id(), EXTENT);
    let [purpose, institution, certainty, area_km2, sites] = [
        "purpose",
        "institution",
        "certainty",
        "area_km2",
        "site_count",
    ]
    .map(|key| layer.key(key));
    for covered in areas {
        let area = covered.area;
        let rings = rings(tile, area, bbox, grid);
        if rings.is_empty() {
            continue;
        }
        let mut tags = Tags::default();
        layer.tag(&mut tags, purpose, Value::Text(area.purpose.code()));
        let code = &covered.loaded(dataset).code;
        layer.tag(&mut tags, institution, Value::Text(code));
        layer.tag(&mut tags, certainty, Value::Text(area.certainty.code()));
        layer.tag(&mut tags, area_km2, Value::Number(covered.area_km2()));
        layer.tag(&mut tags, sites, Value::Count(area.sites.into()));
        layer.polygons(Some(area.id.into()), &rings, &tags);
    }
    layer.finish()
}

/// The rings of an area as far as they lie in the tile and its margin.
fn rings(tile: TileId, area: &CoveredArea, bbox: &Bbox, grid: i32) -> Vec<Ring> {
    let seen = |part: &Part| part.bbox().intersects(bbox);
    let corners: Vec<Vec<Corner>> = area
        .shape
        .parts()
        .filter(seen)
        .flat_map(|part| part.rings().collect::<Vec<_>>())
        .map(|ring| {
            let place = |&[lon, lat]: &[f64; 2]| {
                let (x, y) = tile.project(lon, lat, f64::from(EXTENT));
                [x, y]
            };
            // The format closes rings by itself.
            ring[..ring.len().saturating_sub(1)]
                .iter()
                .map(place)
                .collect()
        })
        .collect();
    if corners.is_empty() {
        return Vec::new();
    }
    clip::polygons(&corners, grid)
        .into_iter()
        .flatten()
        .collect()
}
