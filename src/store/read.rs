//! Reading registers into a dataset: as they are published, or as they were at a moment.

use std::collections::HashMap;

use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, Row};

use super::sites::{self, ReleaseKey, parsed};
use super::{Error, Store};
use super::{former, mobile};
use crate::dataset::{DatasetBuilder, FirstRegistered, Release};
use crate::model::RowUnit;
use crate::model::day::seoul_date;

/// For how long a removed site is kept in the dataset, days: longer than any policy keeps footage.
const FORMER_DAYS: i64 = 400;

/// Adds every published release to the builder.
///
/// A sample release of an institution that has a real one is left out.
pub fn load_dataset(store: &mut Store, builder: &mut DatasetBuilder) -> Result<(), Error> {
    // One transaction, so that an import which commits meanwhile is seen whole or not at all.
    let transaction = store.connection.transaction()?;
    builder.set_sequence(sequence(&transaction)?);
    load(&transaction, builder, i64::MAX)?;
    Ok(())
}

/// [`load_dataset`] with the sites that were removed or moved in the year before `now`, as they were
/// stated then, and with what is known of when sites were first registered: what a question about a time in the past asks for.
pub fn load_with_history(
    store: &mut Store,
    builder: &mut DatasetBuilder,
    now: Timestamp,
) -> Result<(), Error> {
    let transaction = store.connection.transaction()?;
    builder.set_sequence(sequence(&transaction)?);
    let loaded = load(&transaction, builder, i64::MAX)?;
    let since = now
        .checked_sub((FORMER_DAYS * 24).hours())
        .unwrap_or(Timestamp::MIN);
    let registered = first_registered(&transaction, since)?;
    for (&id, &first) in &registered {
        builder.set_first_registered(id, first);
    }
    for (key, index) in loaded {
        former::add(&transaction, builder, key, index, since)?;
    }
    Ok(())
}

/// Adds every release that was published at a moment.
pub fn load_dataset_at(
    store: &mut Store,
    builder: &mut DatasetBuilder,
    at: Timestamp,
) -> Result<(), Error> {
    let transaction = store.connection.transaction()?;
    let at = at.as_microsecond();
    builder.set_sequence(sequence_at(&transaction, at)?);
    load(&transaction, builder, at)?;
    Ok(())
}

impl Store {
    /// Number of the latest publication; 0 before the first.
    pub fn sequence(&self) -> Result<i64, Error> {
        sequence(&self.connection)
    }

    /// Number of the latest publication at a moment; 0 before the first. What was published at two
    /// moments with the same number is the same.
    pub fn sequence_at(&self, at: Timestamp) -> Result<i64, Error> {
        sequence_at(&self.connection, at.as_microsecond())
    }
}

fn sequence(connection: &Connection) -> Result<i64, Error> {
    sequence_at(connection, i64::MAX)
}

fn sequence_at(connection: &Connection, at_us: i64) -> Result<i64, Error> {
    Ok(connection.query_row(
        "SELECT coalesce(max(id), 0) FROM publication WHERE from_us <= ?1",
        [at_us],
        |row| row.get(0),
    )?)
}

/// Adds the releases published at a moment (microseconds); returns them with their indexes.
fn load(
    connection: &Connection,
    builder: &mut DatasetBuilder,
    at_us: i64,
) -> Result<Vec<(ReleaseKey, usize)>, Error> {
    let mut statement = connection.prepare(
        "WITH present AS (
            SELECT p.register_id, p.release_id FROM publication p
            WHERE p.from_us <= ?1 AND (p.until_us IS NULL OR p.until_us > ?1))
         SELECT r.id, r.institution, r.source, r.file_names, i.at, r.reference_date, r.sample, r.register_id, r.row_is, r.copies
         FROM present p JOIN release r ON r.id = p.release_id JOIN import i ON i.id = r.import_id
         WHERE NOT r.sample OR NOT EXISTS (
            SELECT 1 FROM present q JOIN release s ON s.id = q.release_id
            WHERE s.institution = r.institution AND NOT s.sample)
         ORDER BY r.id",
    )?;
    let releases = statement
        .query_map([at_us], release_with_register)?
        .collect::<Result<Vec<_>, _>>()?;
    let mut loaded = Vec::with_capacity(releases.len());
    for (register, release) in releases {
        let release = release?;
        let key = ReleaseKey {
            register,
            release: release.id,
        };
        let index = builder.add_release(release);
        sites::for_each_of_release(connection, key, |id, record| {
            builder.add_site(index, id, &record);
            Ok(())
        })?;
        for unit in mobile::of_release(connection, key.release)? {
            builder.add_mobile_unit(index, unit);
        }
        loaded.push((key, index));
    }
    Ok(loaded)
}

pub(super) type RegisterRelease = (i64, Result<Release, Error>);

pub(super) fn release_with_register(row: &Row<'_>) -> Result<RegisterRelease, rusqlite::Error> {
    let (file_names, at, date): (String, String, Option<String>) =
        (row.get(3)?, row.get(4)?, row.get(5)?);
    let (id, institution, source, sample) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(6)?);
    let (row_is, copies): (String, u16) = (row.get(8)?, row.get(9)?);
    let release = || {
        Ok(Release {
            id,
            institution,
            source,
            file_names: serde_json::from_str(&file_names)?,
            imported_at: parsed("time", &at)?,
            reference_date: date.map(|date| parsed("date", &date)).transpose()?,
            sample,
            row_is: RowUnit::from_code(&row_is).ok_or(Error::Value {
                what: "kind of row",
                value: row_is,
            })?,
            copies,
        })
    };
    Ok((row.get(7)?, release()))
}

/// The sites of which it is known that a register did not list them before.
fn first_registered(
    connection: &Connection,
    since: Timestamp,
) -> Result<HashMap<u32, FirstRegistered>, Error> {
    let mut statement = connection
        .prepare("SELECT id, absent_on, first_on FROM site_since WHERE first_on >= ?1")?;
    let mut rows = statement.query([seoul_date(since).to_string()])?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        let (absent_on, on): (String, String) = (row.get(1)?, row.get(2)?);
        let first = FirstRegistered {
            absent_on: parsed("date", &absent_on)?,
            on: parsed("date", &on)?,
        };
        found.insert(row.get(0)?, first);
    }
    Ok(found)
}
