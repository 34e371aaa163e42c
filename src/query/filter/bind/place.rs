//! Geometries of a filter and their relations, in CRS84.

use geo::{Geometry, Validation};

use super::Binder;
use super::fault::{no_function, unlike};
use crate::query::filter::crs::{bbox_to_crs84, to_crs84};
use crate::query::filter::error::{Fault, Result};
use crate::query::filter::spatial::{Relation, Shape};
use crate::query::filter::syntax::{Expr, Node};
use crate::query::filter::tree::Test;
use crate::query::filter::value::Kind;

/// Most positions of geometries that are compared with each other.
const MOST_RELATED: usize = 2_000;

/// A geometry operand.
pub(super) enum Place {
    Property(usize),
    Literal(Geometry<f64>),
}

impl Binder<'_> {
    pub(super) fn spatial(
        &mut self,
        at: usize,
        relation: Relation,
        left: &Expr,
        right: &Expr,
    ) -> Result<Test> {
        Ok(match (self.place(left)?, self.place(right)?) {
            (Place::Property(left), Place::Property(right)) => {
                Test::SpatialOfTwo(relation, left, right)
            }
            (Place::Property(property), Place::Literal(geometry)) => {
                self.with_shape(at, relation, property, geometry)?
            }
            (Place::Literal(geometry), Place::Property(property)) => {
                self.with_shape(at, relation.turned(), property, geometry)?
            }
            (Place::Literal(a), Place::Literal(b)) => {
                check_related(left.at, &a)?;
                check_related(right.at, &b)?;
                Test::Constant(Some(relation.holds(&a, &b)))
            }
        })
    }

    fn with_shape(
        &self,
        at: usize,
        relation: Relation,
        property: usize,
        geometry: Geometry<f64>,
    ) -> Result<Test> {
        if self.queryables[property].kind == Kind::Geometry {
            check_related(at, &geometry)?;
        }
        Ok(Test::Spatial(
            relation,
            property,
            Box::new(Shape::new(geometry)),
        ))
    }

    pub(super) fn place(&self, expr: &Expr) -> Result<Place> {
        let at = expr.at;
        match &expr.node {
            Node::Geometry(geometry) => {
                Ok(Place::Literal(to_crs84(self.crs, at, geometry.clone())?))
            }
            Node::Bbox(numbers) => Ok(Place::Literal(bbox_to_crs84(self.crs, at, numbers)?)),
            Node::Property(name) => match self.property(at, name)? {
                (property, queryable) if matches!(queryable.kind, Kind::Point | Kind::Geometry) => {
                    Ok(Place::Property(property))
                }
                (_, queryable) => Err(unlike(at, Kind::Geometry, queryable.kind)),
            },
            Node::Call(name, _) => Err(no_function(at, name)),
            _ => Err(Fault::new(
                at,
                "도형 속성, POINT와 같은 도형 또는 BBOX가 와야 합니다",
                "expected the property of a geometry, a geometry such as POINT, or BBOX",
            )),
        }
    }
}

/// Only simple geometries of a sensible size have relations with other geometries than points.
fn check_related(at: usize, geometry: &Geometry<f64>) -> Result<()> {
    if geo::CoordsIter::coords_count(geometry) > MOST_RELATED {
        return Err(Fault::new(
            at,
            format!("점이 {MOST_RELATED}개보다 많은 도형입니다"),
            format!("is a geometry with more than {MOST_RELATED} positions"),
        ));
    }
    geometry.check_validation().map_err(|error| {
        Fault::new(
            at,
            format!("올바른 도형이 아닙니다: {error}"),
            format!("is not a valid geometry: {error}"),
        )
    })
}
