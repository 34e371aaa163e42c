//! Misuse of the command line in Korean; clap knows English alone.

use std::error::Error;
use std::fmt::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The error as clap states it, in Korean, with the way to use the command below.
pub fn in_korean(error: &clap::Error) -> String {
    let of = |kind| error.get(kind).map(list).unwrap_or_default();
    let (argument, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let mut text = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("{argument}에 값이 필요합니다")
        }
        ErrorKind::InvalidValue => format!("{argument}에 '{value}'은(는) 쓸 수 없는 값입니다"),
        ErrorKind::ValueValidation => {
            // Our own readers tell why in the language of the user, those of the library in English alone.
            let why = error
                .source()
                .map(ToString::to_string)
                .filter(|why| why.chars().any(|c| ('가'..='힣').contains(&c)))
                .map_or_else(String::new, |why| format!(": {why}"));
            format!("{argument}에 '{value}'은(는) 쓸 수 없는 값입니다{why}")
        }
        ErrorKind::UnknownArgument => format!("'{argument}'은(는) 없는 인자입니다"),
        ErrorKind::InvalidSubcommand => {
            format!(
                "'{}'은(는) 없는 명령입니다",
                of(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::NoEquals => format!("{argument}에는 =로 값을 붙여야 합니다"),
        ErrorKind::TooManyValues => format!("{argument}에 '{value}'은(는) 너무 많은 값입니다"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument}에 적은 값의 수가 맞지 않습니다")
        }
        ErrorKind::ArgumentConflict => {
            let other = of(ContextKind::PriorArg);
            if other.is_empty() || other == argument {
                format!("{argument}은(는) 한 번만 쓸 수 있습니다")
            } else {
                format!("{argument}은(는) {other}과(와) 함께 쓸 수 없습니다")
            }
        }
        ErrorKind::MissingRequiredArgument => format!("빠진 인자가 있습니다: {argument}"),
        ErrorKind::MissingSubcommand => {
            format!("명령이 필요합니다: {}", of(ContextKind::ValidSubcommand))
        }
        ErrorKind::InvalidUtf8 => "인자에 UTF-8이 아닌 글자가 있습니다".to_owned(),
        _ => "명령을 읽을 수 없습니다".to_owned(),
    };
    text.push('\n');
    for (kind, words) in [
        (ContextKind::ValidValue, "쓸 수 있는 값"),
        (ContextKind::SuggestedArg, "비슷한 인자"),
        (ContextKind::SuggestedValue, "비슷한 값"),
        (ContextKind::SuggestedSubcommand, "비슷한 명령"),
    ] {
        let known = of(kind);
        if !known.is_empty() {
            let _ = writeln!(text, "  {words}: {known}");
        }
    }
    let usage = of(ContextKind::Usage);
    if !usage.is_empty() {
        let _ = writeln!(text, "\n{}", usage.replace("Usage:", "사용법:").trim_end());
    }
    text.push_str("\n자세한 설명: --help\n");
    text
}

fn list(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            texts.join(", ")
        }
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(value) => value.to_string(),
        _ => String::new(),
    }
}
