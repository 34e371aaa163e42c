//! One municipality's outline and the two questions asked of it: is a point inside, and how far is it
//! from the border?

use crate::spatial::{Bbox, LocalMetric, LonLat};

/// Height of the bands that the border is sorted into, degrees of latitude (about 1.1 km): a question
/// about a point looks at the segments of its band alone.
const BAND_DEG: f64 = 0.01;

/// A simplified outline of a 시군구: rings of positions, islands and holes alike.
#[derive(Debug, Clone)]
pub struct Outline {
    /// 5-digit code.
    pub code: String,
    /// Korean name, with the city for a general district: `수원시 장안구`.
    pub name_ko: String,
    /// Closed rings as longitude and latitude, outer ones counterclockwise and holes clockwise; a point
    /// is inside when it is inside an odd number.
    pub rings: Vec<Vec<[f64; 2]>>,
    bbox: Bbox,
    /// For each band from the south, the segments that touch it.
    bands: Vec<Vec<Segment>>,
}

/// A piece of the border between two positions.
type Segment = [[f64; 2]; 2];

impl Outline {
    /// An outline from its rings, each closed (first position repeated at the end).
    #[must_use]
    pub fn new(code: String, name_ko: String, rings: Vec<Vec<[f64; 2]>>) -> Self {
        let mut bbox = Bbox::EMPTY;
        for &[lon, lat] in rings.iter().flatten() {
            bbox.include(lon, lat);
        }
        let mut outline = Self {
            code,
            name_ko,
            rings: Vec::new(),
            bbox,
            bands: Vec::new(),
        };
        if !bbox.is_empty() {
            outline.bands = vec![Vec::new(); outline.band(bbox.north) + 1];
        }
        for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
            let (south, north) = (pair[0][1].min(pair[1][1]), pair[0][1].max(pair[1][1]));
            for band in outline.band(south)..=outline.band(north) {
                outline.bands[band].push([pair[0], pair[1]]);
            }
        }
        outline.rings = rings;
        outline
    }

    /// The band of a latitude; those south of the outline fall into the first.
    fn band(&self, lat: f64) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 18,000"
        )]
        let band = ((lat - self.bbox.south) / BAND_DEG).max(0.0) as usize;
        band
    }

    /// The segments of the bands between two latitudes; some come more than once.
    fn segments_between(&self, south: f64, north: f64) -> impl Iterator<Item = &Segment> {
        let last = (self.band(north) + 1).min(self.bands.len());
        self.bands[self.band(south).min(last)..last]
            .iter()
            .flatten()
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
        for &[[x1, y1], [x2, y2]] in &self.bands[self.band(y)] {
            if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
                inside = !inside;
            }
        }
        inside
    }

    /// Distance from a point to the box around the outline, metres; the border is no nearer.
    #[must_use]
    pub fn box_distance_m(&self, point: LonLat) -> f64 {
        let (lon, lat) = (
            point.lon().clamp(self.bbox.west, self.bbox.east),
            point.lat().clamp(self.bbox.south, self.bbox.north),
        );
        let (x, y) = LocalMetric::new(point).offset_m(lon, lat);
        x.hypot(y)
    }

    /// Distance from a point to the border, metres; exact enough near by, only a lower estimate of
    /// usefulness beyond some 50 km.
    #[must_use]
    pub fn border_distance_m(&self, point: LonLat) -> f64 {
        let metric = LocalMetric::new(point);
        let all = self.rings.iter().flat_map(|ring| ring.windows(2));
        all.map(|pair| segment_distance2(&metric, pair[0], pair[1]))
            .fold(f64::INFINITY, f64::min)
            .sqrt()
    }

    /// Whether the border comes within `limit_m` of the point.
    #[must_use]
    pub fn is_border_within(&self, point: LonLat, limit_m: f64) -> bool {
        let window = Bbox::around(point, limit_m);
        if !self.bbox.intersects(&window) {
            return false;
        }
        let metric = LocalMetric::new(point);
        self.segments_between(window.south, window.north)
            .any(|&[a, b]| {
                let ([x1, y1], [x2, y2]) = (a, b);
                x1.min(x2) <= window.east
                    && x1.max(x2) >= window.west
                    && y1.min(y2) <= window.north
                    && y1.max(y2) >= window.south
                    && segment_distance2(&metric, a, b) <= limit_m * limit_m
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
    fn inside_is_what_the_geo_crate_calls_inside() {
        use crate::place::Places;
        use geo::Contains;
        for code in ["11215", "51230", "28177", "47940"] {
            let places = Places::embedded();
            let outline = places
                .outlines()
                .iter()
                .find(|outline| outline.code == code)
                .unwrap();
            // The rings of these are islands, so each is a polygon of its own.
            let polygons: geo::MultiPolygon = outline
                .rings
                .iter()
                .map(|ring| {
                    geo::Polygon::new(ring.iter().map(|&[x, y]| (x, y)).collect(), Vec::new())
                })
                .collect();
            let bbox = outline.bbox();
            for step in 0..2500_u32 {
                let part = |index: u32| (f64::from(index) + 0.5) / 50.0;
                let lon = bbox.west + (bbox.east - bbox.west) * part(step % 50);
                let lat = bbox.south + (bbox.north - bbox.south) * part(step / 50);
                let inside = polygons.contains(&geo::Point::new(lon, lat));
                assert_eq!(
                    outline.contains(LonLat::new(lon, lat).unwrap()),
                    inside,
                    "{code} {lon} {lat}"
                );
            }
        }
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
