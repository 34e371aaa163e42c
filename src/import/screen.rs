//! Takes personal data out of a row before anything else looks at it.
//!
//! What is kept, remarked on or written anywhere has passed here once; so no later step has to think
//! of it. The remarks name row and column and never repeat what was found.

use std::borrow::Cow;

use super::columns::Column;
use super::coordinates::is_pair;
use super::date;
use super::geometry;
use super::issue::IssueKind;
use super::memo::Clean;
use super::row::{Finding, RawRow};
use crate::model::personal::{Context, PersonalKind, Withheld, withhold};

/// Longest raw value that a remark repeats, characters.
const LONGEST_VALUE: usize = 120;
/// What is looked at of a value that is shown: a number must not be cut in two before it is found.
const LONGEST_SEARCHED: usize = 1000;

/// A row without personal data.
pub(super) struct Screened<'r, 'a> {
    pub(super) row: Cow<'r, RawRow<'a>>,
    pub(super) findings: Vec<Finding>,
    pub(super) withheld: Withheld,
}

/// Withholds personal data from every cell of a row; texts in `clean` are known to hold none.
pub(super) fn screen<'r, 'a>(row: &'r RawRow<'a>, clean: &mut Clean) -> Screened<'r, 'a> {
    let mut screened = Screened {
        row: Cow::Borrowed(row),
        findings: Vec::new(),
        withheld: Withheld::default(),
    };
    for &column in Column::ALL {
        let cell = &*row.cells[column as usize];
        if cell.is_empty() {
            continue;
        }
        // Nearly every row has two of them, and digits are what is looked at longest.
        if is_plain_coordinate(column, cell) {
            continue;
        }
        let repeats = !is_told_once(column);
        if repeats && clean.has(column, cell) {
            continue;
        }
        let (text, withheld) = cell_of(column, cell);
        if withheld.total() == 0 {
            if repeats {
                clean.add(column, cell);
            }
            continue;
        }
        let text = text.into_owned();
        screened.row.to_mut().cells[column as usize] = Cow::Owned(text);
        screened.withheld.add(withheld);
        let findings = findings_of(withheld).map(|kind| Finding {
            kind,
            column: Some(column),
            value: None,
            detail: None,
        });
        screened.findings.extend(findings);
    }
    screened
}

/// A cell of a column without personal data, and how much was taken out of it.
pub(super) fn cell_of(column: Column, cell: &str) -> (Cow<'_, str>, Withheld) {
    let is_date = matches!(column, Column::Installed | Column::ReferenceDate);
    if is_date && date::is_midnight(cell.trim()) {
        return (Cow::Borrowed(cell), Withheld::default());
    }
    let screened = withhold(cell, context(column));
    if screened.1.total() > 0 && (is_coordinate(column, cell) || is_geometry(column, cell)) {
        return (Cow::Borrowed(cell), Withheld::default());
    }
    screened
}

/// The remarks on what was withheld, one of each kind.
pub(super) fn findings_of(withheld: Withheld) -> impl Iterator<Item = IssueKind> {
    PersonalKind::ALL
        .into_iter()
        .filter(move |&kind| withheld.count(kind) > 0)
        .map(issue)
}

/// Whether nearly every row has its own text in a column: looking for it costs as much as screening it.
fn is_told_once(column: Column) -> bool {
    matches!(
        column,
        Column::ManagementNo
            | Column::Address
            | Column::RoadAddress
            | Column::LotAddress
            | Column::Latitude
            | Column::Longitude
            | Column::X
            | Column::Y
            | Column::Geometry
            | Column::Position
    )
}

/// A name that a file gives to itself or to a part of it (file, sheet, column, key) without personal data, and
/// how much was taken out of it: such names stand in reports and answers.
pub(super) fn label(name: &str) -> (Cow<'_, str>, Withheld) {
    withhold(name, Context::Text)
}

/// A text of a column without personal data.
pub(super) fn screened(column: Column, text: &str) -> Cow<'_, str> {
    withhold(text, context(column)).0
}

/// What a column is about.
fn context(column: Column) -> Context {
    match column {
        Column::Phone => Context::Person,
        Column::ManagementNo
        | Column::ProviderCode
        | Column::OpenCode
        | Column::Latitude
        | Column::Longitude
        | Column::LatitudeMinutes
        | Column::LatitudeSeconds
        | Column::LongitudeMinutes
        | Column::LongitudeSeconds
        | Column::X
        | Column::Y
        | Column::Geometry
        | Column::Position => Context::Number,
        Column::Manager | Column::ProviderName => Context::Office,
        Column::Department => Context::Department,
        _ => Context::Text,
    }
}

/// Whether a cell is a coordinate of digits and one point.
fn is_plain_coordinate(column: Column, cell: &str) -> bool {
    let mut points = 0;
    matches!(
        column,
        Column::Latitude | Column::Longitude | Column::X | Column::Y
    ) && !cell.starts_with('0')
        && cell.bytes().all(|byte| {
            points += u8::from(byte == b'.');
            byte.is_ascii_digit() || (byte == b'.' && points == 1)
        })
        && points == 1
        && cell.len() > 1
}

/// Whether a cell is a coordinate: its digits may look like a mobile number (127.0101234567).
fn is_coordinate(column: Column, cell: &str) -> bool {
    let cell = cell.trim();
    matches!(
        column,
        Column::Latitude | Column::Longitude | Column::X | Column::Y
    ) && cell.contains('.')
        && !cell.starts_with('0')
        && cell.parse::<f64>().is_ok()
}

/// Whether a cell is a point as well-known text or a pair of degrees, whose digits may look like one too.
fn is_geometry(column: Column, cell: &str) -> bool {
    match column {
        Column::Geometry => geometry::is_point(cell),
        Column::Position => is_pair(cell),
        _ => false,
    }
}

fn issue(kind: PersonalKind) -> IssueKind {
    match kind {
        PersonalKind::MobileNumber => IssueKind::MobileNumberWithheld,
        PersonalKind::ResidentNumber => IssueKind::ResidentNumberWithheld,
        PersonalKind::Email => IssueKind::EmailWithheld,
        PersonalKind::Name => IssueKind::NameWithheld,
    }
}

/// A raw text as remarks show it: without personal data, on one line, shortened.
pub(super) fn shown(text: &str) -> String {
    shown_as(text, Context::Text)
}

/// A raw text of a column as remarks show it.
pub(super) fn shown_of(column: Column, text: &str) -> String {
    shown_as(text, context(column))
}

/// A raw text about something as remarks show it.
pub(super) fn shown_as(text: &str, context: Context) -> String {
    let end = text
        .char_indices()
        .nth(LONGEST_SEARCHED)
        .map_or(text.len(), |(end, _)| end);
    shorten(&withhold(&text[..end], context).0)
}

/// A screened text as remarks show it: on one line, shortened.
pub(super) fn shorten(text: &str) -> String {
    let line = one_line(Cow::Borrowed(text));
    match line.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}

/// A text without control characters.
pub(super) fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Cow::Owned(
            text.split(char::is_control)
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The look that spares the search never leaves out what the search would have found.
        #[test]
        fn a_plain_coordinate_is_a_coordinate(cell in "[0-9. -]{0,14}") {
            if is_plain_coordinate(Column::Latitude, &cell) {
                prop_assert!(is_coordinate(Column::Latitude, &cell), "{cell}");
            }
        }
    }
}
