//! The rectangles that the sheets of an XLS need, and those that they claim.

use std::collections::BTreeSet;

use super::MOST_CELLS;
use crate::import::Error;
use crate::import::compound;
use crate::import::unpack::too_large;

/// Most sheets of an XLS.
const MOST_SHEETS: usize = 256;
/// Largest XLS: 65,536 rows of 256 columns are less.
const XLS_LIMIT: usize = 96 << 20;

/// Refuses an XLS whose cells span rectangles larger than any register.
pub(in crate::import) fn check_xls(bytes: &[u8], file: &str) -> Result<(), Error> {
    if bytes.len() > XLS_LIMIT {
        return Err(too_large(file, XLS_LIMIT as u64));
    }
    let stream = compound::stream(bytes, &["Workbook", "Book"]);
    let stream = stream.ok_or_else(|| Error::Broken {
        file: file.to_owned(),
        form: "XLS",
        detail: "no stream named Workbook".to_owned(),
    })?;
    let too_many = || Error::TooManyCells {
        file: file.to_owned(),
        limit: usize::try_from(MOST_CELLS).unwrap_or(usize::MAX),
    };
    let mut sheets = BTreeSet::new();
    measure(&stream, 0, false, &mut sheets).ok_or_else(too_many)?;
    // Readers begin where the list of sheets says, which damage may point between records.
    if sheets.len() > MOST_SHEETS {
        return Err(too_many());
    }
    let mut all = 0_u64;
    for from in std::mem::take(&mut sheets) {
        let cells = measure(&stream, from, true, &mut sheets).ok_or_else(too_many)?;
        all = all.saturating_add(cells);
    }
    if all > MOST_CELLS {
        return Err(too_many());
    }
    Ok(())
}

/// The cells that the records from an offset on span, to the end of all or of the first sheet; `None` when
/// they are more than are read. Notes where sheets are said to begin.
fn measure(
    stream: &[u8],
    from: usize,
    one_sheet: bool,
    sheets: &mut BTreeSet<usize>,
) -> Option<u64> {
    let mut at = from;
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
                if one_sheet {
                    break;
                }
            }
            // The list of sheets.
            0x0085 if !one_sheet => {
                if let Some(&offset) = body.first_chunk() {
                    sheets.insert(usize::try_from(u32::from_le_bytes(offset)).unwrap_or(0));
                }
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
                    // Rows of cells reach as far as they are long; a number takes six bytes, a blank two.
                    let several = match kind {
                        0x00BD => length as u64 / 6,
                        0x00BE => length as u64 / 2,
                        _ => 1,
                    };
                    rows = rows.max(u64::from(u16::from_le_bytes([a, b])) + 1);
                    columns = columns.max(u64::from(u16::from_le_bytes([c, d])) + several);
                }
            }
            _ => {}
        }
        if all.saturating_add(rows.saturating_mul(columns)) > MOST_CELLS {
            return None;
        }
        at += 4 + length;
    }
    Some(all.saturating_add(rows.saturating_mul(columns)))
}

/// Cells that a record of dimensions claims: rows as two numbers of 16 or 32 bits, then columns.
pub(super) fn claimed(body: &[u8]) -> u64 {
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
