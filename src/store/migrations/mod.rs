//! The schema, version by version: each step is a file of SQL that is run once, in a transaction; one of
//! them moves what SQL cannot.
//!
//! A new database runs all of them. A step is never edited once it has been released; a change of the
//! schema is a new file at the end of [`STEPS`].

mod from_rows;

use rusqlite::Connection;

use super::Error;

/// What leads from each version to the next; the first makes version 1 of an empty file.
const STEPS: [&str; 6] = [
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
];

/// Version of the schema that this program writes and reads.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a handful of steps"
)]
pub(super) const VERSION: i32 = STEPS.len() as i32;

/// Brings a database of version `from` to [`VERSION`], inside the caller's transaction.
pub(super) fn migrate(connection: &Connection, from: i32) -> Result<(), Error> {
    let done = usize::try_from(from).unwrap_or_default();
    for (step, version) in STEPS.iter().zip(1..).skip(done) {
        connection.execute_batch(step)?;
        if version == 6 {
            from_rows::pack_rows(connection)?;
        }
    }
    Ok(connection.pragma_update(None, "user_version", VERSION)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{APPLICATION_ID, Error, FILE_NAME, Store};
    use tempfile::TempDir;

    /// Two releases of one register as version 1 of the program wrote them: site 1 stays, 2 goes, 3 comes.
    const VERSION_1: &str = r#"
        INSERT INTO import VALUES (1, '2026-05-01T00:00:00Z', 'a', '[]', '{}'), (2, '2026-06-01T00:00:00.25Z', 'b', '[]', '{}');
        INSERT INTO release VALUES (1, 1, '3040000', 'standard', '["may.csv"]', '2026-04-30', 0, 2),
            (2, 2, '3040000', 'standard', '["june.csv"]', NULL, 0, 2);
        INSERT INTO published VALUES ('3040000', 'standard', 2);
        INSERT INTO site_identity VALUES (1, x'01'), (2, x'02'), (3, x'03');
        INSERT INTO site (release_id, id, source_row, management_no, lon, lat, uncertainty_m, suspect, reasons, purpose)
            VALUES (1, 1, 2, 'A', 127.08, 37.53, 0.5, 0, 0, 'crime'), (1, 2, 3, 'B', 127.09, 37.53, 0.5, 0, 0, 'crime'),
                (2, 1, 2, 'A', 127.08, 37.53, 0.5, 0, 0, 'crime'), (2, 3, 3, 'C', 127.07, 37.53, 0.5, 0, 0, 'child');
    "#;

    fn version_1(folder: &TempDir) {
        let connection = Connection::open(folder.path().join(FILE_NAME)).unwrap();
        connection.execute_batch(STEPS[0]).unwrap();
        connection
            .pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        connection.execute_batch(VERSION_1).unwrap();
    }

    #[test]
    fn a_database_of_version_1_keeps_its_sites_ids_and_history() {
        let folder = TempDir::new().unwrap();
        version_1(&folder);
        let mut store = Store::open(folder.path()).unwrap();
        let releases = store.releases(None).unwrap();
        assert_eq!(
            releases
                .iter()
                .map(|r| (r.id, r.published))
                .collect::<Vec<_>>(),
            [(1, false), (2, true)]
        );
        let difference = store.difference(1, 2).unwrap();
        assert_eq!(
            difference
                .changes
                .iter()
                .map(|c| (c.id, c.kind.code()))
                .collect::<Vec<_>>(),
            [(2, "removed"), (3, "added")]
        );
        let mut builder = crate::dataset::DatasetBuilder::new();
        crate::store::load_dataset(&mut store, &mut builder).unwrap();
        let dataset = builder.build();
        assert!(
            dataset.find_by_id(1).is_some()
                && dataset.find_by_id(2).is_none()
                && dataset.find_by_id(3).is_some()
        );
        let past = store.site_past(2, jiff::Timestamp::now()).unwrap().unwrap();
        let (last, until) = past.last.unwrap();
        assert_eq!(last.management_no.as_deref(), Some("B"));
        assert_eq!(until.to_string(), "2026-06-01T00:00:00.25Z");
        assert_eq!(store.site_past(4, jiff::Timestamp::now()).unwrap(), None);
        let publications: Vec<(i64, Option<i64>)> = store
            .connection
            .prepare("SELECT from_us, until_us FROM publication ORDER BY id")
            .unwrap()
            .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let june = 1_780_272_000_250_000;
        assert_eq!(
            publications,
            [(1_777_593_600_000_000, Some(june)), (june, None)]
        );
        let broken: i64 = store
            .connection
            .query_row("SELECT count(*) FROM pragma_foreign_key_check", (), |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(broken, 0);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_file_as_it_was() {
        let folder = TempDir::new().unwrap();
        version_1(&folder);
        let connection = Connection::open(folder.path().join(FILE_NAME)).unwrap();
        connection
            .execute_batch("CREATE TABLE register (id INTEGER)")
            .unwrap();
        assert!(matches!(
            Store::open(folder.path()),
            Err(Error::Open { .. })
        ));
        let version: i32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        let sites: i64 = connection
            .query_row("SELECT count(*) FROM site", (), |row| row.get(0))
            .unwrap();
        assert_eq!((version, sites), (1, 4));
    }
}
