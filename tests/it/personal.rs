//! Personal data in a register: it reaches nothing that anybody can read, and the report points at it.

use serde_json::Value;
use tempfile::TempDir;

use crate::quality::{ask, path, siya, write};

/// Columns of persons and remarks that no import reads, beside the ones that it does.
const REGISTER: &str = "\
관리번호,관리기관명,소재지도로명주소,설치목적구분,카메라대수,WGS84위도,WGS84경도,담당자성명,휴대전화,비고,특이사항
202630400000800001,서울특별시 광진구청,서울특별시 광진구 능동로 1,생활방범,2,37.538510,127.084720,홍길동,010-1234-5678,담당 김철수,
202630400000800002,서울특별시 광진구청,서울특별시 광진구 능동로 2,생활방범,1,127.084720,37.538510,이영희,01098765432,900101-1234567,이 순 신 주무관
202630400000800003,서울특별시 광진구청,박민수 댁 앞,생활방범,1,,127.084720,남궁민수,010 5555 6666,9202022345678,
202630400000800004,서울특별시 광진구청,서울특별시 광진구 능동로 4,생활방범,0,37.538510,127.084720,최○○,,최은영 010-7777-8888,
,,,,,,,황보석진,,,
";
const PERSONAL: [&str; 18] = [
    "홍길동",
    "1234-5678",
    "김철수",
    "이영희",
    "98765432",
    "900101",
    "이 순 신",
    "박민수",
    "남궁민수",
    "5555",
    "6666",
    "920202",
    "2345678",
    "최○○",
    "최은영",
    "7777",
    "8888",
    "황보석진",
];

fn holds_nothing_personal(what: &str, bytes: &[u8]) {
    for secret in PERSONAL {
        let found = (0..bytes.len())
            .filter(|&at| bytes[at..].starts_with(secret.as_bytes()))
            .any(|at| !is_in_fraction_of_second(bytes, at, at + secret.len()));
        assert!(!found, "{secret} in {what}");
    }
}

/// Whether bytes stand in digits between a point and `Z`: a moment of the import holds any four digits by chance.
fn is_in_fraction_of_second(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = bytes[..start].iter().rev().find(|b| !b.is_ascii_digit());
    let behind = bytes[end..].iter().find(|b| !b.is_ascii_digit());
    let digits = bytes[start..end].iter().all(u8::is_ascii_digit);
    digits && before == Some(&b'.') && behind == Some(&b'Z')
}

/// Names in columns that are read, without any word beside them that says so.
#[test]
fn names_in_place_of_departments_are_withheld_from_every_sight_of_a_file() {
    const NAMES: [&str; 6] = [
        "홍 길 동",
        "김철수",
        "최부자",
        "이 영 희",
        "박보검",
        "남궁민수",
    ];
    const REST: &str =
        "서울특별시 광진구청,서울특별시 광진구 능동로 1,생활방범,37.538510,127.084720";
    let folder = TempDir::new().unwrap();
    let rows = [
        ("홍 길 동", "02-450-1234"),
        ("김철수(총무과)", "02-450-1234"),
        ("최부자", "02-450-1234"),
        ("교통과/이 영 희", "박보검"),
        ("교통과", "남궁민수 7210"),
    ];
    let lines = rows.map(|(department, phone)| format!("{REST},{department},{phone}\n"));
    let header = "관리기관명,소재지도로명주소,설치목적구분,위도,경도,담당부서,연락처\n";
    let file = write(&folder, "f.csv", header.to_owned() + &lines.concat());
    let data = path(&folder, "data");
    let imported = siya(&["import", "--data", &data, &file]);
    assert!(imported.status.success(), "{imported:?}");
    let exported = path(&folder, "out.csv");
    siya(&[
        "export", "--data", &data, "--format", "csv", "-o", &exported,
    ]);
    let exported = std::fs::read(&exported).unwrap();
    let suggested = siya(&["mapping", "suggest", &file]).stdout;
    for (what, bytes) in [("the export", &exported), ("the proposal", &suggested)] {
        let text = String::from_utf8_lossy(bytes);
        assert!(text.contains("교통과") && text.contains("총무과"), "{what}");
        for name in NAMES {
            assert!(!text.contains(name), "{name} in {what}: {text}");
        }
    }
    let checked = siya(&["check", "--format", "json", &file]);
    let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(checked["report"]["withheld"]["names"], NAMES.len());
    let issues = checked["report"]["issues"].as_array().unwrap();
    let pointed = issues.iter().filter(|it| it["kind"] == "name_withheld");
    assert_eq!(pointed.count(), NAMES.len());
}

#[tokio::test]
async fn columns_that_are_not_read_reach_no_output_and_are_pointed_at() {
    let folder = TempDir::new().unwrap();
    let file = write(&folder, "register.csv", REGISTER);
    let data = path(&folder, "data");
    let page = path(&folder, "report.html");
    let output = siya(&["import", "--data", &data, "--report", &page, &file]);
    assert!(output.status.success(), "{output:?}");
    holds_nothing_personal("the terminal", &output.stdout);
    holds_nothing_personal("the terminal", &output.stderr);
    holds_nothing_personal("the report as a page", &std::fs::read(&page).unwrap());
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            holds_nothing_personal(&path.to_string_lossy(), &std::fs::read(&path).unwrap());
        }
    }
    for (target, accept) in [
        ("/api/institutions/3040000/quality", "application/json"),
        ("/institutions/3040000/quality", "text/html"),
        ("/api/collections/cameras/items", "application/geo+json"),
        ("/api/changes", "application/json"),
    ] {
        let answer = ask(&data, target, accept).await;
        assert!(answer.text.len() > 500, "{target}: {}", answer.text);
        holds_nothing_personal(target, answer.text.as_bytes());
    }
    let suggested = siya(&["mapping", "suggest", &file]);
    holds_nothing_personal("the proposal", &suggested.stdout);

    let checked = siya(&["check", "--format", "json", &file]);
    holds_nothing_personal("the report", &checked.stdout);
    let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let report = &checked["report"];
    let count = |kind: &str| {
        let kinds = report["by_kind"].as_array().unwrap();
        let entry = kinds.iter().find(|entry| entry["kind"] == kind);
        entry.map_or(0, |entry| entry["count"].as_u64().unwrap())
    };
    assert_eq!(
        (
            report["withheld"]["names"].as_u64(),
            report["withheld"]["mobile_numbers"].as_u64(),
            report["withheld"]["resident_numbers"].as_u64(),
        ),
        (Some(9), Some(4), Some(2)),
        "{}",
        report["withheld"]
    );
    assert_eq!(count("resident_number_withheld"), 2);
    let places: Vec<_> = report["issues"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|issue| issue["kind"] == "name_withheld")
        .map(|issue| (issue["row"].as_u64(), issue["column"].as_str()))
        .collect();
    let expected = [
        (2, "담당자성명"),
        (2, "비고"),
        (3, "담당자성명"),
        (3, "특이사항"),
        (4, "소재지도로명주소"),
        (4, "담당자성명"),
        (5, "담당자성명"),
        (5, "비고"),
        (6, "담당자성명"),
    ];
    assert_eq!(
        places,
        expected.map(|(row, column)| (Some(row), Some(column)))
    );
}

#[tokio::test]
async fn names_of_files_columns_and_keys_and_rows_beside_the_table_are_screened_and_counted() {
    let folder = TempDir::new().unwrap();
    let table = "\
담당 홍길동 주무관 010-1234-5678
관리번호,관리기관명,소재지도로명주소,설치목적구분,카메라대수,WGS84위도,WGS84경도,비고(담당 홍길동 010-1234-5678)
202630400000800001,서울특별시 광진구청,서울특별시 광진구 능동로 1,생활방범,2,37.538510,127.084720,
202630400000800002,서울특별시 광진구청,서울특별시 광진구 능동로 2,생활방범,1,37.538610,127.084820,
,,,,,,,문의 이영희 주무관 010-5555-6666
";
    let table = write(&folder, "대장_홍길동_010-1234-5678.csv", table);
    let records = r#"[{"관리번호":"202630400000800001","관리기관명":"서울특별시 광진구청","위도":"37.538510","경도":"127.084720",
        "문의 홍길동 주무관 010-1234-5678":""}]"#;
    let records = write(&folder, "register.json", records);
    for (file, names, numbers) in [(&table, 4, 4), (&records, 1, 1)] {
        let checked = siya(&["check", "--format", "json", file]);
        holds_nothing_personal("the report", &checked.stdout);
        let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
        let report = &checked["report"];
        assert_eq!(report["withheld"]["names"], names, "{}", report["issues"]);
        assert_eq!(report["withheld"]["mobile_numbers"], numbers);
        let data = path(&folder, &format!("data{names}"));
        let page = path(&folder, "report.html");
        let output = siya(&["import", "--data", &data, "--report", &page, file]);
        holds_nothing_personal("the terminal", &output.stdout);
        holds_nothing_personal("the report as a page", &std::fs::read(&page).unwrap());
        for (target, accept) in [
            ("/api/institutions/3040000/quality", "application/json"),
            ("/institutions/3040000/quality", "text/html"),
        ] {
            let answer = ask(&data, target, accept).await;
            assert!(answer.text.len() > 500, "{target}: {}", answer.text);
            holds_nothing_personal(target, answer.text.as_bytes());
        }
    }
}

#[test]
fn keys_of_records_that_are_not_read_are_looked_at_where_they_name_persons_or_remarks() {
    let folder = TempDir::new().unwrap();
    let records = r#"[{"관리번호":"202630400000800001","관리기관명":"서울특별시 광진구청","위도":"37.538510","경도":"127.084720",
        "담당자":"홍길동","비고":"010-1234-5678","slug":"01098765432"}]"#;
    let file = write(&folder, "register.json", records);
    let checked = siya(&["check", "--format", "json", &file]);
    holds_nothing_personal("the report", &checked.stdout);
    let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let report = &checked["report"];
    assert_eq!(report["withheld"]["names"], 1);
    assert_eq!(report["withheld"]["mobile_numbers"], 1);
    let columns: Vec<_> = report["issues"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|issue| issue["column"].as_str())
        .collect();
    assert!(
        columns.contains(&"담당자") && columns.contains(&"비고"),
        "{columns:?}"
    );
}

#[test]
fn a_file_without_a_header_does_not_quote_its_numbers() {
    let folder = TempDir::new().unwrap();
    let rows = "담당 홍길동,010-1234-5678,능동로 1\n담당 김철수,01098765432,능동로 2\n";
    let file = write(&folder, "register.csv", rows);
    let checked = siya(&["check", &file]);
    assert!(!checked.status.success());
    holds_nothing_personal("the refusal", &checked.stderr);
    holds_nothing_personal("the refusal", &checked.stdout);
}

/// Files whose first row was taken for a header, or that hold nothing that says where a camera is.
const NAMELESS: [&str; 3] = [
    "1,홍길동,서울특별시 광진구 능동로 1\n2,이영희,서울특별시 광진구 능동로 2\n3,남궁민수,서울특별시 광진구 능동로 3\n",
    "홍길동,37.538510,능동로\n김철수,,자양로\n",
    "박민수,010-1234-5678,능동로\n",
];

#[test]
fn a_refusal_names_no_person_whose_row_was_taken_for_a_header() {
    let folder = TempDir::new().unwrap();
    for (number, text) in (0..).zip(NAMELESS) {
        let file = write(&folder, &format!("{number}.csv"), text);
        for arguments in [
            vec!["check", &file],
            vec!["check", "--format", "json", &file],
            vec!["mapping", "suggest", &file],
        ] {
            let output = siya(&arguments);
            holds_nothing_personal(&format!("{arguments:?}"), &output.stdout);
            holds_nothing_personal(&format!("{arguments:?}"), &output.stderr);
        }
        let output = siya(&["check", &file]);
        assert!(!output.status.success(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.contains("능동로") && said.contains("[성명 비공개]"),
            "{said}"
        );
    }
    // What a header calls its columns stays.
    let file = write(&folder, "named.csv", "성명,구분,방범\n홍길동,가,나\n");
    let said = String::from_utf8_lossy(&siya(&["check", &file]).stderr).into_owned();
    assert!(said.contains("\"성명\", \"구분\", \"방범\""), "{said}");
}
