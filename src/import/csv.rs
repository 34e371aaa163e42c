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

/// Reads a table and hands its rows to the collector; `progress` gets the bytes done.
pub(super) fn read(
    text: &str,
    dictionary: &Dictionary,
    judge: &Judge,
    collector: &mut Collector,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    let mut reader = reader(text, delimiter(text, dictionary));
    let file = collector.file_name().to_owned();
    let mut rows = RowCounter::new(text);
    let mut first = StringRecord::new();
    if !next(&mut reader, &mut first) {
        return Err(Error::Empty { file });
    }
    rows.count(&reader);
    let header = Header::read(&file, first.iter(), dictionary)?;
    collector.note_columns(&header.names, header.unrecognised.iter().cloned());
    let mut batch: Vec<(u32, StringRecord)> = Vec::with_capacity(BATCH);
    loop {
        let mut record = StringRecord::new();
        let more = next(&mut reader, &mut record);
        if more {
            let row = rows.count(&reader);
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                batch.push((row, record));
            }
        }
        if batch.len() >= BATCH || !more {
            let judged: Vec<Judged> = batch
                .par_iter()
                .with_min_len(256)
                .map(|(row, record)| judge_record(judge, &header, *row, record))
                .collect();
            collector.add_all(None, judged)?;
            progress(reader.position().byte());
            batch.clear();
        }
        if !more {
            return Ok(());
        }
    }
}

fn judge_record(judge: &Judge, header: &Header, row: u32, record: &StringRecord) -> Judged {
    let fields = header.fields.len();
    let surplus = record
        .iter()
        .skip(fields)
        .any(|cell| !cell.trim().is_empty());
    if surplus || record.len() < fields {
        let count = if surplus {
            record.len()
        } else {
            record.iter().count()
        };
        let breaks = record
            .iter()
            .map(|cell| memchr::memchr_iter(b'\n', cell.as_bytes()).count())
            .max()
            .unwrap_or(0);
        return refuse_count(row, fields, count, breaks);
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

fn refuse_count(row: u32, expected: usize, found: usize, breaks: usize) -> Judged {
    // An open quotation mark swallows the lines below it.
    let hint = if breaks > 5 {
        format!(" over {breaks} lines: is a quotation mark left open?")
    } else {
        String::new()
    };
    let detail = format!("{found} ≠ {expected}{hint}");
    let finding = Finding {
        kind: IssueKind::FieldCount,
        column: None,
        value: None,
        detail: Some(detail.into()),
    };
    Judged {
        row,
        outcome: Outcome::Refused,
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
        let mut reader = reader(text, b',');
        let mut counter = RowCounter::new(text);
        let mut record = StringRecord::new();
        let mut rows = Vec::new();
        while next(&mut reader, &mut record) {
            rows.push(counter.count(&reader));
        }
        rows
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
