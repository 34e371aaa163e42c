//! Web pages to sheets: every table that holds anything is one.
//!
//! The tags come one by one from a tokenizer of the HTML standard, and no tree is built: a table is the
//! tags that make one, closed or not, however deep the others nest. What costs without being written out
//! (spans) is counted as if it were.

mod grid;
mod text;

use calamine::Data;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::Error;
use super::workbook::{MarkupSheet, Room};
use grid::{Grid, Spans};
use text::Text;

/// How deep tables may lie inside each other.
const DEPTH: usize = 16;
/// Longest attribute that is looked at, bytes.
const LONGEST_ATTRIBUTE: usize = 64;
/// How much of what a page says is kept, bytes.
const LONGEST_SAID: usize = 300;

/// What a web page holds.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The tables that hold anything, in their order.
    pub(super) sheets: Vec<MarkupSheet>,
    /// Its title, or what it says first.
    pub(super) says: String,
    /// It asks for a password: what came is not what was asked for.
    pub(super) is_login: bool,
}

impl Page {
    /// Whether any table has cells beside each other, as data has.
    pub(super) fn has_data(&self) -> bool {
        let mut rows = self.sheets.iter().flat_map(|sheet| &sheet.rows);
        rows.any(|row| row.cells.len() > 1)
    }
}

/// Reads a page.
///
/// # Errors
/// When its tables are more, deeper or larger than any register.
pub(super) fn read(text: &str, file: &str) -> Result<Page, Error> {
    let mut walk = Walk::new(file, is_xml(text));
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| walk.take(&event));
    // XML ends a script that has nothing in it where it begins, and pages know no such end.
    emitter.naively_switch_states(!is_xml(text));
    // A text has no errors of its own; what the walk hands out is why it stopped.
    let refused = Tokenizer::new_with_emitter(text, emitter).next();
    match refused {
        Some(Ok(error)) => Err(error),
        None => walk.finish(),
    }
}

fn is_xml(text: &str) -> bool {
    text.trim_start().starts_with("<?xml")
}

/// A tag that was opened and not ended yet.
#[derive(Default)]
struct Tag {
    name: Name,
    attribute: Option<Attribute>,
    spans: Spans,
    /// `x:num` of Excel, `sdval` of Calc: the number behind what is shown.
    number: Option<f64>,
    is_password: bool,
}

/// The tags that mean something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Name {
    Table,
    Group,
    Row,
    Cell,
    HeaderCell,
    Caption,
    Title,
    /// Script and style: nothing of it is shown.
    Mute,
    Input,
    /// Begins a new line.
    Line,
    #[default]
    Other,
}

impl Name {
    fn of(name: &[u8]) -> Self {
        match name {
            b"table" => Self::Table,
            b"thead" | b"tbody" | b"tfoot" => Self::Group,
            b"tr" => Self::Row,
            b"td" => Self::Cell,
            b"th" => Self::HeaderCell,
            b"caption" => Self::Caption,
            b"title" => Self::Title,
            b"script" | b"style" => Self::Mute,
            b"input" => Self::Input,
            b"br" | b"p" | b"div" | b"li" | b"h1" | b"h2" | b"h3" | b"h4" | b"hr" => Self::Line,
            _ => Self::Other,
        }
    }
}

/// The attributes that mean something here.
#[derive(Clone, Copy)]
enum Attribute {
    Columns,
    Rows,
    Number,
    Type,
}

/// What the texts that come belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Page,
    Title,
    /// A script or style.
    Mute,
}

struct Walk<'f> {
    room: Room<'f>,
    /// The tables that are open, the innermost last.
    open: Vec<Grid>,
    /// Those that are closed, with their places in the page.
    closed: Vec<Grid>,
    tables: usize,
    tag: Tag,
    /// The page is XML as well.
    is_xml: bool,
    inside: Inside,
    title: Text,
    said: Text,
    is_login: bool,
}

impl<'f> Walk<'f> {
    fn new(file: &'f str, is_xml: bool) -> Self {
        Self {
            room: Room::new(file, "HTML"),
            is_xml,
            open: Vec::new(),
            closed: Vec::new(),
            tables: 0,
            tag: Tag::default(),
            inside: Inside::Page,
            title: Text::default(),
            said: Text::default(),
            is_login: false,
        }
    }

    /// Takes what the tokenizer found; a value is why the page is refused.
    fn take(&mut self, event: &CallbackEvent) -> Option<Error> {
        let result = match *event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag {
                    name: Name::of(name),
                    ..Tag::default()
                };
                Ok(())
            }
            CallbackEvent::AttributeName { name } => {
                self.tag.attribute = match name {
                    b"colspan" => Some(Attribute::Columns),
                    b"rowspan" => Some(Attribute::Rows),
                    b"x:num" | b"sdval" => Some(Attribute::Number),
                    b"type" => Some(Attribute::Type),
                    _ => None,
                };
                Ok(())
            }
            CallbackEvent::AttributeValue { value } => {
                self.attribute(&value[..value.len().min(LONGEST_ATTRIBUTE)]);
                Ok(())
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = std::mem::take(&mut self.tag);
                let name = tag.name;
                let started = self.start(&tag);
                if self_closing && self.is_xml && matches!(name, Name::Mute | Name::Title) {
                    started.and_then(|()| self.end(name))
                } else {
                    started
                }
            }
            CallbackEvent::EndTag { name } => self.end(Name::of(name)),
            CallbackEvent::String { value } => self.text(value),
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => Ok(()),
        };
        result.err()
    }

    fn attribute(&mut self, value: &[u8]) {
        let text = || std::str::from_utf8(value).unwrap_or_default().trim();
        match self.tag.attribute.take() {
            Some(Attribute::Columns) => self.tag.spans.columns = grid::columns(value),
            Some(Attribute::Rows) => self.tag.spans.rows = grid::rows(value),
            Some(Attribute::Number) => self.tag.number = text().parse().ok(),
            Some(Attribute::Type) => {
                self.tag.is_password = text().eq_ignore_ascii_case("password");
            }
            None => {}
        }
    }

    fn start(&mut self, tag: &Tag) -> Result<(), Error> {
        if self.inside == Inside::Mute {
            return Ok(());
        }
        match tag.name {
            Name::Table => return self.start_table(),
            Name::Mute => self.inside = Inside::Mute,
            Name::Title => self.inside = Inside::Title,
            Name::Input => self.is_login |= tag.is_password,
            Name::Line => self.line(),
            Name::Other => {}
            Name::Group | Name::Row | Name::Cell | Name::HeaderCell | Name::Caption => {
                let Some(grid) = self.open.last_mut() else {
                    return Ok(());
                };
                match tag.name {
                    Name::Group => grid.end_group(&mut self.room)?,
                    Name::Row => grid.start_row(&mut self.room)?,
                    Name::Caption => {
                        grid.start_row(&mut self.room)?;
                        grid.start_cell(Spans::default(), None, &mut self.room)?;
                    }
                    name => {
                        grid.is_header &= name == Name::HeaderCell;
                        grid.start_cell(tag.spans, tag.number, &mut self.room)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn start_table(&mut self) -> Result<(), Error> {
        // Only a cell holds another table: elsewhere the one before was never closed.
        while self.open.last().is_some_and(|grid| !grid.is_in_cell()) {
            self.end_table()?;
        }
        if self.open.len() >= DEPTH {
            let detail = format!("tables lie deeper than {DEPTH} inside each other");
            return Err(self.room.broken(&detail));
        }
        self.tables += 1;
        self.open.push(Grid::new(self.tables));
        Ok(())
    }

    fn end(&mut self, name: Name) -> Result<(), Error> {
        if self.inside == Inside::Mute && name != Name::Mute {
            return Ok(());
        }
        match name {
            Name::Table => return self.end_table(),
            Name::Mute | Name::Title => self.inside = Inside::Page,
            Name::Line => self.line(),
            Name::Input | Name::Other => {}
            Name::Group | Name::Row | Name::Cell | Name::HeaderCell | Name::Caption => {
                if let Some(grid) = self.open.last_mut() {
                    match name {
                        Name::Group => grid.end_group(&mut self.room)?,
                        Name::Row | Name::Caption => grid.end_row(&mut self.room)?,
                        _ => grid.end_cell(&mut self.room)?,
                    }
                }
            }
        }
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Error> {
        let Some(mut grid) = self.open.pop() else {
            return Ok(());
        };
        grid.end_row(&mut self.room)?;
        // A table of one row is part of the cell that it stands in.
        if let (Some(outer), Some(text)) = (self.open.last_mut(), grid.one_row()) {
            outer.line();
            return outer.text(&text, &self.room);
        }
        if grid.is_empty() {
            return Ok(());
        }
        // A header that does not scroll is a table of its own, above that of the rows.
        if let Some(header) = self.closed.last_mut()
            && header.is_header_of(&grid)
        {
            header.append(grid);
            return Ok(());
        }
        self.room.sheet()?;
        self.closed.push(grid);
        Ok(())
    }

    fn line(&mut self) {
        match self.open.last_mut() {
            Some(grid) => grid.line(),
            None => self.said.line(),
        }
    }

    fn text(&mut self, value: &[u8]) -> Result<(), Error> {
        if self.inside == Inside::Mute {
            return Ok(());
        }
        let text = String::from_utf8_lossy(value);
        if self.inside == Inside::Title {
            self.title.push_some(&text, LONGEST_SAID);
            return Ok(());
        }
        self.said.push_some(&text, LONGEST_SAID);
        match self.open.last_mut() {
            Some(grid) => grid.text(&text, &self.room),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Page, Error> {
        while !self.open.is_empty() {
            self.end_table()?;
        }
        self.closed.sort_by_key(|grid| grid.place);
        let says = [self.title, self.said].map(Text::into_string);
        let [title, said] = says;
        Ok(Page {
            sheets: self.closed.into_iter().map(Grid::into_sheet).collect(),
            says: if title.is_empty() { said } else { title },
            is_login: self.is_login,
        })
    }
}

/// What a cell holds: the number behind it where what is shown is that number, rounded; else the text.
fn value(text: String, number: Option<f64>) -> Data {
    let shown = number.and_then(|_| text.replace(',', "").parse::<f64>().ok());
    if let (Some(number), Some(shown)) = (number, shown) {
        let decimals = text
            .rsplit_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        let half = 0.500_001 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
        if (number - shown).abs() <= half {
            return Data::Float(number);
        }
    }
    Data::String(text)
}

#[cfg(test)]
mod tests;
