//! Delimited text to raw rows.
//!
//! The first rows are looked at to find the delimiter and the header; then rows are judged while they are
//! cut. They are counted as a spreadsheet counts them, so that a row that is complained about can be
//! found: the first line is row 1, blank lines count, and a line break inside quotation marks does not
//! begin a new row.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ::csv::{Reader, ReaderBuilder, StringRecord};
use rayon::prelude::*;

use super::aside::settle;
use super::columns::{Dictionary, is_export};
use super::formula::unescaped;
use super::header::{ENOUGH_ROWS, Header, Understood, understand};
use super::issue::IssueKind;
use super::row::{Finding, Judge, Judged, Outcome, RawRow};
use super::table::TableRow;
use super::unread::Unread;
use super::{Error, collect::Collector};
use crate::model::personal::Withheld;

/// Rows judged at a time: enough to keep the threads busy, few enough to stay small.
const BATCH: usize = 8192;
/// Delimiters that are tried, the commonest first.
const DELIMITERS: [u8; 7] = [b',', b'\t', b';', b'|', b'^', b'~', 0x1f];
/// Rows that are looked at to find the delimiter.
const DETECT_ROWS: usize = 50;
/// Bytes that are looked at to find it.
const DETECT_BYTES: usize = 256 << 10;
/// Most lines that a value has.
const LINES_IN_A_CELL: usize = 6;

/// Reads a table and hands its rows to the collector; `progress` gets the bytes done.
pub(super) fn read(
    text: &str,
    dictionary: &Dictionary,
    judge: &Judge,
    collector: &mut Collector,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    let format = Format::detect(text, dictionary);
    let sample = format.sample(text, ENOUGH_ROWS);
    let file = collector.file_name().to_owned();
    let understood = understand(&file, &sample, dictionary)?;
    collector.note_table(None, &understood);
    let judge = &judge.by(understood.mapping.as_deref());
    let Understood {
        header, first_row, ..
    } = understood;
    let unread = Unread::of(&header);
    let exported = is_export(header.written.iter());
    let mut table = Table::new(text, format);
    let mut above = StringRecord::new();
    for _ in 0..first_row {
        table.next(&mut above);
    }
    // One batch is judged while the next one is cut and the former one is sorted in: each of these takes
    // one thread only.
    let (mut now, mut ahead) = (Batch::default(), Batch::default());
    // Both keep their memory: a batch is too large for the allocator to have it ready.
    let (mut judged, mut former) = (Vec::new(), Vec::new());
    table.fill(&mut now);
    while !now.rows().is_empty() {
        let done = table.reader.position().byte();
        let ((), added) = rayon::join(
            || {
                let rows = now.rows().par_iter().with_min_len(256);
                rows.map(|(row, record)| {
                    let judged = judge_record(judge, &header, exported, *row, record);
                    unread.look(judged, |at| record.get(at))
                })
                .collect_into_vec(&mut judged);
            },
            || {
                table.fill(&mut ahead);
                collector.add_all(None, former.drain(..))
            },
        );
        added?;
        progress(done);
        std::mem::swap(&mut now, &mut ahead);
        std::mem::swap(&mut judged, &mut former);
    }
    collector.add_all(None, former.drain(..))
}

/// How the text is cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Format {
    delimiter: u8,
    quote: u8,
    /// Quotation marks inside a cell are written `\"` instead of twice.
    backslash: bool,
}

impl Format {
    /// The delimiter that cuts the first rows into most names that mean something, then into most rows
    /// of as many cells; commas when nothing speaks for another one.
    fn detect(text: &str, dictionary: &Dictionary) -> Self {
        // With the wrong quotation mark one cell may reach to the end.
        let text = &text[..text.floor_char_boundary(DETECT_BYTES)];
        let backslash = memchr::memmem::find(text.as_bytes(), b"\\\"").is_some();
        let mut best = None;
        for delimiter in DELIMITERS {
            let format = Self {
                delimiter,
                quote: b'"',
                backslash,
            };
            let score = format.score(text, dictionary);
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, format));
            }
        }
        let commas = Self {
            delimiter: b',',
            quote: b'"',
            backslash,
        };
        let format = best.map_or(commas, |(_, format)| format);
        Self {
            quote: if format.has_single_quotes(text) {
                b'\''
            } else {
                b'"'
            },
            ..format
        }
    }

    /// Names understood in one row, then cells of the rows that agree in their number.
    fn score(self, text: &str, dictionary: &Dictionary) -> (usize, usize) {
        let (mut named, mut widths) = (0, BTreeMap::<usize, usize>::new());
        for row in &self.sample(text, DETECT_ROWS).rows {
            let known = row
                .cells
                .iter()
                .filter(|name| dictionary.column(name).is_some());
            named = named.max(known.count());
            *widths.entry(row.cells.len()).or_default() += 1;
        }
        let most = widths.iter().max_by_key(|&(&width, &rows)| (rows, width));
        let cells = most.map_or(
            0,
            |(&width, &rows)| if width > 1 { width * rows } else { 0 },
        );
        (named, cells)
    }

    /// Whether most cells begin with an apostrophe: then it is what they are quoted with.
    fn has_single_quotes(self, text: &str) -> bool {
        let rows = self.sample(text, DETECT_ROWS).rows;
        let cells = rows.iter().flat_map(|row| &row.cells);
        let quoted = cells.clone().filter(|cell| cell.starts_with('\''));
        quoted.count() * 2 > cells.count()
    }

    /// The first rows as a table, the header among them.
    fn sample(self, text: &str, most: usize) -> super::table::Table {
        let mut table = Table::new(text, self);
        let mut record = StringRecord::new();
        let mut rows = Vec::new();
        while rows.len() < most
            && let Some(number) = table.next(&mut record)
        {
            let cells = record.iter().map(ToOwned::to_owned).collect();
            rows.push(TableRow {
                number,
                cells,
                ..TableRow::default()
            });
        }
        super::table::Table {
            rows,
            ..super::table::Table::default()
        }
    }
}

/// Calls `each` with number and cells of every row, title and note rows among them, until it fails.
pub(super) fn each_row<E>(
    text: &str,
    dictionary: &Dictionary,
    mut each: impl FnMut(u32, &StringRecord) -> Result<(), E>,
) -> Result<(), E> {
    let mut table = Table::new(text, Format::detect(text, dictionary));
    let mut record = StringRecord::new();
    while let Some(row) = table.next(&mut record) {
        each(row, &record)?;
    }
    Ok(())
}

/// Rows on their way; keeps its memory from one filling to the next.
#[derive(Default)]
struct Batch {
    records: Vec<(u32, StringRecord)>,
    used: usize,
}

impl Batch {
    fn rows(&self) -> &[(u32, StringRecord)] {
        &self.records[..self.used]
    }
}

/// A table being cut into records.
struct Table<'t> {
    reader: Reader<&'t [u8]>,
    rows: RowCounter<'t>,
}

impl<'t> Table<'t> {
    fn new(text: &'t str, format: Format) -> Self {
        Self {
            reader: reader(text, format),
            rows: RowCounter::new(text),
        }
    }

    /// Reads the next record and gives its row number.
    fn next(&mut self, record: &mut StringRecord) -> Option<u32> {
        next(&mut self.reader, record).then(|| self.rows.count(&self.reader))
    }

    /// Fills a batch with the next rows that hold anything; leaves it empty at the end.
    fn fill(&mut self, batch: &mut Batch) {
        batch.used = 0;
        while batch.used < BATCH {
            if batch.used == batch.records.len() {
                batch.records.push((0, StringRecord::new()));
            }
            let (row, record) = &mut batch.records[batch.used];
            let Some(number) = self.next(record) else {
                return;
            };
            *row = number;
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                batch.used += 1;
            }
        }
    }
}

/// Judges a record; in a file that `siya export` wrote, texts lose the mark that keeps spreadsheets from
/// running them.
fn judge_record(
    judge: &Judge,
    header: &Header,
    exported: bool,
    row: u32,
    record: &StringRecord,
) -> Judged {
    // A cell of many lines is no value: an open quotation mark has swallowed the rows below.
    let lines = |cell: &str| 1 + memchr::memchr_iter(b'\n', cell.as_bytes()).count();
    if lines(record.as_slice()) > LINES_IN_A_CELL
        && let Some(longest) = record.iter().map(lines).max()
        && longest > LINES_IN_A_CELL
    {
        return refuse(row, IssueKind::QuotationOpen, longest, None);
    }
    let fields = header.fields.len();
    let surplus = record
        .iter()
        .skip(fields)
        .any(|cell| !cell.trim().is_empty());
    if surplus || record.len() < header.named {
        return refuse(row, IssueKind::FieldCount, record.len(), Some(fields));
    }
    let mut raw = RawRow {
        row,
        ..RawRow::default()
    };
    for (cell, column) in record.iter().zip(&header.fields) {
        if let Some(column) = column {
            let text = if exported { unescaped(cell) } else { cell };
            raw.cells[*column as usize] = Cow::Borrowed(text);
        }
    }
    settle(judge.judge(&raw), header, &record.iter())
}

fn refuse(row: u32, kind: IssueKind, value: usize, detail: Option<usize>) -> Judged {
    let text = |number: usize| number.to_string().into();
    let finding = Finding {
        kind,
        column: None,
        value: Some(text(value)),
        detail: detail.map(text),
    };
    Judged {
        row,
        outcome: Outcome::Refused(None),
        findings: vec![finding],
        withheld: Withheld::default(),
    }
}

fn reader(text: &str, format: Format) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(format.delimiter)
        .quote(format.quote)
        .escape(format.backslash.then_some(b'\\'))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes())
}

/// The next record; reading valid UTF-8 from memory with a flexible reader cannot fail.
fn next(reader: &mut Reader<&[u8]>, record: &mut StringRecord) -> bool {
    reader.read_record(record).unwrap_or(false)
}

/// Counts rows as a spreadsheet does.
struct RowCounter<'a> {
    bytes: &'a [u8],
    /// Where the last record ended.
    end: usize,
    row: u32,
}

impl<'a> RowCounter<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            end: 0,
            row: 0,
        }
    }

    /// The row number of the record that the reader has just read.
    fn count(&mut self, reader: &Reader<&[u8]>) -> u32 {
        let mut at = self.end;
        // The reader may stop between the two bytes of a line end.
        if at > 0 && self.bytes.get(at - 1) == Some(&b'\r') && self.bytes.get(at) == Some(&b'\n') {
            at += 1;
        }
        // It skips blank lines without a word.
        loop {
            match (self.bytes.get(at), self.bytes.get(at + 1)) {
                (Some(b'\r'), Some(b'\n')) => at += 2,
                (Some(b'\r' | b'\n'), _) => at += 1,
                _ => break,
            }
            self.row = self.row.saturating_add(1);
        }
        self.end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        self.row = self.row.saturating_add(1);
        self.row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMAS: Format = Format {
        delimiter: b',',
        quote: b'"',
        backslash: false,
    };

    fn check(text: &str, expected: u8) {
        let format = Format::detect(text, &Dictionary::new(None));
        assert_eq!(format.delimiter as char, expected as char, "{text}");
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_sense_of_the_header() {
        check("위도,경도\n1,2", b',');
        check("위도;경도;a,b,c,d\n", b';');
        check("위도\t경도\n", b'\t');
        check("\"소재지(시,군,구)\"|위도|경도\n", b'|');
        check("a\n", b',');
        check("CCTV 설치 현황\n\n위도\t경도\n37.5\t127.1\n", b'\t');
        check("위도^경도\n37.5^127.1\n", b'^');
        check("37.5;127.1;3,5\n37.6;127.2;1,5\n", b';');
    }

    #[test]
    fn quotation_marks_are_those_of_the_file() {
        for (text, cells) in [
            (
                "'위도','경도','주소'\n'37.5','127.1','가, 나'\n",
                ["37.5", "127.1", "가, 나"],
            ),
            (
                "위도,경도,주소\n37.5,127.1,\"가 \\\"나\\\"\"\n",
                ["37.5", "127.1", "가 \"나\""],
            ),
            (
                "위도,경도,주소\n37.5,127.1,\"가 \"\"나\"\"\"\n",
                ["37.5", "127.1", "가 \"나\""],
            ),
            (
                "위도,경도,주소\n37.5,127.1,'가' 앞\n",
                ["37.5", "127.1", "'가' 앞"],
            ),
        ] {
            let format = Format::detect(text, &Dictionary::new(None));
            assert_eq!(format.sample(text, 2).rows[1].cells, cells, "{text}");
        }
    }

    fn rows(text: &str) -> Vec<u32> {
        let mut table = Table::new(text, COMMAS);
        let mut record = StringRecord::new();
        std::iter::from_fn(|| table.next(&mut record)).collect()
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        assert_eq!(rows("h,i\n1,2\n3,4"), [1, 2, 3]);
        assert_eq!(rows("h,i\r\n1,2\r\n\r\n3,4\r\n"), [1, 2, 4]);
        assert_eq!(rows("h,i\n\n\n1,2\n"), [1, 4]);
        assert_eq!(rows("h,i\n\"a\nb\",2\n3,4\n"), [1, 2, 3]);
        assert_eq!(rows("h,i\r1,2\r3,4\r"), [1, 2, 3]);
        assert_eq!(rows("\n\nh,i\n1,2\n"), [3, 4]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[위도경,;\"\r\n0-9.\\t| ]{0,80}") {
            let _ = rows(&text);
            let _ = Format::detect(&text, &Dictionary::new(None));
        }
    }
}
