//! Which mapping fits a table, and which columns it means there.

use sha2::{Digest, Sha256};

use super::{ColumnKey, Error, HeaderRow, Mapping, Mappings, NoHeader, Problem};
use crate::import::columns::{Column, normalise};
use crate::import::header::Candidate;
use crate::import::table::{Table, TableRow};
use crate::model::hex::hex;
use std::sync::Arc;

/// A mapping on a table.
#[derive(Debug)]
pub(in crate::import) struct Fitted {
    pub(in crate::import) mapping: Arc<Mapping>,
    /// The header that it is read with.
    pub(in crate::import) candidate: Candidate,
    /// What the mapping says of each field.
    pub(in crate::import) fields: Vec<Said>,
}

/// What a mapping says of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Said {
    /// It does not speak of it: the name decides.
    Nothing,
    /// The field is not read.
    Ignored,
    /// The field has this meaning.
    Means(Column),
}

impl Said {
    /// The meaning, where one is given.
    pub(in crate::import) fn column(self) -> Option<Column> {
        match self {
            Self::Nothing | Self::Ignored => None,
            Self::Means(column) => Some(column),
        }
    }
}

/// The fingerprint of a header: the names in their order, as they are compared. Keys of records have no
/// order, for a value that is missing moves the others.
pub(in crate::import) fn fingerprint(candidate: &Candidate) -> String {
    let is_keyed = candidate.header_row.is_none() && !candidate.is_none();
    fingerprint_of(&candidate.names, is_keyed)
}

pub(super) fn fingerprint_of(names: &[String], is_keyed: bool) -> String {
    let mut names: Vec<String> = names
        .iter()
        .map(|name| normalise(name))
        .filter(|name| !name.is_empty())
        .collect();
    if is_keyed {
        names.sort_unstable();
    }
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.as_bytes());
        hash.update([0x1f]);
    }
    hex(&hash.finalize()[..8])
}

/// The mapping for a table: the one that the user named, or the one kept mapping that fits.
///
/// `institution` is the one that the user named or the rows name.
///
/// # Errors
/// When the user's mapping does not fit, or two kept ones do.
pub(in crate::import) fn fit(
    mappings: Option<&Mappings>,
    file: &str,
    table: &Table,
    candidates: &[Candidate],
    institution: &dyn Fn() -> Option<String>,
) -> Result<Option<Fitted>, Error> {
    let Some(mappings) = mappings else {
        return Ok(None);
    };
    if let Some(chosen) = &mappings.chosen {
        return apply(chosen, file, table, candidates).map(Some);
    }
    let mut found: Option<Fitted> = None;
    for mapping in &mappings.kept {
        if !is_for(mapping, file, table, candidates, institution) {
            continue;
        }
        let Ok(fitted) = apply(mapping, file, table, candidates) else {
            continue;
        };
        if let Some(other) = &found {
            return Err(mapping.refuse(
                None,
                Problem::TwoFit {
                    file: file.to_owned(),
                    other: other.mapping.name.clone(),
                },
            ));
        }
        found = Some(fitted);
    }
    Ok(found)
}

/// Whether a kept mapping may be for a list of records with these keys, which are read without becoming
/// a table otherwise; `names_institution` says whether any row names one.
pub(in crate::import) fn may_fit(
    mappings: Option<&Mappings>,
    file: &str,
    keys: &[String],
    names_institution: &dyn Fn(&str) -> bool,
) -> bool {
    let kept = mappings.map_or(&[][..], |mappings| &mappings.kept);
    if kept.is_empty() {
        return false;
    }
    let found = fingerprint_of(keys, true);
    kept.iter().any(|mapping| {
        let conditions = &mapping.conditions;
        let institution = conditions.institution.as_ref();
        conditions
            .header
            .as_ref()
            .is_none_or(|wanted| *wanted == found)
            && (conditions.files.is_empty() || is_named(&conditions.files, file))
            && institution.is_none_or(|code| names_institution(code.get_ref()))
    })
}

/// Whether a name fits one of some patterns; a member of an archive is called "archive: member".
fn is_named(patterns: &[String], file: &str) -> bool {
    file.split(": ")
        .any(|part| patterns.iter().any(|pattern| matches(pattern, part)))
}

/// Whether every condition holds that the mapping states.
fn is_for(
    mapping: &Mapping,
    file: &str,
    table: &Table,
    candidates: &[Candidate],
    institution: &dyn Fn() -> Option<String>,
) -> bool {
    let conditions = &mapping.conditions;
    let sheet = mapping.read.sheet.as_ref();
    if sheet.is_some() && table.name.is_some() && sheet != table.name.as_ref() {
        return false;
    }
    let has_header = |wanted: &String| {
        candidates
            .iter()
            .any(|candidate| fingerprint(candidate) == *wanted)
    };
    conditions.header.as_ref().is_none_or(has_header)
        && (conditions.files.is_empty() || is_named(&conditions.files, file))
        && conditions
            .institution
            .as_ref()
            .is_none_or(|code| institution().as_deref() == Some(code.get_ref().as_str()))
}

/// Whether a mapping names this sheet as the one to be read.
pub(in crate::import) fn names_sheet(mappings: Option<&Mappings>, sheet: &str) -> bool {
    let mut all = mappings
        .into_iter()
        .flat_map(|mappings| mappings.chosen.iter().chain(&mappings.kept));
    all.any(|mapping| mapping.read.sheet.as_deref() == Some(sheet))
}

/// Whether a name fits a pattern in which `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(name) = name.strip_prefix(start) else {
        return false;
    };
    name.char_indices()
        .map(|(at, _)| at)
        .chain([name.len()])
        .any(|at| matches(rest, &name[at..]))
}

/// Reads a table by a mapping.
fn apply(
    mapping: &Arc<Mapping>,
    file: &str,
    table: &Table,
    candidates: &[Candidate],
) -> Result<Fitted, Error> {
    if let (Some(sheet), Some(name)) = (&mapping.read.sheet, &table.name)
        && sheet != name
    {
        return Err(mapping.refuse(
            None,
            Problem::OtherSheet {
                file: format!("{file} ({name})"),
                sheet: sheet.clone(),
            },
        ));
    }
    let candidate = header_of(mapping, file, table, candidates)?;
    let mut fields = vec![Said::Nothing; candidate.names.len()];
    let below = table.rows.get(candidate.first_row..).unwrap_or_default();
    let below = &below[..below.len().min(SHOWN_FROM)];
    for mapped in &mapping.columns {
        let field = field_of(&mapped.key, &candidate).map_err(|missing| {
            mapping.refuse(
                Some(mapped.line),
                missing.problem(file, &mapped.key, &candidate, below),
            )
        })?;
        fields[field] = mapped.column.map_or(Said::Ignored, Said::Means);
    }
    Ok(Fitted {
        mapping: Arc::clone(mapping),
        candidate,
        fields,
    })
}

/// The header that the mapping names, or the row that has most of its columns.
fn header_of(
    mapping: &Mapping,
    file: &str,
    table: &Table,
    candidates: &[Candidate],
) -> Result<Candidate, Error> {
    match mapping.read.header_row {
        Some(HeaderRow::None(NoHeader::None)) => Ok(Candidate::none(&table.rows)),
        Some(HeaderRow::Number(number)) if table.names.is_none() => {
            let named = candidates
                .iter()
                .filter(|candidate| candidate.header_row == Some(number))
                .max_by_key(|candidate| (known(mapping, candidate), candidate.single));
            named.cloned().ok_or_else(|| {
                mapping.refuse(
                    None,
                    Problem::NoSuchRow {
                        file: file.to_owned(),
                        row: number,
                    },
                )
            })
        }
        _ => {
            let wanted = mapping.conditions.header.as_deref();
            let is_wanted = |candidate: &&Candidate| {
                wanted.is_some_and(|wanted| fingerprint(candidate) == wanted)
            };
            let best = candidates.iter().rev().max_by_key(|candidate| {
                (
                    is_wanted(candidate),
                    known(mapping, candidate),
                    candidate.single,
                )
            });
            Ok(best
                .cloned()
                .unwrap_or_else(|| Candidate::none(&table.rows)))
        }
    }
}

/// How many of the mapping's columns a header has.
fn known(mapping: &Mapping, candidate: &Candidate) -> usize {
    mapping
        .columns
        .iter()
        .filter(|mapped| field_of(&mapped.key, candidate).is_ok())
        .count()
}

/// Rows that tell whether a column holds names.
const SHOWN_FROM: usize = 200;

/// Why a column is not found.
enum Missing {
    None,
    Several(Vec<usize>),
}

impl Missing {
    fn problem(
        self,
        file: &str,
        key: &ColumnKey,
        candidate: &Candidate,
        rows: &[TableRow],
    ) -> Problem {
        match self {
            Self::None => Problem::NoSuchColumn {
                file: file.to_owned(),
                column: key.to_string(),
                found: (1..)
                    .zip(candidate.shown_cells(rows))
                    .map(|(number, name): (usize, String)| match name.as_str() {
                        "" => format!("#{number}"),
                        _ => name,
                    })
                    .collect(),
            },
            Self::Several(numbers) => Problem::ColumnNotUnique {
                column: key.to_string(),
                numbers,
            },
        }
    }
}

/// The field that a mapping names.
fn field_of(key: &ColumnKey, candidate: &Candidate) -> Result<usize, Missing> {
    let name = match key {
        ColumnKey::Number(number) if *number <= candidate.names.len() => return Ok(number - 1),
        ColumnKey::Number(_) => return Err(Missing::None),
        ColumnKey::Name(name) => name,
    };
    let all = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let fields = candidate.names.iter().enumerate();
        fields
            .filter(|(_, name)| same(name))
            .map(|(field, _)| field)
            .collect()
    };
    let exact = all(&|other| other.trim() == name.trim());
    let found = if exact.is_empty() {
        let wanted = normalise(name);
        all(&|other| !wanted.is_empty() && normalise(other) == wanted)
    } else {
        exact
    };
    match found.as_slice() {
        [] => Err(Missing::None),
        [field] => Ok(*field),
        several => Err(Missing::Several(
            several.iter().map(|field| field + 1).collect(),
        )),
    }
}

impl Mapping {
    fn refuse(&self, line: Option<usize>, problem: Problem) -> Error {
        Error::In {
            file: self.name.clone(),
            line,
            problem,
        }
    }
}
