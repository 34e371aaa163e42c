use super::*;
use crate::model::RetentionBasis;
use jiff::civil::date;

fn kept(rule: RetentionRule) -> Retention {
    Retention {
        rule,
        basis: RetentionBasis::Policy,
        differs_by_department: false,
    }
}

fn check(
    days: Option<(Date, Date)>,
    today: Date,
    retention: Retention,
    installed: Option<&str>,
    expected: (FootageState, Option<&str>, Option<i32>),
    reasons: &[FootageReason],
) {
    let footage = footage(
        days,
        today,
        retention,
        installed.map(|text| text.parse().unwrap()),
    );
    assert_eq!(
        (
            footage.state,
            footage.stored_until.map(|date| date.to_string()).as_deref(),
            footage.days_left
        ),
        expected
    );
    assert_eq!(footage.reasons, reasons.iter().copied().collect());
}

use FootageReason as R;
use FootageState as S;

const NIGHT: Option<(Date, Date)> = Some((date(2026, 11, 20), date(2026, 11, 20)));

#[test]
fn thirty_days_are_kept_to_the_end_of_the_last_day() {
    let kept = kept(RetentionRule::Exact(30));
    let of = |today, expected, reasons: &[R]| check(NIGHT, today, kept, None, expected, reasons);
    of(
        date(2026, 11, 22),
        (S::Stored, Some("2026-12-20"), Some(28)),
        &[R::WithinStatedPeriod],
    );
    of(
        date(2026, 12, 20),
        (S::LastDay, Some("2026-12-20"), Some(0)),
        &[R::LastDayOfStatedPeriod],
    );
    of(
        date(2026, 12, 21),
        (S::ProbablyGone, Some("2026-12-20"), None),
        &[R::PastStatedPeriod],
    );
}

#[test]
fn an_upper_bound_says_that_it_may_be_gone_sooner() {
    check(
        NIGHT,
        date(2026, 11, 22),
        kept(RetentionRule::Within(10)),
        None,
        (S::Stored, Some("2026-11-30"), Some(8)),
        &[R::WithinStatedPeriod, R::UpperBoundMayBeSooner],
    );
}

#[test]
fn an_interval_that_is_partly_gone_loses_more_today() {
    check(
        Some((date(2026, 10, 1), date(2026, 11, 20))),
        date(2026, 11, 22),
        kept(RetentionRule::Exact(30)),
        None,
        (S::LastDay, Some("2026-11-22"), Some(0)),
        &[R::LastDayOfStatedPeriod, R::PartAlreadyGone],
    );
}

#[test]
fn not_stored_and_unknown_stay_what_they_are() {
    let today = date(2026, 11, 22);
    check(
        NIGHT,
        today,
        kept(RetentionRule::NotStored),
        None,
        (S::NotStored, None, None),
        &[R::NotStoredByPolicy],
    );
    check(
        NIGHT,
        today,
        Retention::UNKNOWN,
        None,
        (S::Unknown, None, None),
        &[R::RetentionNotStated],
    );
    for (rule, state, reason) in [
        (
            RetentionRule::NotStored,
            S::NotStored,
            R::NotStoredByRegister,
        ),
        (RetentionRule::Unknown, S::Unknown, R::RetentionUnreadable),
    ] {
        let of_row = Retention {
            rule,
            basis: RetentionBasis::Row,
            differs_by_department: false,
        };
        check(NIGHT, today, of_row, None, (state, None, None), &[reason]);
    }
    let differs = Retention {
        differs_by_department: true,
        ..Retention::UNKNOWN
    };
    check(
        NIGHT,
        today,
        differs,
        None,
        (S::Unknown, None, None),
        &[R::RetentionDiffersByDepartment],
    );
    check(
        None,
        today,
        kept(RetentionRule::Exact(30)),
        None,
        (S::Unknown, None, None),
        &[R::NoTimeGiven],
    );
}

#[test]
fn the_installation_date_counts_with_its_precision() {
    let (today, kept) = (date(2026, 11, 22), kept(RetentionRule::Exact(30)));
    let of = |installed, expected, reasons: &[R]| {
        check(NIGHT, today, kept, Some(installed), expected, reasons);
    };
    of(
        "2026-12",
        (S::NotInstalledYet, None, None),
        &[R::InstalledAfter],
    );
    of(
        "2026-11-21",
        (S::NotInstalledYet, None, None),
        &[R::InstalledAfter],
    );
    let unknown = (S::Unknown, Some("2026-12-20"), Some(28));
    of(
        "2026-11",
        unknown,
        &[R::WithinStatedPeriod, R::InstalledWithinSameMonthOrYear],
    );
    of(
        "2026",
        unknown,
        &[R::WithinStatedPeriod, R::InstalledWithinSameMonthOrYear],
    );
    of(
        "2026-11-20",
        unknown,
        &[R::WithinStatedPeriod, R::InstalledWithinSameMonthOrYear],
    );
    of(
        "2026-11-19",
        (S::Stored, Some("2026-12-20"), Some(28)),
        &[R::WithinStatedPeriod],
    );
    of(
        "2026-10",
        (S::Stored, Some("2026-12-20"), Some(28)),
        &[R::WithinStatedPeriod],
    );
}
