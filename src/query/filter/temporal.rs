//! Relations of instants and intervals (OGC 21-065r2, clause 7.4, after Allen 1983).

use jiff::Timestamp;
use jiff::civil::Date;

use super::value::Value;
use crate::model::day::SEOUL;

/// A temporal function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    After,
    Before,
    Contains,
    Disjoint,
    During,
    Equals,
    FinishedBy,
    Finishes,
    Intersects,
    Meets,
    MetBy,
    OverlappedBy,
    Overlaps,
    StartedBy,
    Starts,
}

impl Relation {
    pub(super) const ALL: [(&'static str, Self); 15] = [
        ("t_after", Self::After),
        ("t_before", Self::Before),
        ("t_contains", Self::Contains),
        ("t_disjoint", Self::Disjoint),
        ("t_during", Self::During),
        ("t_equals", Self::Equals),
        ("t_finishedby", Self::FinishedBy),
        ("t_finishes", Self::Finishes),
        ("t_intersects", Self::Intersects),
        ("t_meets", Self::Meets),
        ("t_metby", Self::MetBy),
        ("t_overlappedby", Self::OverlappedBy),
        ("t_overlaps", Self::Overlaps),
        ("t_startedby", Self::StartedBy),
        ("t_starts", Self::Starts),
    ];

    /// Whether it holds between spans of which each begins no later than it ends.
    pub(super) fn holds(self, a: Span, b: Span) -> bool {
        match self {
            Self::After => a.start > b.end,
            Self::Before => a.end < b.start,
            Self::Contains => a.start < b.start && a.end > b.end,
            Self::Disjoint => a.start > b.end || a.end < b.start,
            Self::During => a.start > b.start && a.end < b.end,
            Self::Equals => a == b,
            Self::FinishedBy => a.start < b.start && a.end == b.end,
            Self::Finishes => a.start > b.start && a.end == b.end,
            Self::Intersects => a.start <= b.end && a.end >= b.start,
            Self::Meets => a.end == b.start,
            Self::MetBy => a.start == b.end,
            Self::OverlappedBy => a.start > b.start && a.start < b.end && a.end > b.end,
            Self::Overlaps => a.start < b.start && a.end > b.start && a.end < b.end,
            Self::StartedBy => a.start == b.start && a.end > b.end,
            Self::Starts => a.start == b.start && a.end < b.end,
        }
    }
}

/// First and last unit of time: days where only days are compared, else nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    start: i128,
    end: i128,
}

/// What the units of [`Span`] are. Days stay days while nothing finer is named, so that an interval
/// that ends on the day on which another begins meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Nanosecond,
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Open,
    Date(Date),
    Timestamp(Timestamp),
}

impl Bound {
    /// The value of a property as a bound; `None` where it is not known.
    pub(super) fn of(value: &Value<'_>) -> Option<Self> {
        match *value {
            Value::Date(date) => Some(Self::Date(date)),
            Value::Timestamp(at) => Some(Self::Timestamp(at)),
            _ => None,
        }
    }
}

impl Span {
    /// From one bound to another; `None` when the end lies before the start.
    pub(super) fn between(start: Bound, end: Bound, unit: Unit) -> Option<Self> {
        let start = match start {
            Bound::Open => i128::MIN,
            Bound::Timestamp(at) => at.as_nanosecond(),
            Bound::Date(date) => first_unit(date, unit),
        };
        let end = match end {
            Bound::Open => i128::MAX,
            Bound::Timestamp(at) => at.as_nanosecond(),
            Bound::Date(date) => last_unit(date, unit),
        };
        (start <= end).then_some(Self { start, end })
    }
}

/// A day of the registers is a day in Korea.
fn first_unit(date: Date, unit: Unit) -> i128 {
    match unit {
        Unit::Day => day_number(date),
        Unit::Nanosecond => day_number(date) * DAY_NS - i128::from(SEOUL.seconds()) * 1_000_000_000,
    }
}

fn last_unit(date: Date, unit: Unit) -> i128 {
    match unit {
        Unit::Day => day_number(date),
        Unit::Nanosecond => first_unit(date, unit) + DAY_NS - 1,
    }
}

const DAY_NS: i128 = 86_400 * 1_000_000_000;

/// Days since 1970-01-01.
fn day_number(date: Date) -> i128 {
    i128::from(date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Bound {
        Bound::Date(text.parse().unwrap())
    }

    fn time(text: &str) -> Bound {
        Bound::Timestamp(text.parse().unwrap())
    }

    #[test]
    fn a_day_reaches_from_midnight_to_midnight_in_korea() {
        let span = |bound: Bound| Span::between(bound, bound, Unit::Nanosecond).unwrap();
        let date = span(day("2026-05-01"));
        for (at, inside) in [
            ("2026-04-30T14:59:59Z", false),
            ("2026-04-30T15:00:00Z", true),
            ("2026-05-01T14:59:59.999Z", true),
            ("2026-05-01T15:00:00Z", false),
        ] {
            assert_eq!(
                Relation::Intersects.holds(span(time(at)), date),
                inside,
                "{at}"
            );
        }
        let before_1970 = Span::between(day("1969-12-30"), day("1969-12-31"), Unit::Day).unwrap();
        assert_eq!((before_1970.start, before_1970.end), (-2, -1));
    }

    /// Allen: between any two proper intervals exactly one of the thirteen relations holds, and the
    /// other five functions are unions of them.
    #[test]
    fn exactly_one_relation_holds_between_two_intervals() {
        let spans: Vec<Span> = (0..5)
            .flat_map(|start| (start + 1..6).map(move |end| Span { start, end }))
            .collect();
        for &a in &spans {
            for &b in &spans {
                let held: Vec<&str> = Relation::ALL
                    .iter()
                    .filter(|(name, relation)| {
                        !["t_disjoint", "t_intersects"].contains(name) && relation.holds(a, b)
                    })
                    .map(|&(name, _)| name)
                    .collect();
                assert_eq!(held.len(), 1, "{a:?} {b:?} {held:?}");
                let apart = ["t_after", "t_before"].contains(&held[0]);
                assert_eq!(Relation::Disjoint.holds(a, b), apart);
                assert_eq!(Relation::Intersects.holds(a, b), !apart);
            }
        }
    }
}
