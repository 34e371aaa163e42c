//! What an office should look at: dates, retention, telephones.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::comparison::fixed;
use super::sites::Sites;
use crate::dataset::{Dataset, LoadedInstitution};
use crate::import::grouped;
use crate::model::{OperationPolicy, Purpose, RetentionBasis, RetentionRule};
use crate::quality::{FindingLevel, Said};

/// Something that the office can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Remark {
    /// Stable code.
    pub code: &'static str,
    /// How much it matters.
    pub level: FindingLevel,
    /// What was found.
    pub message: Said,
    /// What it is computed from.
    pub computed_from: Said,
}

pub(super) fn remarks(
    sites: &Sites,
    dataset: &Dataset,
    institution: &LoadedInstitution,
    today: Date,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for &index in &institution.releases {
        let release = &dataset.releases()[index];
        if release.sample {
            continue;
        }
        let from = Said::new(
            format!("{}의 가장 늦은 데이터기준일자", release.source),
            format!("latest 데이터기준일자 of {}", release.source),
        );
        match release.reference_date {
            None => remarks.push(Remark {
                code: "reference_date_missing",
                level: FindingLevel::Info,
                message: Said::new(
                    format!(
                        "자료원 {}에 데이터기준일자가 없어 얼마나 최근인지 알 수 없습니다",
                        release.source
                    ),
                    format!(
                        "source {} states no 데이터기준일자: how recent it is cannot be said",
                        release.source
                    ),
                ),
                computed_from: from,
            }),
            Some(date) if date.saturating_add(1.year()) < today => remarks.push(Remark {
                code: "register_over_a_year_old",
                level: FindingLevel::Warning,
                message: Said::new(
                    format!(
                        "자료원 {}의 데이터기준일자 {date}에서 1년이 넘었습니다",
                        release.source
                    ),
                    format!(
                        "source {} is of {date}, more than a year ago",
                        release.source
                    ),
                ),
                computed_from: from,
            }),
            Some(_) => {}
        }
    }
    let Some(policy) = institution.policy else {
        remarks.push(Remark {
            code: "no_policy",
            level: FindingLevel::Info,
            message: Said::new(
                "이 기관의 운영·관리 방침이 없어 대장과 비교할 수 없습니다",
                "no operation policy of this institution is known, so there is nothing to compare with",
            ),
            computed_from: Said::new("들어 있는 방침", "the policies that are loaded"),
        });
        return remarks;
    };
    remarks.extend(difference_of_dates(dataset, institution, policy));
    remarks.extend(few_purposes(sites, policy));
    remarks.extend(retention_differs(sites, policy));
    remarks.extend(phones_differ(sites, policy));
    remarks
}

/// Counts of different days are not the same counts.
fn difference_of_dates(
    dataset: &Dataset,
    institution: &LoadedInstitution,
    policy: &OperationPolicy,
) -> Option<Remark> {
    let version = policy.policy.as_of_date.or(policy.version().date)?;
    let register = institution
        .releases
        .iter()
        .filter(|&&index| !dataset.releases()[index].sample)
        .filter_map(|&index| dataset.releases()[index].reference_date)
        .max()?;
    let (earlier, later) = (version.min(register), version.max(register));
    (earlier.saturating_add(1.year()) < later).then(|| Remark {
        code: "dates_apart",
        level: FindingLevel::Info,
        message: Said::new(
            format!("방침은 {version}, 대장은 {register} 기준으로 1년 넘게 떨어져 있어 수가 다를 수 있습니다"),
            format!("the policy is of {version} and the register of {register}, more than a year apart: their numbers may rightly differ"),
        ),
        computed_from: Said::new("방침의 기준일, 데이터기준일자", "the policy's date, 데이터기준일자"),
    })
}

/// A register that knows fewer purposes than the policy cannot be compared by purpose.
fn few_purposes(sites: &Sites, policy: &OperationPolicy) -> Option<Remark> {
    let stated: BTreeSet<Purpose> = fixed(policy)
        .flat_map(|row| row.purpose_codes.iter().copied())
        .collect();
    let loaded = sites
        .by_purpose
        .iter()
        .filter(|tally| tally.sites > 0)
        .count();
    (loaded > 0 && loaded < stated.len()).then(|| Remark {
        code: "few_purposes",
        level: FindingLevel::Info,
        message: Said::new(
            format!("대장의 설치목적은 {loaded}가지, 방침은 {}가지입니다. 목적별 비교는 참고로만 보세요", stated.len()),
            format!("the register tells {loaded} purposes apart, the policy {}: read the comparison by purpose with care", stated.len()),
        ),
        computed_from: Said::new("설치목적구분, 방침의 설치 대수 표", "설치목적구분, the count table of the policy"),
    })
}

fn retention_differs(sites: &Sites, policy: &OperationPolicy) -> Option<Remark> {
    let mut differing: BTreeMap<(RetentionRule, RetentionRule), u64> = BTreeMap::new();
    for &index in &sites.indexes {
        let class = sites.dataset.class(index);
        if class.retention.basis != RetentionBasis::Row {
            continue;
        }
        let department = sites.dataset.holder(class.holder).department.as_deref();
        let (row, stated) = (
            class.retention.rule,
            policy.retention_for(department, class.purpose).rule,
        );
        if row != stated && ![row, stated].contains(&RetentionRule::Unknown) {
            *differing.entry((row, stated)).or_default() += 1;
        }
    }
    if differing.is_empty() {
        return None;
    }
    let total: u64 = differing.values().sum();
    let ko: Vec<String> = differing
        .iter()
        .map(|((row, stated), count)| {
            let (row, stated) = (period(*row).0, period(*stated).0);
            format!("대장 {row}·방침 {stated} {}곳", grouped(*count))
        })
        .collect();
    let en: Vec<String> = differing
        .iter()
        .map(|((row, stated), count)| {
            format!(
                "{} sites with {} where the policy says {}",
                grouped(*count),
                period(*row).1,
                period(*stated).1
            )
        })
        .collect();
    Some(Remark {
        code: "retention_differs",
        level: FindingLevel::Warning,
        message: Said::new(
            format!(
                "보관일수가 방침과 다른 지점 {}곳: {}",
                grouped(total),
                ko.join(", ")
            ),
            format!(
                "retention of {} sites differs from the policy: {}",
                grouped(total),
                en.join(", ")
            ),
        ),
        computed_from: Said::new(
            "보관일수, 방침의 보관기간(부서, 목적별)",
            "보관일수, retention of the policy by department and purpose",
        ),
    })
}

/// A retention period in Korean and in English.
fn period(rule: RetentionRule) -> (String, String) {
    match rule {
        RetentionRule::Exact(days) => (format!("{days}일"), format!("{days} days")),
        RetentionRule::Within(days) => (format!("{days}일 이내"), format!("within {days} days")),
        RetentionRule::NotStored => ("미보관".to_owned(), "nothing stored".to_owned()),
        RetentionRule::Unknown => ("알 수 없음".to_owned(), "not known".to_owned()),
    }
}

/// Office numbers of the register that the policy prints nowhere.
fn phones_differ(sites: &Sites, policy: &OperationPolicy) -> Option<Remark> {
    const SHOWN: usize = 5;
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let places = &policy.footage_confirmation.places;
    let printed: BTreeSet<String> = policy
        .officers
        .iter()
        .filter_map(|officer| officer.phone.as_deref())
        .chain(policy.monitoring_center.phone.as_deref())
        .chain(places.iter().filter_map(|place| place.phone.as_deref()))
        .chain(
            policy
                .page_contact
                .iter()
                .filter_map(|contact| contact.phone.as_deref()),
        )
        .map(digits)
        .collect();
    if printed.is_empty() {
        return None;
    }
    let mut others: BTreeMap<&str, u64> = BTreeMap::new();
    for &index in &sites.indexes {
        let class = sites.dataset.class(index);
        if let Some(phone) = class.phone_in_row.as_deref()
            && !printed.contains(&digits(phone))
        {
            *others.entry(phone).or_default() += 1;
        }
    }
    if others.is_empty() {
        return None;
    }
    let sum: u64 = others.values().sum();
    let mut list: Vec<(&str, u64)> = others.into_iter().collect();
    list.sort_by_key(|&(phone, count)| (std::cmp::Reverse(count), phone));
    let more = if list.len() > SHOWN { ", …" } else { "" };
    let shown: Vec<String> = list
        .iter()
        .take(SHOWN)
        .map(|(phone, count)| format!("{phone} ({})", grouped(*count)))
        .collect();
    Some(Remark {
        code: "phones_differ",
        level: FindingLevel::Info,
        message: Said::new(
            format!(
                "방침에 없는 전화번호를 쓰는 지점 {}곳: {}{more}",
                grouped(sum),
                shown.join(", ")
            ),
            format!(
                "{} sites give telephone numbers that the policy does not print: {}{more}",
                grouped(sum),
                shown.join(", ")
            ),
        ),
        computed_from: Said::new(
            "관리기관전화번호, 방침의 연락처",
            "관리기관전화번호, contacts of the policy",
        ),
    })
}
