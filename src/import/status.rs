//! Whether a camera stands: as a column of states says it (운영상태, 철거여부, 철거일자), or a remark.

use jiff::civil::Date;

use super::columns::{Column, normalise};
use super::coordinates::ascii;
use super::date::{self, Reading};
use super::row::RawRow;

/// What a row says of its camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// It was taken down.
    Gone,
    /// It is not there yet.
    Planned,
    /// It stands and does not work, or nobody says whether.
    Idle,
}

/// Words for what was taken down.
const GONE: [&str; 7] = [
    "철거",
    "폐기",
    "폐지",
    "말소",
    "멸실",
    "removed",
    "dismantled",
];
/// What makes of such a word something else: it is still there.
const NOT_GONE: [&str; 9] = [
    "미철거",
    "예정",
    "대상",
    "검토",
    "요청",
    "계획",
    "안함",
    "않음",
    "필요",
];
/// Words for what is not there yet, anywhere in a text.
const PLANNED: [&str; 8] = [
    "설치예정",
    "설치계획",
    "신설예정",
    "신규예정",
    "구축예정",
    "도입예정",
    "설치중",
    "구축중",
];
/// The same, as the whole text.
const WHOLLY_PLANNED: [&str; 5] = ["예정", "계획", "미설치", "신규설치예정", "planned"];
/// Words for what does not work.
const IDLE: [&str; 16] = [
    "고장",
    "미운영",
    "미가동",
    "미작동",
    "미사용",
    "비가동",
    "중지",
    "중단",
    "정지",
    "휴지",
    "불량",
    "점검중",
    "수리중",
    "장애",
    "broken",
    "offline",
];
/// What a state of yes and no says when it says no.
const NO: [&str; 6] = ["n", "no", "아니오", "아니요", "부", "false"];
/// What 철거여부 says when it says yes.
const YES: [&str; 8] = ["y", "yes", "예", "o", "유", "true", "완료", "1"];

/// What a text about the state of a camera says; `None` where it works, or where nothing is said.
pub(super) fn of_text(text: &str) -> Option<Status> {
    if text.is_empty() {
        return None;
    }
    let text = normalise(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&PLANNED) || WHOLLY_PLANNED.contains(&text.as_str()) {
        return Some(Status::Planned);
    }
    if has(&GONE) {
        return (!has(&NOT_GONE)).then_some(Status::Gone);
    }
    has(&IDLE).then_some(Status::Idle)
}

/// What a row says, and in which column.
pub(super) fn of_row(raw: &RawRow, today: Date) -> Option<(Status, Column)> {
    let state = raw.get(Column::Status);
    let said = of_text(state).or_else(|| {
        let says_no = NO.contains(&normalise(state).as_str());
        says_no.then_some(Status::Idle)
    });
    if let Some(status) = said {
        return Some((status, Column::Status));
    }
    let flag = raw.get(Column::Dismantled);
    let says_yes = YES.contains(&normalise(flag).as_str()) || is_past(flag, today);
    if of_text(flag) == Some(Status::Gone) || says_yes {
        return Some((Status::Gone, Column::Dismantled));
    }
    let day = raw.get(Column::DismantledOn);
    if is_past(day, today) || of_text(day) == Some(Status::Gone) {
        // A state that says otherwise, such as 운영중, makes it no certain statement.
        let status = if state.is_empty() {
            Status::Gone
        } else {
            Status::Idle
        };
        return Some((status, Column::DismantledOn));
    }
    None
}

/// Whether a text is a date that has come.
fn is_past(text: &str, today: Date) -> bool {
    !text.is_empty()
        && matches!(
            date::read(&ascii(text)),
            Some(Reading::Written(date) | Reading::Serial(date) | Reading::Milliseconds(date))
                if date.first_day() <= today
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_say_what_became_of_a_camera() {
        for (text, status) in [
            ("철거", Some(Status::Gone)),
            ("철거 완료", Some(Status::Gone)),
            ("철거됨(2024.3.)", Some(Status::Gone)),
            ("폐기", Some(Status::Gone)),
            ("설치 예정", Some(Status::Planned)),
            ("2027년 설치 예정", Some(Status::Planned)),
            ("예정", Some(Status::Planned)),
            ("고장", Some(Status::Idle)),
            ("미운영", Some(Status::Idle)),
            ("운영중지", Some(Status::Idle)),
            ("운영중", None),
            ("정상", None),
            ("미철거", None),
            ("철거예정", None),
            ("교체 예정", None),
            ("", None),
        ] {
            assert_eq!(of_text(text), status, "{text}");
        }
    }

    #[test]
    fn columns_of_states_flags_and_dates_are_read_together() {
        let today = jiff::civil::date(2026, 11, 23);
        let status = |cells: &[(Column, &'static str)]| {
            let mut raw = RawRow::default();
            for &(column, text) in cells {
                raw.cells[column as usize] = text.into();
            }
            of_row(&raw, today).map(|(status, _)| status)
        };
        assert_eq!(status(&[(Column::Status, "N")]), Some(Status::Idle));
        assert_eq!(status(&[(Column::Status, "Y")]), None);
        assert_eq!(status(&[(Column::Dismantled, "Y")]), Some(Status::Gone));
        assert_eq!(status(&[(Column::Dismantled, "N")]), None);
        let day = (Column::DismantledOn, "2024-03-05");
        assert_eq!(status(&[day]), Some(Status::Gone));
        assert_eq!(
            status(&[day, (Column::Status, "운영중")]),
            Some(Status::Idle)
        );
        assert_eq!(status(&[(Column::DismantledOn, "2027-01-01")]), None);
        assert_eq!(status(&[(Column::DismantledOn, "-")]), None);
    }

    #[test]
    fn rows_of_what_is_gone_or_planned_are_kept_apart_and_remarks_are_told() {
        use super::super::issue::IssueKind;
        let text = "소재지지번주소,위도,경도,설치연월,운영상태,비고\n\
                    자양동 1,37.538511,127.084721,2019-05-01,운영중,\n\
                    자양동 2,37.538522,127.084732,2019-06-01,철거,\n\
                    자양동 3,37.538533,127.084743,2019-06-01,설치예정,\n\
                    자양동 4,37.538544,127.084754,2019-07-01,고장,\n\
                    자양동 5,37.538555,127.084765,2019-08,,2026년 철거됨\n\
                    자양동 6,37.538566,127.084776,2019-09-01,운영중,전주 이설\n";
        let options = crate::import::Options::default();
        let mut import = crate::import::read_bytes("f.csv", text.as_bytes(), &options).unwrap();
        let rows = |import: &crate::import::Import, kind| {
            let issues = import.report.issues.iter();
            let of_kind = issues.filter(|issue| issue.kind == kind);
            of_kind.map(|issue| issue.row).collect::<Vec<_>>()
        };
        assert_eq!(rows(&import, IssueKind::CameraDismantled), [Some(3)]);
        assert_eq!(rows(&import, IssueKind::CameraPlanned), [Some(4)]);
        assert_eq!(rows(&import, IssueKind::CameraIdle), [Some(5)]);
        assert_eq!(rows(&import, IssueKind::RemarkOfState), [Some(6)]);
        assert_eq!((import.report.accepted, import.report.quarantined), (4, 2));
        crate::import::run_checks(&mut import, crate::place::Places::embedded());
        let installed = import.registers[0].sites.iter().map(|site| site.installed);
        let installed: Vec<String> = installed.flatten().map(String::from).collect();
        assert_eq!(installed, ["2019-05", "2019-07", "2019-08", "2019-09"]);
        assert_eq!(rows(&import, IssueKind::InstalledMonths), [None]);
    }
}
