//! How much of a union lies inside the outline of a municipality.

use super::area::{Sum, along, integral};
use super::boundary::{Span, Union};
use super::range::{Cuts, Line, between};
use crate::spatial::geometry::{Polygon, Position};
use crate::spatial::mercator::{Parallel, x_of, y_of};

/// Height of the bands that the lines of an outline are sorted into, units of the plane.
const BAND: f64 = 1000.0;

/// The outline of an area in the plane.
pub(super) struct Outline {
    /// With the area to their left.
    lines: Vec<Line>,
    /// For each band from the south, the lines that touch it.
    bands: Vec<Vec<u32>>,
    south: f64,
}

impl Outline {
    /// Of polygons whose outer rings run counterclockwise; `None` for none.
    pub fn new(polygons: &[Polygon]) -> Option<Self> {
        let position = |[lon, lat]: Position| [x_of(lon), y_of(lat.to_radians())];
        let lines: Vec<Line> = polygons
            .iter()
            .flatten()
            .flat_map(|ring| ring.windows(2))
            .map(|pair| [position(pair[0]), position(pair[1])])
            .collect();
        let ends = || lines.iter().flatten().map(|&[_, y]| y);
        let (south, north) = (ends().reduce(f64::min)?, ends().reduce(f64::max)?);
        let mut outline = Self {
            lines: Vec::new(),
            bands: Vec::new(),
            south,
        };
        outline.bands = vec![Vec::new(); outline.band(north) + 1];
        for (index, [a, b]) in (0u32..).zip(&lines) {
            let (low, high) = (outline.band(a[1].min(b[1])), outline.band(a[1].max(b[1])));
            for band in &mut outline.bands[low..=high] {
                band.push(index);
            }
        }
        outline.lines = lines;
        Some(outline)
    }

    /// Its area on the ground, square metres.
    pub fn area_m2(&self) -> f64 {
        let mut sum = Sum::default();
        let base = Parallel::of(self.south);
        for &line in &self.lines {
            sum.add(along(
                &Parallel::of(line[0][1]),
                line,
                base.area_series()[0],
            ));
        }
        sum.value()
    }

    /// The band of a `y`; what lies south of all falls into the first one.
    fn band(&self, y: f64) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some hundreds"
        )]
        let band = ((y - self.south) / BAND).max(0.0) as usize;
        band
    }

    /// The lines of the bands between two `y`; some come more than once.
    fn lines_between(&self, low: f64, high: f64) -> impl Iterator<Item = Line> {
        let end = (self.band(high) + 1).min(self.bands.len());
        let bands = &self.bands[self.band(low).min(end)..end];
        bands
            .iter()
            .flatten()
            .map(|&line| self.lines[line as usize])
    }

    /// Whether a place lies inside: a ray to the east crosses an odd number of lines.
    fn has(&self, [x, y]: Position) -> bool {
        if y < self.south {
            return false;
        }
        let crossed = self.lines_between(y, y).filter(|[a, b]| {
            (a[1] > y) != (b[1] > y) && x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1])
        });
        crossed.count() % 2 == 1
    }
}

impl Union {
    /// The part of its area that lies inside an outline, square metres: along what of its boundary lies
    /// inside, and along what of the outline it covers.
    pub fn inside_m2(&self, outline: &Outline) -> f64 {
        let base = self.base();
        let mut sum = Sum::default();
        for spans in self.spans.chunk_by(|a, b| a.range == b.range) {
            let range = &self.ranges[spans[0].range as usize];
            let parallel = range.parallel();
            let (low, high) = (range.at[1] - range.radius, range.at[1] + range.radius);
            let lines: Vec<Line> = outline
                .lines_between(low, high)
                .filter(|[a, b]| {
                    let (west, east) = (range.at[0] - range.radius, range.at[0] + range.radius);
                    a[0].min(b[0]) <= east && a[0].max(b[0]) >= west
                })
                .collect();
            for span in spans {
                let mut cuts = Cuts::new(span.from, span.to);
                for &line in &lines {
                    range.cut(span.piece, line, &mut cuts);
                }
                cuts.for_each(|from, to| {
                    if outline.has(range.position(span.piece, f64::midpoint(from, to))) {
                        let part = Span { from, to, ..*span };
                        sum.add(integral(range, &parallel, &part, base));
                    }
                });
            }
        }
        for &line in &outline.lines {
            self.covered_parts(line, |part| {
                sum.add(along(&Parallel::of(part[0][1]), part, base));
            });
        }
        sum.value().max(0.0)
    }

    /// Calls `visit` with what of a line is covered.
    fn covered_parts(&self, line: Line, mut visit: impl FnMut(Line)) {
        let [a, b] = line;
        let middle = between(line, 0.5);
        let reach = (b[0] - a[0]).hypot(b[1] - a[1]) / 2.0;
        let mut covered: Vec<(f64, f64)> = Vec::new();
        self.grid.for_each_near(middle, reach, |index| {
            let range = &self.ranges[index as usize];
            let mut cuts = Cuts::new(0.0, 1.0);
            range.cut_of(line, &mut cuts);
            cuts.for_each(|from, to| {
                if range.has(between(line, f64::midpoint(from, to))) {
                    covered.push((from, to));
                }
            });
        });
        covered.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut reached = 0.0f64;
        for (from, to) in covered {
            let from = from.max(reached);
            if to > from {
                visit([between(line, from), between(line, to)]);
                reached = to;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Range;
    use crate::spatial::LonLat;

    fn square(lon: f64, lat: f64, half: f64) -> Polygon {
        let corner = |x: f64, y: f64| [lon + half * x, lat + half * y];
        vec![vec![
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
            corner(-1.0, -1.0),
        ]]
    }

    fn union(places: &[(f64, f64, f64)]) -> Union {
        let ranges = places.iter().map(|&(lon, lat, radius_m)| {
            Range::new(LonLat::new(lon, lat).unwrap(), radius_m, None).unwrap()
        });
        Union::new(ranges.collect())
    }

    #[test]
    fn what_lies_inside_and_outside_adds_up() {
        let (lon, lat) = (127.0, 37.0);
        let middle = union(&[(lon, lat, 100.0)]);
        let whole = middle.area_m2();
        let around = Outline::new(&[square(lon, lat, 0.01)]).unwrap();
        assert!((middle.inside_m2(&around) / whole - 1.0).abs() < 1e-9);
        let elsewhere = Outline::new(&[square(lon + 1.0, lat, 0.01)]).unwrap();
        assert!(middle.inside_m2(&elsewhere) < 1e-6);
        // A small outline under a large range is covered as a whole.
        let small = Outline::new(&[square(lon, lat, 0.0001)]).unwrap();
        assert!((middle.inside_m2(&small) / small.area_m2() - 1.0).abs() < 1e-9);
        // A quarter of the circle, as its middle is a corner.
        let corner = Outline::new(&[square(lon + 0.01, lat + 0.01, 0.01)]).unwrap();
        assert!((middle.inside_m2(&corner) / whole - 0.25).abs() < 1e-4);
    }

    #[test]
    fn two_halves_of_an_outline_hold_what_the_whole_does() {
        let places: Vec<(f64, f64, f64)> = (0..300)
            .map(|at: i32| {
                let at = f64::from(at);
                (
                    127.0 + (at * 0.000_37) % 0.02,
                    37.0 + (at * 0.000_91) % 0.015,
                    50.0 + (at * 17.0) % 90.0,
                )
            })
            .collect();
        let union = union(&places);
        let half = |west: f64, east: f64| {
            let ring = vec![
                [west, 36.99],
                [east, 36.99],
                [east, 37.03],
                [west, 37.03],
                [west, 36.99],
            ];
            union.inside_m2(&Outline::new(&[vec![ring]]).unwrap())
        };
        let (west, east) = (half(126.9, 127.0083), half(127.0083, 127.1));
        assert!(west > 0.0 && east > 0.0);
        assert!(((west + east) / union.area_m2() - 1.0).abs() < 1e-9);
    }
}
