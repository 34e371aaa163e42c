use jiff::civil::date;

use super::*;
use crate::model::policy::founding;

fn founding_policy(slug: &str) -> OperationPolicy {
    let policy = founding().iter().find(|policy| policy.slug == slug);
    policy.unwrap().clone()
}

fn codes(policy: &OperationPolicy, today: Date) -> Vec<&'static str> {
    let check = check_policy(policy, today);
    check.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn yeoncheon_took_effect_before_it_was_posted() {
    let found = check_policy(&founding_policy("yeoncheon"), date(2024, 8, 1));
    let early = found
        .findings
        .iter()
        .find(|finding| finding.code == "effective_too_early")
        .unwrap();
    assert!(
        early.message.en.contains("2024-07-19"),
        "{}",
        early.message.en
    );
}

#[test]
fn notice_is_counted_to_the_day() {
    let mut policy = founding_policy("yeoncheon");
    policy.policy.posted_date = Some(date(2024, 6, 28));
    assert!(!codes(&policy, date(2024, 8, 1)).contains(&"effective_too_early"));
    policy.policy.posted_date = Some(date(2024, 6, 29));
    assert!(codes(&policy, date(2024, 8, 1)).contains(&"effective_too_early"));
}

#[test]
fn totals_are_compared_with_the_sum_of_the_rows() {
    let mut policy = founding_policy("samcheok");
    assert!(!codes(&policy, date(2022, 1, 1)).contains(&"total_differs"));
    policy.installations[0].units = Some(564);
    let check = check_policy(&policy, date(2022, 1, 1));
    let total = check
        .findings
        .iter()
        .find(|finding| finding.code == "total_differs")
        .unwrap();
    assert!(total.message.en.contains("2174") && total.message.en.contains("2173"));
}

#[test]
fn a_policy_is_old_a_year_and_a_day_after_its_version() {
    let policy = founding_policy("samcheok");
    assert!(!codes(&policy, date(2022, 12, 31)).contains(&"over_a_year_old"));
    assert!(codes(&policy, date(2023, 1, 1)).contains(&"over_a_year_old"));
}

#[test]
fn long_retention_needs_a_reason() {
    let mut policy = founding_policy("samcheok");
    policy.handling[0].retention.days = Some(60);
    policy.handling[0].retention.note_ko = None;
    assert!(codes(&policy, date(2022, 1, 1)).contains(&"retention_long"));
    policy.handling[0].retention.note_ko = Some("수사 협조".to_owned());
    assert!(!codes(&policy, date(2022, 1, 1)).contains(&"retention_long"));
}

#[test]
fn a_department_of_one_table_is_missed_in_another() {
    let mut policy = founding_policy("yeoncheon");
    policy.installations[0].department_ko = Some("없는과".to_owned());
    let check = check_policy(&policy, date(2024, 8, 1));
    let found: Vec<_> = check
        .findings
        .iter()
        .filter(|finding| finding.message.ko.contains("없는과"))
        .filter_map(|finding| finding.path.as_deref())
        .collect();
    assert_eq!(found, ["officers", "handling"]);
}

#[test]
fn personal_data_is_pointed_at_and_not_repeated() {
    let mut policy = founding_policy("samcheok");
    policy.officers[0].title_ko = Some("홍길동 과장".to_owned());
    policy.officers[0].phone = None;
    policy.officers[0].phone_raw = None;
    policy.officers[0].phone_redirect_ko = None;
    policy.officers[1].covers_ko = Some("010-1234-5678".to_owned());
    policy.officers[1].title_ko = Some("900101-1234567".to_owned());
    let check = check_policy(&policy, date(2022, 1, 1));
    let text = serde_json::to_string(&check.findings).unwrap();
    assert!(text.contains("officer_without_phone"), "{text}");
    for code in ["personal_name", "mobile_number", "resident_number"] {
        assert!(text.contains(code), "{code}");
    }
    for secret in ["홍길동", "1234-5678", "900101"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn the_founding_policies_hold_no_personal_data() {
    for policy in founding() {
        let found = codes(policy, date(2026, 1, 1));
        for code in ["personal_name", "mobile_number", "resident_number"] {
            assert!(!found.contains(&code), "{}: {code}", policy.slug);
        }
    }
}

#[test]
fn an_unreadable_file_names_line_column_and_field() {
    let text = serde_json::to_string_pretty(&founding()[0]).unwrap();
    let error =
        read_policy(&text.replacen("\"slug\"", "\"colour\": 1,\n  \"slug\"", 1)).unwrap_err();
    assert_eq!(error.line, 3);
    assert!(error.message.ko.contains("colour"), "{}", error.message.ko);
    let error = read_policy("{\n  \"schema\": oops").unwrap_err();
    assert_eq!(error.line, 2);
    assert!(error.message.ko.contains("문법"));
    let error = read_policy("{}").unwrap_err();
    assert!(error.message.ko.contains("schema"));
}
