//! Rows that show how a form is filled in: 예시, `예) 서울특별시 …`.

use super::columns::Column;
use super::row::RawRow;

/// The columns in which a form says so.
const COLUMNS: [Column; 6] = [
    Column::ManagementNo,
    Column::Manager,
    Column::RoadAddress,
    Column::LotAddress,
    Column::Address,
    Column::Purpose,
];

/// The column that says that a row is an example.
pub(super) fn stated_in(raw: &RawRow) -> Option<Column> {
    COLUMNS
        .into_iter()
        .find(|&column| is_example(raw.get(column)))
}

/// Whether a cell says that its row is an example: 예산군 and the answer 예 do not.
pub(super) fn is_example(cell: &str) -> bool {
    let text = cell.trim_start();
    if !text.starts_with(['예', '작', '(', '[', '<', '※', '*']) {
        return false;
    }
    let text = text.trim_start_matches(['(', '[', '<', '※', '*', ' ']);
    let rest = |word: &str| text.strip_prefix(word).map(str::trim_end);
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([':', ')', ']', '>', '.', ' ']);
    let words = [
        "작성예시",
        "작성 예시",
        "작성예",
        "작성 예",
        "입력예시",
        "예시",
    ];
    words.into_iter().filter_map(rest).any(ends)
        || rest("예").is_some_and(|rest| rest.starts_with([':', ')']) && rest.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::issue::IssueKind;

    #[test]
    fn forms_say_so_in_many_ways_and_places_do_not() {
        for text in [
            "예시",
            "(예시)",
            "[예시] 1",
            "예시)",
            "예) 자양동 1",
            "예: 자양동 1",
            "작성 예시",
            "※ 예시",
        ] {
            assert!(is_example(text), "{text}");
        }
        for text in [
            "",
            "예",
            "(예)",
            "예산군 예산읍",
            "예시장 앞",
            "작전동 1",
            "(작전동)",
            "1",
        ] {
            assert!(!is_example(text), "{text}");
        }
    }

    #[test]
    fn an_example_is_no_camera() {
        let text = "연번,관리번호,소재지지번주소,위도,경도\n\
                    예시,A-1,자양동 1,37.538511,127.084721\n\
                    1,예) A-2,자양동 2,37.538522,127.084732\n\
                    2,A-3,자양동 3,37.538533,127.084743\n";
        let options = crate::import::Options::default();
        let import = crate::import::read_bytes("f.csv", text.as_bytes(), &options).unwrap();
        let report = &import.report;
        assert_eq!((report.accepted, report.refused), (1, 2));
        assert_eq!(report.count(IssueKind::ExampleRow), 2);
    }
}
