//! FlatGeobuf: features along a Hilbert curve behind a packed R-tree, so that a reader fetches a box alone.
//!
//! <https://flatgeobuf.org/>; the form has no feature ids, so `id` is the first column.

use std::io::Write;

use ::flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geozero::{ColumnValue, CoordDimensions, GeomProcessor, GeozeroGeometry, PropertyProcessor};

use super::columns::{COLUMNS, Kind};
use super::row::{Cell, Renderer};
use super::{Contents, Error, report};

/// WGS 84; in files of this form x is always the longitude.
const EPSG_WGS84: i32 = 4326;

/// Writes the file; features wait in a temporary file until all boxes are known.
pub(super) fn write(
    contents: &Contents,
    out: &mut dyn Write,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    let provenance = &contents.provenance;
    let description = format!(
        "{}\n{}",
        provenance.attribution,
        provenance.licence.join("\n")
    );
    let metadata = serde_json::to_string(provenance)?;
    let title = format!("{} | {}", provenance.title_ko, provenance.title_en);
    let options = FgbWriterOptions {
        crs: FgbCrs {
            org: Some("EPSG"),
            code: EPSG_WGS84,
            name: Some("WGS 84"),
            ..FgbCrs::default()
        },
        write_index: !contents.sites.is_empty(),
        detect_type: false,
        promote_to_multi: false,
        title: Some(&title),
        description: Some(&description),
        metadata: Some(&metadata),
        ..FgbWriterOptions::default()
    };
    let mut writer = FgbWriter::create_with_options("cameras", GeometryType::Point, options)?;
    writer.add_column("id", ColumnType::Long, |_, column| {
        column.nullable = false;
        column.unique = true;
    });
    for column in &COLUMNS {
        writer.add_column(column.name, type_of(column.kind), |_, _| {});
    }
    let mut renderer = Renderer::default();
    for (done, &site) in contents.sites.iter().enumerate() {
        let row = renderer.row(contents.dataset, site)?;
        let mut written: geozero::error::Result<()> = Ok(());
        writer.add_feature_geom(Point(row.geometry.coordinates), |feature| {
            written = feature
                .property(0, "id", &ColumnValue::Long(row.id.into()))
                .map(drop);
            for (at, (column, cell)) in COLUMNS.iter().zip(&row.cells.0).enumerate() {
                if written.is_err() {
                    return;
                }
                written = set(feature, at + 1, column.name, column.kind, cell);
            }
        })?;
        written?;
        report(done, progress);
    }
    writer.write(out)?;
    Ok(())
}

fn type_of(kind: Kind) -> ColumnType {
    match kind {
        Kind::Text => ColumnType::String,
        Kind::Integer => ColumnType::Long,
        Kind::Number => ColumnType::Double,
        Kind::Boolean => ColumnType::Bool,
        Kind::Date => ColumnType::DateTime,
        Kind::Texts => ColumnType::Json,
    }
}

/// Sets a property; what is null is left out, as the form wants it.
fn set(
    feature: &mut impl PropertyProcessor,
    at: usize,
    name: &str,
    kind: Kind,
    cell: &Cell,
) -> geozero::error::Result<()> {
    let list;
    let value = match (kind, cell) {
        (_, Cell::Null) => return Ok(()),
        (Kind::Number, cell) => match cell.number() {
            Some(number) => ColumnValue::Double(number),
            None => return Ok(()),
        },
        (Kind::Date, Cell::Text(text)) => ColumnValue::DateTime(text),
        (_, Cell::Text(text)) => ColumnValue::String(text),
        (_, Cell::Integer(number)) => ColumnValue::Long(*number),
        (_, Cell::Number(number)) => ColumnValue::Double(*number),
        (_, Cell::Boolean(truth)) => ColumnValue::Bool(*truth),
        (_, Cell::Texts(texts)) => {
            list = serde_json::to_string(texts).unwrap_or_default();
            ColumnValue::Json(&list)
        }
    };
    feature.property(at, name, &value).map(drop)
}

/// A position as the writer takes it.
struct Point([f64; 2]);

impl GeozeroGeometry for Point {
    fn process_geom<P: GeomProcessor>(&self, processor: &mut P) -> geozero::error::Result<()> {
        processor.point_begin(0)?;
        processor.xy(self.0[0], self.0[1], 0)?;
        processor.point_end(0)
    }

    fn dims(&self) -> CoordDimensions {
        CoordDimensions::xy()
    }
}
