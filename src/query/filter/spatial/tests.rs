use std::borrow::Cow;

use super::*;
use geo::{
    GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon, polygon,
};
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
            GeometryCollection::from(vec![Geometry::Point(point.into()), Geometry::Polygon(area)])
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
