//! Publishing an import: one transaction, all or nothing.

use std::collections::HashMap;
use std::sync::mpsc::sync_channel;
use std::thread;

use jiff::Timestamp;
use rayon::prelude::*;
use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use super::difference::RegisterDifference;
use super::publication::{self, Kind};
use super::release::{Compared, Draft, merged};
use super::{Error, Store};
use crate::import::{Import, Options};
use crate::model::MobileUnit;
use crate::model::hex::hex;

/// Highest feature id that the store gives out; those above are the sample's.
const MAX_ID: u32 = crate::sample::FIRST_ID - 1;

/// Registers that are compared before they are written.
const COMPARED_AHEAD: usize = 64;

/// A hash for institution and source; see [`beside`].
type Beside<'i> = HashMap<(&'i str, &'i str), String>;

/// What publishing did.
#[derive(Debug, Clone, PartialEq)]
pub enum Published {
    /// New releases are served from now on.
    New {
        /// Number of the import.
        import: i64,
        /// How many registers of the import state what is published already.
        unchanged: usize,
        /// How each new release differs from what was published.
        differences: Vec<RegisterDifference>,
    },
    /// What the import states is what is published: nothing changed.
    Unchanged {
        /// Number of the import that published it last.
        import: i64,
    },
    /// More than a fifth of a register would disappear, or an older one would replace a newer one, and nobody
    /// confirmed it: nothing changed.
    Unconfirmed {
        /// The registers that have to be confirmed.
        differences: Vec<RegisterDifference>,
    },
}

/// How to publish.
pub struct Publishing<'a> {
    /// What the user said about the files.
    pub options: &'a Options,
    /// The moment of publication.
    pub at: Timestamp,
    /// A register may lose more than a fifth of its sites, and an older one may replace a newer one.
    pub confirm: bool,
    /// Called with the number of sites written so far.
    pub progress: &'a dyn Fn(u64),
    /// Called once when another import is being written and this one waits for it.
    pub waiting: &'a dyn Fn(),
}

/// Writes an import and makes its releases the published ones, in one transaction.
///
/// A register that states what is published already gets no new release.
///
/// # Errors
/// When the database fails, or another import holds it for longer than a minute; nothing is changed.
pub fn publish(
    store: &mut Store,
    import: &Import,
    publishing: &Publishing<'_>,
) -> Result<Published, Error> {
    let content_hash = content_hash(import, publishing.options);
    let transaction = store.begin(publishing.waiting)?;
    if let Some(import) = same_as_published(&transaction, &content_hash)? {
        return Ok(Published::Unchanged { import });
    }
    let at = publication::moment(&transaction, publishing.at)?;
    transaction.execute(
        "INSERT INTO import (at, content_hash, files, report) VALUES (?1, ?2, ?3, ?4)",
        params![
            publishing.at.to_string(),
            content_hash,
            serde_json::to_string(&import.files)?,
            serde_json::to_string(&import.report)?
        ],
    )?;
    let import_id = transaction.last_insert_rowid();
    let mut drafts = merged(&import.registers)
        .into_iter()
        .map(|register| Draft::load(&transaction, register))
        .collect::<Result<Vec<_>, _>>()?;
    drafts.par_iter_mut().for_each(Draft::identify);
    let first_ids = give_out_ids(&transaction, &drafts)?;
    let beside = beside(import)?;
    let (mut differences, mut unchanged, mut written) = (Vec::new(), Vec::new(), 0);
    each_compared(&drafts, &first_ids, &beside, |draft, compared| {
        let release = match compared {
            Compared::Same { release } => {
                unchanged.push(release);
                release
            }
            Compared::New(new) => {
                let release = draft.write(
                    &transaction,
                    (import_id, import),
                    &new,
                    beside_of(&beside, draft),
                    at,
                )?;
                publication::publish(&transaction, draft.register(), release, at, Kind::Import)?;
                differences.push(new.difference);
                release
            }
        };
        transaction.execute(
            "INSERT INTO import_release (import_id, release_id) VALUES (?1, ?2)",
            params![import_id, release],
        )?;
        written += draft.sites() as u64;
        (publishing.progress)(written);
        Ok(())
    })?;
    // Leaving without a commit takes everything back.
    if differences.is_empty() {
        let import = last_import(&transaction, &unchanged)?;
        return Ok(Published::Unchanged { import });
    }
    let needs_it = RegisterDifference::needs_confirmation;
    if !publishing.confirm && differences.iter().any(needs_it) {
        differences.retain(needs_it);
        return Ok(Published::Unconfirmed { differences });
    }
    write_quarantine(&transaction, import_id, import)?;
    transaction.commit()?;
    Ok(Published::New {
        import: import_id,
        unchanged: unchanged.len(),
        differences,
    })
}

/// Calls `each` with every draft and how it compares, in order. Those that come next are compared on
/// other threads meanwhile: the database is written by one, and blocks that wait take memory.
fn each_compared<'i>(
    drafts: &[Draft<'i>],
    first_ids: &[u32],
    beside: &Beside<'i>,
    mut each: impl FnMut(&Draft<'i>, Compared) -> Result<(), Error>,
) -> Result<(), Error> {
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(COMPARED_AHEAD);
        scope.spawn(move || {
            let jobs: Vec<_> = drafts.iter().zip(first_ids).collect();
            for jobs in jobs.chunks(COMPARED_AHEAD) {
                let compare =
                    |&(draft, &first): &(&Draft, _)| draft.compare(first, beside_of(beside, draft));
                let compared: Vec<_> = jobs.par_iter().map(compare).collect();
                for one in compared {
                    // The writer has failed.
                    if sender.send(one).is_err() {
                        return;
                    }
                }
            }
        });
        drafts
            .iter()
            .zip(receiver)
            .try_for_each(|(draft, compared)| each(draft, compared?))
    })
}

fn beside_of<'b>(beside: &'b Beside, draft: &Draft<'b>) -> &'b str {
    beside.get(&draft.key()).map_or("", String::as_str)
}

/// Gives out the ids that the drafts need; returns the first one of each.
fn give_out_ids(transaction: &Transaction<'_>, drafts: &[Draft<'_>]) -> Result<Vec<u32>, Error> {
    let mut last: u64 =
        transaction.query_row("SELECT coalesce(max(last), 0) FROM given_ids", (), |row| {
            row.get(0)
        })?;
    let mut give = transaction
        .prepare_cached("INSERT INTO given_ids (first, last, register_id) VALUES (?1, ?2, ?3)")?;
    let mut firsts = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let (first, new) = (last + 1, draft.new_ids() as u64);
        last += new;
        if last > u64::from(MAX_ID) {
            return Err(Error::TooManySites);
        }
        if new > 0 {
            give.execute(params![first, last, draft.register()])?;
        }
        firsts.push(u32::try_from(first).map_err(|_| Error::TooManySites)?);
    }
    Ok(firsts)
}

/// The import that made the latest of some releases.
fn last_import(transaction: &Transaction<'_>, releases: &[i64]) -> Result<i64, Error> {
    let mut statement = transaction.prepare("SELECT import_id FROM release WHERE id = ?1")?;
    let mut last = 0;
    for release in releases {
        last = last.max(statement.query_row([release], |row| row.get(0))?);
    }
    Ok(last)
}

/// For each register, a hash of what it holds beside its sites, whatever the order of the rows: those
/// that are kept but not served, mobile units, and what a row stands for.
fn beside(import: &Import) -> Result<Beside<'_>, Error> {
    let mut rows: HashMap<(&str, &str), Vec<String>> = HashMap::new();
    for row in &import.quarantined {
        let kinds: Vec<&str> = row.issues.iter().map(|issue| issue.kind.code()).collect();
        rows.entry((&row.institution, &row.source))
            .or_default()
            .push(serde_json::to_string(&(kinds, &row.values))?);
    }
    for register in &import.registers {
        let rows = rows
            .entry((&register.institution, &register.source))
            .or_default();
        rows.push(format!("{} {}", register.row_is.code(), register.copies));
        rows.extend(register.mobile_units.iter().map(|unit| {
            let unit = MobileUnit {
                source_row: 0,
                ..unit.clone()
            };
            format!("{unit:?}")
        }));
    }
    Ok(rows
        .into_iter()
        .map(|(key, mut rows)| {
            rows.sort_unstable();
            (key, hex(Sha256::digest(rows.join("\n")).as_slice()))
        })
        .collect())
}

fn write_quarantine(
    transaction: &Transaction<'_>,
    import_id: i64,
    import: &Import,
) -> Result<(), Error> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO quarantine (import_id, file, member, source_row, institution, source, issues, \"values\")
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for row in &import.quarantined {
        insert.execute(params![
            import_id,
            import.files[row.file].name,
            row.member,
            row.row,
            row.institution,
            row.source,
            serde_json::to_string(&row.issues)?,
            serde_json::to_string(&row.values)?
        ])?;
    }
    Ok(())
}

/// The import with this content whose releases are all still the published ones.
fn same_as_published(
    transaction: &Transaction<'_>,
    content_hash: &str,
) -> Result<Option<i64>, Error> {
    Ok(transaction
        .query_row(
            "SELECT i.id FROM import i
             WHERE i.content_hash = ?1
               AND EXISTS (SELECT 1 FROM import_release r WHERE r.import_id = i.id)
               AND NOT EXISTS (SELECT 1 FROM import_release r WHERE r.import_id = i.id
                    AND r.release_id NOT IN (SELECT release_id FROM published))
             ORDER BY i.id DESC LIMIT 1",
            [content_hash],
            |row| row.get(0),
        )
        .optional()?)
}

/// Hash of the files' bytes and of what the user said about them. The program's version belongs to
/// it: a newer one may read the same file better.
fn content_hash(import: &Import, options: &Options) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    for file in &import.files {
        hash.update(format!("|{}|{}", file.name, file.sha256));
    }
    // All that changes what a row is read as; in the form of `Debug`, in which no two values look alike.
    let Options {
        crs,
        geometry,
        institution,
        source,
        row_is,
        bare_number,
        // Those that were used count, below.
        mappings: _,
    } = options;
    hash.update(format!(
        "|{:?}",
        (crs, geometry, institution, source, row_is, bare_number)
    ));
    for table in &import.report.tables {
        hash.update(format!("|{:?}", table.mapping_sha256));
    }
    hex(hash.finalize().as_slice())
}
