//! Mappings: what an office's columns mean where names and values cannot tell, kept as TOML.
//!
//! A mapping that names a header, files or an institution is used by itself for every table that it
//! fits; one that the user names is used for the tables of that import and nothing else is tried.

mod error;
mod find;
mod named;
mod observe;
mod suggest;
mod unfit;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::BareNumber;
use super::columns::{Column, normalise};
use crate::model::InstitutionRegistry;
use crate::model::RowUnit;
use crate::spatial::crs::{EpsgCode, Transformation};

pub use error::{Error, Overlap, Problem};
pub(super) use find::{Fitted, Fitting, Said, fit, may_fit, names_sheet};
pub(super) use named::Called;
pub use observe::{Examined, Examiner, ReadCell, ReadRow};
pub(super) use suggest::likely_coordinates;
pub(super) use unfit::{Ground, Unfit};

/// Folder of a data directory that holds kept mappings.
pub const FOLDER: &str = "mappings";
/// Largest file that is read as a mapping, bytes.
const LARGEST: u64 = 1 << 20;

/// The mappings that an import may use.
#[derive(Debug, Clone, Default)]
pub struct Mappings {
    /// The one that the user named: then no other is tried.
    pub chosen: Option<Arc<Mapping>>,
    /// Those kept for later files, the office's own before the product's.
    pub kept: Vec<Arc<Mapping>>,
}

/// What the columns of some tables mean.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Name for the report: the file's stem.
    name: String,
    /// SHA-256 of its text: a changed mapping makes another import.
    sha256: String,
    conditions: For,
    read: Read,
    columns: Vec<MappedColumn>,
}

/// One line of `[columns]`.
#[derive(Debug, Clone)]
pub(super) struct MappedColumn {
    pub(super) key: ColumnKey,
    /// What it means; `None` for a column that is ignored.
    pub(super) column: Option<Column>,
    /// Its line in the mapping.
    pub(super) line: usize,
}

/// How a mapping names a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ColumnKey {
    /// By the name in the header.
    Name(String),
    /// By its number from 1, written `#3`: for columns without a name, or with the same as another.
    Number(usize),
}

/// Which tables a mapping is for; every condition that is stated has to hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct For {
    /// Fingerprint of the names in the header.
    header: Option<String>,
    /// Patterns of file names, `*` for any characters.
    #[serde(default)]
    files: Vec<String>,
    /// 7-digit code of the institution that the user or the rows name.
    institution: Option<Spanned<String>>,
}

/// How the table is read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    /// Name of the only sheet that is read.
    sheet: Option<String>,
    /// Where the header stands; found by content when absent.
    header_row: Option<HeaderRow>,
    /// System of the columns x and y.
    crs: Option<Spanned<String>>,
    /// What a row stands for.
    #[serde(default)]
    row: RowUnit,
    /// What a number alone in 촬영방면정보 means.
    #[serde(default)]
    bare_number: BareNumber,
    /// 7-digit code of the institution that all rows belong to.
    institution: Option<Spanned<String>>,
}

/// Where a header stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum HeaderRow {
    /// The row with this number, as a spreadsheet counts it.
    Number(u32),
    /// There is none.
    None(NoHeader),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum NoHeader {
    #[serde(rename = "none")]
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "for")]
    conditions: For,
    #[serde(default)]
    read: Read,
    #[serde(default)]
    columns: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl Mappings {
    /// The mappings of the product and those of a data directory.
    ///
    /// # Errors
    /// When a file of the directory is no mapping, or says not which tables it is for.
    pub fn kept_in(directory: &Path) -> Result<Self, Error> {
        let folder = directory.join(FOLDER);
        let unreadable = |source| Error::Read {
            file: folder.display().to_string(),
            source,
        };
        let mut paths = Vec::new();
        match std::fs::read_dir(&folder) {
            Ok(entries) => {
                for entry in entries {
                    let path = entry.map_err(unreadable)?.path();
                    if path.extension().is_some_and(|ending| ending == "toml") {
                        paths.push(path);
                    }
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(error)),
        }
        paths.sort();
        let mut kept = Vec::new();
        for path in paths {
            let mapping = Mapping::open(&path)?;
            if !mapping.has_conditions() {
                return Err(Error::In {
                    file: path.display().to_string(),
                    line: None,
                    problem: Problem::ForNothing,
                });
            }
            kept.push(Arc::new(mapping));
        }
        Ok(Self { chosen: None, kept })
    }

    /// With a mapping that the user named.
    ///
    /// # Errors
    /// When the file is no mapping.
    pub fn with_chosen(mut self, path: &Path) -> Result<Self, Error> {
        self.chosen = Some(Arc::new(Mapping::open(path)?));
        Ok(self)
    }
}

impl Mapping {
    /// Reads a mapping from a file.
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, or says something that no mapping says; with the line.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file = path.display().to_string();
        let unreadable = |source| Error::Read {
            file: file.clone(),
            source,
        };
        let size = std::fs::metadata(path).map_err(unreadable)?.len();
        if size > LARGEST {
            return Err(unreadable(std::io::Error::other(
                "it is too large for a mapping",
            )));
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        Self::parse(&stem, &file, &text)
    }

    /// Reads a mapping from its text; `file` is what errors call it.
    ///
    /// # Errors
    /// As [`Mapping::open`].
    pub fn parse(name: &str, file: &str, text: &str) -> Result<Self, Error> {
        let parsed: File = toml::from_str(text).map_err(|source| Error::Syntax {
            file: file.to_owned(),
            source: Box::new(source),
        })?;
        let line = |offset: usize| 1 + text[..offset].bytes().filter(|&byte| byte == b'\n').count();
        let refuse = |offset: usize, problem| Error::In {
            file: file.to_owned(),
            line: Some(line(offset)),
            problem,
        };
        let registry = InstitutionRegistry::embedded();
        for code in [&parsed.conditions.institution, &parsed.read.institution]
            .into_iter()
            .flatten()
        {
            if registry.by_code(code.get_ref()).is_none() {
                let problem = Problem::UnknownInstitution(code.get_ref().clone());
                return Err(refuse(code.span().start, problem));
            }
        }
        if let Some(crs) = &parsed.read.crs {
            let known = crs
                .get_ref()
                .parse::<EpsgCode>()
                .and_then(Transformation::new);
            if let Err(error) = known {
                return Err(refuse(crs.span().start, Problem::Crs(error)));
            }
        }
        let mut columns: Vec<MappedColumn> = Vec::new();
        for (key, meaning) in &parsed.columns {
            let at = key.span().start;
            let column = meaning_of(meaning.get_ref())
                .map_err(|problem| refuse(meaning.span().start, problem))?;
            let key = ColumnKey::parse(key.get_ref()).map_err(|problem| refuse(at, problem))?;
            if parsed.read.header_row == Some(HeaderRow::None(NoHeader::None))
                && let ColumnKey::Name(name) = &key
            {
                return Err(refuse(at, Problem::NameWithoutHeader(name.clone())));
            }
            if let Some(column) = column
                && let Some(other) = columns.iter().find(|other| other.column == Some(column))
            {
                let problem = Problem::MeaningTwice {
                    meaning: column.code(),
                    other: other.line,
                };
                return Err(refuse(meaning.span().start, problem));
            }
            let metres = matches!(column, Some(Column::X | Column::Y));
            if metres && parsed.read.crs.is_none() {
                return Err(refuse(meaning.span().start, Problem::NoCrs));
            }
            columns.push(MappedColumn {
                key,
                column,
                line: line(at),
            });
        }
        Ok(Self {
            name: name.to_owned(),
            sha256: super::open::sha256_hex(text.as_bytes()),
            conditions: parsed.conditions,
            read: parsed.read,
            columns,
        })
    }

    /// Its name: the stem of its file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of its text in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    fn has_conditions(&self) -> bool {
        let For {
            header,
            files,
            institution,
        } = &self.conditions;
        header.is_some() || !files.is_empty() || institution.is_some()
    }

    /// The system of x and y.
    pub(super) fn crs(&self) -> Option<EpsgCode> {
        self.read
            .crs
            .as_ref()
            .and_then(|crs| crs.get_ref().parse().ok())
    }

    pub(super) fn row_means(&self) -> RowUnit {
        self.read.row
    }

    pub(super) fn bare_number(&self) -> BareNumber {
        self.read.bare_number
    }

    /// The institution of all rows.
    pub(super) fn institution(&self) -> Option<&str> {
        self.read
            .institution
            .as_ref()
            .map(|code| code.get_ref().as_str())
    }
}

/// A meaning by its code, or `None` for `ignored`.
fn meaning_of(text: &str) -> Result<Option<Column>, Problem> {
    if text == "ignored" {
        return Ok(None);
    }
    Column::ALL
        .iter()
        .find(|column| column.code() == text)
        .map(|&column| Some(column))
        .ok_or_else(|| Problem::UnknownMeaning(text.to_owned()))
}

impl ColumnKey {
    fn parse(text: &str) -> Result<Self, Problem> {
        match text.strip_prefix('#') {
            None => Ok(Self::Name(text.to_owned())),
            Some(digits) => match digits.parse() {
                Ok(number @ 1..=16_384) => Ok(Self::Number(number)),
                _ => Err(Problem::ColumnNumber(text.to_owned())),
            },
        }
    }
}

impl ColumnKey {
    /// Whether a column of a header may be meant.
    fn is_called(&self, name: &str) -> bool {
        match self {
            Self::Name(known) => known.trim() == name.trim() || normalise(known) == normalise(name),
            Self::Number(_) => false,
        }
    }
}

impl fmt::Display for ColumnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Number(number) => write!(f, "#{number}"),
        }
    }
}

#[cfg(test)]
mod tests;
