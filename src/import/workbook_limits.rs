//! What a workbook would cost, found out before a reader pays it.
//!
//! calamine keeps the strings of an XLSX and the cells of an XLS or ODS in memory, the latter as full
//! rectangles: two cells in opposite corners are as dear as a full sheet. So the parts are measured
//! first, without keeping them.

use std::io::{Cursor, Read};

use flate2::read::DeflateDecoder;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::Error;
use super::unpack::too_large;

/// Largest worksheet of an XLSX or content of an ODS, unpacked; it is read as a stream.
const SHEET_LIMIT: u64 = 512 << 20;
/// Largest other part, unpacked; these stand in memory.
const PART_LIMIT: u64 = 96 << 20;
/// Most strings in the table of strings: each costs memory even when it is empty.
const MOST_STRINGS: usize = 4_000_000;
/// Most cells of the rectangles of an XLS or ODS.
const MOST_CELLS: u64 = 6_000_000;
/// Largest XLS: 65,536 rows of 256 columns are less.
const XLS_LIMIT: usize = 96 << 20;
/// Most spaces that an ODS may write as one element.
const MOST_SPACES: u64 = 4096;
/// Longest text or tag, bytes: a cell holds 32,767 characters at most.
const LONGEST_RUN: usize = 1 << 20;
/// Deflate packs no better than this.
const BEST_RATIO: u64 = 1032;

/// Refuses an XLSX whose parts unpack to more than is read.
pub(super) fn check_xlsx(bytes: &[u8], file: &str) -> Result<(), Error> {
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
    each_part(bytes, file, |name, part| {
        let sheet = name.starts_with("xl/worksheets/");
        let limit = if sheet { SHEET_LIMIT } else { PART_LIMIT };
        let strings = measure(part, limit, file, b"<si")?;
        if !sheet && strings > MOST_STRINGS {
            return Err(Error::TooManyCells {
                file: file.to_owned(),
                limit: MOST_STRINGS,
            });
        }
        Ok(())
    })
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
        if !read || entry.compressed_size().saturating_mul(BEST_RATIO) < LONGEST_RUN as u64 {
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

/// Counts the bytes of a part and how often a word occurs in it; refuses a cell that would not end.
fn measure(part: &mut dyn Read, limit: u64, file: &str, word: &[u8]) -> Result<usize, Error> {
    let finder = memchr::memmem::Finder::new(word);
    let mut buffer = vec![0; 1 << 16];
    let (mut size, mut words, mut run) = (0_u64, 0, 0);
    loop {
        let read = part.read(&mut buffer).map_err(|source| Error::Damaged {
            file: file.to_owned(),
            source,
        })?;
        if read == 0 {
            return Ok(words);
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
        words += finder.find_iter(&buffer[..read]).count();
    }
}

/// Refuses an ODS whose repeated rows and columns would fill memory.
pub(super) fn check_ods(bytes: &[u8], file: &str) -> Result<(), Error> {
    let damaged = |error: zip::result::ZipError| Error::Damaged {
        file: file.to_owned(),
        source: std::io::Error::other(error),
    };
    let mut archive = open(bytes, file)?;
    for name in ["mimetype", "META-INF/manifest.xml", "styles.xml"] {
        if let Ok(mut part) = archive.by_name(name) {
            measure(&mut part, PART_LIMIT, file, b"<si")?;
        }
    }
    let mut content = archive.by_name("content.xml").map_err(damaged)?;
    if content.encrypted() {
        return Err(Error::Encrypted {
            file: file.to_owned(),
        });
    }
    measure(&mut content, SHEET_LIMIT, file, b"<si")?;
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
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => measured.start(&start, false),
            Ok(Event::Empty(start)) => measured.start(&start, true),
            Ok(Event::End(end)) => match end.name().as_ref() {
                "table:table-row" => measured.end_row(),
                "table:table" => all = all.saturating_add(std::mem::take(&mut measured).cells()),
                _ => {}
            },
            Ok(Event::DocType(_)) => {
                return Err(Error::Entities {
                    file: file.to_owned(),
                });
            }
            Ok(Event::Eof) => return Ok(()),
            // An encrypted content is no XML: the manifest, which the reader looks into, says so.
            Err(_) if reader.buffer_position() < 64 => return Ok(()),
            Err(error) => return Err(broken(error.to_string())),
            Ok(_) => {}
        }
        if measured.spaces || all.saturating_add(measured.cells()) > MOST_CELLS {
            return Err(too_many());
        }
    }
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

/// Refuses an XLS whose cells span rectangles larger than any register.
pub(super) fn check_xls(bytes: &[u8], file: &str) -> Result<(), Error> {
    if bytes.len() > XLS_LIMIT {
        return Err(too_large(file, XLS_LIMIT as u64));
    }
    let stream = super::compound::stream(bytes, &["Workbook", "Book"]);
    let stream = stream.ok_or_else(|| Error::Broken {
        file: file.to_owned(),
        form: "XLS",
        detail: "no stream named Workbook".to_owned(),
    })?;
    let mut at = 0;
    let (mut rows, mut columns, mut all) = (0_u64, 0_u64, 0_u64);
    while let Some(&[a, b, c, d]) = stream.get(at..at + 4).and_then(<[u8]>::first_chunk) {
        let (kind, length) = (
            u16::from_le_bytes([a, b]),
            usize::from(u16::from_le_bytes([c, d])),
        );
        let body = stream.get(at + 4..at + 4 + length).unwrap_or_default();
        match kind {
            // What the sheet claims to span: the reader sets memory aside for it.
            0x0200 if claimed(body) > MOST_CELLS => {
                rows = u64::MAX;
                columns = 1;
            }
            // A sheet ends.
            0x000A => {
                all = all.saturating_add(rows.saturating_mul(columns));
                (rows, columns) = (0, 0);
            }
            // Cells: blank, number, label, boolean or error, RK, shared string, formula; and rows of them.
            0x0001..=0x0006
            | 0x0201
            | 0x0203..=0x0206
            | 0x027E
            | 0x00FD
            | 0x00BD
            | 0x00BE
            | 0x00D6
            | 0x0406 => {
                if let Some(&[a, b, c, d]) = body.first_chunk() {
                    // Rows of cells reach as far as they are long.
                    let several = if matches!(kind, 0x00BD | 0x00BE) {
                        length as u64 / 2
                    } else {
                        1
                    };
                    rows = rows.max(u64::from(u16::from_le_bytes([a, b])) + 1);
                    columns = columns.max(u64::from(u16::from_le_bytes([c, d])) + several);
                }
            }
            _ => {}
        }
        if all.saturating_add(rows.saturating_mul(columns.min(256))) > MOST_CELLS {
            let limit = usize::try_from(MOST_CELLS).unwrap_or(usize::MAX);
            return Err(Error::TooManyCells {
                file: file.to_owned(),
                limit,
            });
        }
        columns = columns.min(256);
        at += 4 + length;
    }
    Ok(())
}

/// Cells that a record of dimensions claims: rows as two numbers of 16 or 32 bits, then columns.
fn claimed(body: &[u8]) -> u64 {
    let short = |at: usize| {
        body.get(at..at + 2)
            .map_or(0, |b| u32::from(u16::from_le_bytes([b[0], b[1]])))
    };
    let long = |at: usize| short(at) | (short(at + 2) << 16);
    let (first, last, left, right) = if body.len() < 14 {
        (short(0), short(2), short(4), short(6))
    } else {
        (long(0), long(4), short(8), short(10))
    };
    // An end before its beginning wraps around in readers.
    let span = |from: u32, to: u32| {
        if to == 0 {
            1
        } else {
            u64::from(to.wrapping_sub(from)).max(1)
        }
    };
    let left = if left > 0xFF || right < left { 0 } else { left };
    span(first, last).saturating_mul(span(left, right))
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
mod tests {
    use std::io::Write;

    use super::*;

    fn ods(rows: &str) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .start_file("content.xml", zip::write::SimpleFileOptions::default())
            .unwrap();
        write!(writer, "<a><table:table>{rows}</table:table></a>").unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_billion_columns_are_refused_and_the_usual_empty_rest_of_a_sheet_is_not() {
        let cell =
            r#"<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>"#;
        let usual = format!(
            r#"<table:table-row>{cell}<table:table-cell table:number-columns-repeated="16383"/></table:table-row>
            <table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#
        );
        assert!(check_ods(&ods(&usual), "f").is_ok());
        for rows in [
            r#"<table:table-row><table:table-cell office:value-type="float" table:number-columns-repeated="1000000000"/></table:table-row>"#.to_owned(),
            format!(r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="500"/>{cell}</table:table-row>"#),
            r#"<table:table-row><table:table-cell><text:s text:c="4000000000"/></table:table-cell></table:table-row>"#.to_owned(),
        ] {
            assert!(matches!(check_ods(&ods(&rows), "f"), Err(Error::TooManyCells { .. })), "{rows}");
        }
    }

    #[test]
    fn claims_are_not_believed() {
        let dimensions = |first: u32, last: u32, right: u16| {
            [
                &first.to_le_bytes()[..],
                &last.to_le_bytes(),
                &[0, 0],
                &right.to_le_bytes(),
                &[0, 0],
            ]
            .concat()
        };
        assert_eq!(claimed(&dimensions(0, 3, 8)), 24);
        for body in [dimensions(0, 0x5500_0005, 8), dimensions(9, 3, 8)] {
            assert!(claimed(&body) > MOST_CELLS);
        }
        let strings = |count: &str| {
            format!("<?xml version=\"1.0\"?><!-- x --><sst uniqueCount=\"{count}\"><si/></sst>")
        };
        assert!(check_strings(strings("61543").as_bytes(), "f").is_ok());
        for count in ["1000000000000", "99999999999999999999999"] {
            assert!(check_strings(strings(count).as_bytes(), "f").is_err());
        }
    }

    #[test]
    fn a_cell_that_does_not_end_is_refused() {
        let endless = |length: usize| [b"<v>".as_slice(), &vec![b'x'; length], b"</v>"].concat();
        let limit = 1 << 30;
        assert!(
            measure(
                &mut endless(100_000).repeat(30).as_slice(),
                limit,
                "f",
                b"<si"
            )
            .is_ok()
        );
        let refused = measure(&mut endless(2 << 20).as_slice(), limit, "f", b"<si");
        assert!(matches!(refused, Err(Error::CellTooLong { .. })));
    }

    #[test]
    fn parts_that_unpack_beyond_the_limit_are_refused() {
        let mut part = std::io::repeat(b' ').take(10_000);
        assert!(matches!(
            measure(&mut part, 5_000, "f", b"<si"),
            Err(Error::TooLarge { .. })
        ));
        assert_eq!(
            measure(&mut b"<si/><si><t/></si>".as_slice(), 5_000, "f", b"<si").unwrap(),
            2
        );
    }
}
