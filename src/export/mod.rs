//! Whole registers as files: one writer for each format, over what a dataset publishes.
//!
//! A file holds the `cameras` collection, all of it or that of one institution, with exactly the properties
//! of its features ([`columns::COLUMNS`]). The same state gives the same bytes, whether `siya export` or the
//! service writes them: nothing in a file tells when or where it was written.

pub mod columns;
mod flatgeobuf;
mod geojson;
mod geoparquet;
mod national;
mod part;
mod pmtiles;
pub mod provenance;
mod row;
mod save;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

pub use part::Part;
pub use provenance::Provenance;
pub use save::{Written, save};

use crate::dataset::{Dataset, SiteIndex};

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// The columns of 전국CCTV표준데이터 and ours behind them (RFC 4180).
    Csv,
    /// One feature collection (RFC 7946).
    GeoJson,
    /// A sequence of features, each behind a record separator (RFC 8142).
    GeoJsonSeq,
    /// Indexed binary features.
    FlatGeobuf,
    /// Typed columns, version 1.1.
    GeoParquet,
    /// Vector tiles, version 3.
    PmTiles,
}

impl Format {
    /// Every format, the plainest first.
    pub const ALL: [Self; 6] = [
        Self::Csv,
        Self::GeoJson,
        Self::GeoJsonSeq,
        Self::FlatGeobuf,
        Self::GeoParquet,
        Self::PmTiles,
    ];

    /// The code in commands and answers.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::GeoJsonSeq => "geojsonseq",
            Self::FlatGeobuf => "flatgeobuf",
            Self::GeoParquet => "geoparquet",
            Self::PmTiles => "pmtiles",
        }
    }

    /// The format with this code, or with this ending of a file's name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.code() == code || format.extension() == code)
    }

    /// How the name of such a file ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::GeoJsonSeq => "geojsons",
            Self::FlatGeobuf => "fgb",
            Self::GeoParquet => "parquet",
            Self::PmTiles => "pmtiles",
        }
    }

    /// The name of the format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::GeoJson => "GeoJSON",
            Self::GeoJsonSeq => "GeoJSON Text Sequences",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::GeoParquet => "GeoParquet",
            Self::PmTiles => "PMTiles",
        }
    }

    /// The registered media type, or the one that its specification gives.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::GeoJson => "application/geo+json",
            Self::GeoJsonSeq => "application/geo+json-seq",
            Self::FlatGeobuf => "application/vnd.flatgeobuf",
            Self::GeoParquet => "application/vnd.apache.parquet",
            Self::PmTiles => "application/vnd.pmtiles",
        }
    }

    /// Whether the file is text that a terminal can show.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Csv | Self::GeoJson | Self::GeoJsonSeq)
    }
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refuses.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A feature cannot be read as the properties that it should have: our fault.
    #[error("a feature does not have the properties of its collection: {0}")]
    Feature(#[from] serde_json::Error),
    /// FlatGeobuf cannot be written.
    #[error("FlatGeobuf: {0}")]
    FlatGeobuf(#[from] ::flatgeobuf::Error),
    /// A geometry or property of FlatGeobuf cannot be written.
    #[error("FlatGeobuf: {0}")]
    Geometry(#[from] geozero::error::GeozeroError),
    /// GeoParquet cannot be written.
    #[error("GeoParquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
}

/// What is written: a part of a dataset.
pub struct Contents<'a> {
    dataset: &'a Dataset,
    part: Part,
    /// In the order of feature ids.
    sites: Vec<SiteIndex>,
    provenance: Provenance,
}

impl<'a> Contents<'a> {
    /// The sites of a part, in the order of their feature ids.
    #[must_use]
    pub fn new(dataset: &'a Dataset, part: Part) -> Self {
        Self {
            dataset,
            part,
            sites: dataset
                .in_id_order()
                .filter(|&site| part.has(dataset, site))
                .collect(),
            provenance: Provenance::of(dataset, part),
        }
    }

    /// How many sites the file has.
    #[must_use]
    pub fn sites(&self) -> usize {
        self.sites.len()
    }

    /// How many records a file of a format has: sites, and in CSV the rows of the registers, of which
    /// several may say the same of one site.
    #[must_use]
    pub fn records(&self, format: Format) -> u64 {
        match format {
            Format::Csv => self
                .sites
                .iter()
                .map(|&site| u64::from(self.dataset.site(site).rows))
                .sum(),
            _ => self.sites.len() as u64,
        }
    }

    /// Where the contents come from.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

/// Records between two reports of progress.
const STEP: usize = 4096;

/// Tells of progress now and then.
fn report(done: usize, progress: &dyn Fn(u64)) {
    if done.is_multiple_of(STEP) {
        progress(done as u64);
    }
}

/// Writes a file; `progress` gets the number of sites done.
pub fn write(
    format: Format,
    contents: &Contents,
    out: &mut (dyn Write + Send),
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    match format {
        Format::Csv => national::write(contents, out, progress)?,
        Format::GeoJson => geojson::write(contents, out, progress)?,
        Format::GeoJsonSeq => geojson::write_sequence(contents, out, progress)?,
        Format::FlatGeobuf => flatgeobuf::write(contents, out, progress)?,
        Format::GeoParquet => geoparquet::write(contents, out, progress)?,
        Format::PmTiles => pmtiles::write(contents, out, progress)?,
    }
    out.flush()?;
    Ok(())
}
