//! What a workbook would cost, found out before a reader pays it.
//!
//! calamine keeps the strings of an XLSX and the cells of an XLS or ODS in memory, the latter as full
//! rectangles: two cells in opposite corners are as dear as a full sheet. So the parts are measured
//! first, without keeping them.

mod merged;
mod ods;
mod parts;
mod xls;

use std::collections::HashMap;
use std::io::{Cursor, Read};

use flate2::read::DeflateDecoder;
use memchr::memmem::Finder;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::Error;
use super::unpack::too_large;
use super::workbook::Merged;
use merged::{MOST_MERGED, MergeCells};
pub(super) use ods::{check_ods, ods_without_blanks};
pub(super) use xls::check_xls;

/// Largest worksheet of an XLSX or content of an ODS, unpacked; it is read as a stream.
const SHEET_LIMIT: u64 = 512 << 20;
/// Largest other part, unpacked; these stand in memory.
const PART_LIMIT: u64 = 96 << 20;
/// Most strings in the table of strings: each costs memory even when it is empty.
const MOST_STRINGS: usize = 4_000_000;
/// Most cells of the rectangles of an XLS or ODS.
const MOST_CELLS: u64 = 6_000_000;
/// Longest text or tag, bytes: a cell holds 32,767 characters at most.
const LONGEST_RUN: usize = 1 << 20;
/// Deflate packs no better than this.
const BEST_RATIO: u64 = 1032;

/// Whether a workbook may have formulas; the look at its size tells without another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formulas {
    /// None of which the value is missing.
    None,
    /// Perhaps some of which it is.
    Perhaps,
}

/// What the sheets of an XLSX or ODS hold besides cells with values.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) formulas: Formulas,
    /// The merged cells of those sheets that have any, by the names of the sheets.
    pub(super) merged: HashMap<String, Vec<Merged>>,
}

/// Refuses an XLSX whose parts unpack to more than is read.
pub(super) fn check_xlsx(bytes: &[u8], file: &str) -> Result<Seen, Error> {
    let mut archive = open(bytes, file)?;
    for index in 0..archive.len() {
        let is_strings = archive.name_for_index(index).is_some_and(|name| {
            name.is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"))
        });
        // What is locked or damaged is said by the reader.
        if is_strings && let Ok(part) = archive.by_index(index) {
            check_strings(part, file)?;
        }
    }
    let mut formulas = Formulas::None;
    let mut merged = HashMap::new();
    each_part(bytes, file, |name, part| {
        if is_sheet(name) {
            let (mut openings, mut cells) = (Word::new(b"<f"), MergeCells::new());
            measure(part, SHEET_LIMIT, file, |bytes| {
                openings.look(bytes);
                cells.look(bytes).map_err(|_| too_many_merged(file))
            })?;
            if openings.found > 0 {
                formulas = Formulas::Perhaps;
            }
            if !cells.found.is_empty() {
                merged.insert(name.to_owned(), cells.found);
            }
            return Ok(());
        }
        let mut strings = Word::new(b"<si");
        measure(part, PART_LIMIT, file, |bytes| {
            strings.look(bytes);
            Ok(())
        })?;
        if strings.found > MOST_STRINGS {
            return Err(Error::TooManyCells {
                file: file.to_owned(),
                limit: MOST_STRINGS,
            });
        }
        Ok(())
    })?;
    let mut named = HashMap::new();
    if !merged.is_empty() {
        let sheets = parts::of_sheets(&mut archive).into_iter();
        named.extend(sheets.filter_map(|(name, part)| Some((name, merged.remove(&part)?))));
    }
    Ok(Seen {
        formulas,
        merged: named,
    })
}

fn too_many_merged(file: &str) -> Error {
    Error::TooManyCells {
        file: file.to_owned(),
        limit: MOST_MERGED,
    }
}

fn is_sheet(part: &str) -> bool {
    part.starts_with("xl/worksheets/")
}

fn open<'a>(bytes: &'a [u8], file: &str) -> Result<ZipArchive<Cursor<&'a [u8]>>, Error> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| Error::Damaged {
        file: file.to_owned(),
        source: std::io::Error::other(error),
    })
}

/// Calls `check` with every XML part that could be large.
fn each_part(
    bytes: &[u8],
    file: &str,
    mut check: impl FnMut(&str, &mut dyn Read) -> Result<(), Error>,
) -> Result<(), Error> {
    let damaged = |error: zip::result::ZipError| Error::Damaged {
        file: file.to_owned(),
        source: std::io::Error::other(error),
    };
    let mut archive = open(bytes, file)?;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        let name = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        let read = [".xml", ".rels"]
            .iter()
            .any(|ending| name.ends_with(ending));
        let is_small = entry.compressed_size().saturating_mul(BEST_RATIO) < LONGEST_RUN as u64;
        if !read || (is_small && !is_sheet(&name)) {
            continue;
        }
        if entry.compression() == zip::CompressionMethod::Deflated {
            check(&name, &mut DeflateDecoder::new(entry))?;
        } else {
            check(&name, &mut { entry })?;
        }
    }
    Ok(())
}

/// Counts the bytes of a part and hands them to `look`; refuses a cell that would not end.
fn measure(
    part: &mut dyn Read,
    limit: u64,
    file: &str,
    mut look: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut buffer = vec![0; 1 << 16];
    let (mut size, mut run) = (0_u64, 0);
    loop {
        let read = part.read(&mut buffer).map_err(|source| Error::Damaged {
            file: file.to_owned(),
            source,
        })?;
        if read == 0 {
            return Ok(());
        }
        size += read as u64;
        if size > limit {
            return Err(too_large(file, limit));
        }
        // From one tag to the next.
        let mut from = 0;
        for at in memchr::memchr_iter(b'<', &buffer[..read]) {
            if run + at - from > LONGEST_RUN {
                break;
            }
            (run, from) = (0, at);
        }
        run += read - from;
        if run > LONGEST_RUN {
            return Err(Error::CellTooLong {
                file: file.to_owned(),
            });
        }
        look(&buffer[..read])?;
    }
}

/// Counts how often a word occurs in bytes that come piece by piece.
struct Word {
    finder: Finder<'static>,
    found: usize,
    /// The end of what came before, where the word may begin.
    before: Vec<u8>,
}

impl Word {
    fn new(word: &'static [u8]) -> Self {
        Self {
            finder: Finder::new(word),
            found: 0,
            before: Vec::with_capacity(2 * word.len()),
        }
    }

    fn look(&mut self, bytes: &[u8]) {
        let split = self.finder.needle().len() - 1;
        self.found += self.finder.find_iter(bytes).count();
        self.before
            .extend_from_slice(&bytes[..bytes.len().min(split)]);
        self.found += self.finder.find_iter(&self.before).count();
        if bytes.len() >= split {
            self.before.clear();
            self.before.extend_from_slice(&bytes[bytes.len() - split..]);
        } else {
            self.before.drain(..self.before.len().saturating_sub(split));
        }
    }
}

/// Refuses a table of strings that claims more than are read: the reader sets memory aside for them.
fn check_strings(part: impl Read, file: &str) -> Result<(), Error> {
    let mut reader = quick_xml::Reader::from_reader(std::io::BufReader::new(part.take(PART_LIMIT)));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start))
                if start.local_name().as_ref() == "sst" =>
            {
                let claims = start
                    .attributes()
                    .flatten()
                    .filter(|attribute| attribute.key.as_ref() == "uniqueCount");
                let many = |text: &str| {
                    text.trim()
                        .parse::<usize>()
                        .map_or(text.len() > 6, |n| n > MOST_STRINGS)
                };
                return if claims.into_iter().any(|claim| many(&claim.value)) {
                    Err(Error::TooManyCells {
                        file: file.to_owned(),
                        limit: MOST_STRINGS,
                    })
                } else {
                    Ok(())
                };
            }
            // Damage is said by the reader itself.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
