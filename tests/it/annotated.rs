//! Annotated copies of workbooks: every sheet in its place, every value what it was, and the copy
//! imported again says the same.

use std::fmt::Write as _;
use std::io::Write as _;
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
    siya_in("C.UTF-8", arguments, folder)
}

fn siya_in(locale: &str, arguments: &[&str], folder: &TempDir) -> Output {
    Command::new(env!("CARGO_BIN_EXE_siya"))
        .args(arguments)
        .current_dir(folder.path())
        .env("LC_ALL", locale)
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

/// Sheets as texts: name, and the rows from the first on.
type Sheets = Vec<(String, Vec<Vec<String>>)>;

fn sheets(path: &Path) -> Sheets {
    let mut book = open(path);
    let texts = |name: String| {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (row, column, cell) in cells(&mut book, &name) {
            let (row, column) = (row as usize, column as usize);
            rows.resize(rows.len().max(row + 1), Vec::new());
            let cells = &mut rows[row];
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = cell.to_string();
        }
        (name, rows)
    };
    let names = open(path).sheet_names();
    names.into_iter().map(texts).collect()
}

fn xlsx_of(sheets: &Sheets) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, cells).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn csv_of(sheets: &Sheets) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let width = sheets[0].1.iter().map(Vec::len).max().unwrap_or(0);
    for row in &sheets[0].1 {
        // As spreadsheet programs do.
        let mut row = row.clone();
        row.resize(width, String::new());
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Writes sheets in a form.
type Written = fn(&Sheets) -> Vec<u8>;

fn ods_of(sheets: &Sheets) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut content = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>"
        .to_owned();
    for (name, rows) in sheets {
        let _ = write!(content, "<table:table table:name=\"{}\">", escaped(name));
        for row in rows {
            content += "<table:table-row>";
            for cell in row {
                let _ = write!(
                    content,
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    escaped(cell)
                );
            }
            content += "</table:table-row>";
        }
        content += "</table:table>";
    }
    content += "</office:spreadsheet></office:body></office:document-content>";
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", content.as_str()),
    ] {
        writer.start_file(name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_copy_of_a_copy_is_the_copy_of_the_original() {
    let mut rows = vec![vec!["CCTV 설치 현황".to_owned()]];
    rows.push(NAMES.iter().map(|name| (*name).to_owned()).collect());
    for row in 0..4 {
        let step = f64::from(row) / 1000.0;
        let number = format!("20263040000080{row:04}");
        let address = format!("서울특별시 광진구 능동로 {row}");
        // The second has its coordinates exchanged, the third none.
        let (lat, lon) = (
            format!("{:.6}", 37.5385 + step),
            format!("{:.6}", 127.0847 - step),
        );
        let (lat, lon) = match row {
            1 => (lon, lat),
            2 => ("0".to_owned(), "0".to_owned()),
            _ => (lat, lon),
        };
        let plain = [
            "서울특별시 광진구청",
            &address,
            "생활방범",
            "2",
            "2020-03",
            &lat,
            &lon,
        ];
        rows.push(
            std::iter::once(number.as_str())
                .chain(plain)
                .map(ToOwned::to_owned)
                .collect(),
        );
    }
    let original: Sheets = vec![("방범".to_owned(), rows)];
    let forms: [(&str, Written); 3] = [("xlsx", xlsx_of), ("ods", ods_of), ("csv", csv_of)];
    for (form, written) in forms {
        let folder = TempDir::new().unwrap();
        let copied = |table: &Sheets, locale: &str| {
            let name = format!("table.{form}");
            std::fs::write(folder.path().join(&name), written(table)).unwrap();
            let arguments = ["check", &name, "--annotated", "copy.xlsx"];
            let output = siya_in(locale, &arguments, &folder);
            assert_eq!(output.status.code(), Some(1), "{form} {output:?}");
            sheets(&folder.path().join("copy.xlsx"))
        };
        let locales = ["ko_KR.UTF-8", "C.UTF-8"];
        let [korean, english] = locales.map(|locale| copied(&original, locale));
        assert_eq!(english[0].1[1].len(), NAMES.len() + 3, "{form}");
        assert_eq!(english[0].1[3][NAMES.len()], "mended", "{form}");
        assert_eq!(english.len(), 2, "{form}");
        assert_ne!(korean, english);
        for (copy, locale, expected) in [
            (&korean, locales[0], &korean),
            (&korean, locales[1], &english),
            (&english, locales[1], &english),
            (&english, locales[0], &korean),
        ] {
            let again = copied(copy, locale);
            assert_eq!(&again, expected, "{form} {locale}");
        }
    }
}

#[test]
fn the_copy_of_a_copy_without_a_header_has_its_columns_once() {
    let folder = TempDir::new().unwrap();
    let mapping = "[for]\nfiles = [\"*\"]\n[read]\nheader_row = \"none\"\n[columns]\n\"#1\" = \"manager\"\n\"#2\" = \"latitude\"\n\"#3\" = \"longitude\"\n";
    std::fs::write(folder.path().join("m.toml"), mapping).unwrap();
    let rows =
        "광진구청,37.538512,127.084719,나\n광진구청,37.539512,127.085719,거부\n광진구청,0,0,\n";
    std::fs::write(folder.path().join("a.csv"), rows).unwrap();
    let copied = |from: &str, to: &str, locale: &str| {
        let arguments = ["check", "--mapping", "m.toml", "--annotated", to, from];
        let output = siya_in(locale, &arguments, &folder);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        sheets(&folder.path().join(to))
    };
    let first = copied("a.csv", "1.xlsx", "ko_KR.UTF-8");
    assert_eq!(first[0].1[2].len(), 4 + 3, "{first:?}");
    assert_eq!(copied("1.xlsx", "2.xlsx", "ko_KR.UTF-8"), first);
    let english = copied("2.xlsx", "3.xlsx", "C.UTF-8");
    assert_eq!(copied("3.xlsx", "4.xlsx", "ko_KR.UTF-8"), first);
    assert_eq!(english[0].1[2].len(), 4 + 3, "{english:?}");
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
