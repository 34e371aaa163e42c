//! Relations of geometries (DE-9IM), and geometries of filters made ready for very many points.

mod edges;
mod shape;

use geo::{Geometry, Point, Relate};

use super::value::Value;
pub(super) use shape::Shape;

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

#[cfg(test)]
mod tests;
