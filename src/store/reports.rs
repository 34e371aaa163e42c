//! Reading what an import found, for one institution, out of the report that is kept with it.

use rusqlite::OptionalExtension;

use super::{Error, Store};
use crate::quality::{ImportedRows, KeptReport};

/// What became of an institution's rows in the import that made a release, file by file.
///
/// `None` when there is no such release, or its import was made before rows were counted by institution.
/// Only the parts of the report that are asked for are taken out of it: the whole of a national import
/// has hundreds of thousands of remarks.
pub fn rows_of_release(
    store: &Store,
    release: i64,
    institution: &str,
) -> Result<Option<Vec<ImportedRows>>, Error> {
    let parts: Option<String> = store
        .connection
        .query_row(
            "WITH kept AS MATERIALIZED (
                SELECT jsonb(i.report) AS report FROM release r JOIN import i ON i.id = r.import_id WHERE r.id = ?1)
             SELECT json_object(
                'files', json(report -> '$.files'),
                'unrecognised_columns', json(report -> '$.unrecognised_columns'),
                'by_kind', json(report -> '$.by_kind'),
                'by_institution', (
                    SELECT CASE WHEN report -> '$.by_institution' IS NULL THEN NULL ELSE (
                        SELECT json_group_array(json(j.value)) FROM json_each(report, '$.by_institution') j
                        WHERE j.value ->> '$.institution' = ?2) END))
             FROM kept",
            (release, institution),
            |row| row.get(0),
        )
        .optional()?;
    let Some(parts) = parts else { return Ok(None) };
    let kept: KeptReport = serde_json::from_str(&parts)?;
    Ok(kept.rows_of(institution))
}
