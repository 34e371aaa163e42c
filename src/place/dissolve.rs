//! The area of an institution from the outlines that it covers: a city with general districts (일반구) is
//! one area, without the borders between them.
//!
//! Neighbours share their borders position by position (`data/boundaries/README.md`), so a border
//! between two of them is walked twice, once in each direction. Both are left out, and what remains is
//! joined to rings again. Nothing is computed, so no position moves.

use std::collections::{HashMap, HashSet};

use crate::spatial::geometry::{Polygon, Position, Ring};

/// A position as something that can be looked up; positions are compared bit by bit.
type Key = [u64; 2];

fn key([x, y]: Position) -> Key {
    [x.to_bits(), y.to_bits()]
}

/// The polygons of the area that closed rings enclose together, outer rings counterclockwise and holes
/// clockwise, as the rings must be that go in.
pub(super) fn dissolve<'a>(rings: impl IntoIterator<Item = &'a Ring>) -> Vec<Polygon> {
    let rings: Vec<&Ring> = rings.into_iter().collect();
    let sides = || {
        rings
            .iter()
            .flat_map(|ring| ring.windows(2))
            .map(|side| (side[0], side[1]))
    };
    let walked: HashSet<(Key, Key)> = sides().map(|(a, b)| (key(a), key(b))).collect();
    let mut leaving: HashMap<Key, Vec<Position>> = HashMap::new();
    let mut starts = Vec::new();
    for (from, to) in sides().filter(|&(a, b)| !walked.contains(&(key(b), key(a)))) {
        leaving.entry(key(from)).or_default().push(to);
        starts.push(from);
    }
    let shared: HashSet<Key> = leaving
        .iter()
        .filter(|(_, next)| next.len() > 1)
        .map(|(&from, _)| from)
        .collect();
    let mut joined = Vec::new();
    for start in starts {
        let mut way = vec![start];
        while let Some(next) = way
            .last()
            .and_then(|&here| leaving.get_mut(&key(here))?.pop())
        {
            way.push(next);
            if key(next) == key(start) || shared.contains(&key(next)) {
                cut_loop(&mut way, &mut joined);
            }
        }
    }
    assemble(joined)
}

/// Takes the loop off that the last step has closed: rings that touch at a position become rings of
/// their own.
fn cut_loop(way: &mut Vec<Position>, loops: &mut Vec<Ring>) {
    let Some((&last, before)) = way.split_last() else {
        return;
    };
    if let Some(first) = before
        .iter()
        .position(|&position| key(position) == key(last))
    {
        loops.push(way[first..].to_vec());
        way.truncate(first + 1);
    }
}

/// Twice the area that a ring encloses; negative when clockwise.
fn doubled_area(ring: &[Position]) -> f64 {
    // From the first position, lest the digits be lost far from the origin.
    let Some(&[x0, y0]) = ring.first() else {
        return 0.0;
    };
    ring.windows(2)
        .map(|side| (side[0][0] - x0) * (side[1][1] - y0) - (side[1][0] - x0) * (side[0][1] - y0))
        .sum()
}

/// Gives each hole to the smallest outer ring around it.
fn assemble(rings: Vec<Ring>) -> Vec<Polygon> {
    let (mut outer, holes): (Vec<Ring>, Vec<Ring>) =
        rings.into_iter().partition(|ring| doubled_area(ring) > 0.0);
    outer.sort_by(|a, b| doubled_area(a).total_cmp(&doubled_area(b)));
    let mut polygons: Vec<Polygon> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let around = polygons.iter().position(|polygon| {
            // A hole may touch its outer ring, but not with most of its corners.
            let inside = hole
                .iter()
                .filter(|&&corner| contains(&polygon[0], corner))
                .count();
            2 * inside > hole.len()
        });
        if let Some(polygon) = around {
            polygons[polygon].push(hole);
        }
    }
    // The largest part first.
    polygons.reverse();
    polygons
}

fn contains(ring: &[Position], [x, y]: Position) -> bool {
    let mut inside = false;
    for side in ring.windows(2) {
        let ([x1, y1], [x2, y2]) = (side[0], side[1]);
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InstitutionRegistry;
    use crate::place::Places;
    use geo::{Area, BooleanOps, Validation};

    fn polygon_of(polygon: &Polygon) -> geo::Polygon {
        let line = |ring: &Ring| {
            ring.iter()
                .map(|&[x, y]| (x, y))
                .collect::<geo::LineString>()
        };
        geo::Polygon::new(line(&polygon[0]), polygon[1..].iter().map(line).collect())
    }

    #[test]
    fn the_border_between_two_squares_goes() {
        let square = |x: f64| vec![[x, 0.0], [x + 1.0, 0.0], [x + 1.0, 1.0], [x, 1.0], [x, 0.0]];
        let both = dissolve(&[square(0.0), square(1.0)]);
        assert_eq!(both.len(), 1);
        assert_eq!(both[0].len(), 1);
        assert!((polygon_of(&both[0]).unsigned_area() - 2.0).abs() < 1e-12);
    }

    #[test]
    fn every_area_is_valid_and_as_large_as_what_it_is_made_of() {
        let places = Places::embedded();
        let mut several = 0;
        for institution in InstitutionRegistry::embedded().all() {
            let parts: Vec<&Ring> = places
                .outlines_of(institution)
                .flat_map(|outline| &outline.rings)
                .collect();
            let area: geo::MultiPolygon =
                places.area_of(institution).iter().map(polygon_of).collect();
            assert!(
                area.is_valid(),
                "{}: {:?}",
                institution.name_ko,
                area.validation_errors()
            );
            let sum: f64 = parts.iter().map(|ring| doubled_area(ring) / 2.0).sum();
            let off = area.unsigned_area() - sum;
            assert!(off.abs() <= 1e-9 * sum, "{}: {off}", institution.name_ko);
            if institution.sigungu.len() > 1 {
                several += 1;
                let union = places
                    .outlines_of(institution)
                    .map(|outline| {
                        dissolve(&outline.rings)
                            .iter()
                            .map(polygon_of)
                            .collect::<geo::MultiPolygon>()
                    })
                    .reduce(|a, b| a.union(&b))
                    .unwrap();
                assert!((union.unsigned_area() - area.unsigned_area()).abs() < 1e-9);
                assert!(area.0.len() <= union.0.len(), "{}", institution.name_ko);
            }
        }
        assert!(several > 5);
    }
}
