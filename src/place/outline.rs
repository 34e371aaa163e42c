//! One municipality's outline and the two questions asked of it: is a point inside, and how far is it
//! from the border?

use crate::spatial::{Bbox, LocalMetric, LonLat};

/// A simplified outline of a 시군구: rings of positions, islands and holes alike.
#[derive(Debug, Clone)]
pub struct Outline {
    /// 5-digit code.
    pub code: String,
    /// Korean name, with the city for a general district: `수원시 장안구`.
    pub name_ko: String,
    /// Closed rings as longitude and latitude; a point is inside when it is inside an odd number.
    pub rings: Vec<Vec<[f64; 2]>>,
    bbox: Bbox,
}

impl Outline {
    /// An outline from its rings, each closed (first position repeated at the end).
    #[must_use]
    pub fn new(code: String, name_ko: String, rings: Vec<Vec<[f64; 2]>>) -> Self {
        let mut bbox = Bbox::EMPTY;
        for &[lon, lat] in rings.iter().flatten() {
            bbox.include(lon, lat);
        }
        Self {
            code,
            name_ko,
            rings,
            bbox,
        }
    }

    /// The box around the outline.
    #[must_use]
    pub fn bbox(&self) -> &Bbox {
        &self.bbox
    }

    /// Whether the point is inside (even-odd rule).
    #[must_use]
    pub fn contains(&self, point: LonLat) -> bool {
        let (x, y) = (point.lon(), point.lat());
        if !self.bbox.contains(point) {
            return false;
        }
        let mut inside = false;
        for ring in &self.rings {
            for pair in ring.windows(2) {
                let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
                if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
                    inside = !inside;
                }
            }
        }
        inside
    }

    /// Distance from a point to the border, metres; exact enough near by, only a lower estimate of
    /// usefulness beyond some 50 km.
    #[must_use]
    pub fn border_distance_m(&self, point: LonLat) -> f64 {
        let metric = LocalMetric::new(point);
        let squared = self
            .rings
            .iter()
            .flat_map(|ring| ring.windows(2))
            .map(|pair| segment_distance2(&metric, pair[0], pair[1]))
            .fold(f64::INFINITY, f64::min);
        squared.sqrt()
    }

    /// Whether the border comes within `limit_m` of the point.
    #[must_use]
    pub fn is_border_within(&self, point: LonLat, limit_m: f64) -> bool {
        let window = Bbox::around(point, limit_m);
        if !self.bbox.intersects(&window) {
            return false;
        }
        let metric = LocalMetric::new(point);
        self.rings
            .iter()
            .flat_map(|ring| ring.windows(2))
            .any(|pair| {
                let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
                x1.min(x2) <= window.east
                    && x1.max(x2) >= window.west
                    && y1.min(y2) <= window.north
                    && y1.max(y2) >= window.south
                    && segment_distance2(&metric, pair[0], pair[1]) <= limit_m * limit_m
            })
    }
}

/// Square of the distance from the metric's centre to a segment, in its flat plane.
fn segment_distance2(metric: &LocalMetric, a: [f64; 2], b: [f64; 2]) -> f64 {
    let (ax, ay) = metric.offset_m(a[0], a[1]);
    let (bx, by) = metric.offset_m(b[0], b[1]);
    let (dx, dy) = (bx - ax, by - ay);
    let length2 = dx * dx + dy * dy;
    let along = if length2 == 0.0 {
        0.0
    } else {
        (-(ax * dx + ay * dy) / length2).clamp(0.0, 1.0)
    };
    let (x, y) = (ax + along * dx, ay + along * dy);
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square_with_hole() -> Outline {
        let ring = |low: f64, high: f64| {
            vec![
                [127.0 + low, 37.0 + low],
                [127.0 + high, 37.0 + low],
                [127.0 + high, 37.0 + high],
                [127.0 + low, 37.0 + high],
                [127.0 + low, 37.0 + low],
            ]
        };
        Outline::new(
            "1".into(),
            "네모".into(),
            vec![ring(0.0, 0.3), ring(0.1, 0.2)],
        )
    }

    #[test]
    fn a_hole_is_outside() {
        let outline = square_with_hole();
        let at = |lon, lat| outline.contains(LonLat::new(lon, lat).unwrap());
        assert!(at(127.05, 37.05));
        assert!(!at(127.15, 37.15));
        assert!(!at(126.9, 37.15));
    }

    #[test]
    fn distance_to_the_border_is_in_metres() {
        let outline = square_with_hole();
        let outside = LonLat::new(126.99, 37.15).unwrap();
        // 0.01 degrees of longitude at 37.15 N: 0.01 * 111,320 m * cos(37.15) = 888 m.
        assert!((outline.border_distance_m(outside) - 888.0).abs() < 2.0);
        assert!(outline.is_border_within(outside, 900.0));
        assert!(!outline.is_border_within(outside, 800.0));
    }
}
