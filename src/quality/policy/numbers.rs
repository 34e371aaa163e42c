//! Sums, periods and the rules of the shape.

use super::{FindingLevel, Findings};
use crate::model::OperationPolicy;
use crate::model::policy::{RetentionKind, Rule};
use crate::quality::{Said, rule_words};

/// Longest retention that needs no reason (표준 개인정보 보호지침 제41조 제2항).
const LONGEST_RETENTION_DAYS: u16 = 30;

impl Findings {
    /// The rules that every file of the shape keeps.
    pub(super) fn rules(&mut self, policy: &OperationPolicy) {
        for violation in policy.validate().err().unwrap_or_default() {
            let (code, message) = rule_words::words(&violation.rule);
            // A stated total is told below with both sums.
            if !matches!(violation.rule, Rule::Match { .. }) {
                self.add(code, FindingLevel::Error, violation.path, message);
            }
        }
    }

    /// Stated totals against the sums of the rows.
    pub(super) fn totals(&mut self, policy: &OperationPolicy) {
        for (index, total) in policy.totals.iter().enumerate() {
            let rows = || {
                policy
                    .installations
                    .iter()
                    .filter(|row| row.device == total.device && !row.example)
            };
            let sites: Vec<u32> = rows().filter_map(|row| row.sites).collect();
            let units: Vec<u32> = rows().filter_map(|row| row.units).collect();
            for (key, ko, stated, summed) in [
                ("sites", "개소", total.stated.sites, sites),
                ("units", "대", total.stated.units, units),
            ] {
                let sum: u64 = summed.iter().copied().map(u64::from).sum();
                let Some(stated) = stated else { continue };
                if !summed.is_empty() && u64::from(stated) != sum {
                    self.add(
                        "total_differs",
                        FindingLevel::Warning,
                        format!("totals[{index}].stated.{key}"),
                        Said::new(
                            format!(
                                "합계는 {stated}{ko}인데 {}개 행을 더하면 {sum}{ko}입니다",
                                summed.len()
                            ),
                            format!(
                                "the total is {stated} {key}, its {} rows add up to {sum}",
                                summed.len()
                            ),
                        ),
                    );
                }
            }
        }
        let examples = policy
            .installations
            .iter()
            .filter(|row| row.example)
            .count();
        if examples > 0 && examples == policy.installations.len() {
            self.add(
                "only_examples",
                FindingLevel::Warning,
                "installations".to_owned(),
                Said::new(
                    "설치 현황 표에 예시 행만 있어 실제 대수를 알 수 없습니다",
                    "the count table holds only example rows, so no number of cameras is stated",
                ),
            );
        }
    }

    pub(super) fn retention(&mut self, policy: &OperationPolicy) {
        for (index, row) in policy.handling.iter().enumerate() {
            let retention = &row.retention;
            if row.example || retention.rule == Some(RetentionKind::NotStored) {
                continue;
            }
            if let Some(days) = retention.days
                && days > LONGEST_RETENTION_DAYS
                && retention.note_ko.is_none()
            {
                self.add(
                    "retention_long",
                    FindingLevel::Warning,
                    format!("handling[{index}].retention"),
                    Said::new(
                        format!(
                            "보관기간이 {days}일인데 이유가 없습니다. 필요한 최소 기간을 정할 수 없으면 {LONGEST_RETENTION_DAYS}일 이내입니다 (표준 개인정보 보호지침 제41조 제2항)"
                        ),
                        format!(
                            "footage is kept for {days} days without a reason; where no shortest period can be set it is {LONGEST_RETENTION_DAYS} days at most (표준 개인정보 보호지침 art. 41(2))"
                        ),
                    ),
                );
            }
        }
    }
}
