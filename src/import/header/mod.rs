//! Where the header of a table stands, and what its columns mean: found by content, checked by values.
//!
//! `lines` proposes header rows, `names` chooses which column is read for each meaning, `values` tells
//! what the numbers are, `projected` finds systems that metres fit, and `subject` says why a table is no
//! register of cameras.

mod lines;
mod names;
mod projected;
mod subject;
mod values;

use super::Error;
use super::columns::{Column, Dictionary};
use super::table::{Table, TableRow};
use lines::Candidate;
pub(super) use names::Header;
pub use projected::{Fit, ProjectedEvidence};
pub(super) use subject::device_of_kind;
use values::Pairs;

/// How many rows are looked at for a header.
const HEADER_WITHIN: usize = 50;
/// How many rows below it are looked at to check what the columns hold.
const SAMPLE: usize = 200;
/// How many rows from the start of a table are enough to understand it.
pub(super) const ENOUGH_ROWS: usize = HEADER_WITHIN + SAMPLE;

/// A table whose columns are known.
pub(super) struct Understood {
    /// The meaning of the columns.
    pub(super) header: Header,
    /// Index of the first row below the header.
    pub(super) first_row: usize,
    /// Row number of the header's last line; `None` where the form itself names the columns.
    pub(super) header_row: Option<u32>,
}

/// Finds the header and what its columns mean: the names that the form states, or the row within the
/// first fifty whose names mean most and whose columns hold what they say.
///
/// # Errors
/// When the table is empty, is no register of cameras, or nothing safe says where the cameras are; the
/// error says which and what to do.
pub(super) fn understand(
    file: &str,
    table: &Table,
    dictionary: &Dictionary,
) -> Result<Understood, Error> {
    let candidates = match &table.names {
        Some(names) => vec![Candidate::stated(names)],
        None => lines::candidates(&table.rows, HEADER_WITHIN, dictionary),
    };
    let mut best: Option<(Score, &Candidate, Header)> = None;
    for candidate in &candidates {
        let header = Header::read(&candidate.names, below(table, candidate), dictionary);
        let score = Score::new(&header, candidate, table);
        if best.as_ref().is_none_or(|(known, ..)| score > *known) {
            best = Some((score, candidate, header));
        }
    }
    let Some((_, candidate, header)) = best else {
        return Err(Error::Empty {
            file: file.to_owned(),
        });
    };
    let found: Vec<String> = candidate
        .names
        .iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    let above = &table.rows[..candidate.first_line.min(table.rows.len())];
    let rows = below(table, candidate);
    subject::refuse_other_things(file, above, &found)?;
    let header = header.with_meaning_by_values(rows, dictionary);
    refuse_what_does_not_fit(file, &header, rows, dictionary)?;
    if let Some((first, second)) = &header.contradicting {
        return Err(Error::ColumnTwice {
            file: file.to_owned(),
            first: first.clone(),
            second: second.clone(),
        });
    }
    if !header.is_located(dictionary) {
        subject::refuse_statistics(file, &found, rows)?;
    }
    dictionary.check(file, &header.names, found)?;
    Ok(Understood {
        header,
        first_row: candidate.first_row,
        header_row: candidate.header_row,
    })
}

fn below<'t>(table: &'t Table, candidate: &Candidate) -> &'t [TableRow] {
    let rows = table.rows.get(candidate.first_row..).unwrap_or_default();
    &rows[..rows.len().min(SAMPLE)]
}

/// How much speaks for a row as the header, the weightiest first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// It names the coordinates, and they are coordinates.
    located: bool,
    /// How many of its names mean something.
    recognised: usize,
    /// It is one line.
    single: bool,
    /// How many of its cells are words: for tables of which nothing is recognised.
    words: usize,
}

impl Score {
    fn new(header: &Header, candidate: &Candidate, table: &Table) -> Self {
        let rows = below(table, candidate);
        let located = [
            (Column::Latitude, Column::Longitude),
            (Column::Y, Column::X),
        ]
        .into_iter()
        .filter_map(|pair| header.pair(pair))
        .any(|(north, east)| !Pairs::count(rows, north, east).is_foreign());
        let recognised = header.fields.iter().flatten().count();
        let is_word = |name: &&String| name.chars().any(char::is_alphabetic);
        let words = candidate.names.iter().filter(is_word).count();
        Self {
            located,
            recognised,
            single: candidate.single,
            words: if recognised == 0 { words } else { 0 },
        }
    }
}

/// Refuses columns that are named like coordinates and hold something else.
fn refuse_what_does_not_fit(
    file: &str,
    header: &Header,
    rows: &[TableRow],
    dictionary: &Dictionary,
) -> Result<(), Error> {
    if dictionary.names_the_coordinates() {
        return Ok(());
    }
    for pair in [
        (Column::Latitude, Column::Longitude),
        (Column::Y, Column::X),
    ] {
        let Some((north, east)) = header.pair(pair) else {
            continue;
        };
        let pairs = Pairs::count(rows, north, east);
        let name = |column| header.names.get(column).unwrap_or_default().to_owned();
        let (y, x) = (name(pair.0), name(pair.1));
        if pairs.are_metres() {
            let evidence = projected::evidence(file, header, rows, (north, east), (y, x));
            return Err(Error::Projected(Box::new(evidence)));
        }
        if pairs.are_destroyed() {
            return Err(Error::CoordinatesDestroyed {
                file: file.to_owned(),
                columns: [y, x],
                example: values::example(rows, north, east),
            });
        }
        if pairs.is_foreign() {
            return Err(Error::NotCoordinates {
                file: file.to_owned(),
                columns: [y, x],
                example: values::example(rows, north, east),
            });
        }
        return Ok(());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
