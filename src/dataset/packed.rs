//! A static R-tree in arrays: boxes of sixteen children side by side, no pointers.
//!
//! The tree is packed from the bottom (Kamel and Faloutsos 1993): the sites come ordered along a
//! Hilbert curve, sixteen neighbours make a block, sixteen blocks a node, and so on up to one root.
//! A child is found by counting, and one window is compared with sixteen boxes in a few vector
//! instructions, so a question costs some four cache misses a class where a tree of pointers costs
//! dozens. Coordinates are 32 bit floats, rounded outwards in boxes: the tree proposes too much rather
//! than too little.

use std::ops::Range;

use super::Spot;
use crate::spatial::{Bbox, LocalMetric};

/// Children of a node, and sites of a block: a box of each fills one cache line a side.
const FANOUT: usize = 16;

/// Farthest that rounding to 32 bit floats moves a position, metres: half a unit in the last place is
/// 0.85 m of longitude at 180 degrees and 0.43 m of latitude at 90, together 0.95 m.
const ROUNDING_M: f64 = 1.0;

/// The tree; it knows sites by their number within the ordered run that it was built from.
#[derive(Debug, Default)]
pub struct PackedTree {
    /// Nodes from the root's level down; the children of the last level are the blocks.
    levels: Vec<Vec<Boxes>>,
    blocks: Vec<Block>,
    sites: usize,
}

/// Boxes of up to sixteen children, side by side.
#[derive(Debug, Clone)]
#[repr(align(64))]
struct Boxes {
    west: [f32; FANOUT],
    south: [f32; FANOUT],
    east: [f32; FANOUT],
    north: [f32; FANOUT],
}

/// Rounded positions of up to sixteen sites, side by side.
#[derive(Debug, Clone)]
#[repr(align(64))]
struct Block {
    lon: [f32; FANOUT],
    lat: [f32; FANOUT],
}

/// A box of 32 bit floats that holds the box it was made of.
#[derive(Debug, Clone, Copy)]
struct Window {
    west: f32,
    south: f32,
    east: f32,
    north: f32,
}

impl PackedTree {
    /// Builds the tree over sites that are ordered along a curve.
    #[must_use]
    pub fn build(spots: &[Spot]) -> Self {
        let mut blocks = Vec::with_capacity(spots.len().div_ceil(FANOUT));
        let mut windows = Vec::with_capacity(blocks.capacity());
        for chunk in spots.chunks(FANOUT) {
            // What a block lacks of sixteen stands nowhere: NaN is within no distance.
            let mut block = Block {
                lon: [f32::NAN; FANOUT],
                lat: [f32::NAN; FANOUT],
            };
            let mut bbox = Bbox::EMPTY;
            for (slot, spot) in chunk.iter().enumerate() {
                bbox.include(spot.lon, spot.lat);
                block.lon[slot] = nearest(spot.lon);
                block.lat[slot] = nearest(spot.lat);
            }
            blocks.push(block);
            windows.push(Window::around(&bbox));
        }
        let mut levels = Vec::new();
        // A descent starts at the root, so there is one even over nothing: it holds nothing.
        if windows.is_empty() {
            windows.push(Window::around(&Bbox::EMPTY));
        }
        loop {
            levels.push(windows.chunks(FANOUT).map(Boxes::new).collect::<Vec<_>>());
            if windows.len() <= FANOUT {
                break;
            }
            windows = windows.chunks(FANOUT).map(Window::of_all).collect();
        }
        levels.reverse();
        Self {
            levels,
            blocks,
            sites: spots.len(),
        }
    }

    /// Calls `visit` with the sites of every block whose box meets `bbox`.
    pub fn for_each_block(&self, bbox: &Bbox, mut visit: impl FnMut(Range<usize>)) {
        self.descend(0, 0, &Window::around(bbox), &mut |block| {
            let start = block * FANOUT;
            visit(start..(start + FANOUT).min(self.sites));
        });
    }

    /// Calls `visit` with every site within `limit_m` of the metric's centre, and with few that are
    /// a little farther.
    #[inline]
    pub fn for_each_near(&self, metric: &LocalMetric, limit_m: f64, mut visit: impl FnMut(usize)) {
        let window = Window::around(&Bbox::around(metric.centre(), limit_m));
        let limit = limit_m + ROUNDING_M;
        // Beyond this the flat metric is not trusted, and the boxes alone decide.
        let limit2 = if limit < LocalMetric::LIMIT_M {
            limit * limit
        } else {
            f64::INFINITY
        };
        self.descend(0, 0, &window, &mut |block| {
            let Block { lon, lat } = &self.blocks[block];
            let mut near = mask(|slot| {
                metric.distance2_m2(f64::from(lon[slot]), f64::from(lat[slot])) <= limit2
            });
            while near != 0 {
                visit(block * FANOUT + near.trailing_zeros() as usize);
                near &= near - 1;
            }
        });
    }

    /// Visits the blocks under a node that meet the window.
    fn descend(&self, level: usize, node: usize, window: &Window, visit: &mut impl FnMut(usize)) {
        let Some(nodes) = self.levels.get(level) else {
            visit(node);
            return;
        };
        let mut met = nodes[node].meet(window);
        while met != 0 {
            let child = node * FANOUT + met.trailing_zeros() as usize;
            self.descend(level + 1, child, window, visit);
            met &= met - 1;
        }
    }
}

impl Boxes {
    fn new(windows: &[Window]) -> Self {
        // What a node lacks of sixteen is turned inside out: it meets nothing.
        let mut boxes = Self {
            west: [f32::INFINITY; FANOUT],
            south: [f32::INFINITY; FANOUT],
            east: [f32::NEG_INFINITY; FANOUT],
            north: [f32::NEG_INFINITY; FANOUT],
        };
        for (slot, window) in windows.iter().enumerate() {
            boxes.west[slot] = window.west;
            boxes.south[slot] = window.south;
            boxes.east[slot] = window.east;
            boxes.north[slot] = window.north;
        }
        boxes
    }

    /// One bit for each child whose box shares a point with the window.
    #[inline]
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "without branches it is vectorised"
    )]
    fn meet(&self, window: &Window) -> u32 {
        mask(|slot| {
            (self.west[slot] <= window.east)
                & (self.east[slot] >= window.west)
                & (self.south[slot] <= window.north)
                & (self.north[slot] >= window.south)
        })
    }
}

impl Window {
    fn around(bbox: &Bbox) -> Self {
        let down = |value: f64| {
            let near = nearest(value);
            if f64::from(near) > value {
                near.next_down()
            } else {
                near
            }
        };
        Self {
            west: down(bbox.west),
            south: down(bbox.south),
            east: -down(-bbox.east),
            north: -down(-bbox.north),
        }
    }

    fn of_all(windows: &[Self]) -> Self {
        windows
            .iter()
            .copied()
            .reduce(|a, b| Self {
                west: a.west.min(b.west),
                south: a.south.min(b.south),
                east: a.east.max(b.east),
                north: a.north.max(b.north),
            })
            .unwrap_or_else(|| Self::around(&Bbox::EMPTY))
    }
}

/// One bit for each slot that satisfies the test. The tests run without branches, which lets the
/// compiler do several at once.
#[inline]
fn mask(test: impl Fn(usize) -> bool) -> u32 {
    (0..FANOUT).fold(0, |mask, slot| mask | u32::from(test(slot)) << slot)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "rounding is what it is for"
)]
fn nearest(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PositionQuality;
    use crate::spatial::LonLat;

    fn spots(count: u32) -> Vec<Spot> {
        (0..count)
            .map(|index| {
                // A low-discrepancy walk (golden ratio) over Korea, in no order at all: the tree must
                // be right even where it is not fast.
                let along = (f64::from(index) * 0.618_033_988_749_895).fract();
                Spot {
                    lon: 124.5 + 7.5 * along,
                    lat: 33.0 + 5.7 * (f64::from(index) / f64::from(count)),
                    class: 0,
                    uncertainty_m: 0.0,
                    installed: None,
                    quality: PositionQuality::Ok,
                    has_history: false,
                }
            })
            .collect()
    }

    #[test]
    fn finds_what_a_scan_finds_at_every_size() {
        for count in [0, 1, 15, 16, 17, 255, 256, 257, 5000] {
            let spots = spots(count);
            let tree = PackedTree::build(&spots);
            for (lon, lat) in [(127.0, 37.5), (124.5, 33.0), (131.9, 38.69), (10.0, 10.0)] {
                let metric = LocalMetric::new(LonLat::new(lon, lat).unwrap());
                for limit in [1.0, 100.0, 3000.0, 30_000.0, 2_000_000.0] {
                    let mut found = Vec::new();
                    tree.for_each_near(&metric, limit, |site| found.push(site));
                    assert!(found.is_sorted(), "in the order of the sites");
                    let missed = spots.iter().enumerate().find(|(site, spot)| {
                        let to = LonLat::new(spot.lon, spot.lat).unwrap();
                        metric.distance_m(to) <= limit && !found.contains(site)
                    });
                    assert!(missed.is_none(), "{count} {limit} {missed:?}");
                }
            }
        }
    }

    #[test]
    fn a_window_holds_the_box_that_it_was_made_of() {
        for value in [127.084_7, -127.084_7, 0.1, 37.538_5, 1e-9] {
            let bbox = Bbox {
                west: value,
                south: value,
                east: value,
                north: value,
            };
            let window = Window::around(&bbox);
            assert!(f64::from(window.west) <= value && value <= f64::from(window.east));
        }
    }
}
