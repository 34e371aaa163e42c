//! What the releases of a register state about its sites.
//!
//! A statement holds from one release on until another one ends it. Each release keeps what it adds and
//! what it ends (`block`), so a release costs what changed, and the difference of two releases is read
//! from the releases between them.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use rustc_hash::FxHashMap;

use super::rows::Rows;
use super::{Error, block};
use crate::model::SiteRecord;

/// Which release of which register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReleaseKey {
    pub register: i64,
    pub release: i64,
}

/// A stored statement of a site.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub id: u32,
    pub from_release: i64,
    pub until_release: Option<i64>,
    pub record: SiteRecord,
}

impl Stored {
    /// Whether the statement belongs to a release of its register.
    pub(super) fn is_in(&self, release: i64) -> bool {
        self.from_release <= release && self.until_release.is_none_or(|until| until > release)
    }
}

/// A site in two releases.
#[derive(Debug)]
pub(super) struct Pair {
    pub id: u32,
    /// As the one release states it; `None` where it lists no such site.
    pub from: Option<SiteRecord>,
    /// As the other one does.
    pub to: Option<SiteRecord>,
}

/// The blocks of one release.
struct Blocks {
    release: i64,
    stated: Vec<u8>,
    ended: Vec<u8>,
}

/// The blocks of a register's releases after one and up to another, in their order.
fn blocks(
    connection: &Connection,
    register: i64,
    (after, until): (i64, i64),
) -> Result<Vec<Blocks>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT r.id, s.stated, s.ended FROM release r JOIN statements s ON s.release_id = r.id
         WHERE r.register_id = ?1 AND r.id > ?2 AND r.id <= ?3 ORDER BY r.id",
    )?;
    let blocks = statement.query_map(params![register, after, until], |row| {
        Ok(Blocks {
            release: row.get(0)?,
            stated: row.get(1)?,
            ended: row.get(2)?,
        })
    })?;
    Ok(blocks.collect::<Result<_, _>>()?)
}

/// Adds the blocks of a new release.
pub(super) fn write(
    transaction: &Transaction<'_>,
    release: i64,
    stated: &[u8],
    ended: &[u8],
) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT INTO statements (release_id, stated, ended) VALUES (?1, ?2, ?3)")?
        .execute(params![release, stated, ended])?;
    Ok(())
}

/// Calls `visit` with every site of a release in the order of their ids, with the row numbers and the
/// reference date that the release states.
pub(super) fn for_each_of_release(
    connection: &Connection,
    key: ReleaseKey,
    mut visit: impl FnMut(u32, SiteRecord) -> Result<(), Error>,
) -> Result<(), Error> {
    let packed = packed_rows(connection, key.release)?;
    let mut packed = packed.as_ref().map(|(packed, sites)| {
        let mut rows = Rows::new(packed);
        let heads: Vec<_> = rows.by_ref().take(*sites).collect();
        (heads.into_iter(), rows.members())
    });
    let mut visit = |id, mut record: SiteRecord| {
        if let Some((heads, members)) = &mut packed {
            let mut restate = || {
                (record.source_row, record.reference_date) = heads.next()?;
                members.restate(record.source_row, &mut record.members)
            };
            restate().ok_or_else(|| Error::Value {
                what: "list of row numbers",
                value: format!("release {}", key.release),
            })?;
        }
        visit(id, record)
    };
    let blocks = blocks(connection, key.register, (0, key.release))?;
    // Most registers have one release.
    if let [only] = blocks.as_slice() {
        return block::unpack(&only.stated, visit);
    }
    for stored in statements(&blocks)? {
        if stored.until_release.is_none() {
            visit(stored.id, stored.record)?;
        }
    }
    Ok(())
}

/// Every statement of a register's sites, by id and then by time.
pub(super) fn all_of_register(
    connection: &Connection,
    register: i64,
) -> Result<Vec<Stored>, Error> {
    statements(&blocks(connection, register, (0, i64::MAX))?)
}

/// The statements of a register's first releases, by id and then by time.
fn statements(blocks: &[Blocks]) -> Result<Vec<Stored>, Error> {
    let mut found: Vec<Stored> = Vec::new();
    let mut open: FxHashMap<u32, usize> = FxHashMap::default();
    for blocks in blocks {
        block::unpack(&blocks.ended, |id, _| {
            if let Some(index) = open.remove(&id) {
                found[index].until_release = Some(blocks.release);
            }
            Ok(())
        })?;
        block::unpack(&blocks.stated, |id, record| {
            open.insert(id, found.len());
            found.push(Stored {
                id,
                from_release: blocks.release,
                until_release: None,
                record,
            });
            Ok(())
        })?;
    }
    found.sort_by_key(|stored| (stored.id, stored.from_release));
    Ok(found)
}

/// The sites of which two releases state something else, by id; release 0 lists no site.
pub(super) fn differing(
    connection: &Connection,
    register: i64,
    from: i64,
    to: i64,
) -> Result<Vec<Pair>, Error> {
    let (first, last) = (from.min(to), from.max(to));
    let mut found: BTreeMap<u32, Pair> = BTreeMap::new();
    for blocks in blocks(connection, register, (first, last))? {
        // What is ended before anything else is said of a site is what the first release states.
        block::unpack(&blocks.ended, |id, record| {
            let pair = found.entry(id).or_insert(Pair {
                id,
                from: Some(record),
                to: None,
            });
            pair.to = None;
            Ok(())
        })?;
        block::unpack(&blocks.stated, |id, record| {
            let pair = found.entry(id).or_insert(Pair {
                id,
                from: None,
                to: None,
            });
            pair.to = Some(record);
            Ok(())
        })?;
    }
    let pairs = found.into_values().map(|pair| {
        if from <= to {
            return pair;
        }
        Pair {
            id: pair.id,
            from: pair.to,
            to: pair.from,
        }
    });
    Ok(pairs.collect())
}

/// The statements about sites that a release does not list, by id.
pub(super) fn not_in_release(
    connection: &Connection,
    key: ReleaseKey,
) -> Result<Vec<Stored>, Error> {
    let all = all_of_register(connection, key.register)?;
    let listed = |statements: &[Stored]| statements.iter().any(|stored| stored.is_in(key.release));
    Ok(all
        .chunk_by(|a, b| a.id == b.id)
        .filter(|statements| !listed(statements))
        .flatten()
        .cloned()
        .collect())
}

/// The reference dates that a release states for its sites, by id, where they were packed.
pub(super) fn packed_dates(
    connection: &Connection,
    release: i64,
    ids: impl Iterator<Item = u32>,
) -> Result<Option<HashMap<u32, Option<Date>>>, Error> {
    Ok(packed_rows(connection, release)?.map(|(packed, sites)| {
        let dates = Rows::new(&packed).take(sites).map(|(_, date)| date);
        ids.zip(dates).collect()
    }))
}

/// The packed rows of a release, where it has them, and the number of its sites.
fn packed_rows(connection: &Connection, release: i64) -> Result<Option<(Vec<u8>, usize)>, Error> {
    Ok(connection
        .prepare_cached("SELECT rows, sites FROM release WHERE id = ?1 AND rows IS NOT NULL")?
        .query_row([release], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub(super) fn parsed<T: std::str::FromStr>(what: &'static str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Value {
        what,
        value: text.to_owned(),
    })
}
