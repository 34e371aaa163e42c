//! The command line: one file per subcommand, the only place that prints.

mod capture;
mod data;
mod diff;
mod difference;
mod environment;
mod errors;
mod export;
mod import;
mod mapping;
mod outputs;
mod policy;
mod releases;
mod rollback;
mod sample;
mod serve;
mod usage;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};

use jiff::Timestamp;

use crate::import::Lang;
use crate::model::InstitutionRegistry;
use crate::model::institution::UNKNOWN_CODE;
use crate::query::interval::parse_time;

/// Done.
const DONE: u8 = 0;
/// Done, but rows were refused (`check`).
const WITH_REFUSED_ROWS: u8 = 1;
/// Done, and there is something to look at (`policy check`).
const WITH_FINDINGS: u8 = 1;
/// Refused or failed.
const FAILED: u8 = 2;

#[derive(Parser)]
#[command(
    name = "siya",
    version,
    about = "시야: 공공 CCTV 지도, 공개 데이터 API, 영상 보유 기관 찾기\nPublic camera map, open-data API and footage finder",
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the map and the API | 지도와 API를 연다
    Serve(serve::Arguments),
    /// Read register files and publish them | 대장을 읽어 게시한다
    Import(import::Arguments),
    /// Read register files and only report | 게시하지 않고 점검만 한다
    Check(import::Arguments),
    /// List what was imported and what is published | 반입한 대장의 이력을 본다
    Releases(releases::Arguments),
    /// Publish an earlier release again | 이전 대장을 다시 게시한다
    Rollback(rollback::Arguments),
    /// Compare two releases | 두 대장의 차이를 본다
    Diff(diff::Arguments),
    /// Say what the columns of a register mean | 대장의 열이 뜻하는 바를 정한다
    Mapping(mapping::Arguments),
    /// Which cameras could have captured a point | 한 지점을 촬영할 수 있었던 카메라를 찾는다
    Capture(capture::Arguments),
    /// Write what is published as a file | 게시된 대장을 파일로 저장한다
    Export(export::Arguments),
    /// Check operation policies | 운영·관리 방침을 점검한다
    #[command(subcommand)]
    Policy(policy::Subcommand),
    /// Write the sample register | 표본 대장을 만든다
    Sample(sample::Arguments),
    /// Print the API document (OpenAPI) | API 문서를 출력한다
    Openapi,
}

/// Where the data are.
#[derive(Args)]
struct DataDirectory {
    /// Data directory | 자료 폴더
    #[arg(
        long = "data",
        value_name = "DIR",
        env = "SIYA_DATA",
        default_value = "siya-data"
    )]
    directory: PathBuf,
}

/// How a command reports.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Runs the program and tells the system how it went.
#[must_use]
pub fn main() -> ExitCode {
    if let Some(code) = environment::without_foreign_proj_database() {
        return code;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misused(&error),
    };
    let result = match cli.command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Import(arguments) => import::run(&arguments, import::Mode::Publish),
        Command::Check(arguments) => import::run(&arguments, import::Mode::CheckOnly),
        Command::Releases(arguments) => releases::run(&arguments),
        Command::Rollback(arguments) => rollback::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Mapping(arguments) => mapping::run(&arguments),
        Command::Capture(arguments) => capture::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Policy(command) => policy::run(&command),
        Command::Sample(arguments) => sample::run(&arguments),
        Command::Openapi => print(&crate::http::openapi::document_text()).map(|()| DONE),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // A closed pipe (`siya capture … | head`) is no failure worth words.
            if !is_broken_pipe(&error) {
                complain(&error);
            }
            ExitCode::from(FAILED)
        }
    }
}

/// Writes to standard output; a closed pipe is an error like any other.
fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

#[expect(clippy::print_stderr, reason = "this is where failures are told")]
fn complain(error: &anyhow::Error) {
    eprintln!("siya: {}", errors::sentence(error, environment::language()));
}

/// Tells how the command line was misused; help and version, which come the same way, are in both
/// languages or in none.
#[expect(clippy::print_stderr, reason = "this is where misuse is told")]
fn misused(error: &clap::Error) -> ExitCode {
    let told_in_korean = environment::language() == Lang::Ko
        && error.use_stderr()
        && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if told_in_korean {
        eprint!("siya: {}", usage::in_korean(error));
    } else if error.print().is_err() {
        return ExitCode::from(FAILED);
    }
    ExitCode::from(if error.use_stderr() { FAILED } else { DONE })
}

/// Tells that another import is being written.
#[expect(clippy::print_stderr, reason = "people who wait should know what for")]
fn tell_waiting() {
    eprintln!(
        "{}",
        match environment::language() {
            Lang::Ko => "다른 반입이 진행 중입니다. 끝나기를 기다립니다.",
            Lang::En => "Another import is being written; waiting for it to finish.",
        }
    );
}

/// The code of an institution, or `unknown`, as arguments give it.
fn institution_code(text: &str) -> Result<String, String> {
    match InstitutionRegistry::embedded().by_code(text) {
        Some(entry) => Ok(entry.code.clone()),
        None if text == UNKNOWN_CODE => Ok(text.to_owned()),
        None => Err(pick(
            "기관 코드는 3040000과 같은 일곱 자리 숫자입니다",
            "codes of institutions have seven digits, such as 3040000",
        )),
    }
}

/// The text in the language of the user.
fn pick(ko: &str, en: &str) -> String {
    match environment::language() {
        Lang::Ko => ko.to_owned(),
        Lang::En => en.to_owned(),
    }
}

/// A time as arguments give it.
fn time(text: &str) -> Result<Timestamp, String> {
    parse_time(text).map_err(|error| error.said().get(environment::language()).to_owned())
}

/// The failure of a command that needs releases where there are none.
fn no_releases(data: &DataDirectory) -> anyhow::Error {
    let directory = data.directory.display();
    errors::refused(
        format!("자료 폴더 {directory}에 반입한 대장이 없습니다"),
        format!("the data directory {directory} has no releases"),
    )
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
