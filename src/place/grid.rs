//! A coarse grid over Korea that names, for each cell, the outlines that come near it.

use super::Outline;
use crate::spatial::{Bbox, LonLat};

/// Side of a cell, degrees: about 2.2 km north-south, 1.8 km east-west.
const CELL_DEG: f64 = 0.02;
/// How far around an outline its cells reach, in cells: at least 4 km everywhere in Korea, more than
/// the 3 km of the farthest cameras.
const MARGIN_CELLS: usize = 3;

/// The grid; a cell lists indexes of outlines, nearest cells included.
pub(super) struct Grid {
    extent: Bbox,
    columns: usize,
    rows: usize,
    cells: Vec<Vec<u16>>,
}

impl Grid {
    pub(super) fn new(outlines: &[Outline]) -> Self {
        let mut extent = Bbox::EMPTY;
        for outline in outlines {
            extent.include(outline.bbox().west, outline.bbox().south);
            extent.include(outline.bbox().east, outline.bbox().north);
        }
        let margin = CELL_DEG * 4.0;
        extent = Bbox {
            west: extent.west - margin,
            south: extent.south - margin,
            east: extent.east + margin,
            north: extent.north + margin,
        };
        let columns = cells_between(extent.west, extent.east) + 1;
        let rows = cells_between(extent.south, extent.north) + 1;
        let mut grid = Self {
            extent,
            columns,
            rows,
            cells: vec![Vec::new(); columns * rows],
        };
        let mut own = vec![false; columns * rows];
        for (index, outline) in outlines.iter().enumerate() {
            let Ok(index) = u16::try_from(index) else {
                break;
            };
            own.fill(false);
            grid.mark_border(outline, &mut own);
            grid.mark_inside(outline, &mut own);
            grid.add_with_margin(index, &own);
        }
        grid
    }

    /// Outlines near a point: those of its cell, and of all cells within `radius_m`.
    pub(super) fn near(&self, point: LonLat, radius_m: f64) -> Vec<u16> {
        let reach = if radius_m > 4000.0 { radius_m } else { 0.0 };
        let window = Bbox::around(point, reach);
        let (west, east) = (self.column(window.west), self.column(window.east));
        let (south, north) = (self.row(window.south), self.row(window.north));
        if !self.extent.intersects(&window) {
            return Vec::new();
        }
        let mut found: Vec<u16> = Vec::new();
        for row in south..=north {
            for column in west..=east {
                found.extend(&self.cells[row * self.columns + column]);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn column(&self, lon: f64) -> usize {
        cells_between(self.extent.west, lon).min(self.columns - 1)
    }

    fn row(&self, lat: f64) -> usize {
        cells_between(self.extent.south, lat).min(self.rows - 1)
    }

    /// Marks the cells along the border by walking each segment in steps of half a cell.
    fn mark_border(&self, outline: &Outline, own: &mut [bool]) {
        for pair in outline.rings.iter().flat_map(|ring| ring.windows(2)) {
            let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
            let steps = cells_between(0.0, (x2 - x1).abs().max((y2 - y1).abs())) * 2 + 1;
            for step in 0..=steps {
                #[expect(clippy::cast_precision_loss, reason = "a few hundred steps at most")]
                let part = step as f64 / steps as f64;
                let (x, y) = (x1 + (x2 - x1) * part, y1 + (y2 - y1) * part);
                own[self.row(y) * self.columns + self.column(x)] = true;
            }
        }
    }

    /// Marks the cells whose centre is inside, row by row between the crossings of the border.
    fn mark_inside(&self, outline: &Outline, own: &mut [bool]) {
        let (south, north) = (
            self.row(outline.bbox().south),
            self.row(outline.bbox().north),
        );
        for row in south..=north {
            #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
            let y = self.extent.south + (row as f64 + 0.5) * CELL_DEG;
            let mut crossings: Vec<f64> = outline
                .rings
                .iter()
                .flat_map(|ring| ring.windows(2))
                .filter(|pair| (pair[0][1] > y) != (pair[1][1] > y))
                .map(|pair| {
                    pair[0][0]
                        + (pair[1][0] - pair[0][0]) * (y - pair[0][1]) / (pair[1][1] - pair[0][1])
                })
                .collect();
            crossings.sort_unstable_by(f64::total_cmp);
            for span in crossings.chunks_exact(2) {
                own[row * self.columns + self.column(span[0])
                    ..=row * self.columns + self.column(span[1])]
                    .fill(true);
            }
        }
    }

    fn add_with_margin(&mut self, index: u16, own: &[bool]) {
        for row in 0..self.rows {
            for column in 0..self.columns {
                if !own[row * self.columns + column] {
                    continue;
                }
                for near_row in
                    row.saturating_sub(MARGIN_CELLS)..=(row + MARGIN_CELLS).min(self.rows - 1)
                {
                    for near_column in column.saturating_sub(MARGIN_CELLS)
                        ..=(column + MARGIN_CELLS).min(self.columns - 1)
                    {
                        let cell = &mut self.cells[near_row * self.columns + near_column];
                        if cell.last() != Some(&index) {
                            cell.push(index);
                        }
                    }
                }
            }
        }
    }
}

/// How many whole cells lie between two coordinates; 0 when the second is not the larger.
fn cells_between(low: f64, high: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and at most 360 / 0.02"
    )]
    let cells = ((high - low) / CELL_DEG).floor().max(0.0) as usize;
    cells
}
