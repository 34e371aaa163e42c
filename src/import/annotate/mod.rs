//! A copy of the office's own table with what was found: the same rows in the same places, and three
//! columns that say status, reason and suggestion.
//!
//! Invariants: no value of the office is changed and none becomes a formula that computes; a row stands
//! where it stood, so that row numbers of the report hold in the copy (until a sheet is full and the next
//! one begins); every sheet of a workbook is there, in its place; the added columns name no personal
//! data, for issues hold none; an import passes over them, so the corrected copy can be imported as it is;
//! the copy of a copy has them once.

mod cell;
mod copy;
mod remarks;
mod source;
mod style;

use std::path::Path;

use rust_xlsxwriter::XlsxError;

use super::columns::{Dictionary, is_legend};
use super::issue::Lang;
use super::{Error, Form, Options, Report, csv};
use copy::{Beside, Copy};
use remarks::Remarks;
use source::Source;

pub use source::can_annotate;

/// Why no annotated copy can be made.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateError {
    /// The file cannot be read again.
    #[error(transparent)]
    Read(#[from] Error),
    /// The file is no table: its name, and what it is.
    #[error(
        "{0} is no table ({form}): an annotated copy is made of one CSV file or workbook (XLSX, XLS, ODS, HTML)",
        form = .1.label(Lang::En)
    )]
    NotATable(String, Form),
    /// A row has more columns than a sheet.
    #[error("row {0} has more columns than a sheet can hold")]
    TooWide(u32),
    /// The copy cannot be written.
    #[error("the annotated copy cannot be written: {0}")]
    Write(#[from] XlsxError),
}

impl AnnotateError {
    /// The error as a sentence in the language asked for.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Read(error), _) => error.sentence(lang),
            (_, Lang::En) => self.to_string(),
            (Self::NotATable(file, form), Lang::Ko) => format!(
                "{file}은(는) 표가 아닙니다({}): 점검 결과를 표시한 사본은 CSV 파일이나 통합 문서(XLSX, XLS, ODS, HTML) 하나에서만 만듭니다",
                form.label(lang)
            ),
            (Self::TooWide(row), Lang::Ko) => {
                format!("{row}행의 열이 시트에 담을 수 있는 수보다 많습니다")
            }
            (Self::Write(error), Lang::Ko) => {
                format!("점검 결과를 표시한 사본을 쓸 수 없습니다: {error}")
            }
        }
    }
}

/// Writes an annotated copy of the file at `path`, which is the file number `file` of the report.
///
/// # Errors
/// When the file is no table, or the copy cannot be written.
pub fn annotate(
    path: &Path,
    options: &Options,
    report: &Report,
    file: usize,
    lang: Lang,
    to: &Path,
) -> Result<(), AnnotateError> {
    let (source, name) = Source::open(path)?;
    let remarks = Remarks::new(report, file);
    let mut copy = Copy::new(lang);
    match source {
        Source::Workbook(bytes) => {
            let mut book = bytes.open(&name)?;
            let sheets = book.sheets();
            let is_copy = sheets.iter().any(|sheet| is_legend(&sheet.name));
            for sheet in sheets.iter().filter(|sheet| !is_legend(&sheet.name)) {
                let readings = remarks.readings(&sheet.name);
                let mut beside = Beside::after(&readings);
                book.each_row(&sheet.name, &name, |row, cells| {
                    beside.note(row, cells.iter().map(|(column, cell)| (*column, cell)));
                    Ok::<_, AnnotateError>(())
                })?;
                if is_copy {
                    beside.find_former_without_names();
                }
                let found = remarks.of_sheet(&sheet.name);
                copy.begin(&sheet.name, sheet.hidden, readings, &beside, found)?;
                copy.merge(book.merged(&sheet.name, &name)?);
                book.each_row(&sheet.name, &name, |row, cells| {
                    copy.row(row, cells.iter().map(|(column, cell)| (*column, cell)))
                })?;
                copy.end()?;
            }
        }
        Source::Text(decoded) => {
            let dictionary = Dictionary::new(options.crs.as_ref());
            let text = decoded.text();
            let readings = remarks.readings("");
            let mut beside = Beside::after(&readings);
            csv::each_row(csv::Input::Text(text), &dictionary, |row, record| {
                beside.note(row, (0..).zip(record.iter()));
                Ok::<(), AnnotateError>(())
            })?;
            copy.begin("", false, readings, &beside, remarks.of_sheet(""))?;
            csv::each_row(csv::Input::Text(text), &dictionary, |row, record| {
                copy.row(row, (0..).zip(record.iter()))
            })?;
            copy.end()?;
        }
    }
    copy.save(to)
}
