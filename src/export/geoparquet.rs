//! GeoParquet 1.1: columns of their kinds, points as WKB, row groups along a Hilbert curve with the box of
//! each point in a covering column, so that a reader skips the groups outside its box.
//!
//! <https://geoparquet.org/releases/v1.1.0/>. The low-level writer is used: the register is columns of
//! plain values, for which the whole of Arrow would be a heavy way.

use std::io::Write;
use std::sync::Arc;

use jiff::civil::{Date, date};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::columns::{COLUMNS, Column, Kind};
use super::row::{Cell, FeatureRow, Renderer};
use super::{Contents, Error};
use crate::dataset::SiteIndex;
use crate::spatial::Bbox;
use crate::spatial::hilbert::hilbert_index;

/// Rows of a group: some 250 KB of packed columns, small enough that a district reads few of them.
const GROUP: usize = 16_384;
/// First day of the calendar of the format.
const EPOCH: Date = date(1970, 1, 1);
/// Little-endian point of well-known binary (OGC Simple Features).
const WKB_POINT: [u8; 5] = [1, 1, 0, 0, 0];

/// Writes the file.
pub(super) fn write(
    contents: &Contents,
    out: &mut (dyn Write + Send),
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("siya ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(metadata(contents)?))
        .build();
    let mut file = SerializedFileWriter::new(out, schema()?, Arc::new(properties))?;
    let mut renderer = Renderer::default();
    let mut done = 0;
    for sites in along_the_curve(contents).chunks(GROUP) {
        let mut group = Group::default();
        for &site in sites {
            group.push(&renderer.row(contents.dataset, site)?);
        }
        let mut writer = file.next_row_group()?;
        group.write(&mut writer)?;
        writer.close()?;
        done += sites.len() as u64;
        progress(done);
    }
    file.close()?;
    Ok(())
}

/// The sites along one curve over their box; the dataset's own order is by range first.
fn along_the_curve(contents: &Contents) -> Vec<SiteIndex> {
    let dataset = contents.dataset;
    let mut bbox = Bbox::EMPTY;
    for &site in &contents.sites {
        let (lon, lat) = dataset.position(site);
        bbox.include(lon, lat);
    }
    let mut sites = contents.sites.clone();
    sites.sort_by_cached_key(|&site| {
        let (lon, lat) = dataset.position(site);
        (hilbert_index(&bbox, lon, lat), dataset.site(site).id)
    });
    sites
}

/// The `geo` metadata of the standard, and where the contents come from.
fn metadata(contents: &Contents) -> Result<Vec<KeyValue>, Error> {
    let corner = |name: &str| ["bbox", name].map(str::to_owned);
    let mut geometry = serde_json::json!({
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "covering": { "bbox": {
            "xmin": corner("xmin"), "ymin": corner("ymin"), "xmax": corner("xmax"), "ymax": corner("ymax"),
        }},
    });
    if let Some(bbox) = contents.provenance.bbox {
        geometry["bbox"] = serde_json::json!(bbox);
    }
    // Without `crs` the standard means OGC:CRS84.
    let geo = serde_json::json!({
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": { "geometry": geometry },
    });
    Ok(vec![
        KeyValue::new("geo".to_owned(), geo.to_string()),
        KeyValue::new(
            "provenance".to_owned(),
            serde_json::to_string(&contents.provenance)?,
        ),
    ])
}

fn schema() -> Result<TypePtr, Error> {
    let mut fields = vec![required("id", Physical::INT64, None)?];
    for column in &COLUMNS {
        fields.push(field(*column)?);
    }
    fields.push(required("geometry", Physical::BYTE_ARRAY, None)?);
    let corners = ["xmin", "ymin", "xmax", "ymax"]
        .map(|name| required(name, Physical::DOUBLE, None))
        .into_iter()
        .collect::<Result<_, _>>()?;
    let bbox = Type::group_type_builder("bbox")
        .with_repetition(Repetition::REQUIRED)
        .with_fields(corners);
    fields.push(Arc::new(bbox.build()?));
    Ok(Arc::new(
        Type::group_type_builder("schema")
            .with_fields(fields)
            .build()?,
    ))
}

fn required(
    name: &str,
    physical: Physical,
    logical: Option<LogicalType>,
) -> Result<TypePtr, Error> {
    leaf(name, physical, logical, Repetition::REQUIRED)
}

fn leaf(
    name: &str,
    physical: Physical,
    logical: Option<LogicalType>,
    repetition: Repetition,
) -> Result<TypePtr, Error> {
    let builder = Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical);
    Ok(Arc::new(builder.build()?))
}

fn field(column: Column) -> Result<TypePtr, Error> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Texts => return texts(column.name),
    };
    leaf(column.name, physical, logical, Repetition::OPTIONAL)
}

/// A list as the format's three levels; never null, empty where there is nothing.
fn texts(name: &str) -> Result<TypePtr, Error> {
    let element = required("element", Physical::BYTE_ARRAY, Some(LogicalType::String))?;
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![element])
        .build()?;
    let builder = Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(list)]);
    Ok(Arc::new(builder.build()?))
}

/// The columns of some features.
struct Group {
    ids: Vec<i64>,
    columns: [Values; COLUMNS.len()],
    positions: Vec<[f64; 2]>,
}

/// The values of a column with the levels of the format: 0 where nothing is.
enum Values {
    Text(Vec<ByteArray>, Vec<i16>),
    Integer(Vec<i64>, Vec<i16>),
    Number(Vec<f64>, Vec<i16>),
    Boolean(Vec<bool>, Vec<i16>),
    Date(Vec<i32>, Vec<i16>),
    /// With the levels of repetition: 0 begins a list.
    Texts(Vec<ByteArray>, Vec<i16>, Vec<i16>),
}

impl Default for Group {
    fn default() -> Self {
        Self {
            ids: Vec::new(),
            columns: COLUMNS.map(|column| Values::new(column.kind)),
            positions: Vec::new(),
        }
    }
}

impl Group {
    fn push(&mut self, row: &FeatureRow) {
        self.ids.push(row.id.into());
        self.positions.push(row.geometry.coordinates);
        for (values, cell) in self.columns.iter_mut().zip(&row.cells.0) {
            values.push(cell);
        }
    }

    fn write<W: Write + Send>(&self, group: &mut SerializedRowGroupWriter<W>) -> Result<(), Error> {
        next::<Int64Type, W>(group, &self.ids, None, None)?;
        for values in &self.columns {
            values.write(group)?;
        }
        let points: Vec<ByteArray> = self.positions.iter().map(|&at| wkb(at).into()).collect();
        next::<ByteArrayType, W>(group, &points, None, None)?;
        for axis in [0, 1, 0, 1] {
            let values: Vec<f64> = self.positions.iter().map(|at| at[axis]).collect();
            next::<DoubleType, W>(group, &values, None, None)?;
        }
        Ok(())
    }
}

/// Writes the next column of a group.
fn next<T: parquet::data_type::DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<W>,
    values: &[T::T],
    definition: Option<&[i16]>,
    repetition: Option<&[i16]>,
) -> Result<(), Error> {
    if let Some(mut column) = group.next_column()? {
        column
            .typed::<T>()
            .write_batch(values, definition, repetition)?;
        column.close()?;
    }
    Ok(())
}

impl Values {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Vec::new(), Vec::new()),
            Kind::Integer => Self::Integer(Vec::new(), Vec::new()),
            Kind::Number => Self::Number(Vec::new(), Vec::new()),
            Kind::Boolean => Self::Boolean(Vec::new(), Vec::new()),
            Kind::Date => Self::Date(Vec::new(), Vec::new()),
            Kind::Texts => Self::Texts(Vec::new(), Vec::new(), Vec::new()),
        }
    }

    fn push(&mut self, cell: &Cell) {
        match self {
            Self::Text(values, levels) => keep(values, levels, cell.text().map(ByteArray::from)),
            Self::Integer(values, levels) => keep(
                values,
                levels,
                match cell {
                    Cell::Integer(number) => Some(*number),
                    _ => None,
                },
            ),
            Self::Number(values, levels) => keep(values, levels, cell.number()),
            Self::Boolean(values, levels) => keep(
                values,
                levels,
                match cell {
                    Cell::Boolean(truth) => Some(*truth),
                    _ => None,
                },
            ),
            Self::Date(values, levels) => keep(values, levels, cell.text().and_then(days)),
            Self::Texts(values, levels, repeated) => {
                let texts: &[_] = match cell {
                    Cell::Texts(texts) => texts,
                    _ => &[],
                };
                values.extend(texts.iter().map(|text| ByteArray::from(&**text)));
                if texts.is_empty() {
                    levels.push(0);
                    repeated.push(0);
                }
                for at in 0..texts.len() {
                    levels.push(1);
                    repeated.push(i16::from(at > 0));
                }
            }
        }
    }

    fn write<W: Write + Send>(&self, group: &mut SerializedRowGroupWriter<W>) -> Result<(), Error> {
        match self {
            Self::Text(values, levels) => {
                next::<ByteArrayType, W>(group, values, Some(levels), None)
            }
            Self::Integer(values, levels) => {
                next::<Int64Type, W>(group, values, Some(levels), None)
            }
            Self::Number(values, levels) => {
                next::<DoubleType, W>(group, values, Some(levels), None)
            }
            Self::Boolean(values, levels) => next::<BoolType, W>(group, values, Some(levels), None),
            Self::Date(values, levels) => next::<Int32Type, W>(group, values, Some(levels), None),
            Self::Texts(values, levels, repeated) => {
                next::<ByteArrayType, W>(group, values, Some(levels), Some(repeated))
            }
        }
    }
}

fn keep<T>(values: &mut Vec<T>, levels: &mut Vec<i16>, value: Option<T>) {
    levels.push(i16::from(value.is_some()));
    values.extend(value);
}

/// Days since the epoch of the format.
fn days(text: &str) -> Option<i32> {
    let day: Date = text.parse().ok()?;
    day.since(EPOCH).ok().map(|span| span.get_days())
}

fn wkb([x, y]: [f64; 2]) -> Vec<u8> {
    let mut point = WKB_POINT.to_vec();
    point.extend(x.to_le_bytes());
    point.extend(y.to_le_bytes());
    point
}
