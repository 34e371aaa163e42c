//! `siya releases`: what was imported, and what of it is published.

use clap::Args;
use comfy_table::{Cell, CellAlignment, Table, presets};

use super::difference::institution_name;
use super::environment::language;
use super::{DONE, DataDirectory, Format, institution_code, print};
use crate::import::Lang;
use crate::model::day::{SEOUL, seoul_date};
use crate::store::{ReleaseEntry, Store};

/// Lists the releases.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataDirectory,
    /// Only this institution, by its code | 기관 코드
    #[arg(long, value_name = "CODE", value_parser = institution_code)]
    institution: Option<String>,
    /// How to report | 출력 형식
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let releases = match Store::open_existing(&arguments.data.directory)? {
        Some(store) => store.releases(arguments.institution.as_deref())?,
        None => Vec::new(),
    };
    match arguments.format {
        Format::Json => print(&format!("{}\n", serde_json::to_string(&releases)?))?,
        Format::Text => print(&format!("{}\n", table(&releases, language())))?,
    }
    Ok(DONE)
}

fn table(releases: &[ReleaseEntry], lang: Lang) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_BORDERS_ONLY);
    table.set_header(match lang {
        Lang::Ko => [
            "번호",
            "기관",
            "자료원",
            "파일",
            "반입 시각",
            "기준일",
            "지점",
            "게시",
        ],
        Lang::En => [
            "Release",
            "Institution",
            "Source",
            "Files",
            "Imported",
            "Reference date",
            "Sites",
            "Published",
        ],
    });
    for release in releases {
        let at = SEOUL.to_datetime(release.imported_at).strftime("%H:%M");
        let published = match (release.published, lang) {
            (false, _) => "",
            (true, Lang::Ko) => "게시 중",
            (true, Lang::En) => "now",
        };
        table.add_row([
            Cell::new(release.id).set_alignment(CellAlignment::Right),
            Cell::new(format!(
                "{} {}",
                release.institution,
                institution_name(&release.institution, lang)
            )),
            Cell::new(&release.source),
            Cell::new(release.file_names.join(", ")),
            Cell::new(format!("{} {at}", seoul_date(release.imported_at))),
            Cell::new(
                release
                    .reference_date
                    .map(|date| date.to_string())
                    .unwrap_or_default(),
            ),
            Cell::new(release.sites).set_alignment(CellAlignment::Right),
            Cell::new(published),
        ]);
    }
    table
}
