use super::*;
use crate::import::issue::Lang;
use crate::import::{Error as ImportError, Import, Options, read_bytes};
use crate::spatial::LonLat;
use proptest::strategy::Strategy;

fn mapping(text: &str) -> Result<Mapping, Error> {
    Mapping::parse("m", "m.toml", text)
}

fn read_by(text: &str, file: &str) -> Result<Import, ImportError> {
    let options = Options {
        mappings: Mappings {
            chosen: Some(Arc::new(mapping(text).unwrap())),
            kept: Vec::new(),
        },
        ..Options::default()
    };
    read_bytes("f.csv", file.as_bytes(), &options)
}

fn read_keeping(texts: &[&str], name: &str, file: &str) -> Result<Import, ImportError> {
    let kept = texts
        .iter()
        .map(|text| Arc::new(mapping(text).unwrap()))
        .collect();
    let options = Options {
        mappings: Mappings { chosen: None, kept },
        ..Options::default()
    };
    read_bytes(name, file.as_bytes(), &options)
}

fn first(import: &Import) -> LonLat {
    import.registers[0].sites[0].position
}

#[test]
fn a_wrong_mapping_is_told_with_its_line() {
    for (text, line, part) in [
        (
            "[columns]\n\"가\" = \"latitud\"",
            2,
            "\"latitud\" is not a meaning",
        ),
        (
            "[columns]\n\"가\" = \"latitude\"\n\"나\" = \"latitude\"",
            3,
            "in line 2",
        ),
        (
            "[columns]\n\"#0\" = \"latitude\"",
            2,
            "\"#0\" is not the number",
        ),
        (
            "[columns]\n\n\"가\" = \"x\"",
            3,
            "need their coordinate system",
        ),
        ("[read]\ncrs = \"EPSG:999999\"", 2, "EPSG:999999"),
        (
            "[read]\ninstitution = \"1\"",
            2,
            "\"1\" is not the 7-digit code",
        ),
        (
            "[read]\nheader_row = \"none\"\n[columns]\n\"가\" = \"latitude\"",
            4,
            "such as \"#3\"",
        ),
    ] {
        let error = mapping(text).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with(&format!("the mapping m.toml, line {line}: ")),
            "{message}"
        );
        assert!(message.contains(part), "{message}");
        assert!(error.sentence(Lang::Ko).contains(&format!("{line}번째 줄")));
    }
    for text in [
        "[colums]",
        "[read]\nrow = \"mast\"",
        "[for]\nfile = 1",
        "x =",
    ] {
        let error = mapping(text).unwrap_err();
        assert!(
            matches!(error, Error::Syntax { .. }) && error.to_string().contains("line"),
            "{error}"
        );
    }
}

#[test]
fn unknown_names_are_read_by_a_mapping_and_what_it_leaves_out_by_its_names() {
    let text = "[read]\nrow = \"pole\"\n[columns]\n\"가\" = \"longitude\"\n\"나\" = \"latitude\"\n\"용도\" = \"ignored\"\n";
    let import = read_by(text, "제목\n가,나,용도,카메라대수\n127.11,37.51,방범,3\n").unwrap();
    let site = &import.registers[0].sites[0];
    assert_eq!((site.position.lon(), site.position.lat()), (127.11, 37.51));
    assert_eq!(
        (site.unit_count, site.purpose_raw.as_deref()),
        (Some(3), None)
    );
    assert_eq!(import.registers[0].row_is, RowUnit::Pole);
    let table = &import.report.tables[0];
    assert_eq!(
        (table.header_row, table.mapping.as_deref()),
        (Some(2), Some("m"))
    );
    assert!(import.report.render(Lang::En).contains("by the mapping m"));
}

#[test]
fn a_table_without_a_header_is_read_by_numbers_from_its_first_row() {
    let text = "[read]\nheader_row = \"none\"\n[columns]\n\"#2\" = \"latitude\"\n\"#3\" = \"longitude\"\n\"#1\" = \"address\"";
    let import = read_by(text, "광진구 1,37.51,127.11,x\n광진구 2,37.61,127.11\n").unwrap();
    let rows: Vec<u32> = import.registers[0]
        .sites
        .iter()
        .map(|site| site.source_row)
        .collect();
    assert_eq!(rows, [1, 2]);
}

#[test]
fn projected_columns_are_read_in_the_system_of_the_mapping() {
    let text = "[read]\ncrs = \"EPSG:5181\"\n[columns]\n\"가\" = \"x\"\n\"나\" = \"y\"\n";
    let import = read_by(text, "가,나\n200000,450000\n").unwrap();
    let at = first(&import);
    assert!((at.lon() - 127.0).abs() < 5.1e-9 && (at.lat() - 37.549_517_975_967).abs() < 5.1e-9);
}

#[test]
fn what_the_file_lacks_is_told_with_the_line_of_the_mapping() {
    let text =
        "[columns]\n\"위도\" = \"latitude\"\n\"경도\" = \"longitude\"\n\"거리\" = \"direction\"\n";
    let error = read_by(text, "위도,경도\n37.51,127.11\n")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("line 4: f.csv has no column \"거리\"; the columns are \"위도\", \"경도\""),
        "{error}"
    );
    let twice = "[columns]\n\"위도\" = \"latitude\"\n";
    let error = read_by(twice, "위도,위도,경도\n37.51,37.61,127.11\n")
        .unwrap_err()
        .to_string();
    assert!(error.contains("\"#1\", \"#2\""), "{error}");
    let third = "[columns]\n\"#2\" = \"latitude\"\n\"#1\" = \"ignored\"\n";
    let at = first(&read_by(third, "위도,위도,경도\n37.51,37.61,127.11\n").unwrap());
    assert!((at.lat() - 37.61).abs() < 1e-12);
    let row = "[read]\nheader_row = 9\n";
    let error = read_by(row, "위도,경도\n37.51,127.11\n")
        .unwrap_err()
        .to_string();
    assert!(error.contains("f.csv has no row 9"), "{error}");
}

#[test]
fn a_kept_mapping_is_used_for_the_tables_that_it_is_for_and_no_others() {
    let names = ["가".to_owned(), "나".to_owned()];
    let columns = "[columns]\n\"가\" = \"latitude\"\n\"나\" = \"longitude\"\n";
    let by_header = format!(
        "[for]\nheader = \"{}\"\n{columns}",
        find::fingerprint_of(&names, false)
    );
    let good = "제목\n\n가,나\n37.51,127.11\n";
    let at = first(&read_keeping(&[&by_header], "a.csv", good).unwrap());
    assert!((at.lat() - 37.51).abs() < 1e-12);
    // Spaces and brackets do not make another header; another column does.
    assert!(read_keeping(&[&by_header], "a.csv", "가 ,(나)\n37.51,127.11\n").is_ok());
    let other = read_keeping(&[&by_header], "a.csv", "가,나,다\n37.51,127.11,1\n").unwrap_err();
    assert!(
        matches!(&other, ImportError::MappingUnfit { why, .. } if matches!(**why, ImportError::NeedsMapping { .. })),
        "{other}"
    );
    let said = "fits 2 of 2 columns; new: \"다\"";
    assert!(other.to_string().contains(said), "{other}");
    let by_file = format!("[for]\nfiles = [\"songpa_*.csv\"]\n{columns}");
    assert!(read_keeping(&[&by_file], "songpa_2025.csv", good).is_ok());
    assert!(read_keeping(&[&by_file], "a.csv", good).is_err());
    let by_office = format!("[for]\ninstitution = \"3040000\"\n{columns}");
    let rows = "가,나,관리기관명\n37.51,127.11,서울특별시 광진구청\n";
    assert!(read_keeping(&[&by_office], "a.csv", rows).is_ok());
    assert!(
        read_keeping(
            &[&by_office],
            "a.csv",
            "가,나,관리기관명\n37.51,127.11,하남시청\n"
        )
        .is_err()
    );
    let error = read_keeping(&[&by_header, &by_file], "songpa_1.csv", good).unwrap_err();
    assert!(
        error.to_string().contains("fits the mapping m as well"),
        "{error}"
    );
}

#[test]
fn mappings_are_kept_in_a_folder_and_have_to_say_what_they_are_for() {
    let directory = tempfile::tempdir().unwrap();
    assert!(Mappings::kept_in(directory.path()).unwrap().kept.is_empty());
    let folder = directory.path().join(FOLDER);
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.toml"), "[for]\nfiles = [\"*\"]\n").unwrap();
    std::fs::write(folder.join("note.txt"), "x").unwrap();
    let kept = Mappings::kept_in(directory.path()).unwrap().kept;
    assert_eq!(
        kept.iter()
            .map(|mapping| mapping.name())
            .collect::<Vec<_>>(),
        ["a"]
    );
    std::fs::write(folder.join("b.toml"), "[columns]\n").unwrap();
    let error = Mappings::kept_in(directory.path()).unwrap_err();
    assert!(error.to_string().contains("[for] needs"), "{error}");
}

#[test]
fn a_proposal_reads_the_file_that_it_was_made_from() {
    let places = "서울 광진구 광장동 334-2,37.54779,127.10699\n서울 광진구 광장동 445-3,37.543799,127.10241\n서울 광진구 구의동 135,37.549593,127.08178\n";
    let projected = "번지,동,북\n서울특별시 광진구 자양동 1,207400.5,548000.1\n서울특별시 광진구 자양동 2,207500.5,548100.1\n";
    for (name, file, hint) in [
        ("names", format!("가,나,다\n{places}"), "by its values"),
        ("none", places.to_owned(), "the first row holds values"),
        (
            "swapped",
            format!("주소,경도,위도\n{places}"),
            "against its name",
        ),
        ("metres", projected.to_owned(), "crs = \"EPSG:5186\""),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("f.csv");
        std::fs::write(&path, &file).unwrap();
        let seen = crate::import::examine(&path, &Options::default()).unwrap();
        let proposal = seen[0].proposal(Lang::En);
        assert!(proposal.contains(hint), "{name}: {proposal}");
        let import = read_by(&proposal, &file).unwrap();
        let report = &import.report;
        assert_eq!(
            (report.accepted, report.mended),
            (report.rows, 0),
            "{name}: {proposal}"
        );
        let korean = seen[0].proposal(Lang::Ko);
        assert_eq!(
            read_by(&korean, &file).unwrap().report.accepted,
            report.accepted,
            "{korean}"
        );
        // Kept as it is, it is found again.
        let kept = read_keeping(&[&proposal], "f.csv", &file).unwrap();
        assert_eq!(
            kept.report.tables[0].mapping.as_deref(),
            Some("m"),
            "{name}"
        );
    }
}

#[test]
fn a_proposal_takes_eastings_for_x_also_where_they_are_the_larger_numbers() {
    use crate::spatial::crs::{EpsgCode, Transformation};
    use std::fmt::Write;
    let places = [
        ("경상남도 김해시", 128.8894, 35.2285),
        ("서울특별시 광진구", 127.0847, 37.5385),
    ];
    for code in [5186, 5181, 5179, 5174, 2097].map(EpsgCode::new) {
        let from = Transformation::from_lonlat(code).unwrap();
        for (place, lon, lat) in places {
            let points: Vec<LonLat> = (0..4)
                .map(|n| LonLat::new(lon + f64::from(n) / 500.0, lat).unwrap())
                .collect();
            // The northing of surveyors is X; 가 and 나 say nothing.
            for (names, is_northing_first) in [
                ("X좌표,Y좌표", false),
                ("Y좌표,X좌표", true),
                ("X좌표,Y좌표", true),
                ("가,나", false),
                ("가,나", true),
            ] {
                let mut file = format!("주소,{names}\n");
                for at in &points {
                    let (x, y) = from.project(*at).unwrap();
                    let (a, b) = if is_northing_first { (y, x) } else { (x, y) };
                    let _ = writeln!(file, "{place} 1,{a:.4},{b:.4}");
                }
                let directory = tempfile::tempdir().unwrap();
                let path = directory.path().join("f.csv");
                std::fs::write(&path, &file).unwrap();
                let seen = crate::import::examine(&path, &Options::default()).unwrap();
                let proposal = seen[0].proposal(Lang::Ko);
                let line = format!("#crs = \"{code}\"");
                let chosen = proposal.replace(&line, &line[1..]);
                let import = read_by(&chosen, &file).unwrap();
                let sites = &import.registers[0].sites;
                assert_eq!(sites.len(), points.len(), "{chosen}");
                for (site, at) in sites.iter().zip(&points) {
                    let off = crate::spatial::geodesic::geodesic_distance_m(site.position, *at);
                    assert!(off < 0.01, "{off} m: {chosen}");
                }
            }
        }
    }
}

#[test]
fn a_proposal_shows_no_mobile_number() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("f.csv");
    std::fs::write(&path, "위도,경도,담당\n37.51,127.11,010-1234-5678\n").unwrap();
    let seen = crate::import::examine(&path, &Options::default()).unwrap();
    let proposal = seen[0].proposal(Lang::En);
    assert!(
        !proposal.contains("1234") && proposal.contains("personal"),
        "{proposal}"
    );
    let preview = format!("{:?}", seen[0].preview(5, Lang::En));
    assert!(!preview.contains("1234"));
}

const PLACES: [&str; 2] = ["37.51,127.11", "37.52,127.12"];

/// A register of standard names, with one column that only a mapping explains.
fn register(kind: &str) -> String {
    let rows = PLACES.map(|place| format!("서울특별시 광진구청,광진-1,방범,30,{place}\n"));
    format!(
        "관리기관명,관리번호,{kind},보관일수,위도,경도\n{}",
        rows.concat()
    )
}

#[test]
fn a_kept_mapping_that_lacks_a_column_of_its_table_is_an_error_that_names_it() {
    let columns = "[read]\nrow = \"camera\"\n[columns]\n\"종별\" = \"purpose\"\n";
    for condition in ["files = [\"k_*.csv\"]", "institution = \"3040000\""] {
        let kept = format!("[for]\n{condition}\n{columns}");
        let read = read_keeping(&[&kept], "k_2026.csv", &register("종별")).unwrap();
        assert_eq!(read.registers[0].row_is, RowUnit::Camera);
        let error = read_keeping(&[&kept], "k_2027.csv", &register("종류"))
            .unwrap_err()
            .to_string();
        let line = "the mapping m, line 6: k_2027.csv has no column \"종별\"; the columns are";
        assert!(
            error.contains(line) && error.contains("\"종류\"") && error.contains("[for]"),
            "{error}"
        );
        // Where another mapping fits, that one reads it.
        let next = kept.replace("종별", "종류");
        assert!(read_keeping(&[&kept, &next], "k_2027.csv", &register("종류")).is_ok());
        // What names cannot read is refused by both reasons.
        let refused = read_keeping(
            &[&kept],
            "k_1.csv",
            "관리기관명,가\n서울특별시 광진구청,1\n",
        );
        let refused = refused.unwrap_err().to_string();
        if condition.starts_with("files") {
            assert!(
                refused.contains("\"종별\"") && refused.contains("without it: "),
                "{refused}"
            );
        }
    }
}

#[test]
fn an_office_may_have_tables_that_its_mapping_says_nothing_of() {
    let kept = "[for]\ninstitution = \"3040000\"\n[columns]\n\"가\" = \"latitude\"\n\"나\" = \"longitude\"\n";
    let read = read_keeping(&[kept], "a.csv", &register("종류")).unwrap();
    let notes = format!("{:?}", read.files[0].notes);
    assert!(
        notes.contains("read by names alone") && notes.contains("\\\"가\\\""),
        "{notes}"
    );
}

/// A mapping for the header of `register("종별")` that names all of its columns.
fn by_header(reads: &str) -> String {
    let file = register("종별");
    let names: Vec<String> = file
        .lines()
        .next()
        .unwrap()
        .split(',')
        .map(ToOwned::to_owned)
        .collect();
    let header = find::fingerprint_of(&names, false);
    format!(
        "[for]\nheader = \"{header}\"\n{reads}[columns]\n\"관리기관명\" = \"manager\"\n\"관리번호\" = \"management_no\"\n\"종별\" = \"purpose\"\n\"보관일수\" = \"retention_days\"\n\"위도\" = \"latitude\"\n\"경도\" = \"longitude\"\n"
    )
}

#[test]
fn a_mapping_reads_a_header_with_a_column_more_and_says_so() {
    let kept = by_header("[read]\nrow = \"pole\"\n");
    let exact = read_keeping(&[&kept], "a.csv", &register("종별")).unwrap();
    assert_eq!(exact.files[0].notes, []);
    let more = register("종별")
        .replace("경도\n", "경도,설치업체\n")
        .replace(".11\n", ".11,가\n")
        .replace(".12\n", ".12,나\n");
    let read = read_keeping(&[&kept], "a.csv", &more).unwrap();
    assert_eq!(read.report.tables[0].mapping.as_deref(), Some("m"));
    assert_eq!(
        read.registers[0].sites[0].purpose_raw.as_deref(),
        Some("방범")
    );
    let notes = format!("{:?}", read.files[0].notes);
    assert!(
        notes.contains("6 of 6 columns; new: \\\"설치업체\\\""),
        "{notes}"
    );
    // That of another office does not.
    let other = by_header("[read]\ninstitution = \"5350000\"\n");
    let foreign = read_keeping(&[&other], "a.csv", &more).unwrap();
    assert_eq!(foreign.report.tables[0].mapping, None);
    // Two that fit as well as each other are no choice.
    let two = read_keeping(&[&kept, &kept], "a.csv", &more).unwrap_err();
    assert!(two.to_string().contains("as well"), "{two}");
}

#[test]
fn a_mapping_for_nearly_the_same_header_is_told_and_binds_where_names_say_otherwise() {
    let renamed = register("종류");
    let said = "fits 5 of 6 columns; missing: \"종별\"; new: \"종류\"";
    // What is left says what names say as well: they may read it, with a remark.
    let kept = by_header("");
    let read = read_keeping(&[&kept], "a.csv", &renamed).unwrap();
    assert_eq!(read.report.tables[0].mapping, None);
    let notes = format!("{:?}", read.files[0].notes).replace('\\', "");
    assert!(notes.contains(said), "{notes}");
    // A column that is left means something else by its name.
    let other = kept.replace("retention_days", "ignored");
    let error = read_keeping(&[&other], "a.csv", &renamed).unwrap_err();
    assert!(
        matches!(error, ImportError::Mapping(_)) && error.to_string().contains(said),
        "{error}"
    );
    let korean = error.sentence(Lang::Ko);
    assert!(korean.contains("열 6개 중 5개"), "{korean}");
    // A table of which it knows little is not its own.
    let foreign = "관리번호,위도,경도\n1,37.51,127.11\n";
    let read = read_keeping(&[&other], "a.csv", foreign).unwrap();
    assert_eq!(read.files[0].notes, []);
}

#[test]
fn files_are_named_with_their_folders_or_without_and_in_either_form_of_hangul() {
    use super::named::is_named;
    use unicode_normalization::UnicodeNormalization;
    let apart: String = "김해_2026.csv".nfd().collect();
    let patterns = ["김해_*.csv".to_owned()];
    for label in [
        "김해_2026.csv",
        "김해_2026.csv.gz",
        &apart,
        "a.zip: 2026/김해_2026.csv",
        "folder: 김해_2026.csv",
        "a.zip: 김해_2026.csv: Sheet1",
    ] {
        assert!(is_named(&patterns, &label.into()), "{label}");
        assert!(
            is_named(&[patterns[0].nfd().collect()], &label.into()),
            "{label}"
        );
    }
    for label in ["김해_2026.csv.txt", "xx김해_2026.csv"] {
        assert!(!is_named(&patterns, &label.into()), "{label}");
    }
    let alone = Called {
        label: "a.zip".to_owned(),
        alone: vec!["x/김해_2026.csv".to_owned()],
    };
    assert!(is_named(&patterns, &alone));
    assert!(is_named(&["x/*.csv".to_owned()], &alone));
}

#[test]
fn beside_degrees_a_proposal_leaves_x_and_y_of_which_no_system_is_known() {
    let file = "위도,경도,x,y\n37.51,127.11,값,값\n37.52,127.12,값,값\n";
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("f.csv");
    std::fs::write(&path, file).unwrap();
    let seen = crate::import::examine(&path, &Options::default()).unwrap();
    let proposal = seen[0].proposal(Lang::En);
    assert!(
        proposal.contains("\"x\" = \"ignored\"") && proposal.contains("\"y\" = \"ignored\""),
        "{proposal}"
    );
    assert_eq!(read_by(&proposal, file).unwrap().report.accepted, 2);
}

/// Names that say something, over values that do not.
const MEANINGFUL: &[&str] = &[
    "x",
    "y",
    "X좌표",
    "좌표",
    "geometry",
    "lat",
    "lon",
    "WGS84위도",
    "관리번호",
    "관리기관명",
    "소재지도로명주소",
    "카메라대수",
    "보관일수",
    "촬영방면정보",
    "설치년월",
    "시군구",
];

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    #[test]
    fn a_proposal_fits_its_file_whatever_the_header_says(
        names in proptest::collection::vec(
            proptest::prop_oneof![
                "[가-힣a-z \"'\\\\=#\\[\\]{}.,\n\r\t\u{1}\u{7f}\u{85}😀]{0,12}",
                proptest::sample::select(MEANINGFUL).prop_map(ToOwned::to_owned),
            ],
            1..6,
        ),
        file_name in "[a-z가\"# ]{1,8}",
    ) {
        // Keys of records hold anything, without the rules of a table of texts.
        let records: Vec<serde_json::Value> = PLACES
            .iter()
            .filter_map(|place| place.split_once(','))
            .map(|(latitude, longitude)| {
                let place = [("위도", latitude), ("경도", longitude)];
                let others = names.iter().map(|name| (name.as_str(), "값"));
                let record = place.into_iter().chain(others);
                record.map(|(name, value)| (name.to_owned(), serde_json::Value::from(value))).collect()
            })
            .collect();
        let file = serde_json::Value::Array(records).to_string();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(format!("{file_name}.json"));
        std::fs::write(&path, &file).unwrap();
        let seen = crate::import::examine(&path, &Options::default()).unwrap();
        for lang in [Lang::Ko, Lang::En] {
            let proposal = seen[0].proposal(lang);
            let kept = mapping(&proposal);
            proptest::prop_assert!(kept.is_ok(), "{}\n{proposal}", kept.unwrap_err());
            let read = read_keeping(&[&proposal], &format!("{file_name}.json"), &file);
            proptest::prop_assert!(read.is_ok(), "{}\n{proposal}", read.unwrap_err());
            let tables = read.unwrap().report.tables;
            proptest::prop_assert_eq!(tables[0].mapping.as_deref(), Some("m"));
        }
    }

}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]a-z#\"=\n 가0-9.]{0,80}") {
        let _ = mapping(&text);
        let _ = mapping(&format!("[columns]\n{text}"));
    }
}
