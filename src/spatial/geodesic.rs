//! Distances on the WGS 84 ellipsoid: Karney's exact geodesic, and a fast local metric for
//! candidates.

use std::sync::LazyLock;

use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};

use super::LonLat;

/// Semi-major axis of WGS 84, metres.
pub(super) const A: f64 = 6_378_137.0;
/// Flattening of WGS 84.
const F: f64 = 1.0 / 298.257_223_563;
/// First eccentricity squared.
pub(super) const E2: f64 = F * (2.0 - F);

/// Half width of the band around a threshold in which Karney's method decides: the local metric was
/// measured to differ by at most 5e-5 m at 3 km in Korea, and 4.1e-3 m below 85 degrees.
const TIE_BAND_M: f64 = 0.01;

static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// Length of the geodesic between two points, metres (Karney 2013).
#[must_use]
pub fn geodesic_distance_m(a: LonLat, b: LonLat) -> f64 {
    let s12: f64 = WGS84.inverse(a.lat(), a.lon(), b.lat(), b.lon());
    s12
}

/// Initial bearing of the geodesic from `a` to `b`, degrees clockwise from north in 0..360.
#[must_use]
pub fn bearing_deg(a: LonLat, b: LonLat) -> f64 {
    let (azi1, _azi2, _a12): (f64, f64, f64) = WGS84.inverse(a.lat(), a.lon(), b.lat(), b.lon());
    azi1.rem_euclid(360.0)
}

/// The point reached from `start` along `bearing` after `distance_m`.
#[must_use]
pub fn destination(start: LonLat, bearing: f64, distance_m: f64) -> LonLat {
    let (lat, lon): (f64, f64) = WGS84.direct(start.lat(), start.lon(), bearing, distance_m);
    LonLat::new(lon, lat).unwrap_or(start)
}

/// Half widths in degrees (longitude, latitude) of a box that holds the circle of `radius_m`.
///
/// One part in a thousand and a centimetre are added, more than the ellipsoid's curvature needs
/// below 85 degrees; nearer the poles the box spans all longitudes.
#[must_use]
pub fn degrees_reach(lat: f64, radius_m: f64) -> (f64, f64) {
    let radius = radius_m.max(0.0) * 1.001 + 0.01;
    let dlat = (radius / (A * (1.0 - E2))).to_degrees();
    let widest = (lat.abs() + dlat).min(90.0);
    if widest > 85.0 {
        return (360.0, dlat);
    }
    (
        (radius / (A * widest.to_radians().cos())).to_degrees(),
        dlat,
    )
}

/// A flat metric around one point: metres per degree, corrected to first order for the mean latitude
/// of the pair.
///
/// Good to 5e-5 m at 3 km in Korea; [`LocalMetric::is_within`] leaves ties to Karney's method, so its
/// answer is exact.
#[derive(Debug, Clone, Copy)]
pub struct LocalMetric {
    centre: LonLat,
    x_per_deg: f64,
    x_slope: f64,
    y_per_deg: f64,
    y_slope: f64,
}

impl LocalMetric {
    /// Beyond this the metric is not trusted and Karney's method decides, metres.
    pub const LIMIT_M: f64 = 4000.0;

    /// The metric around a point.
    #[must_use]
    pub fn new(centre: LonLat) -> Self {
        let (sin, cos) = centre.lat().to_radians().sin_cos();
        let w2 = 1.0 - E2 * sin * sin;
        let w = w2.sqrt();
        let rad = 1f64.to_radians();
        // N cos(phi) and M, and their derivatives by latitude; the mean latitude is half the
        // difference away, hence the halves.
        let n = A / w;
        let m = A * (1.0 - E2) / (w2 * w);
        let dn_cos = -sin * n + cos * (A * E2 * sin * cos / (w2 * w));
        let dm = 3.0 * A * (1.0 - E2) * E2 * sin * cos / (w2 * w2 * w);
        Self {
            centre,
            x_per_deg: n * cos * rad,
            x_slope: dn_cos * rad * rad / 2.0,
            y_per_deg: m * rad,
            y_slope: dm * rad * rad / 2.0,
        }
    }

    /// The point that the metric is centred on.
    #[must_use]
    pub fn centre(&self) -> LonLat {
        self.centre
    }

    /// Offset of a point from the centre, metres to the east and to the north.
    #[inline]
    #[must_use]
    pub fn offset_m(&self, lon: f64, lat: f64) -> (f64, f64) {
        let dlat = lat - self.centre.lat();
        let dx = (lon - self.centre.lon()) * (self.x_per_deg + self.x_slope * dlat);
        (dx, dlat * (self.y_per_deg + self.y_slope * dlat))
    }

    /// Longitude and latitude of the place at a bearing and a distance up to [`LocalMetric::LIMIT_M`],
    /// within a millimetre of the geodesic's end in Korea.
    #[must_use]
    pub fn place_at(&self, bearing_deg: f64, distance_m: f64) -> [f64; 2] {
        let (mut dlon, mut dlat) = (0.0f64, 0.0f64);
        // The metric's offsets belong to the bearing half way, which differs from the first one by half
        // of how much meridians converge; three rounds settle that and the slopes.
        for _ in 0..3 {
            let middle = (self.centre.lat() + dlat / 2.0).to_radians();
            let turned = bearing_deg.to_radians() + (dlon.to_radians() * middle.sin()) / 2.0;
            let (sin, cos) = turned.sin_cos();
            dlat = distance_m * cos / (self.y_per_deg + self.y_slope * dlat);
            dlon = distance_m * sin / (self.x_per_deg + self.x_slope * dlat);
        }
        [self.centre.lon() + dlon, self.centre.lat() + dlat]
    }

    /// Square of the approximate distance to a point, square metres.
    #[inline]
    #[must_use]
    pub fn distance2_m2(&self, lon: f64, lat: f64) -> f64 {
        let (dx, dy) = self.offset_m(lon, lat);
        dx * dx + dy * dy
    }

    /// Distance to a point: the local metric near by, Karney's method beyond 4 km.
    #[must_use]
    pub fn distance_m(&self, to: LonLat) -> f64 {
        let near = self.distance2_m2(to.lon(), to.lat()).sqrt();
        if near <= Self::LIMIT_M {
            near
        } else {
            geodesic_distance_m(self.centre, to)
        }
    }

    /// Whether the geodesic distance is at most `limit_m`; on the edge counts as inside.
    ///
    /// `approximate_m` is what [`LocalMetric::distance_m`] gave for the same point.
    #[inline]
    #[must_use]
    pub fn is_within(&self, to: LonLat, approximate_m: f64, limit_m: f64) -> bool {
        if (approximate_m - limit_m).abs() > TIE_BAND_M {
            return approximate_m <= limit_m;
        }
        geodesic_distance_m(self.centre, to) <= limit_m
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_metric_agrees_with_karney_to_a_tenth_of_a_millimetre_in_korea() {
        for (lon, lat) in [(126.0, 33.0), (127.0, 37.5), (131.87, 37.24), (128.0, 38.7)] {
            let centre = LonLat::new(lon, lat).unwrap();
            let metric = LocalMetric::new(centre);
            for radius in [0.5, 100.0, 200.0, 1000.0, 3000.0] {
                for bearing in (0..360).step_by(7) {
                    let to = destination(centre, f64::from(bearing), radius);
                    let error = (metric.distance_m(to) - radius).abs();
                    assert!(
                        error < 1e-4,
                        "{error} m at {radius} m, {bearing} degrees, {lat}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_millimetre_inside_and_outside_the_limit_are_told_apart() {
        let centre = LonLat::new(127.0847, 37.5385).unwrap();
        let metric = LocalMetric::new(centre);
        for limit in [100.0, 200.0, 3000.0] {
            for bearing in (0..360).step_by(3) {
                for (offset, inside) in [(-0.001, true), (0.001, false)] {
                    let to = destination(centre, f64::from(bearing), limit + offset);
                    assert_eq!(metric.is_within(to, metric.distance_m(to), limit), inside);
                }
            }
        }
    }

    #[test]
    fn bearings_run_clockwise_from_north() {
        let centre = LonLat::new(127.0, 37.0).unwrap();
        for bearing in [0.0, 90.0, 180.0, 270.0] {
            let to = destination(centre, bearing, 500.0);
            let back = bearing_deg(centre, to);
            assert!(
                (back - bearing).abs() < 1e-6 || (back - bearing).abs() > 359.9,
                "{back}"
            );
        }
    }
}
