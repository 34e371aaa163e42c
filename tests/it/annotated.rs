//! Annotated copies of workbooks: every sheet in its place, every value what it was, and the copy
//! imported again says the same.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader, SheetVisible, Xlsx, open_workbook};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use serde_json::Value;
use tempfile::TempDir;

const NAMES: [&str; 8] = [
    "관리번호",
    "관리기관명",
    "소재지도로명주소",
    "설치목적구분",
    "카메라대수",
    "설치연월",
    "WGS84위도",
    "WGS84경도",
];

fn siya(arguments: &[&str], folder: &TempDir) -> Output {
    Command::new(env!("CARGO_BIN_EXE_siya"))
        .args(arguments)
        .current_dir(folder.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

fn report(output: &Output) -> Value {
    let value: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    value["report"].clone()
}

/// A register below a title that spans its columns; row 6 of it has the given position.
fn register(sheet: &mut Worksheet, sixth: (f64, f64)) {
    let plain = Format::default();
    let dates = Format::new().set_num_format("yyyy\"년\" mm\"월\"");
    sheet
        .merge_range(0, 0, 0, 7, "CCTV 설치 현황", &plain)
        .unwrap();
    for (column, name) in (0..).zip(NAMES) {
        sheet.write(2, column, name).unwrap();
    }
    for row in 3..9_u32 {
        let step = f64::from(row) / 1000.0;
        let (lat, lon) = match row {
            5 => sixth,
            _ => (37.5385 + step, 127.0847 - step),
        };
        sheet
            .write(row, 0, format!("20263040000080{row:04}"))
            .unwrap();
        sheet.write(row, 1, "서울특별시 광진구청").unwrap();
        sheet
            .write(row, 2, format!("서울특별시 광진구 능동로 {row}"))
            .unwrap();
        sheet.write(row, 3, "생활방범").unwrap();
        sheet.write(row, 4, row % 3 + 1).unwrap();
        let day = ExcelDateTime::from_ymd(2020, 3, 1).unwrap();
        sheet.write_with_format(row, 5, day, &dates).unwrap();
        sheet.write(row, 6, lat).unwrap();
        sheet.write(row, 7, lon).unwrap();
    }
    sheet
        .write(8, 4, Formula::new("=1+1").set_result("2"))
        .unwrap();
    sheet
        .write(7, 4, Formula::new("=NA()").set_result("#N/A"))
        .unwrap();
}

/// A note, two registers whose sixth rows differ, and a hidden sheet.
fn book(folder: &TempDir) -> PathBuf {
    let mut book = Workbook::new();
    let note = book.add_worksheet().set_name("안내").unwrap();
    note.write(0, 0, "작성: 스마트도시과").unwrap();
    // Exchanged in the first, outside the district in the second.
    register(
        book.add_worksheet().set_name("방범").unwrap(),
        (127.0847, 37.5391),
    );
    register(
        book.add_worksheet().set_name("주정차").unwrap(),
        (35.1796, 129.0756),
    );
    book.add_worksheet()
        .set_name("코드")
        .unwrap()
        .set_hidden(true)
        .write(4, 3, true)
        .unwrap();
    let path = folder.path().join("대장.xlsx");
    book.save(&path).unwrap();
    path
}

fn cells(book: &mut Xlsx<std::io::BufReader<std::fs::File>>, sheet: &str) -> Vec<(u32, u32, Data)> {
    let range = book.worksheet_range(sheet).unwrap();
    let (top, left) = range.start().unwrap_or_default();
    let place = |(row, column, cell): (usize, usize, &Data)| {
        let at = |first: u32, n: usize| first + u32::try_from(n).unwrap();
        (at(top, row), at(left, column), cell.clone())
    };
    range.used_cells().map(place).collect()
}

fn open(path: &Path) -> Xlsx<std::io::BufReader<std::fs::File>> {
    open_workbook(path).unwrap()
}

#[test]
fn a_workbook_keeps_its_sheets_and_values_and_says_the_same_when_imported_again() {
    let folder = TempDir::new().unwrap();
    let original = book(&folder);
    let checked = siya(
        &[
            "check",
            "--format",
            "json",
            "--annotated",
            "copy.xlsx",
            "대장.xlsx",
        ],
        &folder,
    );
    let copy = folder.path().join("copy.xlsx");
    let (mut before, mut after) = (open(&original), open(&copy));
    assert_eq!(
        after.sheet_names(),
        ["안내", "방범", "주정차", "코드", "Legend (siya)"]
    );
    assert_eq!(after.sheets_metadata()[3].visible, SheetVisible::Hidden);
    for name in before.sheet_names() {
        let now = cells(&mut after, &name);
        for (row, column, value) in cells(&mut before, &name) {
            let found = now.iter().find(|cell| (cell.0, cell.1) == (row, column));
            let found = &found.unwrap_or_else(|| panic!("{name} {row} {column}")).2;
            match (&value, found) {
                (Data::DateTime(a), Data::DateTime(b)) => {
                    assert_eq!(a.to_ymd_hms_milli(), b.to_ymd_hms_milli());
                }
                _ => assert_eq!(&value, found, "{name} {row} {column}"),
            }
        }
        let merged = |book: &mut Xlsx<_>| -> Vec<_> {
            let found = book.merge_cells_by_sheet_name(&name).unwrap();
            found
                .iter()
                .map(|merged| (merged.start, merged.end))
                .collect()
        };
        assert_eq!(merged(&mut before), merged(&mut after));
    }
    // What the checks of the whole register found stands beside its own row of its own sheet.
    let status = |book: &mut Xlsx<_>, name: &str| -> Vec<String> {
        cells(book, name)
            .into_iter()
            .filter(|(row, column, _)| *row > 2 && *column == 8)
            .map(|(_, _, cell)| cell.to_string())
            .collect()
    };
    let mut expected = vec!["accepted"; 6];
    (expected[2], expected[4]) = ("mended", "note");
    assert_eq!(status(&mut after, "방범"), expected);
    expected[2] = "suspect";
    assert_eq!(status(&mut after, "주정차"), expected);
    assert_eq!(status(&mut after, "안내"), Vec::<String>::new());

    let again = siya(&["check", "--format", "json", "copy.xlsx"], &folder);
    let (first, second) = (report(&checked), report(&again));
    for part in ["rows", "accepted", "suspect", "mended", "issues", "tables"] {
        assert_eq!(first[part], second[part], "{part}");
    }
    assert_eq!(second["unrecognised_columns"], serde_json::json!([]));
}

#[test]
fn what_is_no_table_is_refused_before_it_is_read() {
    let folder = TempDir::new().unwrap();
    // The rest would be an error of its own, if it were read.
    std::fs::write(folder.path().join("list.csv"), "[{\"위도\": 37.5 oh").unwrap();
    let output = siya(&["check", "--annotated", "a.xlsx", "list.csv"], &folder);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("list.csv is no table (JSON)"), "{said}");
    assert!(!folder.path().join("a.xlsx").exists());
}
