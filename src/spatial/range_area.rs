//! Circles and sectors on the ellipsoid as polygons of the same area.

use std::f64::consts::TAU;

use super::geodesic::destination;
use super::geometry::{Polygon, Ring};
use super::{LocalMetric, LonLat, Sector};

/// Sides of a full circle.
pub const SIDES: u32 = 64;

/// No corner is farther than this many radii from the place.
pub const CORNER: f64 = 1.002;

/// The ground within `radius_m` of a place, or the sector of it, as a polygon whose first position is
/// east of the place (circle) or the place itself (sector); counterclockwise.
///
/// Its corners lie a little outside the circle, so that the polygon has the circle's area: 0.08 % of
/// the radius with 64 sides, and the sides as much inside. A sector of 360 degrees is a circle.
#[must_use]
pub fn range_area(centre: LonLat, radius_m: f64, sector: Option<Sector>) -> Polygon {
    range_polygon(centre, radius_m, sector, SIDES)
}

/// [`range_area`] with another number of sides of a full circle, 3 or more.
#[must_use]
pub fn range_polygon(centre: LonLat, radius_m: f64, sector: Option<Sector>, sides: u32) -> Polygon {
    let full = f64::from(sides);
    let metric = LocalMetric::new(centre);
    let mut ring = Ring::with_capacity(sides as usize + 3);
    match sector.filter(|sector| sector.width_deg() < 360.0) {
        None => {
            let corner_m = corner_distance_m(radius_m, TAU / full);
            for side in 0..sides {
                let bearing = 90.0 - 360.0 * f64::from(side) / full;
                ring.push(corner(&metric, bearing, corner_m));
            }
        }
        Some(sector) => {
            let width = sector.width_deg();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "no more than of the full circle"
            )]
            let sides = (full * width / 360.0).ceil().max(2.0) as u32;
            let corner_m = corner_distance_m(radius_m, width.to_radians() / f64::from(sides));
            ring.push([centre.lon(), centre.lat()]);
            for side in 0..=sides {
                let part = f64::from(side) / f64::from(sides);
                let bearing = sector.bearing_deg() + width / 2.0 - width * part;
                ring.push(corner(&metric, bearing, corner_m));
            }
        }
    }
    ring.push(ring[0]);
    vec![ring]
}

/// How far from the centre the corners are, if a triangle with this angle there has the area of the
/// piece of the circle: r²·a/2 = R²·sin(a)/2.
fn corner_distance_m(radius_m: f64, angle: f64) -> f64 {
    radius_m * (angle / angle.sin().max(f64::MIN_POSITIVE)).sqrt()
}

/// The place at a bearing and a distance: by the local metric near by, by Karney's method beyond 4 km.
fn corner(metric: &LocalMetric, bearing_deg: f64, distance_m: f64) -> [f64; 2] {
    if distance_m <= LocalMetric::LIMIT_M {
        return metric.place_at(bearing_deg, distance_m);
    }
    let at = destination(metric.centre(), bearing_deg.rem_euclid(360.0), distance_m);
    [at.lon(), at.lat()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use geographiclib_rs::{Geodesic, PolygonArea, Winding};

    fn flat_area_m2(radius_m: f64, sector: Option<Sector>) -> f64 {
        let part = sector.map_or(1.0, |sector| sector.width_deg() / 360.0);
        std::f64::consts::PI * radius_m * radius_m * part
    }

    fn area_m2(polygon: &Polygon) -> f64 {
        let earth = Geodesic::wgs84();
        let mut area = PolygonArea::new(&earth, Winding::CounterClockwise);
        let ring = &polygon[0];
        for &[lon, lat] in &ring[..ring.len() - 1] {
            area.add_point(lat, lon);
        }
        area.compute(true).1
    }

    #[test]
    fn polygons_have_the_area_of_their_circle_or_sector() {
        for (lon, lat) in [(126.1, 33.0), (127.0847, 37.5385), (131.87, 38.7)] {
            let centre = LonLat::new(lon, lat).unwrap();
            for radius in [5.0, 100.0, 3000.0, 9000.0] {
                for sector in [
                    None,
                    Sector::new(350.0, 90.0),
                    Sector::new(10.0, 3.0),
                    Sector::new(77.0, 300.0),
                ] {
                    let polygon = range_area(centre, radius, sector);
                    let expected = flat_area_m2(radius, sector);
                    let off = area_m2(&polygon) - expected;
                    // The ellipsoid is not flat, and Karney's areas are good to some square centimetres.
                    assert!(
                        off.abs() < 1e-6 * expected + 0.001,
                        "{off} at {radius} m, {sector:?}"
                    );
                    assert_eq!(polygon[0].first(), polygon[0].last());
                }
            }
        }
    }

    #[test]
    fn a_circle_has_64_sides_and_its_corners_lie_where_karney_puts_them() {
        let centre = LonLat::new(127.0847, 37.5385).unwrap();
        for radius in [100.0, 3000.0] {
            let polygon = range_area(centre, radius, None);
            assert_eq!(polygon[0].len(), 65);
            let metric = LocalMetric::new(centre);
            for bearing in 0..360 {
                let [lon, lat] = metric.place_at(f64::from(bearing), radius);
                let exact = destination(centre, f64::from(bearing), radius);
                let off = super::super::geodesic::geodesic_distance_m(
                    LonLat::new(lon, lat).unwrap(),
                    exact,
                );
                assert!(off < 0.001, "{off} m at {bearing} degrees, {radius} m");
            }
        }
    }

    #[test]
    fn a_sector_looks_where_it_is_said_to() {
        let centre = LonLat::new(127.0, 37.0).unwrap();
        let polygon = range_area(centre, 100.0, Sector::new(90.0, 60.0));
        let [lon, lat] = polygon[0][0];
        assert!((lon - 127.0).abs() < 1e-12 && (lat - 37.0).abs() < 1e-12);
        assert!(
            polygon[0][1..polygon[0].len() - 1]
                .iter()
                .all(|&[lon, _]| lon > 127.0)
        );
    }
}
