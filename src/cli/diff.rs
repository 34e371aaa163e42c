//! `siya diff`: what differs between two releases of a register.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

use super::difference::{change, counts, institution_name};
use super::environment::language;
use super::errors::refused;
use super::{DONE, DataDirectory, Format, institution_code, no_releases, print};
use crate::query::interval::end_of_day;
use crate::store::Store;

/// Compares two releases.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataDirectory,
    /// Number of the earlier release, or with --institution a date | 이전 번호 또는 날짜
    #[arg(value_name = "A")]
    from: String,
    /// Number of the later release, or with --institution a date | 이후 번호 또는 날짜
    #[arg(value_name = "B")]
    to: String,
    /// Compare what this institution had published on two dates | 기관 코드
    #[arg(long, value_name = "CODE", value_parser = institution_code)]
    institution: Option<String>,
    /// Name of the source, with --institution | 자료원 이름
    #[arg(long, value_name = "NAME", requires = "institution")]
    source: Option<String>,
    /// How to report | 출력 형식
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(mut store) = Store::open_existing(&arguments.data.directory)? else {
        return Err(no_releases(&arguments.data));
    };
    let (from, to) = match &arguments.institution {
        None => (release(&arguments.from)?, release(&arguments.to)?),
        Some(institution) => {
            let source = source(arguments, institution, &store)?;
            let at = |text: &str| published(&store, institution, &source, text);
            (at(&arguments.from)?, at(&arguments.to)?)
        }
    };
    let difference = store.difference(from, to)?;
    if arguments.format == Format::Json {
        print(&format!("{}\n", serde_json::to_string(&difference)?))?;
        return Ok(DONE);
    }
    let lang = language();
    let mut text = format!(
        "{} {} ({}): {from} → {to}; {}\n",
        difference.institution,
        institution_name(&difference.institution, lang),
        difference.source,
        counts(&difference.counts, lang)
    );
    for one in &difference.changes {
        text.push_str(&change(one, lang));
        text.push('\n');
    }
    print(&text)?;
    Ok(DONE)
}

fn release(text: &str) -> anyhow::Result<i64> {
    match text.parse() {
        Ok(release) => Ok(release),
        Err(_) => Err(refused(
            format!(
                "\"{text}\"은(는) 릴리스 번호가 아닙니다(`siya releases`를 보십시오). 날짜에는 --institution이 필요합니다"
            ),
            format!(
                "\"{text}\" is not the number of a release (see `siya releases`); dates need --institution"
            ),
        )),
    }
}

/// The release that was published at the end of a day.
fn published(store: &Store, institution: &str, source: &str, text: &str) -> anyhow::Result<i64> {
    let Ok(date) = text.parse::<Date>() else {
        return Err(refused(
            format!("\"{text}\"은(는) 2026-05-01과 같은 날짜가 아닙니다"),
            format!("\"{text}\" is not a date such as 2026-05-01"),
        ));
    };
    let at = end_of_day(date).min(Timestamp::now());
    match store.release_at(institution, source, at)? {
        Some(release) => Ok(release),
        None => Err(refused(
            format!(
                "{date}에 게시된 {institution}({source})의 대장이 없습니다. `siya releases`를 보십시오"
            ),
            format!(
                "nothing of {institution} ({source}) was published on {date}; see `siya releases`"
            ),
        )),
    }
}

fn source(arguments: &Arguments, institution: &str, store: &Store) -> anyhow::Result<String> {
    if let Some(source) = &arguments.source {
        return Ok(source.clone());
    }
    let mut sources: Vec<String> = store
        .releases(Some(institution))?
        .into_iter()
        .map(|release| release.source)
        .collect();
    sources.sort_unstable();
    sources.dedup();
    match sources.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(refused(
            format!("{institution}의 대장을 반입한 적이 없습니다. `siya releases`를 보십시오"),
            format!("nothing of {institution} was imported; see `siya releases`"),
        )),
        several => {
            let names = several.join(", ");
            Err(refused(
                format!("{institution}의 자료원이 여럿입니다({names}). --source로 고르십시오"),
                format!("{institution} has several sources ({names}); name one with --source"),
            ))
        }
    }
}
