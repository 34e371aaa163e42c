//! The mobile devices of a release.

use rusqlite::{Connection, Transaction, params};

use super::Error;
use crate::model::{MobileUnit, Purpose};

/// Stores the mobile devices of a new release.
pub(super) fn write<'u>(
    transaction: &Transaction<'_>,
    release: i64,
    units: impl Iterator<Item = &'u MobileUnit>,
) -> Result<(), Error> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO mobile_unit (release_id, source_row, department, purpose, purpose_raw, unit_count, description)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for unit in units {
        insert.execute(params![
            release,
            unit.source_row,
            unit.department,
            unit.purpose.code(),
            unit.purpose_raw,
            unit.unit_count,
            unit.description
        ])?;
    }
    Ok(())
}

/// Reads the mobile devices of a release, in the order of its file.
pub(super) fn of_release(connection: &Connection, release: i64) -> Result<Vec<MobileUnit>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT source_row, department, purpose, purpose_raw, unit_count, description
         FROM mobile_unit WHERE release_id = ?1 ORDER BY rowid",
    )?;
    let mut rows = statement.query([release])?;
    let mut units = Vec::new();
    while let Some(row) = rows.next()? {
        let code: String = row.get(2)?;
        units.push(MobileUnit {
            source_row: row.get(0)?,
            department: row.get(1)?,
            purpose: Purpose::from_code(&code).ok_or(Error::Value {
                what: "purpose",
                value: code,
            })?,
            purpose_raw: row.get(3)?,
            unit_count: row.get(4)?,
            description: row.get(5)?,
        });
    }
    Ok(units)
}
