//! Each file read back by another reader, and what an import makes of an exported register.

use ::flatgeobuf::{FeatureProperties, FgbReader};
use fallible_streaming_iterator::FallibleStreamingIterator;

use geozero::ColumnValue;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row as ParquetRow};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::columns::{COLUMNS, Kind};
use super::*;
use crate::dataset::{DatasetBuilder, Release};
use crate::import::{self, Import, Options, Sites};
use crate::place::Places;

/// A dataset of registers, in releases counted from 1 and with ids counted from 1.
fn published(import: &Import) -> Dataset {
    let mut builder = DatasetBuilder::new();
    let mut id = 0;
    for (number, register) in (1..).zip(&import.registers) {
        let release = builder.add_release(Release {
            id: number,
            institution: register.institution.clone(),
            source: register.source.clone(),
            file_names: vec!["register.csv".to_owned()],
            imported_at: jiff::Timestamp::UNIX_EPOCH,
            reference_date: register.reference_date,
            sample: register.sample,
            row_is: register.row_is,
            copies: register.copies,
        });
        for record in &register.sites {
            id += 1;
            builder.add_site(release, id, record);
        }
    }
    builder.build()
}

fn read(text: &str) -> Import {
    let mut import = import::read_bytes("register.csv", text.as_bytes(), &Options::default())
        .expect("the text is a register");
    import::run_checks(&mut import, Places::embedded());
    import
}

fn exported(dataset: &Dataset, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let contents = Contents::new(dataset, Part::All);
    write(format, &contents, &mut out, &|_| ()).expect("memory can be written");
    out
}

const HEADER: &str = "관리번호,관리기관명,소재지도로명주소,소재지지번주소,설치목적구분,카메라대수,카메라화소수,촬영방면정보,보관일수,설치연월,관리기관전화번호,위도,경도,데이터기준일자,부서";

/// Rows with every kind of value that the national form has no room for.
fn register() -> Dataset {
    let rows = [
        "A-1,서울특별시 광진구,,구의동 1-1,주정차단속,2,200만화소,반경 50m 이내,30,2024-05-31,02-450-1234,37.53850,127.0847,2026-11-01,교통과",
        "A-2,서울특별시 광진구,\"=HYPERLINK(\"\"x\"\")\",-1 앞,알 수 없는 목적,,\"200,200,400\",동,,2019,,37.5386,127.0850,,",
        "A-3,서울특별시 광진구,,구의동 1-1,주정차단속,2,200만화소,반경 50m 이내,30,2024-05-31,02-450-1234,37.53850,127.0847,2026-11-01,교통과",
    ];
    published(&read(&format!("{HEADER}\n{}\n", rows.join("\n"))))
}

#[test]
fn the_national_form_comes_first_in_its_own_values_and_no_cell_is_a_formula() {
    let text = String::from_utf8(exported(&register(), Format::Csv)).unwrap();
    assert!(text.starts_with("\u{FEFF}관리기관명,소재지도로명주소,소재지지번주소,설치목적구분,"));
    assert_eq!(text.matches("\r\n").count(), text.matches('\n').count());
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let names: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(names[..national::NATIONAL.len()], national::NATIONAL);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| {
        let at = names.iter().position(|known| known == name).unwrap();
        rows[row][at].to_owned()
    };
    // The two rows that say the same are one site and two records.
    assert_eq!(rows.len(), 3);
    assert_eq!(
        (cell(0, "siya_id"), cell(0, "관리번호")),
        (cell(2, "siya_id"), "A-1".to_owned())
    );
    assert_eq!(cell(2, "관리번호"), "A-3");
    for (name, value) in [
        ("설치목적구분", "교통단속"),
        ("siya_purpose_raw", "주정차단속"),
        ("카메라화소수", "200"),
        ("보관일수", "30"),
        ("설치연월", "2024-05"),
        ("siya_installed", "2024-05-31"),
        ("관리기관전화번호", "02-450-1234"),
        ("WGS84위도", "37.53850"),
        ("데이터기준일자", "2026-11-01"),
        ("제공기관코드", "3040000"),
    ] {
        assert_eq!(cell(0, name), value, "{name}");
    }
    assert_eq!(cell(1, "소재지도로명주소"), "'=HYPERLINK(\"x\")");
    assert_eq!(cell(1, "소재지지번주소"), "'-1 앞");
    assert_eq!(
        (cell(1, "카메라대수"), cell(1, "설치연월")),
        (String::new(), "2019".to_owned())
    );
    for row in &rows {
        assert!(
            row.iter()
                .all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r']))
        );
    }
}

/// What a file says of a site, in one shape for all readers.
fn properties(dataset: &Dataset) -> Vec<Map<String, Value>> {
    let text = exported(dataset, Format::GeoJson);
    let collection: Value = serde_json::from_slice(&text).unwrap();
    let features = collection["features"].as_array().unwrap().iter();
    let features = features.map(|feature| {
        let mut members = feature["properties"].as_object().unwrap().clone();
        members.insert("id".to_owned(), feature["id"].clone());
        members.insert("at".to_owned(), feature["geometry"]["coordinates"].clone());
        members
    });
    features.collect()
}

fn in_id_order(mut all: Vec<Map<String, Value>>) -> Vec<Map<String, Value>> {
    all.sort_by_key(|members| members["id"].as_i64());
    all
}

/// Numbers as readers of typed columns give them: measures are never integers.
fn typed(mut all: Vec<Map<String, Value>>) -> Vec<Map<String, Value>> {
    for members in &mut all {
        for column in COLUMNS.iter().filter(|column| column.kind == Kind::Number) {
            let number = members[column.name].as_f64();
            members.insert(column.name.to_owned(), json!(number));
        }
    }
    all
}

#[test]
fn a_sequence_holds_the_same_features_as_a_collection() {
    let dataset = register();
    let text = String::from_utf8(exported(&dataset, Format::GeoJsonSeq)).unwrap();
    let records: Vec<&str> = text.split('\u{1e}').collect();
    assert_eq!(records[0], "");
    let collection: Value = serde_json::from_slice(&exported(&dataset, Format::GeoJson)).unwrap();
    for (record, feature) in records[1..]
        .iter()
        .zip(collection["features"].as_array().unwrap())
    {
        assert!(record.ends_with('\n'));
        assert_eq!(serde_json::from_str::<Value>(record).unwrap(), *feature);
    }
    assert_eq!(records.len() - 1, dataset.len());
    assert_eq!(collection["provenance"]["sample"], false);
}

#[test]
fn flatgeobuf_says_what_geojson_says() {
    let dataset = register();
    let file = exported(&dataset, Format::FlatGeobuf);
    let reader = FgbReader::open(std::io::Cursor::new(&file)).unwrap();
    let header = reader.header();
    assert_eq!((header.features_count(), header.index_node_size()), (2, 16));
    assert_eq!(header.crs().map(|crs| crs.code()), Some(4326));
    assert!(
        header
            .metadata()
            .is_some_and(|text| text.contains("\"licence\""))
    );
    let mut features = reader.select_all().unwrap();
    let mut found = Vec::new();
    while let Some(feature) = features.next().unwrap() {
        let mut members: Map<String, Value> = COLUMNS
            .iter()
            .map(|column| (column.name.to_owned(), Value::Null))
            .collect();
        let mut collector = Collector(&mut members);
        feature.process_properties(&mut collector).unwrap();
        let xy = feature.geometry().unwrap().xy().unwrap();
        members.insert("at".to_owned(), json!([xy.get(0), xy.get(1)]));
        found.push(members);
    }
    assert_eq!(in_id_order(found), typed(properties(&dataset)));
}

/// Collects properties as JSON.
struct Collector<'a>(&'a mut Map<String, Value>);

impl geozero::PropertyProcessor for Collector<'_> {
    fn property(
        &mut self,
        _: usize,
        name: &str,
        value: &ColumnValue,
    ) -> geozero::error::Result<bool> {
        let value = match value {
            ColumnValue::Long(number) => json!(number),
            ColumnValue::Double(number) => json!(number),
            ColumnValue::Bool(truth) => json!(truth),
            ColumnValue::String(text) | ColumnValue::DateTime(text) => json!(text),
            ColumnValue::Json(text) => serde_json::from_str(text).unwrap(),
            other => panic!("{name} is {other:?}"),
        };
        self.0.insert(name.to_owned(), value);
        Ok(false)
    }
}

#[test]
fn geoparquet_says_what_geojson_says() {
    let dataset = register();
    let file = bytes::Bytes::from(exported(&dataset, Format::GeoParquet));
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .unwrap();
    let entry = |key: &str| {
        let entry = metadata.iter().find(|entry| entry.key == key).unwrap();
        serde_json::from_str::<Value>(entry.value.as_ref().unwrap()).unwrap()
    };
    let geo = entry("geo");
    assert_eq!(geo["version"], "1.1.0");
    assert_eq!(
        geo["columns"]["geometry"]["covering"]["bbox"]["ymax"],
        json!(["bbox", "ymax"])
    );
    assert_eq!(
        geo["columns"]["geometry"]["bbox"],
        json!(dataset.bbox().to_array())
    );
    assert!(entry("provenance")["releases"].is_array());
    let rows = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| from_parquet(&row.unwrap()));
    assert_eq!(in_id_order(rows.collect()), typed(properties(&dataset)));
}

fn from_parquet(row: &ParquetRow) -> Map<String, Value> {
    let mut members = Map::new();
    let mut corners = Vec::new();
    for (name, field) in row.get_column_iter() {
        let value = match field {
            Field::Bytes(point) => {
                let number =
                    |at: usize| f64::from_le_bytes(point.data()[at..at + 8].try_into().unwrap());
                assert_eq!((point.data()[0], point.data().len()), (1, 21));
                members.insert("at".to_owned(), json!([number(5), number(13)]));
                continue;
            }
            Field::Group(bbox) => {
                corners = bbox
                    .get_column_iter()
                    .map(|(_, corner)| plain(corner))
                    .collect();
                continue;
            }
            Field::Date(days) => {
                let day =
                    jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(*days));
                json!(day.to_string())
            }
            field => plain(field),
        };
        members.insert(name.clone(), value);
    }
    let at = members["at"].as_array().unwrap();
    assert_eq!(corners, [at.as_slice(), at].concat());
    members
}

fn plain(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(truth) => json!(truth),
        Field::Long(number) => json!(number),
        Field::Double(number) => json!(number),
        Field::Str(text) => json!(text),
        Field::ListInternal(list) => list.elements().iter().map(plain).collect(),
        other => panic!("{other:?}"),
    }
}

/// Everything that a register states, without the numbers of its rows.
fn stated(import: &Import) -> Vec<(String, String, bool, Sites)> {
    let mut registers: Vec<_> = import
        .registers
        .iter()
        .map(|register| {
            let mut sites = register.sites.clone();
            for site in &mut sites {
                site.source_row = 0;
                for member in &mut site.members {
                    member.source_row = 0;
                }
            }
            sites.sort_by(|a, b| a.management_no.cmp(&b.management_no));
            let row_is = format!("{:?} {}", register.row_is, register.copies);
            (register.institution.clone(), row_is, register.sample, sites)
        })
        .collect();
    registers.sort_by(|a, b| (&a.0, a.2).cmp(&(&b.0, b.2)));
    registers
}

#[test]
fn the_sample_comes_back_as_it_is() {
    let import = read(&crate::sample::generate());
    let text = String::from_utf8(exported(&published(&import), Format::Csv)).unwrap();
    assert_eq!(stated(&read(&text)), stated(&import));
}

/// A cell of free text, with what spreadsheets and CSV readers trip over.
fn free_text() -> impl Strategy<Value = String> {
    let begin = prop::sample::select(vec!["", "'", "=", "+", "-", "@", "''=", "＝", "'-", "\""]);
    let text = "[가-힣 a-z0-9,\"'=+@()/.-]{0,12}";
    (begin, text).prop_map(|(begin, text)| format!("{begin}{text}"))
}

fn one_of(values: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    prop::sample::select(values.to_vec()).prop_map(ToOwned::to_owned)
}

fn row() -> impl Strategy<Value = Vec<String>> {
    // Each axis has its own decimals, and zeros behind them or not.
    let axis = |degrees: std::ops::Range<f64>| {
        (degrees, 1usize..10, 0usize..7).prop_map(|(degrees, decimals, zeros)| {
            format!("{degrees:.decimals$}{}", "0".repeat(zeros))
        })
    };
    let alike =
        (37.53f64..37.57, 127.06f64..127.11, 3usize..10).prop_map(|(lat, lon, decimals)| {
            [format!("{lat:.decimals$}"), format!("{lon:.decimals$}")]
        });
    let different = (axis(37.5..37.6), axis(127.0..127.2)).prop_map(|(lat, lon)| [lat, lon]);
    let place = prop_oneof![alike, different];
    let codes = (
        one_of(&[
            "서울특별시 광진구",
            "서울특별시 광진구 교통과",
            "광진구청",
            "경기도 하남시",
        ]),
        one_of(&[
            "생활방범",
            "주정차단속",
            "방범,어린이보호",
            "교통",
            "",
            "기타",
            "산불감시",
        ]),
        one_of(&["", "1", "3", "12대"]),
        one_of(&[
            "",
            "200",
            "200만화소",
            "200,400",
            "2000000",
            "고화질",
            "FHD",
        ]),
        one_of(&[
            "",
            "반경 100m",
            "동",
            "4방면",
            "회전형",
            "북동 60도",
            "=1+1",
            "360",
        ]),
        one_of(&["", "30", "30일", "미정", "30일 이내", "미보관"]),
        one_of(&["", "2024", "2024-05", "20240531", "2024년 6월", "모름"]),
        one_of(&[
            "",
            "02-450-1234",
            "+82-2-450-1234",
            "450-1234",
            "02-450-1234~5",
            "1588-0000",
        ]),
        one_of(&["", "2026-11-01", "2026.10.31"]),
    );
    (free_text(), free_text(), free_text(), codes, place).prop_map(
        |(
            road,
            lot,
            department,
            (manager, purpose, units, pixels, direction, days, installed, phone, date),
            [lat, lon],
        )| {
            vec![
                manager, road, lot, purpose, units, pixels, direction, days, installed, phone, lat,
                lon, date, department,
            ]
        },
    )
}

#[test]
fn a_latitude_of_few_decimals_keeps_its_uncertainty() {
    let row =
        |number, lat, lon| format!("{number},광진구청,,,생활방범,1,,,,,,{lat},{lon},2026-11-01,\n");
    let pairs = [
        ("37.540", "127.0808076"),
        ("37.54", "127.080800"),
        ("37.5400000", "127.0808076"),
        ("37.5", "127.10"),
        ("37.541", "127.080000"),
        ("37.5412345", "127.08"),
    ];
    let rows: String = pairs
        .iter()
        .enumerate()
        .map(|(number, (lat, lon))| row(number, lat, lon))
        .collect();
    let first = read(&format!("{HEADER}\n{rows}"));
    assert_eq!(first.report.accepted, pairs.len() as u64);
    let exported = String::from_utf8(exported(&published(&first), Format::Csv)).unwrap();
    assert!(exported.contains(",37.540,127.0808076,"), "{exported}");
    assert_eq!(stated(&read(&exported)), stated(&first));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_exported_and_imported_again_states_the_same(rows in prop::collection::vec(row(), 1..20)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(HEADER.split(',')).unwrap();
        for (number, row) in rows.iter().enumerate() {
            let number = format!("N-{number:03}");
            writer.write_record(std::iter::once(&number).chain(row)).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let first = read(&text);
        prop_assume!(!first.registers.is_empty());
        let exported = String::from_utf8(exported(&published(&first), Format::Csv)).unwrap();
        prop_assert_eq!(stated(&read(&exported)), stated(&first));
    }
}
