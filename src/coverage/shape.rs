//! The ground that ranges cover together, as polygons.

use crate::spatial::Bbox;
use crate::spatial::geometry::{Polygon, Position, Ring};

/// Steps of a degree in which positions are kept: a centimetre, with which they are served.
const PER_DEGREE: f64 = 1e7;

/// A place on the grid of positions: longitude and latitude.
pub(super) type Fixed = [i32; 2];

/// Polygons that share no more than points, in CRS84, kept in eight bytes for each position.
///
/// Outer rings run counterclockwise and holes clockwise (RFC 7946 section 3.1.6); the first position of a
/// ring is kept once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    positions: Vec<Fixed>,
    /// For each ring, the number of the position behind its last.
    rings: Vec<u32>,
    polygons: Vec<Extent>,
}

/// Where the rings of a polygon are.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Extent {
    /// Number of the ring behind its last.
    end: u32,
    bbox: Bbox,
}

/// One polygon of a [`Shape`].
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    shape: &'a Shape,
    first: u32,
    extent: Extent,
}

/// The grid's place of a position in degrees.
pub(super) fn fixed([lon, lat]: Position) -> Fixed {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "180 degrees are 1.8e9 steps"
    )]
    let step = |degrees: f64| (degrees * PER_DEGREE).round() as i32;
    [step(lon), step(lat)]
}

fn degrees([lon, lat]: Fixed) -> Position {
    [f64::from(lon) / PER_DEGREE, f64::from(lat) / PER_DEGREE]
}

impl Shape {
    /// Adds a polygon: its outer ring, then its holes, each without its first position at the end.
    pub(super) fn push(&mut self, rings: &[&[Fixed]]) {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        for ring in rings {
            self.positions.extend_from_slice(ring);
            self.rings.push(number(self.positions.len()));
        }
        let mut bbox = Bbox::EMPTY;
        for &position in rings.iter().take(1).copied().flatten() {
            let [lon, lat] = degrees(position);
            bbox.include(lon, lat);
        }
        let end = number(self.rings.len());
        self.polygons.push(Extent { end, bbox });
    }

    /// Gives back memory that it does not need.
    pub(super) fn shrink(&mut self) {
        self.positions.shrink_to_fit();
        self.rings.shrink_to_fit();
        self.polygons.shrink_to_fit();
    }

    /// Its polygons.
    #[must_use]
    pub fn parts(&self) -> impl ExactSizeIterator<Item = Part<'_>> {
        (0..self.polygons.len()).map(|index| Part {
            shape: self,
            first: index
                .checked_sub(1)
                .map_or(0, |before| self.polygons[before].end),
            extent: self.polygons[index],
        })
    }

    /// All of it as polygons with closed rings.
    #[must_use]
    pub fn polygons(&self) -> Vec<Polygon> {
        self.parts().map(|part| part.polygon()).collect()
    }

    /// Box around it; empty when it is.
    #[must_use]
    pub fn bbox(&self) -> Bbox {
        let mut all = Bbox::EMPTY;
        for Extent { bbox, .. } in &self.polygons {
            all.include(bbox.west, bbox.south);
            all.include(bbox.east, bbox.north);
        }
        all
    }

    /// Number of its positions.
    #[must_use]
    pub fn positions(&self) -> usize {
        self.positions.len()
    }

    /// Whether nothing is covered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }
}

impl Part<'_> {
    /// Box around it, degrees.
    #[must_use]
    pub fn bbox(&self) -> &Bbox {
        &self.extent.bbox
    }

    /// Its outer ring and then its holes, each closed: the first position is repeated at the end.
    pub fn rings(&self) -> impl Iterator<Item = Ring> {
        (self.first..self.extent.end).map(|ring| {
            let start = ring
                .checked_sub(1)
                .map_or(0, |before| self.shape.rings[before as usize]);
            let end = self.shape.rings[ring as usize];
            let ring = &self.shape.positions[start as usize..end as usize];
            let closed = ring.iter().chain(ring.first());
            closed.map(|&position| degrees(position)).collect()
        })
    }

    /// The polygon.
    #[must_use]
    pub fn polygon(&self) -> Polygon {
        self.rings().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polygons_come_back_with_their_holes() {
        let square = |low: i32, high: i32| [[low, low], [high, low], [high, high], [low, high]];
        let mut shape = Shape::default();
        let hole = square(4_000_000, 6_000_000);
        shape.push(&[&square(0, 10_000_000), &hole]);
        shape.push(&[&square(20_000_000, 30_000_000)]);
        let polygons = shape.polygons();
        assert_eq!(polygons.len(), 2);
        assert_eq!((polygons[0].len(), polygons[1].len()), (2, 1));
        assert_eq!(fixed(polygons[0][1][0]), hole[0]);
        assert_eq!(polygons[0][1].first(), polygons[0][1].last());
        assert_eq!(polygons[1][0].len(), 5);
        let boxes: Vec<_> = shape
            .parts()
            .map(|part| part.bbox().to_array().unwrap())
            .collect();
        assert_eq!(boxes, [[0.0, 0.0, 1.0, 1.0], [2.0, 2.0, 3.0, 3.0]]);
        assert_eq!(shape.bbox().to_array(), Some([0.0, 0.0, 3.0, 3.0]));
        assert_eq!(shape.positions(), 12);
    }

    #[test]
    fn positions_are_kept_as_they_are_served() {
        for position in [
            [127.084_712_3, 37.538_5],
            [-179.999_999_9, -84.5],
            [0.0, 0.0],
        ] {
            assert_eq!(
                degrees(fixed(position)).map(f64::to_bits),
                position.map(f64::to_bits)
            );
        }
    }
}
