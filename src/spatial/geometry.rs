//! Planar shapes of features, and whether they share a point with a box.

use std::borrow::Cow;

use super::Bbox;

/// First and second coordinate: longitude and latitude, or easting and northing.
pub type Position = [f64; 2];
/// A closed line: the first position is repeated at the end.
pub type Ring = Vec<Position>;
/// An outer ring, counterclockwise, and the holes in it, clockwise (RFC 7946 section 3.1.6).
pub type Polygon = Vec<Ring>;

/// The shape of a feature, in CRS84.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry<'a> {
    /// A place.
    Point(Position),
    /// An area.
    Polygon(Polygon),
    /// An area of several parts, which share no more than points.
    MultiPolygon(Cow<'a, [Polygon]>),
}

impl Geometry<'_> {
    /// Calls `visit` with every position of it.
    pub fn for_each_position(&self, visit: impl FnMut(Position)) {
        let rings: &mut dyn Iterator<Item = &Position> = match self {
            Self::Point(at) => &mut std::iter::once(at),
            Self::Polygon(polygon) => &mut polygon.iter().flatten(),
            Self::MultiPolygon(polygons) => &mut polygons.iter().flatten().flatten(),
        };
        rings.copied().for_each(visit);
    }

    /// Whether the shape and a box share at least a point, edges included. The box is in the plane that
    /// `project` leads to; its `west` to `north` are the least and greatest first and second coordinate.
    ///
    /// Sides are straight in that plane. A position that `project` has no place for is in no box.
    pub fn meets(&self, area: &Bbox, project: impl Fn(Position) -> Option<Position>) -> bool {
        match self {
            Self::Point(at) => project(*at).is_some_and(|[x, y]| area.contains_xy(x, y)),
            Self::Polygon(polygon) => polygon_meets(polygon, area, &project),
            Self::MultiPolygon(polygons) => polygons
                .iter()
                .any(|polygon| polygon_meets(polygon, area, &project)),
        }
    }
}

/// Either a side crosses the box, or the box lies wholly inside, and then each of its corners does.
fn polygon_meets(
    polygon: &[Ring],
    area: &Bbox,
    project: &impl Fn(Position) -> Option<Position>,
) -> bool {
    let (x, y) = (area.west, area.south);
    let mut corner_inside = false;
    for ring in polygon {
        let mut before: Option<Position> = None;
        for &position in ring {
            let here = project(position);
            if let (Some(a), Some(b)) = (before, here) {
                if side_meets(a, b, area) {
                    return true;
                }
                let ([x1, y1], [x2, y2]) = (a, b);
                if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
                    corner_inside = !corner_inside;
                }
            }
            before = here;
        }
    }
    corner_inside
}

/// Liang and Barsky's way of clipping: the part of the line that is inside all four edges.
fn side_meets([x1, y1]: Position, [x2, y2]: Position, area: &Bbox) -> bool {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let (mut from, mut to) = (0.0f64, 1.0f64);
    for (step, room) in [
        (-dx, x1 - area.west),
        (dx, area.east - x1),
        (-dy, y1 - area.south),
        (dy, area.north - y1),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return false;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            to = to.min(room / step);
        }
    }
    from <= to
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Intersects;
    use proptest::prelude::*;

    #[expect(clippy::unnecessary_wraps, reason = "the shape of a projection")]
    fn same(position: Position) -> Option<Position> {
        Some(position)
    }

    fn bbox(west: f64, south: f64, east: f64, north: f64) -> Bbox {
        Bbox {
            west,
            south,
            east,
            north,
        }
    }

    fn square_with_hole() -> Polygon {
        let ring = |low: f64, high: f64| {
            vec![
                [low, low],
                [high, low],
                [high, high],
                [low, high],
                [low, low],
            ]
        };
        vec![ring(0.0, 10.0), ring(4.0, 6.0)]
    }

    #[test]
    fn edges_belong_to_the_box_and_holes_do_not_to_the_shape() {
        let shape = Geometry::Polygon(square_with_hole());
        for (area, expected) in [
            (bbox(-5.0, -5.0, 15.0, 15.0), true),
            (bbox(1.0, 1.0, 2.0, 2.0), true),
            (bbox(10.0, 10.0, 11.0, 11.0), true),
            (bbox(4.5, 4.5, 5.5, 5.5), false),
            (bbox(10.1, 0.0, 11.0, 10.0), false),
            (bbox(-1.0, 3.0, 11.0, 3.0), true),
        ] {
            assert_eq!(shape.meets(&area, same), expected, "{area:?}");
        }
        assert!(Geometry::Point([1.0, 2.0]).meets(&bbox(1.0, 2.0, 1.0, 2.0), same));
        assert!(!shape.meets(&bbox(1.0, 1.0, 2.0, 2.0), |_| None));
    }

    proptest! {
        #[test]
        fn boxes_meet_what_the_geo_crate_says_they_meet(
            corners in prop::collection::vec((0.0f64..20.0, 0.0f64..20.0), 3),
            (x, y, width, height) in (0.0f64..20.0, 0.0f64..20.0, 0.0f64..10.0, 0.0f64..10.0),
        ) {
            let mut ring: Ring = corners.iter().map(|&(x, y)| [x, y]).collect();
            ring.push(ring[0]);
            let theirs = geo::Polygon::new(corners.into(), Vec::new());
            let rect = geo::Rect::new((x, y), (x + width, y + height));
            let ours = Geometry::Polygon(vec![ring]).meets(&bbox(x, y, x + width, y + height), same);
            prop_assert_eq!(ours, theirs.intersects(&rect));
        }
    }
}
