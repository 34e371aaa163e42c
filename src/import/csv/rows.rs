//! A table cut into records, with the row numbers that a spreadsheet shows.

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};

use super::super::Error;
use super::format::Format;
use super::source::{Input, Source};

/// Rows judged at a time: enough to keep the threads busy, few enough to stay small.
const BATCH: usize = 8192;

/// A table being cut into records.
pub(super) struct Table<'t> {
    reader: Reader<Source<'t>>,
    rows: RowCounter,
}

impl<'t> Table<'t> {
    pub(super) fn new(input: Input<'t>, format: Format) -> Self {
        Self::over(Source::new(input), format)
    }

    fn over(source: Source<'t>, format: Format) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(format.delimiter)
            .quote(format.quote)
            .escape(format.backslash.then_some(b'\\'))
            .flexible(true)
            .has_headers(false)
            .from_reader(source);
        Self {
            reader,
            rows: RowCounter::default(),
        }
    }

    /// Reads the next record and gives its row number.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Option<u32> {
        // Reading valid UTF-8 from memory with a flexible reader cannot fail.
        let is_one = self.reader.read_record(record).unwrap_or(false);
        is_one.then(|| self.rows.count(&mut self.reader))
    }

    /// The same for texts that are looked at later.
    fn next_bytes(&mut self, record: &mut ByteRecord) -> Option<u32> {
        let is_one = self.reader.read_byte_record(record).unwrap_or(false);
        is_one.then(|| self.rows.count(&mut self.reader))
    }

    /// Fills a batch with the next rows that hold anything; leaves it empty at the end.
    pub(super) fn fill(&mut self, batch: &mut Batch) {
        batch.used = 0;
        while batch.used < BATCH {
            if batch.used == batch.records.len() {
                batch.records.push((0, ByteRecord::new()));
            }
            let (row, record) = &mut batch.records[batch.used];
            let Some(number) = self.next_bytes(record) else {
                return;
            };
            *row = number;
            if !is_blank(record) {
                batch.used += 1;
            }
        }
    }

    /// Bytes of the input that were read.
    pub(super) fn done(&self) -> u64 {
        self.reader.get_ref().done()
    }

    /// Refuses a text of which more is unreadable than can be damage; it ends where that was found.
    pub(super) fn check(&self, file: &str) -> Result<(), Error> {
        self.reader.get_ref().check(file)
    }
}

/// Rows on their way; keeps its memory from one filling to the next.
#[derive(Default)]
pub(super) struct Batch {
    records: Vec<(u32, ByteRecord)>,
    used: usize,
}

impl Batch {
    pub(super) fn rows(&self) -> &[(u32, ByteRecord)] {
        &self.records[..self.used]
    }
}

fn is_blank(record: &ByteRecord) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_graphic();
    !record.as_slice().iter().any(is_plain) && Cells::of(record).iter().all(|c| c.trim().is_empty())
}

/// A record as texts: what a [`StringRecord`] is, looked at as a whole where it is judged and not where
/// it is cut, for one thread cuts and several judge.
pub(super) struct Cells<'r> {
    text: &'r str,
    record: &'r ByteRecord,
}

impl<'r> Cells<'r> {
    pub(super) fn of(record: &'r ByteRecord) -> Self {
        // What is cut out of UTF-8 at ASCII characters is UTF-8.
        let text = simdutf8::basic::from_utf8(record.as_slice()).unwrap_or_default();
        Self { text, record }
    }

    /// All cells in one piece.
    pub(super) fn text(&self) -> &'r str {
        self.text
    }

    pub(super) fn len(&self) -> usize {
        self.record.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&'r str> {
        self.text.get(self.record.range(at)?)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'r str> + Clone {
        (0..self.len()).map_while(|at| self.get(at))
    }
}

/// Counts rows as a spreadsheet does.
#[derive(Default)]
struct RowCounter {
    /// Where the last record ended.
    end: usize,
    row: u32,
}

impl RowCounter {
    /// The row number of the record that the reader has just read.
    fn count(&mut self, reader: &mut Reader<Source>) -> u32 {
        let before = self.end.saturating_sub(1);
        let text = reader.get_ref().text_from(before);
        let mut at = self.end - before;
        // The reader may stop between the two bytes of a line end.
        if at > 0 && text.get(at - 1) == Some(&b'\r') && text.get(at) == Some(&b'\n') {
            at += 1;
        }
        // It skips blank lines without a word.
        loop {
            match (text.get(at), text.get(at + 1)) {
                (Some(b'\r'), Some(b'\n')) => at += 2,
                (Some(b'\r' | b'\n'), _) => at += 1,
                _ => break,
            }
            self.row = self.row.saturating_add(1);
        }
        self.end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        reader.get_mut().forget_before(self.end.saturating_sub(1));
        self.row = self.row.saturating_add(1);
        self.row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::EUC_KR;
    use proptest::prelude::*;

    const COMMAS: Format = Format {
        delimiter: b',',
        quote: b'"',
        backslash: false,
    };

    type Row = (u32, Vec<String>);

    fn all(mut table: Table) -> Vec<Row> {
        let mut record = StringRecord::new();
        std::iter::from_fn(|| {
            let row = table.next(&mut record)?;
            Some((row, record.iter().map(ToOwned::to_owned).collect()))
        })
        .collect()
    }

    fn rows(text: &str) -> Vec<u32> {
        let rows = all(Table::new(Input::Text(text), COMMAS));
        rows.into_iter().map(|(row, _)| row).collect()
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

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[위도경,;\"\r\n0-9.\\t| ]{0,80}") {
            let _ = rows(&text);
        }

        #[test]
        fn cells_are_those_of_a_record_of_texts(text in "[위도똠,\"\r\n\u{3000}a ]{0,120}") {
            let mut texts = Table::new(Input::Text(&text), COMMAS);
            let mut bytes = Table::new(Input::Text(&text), COMMAS);
            let (mut as_texts, mut as_bytes) = (StringRecord::new(), ByteRecord::new());
            while let Some(row) = texts.next(&mut as_texts) {
                prop_assert_eq!(bytes.next_bytes(&mut as_bytes), Some(row));
                prop_assert!(Cells::of(&as_bytes).iter().eq(as_texts.iter()));
                let is_blank_text = as_texts.iter().all(|cell| cell.trim().is_empty());
                prop_assert_eq!(is_blank(&as_bytes), is_blank_text);
            }
            prop_assert_eq!(bytes.next_bytes(&mut as_bytes), None);
        }

        /// The same rows as of the text decoded at once, however little is decoded at a time.
        #[test]
        fn a_table_is_cut_the_same_while_it_is_decoded(text in "[위도똠펲,\"\r\na ]{0,200}", step in 4_usize..40) {
            let (encoded, _, _) = EUC_KR.encode(&text);
            let source = Source::with_step(Input::Cp949(&encoded), step);
            prop_assert_eq!(all(Table::over(source, COMMAS)), all(Table::new(Input::Text(&text), COMMAS)));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), step in 4_usize..40) {
            let whole = super::super::super::decode::head(&bytes, bytes.len());
            let source = Source::with_step(Input::Cp949(&bytes), step);
            let table = Table::over(source, COMMAS);
            if Input::Cp949(&bytes).check("f").is_ok() {
                prop_assert_eq!(all(table), all(Table::new(Input::Text(&whole), COMMAS)));
            } else {
                let _ = all(table);
            }
        }
    }
}
