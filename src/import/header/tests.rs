use super::*;
use crate::import::ProjectedColumns;
use crate::import::issue::Lang;

fn table(lines: &[&str]) -> Table {
    let rows = (1..)
        .zip(lines)
        .map(|(number, line)| TableRow {
            number,
            cells: line.split('|').map(ToOwned::to_owned).collect(),
            ..TableRow::default()
        })
        .collect();
    Table {
        name: None,
        names: None,
        rows,
        ..Table::default()
    }
}

fn read(lines: &[&str]) -> Result<Understood, Error> {
    understand(&"f".into(), &table(lines), &Dictionary::new(None))
}

/// The names that are read, by column, and the row number of the header.
fn meanings(lines: &[&str]) -> (Option<u32>, Vec<(Column, String)>) {
    let understood = read(lines).unwrap();
    let names = &understood.header.names;
    let read = Column::ALL
        .iter()
        .filter_map(|&column| Some((column, names.get(column)?.to_owned())))
        .collect();
    (understood.header_row, read)
}

fn check(lines: &[&str], row: u32, expected: &[(Column, &str)]) {
    let (found, read) = meanings(lines);
    let read: Vec<_> = read
        .iter()
        .map(|(column, name)| (*column, name.as_str()))
        .collect();
    assert_eq!((found, read.as_slice()), (Some(row), expected), "{lines:?}");
}

const POINT: [(Column, &str); 2] = [(Column::Latitude, "위도"), (Column::Longitude, "경도")];

#[test]
fn a_column_of_pairs_is_known_by_its_name_and_its_cells() {
    let position = |name: &'static str| [(Column::Manager, "관리기관명"), (Column::Position, name)];
    for name in ["위경도", "경위도", "좌표", "위도"] {
        let header = format!("관리기관명|{name}");
        check(
            &[&header, "광진구|37.5385, 127.0847", "광진구|미상"],
            1,
            &position(name),
        );
    }
    let geometry = [(Column::Manager, "관리기관명"), (Column::Geometry, "좌표")];
    check(
        &["관리기관명|좌표", "광진구|POINT (127.1 37.5)"],
        1,
        &geometry,
    );
    // Words under 좌표 beside columns of degrees concern nobody; alone they are no place.
    check(&["좌표|위도|경도", "A-1|37.5385|127.0847"], 1, &POINT);
    assert!(matches!(
        read(&["관리기관명|좌표", "광진구|198056.1, 451885.2"]),
        Err(Error::NoLocation { .. })
    ));
}

#[test]
fn the_form_of_2026_is_understood_column_by_column() {
    let header = read(&[
        "개방자치단체코드|관리번호|관리기관명|소재지도로명주소|소재지지번주소|설치목적구분|카메라대수|카메라화소수|촬영방면정보|보관일수|설치연월|관리기관전화번호|WGS84위도|WGS84경도|데이터기준일자|데이터갱신구분|데이터갱신시점|최종수정시점",
    ])
    .unwrap()
    .header;
    assert_eq!(
        header.unrecognised,
        ["데이터갱신구분", "데이터갱신시점", "최종수정시점"]
    );
    assert_eq!(header.fields.iter().flatten().count(), 15);
    assert!(header.names.is_standard());
}

#[test]
fn titles_notes_and_empty_rows_above_the_header_are_passed_over() {
    check(
        &[
            "",
            "OO구 CCTV 설치 현황",
            "(2024. 6. 30. 기준)||",
            "",
            "위도|경도",
            "37.5|127.1",
        ],
        5,
        &POINT,
    );
    check(
        &["※ 위도, 경도는 WGS84", "위도|경도", "37.5|127.1"],
        2,
        &POINT,
    );
}

#[test]
fn a_header_of_two_lines_names_each_column_once() {
    check(
        &[
            "관리기관|위치|||카메라",
            "|주소|위도|경도|대수",
            "광진구청|자양동 1|37.5|127.1|2",
        ],
        2,
        &[
            (Column::Manager, "관리기관"),
            (Column::Address, "주소"),
            (Column::UnitCount, "카메라 대수"),
            (Column::Latitude, "위도"),
            (Column::Longitude, "경도"),
        ],
    );
    check(
        &["연번|좌표|", "|X|Y", "1|127.1|37.5"],
        2,
        &[(Column::Latitude, "Y"), (Column::Longitude, "X")],
    );
}

#[test]
fn a_pivot_table_beside_the_data_does_not_hide_them() {
    check(
        &[
            "||||",
            "행 레이블|개수 : 위도||자치구|위도|경도|",
            "광진구|58||광진구|37.5|127.1|",
            "총합계|58||광진구|37.6|127.1|",
        ],
        2,
        &[(Column::District, "자치구"), POINT[0], POINT[1]],
    );
    // A name that both tables have is the one beside the coordinates.
    let header = read(&["자치구|개수||자치구|위도|경도", "중구|3||광진구|37.5|127.1"])
        .unwrap()
        .header;
    assert_eq!(header.field(Column::District), Some(3));
}

#[test]
fn of_two_columns_with_one_meaning_the_one_nearer_to_the_national_form_is_read() {
    check(
        &["연락처|관리기관전화번호|위도|경도", "1|02-1|37.5|127.1"],
        1,
        &[(Column::Phone, "관리기관전화번호"), POINT[0], POINT[1]],
    );
    // An empty column says nothing.
    check(
        &[
            "위도|경도|WGS84위도|WGS84경도",
            "37.5|127.1||",
            "37.6|127.1||",
        ],
        1,
        &POINT,
    );
    // Twice the same is once.
    check(&["위도|경도|위도", "37.5|127.1|37.5"], 1, &POINT);
    let error = read(&["위도|경도|WGS84위도", "37.5|127.1|37.6"])
        .err()
        .unwrap();
    assert!(
        matches!(&error, Error::ColumnTwice { first, second, .. } if first == "위도" && second == "WGS84위도"),
        "{error}"
    );
}

#[test]
fn x_and_y_are_what_their_numbers_are() {
    check(
        &["Y|X", "37.5|127.1"],
        1,
        &[(Column::Latitude, "Y"), (Column::Longitude, "X")],
    );
    // Beside degrees they are not read.
    check(
        &["위도|경도|X좌표|Y좌표", "37.5|127.1|200000|550000"],
        1,
        &[
            POINT[0],
            POINT[1],
            (Column::X, "X좌표"),
            (Column::Y, "Y좌표"),
        ],
    );
    // Degrees under x and y count more than metres under 위도 and 경도.
    check(
        &["위도|경도|y|x", "550000|200000|37.5|127.1"],
        1,
        &[(Column::Latitude, "y"), (Column::Longitude, "x")],
    );
}

#[test]
fn a_column_called_kind_is_the_purpose_only_if_it_holds_purposes() {
    check(
        &[
            "구분|위도|경도",
            "방범용|37.5|127.1",
            "어린이보호|37.5|127.1",
        ],
        1,
        &[(Column::Purpose, "구분"), POINT[0], POINT[1]],
    );
    check(
        &["구분|위도|경도", "신설|37.5|127.1", "교체|37.5|127.1"],
        1,
        &[(Column::Kind, "구분"), POINT[0], POINT[1]],
    );
}

#[test]
fn names_without_fitting_values_are_not_believed() {
    for lines in [
        &["위도|경도", "가|나", "다|라", "마|바"][..],
        &["lat|long", "1|10", "2|20", "3|30"],
    ] {
        let error = read(lines).err().unwrap();
        assert!(matches!(error, Error::NotCoordinates { .. }), "{error}");
    }
    let lines = [
        "위도|경도",
        "461.993.881|198.056.370",
        "461.993.882|198.056.371",
        "461.993.883|198.056.372",
    ];
    assert!(matches!(
        read(&lines).err().unwrap(),
        Error::CoordinatesDestroyed { .. }
    ));
    // Among good rows a bad one is the row's affair.
    assert!(read(&["위도|경도", "37.5|127.1", "461.993.881|198.056.370"]).is_ok());
}

#[test]
fn metres_without_a_system_are_refused_with_the_systems_that_fit() {
    // Seoul City Hall in the five systems, in 중구.
    for (x, y, code) in [
        ("953901.17", "1952032.08", "EPSG:5179"),
        ("198056.37", "551885.03", "EPSG:5186"),
        ("198056.37", "451885.03", "EPSG:5181"),
        ("197986.75", "451579.85", "EPSG:5174"),
        ("198242.07", "451579.79", "EPSG:2097"),
    ] {
        let row = format!("서울특별시 중구 세종대로 110|{x}|{y}");
        let Err(Error::Projected(evidence)) = read(&["주소|X좌표|Y좌표", &row]) else {
            panic!("{code}")
        };
        let codes: Vec<String> = evidence
            .fits
            .iter()
            .map(|fit| fit.code.to_string())
            .collect();
        assert!(codes.iter().any(|found| found == code), "{code}: {codes:?}");
        assert!(
            evidence.by_municipality && evidence.fits.iter().all(|fit| !fit.swapped),
            "{code}"
        );
        if matches!(code, "EPSG:5179" | "EPSG:5186") {
            assert_eq!(codes[0], code);
            let options = format!("--crs {code} --x-column \"X좌표\" --y-column \"Y좌표\"");
            for lang in [Lang::En, Lang::Ko] {
                assert!(
                    evidence.sentence(lang).contains(&options),
                    "{}",
                    evidence.sentence(lang)
                );
            }
        }
    }
    // Surveyors' X is north.
    let Err(Error::Projected(evidence)) =
        read(&["자치구|시도|X|Y", "중구|서울특별시|551885.03|198056.37"])
    else {
        panic!()
    };
    assert!(evidence.fits[0].swapped);
    assert!(
        evidence
            .sentence(Lang::En)
            .contains("--x-column \"Y\" --y-column \"X\"")
    );
}

#[test]
fn with_the_system_stated_the_named_columns_are_read() {
    let columns = ProjectedColumns {
        code: "EPSG:5174".parse().unwrap(),
        x: "좌표정보(X)".to_owned(),
        y: "좌표정보(Y)".to_owned(),
    };
    let dictionary = Dictionary::new(Some(&columns));
    let lines = [
        "인허가 자료",
        "관리기관명|좌표정보(X)|좌표정보(Y)",
        "광진구청|200000|450000",
    ];
    let understood = understand(&"f".into(), &table(&lines), &dictionary).unwrap();
    assert_eq!(
        understood.header.fields,
        [Some(Column::Manager), Some(Column::X), Some(Column::Y)]
    );
    let missing = understand(&"f".into(), &table(&["위도|경도", "1|2"]), &dictionary);
    assert!(matches!(missing, Err(Error::NoSuchColumn { name, .. }) if name == "좌표정보(X)"));
}

#[test]
fn features_of_this_product_are_no_register() {
    let named = "purpose|retention_days|retention_rule|retention_basis|range_basis|위도|경도";
    let error = read(&[named, "crime|30|exact|policy|assumed|37.5|127.1"])
        .err()
        .unwrap();
    assert!(matches!(error, Error::OwnFeatures { .. }), "{error}");
    // Another product may say what its periods are.
    let other = "purpose|retention_days|retention_rule|위도|경도";
    assert!(read(&[other, "생활방범|30|exact|37.5|127.1"]).is_ok());
}

#[test]
fn tables_that_are_no_registers_of_cameras_say_why() {
    for lines in [
        &[
            "※ 2021.12.31. 기준||",
            "구분|총계|2012년 이전|2013년",
            "계|83,557|4,812|1",
        ][..],
        &["자치구|2019|2020|2021", "종로구|1|2|3"],
        &["기관명|소계|방범|교통", "종로구|1|2|3"],
    ] {
        let error = read(lines).err().unwrap();
        assert!(matches!(error, Error::Statistics { .. }), "{error}");
    }
    for lines in [
        &["표지종류|표지구분|위도|경도", "규제|주차금지|37.5|127.1"][..],
        &["VMS_ID|명칭|위도|경도", "1|교차로|37.5|127.1"],
        &["보안등위치명|설치개수|위도|경도", "1|2|37.5|127.1"],
        &["OO시 가로등 현황", "번호|위도|경도", "1|37.5|127.1"],
    ] {
        let error = read(lines).err().unwrap();
        assert!(matches!(error, Error::OtherThings { .. }), "{error}");
    }
    // A register of cameras may say which of them have a bell.
    assert!(read(&["카메라대수|비상벨|위도|경도", "1|Y|37.5|127.1"]).is_ok());
    let error = read(&["이름|값", "가|나"]).err().unwrap();
    assert!(matches!(error, Error::NoLocation { .. }));
    assert!(error.to_string().contains("\"이름\", \"값\""), "{error}");
    assert!(matches!(
        read(&["", "|"]).err().unwrap(),
        Error::Empty { .. }
    ));
}

proptest::proptest! {
    #[test]
    fn no_table_makes_it_panic(lines in proptest::collection::vec("[위도경XY구분|0-9. ]{0,30}", 0..8)) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let _ = read(&lines);
    }
}
