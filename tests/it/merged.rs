//! Cells merged over the rows of a register, in every form that has them: texts count for each row, coordinates
//! and numbers of cameras for the first alone, and every row says what was done. And the annotated copy, which
//! imported again says the same.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;
use siya::import::{Error, Import, IssueKind, Options, read_bytes};
use siya::model::Purpose;
use tempfile::TempDir;

/// A register of two header lines under a title, rows from 1.
const GRID: [[&str; 9]; 9] = [
    ["CCTV 설치 현황 (2026)", "", "", "", "", "", "", "", ""],
    [
        "관리번호",
        "관리기관명",
        "소재지도로명주소",
        "설치목적구분",
        "카메라대수",
        "설치연월",
        "좌표",
        "",
        "관리기관전화번호",
    ],
    ["", "", "", "", "", "", "위도", "경도", ""],
    [
        "A-1",
        "서울특별시 광진구청",
        "서울특별시 광진구 능동로 1",
        "생활방범",
        "2",
        "2019-03",
        "37.5385",
        "127.0847",
        "010-1234-5678",
    ],
    [
        "A-2",
        "",
        "서울특별시 광진구 능동로 2",
        "",
        "1",
        "",
        "37.5395",
        "127.0837",
        "",
    ],
    [
        "A-3",
        "",
        "서울특별시 광진구 능동로 3",
        "어린이보호",
        "3",
        "2020-05",
        "37.5405",
        "127.0827",
        "02-450-1114",
    ],
    ["A-4", "", "", "", "", "2021-06", "", "", ""],
    ["A-5", "", "", "이동식 카메라", "", "", "-", "-", ""],
    ["A-6", "", "", "", "", "", "", "", ""],
];

/// What is merged: row and column of the first and of the last cell, from 1.
const MERGED: [[usize; 4]; 21] = [
    [1, 1, 1, 9],
    [2, 1, 3, 1],
    [2, 2, 3, 2],
    [2, 3, 3, 3],
    [2, 4, 3, 4],
    [2, 5, 3, 5],
    [2, 6, 3, 6],
    [2, 7, 2, 8],
    [2, 9, 3, 9],
    [4, 2, 9, 2],
    [4, 4, 5, 4],
    [4, 6, 5, 6],
    [4, 9, 5, 9],
    [6, 3, 7, 3],
    [6, 4, 7, 4],
    [6, 5, 7, 5],
    [6, 7, 7, 7],
    [6, 8, 7, 8],
    [8, 4, 9, 4],
    [8, 7, 9, 7],
    [8, 8, 9, 8],
];

/// The merged cells that begin at a place, as rows and columns more than one; or whether it lies in others.
fn at(row: usize, column: usize) -> (Option<(usize, usize)>, bool) {
    let begins = MERGED.iter().find(|it| it[..2] == [row, column]);
    let covered = MERGED
        .iter()
        .any(|it| (it[0]..=it[2]).contains(&row) && (it[1]..=it[3]).contains(&column));
    (
        begins.map(|it| (it[2] - it[0], it[3] - it[1])),
        covered && begins.is_none(),
    )
}

/// The rows of the grid as markup; `cell` writes one that lies in no other: its column from 1, its text, and
/// how many rows and columns more it has.
fn markup(
    row: &str,
    cell: impl Fn(usize, &str, (usize, usize)) -> String,
    covered: &str,
) -> String {
    let mut text = String::new();
    for (number, cells) in (1..).zip(GRID) {
        write!(text, "<{row}>").unwrap();
        for (column, value) in (1..).zip(cells) {
            match at(number, column) {
                (_, true) => text.push_str(covered),
                (more, false) => text.push_str(&cell(column, value, more.unwrap_or_default())),
            }
        }
        write!(text, "</{row}>").unwrap();
    }
    text
}

fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::default();
    let sheet = book.add_worksheet().set_name("방범 & 교통").unwrap();
    let index = |number: usize| u32::try_from(number - 1).unwrap();
    for (row, cells) in (1..).zip(GRID) {
        for (column, value) in (1..).zip(cells) {
            let left = u16::try_from(column - 1).unwrap();
            match at(row, column) {
                (_, true) => {}
                (None, false) => {
                    sheet.write(index(row), left, value).unwrap();
                }
                (Some((down, across)), false) => {
                    let right = left + u16::try_from(across).unwrap();
                    sheet
                        .merge_range(index(row), left, index(row + down), right, value, &plain)
                        .unwrap();
                }
            }
        }
    }
    // A second sheet has the same rows at other places, and nothing merged.
    let other = book.add_worksheet().set_name("현황").unwrap();
    other.write(5, 1, "표 없음").unwrap();
    book.save_to_buffer().unwrap()
}

fn zip_of(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        let options = zip::write::SimpleFileOptions::default();
        let options = options.compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn ods() -> Vec<u8> {
    let cell = |_, text: &str, (down, across): (usize, usize)| {
        let spans = match (down, across) {
            (0, 0) => String::new(),
            _ => format!(
                " table:number-rows-spanned=\"{}\" table:number-columns-spanned=\"{}\"",
                down + 1,
                across + 1
            ),
        };
        match text {
            "" => format!("<table:table-cell{spans}/>"),
            _ => format!(
                "<table:table-cell{spans} office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
            ),
        }
    };
    let rows = markup("table:table-row", cell, "<table:covered-table-cell/>");
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"안내\"><table:table-row><table:table-cell office:value-type=\"string\" \
         table:number-rows-spanned=\"9\"><text:p>글</text:p></table:table-cell></table:table-row></table:table>\
         <table:table table:name=\"방범 &amp; 교통\">{rows}<table:table-row table:number-rows-repeated=\"1048567\">\
         <table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row></table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zip_of(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<?xml version=\"1.0\"?><manifest:manifest \
             xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", &content),
    ])
}

fn html() -> Vec<u8> {
    let cell = |_, text: &str, (down, across): (usize, usize)| {
        format!(
            "<td rowspan={} colspan={}>{text}</td>",
            down + 1,
            across + 1
        )
    };
    let rows = markup("tr", cell, "");
    format!("<html><body><table>{rows}</table></body></html>").into_bytes()
}

fn spreadsheet_xml() -> Vec<u8> {
    let cell = |column, text: &str, (down, across): (usize, usize)| {
        let data = match text {
            "" => String::new(),
            _ => format!("<Data ss:Type=\"String\">{text}</Data>"),
        };
        format!(
            "<Cell ss:Index=\"{column}\" ss:MergeDown=\"{down}\" ss:MergeAcross=\"{across}\">{data}</Cell>"
        )
    };
    let rows = markup("Row", cell, "");
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"방범\"><Table>{rows}</Table>\
         </Worksheet></Workbook>"
    )
    .into_bytes()
}

fn forms() -> [(&'static str, Vec<u8>); 5] {
    [
        ("대장.xlsx", xlsx()),
        ("대장.ods", ods()),
        (
            "대장.xls",
            include_bytes!("../fixtures/import/merged.xls").to_vec(),
        ),
        ("대장.html", html()),
        ("대장.xml", spreadsheet_xml()),
    ]
}

fn check(name: &str, bytes: &[u8]) -> Result<Import, Error> {
    read_bytes(name, bytes, &Options::default())
}

type Said<'i> = (u32, IssueKind, &'i str, &'i str, &'i str);

fn text(text: Option<&str>) -> &str {
    text.unwrap_or_default()
}

fn said(import: &Import) -> Vec<Said<'_>> {
    let issues = import.report.issues.iter();
    let issues = issues.filter_map(|issue| {
        let column = text(issue.column.as_deref());
        let (value, detail) = (text(issue.value.as_deref()), text(issue.detail.as_deref()));
        Some((issue.row?, issue.kind, column, value, detail))
    });
    issues.collect()
}

#[test]
fn rows_below_a_merged_cell_have_its_text_and_neither_its_place_nor_its_number() {
    use IssueKind::{
        MergedCount, MergedFilled, MergedPosition, MobileNumberWithheld, MobileUnit, PurposeUnknown,
    };
    let office = "서울특별시 광진구청";
    let filled = |row, column, value, from| (row, MergedFilled, column, value, from);
    let address = "서울특별시 광진구 능동로 3";
    let expected = [
        (4, MobileNumberWithheld, "관리기관전화번호", "", ""),
        filled(5, "관리기관명", office, "4"),
        filled(5, "설치목적구분", "생활방범", "4"),
        filled(5, "설치연월", "2019-03", "4"),
        filled(5, "관리기관전화번호", "[휴대전화 비공개]", "4"),
        filled(6, "관리기관명", office, "4"),
        (7, MergedPosition, "좌표 위도", "37.5405", "6"),
        (7, MergedPosition, "좌표 경도", "127.0827", "6"),
        filled(7, "관리기관명", office, "4"),
        filled(7, "소재지도로명주소", address, "6"),
        filled(7, "설치목적구분", "어린이보호", "6"),
        (7, MergedCount, "카메라대수", "3", "6"),
        filled(8, "관리기관명", office, "4"),
        (8, MobileUnit, "", "이동식 카메라", ""),
        (8, PurposeUnknown, "설치목적구분", "이동식 카메라", ""),
        filled(9, "관리기관명", office, "4"),
        filled(9, "설치목적구분", "이동식 카메라", "8"),
        filled(9, "좌표 위도", "-", "8"),
        filled(9, "좌표 경도", "-", "8"),
        (9, MobileUnit, "", "이동식 카메라", ""),
        (9, PurposeUnknown, "설치목적구분", "이동식 카메라", ""),
    ];
    for (name, bytes) in forms() {
        let import = check(name, &bytes).unwrap();
        let mut found = said(&import);
        found.sort_by_key(|issue| (issue.0, issue.1 != MergedPosition));
        assert_eq!(found, expected, "{name}");
        let report = &import.report;
        assert_eq!(
            (
                report.rows,
                report.accepted,
                report.mobile,
                report.refused,
                report.mended
            ),
            (6, 3, 2, 1, 2),
            "{name}"
        );
        // One number in one cell, whatever many rows it is merged over.
        assert_eq!(report.withheld.total(), 1, "{name}");
        let sites: Vec<_> = import.registers[0].sites.iter().collect();
        let read = |at: usize| {
            let site = sites[at];
            (
                site.source_row,
                site.purpose,
                site.unit_count,
                site.manager_raw.as_deref(),
            )
        };
        assert_eq!(
            [0, 1, 2].map(read),
            [
                (4, Purpose::Crime, Some(2), Some(office)),
                (5, Purpose::Crime, Some(1), Some(office)),
                (6, Purpose::Child, Some(3), Some(office)),
            ],
            "{name}"
        );
        assert_eq!(sites[1].installed, sites[0].installed, "{name}");
    }
}

fn siya(arguments: &[&str], folder: &TempDir) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_siya"))
        .args(arguments)
        .current_dir(folder.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let value: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    value["report"].clone()
}

#[test]
fn the_annotated_copy_is_merged_alike_and_says_the_same_when_imported_again() {
    for (name, bytes) in forms() {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let checked = [
            "check",
            "--format",
            "json",
            "--annotated",
            "copy.xlsx",
            name,
        ];
        let first = siya(&checked, &folder);
        let mut copy: Xlsx<_> = open_workbook(folder.path().join("copy.xlsx")).unwrap();
        let sheet = copy
            .sheet_names()
            .into_iter()
            .find(|name| !["안내", "현황", "Legend (siya)"].contains(&name.as_str()))
            .unwrap();
        let range = copy.worksheet_range(&sheet).unwrap();
        let cell = |row: usize, column: usize| {
            let at = |index: usize| u32::try_from(index - 1).unwrap();
            let value = range.get_value((at(row), at(column)));
            value.map(ToString::to_string).unwrap_or_default()
        };
        for (row, cells) in (1..).zip(GRID) {
            for (column, value) in (1..).zip(cells) {
                assert_eq!(cell(row, column), value, "{name} {row} {column}");
            }
        }
        let mut merged: Vec<_> = copy
            .merge_cells_by_sheet_name(&sheet)
            .unwrap()
            .iter()
            .map(|it| [it.start.0, it.start.1, it.end.0, it.end.1].map(|at| at as usize + 1))
            .collect();
        merged.sort_unstable();
        assert_eq!(merged, MERGED, "{name}");
        let status: Vec<String> = (3..=9).map(|row| cell(row, 10)).collect();
        let expected = [
            "status (siya)",
            "note",
            "mended",
            "mended",
            "refused",
            "mobile unit",
            "mobile unit",
        ];
        assert_eq!(status, expected, "{name}");
        assert!(
            cell(7, 11).starts_with("좌표 위도: is merged with row 6"),
            "{name} {}",
            cell(7, 11)
        );

        let again = siya(&["check", "--format", "json", "copy.xlsx"], &folder);
        for part in [
            "rows", "accepted", "mobile", "mended", "refused", "withheld",
        ] {
            assert_eq!(first[part], again[part], "{name} {part}");
        }
        let issues = |report: &Value| -> Vec<String> {
            let issues = report["issues"].as_array().unwrap().iter();
            let parts = ["row", "column", "kind", "value", "detail"];
            issues
                .map(|it| parts.map(|part| it[part].to_string()).join(" "))
                .collect()
        };
        assert_eq!(issues(&first), issues(&again), "{name}");
        assert_eq!(
            again["unrecognised_columns"],
            serde_json::json!([]),
            "{name}"
        );
    }
}

/// A workbook of one sheet: its cells, and what is merged as row and column of the first and last cell, from 1.
pub(super) fn book(rows: &[&[&str]], merged: &[(u32, u16, u32, u16)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::default();
    let sheet = book.add_worksheet();
    for (top, left, bottom, right) in merged {
        sheet
            .merge_range(top - 1, left - 1, bottom - 1, right - 1, "", &plain)
            .unwrap();
    }
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            match text.parse::<f64>() {
                _ if text.is_empty() => continue,
                Ok(number) => sheet.write(row, column, number),
                Err(_) => sheet.write(row, column, *text),
            }
            .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_merged_date_whose_month_is_unclear_is_a_year_in_every_row() {
    let rows: [&[&str]; 3] = [
        &["주소", "설치연월", "위도", "경도"],
        &["능동로 1", "2019.1", "37.5385", "127.0847"],
        &["능동로 2", "", "37.5395", "127.0837"],
    ];
    let import = check("a.xlsx", &book(&rows, &[(2, 2, 3, 2)])).unwrap();
    let sites = &import.registers[0].sites;
    assert!(sites[0].installed.is_some());
    assert_eq!(sites[0].installed, sites[1].installed);
    assert!(said(&import).contains(&(3, IssueKind::MergedFilled, "설치연월", "2019", "2")));
}

#[test]
fn what_stands_in_the_row_itself_comes_before_the_merged_cell() {
    // A place in another column is a place; a row of notes beside the table is none of the register.
    let rows: [&[&str]; 6] = [
        &["주소", "위도", "경도", "위경도", "", "비고"],
        &["능동로 1", "37.5385", "127.0847", "37.5385, 127.0847"],
        &["", "", "", "37.5395, 127.0837"],
        &["합계", "", "", "", "", "2"],
        &["※ 좌표는 2026년 조사", "", "", "", "", "주"],
        &["", "", "", "", "", "석"],
    ];
    let merged = [(2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 3, 3), (5, 1, 6, 4)];
    let import = check("a.xlsx", &book(&rows, &merged)).unwrap();
    let kinds: Vec<_> = said(&import).iter().map(|it| (it.0, it.1)).collect();
    assert!(kinds.contains(&(3, IssueKind::MergedFilled)), "{kinds:?}");
    let merged_place = |it: &&(u32, IssueKind)| it.1 == IssueKind::MergedPosition;
    assert_eq!(kinds.iter().find(merged_place), None);
    assert_eq!(import.report.accepted, 2);
    assert!(kinds.contains(&(4, IssueKind::TotalRow)), "{kinds:?}");
    assert!(
        kinds.contains(&(6, IssueKind::BesideTheRegister)),
        "{kinds:?}"
    );
}
