//! Relations of geometries (DE-9IM), and geometries of filters made ready for very many points.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{BoundingRect, Coord, Geometry, Intersects, Line, LineString, Point, Polygon, Relate};

use super::value::Value;
use crate::spatial::Bbox;

/// A spatial function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Intersects,
    Equals,
    Disjoint,
    Touches,
    Within,
    Overlaps,
    Crosses,
    Contains,
}

impl Relation {
    pub(super) const ALL: [(&'static str, Self); 8] = [
        ("s_intersects", Self::Intersects),
        ("s_equals", Self::Equals),
        ("s_disjoint", Self::Disjoint),
        ("s_touches", Self::Touches),
        ("s_within", Self::Within),
        ("s_overlaps", Self::Overlaps),
        ("s_crosses", Self::Crosses),
        ("s_contains", Self::Contains),
    ];

    /// The relation with its sides exchanged.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Within => Self::Contains,
            Self::Contains => Self::Within,
            other => other,
        }
    }

    /// Whether it holds between two geometries.
    pub(super) fn holds(self, a: &Geometry<f64>, b: &Geometry<f64>) -> bool {
        let matrix = a.relate(b);
        match self {
            Self::Intersects => matrix.is_intersects(),
            Self::Equals => matrix.is_equal_topo(),
            Self::Disjoint => matrix.is_disjoint(),
            Self::Touches => matrix.is_touches(),
            Self::Within => matrix.is_within(),
            Self::Overlaps => matrix.is_overlaps(),
            Self::Crosses => matrix.is_crosses(),
            Self::Contains => matrix.is_contains(),
        }
    }
}

/// The value of a property as a geometry; `None` where it is not known.
pub(super) fn geometry_of(value: &Value<'_>) -> Option<Geometry<f64>> {
    match value {
        Value::Point(x, y) => Some(Geometry::Point(Point::new(*x, *y))),
        Value::Geometry(geometry) => Some(geometry.as_ref().clone()),
        _ => None,
    }
}

/// A geometry of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
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

/// Where a point lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Interior,
    Boundary,
    Exterior,
}

impl Shape {
    pub(super) fn new(geometry: Geometry<f64>) -> Self {
        let bbox = geometry.bounding_rect().map_or(Bbox::EMPTY, |rect| Bbox {
            west: rect.min().x,
            south: rect.min().y,
            east: rect.max().x,
            north: rect.max().y,
        });
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
    pub(super) fn bbox(&self) -> Bbox {
        self.bbox
    }

    /// Whether the relation holds between a value and this geometry; `None` where the value is not known.
    ///
    /// Between a point and anything the nine intersections follow from the place of the point alone.
    pub(super) fn relates(&self, relation: Relation, value: &Value<'_>) -> Option<bool> {
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
        let around = geometry.bounding_rect().map(|rect| Bbox {
            west: rect.min().x,
            south: rect.min().y,
            east: rect.max().x,
            north: rect.max().y,
        });
        if !around.is_some_and(|around| around.intersects(&self.bbox)) {
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
    pub(super) fn positions(&self) -> u64 {
        geo::CoordsIter::coords_count(&self.geometry) as u64
    }

    /// How many edges a point is compared with at worst.
    pub(super) fn steps(&self) -> u64 {
        let most = |edges: &Edges| edges.strips.iter().map(Vec::len).max().unwrap_or(0) as u64;
        10 + self.edges().map(most).sum::<u64>()
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

/// Most strips into which edges are sorted.
const MOST_STRIPS: usize = 512;

/// Edges sorted into strips by latitude: a point is compared with those of its strip that reach as far
/// east as it lies, and exactly only with those that also reach as far west.
#[derive(Debug, Clone, PartialEq)]
struct Edges {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
    strips: Vec<Vec<Edge>>,
}

/// An edge, and between which longitudes it lies within a strip, with a little room.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edge {
    a: Coord<f64>,
    b: Coord<f64>,
    west: f64,
    east: f64,
}

/// Room around the part of an edge within a strip, for what computing it rounds away: degrees, and parts
/// of the height of all strips.
const ROOM: f64 = 1e-9;

impl Edge {
    /// The part of an edge between two latitudes.
    fn between(a: Coord<f64>, b: Coord<f64>, south: f64, north: f64) -> Self {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (least, most) = (a.x.min(b.x), a.x.max(b.x));
        let at = |y: f64| {
            let along = ((y - low.y) / (high.y - low.y)).clamp(0.0, 1.0);
            low.x + (high.x - low.x) * along
        };
        let (mut west, mut east) = (least, most);
        if low.y < high.y {
            let (from, to) = (at(south), at(north));
            west = (from.min(to) - ROOM).max(least);
            east = (from.max(to) + ROOM).min(most);
        }
        Self { a, b, west, east }
    }
}

impl Edges {
    fn of(lines: &[LineString<f64>]) -> Option<Self> {
        let edges: Vec<[Coord<f64>; 2]> = lines
            .iter()
            .flat_map(|line| line.0.windows(2).map(|pair| [pair[0], pair[1]]))
            .collect();
        if edges.is_empty() {
            return None;
        }
        let mut around = Bbox::EMPTY;
        for end in edges.iter().flatten() {
            around.include(end.x, end.y);
        }
        let count = edges.len().min(MOST_STRIPS);
        let mut sorted = Self {
            south: around.south,
            north: around.north,
            west: around.west,
            east: around.east,
            strips: vec![Vec::new(); count],
        };
        let height = sorted.north - sorted.south;
        #[expect(clippy::cast_precision_loss, reason = "at most 512 strips")]
        let border = |strip: usize| sorted.south + height * strip as f64 / count as f64;
        for [a, b] in edges {
            let (low, high) = (sorted.strip(a.y.min(b.y)), sorted.strip(a.y.max(b.y)));
            for index in low..=high {
                let (south, north) = (border(index), border(index + 1));
                let room = height * ROOM;
                let part = Edge::between(a, b, south - room, north + room);
                sorted.strips[index].push(part);
            }
        }
        for strip in &mut sorted.strips {
            strip.sort_by(|one, other| other.east.total_cmp(&one.east));
        }
        Some(sorted)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a fraction of at most 512 strips; what is not a number becomes the first"
    )]
    fn strip(&self, y: f64) -> usize {
        let along = (y - self.south) / (self.north - self.south);
        ((along * self.strips.len() as f64) as usize).min(self.strips.len() - 1)
    }

    /// On an edge, or within by the even-odd rule, or without.
    fn place(&self, at: Coord<f64>) -> Place {
        if at.y < self.south || at.y > self.north || at.x < self.west || at.x > self.east {
            return Place::Exterior;
        }
        let strip = &self.strips[self.strip(at.y)];
        let far_enough = strip.partition_point(|edge| edge.east >= at.x);
        let mut inside = false;
        for edge in &strip[..far_enough] {
            let (a, b) = (edge.a, edge.b);
            // A ray to the east crosses edges that have the point to their west.
            let upward = b.y > at.y && a.y <= at.y;
            let downward = a.y > at.y && b.y <= at.y;
            if edge.west > at.x {
                inside ^= upward || downward;
                continue;
            }
            if at.y < a.y.min(b.y) || at.y > a.y.max(b.y) || at.x > a.x.max(b.x) {
                continue;
            }
            let side = RobustKernel::orient2d(a, b, at);
            if side == Orientation::Collinear {
                if at.x >= a.x.min(b.x) {
                    return Place::Boundary;
                }
                continue;
            }
            inside ^= (upward && side == Orientation::CounterClockwise)
                || (downward && side == Orientation::Clockwise);
        }
        if inside {
            Place::Interior
        } else {
            Place::Exterior
        }
    }

    /// Whether any edge shares a point with a side.
    fn meet(&self, side: Line<f64>) -> bool {
        let (south, north) = (side.start.y.min(side.end.y), side.start.y.max(side.end.y));
        let (west, east) = (side.start.x.min(side.end.x), side.start.x.max(side.end.x));
        if south > self.north || north < self.south || west > self.east || east < self.west {
            return false;
        }
        let strips = self.strip(south.max(self.south))..=self.strip(north.min(self.north));
        self.strips[strips].iter().any(|strip| {
            let far_enough = strip.partition_point(|edge| edge.east >= west);
            strip[..far_enough]
                .iter()
                .any(|edge| edge.west <= east && Line::new(edge.a, edge.b).intersects(&side))
        })
    }
}

fn order(a: &Coord<f64>, b: &Coord<f64>) -> std::cmp::Ordering {
    // Adding zero makes -0 the same as 0.
    (a.x + 0.0)
        .total_cmp(&(b.x + 0.0))
        .then((a.y + 0.0).total_cmp(&(b.y + 0.0)))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use geo::{GeometryCollection, MultiLineString, MultiPoint, MultiPolygon, polygon};
    use proptest::prelude::*;

    /// Coordinates on a small grid, so that points fall on corners, edges and ends.
    fn coord() -> impl Strategy<Value = (f64, f64)> {
        (0i8..7, 0i8..7).prop_map(|(x, y)| (f64::from(x), f64::from(y)))
    }

    /// Triangles and boxes with a hole: simple, so that the matrix is defined.
    fn area() -> impl Strategy<Value = Polygon<f64>> {
        let triangle = [coord(), coord(), coord()]
            .prop_filter("three corners on a line enclose nothing", |[a, b, c]| {
                ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs() > 0.0
            })
            .prop_map(|[a, b, c]| Polygon::new(vec![a, b, c, a].into(), vec![]));
        let holed = Just(polygon!(
            exterior: [(x: 0., y: 0.), (x: 6., y: 0.), (x: 6., y: 6.), (x: 0., y: 6.)],
            interiors: [[(x: 2., y: 2.), (x: 2., y: 4.), (x: 4., y: 3.)]],
        ));
        prop_oneof![3 => triangle, 1 => holed]
    }

    fn line() -> impl Strategy<Value = LineString<f64>> {
        proptest::collection::vec(coord(), 2..5)
            .prop_map(LineString::from)
            .prop_filter("a line goes from one place to another", |line| {
                line.0.windows(2).all(|pair| pair[0] != pair[1])
            })
    }

    fn shape() -> impl Strategy<Value = Geometry<f64>> {
        prop_oneof![
            coord().prop_map(|at| Geometry::Point(at.into())),
            proptest::collection::vec(coord(), 1..4)
                .prop_map(|points| Geometry::MultiPoint(MultiPoint::from(points))),
            line().prop_map(Geometry::LineString),
            proptest::collection::vec(line(), 1..3)
                .prop_map(|lines| Geometry::MultiLineString(MultiLineString::new(lines))),
            area().prop_map(Geometry::Polygon),
            area().prop_map(|area| Geometry::MultiPolygon(MultiPolygon::new(vec![area]))),
            (coord(), area()).prop_map(|(point, area)| Geometry::GeometryCollection(
                GeometryCollection::from(vec![
                    Geometry::Point(point.into()),
                    Geometry::Polygon(area)
                ])
            )),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]
        #[test]
        fn a_geometry_relates_as_the_matrix_says(value in shape(), shape in shape()) {
            let ready = Shape::new(shape.clone());
            for (name, relation) in Relation::ALL {
                prop_assert_eq!(
                    ready.relates(relation, &Value::Geometry(Cow::Borrowed(&value))),
                    Some(relation.holds(&value, &shape)),
                    "{} {:?} {:?}", name, &value, &shape
                );
            }
        }

    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        /// A comb of steep teeth: every strip has all edges, as in the worst filters.
        #[test]
        fn a_place_among_very_many_edges_is_that_of_the_polygon(
            teeth in 300usize..700,
            (x, y) in (0.0f64..1.0, -0.1f64..1.1),
            on_edge in any::<bool>(),
        ) {
            let mut ring: Vec<(f64, f64)> = (0..=teeth)
                .map(|tooth| {
                    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
                    let along = tooth as f64 / teeth as f64;
                    (along, if tooth % 2 == 0 { 0.0 } else { 1.0 })
                })
                .collect();
            ring.extend([(1.0, -0.05), (0.0, -0.05), (0.0, 0.0)]);
            let polygon = Polygon::new(ring.clone().into(), vec![]);
            let ready = Shape::new(Geometry::Polygon(polygon.clone()));
            let (x, y) = if on_edge {
                // A corner, or the middle of an edge as far as it can be written.
                let (a, b) = (ring[teeth / 2], ring[teeth / 2 + 1]);
                (a.0.midpoint(b.0), a.1.midpoint(b.1))
            } else {
                (x, y)
            };
            let point = Geometry::Point(Point::new(x, y));
            for relation in [Relation::Intersects, Relation::Within, Relation::Touches] {
                prop_assert_eq!(
                    ready.relates(relation, &Value::Point(x, y)),
                    Some(relation.holds(&point, &Geometry::Polygon(polygon.clone())))
                );
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]
        #[test]
        fn a_point_relates_as_the_matrix_says(shape in shape(), (x, y) in coord()) {
            let point = Geometry::Point(Point::new(x, y));
            let ready = Shape::new(shape.clone());
            for (name, relation) in Relation::ALL {
                // A point on the boundary of an area and equal to a point beside it: what its place is
                // depends on how a collection is read.
                if matches!(shape, Geometry::GeometryCollection(_))
                    && !matches!(relation, Relation::Intersects | Relation::Disjoint)
                {
                    continue;
                }
                prop_assert_eq!(
                    ready.relates(relation, &Value::Point(x, y)),
                    Some(relation.holds(&point, &shape)),
                    "{} {:?}", name, &shape
                );
                prop_assert_eq!(
                    ready.relates(relation, &Value::Geometry(Cow::Borrowed(&point))),
                    Some(relation.holds(&point, &shape))
                );
                prop_assert_eq!(
                    relation.holds(&point, &shape),
                    relation.turned().holds(&shape, &point)
                );
            }
        }
    }
}
