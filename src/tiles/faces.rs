//! Boundaries that touch, as valid polygons.
//!
//! On whole units much touches that did not before, and an overlay gives boundaries that pass through a point
//! several times. A valid polygon (OGC 06-103r4, 6.1.11.1) has rings that touch neither themselves nor cut its
//! inside into parts. The overlay has a way of its own to make such rings; it gives holes to shapes they do
//! not lie in, so it is not used.

use rustc_hash::FxHashMap;

use super::encode::{Point, Ring};

/// The polygons, each an outer ring and its holes, that the boundaries of an area enclose.
///
/// Boundaries have the area on the side to which the surveyor's formula is positive, and meet without crossing.
/// Outer rings that come out are positive and holes negative.
pub(super) fn polygons(mut boundaries: Vec<Ring>) -> Vec<Vec<Ring>> {
    let mut corners: Vec<Point> = boundaries.iter().flatten().copied().collect();
    corners.sort_unstable();
    for ring in &mut boundaries {
        touched(ring, &corners);
    }
    let repeated = repeated_points(&boundaries);
    let mut faces: Vec<Vec<Ring>> = Vec::new();
    let mut loose = Vec::new();
    if repeated.is_empty() {
        faces.push(boundaries);
    } else {
        for walk in walks(&boundaries, &repeated) {
            let mut rings = simple(&walk, &repeated);
            match rings.iter().position(|ring| doubled_area(ring) > 0) {
                Some(outer) => {
                    rings.swap(0, outer);
                    faces.push(rings);
                }
                None => loose.append(&mut rings),
            }
        }
    }
    for hole in loose {
        // Inside of the hole of one polygon there may be another one.
        let around = faces.iter_mut().filter(|face| surrounds(&face[0], &hole));
        if let Some(face) = around.min_by_key(|face| doubled_area(&face[0])) {
            face.push(hole);
        }
    }
    for ring in faces.iter_mut().flatten() {
        straighten(ring);
    }
    faces
}

/// Gives a ring a corner wherever one of the sorted corners of all rings lies on a side.
fn touched(ring: &mut Ring, corners: &[Point]) {
    let mut added = Ring::with_capacity(ring.len());
    for (at, &from) in ring.iter().enumerate() {
        added.push(from);
        let (dx, dy) = {
            let (x, y) = ring[(at + 1) % ring.len()];
            (x - from.0, y - from.1)
        };
        // A side passes through so many whole places, and its end is the last.
        let places = common_divisor(dx, dy);
        let place = |step: i32| (from.0 + dx / places * step, from.1 + dy / places * step);
        added.extend(
            (1..places)
                .map(place)
                .filter(|place| corners.binary_search(place).is_ok()),
        );
    }
    *ring = added;
}

/// The greatest common divisor (Euclid's way); not negative.
fn common_divisor(mut a: i32, mut b: i32) -> i32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs()
}

/// The corners through which boundaries pass more than once, with how they go on there: the corner that they
/// come from, and the one that they go to.
fn repeated_points(boundaries: &[Ring]) -> FxHashMap<Point, Vec<(Point, Point)>> {
    let mut corners: Vec<Point> = boundaries.iter().flatten().copied().collect();
    corners.sort_unstable();
    let mut repeated: FxHashMap<Point, Vec<(Point, Point)>> = corners
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| (pair[0], Vec::new()))
        .collect();
    if repeated.is_empty() {
        return repeated;
    }
    for ring in boundaries {
        for at in 0..ring.len() {
            if let Some(passes) = repeated.get_mut(&ring[at]) {
                let before = ring[(at + ring.len() - 1) % ring.len()];
                passes.push((before, ring[(at + 1) % ring.len()]));
            }
        }
    }
    // The area between a boundary that goes and the next one, turning on, that comes, is in one piece there.
    for (&place, passes) in &mut repeated {
        let mut rays: Vec<(Point, bool)> = passes
            .iter()
            .flat_map(|&(from, to)| [(from, true), (to, false)])
            .collect();
        rays.sort_unstable_by(|(a, _), (b, _)| by_angle(towards(place, *a), towards(place, *b)));
        let first = rays.iter().position(|&(_, comes)| !comes).unwrap_or(0);
        rays.rotate_left(first);
        *passes = rays
            .chunks_exact(2)
            .map(|pair| (pair[1].0, pair[0].0))
            .collect();
    }
    repeated
}

/// The boundaries of each piece of the area, all that is connected as one walk.
fn walks(boundaries: &[Ring], repeated: &FxHashMap<Point, Vec<(Point, Point)>>) -> Vec<Ring> {
    // Stretches between corners that repeat, by where they begin and turn to first.
    let mut stretches: FxHashMap<(Point, Point), Vec<Point>> = FxHashMap::default();
    let mut order = Vec::new();
    let mut walks = Vec::new();
    for ring in boundaries {
        let Some(start) = ring.iter().position(|corner| repeated.contains_key(corner)) else {
            walks.push(ring.clone());
            continue;
        };
        let turned = ring[start..].iter().chain(&ring[..=start]).copied();
        let mut stretch: Vec<Point> = Vec::new();
        for corner in turned {
            stretch.push(corner);
            if stretch.len() > 1 && repeated.contains_key(&corner) {
                let key = (stretch[0], stretch[1]);
                order.push(key);
                stretches.insert(key, std::mem::replace(&mut stretch, vec![corner]));
            }
        }
    }
    for key in order {
        let mut walk = Vec::new();
        let mut next = Some(key);
        while let Some(mut stretch) = next.and_then(|key| stretches.remove(&key)) {
            let end = stretch.pop().unwrap_or_default();
            let before = stretch.last().copied().unwrap_or_default();
            walk.append(&mut stretch);
            next = repeated[&end]
                .iter()
                .find(|(from, _)| *from == before)
                .map(|&(_, to)| (end, to));
        }
        if !walk.is_empty() {
            walks.push(walk);
        }
    }
    walks
}

/// A walk as rings that touch themselves nowhere.
fn simple(walk: &[Point], repeated: &FxHashMap<Point, Vec<(Point, Point)>>) -> Vec<Ring> {
    let mut rings = Vec::new();
    let mut path: Ring = Vec::with_capacity(walk.len());
    let mut places: FxHashMap<Point, usize> = FxHashMap::default();
    for &corner in walk {
        if repeated.contains_key(&corner) {
            if let Some(&since) = places.get(&corner) {
                let ring = path.split_off(since);
                for passed in &ring {
                    places.remove(passed);
                }
                rings.push(ring);
            }
            places.insert(corner, path.len());
        }
        path.push(corner);
    }
    rings.push(path);
    rings.retain(|ring| doubled_area(ring) != 0);
    rings
}

/// Without corners on straight sides.
fn straighten(ring: &mut Ring) {
    let count = ring.len();
    let turns = |at: usize| {
        let [before, here, after] = [at + count - 1, at, at + 1].map(|at| ring[at % count]);
        cross(towards(before, here), towards(here, after)) != 0
    };
    *ring = (0..count)
        .filter(|&at| turns(at))
        .map(|at| ring[at])
        .collect();
}

/// Whether a ring lies inside of another one that it touches in corners at most.
fn surrounds(outer: &[Point], ring: &[Point]) -> bool {
    // The middle of a side, in half units, is on no other side.
    let [(ax, ay), (bx, by)] = [ring[0], ring[1]];
    let (x, y) = (i64::from(ax) + i64::from(bx), i64::from(ay) + i64::from(by));
    let double = |(x, y): Point| (2 * i64::from(x), 2 * i64::from(y));
    let mut inside = false;
    for (at, &end) in outer.iter().enumerate() {
        let (mut low, mut high) = (
            double(outer[(at + outer.len() - 1) % outer.len()]),
            double(end),
        );
        if low.1 > high.1 {
            std::mem::swap(&mut low, &mut high);
        }
        if low.1 <= y && y < high.1 {
            let turn = (high.0 - low.0) * (y - low.1) - (x - low.0) * (high.1 - low.1);
            inside ^= turn > 0;
        }
    }
    inside
}

/// Twice the area by the surveyor's formula.
fn doubled_area(ring: &[Point]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(&a, &b)| cross(wide(a), wide(b)))
        .sum()
}

fn wide((x, y): Point) -> (i64, i64) {
    (x.into(), y.into())
}

fn towards(from: Point, to: Point) -> (i64, i64) {
    let (from, to) = (wide(from), wide(to));
    (to.0 - from.0, to.1 - from.1)
}

fn cross(a: (i64, i64), b: (i64, i64)) -> i64 {
    a.0 * b.1 - b.0 * a.1
}

/// The order of directions, turning from the first axis to the second.
fn by_angle(a: (i64, i64), b: (i64, i64)) -> std::cmp::Ordering {
    let second_half = |(x, y): (i64, i64)| y < 0 || (y == 0 && x < 0);
    let halves = second_half(a).cmp(&second_half(b));
    halves.then_with(|| 0.cmp(&cross(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_that_touches_two_sides_parts_the_area() {
        let square = vec![(0, 0), (4, 0), (4, 4), (0, 4)];
        let areas = |hole: Ring| -> Vec<Vec<i64>> {
            let parts = polygons(vec![square.clone(), hole]);
            let areas = |part: &Vec<Ring>| part.iter().map(|ring| doubled_area(ring)).collect();
            parts.iter().map(areas).collect()
        };
        assert_eq!(areas(vec![(1, 2), (2, 3), (4, 2), (2, 1)]), [[32, -6]]);
        assert_eq!(areas(vec![(0, 2), (2, 3), (4, 2), (2, 1)]), [[12], [12]]);
    }

    #[test]
    fn what_touches_itself_is_parted_and_what_touches_a_hole_is_not() {
        // Two squares at a corner, as one boundary.
        let bow = vec![
            (0, 0),
            (2, 0),
            (2, 2),
            (4, 2),
            (4, 4),
            (2, 4),
            (2, 2),
            (0, 2),
        ];
        let parts = polygons(vec![bow]);
        assert_eq!(parts.len(), 2);
        assert!(
            parts
                .iter()
                .all(|part| part.len() == 1 && doubled_area(&part[0]) == 8)
        );
        // A boundary that runs from its corner around a hole and back.
        let pocket = vec![(0, 0), (2, 1), (1, 2), (0, 0), (0, 4), (4, 4), (4, 0)];
        let turned: Ring = pocket.into_iter().rev().collect();
        let parts = polygons(vec![turned]);
        assert_eq!(parts.len(), 1);
        let areas: Vec<i64> = parts[0].iter().map(|ring| doubled_area(ring)).collect();
        assert_eq!(areas, [32, -3]);
    }
}
