//! XML Spreadsheet 2003 (`SpreadsheetML`), which older systems write as `.xls` or `.xml`.
//!
//! Rows and cells say where they stand only where they skip something (`ss:Index`, `ss:Span`,
//! `ss:MergeAcross`). Document types and entities of its own are refused: nothing is expanded.

use calamine::{CellErrorType, Data};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Error;
use super::issue::IssueKind;
use super::table::CellRemark;
use super::workbook::{MarkupRow, MarkupSheet, Merged, Room};
use super::xml::referred;

/// How deep elements may nest.
const DEPTH: usize = 64;
/// Attributes of an element that are looked at; each is compared with those before it.
const MOST_ATTRIBUTES: usize = 64;

/// Reads a document.
///
/// # Errors
/// When it is no XML, declares entities, or its sheets are more or larger than any register.
pub(super) fn read(text: &str, file: &str) -> Result<Vec<MarkupSheet>, Error> {
    let entities = || Error::Entities {
        file: file.to_owned(),
    };
    let mut reader = Reader::from_str(text);
    let mut walk = Walk {
        room: Room::new(file, "Excel XML"),
        depth: 0,
        sheets: Vec::new(),
        row: None,
        next_row: 1,
        next_column: 0,
        cell: None,
        place: Place::Elsewhere,
    };
    loop {
        let event = reader.read_event();
        match event.map_err(|error| walk.room.broken(&error.to_string()))? {
            Event::Start(start) => walk.start(&start)?,
            Event::Empty(start) => {
                walk.start(&start)?;
                walk.end(start.local_name().as_ref());
            }
            Event::End(end) => walk.end(end.local_name().as_ref()),
            Event::Text(text) => walk.text(&text.xml10_content())?,
            Event::CData(text) => walk.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                walk.text(&referred(&reference).ok_or_else(entities)?)?;
            }
            Event::DocType(_) => return Err(entities()),
            Event::Eof if walk.depth > 0 => return Err(walk.room.broken("it is cut off")),
            Event::Eof => return Ok(walk.sheets),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// What a text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The value of a cell.
    Data,
    /// Whether the sheet is shown.
    Visible,
    /// A remark on a cell, which may hold data of its own.
    Comment,
    Elsewhere,
}

/// A cell that is open.
#[derive(Default)]
struct Cell {
    column: u32,
    kind: String,
    text: String,
    formula: Option<String>,
}

struct Walk<'f> {
    room: Room<'f>,
    depth: usize,
    sheets: Vec<MarkupSheet>,
    row: Option<MarkupRow>,
    /// Number of the row that comes next, and column of the cell.
    next_row: u32,
    next_column: u32,
    cell: Option<Cell>,
    place: Place,
}

impl Walk<'_> {
    fn start(&mut self, start: &BytesStart) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self
                .room
                .broken(&format!("elements nest deeper than {DEPTH}")));
        }
        match start.local_name().as_ref() {
            "Worksheet" => {
                self.room.sheet()?;
                let name = self.attribute(start, "Name")?.unwrap_or_default();
                let name = self.unique(&name);
                self.sheets.push(MarkupSheet {
                    name,
                    ..MarkupSheet::default()
                });
                self.next_row = 1;
            }
            "Row" if !self.sheets.is_empty() => {
                let number = self.number(start, "Index")?.unwrap_or(self.next_row);
                let span = self.number(start, "Span")?.unwrap_or(0);
                self.room.check(number, 0)?;
                self.next_row = number.saturating_add(span).saturating_add(1);
                self.next_column = 0;
                self.row = Some(MarkupRow {
                    number,
                    ..MarkupRow::default()
                });
            }
            "Cell" => self.start_cell(start)?,
            "Comment" => self.place = Place::Comment,
            "Data" if self.place == Place::Elsewhere => {
                let kind = self.attribute(start, "Type")?;
                if let Some(cell) = &mut self.cell {
                    cell.kind = kind.unwrap_or_default();
                    self.place = Place::Data;
                }
            }
            "Visible" => self.place = Place::Visible,
            _ => {}
        }
        Ok(())
    }

    fn start_cell(&mut self, start: &BytesStart) -> Result<(), Error> {
        let Some(row) = self.row.as_ref().map(|row| row.number) else {
            return Ok(());
        };
        let index = self.number(start, "Index")?;
        let column = index.map_or(self.next_column, |index| index.saturating_sub(1));
        self.room.check(row, column)?;
        let across = self.number(start, "MergeAcross")?.unwrap_or(0);
        let down = self.number(start, "MergeDown")?.unwrap_or(0);
        self.next_column = column.saturating_add(across).saturating_add(1);
        if across > 0 || down > 0 {
            let merged = Merged {
                first: (row - 1, column),
                last: ((row - 1).saturating_add(down), self.next_column - 1),
            };
            if let Some(sheet) = self.sheets.last_mut() {
                sheet.merged.push(merged);
            }
        }
        self.room.cells(1)?;
        self.cell = Some(Cell {
            column,
            formula: self.attribute(start, "Formula")?,
            ..Cell::default()
        });
        Ok(())
    }

    fn end(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        match name {
            "Row" => {
                if let (Some(row), Some(sheet)) = (self.row.take(), self.sheets.last_mut())
                    && !row.is_empty()
                {
                    sheet.rows.push(row);
                }
            }
            "Cell" => {
                if let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) {
                    put(row, cell);
                }
                self.place = Place::Elsewhere;
            }
            "Data" if self.place == Place::Data => self.place = Place::Elsewhere,
            "Comment" | "Visible" => self.place = Place::Elsewhere,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Error> {
        match self.place {
            Place::Data => {
                if let Some(cell) = &mut self.cell {
                    cell.text.push_str(text);
                    self.room.text(&cell.text)?;
                }
            }
            Place::Visible => {
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.hidden |= text.trim().ends_with("Hidden");
                }
            }
            Place::Comment | Place::Elsewhere => {}
        }
        Ok(())
    }

    /// An attribute, whatever its prefix.
    fn attribute(&self, start: &BytesStart, name: &str) -> Result<Option<String>, Error> {
        for attribute in start.attributes().take(MOST_ATTRIBUTES) {
            let attribute = attribute.map_err(|error| self.room.broken(&error.to_string()))?;
            if attribute.key.local_name().as_ref() == name {
                let value = quick_xml::escape::unescape(&attribute.value);
                let value = value.map_err(|_| Error::Entities {
                    file: self.room.file.to_owned(),
                })?;
                return Ok(Some(value.into_owned()));
            }
        }
        Ok(None)
    }

    /// A number from 0 on; what is none counts as absent.
    fn number(&self, start: &BytesStart, name: &str) -> Result<Option<u32>, Error> {
        let value = self.attribute(start, name)?;
        Ok(value.and_then(|value| value.trim().parse().ok()))
    }

    /// A name that no other sheet has.
    fn unique(&self, name: &str) -> String {
        let taken = |name: &str| self.sheets.iter().any(|sheet| sheet.name == name);
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !taken(name)).unwrap_or_default()
    }
}

/// Puts a cell into its row, in the type that it states.
fn put(row: &mut MarkupRow, cell: Cell) {
    let text = cell.text;
    let value = match cell.kind.as_str() {
        _ if text.trim().is_empty() => {
            if let Some(formula) = cell.formula {
                row.remarks.push(CellRemark {
                    cell: Some(cell.column as usize),
                    kind: IssueKind::FormulaWithoutValue,
                    value: formula,
                });
            }
            return;
        }
        "Number" => text.trim().parse().map_or(Data::String(text), Data::Float),
        "DateTime" => Data::DateTimeIso(text.trim().trim_end_matches(".000").to_owned()),
        "Boolean" => Data::Bool(text.trim() == "1"),
        "Error" => error(text.trim()).map_or(Data::String(text), Data::Error),
        _ => Data::String(text),
    };
    row.cells.push((cell.column, value));
}

/// An error of a spreadsheet by its sign.
fn error(sign: &str) -> Option<CellErrorType> {
    let error = match sign {
        "#N/A" => CellErrorType::NA,
        "#DIV/0!" => CellErrorType::Div0,
        "#NAME?" => CellErrorType::Name,
        "#NULL!" => CellErrorType::Null,
        "#NUM!" => CellErrorType::Num,
        "#REF!" => CellErrorType::Ref,
        "#VALUE!" => CellErrorType::Value,
        _ => return None,
    };
    Some(error)
}

#[cfg(test)]
mod tests;
