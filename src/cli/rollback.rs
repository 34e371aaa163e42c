//! `siya rollback`: publish an earlier release of a register again.

use std::collections::BTreeMap;

use clap::Args;
use jiff::Timestamp;

use super::difference::{counts, institution_name};
use super::environment::language;
use super::errors::refused;
use super::{DONE, DataDirectory, Format, institution_code, no_releases, print, tell_waiting};
use crate::import::Lang;
use crate::store::{ReleaseEntry, Store};

/// Publishes an earlier release again.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataDirectory,
    /// Institution, by its code | 기관 코드
    #[arg(long, value_name = "CODE", value_parser = institution_code)]
    institution: String,
    /// Name of the source; needed where several have an earlier release | 자료원 이름
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Release to publish; the one before the present one by default | 되돌릴 번호
    #[arg(long, value_name = "RELEASE")]
    to: Option<i64>,
    /// How to report | 출력 형식
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(mut store) = Store::open_existing(&arguments.data.directory)? else {
        return Err(no_releases(&arguments.data));
    };
    let releases = store.releases(Some(&arguments.institution))?;
    let source = source(arguments, &releases)?;
    let done = store.rollback(
        &arguments.institution,
        &source,
        arguments.to,
        Timestamp::now(),
        &tell_waiting,
    )?;
    if arguments.format == Format::Json {
        print(&format!("{}\n", serde_json::to_string(&done)?))?;
        return Ok(DONE);
    }
    let lang = language();
    let name = institution_name(&done.institution, lang);
    let counts = counts(&done.counts, lang);
    print(&match lang {
        Lang::Ko => format!(
            "{name} ({}): {}번 대신 {}번을 다시 게시했습니다. {counts}. 지운 것은 없습니다.\n",
            done.source, done.from, done.to
        ),
        Lang::En => format!(
            "{name} ({}): release {} is published again instead of {}: {counts}. Nothing was deleted.\n",
            done.source, done.to, done.from
        ),
    })?;
    Ok(DONE)
}

/// The source that is meant: the one named, that of the release named, or the only one that can be
/// rolled back.
fn source(arguments: &Arguments, releases: &[ReleaseEntry]) -> anyhow::Result<String> {
    if let Some(source) = &arguments.source {
        return Ok(source.clone());
    }
    if let Some(to) = arguments.to
        && let Some(release) = releases.iter().find(|release| release.id == to)
    {
        return Ok(release.source.clone());
    }
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for release in releases {
        *sources.entry(&release.source).or_default() += 1;
    }
    let mut several = sources
        .iter()
        .filter(|&(_, &count)| count > 1)
        .map(|(&source, _)| source);
    let institution = &arguments.institution;
    match (several.next(), several.next()) {
        (Some(only), None) => Ok(only.to_owned()),
        (None, _) => Err(refused(
            format!(
                "{institution}에 이전 릴리스가 있는 대장이 없습니다. `siya releases`를 보십시오"
            ),
            format!("no register of {institution} has an earlier release; see `siya releases`"),
        )),
        (Some(_), Some(_)) => {
            let names = sources.keys().copied().collect::<Vec<_>>().join(", ");
            Err(refused(
                format!(
                    "{institution}에는 이전 릴리스가 있는 자료원이 여럿입니다({names}). --source로 고르십시오"
                ),
                format!(
                    "{institution} has several sources with earlier releases ({names}); name one with --source"
                ),
            ))
        }
    }
}
