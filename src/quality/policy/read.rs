//! A policy file as an office wrote it.

use serde::Serialize;

use crate::model::OperationPolicy;
use crate::model::personal::{Context, withhold};
use crate::model::policy::SCHEMA;
use crate::quality::Said;

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

/// Reads a policy file without judging its content.
///
/// # Errors
/// When the text is not JSON or not of the shape `cctv-policy/1`; a field that is unknown or absent is
/// named with its line and column.
pub fn read_policy(text: &str) -> Result<OperationPolicy, Unreadable> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Unreadable {
    let full = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = withhold(full.strip_suffix(&place).unwrap_or(&full), Context::Text)
        .0
        .into_owned();
    let quoted = |after: &str| said.strip_prefix(after)?.split('`').next();
    let ko = if let Some(field) = quoted("unknown field `") {
        format!("\"{field}\"은(는) {SCHEMA}에 없는 항목입니다")
    } else if let Some(field) = quoted("missing field `") {
        format!("\"{field}\" 항목이 없습니다(값이 없으면 null이나 []로 적습니다)")
    } else if let Some(field) = quoted("duplicate field `") {
        format!("\"{field}\" 항목이 두 번 있습니다")
    } else if let Some(value) = quoted("unknown variant `") {
        format!("\"{value}\"은(는) 여기에 쓸 수 있는 값이 아닙니다 ({said})")
    } else if error.is_data() {
        format!("값의 형식이 맞지 않습니다 ({said})")
    } else {
        format!("JSON 문법에 맞지 않습니다 ({said})")
    };
    Unreadable {
        line: error.line(),
        column: error.column(),
        message: Said::new(ko, said),
    }
}
