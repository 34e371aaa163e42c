//! Kept mappings that do not fit a table as it is: what they lack, and whether names alone may read it.

use std::sync::Arc;

use super::error::Overlap;
use super::find::{has_column, known};
use super::{ColumnKey, Error, Mapping, Problem};
use crate::import::BareNumber;
use crate::import::columns::{Column, Dictionary};
use crate::import::header::Candidate;
use crate::model::RowUnit;

/// A kept mapping that is meant for a table, or nearly, and does not fit it.
#[derive(Debug)]
pub(in crate::import) struct Unfit {
    /// What it lacks, and what to do.
    pub(in crate::import) error: Error,
    pub(in crate::import) ground: Ground,
}

/// How much a mapping that does not fit has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import) enum Ground {
    /// A remark: names read the table.
    Remark,
    /// Names must not read the table, for they would read it as something else.
    Binding,
    /// The table is surely meant, whatever names make of it.
    Certain,
}

impl Unfit {
    /// Of a mapping whose conditions hold.
    pub(super) fn kept(mapping: &Mapping, error: Error, candidates: &[Candidate]) -> Self {
        let all = mapping.columns.len();
        let found = candidates
            .iter()
            .map(|candidate| known(mapping, candidate))
            .max()
            .unwrap_or_default();
        let only_by_office =
            mapping.conditions.header.is_none() && mapping.conditions.files.is_empty();
        let ground = if found * 2 >= all && found > 0 {
            Ground::Certain
        } else if only_by_office && all > 1 {
            // An office has other tables as well: those of the national form, policies, places.
            Ground::Remark
        } else {
            Ground::Binding
        };
        let error = match error {
            Error::In {
                file,
                line,
                problem,
            } => Error::In {
                file,
                line,
                problem: Problem::Kept(Box::new(problem)),
            },
            other => other,
        };
        Self { error, ground }
    }
}

/// A mapping for another header that shares nearly all of its columns with a table.
#[derive(Debug)]
pub(super) struct Near<'m> {
    pub(super) mapping: &'m Arc<Mapping>,
    pub(super) candidate: &'m Candidate,
    /// Columns that both have.
    pub(super) shared: usize,
    missing: Vec<(usize, String)>,
    /// Columns of the table that the mapping does not name.
    more: Vec<String>,
}

impl<'m> Near<'m> {
    /// Where at least three of four columns that the mapping names are there.
    pub(super) fn of(mapping: &'m Arc<Mapping>, candidates: &'m [Candidate]) -> Option<Self> {
        let best = candidates
            .iter()
            .rev()
            .max_by_key(|candidate| (known(mapping, candidate), candidate.single))?;
        let mut missing = Vec::new();
        let mut shared = 0;
        for mapped in &mapping.columns {
            // A number says nothing of another header.
            if matches!(mapped.key, ColumnKey::Name(_)) && has_column(&mapped.key, best) {
                shared += 1;
            } else {
                missing.push((mapped.line, mapped.key.to_string()));
            }
        }
        if shared == 0 || shared * 4 < mapping.columns.len() * 3 {
            return None;
        }
        let named = |name: &&String| {
            let mut columns = mapping.columns.iter();
            columns.any(|mapped| mapped.key.is_called(name))
        };
        let more = best
            .names
            .iter()
            .filter(|name| !name.trim().is_empty() && !named(name))
            .cloned()
            .collect();
        Some(Self {
            mapping,
            candidate: best,
            shared,
            missing,
            more,
        })
    }

    /// Whether every column that the mapping names is there, and few others: then it may read the table.
    pub(super) fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.shared * 4 >= (self.shared + self.more.len()) * 3
    }

    /// What the header of the table has beside those of the mapping, and lacks.
    pub(super) fn overlap(&self, file: &str, shown: impl Fn(&str) -> String) -> Overlap {
        Overlap {
            file: file.to_owned(),
            shared: self.shared,
            all: self.mapping.columns.len(),
            missing: self.missing.iter().map(|(_, name)| name.clone()).collect(),
            more: self.more.iter().map(|name| shown(name)).collect(),
        }
    }

    /// The mapping as one for another header; `None` where names say all that it says.
    pub(super) fn unfit(self, overlap: Overlap, dictionary: &Dictionary) -> Option<Unfit> {
        let line = self.missing.first().map(|(line, _)| *line);
        let problem = Problem::OtherHeader(Box::new(overlap));
        self.into_unfit(line, problem, dictionary)
    }

    /// The mapping as one for a sheet that the book does not have; `None` where names say all that it says.
    pub(super) fn without_its_sheet(self, why: Problem, dictionary: &Dictionary) -> Option<Unfit> {
        self.into_unfit(None, Problem::Kept(Box::new(why)), dictionary)
    }

    fn into_unfit(
        self,
        line: Option<usize>,
        problem: Problem,
        dictionary: &Dictionary,
    ) -> Option<Unfit> {
        let meant = |key: &ColumnKey| match key {
            ColumnKey::Name(name) => dictionary.column(name),
            ColumnKey::Number(_) => None,
        };
        let mut columns = self.mapping.columns.iter();
        let is_other = |key: &ColumnKey, column: Option<Column>| column != meant(key);
        let read = &self.mapping.read;
        let settings = read.row != RowUnit::Unknown
            || read.bare_number != BareNumber::Ambiguous
            || read.crs.is_some()
            || read.institution.is_some();
        if !settings && !columns.clone().any(|m| is_other(&m.key, m.column)) {
            return None;
        }
        let present =
            columns.any(|m| has_column(&m.key, self.candidate) && is_other(&m.key, m.column));
        let is_most = self.shared >= self.more.len();
        let ground = if present && is_most {
            Ground::Binding
        } else {
            Ground::Remark
        };
        let error = self.mapping.refuse(line, problem);
        Some(Unfit { error, ground })
    }
}
