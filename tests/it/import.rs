//! Register files in, sites and remarks out: through the public interface, on invented and on real
//! files.
//!
//! The real files are not part of the repository; without them their tests say so and pass.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it does not expect, and says which files it did not find"
)]

use std::fs;
use std::path::{Path, PathBuf};

use siya::dataset::DatasetBuilder;
use siya::import::{Error, Import, IssueKind, Lang, Options, ProjectedColumns, read};
use siya::model::Purpose;
use siya::model::site::PositionReason;
use siya::place::Places;
use siya::query::PurposeSet;
use siya::query::capture::{CaptureQuery, capture};
use siya::query::mobile::Mobile;
use siya::spatial::LonLat;
use siya::store::{Publishing, Store, load_dataset, publish};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/import")
        .join(name)
}

/// A real file, or `None` with a message.
pub fn real(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/real-data")
        .join(name);
    if !path.exists() {
        println!("skipped: {name} is not here");
        return None;
    }
    Some(path)
}

fn read_with(path: PathBuf, options: &Options) -> Result<Import, Error> {
    read(&[path], options, &|_| {})
}

fn read_one(path: PathBuf) -> Import {
    let import = read_with(path, &Options::default()).unwrap();
    let report = &import.report;
    assert_eq!(
        report.rows,
        report.accepted + report.mobile + report.quarantined + report.refused
    );
    assert_eq!(
        report.accepted,
        import
            .registers
            .iter()
            .map(|register| register.sites.len() as u64)
            .sum::<u64>()
    );
    assert_eq!(report.quarantined, import.quarantined.len() as u64);
    let by_institution = report.by_institution.values();
    let sums = by_institution.fold([0; 6], |sums, counts| {
        [
            sums[0] + counts.rows,
            sums[1] + counts.accepted,
            sums[2] + counts.mended,
            sums[3] + counts.suspect,
            sums[4] + counts.quarantined,
            sums[5] + counts.refused,
        ]
    });
    assert_eq!(
        sums,
        [
            report.rows,
            report.accepted,
            report.mended,
            report.suspect,
            report.quarantined,
            report.refused
        ]
    );
    import
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Import, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    read_with(path, &Options::default())
}

/// Rows of each kind of issue.
fn rows_of(import: &Import, kind: IssueKind) -> Vec<u32> {
    import
        .report
        .issues
        .iter()
        .filter(|issue| issue.kind == kind)
        .filter_map(|issue| issue.row)
        .collect()
}

#[test]
fn every_defect_of_a_standard_file_is_found_in_its_row() {
    let import = read_one(fixture("standard-2026.csv"));
    for (kind, rows) in [
        (IssueKind::SwappedMended, vec![3]),
        (IssueKind::CoordinatesMissing, vec![4]),
        (IssueKind::CoordinatesZero, vec![5]),
        (IssueKind::CoordinatesNotNumbers, vec![6]),
        (IssueKind::LatitudeEqualsLongitude, vec![7]),
        (IssueKind::DecimalPointLost, vec![8]),
        (IssueKind::OutsideKorea, vec![9]),
        (IssueKind::UnitCountZero, vec![10]),
        (IssueKind::DecimalsFew, vec![11]),
        (IssueKind::PurposeUnknown, vec![11]),
        (IssueKind::RetentionUnreadable, vec![11]),
        (IssueKind::InstalledUnreadable, vec![11]),
        (IssueKind::InstitutionUnknown, vec![12]),
        (IssueKind::InstitutionConflict, vec![13]),
        (IssueKind::FieldCount, vec![14]),
        (IssueKind::MobileNumberWithheld, vec![11]),
    ] {
        assert_eq!(rows_of(&import, kind), rows, "{}", kind.code());
    }
    let report = &import.report;
    assert_eq!((report.rows, report.accepted, report.mended), (13, 5, 1));
    assert_eq!(
        (
            report.quarantined,
            report.refused,
            report.withheld.mobile_numbers
        ),
        (4, 4, 1)
    );
    assert_eq!(report.issues.len(), 16);
}

#[test]
fn sites_go_to_the_register_of_their_institution_with_all_that_the_row_states() {
    let import = read_one(fixture("standard-2026.csv"));
    let keys: Vec<_> = import
        .registers
        .iter()
        .map(|r| (r.institution.as_str(), r.source.as_str(), r.sites.len()))
        .collect();
    assert_eq!(
        keys,
        [("3040000", "standard", 4), ("unknown", "standard", 1)]
    );
    let register = &import.registers[0];
    assert_eq!(register.reference_date, Some(jiff::civil::date(2026, 5, 2)));
    let good = &register.sites[0];
    assert_eq!(
        (good.source_row, good.purpose, good.unit_count),
        (2, Purpose::Crime, Some(3))
    );
    assert_eq!(
        (good.row_range.min_m, good.row_range.max_m),
        (Some(100.0), Some(100.0))
    );
    assert_eq!(
        good.installed.map(|date| date.to_string()).as_deref(),
        Some("2020-05")
    );
    let swapped = &register.sites[1];
    assert!((swapped.position.lat() - 37.53852).abs() < 1e-9);
    assert_eq!(
        swapped.reasons.iter().collect::<Vec<_>>(),
        [PositionReason::SwappedMended]
    );
    assert_eq!(register.sites[2].phone, None);
}

#[test]
fn the_report_says_row_column_and_value_in_both_languages() {
    let report = read_one(fixture("standard-2026.csv")).report;
    let english = report.render(Lang::En);
    let line = "row 6, column \"WGS84위도\": \"37,56,65\" is not a coordinate: write degrees such as 37.5385";
    assert!(english.contains(line), "{english}");
    assert!(
        report.render(Lang::Ko).contains(
            "8행, \"WGS84위도\" 열: \"3753851\"에 소수점이 빠졌습니다 (37.53851일 가능성)"
        )
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["rows"], 13);
    assert_eq!(json["unknown_purpose_labels"]["고래 관찰"], 1);
    assert_eq!(json["issues"][0]["kind"], "swapped_mended");
}

#[test]
fn the_same_rows_in_cp949_utf8_and_utf16_with_any_line_end_give_the_same_sites() {
    let text = fs::read_to_string(fixture("standard-2026.csv")).unwrap();
    let plain = read_bytes("a.csv", text.as_bytes()).unwrap();
    let crlf = text.replace('\n', "\r\n");
    let utf16: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let semicolons = text
        .replace("\"37,56,65\"", "37#56#65")
        .replace(',', ";")
        .replace('#', ",");
    for (encoding, bytes) in [
        ("UTF-8", crlf.clone().into_bytes()),
        ("UTF-8 (BOM)", format!("\u{FEFF}{text}").into_bytes()),
        ("CP949", encoding_rs::EUC_KR.encode(&crlf).0.into_owned()),
        ("UTF-16", utf16),
        ("UTF-8", semicolons.into_bytes()),
    ] {
        let import = read_bytes("b.csv", &bytes).unwrap();
        assert_eq!(import.files[0].encoding, encoding);
        assert_eq!(
            import.registers[0].sites, plain.registers[0].sites,
            "{encoding}"
        );
        assert_eq!(import.report.issues, plain.report.issues, "{encoding}");
    }
}

#[test]
fn json_records_give_the_same_sites_as_csv_rows() {
    let json = r#"[{"관리기관명":"서울특별시 광진구청","설치목적구분":"생활방범","위도":37.53851,"경도":"127.08472","카메라대수":3},
                   {"institutionNm":"하남시청","latitude":"37.5","hardness":127.21},
                   7]"#;
    let import = read_bytes("records.json", json.as_bytes()).unwrap();
    assert_eq!((import.report.accepted, import.report.refused), (2, 1));
    assert_eq!(rows_of(&import, IssueKind::NotAnObject), [3]);
    assert_eq!(import.registers[0].sites[0].unit_count, Some(3));
}

#[test]
fn a_folder_of_tiles_gives_the_same_sites_as_their_tar() {
    let tiles = [
        (
            "t_1.json",
            r#"[{"managementNumber":"202630400000800001","manager":"서울특별시 광진구청","purpose":"방범","lat":37.53851,"lng":127.08472}]"#,
        ),
        (
            "t_2.json",
            r#"[{"managementNumber":"202640400000800002","manager":"경기도 하남시청 정보통신과","purpose":"방범","lat":37.53,"lng":127.21,"slug":"x"}]"#,
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in tiles {
        fs::write(folder.path().join(name), text).unwrap();
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    let from_folder = read_with(folder.path().to_owned(), &Options::default()).unwrap();
    let from_tar = read_bytes("tiles.tar", &tar.into_inner().unwrap()).unwrap();
    let sites = |import: &Import| {
        import
            .registers
            .iter()
            .map(|r| (r.institution.clone(), r.sites.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(sites(&from_folder), sites(&from_tar));
    assert_eq!(
        from_tar
            .registers
            .iter()
            .map(|r| r.institution.as_str())
            .collect::<Vec<_>>(),
        ["3040000", "4040000"]
    );
    assert_eq!(
        from_tar.registers[1].sites[0].department.as_deref(),
        Some("정보통신과")
    );
    assert_eq!(from_tar.report.unrecognised_columns[0].columns, ["slug"]);
}

#[test]
fn sample_records_make_a_register_of_their_own() {
    let text = "관리기관명,부서,설치목적구분,위도,경도,표본\n하남시,정보통신과,다목적,37.5391,127.2144,표본\n하남시,,다목적,37.5392,127.2144,\n";
    let import = read_bytes("hanam.csv", text.as_bytes()).unwrap();
    let keys: Vec<_> = import
        .registers
        .iter()
        .map(|r| (r.source.as_str(), r.sample, r.sites.len()))
        .collect();
    assert_eq!(keys, [("standard", false, 1), ("sample", true, 1)]);
    assert_eq!(
        import.registers[1].sites[0].department.as_deref(),
        Some("정보통신과")
    );
}

#[test]
fn the_user_may_name_the_institution_and_the_source() {
    let options = Options {
        institution: Some("3780000".to_owned()),
        source: Some("2018".to_owned()),
        ..Options::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.csv");
    fs::write(&path, "위도,경도\n37.42,127.126\n").unwrap();
    let import = read_with(path.clone(), &options).unwrap();
    assert_eq!(
        (
            import.registers[0].institution.as_str(),
            import.registers[0].source.as_str()
        ),
        ("3780000", "2018")
    );
    let import = read_with(path.clone(), &Options::default()).unwrap();
    assert_eq!(
        (
            import.registers[0].institution.as_str(),
            import.registers[0].source.as_str()
        ),
        ("unknown", "points")
    );
    let unknown = Options {
        institution: Some("1".to_owned()),
        ..Options::default()
    };
    assert!(matches!(
        read_with(path, &unknown),
        Err(Error::UnknownInstitution(_))
    ));
}

#[test]
fn projected_columns_are_reprojected_easting_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("localdata.csv");
    fs::write(&path, "관리기관명,좌표정보(X),좌표정보(Y)\n광진구청,200000,450000\n광진구청,inf,450000\n광진구청,9999999,450000\n").unwrap();
    let columns = |code: &str, x: &str| ProjectedColumns {
        code: code.parse().unwrap(),
        x: x.into(),
        y: "좌표정보(Y)".into(),
    };
    let options = Options {
        crs: Some(columns("EPSG:5174", "좌표정보(X)")),
        ..Options::default()
    };
    let import = read_with(path.clone(), &options).unwrap();
    assert_eq!((import.report.accepted, import.report.refused), (1, 2));
    let at = import.registers[0].sites[0].position;
    assert!(
        (at.lon() - 127.000_788_027_712).abs() < 5.1e-9
            && (at.lat() - 37.552_268_004_389).abs() < 5.1e-9
    );
    assert_eq!(rows_of(&import, IssueKind::NotAPlaceInKorea), [4]);
    let wrong = Options {
        crs: Some(columns("EPSG:5174", "x")),
        ..Options::default()
    };
    assert!(
        matches!(read_with(path.clone(), &wrong), Err(Error::NoSuchColumn { name, .. }) if name == "x")
    );
    let unknown = Options {
        crs: Some(columns("EPSG:999999", "좌표정보(X)")),
        ..Options::default()
    };
    assert!(matches!(read_with(path, &unknown), Err(Error::Crs(_))));
}

#[test]
fn files_that_are_no_registers_are_refused_with_one_sentence() {
    for (name, bytes, expected) in [
        ("empty.csv", b"".as_slice(), "empty.csv is empty"),
        ("blank.csv", b"\n\n \n", "blank.csv is empty"),
        (
            "header.csv",
            "위도,경도\n".as_bytes(),
            "header.csv holds no rows",
        ),
        ("a.json", b"[", "a.json is not a JSON list of records: "),
        ("a.json", b"[]", "a.json holds no rows"),
        (
            "a.json",
            b"[{\"a\":1}]",
            "a.json says nowhere where the cameras are: ",
        ),
        (
            "a.html",
            b"<!DOCTYPE html><html>",
            "a.html is a web page without a table of data: ",
        ),
        (
            "a.csv",
            b"latitude,longitude\n\x00",
            "a.csv is not a text file (a control character at byte 19)",
        ),
    ] {
        let error = read_bytes(name, bytes).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
        assert!(
            error.sentence(Lang::Ko).contains(name),
            "{}",
            error.sentence(Lang::Ko)
        );
    }
    let twice = [fixture("standard-2026.csv"), fixture("standard-2026.csv")];
    assert!(matches!(
        read(&twice, &Options::default(), &|_| {}),
        Err(Error::SameFile { .. })
    ));
}

#[test]
fn an_open_quotation_mark_refuses_every_line_that_it_swallows_and_says_so() {
    let mut text = "위도,경도,주소\n37.5,127.12,\"여기\n".to_owned();
    text.push_str(&"37.5,127.13,저기\n".repeat(20));
    let import = read_bytes("a.csv", text.as_bytes()).unwrap();
    assert_eq!((import.report.accepted, import.report.refused), (0, 22));
    assert_eq!(rows_of(&import, IssueKind::QuotationOpen), [2]);
}

#[test]
fn progress_reaches_its_end_and_the_result_does_not_depend_on_the_threads() {
    let path = fixture("standard-2026.csv");
    let alone = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let one = alone.install(|| read_one(path.clone()));
    let last = std::sync::Mutex::new((0, 0));
    let many = read(&[path], &Options::default(), &|progress| {
        *last.lock().unwrap() = (progress.done, progress.total);
    })
    .unwrap();
    let (done, total) = *last.lock().unwrap();
    assert_eq!(done, total);
    assert_eq!(
        serde_json::to_string(&one.report).unwrap(),
        serde_json::to_string(&many.report).unwrap()
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_make_an_import_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let with_header = [b"latitude,longitude,address\n".as_slice(), &bytes].concat();
        let as_list = [b"[{\"lat\":".as_slice(), &bytes, b"}]"].concat();
        for bytes in [&bytes, &with_header, &as_list] {
            let _ = read_bytes("x", bytes);
        }
    }
}

#[test]
fn the_national_register_is_read_whole() {
    let Some(path) = real("national-2026/cctv-tiles-2026-05.tar") else {
        return;
    };
    let import = read_one(path);
    let report = &import.report;
    assert_eq!(report.rows, 330_761);
    // 21 positions off Korea, one of them with equal coordinates.
    let off_korea =
        report.count(IssueKind::OutsideKorea) + report.count(IssueKind::LatitudeEqualsLongitude);
    assert_eq!(off_korea, 21);
    assert_eq!(report.count(IssueKind::UnitCountZero), 287);
    assert_eq!(report.refused, 0);
    assert!(
        import
            .registers
            .iter()
            .all(|register| register.institution != "unknown")
    );
    let gwangjin = import
        .registers
        .iter()
        .find(|register| register.institution == "3040000")
        .unwrap();
    assert_eq!(
        (gwangjin.sites.len(), gwangjin.source.as_str()),
        (1304, "standard")
    );
}

#[test]
fn the_standard_files_of_real_cities_are_read_row_by_row() {
    for (name, rows, refused, registers) in [
        ("standard-csv/seoul_cctv_2018_sorted.csv", 24_363, 0, 26),
        ("standard-csv/세종특별자치시_CCTV_20210101.csv", 1234, 2, 1),
        ("standard-csv/seongnam_cctv_2018.csv", 1564, 0, 1),
    ] {
        let Some(path) = real(name) else { continue };
        let import = read_one(path);
        assert_eq!(import.files[0].encoding, "CP949", "{name}");
        assert_eq!(
            (import.report.rows, import.report.refused),
            (rows, refused),
            "{name}"
        );
        assert_eq!(import.registers.len(), registers, "{name}");
    }
}

#[test]
fn points_alone_are_sites_and_their_defects_are_found() {
    let Some(path) = real("points-only/busan_cctv_latlon.csv") else {
        return;
    };
    let import = read_one(path);
    assert_eq!(
        (
            import.report.rows,
            import.report.quarantined,
            import.report.refused
        ),
        (15_648, 1, 1)
    );
    assert_eq!(import.report.count(IssueKind::InstitutionMissing), 1);
}

#[test]
fn a_table_of_counts_is_refused_for_lack_of_places() {
    let Some(path) = real("not-locations/seoul_cctv_counts_2021.csv") else {
        return;
    };
    assert!(matches!(
        read_with(path, &Options::default()),
        Err(Error::Statistics { .. })
    ));
}

#[test]
fn degrees_and_projected_metres_of_the_same_cameras_agree() {
    let Some(path) = real("projected/songpa_cctv_wkt_epsg5179.csv") else {
        return;
    };
    let degrees = read_one(path.clone());
    // The file has its metres as well-known text: put them into columns.
    let text = fs::read_to_string(path)
        .unwrap()
        .replace("geometry", "x,y")
        .replace("POINT (", "")
        .replace(')', "");
    let text: Vec<String> = text
        .lines()
        .map(|line| {
            line.rsplit_once(' ').map_or_else(
                || line.to_owned(),
                |(before, after)| format!("{before},{after}"),
            )
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let columns = folder.path().join("columns.csv");
    fs::write(&columns, text.join("\n")).unwrap();
    let crs = ProjectedColumns {
        code: "EPSG:5179".parse().unwrap(),
        x: "x".into(),
        y: "y".into(),
    };
    let projected = read_with(
        columns,
        &Options {
            crs: Some(crs),
            ..Options::default()
        },
    )
    .unwrap();
    let (degrees, projected) = (&degrees.registers[0].sites, &projected.registers[0].sites);
    assert_eq!((degrees.len(), projected.len()), (1162, 1162));
    for (a, b) in degrees.iter().zip(projected) {
        let off = siya::spatial::geodesic::geodesic_distance_m(a.position, b.position);
        assert!(off < 0.01, "row {}: {off} m", a.source_row);
    }
}

#[test]
fn vehicles_and_drones_of_a_register_are_mobile_units_of_its_institution_and_never_points() {
    let text = "관리기관명,설치목적구분,구분,카메라대수,소재지지번주소,위도,경도\n\
        광진구청,교통단속,고정형,1,자양동 1,37.53851,127.08472\n\
        광진구청,교통단속,차량탑재형,2,,,\n\
        광진구청,생활방범,드론,1,자양동 2,37.53852,127.08472\n\
        광진구청,,VMS,1,자양동 3,37.53853,127.08472\n";
    let import = read_bytes("a.csv", text.as_bytes()).unwrap();
    let report = &import.report;
    assert_eq!(
        (report.rows, report.accepted, report.mobile, report.refused),
        (4, 1, 2, 1)
    );
    assert_eq!(rows_of(&import, IssueKind::NotACamera), [5]);
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let publishing = Publishing {
        options: &Options::default(),
        at: "2026-05-01T03:00:00Z".parse().unwrap(),
        confirm: false,
        progress: &|_| {},
        waiting: &|| {},
    };
    publish(&mut store, &import, &publishing).unwrap();
    let mut builder = DatasetBuilder::new();
    load_dataset(&mut store, &mut builder).unwrap();
    let dataset = builder.build();
    assert_eq!(dataset.len(), 1);
    let ask = |purposes| {
        let question = CaptureQuery {
            point: LonLat::new(127.0847, 37.5385).unwrap(),
            accuracy_m: 0.0,
            interval: None,
            as_of: "2026-05-02T03:00:00Z".parse().unwrap(),
            purposes,
            institutions: Vec::new(),
        };
        let answer = capture(&dataset, Places::embedded(), question);
        let listed = answer
            .mobile_units
            .iter()
            .filter_map(|(_, unit)| match unit {
                Mobile::Register(unit) => Some((unit.source_row, unit.description.to_string())),
                Mobile::Policy(_) => None,
            });
        (listed.collect::<Vec<_>>(), answer.mobile_units.len())
    };
    let (listed, all) = ask(PurposeSet::default());
    assert_eq!(
        listed,
        [(3, "차량탑재형".to_owned()), (4, "드론".to_owned())]
    );
    // The policy of Gwangjin lists two more.
    assert_eq!(all, 4);
    let mut crime = PurposeSet::default();
    crime.insert(Purpose::Crime);
    assert_eq!(ask(crime).0, [(4, "드론".to_owned())]);
}
