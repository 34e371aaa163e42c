//! Reading registers into a dataset: as they are published, or as they were at a moment.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::mobile;
use super::publication::moment_of;
use super::sites::{self, ReleaseKey, Stored, parsed};
use super::{Error, Store};
use crate::dataset::{DatasetBuilder, FirstRegistered, Release};
use crate::model::day::seoul_date;
use crate::model::{RowUnit, SiteRecord};

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

/// [`load_dataset`] with the sites that were removed in the year before `now`, and with what is known
/// of when sites were first registered: what a question about a time in the past asks for.
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
        add_former(&transaction, builder, key, index, since)?;
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

/// What was published of a site that is not published at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct SitePast {
    /// Code of the institution of its register, or `unknown`.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// What was stated of it last before the moment, and when it ceased to be published; `None` when it
    /// was published later alone.
    pub last: Option<(SiteRecord, Timestamp)>,
    /// When it was published for the first time after the moment; `None` when it never was.
    pub next: Option<Timestamp>,
}

impl Store {
    /// What was published of a site that is not published at a moment; `None` when the store has never
    /// given out this id, or its register was not published then.
    pub fn site_past(&mut self, id: u32, at: Timestamp) -> Result<Option<SitePast>, Error> {
        let transaction = self.connection.transaction()?;
        let at = at.as_microsecond();
        let found = transaction
            .query_row(
                "SELECT g.institution, g.source, g.id, p.release_id
                 FROM site_identity s JOIN register g ON g.id = s.register_id
                 JOIN publication p ON p.register_id = g.id
                 WHERE s.id = ?1 AND p.from_us <= ?2 AND (p.until_us IS NULL OR p.until_us > ?2)",
                params![id, at],
                |row| {
                    let key = ReleaseKey {
                        register: row.get(2)?,
                        release: row.get(3)?,
                    };
                    Ok((row.get(0)?, row.get(1)?, key))
                },
            )
            .optional()?;
        let Some((institution, source, key)) = found else {
            return Ok(None);
        };
        let statements = sites::not_in_release(&transaction, key)?;
        let publications = transaction
            .prepare_cached(
                "SELECT release_id, from_us, until_us FROM publication WHERE register_id = ?1 ORDER BY id",
            )?
            .query_map([key.register], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect::<Result<Vec<(i64, i64, Option<i64>)>, _>>()?;
        let stated_in = |release| {
            let mut of_site = statements.iter().filter(|stored| stored.id == id);
            of_site.find(|stored| stored.is_in(release))
        };
        let mut past = SitePast {
            institution,
            source,
            last: None,
            next: None,
        };
        for (release, from, until) in publications {
            let Some(stored) = stated_in(release) else {
                continue;
            };
            if let Some(until) = until.filter(|&until| until <= at) {
                past.last = Some((stored.record.clone(), moment_of(until)?));
            } else if past.next.is_none() {
                past.next = Some(moment_of(from)?);
            }
        }
        Ok(Some(past))
    }

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

type RegisterRelease = (i64, Result<Release, Error>);

fn release_with_register(row: &Row<'_>) -> Result<RegisterRelease, rusqlite::Error> {
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
    let mut statement = connection.prepare(
        "SELECT id, absent_on, first_on FROM site_identity WHERE absent_on IS NOT NULL AND first_on >= ?1",
    )?;
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

/// A publication that has ended.
struct Past {
    release: i64,
    until: Timestamp,
}

/// Adds the sites of a register that were published after `since` and are not any more.
fn add_former(
    connection: &Connection,
    builder: &mut DatasetBuilder,
    key: ReleaseKey,
    index: usize,
    since: Timestamp,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "SELECT release_id, until_us FROM publication WHERE register_id = ?1 AND until_us >= ?2 ORDER BY id",
    )?;
    let past = statement
        .query_map(params![key.register, since.as_microsecond()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<Vec<(i64, i64)>, _>>()?
        .into_iter()
        .map(|(release, until)| {
            Ok(Past {
                release,
                until: moment_of(until)?,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    if past.is_empty() {
        return Ok(());
    }
    let removed = sites::not_in_release(connection, key)?;
    let mut releases: HashMap<i64, Release> = HashMap::new();
    for statements in removed.chunk_by(|a, b| a.id == b.id) {
        let Some((stored, past)) = last_published(statements, &past) else {
            continue;
        };
        if let Entry::Vacant(entry) = releases.entry(past.release) {
            let release = connection.query_row(
                "SELECT r.id, r.institution, r.source, r.file_names, i.at, r.reference_date, r.sample, r.register_id, r.row_is, r.copies
                 FROM release r JOIN import i ON i.id = r.import_id WHERE r.id = ?1",
                [past.release],
                release_with_register,
            )?;
            entry.insert(release.1?);
        }
        let removed_on: Date = seoul_date(past.until);
        builder.add_former_site(
            index,
            &releases[&past.release],
            stored.id,
            &stored.record,
            removed_on,
        );
    }
    Ok(())
}

/// The statement of a site that was published last, and until when.
fn last_published<'a>(
    statements: &'a [Stored],
    past: &'a [Past],
) -> Option<(&'a Stored, &'a Past)> {
    past.iter().rev().find_map(|past| {
        let stored = statements
            .iter()
            .find(|stored| stored.is_in(past.release))?;
        Some((stored, past))
    })
}
