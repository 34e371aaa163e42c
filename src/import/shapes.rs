//! A shapefile to a table: points from `.shp`, columns from `.dbf`, the coordinate system from `.prj`.
//!
//! Korean offices write DBF in CP949 and seldom say so: without a `.cpg` the text is UTF-8 where it can
//! be, else CP949. Deleted rows of the DBF stay in step with their shapes.

use std::io::Cursor;

use encoding_rs::{EUC_KR, Encoding, UTF_8};
use shapefile::dbase::{self, FieldInfo, FieldValue};
use shapefile::{Shape, ShapeReader};

use super::Error;
use super::columns::{Column, Dictionary};
use super::geojson::GEOMETRY;
use super::geometry::fits_degrees;
use super::guard::{broken, guarded};
use super::issue::IssueKind;
use super::note::Note;
use super::prj;
use super::table::{Builder, CellRemark, Table, TableRow};
use crate::spatial::crs::{EpsgCode, Transformation};

/// Bytes of the header of a DBF and of each of its fields.
const DBF_UNIT: usize = 32;
/// Offset of the type in the description of a field, and of its length.
const FIELD_TYPE: usize = 11;
/// The description of the fields ends with this.
const FIELDS_END: u8 = 0x0D;

/// The files of one shapefile.
#[derive(Default)]
pub(super) struct Parts<'a> {
    pub(super) shp: Option<&'a [u8]>,
    pub(super) dbf: Option<&'a [u8]>,
    pub(super) prj: Option<&'a [u8]>,
    pub(super) cpg: Option<&'a [u8]>,
}

/// A shapefile as a table.
pub(super) struct Layer {
    pub(super) table: Table,
    pub(super) encoding: &'static str,
    pub(super) note: Note,
}

/// How the coordinates become a geometry cell.
enum System {
    Code(EpsgCode),
    /// A system that only PROJ understands: converted here.
    Definition(Box<Transformation>),
}

/// Reads a shapefile; `crs` is the user's word for the coordinate system.
///
/// # Errors
/// When a part is missing or damaged, or nothing says which coordinate system it is in.
pub(super) fn read(
    parts: &Parts,
    crs: Option<EpsgCode>,
    dictionary: &Dictionary,
    file: &str,
) -> Result<Layer, Error> {
    let part = |part: Option<&'static str>| Error::ShapefilePart {
        file: file.to_owned(),
        part: part.unwrap_or_default(),
    };
    let shp = parts.shp.ok_or_else(|| part(Some(".shp")))?;
    let dbf = parts.dbf.ok_or_else(|| part(Some(".dbf")))?;
    guarded(file, "Shapefile", || {
        let points = points(shp, file)?;
        let (system, note) = system(parts.prj, crs, &points, file)?;
        let (table, encoding) = table(&points, dbf, parts.cpg, &system, dictionary, file)?;
        Ok(Layer {
            table,
            encoding,
            note,
        })
    })
}

/// A shape: a point, nothing, or the name of what it is instead.
enum Place {
    Point(f64, f64),
    Nothing,
    Other(String),
}

fn points(shp: &[u8], file: &str) -> Result<Vec<Place>, Error> {
    let fail = |error: shapefile::Error| broken(file, "Shapefile", &error);
    let mut reader = ShapeReader::new(Cursor::new(shp)).map_err(fail)?;
    // The least record is 12 bytes: no file has more shapes than that.
    reader
        .iter_shapes()
        .take(shp.len() / 12 + 1)
        .map(|shape| {
            Ok(match shape.map_err(fail)? {
                Shape::Point(point) => Place::Point(point.x, point.y),
                Shape::PointM(point) => Place::Point(point.x, point.y),
                Shape::PointZ(point) => Place::Point(point.x, point.y),
                Shape::Multipoint(points) => {
                    one(points.points().iter().map(|point| (point.x, point.y)))
                }
                Shape::MultipointM(points) => {
                    one(points.points().iter().map(|point| (point.x, point.y)))
                }
                Shape::MultipointZ(points) => {
                    one(points.points().iter().map(|point| (point.x, point.y)))
                }
                Shape::NullShape => Place::Nothing,
                Shape::Polyline(_) | Shape::PolylineM(_) | Shape::PolylineZ(_) => {
                    Place::Other("LINESTRING".to_owned())
                }
                Shape::Polygon(_) | Shape::PolygonM(_) | Shape::PolygonZ(_) => {
                    Place::Other("POLYGON".to_owned())
                }
                Shape::Multipatch(_) => Place::Other("GEOMETRYCOLLECTION".to_owned()),
            })
        })
        .collect()
}

fn one(mut points: impl ExactSizeIterator<Item = (f64, f64)>) -> Place {
    match (points.len(), points.next()) {
        (1, Some((x, y))) => Place::Point(x, y),
        (0, _) => Place::Nothing,
        _ => Place::Other("MULTIPOINT (0 0, 0 0)".to_owned()),
    }
}

/// The coordinate system: the user's word, the `.prj`, or degrees where the numbers fit nothing else.
fn system(
    prj: Option<&[u8]>,
    crs: Option<EpsgCode>,
    points: &[Place],
    file: &str,
) -> Result<(System, Note), Error> {
    if let Some(code) = crs {
        return Ok((
            System::Code(code),
            Note::coordinate_system(&code.to_string(), "--crs"),
        ));
    }
    if let Some(prj) = prj {
        let wkt = String::from_utf8_lossy(prj);
        let wkt = wkt
            .trim_start_matches('\u{FEFF}')
            .trim()
            .trim_end_matches('\0');
        if let Some(code) = prj::identify(wkt) {
            return Ok((
                System::Code(code),
                Note::coordinate_system(&code.to_string(), ".prj"),
            ));
        }
        let name: String = wkt
            .split('"')
            .nth(1)
            .unwrap_or(wkt)
            .chars()
            .take(80)
            .collect();
        let transformation =
            Transformation::from_definition(wkt).map_err(|_| Error::CrsNotKnown {
                file: file.to_owned(),
                crs: name.clone(),
            })?;
        return Ok((
            System::Definition(Box::new(transformation)),
            Note::coordinate_system(&name, ".prj"),
        ));
    }
    let mut known = points.iter().filter_map(|place| match place {
        Place::Point(x, y) => Some((*x, *y)),
        _ => None,
    });
    // A point at 0, 0 among degrees stands for none; among metres nothing looks like a place in Korea.
    let degrees = known
        .clone()
        .all(|(x, y)| x.abs() <= 180.0 && y.abs() <= 90.0);
    if !degrees || !known.any(|(x, y)| fits_degrees(x, y)) {
        return Err(Error::CrsNeeded {
            file: file.to_owned(),
        });
    }
    Ok((
        System::Code(EpsgCode::WGS84),
        Note::coordinate_system(&EpsgCode::WGS84.to_string(), "no .prj; degrees"),
    ))
}

fn table(
    points: &[Place],
    dbf: &[u8],
    cpg: Option<&[u8]>,
    system: &System,
    dictionary: &Dictionary,
    file: &str,
) -> Result<(Table, &'static str), Error> {
    let fail = |error: dbase::Error| broken(file, "DBF", &error);
    let encoding = encoding(dbf, cpg);
    let Plain {
        bytes,
        deleted,
        kinds,
    } = plain(dbf);
    let mut reader = dbase::ReaderBuilder::new()
        .with_encoding(dbase::encoding::EncodingRs::from(encoding))
        .build(Cursor::new(bytes))
        .map_err(fail)?;
    let mut builder = Builder::with_names(&[GEOMETRY]);
    let fields: Vec<String> = reader
        .fields()
        .iter()
        .map(FieldInfo::name)
        .map(str::to_owned)
        .collect();
    let columns: Vec<usize> = fields
        .iter()
        .map(|name| match dictionary.column(name) {
            Some(Column::Geometry) => builder.column(&format!("dbf.{name}")),
            _ => builder.column(name),
        })
        .collect();
    let mut records = reader.iter_records();
    for (index, place) in points.iter().enumerate() {
        let mut row = TableRow {
            number: u32::try_from(index + 1).unwrap_or(u32::MAX),
            ..TableRow::default()
        };
        row.set(0, cell(place, system));
        let record = records.next().ok_or_else(|| {
            broken(
                file,
                "Shapefile",
                &format!(
                    "the .shp has {} shapes and the .dbf {index} rows",
                    points.len()
                ),
            )
        })?;
        let mut record = record.map_err(fail)?;
        for ((name, &at), kind) in fields.iter().zip(&columns).zip(&kinds) {
            if let Some(value) = record.remove(name) {
                row.set(at, text(value, *kind));
            }
        }
        if deleted.get(index).copied().unwrap_or(false) {
            row.remarks.push(CellRemark {
                cell: None,
                kind: IssueKind::RowDeleted,
                value: String::new(),
            });
        }
        builder.push(row, file)?;
    }
    let label = if encoding == UTF_8 { "UTF-8" } else { "CP949" };
    Ok((builder.geometry_first().finish(), label))
}

/// A DBF whose text fields are all of the type of text.
struct Plain {
    bytes: Vec<u8>,
    /// Which rows are marked as deleted: they still have their shapes, and are read to stay in step.
    deleted: Vec<bool>,
    /// The types of the fields as they were.
    kinds: Vec<u8>,
}

/// Makes numbers and dates text: a number of 18 digits does not survive a binary fraction, a coordinate
/// in an F field not the reader's single precision, and one impossible date would refuse the whole file.
fn plain(dbf: &[u8]) -> Plain {
    let mut bytes = dbf.to_vec();
    let (mut kinds, mut deleted) = (Vec::new(), Vec::new());
    let mut at = DBF_UNIT;
    while bytes.get(at).is_some_and(|&byte| byte != FIELDS_END) {
        let Some(kind) = bytes.get_mut(at + FIELD_TYPE) else {
            break;
        };
        kinds.push(*kind);
        if matches!(*kind, b'N' | b'F' | b'D' | b'L' | b'M') {
            *kind = b'C';
        }
        at += DBF_UNIT;
    }
    let short = |at: usize| {
        dbf.get(at..at + 2)
            .map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])))
    };
    let (mut at, length) = (short(8), short(10));
    while length > 0
        && let Some(mark) = bytes.get_mut(at)
    {
        deleted.push(*mark == b'*');
        if *mark == b'*' {
            *mark = b' ';
        }
        at += length;
    }
    Plain {
        bytes,
        deleted,
        kinds,
    }
}

fn encoding(dbf: &[u8], cpg: Option<&[u8]>) -> &'static Encoding {
    let label = cpg.map(|cpg| {
        String::from_utf8_lossy(cpg)
            .trim()
            .trim_start_matches('\u{FEFF}')
            .to_ascii_lowercase()
    });
    match label.as_deref() {
        Some("949" | "cp949" | "ms949" | "euc-kr" | "euckr" | "korean" | "ansi 949" | "uhc") => {
            return EUC_KR;
        }
        Some("utf-8" | "utf8" | "65001") => return UTF_8,
        _ => {}
    }
    // Binary fields would disturb this, and DBF of dBase III has none; the names of fields are text too.
    let text = dbf.get(DBF_UNIT..).unwrap_or_default();
    let damaged = text
        .utf8_chunks()
        .filter(|chunk| !chunk.invalid().is_empty())
        .count();
    let hangul = text
        .utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars())
        .filter(|c| ('가'..='힣').contains(c))
        .count();
    // A multi-byte character may be cut at the end of a field.
    if damaged == 0 || hangul > 10 * damaged {
        UTF_8
    } else {
        EUC_KR
    }
}

fn cell(place: &Place, system: &System) -> String {
    let (x, y) = match place {
        Place::Point(x, y) => (*x, *y),
        Place::Nothing => return String::new(),
        Place::Other(kind) => return kind.clone(),
    };
    match system {
        System::Code(code) => format!("SRID={};POINT ({x} {y})", code.number()),
        System::Definition(transformation) => match transformation.to_lonlat(x, y) {
            Ok(at) => format!("SRID=4326;POINT ({} {})", at.lon(), at.lat()),
            Err(_) => format!("POINT ({x} {y})"),
        },
    }
}

/// A field as text; `kind` is the type that the file gives it.
fn text(value: FieldValue, kind: u8) -> String {
    match value {
        FieldValue::Character(text) => written(text.unwrap_or_default().trim(), kind),
        FieldValue::Memo(text) => text,
        FieldValue::Numeric(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        FieldValue::Float(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        FieldValue::Double(number) | FieldValue::Currency(number) => number.to_string(),
        FieldValue::Integer(number) => number.to_string(),
        FieldValue::Logical(truth) => truth.map(|truth| truth.to_string()).unwrap_or_default(),
        FieldValue::Date(date) => date.map(date_text).unwrap_or_default(),
        FieldValue::DateTime(moment) => date_text(moment.date()),
    }
}

fn written(text: &str, kind: u8) -> String {
    match kind {
        // The pointer into a file of memos, which is not read.
        b'M' => String::new(),
        // Stars stand for a number that had no room.
        b'N' | b'F' if text.bytes().all(|byte| byte == b'*') => String::new(),
        b'N' | b'F' if text.contains(['e', 'E']) => text
            .parse::<f64>()
            .map_or_else(|_| text.to_owned(), |number| number.to_string()),
        b'D' if text.len() == 8
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text != "00000000" =>
        {
            format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
        }
        b'D' if text.chars().all(|c| matches!(c, '0' | ' ')) => String::new(),
        b'L' if text == "?" => String::new(),
        _ => text.to_owned(),
    }
}

fn date_text(date: dbase::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
