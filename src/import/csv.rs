//! Delimited text to raw rows.
//!
//! Columns are found by name; rows are counted as a spreadsheet counts them, so that a row that is
//! complained about can be found: the header is row 1, blank lines count, and a line break inside
//! quotation marks does not begin a new row.

use std::borrow::Cow;

use ::csv::{Reader, ReaderBuilder, StringRecord};
use rayon::prelude::*;

use super::columns::{Column, Dictionary, Header};
use super::issue::IssueKind;
use super::row::{Finding, Judge, Judged, Outcome, RawRow};
use super::{Error, collect::Collector};

/// Rows judged at a time: enough to keep the threads busy, few enough to stay small.
const BATCH: usize = 8192;
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
    let mut table = Table::new(text, delimiter(text, dictionary));
    let file = collector.file_name().to_owned();
    let mut first = StringRecord::new();
    if table.next(&mut first).is_none() {
        return Err(Error::Empty { file });
    }
    let header = Header::read(&file, first.iter(), dictionary)?;
    collector.note_columns(&header.names, header.unrecognised.iter().cloned());
    // One batch is judged while the next one is cut: cutting takes one thread only.
    let (mut now, mut ahead) = (Batch::default(), Batch::default());
    table.fill(&mut now);
    while !now.rows().is_empty() {
        let done = table.reader.position().byte();
        let (judged, ()) = rayon::join(
            || {
                let rows = now.rows().par_iter().with_min_len(256);
                let judged = rows.map(|(row, record)| judge_record(judge, &header, *row, record));
                judged.collect::<Vec<Judged>>()
            },
            || table.fill(&mut ahead),
        );
        collector.add_all(None, judged)?;
        progress(done);
        std::mem::swap(&mut now, &mut ahead);
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
    fn new(text: &'t str, delimiter: u8) -> Self {
        Self {
            reader: reader(text, delimiter),
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

fn judge_record(judge: &Judge, header: &Header, row: u32, record: &StringRecord) -> Judged {
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
            raw.cells[*column as usize] = Cow::Borrowed(cell);
        }
    }
    judge.judge(&raw)
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
        withheld: 0,
    }
}

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes())
}

/// The next record; reading valid UTF-8 from memory with a flexible reader cannot fail.
fn next(reader: &mut Reader<&[u8]>, record: &mut StringRecord) -> bool {
    reader.read_record(record).unwrap_or(false)
}

/// The delimiter whose header has most columns that mean something, then most columns.
fn delimiter(text: &str, dictionary: &Dictionary) -> u8 {
    let score = |delimiter: u8| {
        let mut header = StringRecord::new();
        let _ = next(&mut reader(text, delimiter), &mut header);
        (
            header
                .iter()
                .filter(|name| dictionary.column(name).is_some())
                .count(),
            header.len(),
        )
    };
    let mut best = (b',', score(b','));
    for candidate in [b';', b'\t', b'|'] {
        let found = score(candidate);
        if found > best.1 {
            best = (candidate, found);
        }
    }
    best.0
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

impl Column {
    /// A column by a name of the standard, for tests.
    #[cfg(test)]
    fn named(name: &str) -> Option<Self> {
        Dictionary::new(None).column(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: u8) {
        assert_eq!(
            delimiter(text, &Dictionary::new(None)) as char,
            expected as char,
            "{text}"
        );
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_sense_of_the_header() {
        check("위도,경도\n1,2", b',');
        check("위도;경도;a,b,c,d\n", b';');
        check("위도\t경도\n", b'\t');
        check("\"소재지(시,군,구)\"|위도|경도\n", b'|');
        check("a\n", b',');
        assert_eq!(Column::named("위도"), Some(Column::Latitude));
    }

    fn rows(text: &str) -> Vec<u32> {
        let mut table = Table::new(text, b',');
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
            let _ = delimiter(&text, &Dictionary::new(None));
        }
    }
}
