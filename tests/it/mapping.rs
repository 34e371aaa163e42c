//! Mappings kept for later files, on lists of JSON records as on tables.

use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

fn siya(arguments: &[&str], folder: &TempDir) -> Output {
    Command::new(env!("CARGO_BIN_EXE_siya"))
        .args(arguments)
        .current_dir(folder.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

fn report(file: &str, folder: &TempDir) -> Value {
    let output = siya(
        &["check", "--data", "data", "--format", "json", file],
        folder,
    );
    let value: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    value["report"].clone()
}

/// Records whose names say where and whose, and one column that no name explains.
fn records(first: u32) -> Value {
    let record = |n: u32| {
        json!({
            "관리기관명": "서울특별시 광진구청",
            "위도": format!("37.538{n}1"),
            "경도": format!("127.084{n}1"),
            "쓰임새": "생활방범",
        })
    };
    (first..first + 3).map(record).collect()
}

/// What the columns were read as.
fn meanings(report: &Value) -> Vec<String> {
    let columns = report["tables"][0]["columns"].as_array().cloned();
    columns
        .unwrap_or_default()
        .iter()
        .map(|column| column["meaning"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_mapping_is_proposed_and_kept_for_one_sheet_of_several() {
    let folder = TempDir::new().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["2025", "2026"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, text) in (0..).zip(["관리기관명", "가", "나"]) {
            sheet.write(0, column, text).unwrap();
        }
        for row in 1..4_u32 {
            let step = f64::from(row) / 1000.0;
            sheet.write(row, 0, "서울특별시 광진구청").unwrap();
            sheet.write(row, 1, 37.5385 + step).unwrap();
            sheet.write(row, 2, 127.0847 + step).unwrap();
        }
    }
    book.save(folder.path().join("a.xlsx")).unwrap();
    let proposal = siya(
        &["mapping", "suggest", "--sheet", "2026", "a.xlsx"],
        &folder,
    );
    let proposal = String::from_utf8(proposal.stdout).unwrap();
    assert!(proposal.contains("sheet = \"2026\""), "{proposal}");
    std::fs::create_dir_all(folder.path().join("data/mappings")).unwrap();
    std::fs::write(folder.path().join("data/mappings/a.toml"), &proposal).unwrap();
    let report = report("a.xlsx", &folder);
    assert_eq!(report["accepted"], 3);
    assert_eq!(report["tables"].as_array().unwrap().len(), 1);
    assert_eq!(report["tables"][0]["table"], "2026");
}

#[test]
fn a_mapping_for_a_sheet_that_has_another_name_is_told() {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir_all(folder.path().join("data/mappings")).unwrap();
    let mapping = "[for]\nfiles = [\"*.xlsx\"]\n[read]\nsheet = \"현황\"\n[columns]\n\"쓰임\" = \"purpose\"\n\"위도\" = \"latitude\"\n\"경도\" = \"longitude\"\n";
    std::fs::write(folder.path().join("data/mappings/office.toml"), mapping).unwrap();
    let save = |file: &str, named: &str| {
        let mut book = rust_xlsxwriter::Workbook::new();
        for name in ["표지", named] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            let header = if name == "표지" {
                "CCTV"
            } else {
                "관리기관명"
            };
            sheet.write(0, 0, header).unwrap();
            if name == "표지" {
                continue;
            }
            for (column, text) in (1..).zip(["쓰임", "위도", "경도"]) {
                sheet.write(0, column, text).unwrap();
            }
            for row in 1..4_u32 {
                let step = f64::from(row) / 1000.0;
                sheet.write(row, 0, "서울특별시 광진구청").unwrap();
                sheet.write(row, 1, "생활방범").unwrap();
                sheet.write(row, 2, 37.53852 + step).unwrap();
                sheet.write(row, 3, 127.08472 + step).unwrap();
            }
        }
        book.save(folder.path().join(file)).unwrap();
    };
    save("known.xlsx", "현황");
    assert_eq!(
        report("known.xlsx", &folder)["tables"][0]["mapping"],
        "office"
    );
    save("renamed.xlsx", "현황(2026)");
    let output = siya(&["check", "--data", "data", "renamed.xlsx"], &folder);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    assert!(
        said.contains("office") && said.contains("현황(2026)"),
        "{said}"
    );
}

#[test]
fn a_kept_mapping_reads_json_lists_alone_and_in_archives() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("a.json", records(1).to_string().as_bytes());
    let before = report("a.json", &folder);
    assert_eq!(
        before["unrecognised_columns"][0]["columns"],
        json!(["쓰임새"])
    );

    let proposal = siya(&["mapping", "suggest", "a.json"], &folder);
    let proposal = String::from_utf8(proposal.stdout).unwrap();
    assert!(proposal.contains("\"쓰임새\" = \"purpose\""), "{proposal}");
    std::fs::create_dir_all(folder.path().join("data/mappings")).unwrap();
    write("data/mappings/gwangjin.toml", proposal.as_bytes());

    let mapped = report("a.json", &folder);
    assert_eq!(mapped["tables"][0]["mapping"], "gwangjin");
    assert!(
        meanings(&mapped).contains(&"purpose".to_owned()),
        "{mapped}"
    );
    let shown = siya(&["mapping", "check", "--data", "data", "a.json"], &folder);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("mapping: gwangjin"), "{shown}");

    // Two members: each is small, and would be judged beside others without becoming a table.
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, first) in [("1.json", 1), ("2.json", 4)] {
        let plain = zip::write::SimpleFileOptions::default();
        zip.start_file(name, plain).unwrap();
        std::io::Write::write_all(&mut zip, records(first).to_string().as_bytes()).unwrap();
    }
    write("two.zip", zip.finish().unwrap().get_ref());
    let both = report("two.zip", &folder);
    assert_eq!(both["accepted"], 6);
    assert_eq!(both["tables"].as_array().unwrap().len(), 2);
    assert_eq!(both["tables"][1]["mapping"], "gwangjin");
    let missing = |report: &Value| {
        let kinds = report["by_kind"].as_array().unwrap().iter();
        kinds
            .filter(|kind| kind["kind"] == "purpose_missing")
            .count()
    };
    assert_eq!((missing(&before), missing(&both)), (1, 0));

    // A value that is missing in the first record moves its key, and nothing else.
    let mut fewer = records(1);
    fewer[0].as_object_mut().unwrap().remove("관리기관명");
    write("fewer.json", fewer.to_string().as_bytes());
    assert_eq!(
        report("fewer.json", &folder)["tables"][0]["mapping"],
        "gwangjin"
    );

    // One more key changes none that the mapping names; the report says that its author has not seen it.
    let mut other = records(1);
    other[0]["비고"] = "x".into();
    write("b.json", other.to_string().as_bytes());
    let more = report("b.json", &folder);
    assert_eq!(more["tables"][0]["mapping"], "gwangjin");
    assert_eq!(more["unrecognised_columns"][0]["columns"], json!(["비고"]));
    let note = &more["files"][0]["notes"][0];
    assert_eq!(note["kind"], "mapping");
    assert!(note.to_string().contains("비고"), "{note}");
}

#[test]
fn a_mapping_for_files_finds_them_in_folders_and_archives() {
    use std::io::Write;
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    std::fs::create_dir_all(at("data/mappings")).unwrap();
    std::fs::create_dir_all(at("one/deep")).unwrap();
    std::fs::create_dir_all(at("two")).unwrap();
    let kept = "[for]\nfiles = [\"광진_*.csv\"]\n[columns]\n\"쓰임새\" = \"purpose\"\n";
    std::fs::write(at("data/mappings/gwangjin.toml"), kept).unwrap();
    let register = |kind: &str| {
        format!("관리기관명,{kind},위도,경도\n서울특별시 광진구청,생활방범,37.5381,127.0841\n")
    };
    let zip = |path: &str, members: &[(&str, &str)]| {
        let mut zip = zip::ZipWriter::new(std::fs::File::create(at(path)).unwrap());
        for (name, text) in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
    };
    let good = register("쓰임새");
    let other = "위도,경도\n37.5391,127.0851\n";
    // As macOS writes 광진_1.csv.
    let apart = "\u{1100}\u{116A}\u{11BC}\u{110C}\u{1175}\u{11AB}_1.csv";
    for path in [
        "광진_2026.csv",
        apart,
        "one/deep/광진_1.csv",
        "two/광진_1.csv",
    ] {
        std::fs::write(at(path), &good).unwrap();
    }
    std::fs::write(at("two/b.csv"), other).unwrap();
    zip("one.zip", &[("광진_1.csv", &good)]);
    zip("deep.zip", &[("2026/광진_1.csv", &good), ("b.csv", other)]);
    for file in ["광진_2026.csv", apart, "one", "two", "one.zip", "deep.zip"] {
        let report = report(file, &folder);
        let tables = report["tables"].as_array().unwrap();
        let by: Vec<&str> = tables
            .iter()
            .filter_map(|table| table["mapping"].as_str())
            .collect();
        assert_eq!(by, ["gwangjin"], "{file}: {report}");
    }
    // The office renamed the column: nothing is published under another meaning.
    zip("renamed.zip", &[("광진_2.csv", &register("쓰임"))]);
    let output = siya(&["check", "--data", "data", "renamed.zip"], &folder);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        said.contains("gwangjin") && said.contains("\"쓰임새\"") && said.contains("\"쓰임\""),
        "{said}"
    );
}
