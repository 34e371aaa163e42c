//! Where the cells of a table stand: a cell may reach over columns to its right and rows below.
//!
//! As the HTML standard places them (4.9.12, forming a table): a cell goes to the first column that no
//! cell from above reaches into. Of cells that reach further only the first place has the value, as in
//! a workbook.

use calamine::Data;

use super::text::Text;
use super::value;
use crate::import::Error;
use crate::import::workbook::{MarkupRow, MarkupSheet, Merged, Room};

/// Most columns and rows that one cell reaches over (HTML standard, 4.9.11).
const MOST_COLUMNS: u32 = 1000;
const MOST_ROWS: u32 = 65_534;

/// How far a cell reaches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spans {
    pub(super) columns: u32,
    /// `None` is to the end of its group.
    pub(super) rows: Option<u32>,
}

impl Default for Spans {
    fn default() -> Self {
        Self {
            columns: 1,
            rows: Some(1),
        }
    }
}

/// The value of `colspan`.
pub(super) fn columns(value: &[u8]) -> u32 {
    match leading(value) {
        Some(columns @ 1..) => columns.min(MOST_COLUMNS),
        _ => 1,
    }
}

/// The value of `rowspan`.
pub(super) fn rows(value: &[u8]) -> Option<u32> {
    match leading(value) {
        Some(0) => None,
        Some(rows) => Some(rows.min(MOST_ROWS)),
        None => Some(1),
    }
}

/// The number that a text begins with.
fn leading(value: &[u8]) -> Option<u32> {
    let digits = value.trim_ascii_start();
    let digits = digits.strip_prefix(b"+").unwrap_or(digits);
    let end = digits.iter().position(|byte| !byte.is_ascii_digit());
    let digits = &digits[..end.unwrap_or(digits.len())];
    let add = |number: u32, digit: &u8| {
        number
            .saturating_mul(10)
            .saturating_add(u32::from(digit - b'0'))
    };
    (!digits.is_empty()).then(|| digits.iter().fold(0, add))
}

/// A cell that is open.
#[derive(Debug)]
struct Open {
    spans: Spans,
    number: Option<f64>,
    text: Text,
}

/// A table on its way.
#[derive(Debug)]
pub(super) struct Grid {
    /// Which table of the page it is, from 1.
    pub(super) place: usize,
    /// Every cell so far is one of a header.
    pub(super) is_header: bool,
    rows: Vec<MarkupRow>,
    merged: Vec<Merged>,
    /// Number of the last row; that of the open one.
    number: u32,
    row: Option<Vec<(u32, Data)>>,
    /// First column that may be free in the open row.
    next: u32,
    /// The last row that a cell from above reaches into, by column.
    until: Vec<u32>,
    cell: Option<Open>,
    width: u32,
}

impl Grid {
    pub(super) fn new(place: usize) -> Self {
        Self {
            place,
            is_header: true,
            rows: Vec::new(),
            merged: Vec::new(),
            number: 0,
            row: None,
            next: 0,
            until: Vec::new(),
            cell: None,
            width: 0,
        }
    }

    pub(super) fn is_in_cell(&self) -> bool {
        self.cell.is_some()
    }

    pub(super) fn start_row(&mut self, room: &mut Room) -> Result<(), Error> {
        self.end_row(room)?;
        self.number = self.number.saturating_add(1);
        room.check(self.number, 0)?;
        self.next = 0;
        self.row = Some(Vec::new());
        Ok(())
    }

    pub(super) fn end_row(&mut self, room: &mut Room) -> Result<(), Error> {
        self.end_cell(room)?;
        if let Some(cells) = self.row.take()
            && !cells.is_empty()
        {
            self.rows.push(MarkupRow {
                number: self.number,
                cells,
                remarks: Vec::new(),
            });
        }
        Ok(())
    }

    /// Ends a group of rows: no cell reaches out of it.
    pub(super) fn end_group(&mut self, room: &mut Room) -> Result<(), Error> {
        self.end_row(room)?;
        self.until.clear();
        Ok(())
    }

    pub(super) fn start_cell(
        &mut self,
        spans: Spans,
        number: Option<f64>,
        room: &mut Room,
    ) -> Result<(), Error> {
        self.end_cell(room)?;
        if self.row.is_none() {
            self.start_row(room)?;
        }
        self.cell = Some(Open {
            spans,
            number,
            text: Text::default(),
        });
        Ok(())
    }

    /// Puts the open cell where it belongs.
    pub(super) fn end_cell(&mut self, room: &mut Room) -> Result<(), Error> {
        let (Some(open), Some(cells)) = (self.cell.take(), &mut self.row) else {
            return Ok(());
        };
        let begin = self.next;
        let is_taken = |column: u32| {
            let until = self.until.get(column as usize);
            until.is_some_and(|until| *until >= self.number)
        };
        while is_taken(self.next) {
            self.next += 1;
        }
        let column = self.next;
        room.check(self.number, column)?;
        self.next += open.spans.columns;
        let reaches_down = open.spans.rows != Some(1);
        // What is not written out costs as if it were.
        let reached = if reaches_down { open.spans.columns } else { 1 };
        room.cells((column - begin + reached) as usize)?;
        let below = open.spans.rows.unwrap_or(MOST_ROWS).saturating_sub(1);
        if reaches_down {
            let (first, end) = (column as usize, self.next as usize);
            if self.until.len() < end {
                self.until.resize(end, 0);
            }
            let last = self.number.saturating_add(below);
            for until in &mut self.until[first..end] {
                *until = last.max(*until);
            }
        }
        if open.spans.columns > 1 || open.spans.rows.is_some_and(|rows| rows > 1) {
            let row = self.number - 1;
            self.merged.push(Merged {
                first: (row, column),
                last: (row.saturating_add(below), self.next - 1),
            });
        }
        self.width = self.width.max(column + 1);
        let text = open.text.into_string();
        if !text.is_empty() {
            cells.push((column, value(text, open.number)));
        }
        Ok(())
    }

    pub(super) fn text(&mut self, text: &str, room: &Room) -> Result<(), Error> {
        let Some(cell) = &mut self.cell else {
            return Ok(());
        };
        cell.text.push(text);
        room.text(cell.text.as_str())
    }

    pub(super) fn line(&mut self) {
        if let Some(cell) = &mut self.cell {
            cell.text.line();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What it says where it is one row at most, which lays out what stands in a cell.
    pub(super) fn one_row(&self) -> Option<String> {
        match self.rows.as_slice() {
            [] => Some(String::new()),
            [row] => {
                let texts = row.cells.iter().map(|(_, cell)| cell.to_string());
                Some(texts.collect::<Vec<_>>().join(" "))
            }
            _ => None,
        }
    }

    /// Whether this is nothing but a header, and the next table the rows below it.
    pub(super) fn is_header_of(&self, next: &Self) -> bool {
        self.is_header && !next.is_header && self.width > 1 && self.width == next.width
    }

    /// Puts the rows of the next table below.
    pub(super) fn append(&mut self, next: Self) {
        self.is_header = false;
        let shift = self.number;
        self.number += next.number;
        self.rows.extend(next.rows.into_iter().map(|mut row| {
            row.number += shift;
            row
        }));
        self.merged
            .extend(next.merged.into_iter().map(|mut merged| {
                merged.first.0 += shift;
                merged.last.0 = merged.last.0.saturating_add(shift);
                merged
            }));
    }

    pub(super) fn into_sheet(self) -> MarkupSheet {
        MarkupSheet {
            name: format!("table {}", self.place),
            hidden: false,
            rows: self.rows,
            merged: self.merged,
        }
    }
}
