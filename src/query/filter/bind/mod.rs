//! From what is written to what makes sense: names become properties, operands get types, geometries
//! become ready. Everything that a collection cannot answer is refused here, with its place.
//!
//! Here are conditions; what they are about is a value (`scalar`), a geometry (`place`) or a period.

mod fault;
mod period;
mod place;
mod scalar;

use super::error::{Fault, Result};
use super::like::Pattern;
use super::spatial;
use super::syntax::{Expr, Node, operator};
use super::temporal::{self, Unit};
use super::tree::{ArrayRelation, Scalar, Test, compare};
use super::value::{Kind, Queryable};
use crate::spatial::Crs;
use fault::{no_condition, one, two, unlike};

/// Most conditions and calculations of a filter: what is done for every item. What only joins conditions does
/// not count, nor do properties and literals that a condition names, literals of an IN list among them; but
/// elements of a list that are compared one by one do. Length and nesting bound the rest.
const MOST_STEPS: usize = 500;

/// Makes a filter of an expression.
///
/// In a `draft`, texts and numbers are read as the values that they are compared with.
pub(super) fn bind(expr: &Expr, queryables: &[Queryable], crs: Crs, draft: bool) -> Result<Test> {
    Binder {
        queryables,
        crs,
        draft,
        left: MOST_STEPS,
    }
    .test(expr)
}

struct Binder<'a> {
    queryables: &'a [Queryable],
    crs: Crs,
    draft: bool,
    left: usize,
}

impl Binder<'_> {
    fn count(&mut self, at: usize, steps: usize) -> Result<()> {
        self.left = self.left.checked_sub(steps).ok_or_else(|| {
            Fault::new(
                at,
                format!(
                    "조건과 계산이 {MOST_STEPS}개보다 많습니다. 한 속성의 여러 값은 IN ('…', '…') 하나로 쓰십시오"
                ),
                format!(
                    "has more than {MOST_STEPS} conditions and calculations; many values of one property are one \
                        condition with IN ('…', '…')"
                ),
            )
        })?;
        Ok(())
    }

    fn test(&mut self, expr: &Expr) -> Result<Test> {
        let at = expr.at;
        if !matches!(expr.node, Node::And(_) | Node::Or(_) | Node::Not(_)) {
            self.count(at, 1)?;
        }
        Ok(match &expr.node {
            Node::Boolean(value) => Test::Constant(Some(*value)),
            Node::And(parts) => Test::All(self.tests(parts)?),
            Node::Or(parts) => Test::Any(self.tests(parts)?),
            Node::Not(inner) => Test::Not(Box::new(self.test(inner)?)),
            Node::Compare(comparison, operands) => {
                let [(left, _), (right, _)] = self.alike([&operands[0], &operands[1]])?;
                Test::Compare(*comparison, left, right)
            }
            Node::Like(operands) => self.like(&operands[0], &operands[1])?,
            Node::Between(operands) => {
                let [value, least, most] = operands.as_ref();
                let [(value, _), (least, _), (most, _)] = self.alike([value, least, most])?;
                Test::Between(Box::new([value, least, most]))
            }
            Node::In(subject, list) => self.is_in(subject, list)?,
            Node::IsNull(operand) => self.is_null(operand)?,
            Node::Call(name, args) => self.call(at, name, args)?,
            Node::Property(name) => {
                let (_, queryable) = self.property(at, name)?;
                return Err(if queryable.kind == Kind::Boolean {
                    Fault::new(
                        at,
                        format!("조건이 와야 합니다. {name} = TRUE로 쓰십시오"),
                        format!("expected a condition; write {name} = TRUE"),
                    )
                } else {
                    no_condition(at)
                });
            }
            _ => return Err(no_condition(at)),
        })
    }

    fn tests(&mut self, parts: &[Expr]) -> Result<Vec<Test>> {
        parts.iter().map(|part| self.test(part)).collect()
    }

    fn property(&self, at: usize, name: &str) -> Result<(usize, Queryable)> {
        self.queryables
            .iter()
            .position(|queryable| queryable.name == name)
            .map(|index| (index, self.queryables[index]))
            .ok_or_else(|| {
                let known: Vec<&str> = self.queryables.iter().map(|known| known.name).collect();
                let known = known.join(", ");
                Fault::new(
                    at,
                    format!("\"{name}\"은(는) 속성이 아닙니다. 쓸 수 있는 것: {known}"),
                    format!("\"{name}\" is not a property; known are: {known}"),
                )
            })
    }

    fn like(&mut self, subject: &Expr, pattern: &Expr) -> Result<Test> {
        let subject = self.text(subject)?;
        let (mut inner, mut folded) = (pattern, false);
        while let Node::Call(name, args) = &inner.node
            && name == "casei"
        {
            inner = one(inner.at, "CASEI", args)?;
            folded = true;
        }
        let Node::Text(text) = &inner.node else {
            return Err(Fault::new(
                inner.at,
                "LIKE 뒤에는 작은따옴표로 묶은 글이 와야 합니다",
                "the pattern of LIKE is a text in single quotation marks",
            ));
        };
        Ok(Test::Like(subject, Pattern::new(text, folded, !self.draft)))
    }

    fn is_in(&mut self, subject: &Expr, list: &[Expr]) -> Result<Test> {
        if list.is_empty() {
            return Err(Fault::new(
                subject.at,
                "IN의 목록이 비어 있습니다",
                "the list of IN is empty",
            ));
        }
        let [(value, kind)] = self.alike([subject])?;
        let (mut literals, mut scalars) = (Vec::new(), Vec::new());
        for element in list {
            let before = self.left;
            let bound = match self.scalar(element)? {
                (bound, found) if found == kind => bound,
                (_, found) => return Err(unlike(element.at, kind, found)),
            };
            match bound {
                Scalar::Literal(literal) => {
                    self.left = before;
                    literals.push(literal);
                }
                other => scalars.push(other),
            }
        }
        if !scalars.is_empty() {
            // All are compared one by one then.
            self.count(subject.at, list.len())?;
            scalars.extend(literals.into_iter().map(Scalar::Literal));
            return Ok(Test::In(value, scalars));
        }
        literals
            .sort_by(|a, b| compare(&a.value(), &b.value()).unwrap_or(std::cmp::Ordering::Equal));
        Ok(Test::InLiterals(value, literals))
    }

    fn is_null(&mut self, operand: &Expr) -> Result<Test> {
        match &operand.node {
            Node::Geometry(_) | Node::Bbox(_) => {
                self.place(operand)?;
                Ok(Test::Constant(Some(false)))
            }
            Node::Interval(_) => {
                self.period(operand)?;
                Ok(Test::Constant(Some(false)))
            }
            _ => Ok(Test::IsNull(self.scalar(operand)?.0)),
        }
    }

    fn call(&mut self, at: usize, name: &str, args: &[Expr]) -> Result<Test> {
        if let Some(relation) = operator(&spatial::Relation::ALL, name) {
            let [left, right] = two(at, name, args)?;
            return self.spatial(at, relation, left, right);
        }
        if let Some(relation) = operator(&temporal::Relation::ALL, name) {
            let [left, right] = two(at, name, args)?;
            let ((left, left_days), (right, right_days)) =
                (self.period(left)?, self.period(right)?);
            let unit = if left_days && right_days {
                Unit::Day
            } else {
                Unit::Nanosecond
            };
            return Ok(Test::Temporal(relation, Box::new([left, right]), unit));
        }
        if let Some(relation) = operator(&ArrayRelation::ALL, name) {
            let [left, right] = two(at, name, args)?;
            let (left, right) = (
                self.of_kind(left, Kind::Texts)?,
                self.of_kind(right, Kind::Texts)?,
            );
            return Ok(Test::Array(relation, Box::new([left, right])));
        }
        match name {
            "casei" => Err(no_condition(at)),
            "accenti" => Err(Fault::new(
                at,
                "ACCENTI는 제공하지 않습니다: 대장의 글에는 악센트가 없습니다",
                "ACCENTI is not offered: the texts of the registers have no accents",
            )),
            _ => Err(Fault::new(
                at,
                format!("함수 {name}은(는) 없습니다. 쓸 수 있는 것: {FUNCTIONS}"),
                format!("there is no function {name}; known are: {FUNCTIONS}"),
            )),
        }
    }
}

/// Functions for the message about one that is not known.
const FUNCTIONS: &str = "CASEI, S_INTERSECTS, S_EQUALS, S_DISJOINT, S_TOUCHES, S_WITHIN, S_OVERLAPS, S_CROSSES, \
    S_CONTAINS, T_AFTER, T_BEFORE, T_CONTAINS, T_DISJOINT, T_DURING, T_EQUALS, T_FINISHEDBY, T_FINISHES, T_INTERSECTS, \
    T_MEETS, T_METBY, T_OVERLAPPEDBY, T_OVERLAPS, T_STARTEDBY, T_STARTS, A_EQUALS, A_CONTAINS, A_CONTAINEDBY, A_OVERLAPS";

#[cfg(test)]
mod tests;
