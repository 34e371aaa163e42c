//! Rows of a table that are no rows of the register: the header again, totals, what stands beside it.
//!
//! Only rows that were refused for their coordinates are looked at, so that good rows cost nothing and
//! a camera is never mistaken for something else.

use super::columns::normalise;
use super::header::Header;
use super::issue::IssueKind;
use super::row::{Finding, Judged, Outcome};
use super::screen::shown_as;
use super::unread::context_of;

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

/// Says what a refused row is, where its cells tell.
pub(super) fn settle<'c>(
    judged: Judged,
    header: &Header,
    cells: &(impl Iterator<Item = &'c str> + Clone),
) -> Judged {
    let for_coordinates = judged.findings.iter().any(|finding| {
        matches!(
            finding.kind,
            IssueKind::CoordinatesMissing
                | IssueKind::CoordinatesZero
                | IssueKind::CoordinatesNotNumbers
        )
    });
    if !matches!(judged.outcome, Outcome::Refused(_)) || !for_coordinates {
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
    if is_header_again(header, cells.clone()) {
        return aside(IssueKind::HeaderRepeated, None, Outcome::Skipped);
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

/// Every cell under a name repeats that name or is empty, and at least two repeat it.
fn is_header_again<'c>(header: &Header, cells: impl Iterator<Item = &'c str>) -> bool {
    let mut same = 0;
    for (cell, name) in cells.zip(&header.written) {
        if cell.trim().is_empty() {
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
