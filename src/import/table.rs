//! A table of texts: what a reader hands over, whatever the file; and from there to judged rows.
//!
//! CSV and the national JSON have readers of their own that judge rows while they are cut, because
//! they hold hundreds of thousands; every other form is small enough to stand in memory as a whole.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::value::RawValue;

use super::aside::settle;
use super::columns::{Column, Dictionary};
use super::formula::as_meant;
use super::header::{ENOUGH_ROWS, or_header_too_low, understand};
use super::issue::{IssueKind, Severity};
use super::judge::Judge;
use super::row::{Finding, Judged, Outcome, RawRow};
use super::screen::{screened, shown, shown_of};
use super::stacked::{Part, next_header, turn};
use super::unread::Unread;
use super::{Error, collect::Collector};
use crate::model::personal::Withheld;

/// Rows judged at a time.
const BATCH: usize = 8192;
/// Most cells of one table: 400,000 rows of twenty columns.
pub(super) const MOST_CELLS: usize = 8_000_000;
/// Most memory of one table, bytes, about; the whole country takes some 430 MiB.
const MOST_MEMORY: usize = 600 << 20;
/// Most remarks of a reader on one row: one for each column of a sheet.
const MOST_REMARKS: usize = 16_384;
/// What the allocator adds to a cell that holds anything.
const OVERHEAD: usize = 16;

/// One sheet, layer or list.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// Name of the sheet, where a book has several: a mapping may be for one of them.
    pub(super) name: Option<String>,
    /// Names of all sheets of that book.
    pub(super) sheets: Arc<[String]>,
    /// Names of the columns, where the form itself states them (keys, fields); otherwise the header
    /// is one of the rows and has to be found.
    pub(super) names: Option<Vec<String>>,
    /// The rows in order, title and note rows among them.
    pub(super) rows: Vec<TableRow>,
    /// Geometries belong to the form: they come before columns of degrees.
    pub(super) geometry_first: bool,
    /// Columns whose names the form has cut, and what they may mean: nothing tells which.
    pub(super) open: Vec<(String, Vec<Column>)>,
}

/// A row of texts; numbers and dates are written as the reader understands them.
#[derive(Debug, Clone, Default)]
pub(super) struct TableRow {
    /// Row number as a spreadsheet counts it, or the number of the record from 1.
    pub(super) number: u32,
    /// Its cells; fewer than the header has means that the rest is empty.
    pub(super) cells: Vec<String>,
    /// What the reader has to say about cells that are empty now.
    pub(super) remarks: Vec<CellRemark>,
    /// What merged cells hold that begin in a row above.
    pub(super) merged: Vec<MergedCell>,
}

/// A cell of a row that is one with a cell above it.
#[derive(Debug, Clone)]
pub(super) struct MergedCell {
    /// Index of the cell.
    pub(super) cell: usize,
    /// Number of the row that holds the value.
    pub(super) row: u32,
    pub(super) text: Arc<str>,
    /// Of a date that is written so, only the year counts.
    pub(super) unclear_month: bool,
}

/// A remark of a reader about a cell.
#[derive(Debug, Clone)]
pub(super) struct CellRemark {
    /// Index of the cell; `None` is the row as a whole.
    pub(super) cell: Option<usize>,
    pub(super) kind: IssueKind,
    pub(super) value: String,
}

impl CellRemark {
    /// An element of a list that is no record.
    pub(super) fn not_an_object(record: &RawValue) -> Self {
        Self {
            cell: None,
            kind: IssueKind::NotAnObject,
            value: record.get().chars().take(40).collect(),
        }
    }
}

/// Collects rows and refuses a table that would not fit in memory.
#[derive(Debug, Default)]
pub(super) struct Builder {
    table: Table,
    keys: HashMap<String, usize>,
    cells: usize,
    memory: usize,
}

impl Builder {
    /// A table whose header is one of its rows.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A table whose columns are named by the form, and grow as keys are met.
    pub(super) fn with_names(names: &[&str]) -> Self {
        let mut builder = Self::new();
        builder.table.names = Some(Vec::new());
        for name in names {
            builder.column(name);
        }
        builder
    }

    /// The index of a named column.
    pub(super) fn column(&mut self, name: &str) -> usize {
        if let Some(&at) = self.keys.get(name) {
            return at;
        }
        let names = self.table.names.get_or_insert_default();
        names.push(name.to_owned());
        self.keys.insert(name.to_owned(), names.len() - 1);
        names.len() - 1
    }

    /// A new column; one of a name that is there already gets a number behind it. Returns its index and name.
    pub(super) fn new_column(&mut self, name: &str) -> (usize, String) {
        let numbered = (2..).map(|number| format!("{name} {number}"));
        let free = std::iter::once(name.to_owned())
            .chain(numbered)
            .find(|name| !self.keys.contains_key(name))
            .unwrap_or_default();
        (self.column(&free), free)
    }

    /// Remembers a column whose name was cut, and what it may mean.
    pub(super) fn leave_open(&mut self, name: String, meanings: Vec<Column>) {
        self.table.open.push((name, meanings));
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the table would become larger than any register.
    pub(super) fn push(&mut self, row: TableRow, file: &str) -> Result<(), Error> {
        self.cells += row.cells.len();
        let cell = |cell: &String| {
            let text = if cell.is_empty() {
                0
            } else {
                cell.len() + OVERHEAD
            };
            size_of::<String>() + text
        };
        let remark = |remark: &CellRemark| size_of::<CellRemark>() + remark.value.len() + OVERHEAD;
        self.memory += size_of::<TableRow>()
            + row.cells.iter().map(cell).sum::<usize>()
            + size_of::<MergedCell>() * row.merged.len()
            + row.remarks.iter().map(remark).sum::<usize>();
        if self.cells > MOST_CELLS || self.memory > MOST_MEMORY {
            return Err(Error::TooManyCells {
                file: file.to_owned(),
                limit: MOST_CELLS,
            });
        }
        self.table.rows.push(row);
        Ok(())
    }

    /// The rows so far.
    pub(super) fn rows(&self) -> &[TableRow] {
        &self.table.rows
    }

    /// Hands out the rows so far; the limits go on counting.
    pub(super) fn take_rows(&mut self) -> Vec<TableRow> {
        std::mem::take(&mut self.table.rows)
    }

    /// Memory that the rows take, bytes, about.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// Whether tables of this much memory in all are too many to keep.
    pub(super) fn is_too_much(memory: usize) -> bool {
        memory > MOST_MEMORY
    }

    pub(super) fn geometry_first(mut self) -> Self {
        self.table.geometry_first = true;
        self
    }

    pub(super) fn finish(self) -> Table {
        self.table
    }
}

impl TableRow {
    /// Puts a text into a cell, wherever it stands.
    pub(super) fn set(&mut self, at: usize, text: String) {
        if self.cells.len() <= at {
            self.cells.resize(at + 1, String::new());
        }
        self.cells[at] = text;
    }

    /// Says why a cell is empty.
    pub(super) fn remark(&mut self, at: usize, kind: IssueKind, value: String) {
        if self.remarks.len() < MOST_REMARKS {
            self.remarks.push(CellRemark {
                cell: Some(at),
                kind,
                value,
            });
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.remarks.is_empty() && self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Judges the rows of a table and hands them to the collector; `progress` gets the rows done and all.
///
/// `more` are the rows after those of the table, from a reader that is still at work; the table has to
/// hold as many as it takes to understand it.
///
/// # Errors
/// When the table is no register; nothing has been handed over then.
pub(super) fn read(
    table: &Table,
    more: &mut dyn Iterator<Item = Vec<TableRow>>,
    dictionary: &Dictionary,
    judge: &Judge,
    collector: &mut Collector,
    progress: &dyn Fn(u64, u64),
) -> Result<(), Error> {
    let understood = understand(&collector.called(), table, dictionary).map_err(|why| {
        let first = table.rows.iter().map(Cow::Borrowed);
        let rows = first.chain((&mut *more).flatten().map(Cow::Owned));
        // The names of a form are in no row.
        let rows = rows.filter(|_| table.names.is_none());
        or_header_too_low(why, rows, dictionary)
    })?;
    let rows = &table.rows[understood.first_row..];
    let holds_any = |rows: &[TableRow]| !rows.iter().all(TableRow::is_blank);
    let mut next = None;
    if !holds_any(rows) {
        next = Iterator::find(&mut &mut *more, |rows| holds_any(rows));
        if next.is_none() {
            return Err(Error::NoRows {
                file: collector.file_name().to_owned(),
            });
        }
    }
    collector.note_table(None, &understood);
    collector.note_above(&table.rows[..understood.first_row], &understood.header);
    let mut part = Part::new(understood, judge);
    collector.add_all(None, part.refused_above())?;
    let (mut done, first) = (0, rows.len() as u64);
    let mut rows = Cow::Borrowed(rows);
    loop {
        let mut from = 0;
        while from < rows.len() {
            let batch = &rows[from..rows.len().min(from + BATCH)];
            let mut judged = judge_batch(batch, table.geometry_first, &part, dictionary);
            if let Some(at) = next_header(&judged) {
                judged.truncate(at + 1);
                let header = judged[at].row;
                let at = from + rows[from..].partition_point(|row| row.number < header);
                let before = at.saturating_sub(1).max(from);
                let mut sample: Vec<TableRow> =
                    rows[before..].iter().take(ENOUGH_ROWS).cloned().collect();
                if sample.len() < ENOUGH_ROWS {
                    next = next.or_else(|| more.next());
                    let missing = ENOUGH_ROWS - sample.len();
                    sample.extend(next.iter().flatten().take(missing).cloned());
                }
                let turned = turn(
                    &part,
                    judged,
                    sample,
                    &collector.called(),
                    dictionary,
                    judge,
                )?;
                collector.add_all(None, turned.above)?;
                part = turned.part;
                collector.note_table(None, &part.understood);
                let header = part.understood.header_row.unwrap_or(header);
                from = at + rows[at..].partition_point(|row| row.number <= header);
                continue;
            }
            collector.add_all(None, judged)?;
            from += batch.len();
            done += batch.len() as u64;
            progress(done, first.max(done));
        }
        match next.take().or_else(|| more.next()) {
            Some(later) => rows = Cow::Owned(later),
            None => return Ok(()),
        }
    }
}

/// Judges rows under the header of their table.
fn judge_batch(
    batch: &[TableRow],
    geometry_first: bool,
    part: &Part,
    dictionary: &Dictionary,
) -> Vec<Judged> {
    let header = &part.understood.header;
    let unread = Unread::of(header);
    let tables = part.looks_for_more(dictionary);
    batch
        .par_iter()
        .with_min_len(256)
        .filter(|row| !row.is_blank())
        .map(|row| {
            let mut raw = RawRow {
                row: row.number,
                geometry_first,
                ..RawRow::default()
            };
            for (cell, column) in row.cells.iter().zip(&header.fields) {
                if let Some(column) = column {
                    raw.cells[*column as usize] = Cow::Borrowed(as_meant(cell));
                }
            }
            drop_unclear_months(row, &mut raw, header);
            let cells = row.cells.iter().map(String::as_str);
            let (filled, places) = fill_merged(row, &mut raw, part);
            header.word(&mut raw);
            let judged = judge_row(row, &raw, filled, header, &part.judge);
            let judged = if places.is_empty() {
                settle(judged, header, tables, &cells)
            } else {
                say_merged(judged, places)
            };
            unread.look(judged, |at| row.cells.get(at).map(String::as_str))
        })
        .collect()
}

/// Leaves the year of dates whose month a number cannot say.
fn drop_unclear_months<'c>(
    row: &'c TableRow,
    raw: &mut RawRow<'c>,
    header: &super::header::Header,
) {
    for remark in row.remarks.iter().filter(|it| is_unclear_month(it.kind)) {
        let field = remark
            .cell
            .and_then(|at| Some((at, header.fields.get(at).copied()??)));
        let Some((at, column)) = field.filter(|(_, column)| is_date(*column)) else {
            continue;
        };
        if let Some((year, _)) = row.cells[at].split_once('.') {
            raw.cells[column as usize] = Cow::Borrowed(year);
        }
    }
}

fn is_unclear_month(kind: IssueKind) -> bool {
    kind == IssueKind::DateMonthUnclear
}

fn is_date(column: Column) -> bool {
    matches!(column, Column::Installed | Column::ReferenceDate)
}

/// Gives a row the texts of the merged cells that reach into it, and says so: first the remarks on what was
/// filled in or left out, then those on coordinates, which say why there are none. Coordinates and numbers of
/// cameras are not filled in: nobody has said that each of the rows stands there, or has as many.
fn fill_merged<'r>(
    row: &'r TableRow,
    raw: &mut RawRow<'r>,
    part: &Part,
) -> (Vec<Finding>, Vec<Finding>) {
    let (mut filled, mut places) = (Vec::new(), Vec::new());
    for merged in &row.merged {
        let field = part.understood.header.fields.get(merged.cell);
        let Some(column) = field.copied().flatten() else {
            continue;
        };
        // A title of the header is no value.
        let header = part.understood.header_row;
        if header.is_some_and(|header| merged.row <= header) {
            continue;
        }
        let text = match merged.text.split_once('.') {
            Some((year, _)) if merged.unclear_month && is_date(column) => year,
            _ => &merged.text,
        };
        let find = |kind| Finding {
            kind,
            column: Some(column),
            value: Some(shown_of(column, text).into()),
            detail: Some(merged.row.to_string().into()),
        };
        // Degrees whose minutes stand beside them are no place by themselves.
        let header = &part.understood.header;
        let minutes = column.parts().map(|[minutes, _]| minutes);
        let is_whole = minutes.is_some_and(|minutes| header.field(minutes).is_some());
        // What has no digit is no coordinate: it says why there is none.
        if !is_whole && column.is_place() && text.contains(|c: char| c.is_numeric()) {
            places.push(find(IssueKind::MergedPosition));
        } else if column == Column::UnitCount {
            filled.push(find(IssueKind::MergedCount));
        } else {
            filled.push(find(IssueKind::MergedFilled));
            // What is withheld is counted once, in its own row.
            raw.cells[column as usize] = screened(column, text);
        }
    }
    (filled, places)
}

/// Says of a row without coordinates that they are merged with those of another one. A row that has a place
/// in another column, or is no camera, needs none.
fn say_merged(mut judged: Judged, places: Vec<Finding>) -> Judged {
    let is_missing = |finding: &Finding| {
        matches!(
            finding.kind,
            IssueKind::CoordinatesMissing | IssueKind::CoordinatePartMissing
        )
    };
    if matches!(judged.outcome, Outcome::Refused(_))
        && let Some(at) = judged.findings.iter().position(is_missing)
    {
        judged.findings.splice(at..=at, places);
    }
    judged
}

/// Judges a row, with what its reader had to say about it in front.
fn judge_row(
    row: &TableRow,
    raw: &RawRow,
    filled: Vec<Finding>,
    header: &super::header::Header,
    judge: &Judge,
) -> Judged {
    let mut findings = filled;
    for remark in &row.remarks {
        let column = match remark.cell {
            // A column that is not used concerns nobody.
            Some(at) => match header.fields.get(at).copied().flatten() {
                // Elsewhere such a number is one like others.
                Some(column) if is_unclear_month(remark.kind) && !is_date(column) => continue,
                Some(column) => Some(column),
                None => continue,
            },
            None => None,
        };
        findings.push(Finding {
            kind: remark.kind,
            column,
            value: Some(match column {
                Some(column) => shown_of(column, &remark.value).into(),
                None => shown(&remark.value).into(),
            }),
            detail: None,
        });
    }
    if findings
        .iter()
        .any(|finding| finding.kind.severity() == Severity::Refused)
    {
        return Judged {
            row: row.number,
            outcome: Outcome::Refused(None),
            findings,
            withheld: Withheld::default(),
        };
    }
    let mut judged = judge.judge(raw);
    judged.findings.splice(0..0, findings);
    judged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_would_not_fit_in_memory_is_refused() {
        let mut builder = Builder::new();
        let wide = TableRow {
            cells: vec![String::new(); 16_384],
            ..TableRow::default()
        };
        let pushed = (0..1_000_000).find(|_| builder.push(wide.clone(), "f").is_err());
        assert_eq!(pushed, Some(MOST_CELLS / 16_384));
    }

    #[test]
    fn cells_are_put_where_they_belong_and_keys_become_columns_once() {
        let mut row = TableRow::default();
        row.set(2, "c".into());
        row.set(0, "a".into());
        assert_eq!(row.cells, ["a", "", "c"]);
        let mut builder = Builder::with_names(&["geometry"]);
        assert_eq!(
            [
                builder.column("a"),
                builder.column("b"),
                builder.column("a"),
                builder.column("geometry")
            ],
            [1, 2, 1, 0]
        );
    }
}
