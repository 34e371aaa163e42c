//! A geometry of a filter, made ready: where a point lies in it follows from a few edges, and other
//! geometries are compared side by side before any matrix is made.

use geo::{BoundingRect, Coord, Geometry, Intersects, Line, LineString, Polygon};

use super::Relation;
use super::edges::{Edges, Place};
use crate::query::filter::value::Value;
use crate::spatial::Bbox;

/// A geometry of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::query::filter) struct Shape {
    geometry: Geometry<f64>,
    bbox: Bbox,
    points: Vec<Coord<f64>>,
    lines: Option<Edges>,
    /// Ends of an odd number of lines: the boundary of lines (mod-2 rule).
    line_ends: Vec<Coord<f64>>,
    areas: Vec<Edges>,
    /// The first corner of every line and ring: a part that lies within another geometry has it there.
    corners: Vec<Coord<f64>>,
}

impl Shape {
    pub(in crate::query::filter) fn new(geometry: Geometry<f64>) -> Self {
        let bbox = bbox_of(&geometry);
        let mut parts = Parts::default();
        parts.add(&geometry);
        let mut ends: Vec<Coord<f64>> = parts
            .lines
            .iter()
            .filter(|line| !line.is_closed())
            .flat_map(|line| [line.0.first(), line.0.last()])
            .flatten()
            .copied()
            .collect();
        ends.sort_by(order);
        let line_ends = ends
            .chunk_by(|a, b| a == b)
            .filter(|same| same.len() % 2 == 1)
            .map(|same| same[0])
            .collect();
        let mut points = parts.points;
        points.sort_by(order);
        let mut corners = Vec::new();
        for_each_line(&geometry, &mut |line| corners.extend(line.0.first()));
        Self {
            corners,
            geometry,
            bbox,
            points,
            lines: Edges::of(&parts.lines),
            line_ends,
            areas: parts.areas,
        }
    }

    /// The box around it.
    pub(in crate::query::filter) fn bbox(&self) -> Bbox {
        self.bbox
    }

    /// Whether the relation holds between a value and this geometry; `None` where the value is not known.
    ///
    /// Between a point and anything the nine intersections follow from the place of the point alone.
    pub(in crate::query::filter) fn relates(
        &self,
        relation: Relation,
        value: &Value<'_>,
    ) -> Option<bool> {
        let (x, y) = match value {
            Value::Point(x, y) => (*x, *y),
            Value::Geometry(geometry) => return Some(self.relates_to(relation, geometry)),
            _ => return None,
        };
        Some(match relation {
            Relation::Intersects => self.place(x, y) != Place::Exterior,
            Relation::Disjoint => self.place(x, y) == Place::Exterior,
            Relation::Within => self.place(x, y) == Place::Interior,
            Relation::Touches => self.place(x, y) == Place::Boundary,
            // Both need all of this geometry within one point.
            Relation::Equals | Relation::Contains => {
                self.lines.is_none()
                    && self.areas.is_empty()
                    && self.points.iter().all(|point| (point.x, point.y) == (x, y))
            }
            // Both need parts of the point inside and outside.
            Relation::Crosses | Relation::Overlaps => false,
        })
    }

    /// Whether the relation holds between a geometry and this one. The matrix is only made where the two
    /// meet and more than that is asked.
    fn relates_to(&self, relation: Relation, geometry: &Geometry<f64>) -> bool {
        match relation {
            Relation::Intersects => self.meets(geometry),
            Relation::Disjoint => !self.meets(geometry),
            _ if self.holds_strictly(geometry) => relation == Relation::Within,
            _ => self.meets(geometry) && relation.holds(geometry, &self.geometry),
        }
    }

    /// Whether this one is an area of which the interior holds all of a geometry: then no side of the one
    /// meets one of the other, and no hole lies within the geometry.
    fn holds_strictly(&self, geometry: &Geometry<f64>) -> bool {
        let ([area], None, []) = (self.areas.as_slice(), &self.lines, self.points.as_slice())
        else {
            return false;
        };
        let mut inside = true;
        for_each_line(geometry, &mut |line| {
            inside = inside
                && line.0.iter().all(|&at| area.place(at) == Place::Interior)
                && !line.lines().any(|side| area.meet(side));
        });
        inside && !self.corners.iter().any(|at| geometry.intersects(at))
    }

    /// Whether they share a point: a corner of the geometry lies in this one, or sides meet, or the
    /// geometry has a part of this one within.
    fn meets(&self, geometry: &Geometry<f64>) -> bool {
        if !bbox_of(geometry).intersects(&self.bbox) {
            return false;
        }
        let mut meets = false;
        for_each_line(geometry, &mut |line| {
            meets = meets
                || line
                    .0
                    .iter()
                    .any(|&at| self.place(at.x, at.y) != Place::Exterior)
                || line.lines().any(|side| self.meets_side(side));
        });
        meets
            || self.points.iter().any(|at| geometry.intersects(at))
            || self.corners.iter().any(|at| geometry.intersects(at))
    }

    fn meets_side(&self, side: Line<f64>) -> bool {
        self.edges().any(|edges| edges.meet(side))
    }

    fn edges(&self) -> impl Iterator<Item = &Edges> {
        self.lines.iter().chain(&self.areas)
    }

    /// How many positions it has.
    pub(in crate::query::filter) fn positions(&self) -> u64 {
        geo::CoordsIter::coords_count(&self.geometry) as u64
    }

    /// How many edges a point is compared with at worst.
    pub(in crate::query::filter) fn steps(&self) -> u64 {
        10 + self.edges().map(Edges::most).sum::<u64>()
    }

    fn place(&self, x: f64, y: f64) -> Place {
        if !self.bbox.contains_xy(x, y) {
            return Place::Exterior;
        }
        let at = Coord { x, y };
        let is_among =
            |sorted: &[Coord<f64>]| sorted.binary_search_by(|known| order(known, &at)).is_ok();
        let mut place = Place::Exterior;
        if is_among(&self.points) {
            return Place::Interior;
        }
        if let Some(lines) = &self.lines
            && lines.place(at) == Place::Boundary
        {
            // On an edge of a line is inside it, except at its ends.
            if !is_among(&self.line_ends) {
                return Place::Interior;
            }
            place = Place::Boundary;
        }
        for area in &self.areas {
            match area.place(at) {
                Place::Interior => return Place::Interior,
                Place::Boundary => place = Place::Boundary,
                Place::Exterior => {}
            }
        }
        place
    }
}

/// The simple parts of a geometry.
#[derive(Default)]
struct Parts {
    points: Vec<Coord<f64>>,
    lines: Vec<LineString<f64>>,
    areas: Vec<Edges>,
}

impl Parts {
    fn add(&mut self, geometry: &Geometry<f64>) {
        match geometry {
            Geometry::Point(point) => self.points.push(point.0),
            Geometry::MultiPoint(points) => self.points.extend(points.iter().map(|point| point.0)),
            Geometry::LineString(line) => self.lines.push(line.clone()),
            Geometry::MultiLineString(lines) => self.lines.extend(lines.iter().cloned()),
            Geometry::Line(line) => self.lines.push(LineString::from(*line)),
            Geometry::Polygon(polygon) => self.add_area(polygon),
            Geometry::MultiPolygon(polygons) => {
                polygons.iter().for_each(|polygon| self.add_area(polygon));
            }
            Geometry::Rect(rect) => self.add_area(&rect.to_polygon()),
            Geometry::Triangle(triangle) => self.add_area(&triangle.to_polygon()),
            Geometry::GeometryCollection(members) => {
                members.iter().for_each(|member| self.add(member));
            }
        }
    }

    fn add_area(&mut self, polygon: &Polygon<f64>) {
        let mut rings = vec![polygon.exterior().clone()];
        rings.extend(polygon.interiors().iter().cloned());
        self.areas.extend(Edges::of(&rings));
    }
}

/// Calls `visit` with every line and ring; a point is a line of one corner.
fn for_each_line(geometry: &Geometry<f64>, visit: &mut impl FnMut(&LineString<f64>)) {
    let polygon = |polygon: &Polygon<f64>, visit: &mut dyn FnMut(&LineString<f64>)| {
        visit(polygon.exterior());
        polygon.interiors().iter().for_each(visit);
    };
    match geometry {
        Geometry::Point(point) => visit(&LineString(vec![point.0])),
        Geometry::MultiPoint(points) => points
            .iter()
            .for_each(|point| visit(&LineString(vec![point.0]))),
        Geometry::LineString(line) => visit(line),
        Geometry::MultiLineString(lines) => lines.iter().for_each(visit),
        Geometry::Line(line) => visit(&LineString::from(*line)),
        Geometry::Polygon(area) => polygon(area, visit),
        Geometry::MultiPolygon(areas) => areas.iter().for_each(|area| polygon(area, visit)),
        Geometry::Rect(rect) => polygon(&rect.to_polygon(), visit),
        Geometry::Triangle(triangle) => polygon(&triangle.to_polygon(), visit),
        Geometry::GeometryCollection(members) => {
            for member in members {
                for_each_line(member, visit);
            }
        }
    }
}

/// The box around a geometry.
fn bbox_of(geometry: &Geometry<f64>) -> Bbox {
    geometry.bounding_rect().map_or(Bbox::EMPTY, |rect| Bbox {
        west: rect.min().x,
        south: rect.min().y,
        east: rect.max().x,
        north: rect.max().y,
    })
}

fn order(a: &Coord<f64>, b: &Coord<f64>) -> std::cmp::Ordering {
    // Adding zero makes -0 the same as 0.
    (a.x + 0.0)
        .total_cmp(&(b.x + 0.0))
        .then((a.y + 0.0).total_cmp(&(b.y + 0.0)))
}
