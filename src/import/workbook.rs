//! Spreadsheets to tables: XLSX streamed sheet by sheet, XLS and ODS as a whole.
//!
//! Cells become the texts that a spreadsheet shows: dates in ISO form, numbers without the noise of
//! binary fractions. What a spreadsheet has damaged is said and left out, never repaired. Of merged
//! cells only the first has the value. Rows keep their numbers.

use std::io::Cursor;

use calamine::{
    Data, DataType, Dimensions, ExcelDateTime, Ods, OdsError, Range, Reader, SheetType,
    SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};

use super::Error;
use super::guard::{broken, guarded};
use super::issue::IssueKind;
use super::table::{Builder, CellRemark, Table, TableRow};
use super::workbook_limits as limits;

/// From here on a spreadsheet no longer keeps every digit: it has fifteen.
const DIGITS_LOST: f64 = 1e15;

/// A sheet of a workbook.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
}

/// Cells that are shown as one: row and column of the first and of the last, from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merged {
    pub(super) first: (u32, u32),
    pub(super) last: (u32, u32),
}

impl Merged {
    /// How many cells they are.
    pub(super) fn cells(&self) -> u64 {
        let side = |first: u32, last: u32| u64::from(last.saturating_sub(first)) + 1;
        side(self.first.0, self.last.0) * side(self.first.1, self.last.1)
    }
}

/// An opened workbook.
pub(super) enum Workbook<'a> {
    Xlsx(Box<Xlsx<Cursor<&'a [u8]>>>),
    Xls(Box<Xls<Cursor<&'a [u8]>>>),
    Ods(Box<Ods<Cursor<&'a [u8]>>>),
}

impl<'a> Workbook<'a> {
    /// Opens the XML form of Excel.
    ///
    /// # Errors
    /// When it is encrypted, damaged, or its parts are larger than any register.
    pub(super) fn xlsx(bytes: &'a [u8], file: &str) -> Result<Self, Error> {
        limits::check_xlsx(bytes, file)?;
        guarded(file, "XLSX", || {
            Xlsx::new(Cursor::new(bytes)).map_err(|error| xlsx_error(&error, file))
        })
        .map(|workbook| Self::Xlsx(Box::new(workbook)))
    }

    /// Opens the old binary form of Excel.
    ///
    /// # Errors
    /// As [`Workbook::xlsx`].
    pub(super) fn xls(bytes: &'a [u8], file: &str) -> Result<Self, Error> {
        limits::check_xls(bytes, file)?;
        guarded(file, "XLS", || {
            Xls::new(Cursor::new(bytes)).map_err(|error| match error {
                XlsError::Password => Error::Encrypted {
                    file: file.to_owned(),
                },
                error => broken(file, "XLS", &error),
            })
        })
        .map(|workbook| Self::Xls(Box::new(workbook)))
    }

    /// Opens an `OpenDocument` spreadsheet.
    ///
    /// # Errors
    /// As [`Workbook::xlsx`].
    pub(super) fn ods(bytes: &'a [u8], file: &str) -> Result<Self, Error> {
        limits::check_ods(bytes, file)?;
        guarded(file, "ODS", || {
            Ods::new(Cursor::new(bytes)).map_err(|error| match error {
                OdsError::Password => Error::Encrypted {
                    file: file.to_owned(),
                },
                error => broken(file, "ODS", &error),
            })
        })
        .map(|workbook| Self::Ods(Box::new(workbook)))
    }

    /// The sheets with cells, in their order.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let sheets = match self {
            Self::Xlsx(workbook) => workbook.sheets_metadata(),
            Self::Xls(workbook) => workbook.sheets_metadata(),
            Self::Ods(workbook) => workbook.sheets_metadata(),
        };
        sheets
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| Sheet {
                name: sheet.name.clone(),
                hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect()
    }

    /// Reads one sheet.
    ///
    /// # Errors
    /// When it is damaged or has more cells than any register.
    pub(super) fn table(&mut self, sheet: &str, file: &str) -> Result<Table, Error> {
        match self {
            Self::Xlsx(workbook) => guarded(file, "XLSX", || stream(workbook, sheet, file)),
            Self::Xls(workbook) => guarded(file, "XLS", || {
                let range = workbook
                    .worksheet_range(sheet)
                    .map_err(|error| broken(file, "XLS", &error))?;
                dense(&range, sheet, file)
            }),
            Self::Ods(workbook) => guarded(file, "ODS", || {
                let range = workbook
                    .worksheet_range(sheet)
                    .map_err(|error| broken(file, "ODS", &error))?;
                dense(&range, sheet, file)
            }),
        }
    }
}

impl Workbook<'_> {
    /// Calls `each` with every row of a sheet that holds anything: its number, and its cells with their
    /// columns from 0, in the types that the book states.
    ///
    /// # Errors
    /// When the sheet is damaged, or `each` fails.
    pub(super) fn each_row<E: From<Error>>(
        &mut self,
        sheet: &str,
        file: &str,
        mut each: impl FnMut(u32, &[(u32, Data)]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut failed = Ok(());
        let mut pass = |row: u32, cells: &[(u32, Data)]| {
            failed = if cells.is_empty() {
                Ok(())
            } else {
                each(row.saturating_add(1), cells)
            };
            failed.is_ok()
        };
        match self {
            Self::Xlsx(workbook) => guarded(file, "XLSX", || {
                let fail = |error: XlsxError| xlsx_error(&error, file);
                let mut reader = workbook.worksheet_cells_reader(sheet).map_err(fail)?;
                let (mut row, mut cells) = (0, Vec::new());
                while let Some(cell) = reader.next_cell().map_err(fail)? {
                    let (at, column) = cell.get_position();
                    if at != row {
                        if !pass(row, &cells) {
                            return Ok(());
                        }
                        row = at;
                        cells.clear();
                    }
                    let value = Data::from(cell.get_value().clone());
                    if value != Data::Empty {
                        cells.push((column, value));
                    }
                }
                pass(row, &cells);
                Ok(())
            }),
            Self::Xls(workbook) => guarded(file, "XLS", || {
                let range = workbook
                    .worksheet_range(sheet)
                    .map_err(|error| broken(file, "XLS", &error))?;
                pass_on(&range, pass);
                Ok(())
            }),
            Self::Ods(workbook) => guarded(file, "ODS", || {
                let range = workbook
                    .worksheet_range(sheet)
                    .map_err(|error| broken(file, "ODS", &error))?;
                pass_on(&range, pass);
                Ok(())
            }),
        }?;
        failed
    }

    /// The merged cells of a sheet; those of an ODS are not told.
    ///
    /// # Errors
    /// When the sheet is damaged.
    pub(super) fn merged(&mut self, sheet: &str, file: &str) -> Result<Vec<Merged>, Error> {
        let found = match self {
            Self::Xlsx(workbook) => guarded(file, "XLSX", || {
                let found = workbook.merge_cells_by_sheet_name(sheet);
                found.map_err(|error| xlsx_error(&error, file))
            }),
            Self::Xls(workbook) => guarded(file, "XLS", || {
                let found = workbook.merge_cells_by_sheet_name(sheet);
                found.map_err(|error| broken(file, "XLS", &error))
            }),
            Self::Ods(_) => Ok(Vec::new()),
        }?;
        let merged = |found: &Dimensions| Merged {
            first: found.start,
            last: found.end,
        };
        Ok(found.iter().map(merged).collect())
    }
}

/// Hands on the rows of a range until somebody has had enough.
fn pass_on(range: &Range<Data>, mut pass: impl FnMut(u32, &[(u32, Data)]) -> bool) {
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, cells) in (first_row..).zip(range.rows()) {
        let filled: Vec<(u32, Data)> = (first_column..)
            .zip(cells)
            .filter(|(_, cell)| **cell != Data::Empty)
            .map(|(column, cell)| (column, cell.clone()))
            .collect();
        if !pass(row, &filled) {
            return;
        }
    }
}

fn stream(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, file: &str) -> Result<Table, Error> {
    let fail = |error: XlsxError| xlsx_error(&error, file);
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(fail)?;
    let mut builder = Builder::new(Some(sheet.to_owned()));
    let mut row = TableRow::default();
    let mut widest = 0;
    while let Some(cell) = reader.next_cell().map_err(fail)? {
        let (at, column) = cell.get_position();
        let number = at.saturating_add(1);
        if number != row.number {
            widest = widest.max(row.cells.len());
            push(&mut builder, std::mem::take(&mut row), file)?;
            row.number = number;
            row.cells.reserve(widest);
        }
        put(&mut row, column as usize, cell.get_value());
    }
    push(&mut builder, row, file)?;
    Ok(builder.finish())
}

fn dense(range: &Range<Data>, sheet: &str, file: &str) -> Result<Table, Error> {
    let mut builder = Builder::new(Some(sheet.to_owned()));
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (number, cells) in (first_row.saturating_add(1)..).zip(range.rows()) {
        let mut row = TableRow {
            number,
            ..TableRow::default()
        };
        for (column, cell) in (first_column as usize..).zip(cells) {
            put(&mut row, column, cell);
        }
        push(&mut builder, row, file)?;
    }
    Ok(builder.finish())
}

fn push(builder: &mut Builder, row: TableRow, file: &str) -> Result<(), Error> {
    if row.cells.is_empty() && row.remarks.is_empty() {
        return Ok(());
    }
    builder.push(row, file)
}

/// Puts a cell into its row as a text, or a remark on why it is empty.
fn put(row: &mut TableRow, column: usize, cell: &impl DataType) {
    let mut remark = |kind, value: String| {
        let cell = Some(column);
        row.remarks.push(CellRemark { cell, kind, value });
    };
    let text = if let Some(text) = cell.get_string() {
        text.to_owned()
    } else if let Some(value) = cell.get_float() {
        if value.abs() >= DIGITS_LOST {
            remark(IssueKind::DigitsLost, format!("{value:e}"));
            return;
        }
        number(value)
    } else if let Some(value) = cell.get_int() {
        if value.unsigned_abs() >= 1_000_000_000_000_000 {
            remark(IssueKind::DigitsLost, value.to_string());
            return;
        }
        value.to_string()
    } else if let Some(date) = cell.get_datetime() {
        date_text(date)
    } else if let Some(date) = cell.get_datetime_iso() {
        iso_date(date)
    } else if let Some(duration) = cell.get_duration_iso() {
        duration.to_owned()
    } else if let Some(value) = cell.get_bool() {
        value.to_string()
    } else if let Some(error) = cell.get_error() {
        remark(IssueKind::CellError, error.to_string());
        return;
    } else {
        return;
    };
    if !text.is_empty() {
        row.set(column, text);
    }
}

/// A number as a spreadsheet shows it: at most fifteen digits, no trailing zeros.
fn number(value: f64) -> String {
    let shortest = value.to_string();
    let digits = shortest.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 {
        return shortest;
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string()
}

/// A date cell as an ISO date, with the time unless it is midnight; a time alone as such.
fn date_text(date: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    // Binary fractions of a day fall a millisecond short of the second.
    let (minute, second) = if milli >= 500 && second == 59 {
        (minute + 1, 0)
    } else {
        (minute, second + u8::from(milli >= 500))
    };
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if date.is_duration() || date.as_f64() < 1.0 {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if time == "00:00:00" {
        day
    } else {
        format!("{day} {time}")
    }
}

fn iso_date(text: &str) -> String {
    match text.split_once('T') {
        Some((day, time)) if time.bytes().all(|b| matches!(b, b'0' | b':' | b'.' | b'Z')) => {
            day.to_owned()
        }
        Some((day, time)) => format!("{day} {time}"),
        None => text.to_owned(),
    }
}

fn xlsx_error(error: &XlsxError, file: &str) -> Error {
    match error {
        XlsxError::Password => Error::Encrypted {
            file: file.to_owned(),
        },
        error => broken(file, "XLSX", error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{CellErrorType, ExcelDateTimeType};

    fn cell(value: &Data) -> TableRow {
        let mut row = TableRow::default();
        put(&mut row, 0, value);
        row
    }

    fn shown(value: &Data) -> String {
        cell(value).cells.pop().unwrap_or_default()
    }

    fn date(value: f64) -> Data {
        Data::DateTime(ExcelDateTime::new(
            value,
            ExcelDateTimeType::DateTime,
            false,
        ))
    }

    #[test]
    fn cells_are_the_texts_that_a_spreadsheet_shows() {
        for (value, text) in [
            (Data::Float(127.084_7), "127.0847"),
            (Data::Float(127.084_700_000_000_01), "127.0847"),
            (Data::Float(0.1 + 0.2), "0.3"),
            (Data::Float(1.0), "1"),
            (Data::Float(-0.5), "-0.5"),
            (Data::Int(30), "30"),
            (Data::Bool(true), "true"),
            (Data::String("0312".into()), "0312"),
            (date(44_713.0), "2022-06-01"),
            (date(44_713.5), "2022-06-01 12:00:00"),
            (date(0.75), "18:00:00"),
            (
                Data::DateTimeIso("2022-06-01T00:00:00".into()),
                "2022-06-01",
            ),
            (Data::DateTimeIso("2022-06-01".into()), "2022-06-01"),
            (Data::Empty, ""),
        ] {
            assert_eq!(shown(&value), text, "{value:?}");
        }
    }

    #[test]
    fn errors_and_damaged_numbers_are_said_and_left_out() {
        for (value, kind) in [
            (Data::Error(CellErrorType::NA), IssueKind::CellError),
            (
                Data::Float(202_330_400_000_801_010.0),
                IssueKind::DigitsLost,
            ),
            (Data::Int(202_330_400_000_801_010), IssueKind::DigitsLost),
        ] {
            let row = cell(&value);
            assert_eq!((row.cells.len(), row.remarks[0].kind), (0, kind));
        }
        assert_eq!(
            shown(&Data::Float(123_456_789_012_345.0)),
            "123456789012345"
        );
    }
}
