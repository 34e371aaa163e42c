//! The rectangles that the tables of an ODS need, whose rows and cells may be repeated without end.

use std::collections::HashMap;
use std::io::{Cursor, Read, Write};

use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::merged::MOST_MERGED;
use super::{Formulas, MOST_CELLS, PART_LIMIT, SHEET_LIMIT, Seen, measure, open, too_many_merged};
use crate::import::Error;
use crate::import::workbook::Merged;

/// Most spaces that an ODS may write as one element.
const MOST_SPACES: u64 = 4096;

/// Refuses an ODS whose repeated rows and columns would fill memory.
pub(in crate::import) fn check_ods(bytes: &[u8], file: &str) -> Result<Seen, Error> {
    let damaged = |error: zip::result::ZipError| Error::Damaged {
        file: file.to_owned(),
        source: std::io::Error::other(error),
    };
    let mut archive = open(bytes, file)?;
    for name in ["mimetype", "META-INF/manifest.xml", "styles.xml"] {
        if let Ok(mut part) = archive.by_name(name) {
            measure(&mut part, PART_LIMIT, file, |_| Ok(()))?;
        }
    }
    let mut content = archive.by_name("content.xml").map_err(damaged)?;
    if content.encrypted() {
        return Err(Error::Encrypted {
            file: file.to_owned(),
        });
    }
    measure(&mut content, SHEET_LIMIT, file, |_| Ok(()))?;
    drop(content);
    let content = archive.by_name("content.xml").map_err(damaged)?;
    let mut reader =
        quick_xml::Reader::from_reader(std::io::BufReader::new(content.take(SHEET_LIMIT)));
    let broken = |detail: String| Error::Broken {
        file: file.to_owned(),
        form: "ODS",
        detail,
    };
    let too_many = || Error::TooManyCells {
        file: file.to_owned(),
        limit: usize::try_from(MOST_CELLS).unwrap_or(usize::MAX),
    };
    let mut measured = OdsTable::default();
    let mut buffer = Vec::new();
    let mut all = 0_u64;
    let mut seen = Seen {
        formulas: Formulas::None,
        merged: HashMap::new(),
    };
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => measured.start(&start, false),
            Ok(Event::Empty(start)) => measured.start(&start, true),
            Ok(Event::End(end)) => match end.name().as_ref() {
                "table:table-row" => measured.end_row(),
                "table:table" => {
                    if measured.open_formula {
                        seen.formulas = Formulas::Perhaps;
                    }
                    let mut table = std::mem::take(&mut measured);
                    if !table.merged.is_empty() {
                        let merged = std::mem::take(&mut table.merged);
                        seen.merged.insert(std::mem::take(&mut table.name), merged);
                    }
                    all = all.saturating_add(table.cells());
                }
                _ => {}
            },
            Ok(Event::DocType(_)) => {
                return Err(Error::Entities {
                    file: file.to_owned(),
                });
            }
            Ok(Event::Eof) => return Ok(seen),
            // An encrypted content is no XML: the manifest, which the reader looks into, says so.
            Err(_) if reader.buffer_position() < 64 => return Ok(seen),
            Err(error) => return Err(broken(error.to_string())),
            Ok(_) => {}
        }
        if measured.spaces || all.saturating_add(measured.cells()) > MOST_CELLS {
            return Err(too_many());
        }
        if measured.merged.len() > MOST_MERGED {
            return Err(too_many_merged(file));
        }
    }
}

/// The same ODS without blanks between rows and cells, which GDAL writes and the reader of ODS takes for an error; `None` where
/// there are none. Of an ODS that was measured.
pub(in crate::import) fn ods_without_blanks(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut content = Vec::new();
    let part = archive.by_name("content.xml").ok()?;
    part.take(SHEET_LIMIT).read_to_end(&mut content).ok()?;
    let mut plain = Vec::with_capacity(content.len());
    for (at, &byte) in content.iter().enumerate() {
        if byte == b'<' {
            let tag = content[at + 1..]
                .strip_prefix(b"/")
                .unwrap_or(&content[at + 1..]);
            let end = plain
                .iter()
                .rposition(|byte: &u8| !byte.is_ascii_whitespace());
            if tag.starts_with(b"table:")
                && let Some(end) = end.filter(|&end| plain[end] == b'>')
            {
                plain.truncate(end + 1);
            }
        }
        plain.push(byte);
    }
    if plain.len() == content.len() {
        return None;
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["mimetype", "META-INF/manifest.xml"] {
        if let Ok(part) = archive.by_name(name) {
            writer.raw_copy_file(part).ok()?;
        }
    }
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("content.xml", stored).ok()?;
    writer.write_all(&plain).ok()?;
    Some(writer.finish().ok()?.into_inner())
}

/// The rectangle that one table of an ODS needs.
#[derive(Default)]
struct OdsTable {
    /// Rows up to the last one with content, and blank ones since.
    rows: u64,
    blank: u64,
    repeated: u64,
    /// Columns of the current row up to the last one with content, and of all rows.
    columns: u64,
    blank_columns: u64,
    widest: u64,
    /// A run of more spaces than any text has.
    spaces: bool,
    /// A formula of which no value is stored.
    open_formula: bool,
    name: String,
    merged: Vec<Merged>,
}

impl OdsTable {
    fn start(&mut self, start: &BytesStart, empty: bool) {
        let repeated = |name: &str| {
            let attribute = start.try_get_attribute(name).ok().flatten();
            attribute
                .and_then(|attribute| attribute.value.parse().ok())
                .unwrap_or(1_u64)
        };
        match start.name().as_ref() {
            "table:table" => {
                let name = start.try_get_attribute("table:name").ok().flatten();
                let name = name.and_then(|name| Some(unescape(&name.value).ok()?.into_owned()));
                self.name = name.unwrap_or_default();
            }
            "table:table-row" => {
                self.repeated = repeated("table:number-rows-repeated");
                (self.columns, self.blank_columns) = (0, 0);
                if empty {
                    self.end_row();
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let count = repeated("table:number-columns-repeated");
                let formula = start
                    .try_get_attribute("table:formula")
                    .ok()
                    .flatten()
                    .is_some();
                let value = start
                    .try_get_attribute("office:value-type")
                    .ok()
                    .flatten()
                    .is_some();
                self.open_formula |= formula && !value;
                let over = |name: &str| repeated(name).saturating_sub(1);
                self.merge(
                    over("table:number-rows-spanned"),
                    over("table:number-columns-spanned"),
                );
                if empty && !formula && !value {
                    self.blank_columns = self.blank_columns.saturating_add(count);
                } else {
                    let blank = std::mem::take(&mut self.blank_columns);
                    self.columns = self.columns.saturating_add(blank).saturating_add(count);
                }
            }
            "text:s" => self.spaces |= repeated("text:c") > MOST_SPACES,
            _ => {}
        }
    }

    /// Remembers the cell that begins as one with those in some rows below and columns beside it.
    fn merge(&mut self, below: u64, beside: u64) {
        if below == 0 && beside == 0 {
            return;
        }
        let (row, column) = (
            self.rows.saturating_add(self.blank),
            self.columns.saturating_add(self.blank_columns),
        );
        let place = |row, column| Some((u32::try_from(row).ok()?, u32::try_from(column).ok()?));
        let last = place(row.saturating_add(below), column.saturating_add(beside));
        if let Some((first, last)) = place(row, column).zip(last) {
            self.merged.push(Merged { first, last });
        }
    }

    fn end_row(&mut self) {
        let repeated = std::mem::take(&mut self.repeated);
        if self.columns == 0 {
            self.blank = self.blank.saturating_add(repeated);
            return;
        }
        self.widest = self.widest.max(self.columns);
        self.rows = self
            .rows
            .saturating_add(std::mem::take(&mut self.blank))
            .saturating_add(repeated);
    }

    fn cells(&self) -> u64 {
        self.rows
            .saturating_add(1)
            .saturating_mul(self.widest.max(self.columns))
    }
}
