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

use std::borrow::Cow;
use std::sync::Arc;

use super::Error;
use super::columns::{Column, Dictionary};
use super::coordinates::is_pair;
use super::geometry::is_point;
use super::mapping::{self, Called, Fitted, Fitting, Ground, Mapping, Unfit};
use super::note::Note;
use super::table::{Table, TableRow};
use crate::model::RowUnit;
pub(super) use lines::Candidate;
pub(super) use names::Header;
pub(super) use projected::evidence_of;
pub use projected::{Fit, ProjectedEvidence};
pub(super) use subject::{device_of_kind, refuse_other_things};
use values::Pairs;
pub(super) use values::{Cell, are_korean_metres};

/// How many rows are looked at for a header.
const HEADER_WITHIN: usize = 50;
/// How many rows are looked at to say that it stands below them.
pub(super) const LOW_HEADER_WITHIN: usize = 10_000;
/// How many rows below it are looked at to check what the columns hold.
const SAMPLE: usize = 200;
/// How many rows from the start of a table are enough to understand it.
pub(super) const ENOUGH_ROWS: usize = HEADER_WITHIN + SAMPLE;

/// A table whose columns are known.
#[derive(Debug)]
pub(super) struct Understood {
    /// The meaning of the columns.
    pub(super) header: Header,
    /// Index of the first line of the header.
    pub(super) first_line: usize,
    /// Index of the first row below the header.
    pub(super) first_row: usize,
    /// Row numbers above the header that hold coordinates: no title does.
    pub(super) above: Vec<u32>,
    /// Row number of the header's last line; `None` where the form itself names the columns, or a
    /// mapping says that there is none.
    pub(super) header_row: Option<u32>,
    /// The mapping that it was read by.
    pub(super) mapping: Option<Arc<Mapping>>,
    /// What the mapping says that a row stands for.
    pub(super) row_means: RowUnit,
    /// What is to be said of mappings that were made for another header.
    pub(super) remark: Option<Note>,
}

/// Finds the header and what its columns mean: by a mapping that fits, by the names that the form
/// states, or the row within the first fifty whose names mean most and whose columns hold what they say.
///
/// # Errors
/// When the table is empty, is no register of cameras, or nothing safe says where the cameras are; the
/// error says which and what to do.
pub(super) fn understand(
    called: &Called,
    table: &Table,
    dictionary: &Dictionary,
) -> Result<Understood, Error> {
    let file = called.label.as_str();
    let candidates = match &table.names {
        Some(names) => vec![Candidate::stated(names)],
        None => lines::candidates(&table.rows, HEADER_WITHIN, dictionary),
    };
    let Some((candidate, header)) = choose(table, &candidates, dictionary) else {
        return Err(Error::Empty {
            file: file.to_owned(),
        });
    };
    // What stands below another header says nothing about these columns.
    let first = only_first(table, candidate, dictionary);
    let header = match &first {
        None => header,
        Some(first) => Header::read(&candidate.names, below(first, candidate), dictionary),
    };
    let institution = || {
        let named = dictionary.institution().map(ToOwned::to_owned);
        named.or_else(|| projected::institution_of(below(table, candidate), &header.fields))
    };
    let fitted = mapping::fit(dictionary, called, table, &candidates, &institution);
    let by_names = |header| {
        let table = first.as_ref().unwrap_or(table);
        by_names(file, table, candidate, header, dictionary)
    };
    let (candidate, mut result) = match fitted {
        Ok(Fitting::By(fitted)) => {
            let result = by_mapping(file, table, &fitted, dictionary);
            (fitted.candidate, result)
        }
        Ok(Fitting::None) => (candidate.clone(), by_names(header)),
        Ok(Fitting::Unfit(unfit)) => (candidate.clone(), without(unfit, || by_names(header))),
        Err(error) => (candidate.clone(), Err(Error::Mapping(Box::new(error)))),
    };
    if let Ok(understood) = &mut result
        && understood.header_row.is_some()
    {
        let (above, from) = table.rows.split_at(understood.first_line);
        understood.above = above
            .iter()
            .filter(|row| holds_a_place(row))
            .map(|row| row.number)
            .collect();
        let lines = &from[..understood.first_row - understood.first_line];
        understood.header.remember(above, lines);
    }
    if let Some(examiner) = dictionary.examiner() {
        let seen = (&candidate, below(table, &candidate));
        examiner.add(file, table.name.as_deref(), seen, &result);
    }
    result
}

/// The candidate that most speaks for; of several tables one above the other that of the first.
fn choose<'c>(
    table: &Table,
    candidates: &'c [Candidate],
    dictionary: &Dictionary,
) -> Option<(&'c Candidate, Header)> {
    let mut best: Option<(Score, &Candidate, Header)> = None;
    let mut end = table.rows.len();
    loop {
        let mut earlier: Option<(Score, &Candidate, Header)> = None;
        for candidate in candidates.iter().filter(|found| found.first_row <= end) {
            let rows = &below(table, candidate);
            // What stands above the header known so far is a table when it says so and has rows of its own.
            let rows = match &best {
                None => rows,
                Some(_) => &rows[..rows.len().min(end - candidate.first_row)],
            };
            let header = Header::read(&candidate.names, rows, dictionary);
            let score = Score::new(&header, candidate, rows);
            let is_table = best.is_none() || score.located && rows.iter().any(holds_a_place);
            if is_table && earlier.as_ref().is_none_or(|(known, ..)| score > *known) {
                earlier = Some((score, candidate, header));
            }
        }
        let Some(found) = earlier else {
            return best.map(|(_, candidate, header)| (candidate, header));
        };
        let is_last = !found.0.located || table.names.is_some();
        end = found.1.first_line;
        best = Some(found);
        if is_last {
            return best.map(|(_, candidate, header)| (candidate, header));
        }
    }
}

/// A table without the one below it, whose columns may be others; `None` where there is none.
fn only_first(table: &Table, candidate: &Candidate, dictionary: &Dictionary) -> Option<Table> {
    if table.names.is_some() {
        return None;
    }
    let mut below = below(table, candidate).iter();
    let end = below.position(|row| {
        let cells = row.cells.iter().map(String::as_str);
        let is_same = row.cells == candidate.names;
        !is_same && names_a_table(cells, dictionary)
    })?;
    Some(Table {
        name: table.name.clone(),
        sheets: Arc::clone(&table.sheets),
        names: None,
        rows: table.rows[..candidate.first_row + end].to_vec(),
        geometry_first: table.geometry_first,
        open: table.open.clone(),
    })
}

/// The refusal of a table, or that of one whose header stands further down than it is looked for; `rows` are
/// all of its rows.
pub(super) fn or_header_too_low<'r>(
    why: Error,
    rows: impl Iterator<Item = Cow<'r, TableRow>>,
    dictionary: &Dictionary,
) -> Error {
    let why = match why {
        Error::MappingUnfit { mapping, why } => {
            return Error::MappingUnfit {
                mapping,
                why: Box::new(or_header_too_low(*why, rows, dictionary)),
            };
        }
        why => why,
    };
    let (Error::NoLocation { file, .. }
    | Error::NeedsMapping { file, .. }
    | Error::Statistics { file, .. }) = &why
    else {
        return why;
    };
    let rows = rows.take(LOW_HEADER_WITHIN).filter(|row| !row.is_blank());
    let names = |row: &Cow<TableRow>| {
        let cells = row.cells.iter().map(String::as_str);
        names_a_table(cells, dictionary)
    };
    match { rows }.skip(HEADER_WITHIN).find(names) {
        None => why,
        Some(row) => Error::HeaderTooLow {
            file: file.clone(),
            row: row.number,
            limit: HEADER_WITHIN,
        },
    }
}

/// Whether the cells of a row are names of columns, coordinates among them.
pub(super) fn names_a_table<'c>(
    cells: impl Iterator<Item = &'c str>,
    dictionary: &Dictionary,
) -> bool {
    let (mut known, mut all) = (Vec::new(), 0);
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        // A row of values has a number, and no header has one alone in a cell.
        if cell.parse::<f64>().is_ok() {
            return false;
        }
        all += 1;
        known.extend(dictionary.column(cell));
    }
    let has = |column| known.contains(&column);
    let pair = has(Column::Latitude) && has(Column::Longitude) || has(Column::Y) && has(Column::X);
    let place = pair || has(Column::Position) || has(Column::Geometry);
    place && known.len() >= 3 || pair && known.len() * 2 >= all
}

/// Whether a row has both degrees of a place in Korea, with decimals or in another writing of degrees.
fn holds_a_place(row: &TableRow) -> bool {
    let is = |what: Cell| {
        row.cells.iter().any(|cell| {
            let is_written_out = cell.contains(['.', '°', '도', '\'']);
            is_written_out && Cell::read(cell) == what
        })
    };
    is(Cell::North) && is(Cell::East)
        || row.cells.iter().any(|cell| is_pair(cell) || is_point(cell))
}

/// What names say of a table that a kept mapping is for, or nearly, and does not fit.
fn without(
    Unfit { error, ground }: Unfit,
    by_names: impl FnOnce() -> Result<Understood, Error>,
) -> Result<Understood, Error> {
    let mapping = Box::new(error);
    if ground == Ground::Certain {
        return Err(Error::Mapping(mapping));
    }
    match by_names() {
        Err(why) => Err(Error::MappingUnfit {
            mapping,
            why: Box::new(why),
        }),
        Ok(_) if ground == Ground::Binding => Err(Error::Mapping(mapping)),
        Ok(understood) => Ok(Understood {
            remark: Some(Note::mapping_not_used(&mapping)),
            ..understood
        }),
    }
}

/// What the columns mean by their names.
fn by_names(
    file: &str,
    table: &Table,
    candidate: &Candidate,
    header: Header,
    dictionary: &Dictionary,
) -> Result<Understood, Error> {
    let above = &table.rows[..candidate.first_line.min(table.rows.len())];
    let rows = below(table, candidate);
    refuse_other_things(file, above, &candidate.stated_names(), rows)?;
    let header = header.with_meaning_by_values(rows, dictionary);
    subject::refuse_counts_of_areas(file, candidate, &header, rows)?;
    // Where geometries come first, columns of numbers are attributes like others.
    let by_geometry = table.geometry_first || dictionary.names_the_geometry();
    if by_geometry {
        dictionary.check(file, &header.names, || candidate.shown_names(rows))?;
        refuse_what_was_cut(file, table, &header, dictionary)?;
        return Ok(Understood {
            header,
            first_line: candidate.first_line,
            first_row: candidate.first_row,
            above: Vec::new(),
            header_row: candidate.header_row,
            mapping: None,
            row_means: RowUnit::Unknown,
            remark: None,
        });
    }
    if !dictionary.names_the_coordinates() {
        refuse_what_does_not_fit(file, &header, rows)?;
    }
    refuse_contradictions(file, &header)?;
    let degrees = header.pair((Column::Latitude, Column::Longitude)).is_some();
    let located = degrees
        || header.field(Column::Geometry).is_some()
        || header.field(Column::Position).is_some();
    if !located && !dictionary.names_the_coordinates() {
        refuse_unlocated(file, candidate, rows)?;
    }
    dictionary.check(file, &header.names, || candidate.shown_names(rows))?;
    Ok(Understood {
        header,
        first_line: candidate.first_line,
        first_row: candidate.first_row,
        above: Vec::new(),
        header_row: candidate.header_row,
        mapping: None,
        row_means: RowUnit::Unknown,
        remark: None,
    })
}

/// What the columns mean by a mapping.
fn by_mapping(
    file: &str,
    table: &Table,
    fitted: &Fitted,
    dictionary: &Dictionary,
) -> Result<Understood, Error> {
    let Fitted {
        mapping,
        candidate,
        fields,
        remark,
    } = fitted;
    let rows = below(table, candidate);
    let mut header = Header::mapped(&candidate.names, rows, fields, dictionary);
    if candidate.is_none() {
        // Only columns with a meaning have to be there in every row.
        let last = header.fields.iter().rposition(Option::is_some);
        header.named = last.map_or(0, |last| last + 1);
    }
    refuse_contradictions(file, &header)?;
    if mapping.crs().is_none() {
        header = header.with_meaning_by_values(rows, dictionary);
        refuse_what_does_not_fit(file, &header, rows)?;
    }
    dictionary.check(file, &header.names, || candidate.shown_names(rows))?;
    Ok(Understood {
        header,
        first_line: candidate.first_line,
        first_row: candidate.first_row,
        above: Vec::new(),
        header_row: candidate.header_row,
        mapping: Some(Arc::clone(mapping)),
        row_means: mapping.row_means(),
        remark: remark.clone(),
    })
}

/// Refuses a table that lacks what makes a register, where columns may be it whose names were cut.
fn refuse_what_was_cut(
    file: &str,
    table: &Table,
    header: &Header,
    dictionary: &Dictionary,
) -> Result<(), Error> {
    let is_missing = |column: Column| match column {
        Column::Purpose | Column::UnitCount => !header.names.has(column),
        Column::ManagementNo | Column::Manager => {
            !header.names.name_an_institution() && dictionary.institution().is_none()
        }
        _ => false,
    };
    let mut missing: Vec<&str> = Vec::new();
    let mut fields = Vec::new();
    for (name, meanings) in &table.open {
        let wanting = meanings.iter().filter(|column| is_missing(**column));
        let codes: Vec<&str> = wanting.map(|column| column.code()).collect();
        if !codes.is_empty() {
            fields.push(name.clone());
        }
        missing.extend(codes);
    }
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::FieldsCut {
        file: file.to_owned(),
        fields,
        missing,
    })
}

fn refuse_contradictions(file: &str, header: &Header) -> Result<(), Error> {
    match &header.contradicting {
        None => Ok(()),
        Some((first, second)) => Err(Error::ColumnTwice {
            file: file.to_owned(),
            first: first.clone(),
            second: second.clone(),
        }),
    }
}

/// Refuses a table whose names say nowhere where the cameras are: as numbers of cameras, or with the
/// columns that look like coordinates.
fn refuse_unlocated(file: &str, candidate: &Candidate, rows: &[TableRow]) -> Result<(), Error> {
    subject::refuse_statistics(file, candidate, rows)?;
    let likely = mapping::likely_coordinates(candidate, rows);
    let is_whole = |column: &(String, &str, String)| {
        [Column::Position, Column::Geometry]
            .map(Column::code)
            .contains(&column.1)
    };
    if likely.len() < 2 && !likely.iter().any(is_whole) {
        return Ok(());
    }
    Err(Error::NeedsMapping {
        file: file.to_owned(),
        likely,
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
    fn new(header: &Header, candidate: &Candidate, rows: &[TableRow]) -> Self {
        let located = [
            (Column::Latitude, Column::Longitude),
            (Column::Y, Column::X),
        ]
        .into_iter()
        .filter_map(|pair| header.pair(pair))
        .any(|(north, east)| !Pairs::count(rows, north, east).is_foreign())
            || [Column::Geometry, Column::Position]
                .into_iter()
                .filter_map(|column| header.field(column))
                .any(|field| {
                    let cells = rows.iter().filter_map(|row| row.cells.get(field));
                    cells
                        .into_iter()
                        .any(|cell| is_point(cell) || is_pair(cell))
                });
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
fn refuse_what_does_not_fit(file: &str, header: &Header, rows: &[TableRow]) -> Result<(), Error> {
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
            let evidence = evidence_of(file, &header.fields, rows, (north, east), (y, x));
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
