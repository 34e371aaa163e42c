//! From what is written to what makes sense: names become properties, operands get types, geometries
//! become ready. Everything that a collection cannot answer is refused here, with its place.

use geo::{Geometry, Validation};

use super::crs::{bbox_to_crs84, to_crs84};
use super::draft;
use super::error::{Fault, Result};
use super::like::{Pattern, fold};
use super::literal;
use super::spatial::{self, Shape};
use super::syntax::{Expr, Node, operator};
use super::temporal::{self, Bound, Span, Unit};
use super::tree::{ArrayRelation, End, Literal, Period, Scalar, Test, compare};
use super::value::{Kind, Queryable};
use crate::spatial::Crs;

/// Most conditions and operations of a filter: what is asked of every item. Literals of an IN list and
/// positions of geometries do not count.
const MOST_NODES: usize = 500;
/// Most positions of geometries that are compared with each other.
const MOST_RELATED: usize = 2_000;

/// Makes a filter of an expression.
///
/// In a `draft`, texts and numbers are read as the values that they are compared with.
pub(super) fn bind(expr: &Expr, queryables: &[Queryable], crs: Crs, draft: bool) -> Result<Test> {
    Binder {
        queryables,
        crs,
        draft,
        left: MOST_NODES,
    }
    .test(expr)
}

struct Binder<'a> {
    queryables: &'a [Queryable],
    crs: Crs,
    draft: bool,
    left: usize,
}

/// A geometry operand.
enum Place {
    Property(usize),
    Literal(Geometry<f64>),
}

impl Binder<'_> {
    fn count(&mut self, at: usize) -> Result<()> {
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            Fault::new(
                at,
                format!("조건과 연산이 {MOST_NODES}개보다 많습니다"),
                format!("has more than {MOST_NODES} conditions and operations"),
            )
        })?;
        Ok(())
    }

    fn test(&mut self, expr: &Expr) -> Result<Test> {
        let at = expr.at;
        self.count(at)?;
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

    /// Operands of one type that has an order.
    fn alike<const N: usize>(&mut self, operands: [&Expr; N]) -> Result<[(Scalar, Kind); N]> {
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
    fn scalar(&mut self, expr: &Expr) -> Result<(Scalar, Kind)> {
        let at = expr.at;
        self.count(at)?;
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
                let first = self.number(first)?;
                let mut bound = Vec::with_capacity(rest.len());
                for (operator, operand) in rest {
                    bound.push((*operator, self.number(operand)?));
                }
                Ok((Scalar::Chain(Box::new(first), bound), Kind::Number))
            }
            Node::Call(name, args) if name == "casei" => {
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

    fn text(&mut self, expr: &Expr) -> Result<Scalar> {
        self.of_kind(expr, Kind::Text)
    }

    fn of_kind(&mut self, expr: &Expr, wanted: Kind) -> Result<Scalar> {
        match self.scalar(expr)? {
            (scalar, kind) if kind == wanted => Ok(scalar),
            (_, kind) => Err(unlike(expr.at, wanted, kind)),
        }
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
            self.left = self
                .left
                .checked_sub(literals.len())
                .ok_or(())
                .or_else(|()| self.count(subject.at).map(|()| 0))?;
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

    fn spatial(
        &mut self,
        at: usize,
        relation: spatial::Relation,
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
        relation: spatial::Relation,
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

    fn place(&self, expr: &Expr) -> Result<Place> {
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
            Node::Call(name, _) => Err(Fault::new(
                at,
                format!("함수 {name}은(는) 없습니다"),
                format!("there is no function {name}"),
            )),
            _ => Err(Fault::new(
                at,
                "도형 속성, POINT와 같은 도형 또는 BBOX가 와야 합니다",
                "expected the property of a geometry, a geometry such as POINT, or BBOX",
            )),
        }
    }

    /// A period, and whether its bounds are days.
    fn period(&mut self, expr: &Expr) -> Result<(Period, bool)> {
        let at = expr.at;
        self.count(at)?;
        if let Node::Interval(bounds) = &expr.node {
            let (start, start_days) = self.end(&bounds[0], true)?;
            let (end, end_days) = self.end(&bounds[1], true)?;
            let days = start_days && end_days;
            if let (End::Fixed(start), End::Fixed(end)) = (start, end)
                && Span::between(start, end, Unit::Nanosecond).is_none()
            {
                return Err(Fault::new(
                    at,
                    "INTERVAL의 끝이 시작보다 앞입니다",
                    "INTERVAL ends before it begins",
                ));
            }
            return Ok((Period { start, end }, days));
        }
        let (instant, days) = self.end(expr, false)?;
        let period = Period {
            start: instant,
            end: instant,
        };
        Ok((period, days))
    }

    fn end(&self, expr: &Expr, in_interval: bool) -> Result<(End, bool)> {
        let at = expr.at;
        let bound = match &expr.node {
            Node::Property(name) => {
                let (property, queryable) = self.property(at, name)?;
                return match queryable.kind {
                    Kind::Date => Ok((End::Property(property), true)),
                    Kind::Timestamp => Ok((End::Property(property), false)),
                    kind => Err(unlike(at, Kind::Date, kind)),
                };
            }
            Node::Text(text) if in_interval => match text.as_str() {
                ".." => Bound::Open,
                text => literal::date(text)
                    .map(Bound::Date)
                    .or_else(|| literal::timestamp(text).map(Bound::Timestamp))
                    .ok_or_else(|| {
                        Fault::new(
                            at,
                            "'2026-05-01', '2026-05-01T00:00:00Z' 또는 '..'이 와야 합니다",
                            "expected '2026-05-01', '2026-05-01T00:00:00Z' or '..'",
                        )
                    })?,
            },
            Node::Date(text) => Bound::Date(date(at, text)?),
            Node::Timestamp(text) => Bound::Timestamp(timestamp(at, text)?),
            Node::Call(name, _) => {
                return Err(Fault::new(
                    at,
                    format!("함수 {name}은(는) 없습니다"),
                    format!("there is no function {name}"),
                ));
            }
            _ => {
                return Err(Fault::new(
                    at,
                    "날짜 속성, DATE, TIMESTAMP 또는 INTERVAL이 와야 합니다",
                    "expected the property of a date, DATE, TIMESTAMP or INTERVAL",
                ));
            }
        };
        Ok((End::Fixed(bound), !matches!(bound, Bound::Timestamp(_))))
    }
}

/// Functions for the message about one that is not known.
const FUNCTIONS: &str = "CASEI, S_INTERSECTS, S_EQUALS, S_DISJOINT, S_TOUCHES, S_WITHIN, S_OVERLAPS, S_CROSSES, \
    S_CONTAINS, T_AFTER, T_BEFORE, T_CONTAINS, T_DISJOINT, T_DURING, T_EQUALS, T_FINISHEDBY, T_FINISHES, T_INTERSECTS, \
    T_MEETS, T_METBY, T_OVERLAPPEDBY, T_OVERLAPS, T_STARTEDBY, T_STARTS, A_EQUALS, A_CONTAINS, A_CONTAINEDBY, A_OVERLAPS";

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

fn date(at: usize, text: &str) -> Result<jiff::civil::Date> {
    literal::date(text).ok_or_else(|| {
        Fault::new(
            at,
            format!("'{text}'은(는) 2026-05-01과 같은 날짜가 아닙니다"),
            format!("'{text}' is not a date such as 2026-05-01"),
        )
    })
}

fn timestamp(at: usize, text: &str) -> Result<jiff::Timestamp> {
    literal::timestamp(text).ok_or_else(|| {
        Fault::new(
            at,
            format!("'{text}'은(는) 2026-05-01T00:00:00Z와 같은 시각이 아닙니다"),
            format!("'{text}' is not a time such as 2026-05-01T00:00:00Z"),
        )
    })
}

fn no_condition(at: usize) -> Fault {
    Fault::new(
        at,
        "조건이 와야 합니다. 예: purpose = 'crime'",
        "expected a condition such as purpose = 'crime'",
    )
}

fn one<'a>(at: usize, name: &str, args: &'a [Expr]) -> Result<&'a Expr> {
    match args {
        [only] => Ok(only),
        _ => Err(count(at, name, 1, args.len())),
    }
}

fn two<'a>(at: usize, name: &str, args: &'a [Expr]) -> Result<[&'a Expr; 2]> {
    match args {
        [left, right] => Ok([left, right]),
        _ => Err(count(at, &name.to_uppercase(), 2, args.len())),
    }
}

fn count(at: usize, name: &str, wanted: usize, found: usize) -> Fault {
    Fault::new(
        at,
        format!("{name}에는 값이 {wanted}개 있어야 하는데 {found}개 있습니다"),
        format!("{name} takes {wanted} arguments, here are {found}"),
    )
}

fn unlike(at: usize, wanted: Kind, found: Kind) -> Fault {
    let ((wanted_ko, wanted_en), (found_ko, found_en)) = (words(wanted), words(found));
    let (hint_ko, hint_en) = match (wanted, found) {
        (Kind::Date, Kind::Text) | (Kind::Text, Kind::Date) => (
            ". 날짜는 DATE('2026-05-01')로 씁니다",
            "; dates are written DATE('2026-05-01')",
        ),
        (Kind::Timestamp, Kind::Text) | (Kind::Text, Kind::Timestamp) => (
            ". 시각은 TIMESTAMP('2026-05-01T00:00:00Z')로 씁니다",
            "; times are written TIMESTAMP('2026-05-01T00:00:00Z')",
        ),
        (Kind::Date, Kind::Timestamp) | (Kind::Timestamp, Kind::Date) => (
            ". 날짜와 시각은 T_BEFORE, T_AFTER, T_INTERSECTS로 견줍니다",
            "; days and times are compared with T_BEFORE, T_AFTER or T_INTERSECTS",
        ),
        (Kind::Text, Kind::Number) => (
            ". 글은 작은따옴표로 묶습니다",
            "; texts stand in single quotation marks",
        ),
        _ => ("", ""),
    };
    Fault::new(
        at,
        format!("{wanted_ko}이(가) 와야 하는데 {found_ko}이(가) 있습니다{hint_ko}"),
        format!("expected {wanted_en}, but here is {found_en}{hint_en}"),
    )
}

fn words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Text => ("글", "a text"),
        Kind::Number | Kind::Integer => ("수", "a number"),
        Kind::Boolean => ("참 거짓", "a boolean"),
        Kind::Date => ("날짜", "a date"),
        Kind::Timestamp => ("시각", "a time"),
        Kind::Point | Kind::Geometry => ("도형", "a geometry"),
        Kind::Texts => ("목록", "a list"),
    }
}
