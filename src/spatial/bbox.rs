//! Axis-aligned boxes in degrees.

use super::LonLat;

/// A box in CRS84 that does not cross the antimeridian; edges belong to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bbox {
    /// Western edge, degrees.
    pub west: f64,
    /// Southern edge, degrees.
    pub south: f64,
    /// Eastern edge, degrees.
    pub east: f64,
    /// Northern edge, degrees.
    pub north: f64,
}

impl Bbox {
    /// The practical box around Korea, Dokdo and Marado included (DOMAIN: latitude 33.0 to 38.7,
    /// longitude 124.5 to 132.0).
    pub const KOREA: Self = Self {
        west: 124.5,
        south: 33.0,
        east: 132.0,
        north: 38.7,
    };

    /// The whole earth.
    pub const WORLD: Self = Self {
        west: -180.0,
        south: -90.0,
        east: 180.0,
        north: 90.0,
    };

    /// A box that contains nothing; grow it with [`Bbox::include`].
    pub const EMPTY: Self = Self {
        west: f64::INFINITY,
        south: f64::INFINITY,
        east: f64::NEG_INFINITY,
        north: f64::NEG_INFINITY,
    };

    /// Whether the position is inside or on the edge.
    #[must_use]
    pub fn contains(&self, at: LonLat) -> bool {
        self.contains_xy(at.lon(), at.lat())
    }

    /// [`Bbox::contains`] for bare coordinates, which may be anything.
    #[must_use]
    pub fn contains_xy(&self, lon: f64, lat: f64) -> bool {
        (self.west..=self.east).contains(&lon) && (self.south..=self.north).contains(&lat)
    }

    /// Whether all of another box is inside, edges included.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.west <= other.west
            && other.east <= self.east
            && self.south <= other.south
            && other.north <= self.north
    }

    /// Whether two boxes share at least a point.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// Grows the box so that it contains the coordinates.
    pub fn include(&mut self, lon: f64, lat: f64) {
        self.west = self.west.min(lon);
        self.south = self.south.min(lat);
        self.east = self.east.max(lon);
        self.north = self.north.max(lat);
    }

    /// The box that reaches so many degrees farther on every side.
    #[must_use]
    pub fn grown(self, by: f64) -> Self {
        Self {
            west: self.west - by,
            south: self.south - by,
            east: self.east + by,
            north: self.north + by,
        }
    }

    /// True for [`Bbox::EMPTY`] and any other box turned inside out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.west > self.east || self.south > self.north
    }

    /// What both boxes hold; empty where they share nothing.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self {
            west: self.west.max(other.west),
            south: self.south.max(other.south),
            east: self.east.min(other.east),
            north: self.north.min(other.north),
        }
    }

    /// The box around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// This box, or another one where it is empty.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.is_empty() { other } else { self }
    }

    /// The box as `[west, south, east, north]`, the order of GeoJSON; `None` when empty.
    #[must_use]
    pub fn to_array(self) -> Option<[f64; 4]> {
        (!self.is_empty()).then_some([self.west, self.south, self.east, self.north])
    }

    /// The box around a circle: every point within `radius_m` of the centre is inside.
    #[must_use]
    pub fn around(centre: LonLat, radius_m: f64) -> Self {
        let (dlon, dlat) = super::geodesic::degrees_reach(centre.lat(), radius_m);
        Self {
            west: centre.lon() - dlon,
            south: centre.lat() - dlat,
            east: centre.lon() + dlon,
            north: centre.lat() + dlat,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::geodesic::{destination, geodesic_distance_m};

    #[test]
    fn box_around_a_circle_contains_the_whole_circle() {
        for (lon, lat) in [(127.0, 37.5), (126.1, 33.0), (131.87, 37.24), (129.9, 38.7)] {
            let centre = LonLat::new(lon, lat).unwrap();
            for radius in [1.0, 100.0, 3000.0, 50_000.0] {
                let bbox = Bbox::around(centre, radius);
                for bearing in 0..360 {
                    let edge = destination(centre, f64::from(bearing), radius);
                    assert!(bbox.contains(edge), "{radius} m at {bearing}");
                    assert!((geodesic_distance_m(centre, edge) - radius).abs() < 1e-6);
                }
            }
        }
    }
}
