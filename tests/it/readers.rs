//! Every form and container of a register, read through the public interface: the same cameras, whatever
//! the file; and what is broken, huge or foreign is refused in one sentence.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it does not expect, and says which files it did not find"
)]

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use siya::import::{
    Error, Form, Geometry, Import, IssueKind, Lang, NoteKind, Options, read, read_bytes,
};
use siya::model::SiteRecord;
use siya::spatial::LonLat;
use siya::spatial::crs::Transformation;
use siya::spatial::geodesic::geodesic_distance_m;

const CSV: &str = "관리번호,관리기관명,설치목적구분,카메라대수,위도,경도,설치연월,데이터기준일자\n\
    202330400000801010,서울특별시 광진구청,생활방범,3,37.53851,127.08472,2020-05-01,2026-05-02\n\
    202330400000801011,서울특별시 광진구청,어린이보호,1,37.53862,127.08483,2021-06-01,2026-05-02\n";

fn check(name: &str, bytes: &[u8]) -> Result<Import, Error> {
    read_bytes(name, bytes, &Options::default())
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    fs::read(folder.join(name)).unwrap()
}

/// A real file, or `None` with a message.
fn real(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/real-data")
        .join(name);
    if !path.exists() {
        println!("skipped: {name} is not here");
        return None;
    }
    Some(path)
}

fn read_path(path: &Path, options: &Options) -> Result<Import, Error> {
    read(&[path.to_owned()], options, &|_| {})
}

/// The sites without the row that they stand in, which is the only thing that may differ.
fn sites(import: &Import) -> Vec<SiteRecord> {
    let records = import
        .registers
        .iter()
        .flat_map(|register| register.sites.clone());
    records
        .map(|site| SiteRecord {
            source_row: 0,
            ..*site
        })
        .collect()
}

fn expected() -> Vec<SiteRecord> {
    sites(&check("a.csv", CSV.as_bytes()).unwrap())
}

fn notes(import: &Import) -> Vec<NoteKind> {
    import.files[0]
        .notes
        .iter()
        .map(siya::import::Note::kind)
        .collect()
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The register as a workbook: an empty sheet, a sheet of counts, and the data with dates as dates.
fn xlsx() -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet();
    let counts = workbook.add_worksheet();
    counts.write_row(0, 0, ["자치구", "대수"]).unwrap();
    counts.write_row(1, 0, ["광진구", "4"]).unwrap();
    let sheet = workbook.add_worksheet();
    sheet.set_name("현황").unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (row, line) in (0..).zip(CSV.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match (column, cell.parse::<f64>()) {
                (3..=5, Ok(number)) => sheet.write_number(row, column, number).unwrap(),
                (6..=7, _) if row > 0 => sheet
                    .write_datetime_with_format(
                        row,
                        column,
                        ExcelDateTime::parse_from_str(cell).unwrap(),
                        &date,
                    )
                    .unwrap(),
                _ => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn json() -> String {
    let names: Vec<&str> = CSV.lines().next().unwrap().split(',').collect();
    let records: Vec<String> = CSV
        .lines()
        .skip(1)
        .map(|line| {
            let members: Vec<String> = names
                .iter()
                .zip(line.split(','))
                .map(|(name, cell)| format!("\"{name}\":\"{cell}\""))
                .collect();
            format!("{{{}}}", members.join(","))
        })
        .collect();
    format!("[{}]", records.join(","))
}

/// A page of the national API with one of the two records, or with none.
fn page(number: usize, total: usize) -> String {
    let both = json();
    let (first, second) = both[1..both.len() - 1].split_once("},").unwrap();
    let items = match number {
        1 => format!("[{first}}}]"),
        2 => format!("[{second}]"),
        _ => r#""""#.to_owned(),
    };
    format!(
        r#"{{"response":{{"header":{{"resultCode":"00","resultMsg":"OK"}},"body":{{"items":{items},"numOfRows":1,"pageNo":{number},"totalCount":{total}}}}}}}"#
    )
}

fn notes_of(import: &Import, kind: NoteKind) -> Vec<&str> {
    let notes = import.files.iter().flat_map(|file| &file.notes);
    let notes = notes.filter(|note| note.kind() == kind);
    notes.map(|note| note.message(Lang::En)).collect()
}

#[test]
fn pages_and_areas_in_one_file_are_one_register() {
    let whole = sites(&check("a.json", json().as_bytes()).unwrap());
    let (first, second) = (page(1, 2), page(2, 2));
    let both = json();
    let (one, two) = both[1..both.len() - 1].split_once("},").unwrap();
    for text in [
        format!("[{first},{second}]"),
        format!("{first}\n{second}\n{}", page(3, 2)),
        format!("{first}{second}"),
        format!(r#"{{"자양동":[{one}}}],"구의동":[{two}]}}"#),
    ] {
        for (name, bytes) in [
            ("a.json", text.clone().into_bytes()),
            (
                "a.zip",
                zip_of(&[("a.json", text.as_bytes()), ("b.txt", b"x")]),
            ),
        ] {
            let import = check(name, &bytes).unwrap();
            assert_eq!(sites(&import), whole, "{text}");
            let rows = import.registers[0].sites.iter().map(|site| site.source_row);
            assert_eq!(rows.collect::<Vec<_>>(), [1, 2], "{text}");
            assert!(notes_of(&import, NoteKind::PartOfMore).is_empty(), "{text}");
        }
    }
    // Of a list with other columns it is said that it was left.
    let vehicles = r#"[{"차량번호":"12가","노선":"1"},{"차량번호":"13가","노선":"2"}]"#;
    let text = format!(r#"{{"cctv":{both},"빈":[],"노선":{vehicles}}}"#);
    let import = check("a.json", text.as_bytes()).unwrap();
    assert_eq!(sites(&import), whole);
    let left = notes_of(&import, NoteKind::MemberLeftOut);
    assert!(left[0].contains("노선 (2 records)"), "{left:?}");
    assert_eq!(left.len(), 1);
}

#[test]
fn pages_in_files_of_one_import_are_counted_together() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [1, 2, 3].map(|number| {
        let path = folder.path().join(format!("{number}.json"));
        fs::write(&path, page(number, 2)).unwrap();
        path
    });
    let [first, _, last] = paths.clone();
    let read = |paths: &[PathBuf]| read(paths, &Options::default(), &|_| {});
    for whole in [&paths[..], &paths[..2], &[folder.path().to_owned()]] {
        let import = read(whole).unwrap();
        assert_eq!(import.report.accepted, 2);
        assert!(notes_of(&import, NoteKind::PartOfMore).is_empty());
    }
    // The empty page may come first.
    let part = read(&[last.clone(), first]).unwrap();
    let notes = notes_of(&part, NoteKind::PartOfMore);
    assert!(notes[0].contains("states 2 records in all and holds 1"));
    let left = notes_of(&part, NoteKind::MemberLeftOut);
    assert!(left[0].contains("without rows on this page"), "{left:?}");
    let alone = read(&[last]).unwrap_err();
    assert!(matches!(alone, Error::NoneOnPage { total: 2, .. }));
}

fn geojson(separator: &str) -> String {
    let feature = |line: &str| {
        let cell: Vec<&str> = line.split(',').collect();
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{},{}]}},"properties":{{"관리번호":"{}","관리기관명":"{}","설치목적구분":"{}","카메라대수":{},"설치연월":"{}","데이터기준일자":"{}"}}}}"#,
            cell[5], cell[4], cell[0], cell[1], cell[2], cell[3], cell[6], cell[7]
        )
    };
    CSV.lines()
        .skip(1)
        .map(feature)
        .collect::<Vec<_>>()
        .join(separator)
}

/// What is saved from a service of features says itself whether it is all (OGC API - Features, `GeoServer`).
#[test]
fn a_page_of_geojson_that_is_not_all_says_so() {
    let features = geojson(",");
    let (first, second) = features.split_once("}},{").unwrap();
    let (first, second) = (format!("{first}}}}}"), format!("{{{second}"));
    let page = |features: &str, stated: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{features}],{stated},"links":[{{"rel":"self","href":"x"}}]}}"#
        )
    };
    let of = |matched: u32| format!(r#""numberMatched":{matched},"numberReturned":1"#);
    let part = check("a.geojson", page(&first, &of(2)).as_bytes()).unwrap();
    let notes = notes_of(&part, NoteKind::PartOfMore);
    assert!(
        notes[0].contains("states 2 records in all and holds 1"),
        "{notes:?}"
    );
    let server = r#""totalFeatures":7,"numberMatched":"unknown","numberReturned":2"#;
    let part = check("a.geojson", page(&features, server).as_bytes()).unwrap();
    assert_eq!(notes_of(&part, NoteKind::PartOfMore).len(), 1);
    let both = [page(&first, &of(2)), page(&second, &of(2))].join("\n");
    for whole in [both, page(&features, &of(2))] {
        let import = check("a.geojson", whole.as_bytes()).unwrap();
        assert_eq!(import.report.accepted, 2, "{whole}");
        assert!(
            notes_of(&import, NoteKind::PartOfMore).is_empty(),
            "{whole}"
        );
    }
    // Without a total, a link to the next page says it, or the limit of a server of maps.
    let leads_on = r#""links":[{"rel":"next","href":"y"}]"#;
    let bare = |stated: &str, features: &str| {
        format!(r#"{{"type":"FeatureCollection","features":[{features}],{stated}}}"#)
    };
    let cut = r#""properties":{"exceededTransferLimit":true}"#;
    for stated in [leads_on, cut, r#""exceededTransferLimit":true"#] {
        let part = check("a.geojson", bare(stated, &first).as_bytes()).unwrap();
        let notes = notes_of(&part, NoteKind::PartOfMore);
        assert!(notes[0].contains("another page follows"), "{notes:?}");
        let last = bare(r#""properties":{"exceededTransferLimit":false}"#, &second);
        let both = format!("{}\n{last}", bare(stated, &first));
        for whole in [both, last] {
            let import = check("a.geojson", whole.as_bytes()).unwrap();
            assert!(
                notes_of(&import, NoteKind::PartOfMore).is_empty(),
                "{whole}"
            );
        }
    }
    let none = check("a.geojson", page("", &of(2)).as_bytes()).unwrap_err();
    assert!(matches!(none, Error::NoneOnPage { total: 2, .. }), "{none}");
}

fn xml() -> String {
    let names: Vec<&str> = CSV.lines().next().unwrap().split(',').collect();
    let item = |line: &str| {
        let leaf = |(name, cell): (&&str, &str)| format!("<{name}>{cell}</{name}>");
        let leaves: Vec<String> = names.iter().zip(line.split(',')).map(leaf).collect();
        format!("<item>{}</item>", leaves.concat())
    };
    let items: Vec<String> = CSV.lines().skip(1).map(item).collect();
    let head = "<?xml version=\"1.0\"?><response><header><resultCode>00</resultCode><resultMsg>OK</resultMsg></header>";
    format!(
        "{head}<body><items>{}</items><totalCount>9</totalCount></body></response>",
        items.concat()
    )
}

#[test]
fn every_form_gives_the_same_sites() {
    let collection = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        geojson(",")
    );
    for (name, bytes, form) in [
        ("a.xlsx", xlsx(), Form::Xlsx),
        ("extension-lies.csv", xlsx(), Form::Xlsx),
        ("a.xls", fixture("register.xls"), Form::Xls),
        ("a.ods", fixture("register.ods"), Form::Ods),
        ("a.json", json().into_bytes(), Form::Json),
        ("wrapped.json", format!(r#"{{"response":{{"header":{{"resultCode":"00"}},"body":{{"items":{}}}}}}}"#, json()).into_bytes(), Form::Json),
        ("seoul.json", format!(r#"{{"safeOpenCCTV":{{"list_total_count":2,"RESULT":{{"CODE":"INFO-000","MESSAGE":"OK"}},"row":{}}}}}"#, json()).into_bytes(), Form::Json),
        ("a.geojson", collection.into_bytes(), Form::GeoJson),
        ("a.geojsonl", geojson("\n").into_bytes(), Form::GeoJson),
        ("a.geojsons", format!("\u{1E}{}", geojson("\n\u{1E}")).into_bytes(), Form::GeoJson),
        ("a.xml", xml().into_bytes(), Form::Xml),
    ] {
        let import = check(name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(import.files[0].form, form, "{name}");
        assert_eq!(sites(&import), expected(), "{name}");
        assert_eq!(import.registers[0].institution, "3040000", "{name}");
    }
}

/// The names that services give to the columns of [`CSV`], in its order.
const SERVICES: [(&str, [&str; 8]); 3] = [
    (
        "cctv_info of the Ministry of the Interior",
        [
            "MNG_NO",
            "MNG_INST_NM",
            "INSTL_PRPS_SE_NM",
            "CAM_CNTOM",
            "WGS84_LAT",
            "WGS84_LOT",
            "INSTL_YM",
            "DAT_CRTR_YMD",
        ],
    ),
    (
        "the Gyeonggi plaza",
        [
            "관리번호",
            "MANAGE_INST_NM",
            "INSTL_PUPRS_DIV_NM",
            "CAMERA_CNT",
            "REFINE_WGS84_LAT",
            "REFINE_WGS84_LOGT",
            "INSTL_YM",
            "DATA_STD_DE",
        ],
    ),
    (
        "the Seoul plaza, whose X is the latitude",
        [
            "관리번호",
            "관리기관명",
            "CCTVUSE",
            "QTY",
            "WGSXPT",
            "WGSYPT",
            "설치연월",
            "UPDTDATE",
        ],
    ),
];

#[test]
fn answers_of_services_are_read_by_their_own_names_in_every_form() {
    let ours: Vec<&str> = CSV.lines().next().unwrap().split(',').collect();
    for (service, names) in SERVICES {
        let renamed = |text: String, [open, close]: [&str; 2]| {
            ours.iter().zip(names).fold(text, |text, (ours, name)| {
                text.replace(
                    &format!("{open}{ours}{close}"),
                    &format!("{open}{name}{close}"),
                )
            })
        };
        let rows = CSV.split_once('\n').unwrap().1;
        let list = renamed(json(), ["\"", "\""]);
        let items = format!(r#"{{"response":{{"body":{{"items":{{"item":{list}}}}}}}}}"#);
        let head = r#"{"head":[{"list_total_count":2},{"RESULT":{"CODE":"INFO-000"}},{"api_version":"1.0"}]}"#;
        let wrapped = format!(r#"{{"CCTV":[{head},{{"row":{list}}}]}}"#);
        let markup = renamed(renamed(xml(), ["<", ">"]), ["</", ">"]);
        for (name, text) in [
            ("a.csv", format!("{}\n{rows}", names.join(","))),
            ("items.json", items),
            ("wrapped.json", wrapped),
            ("a.xml", markup),
        ] {
            let import = check(name, text.as_bytes());
            let import = import.unwrap_or_else(|error| panic!("{service}, {name}: {error}"));
            assert_eq!(sites(&import), expected(), "{service}, {name}");
        }
    }
}

#[test]
fn keys_that_say_little_are_believed_by_their_values_in_json_too() {
    let named = json()
        .replace("\"위도\"", "\"Y\"")
        .replace("\"경도\"", "\"X\"");
    assert_eq!(
        sites(&check("xy.json", named.as_bytes()).unwrap()),
        expected()
    );
    let tiles = zip_of(&[("a.json", named.as_bytes()), ("b.json", b"[]")]);
    assert_eq!(sites(&check("xy.zip", &tiles).unwrap()), expected());
}

#[test]
fn every_container_gives_the_same_sites() {
    let (csv, book) = (CSV.as_bytes(), xlsx());
    let inner = zip_of(&[("현황.csv", csv)]);
    for (name, bytes) in [
        ("a.csv.gz", gzip(csv)),
        (
            "a.zip",
            zip_of(&[("현황/현황.csv", csv), ("읽어보기.hwp", b"\0\x01")]),
        ),
        ("a.xlsx.zip", zip_of(&[("현황.xlsx", &book)])),
        ("a.tar", tar_of(&[("현황.csv", csv)])),
        ("a.tar.gz", gzip(&tar_of(&[("현황.csv.gz", &gzip(csv))]))),
        ("nested.zip", zip_of(&[("안.zip", &inner)])),
        (
            "mac.zip",
            zip_of(&[
                ("__MACOSX/._a.csv", b"\0"),
                ("a.csv", csv),
                (".DS_Store", b"\0"),
            ]),
        ),
    ] {
        let import = check(name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(sites(&import), expected(), "{name}");
        assert_eq!(import.registers[0].source, "standard", "{name}");
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), csv).unwrap();
    fs::write(folder.path().join("사진.png"), b"\x89PNG\0\0").unwrap();
    let import = read_path(folder.path(), &Options::default()).unwrap();
    assert_eq!(sites(&import), expected());
    assert_eq!(notes(&import), [NoteKind::Chosen, NoteKind::OtherFiles]);
    let third = zip_of(&[("a.zip", &zip_of(&[("b.zip", &inner)]))]);
    assert!(matches!(
        check("deep.zip", &third),
        Err(Error::NestedTooDeep { .. })
    ));
}

#[test]
fn several_members_are_read_one_after_the_other_and_name_their_rows() {
    let bad = CSV
        .replace("37.53851", "0")
        .replace("202330400000801011", "202330400000801012");
    let archive = zip_of(&[
        ("가.csv", CSV.as_bytes()),
        ("나.json", json().replace("801010", "801020").as_bytes()),
        ("다.csv", bad.as_bytes()),
        ("통계.csv", "자치구,대수\n광진구,4\n".as_bytes()),
    ]);
    let import = check("a.zip", &archive).unwrap();
    assert_eq!(
        (
            import.report.rows,
            import.report.refused,
            import.files[0].form
        ),
        (6, 1, Form::Archive)
    );
    let issue = import
        .report
        .issues
        .iter()
        .find(|issue| issue.kind == IssueKind::CoordinatesZero)
        .unwrap();
    assert_eq!(
        (issue.member.as_deref(), issue.row, issue.column.as_deref()),
        (Some("다.csv"), Some(2), Some("위도"))
    );
    assert_eq!(notes(&import), [NoteKind::MemberLeftOut, NoteKind::Chosen]);
    let message = |lang| import.files[0].notes[0].message(lang).to_owned();
    assert!(
        message(Lang::En).contains("a.zip: 통계.csv says nowhere"),
        "{}",
        message(Lang::En)
    );
    assert!(
        message(Lang::Ko).contains("카메라 위치가 없습니다"),
        "{}",
        message(Lang::Ko)
    );
    // A damaged member is no register left aside: the import as a whole is refused.
    let cut = zip_of(&[
        ("가.csv", CSV.as_bytes()),
        ("나.json", &json().as_bytes()[..80]),
    ]);
    assert!(matches!(check("a.zip", &cut), Err(Error::Json { .. })));
}

#[test]
fn remarks_on_all_rows_together_name_the_member_of_the_row() {
    let row = |number: usize, lat: &str| {
        format!(
            "2026304000008{number:05},서울특별시 광진구청,생활방범,1,{lat},127.0847,2020-05-01,2026-05-02\n"
        )
    };
    let header = CSV.lines().next().unwrap();
    // In Busan's latitude: the third row of the first member, the second one of the other.
    let first = format!(
        "{header}\n{}{}{}",
        row(1, "37.5381"),
        row(2, "37.5382"),
        row(3, "35.1796")
    );
    let second = format!(
        "{header}\n{}{}{}",
        row(4, "37.5383"),
        row(5, "35.1797"),
        row(6, "37.5384")
    );
    let members = [
        ("가/a.csv", first.as_bytes()),
        ("가/b.csv", second.as_bytes()),
    ];
    for archive in [zip_of(&members), tar_of(&members), gzip(&tar_of(&members))] {
        let mut import = check("a.zip", &archive).unwrap();
        siya::import::run_checks(&mut import, siya::place::Places::embedded());
        let issues = import.report.issues.iter();
        let outside = issues.filter(|issue| issue.kind == IssueKind::OutsideInstitution);
        let places: Vec<_> = outside
            .map(|issue| (issue.member.as_deref(), issue.row))
            .collect();
        assert_eq!(
            places,
            [(Some("가/b.csv"), Some(3)), (Some("가/a.csv"), Some(4))]
        );
    }
}

#[test]
fn sheets_are_chosen_by_content_and_the_others_are_named() {
    let import = check("a.xlsx", &xlsx()).unwrap();
    assert_eq!(
        notes(&import),
        [
            NoteKind::SheetLeftOut,
            NoteKind::SheetLeftOut,
            NoteKind::Chosen
        ]
    );
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .write_row(0, 0, ["자치구", "대수"])
        .unwrap()
        .write_row(1, 0, ["a", "b"])
        .unwrap();
    workbook.add_worksheet();
    let error = check("b.xlsx", &workbook.save_to_buffer().unwrap()).unwrap_err();
    assert!(
        matches!(&error, Error::NoLocation { file, .. } if file == "b.xlsx: Sheet1"),
        "{error}"
    );
}

#[test]
fn what_a_spreadsheet_has_damaged_is_said_and_left_out() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .write_row(0, 0, ["관리번호", "관리기관명", "위도", "경도", "설치연월"])
        .unwrap();
    sheet.write_number(2, 0, 202_330_400_000_801_010.0).unwrap();
    sheet.write_row(2, 1, ["광진구청"]).unwrap();
    sheet
        .write_number(2, 2, 37.538_51 + 7e-15)
        .unwrap()
        .write_number(2, 3, 127.084_72)
        .unwrap();
    sheet
        .write_formula(
            2,
            4,
            rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A"),
        )
        .unwrap();
    let import = check("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap();
    let site = &import.registers[0].sites[0];
    assert_eq!(
        (
            site.source_row,
            site.management_no.as_deref(),
            site.installed
        ),
        (3, None, None)
    );
    assert!((site.position.lat() - 37.538_51).abs() < 1e-12);
    assert_eq!(import.report.count(IssueKind::DigitsLost), 1);
}

/// A workbook with the text of one part changed; an ODS says what it is in a part that is not packed.
fn with_part(bytes: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let (name, mut text) = (entry.name().unwrap().to_string(), Vec::new());
        std::io::Read::read_to_end(&mut entry, &mut text).unwrap();
        if name == part {
            text = change(std::str::from_utf8(&text).unwrap()).into_bytes();
        }
        writer.start_file(name, stored).unwrap();
        writer.write_all(&text).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_formula_without_a_stored_value_is_told_as_such() {
    const SHEET: &str = "xl/worksheets/sheet3.xml";
    let cell =
        |column: char, row: u32, inside: &str| format!("<c r=\"{column}{row}\">{inside}</c>");
    let book = with_part(&xlsx(), SHEET, |sheet| {
        let begin = sheet.find("<c r=\"E2\"").unwrap();
        let end = begin + sheet[begin..].find("</c>").unwrap() + 4;
        let latitude = cell('E', 2, "<f>B2&amp;\"x\"</f><v></v>");
        let sheet = format!("{}{latitude}{}", &sheet[..begin], &sheet[end..]);
        let begin = sheet.find("<c r=\"D3\"").unwrap();
        let end = begin + sheet[begin..].find("</c>").unwrap() + 4;
        format!(
            "{}{}{}",
            &sheet[..begin],
            cell('D', 3, "<f>1+0</f>"),
            &sheet[end..]
        )
    });
    let import = check("f.xlsx", &book).unwrap();
    let told: Vec<_> = import
        .report
        .issues
        .iter()
        .filter(|issue| issue.kind == IssueKind::FormulaWithoutValue)
        .map(|issue| {
            (
                issue.row,
                issue.column.as_deref().unwrap(),
                issue.value.as_deref().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some(2), "위도", "=B2&\"x\""),
            (Some(3), "카메라대수", "=1+0")
        ]
    );
    assert_eq!((import.report.accepted, import.report.refused), (1, 1));
    // With what it came to, a formula is a value like others.
    let stored = with_part(&xlsx(), SHEET, |sheet| {
        sheet.replace("<v>", "<f>1+1</f><v>")
    });
    assert_eq!(sites(&check("f.xlsx", &stored).unwrap()), expected());
    // The same of an ODS: a latitude becomes a formula.
    let book = with_part(&fixture("register.ods"), "content.xml", |content| {
        let value = content.find("office:value=\"37.53851").unwrap();
        let begin = content[..value].rfind("<table:table-cell").unwrap();
        let end = value + content[value..].find("</table:table-cell>").unwrap() + 19;
        let formula = "<table:table-cell table:formula=\"of:=[.A2]/2\"/>";
        format!("{}{formula}{}", &content[..begin], &content[end..])
    });
    let import = check("f.ods", &book).unwrap();
    let issues = import.report.issues.iter();
    let told: Vec<_> = issues
        .filter(|issue| issue.kind == IssueKind::FormulaWithoutValue)
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].row, told[0].value.as_deref()),
        (Some(2), Some("=[.A2]/2"))
    );
}

/// Rows in 광진구 with metres of 5174 beside the degrees; every so manieth row lies 900 m off.
fn two_places(names: &str, off: u32, written: impl Fn(f64, f64) -> String) -> String {
    let to = Transformation::from_lonlat("EPSG:5174".parse().unwrap()).unwrap();
    let mut text = format!("관리기관명,위도,경도,{names}\n");
    for row in 0..12_u32 {
        let (lat, lon) = (37.538 + 0.0005 * f64::from(row), 127.0847);
        let east = if row.is_multiple_of(off) { 0.01 } else { 0.0 };
        let (x, y) = to.project(LonLat::new(lon + east, lat).unwrap()).unwrap();
        let _ = writeln!(text, "광진구청,{lat:.6},{lon:.6},{}", written(x, y));
    }
    text
}

#[test]
fn two_places_in_a_row_are_compared_in_whatever_system_they_agree() {
    let metres = |x: f64, y: f64| format!("{x:.2},{y:.2}");
    let point = |x: f64, y: f64| format!("POINT ({x:.2} {y:.2})");
    for text in [
        two_places("X좌표,Y좌표", 5, metres),
        two_places("wkt", 5, point),
    ] {
        let report = check("a.csv", text.as_bytes()).unwrap().report;
        assert_eq!((report.accepted, report.suspect), (12, 3));
        assert_eq!(report.count(IssueKind::PlacesDisagree), 3);
    }
    // All of them lie elsewhere, under every system.
    for text in [
        two_places("X좌표,Y좌표", 1, metres),
        two_places("wkt", 1, point),
    ] {
        let refused = check("a.csv", text.as_bytes()).unwrap_err();
        assert!(
            matches!(&refused, Error::PlacesDisagree { rows: 12, systems, .. } if systems.is_empty()),
            "{refused}"
        );
    }
    // A system that is stated, and is not the one of the numbers; the first row is wrong under either.
    let stated = |x: f64, y: f64| format!("SRID=5181;POINT ({x:.2} {y:.2})");
    let refused = check("a.csv", two_places("wkt", 99, stated).as_bytes()).unwrap_err();
    let said = refused.to_string();
    assert!(
        said.contains("EPSG:5174 (11/12)") && said.contains("--crs EPSG:5174"),
        "{said}"
    );
}

#[test]
fn an_ods_with_blanks_between_its_cells_is_read() {
    let book = with_part(&fixture("register.ods"), "content.xml", |content| {
        content
            .replace("<table:table-cell", "\n  <table:table-cell")
            .replace("</table:table-row>", "\n</table:table-row>")
    });
    let plain = check("f.ods", &fixture("register.ods")).unwrap();
    let import = check("f.ods", &book).unwrap();
    assert_eq!(import.registers[0].sites, plain.registers[0].sites);
}

#[test]
fn geometries_are_read_in_their_system_and_checked_against_degrees() {
    let csv = "관리기관명,wkt\n광진구청,SRID=5186;POINT (200000 600000)\n광진구청,POINT (127.00001 38.00001)\n광진구청,POINT (200000 600000)\n광진구청,\"LINESTRING (1 2, 3 4)\"\n광진구청,x\n";
    let import = check("a.csv", csv.as_bytes()).unwrap();
    assert_eq!((import.report.accepted, import.report.refused), (2, 3));
    let at: Vec<_> = import.registers[0]
        .sites
        .iter()
        .map(|site| site.position)
        .collect();
    assert!(geodesic_distance_m(at[0], at[1]) < 2.0);
    for kind in [
        IssueKind::GeometryCrsUnknown,
        IssueKind::GeometryNotAPoint,
        IssueKind::GeometryUnreadable,
    ] {
        assert_eq!(import.report.count(kind), 1, "{}", kind.code());
    }
    let crs = Some("EPSG:5186".parse().unwrap());
    let with_crs = Options {
        geometry: Geometry { crs, column: None },
        ..Options::default()
    };
    assert_eq!(
        read_bytes("a.csv", csv.as_bytes(), &with_crs)
            .unwrap()
            .report
            .accepted,
        2 + 1 - 1
    );
    // Degrees come first, unless the user names the column; then the geometry is no mere check.
    let both = "관리기관명,위도,경도,geom\n광진구청,37.53851,127.08472,POINT (200000 600000)\n";
    let checked = read_bytes("a.csv", both.as_bytes(), &with_crs).unwrap();
    assert!((checked.registers[0].sites[0].position.lat() - 37.538_51).abs() < 1e-9);
    assert_eq!(checked.report.count(IssueKind::PlacesDisagree), 1);
    assert_eq!(checked.report.suspect, 1);
    assert_eq!(check("a.csv", both.as_bytes()).unwrap().report.suspect, 1);
    let named = Options {
        geometry: Geometry {
            crs,
            column: Some("geom".into()),
        },
        ..Options::default()
    };
    let followed = read_bytes("a.csv", both.as_bytes(), &named).unwrap();
    assert!((followed.registers[0].sites[0].position.lat() - 38.0).abs() < 1e-6);
    let missing = Options {
        geometry: Geometry {
            crs,
            column: Some("none".into()),
        },
        ..Options::default()
    };
    assert!(matches!(
        read_bytes("a.csv", both.as_bytes(), &missing),
        Err(Error::NoSuchColumn { .. })
    ));
}

#[test]
fn the_well_known_text_of_real_cameras_agrees_with_their_degrees() {
    let Some(path) = real("projected/songpa_cctv_wkt_epsg5179.csv") else {
        return;
    };
    let degrees = read_path(&path, &Options::default()).unwrap();
    let geometry = Geometry {
        crs: Some("EPSG:5179".parse().unwrap()),
        column: Some("geometry".into()),
    };
    let projected = read_path(
        &path,
        &Options {
            geometry,
            ..Options::default()
        },
    )
    .unwrap();
    let (a, b) = (&degrees.registers[0].sites, &projected.registers[0].sites);
    assert_eq!((a.len(), b.len()), (1162, 1162));
    for (a, b) in a.iter().zip(b) {
        assert!(
            geodesic_distance_m(a.position, b.position) < 0.01,
            "row {}",
            a.source_row
        );
    }
}

#[test]
fn real_workbooks_are_read_sheet_and_row_by_row() {
    if let Some(path) = real("parking-enforcement/gwangjin_parking_cctv_with_pivot.xlsx") {
        let import = read_path(&path, &Options::default()).unwrap();
        assert_eq!((import.report.rows, import.report.accepted), (58, 58));
        assert_eq!(
            notes(&import),
            [
                NoteKind::SheetLeftOut,
                NoteKind::SheetLeftOut,
                NoteKind::Chosen
            ]
        );
        // The same places as CSV; the sheet has kept the digits that its cells show.
        if let Some(csv) =
            real("parking-enforcement/서울특별시 광진구 주정차 단속 CCTV 위치 정보.csv")
        {
            let csv = read_path(&csv, &Options::default()).unwrap();
            for (a, b) in import.registers[0]
                .sites
                .iter()
                .zip(&csv.registers[0].sites)
            {
                assert!(geodesic_distance_m(a.position, b.position) < 0.01);
            }
        }
    }
    if let Some(path) = real("seoul-ansim/ansim_cctv_2022.xlsx") {
        let import = read_path(&path, &Options::default()).unwrap();
        assert_eq!((import.report.rows, import.report.refused), (61_543, 0));
    }
}

#[test]
fn surveillance_nodes_of_openstreetmap_become_sites_with_their_directions() {
    let nodes = r#"{"version":0.6,"elements":[
        {"type":"node","id":1,"lat":37.53851,"lon":127.08472,"tags":{"man_made":"surveillance","camera:type":"fixed","camera:direction":"NW","camera:angle":"15°","operator":"광진구청","start_date":"2020-05"}},
        {"type":"node","id":2,"lat":37.53862,"lon":127.08483,"tags":{"man_made":"surveillance","camera:type":"panning","direction":"-140"}},
        {"type":"node","id":3,"lat":37.5387,"lon":127.0849,"tags":{"man_made":"surveillance","surveillance:type":"guard"}}]}"#;
    let import = check("overpass.json", nodes.as_bytes()).unwrap();
    assert_eq!(
        (
            import.report.accepted,
            import.report.refused,
            import.files[0].form
        ),
        (2, 1, Form::Osm)
    );
    assert_eq!(notes(&import), [NoteKind::Licence, NoteKind::RecordsFound]);
    let sites = sites(&import);
    let first = sites
        .iter()
        .find(|site| site.management_no.as_deref() == Some("node/1"))
        .unwrap();
    assert_eq!(
        (
            first.row_range.bearing_deg,
            first.row_range.width_deg,
            first.row_range.turns
        ),
        (Some(315.0), Some(15.0), Some(false))
    );
    assert_eq!(
        first.installed.map(|date| date.to_string()).as_deref(),
        Some("2020-05")
    );
    let second = sites
        .iter()
        .find(|site| site.management_no.as_deref() == Some("node/2"))
        .unwrap();
    assert_eq!(
        (second.row_range.bearing_deg, second.row_range.turns),
        (Some(220.0), Some(true))
    );
    if let Some(path) = real("osm/switzerland_surveillance_nodes.json") {
        let report = read_path(&path, &Options::default()).unwrap().report;
        assert_eq!(
            (
                report.rows,
                report.count(IssueKind::OutsideKorea),
                report.count(IssueKind::NotACamera)
            ),
            (2144, 2135, 9)
        );
    }
}

#[test]
fn foreign_locked_and_hostile_files_are_refused_in_one_sentence() {
    for (name, bytes, expected) in [
        ("a.xlsx", fixture("encrypted.xlsx"), "a.xlsx is encrypted"),
        ("a.xls", fixture("far-corners.xls"), "a.xls has more than "),
        (
            "a.pdf",
            b"%PDF-1.7".to_vec(),
            "a.pdf is PDF, which is not read",
        ),
        (
            "a.osm.pbf",
            b"\x00\x00\x00\x0d\x0a\x09OSMHeader".to_vec(),
            "a.osm.pbf is OpenStreetMap PBF, which is not read",
        ),
        (
            "a.zip",
            zip_of(&[("a.png", b"\x89PNG\0")]),
            "a.zip contains nothing that can be read",
        ),
        (
            "a.zip",
            zip_of(&[]),
            "a.zip contains nothing that can be read",
        ),
        (
            "a.xlsx",
            b"PK\x03\x04rest".to_vec(),
            "a.xlsx is damaged or cut off",
        ),
        (
            "a.xml",
            b"<!DOCTYPE a [<!ENTITY b \"c\">]><a><b>&b;</b></a>".to_vec(),
            "a.xml declares or uses XML entities",
        ),
        (
            "a.json",
            br#"{"response":{"header":{"resultCode":"22","resultMsg":"LIMITED NUMBER"}}}"#.to_vec(),
            "a.json is not data but the answer of a service: 22 LIMITED NUMBER",
        ),
        (
            "a.shp",
            [vec![0, 0, 0x27, 0x0A], vec![0; 96]].concat(),
            "a.shp lacks its .dbf",
        ),
        (
            "a.zip",
            zip_of(&[("a/cctv.dbf", b"x")]),
            "a.zip lacks its .shp",
        ),
    ] {
        let error = check(name, &bytes).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
        assert!(
            error.sentence(Lang::Ko).contains(name),
            "{}",
            error.sentence(Lang::Ko)
        );
    }
    let book = xlsx();
    for end in [100, book.len() / 2, book.len() - 10] {
        assert!(check("cut.xlsx", &book[..end]).is_err());
    }
    let bomb = gzip(&vec![b' '; 300 << 20]);
    assert!(matches!(
        check("bomb.csv.gz", &bomb),
        Err(Error::TooLarge { .. })
    ));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn no_damage_to_a_real_shape_makes_a_reader_panic(at in 0usize..20_000, byte in 0u8..=255, cut in 0usize..20_000) {
        let shapes = [xlsx(), fixture("register.xls"), fixture("register.ods"), json().into_bytes(), geojson("\n").into_bytes(), xml().into_bytes(),
            zip_of(&[("a.csv", CSV.as_bytes()), ("b.json", json().as_bytes())]), gzip(&tar_of(&[("a.csv", CSV.as_bytes())]))];
        for mut bytes in shapes {
            let length = bytes.len();
            bytes[at % length] = byte;
            let _ = check("x", &bytes);
            let _ = check("x", &bytes[..length - cut % length]);
        }
    }
}

/// A workbook of two sheets, of which the second is hidden; each holds a register, or a note.
fn two_sheets(registers: [bool; 2]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheets = [("2026", false, 3), ("2024백업", true, 4)];
    for ((name, hidden, units), is_register) in sheets.into_iter().zip(registers) {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap().set_hidden(hidden);
        if !is_register {
            sheet.write(0, 0, "안내문").unwrap();
            continue;
        }
        for (column, title) in (0..).zip(["설치목적구분", "카메라대수", "위도", "경도"])
        {
            sheet.write(0, column, title).unwrap();
        }
        sheet.write(1, 0, "생활방범").unwrap();
        for (column, number) in (1..).zip([f64::from(units), 37.53851, 127.08472]) {
            sheet.write(1, column, number).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_hidden_sheet_is_read_where_nothing_else_is_a_register() {
    let units = |registers: [bool; 2]| {
        let import = check("a.xlsx", &two_sheets(registers)).unwrap();
        let units: Vec<_> = sites(&import).iter().map(|site| site.unit_count).collect();
        (units, notes(&import))
    };
    let both = vec![NoteKind::SheetLeftOut, NoteKind::Chosen];
    assert_eq!(units([true, true]), (vec![Some(3)], both.clone()));
    assert_eq!(units([false, true]), (vec![Some(4)], both));
}
