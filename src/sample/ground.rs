//! The ground that streets are drawn on: what is built up, and which way streets run there.
//!
//! Only sums, products, quotients and square roots are used: these give the same bits on every platform,
//! sines and cosines do not.

use std::ops::{Add, Mul, Sub};

use super::random::{Random, lattice};
use super::towns::{Area, Degrees};
use crate::place::Outline;
use crate::spatial::LonLat;

/// Metres per degree of longitude and latitude near 37.5 degrees north, to half a percent: enough for
/// distances between invented places.
const METRES_PER_DEGREE: [f64; 2] = [88_300.0, 111_000.0];

/// A place or a direction in metres, east and north of the area's first town.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Metres {
    pub(super) east: f64,
    pub(super) north: f64,
}

/// A place or direction from its parts.
pub(super) const fn metres(east: f64, north: f64) -> Metres {
    Metres { east, north }
}

impl Add for Metres {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        metres(self.east + other.east, self.north + other.north)
    }
}

impl Sub for Metres {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        metres(self.east - other.east, self.north - other.north)
    }
}

impl Mul<f64> for Metres {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        metres(self.east * factor, self.north * factor)
    }
}

impl Metres {
    pub(super) fn dot(self, other: Self) -> f64 {
        self.east * other.east + self.north * other.north
    }

    pub(super) fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    /// A quarter turn to the left.
    pub(super) fn left(self) -> Self {
        metres(-self.north, self.east)
    }

    /// The direction, unless the length is next to nothing.
    pub(super) fn unit(self) -> Option<Self> {
        let length = self.length();
        (length > 1e-9).then(|| self * (1.0 / length))
    }
}

/// Directions around a point, exact unit vectors from Pythagorean triples.
const AROUND: [Metres; 12] = [
    metres(1.0, 0.0),
    metres(0.8, 0.6),
    metres(0.6, 0.8),
    metres(0.0, 1.0),
    metres(-0.6, 0.8),
    metres(-0.8, 0.6),
    metres(-1.0, 0.0),
    metres(-0.8, -0.6),
    metres(-0.6, -0.8),
    metres(0.0, -1.0),
    metres(0.6, -0.8),
    metres(0.8, -0.6),
];

/// A town or hamlet.
#[derive(Debug)]
pub(super) struct Settlement {
    pub(super) at: Metres,
    along: Metres,
    reach_m: [f64; 2],
    /// Index of the town; `None` for a hamlet.
    pub(super) town: Option<usize>,
}

impl Settlement {
    /// A hamlet on a road that runs this way.
    pub(super) fn hamlet(at: Metres, along: Metres, reach_m: [f64; 2]) -> Self {
        Self {
            at,
            along,
            reach_m,
            town: None,
        }
    }

    /// Square of the distance from the centre in units of the reach: below 1 is inside.
    fn closeness(&self, point: Metres) -> f64 {
        let offset = point - self.at;
        let along = offset.dot(self.along) / self.reach_m[0];
        let across = offset.dot(self.along.left()) / self.reach_m[1];
        along * along + across * across
    }
}

/// The area of an institution.
pub(super) struct Ground<'a> {
    pub(super) area: &'a Area,
    pub(super) settlements: Vec<Settlement>,
    outlines: Vec<&'a Outline>,
    unbuilt: Vec<Outline>,
    seed: u64,
}

impl<'a> Ground<'a> {
    /// The ground of an area inside the outlines of its institution.
    pub(super) fn new(area: &'a Area, outlines: Vec<&'a Outline>, random: &mut Random) -> Self {
        let unbuilt = area
            .unbuilt
            .iter()
            .map(|corners| {
                let ring = corners.iter().chain(corners.first()).copied().collect();
                Outline::new(String::new(), String::new(), vec![ring])
            })
            .collect();
        let mut ground = Self {
            area,
            settlements: Vec::new(),
            outlines,
            unbuilt,
            seed: random.bits(),
        };
        for (index, town) in area.towns.iter().enumerate() {
            let settlement = Settlement {
                at: ground.place(town.at),
                along: metres(town.along[0], town.along[1])
                    .unit()
                    .unwrap_or(AROUND[0]),
                reach_m: town.reach_m,
                town: Some(index),
            };
            ground.settlements.push(settlement);
        }
        ground
    }

    /// Points at this distance from each other over all of a city, none in the country.
    pub(super) fn mesh(&self, distance_m: f64) -> Vec<Metres> {
        let mut points = Vec::new();
        for bbox in self.outlines.iter().map(|outline| outline.bbox()) {
            let (low, high) = (
                self.place([bbox.west, bbox.south]),
                self.place([bbox.east, bbox.north]),
            );
            let mut at = low;
            while self.area.is_urban && at.north < high.north {
                points.push(at);
                at.east += distance_m;
                if at.east > high.east {
                    at = metres(low.east, at.north + distance_m);
                }
            }
        }
        points
    }

    /// A position as metres from the first town.
    pub(super) fn place(&self, [lon, lat]: Degrees) -> Metres {
        let [lon0, lat0] = self.area.towns[0].at;
        metres(
            (lon - lon0) * METRES_PER_DEGREE[0],
            (lat - lat0) * METRES_PER_DEGREE[1],
        )
    }

    /// A place as longitude and latitude.
    pub(super) fn degrees(&self, place: Metres) -> Degrees {
        let [lon0, lat0] = self.area.towns[0].at;
        [
            lon0 + place.east / METRES_PER_DEGREE[0],
            lat0 + place.north / METRES_PER_DEGREE[1],
        ]
    }

    /// Whether the place and all that is within `margin_m` of it lie in the institution.
    pub(super) fn is_inside(&self, place: Metres, margin_m: f64) -> bool {
        let is_in = |place| self.is_in_any(self.outlines.iter().copied(), place);
        is_in(place)
            && AROUND
                .iter()
                .all(|&direction| is_in(place + direction * margin_m))
    }

    /// Whether streets run here.
    pub(super) fn is_built(&self, place: Metres) -> bool {
        if !self.area.is_urban {
            let ragged = 0.85 + 0.35 * self.noise(place, 180.0, 0);
            if self.settlement_at(place, ragged).is_none() {
                return false;
            }
        }
        !self.is_in_any(self.unbuilt.iter(), place)
            && self.is_in_any(self.outlines.iter().copied(), place)
    }

    /// The town that a place belongs to.
    pub(super) fn town_at(&self, place: Metres) -> Option<usize> {
        self.settlement_at(place, 1.3)?.town
    }

    fn settlement_at(&self, place: Metres, limit: f64) -> Option<&Settlement> {
        self.settlements
            .iter()
            .map(|settlement| (settlement.closeness(place), settlement))
            .filter(|(closeness, _)| *closeness < limit)
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, settlement)| settlement)
    }

    fn is_in_any<'o>(
        &self,
        mut outlines: impl Iterator<Item = &'o Outline>,
        place: Metres,
    ) -> bool {
        let [lon, lat] = self.degrees(place);
        LonLat::new(lon, lat)
            .is_ok_and(|position| outlines.any(|outline| outline.contains(position)))
    }

    /// Direction of the main streets at a place: that of the towns around it, near ones before far ones,
    /// a little disturbed. A street has no sense of direction, so angles are averaged doubled.
    pub(super) fn direction(&self, place: Metres) -> Option<Metres> {
        let mut doubled = metres(0.0, 0.0);
        let mut weights = 0.0;
        for settlement in &self.settlements {
            let (offset, along) = (place - settlement.at, settlement.along);
            let weight = 1.0 / (offset.dot(offset) + 40_000.0);
            let weight = weight * weight;
            doubled = doubled
                + metres(
                    along.east * along.east - along.north * along.north,
                    2.0 * along.east * along.north,
                ) * weight;
            weights += weight;
        }
        let disturbed = doubled * (1.0 / weights)
            + metres(
                self.noise(place, 700.0, 1) * 0.45,
                self.noise(place, 700.0, 2) * 0.45,
            );
        let Metres {
            east: cos2,
            north: sin2,
        } = disturbed.unit()?;
        // Half of the angle; of the two formulas the one that does not divide by next to nothing.
        if cos2 > 0.0 {
            let cos = ((1.0 + cos2) * 0.5).sqrt();
            Some(metres(cos, sin2 / (2.0 * cos)))
        } else {
            let sin = ((1.0 - cos2) * 0.5).sqrt();
            Some(metres(sin2 / (2.0 * sin), sin))
        }
    }

    /// Smooth noise from -1 to 1 that changes over `scale_m`.
    fn noise(&self, place: Metres, scale_m: f64, layer: u64) -> f64 {
        let (x, y) = (place.east / scale_m, place.north / scale_m);
        let (column, row) = (x.floor(), y.floor());
        let smooth = |t: f64| t * t * (3.0 - 2.0 * t);
        let (u, v) = (smooth(x - column), smooth(y - row));
        let (column, row) = (whole(column), whole(row));
        let corner = |dx: i64, dy: i64| lattice(self.seed ^ layer, column + dx, row + dy);
        let low = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * u;
        let high = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * u;
        low + (high - low) * v
    }
}

/// A whole number as an integer.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole and small: kilometres in units of metres"
)]
pub(super) fn whole(number: f64) -> i64 {
    number as i64
}
