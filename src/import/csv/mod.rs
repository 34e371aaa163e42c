//! Delimited text to raw rows.
//!
//! The first rows are looked at to find the delimiter and the header; then rows are judged while they are
//! cut. They are counted as a spreadsheet counts them, so that a row that is complained about can be
//! found: the first line is row 1, blank lines count, and a line break inside quotation marks does not
//! begin a new row.

mod format;
mod rows;
mod source;

use std::borrow::Cow;

use ::csv::StringRecord;
use rayon::prelude::*;

use super::aside::settle;
use super::columns::{Dictionary, is_export};
use super::formula::unescaped;
use super::header::{ENOUGH_ROWS, Header, Understood, understand};
use super::issue::IssueKind;
use super::judge::Judge;
use super::row::{Finding, Judged, Outcome, RawRow};
use super::unread::Unread;
use super::{Error, collect::Collector};
use crate::model::personal::Withheld;
use format::Format;
use rows::{Batch, Cells, Table};
pub(super) use source::Input;

/// Most lines that a value has.
const LINES_IN_A_CELL: usize = 6;

/// Reads a table and hands its rows to the collector; `progress` gets the bytes done, and all.
pub(super) fn read(
    input: Input,
    dictionary: &Dictionary,
    judge: &Judge,
    collector: &mut Collector,
    progress: &dyn Fn(u64, u64),
) -> Result<(), Error> {
    let format = Format::detect(input, dictionary);
    let sample = format.sample(input, ENOUGH_ROWS);
    let file = collector.file_name().to_owned();
    // Where nothing can be understood, that may be the reason.
    let understood = understand(&file, &sample, dictionary)
        .map_err(|why| input.check(&file).err().unwrap_or(why))?;
    collector.note_table(None, &understood);
    collector.note_above(&sample.rows[..understood.first_row], &understood.header);
    let judge = &judge.by(understood.mapping.as_deref());
    let Understood {
        header, first_row, ..
    } = understood;
    let unread = Unread::of(&header);
    let exported = is_export(header.written.iter());
    let mut table = Table::new(input, format);
    let mut above = StringRecord::new();
    for _ in 0..first_row {
        table.next(&mut above);
    }
    // One batch is judged while the next one is cut and the former one is sorted in: each of these takes
    // one thread only.
    let (mut now, mut ahead) = (Batch::default(), Batch::default());
    // Both keep their memory: a batch is too large for the allocator to have it ready.
    let (mut judged, mut former) = (Vec::new(), Vec::new());
    table.fill(&mut now);
    while !now.rows().is_empty() {
        let done = table.done();
        let ((), added) = rayon::join(
            || {
                let rows = now.rows().par_iter().with_min_len(256);
                rows.map(|(row, record)| {
                    let cells = Cells::of(record);
                    let judged = judge_record(judge, &header, exported, *row, &cells);
                    unread.look(judged, |at| cells.get(at))
                })
                .collect_into_vec(&mut judged);
            },
            || {
                table.fill(&mut ahead);
                collector.add_all(None, former.drain(..))
            },
        );
        added?;
        progress(done, input.total());
        std::mem::swap(&mut now, &mut ahead);
        std::mem::swap(&mut judged, &mut former);
    }
    table.check(&file)?;
    collector.add_all(None, former.drain(..))
}

/// Calls `each` with number and cells of every row, title and note rows among them, until it fails.
pub(super) fn each_row<E>(
    input: Input,
    dictionary: &Dictionary,
    mut each: impl FnMut(u32, &StringRecord) -> Result<(), E>,
) -> Result<(), E> {
    let mut table = Table::new(input, Format::detect(input, dictionary));
    let mut record = StringRecord::new();
    while let Some(row) = table.next(&mut record) {
        each(row, &record)?;
    }
    Ok(())
}

/// Judges a record; in a file that `siya export` wrote, texts lose the mark that keeps spreadsheets from
/// running them.
fn judge_record(
    judge: &Judge,
    header: &Header,
    exported: bool,
    row: u32,
    record: &Cells,
) -> Judged {
    // A cell of many lines is no value: an open quotation mark has swallowed the rows below.
    let lines = |cell: &str| 1 + memchr::memchr_iter(b'\n', cell.as_bytes()).count();
    if lines(record.text()) > LINES_IN_A_CELL
        && let Some(longest) = record.iter().map(lines).max()
        && longest > LINES_IN_A_CELL
    {
        return refuse(row, IssueKind::QuotationOpen, longest, None);
    }
    let fields = header.fields.len();
    let surplus = record
        .iter()
        .skip(fields)
        .any(|cell| !cell.trim().is_empty());
    if surplus || record.len() < header.named {
        return refuse(row, IssueKind::FieldCount, record.len(), Some(fields));
    }
    let mut raw = RawRow {
        row,
        // The first byte of U+FFFD is rare in Korean text, its last byte is not.
        is_whole: memchr::memchr(0xEF, record.text().as_bytes()).is_none(),
        ..RawRow::default()
    };
    for (cell, column) in record.iter().zip(&header.fields) {
        if let Some(column) = column {
            let text = if exported { unescaped(cell) } else { cell };
            let text = of_formula(text);
            raw.cells[*column as usize] = Cow::Borrowed(text);
        }
    }
    settle(judge.judge(&raw), header, &record.iter())
}

/// The text of `="0123"`, as Excel is made to take digits for a text.
fn of_formula(cell: &str) -> &str {
    cell.trim()
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|text| !text.contains('"'))
        .unwrap_or(cell)
}

fn refuse(row: u32, kind: IssueKind, value: usize, detail: Option<usize>) -> Judged {
    let text = |number: usize| number.to_string().into();
    let finding = Finding {
        kind,
        column: None,
        value: Some(text(value)),
        detail: detail.map(text),
    };
    Judged {
        row,
        outcome: Outcome::Refused(None),
        findings: vec![finding],
        withheld: Withheld::default(),
    }
}
