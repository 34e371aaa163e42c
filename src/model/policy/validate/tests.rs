use jiff::civil::date;

use super::super::Metres;
use super::super::founding::{founding, sample};
use super::*;

/// Changes a founding policy and expects these violations.
fn check(slug: &str, change: impl Fn(&mut OperationPolicy), expected: &[(&str, Rule)]) {
    let mut policy = sample(slug).clone();
    change(&mut policy);
    let violations = policy.validate().err().unwrap_or_default();
    let found: Vec<(&str, Rule)> = violations
        .iter()
        .map(|v| (v.path.as_str(), v.rule.clone()))
        .collect();
    assert_eq!(found, expected);
}

fn metres(value: f64) -> Option<Metres> {
    serde_json::from_value(value.into()).ok()
}

#[test]
fn founding_policies_break_no_rule() {
    for policy in founding() {
        assert_eq!(policy.validate(), Ok(()), "{}", policy.slug);
    }
}

#[test]
fn all_violations_are_reported_at_once() {
    let change = |p: &mut OperationPolicy| {
        p.schema = "cctv-policy/2".to_owned();
        p.slug = "삼척".to_owned();
        p.policy.covers.clear();
        p.installations.truncate(1);
        p.totals.clear();
    };
    let schema = Rule::Schema("cctv-policy/2".to_owned());
    let slug = Rule::Slug("삼척".to_owned());
    let covered = Rule::NotCovered(Device::Fixed);
    let expected = [
        ("schema", schema),
        ("slug", slug),
        ("installations[0].device", covered),
    ];
    check("samcheok", change, &expected);
}

#[test]
fn totals_are_the_sums_of_rows_that_are_no_examples() {
    let sum = |written, sum| Rule::Sum { written, sum };
    let (written, compared) = (Some(true), Some(false));
    check(
        "yeoncheon",
        |p| p.totals[0].computed.units = Some(2174),
        &[
            ("totals[0].computed.units", sum(Some(2174), Some(2173))),
            ("totals[0].units_match", Rule::Match { written, compared }),
        ],
    );
    check(
        "samcheok",
        |p| p.totals[0].computed.sites = Some(0),
        &[("totals[0].computed.sites", sum(Some(0), None))],
    );
    check(
        "hanam",
        |p| p.installations[0].example = false,
        &[
            ("totals[0].rows", sum(Some(0), Some(1))),
            ("totals[0].computed.units", sum(None, Some(10))),
        ],
    );
    check(
        "hanam",
        |p| p.totals.push(p.totals[0].clone()),
        &[("totals[1].device", Rule::DuplicateTotal(Device::Fixed))],
    );
}

#[test]
fn range_statement_is_consistent() {
    let one = |change: fn(&mut RangeStatement), rule: Rule| {
        let change = |p: &mut OperationPolicy| change(&mut p.installations[0].capture_range);
        check(
            "samcheok",
            change,
            &[("installations[0].capture_range", rule)],
        );
    };
    one(|r| r.radius_m = None, Rule::RangeWithoutDistance);
    one(
        |r| (r.radius_m, r.min_m) = (None, metres(1.0)),
        Rule::RangeWithoutDistance,
    );
    one(|r| r.max_m = metres(300.0), Rule::RangeTwice);
    one(|r| r.stated = false, Rule::RangeNotStated);
    one(
        |r| r.inferred_basis = Some("guess".to_owned()),
        Rule::InferredWithoutBasis,
    );
    one(|r| r.radius_m = metres(0.0), Rule::DistanceNotPositive);
    one(
        |r| (r.radius_m, r.min_m, r.max_m) = (None, metres(20.0), metres(10.0)),
        Rule::RangeReversed,
    );
    let change = |p: &mut OperationPolicy| {
        let range = &mut p.installations[1].capture_range;
        (range.stated, range.radius_m) = (true, range.inferred_radius_m);
    };
    check(
        "samcheok",
        change,
        &[(
            "installations[1].capture_range",
            Rule::RangeStatedAndInferred,
        )],
    );
    let path = "policy_capture_ranges[0].range";
    let change = |p: &mut OperationPolicy| p.policy_capture_ranges[0].range.radius_m = None;
    check("michuhol", change, &[(path, Rule::RangeWithoutDistance)]);
}

#[test]
fn retention_rule_agrees_with_days() {
    let one = |rule, days, expected| {
        let change = |p: &mut OperationPolicy| {
            (p.handling[0].retention.rule, p.handling[0].retention.days) = (rule, days);
        };
        check("samcheok", change, &[("handling[0].retention", expected)]);
    };
    let (exact, within, none) = (
        RetentionKind::Exact,
        RetentionKind::Within,
        RetentionKind::NotStored,
    );
    one(Some(exact), None, Rule::RetentionWithoutDays(exact));
    one(Some(within), Some(0), Rule::RetentionWithoutDays(within));
    one(Some(none), Some(30), Rule::RetentionWithDays(Some(none)));
    one(None, Some(30), Rule::RetentionWithDays(None));
}

#[test]
fn phone_fields_hold_phone_numbers() {
    let change = |p: &mut OperationPolicy| p.officers[0].phone = Some("570-4110".to_owned());
    check(
        "samcheok",
        change,
        &[("officers[0].phone", Rule::Phone("570-4110".to_owned()))],
    );
    let change = |p: &mut OperationPolicy| p.processors[0].phones[0] = "없음".to_owned();
    check(
        "samcheok",
        change,
        &[("processors[0].phones[0]", Rule::Phone("없음".to_owned()))],
    );
}

#[test]
fn mobile_number_is_found_in_any_text_and_not_repeated() {
    let mut policy = sample("samcheok").clone();
    policy.officers[0].covers_ko = Some("담당 010-1234-5678".to_owned());
    let violations = policy.validate().expect_err("a mobile number");
    let message = violations[0].to_string();
    assert_eq!(
        message,
        "officers[0].covers_ko: holds a mobile number, which must be withheld"
    );
}

#[test]
fn history_runs_from_old_to_new() {
    let change = |p: &mut OperationPolicy| p.policy.history[2].date = date(2014, 7, 14);
    check(
        "gwangjin",
        change,
        &[("policy.history[2].date", Rule::HistoryOrder)],
    );
}
