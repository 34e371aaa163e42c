//! Shapes cut to a tile and its margin, in whole tile units.
//!
//! Rounding can make a ring touch or cross itself, so what comes out is made valid after it: convex shapes
//! by their convex hull, which is quick, all others by an overlay in whole numbers.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{ContourDirection, IntOverlayOptions, Overlay};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;

use super::encode::{Point, Ring};
use super::{BUFFER, EXTENT, faces};

/// Least and greatest coordinate of what a tile holds.
pub(super) const WINDOW: (f64, f64) = (-(BUFFER as f64), (EXTENT + BUFFER) as f64);

/// A corner before it is rounded, in tile units.
pub(super) type Corner = [f64; 2];

/// A convex shape within the window; `None` where nothing of it is left, or less than an area.
///
/// One that is whole in the window and too small for an area becomes a square of one unit.
pub(super) fn convex(corners: &[Corner]) -> Option<Ring> {
    let (low, high) = WINDOW;
    let inside = |[x, y]: &Corner| (low..=high).contains(x) && (low..=high).contains(y);
    if corners.iter().all(inside) {
        let ring = hull(corners.iter().map(|&corner| rounded(corner)).collect());
        return ring.or_else(|| {
            let &first = corners.first()?;
            let (x, y) = rounded(first);
            Some(vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)])
        });
    }
    // Sutherland and Hodgman's way, one edge of the window after the other.
    let mut left = corners.to_vec();
    for (axis, sign, limit) in [
        (0, 1.0, low),
        (0, -1.0, -high),
        (1, 1.0, low),
        (1, -1.0, -high),
    ] {
        let beyond = |corner: &Corner| corner[axis] * sign - limit;
        let &last = left.last()?;
        let (mut before, mut kept) = (last, Vec::with_capacity(left.len() + 1));
        for &corner in &left {
            let (from, to) = (beyond(&before), beyond(&corner));
            if (from < 0.0) != (to < 0.0) {
                let part = from / (from - to);
                let mut crossing = [0, 1].map(|a| before[a] + (corner[a] - before[a]) * part);
                crossing[axis] = limit * sign;
                kept.push(crossing);
            }
            if to >= 0.0 {
                kept.push(corner);
            }
            before = corner;
        }
        left = kept;
    }
    hull(left.into_iter().map(rounded).collect())
}

/// Any shapes within the window as polygons, each an outer ring and its holes, with corners on every so
/// many whole units: what has no area there is left out.
///
/// Outer rings of what comes in run one way and holes the other, which way is the same.
pub(super) fn polygons(rings: &[Vec<Corner>], grid: i32) -> Vec<Vec<Ring>> {
    let on_grid = |[x, y]: Corner| {
        let (x, y) = rounded([x / f64::from(grid), y / f64::from(grid)]);
        IntPoint::new(x * grid, y * grid)
    };
    let contours: Vec<Vec<IntPoint>> = rings
        .iter()
        .map(|ring| {
            let mut contour: Vec<IntPoint> = ring.iter().map(|&corner| on_grid(corner)).collect();
            contour.dedup();
            contour
        })
        .filter(|contour| contour.len() > 2)
        .collect();
    let (low, high) = WINDOW;
    let window = [[low, low], [high, low], [high, high], [low, high]].map(|corner| {
        let (x, y) = rounded(corner);
        IntPoint::new(x, y)
    });
    let options = IntOverlayOptions {
        // Counterclockwise where y points up is what the tile format asks for where it points down.
        output_direction: ContourDirection::CounterClockwise,
        // Valid polygons are made of all corners where boundaries meet.
        preserve_output_collinear: true,
        ogc: false,
        ..IntOverlayOptions::ogc()
    };
    let mut overlay = Overlay::with_contours_custom(
        &contours,
        &[window.to_vec()],
        options,
        i_overlay::core::solver::Solver::default(),
    );
    let ring = |contour: Vec<IntPoint>| contour.into_iter().map(|point| (point.x, point.y));
    overlay
        .overlay(OverlayRule::Intersect, FillRule::NonZero)
        .into_iter()
        .map(|shape| shape.into_iter().map(|contour| ring(contour).collect()))
        .flat_map(|shape| faces::polygons(shape.collect()))
        .collect()
}

/// The nearest whole place; what lies far outside stays outside.
fn rounded([x, y]: Corner) -> Point {
    // Twice this is within what the overlay computes with.
    const FAR: f64 = 1e7;
    let unit = |value: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "clamped just before")]
        let unit = value.round().clamp(-FAR, FAR) as i32;
        unit
    };
    (unit(x), unit(y))
}

/// The convex hull without points along its sides (Andrew's way); its area by the surveyor's formula is
/// positive. `None` when the points have no area.
fn hull(mut points: Vec<Point>) -> Option<Ring> {
    points.sort_unstable();
    points.dedup();
    if points.len() < 3 {
        return None;
    }
    let turn = |(ax, ay): Point, (bx, by): Point, (cx, cy): Point| {
        i64::from(bx - ax) * i64::from(cy - ay) - i64::from(by - ay) * i64::from(cx - ax)
    };
    let mut ring: Ring = Vec::with_capacity(points.len() + 1);
    let mut half = |points: &mut dyn Iterator<Item = &Point>| {
        let start = ring.len();
        for &point in points {
            while ring.len() >= start + 2
                && turn(ring[ring.len() - 2], ring[ring.len() - 1], point) <= 0
            {
                ring.pop();
            }
            ring.push(point);
        }
        ring.pop();
    };
    half(&mut points.iter());
    half(&mut points.iter().rev());
    (ring.len() >= 3).then_some(ring)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, BooleanOps, Contains, Validation};
    use proptest::prelude::*;

    fn polygon(ring: &[Point], holes: &[Ring]) -> geo::Polygon {
        let line = |ring: &[Point]| {
            ring.iter()
                .map(|&(x, y)| (f64::from(x), f64::from(y)))
                .collect::<geo::LineString>()
        };
        geo::Polygon::new(line(ring), holes.iter().map(|hole| line(hole)).collect())
    }

    fn window() -> geo::Polygon {
        geo::Rect::new((WINDOW.0, WINDOW.0), (WINDOW.1, WINDOW.1)).to_polygon()
    }

    fn circle((x, y): (f64, f64), radius: f64, corners: u32) -> Vec<Corner> {
        (0..corners)
            .map(|corner| {
                let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(corners);
                [x + radius * angle.cos(), y + radius * angle.sin()]
            })
            .collect()
    }

    #[test]
    fn the_smallest_shape_is_a_square_and_what_is_outside_is_nothing() {
        assert_eq!(
            convex(&circle((10.1, 10.1), 0.1, 8)).unwrap(),
            [(10, 10), (11, 10), (11, 11), (10, 11)]
        );
        assert_eq!(convex(&circle((-200.0, 10.0), 100.0, 8)), None);
        assert_eq!(convex(&[]), None);
        let all = convex(&circle((2000.0, 2000.0), 1e5, 64)).unwrap();
        assert_eq!(all, [(-64, -64), (4160, -64), (4160, 4160), (-64, 4160)]);
    }

    /// How many pieces the marked cells of a square make, cells at a corner being apart.
    fn pieces(mut cells: Vec<bool>, side: usize) -> usize {
        let mut count = 0;
        while let Some(start) = cells.iter().position(|&marked| marked) {
            count += 1;
            let mut open = vec![start];
            while let Some(at) = open.pop() {
                if std::mem::take(&mut cells[at]) {
                    let (x, y) = (at % side, at / side);
                    open.extend((x > 0).then(|| at - 1));
                    open.extend((x + 1 < side).then_some(at + 1));
                    open.extend((y > 0).then(|| at - side));
                    open.extend((y + 1 < side).then_some(at + side));
                }
            }
        }
        count
    }

    /// Cells along the side of the square in which some are marked: with fewer, islands within holes are rare.
    const SIDE: usize = 24;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn cells_that_meet_at_corners_are_a_valid_polygon_for_each_piece(
            cells in prop::collection::vec(prop::bool::weighted(0.67), SIDE * SIDE),
            unit in 1i32..4,
        ) {
            let cell = |at: usize| {
                let place = [at % SIDE, at / SIDE];
                let [x, y] = place.map(|axis| f64::from(u32::try_from(axis).unwrap()));
                [[x, y], [x + 1.0, y], [x + 1.0, y + 1.0], [x, y + 1.0]]
                    .map(|corner| corner.map(|axis| axis * f64::from(unit)))
                    .to_vec()
            };
            let marked: Vec<usize> = (0..cells.len()).filter(|&at| cells[at]).collect();
            let rings: Vec<Vec<Corner>> = marked.iter().map(|&at| cell(at)).collect();
            let made: Vec<geo::Polygon> = polygons(&rings, unit)
                .iter()
                .map(|shape| polygon(&shape[0], &shape[1..]))
                .collect();
            prop_assert_eq!(made.len(), pieces(cells, SIDE));
            for polygon in &made {
                prop_assert!(polygon.is_valid(), "{polygon:?}");
                prop_assert!(polygon.signed_area() > 0.0);
            }
            for &at in &marked {
                let [x, y] = cell(at)[0].map(|axis| axis + f64::from(unit) / 2.0);
                let around = made.iter().filter(|made| made.contains(&geo::Point::new(x, y)));
                prop_assert_eq!(around.count(), 1);
            }
            let area: f64 = made.iter().map(Area::unsigned_area).sum();
            let expected: f64 = marked.iter().map(|_| f64::from(unit * unit)).sum();
            prop_assert!((area - expected).abs() < 1e-6);
        }
    }

    proptest! {
        #[test]
        fn many_circles_become_valid_polygons_on_any_grid(
            circles in prop::collection::vec((0.0f64..400.0, 0.0f64..400.0, 5.0f64..60.0), 1..60),
            grid in 1i32..9,
        ) {
            let rings: Vec<Vec<Corner>> =
                circles.iter().map(|&(x, y, radius)| circle((x, y), radius, 24)).collect();
            let made: geo::MultiPolygon = polygons(&rings, grid)
                .iter()
                .map(|shape| polygon(&shape[0], &shape[1..]))
                .collect();
            prop_assert!(made.is_valid(), "{made:?}");
            let exact: geo::MultiPolygon = rings
                .iter()
                .map(|ring| geo::Polygon::new(ring.iter().map(|&[x, y]| (x, y)).collect(), Vec::new()))
                .map(|polygon| geo::MultiPolygon(vec![polygon]))
                .reduce(|all, one| all.union(&one))
                .unwrap();
            let length: f64 = circles.iter().map(|(.., radius)| 7.0 * radius).sum();
            let off = (made.unsigned_area() - exact.unsigned_area()).abs();
            prop_assert!(off <= length * f64::from(grid) + 1.0, "{off} {length}");
        }

        #[test]
        fn convex_shapes_are_cut_as_the_geo_crate_cuts_them(
            centre in (-3000.0f64..7000.0, -3000.0f64..7000.0),
            radius in 0.5f64..4000.0,
            corners in 3u32..64,
        ) {
            let corners = circle(centre, radius, corners);
            let exact: geo::LineString = corners.iter().map(|&[x, y]| (x, y)).collect();
            let expected = geo::Polygon::new(exact, Vec::new())
                .intersection(&window())
                .unsigned_area();
            let found = convex(&corners);
            let area = found.as_ref().map_or(0.0, |ring| polygon(ring, &[]).signed_area());
            // Rounding moves each side by less than a unit.
            let perimeter = (8.0 * radius).min(4.0 * 4224.0) + 8.0;
            prop_assert!((area - expected).abs() <= perimeter, "{area} {expected}");
            if let Some(ring) = found {
                prop_assert!(area > 0.0 && polygon(&ring, &[]).is_valid());
            }
        }

        #[test]
        fn every_shape_becomes_valid_polygons_of_its_area(
            centre in (-1000.0f64..5000.0, -1000.0f64..5000.0),
            spokes in prop::collection::vec(1.0f64..2500.0, 4..40),
        ) {
            // A star around the centre, and a hole in it.
            let count = f64::from(u32::try_from(spokes.len()).unwrap());
            let star = |shrink: f64| -> Vec<Corner> {
                (0..).zip(&spokes).map(|(at, spoke): (u32, &f64)| {
                    let angle = std::f64::consts::TAU * f64::from(at) / count;
                    [centre.0 + spoke * shrink * angle.cos(), centre.1 + spoke * shrink * angle.sin()]
                }).collect()
            };
            let mut rings = [star(1.0), star(0.4)];
            rings[1].reverse();
            let line = |ring: &Vec<Corner>| ring.iter().map(|&[x, y]| (x, y)).collect::<geo::LineString>();
            let whole = geo::Polygon::new(line(&rings[0]), vec![line(&rings[1])]);
            let expected = whole.intersection(&window()).unsigned_area();
            let mut area = 0.0;
            for shape in polygons(&rings, 1) {
                let (outer, holes) = shape.split_first().unwrap();
                let made = polygon(outer, holes);
                prop_assert!(made.is_valid(), "{made:?}");
                prop_assert!(polygon(outer, &[]).signed_area() > 0.0);
                prop_assert!(holes.iter().all(|hole| polygon(hole, &[]).signed_area() < 0.0));
                area += made.unsigned_area();
            }
            let length: f64 = spokes.iter().map(|spoke| 4.0 * spoke).sum();
            prop_assert!((area - expected).abs() <= length + 4.0 * 4224.0);
        }
    }
}
