//! What was seen of each table while a file was read: the ground for proposals and previews.

use std::sync::{Mutex, PoisonError};

use super::suggest;
use crate::import::Error;
use crate::import::columns::Column;
use crate::import::header::{Candidate, Understood};
use crate::import::issue::Lang;
use crate::import::screen::cell_of;
use crate::import::table::TableRow;
use crate::model::RowUnit;

/// Collects what is seen of the tables of a file.
#[derive(Debug, Default)]
pub struct Examiner {
    seen: Mutex<Vec<Examined>>,
}

/// A table as it was seen, with what was understood of it.
#[derive(Debug)]
pub struct Examined {
    pub(super) file: String,
    pub(super) table: Option<String>,
    /// The likeliest header.
    pub(super) candidate: Candidate,
    /// The first rows below it.
    pub(super) rows: Vec<TableRow>,
    /// What each field was understood as, and by which mapping.
    pub(super) understood: Option<Reading>,
    /// Why it was not understood.
    pub(super) refused: Option<(String, String)>,
}

/// How a table was understood.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) fields: Vec<Option<Column>>,
    pub(super) mapping: Option<String>,
    pub(super) row_means: RowUnit,
}

impl Examiner {
    /// Remembers a table.
    pub(in crate::import) fn add(
        &self,
        file: &str,
        table: Option<&str>,
        (candidate, rows): (&Candidate, &[TableRow]),
        result: &Result<Understood, Error>,
    ) {
        let understood = result.as_ref().ok().map(|understood| Reading {
            fields: understood.header.fields.clone(),
            mapping: understood
                .mapping
                .as_ref()
                .map(|mapping| mapping.name().to_owned()),
            row_means: understood.row_means,
        });
        let refused = result
            .as_ref()
            .err()
            .map(|error| (error.sentence(Lang::Ko), error.sentence(Lang::En)));
        let examined = Examined {
            file: file.to_owned(),
            table: table.map(ToOwned::to_owned),
            candidate: candidate.clone(),
            rows: rows.to_vec(),
            understood,
            refused,
        };
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(examined);
    }

    /// What was seen, in the order of reading.
    #[must_use]
    pub fn into_seen(self) -> Vec<Examined> {
        self.seen
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Examined {
    /// Name of the sheet, layer or member.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        self.table.as_deref()
    }

    /// Whether the table was understood.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.understood.is_some()
    }

    /// Why it was not understood.
    #[must_use]
    pub fn refusal(&self, lang: Lang) -> Option<&str> {
        self.refused.as_ref().map(|(ko, en)| match lang {
            Lang::Ko => ko.as_str(),
            Lang::En => en.as_str(),
        })
    }

    /// How much of a register it looks like, to choose among sheets: understood before all others, then
    /// by the columns that seem to mean something.
    #[must_use]
    pub fn likeness(&self) -> (bool, usize) {
        (self.is_understood(), suggest::meanings(self))
    }

    /// The mapping that it was read with, and what that says of a row.
    #[must_use]
    pub fn mapping(&self) -> Option<(&str, RowUnit)> {
        let reading = self.understood.as_ref()?;
        Some((reading.mapping.as_deref()?, reading.row_means))
    }

    /// A mapping to correct and keep, as TOML with reasons and sample values as comments.
    #[must_use]
    pub fn proposal(&self, lang: Lang) -> String {
        suggest::proposal(self, lang)
    }

    /// The first rows as they were understood, without personal data.
    #[must_use]
    pub fn preview(&self, rows: usize, lang: Lang) -> Vec<ReadRow> {
        let Some(reading) = &self.understood else {
            return Vec::new();
        };
        let keys = suggest::keys(&self.candidate, &self.rows);
        let read = |row: &TableRow| {
            let cells = row.cells.iter().zip(&reading.fields).enumerate();
            let cells = cells.filter_map(|(at, (cell, column))| {
                let column = (*column)?;
                let value = cell_of(column, cell.trim()).0.into_owned();
                Some(ReadCell {
                    meaning: match lang {
                        Lang::Ko => column.label(),
                        Lang::En => column.code(),
                    },
                    column: keys.get(at)?.clone(),
                    value,
                })
            });
            ReadRow {
                number: row.number,
                cells: cells.collect(),
            }
        };
        self.rows.iter().take(rows).map(read).collect()
    }
}

/// A row as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    /// Row number as a spreadsheet counts it.
    pub number: u32,
    /// The cells that are read.
    pub cells: Vec<ReadCell>,
}

/// A cell as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadCell {
    /// What it means.
    pub meaning: &'static str,
    /// The column as a mapping names it.
    pub column: String,
    /// What stands in it.
    pub value: String,
}
