//! A policy file as an office wrote it.

use jiff::civil::Date;
use serde::Serialize;

use crate::model::OperationPolicy;
use crate::quality::{LAW, Said};

use super::absent::{Absent, Filled};
use super::unreadable::unreadable;
use super::{Finding, FindingLevel, PolicyCheck, check_policy};

/// A file that is no policy of the shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}", message.en)]
pub struct Unreadable {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: Said,
}

/// A policy file as it was read, not judged yet.
#[derive(Debug, Clone)]
pub struct PolicyDraft {
    /// What it states; parts that it lacks are empty.
    pub policy: OperationPolicy,
    absent: Vec<Absent>,
}

impl PolicyDraft {
    /// Checks it on a day; a part that the file lacks is told with the item of the law that asks for it.
    #[must_use]
    pub fn check(&self, today: Date) -> PolicyCheck {
        let mut check = check_policy(&self.policy, today);
        let absent = self.absent.iter().map(|absent| {
            let (ko, en) = LAW[usize::from(absent.item) - 1];
            let number = absent.item;
            Finding {
                code: "part_absent",
                level: FindingLevel::Error,
                path: Some(absent.key.to_owned()),
                message: Said::new(
                    format!(
                        "시행령 제25조 제1항 제{number}호({ko})에 드는 이 부분이 없습니다. 방침에 있는 대로 적고, 방침에 없으면 안의 항목을 모두 null이나 []로 적습니다"
                    ),
                    format!(
                        "is absent, a part of item {number} of 시행령 제25조 제1항 ({en}); write what the policy says, or null or [] for all that it does not"
                    ),
                ),
            }
        });
        check.findings.splice(0..0, absent);
        check
    }
}

/// Reads a policy file without judging its content.
///
/// # Errors
/// When the text is not JSON or not of the shape `cctv-policy/1`; a field that is unknown or absent is
/// named with its line and column.
pub fn read_policy(text: &str) -> Result<PolicyDraft, Unreadable> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    match (serde_json::from_str(text), Filled::of(text)) {
        (Ok(policy), _) => Ok(PolicyDraft {
            policy,
            absent: Vec::new(),
        }),
        (Err(error), None) => Err(unreadable(&error)),
        (Err(_), Some(filled)) => match serde_json::from_str(&filled.text) {
            Ok(policy) => Ok(PolicyDraft {
                policy,
                absent: filled.absent,
            }),
            Err(error) => Err(Unreadable {
                column: filled.original_column(error.line(), error.column()),
                ..unreadable(&error)
            }),
        },
    }
}
