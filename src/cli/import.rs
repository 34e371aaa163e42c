//! `siya import` and `siya check`: register files in, a report out.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use super::difference::registers;
use super::environment::language;
use super::errors::{crs_error, refused};
use super::outputs::Outputs;
use super::{DONE, DataDirectory, FAILED, Format, WITH_REFUSED_ROWS, mapping, print, tell_waiting};
use crate::import::{
    BareNumber, Geometry, Import, Lang, Options, ProjectedColumns, read, run_checks,
};
use crate::model::institution::UNKNOWN_CODE;
use crate::model::{InstitutionRegistry, RowUnit};
use crate::place::Places;
use crate::spatial::crs::EpsgCode;
use crate::store::{Published, Publishing, RegisterDifference, Standing, Store, publish};

/// Reads register files.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataDirectory,
    /// Register files: CSV, XLSX, XLS, ODS, HTML, JSON, GeoJSON, XML or shapefile, also inside zip, gz, tar or a folder | 대장 파일
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Coordinate system, such as EPSG:5186, of --x-column and --y-column, else of geometries | 좌표계
    #[arg(long, value_name = "EPSG:N", value_parser = epsg)]
    crs: Option<EpsgCode>,
    /// Column of eastings, with --crs | 동서 방향 좌표 열
    #[arg(long, value_name = "NAME", requires_all = ["crs", "y_column"])]
    x_column: Option<String>,
    /// Column of northings, with --crs | 남북 방향 좌표 열
    #[arg(long, value_name = "NAME", requires_all = ["crs", "x_column"])]
    y_column: Option<String>,
    /// Column of geometries as text such as POINT (127.1 37.5), before any columns of degrees | 도형(WKT) 열
    #[arg(long, value_name = "NAME", conflicts_with = "x_column")]
    geometry: Option<String>,
    /// Institution that all rows belong to, by its 7-digit code | 모든 행의 관리기관 코드
    #[arg(long, value_name = "CODE")]
    institution: Option<String>,
    /// Name of the source; a new release replaces the former one of the same source | 자료원 이름
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// What the columns mean, from `siya mapping suggest` | 매핑 파일
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// What a row stands for: one camera, or a pole with all its cameras | 한 행의 뜻
    #[arg(long, value_enum, value_name = "WHAT")]
    row: Option<RowIs>,
    /// Publish even when more than a fifth of a register disappears or an older one replaces a newer one | 5분의 1 넘게 사라지거나 기준일자가 이전이어도 게시한다
    #[arg(long)]
    confirm: bool,
    /// What a number alone in 촬영방면정보 means, when the office has said so | 촬영방면정보의 단독 숫자
    #[arg(long, value_enum, value_name = "MEANING")]
    direction_number: Option<DirectionNumber>,
    #[command(flatten)]
    outputs: Outputs,
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

/// What a number alone in 촬영방면정보 means.
#[derive(Clone, Copy, clap::ValueEnum)]
enum DirectionNumber {
    /// Bearing in degrees clockwise from north | 방위각
    Azimuth,
    /// Opening angle in degrees | 화각
    FieldOfView,
    /// Number of directions | 방면 수
    Directions,
    /// Range in metres | 촬영 거리
    RangeM,
}

impl From<DirectionNumber> for BareNumber {
    fn from(number: DirectionNumber) -> Self {
        match number {
            DirectionNumber::Azimuth => Self::Azimuth,
            DirectionNumber::FieldOfView => Self::FieldOfView,
            DirectionNumber::Directions => Self::Directions,
            DirectionNumber::RangeM => Self::RangeM,
        }
    }
}

fn epsg(text: &str) -> Result<EpsgCode, String> {
    let code: Result<EpsgCode, _> = text.parse();
    code.map_err(|error| crs_error(&error).get(language()).to_owned())
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
    arguments.outputs.check(&arguments.files)?;
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
    run_checks(&mut import, Places::embedded());
    bar.finish_and_clear();
    arguments
        .outputs
        .write(&arguments.files, &options, &import, language())?;
    let published = store
        .map(|store| write(store, &import, &options, arguments.confirm))
        .transpose()?;
    report(&import, published.as_ref(), arguments.format)?;
    let code = match mode {
        Mode::Publish if import.report.accepted + import.report.mobile == 0 => FAILED,
        Mode::Publish if matches!(published, Some(Published::Unconfirmed { .. })) => FAILED,
        Mode::CheckOnly if import.report.refused + import.report.quarantined > 0 => {
            WITH_REFUSED_ROWS
        }
        _ => DONE,
    };
    // The program ends here: millions of texts need not be given back one by one.
    std::mem::forget(import);
    Ok(code)
}

fn options(arguments: &Arguments) -> anyhow::Result<Options> {
    let crs = arguments
        .crs
        .zip(arguments.x_column.clone().zip(arguments.y_column.clone()))
        .map(|(code, (x, y))| ProjectedColumns { code, x, y });
    let geometry = Geometry {
        crs: arguments.crs.filter(|_| crs.is_none()),
        column: arguments.geometry.clone(),
    };
    let institution = match &arguments.institution {
        None => None,
        Some(code) => match InstitutionRegistry::embedded().by_code(code) {
            Some(entry) => Some(entry.code.clone()),
            None => {
                return Err(refused(
                    format!(
                        "\"{code}\"은(는) 기관 코드가 아닙니다. 기관 코드는 3040000과 같은 일곱 자리 숫자입니다"
                    ),
                    format!(
                        "\"{code}\" is not the code of an institution; codes have seven digits, such as 3040000"
                    ),
                ));
            }
        },
    };
    Ok(Options {
        crs,
        geometry,
        institution,
        source: arguments.source.clone(),
        mappings: mapping::mappings(&arguments.data, arguments.mapping.as_deref())?,
        row_is: match arguments.row {
            None => RowUnit::Unknown,
            Some(RowIs::Camera) => RowUnit::Camera,
            Some(RowIs::Pole) => RowUnit::Pole,
        },
        bare_number: arguments
            .direction_number
            .map_or(BareNumber::Ambiguous, Into::into),
    })
}

fn write(
    mut store: Store,
    import: &Import,
    options: &Options,
    confirm: bool,
) -> anyhow::Result<Published> {
    if import.report.accepted + import.report.mobile == 0 {
        return Err(refused(
            "받아들일 수 있는 행이 없어 아무것도 게시하지 않았습니다. 이유는 `siya check`로 볼 수 있습니다",
            "no row could be taken, so nothing was published; see `siya check` for the reasons",
        ));
    }
    let bar = progress_bar();
    bar.set_length(import.report.accepted);
    let publishing = Publishing {
        options,
        at: Timestamp::now(),
        confirm,
        progress: &|written| bar.set_position(written),
        waiting: &tell_waiting,
    };
    let published = publish(&mut store, import, &publishing)?;
    bar.finish_and_clear();
    Ok(published)
}

fn report(import: &Import, published: Option<&Published>, format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        let (outcome, number, differences) = match published {
            None => ("checked", None, None),
            Some(Published::New {
                import,
                differences,
                ..
            }) => ("published", Some(import), Some(differences)),
            Some(Published::Unchanged { import }) => ("unchanged", Some(import), None),
            Some(Published::Unconfirmed { differences }) => {
                ("unconfirmed", None, Some(differences))
            }
        };
        let value = serde_json::json!({
            "outcome": outcome, "import": number, "report": import.report, "differences": differences
        });
        return print(&format!("{value}\n"));
    }
    let lang = language();
    print(&format!(
        "{}\n{}\n",
        import.report.render(lang),
        outcome(import, published, lang)
    ))
}

fn outcome(import: &Import, published: Option<&Published>, lang: Lang) -> String {
    match (published, lang) {
        (None, Lang::Ko) => "점검만 했습니다. 게시된 자료는 그대로입니다.".to_owned(),
        (None, Lang::En) => "Checked only; what is published has not changed.".to_owned(),
        (
            Some(Published::New {
                import,
                unchanged,
                differences,
            }),
            _,
        ) => published_words(*import, *unchanged, differences, lang),
        (Some(Published::Unchanged { import: former }), _) => {
            unchanged_words(*former, import, lang)
        }
        (Some(Published::Unconfirmed { differences }), _) => unconfirmed_words(differences, lang),
    }
}

fn unchanged_words(former: i64, import: &Import, lang: Lang) -> String {
    let codes = import
        .registers
        .iter()
        .map(|register| &*register.institution);
    let mut codes = codes.filter(|code| *code != UNKNOWN_CODE);
    let first = codes.next().unwrap_or("{code}");
    let code = if codes.all(|code| code == first) {
        first
    } else {
        "{code}"
    };
    match lang {
        Lang::Ko => format!(
            "바뀐 것이 없습니다. 같은 내용이 이미 게시되어 있습니다(반입 {former}번). 그때의 보고서가 그대로 \
             /institutions/{code}/quality에 있고, 위의 보고서는 보관하지 않습니다."
        ),
        Lang::En => format!(
            "Nothing changed: the same content is published already (import {former}). The report of that import stays at \
             /institutions/{code}/quality; the one above is not kept."
        ),
    }
}

fn unconfirmed_words(differences: &[RegisterDifference], lang: Lang) -> String {
    let standing = differences
        .iter()
        .find_map(|difference| difference.standing.as_ref());
    if let Some(Standing { source, .. }) = standing {
        return standing_words(differences, source, lang);
    }
    let loses = differences.iter().any(RegisterDifference::loses_much);
    let is_older = differences
        .iter()
        .any(|difference| difference.older.is_some());
    let why = match (loses, is_older, lang) {
        (true, false, Lang::Ko) => "다음 대장에서 지점의 5분의 1이 넘게 사라집니다.",
        (true, false, Lang::En) => "more than a fifth of these registers would disappear.",
        (false, _, Lang::Ko) => "다음 대장은 데이터기준일자가 게시된 것보다 이전입니다.",
        (false, _, Lang::En) => {
            "these registers state an older 데이터기준일자 than what is published."
        }
        (true, true, Lang::Ko) => {
            "다음 대장은 지점의 5분의 1이 넘게 사라지거나 데이터기준일자가 게시된 것보다 이전입니다."
        }
        (true, true, Lang::En) => {
            "of these registers more than a fifth would disappear, or they state an older 데이터기준일자 than what is published."
        }
    };
    let registers = registers(differences, lang);
    let back = match (is_older, lang) {
        (false, _) => "",
        (true, Lang::Ko) => " 앞서 게시한 것으로 되돌리려면 siya rollback을 쓰십시오.",
        (true, Lang::En) => " To go back to what was published earlier, use siya rollback.",
    };
    match lang {
        Lang::Ko => format!(
            "게시하지 않았습니다. {why}\n{registers}맞다면 같은 명령에 --confirm을 붙여 다시 실행하십시오.{back}"
        ),
        Lang::En => format!(
            "Not published: {why}\n{registers}If that is right, run the same command again with --confirm.{back}"
        ),
    }
}

/// What is new by its name and published under another: which of the two it is to be.
fn standing_words(differences: &[RegisterDifference], source: &str, lang: Lang) -> String {
    let registers = registers(differences, lang);
    match lang {
        Lang::Ko => format!(
            "게시하지 않았습니다. 다음 대장은 절반 넘게 같은 기관의 다른 자료원으로 이미 게시되어 있습니다.\n{registers}그 자료원을 새로 \
             바꾸려면 같은 명령에 --source \"{source}\"을(를), 둘을 나란히 게시하려면 --confirm을 붙여 다시 실행하십시오."
        ),
        Lang::En => format!(
            "Not published: more than half of these registers is published already under another source of the same \
             institution.\n{registers}To replace that source, run the same command again with --source \"{source}\"; to publish both \
             side by side, with --confirm."
        ),
    }
}

fn published_words(
    import: i64,
    unchanged: usize,
    differences: &[RegisterDifference],
    lang: Lang,
) -> String {
    let first = differences
        .iter()
        .filter(|difference| difference.first)
        .count();
    let replaced = differences.len() - first;
    let sum = |sites: fn(&RegisterDifference) -> usize| -> usize {
        differences
            .iter()
            .filter(|difference| !difference.first)
            .map(sites)
            .sum()
    };
    let (before, after) = (
        sum(|difference| difference.sites_before),
        sum(|difference| difference.sites_after),
    );
    let words = match lang {
        Lang::Ko => format!(
            "게시했습니다: 반입 {import}번. 새 대장 {first}개, 바뀐 대장 {replaced}개(지점 {before}개 → {after}개), 그대로인 대장 {unchanged}개."
        ),
        Lang::En => format!(
            "Published: import {import}. {first} new {}; {replaced} replaced an earlier release ({before} sites before, {after} now); {unchanged} unchanged.",
            if first == 1 { "register" } else { "registers" }
        ),
    };
    format!("{words}\n{}", registers(differences, lang))
        .trim_end()
        .to_owned()
}

/// A bar on a terminal, nothing in a pipe.
pub(super) fn progress_bar() -> ProgressBar {
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
