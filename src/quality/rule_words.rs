//! The rules of a policy file in both languages.

use super::Said;
use crate::model::policy::{Device, RetentionKind, Rule};

/// What a broken rule is called in output, and its words.
pub(super) fn words(rule: &Rule) -> (&'static str, Said) {
    let (code, ko): (_, String) = match rule {
        Rule::Schema(found) => (
            "schema",
            format!("\"{found}\"은(는) cctv-policy/1이 아닙니다"),
        ),
        Rule::Slug(found) => (
            "slug",
            format!("\"{found}\"은(는) 영문 소문자, 숫자, 붙임표로만 써야 합니다"),
        ),
        Rule::DuplicateId(id) => (
            "duplicate_id",
            format!("\"{id}\"을(를) 앞의 행이 이미 씁니다"),
        ),
        Rule::NotCovered(device) => (
            "not_covered",
            format!("{} 기기가 policy.covers에 없습니다", device_ko(*device)),
        ),
        Rule::DuplicateTotal(device) => (
            "duplicate_total",
            format!("{} 기기의 합계가 두 번 있습니다", device_ko(*device)),
        ),
        Rule::Sum { written, sum } => (
            "sum",
            format!(
                "{}(이)라고 적혀 있으나 행을 더하면 {}입니다",
                number(*written),
                number(*sum)
            ),
        ),
        Rule::Match { written, compared } => (
            "match",
            format!(
                "{}(이)라고 적혀 있으나 명시된 값과 계산한 값을 비교하면 {}입니다",
                outcome(*written),
                outcome(*compared)
            ),
        ),
        Rule::RangeWithoutDistance => (
            "range_without_distance",
            "촬영범위가 명시되었다고 하나 radius_m도 max_m도 없습니다".to_owned(),
        ),
        Rule::RangeTwice => (
            "range_twice",
            "촬영범위가 반경과 구간으로 두 번 적혀 있습니다".to_owned(),
        ),
        Rule::RangeNotStated => (
            "range_not_stated",
            "촬영범위가 명시되지 않았다고 하면서 거리가 적혀 있습니다".to_owned(),
        ),
        Rule::RangeStatedAndInferred => (
            "range_stated_and_inferred",
            "명시된 촬영범위에는 추정값을 함께 적을 수 없습니다".to_owned(),
        ),
        Rule::InferredWithoutBasis => (
            "inferred_without_basis",
            "inferred_radius_m와 inferred_basis는 함께 있어야 합니다".to_owned(),
        ),
        Rule::RangeReversed => (
            "range_reversed",
            "촬영범위의 하한(min_m)이 상한(max_m)보다 큽니다".to_owned(),
        ),
        Rule::DistanceNotPositive => ("distance", "거리는 0보다 커야 합니다".to_owned()),
        Rule::RetentionWithoutDays(kind) => (
            "retention_without_days",
            format!(
                "보관기간이 \"{}\"이면 0보다 큰 일수가 필요합니다",
                retention(Some(*kind))
            ),
        ),
        Rule::RetentionWithDays(kind) => (
            "retention_with_days",
            format!("일수가 있으나 보관기간은 \"{}\"입니다", retention(*kind)),
        ),
        Rule::Phone(text) => (
            "phone",
            format!(
                "\"{text}\"은(는) 02-123-4567이나 1588-1234처럼 지역번호가 있는 전화번호가 아닙니다"
            ),
        ),
        Rule::MobileNumber => (
            "mobile_number",
            "휴대전화 번호가 있습니다. 개인정보이므로 지워야 합니다".to_owned(),
        ),
        Rule::HistoryOrder => ("history_order", "앞 항목보다 날짜가 이릅니다".to_owned()),
    };
    (code, Said::new(ko, rule.to_string()))
}

fn device_ko(device: Device) -> &'static str {
    match device {
        Device::Fixed => "고정형",
        Device::Mobile => "이동형",
        Device::Pseudonymised => "가명정보",
    }
}

fn number(value: Option<u32>) -> String {
    value.map_or_else(|| "없음".to_owned(), |value| value.to_string())
}

fn outcome(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "일치",
        Some(false) => "불일치",
        None => "비교할 수 없음",
    }
}

fn retention(kind: Option<RetentionKind>) -> &'static str {
    match kind {
        Some(RetentionKind::Exact) => "exact",
        Some(RetentionKind::Within) => "within",
        Some(RetentionKind::NotStored) => "not_stored",
        None => "명시되지 않음",
    }
}
