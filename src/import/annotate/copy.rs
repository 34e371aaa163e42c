//! The copy on its way to a file: sheets begun and ended, rows written one by one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::AnnotateError;
use super::cell::{Cell, write_text};
use super::remarks::is_about;
use super::style::{Formats, legend, mobile};
use crate::import::TableReading;
use crate::import::columns::{ADDED_COLUMNS, LEGEND, is_added_column, our_name};
use crate::import::issue::{Issue, IssueKind, Lang, Severity};
use crate::import::suggest::suggestion;
use crate::import::workbook::Merged;

/// Rows of a sheet (ECMA-376; the limit of every spreadsheet program).
const MOST_ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const MOST_COLUMNS: u32 = 16_384;
/// Columns that are added, and as many with one to part them from what stands further right.
const ADDED: u32 = 3;
/// Characters of the name of a sheet.
const NAME: usize = 31;
/// Cells of one sheet that are kept merged: each costs memory.
const MOST_MERGED: u64 = 1_000_000;
/// What is said of a row without remarks, Korean and English.
const ACCEPTED: [&str; 2] = ["수용", "accepted"];
/// A header further down is not frozen: there would be no room below it.
const FROZEN: u32 = 20;

/// Where the added columns go: beside the table, where no row has anything. Those of an earlier copy are
/// left out, and new ones take their place.
pub(super) struct Beside {
    /// The last column that is read.
    last: u32,
    /// Rows with the names of columns.
    headers: Vec<u32>,
    used: Vec<bool>,
    /// Columns that hold more than blank cells.
    filled: BTreeSet<u32>,
    /// Of these, the ones with anything else than what a copy says of a row.
    others: BTreeSet<u32>,
    former: Former,
}

/// The columns of an earlier copy, with the row that names them.
#[derive(Debug, Clone, Default)]
struct Former(BTreeMap<u32, u32>);

impl Former {
    /// Whether a cell was written by an earlier copy.
    fn holds(&self, row: u32, column: u32) -> bool {
        self.0.get(&column).is_some_and(|header| *header <= row)
    }
}

impl Beside {
    pub(super) fn after(readings: &[&TableReading]) -> Self {
        let columns = readings.iter().flat_map(|reading| &reading.columns);
        let last = columns.map(|column| column.at).max().unwrap_or(0);
        Self {
            last: u32::try_from(last).unwrap_or(u32::MAX),
            headers: readings
                .iter()
                .filter_map(|reading| reading.header_row)
                .collect(),
            used: Vec::new(),
            filled: BTreeSet::new(),
            others: BTreeSet::new(),
            former: Former::default(),
        }
    }

    /// Remembers which columns a row has something in.
    pub(super) fn note<C: Cell>(&mut self, row: u32, cells: impl Iterator<Item = (u32, C)>) {
        let is_header = self.headers.contains(&row);
        for (column, cell) in cells {
            if is_header && is_added_column(&cell.text()) {
                self.former.0.entry(column).or_insert(row);
            }
            if self.former.holds(row, column) {
                continue;
            }
            let at = column as usize;
            if self.used.len() <= at {
                self.used.resize(at + 1, false);
            }
            self.used[at] = true;
            if !cell.is_blank() {
                self.filled.insert(column);
                if !self.others.contains(&column) && !is_status(&cell.text()) {
                    self.others.insert(column);
                }
            }
        }
    }

    /// Knows the columns of an earlier copy of a table without a header, where they have no names: right of what is
    /// read, one that holds what became of each row and nothing else, and two more.
    pub(super) fn find_former_without_names(&mut self) {
        if !self.headers.is_empty() {
            return;
        }
        let statuses: Vec<u32> = { self.filled.difference(&self.others) }
            .copied()
            .filter(|&column| column > self.last)
            .collect();
        // Beside the status stand reasons: what has another one there is a column of the office.
        let is_last = |status: &&u32| !statuses.contains(&(**status + 1));
        for &status in statuses.iter().filter(is_last) {
            for column in status..status.saturating_add(ADDED) {
                self.former.0.insert(column, 0);
                self.filled.remove(&column);
                if let Some(used) = self.used.get_mut(column as usize) {
                    *used = false;
                }
            }
        }
    }

    /// The first of the added columns.
    fn column(&self) -> Option<u16> {
        let is_free = |column: u32| !self.used.get(column as usize).is_some_and(|used| *used);
        let is_former =
            |column: u32| self.former.0.contains_key(&column) && !self.filled.contains(&column);
        let firsts = self.former.0.keys().copied();
        let again = firsts
            .filter(|first| first.saturating_add(ADDED) <= MOST_COLUMNS)
            .find(|&first| (first..first + ADDED).all(is_former));
        again
            .or_else(|| {
                (self.last.saturating_add(1)..=MOST_COLUMNS - ADDED).find(|&first| {
                    let end = (first + ADDED + 1).min(MOST_COLUMNS);
                    (first..end).all(is_free)
                })
            })
            .and_then(|column| u16::try_from(column).ok())
    }
}

/// Whether a text is what a copy says of a row, in either language.
fn is_status(text: &str) -> bool {
    const SEVERITIES: [Severity; 5] = [
        Severity::Refused,
        Severity::Quarantined,
        Severity::Suspect,
        Severity::Mended,
        Severity::Note,
    ];
    ACCEPTED.contains(&text)
        || [Lang::Ko, Lang::En].into_iter().any(|lang| {
            let mut labels = SEVERITIES.iter().map(|severity| severity.label(lang));
            mobile(lang) == text || labels.any(|label| label == text)
        })
}

/// The sheet being written.
struct Sheet<'r> {
    name: String,
    hidden: bool,
    /// How its tables were understood, in their order.
    readings: Vec<&'r TableReading>,
    /// The last header's cells, to be repeated when the sheet is continued.
    names: Vec<String>,
    /// First of the added columns, where the sheet holds a register.
    added_at: Option<u16>,
    /// What is left out.
    former: Former,
    remarks: HashMap<u32, Vec<&'r Issue>>,
    /// Merged cells by their first row, the last first.
    merged: Vec<Merged>,
    /// Row numbers less this are rows of the present part, counted from 0.
    shift: u32,
    /// Index of the present part in the book.
    index: usize,
    /// Rows of the present part so far.
    used: u32,
}

impl<'r> Sheet<'r> {
    /// Number of the row with the first header.
    fn header(&self) -> Option<u32> {
        self.readings.first().and_then(|reading| reading.header_row)
    }

    /// How the table was understood that a row stands in.
    fn reading(&self, row: u32) -> Option<&'r TableReading> {
        let before = self
            .readings
            .iter()
            .rev()
            .find(|reading| reading.header_row.is_none_or(|header| header <= row));
        before.or(self.readings.first()).copied()
    }
}

/// An annotated copy on its way to a file.
pub(super) struct Copy<'r> {
    book: Workbook,
    formats: Formats,
    lang: Lang,
    sheet: Option<Sheet<'r>>,
    names: Vec<String>,
    /// The sheet that the copy opens on: the first with a register.
    opens_on: Option<usize>,
}

impl<'r> Copy<'r> {
    pub(super) fn new(lang: Lang) -> Self {
        Self {
            book: Workbook::new(),
            formats: Formats::new(),
            lang,
            sheet: None,
            names: Vec::new(),
            opens_on: None,
        }
    }

    fn said(&self, ko: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Ko => ko,
            Lang::En => en,
        }
    }

    /// Begins a sheet; `readings` say how its tables were understood, when it was read.
    pub(super) fn begin(
        &mut self,
        name: &str,
        hidden: bool,
        readings: Vec<&'r TableReading>,
        beside: &Beside,
        remarks: HashMap<u32, Vec<&'r Issue>>,
    ) -> Result<(), AnnotateError> {
        let added_at = match readings.first() {
            None => None,
            Some(reading) => {
                let too_wide = AnnotateError::TooWide(reading.header_row.unwrap_or(1));
                Some(beside.column().ok_or(too_wide)?)
            }
        };
        let name = if name.is_empty() {
            self.said("대장", "register")
        } else {
            name
        };
        let index = self.add_part(name, hidden)?;
        if !readings.is_empty() && !hidden {
            self.opens_on.get_or_insert(index);
        }
        self.sheet = Some(Sheet {
            name: name.to_owned(),
            hidden,
            readings,
            names: Vec::new(),
            added_at,
            former: beside.former.clone(),
            remarks,
            merged: Vec::new(),
            shift: 1,
            index,
            used: 0,
        });
        Ok(())
    }

    /// Keeps cells of the sheet merged, in whatever order they come.
    pub(super) fn merge(&mut self, mut merged: Vec<Merged>) {
        merged.sort_by_key(|merged| std::cmp::Reverse(merged.first));
        let mut cells = 0_u64;
        merged.retain(|merged| {
            cells = cells.saturating_add(merged.cells());
            cells <= MOST_MERGED
        });
        if let Some(sheet) = &mut self.sheet {
            sheet.merged = merged;
        }
    }

    /// Adds an empty sheet under a name that is allowed and not taken yet.
    fn add_part(&mut self, name: &str, hidden: bool) -> Result<usize, XlsxError> {
        let allowed: String = name.chars().filter(|c| !"[]:*?/\\".contains(*c)).collect();
        let allowed = allowed.trim_matches('\'');
        let cut = |room: usize| -> String { allowed.chars().take(room).collect() };
        let taken = |names: &[String], name: &str| {
            names
                .iter()
                .any(|known| known.to_lowercase() == name.to_lowercase())
        };
        let mut unique = cut(NAME);
        let mut number = 2;
        while unique.trim().is_empty() || taken(&self.names, &unique) {
            let ending = format!(" {number}");
            unique = cut(NAME - ending.len()) + &ending;
            number += 1;
        }
        self.book
            .add_worksheet_with_constant_memory()?
            .set_name(&unique)?
            .set_hidden(hidden);
        self.names.push(unique);
        Ok(self.names.len() - 1)
    }

    /// Writes a row of the office's table with what is to be said of it.
    pub(super) fn row<C: Cell>(
        &mut self,
        number: u32,
        cells: impl Iterator<Item = (u32, C)>,
    ) -> Result<(), AnnotateError> {
        let Some(mut sheet) = self.sheet.take() else {
            return Ok(());
        };
        if number - sheet.shift >= MOST_ROWS {
            self.go_on(&mut sheet, number)?;
        }
        let row = number - sheet.shift;
        sheet.used = row + 1;
        let header = sheet.header();
        let reading = sheet.reading(number);
        let is_header = reading.is_some_and(|reading| reading.header_row == Some(number));
        if is_header {
            sheet.names.clear();
        }
        let issues = sheet.remarks.get(&number).map_or(&[][..], Vec::as_slice);
        let part = self.book.worksheet_from_index(sheet.index)?;
        while let Some(merged) = sheet.merged.pop_if(|merged| merged.first.0 <= row) {
            keep_merged(part, &merged, row)?;
        }
        let mut is_blank = true;
        for (column, cell) in cells {
            if sheet.former.holds(number, column) {
                continue;
            }
            let at = u16::try_from(column).ok();
            let at = at.filter(|_| column < MOST_COLUMNS);
            let at = at.ok_or(AnnotateError::TooWide(number))?;
            is_blank &= cell.is_blank();
            let fault = if is_header {
                sheet.names.resize(usize::from(at), String::new());
                sheet.names.push(cell.text());
                Some(&self.formats.header)
            } else {
                issues
                    .iter()
                    .find(|issue| is_about(issue, reading, column))
                    .map(|issue| &self.formats.by_severity[&issue.severity()].1)
            };
            cell.write(part, (row, at), fault, &self.formats.quoted)?;
        }
        if is_header {
            self.head(&sheet, row)?;
        } else if header.is_none_or(|header| number > header) && !(is_blank && issues.is_empty()) {
            self.judge(&sheet, row, issues)?;
        }
        self.sheet = Some(sheet);
        Ok(())
    }

    /// Begins the next part of a sheet that is full; the header stands above every part.
    fn go_on(&mut self, sheet: &mut Sheet, number: u32) -> Result<(), AnnotateError> {
        self.close(sheet)?;
        sheet.index = self.add_part(&sheet.name, sheet.hidden)?;
        sheet.used = 0;
        sheet.shift = number;
        if sheet.header().is_some() {
            let part = self.book.worksheet_from_index(sheet.index)?;
            for (column, name) in (0_u16..).zip(&sheet.names) {
                let header = Some(&self.formats.header);
                write_text(part, (0, column), name, header, &self.formats.quoted)?;
            }
            self.head(sheet, 0)?;
            sheet.shift -= 1;
        }
        Ok(())
    }

    /// Names of the added columns.
    fn head(&mut self, sheet: &Sheet, row: u32) -> Result<(), XlsxError> {
        let Some(added_at) = sheet.added_at else {
            return Ok(());
        };
        let part = self.book.worksheet_from_index(sheet.index)?;
        for (column, name) in (added_at..).zip(ADDED_COLUMNS) {
            let name = our_name(name, self.lang);
            part.write_string_with_format(row, column, name, &self.formats.header)?;
        }
        Ok(())
    }

    /// What became of a row, why, and what to write instead.
    fn judge(&mut self, sheet: &Sheet, row: u32, issues: &[&Issue]) -> Result<(), XlsxError> {
        let Some(added_at) = sheet.added_at else {
            return Ok(());
        };
        let worst = issues.iter().map(|issue| issue.severity()).min();
        let is_mobile = issues
            .iter()
            .any(|issue| issue.kind == IssueKind::MobileUnit);
        let status = match worst {
            None => self.said(ACCEPTED[0], ACCEPTED[1]),
            Some(_) if is_mobile => mobile(self.lang),
            Some(worst) => worst.label(self.lang),
        };
        let format = worst.map_or(&self.formats.accepted, |worst| {
            &self.formats.by_severity[&worst].0
        });
        let reasons = issues.iter().map(|issue| match &issue.column {
            Some(column) => format!("{column}: {}", issue.message(self.lang)),
            None => issue.message(self.lang),
        });
        let suggested = issues
            .iter()
            .filter_map(|issue| suggestion(issue, self.lang));
        let (reason, suggested) = (lines(reasons), lines(suggested));
        let part = self.book.worksheet_from_index(sheet.index)?;
        for (column, text) in (added_at..).zip([status, &reason, &suggested]) {
            write_text(
                part,
                (row, column),
                text,
                Some(format),
                &self.formats.quoted,
            )?;
        }
        Ok(())
    }

    /// Ends the sheet.
    pub(super) fn end(&mut self) -> Result<(), XlsxError> {
        match self.sheet.take() {
            Some(sheet) => self.close(&sheet),
            None => Ok(()),
        }
    }

    /// Freezes the header of a part and puts the filter over its rows.
    fn close(&mut self, sheet: &Sheet) -> Result<(), XlsxError> {
        let Some(added_at) = sheet.added_at else {
            return Ok(());
        };
        let part = self.book.worksheet_from_index(sheet.index)?;
        for (column, width) in (added_at..).zip([10, 60, 50]) {
            part.set_column_width(column, width)?;
        }
        let Some(header) = sheet.header() else {
            return Ok(());
        };
        let header = header.saturating_sub(sheet.shift);
        if header < FROZEN {
            part.set_freeze_panes(header + 1, 0)?;
        }
        if sheet.used > header + 1 {
            part.autofilter(header, 0, sheet.used - 1, added_at + 2)?;
        }
        Ok(())
    }

    /// Adds the legend and writes the file.
    pub(super) fn save(mut self, to: &Path) -> Result<(), AnnotateError> {
        let index = self.add_part(&our_name(LEGEND, self.lang), false)?;
        let part = self.book.worksheet_from_index(index)?;
        legend(part, &self.formats, self.lang)?;
        let opens_on = self
            .book
            .worksheet_from_index(self.opens_on.unwrap_or(index))?;
        opens_on.set_active(true);
        self.book.save(to)?;
        Ok(())
    }
}

/// Merges cells again, from the first row of theirs that has anything; what they hold is written after.
fn keep_merged(
    part: &mut rust_xlsxwriter::Worksheet,
    merged: &Merged,
    row: u32,
) -> Result<(), XlsxError> {
    let ((top, left), (bottom, right)) = (merged.first, merged.last);
    if top < row {
        // Rows before this one are written already, and hold nothing.
        return Ok(());
    }
    let (Ok(left), Ok(right)) = (u16::try_from(left), u16::try_from(right)) else {
        return Ok(());
    };
    let plain = rust_xlsxwriter::Format::default();
    match part.merge_range(top, left, bottom, right, "", &plain) {
        // A damaged book: its cells stay, each by itself.
        Err(
            XlsxError::MergeRangeOverlaps(..)
            | XlsxError::MergeRangeSingleCell
            | XlsxError::RowColumnOrderError
            | XlsxError::RowColumnLimitError,
        ) => Ok(()),
        result => result.map(|_| ()),
    }
}

/// Each text once, one below the other.
fn lines(texts: impl Iterator<Item = String>) -> String {
    let mut unique: Vec<String> = Vec::new();
    for text in texts {
        if !unique.contains(&text) {
            unique.push(text);
        }
    }
    unique.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_added_beside_the_table_where_nothing_stands() {
        let added = |rows: &[&[u32]]| {
            let mut beside = Beside::after(&[]);
            for (number, row) in (1..).zip(rows) {
                beside.note(number, row.iter().map(|column| (*column, "x")));
            }
            beside.column()
        };
        assert_eq!(added(&[&[0, 1, 2]]), Some(3));
        // A stray cell to the right is passed, a table far to the right is not.
        assert_eq!(added(&[&[0, 1, 2], &[5]]), Some(6));
        assert_eq!(added(&[&[0, 1, 2], &[7, 8]]), Some(3));
        assert_eq!(added(&[&[0, 16_383]]), Some(1));
        let all: Vec<u32> = (0..MOST_COLUMNS).collect();
        assert_eq!(added(&[&all]), None);
    }

    #[test]
    fn columns_of_an_earlier_copy_make_room_for_the_new_ones() {
        let added = |rows: &[&[&'static str]]| {
            let mut beside = Beside::after(&[]);
            beside.headers = vec![2];
            for (number, row) in (1..).zip(rows) {
                let cells = (0..).zip(row.iter().copied());
                beside.note(number, cells.filter(|(_, text)| !text.is_empty()));
            }
            beside.column()
        };
        let header = &["위도", "상태 (siya)", "사유 (siya)", "제안 (siya)", "비고"][..];
        let row = &["37.5", "수용", "", "", "확인"][..];
        assert_eq!(added(&[&["제목"], header, row]), Some(1));
        // Above the header and under other names it is the office's own.
        assert_eq!(added(&[&["제목", "", "부서"], header, row]), Some(5));
        let other = &["위도", "상태", "reason (siya)", "비고 (siya)"][..];
        assert_eq!(added(&[&["제목"], other, row]), Some(5));
    }
}
