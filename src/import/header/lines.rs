//! Rows that may be the header: each alone, or two as one where group titles stand above their columns.

use crate::import::columns::{Column, Dictionary};
use crate::import::screen::shown_as;
use crate::import::table::TableRow;
use crate::import::unread::context_of;
use crate::model::personal::{Context, PersonalKind, withhold};

/// A possible header.
#[derive(Debug, Clone)]
pub(in crate::import) struct Candidate {
    /// Index of its first line.
    pub(in crate::import) first_line: usize,
    /// Index of the first row below it.
    pub(in crate::import) first_row: usize,
    /// Row number of its last line as a spreadsheet counts it.
    pub(in crate::import) header_row: Option<u32>,
    /// Whether it is one line, as most are.
    pub(in crate::import) single: bool,
    /// The names of the columns; `#1`, `#2` … where there is no header.
    pub(in crate::import) names: Vec<String>,
    /// Whether a mapping says that there is no header.
    absent: bool,
}

impl Candidate {
    /// The names that the form itself states.
    pub(in crate::import) fn stated(names: &[String]) -> Self {
        Self {
            first_line: 0,
            first_row: 0,
            header_row: None,
            single: true,
            names: names.to_vec(),
            absent: false,
        }
    }

    /// No header: the columns have numbers for names.
    pub(in crate::import) fn none(rows: &[TableRow]) -> Self {
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        Self {
            first_line: 0,
            first_row: 0,
            header_row: None,
            single: true,
            names: (1..=width).map(|number| format!("#{number}")).collect(),
            absent: true,
        }
    }

    /// The names that are not empty.
    pub(super) fn stated_names(&self) -> Vec<String> {
        let names = self.names.iter().map(|name| name.trim());
        names
            .filter(|name| !name.is_empty())
            .map(ToOwned::to_owned)
            .collect()
    }

    /// The same as a refusal quotes them, without personal data: where a row of values was taken for a
    /// header, its cells are those of a person as soon as its columns hold names.
    pub(in crate::import) fn shown_names(&self, rows: &[TableRow]) -> Vec<String> {
        let mut names = self.shown_cells(rows);
        names.retain(|name| !name.is_empty());
        names
    }

    /// The same with those that are empty.
    pub(in crate::import) fn shown_cells(&self, rows: &[TableRow]) -> Vec<String> {
        let is_values = self.holds_values();
        let names = self.names.iter().enumerate();
        names
            .map(|(at, name)| {
                let is_label = context_of(name).is_about_persons();
                let is_person = is_values || (!is_label && are_names(rows, at));
                let context = if is_person {
                    Context::Person
                } else {
                    Context::Text
                };
                shown_as(name.trim(), context)
            })
            .collect()
    }

    /// Whether the row is one of values: it has a coordinate, or personal data, which no header has.
    fn holds_values(&self) -> bool {
        let mut names = self.names.iter().map(|name| name.trim());
        names.any(|name| {
            (name.contains('.') && is_number(name)) || withhold(name, Context::Text).1.total() > 0
        })
    }

    /// Whether there is no header.
    pub(in crate::import) fn is_none(&self) -> bool {
        self.absent
    }

    /// One row as the header.
    pub(super) fn row(rows: &[TableRow], at: usize) -> Self {
        Self {
            first_line: at,
            first_row: at + 1,
            header_row: Some(rows[at].number),
            single: true,
            names: rows[at].cells.clone(),
            absent: false,
        }
    }
}

/// Every row among the first `within` that holds anything, and every pair of rows of which the second
/// names columns under titles of the first; in the order of the table.
pub(super) fn candidates(
    rows: &[TableRow],
    within: usize,
    dictionary: &Dictionary,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    let holds_any = |row: &TableRow| row.cells.iter().any(|cell| !cell.trim().is_empty());
    let filled = rows.iter().enumerate().filter(|(_, row)| holds_any(row));
    for (at, row) in filled.take(within) {
        found.push(Candidate::row(rows, at));
        if let Some(below) = rows.get(at + 1)
            && let Some(names) = joined(&row.cells, &below.cells, dictionary)
        {
            found.push(Candidate {
                first_line: at,
                first_row: at + 2,
                header_row: Some(below.number),
                single: false,
                names,
                absent: false,
            });
        }
    }
    found
}

/// The names of a header of two lines; `None` when the second line is none.
///
/// A merged title stands in the first of its cells, so it counts for the empty ones to its right as
/// long as there is something below them.
fn joined(titles: &[String], below: &[String], dictionary: &Dictionary) -> Option<Vec<String>> {
    let cell =
        |cells: &[String], at: usize| cells.get(at).map_or("", |cell| cell.trim()).to_owned();
    // One cell alone is the title of the whole table.
    if titles
        .iter()
        .filter(|title| !title.trim().is_empty())
        .count()
        < 2
    {
        return None;
    }
    let is_named = |name: &str| dictionary.column(name).is_some();
    if below.iter().any(|name| is_number(name)) {
        return None;
    }
    // 도, 분, 초 mean something under 위도 and 경도 alone.
    let is_part = |name: &str| dictionary.column(name).is_some_and(Column::is_part);
    let mut says_something = below.iter().any(|name| is_named(name));
    let mut title = String::new();
    let names = (0..titles.len().max(below.len()))
        .map(|at| {
            let (own, sub) = (cell(titles, at), cell(below, at));
            if !own.is_empty() {
                title.clone_from(&own);
            }
            if sub.is_empty() {
                title.clear();
                return own;
            }
            let both = format!("{title} {sub}");
            says_something |= is_part(&both);
            if title.is_empty() || (is_named(&sub) && !is_named(&both)) {
                sub
            } else {
                both
            }
        })
        .collect();
    says_something.then_some(names)
}

/// Whether at least half of what a column holds is nothing but a name.
fn are_names(rows: &[TableRow], at: usize) -> bool {
    let cells = rows.iter().filter_map(|row| row.cells.get(at));
    let filled = cells
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty());
    let (mut names, mut all) = (0, 0);
    for cell in filled {
        all += 1;
        names += usize::from(withhold(cell, Context::Person).0 == PersonalKind::Name.mask());
    }
    names > 0 && names * 2 >= all
}

/// A number is a value, not the name of a column.
fn is_number(cell: &str) -> bool {
    cell.trim().parse::<f64>().is_ok()
}
