use super::*;
use encoding_rs::EUC_KR;
use shapefile::ShapeWriter;

const GRS: &str = r#"PROJCS["Korea_2000_Korea_Central_Belt_2010",GEOGCS["g",DATUM["d",SPHEROID["GRS_1980",6378137.0,298.257222101]]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",200000.0],PARAMETER["False_Northing",600000.0],PARAMETER["Central_Meridian",127.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",38.0],UNIT["Meter",1.0]]"#;

fn shp(points: &[(f64, f64)]) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let mut writer = ShapeWriter::new(&mut out);
    for &(x, y) in points {
        writer.write_shape(&shapefile::Point::new(x, y)).unwrap();
    }
    drop(writer);
    out.into_inner()
}

/// A dBase III file, written by hand: name, type, length of each field, and rows of raw text.
fn dbf(fields: &[(&[u8], u8, u8)], rows: &[(&[u8], &[&[u8]])]) -> Vec<u8> {
    let header = 32 + 32 * fields.len() + 1;
    let length: usize = 1 + fields
        .iter()
        .map(|field| usize::from(field.2))
        .sum::<usize>();
    let mut out = vec![0x03, 122, 6, 1];
    out.extend(u32::try_from(rows.len()).unwrap().to_le_bytes());
    out.extend(u16::try_from(header).unwrap().to_le_bytes());
    out.extend(u16::try_from(length).unwrap().to_le_bytes());
    out.resize(32, 0);
    for (name, kind, length) in fields {
        let start = out.len();
        out.extend_from_slice(name);
        out.resize(start + 11, 0);
        out.push(*kind);
        out.resize(start + 16, 0);
        out.push(*length);
        out.resize(start + 32, 0);
    }
    out.push(0x0D);
    for (mark, cells) in rows {
        out.extend_from_slice(mark);
        for (cell, field) in cells.iter().zip(fields) {
            let start = out.len();
            out.extend_from_slice(cell);
            out.resize(start + usize::from(field.2), b' ');
        }
    }
    out.push(0x1A);
    out
}

fn cp949(text: &str) -> Vec<u8> {
    EUC_KR.encode(text).0.into_owned()
}

fn register() -> Vec<u8> {
    let (name, purpose) = (cp949("관리번호"), cp949("목적"));
    let fields: [(&[u8], u8, u8); 4] = [
        (&name, b'N', 18),
        (&purpose, b'C', 20),
        (b"CNT", b'F', 19),
        (b"DAY", b'D', 8),
    ];
    let (crime, waste) = (cp949("생활방범"), cp949("쓰레기단속 똠"));
    dbf(
        &fields,
        &[
            (
                b" ",
                &[
                    b"202330400000801010",
                    &crime,
                    b"3.00000000000e+000",
                    b"20220601",
                ],
            ),
            (b"*", &[b"202330400000801011", &waste, b"", b"00000000"]),
        ],
    )
}

fn read(parts: &Parts, crs: Option<EpsgCode>) -> Result<Layer, Error> {
    super::read(parts, crs, &Dictionary::new(None), "f")
}

#[test]
fn fields_keep_their_digits_and_korean_text_is_read_without_a_cpg() {
    let (shp, dbf) = (
        shp(&[(200_000.5, 550_000.0), (200_001.0, 550_001.0)]),
        register(),
    );
    let parts = Parts {
        shp: Some(&shp),
        dbf: Some(&dbf),
        prj: Some(GRS.as_bytes()),
        cpg: None,
    };
    let layer = read(&parts, None).unwrap();
    assert_eq!(layer.encoding, "CP949");
    assert_eq!(
        layer.table.names.unwrap(),
        ["geometry", "관리번호", "목적", "CNT", "DAY"]
    );
    assert_eq!(
        layer.table.rows[0].cells,
        [
            "SRID=5186;POINT (200000.5 550000)",
            "202330400000801010",
            "생활방범",
            "3",
            "2022-06-01"
        ]
    );
    assert_eq!(layer.table.rows[1].cells[2..], ["쓰레기단속 똠", "", ""]);
    assert_eq!(layer.table.rows[1].remarks[0].kind, IssueKind::RowDeleted);
}

#[test]
fn a_system_that_is_not_stated_has_to_be_given() {
    let (metres, dbf) = (shp(&[(200_000.0, 550_000.0), (1.0, 2.0)]), register());
    let parts = Parts {
        shp: Some(&metres),
        dbf: Some(&dbf),
        ..Parts::default()
    };
    assert!(matches!(read(&parts, None), Err(Error::CrsNeeded { .. })));
    let given = read(&parts, Some(EpsgCode::new(5181))).unwrap();
    assert!(given.table.rows[0].cells[0].starts_with("SRID=5181;"));
    let degrees = shp(&[(127.1, 37.5), (127.2, 37.6)]);
    let parts = Parts {
        shp: Some(&degrees),
        ..parts
    };
    assert_eq!(
        read(&parts, None).unwrap().table.rows[0].cells[0],
        "SRID=4326;POINT (127.1 37.5)"
    );
}

#[test]
fn a_system_that_only_proj_knows_is_converted() {
    let other = GRS.replace("127.0]", "128.0]");
    let (shp, dbf) = (
        shp(&[(200_000.0, 600_000.0), (200_000.0, 600_000.0)]),
        register(),
    );
    let parts = Parts {
        shp: Some(&shp),
        dbf: Some(&dbf),
        prj: Some(other.as_bytes()),
        cpg: None,
    };
    let cell = read(&parts, None).unwrap().table.rows[0].cells[0].clone();
    let inside = cell
        .trim_start_matches("SRID=4326;POINT (")
        .trim_end_matches(')');
    let (x, y) = inside.split_once(' ').unwrap();
    let off = |text: &str, value: f64| (text.parse::<f64>().unwrap() - value).abs();
    assert!(off(x, 128.0) < 1e-6 && off(y, 38.0) < 1e-6, "{cell}");
    let parts = Parts {
        prj: Some(b"LOCAL_CS[\"x\"]"),
        ..parts
    };
    assert!(matches!(read(&parts, None), Err(Error::CrsNotKnown { .. })));
}

#[test]
fn missing_and_unequal_parts_are_named() {
    let (shp, dbf) = (shp(&[(127.0, 37.5); 3]), register());
    let without = |shp, dbf| {
        read(
            &Parts {
                shp,
                dbf,
                ..Parts::default()
            },
            None,
        )
    };
    assert!(matches!(
        without(Some(&shp), None),
        Err(Error::ShapefilePart { part: ".dbf", .. })
    ));
    assert!(matches!(
        without(None, Some(&dbf)),
        Err(Error::ShapefilePart { part: ".shp", .. })
    ));
    assert!(matches!(
        without(Some(&shp), Some(&dbf)),
        Err(Error::Broken { .. })
    ));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(at in 0usize..400, byte in 0u8..=255, cut in 0usize..100) {
        let (mut shp, mut dbf) = (shp(&[(127.1, 37.5), (127.2, 37.6)]), register());
        let (a, b) = (at % shp.len(), at % dbf.len());
        shp[a] = byte;
        dbf[b] = byte;
        let shp = &shp[..shp.len() - cut];
        let _ = points(shp, "f");
        let _ = read(&Parts { shp: Some(shp), dbf: Some(&dbf), ..Parts::default() }, None);
    }
}

#[test]
fn an_encoding_that_is_not_the_one_stated_is_found_and_told() {
    let points = shp(&[(127.1, 37.5), (127.2, 37.6)]);
    let name = "설치목적구분".as_bytes();
    let utf8 = dbf(
        &[(&name[..10], b'C', 20)],
        &[
            (b" ", &["생활방범".as_bytes()]),
            (b" ", &["어린이보호".as_bytes()]),
        ],
    );
    for (dbf, stated, read_as, notes) in [
        (&register(), "UTF-8", "CP949", 2),
        (&register(), "949", "CP949", 1),
        (&utf8, "cp949", "UTF-8", 3),
        (&utf8, "UTF-8", "UTF-8", 2),
    ] {
        let layer = read(
            &Parts {
                shp: Some(&points),
                dbf: Some(dbf),
                cpg: Some(stated.as_bytes()),
                ..Parts::default()
            },
            None,
        )
        .unwrap();
        assert_eq!(
            (layer.encoding, layer.notes.len()),
            (read_as, notes),
            "{stated}"
        );
        let purposes = layer
            .table
            .rows
            .iter()
            .filter(|row| row.cells.contains(&"생활방범".to_owned()));
        assert_eq!(purposes.count(), 1);
    }
}

#[test]
fn fields_of_one_name_are_two_columns() {
    let dbf = dbf(
        &[(b"CNT", b'N', 3), (b"CNT", b'N', 3)],
        &[(b" ", &[b"1", b"200"])],
    );
    let points = shp(&[(127.1, 37.5)]);
    let parts = Parts {
        shp: Some(&points),
        dbf: Some(&dbf),
        ..Parts::default()
    };
    let table = read(&parts, None).unwrap().table;
    assert_eq!(table.names.unwrap(), ["geometry", "CNT", "CNT 2"]);
    assert_eq!(table.rows[0].cells[1..], ["1", "200"]);
}
