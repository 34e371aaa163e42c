//! Rows of a table that are no rows of the register: the header again or that of another table, totals,
//! what stands beside it.
//!
//! Only rows that were refused for their coordinates are looked at, so that good rows cost nothing and
//! a camera is never mistaken for something else.

use super::columns::{Dictionary, is_our_own, normalise};
use super::header::{Header, names_a_table};
use super::issue::IssueKind;
use super::row::{Finding, Judged, Outcome};
use super::screen::shown_as;
use super::unread::context_of;
use crate::model::personal::Context;

/// How many cells from the left may say that the row is a total.
const LABELS: usize = 6;
/// What a total is called, normalised.
const TOTALS: [&str; 11] = [
    "계",
    "합계",
    "총계",
    "소계",
    "누계",
    "총합계",
    "총합",
    "total",
    "subtotal",
    "grandtotal",
    "sum",
];

/// Signs that a note begins with.
const MARKS: [char; 7] = ['※', '*', '＊', '☞', '▶', '◎', '○'];
/// What a note is called before a colon or bracket, normalised.
const NOTES: [&str; 16] = [
    "주",
    "주1",
    "주2",
    "비고",
    "참고",
    "참고사항",
    "유의사항",
    "안내",
    "출처",
    "자료",
    "자료출처",
    "문의",
    "문의처",
    "작성자",
    "작성일",
    "note",
];

/// Says what a refused row is, where its cells tell; `dictionary` where another table may begin below.
pub(super) fn settle<'c>(
    judged: Judged,
    header: &Header,
    dictionary: Option<&Dictionary>,
    cells: &(impl Iterator<Item = &'c str> + Clone),
) -> Judged {
    if !matches!(judged.outcome, Outcome::Refused(_)) {
        return judged;
    }
    let for_width = judged
        .findings
        .iter()
        .any(|finding| finding.kind == IssueKind::FieldCount);
    let for_coordinates = judged.findings.iter().any(|finding| {
        matches!(
            finding.kind,
            IssueKind::CoordinatesMissing
                | IssueKind::CoordinatePartMissing
                | IssueKind::CoordinatePartInvalid
                | IssueKind::CoordinatesZero
                | IssueKind::CoordinatesNotNumbers
        )
    });
    if !for_coordinates && !for_width {
        return judged;
    }
    let row = judged.row;
    let aside = |kind, value: Option<&str>, outcome| Judged {
        row,
        outcome,
        findings: {
            let told = Finding {
                kind,
                column: None,
                value: value.map(Into::into),
                detail: None,
            };
            // What was withheld from the row is pointed at all the same.
            let withheld = judged.findings.iter().filter(|it| it.kind.is_withheld());
            std::iter::once(told).chain(withheld.cloned()).collect()
        },
        withheld: judged.withheld,
    };
    let another = || dictionary.is_some_and(|known| names_a_table(cells.clone(), known));
    // The same names and fewer or more of them: so are the rows below.
    if for_width && another() {
        return aside(IssueKind::HeaderChanged, None, Outcome::Skipped);
    }
    if is_header_again(header, cells.clone()) || header.is_repeated_by(cells.clone()) {
        return aside(IssueKind::HeaderRepeated, None, Outcome::Skipped);
    }
    if another() {
        return aside(IssueKind::HeaderChanged, None, Outcome::Skipped);
    }
    if let Some(note) = note_of(cells.clone()) {
        let told = shown_as(note, Context::Text);
        return aside(IssueKind::NoteRow, Some(&told), Outcome::Skipped);
    }
    if for_width {
        return judged;
    }
    let total = cells
        .clone()
        .filter(|cell| !cell.trim().is_empty())
        .take(LABELS)
        .find(|cell| TOTALS.contains(&normalise(cell).as_str()));
    if let Some(label) = total {
        return aside(IssueKind::TotalRow, Some(label.trim()), judged.outcome);
    }
    let states_nothing = cells
        .clone()
        .zip(&header.fields)
        .all(|(cell, field)| field.is_none() || cell.trim().is_empty());
    if states_nothing {
        let mut named = cells.clone().zip(&header.written);
        let first = named.find(|(cell, _)| !cell.trim().is_empty());
        let short: Option<String> =
            first.map(|(cell, name)| shown_as(cell.trim(), context_of(name)));
        return aside(
            IssueKind::BesideTheRegister,
            short.as_deref(),
            Outcome::Skipped,
        );
    }
    judged
}

/// The text of a row that has one cell alone, which says by its first sign or word that it is a note to the table.
fn note_of<'c>(cells: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let mut filled = cells.map(str::trim).filter(|cell| !cell.is_empty());
    let text = filled.next().filter(|_| filled.next().is_none())?;
    let text = text.trim_start_matches(['<', '[', '(']).trim_start();
    let is_marked = text.starts_with(MARKS) && text.chars().any(char::is_alphabetic);
    let label = text.split([':', '：', ')', ']', '>']).next()?;
    let is_labelled = label.len() < text.len() && NOTES.contains(&normalise(label).as_str());
    (is_marked || is_labelled).then_some(text)
}

/// Every cell under a name repeats that name or is empty, and at least two repeat it.
fn is_header_again<'c>(header: &Header, cells: impl Iterator<Item = &'c str>) -> bool {
    let mut same = 0;
    let names = header.written.iter().map(String::as_str);
    for (cell, name) in cells.zip(names.chain(std::iter::repeat(""))) {
        // An annotated copy has its remarks beside the names.
        if cell.trim().is_empty() || is_our_own(name) {
            continue;
        }
        let (cell, name) = (normalise(cell), normalise(name));
        // A header of two lines repeats with its sub-titles alone in the second one.
        if cell != name && (cell.is_empty() || !name.ends_with(&cell)) {
            return false;
        }
        same += 1;
    }
    same >= 2
}
