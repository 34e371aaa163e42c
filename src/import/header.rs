//! Where the header of a table stands, and what its columns mean.

use super::Error;
use super::columns::{Dictionary, Header};
use super::table::Table;

/// A table whose columns are known.
pub(super) struct Understood {
    /// The meaning of the columns.
    pub(super) header: Header,
    /// Index of the first row below the header.
    pub(super) first_row: usize,
}

/// Finds the header: the names that the form states, or the first row that holds anything.
///
/// # Errors
/// When the table is empty, two columns mean the same, or no columns say where the cameras are.
pub(super) fn understand(
    file: &str,
    table: &Table,
    dictionary: &Dictionary,
) -> Result<Understood, Error> {
    if let Some(names) = &table.names {
        let header = Header::read(file, names.iter().map(String::as_str), dictionary)?;
        return Ok(Understood {
            header,
            first_row: 0,
        });
    }
    let at = table
        .rows
        .iter()
        .position(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()))
        .ok_or_else(|| Error::Empty {
            file: file.to_owned(),
        })?;
    let names = table.rows[at].cells.iter().map(String::as_str);
    Ok(Understood {
        header: Header::read(file, names, dictionary)?,
        first_row: at + 1,
    })
}
