//! Which mapping fits a table, and which columns it means there.

use sha2::{Digest, Sha256};

use super::named::{Called, is_named};
use super::unfit::{Ground, Near, Unfit};
use super::{ColumnKey, Error, HeaderRow, Mapping, Mappings, NoHeader, Problem};
use crate::import::columns::{Column, Dictionary, normalise};
use crate::import::header::Candidate;
use crate::import::note::Note;
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
    /// That it was made for another header.
    pub(in crate::import) remark: Option<Note>,
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

/// What mappings have to say of a table.
#[derive(Debug)]
pub(in crate::import) enum Fitting {
    /// Nothing: names decide.
    None,
    /// One fits.
    By(Box<Fitted>),
    /// One is meant for it, or nearly, and does not fit.
    Unfit(Unfit),
}

/// The mapping for a table: the one that the user named, or the one kept mapping that fits. A mapping for
/// another header fits as well where every column that it names is there and few others are.
///
/// `institution` is the one that the user named or the rows name.
///
/// # Errors
/// When the user's mapping does not fit, or two kept ones do.
pub(in crate::import) fn fit(
    dictionary: &Dictionary,
    called: &Called,
    table: &Table,
    candidates: &[Candidate],
    institution: &dyn Fn() -> Option<String>,
) -> Result<Fitting, Error> {
    let Some(mappings) = dictionary.mappings() else {
        return Ok(Fitting::None);
    };
    let file = called.label.as_str();
    if let Some(chosen) = &mappings.chosen {
        return apply(chosen, file, table, candidates).map(|fitted| Fitting::By(Box::new(fitted)));
    }
    let mut found: Option<Fitted> = None;
    let mut unfit: Option<Unfit> = None;
    let mut near: Vec<Near> = Vec::new();
    let mut elsewhere: Vec<Near> = Vec::new();
    for mapping in &mappings.kept {
        if !is_for(mapping, called, institution) {
            continue;
        }
        match sheet_of(mapping, table) {
            NamedSheet::This => {}
            NamedSheet::Other => continue,
            NamedSheet::Missing => {
                elsewhere.extend(Near::of(mapping, candidates));
                continue;
            }
        }
        let is_header = |wanted: &String| candidates.iter().any(|c| fingerprint(c) == *wanted);
        if !mapping.conditions.header.as_ref().is_none_or(is_header) {
            near.extend(Near::of(mapping, candidates));
            continue;
        }
        match apply(mapping, file, table, candidates) {
            Err(error) => {
                let this = Unfit::kept(mapping, error, candidates);
                if unfit
                    .as_ref()
                    .is_none_or(|other| other.ground < this.ground)
                {
                    unfit = Some(this);
                }
            }
            Ok(fitted) => {
                if let Some(other) = &found {
                    return Err(two_fit(mapping, &other.mapping, file));
                }
                found = Some(fitted);
            }
        }
    }
    if let Some(fitted) = found {
        return Ok(Fitting::By(Box::new(fitted)));
    }
    match unfit {
        Some(unfit) if unfit.ground > Ground::Remark => return Ok(Fitting::Unfit(unfit)),
        _ => {}
    }
    let nearly = nearest(near, dictionary, file, table, candidates, institution)?;
    Ok(match (nearly, unfit) {
        (Fitting::None, Some(unfit)) => Fitting::Unfit(unfit),
        (Fitting::None, None) => elsewhere
            .into_iter()
            .max_by_key(|near| near.shared)
            .and_then(|near| {
                let renamed = other_sheet(near.mapping, file, table)?;
                near.without_its_sheet(renamed, dictionary)
            })
            .map_or(Fitting::None, Fitting::Unfit),
        (nearly, _) => nearly,
    })
}

/// Where the sheet stands that a mapping names, seen from a table.
enum NamedSheet {
    /// It is the table, or the mapping names none, or the book has but one.
    This,
    Other,
    /// Nowhere in the book.
    Missing,
}

fn sheet_of(mapping: &Mapping, table: &Table) -> NamedSheet {
    match (&mapping.read.sheet, &table.name) {
        (Some(sheet), Some(name)) if sheet != name => {
            if table.sheets.contains(sheet) {
                NamedSheet::Other
            } else {
                NamedSheet::Missing
            }
        }
        _ => NamedSheet::This,
    }
}

/// That a table is another sheet than the one that a mapping names.
fn other_sheet(mapping: &Mapping, file: &str, table: &Table) -> Option<Problem> {
    let (sheet, name) = (mapping.read.sheet.as_ref()?, table.name.as_ref()?);
    (sheet != name).then(|| Problem::OtherSheet {
        file: format!("{file} ({name})"),
        sheet: sheet.clone(),
    })
}

fn two_fit(mapping: &Mapping, other: &Mapping, file: &str) -> Error {
    mapping.refuse(
        None,
        Problem::TwoFit {
            file: file.to_owned(),
            other: other.name.clone(),
        },
    )
}

/// The mapping for another header that shares most columns: read by it where it is whole.
fn nearest(
    mut near: Vec<Near>,
    dictionary: &Dictionary,
    file: &str,
    table: &Table,
    candidates: &[Candidate],
    institution: &dyn Fn() -> Option<String>,
) -> Result<Fitting, Error> {
    // One that states whose rows they are is for no other office's.
    near.retain(|near| {
        let stated = near.mapping.institution();
        stated.is_none_or(|stated| institution().is_none_or(|named| named == stated))
    });
    let rank = |near: &Near| (near.is_whole(), near.shared);
    near.sort_by_key(|near| std::cmp::Reverse(rank(near)));
    let second = near
        .get(1)
        .map(|near| (rank(near), Arc::clone(near.mapping)));
    let Some(best) = near.into_iter().next() else {
        return Ok(Fitting::None);
    };
    let rows = below(table, best.candidate);
    let shown = best.candidate.shown_cells(rows);
    let named = |name: &str| {
        let mut names = best.candidate.names.iter().zip(&shown);
        names
            .find(|(known, _)| *known == name)
            .map_or_else(String::new, |(_, shown)| shown.clone())
    };
    let overlap = best.overlap(file, named);
    if best.is_whole()
        && let Ok(mut fitted) = apply(best.mapping, file, table, candidates)
    {
        if let Some((equal, other)) = second
            && equal == rank(&best)
        {
            return Err(two_fit(best.mapping, &other, file));
        }
        fitted.remark = Some(Note::other_header(best.mapping.name(), &overlap));
        return Ok(Fitting::By(Box::new(fitted)));
    }
    Ok(best
        .unfit(overlap, dictionary)
        .map_or(Fitting::None, Fitting::Unfit))
}

/// The rows that tell whether a column holds names.
fn below<'t>(table: &'t Table, candidate: &Candidate) -> &'t [TableRow] {
    let rows = table.rows.get(candidate.first_row..).unwrap_or_default();
    &rows[..rows.len().min(SHOWN_FROM)]
}

/// Whether a kept mapping may be for a list of records with these keys, which are read without becoming
/// a table otherwise; `names_institution` says whether any row names one.
pub(in crate::import) fn may_fit(
    mappings: Option<&Mappings>,
    called: &Called,
    keys: &[String],
    names_institution: &dyn Fn(&str) -> bool,
) -> bool {
    let kept = mappings.map_or(&[][..], |mappings| &mappings.kept);
    if kept.is_empty() {
        return false;
    }
    let found = fingerprint_of(keys, true);
    let records = [Candidate::stated(keys)];
    kept.iter().any(|mapping| {
        let conditions = &mapping.conditions;
        let institution = conditions.institution.as_ref();
        conditions
            .header
            .as_ref()
            .is_none_or(|wanted| *wanted == found || Near::of(mapping, &records).is_some())
            && (conditions.files.is_empty() || is_named(&conditions.files, called))
            && institution.is_none_or(|code| names_institution(code.get_ref()))
    })
}

/// Whether every condition holds that the mapping states, but for those of the header and the sheet.
fn is_for(mapping: &Mapping, called: &Called, institution: &dyn Fn() -> Option<String>) -> bool {
    let conditions = &mapping.conditions;
    (conditions.files.is_empty() || is_named(&conditions.files, called))
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

/// Reads a table by a mapping.
fn apply(
    mapping: &Arc<Mapping>,
    file: &str,
    table: &Table,
    candidates: &[Candidate],
) -> Result<Fitted, Error> {
    if let Some(problem) = other_sheet(mapping, file, table) {
        return Err(mapping.refuse(None, problem));
    }
    let candidate = header_of(mapping, file, table, candidates)?;
    let mut fields = vec![Said::Nothing; candidate.names.len()];
    let below = below(table, &candidate);
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
        remark: None,
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
pub(super) fn known(mapping: &Mapping, candidate: &Candidate) -> usize {
    mapping
        .columns
        .iter()
        .filter(|mapped| has_column(&mapped.key, candidate))
        .count()
}

/// Whether a header has a column, and one alone.
pub(super) fn has_column(key: &ColumnKey, candidate: &Candidate) -> bool {
    field_of(key, candidate).is_ok()
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
    pub(super) fn refuse(&self, line: Option<usize>, problem: Problem) -> Error {
        Error::In {
            file: self.name.clone(),
            line,
            problem,
        }
    }
}
