//! `siya mapping suggest` and `siya mapping check`: what columns mean where the importer cannot know.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, Subcommand};

use super::environment::language;
use super::{DONE, DataDirectory, print};
use crate::import::{Examined, Lang, Mappings, Options, ReadCell, ReadRow, examine};
use crate::model::RowUnit;

/// What to do with mappings.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Propose a mapping for a file, to correct and keep | 매핑을 제안한다
    Suggest(Suggest),
    /// Show the first rows of a file as a mapping reads them | 매핑대로 읽은 첫 행을 보여준다
    Check(Check),
}

#[derive(Args)]
struct Suggest {
    /// Register file | 대장 파일
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Sheet of a workbook, when not the likeliest one | 시트
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

#[derive(Args)]
struct Check {
    #[command(flatten)]
    data: DataDirectory,
    /// Register file | 대장 파일
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The mapping; without it those kept in the data directory are tried | 매핑 파일
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// How many rows to show | 보여줄 행 수
    #[arg(long, default_value_t = 5)]
    rows: usize,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    match &arguments.command {
        Command::Suggest(arguments) => suggest(arguments),
        Command::Check(arguments) => check(arguments),
    }
}

/// The mappings kept in a data directory, and the one that the user named.
pub fn mappings(data: &DataDirectory, chosen: Option<&Path>) -> anyhow::Result<Mappings> {
    let kept = Mappings::kept_in(&data.directory)?;
    Ok(match chosen {
        Some(path) => kept.with_chosen(path)?,
        None => kept,
    })
}

fn looked_at(file: &Path, options: &Options) -> anyhow::Result<Vec<Examined>> {
    Ok(examine(file, options)?)
}

fn suggest(arguments: &Suggest) -> anyhow::Result<u8> {
    let lang = language();
    let seen = looked_at(&arguments.file, &Options::default())?;
    let names: Vec<&str> = seen.iter().filter_map(Examined::table).collect();
    let chosen = match &arguments.sheet {
        Some(sheet) => seen
            .iter()
            .find(|examined| examined.table() == Some(sheet.as_str())),
        None => seen.iter().rev().max_by_key(|examined| examined.likeness()),
    };
    let Some(chosen) = chosen else {
        match lang {
            Lang::Ko => bail!("그런 시트가 없습니다; 시트: {}", names.join(", ")),
            Lang::En => bail!(
                "there is no such sheet; the sheets are {}",
                names.join(", ")
            ),
        }
    };
    let mut out = String::new();
    if seen.len() > 1 && arguments.sheet.is_none() {
        let _ = match lang {
            Lang::Ko => writeln!(
                out,
                "# 시트: {} (--sheet로 고를 수 있습니다)",
                names.join(", ")
            ),
            Lang::En => writeln!(
                out,
                "# sheets: {} (--sheet chooses another one)",
                names.join(", ")
            ),
        };
    }
    out.push_str(&chosen.proposal(lang));
    print(&out)?;
    Ok(DONE)
}

fn check(arguments: &Check) -> anyhow::Result<u8> {
    let lang = language();
    let options = Options {
        mappings: mappings(&arguments.data, arguments.mapping.as_deref())?,
        ..Options::default()
    };
    let seen = looked_at(&arguments.file, &options)?;
    if !seen.iter().any(Examined::is_understood) {
        let why = seen.iter().find_map(|examined| examined.refusal(lang));
        bail!("{}", why.unwrap_or_default());
    }
    let mut out = String::new();
    for examined in &seen {
        show(&mut out, examined, arguments.rows, lang);
    }
    print(&out)?;
    Ok(DONE)
}

fn show(out: &mut String, examined: &Examined, rows: usize, lang: Lang) {
    if let Some(table) = examined.table() {
        let _ = writeln!(out, "[{table}]");
    }
    if let Some(why) = examined.refusal(lang) {
        let _ = writeln!(out, "{why}\n");
        return;
    }
    let _ = match (examined.mapping(), lang) {
        (Some((name, _)), Lang::Ko) => writeln!(out, "매핑: {name}"),
        (Some((name, _)), Lang::En) => writeln!(out, "mapping: {name}"),
        (None, Lang::Ko) => writeln!(out, "매핑 없이 이름으로 읽었습니다"),
        (None, Lang::En) => writeln!(out, "read by its names, without a mapping"),
    };
    let _ = match (examined.mapping().map(|(_, row)| row), lang) {
        (Some(RowUnit::Camera), Lang::Ko) => writeln!(out, "한 행이 카메라 하나"),
        (Some(RowUnit::Camera), Lang::En) => writeln!(out, "a row is a camera"),
        (Some(RowUnit::Pole), Lang::Ko) => writeln!(out, "한 행이 지점 하나"),
        (Some(RowUnit::Pole), Lang::En) => writeln!(out, "a row is a pole"),
        _ => Ok(()),
    };
    for ReadRow { number, cells } in examined.preview(rows, lang) {
        let _ = match lang {
            Lang::Ko => writeln!(out, "\n{number}행"),
            Lang::En => writeln!(out, "\nrow {number}"),
        };
        for ReadCell {
            meaning,
            column,
            value,
        } in cells
        {
            let _ = writeln!(out, "  {meaning} ({column}): {value}");
        }
    }
    out.push('\n');
}
