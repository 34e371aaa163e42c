//! `siya policy check`: what a policy file lacks, and where it contradicts itself.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::environment::language;
use super::{DONE, FAILED, Format, WITH_FINDINGS, print};
use crate::import::Lang;
use crate::model::OperationPolicy;
use crate::quality::{ItemState, PartState, PolicyCheck, Said, Unreadable, read_policy};
use crate::query::interval::seoul_date;

/// What is done with policies.
#[derive(clap::Subcommand)]
pub enum Subcommand {
    /// Name what a policy lacks, its contradictions and personal data | 빠진 항목과 모순을 찾는다
    Check(Check),
}

/// Checks policy files.
#[derive(Args)]
pub struct Check {
    /// Policy files: JSON in the shape cctv-policy/1 | 방침 파일
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to report | 보고 형식
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Largest policy file that is read; the longest real one has 80 kB.
const MOST_BYTES: u64 = 16 << 20;

/// What became of one file.
enum Outcome {
    Checked(Box<OperationPolicy>, PolicyCheck),
    Unreadable(Unreadable),
    Unopened(Said),
}

impl Outcome {
    fn code(&self) -> u8 {
        match self {
            Self::Checked(_, check) if check.needs_attention() => WITH_FINDINGS,
            Self::Checked(..) => DONE,
            Self::Unreadable(_) | Self::Unopened(_) => FAILED,
        }
    }
}

/// Runs a command about policies.
pub fn run(command: &Subcommand) -> anyhow::Result<u8> {
    let Subcommand::Check(arguments) = command;
    let outcomes: Vec<(&Path, Outcome)> = arguments
        .files
        .iter()
        .map(|path| (path.as_path(), check(path)))
        .collect();
    let code = outcomes
        .iter()
        .map(|(_, outcome)| outcome.code())
        .max()
        .unwrap_or(DONE);
    match arguments.format {
        Format::Json => {
            let files: Vec<_> = outcomes.iter().map(as_json).collect();
            print(&format!("{}\n", json!({ "files": files })))?;
        }
        Format::Text => {
            let lang = language();
            let texts: Vec<String> = outcomes
                .iter()
                .map(|(path, outcome)| as_text(path, outcome, lang))
                .collect();
            print(&texts.join("\n"))?;
        }
    }
    Ok(code)
}

fn check(path: &Path) -> Outcome {
    let unopened = |said: &dyn std::fmt::Display| {
        Outcome::Unopened(Said::new(
            format!("읽을 수 없습니다: {said}"),
            format!("cannot be read: {said}"),
        ))
    };
    match std::fs::metadata(path) {
        Err(error) => return unopened(&error),
        Ok(facts) if facts.len() > MOST_BYTES => {
            return Outcome::Unopened(Said::new(
                "방침이라기에는 너무 큰 파일입니다(16 MB 초과)",
                "is too large to be a policy (over 16 MB)",
            ));
        }
        Ok(_) => {}
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return unopened(&error),
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Outcome::Unopened(Said::new(
            "UTF-8이 아닙니다. JSON은 UTF-8로 저장해야 합니다",
            "is not UTF-8, which JSON has to be",
        ));
    };
    match read_policy(&text) {
        Ok(draft) => {
            let check = draft.check(seoul_date(Timestamp::now()));
            Outcome::Checked(Box::new(draft.policy), check)
        }
        Err(error) => Outcome::Unreadable(error),
    }
}

fn as_json((path, outcome): &(&Path, Outcome)) -> serde_json::Value {
    let file = path.display().to_string();
    match outcome {
        Outcome::Checked(policy, check) => json!({
            "file": file,
            "outcome": if check.needs_attention() { "findings" } else { "ok" },
            "institution": policy.institution.name_ko,
            "title": policy.policy.title_ko,
            "items": check.items,
            "findings": check.findings,
        }),
        Outcome::Unreadable(error) => json!({
            "file": file,
            "outcome": "unreadable",
            "line": error.line,
            "column": error.column,
            "message": error.message,
        }),
        Outcome::Unopened(message) => json!({
            "file": file,
            "outcome": "unreadable",
            "message": message,
        }),
    }
}

fn as_text(path: &Path, outcome: &Outcome, lang: Lang) -> String {
    let path = path.display();
    match outcome {
        Outcome::Unopened(message) => format!("{path}: {}\n", message.get(lang)),
        Outcome::Unreadable(error) => {
            let message = error.message.get(lang);
            format!("{path}:{}:{}: {message}\n", error.line, error.column)
        }
        Outcome::Checked(policy, check) => checked(&path, policy, check, lang),
    }
}

fn checked(
    path: &std::path::Display,
    policy: &OperationPolicy,
    check: &PolicyCheck,
    lang: Lang,
) -> String {
    let pick = |ko: &'static str, en: &'static str| match lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    let mut out = format!(
        "{path}\n{} {}, {}\n\n{}\n",
        policy.institution.region_ko,
        policy.institution.name_ko,
        policy.policy.title_ko,
        pick(
            "개인정보 보호법 시행령 제25조 제1항의 여덟 가지",
            "The eight items of 개인정보 보호법 시행령 제25조 제1항"
        )
    );
    for item in &check.items {
        let state = match item.state {
            ItemState::Stated => pick("명시됨", "stated"),
            ItemState::Partly => pick("일부", "in part"),
            ItemState::Missing => pick("없음", "missing"),
        };
        let law = match lang {
            Lang::Ko => item.law.ko.clone(),
            Lang::En => format!("{} ({})", item.law.ko, item.law.en),
        };
        let _ = writeln!(out, "  {}. {law}: {state}", item.number);
        for part in item
            .parts
            .iter()
            .filter(|part| part.state != PartState::Stated)
        {
            let (name, state) = (part.name.get(lang), part.state.label());
            let _ = writeln!(out, "       {name}: {}", state.get(lang));
        }
    }
    out.push('\n');
    if check.findings.is_empty() {
        out.push_str(pick(
            "모순이나 개인정보를 찾지 못했습니다.\n",
            "No contradictions and no personal data were found.\n",
        ));
        return out;
    }
    for finding in &check.findings {
        let level = finding.level.label();
        let place = finding
            .path
            .as_ref()
            .map_or_else(String::new, |path| format!("{path}: "));
        let _ = writeln!(
            out,
            "{} {place}{}",
            level.get(lang),
            finding.message.get(lang)
        );
    }
    out
}
