//! The coordinate system of the geometries in a filter (OGC 19-079r2, `filter-crs`).

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use super::error::{Fault, Result};
use crate::model::decimal::rounded;
use crate::spatial::Crs;
use crate::spatial::reference_system::DEGREE_DECIMALS;

/// Farthest that a curve may leave the pieces that stand for it, degrees: less than 1 cm.
const TOLERANCE_DEG: f64 = 5e-8;
/// Most pieces of an edge: 2^12, which suffices from one end of Korea to the other.
const SPLITS: u32 = 12;
/// Every edge is split this often, for a curve can cross its chord in the middle.
const FEWEST_SPLITS: u32 = 2;
/// Most positions of a geometry once its edges are split.
const MOST_POSITIONS: usize = 200_000;

/// A geometry of a filter in CRS84. Edges that are straight in a projected system are curves in degrees:
/// they become as many pieces as it takes.
pub(super) fn to_crs84(crs: Crs, at: usize, geometry: Geometry<f64>) -> Result<Geometry<f64>> {
    let mut work = Work {
        crs,
        at,
        left: MOST_POSITIONS,
    };
    work.geometry(geometry)
}

/// A box of a filter, four or six numbers, in CRS84. One that crosses the antimeridian is two.
pub(super) fn bbox_to_crs84(crs: Crs, at: usize, numbers: &[f64]) -> Result<Geometry<f64>> {
    let ([a, b, c, d] | [a, b, _, c, d, _]) = *numbers else {
        return Err(Fault::new(
            at,
            format!(
                "BBOX에는 수가 4개 또는 6개 있어야 하는데 {}개 있습니다",
                numbers.len()
            ),
            format!("BBOX takes four or six numbers, here are {}", numbers.len()),
        ));
    };
    let ([west, south], [east, north]) = (crs.in_axis_order([a, b]), crs.in_axis_order([c, d]));
    let wraps = crs.is_degrees() && west > east;
    if south > north || (west > east && !wraps) {
        return Err(Fault::new(
            at,
            "BBOX의 아래쪽 값이 위쪽 값보다 큽니다",
            "has a lower corner above its upper corner",
        ));
    }
    let box_of = |west: f64, east: f64| {
        let corners = [
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south],
        ];
        let ring: Vec<_> = corners
            .map(|corner| Coord::from(crs.in_axis_order(corner)))
            .into();
        Polygon::new(LineString(ring), vec![])
    };
    let geometry = if wraps {
        Geometry::MultiPolygon(MultiPolygon(vec![
            box_of(west, 180.0),
            box_of(-180.0, east),
        ]))
    } else {
        Geometry::Polygon(box_of(west, east))
    };
    to_crs84(crs, at, geometry)
}

/// The translation of one geometry.
struct Work {
    crs: Crs,
    at: usize,
    /// Positions that may still come.
    left: usize,
}

impl Work {
    fn geometry(&mut self, geometry: Geometry<f64>) -> Result<Geometry<f64>> {
        Ok(match geometry {
            Geometry::Point(point) => Geometry::Point(self.point(point.0)?),
            Geometry::MultiPoint(points) => {
                let points: Result<Vec<_>> =
                    points.iter().map(|point| self.point(point.0)).collect();
                Geometry::MultiPoint(MultiPoint(points?))
            }
            Geometry::LineString(line) => Geometry::LineString(self.line(&line)?),
            Geometry::MultiLineString(lines) => {
                let lines: Result<Vec<_>> = lines.iter().map(|line| self.line(line)).collect();
                Geometry::MultiLineString(MultiLineString(lines?))
            }
            Geometry::Polygon(polygon) => Geometry::Polygon(self.polygon(&polygon)?),
            Geometry::MultiPolygon(polygons) => {
                let polygons: Result<Vec<_>> = polygons
                    .iter()
                    .map(|polygon| self.polygon(polygon))
                    .collect();
                Geometry::MultiPolygon(MultiPolygon(polygons?))
            }
            Geometry::GeometryCollection(members) => {
                let members: Result<Vec<_>> = members
                    .into_iter()
                    .map(|member| self.geometry(member))
                    .collect();
                Geometry::GeometryCollection(members?.into())
            }
            Geometry::Line(line) => Geometry::LineString(self.line(&line.into())?),
            Geometry::Rect(rect) => Geometry::Polygon(self.polygon(&rect.to_polygon())?),
            Geometry::Triangle(triangle) => {
                Geometry::Polygon(self.polygon(&triangle.to_polygon())?)
            }
        })
    }

    fn polygon(&mut self, polygon: &Polygon<f64>) -> Result<Polygon<f64>> {
        let exterior = self.line(polygon.exterior())?;
        let interiors: Result<Vec<_>> = polygon
            .interiors()
            .iter()
            .map(|ring| self.line(ring))
            .collect();
        Ok(Polygon::new(exterior, interiors?))
    }

    fn line(&mut self, line: &LineString<f64>) -> Result<LineString<f64>> {
        let mut out = Vec::with_capacity(line.0.len());
        for (index, &coord) in line.0.iter().enumerate() {
            let end = self.point(coord)?.0;
            if let Some(&start) = out.last()
                && !self.crs.is_degrees()
            {
                let edge = [(line.0[index - 1], start), (coord, end)];
                self.split(edge, 0, &mut out)?;
            }
            out.push(end);
        }
        Ok(LineString(out))
    }

    /// Adds what lies between the ends of an edge, each end given in the system and in degrees.
    fn split(
        &mut self,
        [start, end]: [(Coord<f64>, Coord<f64>); 2],
        depth: u32,
        out: &mut Vec<Coord<f64>>,
    ) -> Result<()> {
        if depth >= SPLITS {
            return Ok(());
        }
        let middle = (start.0 + end.0) / 2.0;
        let curve = self.coord(middle)?;
        let off = curve - (start.1 + end.1) / 2.0;
        if depth >= FEWEST_SPLITS && off.x.abs().max(off.y.abs()) <= TOLERANCE_DEG {
            return Ok(());
        }
        let between = (middle, curve);
        self.split([start, between], depth + 1, out)?;
        out.push(curve);
        self.split([between, end], depth + 1, out)
    }

    /// A place that the filter states, by itself or as a corner. One in metres becomes the degrees that are
    /// served for it, so that what is copied from an answer is the same place.
    fn point(&mut self, coord: Coord<f64>) -> Result<Point<f64>> {
        let Coord { x, y } = self.coord(coord)?;
        Ok(if self.crs.is_degrees() {
            Point::new(x, y)
        } else {
            Point::new(rounded(x, DEGREE_DECIMALS), rounded(y, DEGREE_DECIMALS))
        })
    }

    fn coord(&mut self, coord: Coord<f64>) -> Result<Coord<f64>> {
        let Coord { x, y } = coord;
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            Fault::new(
                self.at,
                "도형이 너무 복잡합니다",
                "is a geometry with too many positions",
            )
        })?;
        let [east, north] = self.crs.in_axis_order([x, y]);
        if let Ok(place) = self.crs.to_lonlat([east, north]) {
            return Ok(Coord {
                x: place.lon(),
                y: place.lat(),
            });
        }
        let (ko, en) = match (self.crs.is_degrees(), self.crs.is_y_first()) {
            (true, false) => ("경도, 위도", "longitude, latitude"),
            (true, true) => ("위도, 경도", "latitude, longitude"),
            (false, false) => ("동, 북", "easting, northing"),
            (false, true) => ("북, 동", "northing, easting"),
        };
        Err(Fault::new(
            self.at,
            format!("{x} {y}은(는) 지구 위의 위치가 아닙니다. 순서는 {ko}입니다"),
            format!("{x} {y} is no place on earth; the order is {en}"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Intersects;
    use proptest::prelude::*;

    proptest! {
        /// What is copied from an answer in metres is the position that is served in degrees.
        #[test]
        fn a_served_place_is_the_same_place(east in 124.5f64..131.5, north in 33.2f64..38.6) {
            let place = [rounded(east, DEGREE_DECIMALS), rounded(north, DEGREE_DECIMALS)];
            for crs in Crs::ALL {
                let served = crs.project(place).unwrap().map(|number| rounded(number, crs.decimals()));
                let [x, y] = crs.in_axis_order(served);
                let read = to_crs84(crs, 0, Geometry::Point(Point::new(x, y))).unwrap();
                prop_assert_eq!(read, Geometry::Point(Point::new(place[0], place[1])), "{:?}", crs);
                // Also as the corner of a box, whichever corner it is.
                let [east, north] = served;
                let far = if crs.is_degrees() { 0.01 } else { 1000.0 };
                for (dx, dy) in [(far, far), (-far, far), (0.0, 0.0)] {
                    let (a, b) = ([east.min(east + dx), north], [east.max(east + dx), north + dy]);
                    let [a, b] = [a, b].map(|corner| crs.in_axis_order(corner));
                    let area = bbox_to_crs84(crs, 0, &[a[0], a[1], b[0], b[1]]).unwrap();
                    prop_assert!(area.intersects(&Point::new(place[0], place[1])), "{:?} {} {}", crs, dx, dy);
                }
            }
        }
    }
}
