//! A policy file as an office wrote it.

use jiff::civil::Date;
use serde::Serialize;

use crate::model::OperationPolicy;
use crate::model::personal::{Context, withhold};
use crate::model::policy::SCHEMA;
use crate::quality::{LAW, Said};

use super::absent::{Absent, Filled};
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

fn unreadable(error: &serde_json::Error) -> Unreadable {
    let full = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = withhold(full.strip_suffix(&place).unwrap_or(&full), Context::Text)
        .0
        .into_owned();
    let quoted = |after: &str| said.strip_prefix(after)?.split('`').next();
    let (ko, en) = if let Some(field) = quoted("unknown field `") {
        (
            format!("\"{field}\"은(는) {SCHEMA}에 없는 항목입니다"),
            None,
        )
    } else if let Some(field) = quoted("missing field `") {
        (
            format!("\"{field}\" 항목이 없습니다(값이 없으면 null이나 []로 적습니다)"),
            Some(format!(
                "\"{field}\" is absent (null or [] where there is no value)"
            )),
        )
    } else if let Some(field) = quoted("duplicate field `") {
        (format!("\"{field}\" 항목이 두 번 있습니다"), None)
    } else if let Some(value) = quoted("unknown variant `") {
        let offered = said
            .split_once("expected ")
            .map_or("", |(_, offered)| offered);
        let offered = offered.strip_prefix("one of ").unwrap_or(offered);
        (
            format!("\"{value}\"은(는) 여기에 쓸 수 있는 값이 아닙니다. 쓸 수 있는 값: {offered}"),
            None,
        )
    } else if let Some((found, expected)) = types(&said) {
        (
            format!(
                "여기에 적을 것은 {}인데 {} 값이 있습니다",
                expected.ko, found.ko
            ),
            Some(format!("holds {} where {} belongs", found.en, expected.en)),
        )
    } else if error.is_data() {
        (format!("값의 형식이 맞지 않습니다 ({said})"), None)
    } else {
        (format!("JSON 문법에 맞지 않습니다 ({said})"), None)
    };
    let en = en.unwrap_or(said);
    Unreadable {
        line: error.line(),
        column: error.column(),
        message: Said::new(ko, en),
    }
}

/// What stands somewhere and what belongs there, from `invalid type: null, expected a sequence`.
fn types(said: &str) -> Option<(Said, Said)> {
    let (found, expected) = said
        .strip_prefix("invalid type: ")?
        .split_once(", expected ")?;
    Some((name_of(found)?, name_of(expected)?))
}

/// The words for a kind of JSON value as serde names it.
fn name_of(serde: &str) -> Option<Said> {
    let starts = |words: &[&str]| words.iter().any(|word| serde.starts_with(word));
    Some(if starts(&["null", "unit"]) {
        Said::new("null", "null")
    } else if starts(&["a sequence", "sequence"]) {
        Said::new("목록([])", "a list ([])")
    } else if starts(&["struct ", "map", "a map"]) {
        Said::new("객체({})", "an object ({})")
    } else if starts(&["a string", "string"]) {
        Said::new("문자열", "a text")
    } else if starts(&["a boolean", "boolean"]) {
        Said::new("true나 false", "true or false")
    } else if starts(&[
        "integer",
        "floating point",
        "u8",
        "u16",
        "u32",
        "u64",
        "i32",
        "i64",
        "f64",
    ]) {
        Said::new("수", "a number")
    } else {
        return None;
    })
}
