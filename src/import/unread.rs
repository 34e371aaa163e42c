//! Columns that mean nothing to an import: their cells are never read, but they are published with the
//! file, so that personal data in them is counted and pointed at.

use super::columns::{is_our_own, normalise};
use super::example::is_example;
use super::header::Header;
use super::issue::IssueKind;
use super::row::{Finding, Judged, Outcome};
use super::screen::{findings_of, shown};
use super::status;
use crate::model::personal::{Context, withhold};

/// What columns are called that hold names of persons.
const NAMES: [&str; 9] = [
    "담당자",
    "성명",
    "책임자",
    "관리자",
    "소유자",
    "신청인",
    "민원인",
    "작성자",
    "person",
];
/// What columns are called that say how to reach somebody.
const TELEPHONES: [&str; 6] = ["연락처", "전화", "휴대", "핸드폰", "phone", "mobile"];
/// What columns are called that hold persons among other things: 담당 업무, 지점 이름.
const PERSONS: [&str; 2] = ["담당", "이름"];
/// What columns of numbers are called that an office gives out.
const NUMBERS: [&str; 5] = ["번호", "코드", "id", "code", "number"];
/// What columns of remarks are called.
const REMARKS: [&str; 10] = [
    "비고", "메모", "특이", "참고", "의견", "민원", "내용", "remark", "note", "memo",
];

/// What a column is about, as its name says.
pub(super) fn context_of(name: &str) -> Context {
    let name = normalise(name);
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&TELEPHONES) {
        Context::Person
    } else if has(&["부서", "dept"]) {
        Context::Department
    } else if has(&NAMES) || PERSONS.contains(&name.as_str()) {
        Context::Names
    } else if has(&PERSONS) {
        Context::Person
    } else if NUMBERS.iter().any(|word| name.ends_with(word)) {
        Context::Number
    } else {
        Context::Text
    }
}

/// Whether a key of a JSON record is worth a look although it means nothing: one about persons, or one
/// of remarks. Such lists repeat their addresses under names of their own.
pub(super) fn is_telling(key: &str) -> bool {
    let name = normalise(key);
    [&NAMES[..], &TELEPHONES, &PERSONS, &REMARKS]
        .into_iter()
        .flatten()
        .any(|word| name.contains(word))
}

/// How much of a cell is looked at, bytes.
const LONGEST: usize = 4096;

/// The columns of a table that are not read.
#[derive(Debug)]
pub(super) struct Unread<'h> {
    columns: Vec<(usize, &'h str, Context, bool)>,
}

impl<'h> Unread<'h> {
    pub(super) fn of(header: &'h Header) -> Self {
        let columns = header.fields.iter().zip(&header.written).enumerate();
        Self {
            columns: columns
                .filter(|(_, (field, name))| field.is_none() && !is_our_own(name))
                .map(|(at, (_, name))| (at, name.as_str(), context_of(name), is_of_remarks(name)))
                .collect(),
        }
    }

    /// Remarks on the personal data in a row's cells that are not read.
    pub(super) fn look<'c>(
        &self,
        mut judged: Judged,
        cell: impl Fn(usize) -> Option<&'c str>,
    ) -> Judged {
        // A header that stands there again is counted as what it repeats.
        let repeats = |finding: &Finding| finding.kind == IssueKind::HeaderRepeated;
        if matches!(judged.outcome, Outcome::Skipped) && judged.findings.iter().any(repeats) {
            return judged;
        }
        for &(at, name, context, is_of_remarks) in &self.columns {
            if let Some(cell) = cell(at) {
                look(&mut judged, name, context, cell);
                // A remark may give an example of something else.
                let is_whole = || matches!(&*normalise(cell), "예시" | "작성예시");
                if is_example(cell) && (!is_of_remarks || is_whole()) {
                    refuse_example(&mut judged, cell);
                }
                if is_of_remarks {
                    look_for_state(&mut judged, cell);
                }
            }
        }
        judged
    }
}

/// Refuses a row that a column such as 연번 calls an example.
fn refuse_example(judged: &mut Judged, cell: &str) {
    if let Outcome::Site { institution, .. } = judged.outcome {
        judged.outcome = Outcome::Refused(institution);
        judged.findings.push(Finding {
            kind: IssueKind::ExampleRow,
            column: None,
            value: Some(shown(cell.trim()).into()),
            detail: None,
        });
    }
}

/// Whether a column is one of remarks.
pub(super) fn is_of_remarks(name: &str) -> bool {
    let name = normalise(name);
    REMARKS.iter().any(|word| name.contains(word))
}

/// Remarks on what a free text says became of the camera of an accepted row: 비고 is no column to act on.
pub(super) fn look_for_state(judged: &mut Judged, cell: &str) {
    let cell = cell.trim();
    if matches!(judged.outcome, Outcome::Site { .. }) && status::of_text(cell).is_some() {
        judged.findings.push(Finding {
            kind: IssueKind::RemarkOfState,
            column: None,
            value: Some(shown(cell).into()),
            detail: None,
        });
    }
}

/// Remarks on the personal data in one cell that is not read.
pub(super) fn look(judged: &mut Judged, name: &str, context: Context, cell: &str) {
    let (_, withheld) = withhold(&cell[..cell.floor_char_boundary(LONGEST)], context);
    if withheld.total() == 0 {
        return;
    }
    judged.withheld.add(withheld);
    judged
        .findings
        .extend(findings_of(withheld).map(|kind| Finding {
            kind,
            column: None,
            value: None,
            // The collector knows it as the name of the column.
            detail: Some(name.into()),
        }));
}
