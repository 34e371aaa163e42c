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
    policy.policy.scope_note_ko = Some("문의: hong@example.kr".to_owned());
    let check = check_policy(&policy, date(2022, 1, 1));
    let text = serde_json::to_string(&check.findings).unwrap();
    assert!(text.contains("officer_without_phone"), "{text}");
    for code in ["personal_name", "mobile_number", "resident_number", "email"] {
        assert!(text.contains(code), "{code}");
    }
    for secret in ["홍길동", "1234-5678", "900101", "hong@"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn the_founding_policies_hold_no_personal_data() {
    for policy in founding() {
        let found = codes(policy, date(2026, 1, 1));
        for code in ["personal_name", "mobile_number", "resident_number", "email"] {
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

#[test]
fn an_absent_or_empty_part_is_told_as_the_item_of_the_law_and_the_rest_is_checked() {
    let original = serde_json::to_value(founding_policy("samcheok")).unwrap();
    let parts = [
        ("legal_bases", 1),
        ("purposes_stated", 1),
        ("installations", 2),
        ("totals", 2),
        ("policy_capture_ranges", 2),
        ("officers", 3),
        ("handling", 4),
        ("processing_methods", 4),
        ("footage_confirmation", 5),
        ("access_requests", 6),
        ("safety_measures", 7),
        ("processors", 8),
        ("change_notice", 8),
    ];
    let whole = check_policy(&founding_policy("samcheok"), date(2022, 1, 1));
    for (key, number) in parts {
        for is_null in [true, false] {
            let mut changed = original.clone();
            let members = changed.as_object_mut().unwrap();
            if is_null {
                members[key] = serde_json::Value::Null;
            } else {
                members.remove(key);
            }
            let draft = read_policy(&changed.to_string()).unwrap();
            let check = draft.check(date(2022, 1, 1));
            let found = &check.findings[0];
            assert_eq!(
                (found.code, found.path.as_deref()),
                ("part_absent", Some(key))
            );
            let item = format!("시행령 제25조 제1항 제{number}호");
            assert!(found.message.ko.contains(&item), "{}", found.message.ko);
            // The other items are as they were.
            for (now, before) in check.items.iter().zip(&whole.items) {
                assert!(now.number == number || now == before, "{key}: {now:?}");
            }
            // Nothing reads it as a policy to be served.
            assert!(OperationPolicy::parse(&changed.to_string()).is_err());
        }
    }
}

#[test]
fn where_parts_are_absent_other_errors_keep_their_line_and_column() {
    let text = serde_json::to_string(&founding()[0]).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let members = value.as_object().unwrap();
    let mut lines: Vec<String> = members
        .iter()
        .map(|(key, value)| format!("\"{key}\":{value}"))
        .collect();
    let wrong = lines
        .iter()
        .position(|line| line.starts_with("\"slug\""))
        .unwrap();
    lines[wrong] = "\"slug\":7".to_owned();
    for newline in ["", "\n"] {
        let whole = format!("{{{}}}", lines.join(&format!(",{newline}")));
        let mut fewer = lines.clone();
        for line in &mut fewer {
            if line.starts_with("\"access_requests\"") {
                *line = "\"access_requests\":null".to_owned();
            }
        }
        let fewer = format!("{{{}}}", fewer.join(&format!(",{newline}")));
        assert!(read_policy(&whole).is_err());
        let error = read_policy(&fewer).unwrap_err();
        assert_eq!(
            error.message.ko,
            "여기에 적을 것은 문자열인데 정수 값이 있습니다"
        );
        let line = fewer.split('\n').nth(error.line - 1).unwrap();
        assert!(line[..error.column].ends_with("\"slug\":7"), "{error:?}");
    }
}

#[test]
fn somebody_in_the_place_of_a_department_is_not_repeated() {
    let mut policy = founding_policy("yeoncheon");
    policy.installations[0].department_ko = Some("박보검".to_owned());
    let check = check_policy(&policy, date(2024, 8, 1));
    let text = serde_json::to_string(&check.findings).unwrap();
    assert!(text.contains("department_in_one_table"), "{text}");
    assert!(text.contains("personal_name"), "{text}");
    assert!(!text.contains("박보검"), "{text}");
}

#[test]
fn what_cannot_be_read_is_told_without_the_words_of_a_parser() {
    let policy = serde_json::to_value(founding_policy("samcheok")).unwrap();
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut changed = policy.clone();
        change(&mut changed);
        changed.to_string()
    };
    let whole = policy.to_string();
    for (text, ko, en) in [
        (
            with(&|it| it["installations"][0]["units"] = 2.5.into()),
            "정수인데 소수",
            "decimals where a whole",
        ),
        (
            with(&|it| it["installations"][0]["units"] = (-5).into()),
            "-5는",
            "-5 is no number",
        ),
        (
            with(&|it| it["policy"]["posted_date"] = "2024-13-05".into()),
            "2024-07-05처럼",
            "as 2024-07-05",
        ),
        (
            with(&|it| it["policy"]["posted_date"] = "2024. 7. 5.".into()),
            "2024-07-05처럼",
            "as 2024-07-05",
        ),
        (
            "[]".to_owned(),
            "객체({})인데 목록([])",
            "a list ([]) where an object ({})",
        ),
        (String::new(), "중간에서 끝났습니다", "ends before"),
        (
            whole[..whole.len() / 2].to_owned(),
            "중간에서 끝났습니다",
            "ends before",
        ),
    ] {
        let message = read_policy(&text).unwrap_err().message;
        assert!(
            message.ko.contains(ko) && message.en.contains(en),
            "{message:?}"
        );
        assert!(!message.ko.contains("expected"), "{message:?}");
    }
}
