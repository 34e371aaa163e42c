//! A copy of the office's own table with what was found: the same rows in the same places, and three
//! columns that say status, reason and suggestion.
//!
//! Invariants: no cell of the office is changed and none becomes a formula; a row stands where it stood,
//! so that row numbers of the report hold in the copy (until a sheet is full and the next one begins);
//! the added columns name no personal data, for issues hold none; an import ignores them, so the
//! corrected copy can be imported as it is.

use std::collections::HashMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use super::columns::{Dictionary, OUR_OWN};
use super::decode::decode;
use super::issue::{Issue, Lang, Severity};
use super::open::{Content, open};
use super::sniff::{Kind, sniff};
use super::suggest::suggestion;
use super::unpack::{Budget, FILE_LIMIT, gunzip};
use super::{Error, Options, Report, csv};

/// Rows of a sheet (ECMA-376; the limit of every spreadsheet program).
const MOST_ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const MOST_COLUMNS: usize = 16_384;
/// Characters of a cell; the format counts UTF-16 units, of which a character has at most two.
const MOST_CHARACTERS: usize = 32_767 / 2;

/// Why no annotated copy can be made.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateError {
    /// The file cannot be read again.
    #[error(transparent)]
    Read(#[from] Error),
    /// The file is no table.
    #[error("{0} is not a table, so there is no copy to annotate; only CSV and workbooks are")]
    NotATable(String),
    /// A row has more columns than a sheet.
    #[error("row {0} has more columns than a sheet can hold")]
    TooWide(u32),
    /// The copy cannot be written.
    #[error("the annotated copy cannot be written: {0}")]
    Write(#[from] XlsxError),
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
    let opened = open(path)?;
    let not_a_table = || AnnotateError::NotATable(opened.name.clone());
    let dictionary = Dictionary::new(options.crs.as_ref());
    let remarks = Remarks::new(report, file);
    // Where the header of a table stands, when the table was read at all.
    let readings = |is_this: &dyn Fn(Option<&str>) -> bool| {
        let mut tables = report.tables.iter().filter(|table| table.file == file);
        let reading = tables.find(|table| is_this(table.table.as_deref()));
        reading.map(|reading| reading.header_row)
    };
    let mut copy = Copy::new(lang);
    if is_workbook(path) {
        let bytes = std::fs::read(path).map_err(|_| not_a_table())?;
        let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| not_a_table())?;
        let names = book.sheet_names();
        for name in names {
            let Ok(range) = book.worksheet_range(&name) else {
                continue;
            };
            let (first_row, first_column) = range.start().unwrap_or_default();
            let rows = || range.rows().zip(first_row + 1..);
            let reading = readings(&|table| table.is_none_or(|table| table == name));
            let found = remarks.of_sheet(&name, reading.is_some());
            let width = first_column as usize + range.width();
            copy.begin(&name, reading.flatten(), width, found)?;
            for (cells, row) in rows() {
                copy.row(row, first_column, cells.iter())?;
            }
            copy.end()?;
        }
    } else {
        let Content::File(mut bytes) = opened.content else {
            return Err(not_a_table());
        };
        if sniff(&bytes) == Kind::Gzip {
            bytes = gunzip(&bytes, FILE_LIMIT, &opened.name, &Budget::default())?;
        }
        if sniff(&bytes) != Kind::Text {
            return Err(not_a_table());
        }
        let decoded = decode(bytes, &opened.name)?;
        let text = decoded.text();
        if text.trim_start().starts_with(['[', '{', '<']) {
            return Err(AnnotateError::NotATable(opened.name));
        }
        let mut width = 0;
        csv::each_row(text, &dictionary, |_, record| {
            width = width.max(record.len());
            Ok::<(), AnnotateError>(())
        })?;
        let header = readings(&|_| true).flatten();
        copy.begin("", header, width, remarks.of_sheet("", true))?;
        csv::each_row(text, &dictionary, |row, record| {
            copy.row(row, 0, record.iter())
        })?;
        copy.end()?;
    }
    copy.save(to)
}

fn is_workbook(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ["xlsx", "xlsm", "xlsb", "xls", "ods"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// The remarks on one file, by sheet and row.
struct Remarks<'r> {
    by_row: HashMap<(Option<&'r str>, u32), Vec<&'r Issue>>,
}

impl<'r> Remarks<'r> {
    fn new(report: &'r Report, file: usize) -> Self {
        let mut by_row: HashMap<_, Vec<&Issue>> = HashMap::new();
        for issue in report.issues.iter().filter(|issue| issue.file == file) {
            if let Some(row) = issue.row {
                let sheet = issue.member.as_deref();
                by_row.entry((sheet, row)).or_default().push(issue);
            }
        }
        for issues in by_row.values_mut() {
            issues.sort_by_key(|issue| issue.severity());
        }
        Self { by_row }
    }

    /// Those of one sheet; remarks that name none belong to the sheets with cameras.
    fn of_sheet(&self, name: &str, has_cameras: bool) -> HashMap<u32, Vec<&'r Issue>> {
        self.by_row
            .iter()
            .filter(|((sheet, _), _)| match sheet {
                Some(sheet) => *sheet == name,
                None => has_cameras,
            })
            .map(|((_, row), issues)| (*row, issues.clone()))
            .collect()
    }
}

/// A cell of the office's table, as its file holds it.
trait Cell {
    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        format: Option<&Format>,
        text: &Format,
    ) -> Result<(), XlsxError>;
    fn text(&self) -> String;
}

fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: Option<&Format>,
    as_text: &Format,
) -> Result<(), XlsxError> {
    let cut: String;
    let mut shown = text;
    if text.len() > MOST_CHARACTERS && text.chars().count() > MOST_CHARACTERS {
        cut = text
            .chars()
            .take(MOST_CHARACTERS - 1)
            .chain(['…'])
            .collect();
        shown = &cut;
    }
    match format {
        Some(format) => sheet.write_string_with_format(row, column, shown, format)?,
        // A text that a spreadsheet would take for a formula as soon as somebody edits it.
        None if shown.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            sheet.write_string_with_format(row, column, shown, as_text)?
        }
        None => sheet.write_string(row, column, shown)?,
    };
    Ok(())
}

impl Cell for &str {
    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        format: Option<&Format>,
        text: &Format,
    ) -> Result<(), XlsxError> {
        if self.is_empty() && format.is_none() {
            return Ok(());
        }
        write_text(sheet, row, column, self, format, text)
    }

    fn text(&self) -> String {
        (*self).to_owned()
    }
}

impl Cell for &Data {
    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        format: Option<&Format>,
        text: &Format,
    ) -> Result<(), XlsxError> {
        let plain = Format::default();
        let shown = format.unwrap_or(&plain);
        match self {
            Data::Empty => {
                if let Some(format) = format {
                    sheet.write_blank(row, column, format)?;
                }
            }
            #[expect(
                clippy::cast_precision_loss,
                reason = "a sheet holds every number as f64"
            )]
            Data::Int(number) => {
                sheet.write_number_with_format(row, column, *number as f64, shown)?;
            }
            Data::Float(number) => {
                sheet.write_number_with_format(row, column, *number, shown)?;
            }
            Data::Bool(value) => {
                sheet.write_boolean_with_format(row, column, *value, shown)?;
            }
            Data::DateTime(date) if date.is_datetime() => {
                let whole = date.as_f64().fract() == 0.0;
                let form = if whole {
                    "yyyy-mm-dd"
                } else {
                    "yyyy-mm-dd hh:mm:ss"
                };
                let shown = shown.clone().set_num_format(form);
                sheet.write_number_with_format(row, column, date.as_f64(), &shown)?;
            }
            Data::DateTime(duration) => {
                let shown = shown.clone().set_num_format("[h]:mm:ss");
                sheet.write_number_with_format(row, column, duration.as_f64(), &shown)?;
            }
            Data::String(value) | Data::DateTimeIso(value) | Data::DurationIso(value) => {
                write_text(sheet, row, column, value, format, text)?;
            }
            Data::Error(error) => write_text(sheet, row, column, &error.to_string(), format, text)?,
        }
        Ok(())
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// The formats of a copy.
struct Formats {
    header: Format,
    as_text: Format,
    /// Status, reason and suggestion; the cell at fault.
    by_severity: HashMap<Severity, (Format, Format)>,
    accepted: Format,
}

/// Background of status columns and of the cell at fault, by severity.
const COLOURS: [(Severity, u32, u32); 5] = [
    (Severity::Refused, 0x00F8_D0CC, 0x00F0_8A80),
    (Severity::Quarantined, 0x00FB_DDC2, 0x00F5_AE6B),
    (Severity::Suspect, 0x00FF_F0C2, 0x00FF_DA66),
    (Severity::Mended, 0x00D9_EFDD, 0x0093_D1A0),
    (Severity::Note, 0x00E3_EAF3, 0x00B4_C7DE),
];

impl Formats {
    fn new() -> Self {
        let fill = |colour: u32| Format::new().set_background_color(Color::RGB(colour));
        Self {
            header: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00DB_E0E6)),
            as_text: Format::new().set_quote_prefix(),
            by_severity: COLOURS
                .map(|(severity, status, fault)| {
                    (severity, (fill(status), fill(fault).set_quote_prefix()))
                })
                .into(),
            accepted: fill(0x00FF_FFFF),
        }
    }
}

/// The sheet being written.
struct Sheet<'r> {
    name: String,
    /// Number of the row with the header.
    header: Option<u32>,
    /// The header's cells, to be repeated when the sheet is continued.
    names: Vec<String>,
    /// First column after the office's own.
    added_at: u16,
    remarks: HashMap<u32, Vec<&'r Issue>>,
    /// Row numbers less this are rows of the present part, counted from 0.
    shift: u32,
    /// Index of the present part in the book.
    index: usize,
    /// Rows of the present part so far.
    used: u32,
}

/// An annotated copy on its way to a file.
struct Copy<'r> {
    book: Workbook,
    formats: Formats,
    lang: Lang,
    sheet: Option<Sheet<'r>>,
    names: Vec<String>,
}

impl<'r> Copy<'r> {
    fn new(lang: Lang) -> Self {
        Self {
            book: Workbook::new(),
            formats: Formats::new(),
            lang,
            sheet: None,
            names: Vec::new(),
        }
    }

    fn said(&self, ko: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Ko => ko,
            Lang::En => en,
        }
    }

    /// Begins a sheet; `width` is the number of columns of its widest row.
    fn begin(
        &mut self,
        name: &str,
        header: Option<u32>,
        width: usize,
        remarks: HashMap<u32, Vec<&'r Issue>>,
    ) -> Result<(), AnnotateError> {
        let added_at = u16::try_from(width)
            .ok()
            .filter(|_| width + 3 <= MOST_COLUMNS)
            .ok_or(AnnotateError::TooWide(header.unwrap_or(1)))?;
        let name = if name.is_empty() {
            self.said("대장", "register")
        } else {
            name
        };
        let index = self.add_part(name)?;
        self.sheet = Some(Sheet {
            name: name.to_owned(),
            header,
            names: Vec::new(),
            added_at,
            remarks,
            shift: 1,
            index,
            used: 0,
        });
        Ok(())
    }

    /// Adds an empty sheet under a name that is allowed and not taken yet.
    fn add_part(&mut self, name: &str) -> Result<usize, XlsxError> {
        let allowed: String = name
            .chars()
            .filter(|c| !"[]:*?/\\'".contains(*c))
            .take(26)
            .collect();
        let taken = |names: &[String], name: &str| {
            names.iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        let mut unique = allowed.clone();
        let mut number = 2;
        while unique.trim().is_empty() || taken(&self.names, &unique) {
            unique = format!("{allowed} {number}");
            number += 1;
        }
        self.book
            .add_worksheet_with_constant_memory()?
            .set_name(&unique)?;
        self.names.push(unique);
        Ok(self.names.len() - 1)
    }

    /// Writes a row of the office's table with what is to be said of it.
    fn row<C: Cell>(
        &mut self,
        number: u32,
        first_column: u32,
        cells: impl Iterator<Item = C>,
    ) -> Result<(), AnnotateError> {
        let Some(mut sheet) = self.sheet.take() else {
            return Ok(());
        };
        if number - sheet.shift >= MOST_ROWS {
            self.close(&sheet)?;
            sheet.index = self.add_part(&sheet.name)?;
            sheet.used = 0;
            sheet.shift = number;
            if sheet.header.is_some() {
                // The header stands above every part.
                let names: Vec<&str> = sheet.names.iter().map(String::as_str).collect();
                let part = self.book.worksheet_from_index(sheet.index)?;
                for (column, name) in (0_u16..).zip(&names) {
                    name.write(
                        part,
                        0,
                        column,
                        Some(&self.formats.header),
                        &self.formats.as_text,
                    )?;
                }
                self.head(&sheet, 0)?;
                sheet.shift -= 1;
            }
        }
        let row = number - sheet.shift;
        sheet.used = row + 1;
        let is_header = sheet.header == Some(number);
        let issues = sheet.remarks.get(&number).map_or(&[][..], Vec::as_slice);
        let part = self.book.worksheet_from_index(sheet.index)?;
        let mut holds_anything = false;
        for (column, cell) in (first_column..).zip(cells) {
            let Ok(column) = u16::try_from(column) else {
                return Err(AnnotateError::TooWide(number));
            };
            let format = if is_header {
                let text = cell.text();
                sheet.names.resize(usize::from(column), String::new());
                sheet.names.push(text);
                Some(&self.formats.header)
            } else {
                let name = sheet.names.get(usize::from(column)).map(|name| name.trim());
                issues
                    .iter()
                    .find(|issue| {
                        issue
                            .column
                            .as_deref()
                            .is_some_and(|at| Some(at.trim()) == name)
                    })
                    .map(|issue| &self.formats.by_severity[&issue.severity()].1)
            };
            holds_anything |= !cell.text().trim().is_empty();
            cell.write(part, row, column, format, &self.formats.as_text)?;
        }
        if is_header {
            self.head(&sheet, row)?;
        } else if sheet.header.is_some_and(|header| number > header)
            && (holds_anything || !issues.is_empty())
        {
            self.judge(&sheet, row, issues)?;
        }
        self.sheet = Some(sheet);
        Ok(())
    }

    /// Names of the added columns.
    fn head(&mut self, sheet: &Sheet, row: u32) -> Result<(), XlsxError> {
        let names = [
            self.said("상태", "status"),
            self.said("사유", "reason"),
            self.said("제안", "suggestion"),
        ];
        let part = self.book.worksheet_from_index(sheet.index)?;
        for (column, name) in (sheet.added_at..).zip(names) {
            let name = format!("{name} {OUR_OWN}");
            part.write_string_with_format(row, column, name, &self.formats.header)?;
        }
        Ok(())
    }

    /// What became of a row, why, and what to write instead.
    fn judge(&mut self, sheet: &Sheet, row: u32, issues: &[&Issue]) -> Result<(), XlsxError> {
        let worst = issues.iter().map(|issue| issue.severity()).min();
        let status = worst.map_or(self.said("수용", "accepted"), |worst| {
            worst.label(self.lang)
        });
        let format = worst.map_or(&self.formats.accepted, |worst| {
            &self.formats.by_severity[&worst].0
        });
        let join = |texts: Vec<String>| {
            let mut unique: Vec<String> = Vec::new();
            for text in texts {
                if !unique.contains(&text) {
                    unique.push(text);
                }
            }
            unique.join("\n")
        };
        let reason = join(
            issues
                .iter()
                .map(|issue| match &issue.column {
                    Some(column) => format!("{column}: {}", issue.message(self.lang)),
                    None => issue.message(self.lang),
                })
                .collect(),
        );
        let suggested = join(
            issues
                .iter()
                .filter_map(|issue| suggestion(issue, self.lang))
                .collect(),
        );
        let part = self.book.worksheet_from_index(sheet.index)?;
        for (column, text) in (sheet.added_at..).zip([status, &reason, &suggested]) {
            write_text(part, row, column, text, Some(format), &self.formats.as_text)?;
        }
        Ok(())
    }

    /// Ends the sheet.
    fn end(&mut self) -> Result<(), XlsxError> {
        match self.sheet.take() {
            Some(sheet) => self.close(&sheet),
            None => Ok(()),
        }
    }

    /// Freezes the header of a part and puts the filter over its rows.
    fn close(&mut self, sheet: &Sheet) -> Result<(), XlsxError> {
        let Some(header) = sheet.header else {
            return Ok(());
        };
        let header = header.saturating_sub(sheet.shift);
        let part = self.book.worksheet_from_index(sheet.index)?;
        part.set_freeze_panes(header + 1, 0)?;
        if sheet.used > header + 1 {
            part.autofilter(header, 0, sheet.used - 1, sheet.added_at + 2)?;
        }
        for (column, width) in (sheet.added_at..).zip([10, 60, 50]) {
            part.set_column_width(column, width)?;
        }
        Ok(())
    }

    /// Adds the legend and writes the file.
    fn save(mut self, to: &Path) -> Result<(), AnnotateError> {
        self.legend()?;
        self.book.save(to)?;
        Ok(())
    }

    fn legend(&mut self) -> Result<(), XlsxError> {
        let rows = [
            (
                Severity::Refused,
                "반입하지 않은 행. 고쳐야 지도에 나타납니다",
                "the row was not taken; it has to be corrected",
            ),
            (
                Severity::Quarantined,
                "보관만 하고 지도와 답에 쓰지 않는 행",
                "the row is kept, but not on the map and not in answers",
            ),
            (
                Severity::Suspect,
                "지도에 의심으로 표시되는 행. 확실한 답의 근거로 쓰지 않습니다",
                "the row is shown as suspect and never the basis of a certain answer",
            ),
            (
                Severity::Mended,
                "값을 바로잡아 받은 행. 원래 값은 그대로 두었습니다",
                "a value was put right when the row was taken; the cell here is as it was",
            ),
            (
                Severity::Note,
                "받은 행. 비운 값이나 알아 둘 것이 있습니다",
                "the row was taken; something was left out or is worth knowing",
            ),
        ];
        let title = self.said("범례", "Legend");
        let head = [self.said("상태", "Status"), self.said("뜻", "Meaning")];
        let note = self.said(
            "왼쪽의 칸은 원본 그대로입니다. 고친 뒤 이 파일을 그대로(또는 CSV로 저장하여) 다시 반입할 수 있습니다. 이름이 (siya)로 끝나는 세 열은 반입할 때 무시됩니다.",
            "The cells of your table are as they were. Once corrected, this file (or the sheet saved as CSV) can be imported as it is: the three columns whose names end in (siya) are ignored.",
        );
        let index = self.add_part(title)?;
        let (lang, formats) = (self.lang, &self.formats);
        let sheet = self.book.worksheet_from_index(index)?;
        sheet.set_column_width(0, 14)?;
        sheet.set_column_width(1, 90)?;
        for (column, text) in (0..).zip(head) {
            sheet.write_string_with_format(0, column, text, &formats.header)?;
        }
        for (row, (severity, ko, en)) in (1..).zip(rows) {
            let format = &formats.by_severity[&severity].0;
            let meaning = match lang {
                Lang::Ko => ko,
                Lang::En => en,
            };
            sheet.write_string_with_format(row, 0, severity.label(lang), format)?;
            sheet.write_string(row, 1, meaning)?;
        }
        sheet.write_string(7, 0, note)?;
        Ok(())
    }
}
