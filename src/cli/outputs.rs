//! The files that `siya check` and `siya import` write for an office: the report as a page, and the
//! office's own table with remarks.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::errors::{refused, unwritable};
use crate::http::pages::{STYLESHEET, render};
use crate::import::{Import, Lang, Options, annotate, can_annotate};
use crate::quality::unpublished;
use crate::query::interval::seoul_date;

/// Files to write besides the report on the screen.
#[derive(Args)]
pub struct Outputs {
    /// Write a copy of the table with status, reason and suggestion in columns of their own | 점검 결과를 표시한 표
    #[arg(long, value_name = "OUT.xlsx")]
    annotated: Option<PathBuf>,
    /// Write the report as a page | 보고서 페이지
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
}

impl Outputs {
    /// Refuses what cannot be written, before anything is read.
    pub fn check(&self, files: &[PathBuf]) -> anyhow::Result<()> {
        match (&self.annotated, files) {
            (None, _) => {}
            (Some(_), [file]) => {
                can_annotate(file)?;
            }
            (Some(_), _) => {
                return Err(refused(
                    "--annotated는 파일 하나의 사본을 만듭니다. 한 번에 하나만 적으십시오",
                    "--annotated makes a copy of one file: name one at a time",
                ));
            }
        }
        for output in [&self.annotated, &self.report].into_iter().flatten() {
            if files.iter().any(|file| is_same(file, output)) {
                let output = output.display();
                return Err(refused(
                    format!("{output}은(는) 읽을 파일입니다. 다른 이름으로 쓰십시오"),
                    format!("{output} is the file to be read; write to another"),
                ));
            }
            let folder = output
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
                let folder = folder.display();
                return Err(refused(
                    format!("{folder} 폴더가 없습니다"),
                    format!("the folder {folder} does not exist"),
                ));
            }
        }
        if let Some(path) = &self.annotated
            && !path
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
        {
            return Err(refused(
                "점검 결과를 표시한 사본의 이름은 .xlsx로 끝나야 합니다",
                "the name of an annotated copy ends in .xlsx",
            ));
        }
        Ok(())
    }

    /// Writes what was asked for.
    pub fn write(
        &self,
        files: &[PathBuf],
        options: &Options,
        import: &Import,
        lang: Lang,
    ) -> anyhow::Result<()> {
        if let (Some(to), [file]) = (&self.annotated, files) {
            annotate(file, options, &import.report, 0, lang, to)?;
        }
        if let Some(to) = &self.report {
            let text = page(import, lang)?;
            std::fs::write(to, text).map_err(|error| unwritable(to, &error))?;
        }
        Ok(())
    }
}

/// The report as one file that needs no other.
fn page(import: &Import, lang: Lang) -> anyhow::Result<String> {
    let today = seoul_date(Timestamp::now());
    let report = &import.report;
    let context = context! {
        stylesheet => STYLESHEET,
        as_of => today.to_string(),
        institutions => Value::from(Serde(unpublished(import, today)?)),
        report => context! {
            files => Value::from(Serde(&report.files)),
            rows => report.rows,
            accepted => report.accepted,
            mended => report.mended,
            suspect => report.suspect,
            quarantined => report.quarantined,
            refused => report.refused,
            withheld => report.withheld.total(),
        },
    };
    Ok(render("report.html", lang, context)?)
}

fn is_same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
