//! Sheets that a reader of markup has found: web pages and XML Spreadsheet 2003. They stand in memory,
//! as far as they hold anything.

use calamine::Data;

use super::cell::put;
use super::merged::Reach;
use super::{Merged, push};
use crate::import::Error;
use crate::import::table::{Builder, CellRemark, MOST_CELLS, Table, TableRow};

/// Columns of a sheet (ECMA-376; the limit of every spreadsheet program).
const MOST_COLUMNS: u32 = 16_384;
/// Rows of a sheet.
const MOST_ROWS: u32 = 1 << 20;
/// Sheets of one file.
const MOST_SHEETS: usize = 256;
/// Longest text of a cell, bytes: a spreadsheet holds 32,767 characters.
const LONGEST: usize = 1 << 20;

/// One sheet.
#[derive(Debug, Default)]
pub(in crate::import) struct MarkupSheet {
    pub(in crate::import) name: String,
    pub(in crate::import) hidden: bool,
    /// The rows that hold anything.
    pub(in crate::import) rows: Vec<MarkupRow>,
    pub(in crate::import) merged: Vec<Merged>,
}

/// A row that holds anything.
#[derive(Debug, Default)]
pub(in crate::import) struct MarkupRow {
    /// Its number from 1.
    pub(in crate::import) number: u32,
    /// Its cells that are not empty, by column from 0.
    pub(in crate::import) cells: Vec<(u32, Data)>,
    pub(in crate::import) remarks: Vec<CellRemark>,
}

impl MarkupRow {
    pub(in crate::import) fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.remarks.is_empty()
    }
}

/// What may still be read of a file.
#[derive(Debug)]
pub(in crate::import) struct Room<'f> {
    pub(in crate::import) file: &'f str,
    pub(in crate::import) form: &'static str,
    cells: usize,
    sheets: usize,
}

impl<'f> Room<'f> {
    pub(in crate::import) fn new(file: &'f str, form: &'static str) -> Self {
        Self {
            file,
            form,
            cells: 0,
            sheets: 0,
        }
    }

    /// Refuses what a spreadsheet has no place for.
    pub(in crate::import) fn check(&self, row: u32, column: u32) -> Result<(), Error> {
        if column >= MOST_COLUMNS {
            return Err(self.broken(&format!("row {row} has more than {MOST_COLUMNS} columns")));
        }
        if row > MOST_ROWS {
            return Err(self.broken(&format!("a table has more than {MOST_ROWS} rows")));
        }
        Ok(())
    }

    /// Takes room for so many cells.
    pub(in crate::import) fn cells(&mut self, cells: usize) -> Result<(), Error> {
        self.cells = self.cells.saturating_add(cells);
        if self.cells > MOST_CELLS {
            return Err(Error::TooManyCells {
                file: self.file.to_owned(),
                limit: MOST_CELLS,
            });
        }
        Ok(())
    }

    /// Takes room for a sheet.
    pub(in crate::import) fn sheet(&mut self) -> Result<(), Error> {
        self.sheets += 1;
        if self.sheets > MOST_SHEETS {
            return Err(self.broken(&format!("it has more than {MOST_SHEETS} tables")));
        }
        Ok(())
    }

    /// Refuses a cell without end.
    pub(in crate::import) fn text(&self, text: &str) -> Result<(), Error> {
        if text.len() > LONGEST {
            return Err(Error::CellTooLong {
                file: self.file.to_owned(),
            });
        }
        Ok(())
    }

    pub(in crate::import) fn broken(&self, detail: &str) -> Error {
        crate::import::guard::broken(self.file, self.form, &detail)
    }
}

/// Makes the rows of a sheet a table of texts.
///
/// # Errors
/// When it would not fit in memory.
pub(super) fn table(rows: Vec<MarkupRow>, mut reach: Reach, file: &str) -> Result<Table, Error> {
    let mut builder = Builder::new();
    for MarkupRow {
        number,
        cells,
        remarks,
    } in rows
    {
        let mut row = TableRow {
            number,
            remarks,
            ..TableRow::default()
        };
        for (column, cell) in &cells {
            put(&mut row, *column as usize, cell);
        }
        push(&mut builder, row, &mut reach, file)?;
    }
    Ok(builder.finish())
}
