//! Periods of a filter: instants, and intervals that may be open.

use super::Binder;
use super::fault::{date, no_function, timestamp, unlike};
use crate::model::day::plain_date;
use crate::query::filter::error::{Fault, Result};
use crate::query::filter::literal;
use crate::query::filter::syntax::{Expr, Node};
use crate::query::filter::temporal::{Bound, Span, Unit};
use crate::query::filter::tree::{End, Period};
use crate::query::filter::value::Kind;

impl Binder<'_> {
    /// A period, and whether its bounds are days.
    pub(super) fn period(&mut self, expr: &Expr) -> Result<(Period, bool)> {
        let at = expr.at;
        self.count(at, 1)?;
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
                text => plain_date(text)
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
                return Err(no_function(at, name));
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
