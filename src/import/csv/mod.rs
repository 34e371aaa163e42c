//! Delimited text to raw rows.
//!
//! The first rows are looked at to find the delimiter and the header; then rows are judged while they are
//! cut. They are counted as a spreadsheet counts them, so that a row that is complained about can be
//! found: the first line is row 1, blank lines count, and a line break inside quotation marks does not
//! begin a new row.

mod format;
mod rows;
mod source;

use std::borrow::Cow;

use ::csv::{ByteRecord, StringRecord};
use rayon::prelude::*;

use super::aside::settle;
use super::columns::{Dictionary, is_export};
use super::formula::{as_meant, unescaped};
use super::header::{ENOUGH_ROWS, LOW_HEADER_WITHIN, or_header_too_low, understand};
use super::issue::IssueKind;
use super::judge::Judge;
use super::row::{Finding, Judged, Outcome, RawRow};
use super::stacked::{Part, next_header, turn};
use super::table::TableRow;
use super::unread::Unread;
use super::{Error, collect::Collector};
use crate::model::personal::Withheld;
use format::Format;
use rows::{Batch, Cells, Table};
pub(super) use source::Input;

/// Most lines that a value has.
const LINES_IN_A_CELL: usize = 6;

/// Reads a table and hands its rows to the collector; `progress` gets the bytes done, and all.
pub(super) fn read(
    input: Input,
    dictionary: &Dictionary,
    judge: &Judge,
    collector: &mut Collector,
    progress: &dyn Fn(u64, u64),
) -> Result<(), Error> {
    let format = Format::detect(input, dictionary);
    let sample = format.sample(input, ENOUGH_ROWS);
    let file = collector.file_name().to_owned();
    // Where nothing can be understood, that may be the reason.
    let called = collector.called();
    let understood = understand(&called, &sample, dictionary).map_err(|why| {
        let more = || format.sample(input, LOW_HEADER_WITHIN).rows;
        let rows = std::iter::once_with(more).flatten().map(Cow::Owned);
        let why = or_header_too_low(why, rows, dictionary);
        input.check(&file).err().unwrap_or(why)
    })?;
    let mut table = Table::new(input, format);
    let mut above = StringRecord::new();
    for _ in 0..understood.first_row {
        table.next(&mut above);
    }
    collector.note_table(None, &understood);
    collector.note_above(&sample.rows[..understood.first_row], &understood.header);
    let mut part = Part::new(understood, judge);
    collector.add_all(None, part.refused_above())?;
    // One batch is judged while the next one is cut and the former one is sorted in: each of these takes
    // one thread only.
    let (mut now, mut ahead) = (Batch::default(), Batch::default());
    // Both keep their memory: a batch is too large for the allocator to have it ready.
    let (mut judged, mut former) = (Vec::new(), Vec::new());
    table.fill(&mut now);
    while !now.rows().is_empty() {
        let done = table.done();
        let ((), added) = rayon::join(
            || judge_batch(now.rows(), &part, dictionary, &mut judged),
            || {
                table.fill(&mut ahead);
                collector.add_all(None, former.drain(..))
            },
        );
        added?;
        // Another table begins here: what is below is judged again, under its header.
        let mut from = 0;
        while let Some(at) = next_header(&judged) {
            judged.truncate(at + 1);
            let at = from + at;
            let first = at.saturating_sub(1).max(from);
            let rows = now.rows()[first..].iter().chain(ahead.rows());
            let sample = rows.take(ENOUGH_ROWS).map(as_table_row).collect();
            let turned = turn(
                &part,
                std::mem::take(&mut judged),
                sample,
                &called,
                dictionary,
                judge,
            )?;
            collector.add_all(None, turned.above)?;
            part = turned.part;
            collector.note_table(None, &part.understood);
            let header = part.understood.header_row.unwrap_or_default();
            from = at + now.rows()[at..].partition_point(|(row, _)| *row <= header);
            judge_batch(&now.rows()[from..], &part, dictionary, &mut judged);
        }
        progress(done, input.total());
        std::mem::swap(&mut now, &mut ahead);
        std::mem::swap(&mut judged, &mut former);
    }
    table.check(&file)?;
    collector.add_all(None, former.drain(..))
}

/// Judges records under the header of their table.
fn judge_batch(
    rows: &[(u32, ByteRecord)],
    part: &Part,
    dictionary: &Dictionary,
    judged: &mut Vec<Judged>,
) {
    let unread = Unread::of(&part.understood.header);
    let exported = is_export(part.understood.header.written.iter());
    let judge = Under {
        part,
        exported,
        tables: part.looks_for_more(dictionary),
    };
    rows.par_iter()
        .with_min_len(256)
        .map(|(row, record)| {
            let cells = Cells::of(record);
            unread.look(judge.record(*row, &cells), |at| cells.get(at))
        })
        .collect_into_vec(judged);
}

fn as_table_row((number, record): &(u32, ByteRecord)) -> TableRow {
    TableRow {
        number: *number,
        cells: Cells::of(record)
            .iter()
            .map(|cell| as_meant(cell).to_owned())
            .collect(),
        ..TableRow::default()
    }
}

/// Calls `each` with number and cells of every row, title and note rows among them, until it fails.
pub(super) fn each_row<E>(
    input: Input,
    dictionary: &Dictionary,
    mut each: impl FnMut(u32, &StringRecord) -> Result<(), E>,
) -> Result<(), E> {
    let mut table = Table::new(input, Format::detect(input, dictionary));
    let mut record = StringRecord::new();
    while let Some(row) = table.next(&mut record) {
        each(row, &record)?;
    }
    Ok(())
}

/// The header that records are judged under.
struct Under<'p> {
    part: &'p Part<'p>,
    /// `siya export` wrote the file: texts lose the mark that keeps spreadsheets from running them.
    exported: bool,
    /// Names columns, where another table may begin.
    tables: Option<&'p Dictionary<'p>>,
}

impl Under<'_> {
    fn record(&self, row: u32, record: &Cells) -> Judged {
        // A cell of many lines is no value: an open quotation mark has swallowed the rows below.
        let lines = |cell: &str| 1 + memchr::memchr_iter(b'\n', cell.as_bytes()).count();
        if lines(record.text()) > LINES_IN_A_CELL
            && let Some(longest) = record.iter().map(lines).max()
            && longest > LINES_IN_A_CELL
        {
            return refuse(row, IssueKind::QuotationOpen, longest, None);
        }
        let header = &self.part.understood.header;
        let fields = header.fields.len();
        let surplus = record
            .iter()
            .skip(fields)
            .any(|cell| !cell.trim().is_empty());
        if surplus || record.len() < header.named {
            let judged = refuse(row, IssueKind::FieldCount, record.len(), Some(fields));
            return settle(judged, header, self.tables, &record.iter());
        }
        let mut raw = RawRow {
            row,
            // The first byte of U+FFFD is rare in Korean text, its last byte is not.
            is_whole: memchr::memchr(0xEF, record.text().as_bytes()).is_none(),
            ..RawRow::default()
        };
        for (cell, column) in record.iter().zip(&header.fields) {
            if let Some(column) = column {
                let text = if self.exported { unescaped(cell) } else { cell };
                raw.cells[*column as usize] = Cow::Borrowed(as_meant(text));
            }
        }
        header.word(&mut raw);
        settle(
            self.part.judge.judge(&raw),
            header,
            self.tables,
            &record.iter(),
        )
    }
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

#[cfg(test)]
mod tests {
    use super::super::{Options, read_bytes};

    #[test]
    fn columns_wholly_of_texts_for_a_spreadsheet_are_read() {
        const NAMES: [&str; 5] = ["관리번호", "관리기관명", "소재지지번주소", "위도", "경도"];
        let cells = |n: u32| {
            [
                format!("20263040000080000{n}"),
                "서울특별시 광진구청".to_owned(),
                format!("자양동 {n}"),
                format!("37.53851{n}"),
                format!("127.08472{n}"),
            ]
        };
        let quoted = |text: &str| format!("\"=\"\"{text}\"\"\"");
        let bare = |text: &str| format!("=\"{text}\"");
        let ticked = |text: &str| {
            let is_number = text.parse::<f64>().is_ok();
            format!("{}{text}", if is_number { "'" } else { "" })
        };
        let formula = |text: &str| text.replace("37.", "=37.").replace("127.", "=127.");
        let forms: [&dyn Fn(&str) -> String; 4] = [&quoted, &bare, &ticked, &formula];
        for (form, write) in forms.into_iter().enumerate() {
            for in_header in [false, true] {
                let line = |cells: &[String]| cells.join(",") + "\n";
                let name = |name: &&str| {
                    if in_header {
                        write(name)
                    } else {
                        (*name).to_owned()
                    }
                };
                let mut text = line(&NAMES.iter().map(name).collect::<Vec<_>>());
                for n in 1..6 {
                    text += &line(&cells(n).map(|cell| write(&cell)));
                }
                let import = read_bytes("f.csv", text.as_bytes(), &Options::default());
                let import = import.unwrap_or_else(|why| panic!("{form} {in_header}: {why}"));
                let site = &import.registers[0].sites[0];
                assert_eq!(import.report.accepted, 5, "{form} {in_header}");
                assert_eq!(site.management_no.as_deref(), Some("202630400000800001"));
                assert_eq!(
                    (site.position.lat(), site.position.lon()),
                    (37.538_511, 127.084_721)
                );
                assert_eq!(site.lot_address.as_deref(), Some("자양동 1"));
            }
        }
    }
}
