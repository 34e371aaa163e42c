//! One register of an import against what is stored of it: same, or a new release.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params};

use super::compare::same_content;
use super::difference::{ChangeKind, RegisterDifference, SiteChange};
use super::identity::{Identity, Known, identify};
use super::mobile;
use super::publication::moment_of;
use super::sites::{self, ReleaseKey, Stored};
use super::{Error, rows};
use crate::import::{Import, Register};
use crate::model::SiteRecord;
use crate::model::day::seoul_date;

/// Highest feature id that the store gives out; those above are the sample's.
const MAX_ID: u32 = crate::sample::FIRST_ID - 1;

/// The parts of one register that come from several files of an import.
pub(super) struct MergedRegister<'a> {
    parts: Vec<&'a Register>,
}

impl<'a> MergedRegister<'a> {
    /// Institution and source.
    pub(super) fn key(&self) -> (&'a str, &'a str) {
        (&self.parts[0].institution, &self.parts[0].source)
    }

    pub(super) fn sites(&self) -> usize {
        self.parts.iter().map(|part| part.sites.len()).sum()
    }

    fn records(&self) -> Vec<&'a SiteRecord> {
        self.parts.iter().flat_map(|part| &part.sites).collect()
    }
}

/// Parts of one register that come from several files of an import belong together.
pub(super) fn merged(registers: &[Register]) -> Vec<MergedRegister<'_>> {
    let mut merged: Vec<MergedRegister> = Vec::new();
    for register in registers {
        let key = (register.institution.as_str(), register.source.as_str());
        match merged.iter_mut().find(|known| known.key() == key) {
            Some(known) => known.parts.push(register),
            None => merged.push(MergedRegister {
                parts: vec![register],
            }),
        }
    }
    merged
}

/// What became of a register.
pub(super) struct Outcome {
    pub register: i64,
    /// The new release, or the published one that states the same.
    pub release: i64,
    /// How the new release differs; `None` when nothing does.
    pub difference: Option<RegisterDifference>,
}

/// The release that is published now.
struct Current {
    release: i64,
    sites: usize,
    beside: Option<String>,
    published_on: Date,
}

/// A site of the new release: its id, and what is stored of it already.
struct Placed<'a> {
    id: u32,
    record: &'a SiteRecord,
    /// The statement that holds until now and states the same.
    carried: bool,
}

/// Stores a register's new release, unless it states what is published. Does not publish it.
pub(super) fn publish_register(
    transaction: &Transaction<'_>,
    import_id: i64,
    import: &Import,
    register: &MergedRegister<'_>,
    beside: &str,
    at: Timestamp,
) -> Result<Outcome, Error> {
    let register_id = register_id(transaction, register.key())?;
    let current = current(transaction, register_id)?;
    let stored = sites::all_of_register(transaction, register_id)?;
    let histories: Vec<&[Stored]> = stored.chunk_by(|a, b| a.id == b.id).collect();
    let known: Vec<Known> = histories
        .iter()
        .map(|history| known(history, current.as_ref()))
        .collect();
    let records = register.records();
    let identities = identify(&known, &records);
    let dates = reference_dates(transaction, current.as_ref(), &histories, &known)?;

    let absent_on = current.as_ref().map(|current| {
        let stated = dates.iter().copied().flatten().min();
        stated.map_or(current.published_on, |date| date.min(current.published_on))
    });
    let (mut placed, mut changes, mut ambiguous) =
        (Vec::with_capacity(records.len()), Vec::new(), 0);
    let mut listed = vec![false; known.len()];
    let mut same_dates = true;
    for (&record, identity) in records.iter().zip(identities) {
        let id = if let Identity::Known(index) = identity {
            listed[index] = true;
            let id = histories[index][0].id;
            if known[index].live {
                same_dates &= dates[index] == record.reference_date;
                if !same_content(known[index].record, record) {
                    changes.extend(SiteChange::between(id, known[index].record, record));
                }
            } else {
                changes.push(SiteChange::bare(id, ChangeKind::Added, record));
            }
            id
        } else {
            // Only what nothing came before can be said to have been absent.
            let absent_on = absent_on.filter(|_| identity == Identity::New);
            ambiguous += usize::from(identity == Identity::Ambiguous);
            let id = new_id(transaction, register_id, absent_on, at)?;
            changes.push(SiteChange::bare(id, ChangeKind::Added, record));
            id
        };
        let open = match identity {
            Identity::Known(index) => histories[index].last(),
            _ => None,
        };
        let carried = open
            .is_some_and(|open| open.until_release.is_none() && same_content(&open.record, record));
        placed.push(Placed {
            id,
            record,
            carried,
        });
    }
    for ((known, history), listed) in known.iter().zip(&histories).zip(&listed) {
        if known.live && !listed {
            changes.push(SiteChange::bare(
                history[0].id,
                ChangeKind::Removed,
                known.record,
            ));
        }
    }
    if let Some(current) = &current
        && changes.is_empty()
        && same_dates
        && current
            .beside
            .as_deref()
            .is_none_or(|known| known == beside)
    {
        return Ok(Outcome {
            register: register_id,
            release: current.release,
            difference: None,
        });
    }
    placed.sort_unstable_by_key(|placed| placed.id);
    changes.sort_unstable_by_key(|change| change.id);
    let release = insert_release(
        transaction,
        (import_id, register_id),
        import,
        register,
        beside,
        &placed,
    )?;
    let key = ReleaseKey {
        register: register_id,
        release,
    };
    write_sites(transaction, key, &placed, &histories)?;
    let units = register.parts.iter().flat_map(|part| &part.mobile_units);
    mobile::write(transaction, release, units)?;
    Ok(Outcome {
        register: register_id,
        release,
        difference: Some(RegisterDifference::new(
            register.key(),
            (current.map(|current| current.sites), records.len()),
            &changes,
            ambiguous,
        )),
    })
}

/// A site as the published release states it, or as it was stated last.
fn known<'a>(history: &'a [Stored], current: Option<&Current>) -> Known<'a> {
    let live =
        current.and_then(|current| history.iter().find(|stored| stored.is_in(current.release)));
    // A group of a site's statements is never empty.
    let last = &history[history.len() - 1];
    Known {
        record: &live.unwrap_or(last).record,
        live: live.is_some(),
    }
}

fn register_id(
    transaction: &Transaction<'_>,
    (institution, source): (&str, &str),
) -> Result<i64, Error> {
    Ok(transaction.query_row(
        "INSERT INTO register (institution, source) VALUES (?1, ?2)
         ON CONFLICT (institution, source) DO UPDATE SET source = excluded.source RETURNING id",
        params![institution, source],
        |row| row.get(0),
    )?)
}

fn current(transaction: &Transaction<'_>, register: i64) -> Result<Option<Current>, Error> {
    transaction
        .query_row(
            "SELECT r.id, r.sites, r.beside, p.from_us FROM publication p JOIN release r ON r.id = p.release_id
             WHERE p.register_id = ?1 AND p.until_us IS NULL",
            [register],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?
        .map(|(release, sites, beside, from_us)| {
            Ok(Current {
                release,
                sites,
                beside,
                published_on: seoul_date(moment_of(from_us)?),
            })
        })
        .transpose()
}

/// The reference date that the published release states for each live site.
fn reference_dates(
    transaction: &Transaction<'_>,
    current: Option<&Current>,
    histories: &[&[Stored]],
    known: &[Known<'_>],
) -> Result<Vec<Option<Date>>, Error> {
    let Some(current) = current else {
        return Ok(Vec::new());
    };
    let live = || (0..known.len()).filter(|&index| known[index].live);
    let packed = sites::packed_dates(
        transaction,
        current.release,
        live().map(|index| histories[index][0].id),
    )?;
    let mut dates = vec![None; known.len()];
    for index in live() {
        dates[index] = match &packed {
            Some(packed) => packed.get(&histories[index][0].id).copied().flatten(),
            None => known[index].record.reference_date,
        };
    }
    Ok(dates)
}

fn new_id(
    transaction: &Transaction<'_>,
    register: i64,
    absent_on: Option<Date>,
    at: Timestamp,
) -> Result<u32, Error> {
    transaction
        .prepare_cached(
            "INSERT INTO site_identity (register_id, absent_on, first_on) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![
            register,
            absent_on.map(|date| date.to_string()),
            absent_on.map(|_| seoul_date(at).to_string())
        ])?;
    u32::try_from(transaction.last_insert_rowid())
        .ok()
        .filter(|&id| id <= MAX_ID)
        .ok_or(Error::TooManySites)
}

fn insert_release(
    transaction: &Transaction<'_>,
    (import_id, register_id): (i64, i64),
    import: &Import,
    register: &MergedRegister<'_>,
    beside: &str,
    placed: &[Placed<'_>],
) -> Result<i64, Error> {
    let names: Vec<&str> = register
        .parts
        .iter()
        .map(|part| import.files[part.file].name.as_str())
        .collect();
    let reference_date = register
        .parts
        .iter()
        .filter_map(|part| part.reference_date)
        .max();
    let packed = placed.iter().any(|placed| placed.carried).then(|| {
        rows::pack(
            placed
                .iter()
                .map(|placed| (placed.record.source_row, placed.record.reference_date)),
        )
    });
    let (institution, source) = register.key();
    transaction.execute(
        "INSERT INTO release (import_id, register_id, institution, source, file_names, reference_date, sample, sites,
            beside, rows, row_is, copies)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            import_id,
            register_id,
            institution,
            source,
            serde_json::to_string(&names)?,
            reference_date.map(|date| date.to_string()),
            register.parts[0].sample,
            placed.len(),
            beside,
            packed,
            register.parts[0].row_is.code(),
            register.parts[0].copies
        ],
    )?;
    Ok(transaction.last_insert_rowid())
}

/// Ends the statements that hold no longer and adds those that are new.
fn write_sites(
    transaction: &Transaction<'_>,
    key: ReleaseKey,
    placed: &[Placed<'_>],
    histories: &[&[Stored]],
) -> Result<(), Error> {
    let mut end = transaction.prepare_cached(
        "UPDATE site SET until_release = ?1 WHERE register_id = ?2 AND id = ?3 AND from_release = ?4",
    )?;
    for history in histories {
        let Some(open) = history.last().filter(|open| open.until_release.is_none()) else {
            continue;
        };
        let carried = placed
            .binary_search_by_key(&open.id, |placed| placed.id)
            .is_ok_and(|at| placed[at].carried);
        if !carried {
            end.execute(params![
                key.release,
                key.register,
                open.id,
                open.from_release
            ])?;
        }
    }
    let mut insert = sites::prepare_insert(transaction)?;
    for placed in placed.iter().filter(|placed| !placed.carried) {
        sites::insert(&mut insert, key, placed.id, placed.record)?;
    }
    Ok(())
}
