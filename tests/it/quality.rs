//! What an office gets back: pages, comparison, policy check, and its own table with remarks.

use std::path::Path;
use std::process::{Command, Output};

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use calamine::{Data, Reader, Xlsx, open_workbook};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use siya::dataset::DatasetBuilder;
use siya::http::state::Settings;
use siya::http::{AppState, router};
use siya::store::{Store, load_dataset};
use tempfile::TempDir;
use tower::ServiceExt;

const HEADER: &str =
    "관리번호,관리기관명,소재지도로명주소,설치목적구분,카메라대수,보관일수,WGS84위도,WGS84경도";

/// Two offices in one file: Gwangjin with a good, a swapped and a refused row, Yeoncheon with a
/// quarantined one. One cell would be a formula, one is a number with leading zeros.
const TWO_OFFICES: [&str; 4] = [
    "202630400000800001,서울특별시 광진구청,=HYPERLINK(A1),생활방범,2,30,37.538510,127.084720",
    "202630400000800002,서울특별시 광진구청,서울특별시 광진구 능동로 2,생활방범,003,30,127.084720,37.538510",
    "202630400000800003,서울특별시 광진구청,서울특별시 광진구 능동로 3,생활방범,1,30,,127.084720",
    "202641400000800001,경기도 연천군청,경기도 연천군 연천읍 1,생활방범,0,30,38.096510,127.075010",
];

pub(crate) fn siya(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_siya"))
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

pub(crate) fn write(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

pub(crate) fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

fn two_offices() -> String {
    format!("{HEADER}\n{}\n", TWO_OFFICES.join("\n"))
}

pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    fn is(&self, media_type: &str) -> bool {
        let value = self.headers.get(header::CONTENT_TYPE);
        value.is_some_and(|value| value.to_str().unwrap().starts_with(media_type))
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

/// Asks a service on a data directory.
pub(crate) async fn ask(data: &str, target: &str, accept: &str) -> Answer {
    let mut builder = DatasetBuilder::new();
    if let Some(mut store) = Store::open_existing(Path::new(data)).unwrap() {
        load_dataset(&mut store, &mut builder).unwrap();
    }
    let request = Request::get(target)
        .header(header::HOST, "siya.example")
        .header(header::ACCEPT, accept)
        .body(Body::empty())
        .unwrap();
    let state = AppState::with_history(builder.build(), Settings::default(), data.into());
    let app = router(state);
    let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes).unwrap(),
    }
}

fn imported(folder: &TempDir) -> String {
    let (file, data) = (
        write(folder, "two.csv", two_offices()),
        path(folder, "data"),
    );
    let output = siya(&["import", "--data", &data, &file]);
    assert!(output.status.success(), "{output:?}");
    data
}

#[tokio::test]
async fn each_office_is_told_about_its_own_rows() {
    let folder = TempDir::new().unwrap();
    let data = imported(&folder);
    let gwangjin = ask(&data, "/api/institutions/3040000/quality", "*/*")
        .await
        .json();
    let rows = &gwangjin["imports"][0]["files"][0];
    for (key, expected) in [
        ("rows", 3),
        ("accepted", 2),
        ("mended", 1),
        ("refused", 1),
        ("quarantined", 0),
    ] {
        assert_eq!(rows[key], expected, "{key}: {rows}");
    }
    let kinds: Vec<_> = rows["by_kind"].as_array().unwrap().iter().collect();
    assert_eq!(kinds[0]["kind"], "coordinates_missing");
    assert_eq!(kinds[0]["examples"][0]["row"], 4);
    assert_eq!(kinds[0]["examples"][0]["column"], "WGS84위도");
    assert!(
        kinds[0]["examples"][0]["message_ko"]
            .as_str()
            .is_some_and(|said| said.contains("비어"))
    );
    assert!(!gwangjin.to_string().contains("unit_count_zero"));
    // 5,151 are stated in the policy of Gwangjin; the two accepted rows have 2 and 3 cameras.
    assert_eq!(gwangjin["register"]["total"]["stated"]["units"], 5151);
    assert_eq!(gwangjin["register"]["total"]["loaded"]["units"], 5);
    assert_eq!(
        gwangjin["policy"]["items"].as_array().map(Vec::len),
        Some(8)
    );
}

#[tokio::test]
async fn the_page_says_the_same_and_loads_nothing_but_its_stylesheet() {
    let folder = TempDir::new().unwrap();
    let data = imported(&folder);
    let page = ask(&data, "/institutions/3040000/quality", "text/html").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.is("text/html"));
    assert!(page.text.contains("4행"), "{}", page.text);
    assert!(page.text.contains("5,151"));
    for unwanted in ["<script", "style=", "<style", "http://", "https://"] {
        assert!(!page.text.contains(unwanted), "{unwanted}");
    }
    let style = ask(&data, "/pages.css", "*/*").await;
    assert!(style.is("text/css"));
    let english = ask(&data, "/institutions/3040000/quality?lang=en", "text/html").await;
    assert!(english.text.contains("row 4"));
    assert!(english.text.contains("<html lang=\"en\">"));
}

/// Remarks on files as a whole are objects in the report that is kept; each kind of file has its own.
#[tokio::test]
async fn remarks_on_a_file_stand_in_the_report_the_answer_and_the_page() {
    let folder = TempDir::new().unwrap();
    let geojson = json!({
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5186"}},
        "numberMatched": 3,
        "features": [{
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [207_452.0, 548_790.0]},
            "properties": {"관리번호": "1", "관리기관명": "서울특별시 광진구청", "설치목적구분": "생활방범"}
        }]
    });
    let file = write(&folder, "광진.geojson", geojson.to_string());
    let (data, page) = (path(&folder, "data"), path(&folder, "report.html"));
    let output = siya(&[
        "import", "--data", &data, "--format", "json", "--report", &page, &file,
    ]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let notes = json_of(&output)["report"]["files"][0]["notes"].clone();
    assert!(!notes.as_array().unwrap().is_empty());
    let quality = "/api/institutions/3040000/quality";
    let answer = ask(&data, quality, "application/json").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(
        answer.json()["imports"][0]["files"][0]["file"]["notes"],
        notes
    );
    let written = std::fs::read_to_string(&page).unwrap();
    for (lang, key) in [("ko", "message_ko"), ("en", "message")] {
        let shown = ask(&data, &format!("{quality}?f=html&lang={lang}"), "text/html").await;
        assert_eq!(shown.status, StatusCode::OK);
        for note in notes.as_array().unwrap() {
            let text = note[key].as_str().unwrap();
            assert!(shown.text.contains(text), "{text}");
            assert!(key == "message_ko" || written.contains(text), "{text}");
        }
    }
}

#[tokio::test]
async fn nothing_loaded_and_no_such_institution_are_told_apart() {
    let folder = TempDir::new().unwrap();
    let data = path(&folder, "data");
    let none = ask(&data, "/api/institutions/5690000/quality", "*/*").await;
    assert_eq!(none.status, StatusCode::OK);
    assert_eq!(none.json()["imports"], serde_json::json!([]));
    assert_eq!(none.json()["register"], Value::Null);
    let page = ask(&data, "/institutions/5690000/quality", "text/html").await;
    assert!(page.text.contains("대장이 아직 없습니다"));
    for (target, accept, media_type) in [
        ("/institutions/123/quality", "text/html", "text/html"),
        (
            "/institutions/123/quality",
            "application/json",
            "application/problem+json",
        ),
        ("/api/institutions/123/quality", "text/html", "text/html"),
        (
            "/api/institutions/123/quality",
            "*/*",
            "application/problem+json",
        ),
        ("/api/institutions/123/policy", "text/html", "text/html"),
        (
            "/api/institutions/123/policy",
            "*/*",
            "application/problem+json",
        ),
        ("/api/institutions/5690000/policy", "text/html", "text/html"),
    ] {
        let answer = ask(&data, target, accept).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{target}");
        assert!(answer.is(media_type), "{target} {accept}");
    }
}

#[tokio::test]
async fn a_policy_is_data_or_a_page_as_it_is_asked_for() {
    let folder = TempDir::new().unwrap();
    let data = path(&folder, "data");
    let target = "/api/institutions/4241000/policy";
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    for (query, accept, media_type) in [
        ("", "*/*", "application/json"),
        ("", browser, "text/html"),
        (
            "",
            "text/html;q=0.1, application/json;q=0.2",
            "application/json",
        ),
        ("?f=json", browser, "application/json"),
        ("?f=html", "*/*", "text/html"),
        ("?f=html&lang=en", "*/*", "text/html"),
    ] {
        let answer = ask(&data, &format!("{target}{query}"), accept).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.is(media_type), "{query} {accept}");
        let vary = answer.headers.get(header::VARY).unwrap();
        assert!(vary.to_str().unwrap().contains("accept"));
    }
    for (query, parameter) in [("?f=xml", "f"), ("?lang=fr", "lang"), ("?x=1", "x")] {
        let answer = ask(&data, &format!("{target}{query}"), "*/*").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.json()["parameter"], parameter);
    }
    let page = ask(&data, &format!("{target}?f=html"), "*/*").await;
    let order: Vec<usize> = (1..=8)
        .map(|item| {
            page.text
                .find(&format!("제25조 제1항 제{item}호"))
                .unwrap_or_else(|| panic!("item {item}"))
        })
        .collect();
    assert!(order.is_sorted());
    assert!(page.text.contains("2,174"));
    assert!(page.text.contains("방침에 명시되지 않음"));
    assert!(!page.text.contains("확인 필요"));
}

#[test]
fn a_policy_file_is_checked_by_the_program() {
    let folder = TempDir::new().unwrap();
    let real = include_str!("../../data/policies/yeoncheon.json");
    let file = write(&folder, "yeoncheon.json", real);
    let output = siya(&["policy", "check", "--format", "json", &file]);
    assert_eq!(output.status.code(), Some(1));
    let found = json_of(&output)["files"][0]["findings"].clone();
    let codes: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        codes.contains(&"effective_too_early".to_owned()),
        "{codes:?}"
    );
    let unreadable = write(
        &folder,
        "unknown.json",
        real.replacen("\"slug\"", "\"colour\": 1, \"slug\"", 1),
    );
    let output = siya(&["policy", "check", &unreadable]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains(":3:") && said.contains("colour"), "{said}");
    let output = siya(&["policy", "check", &file, &path(&folder, "absent.json")]);
    assert_eq!(output.status.code(), Some(2));
}

/// The cells of a sheet as texts.
fn sheet(path: &str, index: usize) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range_at(index).unwrap().unwrap();
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    };
    range
        .rows()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

#[test]
fn an_annotated_copy_is_the_office_s_table_and_goes_in_again_once_corrected() {
    let folder = TempDir::new().unwrap();
    let text = two_offices();
    let (cp949, ..) = encoding_rs::EUC_KR.encode(&text);
    for (name, bytes) in [("utf8.csv", text.as_bytes()), ("cp949.csv", &cp949[..])] {
        let (file, copy) = (write(&folder, name, bytes), path(&folder, "copy.xlsx"));
        let output = siya(&["check", &file, "--annotated", &copy]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let rows = sheet(&copy, 0);
        let original: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        assert_eq!(rows.len(), original.len());
        for (row, original) in rows.iter().zip(&original) {
            assert_eq!(&row[..8], &original[..]);
        }
        let statuses: Vec<&str> = rows.iter().map(|row| row[8].as_str()).collect();
        assert_eq!(
            statuses,
            [
                "status (siya)",
                "accepted",
                "mended",
                "refused",
                "quarantined"
            ]
        );
        assert!(rows[3][9].contains("WGS84위도"), "{:?}", rows[3]);
        assert!(rows[3][10].contains("decimals"), "{:?}", rows[3]);
    }
    // The refused row gets its latitude, and the sheet is saved as CSV.
    let mut rows = sheet(&path(&folder, "copy.xlsx"), 0);
    rows[3][6] = "37.538300".to_owned();
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        writer.write_record(row).unwrap();
    }
    let corrected = write(&folder, "corrected.csv", writer.into_inner().unwrap());
    let report = json_of(&siya(&["check", "--format", "json", &corrected]))["report"].clone();
    assert_eq!(report["rows"], 4);
    assert_eq!(report["refused"], 0);
    assert_eq!(report["accepted"], 3);
    assert_eq!(report["unrecognised_columns"], serde_json::json!([]));
}

#[test]
fn a_sheet_cell_is_never_a_formula_and_the_report_is_one_file() {
    let folder = TempDir::new().unwrap();
    let file = write(&folder, "two.csv", two_offices());
    let (copy, page) = (path(&folder, "copy.xlsx"), path(&folder, "report.html"));
    siya(&["check", &file, "--annotated", &copy, "--report", &page]);
    let mut book: Xlsx<_> = open_workbook(&copy).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 2, "register and legend");
    for name in names {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.rows().flatten().all(String::is_empty), "{name}");
    }
    let text = std::fs::read_to_string(page).unwrap();
    assert!(text.contains("Gwangjin-gu") && text.contains("Yeoncheon-gun"));
    assert!(!text.contains("<link") && !text.contains("<script"));
    let output = siya(&["check", &file, "--report", &file]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), two_offices());
}
