//! `siya export`: what is published as a file, the same that the service offers for download.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::environment::language;
use super::errors::{refused, unwritable};
use super::import::progress_bar;
use super::{DONE, DataDirectory, data, institution_code, no_releases};
use crate::dataset::Dataset;
use crate::export::{Contents, Error, Format, Part, save, write};
use crate::import::{Lang, grouped};

/// Writes a register as a file.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataDirectory,
    /// Form of the file | 파일 형식
    #[arg(long, value_enum)]
    format: Form,
    /// Only this institution, by its code | 기관 코드
    #[arg(long, value_name = "CODE", value_parser = institution_code)]
    institution: Option<String>,
    /// File to write instead of standard output | 저장할 파일
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Leave the sample register out | 표본 대장을 쓰지 않는다
    #[arg(long)]
    no_sample: bool,
}

/// The forms as arguments name them.
#[derive(Clone, Copy)]
struct Form(Format);

impl ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Self] {
        const FORMS: [Form; Format::ALL.len()] = {
            let mut forms = [Form(Format::Csv); Format::ALL.len()];
            let mut at = 0;
            while at < forms.len() {
                forms[at] = Form(Format::ALL[at]);
                at += 1;
            }
            forms
        };
        &FORMS
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        let value = clap::builder::PossibleValue::new(self.0.code());
        let ending = self.0.extension();
        Some(if ending == self.0.code() {
            value
        } else {
            value.alias(ending)
        })
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Form(format) = arguments.format;
    let to_terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    if to_terminal && !format.is_text() {
        return Err(refused(
            format!(
                "{}은(는) 터미널에 보일 수 없습니다. -o로 파일을 정하십시오",
                format.name()
            ),
            format!(
                "{} cannot be shown on a terminal: name a file with -o",
                format.name()
            ),
        ));
    }
    let dataset = data::load_directory(&arguments.data.directory, !arguments.no_sample)?;
    if dataset.is_empty() {
        return Err(no_releases(&arguments.data));
    }
    let contents = Contents::new(&dataset, part(arguments.institution.as_deref(), &dataset)?);
    let bar = progress_bar();
    bar.set_length(contents.sites() as u64);
    let progress = |done| bar.set_position(done);
    match &arguments.output {
        None => {
            let out = std::io::stdout();
            let mut out = std::io::BufWriter::new(out);
            write(format, &contents, &mut out, &progress).map_err(|error| failure(error, None))?;
            out.flush()?;
        }
        Some(path) => {
            let written = save(format, &contents, path, &progress)
                .map_err(|error| failure(error, Some(path)))?;
            bar.finish_and_clear();
            tell(&contents, format, path, written.bytes);
        }
    }
    bar.finish_and_clear();
    Ok(DONE)
}

fn part(institution: Option<&str>, dataset: &Dataset) -> anyhow::Result<Part> {
    let Some(code) = institution else {
        return Ok(Part::All);
    };
    let found = dataset.institution(code);
    found
        .map(|(index, _)| Part::Institution(index))
        .ok_or_else(|| {
            refused(
                format!("기관 {code}의 대장이 게시되어 있지 않습니다"),
                format!("no register of the institution {code} is published"),
            )
        })
}

/// The failure in words: of the system with the file, of ours as it is.
fn failure(error: Error, path: Option<&PathBuf>) -> anyhow::Error {
    match (error, path) {
        (Error::Io(error), Some(path)) => unwritable(path, &error),
        (Error::Io(error), None) => error.into(),
        (error, _) => refused(
            "파일을 만들 수 없습니다",
            format!("the file cannot be made: {error}"),
        ),
    }
}

/// Tells people what was written, and what of it is no camera.
#[expect(clippy::print_stderr, reason = "standard output may be the file")]
fn tell(contents: &Contents, format: Format, path: &std::path::Path, bytes: u64) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let (path, sites) = (path.display(), grouped(contents.sites() as u64));
    let bytes = grouped(bytes);
    let sample = contents.provenance().sample;
    let (words, mark) = match language() {
        Lang::Ko => (
            format!("{path}: {}, 지점 {sites}곳, {bytes}바이트", format.name()),
            "표본 대장이 들어 있습니다. 실제 카메라가 아닙니다 (--no-sample로 뺍니다).",
        ),
        Lang::En => (
            format!("{path}: {}, {sites} sites, {bytes} bytes", format.name()),
            "It holds sample registers: no real cameras (--no-sample leaves them out).",
        ),
    };
    eprintln!("{words}");
    if sample {
        eprintln!("{mark}");
    }
}
