//! How a table was understood, for the report: where its header stands and what its columns mean.

use serde::Serialize;

use super::columns::Column;
use super::header::Understood;
use super::issue::Lang;
use super::screen::label;
use crate::model::RowUnit;

/// How a table was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableReading {
    /// Index of the file.
    pub file: usize,
    /// Name of the sheet, layer or member, where a file may have several.
    pub table: Option<String>,
    /// Row number of the header as a spreadsheet counts it; `None` where the form itself names the
    /// columns, or there is no header.
    pub header_row: Option<u32>,
    /// Name of the mapping that it was read by.
    pub mapping: Option<String>,
    /// SHA-256 of that mapping: the same file by another mapping is another import.
    pub mapping_sha256: Option<String>,
    /// What a row stands for.
    pub row_means: RowUnit,
    /// The columns that are read, in the order of the table.
    pub columns: Vec<ColumnReading>,
}

/// What one column was understood as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnReading {
    /// Its name as the file writes it.
    pub name: String,
    /// What it means: a code of `data/columns.toml`.
    pub meaning: &'static str,
    /// The same as the national form names it.
    pub meaning_ko: &'static str,
    /// Its place in the table, from 0.
    #[serde(skip)]
    pub(super) at: usize,
}

impl TableReading {
    pub(super) fn new(file: usize, table: Option<&str>, understood: &Understood) -> Self {
        let header = &understood.header;
        let column = |(at, (field, name)): (usize, (&Option<Column>, &String))| {
            field.map(|column| ColumnReading {
                name: label(name).0.into_owned(),
                meaning: column.code(),
                meaning_ko: column.label(),
                at,
            })
        };
        Self {
            file,
            table: table.map(|table| label(table).0.into_owned()),
            header_row: understood.header_row,
            mapping: understood
                .mapping
                .as_ref()
                .map(|mapping| mapping.name().to_owned()),
            mapping_sha256: understood
                .mapping
                .as_ref()
                .map(|mapping| mapping.sha256().to_owned()),
            row_means: understood.row_means,
            columns: header
                .fields
                .iter()
                .zip(&header.written)
                .enumerate()
                .filter_map(column)
                .collect(),
        }
    }

    /// Sheet, row of the header, and the columns whose names are not those of the national form.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let mut parts = Vec::new();
        if let Some(table) = &self.table {
            parts.push(format!("\"{table}\""));
        }
        if let Some(row) = self.header_row {
            parts.push(match lang {
                Lang::Ko => format!("머리글 {row}행"),
                Lang::En => format!("header in row {row}"),
            });
        }
        if let Some(mapping) = &self.mapping {
            parts.push(match lang {
                Lang::Ko => format!("매핑 {mapping}"),
                Lang::En => format!("by the mapping {mapping}"),
            });
        }
        match (self.row_means, lang) {
            (RowUnit::Unknown, _) => {}
            (RowUnit::Camera, Lang::Ko) => parts.push("한 행이 카메라 하나".to_owned()),
            (RowUnit::Camera, Lang::En) => parts.push("a row is a camera".to_owned()),
            (RowUnit::Pole, Lang::Ko) => parts.push("한 행이 지점 하나".to_owned()),
            (RowUnit::Pole, Lang::En) => parts.push("a row is a pole".to_owned()),
        }
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| {
                let meaning = match lang {
                    Lang::Ko => column.meaning_ko,
                    Lang::En => column.meaning,
                };
                if column.name == meaning {
                    column.name.clone()
                } else {
                    format!("{} → {meaning}", column.name)
                }
            })
            .collect();
        let columns = columns.join(", ");
        if parts.is_empty() {
            columns
        } else {
            format!("{}: {columns}", parts.join(", "))
        }
    }
}
