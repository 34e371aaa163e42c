//! Capture ranges as areas.

use std::cmp::Reverse;

use super::clip::{self, Corner};
use super::encode::{LayerBuilder, Ring, Tags, Value};
use super::layer::FIRST_AREA_ZOOM;
use super::{EXTENT, MAX_BYTES, with_margin};
use crate::dataset::{Dataset, SiteIndex};
use crate::query::Collection;
use crate::query::collection::{AreaCertainty, around_area};
use crate::query::items::ItemsQuery;
use crate::spatial::Sector;
use crate::spatial::range_area::{self, range_polygon};
use crate::spatial::tile::TileId;

/// How areas are drawn.
#[derive(Clone, Copy)]
struct Detail {
    /// How far a side may lie from the arc that it stands for, in tile units.
    arc: f64,
    /// All attributes, or the purpose alone.
    in_full: bool,
}

/// From the best to the least.
const DETAILS: [Detail; 3] = [
    Detail {
        arc: 0.5,
        in_full: true,
    },
    Detail {
        arc: 2.0,
        in_full: true,
    },
    Detail {
        arc: 8.0,
        in_full: false,
    },
];
/// The fewest sides of a circle.
const LEAST_SIDES: u32 = 8;

/// An area and the radius by which the largest come first.
struct Area {
    site: SiteIndex,
    radius_m: f64,
    sector: Option<Sector>,
}

/// The tile as bytes; empty where no area reaches.
pub(super) fn tile(dataset: &Dataset, tile: TileId, filter: &ItemsQuery) -> Vec<u8> {
    if tile.z() < FIRST_AREA_ZOOM {
        return Vec::new();
    }
    let mut areas = areas_in(dataset, tile, filter);
    areas.sort_unstable_by_key(|area| dataset.site(area.site).id);
    let mut least = Vec::new();
    for detail in DETAILS {
        least = encode(dataset, tile, &areas, detail, 0);
        if least.len() < MAX_BYTES {
            return least;
        }
    }
    // In the order of their radius; whole metres tell them apart well enough.
    areas.sort_by_key(|area| Reverse(whole_metres(area.radius_m)));
    let (all, mut kept) = (areas.len(), areas.len());
    while least.len() >= MAX_BYTES {
        // A little fewer than would fit if all were alike.
        kept = (kept * (MAX_BYTES - MAX_BYTES / 20) / least.len()).min(kept - 1);
        least = encode(dataset, tile, &areas[..kept], DETAILS[2], all - kept);
    }
    least
}

/// The areas that may reach into the tile or its margin.
fn areas_in(dataset: &Dataset, tile: TileId, filter: &ItemsQuery) -> Vec<Area> {
    let bbox = with_margin(&tile.bbox());
    let mut areas = Vec::new();
    dataset.index().for_each_reaching_bbox(&bbox, |site| {
        let range = &dataset.class(site).range;
        let Some(radius_m) = range.max_m.filter(|_| filter.admits(dataset, site)) else {
            return;
        };
        if around_area(dataset, site).is_some_and(|around| around.intersects(&bbox)) {
            areas.push(Area {
                site,
                radius_m,
                sector: range.drawn_sector(),
            });
        }
    });
    areas
}

fn encode(
    dataset: &Dataset,
    tile: TileId,
    areas: &[Area],
    detail: Detail,
    left_out: usize,
) -> Vec<u8> {
    let mut layer = LayerBuilder::new(Collection::CaptureAreas.id(), EXTENT);
    let purpose = layer.key("purpose");
    let keys = detail.in_full.then(|| {
        [
            "institution",
            "range_max_m",
            "range_basis",
            "certainty",
            "sample",
        ]
        .map(|key| layer.key(key))
    });
    let missing = (left_out > 0).then(|| layer.key("left_out"));
    for area in areas {
        let rings = rings(dataset, tile, area, detail.arc);
        if rings.is_empty() {
            continue;
        }
        let class = dataset.class(area.site);
        let mut tags = Tags::default();
        layer.tag(&mut tags, purpose, Value::Text(class.purpose.code()));
        if let Some([institution, range, basis, certainty, sample]) = keys {
            let code = &dataset.institutions()[class.institution as usize].code;
            layer.tag(&mut tags, institution, Value::Text(code));
            layer.tag(&mut tags, range, Value::Number(area.radius_m));
            layer.tag(&mut tags, basis, Value::Text(class.range.basis.code()));
            let sure = AreaCertainty::of(dataset, area.site).code();
            layer.tag(&mut tags, certainty, Value::Text(sure));
            if dataset.releases()[class.release as usize].sample {
                layer.tag(&mut tags, sample, Value::True);
            }
        }
        if let Some(key) = missing {
            layer.tag(&mut tags, key, Value::Count(left_out as u64));
        }
        let id = dataset.site(area.site).id;
        layer.polygons(Some(id.into()), &rings, &tags);
    }
    layer.finish()
}

/// The rings of an area as far as they lie in the tile and its margin.
fn rings(dataset: &Dataset, tile: TileId, area: &Area, arc: f64) -> Vec<Ring> {
    let place = dataset.lonlat(area.site);
    let radius = area.radius_m * tile.units_per_metre(place.lat(), f64::from(EXTENT));
    let polygon = range_polygon(place, area.radius_m, area.sector, sides(radius, arc));
    let corners: Vec<Vec<Corner>> = polygon
        .iter()
        .map(|ring| {
            // The format closes rings by itself.
            let open = &ring[..ring.len() - 1];
            open.iter()
                .map(|&[lon, lat]| {
                    let (x, y) = tile.project(lon, lat, f64::from(EXTENT));
                    [x, y]
                })
                .collect()
        })
        .collect();
    let is_convex = area.sector.is_none_or(|sector| {
        let width = sector.width_deg();
        width <= 180.0 || width >= 360.0
    });
    if is_convex {
        clip::convex(&corners[0]).into_iter().collect()
    } else {
        let found: Vec<Ring> = clip::polygons(&corners, 1).into_iter().flatten().collect();
        if found.is_empty() {
            // Too small for whole units.
            return clip::convex(&corners[0]).into_iter().collect();
        }
        found
    }
}

/// Sides of a circle of so many units whose sides lie within `arc` units of it. The polygon has the area
/// of the circle, so that its sides lie as far inside as its corners outside: r (1 - cos(pi / n)) = 2 arc.
fn sides(radius: f64, arc: f64) -> u32 {
    let exact = std::f64::consts::PI * (radius / (4.0 * arc)).sqrt();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 64"
    )]
    let sides = exact.ceil().clamp(0.0, f64::from(range_area::SIDES)) as u32;
    sides.clamp(LEAST_SIDES, range_area::SIDES)
}

fn whole_metres(radius_m: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a radius is not negative, and a cast of a large one ends at the largest"
    )]
    let metres = radius_m as u64;
    metres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_has_as_many_sides_as_its_size_asks_for() {
        assert_eq!(sides(1.0, 0.5), 8);
        assert_eq!(sides(209.0, 0.5), 33);
        assert_eq!(sides(6000.0, 0.5), 64);
        for radius in [20.0, 209.0, 700.0] {
            let n = f64::from(sides(radius, 0.5));
            let height = radius * (1.0 - (std::f64::consts::PI / n).cos());
            assert!(height <= 1.0, "{radius} {height}");
        }
    }
}
