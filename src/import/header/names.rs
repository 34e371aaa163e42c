//! Which column is read for which meaning, where names repeat or say little.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::values::{Cell, Pairs};
use crate::import::columns::{
    Column, Dictionary, Names, ORDERS, Wording, has_brackets, is_our_own, normalise,
};
use crate::import::coordinates::{has_decimals, is_pair, is_whole_of};
use crate::import::geometry::is_point;
use crate::import::mapping::Said;
use crate::import::row::RawRow;
use crate::import::screen::one_line;
use crate::import::table::TableRow;
use crate::model::purpose::purposes;

/// Rows above a header that are remembered.
const TITLES: usize = 10;

/// The header of a table: what each field means.
#[derive(Debug, Clone)]
pub(in crate::import) struct Header {
    /// The meaning of each field.
    pub(in crate::import) fields: Vec<Option<Column>>,
    /// Number of fields up to the last one with a name: a row has at least these.
    pub(in crate::import) named: usize,
    /// The recognised names.
    pub(in crate::import) names: Names,
    /// What the brackets of a name add to the numbers below it.
    wordings: Vec<(Column, Wording)>,
    /// The names that mean nothing to us, or the same as another column that is read.
    pub(in crate::import) unrecognised: Vec<String>,
    /// Every name as the file writes it, empty ones too.
    pub(in crate::import) written: Vec<String>,
    /// What stands in the lines of the header, and in each row above it: `normalise`d cells that hold
    /// words. Pages repeat them.
    lines: Vec<Vec<String>>,
    /// Two columns of one meaning that say different things: nothing tells which one is right.
    pub(super) contradicting: Option<(String, String)>,
}

impl Header {
    /// Reads names; `rows` are some of those below, which decide where two columns mean the same.
    pub(super) fn read(names: &[String], rows: &[TableRow], dictionary: &Dictionary) -> Self {
        Self::with(names, rows, |_, name| dictionary.look_up(name))
    }

    /// Reads names by a mapping; columns that it does not speak of are read by their names, unless
    /// theirs is a meaning that the mapping gives to another.
    pub(super) fn mapped(
        names: &[String],
        rows: &[TableRow],
        fields: &[Said],
        dictionary: &Dictionary,
    ) -> Self {
        let given: Vec<Column> = fields.iter().filter_map(|field| field.column()).collect();
        let metres = |column: &Column| matches!(column, Column::X | Column::Y);
        let gives_metres = given.iter().any(metres);
        let gives_degrees = given
            .iter()
            .any(|column| column.is_place() && !metres(column));
        Self::with(names, rows, |field, name| match fields[field] {
            Said::Ignored => None,
            Said::Means(column) => Some((column, 0)),
            Said::Nothing => dictionary.look_up(name).filter(|(column, _)| {
                let other_pair = if metres(column) {
                    gives_degrees
                } else {
                    gives_metres
                };
                // What the mapping says of places comes before what names say of them.
                let other_place = column.is_coordinate()
                    && (given.contains(&Column::Position) || given.contains(&Column::Geometry));
                !(given.contains(column) || column.is_place() && other_pair || other_place)
            }),
        })
    }

    fn with(
        names: &[String],
        rows: &[TableRow],
        look_up: impl Fn(usize, &str) -> Option<(Column, usize)>,
    ) -> Self {
        let mut columns: BTreeMap<Column, Vec<(usize, usize)>> = BTreeMap::new();
        for (field, name) in names.iter().enumerate() {
            if let Some((column, rank)) = look_up(field, name) {
                columns.entry(column).or_default().push((rank, field));
            }
        }
        let mut header = Self {
            fields: vec![None; names.len()],
            named: names
                .iter()
                .rposition(|name| !name.trim().is_empty())
                .map_or(0, |last| last + 1),
            names: Names::default(),
            wordings: Vec::new(),
            unrecognised: Vec::new(),
            // A name of two lines is one name.
            written: names
                .iter()
                .map(|name| one_line(name.trim().into()).into_owned())
                .collect(),
            lines: Vec::new(),
            contradicting: None,
        };
        // The coordinates first: of other columns those beside them are the register's.
        let (located, others): (Vec<_>, Vec<_>) = columns
            .into_iter()
            .partition(|(column, _)| column.is_place());
        for (column, fields) in located.into_iter().chain(others) {
            let field = header.choose(column, fields, rows);
            header.fields[field] = Some(column);
        }
        header.renew();
        header
    }

    /// Remembers the rows above the header and its own lines.
    pub(super) fn remember(&mut self, above: &[TableRow], lines: &[TableRow]) {
        let said = |row: &TableRow| said_by(&self.written, row.cells.iter().map(String::as_str));
        // Rows of another table above are none that pages repeat.
        let titles = above.len().saturating_sub(TITLES);
        let all = above[titles..].iter().chain(lines).map(said);
        self.lines = all.filter(|line| !line.is_empty()).collect();
    }

    /// Whether a row says what a line of the header or a title above it says: pages of a printed table
    /// begin with them.
    pub(in crate::import) fn is_repeated_by<'c>(
        &self,
        cells: impl Iterator<Item = &'c str>,
    ) -> bool {
        let said = said_by(&self.written, cells);
        !said.is_empty() && self.lines.contains(&said)
    }

    /// The fields of a pair of columns.
    pub(super) fn pair(&self, (north, east): (Column, Column)) -> Option<(usize, usize)> {
        Some((self.field(north)?, self.field(east)?))
    }

    /// The field of a column.
    pub(in crate::import) fn field(&self, column: Column) -> Option<usize> {
        self.fields.iter().position(|field| *field == Some(column))
    }

    /// Gives columns whose names say little the meaning that their values have: X and Y that hold
    /// degrees are longitude and latitude, and 구분 is the purpose where its values are purposes.
    pub(super) fn with_meaning_by_values(
        mut self,
        rows: &[TableRow],
        dictionary: &Dictionary,
    ) -> Self {
        let are_degrees = |pair: Option<(usize, usize)>| {
            pair.is_some_and(|(north, east)| Pairs::count(rows, north, east).are_degrees())
        };
        let stated = self.pair((Column::Latitude, Column::Longitude));
        let unnamed = self.pair((Column::Y, Column::X));
        if let Some((north, east)) = unnamed
            && !dictionary.names_the_coordinates()
            && are_degrees(unnamed)
            && !are_degrees(stated)
        {
            for field in &mut self.fields {
                if matches!(field, Some(Column::Latitude | Column::Longitude)) {
                    *field = None;
                }
            }
            self.fields[north] = Some(Column::Latitude);
            self.fields[east] = Some(Column::Longitude);
        }
        self.leave_out_needless_parts(rows);
        self.tell_pairs_from_geometries(rows);
        if let Some(kind) = self.field(Column::Kind)
            && self.field(Column::Purpose).is_none()
            && holds_purposes(rows, kind)
        {
            self.fields[kind] = Some(Column::Purpose);
        }
        self.renew();
        self
    }

    /// Where most degrees have decimals of their own, minutes and seconds say the same, or are something else.
    fn leave_out_needless_parts(&mut self, rows: &[TableRow]) {
        for degrees in [Column::Latitude, Column::Longitude] {
            let Some((field, parts)) = self.field(degrees).zip(degrees.parts()) else {
                continue;
            };
            let cells = rows.iter().filter_map(|row| row.cells.get(field));
            let filled: Vec<&str> = { cells.map(|cell| cell.trim()) }
                .filter(|cell| !cell.is_empty())
                .collect();
            let full = filled.iter().filter(|cell| has_decimals(cell)).count();
            if full * 2 <= filled.len() {
                continue;
            }
            for field in &mut self.fields {
                if field.is_some_and(|column| parts.contains(&column)) {
                    *field = None;
                }
            }
        }
    }

    /// A column named 좌표 may hold pairs of degrees, well-known text, or words: its cells tell.
    fn tell_pairs_from_geometries(&mut self, rows: &[TableRow]) {
        let holds = |field: usize, what: fn(&str) -> bool| {
            let mut cells = rows.iter().filter_map(|row| row.cells.get(field));
            cells.any(|cell| what(cell))
        };
        let (pairs, shapes) = (self.field(Column::Position), self.field(Column::Geometry));
        if let Some(at) = pairs.filter(|&at| !holds(at, is_pair)) {
            let free = shapes.is_none() && holds(at, is_point);
            self.fields[at] = free.then_some(Column::Geometry);
        }
        // One column of coordinates alone is no place, unless its cells hold both.
        let places = || {
            self.fields
                .iter()
                .flatten()
                .filter(|column| column.is_place())
        };
        if pairs.is_none() && places().count() == 1 {
            let single = self
                .fields
                .iter()
                .position(|field| field.is_some_and(Column::is_coordinate));
            if let Some(at) = single.filter(|&at| holds(at, is_pair)) {
                self.fields[at] = Some(Column::Position);
            }
        }
        if let Some(at) = shapes.filter(|&at| pairs.is_none() && !holds(at, is_point))
            && holds(at, is_pair)
        {
            self.fields[at] = Some(Column::Position);
        }
    }

    /// Of several fields with one meaning, the one that is read.
    fn choose(
        &mut self,
        column: Column,
        mut fields: Vec<(usize, usize)>,
        rows: &[TableRow],
    ) -> usize {
        let cell = |row: &TableRow, field: usize| -> String {
            row.cells
                .get(field)
                .map_or("", |cell| cell.trim())
                .to_owned()
        };
        let holds = |field: usize| rows.iter().any(|row| !cell(row, field).is_empty());
        let fits = |field: usize| {
            rows.iter()
                .filter_map(|row| row.cells.get(field))
                .any(|text| matches!(Cell::read(text), Cell::North | Cell::East | Cell::Number(_)))
        };
        keep_those(&mut fields, |&(_, field)| holds(field));
        if column.is_coordinate() {
            keep_those(&mut fields, |&(_, field)| fits(field));
            // Beside a coordinate its whole degrees say nothing else: 위도, 위도(도), 위도(분), 위도(초).
            let all = fields.clone();
            fields.retain(|&(_, field)| {
                let is_whole_of = |other: usize| {
                    let mut pairs = rows.iter().map(|row| (cell(row, field), cell(row, other)));
                    other != field && pairs.all(|(whole, full)| is_whole_of(&whole, &full))
                };
                column.parts().is_none() || !all.iter().any(|&(_, other)| is_whole_of(other))
            });
            let first = fields[0].1;
            let other = fields.iter().find(|&&(_, field)| {
                rows.is_empty() || rows.iter().any(|row| cell(row, first) != cell(row, field))
            });
            if let Some(&(_, other)) = other.filter(|&&(_, other)| other != first) {
                let alike = self.written[first] == self.written[other];
                let name = |field: usize| {
                    let name = self.written[field].clone();
                    if alike {
                        format!("{name} ({})", letters(field))
                    } else {
                        name
                    }
                };
                self.contradicting = Some((name(first), name(other)));
            }
        } else {
            let block = self.block();
            keep_those(&mut fields, |(_, field)| block.contains(field));
            self.choose_by_brackets(column, &mut fields, rows);
        }
        fields.iter().min().map_or(0, |&(_, field)| field)
    }

    /// Of the nearest name and those that differ from it in their brackets alone, keeps one column of
    /// purposes that are known; where none is nearer than another and they say different things, nothing
    /// tells which one is meant.
    fn choose_by_brackets(
        &mut self,
        column: Column,
        fields: &mut Vec<(usize, usize)>,
        rows: &[TableRow],
    ) {
        let Some(nearest) = fields.iter().map(|(rank, _)| rank / ORDERS).min() else {
            return;
        };
        keep_those(fields, |(rank, _)| rank / ORDERS == nearest);
        if column == Column::Purpose {
            keep_those(fields, |&(_, field)| holds_purposes(rows, field));
        }
        let best = fields.iter().min().copied();
        let Some((rank, field)) = best.filter(|_| column.is_told_by_its_name()) else {
            return;
        };
        let text = |row: &TableRow, at: usize| row.cells.get(at).map(|cell| cell.trim().to_owned());
        let rival = fields.iter().find(|&&(other_rank, other)| {
            let (name, other_name) = (&self.written[field], &self.written[other]);
            other != field
                && other_rank == rank
                && name != other_name
                && (has_brackets(name) || has_brackets(other_name))
                && rows.iter().any(|row| text(row, field) != text(row, other))
        });
        if let Some(&(_, other)) = rival {
            let names = (self.written[field].clone(), self.written[other].clone());
            self.contradicting.get_or_insert(names);
        }
    }

    /// Adds to the numbers of a row what the brackets of their columns say.
    pub(in crate::import) fn word(&self, raw: &mut RawRow) {
        for (column, wording) in &self.wordings {
            let cell = &mut raw.cells[*column as usize];
            if let Cow::Owned(said) = wording.apply(cell) {
                *cell = Cow::Owned(said);
            }
        }
    }

    /// The columns around the coordinates up to the next ones without a name: a table beside another
    /// one is parted from it by an empty column.
    fn block(&self) -> std::ops::Range<usize> {
        let Some(at) = self
            .fields
            .iter()
            .position(|field| field.is_some_and(Column::is_place))
        else {
            return 0..self.written.len();
        };
        let start = self.written[..at].iter().rposition(String::is_empty);
        let end = self.written[at..].iter().position(String::is_empty);
        start.map_or(0, |start| start + 1)..end.map_or(self.written.len(), |end| at + end)
    }

    /// Brings the lists of names in line with the meanings.
    fn renew(&mut self) {
        self.names = Names::default();
        self.wordings.clear();
        self.unrecognised.clear();
        for (field, name) in self.fields.iter().zip(&self.written) {
            match field {
                Some(column) => {
                    self.names.note(*column, name);
                    let wording = Wording::of(*column, name);
                    self.wordings
                        .extend(wording.map(|wording| (*column, wording)));
                }
                None if name.is_empty() || is_our_own(name) => {}
                None => self.unrecognised.push(name.clone()),
            }
        }
    }
}

/// The cells of a row that hold words, without what an annotated copy has added and without numbers, such
/// as those of pages.
fn said_by<'c>(written: &[String], cells: impl Iterator<Item = &'c str>) -> Vec<String> {
    let names = written
        .iter()
        .map(String::as_str)
        .chain(std::iter::repeat(""));
    let cells = cells.zip(names).filter(|(_, name)| !is_our_own(name));
    let said = cells.map(|(cell, _)| {
        let mut cell = normalise(cell);
        cell.retain(|c| !c.is_numeric());
        cell
    });
    said.filter(|cell| !cell.is_empty()).collect()
}

/// A column as spreadsheets name it: A, B … Z, AA.
fn letters(field: usize) -> String {
    let own = char::from(b'A' + u8::try_from(field % 26).unwrap_or(0));
    match field / 26 {
        0 => own.to_string(),
        more => letters(more - 1) + &own.to_string(),
    }
}

/// Keeps the elements that pass, or all when none does.
fn keep_those<T>(list: &mut Vec<T>, passes: impl Fn(&T) -> bool) {
    if list.len() > 1 && list.iter().any(&passes) {
        list.retain(passes);
    }
}

/// Most of the cells are purposes of the table of purposes.
fn holds_purposes(rows: &[TableRow], field: usize) -> bool {
    let (mut known, mut all) = (0, 0);
    for text in rows.iter().filter_map(|row| row.cells.get(field)) {
        if !text.trim().is_empty() {
            all += 1;
            known += usize::from(purposes().classify(text).is_some());
        }
    }
    known > 0 && known * 2 >= all
}
