//! Spreadsheets to tables: XLSX streamed sheet by sheet, XLS, ODS and markup as a whole.
//!
//! Cells become the texts that a spreadsheet shows: dates in ISO form, numbers without the noise of
//! binary fractions. What a spreadsheet has damaged is said and left out, never repaired. Of merged
//! cells only the first has the value, and the rows below it are told. Rows keep their numbers.

mod cell;
mod markup;
mod merged;

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::mpsc::sync_channel;

use calamine::{
    Data, DataRef, Dimensions, Ods, OdsError, Range, Reader, SheetType, SheetVisible, Xls,
    XlsError, Xlsx, XlsxError,
};

use super::Error;
use super::guard::{broken, guarded};
use super::table::{Builder, Table, TableRow};
use super::workbook_limits::{self as limits, Formulas, Seen};
use cell::{put, put_formula};
pub(super) use markup::{MarkupRow, MarkupSheet, Room};
pub(super) use merged::Merged;
use merged::Reach;

/// Rows of a batch: few enough that their texts are in the cache still when they are judged, and enough to
/// understand a table by.
const BATCH: usize = 1024;
/// Batches of rows that may wait to be judged.
const AHEAD: usize = 4;

/// A sheet of a workbook.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
}

/// An opened workbook.
pub(super) enum Workbook<'a> {
    Xlsx(Box<Xlsx<Cursor<&'a [u8]>>>, Seen),
    Xls(Box<Xls<Cursor<&'a [u8]>>>),
    Ods(Box<Ods<Cursor<Cow<'a, [u8]>>>>, Seen),
    /// Sheets found in markup; reading one takes its rows away.
    Markup(Vec<MarkupSheet>),
}

impl<'a> Workbook<'a> {
    /// Opens the XML form of Excel.
    ///
    /// # Errors
    /// When it is encrypted, damaged, or its parts are larger than any register.
    pub(super) fn xlsx(bytes: &'a [u8], file: &str) -> Result<Self, Error> {
        let seen = limits::check_xlsx(bytes, file)?;
        guarded(file, "XLSX", || {
            Xlsx::new(Cursor::new(bytes)).map_err(|error| xlsx_error(&error, file))
        })
        .map(|workbook| Self::Xlsx(Box::new(workbook), seen))
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
        let seen = limits::check_ods(bytes, file)?;
        let opened = |bytes: Cow<'a, [u8]>| {
            guarded(file, "ODS", || {
                Ods::new(Cursor::new(bytes)).map_err(|error| match error {
                    OdsError::Password => Error::Encrypted {
                        file: file.to_owned(),
                    },
                    error => broken(file, "ODS", &error),
                })
            })
        };
        opened(Cow::Borrowed(bytes))
            .or_else(|why| match limits::ods_without_blanks(bytes) {
                Some(plain) if matches!(why, Error::Broken { .. }) => opened(Cow::Owned(plain)),
                _ => Err(why),
            })
            .map(|workbook| Self::Ods(Box::new(workbook), seen))
    }

    /// The sheets with cells, in their order.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let sheets = match self {
            Self::Markup(sheets) => {
                let sheet = |sheet: &MarkupSheet| Sheet {
                    name: sheet.name.clone(),
                    hidden: sheet.hidden,
                };
                return sheets.iter().map(sheet).collect();
            }
            Self::Xlsx(workbook, _) => workbook.sheets_metadata(),
            Self::Xls(workbook) => workbook.sheets_metadata(),
            Self::Ods(workbook, _) => workbook.sheets_metadata(),
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

    /// Reads one sheet: `use_it` gets its first rows, and the others as they come. The second value is how
    /// many there were.
    ///
    /// # Errors
    /// When it is damaged or has more cells than any register.
    pub(super) fn read<T>(
        &mut self,
        sheet: &str,
        file: &str,
        use_it: impl FnOnce(Table, &mut dyn Iterator<Item = Vec<TableRow>>) -> T,
    ) -> Result<(T, usize), Error> {
        let reach = Reach::new(self.merged(sheet, file)?);
        let table = match self {
            // Reading takes as long as judging: each has a thread.
            Self::Xlsx(workbook, seen) => {
                let from = (&mut **workbook, seen.formulas, reach);
                return ahead(
                    file,
                    |send| guarded(file, "XLSX", || stream(from, sheet, file, send)),
                    use_it,
                );
            }
            Self::Xls(workbook) => guarded(file, "XLS", || {
                let range = workbook
                    .worksheet_range(sheet)
                    .map_err(|error| broken(file, "XLS", &error))?;
                dense(&range, &Range::empty(), reach, file)
            }),
            Self::Ods(workbook, seen) => guarded(file, "ODS", || {
                let fail = |error: OdsError| broken(file, "ODS", &error);
                let range = workbook.worksheet_range(sheet).map_err(fail)?;
                let formulas = match seen.formulas {
                    Formulas::None => Range::empty(),
                    Formulas::Perhaps => workbook.worksheet_formula(sheet).map_err(fail)?,
                };
                dense(&range, &formulas, reach, file)
            }),
            Self::Markup(sheets) => {
                let rows = named(sheets, sheet).map(|sheet| std::mem::take(&mut sheet.rows));
                markup::table(rows.unwrap_or_default(), reach, file)
            }
        }?;
        let rows = table.rows.len();
        Ok((use_it(table, &mut std::iter::empty()), rows))
    }
}

fn named<'s>(sheets: &'s mut [MarkupSheet], name: &str) -> Option<&'s mut MarkupSheet> {
    sheets.iter_mut().find(|sheet| sheet.name == name)
}

/// Lets a reader work ahead on a thread of its own; it stops when nobody takes its rows any more.
fn ahead<T>(
    file: &str,
    read: impl FnOnce(&mut dyn FnMut(Vec<TableRow>) -> bool) -> Result<(), Error> + Send,
    use_it: impl FnOnce(Table, &mut dyn Iterator<Item = Vec<TableRow>>) -> T,
) -> Result<(T, usize), Error> {
    let (sender, receiver) = sync_channel(AHEAD);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || read(&mut |rows| sender.send(rows).is_ok()));
        let mut rows = 0;
        let mut batches = receiver
            .into_iter()
            .inspect(|batch: &Vec<TableRow>| rows += batch.len());
        let table = Table {
            rows: batches.next().unwrap_or_default(),
            ..Table::default()
        };
        let result = use_it(table, &mut batches);
        // What is no register is still counted: the largest sheet has the most to say.
        batches.for_each(drop);
        reader
            .join()
            .unwrap_or_else(|_| Err(broken(file, "XLSX", &"its reader stopped")))?;
        Ok((result, rows))
    })
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
            Self::Xlsx(workbook, _) => guarded(file, "XLSX", || {
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
            Self::Ods(workbook, _) => guarded(file, "ODS", || {
                let range = workbook
                    .worksheet_range(sheet)
                    .map_err(|error| broken(file, "ODS", &error))?;
                pass_on(&range, pass);
                Ok(())
            }),
            Self::Markup(sheets) => {
                let rows = named(sheets, sheet).map(|sheet| &sheet.rows);
                for row in rows.into_iter().flatten() {
                    if !pass(row.number - 1, &row.cells) {
                        break;
                    }
                }
                Ok(())
            }
        }?;
        failed
    }

    /// The merged cells of a sheet.
    ///
    /// # Errors
    /// When the sheet is damaged.
    pub(super) fn merged(&mut self, sheet: &str, file: &str) -> Result<Vec<Merged>, Error> {
        let found = match self {
            Self::Xlsx(_, seen) | Self::Ods(_, seen) => seen.merged.get(sheet).cloned(),
            Self::Xls(workbook) => {
                let found = guarded(file, "XLS", || {
                    let found = workbook.merge_cells_by_sheet_name(sheet);
                    found.map_err(|error| broken(file, "XLS", &error))
                })?;
                let merged = |found: &Dimensions| Merged {
                    first: found.start,
                    last: found.end,
                };
                Some(found.iter().map(merged).collect())
            }
            Self::Markup(sheets) => named(sheets, sheet).map(|sheet| sheet.merged.clone()),
        };
        Ok(found.unwrap_or_default())
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

/// Sends the rows of a sheet in batches.
fn stream(
    (workbook, formulas, reach): (&mut Xlsx<Cursor<&[u8]>>, Formulas, Reach),
    sheet: &str,
    file: &str,
    send: &mut dyn FnMut(Vec<TableRow>) -> bool,
) -> Result<(), Error> {
    let fail = |error: XlsxError| xlsx_error(&error, file);
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(fail)?;
    let mut rows = Rows {
        builder: Builder::new(),
        reach,
        row: TableRow::default(),
        widest: 0,
        pushed: 0,
        file,
        send,
    };
    match formulas {
        Formulas::None => {
            while let Some(cell) = reader.next_cell().map_err(fail)? {
                let (row, column) = cell.get_position();
                if !rows.turn_to(row)? {
                    return Ok(());
                }
                put(&mut rows.row, column as usize, cell.get_value());
            }
        }
        Formulas::Perhaps => {
            while let Some(cell) = reader.next_cell_with_formula().map_err(fail)? {
                let (row, column) = cell.pos;
                if !rows.turn_to(row)? {
                    return Ok(());
                }
                match cell.formula {
                    Some(formula) if cell.value == DataRef::Empty => {
                        put_formula(&mut rows.row, column as usize, &formula);
                    }
                    _ => put(&mut rows.row, column as usize, &cell.value),
                }
            }
        }
    }
    push(&mut rows.builder, rows.row, &mut rows.reach, file)?;
    (rows.send)(rows.builder.take_rows());
    Ok(())
}

/// Rows of a sheet on their way.
struct Rows<'s> {
    builder: Builder,
    reach: Reach,
    row: TableRow,
    widest: usize,
    pushed: usize,
    file: &'s str,
    send: &'s mut dyn FnMut(Vec<TableRow>) -> bool,
}

impl Rows<'_> {
    /// Turns to a row, counted from 0; false when nobody takes rows any more.
    fn turn_to(&mut self, row: u32) -> Result<bool, Error> {
        let number = row.saturating_add(1);
        if number == self.row.number {
            return Ok(true);
        }
        self.widest = self.widest.max(self.row.cells.len());
        let row = std::mem::take(&mut self.row);
        push(&mut self.builder, row, &mut self.reach, self.file)?;
        self.pushed += 1;
        if self.pushed.is_multiple_of(BATCH) && !(self.send)(self.builder.take_rows()) {
            return Ok(false);
        }
        self.row.number = number;
        self.row.cells.reserve(self.widest);
        Ok(true)
    }
}

/// The cells of a sheet as texts; `formulas` are those of which the value may be missing.
fn dense(
    range: &Range<Data>,
    formulas: &Range<String>,
    mut reach: Reach,
    file: &str,
) -> Result<Table, Error> {
    let mut builder = Builder::new();
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (number, cells) in (first_row.saturating_add(1)..).zip(range.rows()) {
        let mut row = TableRow {
            number,
            ..TableRow::default()
        };
        for (column, cell) in (first_column as usize..).zip(cells) {
            put(&mut row, column, cell);
        }
        push(&mut builder, row, &mut reach, file)?;
    }
    let mut table = builder.finish();
    // Rows that hold nothing else.
    let mut more = Vec::new();
    let (first_row, first_column) = formulas.start().unwrap_or_default();
    for (row, column, formula) in formulas.used_cells() {
        let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else {
            continue;
        };
        let (row, column) = (first_row + row, first_column + column);
        if range
            .get_value((row, column))
            .is_none_or(|value| *value == Data::Empty)
        {
            let number = row.saturating_add(1);
            let rows = &mut table.rows;
            let known = rows.binary_search_by_key(&number, |row| row.number);
            let row = known.map_or(None, |at| rows.get_mut(at));
            let Some(row) = row.or_else(|| of_its_own(&mut more, number)) else {
                continue;
            };
            put_formula(row, column as usize, formula);
        }
    }
    if !more.is_empty() {
        table.rows.append(&mut more);
        table.rows.sort_by_key(|row| row.number);
    }
    Ok(table)
}

/// The row of this number at the end of `rows`.
fn of_its_own(rows: &mut Vec<TableRow>, number: u32) -> Option<&mut TableRow> {
    if rows.last().is_none_or(|row| row.number != number) {
        rows.push(TableRow {
            number,
            ..TableRow::default()
        });
    }
    rows.last_mut()
}

fn push(
    builder: &mut Builder,
    mut row: TableRow,
    reach: &mut Reach,
    file: &str,
) -> Result<(), Error> {
    if row.cells.is_empty() && row.remarks.is_empty() {
        return Ok(());
    }
    reach.tell(&mut row);
    builder.push(row, file)
}

fn xlsx_error(error: &XlsxError, file: &str) -> Error {
    match error {
        XlsxError::Password => Error::Encrypted {
            file: file.to_owned(),
        },
        error => broken(file, "XLSX", error),
    }
}
