//! Words for what the parser of JSON complains about.

use super::read::Unreadable;
use crate::model::personal::{Context, withhold};
use crate::model::policy::SCHEMA;
use crate::quality::Said;

/// Where a text is not of the shape, and what is wrong there.
pub(super) fn unreadable(error: &serde_json::Error) -> Unreadable {
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
    } else if said.starts_with("failed to parse") {
        // The parser of days is the only one that says so.
        (
            "날짜가 아닙니다. 2024-07-05처럼 적습니다".to_owned(),
            Some("is not a day: write it as 2024-07-05".to_owned()),
        )
    } else if let Some(value) = quoted("invalid value: integer `") {
        (
            format!("{value}은(는) 여기에 쓸 수 있는 수가 아닙니다. 0 이상의 정수를 적습니다"),
            Some(format!(
                "{value} is no number for this place, where a whole one of 0 or more belongs"
            )),
        )
    } else if error.is_eof() {
        (
            "파일이 JSON 중간에서 끝났습니다".to_owned(),
            Some("the file ends before its JSON does".to_owned()),
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
    // A list in the place of an object is one that has too few members.
    let said = match said.strip_prefix("invalid length ") {
        Some(length) => format!(
            "sequence{}",
            length.trim_start_matches(|c: char| c.is_ascii_digit())
        ),
        None => said.strip_prefix("invalid type: ")?.to_owned(),
    };
    let (found, expected) = said.split_once(", expected ")?;
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
    } else if starts(&["floating point"]) {
        Said::new("소수", "a number with decimals")
    } else if starts(&["f64"]) {
        Said::new("수", "a number")
    } else if starts(&["integer", "u8", "u16", "u32", "u64", "i32", "i64"]) {
        Said::new("정수", "a whole number")
    } else {
        return None;
    })
}
