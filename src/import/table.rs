//! A table of texts: what a reader hands over, whatever the file; and from there to judged rows.
//!
//! CSV and the national JSON have readers of their own that judge rows while they are cut, because
//! they hold hundreds of thousands; every other form is small enough to stand in memory as a whole.

use std::borrow::Cow;

use rayon::prelude::*;

use super::aside::settle;
use super::columns::Dictionary;
use super::header::understand;
use super::row::{Judge, Judged, RawRow};
use super::{Error, collect::Collector};

/// Rows judged at a time.
const BATCH: usize = 8192;

/// One sheet, layer or list.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// Name of the sheet, layer or member, where a file may have several.
    pub(super) name: Option<String>,
    /// Names of the columns, where the form itself states them (keys, fields); otherwise the header
    /// is one of the rows and has to be found.
    pub(super) names: Option<Vec<String>>,
    /// The rows in order, title and note rows among them.
    pub(super) rows: Vec<TableRow>,
}

/// A row of texts; numbers and dates are written as the reader understands them.
#[derive(Debug, Clone, Default)]
pub(super) struct TableRow {
    /// Row number as a spreadsheet counts it, or the number of the record from 1.
    pub(super) number: u32,
    /// Its cells; fewer than the header has means that the rest is empty.
    pub(super) cells: Vec<String>,
}

/// Judges the rows of a table and hands them to the collector; `progress` gets the rows done and all.
pub(super) fn read(
    table: &Table,
    dictionary: &Dictionary,
    judge: &Judge,
    collector: &mut Collector,
    progress: &dyn Fn(u64, u64),
) -> Result<(), Error> {
    let understood = understand(collector.file_name(), table, dictionary)?;
    collector.note_table(table.name.as_deref(), &understood);
    let judge = &judge.by(understood.mapping.as_deref());
    let header = &understood.header;
    let rows = &table.rows[understood.first_row..];
    for (index, batch) in rows.chunks(BATCH).enumerate() {
        let judged: Vec<Judged> = batch
            .par_iter()
            .with_min_len(256)
            .filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()))
            .map(|row| {
                let mut raw = RawRow {
                    row: row.number,
                    ..RawRow::default()
                };
                for (cell, column) in row.cells.iter().zip(&header.fields) {
                    if let Some(column) = column {
                        raw.cells[*column as usize] = Cow::Borrowed(cell);
                    }
                }
                let cells = row.cells.iter().map(String::as_str);
                settle(judge.judge(&raw), header, &cells)
            })
            .collect();
        collector.add_all(table.name.as_deref(), judged)?;
        progress((index * BATCH + batch.len()) as u64, rows.len() as u64);
    }
    Ok(())
}
