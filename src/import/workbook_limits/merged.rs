//! The merged cells of an XLSX, gathered while its sheets are measured: they stand behind all cells, and a
//! reader would go through the whole sheet again to find them.

use memchr::memmem::Finder;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::import::workbook::Merged;

/// Most merged cells that a sheet may have: each costs memory.
pub(super) const MOST_MERGED: usize = 1_000_000;
/// Rows and columns of a sheet (ECMA-376).
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;
/// The element that has them all.
const LIST: &[u8] = b"mergeCells";

/// A sheet has more merged cells than are kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMany;

/// The merged cells of one sheet, whose bytes come piece by piece.
pub(super) struct MergeCells {
    finder: Finder<'static>,
    place: Place,
    /// What came before and is not looked at yet: the end of a piece, or the tag that it ends in.
    rest: Vec<u8>,
    pub(super) found: Vec<Merged>,
}

#[derive(PartialEq, Eq)]
enum Place {
    Before,
    Within,
    Behind,
}

impl MergeCells {
    pub(super) fn new() -> Self {
        Self {
            finder: Finder::new(LIST),
            place: Place::Before,
            rest: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Looks at the next bytes.
    pub(super) fn look(&mut self, bytes: &[u8]) -> Result<(), TooMany> {
        match self.place {
            Place::Behind => return Ok(()),
            Place::Within => self.rest.extend_from_slice(bytes),
            Place::Before => {
                let split = LIST.len() - 1;
                let known = self.rest.len();
                self.rest
                    .extend_from_slice(&bytes[..bytes.len().min(split)]);
                let from = if self.finder.find(&self.rest).is_some() {
                    Some(0)
                } else {
                    self.finder.find(bytes)
                };
                let Some(from) = from else {
                    self.rest.truncate(known);
                    self.rest
                        .extend_from_slice(&bytes[bytes.len().saturating_sub(split)..]);
                    self.rest.drain(..self.rest.len().saturating_sub(split));
                    return Ok(());
                };
                // A cell may have the word as its text. Then the tags of the cells that follow are looked at for
                // nothing, until the list comes.
                self.place = Place::Within;
                self.rest.clear();
                self.rest.extend_from_slice(&bytes[from..]);
            }
        }
        self.tags()
    }

    /// Reads the tags that are complete.
    fn tags(&mut self) -> Result<(), TooMany> {
        let mut done = 0;
        for end in memchr::memchr_iter(b'>', &self.rest) {
            let tag = &self.rest[done..=end];
            done = end + 1;
            let start = memchr::memrchr(b'<', tag);
            let tag = start.and_then(|start| std::str::from_utf8(&tag[start..]).ok());
            match tag.map(read) {
                Some(Tag::Cell(merged)) if self.found.len() < MOST_MERGED => {
                    self.found.push(merged);
                }
                Some(Tag::Cell(_)) => return Err(TooMany),
                Some(Tag::End) => {
                    self.place = Place::Behind;
                    self.rest = Vec::new();
                    return Ok(());
                }
                Some(Tag::Other) | None => {}
            }
        }
        self.rest.drain(..done);
        Ok(())
    }
}

enum Tag {
    Cell(Merged),
    /// The end of the list.
    End,
    Other,
}

fn read(tag: &str) -> Tag {
    if !tag.contains("mergeCell") {
        return Tag::Other;
    }
    let mut reader = Reader::from_str(tag);
    reader.config_mut().allow_unmatched_ends = true;
    match reader.read_event() {
        Ok(Event::End(end)) if end.local_name().as_ref() == "mergeCells" => Tag::End,
        Ok(Event::Start(start) | Event::Empty(start))
            if start.local_name().as_ref() == "mergeCell" =>
        {
            let area = start.try_get_attribute("ref").ok().flatten();
            let merged = area.and_then(|area| {
                let (first, last) = area.value.split_once(':')?;
                Some(Merged {
                    first: cell(first)?,
                    last: cell(last)?,
                })
            });
            merged.map_or(Tag::Other, Tag::Cell)
        }
        _ => Tag::Other,
    }
}

/// Row and column from 0 of a cell such as `B12`; `None` outside of a sheet.
fn cell(name: &str) -> Option<(u32, u32)> {
    let name = name.trim().replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let value = letter
            .is_ascii_alphabetic()
            .then(|| letter.to_ascii_uppercase() - b'A')?;
        column = column * 26 + u32::from(value) + 1;
        if column > COLUMNS {
            return None;
        }
    }
    let row: u32 = row.parse().ok().filter(|row| (1..=ROWS).contains(row))?;
    Some((row - 1, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sheet: &[u8], piece: usize) -> Vec<Merged> {
        let mut cells = MergeCells::new();
        for bytes in sheet.chunks(piece) {
            cells.look(bytes).unwrap();
        }
        cells.found
    }

    #[test]
    fn merged_cells_are_found_wherever_the_pieces_are_cut() {
        let sheet = br#"<x:sheetData><x:row r="1"><x:c t="inlineStr"><x:is><x:t>mergeCells ref="A1:B2"</x:t></x:is></x:c>
            <x:c r="B1"><x:v>1</x:v></x:c></x:row></x:sheetData><x:mergeCells count="4"><x:mergeCell ref="A3:A5"/>
            <x:mergeCell other='1' ref='$AB$2:AC2' /><x:mergeCell ref="A1"/><x:mergeCell ref="A0:B2"/>
            <x:mergeCell ref="XFE1:XFE2"></x:mergeCell></x:mergeCells><x:mergeCell ref="C1:C2"/>"#;
        let expected =
            [((2, 0), (4, 0)), ((1, 27), (1, 28))].map(|(first, last)| Merged { first, last });
        for piece in [1, 2, 3, 7, 50, sheet.len()] {
            assert_eq!(found(sheet, piece), expected, "{piece}");
        }
        assert_eq!(found(b"<sheetData><row/></sheetData>", 5), []);
    }

    #[test]
    fn merged_cells_without_end_are_refused() {
        let mut cells = MergeCells::new();
        let some = br#"<mergeCell ref="A1:A2"/>"#.repeat(1000);
        cells.look(b"<mergeCells>").unwrap();
        for _ in 0..MOST_MERGED / 1000 {
            cells.look(&some).unwrap();
        }
        assert_eq!(cells.look(&some), Err(TooMany));
    }
}
