//! `siya import` and `siya check`: register files in, a report out.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use super::environment::language;
use super::{DONE, DataDirectory, FAILED, Format, WITH_REFUSED_ROWS, print};
use crate::import::{Import, Lang, Options, ProjectedColumns, RowMeans, read, run_checks};
use crate::model::InstitutionRegistry;
use crate::place::Places;
use crate::spatial::crs::EpsgCode;
use crate::store::{Published, Replaced, Store, publish};

/// Reads register files.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataDirectory,
    /// Register files: CSV (CP949 or UTF-8), JSON, or a folder or tar of JSON | 대장 파일
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Coordinate system of projected coordinates, such as EPSG:5186 | 좌표계
    #[arg(long, value_name = "EPSG:N", requires_all = ["x_column", "y_column"])]
    crs: Option<EpsgCode>,
    /// Column of eastings, with --crs | 동서 방향 좌표 열
    #[arg(long, value_name = "NAME", requires = "crs")]
    x_column: Option<String>,
    /// Column of northings, with --crs | 남북 방향 좌표 열
    #[arg(long, value_name = "NAME", requires = "crs")]
    y_column: Option<String>,
    /// Institution that all rows belong to, by its 7-digit code | 모든 행의 관리기관 코드
    #[arg(long, value_name = "CODE")]
    institution: Option<String>,
    /// Name of the source; a new release replaces the former one of the same source | 자료원 이름
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// What a row stands for: one camera, or a pole with all its cameras | 한 행의 뜻
    #[arg(long, value_enum, value_name = "WHAT")]
    row: Option<RowIs>,
    /// How to report | 보고 형식
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What a row stands for.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum RowIs {
    /// One camera.
    Camera,
    /// A pole or wall with all its cameras.
    Pole,
}

/// Whether anything is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Publish what was read.
    Publish,
    /// Only report.
    CheckOnly,
}

/// Runs either command.
pub fn run(arguments: &Arguments, mode: Mode) -> anyhow::Result<u8> {
    let options = options(arguments)?;
    // A data directory that cannot be written is told before the files are read.
    let store = match mode {
        Mode::Publish => Some(Store::open(&arguments.data.directory)?),
        Mode::CheckOnly => None,
    };
    let bar = progress_bar();
    let mut import = read(&arguments.files, &options, &|progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
        if progress.files > 1 {
            bar.set_message(format!("{}/{}", progress.file + 1, progress.files));
        }
    })?;
    run_checks(&mut import, Places::embedded(), &options);
    bar.finish_and_clear();
    let published = store
        .map(|store| write(store, &import, &options))
        .transpose()?;
    report(&import, published, arguments.format)?;
    Ok(match mode {
        Mode::Publish if import.report.accepted == 0 => FAILED,
        Mode::CheckOnly if import.report.refused + import.report.quarantined > 0 => {
            WITH_REFUSED_ROWS
        }
        _ => DONE,
    })
}

fn options(arguments: &Arguments) -> anyhow::Result<Options> {
    let crs = arguments
        .crs
        .zip(arguments.x_column.clone().zip(arguments.y_column.clone()))
        .map(|(code, (x, y))| ProjectedColumns { code, x, y });
    let institution = match &arguments.institution {
        None => None,
        Some(code) => match InstitutionRegistry::embedded().by_code(code) {
            Some(entry) => Some(entry.code.clone()),
            None => bail!(
                "\"{code}\" is not the code of an institution; codes have seven digits, such as 3040000"
            ),
        },
    };
    Ok(Options {
        crs,
        institution,
        source: arguments.source.clone(),
        row_means: match arguments.row {
            None => RowMeans::Unknown,
            Some(RowIs::Camera) => RowMeans::Camera,
            Some(RowIs::Pole) => RowMeans::Pole,
        },
    })
}

fn write(mut store: Store, import: &Import, options: &Options) -> anyhow::Result<Published> {
    if import.report.accepted == 0 {
        bail!("no row could be taken, so nothing was published; see `siya check` for the reasons");
    }
    let bar = progress_bar();
    bar.set_length(import.report.accepted);
    let published = publish(&mut store, import, options, Timestamp::now(), &|written| {
        bar.set_position(written);
    })?;
    bar.finish_and_clear();
    Ok(published)
}

fn report(import: &Import, published: Option<Published>, format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        let outcome = match published {
            None => "checked",
            Some(Published::New { .. }) => "published",
            Some(Published::Unchanged { .. }) => "unchanged",
        };
        let value = serde_json::json!({ "outcome": outcome, "report": import.report });
        return print(&format!("{value}\n"));
    }
    let lang = language();
    print(&format!(
        "{}\n{}\n",
        import.report.render(lang),
        outcome(published, lang)
    ))
}

fn outcome(published: Option<Published>, lang: Lang) -> String {
    match (published, lang) {
        (None, Lang::Ko) => "점검만 했습니다. 게시된 자료는 그대로입니다.".to_owned(),
        (None, Lang::En) => "Checked only; what is published has not changed.".to_owned(),
        (
            Some(Published::New {
                import,
                releases,
                replaced,
            }),
            Lang::Ko,
        ) => {
            let Replaced {
                releases: old,
                sites_before,
                sites_after,
            } = replaced;
            format!(
                "게시했습니다: 반입 {import}번, 대장 {releases}개. 기존 대장 {old}개를 바꾸었습니다(지점 {sites_before}개 → {sites_after}개)."
            )
        }
        (
            Some(Published::New {
                import,
                releases,
                replaced,
            }),
            Lang::En,
        ) => {
            let Replaced {
                releases: old,
                sites_before,
                sites_after,
            } = replaced;
            format!(
                "Published: import {import}, {releases} registers; {old} of them replaced an earlier release ({sites_before} sites before, {sites_after} now)."
            )
        }
        (Some(Published::Unchanged { import }), Lang::Ko) => {
            format!("같은 내용이 이미 게시되어 있습니다(반입 {import}번). 바뀐 것이 없습니다.")
        }
        (Some(Published::Unchanged { import }), Lang::En) => {
            format!("The same content is published already (import {import}); nothing changed.")
        }
    }
}

/// A bar on a terminal, nothing in a pipe.
fn progress_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3}% {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
