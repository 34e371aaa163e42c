//! The normal Mercator projection of the WGS 84 ellipsoid, with true areas.
//!
//! It is conformal, so that the ground within a few kilometres of a place is a circle in it (to a
//! millimetre at 3 km, as tests hold). What a square metre is depends on the latitude alone, so that the true
//! area inside a closed line is an integral along it (Green's theorem): of −S·dx, where S is the area between
//! the equator and the line for each unit of `x`.
//!
//! `x` and `y` are metres at the equator: longitude and isometric latitude, each times the semi-major axis.

use super::LonLat;
use super::geodesic::{A, E2};

/// Latitudes farther from the equator than this are not projected, degrees: the plane has no place for
/// the poles.
pub const LIMIT_DEG: f64 = 85.0;

/// `x` of a longitude.
#[must_use]
pub fn x_of(lon_deg: f64) -> f64 {
    A * lon_deg.to_radians()
}

/// Longitude of an `x`, degrees.
#[must_use]
pub fn lon_of(x: f64) -> f64 {
    (x / A).to_degrees()
}

/// `y` of a latitude in radians (Snyder 1987, equation 7-7).
#[must_use]
pub fn y_of(lat: f64) -> f64 {
    let sin = lat.sin();
    let e = E2.sqrt();
    A * (sin.atanh() - e * (e * sin).atanh())
}

/// A parallel, with what changes along the meridian there.
#[derive(Debug, Clone, Copy)]
pub struct Parallel {
    /// Its `y`.
    pub y: f64,
    lat: f64,
    /// Radians of latitude for each unit of `y`, and the first and second derivative of that by `y`.
    lat_slopes: [f64; 3],
    /// Square metres between it and the equator for each unit of `x`.
    area_m: f64,
    /// Square metres of a unit square, and the first and second derivative of that by `y`.
    density: [f64; 3],
}

impl Parallel {
    /// The parallel of a latitude in radians.
    #[must_use]
    pub fn new(lat: f64) -> Self {
        Self::at(lat, y_of(lat))
    }

    /// The parallel of a `y`, found from the sphere's (Snyder 1987, equation 7-9).
    #[must_use]
    pub fn of(y: f64) -> Self {
        let e = E2.sqrt();
        let mut sin = (y / A).tanh();
        for _ in 0..6 {
            sin = (y / A + e * (e * sin).atanh()).tanh();
        }
        Self::at(sin.asin(), y)
    }

    fn at(lat: f64, y: f64) -> Self {
        let (sin, cos) = lat.sin_cos();
        let w2 = 1.0 - E2 * sin * sin;
        let e = E2.sqrt();
        // The slope and its derivatives by latitude.
        let k = (1.0 - E2) * A;
        let slope = cos * w2 / k;
        let bend = -sin * (w2 + 2.0 * E2 * cos * cos) / k;
        let turn = cos * (6.0 * E2 * sin * sin - w2 - 2.0 * E2 * cos * cos) / k;
        let density = cos * cos / w2;
        let first = -2.0 * sin * density / A;
        let second = -2.0 * (cos * slope * density + sin * first) / A;
        Self {
            y,
            lat,
            lat_slopes: [slope, bend * slope, slope * (turn * slope + bend * bend)],
            area_m: A * (1.0 - E2) / 2.0 * (sin / w2 + (e * sin).atanh() / e),
            density: [density, first, second],
        }
    }

    /// The parallel at a `y` not far from this one.
    #[must_use]
    pub fn near(&self, y: f64) -> Self {
        Self::at(self.latitude(y), y)
    }

    /// Latitude of a `y` not far from this one, radians: off by a thousandth of a millimetre at 5 km. A
    /// series near by; Newton's method beyond.
    #[must_use]
    pub fn latitude(&self, y: f64) -> f64 {
        let t = y - self.y;
        let [first, second, third] = self.lat_slopes;
        if t.abs() < 5000.0 {
            return self.lat + t * (first + t * (second / 2.0 + t * third / 6.0));
        }
        let mut lat = self.lat + t * first;
        for _ in 0..2 {
            lat += (y - y_of(lat)) * first;
        }
        lat
    }

    /// Latitude, radians.
    #[must_use]
    pub fn lat(&self) -> f64 {
        self.lat
    }

    /// Units of the plane for each metre on the ground.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.density[0].sqrt().recip()
    }

    /// Square metres between the equator and `y` for each unit of `x`, as a series around this parallel:
    /// its value there and its first three derivatives by `y`.
    #[must_use]
    pub fn area_series(&self) -> [f64; 4] {
        let [density, first, second] = self.density;
        [self.area_m, density, first, second]
    }
}

/// The ground within `radius_m` of a place as a circle of the plane: its parallel and its radius. The
/// circle's centre lies on the place's meridian, a little poleward of the place (half a metre at 3 km).
///
/// `None` where the circle would come near a pole or cross the antimeridian.
#[must_use]
pub fn circle(centre: LonLat, radius_m: f64) -> Option<(Parallel, f64)> {
    let lat = centre.lat().to_radians();
    let (sin, cos) = lat.sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    // Curvature of the meridian, and how it changes: an arc of the meridian is M·d + M'·d²/2.
    let m = A * (1.0 - E2) / (w2 * w2.sqrt());
    let bend = 1.5 * E2 * sin * cos / w2;
    let step = radius_m / m;
    let (north, south) = (
        lat + step - bend * step * step,
        lat - step - bend * step * step,
    );
    let limit = LIMIT_DEG.to_radians();
    if north > limit || south < -limit {
        return None;
    }
    let (north, south) = (y_of(north), y_of(south));
    let radius = (north - south) / 2.0;
    let reach_deg = lon_of(radius);
    if centre.lon().abs() + reach_deg > 180.0 {
        return None;
    }
    let middle = Parallel::new(lat).near(f64::midpoint(north, south));
    Some((middle, radius))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::geodesic::{destination, geodesic_distance_m};
    use geographiclib_rs::{Geodesic, PolygonArea, Winding};

    #[test]
    fn latitudes_come_back() {
        for degrees in [-60.0, -33.0, 0.0, 0.001, 33.0, 37.5, 60.0] {
            let lat = f64::to_radians(degrees);
            let here = Parallel::new(lat);
            assert!((here.latitude(here.y) - lat).abs() < 1e-14);
            assert!((Parallel::of(here.y).lat() - lat).abs() < 1e-12);
            for offset in [-0.0007, -0.0003, 0.000_01, 0.0005] {
                let back = here.latitude(y_of(lat + offset));
                assert!((back - lat - offset).abs() < 1e-12, "{degrees} {offset}");
            }
            let other = y_of(lat + 0.001);
            assert!(
                (here.latitude(other) - lat - 0.001).abs() < 1e-10,
                "{degrees}"
            );
        }
    }

    #[test]
    fn geodesic_circles_are_circles_of_the_plane() {
        for (lon, lat) in [(126.1, 33.0), (127.0847, 37.5385), (131.87, 38.7)] {
            let centre = LonLat::new(lon, lat).unwrap();
            for (radius_m, tolerance_m) in
                [(5.0, 1e-6), (100.0, 1e-6), (3000.0, 1e-3), (9000.0, 0.03)]
            {
                let (parallel, radius) = circle(centre, radius_m).unwrap();
                for bearing in 0..72 {
                    let at = destination(centre, f64::from(bearing) * 5.0, radius_m);
                    let (dx, dy) = (
                        x_of(at.lon()) - x_of(lon),
                        y_of(at.lat().to_radians()) - parallel.y,
                    );
                    let off_m = (dx.hypot(dy) - radius) / parallel.scale();
                    assert!(
                        off_m.abs() < tolerance_m,
                        "{off_m} at {radius_m} m, {bearing}"
                    );
                }
                // The other way: a point of the circle is so far from the place.
                let north = parallel.latitude(parallel.y + radius).to_degrees();
                let at = LonLat::new(lon, north).unwrap();
                assert!((geodesic_distance_m(centre, at) - radius_m).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn areas_between_parallels_are_karneys() {
        let earth = Geodesic::wgs84();
        for south in [10.0f64, 33.0, 37.5, 70.0] {
            // A hundred points on each side, as geodesics are no parallels.
            let (north, width) = (south + 0.1, 0.1);
            let mut area = PolygonArea::new(&earth, Winding::CounterClockwise);
            for step in 0..=1000 {
                area.add_point(south, width * f64::from(step) / 1000.0);
            }
            for step in (0..=1000).rev() {
                area.add_point(north, width * f64::from(step) / 1000.0);
            }
            let (_, karney, _) = area.compute(true);
            let per_x = |lat: f64| Parallel::new(lat.to_radians()).area_series()[0];
            let ours = (per_x(north) - per_x(south)) * x_of(width);
            assert!((ours / karney - 1.0).abs() < 1e-9, "{ours} {karney}");
        }
    }

    #[test]
    fn the_series_is_the_area_near_by() {
        let here = Parallel::new(0.65);
        let [value, first, second, third] = here.area_series();
        for offset in [-4000.0, -100.0, 3.0, 4000.0] {
            let there = here.near(here.y + offset).area_series()[0];
            let series = value + offset * (first + offset * (second / 2.0 + offset * third / 6.0));
            assert!((there - series).abs() < 1e-6 * offset.abs(), "{offset}");
        }
    }

    #[test]
    fn nothing_is_projected_at_the_poles_and_over_the_antimeridian() {
        let at = |lon, lat| circle(LonLat::new(lon, lat).unwrap(), 3000.0).is_some();
        assert!(at(127.0, 37.0) && at(-179.9, 37.0) && at(0.0, 84.9));
        assert!(!at(179.99, 37.0) && !at(0.0, 84.99) && !at(0.0, -89.0));
    }
}
