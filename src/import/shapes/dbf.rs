//! The table of a shapefile: its fields as texts, whatever type they claim, in the encoding that they are in.

use encoding_rs::{EUC_KR, Encoding, UTF_8};
use shapefile::dbase::{self, FieldValue};

/// Bytes of the header of a DBF and of each of its fields.
const DBF_UNIT: usize = 32;
/// Offset of the type in the description of a field, and of its length.
const FIELD_TYPE: usize = 11;
const FIELD_LENGTH: usize = 16;
/// The description of the fields ends with this.
const FIELDS_END: u8 = 0x0D;

/// The name that the field of an index is given: names as they stand may be alike.
pub(super) fn key(index: usize) -> String {
    format!("F{index}")
}

/// A DBF whose fields are all texts, each of a name of its own.
pub(super) struct Plain {
    pub(super) bytes: Vec<u8>,
    /// Which rows are marked as deleted: they still have their shapes, and are read to stay in step.
    pub(super) deleted: Vec<bool>,
    /// The types of the fields as they were.
    pub(super) kinds: Vec<u8>,
}

/// Makes numbers and dates text: a number of 18 digits does not survive a binary fraction, a coordinate
/// in an F field not the reader's single precision, and one impossible date would refuse the whole file.
pub(super) fn plain(dbf: &[u8]) -> Plain {
    let mut bytes = dbf.to_vec();
    let (mut kinds, mut deleted) = (Vec::new(), Vec::new());
    let mut at = DBF_UNIT;
    while bytes.get(at).is_some_and(|&byte| byte != FIELDS_END) {
        let Some(kind) = bytes.get_mut(at + FIELD_TYPE) else {
            break;
        };
        kinds.push(*kind);
        if matches!(*kind, b'N' | b'F' | b'D' | b'L' | b'M') {
            *kind = b'C';
        }
        let key = key(kinds.len() - 1);
        bytes[at..at + FIELD_TYPE].fill(0);
        bytes[at..at + key.len()].copy_from_slice(key.as_bytes());
        at += DBF_UNIT;
    }
    let short = |at: usize| {
        dbf.get(at..at + 2)
            .map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])))
    };
    let (mut at, length) = (short(8), short(10));
    while length > 0
        && let Some(mark) = bytes.get_mut(at)
    {
        deleted.push(*mark == b'*');
        if *mark == b'*' {
            *mark = b' ';
        }
        at += length;
    }
    Plain {
        bytes,
        deleted,
        kinds,
    }
}

/// The encoding of the texts, and what the `.cpg` says where that is not true.
pub(super) fn encoding(dbf: &[u8], cpg: Option<&[u8]>) -> (&'static Encoding, Option<String>) {
    let label = cpg.map(|cpg| {
        String::from_utf8_lossy(cpg)
            .trim()
            .trim_start_matches('\u{FEFF}')
            .to_ascii_lowercase()
    });
    let stated = match label.as_deref() {
        Some("949" | "cp949" | "ms949" | "euc-kr" | "euckr" | "korean" | "ansi 949" | "uhc") => {
            Some(EUC_KR)
        }
        Some("utf-8" | "utf8" | "65001") => Some(UTF_8),
        _ => None,
    };
    let found = found_encoding(dbf);
    match (stated, found) {
        (Some(stated), Some(found)) if stated != found => (found, label),
        _ => (stated.or(found).unwrap_or(UTF_8), None),
    }
}

/// The encoding that the texts are in; `None` where they are all ASCII.
fn found_encoding(dbf: &[u8]) -> Option<&'static Encoding> {
    let (mut hangul, mut damaged) = (0_usize, 0_usize);
    for text in texts(dbf).filter(|text| !text.is_ascii()) {
        // A character may be cut at the end of a field, and before the number of a name.
        let end = text.iter().rposition(|byte| !byte.is_ascii());
        let mut chunks = text[..=end.unwrap_or(0)].utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let valid = chunk.valid().chars();
            hangul += valid.filter(|c| ('가'..='힣').contains(c)).count();
            let cut = chunk.invalid();
            let is_end = chunks.peek().is_none()
                && std::str::from_utf8(cut).is_err_and(|error| error.error_len().is_none());
            damaged += usize::from(!cut.is_empty() && !is_end);
        }
    }
    match (hangul, damaged) {
        (0, 0) => None,
        (hangul, damaged) if hangul > 10 * damaged => Some(UTF_8),
        _ => Some(EUC_KR),
    }
}

/// The texts of a DBF: the names of its fields, and what stands in them.
fn texts(dbf: &[u8]) -> impl Iterator<Item = &[u8]> {
    let short = |at: usize| {
        dbf.get(at..at + 2)
            .map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])))
    };
    let (first, length) = (short(8), short(10));
    let names = super::fields::names(dbf);
    let lengths = (0..names.len())
        .map(|field| {
            dbf.get(DBF_UNIT * (field + 1) + FIELD_LENGTH)
                .copied()
                .unwrap_or(0)
        })
        .map(usize::from);
    // Where each field of a record begins and ends, behind the mark of deletion.
    let fields: Vec<(usize, usize)> = lengths
        .scan(1, |end, length| {
            let start = *end;
            *end += length;
            Some((start, *end))
        })
        .collect();
    let records = dbf
        .get(first..)
        .unwrap_or_default()
        .chunks_exact(length.max(1));
    let cells = records.flat_map(move |record| {
        let cells = fields
            .iter()
            .filter_map(|&(start, end)| record.get(start..end));
        cells.collect::<Vec<_>>()
    });
    names.into_iter().chain(cells)
}

/// A field as text; `kind` is the type that the file gives it.
pub(super) fn text(value: FieldValue, kind: u8) -> String {
    match value {
        FieldValue::Character(text) => written(text.unwrap_or_default().trim(), kind),
        FieldValue::Memo(text) => text,
        FieldValue::Numeric(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        FieldValue::Float(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        FieldValue::Double(number) | FieldValue::Currency(number) => number.to_string(),
        FieldValue::Integer(number) => number.to_string(),
        FieldValue::Logical(truth) => truth.map(|truth| truth.to_string()).unwrap_or_default(),
        FieldValue::Date(date) => date.map(date_text).unwrap_or_default(),
        FieldValue::DateTime(moment) => date_text(moment.date()),
    }
}

fn written(text: &str, kind: u8) -> String {
    match kind {
        // The pointer into a file of memos, which is not read.
        b'M' => String::new(),
        // Stars stand for a number that had no room.
        b'N' | b'F' if text.bytes().all(|byte| byte == b'*') => String::new(),
        b'N' | b'F' if text.contains(['e', 'E']) => text
            .parse::<f64>()
            .map_or_else(|_| text.to_owned(), |number| number.to_string()),
        b'D' if text.len() == 8
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text != "00000000" =>
        {
            format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
        }
        b'D' if text.chars().all(|c| matches!(c, '0' | ' ')) => String::new(),
        b'L' if text == "?" => String::new(),
        _ => text.to_owned(),
    }
}

fn date_text(date: dbase::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}
