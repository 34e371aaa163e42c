//! R-trees over the sites, one per range class.
//!
//! One tree of circle boxes is slow because a few 3 km boxes inflate every node above them. So the
//! sites are parted by how far they reach (range plus position uncertainty), ordered along a Hilbert
//! curve, and cut into blocks of neighbours; each class has an R-tree of its blocks' boxes. A query
//! opens a class's tree with a window as wide as that class reaches and runs through the blocks that
//! it meets. The index only proposes candidates; [`crate::query`] decides by geodesic distance.

use std::ops::{ControlFlow, Range};

use rstar::{AABB, RTree, RTreeObject};

use super::{SiteIndex, Spot};
use crate::spatial::{Bbox, LocalMetric};

/// Sites in a block: large enough that trees stay shallow, small enough that few strangers are met.
const BLOCK_SITES: usize = 16;

/// Upper bounds of the classes, metres; the last class is open. Ranges of 100 m, 200 m and 3 km with
/// a few metres of uncertainty each fall in a class of their own.
const CLASS_BOUNDS_M: [f64; 8] = [30.0, 60.0, 115.0, 230.0, 500.0, 1000.0, 2000.0, 3500.0];

/// Which class a reach belongs to; sites without a range form the last one.
#[must_use]
pub fn class_of(reach_m: Option<f64>) -> u8 {
    let class = match reach_m {
        None => CLASS_BOUNDS_M.len() + 1,
        Some(reach) => CLASS_BOUNDS_M
            .iter()
            .position(|&bound| reach <= bound)
            .unwrap_or(CLASS_BOUNDS_M.len()),
    };
    u8::try_from(class).unwrap_or(u8::MAX)
}

/// The trees, nearest-reaching class first.
#[derive(Debug, Default)]
pub struct RangeIndex {
    classes: Vec<RangeClass>,
}

#[derive(Debug)]
struct RangeClass {
    /// Farthest reach of its sites, metres; `None` when they have no range.
    reach_m: Option<f64>,
    tree: RTree<Block>,
}

/// Neighbouring sites and the box around them.
#[derive(Debug)]
struct Block {
    envelope: AABB<[f64; 2]>,
    start: SiteIndex,
    end: SiteIndex,
}

impl RTreeObject for Block {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl RangeIndex {
    /// Builds the trees over sites that are ordered by class and then along the curve.
    ///
    /// `reach_m` gives each site's range plus uncertainty, `None` without a range.
    #[must_use]
    pub fn build(spots: &[Spot], reach_m: &[Option<f64>]) -> Self {
        let mut classes = Vec::new();
        let mut start = 0;
        while start < reach_m.len() {
            let class = class_of(reach_m[start]);
            let end = start + reach_m[start..].partition_point(|&reach| class_of(reach) <= class);
            let reach = reach_m[start..end]
                .iter()
                .copied()
                .flatten()
                .fold(None, |most: Option<f64>, reach| {
                    Some(most.map_or(reach, |most| most.max(reach)))
                });
            classes.push(RangeClass {
                reach_m: reach,
                tree: RTree::bulk_load(blocks(spots, start..end)),
            });
            start = end;
        }
        Self { classes }
    }

    /// Farthest reach of any site, metres; 0 when no site has a range.
    #[must_use]
    pub fn farthest_reach_m(&self) -> f64 {
        self.classes
            .iter()
            .filter_map(|class| class.reach_m)
            .fold(0.0, f64::max)
    }

    /// Calls `visit` with every site whose class reaches within `margin_m` of the metric's centre,
    /// and the square of its approximate distance. Sites without a range are left out.
    #[inline]
    pub fn for_each_candidate(
        &self,
        metric: &LocalMetric,
        margin_m: f64,
        spots: &[Spot],
        mut visit: impl FnMut(SiteIndex, f64),
    ) {
        for class in &self.classes {
            let Some(reach) = class.reach_m else { continue };
            // A metre covers what the local metric and the f32 uncertainty may lack; far reaches are
            // beyond the metric's care, so nothing is pruned by it there.
            let limit = reach + margin_m + 1.0;
            let limit2 = if limit < 4000.0 {
                limit * limit
            } else {
                f64::INFINITY
            };
            let window = envelope(&Bbox::around(metric.centre(), limit));
            let _: ControlFlow<()> =
                class
                    .tree
                    .locate_in_envelope_intersecting_int(window, |block| {
                        for (site, spot) in
                            (block.start..).zip(&spots[block.start as usize..block.end as usize])
                        {
                            let distance2 = metric.distance2_m2(spot.lon, spot.lat);
                            if distance2 <= limit2 {
                                visit(site, distance2);
                            }
                        }
                        ControlFlow::Continue(())
                    });
        }
    }

    /// Calls `visit` with every site inside the box, edges included, in no particular order.
    pub fn for_each_in_bbox(&self, bbox: &Bbox, spots: &[Spot], mut visit: impl FnMut(SiteIndex)) {
        let window = envelope(bbox);
        for class in &self.classes {
            for block in class.tree.locate_in_envelope_intersecting(window) {
                for site in block.start..block.end {
                    if bbox.contains_xy(spots[site as usize].lon, spots[site as usize].lat) {
                        visit(site);
                    }
                }
            }
        }
    }
}

fn envelope(bbox: &Bbox) -> AABB<[f64; 2]> {
    AABB::from_corners([bbox.west, bbox.south], [bbox.east, bbox.north])
}

fn blocks(spots: &[Spot], sites: Range<usize>) -> Vec<Block> {
    sites
        .clone()
        .step_by(BLOCK_SITES)
        .filter_map(|start| {
            let end = (start + BLOCK_SITES).min(sites.end);
            let mut bbox = Bbox::EMPTY;
            for spot in &spots[start..end] {
                bbox.include(spot.lon, spot.lat);
            }
            // More than 2^32 sites cannot be: feature ids are 32 bits wide.
            Some(Block {
                envelope: envelope(&bbox),
                start: start.try_into().ok()?,
                end: end.try_into().ok()?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_ranges_fall_in_classes_of_their_own() {
        let classes = [
            Some(50.0),
            Some(107.0),
            Some(207.0),
            Some(3007.0),
            Some(9000.0),
            None,
        ]
        .map(class_of);
        assert!(
            classes.windows(2).all(|pair| pair[0] < pair[1]),
            "{classes:?}"
        );
    }
}
