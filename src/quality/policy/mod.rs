//! Reads a policy file as an office wrote it, and says what it lacks and where it contradicts itself.

mod absent;
mod dates;
mod numbers;
mod offices;
mod read;
#[cfg(test)]
mod tests;
mod texts;
mod unreadable;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::Said;
use super::items::{Item, PartState, items};
use crate::model::OperationPolicy;
use crate::model::personal::{Context, withhold};
pub use read::{PolicyDraft, Unreadable, read_policy};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingLevel {
    /// It must be put right before the policy is published: personal data, a broken rule.
    Error,
    /// Something that the law asks for is not stated, or two statements disagree.
    Warning,
    /// Worth knowing; nothing has to be done.
    Info,
}

impl FindingLevel {
    /// The word for people.
    #[must_use]
    pub fn label(self) -> Said {
        match self {
            Self::Error => Said::new("오류", "error"),
            Self::Warning => Said::new("확인 필요", "to check"),
            Self::Info => Said::new("참고", "note"),
        }
    }
}

/// One thing that was found in a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Finding {
    /// Stable code.
    pub code: &'static str,
    /// How much it matters.
    pub level: FindingLevel,
    /// Place in the file, such as `installations[3].capture_range`; elements count from 0.
    pub path: Option<String>,
    /// What is wrong; never repeats personal data.
    pub message: Said,
}

/// What a policy states of the eight items, and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PolicyCheck {
    /// The eight items of 시행령 제25조 제1항.
    pub items: Vec<Item>,
    /// Contradictions, personal data and what is worth checking; the graver ones first.
    pub findings: Vec<Finding>,
}

impl PolicyCheck {
    /// Whether somebody should look at the policy: a part is not stated, or a finding is more than a note.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.lacks().next().is_some()
            || self
                .findings
                .iter()
                .any(|finding| finding.level != FindingLevel::Info)
    }

    /// The parts that are not stated in full, with the item that they belong to.
    pub fn lacks(&self) -> impl Iterator<Item = (&Item, &super::Part)> {
        self.items.iter().flat_map(|item| {
            item.parts
                .iter()
                .filter(|part| part.state != PartState::Stated)
                .map(move |part| (item, part))
        })
    }
}

/// Checks a policy on a day.
#[must_use]
pub fn check_policy(policy: &OperationPolicy, today: Date) -> PolicyCheck {
    let mut found = Findings::default();
    found.rules(policy);
    found.totals(policy);
    found.dates(policy, today);
    found.retention(policy);
    found.departments(policy);
    found.phones(policy);
    found.mobile(policy);
    found.personal_data(policy);
    let mut findings = found.0;
    findings.sort_by_key(|finding| finding.level);
    PolicyCheck {
        items: items(policy),
        findings,
    }
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(
        &mut self,
        code: &'static str,
        level: FindingLevel,
        path: impl Into<Option<String>>,
        message: Said,
    ) {
        // Messages repeat names of departments and titles as the policy writes them.
        let masked = |text: String| withhold(&text, Context::Office).0.into_owned();
        let message = Said::new(masked(message.ko), masked(message.en));
        self.0.push(Finding {
            code,
            level,
            path: path.into(),
            message,
        });
    }
}
