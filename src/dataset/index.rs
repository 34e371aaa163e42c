//! R-trees over the sites, one per range class.
//!
//! One tree of circle boxes is slow because a few 3 km boxes inflate every node above them. So the
//! sites are parted by how far they reach (range plus position uncertainty), ordered along a Hilbert
//! curve, and packed into an R-tree of its own for each class. A query opens a class's tree with a
//! window as wide as that class reaches. The index only proposes candidates; [`crate::query`] decides
//! by geodesic distance.

use super::packed::PackedTree;
use super::{SiteIndex, Spot};
use crate::spatial::geodesic::degrees_reach;
use crate::spatial::{Bbox, LocalMetric};

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
    /// Its first site.
    start: SiteIndex,
    tree: PackedTree,
}

impl RangeIndex {
    /// Builds the trees over sites that are ordered by class and then along the curve.
    ///
    /// `reach_m` gives each site's range plus uncertainty, `None` without a range; `first` is the number
    /// of the first site.
    #[must_use]
    pub fn build(first: usize, spots: &[Spot], reach_m: &[Option<f64>]) -> Self {
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
                start: site_index(first + start),
                tree: PackedTree::build(&spots[start..end]),
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

    /// Calls `visit` with every site whose class reaches within `margin_m` of the metric's centre, and
    /// with few others. Sites without a range are left out.
    #[inline]
    pub fn for_each_candidate(
        &self,
        metric: &LocalMetric,
        margin_m: f64,
        mut visit: impl FnMut(SiteIndex),
    ) {
        for class in &self.classes {
            let Some(reach) = class.reach_m else { continue };
            class.tree.for_each_near(metric, reach + margin_m, |site| {
                visit(class.start + site_index(site));
            });
        }
    }

    /// Calls `visit` with every site whose class reaches into the box, and with some others. Sites
    /// without a range are left out.
    pub fn for_each_reaching_bbox(&self, bbox: &Bbox, mut visit: impl FnMut(SiteIndex)) {
        for class in &self.classes {
            let Some(reach) = class.reach_m else { continue };
            let farthest = bbox.south.abs().max(bbox.north.abs()).min(90.0);
            let (dlon, dlat) = degrees_reach(farthest, reach);
            let window = Bbox {
                west: bbox.west - dlon,
                south: bbox.south - dlat,
                east: bbox.east + dlon,
                north: bbox.north + dlat,
            };
            class.tree.for_each_block(&window, |sites| {
                for site in sites {
                    visit(class.start + site_index(site));
                }
            });
        }
    }

    /// Calls `visit` with every site inside the box, edges included, in no particular order.
    pub fn for_each_in_bbox(&self, bbox: &Bbox, spots: &[Spot], mut visit: impl FnMut(SiteIndex)) {
        for class in &self.classes {
            class.tree.for_each_block(bbox, |sites| {
                for site in sites {
                    let site = class.start + site_index(site);
                    let spot = &spots[site as usize];
                    if bbox.contains_xy(spot.lon, spot.lat) {
                        visit(site);
                    }
                }
            });
        }
    }
}

/// Feature ids are 32 bits wide, so there are never more sites than that.
fn site_index(site: usize) -> SiteIndex {
    SiteIndex::try_from(site).unwrap_or(SiteIndex::MAX)
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
