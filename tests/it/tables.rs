//! Tables as offices make them: headers far down or of two lines, names that stand twice, archives of several
//! sheets, and tables that only count cameras.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::process::Command;

use rust_xlsxwriter::Workbook;
use serde_json::Value;
use siya::import::{Error, Import, IssueKind, Lang, NoteKind, Options, read_bytes};
use tempfile::TempDir;

use super::merged::book;

fn check(name: &str, bytes: &[u8]) -> Result<Import, Error> {
    read_bytes(name, bytes, &Options::default())
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
fn a_header_below_the_searched_rows_is_refused_with_the_limit_and_what_to_do() {
    let header = ["관리번호", "설치목적구분", "위도", "경도"];
    let table = |above: usize, blank: &str| {
        let mut text = format!("안내문,가,나,다\n{blank}").repeat(above);
        writeln!(text, "{}", header.join(",")).unwrap();
        for row in 0..300 {
            writeln!(
                text,
                "A-{row},생활방범,{:.5},{:.5}",
                37.5 + f64::from(row) / 1e4,
                127.0847
            )
            .unwrap();
        }
        text
    };
    // Rows without anything are not counted.
    for text in [table(49, ""), table(49, ",,,\n"), table(49, "\n")] {
        assert_eq!(
            check("a.csv", text.as_bytes()).unwrap().report.accepted,
            300
        );
    }
    let workbook = |text: &str| {
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        book(&rows, &[])
    };
    for above in [51, 60, 270, 2000] {
        let text = table(above, "");
        for bytes in [workbook(&text), text.into_bytes()] {
            let why = check("a.csv", &bytes).unwrap_err();
            let (en, ko) = (why.to_string(), why.sentence(Lang::Ko));
            let row = above + 1;
            assert!(
                en.contains(&format!("row {row};")) && en.contains("first 50 rows"),
                "{en}"
            );
            assert!(
                ko.contains(&format!("{row}행")) && ko.contains("50행"),
                "{ko}"
            );
        }
    }
}

#[test]
fn columns_of_one_name_are_told_apart_by_their_letters() {
    let names = "주소,위도,경도,위도,경도\n";
    let text = format!("{names}능동로 1,37.5385,127.0847,37.6385,127.1847\n");
    let why = check("a.csv", text.as_bytes()).unwrap_err().to_string();
    assert!(
        why.contains("경도 (C)") && why.contains("경도 (E)"),
        "{why}"
    );
}

#[test]
fn a_name_of_two_lines_is_shown_on_one() {
    let rows: [&[&str]; 2] = [
        &[
            "설치\n주소",
            "위도\r\n(WGS84)",
            "경도\n(WGS84)",
            "카메라\n색",
        ],
        &["능동로 1", "37.5385", "127.0847", "흰색"],
    ];
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("a.xlsx"), book(&rows, &[])).unwrap();
    let report = siya(&["check", "--format", "json", "a.xlsx"], &folder);
    let said = report["tables"].to_string() + &report["unrecognised_columns"].to_string();
    assert!(
        said.contains("위도 (WGS84)") && said.contains("카메라 색"),
        "{said}"
    );
    assert!(!said.contains("\\n"), "{said}");
}

#[test]
fn rows_without_a_purpose_are_counted_once_for_the_file() {
    let text = "관리기관명,설치목적구분,위도,경도\n광진구청,,37.5385,127.0847\n광진구청,생활방범,37.5395,127.0837\n\
                광진구청, ,37.5405,127.0827\n";
    let import = check("a.csv", text.as_bytes()).unwrap();
    let issues = import.report.issues.iter();
    let found: Vec<_> = issues
        .filter(|issue| issue.kind == IssueKind::PurposeEmpty)
        .map(|issue| (issue.row, issue.column.as_deref(), issue.value.as_deref()))
        .collect();
    assert_eq!(found, [(None, Some("설치목적구분"), Some("2"))]);
}

#[test]
fn all_that_was_read_of_an_archive_is_named() {
    let sheet = |number: u32| {
        let address = format!("능동로 {number}");
        let rows: [&[&str]; 2] = [
            &["주소", "위도", "경도"],
            &[&address, "37.5385", "127.0847"],
        ];
        book(&rows, &[])
    };
    let mut two = Workbook::new();
    for name in ["방범", "교통"] {
        let sheet = two.add_worksheet().set_name(name).unwrap();
        for (column, (title, value)) in (0..).zip([("위도", 37.5385), ("경도", 127.0847)]) {
            sheet.write(0, column, title).unwrap();
            sheet.write(1, column, value).unwrap();
        }
    }
    two.add_worksheet()
        .set_name("안내")
        .unwrap()
        .write(0, 0, "글")
        .unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let members = [
        ("가.xlsx", two.save_to_buffer().unwrap()),
        ("나.xlsx", sheet(1)),
    ];
    for (name, bytes) in &members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let import = check("모음.zip", &writer.finish().unwrap().into_inner()).unwrap();
    let read: Vec<&str> = import.files[0]
        .notes
        .iter()
        .filter(|note| note.kind() == NoteKind::Chosen)
        .map(|note| note.message(Lang::En))
        .collect();
    assert_eq!(read.len(), 2, "{read:?}");
    assert!(
        read[0].contains("방범") && read[0].contains("교통"),
        "{read:?}"
    );
    assert!(
        read[1].contains("가.xlsx") && read[1].contains("나.xlsx"),
        "{read:?}"
    );
}

#[test]
fn tables_that_count_cameras_of_areas_are_no_registers_and_small_registers_are() {
    let table = |names: &str, rows: [&str; 4]| {
        let rows = rows.map(|row| format!("{row}\n")).concat();
        check("현황.csv", format!("{names}\n{rows}").as_bytes())
    };
    let centres = [
        "중곡1동,37.5606,127.0800",
        "능동,37.5531,127.0810",
        "구의1동,37.5421,127.0856",
        "자양1동,37.5345,127.0822",
    ];
    let with = |numbers: [&str; 4]| {
        let rows: Vec<String> = centres
            .iter()
            .zip(numbers)
            .map(|(at, n)| format!("{at},{n}"))
            .collect();
        <[String; 4]>::try_from(rows).unwrap()
    };
    let of = |names: &str, numbers: [&str; 4]| {
        let rows = with(numbers);
        table(names, [0, 1, 2, 3].map(|row| rows[row].as_str()))
    };
    let many = [
        "120,30,150",
        "98,12,110",
        "77,20,97",
        "\"1,001\",20,\"1,021\"",
    ];
    for (names, numbers) in [
        ("행정동,위도,경도,생활방범,어린이보호,합계", many),
        ("구분,위도,경도,생활방범,어린이보호,계", many),
        ("행정동,위도,경도,카메라대수", ["150", "110", "97", "1021"]),
    ] {
        let why = of(names, numbers);
        assert!(
            matches!(why, Err(Error::Statistics { .. })),
            "{names} {why:?}"
        );
    }
    // One pole in each area, a register by purposes, and one with addresses.
    let few = ["2,1,3", "1,1,2", "2,0,2", "4,0,4"];
    for (names, numbers) in [
        ("행정동,위도,경도,생활방범,어린이보호,합계", few),
        ("행정동,위도,경도,카메라대수", ["2", "1", "3", "2"]),
        ("설치장소,위도,경도,생활방범,어린이보호,합계", many),
    ] {
        assert_eq!(of(names, numbers).unwrap().report.accepted, 4, "{names}");
    }
}
