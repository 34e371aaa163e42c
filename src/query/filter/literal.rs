//! Geometries from coordinates, and times from texts, each checked.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use jiff::Timestamp;

use super::error::{Fault, Result};
use crate::query::rfc3339::Rfc3339;

/// Coordinates as well-known text and GeoJSON nest them; each position has two or three numbers.
pub(super) enum Coordinates {
    Position(Vec<f64>),
    List(Vec<Vec<f64>>),
    Lists(Vec<Vec<Vec<f64>>>),
    ListsOfLists(Vec<Vec<Vec<Vec<f64>>>>),
}

const TYPES: [&str; 7] = [
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
];

/// Whether a word names a type of geometry.
pub(super) fn is_geometry_type(word: &str) -> bool {
    TYPES.iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// A geometry of a type other than collection, its name in small letters.
pub(super) fn geometry(at: usize, name: &str, coordinates: Coordinates) -> Result<Geometry<f64>> {
    Ok(match (name, coordinates) {
        ("point", Coordinates::Position(position)) => Geometry::Point(Point(coord(at, &position)?)),
        ("linestring", Coordinates::List(line)) => Geometry::LineString(self::line(at, &line)?),
        ("multipoint", Coordinates::List(points)) => {
            let points: Vec<Point<f64>> = points
                .iter()
                .map(|position| coord(at, position).map(Point))
                .collect::<Result<_>>()?;
            if points.is_empty() {
                return Err(empty(at));
            }
            Geometry::MultiPoint(MultiPoint(points))
        }
        ("polygon", Coordinates::Lists(rings)) => Geometry::Polygon(polygon(at, &rings)?),
        ("multilinestring", Coordinates::Lists(lines)) => {
            let lines: Vec<LineString<f64>> = lines
                .iter()
                .map(|line| self::line(at, line))
                .collect::<Result<_>>()?;
            if lines.is_empty() {
                return Err(empty(at));
            }
            Geometry::MultiLineString(MultiLineString(lines))
        }
        ("multipolygon", Coordinates::ListsOfLists(polygons)) => {
            let polygons: Vec<Polygon<f64>> = polygons
                .iter()
                .map(|rings| polygon(at, rings))
                .collect::<Result<_>>()?;
            if polygons.is_empty() {
                return Err(empty(at));
            }
            Geometry::MultiPolygon(MultiPolygon(polygons))
        }
        _ => {
            return Err(Fault::new(
                at,
                format!("{name}의 좌표가 아닙니다"),
                format!("these are not the coordinates of a {name}"),
            ));
        }
    })
}

fn coord(at: usize, position: &[f64]) -> Result<Coord<f64>> {
    match *position {
        [x, y] | [x, y, _] if x.is_finite() && y.is_finite() => Ok(Coord { x, y }),
        _ => Err(Fault::new(
            at,
            "좌표마다 수가 2개 또는 3개 있어야 합니다",
            "every position takes two or three numbers",
        )),
    }
}

fn coords(at: usize, positions: &[Vec<f64>]) -> Result<LineString<f64>> {
    positions
        .iter()
        .map(|position| coord(at, position))
        .collect::<Result<Vec<_>>>()
        .map(LineString)
}

fn line(at: usize, positions: &[Vec<f64>]) -> Result<LineString<f64>> {
    if positions.len() < 2 {
        return Err(Fault::new(
            at,
            "선에는 점이 2개 이상 있어야 합니다",
            "a line takes two or more points",
        ));
    }
    coords(at, positions)
}

fn polygon(at: usize, rings: &[Vec<Vec<f64>>]) -> Result<Polygon<f64>> {
    let mut closed = Vec::with_capacity(rings.len());
    for ring in rings {
        let ring = coords(at, ring)?;
        if ring.0.len() < 4 || !ring.is_closed() {
            return Err(Fault::new(
                at,
                "다각형의 고리는 점이 4개 이상이고 첫 점으로 끝나야 합니다",
                "the rings of a polygon take four or more points and end with their first",
            ));
        }
        closed.push(ring);
    }
    let mut rings = closed.into_iter();
    let exterior = rings.next().ok_or_else(|| empty(at))?;
    Ok(Polygon::new(exterior, rings.collect()))
}

fn empty(at: usize) -> Fault {
    Fault::new(at, "빈 도형입니다", "is an empty geometry")
}

/// An RFC 3339 time with `Z` or an offset.
pub(super) fn timestamp(text: &str) -> Option<Timestamp> {
    Rfc3339::parse(text).and_then(Rfc3339::timestamp)
}
