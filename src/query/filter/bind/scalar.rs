//! Values of a filter and their types.

use super::Binder;
use super::fault::{date, no_condition, one, timestamp, unlike, words};
use crate::query::filter::draft;
use crate::query::filter::error::{Fault, Result};
use crate::query::filter::like::fold;
use crate::query::filter::syntax::{Expr, Node};
use crate::query::filter::tree::{Literal, Scalar};
use crate::query::filter::value::Kind;

impl Binder<'_> {
    /// Operands of one type that has an order.
    pub(super) fn alike<const N: usize>(
        &mut self,
        operands: [&Expr; N],
    ) -> Result<[(Scalar, Kind); N]> {
        let mut bound = Vec::with_capacity(N);
        for operand in operands {
            bound.push((self.scalar(operand)?, operand.at));
        }
        if self.draft {
            draft::align(&mut bound);
        }
        for ((_, kind), at) in &bound {
            if !matches!(
                kind,
                Kind::Text | Kind::Number | Kind::Boolean | Kind::Date | Kind::Timestamp
            ) {
                let (ko, en) = words(*kind);
                return Err(Fault::new(
                    *at,
                    format!(
                        "{ko}은(는) 이렇게 견줄 수 없습니다. S_INTERSECTS나 A_CONTAINS 같은 함수를 쓰십시오"
                    ),
                    format!(
                        "{en} cannot be compared so; use a function such as S_INTERSECTS or A_CONTAINS"
                    ),
                ));
            }
        }
        let first = bound[0].0.1;
        if let Some(((_, kind), at)) = bound.iter().find(|((_, kind), _)| *kind != first) {
            return Err(unlike(*at, first, *kind));
        }
        let scalars: Vec<_> = bound.into_iter().map(|(scalar, _)| scalar).collect();
        // There are as many as came in.
        scalars.try_into().map_err(|_| no_condition(0))
    }

    /// A value and its type; whole numbers are numbers here.
    pub(super) fn scalar(&mut self, expr: &Expr) -> Result<(Scalar, Kind)> {
        let at = expr.at;
        let literal = |literal, kind| Ok((Scalar::Literal(literal), kind));
        match &expr.node {
            Node::Text(text) => literal(Literal::Text(text.as_str().into()), Kind::Text),
            Node::Number(number) => literal(Literal::Number(*number), Kind::Number),
            Node::Boolean(value) => literal(Literal::Boolean(*value), Kind::Boolean),
            Node::Date(text) => literal(Literal::Date(date(at, text)?), Kind::Date),
            Node::Timestamp(text) => {
                literal(Literal::Timestamp(timestamp(at, text)?), Kind::Timestamp)
            }
            Node::Property(name) => {
                let (property, queryable) = self.property(at, name)?;
                let kind = match queryable.kind {
                    Kind::Integer => Kind::Number,
                    kind => kind,
                };
                Ok((Scalar::Property(property), kind))
            }
            Node::Chain(first, rest) => {
                self.count(at, rest.len())?;
                let first = self.number(first)?;
                let mut bound = Vec::with_capacity(rest.len());
                for (operator, operand) in rest {
                    bound.push((*operator, self.number(operand)?));
                }
                Ok((Scalar::Chain(Box::new(first), bound), Kind::Number))
            }
            Node::Call(name, args) if name == "casei" => {
                self.count(at, 1)?;
                let text = self.text(one(at, "CASEI", args)?)?;
                let folded = match text {
                    Scalar::Literal(Literal::Text(text)) => {
                        Scalar::Literal(Literal::Text(fold(&text).into()))
                    }
                    text => Scalar::Folded(Box::new(text)),
                };
                Ok((folded, Kind::Text))
            }
            Node::Array(elements) => {
                self.count(at, elements.len())?;
                let elements: Result<Vec<_>> = elements
                    .iter()
                    .map(|element| Ok(self.scalar(element)?.0))
                    .collect();
                Ok((Scalar::List(elements?), Kind::Texts))
            }
            Node::Geometry(_) | Node::Bbox(_) => Err(Fault::new(
                at,
                "도형은 S_INTERSECTS 같은 함수 안에 씁니다",
                "geometries stand within functions such as S_INTERSECTS",
            )),
            Node::Interval(_) => Err(Fault::new(
                at,
                "INTERVAL은 T_INTERSECTS 같은 함수 안에 씁니다",
                "INTERVAL stands within functions such as T_INTERSECTS",
            )),
            _ => Ok((Scalar::Test(Box::new(self.test(expr)?)), Kind::Boolean)),
        }
    }

    fn number(&mut self, expr: &Expr) -> Result<Scalar> {
        self.of_kind(expr, Kind::Number)
    }

    pub(super) fn text(&mut self, expr: &Expr) -> Result<Scalar> {
        self.of_kind(expr, Kind::Text)
    }

    pub(super) fn of_kind(&mut self, expr: &Expr, wanted: Kind) -> Result<Scalar> {
        match self.scalar(expr)? {
            (scalar, kind) if kind == wanted => Ok(scalar),
            (_, kind) => Err(unlike(expr.at, wanted, kind)),
        }
    }
}
