//! Sites counted in the cells of a grid, for the levels on which single sites would not be told apart.

use super::EXTENT;
use super::encode::{LayerBuilder, Tags, Value};
use super::layer::count_key;
use super::points::position;
use crate::dataset::{Dataset, SiteIndex};
use crate::model::Purpose;
use crate::query::Collection;
use crate::spatial::tile::TileId;

/// Cells along a side of a tile: 32 pixels each on a screen that draws a tile with 256.
const CELLS: i32 = 8;

#[derive(Clone, Default)]
struct Cell {
    count: u32,
    units: u64,
    x: f64,
    y: f64,
    by_purpose: [u32; Purpose::ALL.len()],
    real: bool,
}

/// One point for each cell that holds a site, at the mean position of its sites.
pub(super) fn encode(dataset: &Dataset, tile: TileId, sites: &[SiteIndex]) -> Vec<u8> {
    let side = i32::try_from(EXTENT).unwrap_or(i32::MAX) / CELLS;
    let mut cells = vec![Cell::default(); usize::try_from(CELLS * CELLS).unwrap_or_default()];
    for &site in sites {
        let (lon, lat) = dataset.position(site);
        let (x, y) = position(tile, lon, lat);
        let (column, row) = ((x / side).min(CELLS - 1), (y / side).min(CELLS - 1));
        let class = dataset.class(site);
        let cell = &mut cells[usize::try_from(row * CELLS + column).unwrap_or_default()];
        cell.count += 1;
        cell.units += u64::from(dataset.site(site).units);
        cell.x += f64::from(x);
        cell.y += f64::from(y);
        cell.by_purpose[class.purpose.index()] += 1;
        cell.real |= !dataset.releases()[class.release as usize].sample;
    }
    let mut layer = LayerBuilder::new(Collection::Cameras.id(), EXTENT);
    let [count, units, sample] = ["count", "units", "sample"].map(|key| layer.key(key));
    let purposes = Purpose::ALL.map(|purpose| layer.key(&count_key(purpose)));
    for cell in cells.iter().filter(|cell| cell.count > 0) {
        let mut tags = Tags::default();
        layer.tag(&mut tags, count, Value::Count(cell.count.into()));
        layer.tag(&mut tags, units, Value::Count(cell.units));
        for (&key, &sites) in purposes
            .iter()
            .zip(&cell.by_purpose)
            .filter(|&(_, &sites)| sites > 0)
        {
            layer.tag(&mut tags, key, Value::Count(sites.into()));
        }
        if !cell.real {
            layer.tag(&mut tags, sample, Value::True);
        }
        let mean = |sum: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "a mean of tile units")]
            let mean = (sum / f64::from(cell.count)).round() as i32;
            mean
        };
        layer.points(None, &[(mean(cell.x), mean(cell.y))], &tags);
    }
    layer.finish()
}
