//! How a table is cut: delimiter and quotation marks, found by what comes out.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::super::columns::Dictionary;
use super::super::formula::as_meant;
use super::super::table::TableRow;
use super::rows::Table;
use super::source::Input;

/// Delimiters that are tried, the commonest first.
const DELIMITERS: [u8; 7] = [b',', b'\t', b';', b'|', b'^', b'~', 0x1f];
/// Rows that are looked at to find the delimiter.
const DETECT_ROWS: usize = 50;
/// Bytes that are looked at to find it.
const DETECT_BYTES: usize = 256 << 10;

/// How the text is cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    /// Quotation marks inside a cell are written `\"` instead of twice.
    pub(super) backslash: bool,
}

impl Format {
    /// The delimiter that cuts the first rows into most names that mean something, then into most rows
    /// of as many cells; commas when nothing speaks for another one.
    pub(super) fn detect(input: Input, dictionary: &Dictionary) -> Self {
        // With the wrong quotation mark one cell may reach to the end.
        let text = &*input.head(DETECT_BYTES);
        let backslash = has_backslashes(text, dictionary);
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

    /// Rows that have as many cells as the one whose names mean most.
    fn rows_under_header(self, text: &str, dictionary: &Dictionary) -> usize {
        let rows = self.sample(Input::Text(text), DETECT_ROWS).rows;
        let named = |row: &&TableRow| {
            let names = row
                .cells
                .iter()
                .filter(|name| dictionary.column(name).is_some());
            names.count()
        };
        let header = rows.iter().rev().max_by_key(named);
        let width = header.map_or(0, |row| row.cells.len());
        rows.iter().filter(|row| row.cells.len() == width).count()
    }

    /// Names understood in one row, then cells of the rows that agree in their number.
    fn score(self, text: &str, dictionary: &Dictionary) -> (usize, usize) {
        let (mut named, mut widths) = (0, BTreeMap::<usize, usize>::new());
        for row in &self.sample(Input::Text(text), DETECT_ROWS).rows {
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
        let rows = self.sample(Input::Text(text), DETECT_ROWS).rows;
        let cells = rows.iter().flat_map(|row| &row.cells);
        let quoted = cells.clone().filter(|cell| cell.starts_with('\''));
        quoted.count() * 2 > cells.count()
    }

    /// The first rows as a table, the header among them.
    pub(super) fn sample(self, input: Input, most: usize) -> super::super::table::Table {
        let mut table = Table::new(input, self);
        let mut record = StringRecord::new();
        let mut rows = Vec::new();
        while rows.len() < most
            && let Some(number) = table.next(&mut record)
        {
            let cells = record.iter().map(|cell| as_meant(cell).to_owned());
            let cells = cells.collect();
            rows.push(TableRow {
                number,
                cells,
                ..TableRow::default()
            });
        }
        super::super::table::Table {
            rows,
            ..super::super::table::Table::default()
        }
    }
}

/// Whether a backslash before a quotation mark takes it into the cell, or is one that a cell ends with (`"\"`): the
/// reading with more rows like the header.
fn has_backslashes(text: &str, dictionary: &Dictionary) -> bool {
    if memchr::memmem::find(text.as_bytes(), b"\\\"").is_none() {
        return false;
    }
    let rows = |backslash| {
        let formats = DELIMITERS.map(|delimiter| Format {
            delimiter,
            quote: b'"',
            backslash,
        });
        let best = formats
            .into_iter()
            .rev()
            .max_by_key(|format| format.score(text, dictionary));
        best.map_or(0, |format| format.rows_under_header(text, dictionary))
    };
    rows(true) >= rows(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: u8) {
        let format = Format::detect(Input::Text(text), &Dictionary::new(None));
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
                "\"위도\",\"경도\",\"\\\"\n\"37.5\",\"127.1\",\"가\"\n\"37.6\",\"127.2\",\"\"\n",
                ["37.5", "127.1", "가"],
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
            let format = Format::detect(Input::Text(text), &Dictionary::new(None));
            assert_eq!(
                format.sample(Input::Text(text), 2).rows[1].cells,
                cells,
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[위도경,;\"\r\n0-9.\\t| ]{0,80}") {
            let _ = Format::detect(Input::Text(&text), &Dictionary::new(None));
        }
    }
}
