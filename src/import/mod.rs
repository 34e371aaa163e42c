//! Reads register files: bytes in, camera sites and remarks out.
//!
//! The way of a file: `open` gets its bytes, `sniff` tells what they are, `unpack` opens archives,
//! `decode` makes text of bytes. `csv` and `json` cut it into raw rows; `workbook`, `html`, `spreadsheet_xml`,
//! `shapes`, `geojson`, `osm` and `xml` make a `table` of texts. `header` and `columns` say which cell means what, `row`
//! judges a row (with `screen`, `cells`, `coordinates`, `geometry`, `direction` and `institution_match`), and
//! `collect` sorts the results into registers and the [`Report`]. `files` leads through these steps,
//! member by member (`members`).
//!
//! Invariants: a bad row never stops an import, it is refused or quarantined with its reason; a file
//! that cannot be read at all refuses the whole import and nothing is changed. Every text that is kept
//! passed `screen`, which takes personal data out of it. The result does not depend on the number of threads.

mod address;
mod annotate;
mod aside;
mod beside;
mod cells;
mod checks;
mod collect;
mod columns;
mod compound;
mod coordinates;
mod count;
mod csv;
mod date;
mod decode;
mod direction;
mod duplicates;
mod error;
mod example;
mod facing;
mod files;
pub mod formula;
mod geojson;
mod geometry;
mod guard;
mod header;
mod html;
mod institution_match;
mod institution_name;
mod issue;
mod json;
mod json_list;
mod judge;
mod likely;
mod mapping;
mod markup;
mod members;
mod memo;
mod mobile;
mod note;
mod open;
mod osm;
mod pages;
mod phone;
mod prj;
mod reading;
mod report;
mod retention;
mod row;
mod screen;
mod shapes;
mod sniff;
mod source_name;
mod spreadsheet_xml;
mod stacked;
mod status;
mod suggest;
mod systems;
mod table;
mod unpack;
mod unread;
mod web_archive;
mod workbook;
mod workbook_limits;
mod xml;

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::{MobileUnit, RowUnit, SiteRecord};
use crate::spatial::crs::EpsgCode;

pub use annotate::{AnnotateError, annotate, can_annotate};
pub use checks::run as run_checks;
pub use coordinates::degree_uncertainty_m;
pub use error::Error;
pub use header::{Fit, ProjectedEvidence};
pub use issue::{Issue, IssueKind, Lang, Severity};
pub use mapping::{
    Error as MappingError, Examined, FOLDER as MAPPINGS_FOLDER, Mapping, Mappings,
    Problem as MappingProblem, ReadCell, ReadRow,
};
pub use note::{Note, NoteKind};
pub use reading::{ColumnReading, TableReading};
pub use report::{
    InstitutionCounts, KindCount, RegisterSummary, Report, RowCounts, UnrecognisedColumns, grouped,
};

/// Name of the source of files in the national standard form.
pub const STANDARD_SOURCE: &str = "standard";
/// Name of the source of records that the product made itself.
pub const SAMPLE_SOURCE: &str = "sample";

/// What the user says about the files.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Projected coordinates instead of degrees.
    pub crs: Option<ProjectedColumns>,
    /// How geometries are to be taken: well-known text and shapefiles.
    pub geometry: Geometry,
    /// 7-digit code of the institution that all rows belong to.
    pub institution: Option<String>,
    /// Name of the source; by default `standard` or the file's stem.
    pub source: Option<String>,
    /// What a row is, where no mapping says it; unknown: what the rows themselves tell.
    pub row_is: RowUnit,
    /// The mappings that may be used.
    pub mappings: Mappings,
    /// What a number alone in 촬영방면정보 means in these files.
    pub bare_number: BareNumber,
}

/// What the user says about geometries.
#[derive(Debug, Clone, Default)]
pub struct Geometry {
    /// The coordinate system of geometries that do not state one; of a shapefile, whatever its `.prj` says.
    pub crs: Option<EpsgCode>,
    /// Name of the column of well-known text, which then comes before columns of degrees.
    pub column: Option<String>,
}

/// What a number without a unit means in 촬영방면정보: registers use it for different things, and only
/// a mapping that its office has confirmed can say for which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BareNumber {
    /// Nobody says: kept as text, and remarked on.
    #[default]
    Ambiguous,
    /// Bearing of the view, degrees clockwise from north 방위각.
    Azimuth,
    /// Opening angle, degrees 화각.
    FieldOfView,
    /// Number of directions.
    Directions,
    /// Range, metres.
    RangeM,
}

/// Which columns hold projected coordinates, and in which system.
#[derive(Debug, Clone)]
pub struct ProjectedColumns {
    /// The coordinate system.
    pub code: EpsgCode,
    /// Name of the column of eastings.
    pub x: String,
    /// Name of the column of northings.
    pub y: String,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Index of the file being read.
    pub file: usize,
    /// Number of files.
    pub files: usize,
    /// Part of this file that is done, in a unit of its own (bytes of text or members).
    pub done: u64,
    /// The whole of this file in the same unit.
    pub total: u64,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Comma-separated values (or another delimiter).
    Csv,
    /// A JSON list of records, however wrapped, or one record on each line.
    Json,
    /// GeoJSON (RFC 7946) or a sequence of its features (RFC 8142).
    GeoJson,
    /// Elements of OpenStreetMap as Overpass writes them.
    Osm,
    /// XML with a repeated element.
    Xml,
    /// Office Open XML workbook.
    Xlsx,
    /// The workbook of Excel before 2007.
    Xls,
    /// `OpenDocument` spreadsheet.
    Ods,
    /// Tables of a web page, which many systems export as `.xls`.
    Html,
    /// XML Spreadsheet 2003.
    SpreadsheetXml,
    /// ESRI shapefile.
    Shapefile,
    /// A folder with several files.
    Folder,
    /// An archive with several files.
    Archive,
}

impl Form {
    /// The words for people.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Csv, _) => "CSV",
            (Self::Json, _) => "JSON",
            (Self::GeoJson, _) => "GeoJSON",
            (Self::Osm, _) => "OpenStreetMap JSON",
            (Self::Xml, _) => "XML",
            (Self::Xlsx, _) => "XLSX",
            (Self::Xls, _) => "XLS",
            (Self::Ods, _) => "ODS",
            (Self::Html, _) => "HTML",
            (Self::SpreadsheetXml, Lang::Ko) => "XML 스프레드시트 2003",
            (Self::SpreadsheetXml, Lang::En) => "XML Spreadsheet 2003",
            (Self::Shapefile, Lang::Ko) => "셰이프파일",
            (Self::Shapefile, Lang::En) => "shapefile",
            (Self::Folder, Lang::Ko) => "폴더",
            (Self::Folder, Lang::En) => "folder",
            (Self::Archive, Lang::Ko) => "압축 묶음",
            (Self::Archive, Lang::En) => "archive",
        }
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceFile {
    /// File name without its folder.
    pub name: String,
    /// SHA-256 of the file in hexadecimal; of a folder, over its members in order of name.
    pub sha256: String,
    /// Size of the file, or of all members of a folder.
    pub size_bytes: u64,
    /// Its form.
    pub form: Form,
    /// Encoding of the text: `UTF-8`, `UTF-8 (BOM)`, `UTF-16`, `CP949`.
    pub encoding: &'static str,
    /// Remarks on the file as a whole.
    pub notes: Vec<Note>,
}

/// Records that stand by themselves, as they were judged: hundreds of thousands are not copied each time
/// that a register grows.
pub type Sites = Vec<Box<SiteRecord>>;

/// The sites of one institution from one source.
#[derive(Debug, Clone)]
pub struct Register {
    /// 7-digit code of the institution, or `unknown`.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// Index of the file that it comes from.
    pub file: usize,
    /// Made by the product as a sample.
    pub sample: bool,
    /// Latest 데이터기준일자 of its rows.
    pub reference_date: Option<Date>,
    /// Whether a row is a camera or a pole: as a mapping or the user says, else as `run_checks` finds.
    pub row_is: RowUnit,
    /// How often the whole register stands in its file; 1 for most.
    pub copies: u16,
    /// The sites, in the order of the file.
    pub sites: Sites,
    /// Where a file has several: the sheet or member, from the site of this index on.
    pub members: Vec<(usize, Box<str>)>,
    /// The coordinate systems that the positions were transformed from, each from the site of this index
    /// on; `None` is degrees of WGS 84.
    pub systems: Vec<(usize, Option<EpsgCode>)>,
    /// The mobile devices, in the order of the file.
    pub mobile_units: Vec<MobileUnit>,
}

impl Register {
    /// The coordinate system of most sites, and how many have it; `None` is degrees of WGS 84.
    pub(super) fn system(&self) -> (Option<EpsgCode>, usize) {
        let ends = self.systems.iter().skip(1).map(|(first, _)| *first);
        let mut counts: Vec<(Option<EpsgCode>, usize)> = Vec::new();
        for ((first, system), end) in self.systems.iter().zip(ends.chain([self.sites.len()])) {
            match counts.iter_mut().find(|(known, _)| known == system) {
                Some((_, count)) => *count += end - first,
                None => counts.push((*system, end - first)),
            }
        }
        counts
            .into_iter()
            .max_by_key(|(_, count)| *count)
            .unwrap_or((None, self.sites.len()))
    }

    /// Whether the position of a site was transformed from this system, before rows that say the same
    /// are grouped.
    pub(super) fn is_in(&self, site: usize, system: Option<EpsgCode>) -> bool {
        let after = self.systems.partition_point(|(first, _)| *first <= site);
        let run = after.checked_sub(1).and_then(|run| self.systems.get(run));
        run.and_then(|(_, system)| *system) == system
    }

    /// The sheet or member that a site stands in, before rows that say the same are grouped.
    pub(super) fn member_of(&self, site: usize) -> Option<&str> {
        let after = self.members.partition_point(|(first, _)| *first <= site);
        let (_, name) = self.members.get(after.checked_sub(1)?)?;
        Some(name)
    }

    /// The sheet or member that all of it stands in.
    pub(super) fn only_member(&self) -> Option<&str> {
        match self.members.as_slice() {
            [(0, name)] => Some(name),
            _ => None,
        }
    }
}

/// A row that is kept in the store and the report only.
#[derive(Debug, Clone)]
pub struct QuarantinedRow {
    /// Index of the file.
    pub file: usize,
    /// Name of the member of a folder or archive.
    pub member: Option<Box<str>>,
    /// Row number as a spreadsheet counts it.
    pub row: u32,
    /// 7-digit code of the institution, or `unknown`.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// What is wrong with it, all severities.
    pub issues: Vec<Issue>,
    /// The recognised columns with their raw text, personal data withheld.
    pub values: Vec<(String, String)>,
}

/// All that an import found.
#[derive(Debug, Clone)]
pub struct Import {
    /// The files read.
    pub files: Vec<SourceFile>,
    /// The registers, by file, institution code and source.
    pub registers: Vec<Register>,
    /// The rows kept out of the map and the answers.
    pub quarantined: Vec<QuarantinedRow>,
    /// What happened, row by row.
    pub report: Report,
}

/// Reads register files.
///
/// `progress` is called from several threads.
///
/// # Errors
/// When a file cannot be read at all, has no coordinates, or the options do not fit; bad rows are no
/// errors but issues of the report.
pub fn read(
    paths: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Import, Error> {
    files::read_all(paths, options, progress)
}

/// Looks at the tables of a file without taking anything from them: what they seem to be, and what they
/// were understood as.
///
/// # Errors
/// When not one table can be read at all.
pub fn examine(path: &Path, options: &Options) -> Result<Vec<Examined>, Error> {
    files::examine(path, options)
}

/// Reads one register that is in memory already, such as the sample's.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(name: &str, bytes: &[u8], options: &Options) -> Result<Import, Error> {
    files::read_bytes(name, bytes, options)
}
