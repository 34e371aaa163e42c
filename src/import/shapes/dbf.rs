//! The table of a shapefile: its fields as texts, whatever type they claim, in the encoding that they are in.

use encoding_rs::{EUC_KR, Encoding, UTF_8};
use shapefile::dbase::{self, FieldValue};

/// Bytes of the header of a DBF and of each of its fields.
const DBF_UNIT: usize = 32;
/// Offset of the type in the description of a field, and of its length.
const FIELD_TYPE: usize = 11;
/// The description of the fields ends with this.
const FIELDS_END: u8 = 0x0D;

/// A DBF whose text fields are all of the type of text.
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

pub(super) fn encoding(dbf: &[u8], cpg: Option<&[u8]>) -> &'static Encoding {
    let label = cpg.map(|cpg| {
        String::from_utf8_lossy(cpg)
            .trim()
            .trim_start_matches('\u{FEFF}')
            .to_ascii_lowercase()
    });
    match label.as_deref() {
        Some("949" | "cp949" | "ms949" | "euc-kr" | "euckr" | "korean" | "ansi 949" | "uhc") => {
            return EUC_KR;
        }
        Some("utf-8" | "utf8" | "65001") => return UTF_8,
        _ => {}
    }
    // Binary fields would disturb this, and DBF of dBase III has none; the names of fields are text too.
    let text = dbf.get(DBF_UNIT..).unwrap_or_default();
    let damaged = text
        .utf8_chunks()
        .filter(|chunk| !chunk.invalid().is_empty())
        .count();
    let hangul = text
        .utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars())
        .filter(|c| ('가'..='힣').contains(c))
        .count();
    // A multi-byte character may be cut at the end of a field.
    if damaged == 0 || hangul > 10 * damaged {
        UTF_8
    } else {
        EUC_KR
    }
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
