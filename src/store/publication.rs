//! What was published from when until when; and publishing an earlier release again.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;

use super::difference::{Counts, changes_between};
use super::sites::parsed;
use super::{Error, Store};

/// Why something was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Import,
    Rollback,
}

impl Kind {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Rollback => "rollback",
        }
    }
}

/// A release as history tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleaseEntry {
    /// Number of the release.
    pub id: i64,
    /// Code of the institution, or `unknown`.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// Names of the files that it was read from.
    pub file_names: Vec<String>,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// Latest 데이터기준일자 of its rows.
    pub reference_date: Option<Date>,
    /// Number of its sites.
    pub sites: usize,
    /// Made by the product for trying out.
    pub sample: bool,
    /// Whether it is what is published now.
    pub published: bool,
}

/// What a roll-back did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RolledBack {
    /// Code of the institution.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// The release that was published.
    pub from: i64,
    /// The release that is published now.
    pub to: i64,
    /// Sites that differ between the two.
    #[serde(flatten)]
    pub counts: Counts,
}

/// The moment of a publication: never before the last one, so that history is in the order of time
/// even when a clock was put back.
pub(super) fn moment(connection: &Connection, now: Timestamp) -> Result<Timestamp, Error> {
    let last: Option<i64> =
        connection.query_row("SELECT max(from_us) FROM publication", (), |row| row.get(0))?;
    moment_of(now.as_microsecond().max(last.unwrap_or(i64::MIN)))
}

/// A stored moment.
pub(super) fn moment_of(microseconds: i64) -> Result<Timestamp, Error> {
    Timestamp::from_microsecond(microseconds).map_err(|_| Error::Value {
        what: "time",
        value: microseconds.to_string(),
    })
}

/// Makes a release the published one of its register from a moment on.
pub(super) fn publish(
    transaction: &Transaction<'_>,
    register: i64,
    release: i64,
    at: Timestamp,
    kind: Kind,
) -> Result<(), Error> {
    transaction.execute(
        "UPDATE publication SET until_us = ?1 WHERE register_id = ?2 AND until_us IS NULL",
        params![at.as_microsecond(), register],
    )?;
    transaction.execute(
        "INSERT INTO publication (register_id, release_id, from_us, kind) VALUES (?1, ?2, ?3, ?4)",
        params![register, release, at.as_microsecond(), kind.code()],
    )?;
    Ok(())
}

const RELEASES: &str =
    "SELECT r.id, r.institution, r.source, r.file_names, i.at, r.reference_date, r.sites, r.sample,
        EXISTS (SELECT 1 FROM publication p WHERE p.release_id = r.id AND p.until_us IS NULL)
    FROM release r JOIN import i ON i.id = r.import_id";

type EntryRow = (
    i64,
    String,
    String,
    String,
    String,
    Option<String>,
    usize,
    bool,
    bool,
);

fn entry_row(row: &Row<'_>) -> Result<EntryRow, rusqlite::Error> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
        row.get(8)?,
    ))
}

fn entry(row: EntryRow) -> Result<ReleaseEntry, Error> {
    let (id, institution, source, file_names, at, date, sites, sample, published) = row;
    Ok(ReleaseEntry {
        id,
        institution,
        source,
        file_names: serde_json::from_str(&file_names)?,
        imported_at: parsed("time", &at)?,
        reference_date: date.map(|date| parsed("date", &date)).transpose()?,
        sites,
        sample,
        published,
    })
}

impl Store {
    /// Every release, or those of one institution, in the order of their numbers.
    pub fn releases(&self, institution: Option<&str>) -> Result<Vec<ReleaseEntry>, Error> {
        let mut statement = self.connection.prepare(&format!(
            "{RELEASES} WHERE ?1 IS NULL OR r.institution = ?1 ORDER BY r.id"
        ))?;
        let rows = statement.query_map([institution], entry_row)?;
        rows.map(|row| entry(row?)).collect()
    }

    /// The release of a register that was published at a moment.
    pub fn release_at(
        &self,
        institution: &str,
        source: &str,
        at: Timestamp,
    ) -> Result<Option<i64>, Error> {
        Ok(self
            .connection
            .query_row(
                "SELECT p.release_id FROM publication p JOIN register g ON g.id = p.register_id
                 WHERE g.institution = ?1 AND g.source = ?2 AND p.from_us <= ?3 AND (p.until_us IS NULL OR p.until_us > ?3)",
                params![institution, source, at.as_microsecond()],
                |row| row.get(0),
            )
            .optional()?)
    }

    /// Publishes an earlier release of a register again: `to`, or the one that was published before
    /// the present one. Nothing is deleted; the publication is recorded like that of an import.
    ///
    /// `waiting` is called once when an import is being written and this waits for it.
    ///
    /// # Errors
    /// When there is no such release, or it is the one that is published.
    pub fn rollback(
        &mut self,
        institution: &str,
        source: &str,
        to: Option<i64>,
        now: Timestamp,
        waiting: &dyn Fn(),
    ) -> Result<RolledBack, Error> {
        let transaction = self.begin(waiting)?;
        let (register, from): (i64, i64) = transaction
            .query_row(
                "SELECT register_id, release_id FROM published WHERE institution = ?1 AND source = ?2",
                params![institution, source],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?
            .ok_or(Error::NothingToRollBack)?;
        let to: i64 = match to {
            Some(to) => transaction
                .query_row(
                    "SELECT id FROM release WHERE id = ?1 AND register_id = ?2",
                    params![to, register],
                    |row| row.get(0),
                )
                .optional()?
                .ok_or(Error::NoSuchRelease(to))?,
            None => transaction
                .query_row(
                    "SELECT max(id) FROM release WHERE register_id = ?1 AND id < ?2",
                    params![register, from],
                    |row| row.get::<_, Option<i64>>(0),
                )?
                .ok_or(Error::NothingToRollBack)?,
        };
        if to == from {
            return Err(Error::PublishedAlready(to));
        }
        let at = moment(&transaction, now)?;
        let counts = Counts::of(&changes_between(&transaction, register, Some(from), to)?);
        publish(&transaction, register, to, at, Kind::Rollback)?;
        transaction.commit()?;
        Ok(RolledBack {
            institution: institution.to_owned(),
            source: source.to_owned(),
            from,
            to,
            counts,
        })
    }
}
