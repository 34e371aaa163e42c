//! A shapefile to a table: points from `.shp`, columns from `.dbf`, the coordinate system from `.prj`.
//!
//! Korean offices write DBF in CP949 and seldom say so: without a `.cpg` the text is UTF-8 where it can
//! be, else CP949. Deleted rows of the DBF stay in step with their shapes.

mod dbf;
mod fields;

use std::io::Cursor;

use encoding_rs::{Encoding, UTF_8};
use shapefile::dbase;
use shapefile::{Shape, ShapeReader};

use super::Error;
use super::columns::{Column, Dictionary};
use super::coordinates::without_noise;
use super::geojson::GEOMETRY;
use super::geometry::fits_degrees;
use super::guard::{broken, guarded};
use super::issue::IssueKind;
use super::note::Note;
use super::prj;
use super::table::{Builder, CellRemark, Table, TableRow};
use crate::spatial::crs::{EpsgCode, Transformation};
use dbf::{Plain, encoding, plain, text};
use fields::Name;

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
    pub(super) notes: Vec<Note>,
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
        let (encoding, lie) = encoding(dbf, parts.cpg);
        let (table, cut) = table(&points, dbf, encoding, &system, dictionary, file)?;
        let label = if encoding == UTF_8 { "UTF-8" } else { "CP949" };
        let mut notes = vec![note];
        notes.extend(lie.map(|stated| Note::encoding_not_as_stated(&stated, label)));
        if !cut.is_empty() {
            notes.push(Note::fields_cut(&cut));
        }
        Ok(Layer {
            table,
            encoding: label,
            notes,
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
    encoding: &'static Encoding,
    system: &System,
    dictionary: &Dictionary,
    file: &str,
) -> Result<(Table, fields::Completed), Error> {
    let fail = |error: dbase::Error| broken(file, "DBF", &error);
    let mut fields: Vec<Name> = fields::names(dbf)
        .into_iter()
        .map(|name| Name::read(name, encoding))
        .collect();
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
        for (index, kind) in kinds.iter().enumerate() {
            if let Some(value) = record.remove(&dbf::key(index)) {
                row.set(index + 1, text(value, *kind));
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
    let cut = fields::complete(&mut fields, builder.rows(), 1, encoding, dictionary);
    let mut open = cut.open.into_iter().peekable();
    for (index, Name { text: name, .. }) in fields.iter().enumerate() {
        let (_, name) = match dictionary.column(name) {
            Some(Column::Geometry) => builder.new_column(&format!("dbf.{name}")),
            _ => builder.new_column(name),
        };
        if let Some((_, meanings)) = open.next_if(|(field, _)| *field == index) {
            builder.leave_open(name, meanings);
        }
    }
    Ok((builder.geometry_first().finish(), cut.read))
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
            Ok(at) => {
                let at = without_noise(at);
                format!("SRID=4326;POINT ({} {})", at.lon(), at.lat())
            }
            Err(_) => format!("POINT ({x} {y})"),
        },
    }
}

#[cfg(test)]
mod tests;
