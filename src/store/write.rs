//! Publishing an import: one transaction, all or nothing.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use super::identity::keys;
use super::{Error, Store};
use crate::import::{Import, Options, Register};
use crate::model::{PositionQuality, SiteRecord};

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// New releases are served from now on.
    New {
        /// Number of the import.
        import: i64,
        /// How many releases it made.
        releases: usize,
        /// What they replaced.
        replaced: Replaced,
    },
    /// The same files were imported before and are what is served: nothing changed.
    Unchanged {
        /// Number of that import.
        import: i64,
    },
}

/// The releases that an import replaced: an older file may hold far less than what was served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replaced {
    /// How many releases were replaced by another of the same institution and source.
    pub releases: usize,
    /// Sites in them.
    pub sites_before: usize,
    /// Sites in the releases that replaced them.
    pub sites_after: usize,
}

/// Highest feature id that the store gives out; those above are the sample's.
const MAX_ID: i64 = crate::sample::FIRST_ID as i64 - 1;

/// Writes an import and makes its releases the published ones, in one transaction.
///
/// `progress` is called with the number of sites written so far.
pub fn publish(
    store: &mut Store,
    import: &Import,
    options: &Options,
    at: Timestamp,
    progress: &dyn Fn(u64),
) -> Result<Published, Error> {
    let content_hash = content_hash(import, options);
    let transaction = store
        .connection
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(import) = same_as_published(&transaction, &content_hash)? {
        return Ok(Published::Unchanged { import });
    }
    transaction.execute(
        "INSERT INTO import (at, content_hash, files, report) VALUES (?1, ?2, ?3, ?4)",
        params![
            at.to_string(),
            content_hash,
            serde_json::to_string(&import.files)?,
            serde_json::to_string(&import.report)?
        ],
    )?;
    let import_id = transaction.last_insert_rowid();
    let (mut written, mut replaced) = (0, Replaced::default());
    for register in merged(&import.registers) {
        replaced.count(&transaction, &register)?;
        write_release(
            &transaction,
            import_id,
            import,
            &register,
            &mut written,
            progress,
        )?;
    }
    write_quarantine(&transaction, import_id, import)?;
    let releases: i64 = transaction.query_row(
        "SELECT count(*) FROM release WHERE import_id = ?1",
        [import_id],
        |row| row.get(0),
    )?;
    transaction.commit()?;
    Ok(Published::New {
        import: import_id,
        releases: usize::try_from(releases).unwrap_or_default(),
        replaced,
    })
}

/// Parts of one register that come from several files of an import belong together.
fn merged(registers: &[Register]) -> Vec<MergedRegister<'_>> {
    let mut merged: Vec<MergedRegister> = Vec::new();
    for register in registers {
        let known = merged.iter_mut().find(|known| {
            known.parts[0].institution == register.institution
                && known.parts[0].source == register.source
        });
        match known {
            Some(known) => known.parts.push(register),
            None => merged.push(MergedRegister {
                parts: vec![register],
            }),
        }
    }
    merged
}

struct MergedRegister<'a> {
    parts: Vec<&'a Register>,
}

impl MergedRegister<'_> {
    fn sites(&self) -> usize {
        self.parts.iter().map(|part| part.sites.len()).sum()
    }
}

impl Replaced {
    /// Adds the release that a register is about to replace, if there is one.
    fn count(
        &mut self,
        transaction: &Transaction<'_>,
        register: &MergedRegister<'_>,
    ) -> Result<(), Error> {
        let first = register.parts[0];
        let before: Option<usize> = transaction
            .query_row(
                "SELECT r.sites FROM published p JOIN release r ON r.id = p.release_id
                 WHERE p.institution = ?1 AND p.source = ?2",
                params![first.institution, first.source],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(before) = before {
            self.releases += 1;
            self.sites_before += before;
            self.sites_after += register.sites();
        }
        Ok(())
    }
}

fn write_release(
    transaction: &Transaction<'_>,
    import_id: i64,
    import: &Import,
    register: &MergedRegister<'_>,
    written: &mut u64,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    let first = register.parts[0];
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
    transaction.execute(
        "INSERT INTO release (import_id, institution, source, file_names, reference_date, sample, sites)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            import_id,
            first.institution,
            first.source,
            serde_json::to_string(&names)?,
            reference_date.map(|date| date.to_string()),
            first.sample,
            register.sites()
        ],
    )?;
    let release_id = transaction.last_insert_rowid();
    for part in &register.parts {
        write_sites(transaction, release_id, part, written, progress)?;
    }
    transaction.execute(
        "INSERT INTO published (institution, source, release_id) VALUES (?1, ?2, ?3)
         ON CONFLICT (institution, source) DO UPDATE SET release_id = excluded.release_id",
        params![first.institution, first.source, release_id],
    )?;
    Ok(())
}

fn write_sites(
    transaction: &Transaction<'_>,
    release_id: i64,
    register: &Register,
    written: &mut u64,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    let mut identify = transaction.prepare_cached(
        "INSERT INTO site_identity (key) VALUES (?1) ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id",
    )?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO site (release_id, id, source_row, management_no, manager_raw, department, lon, lat, uncertainty_m,
            suspect, reasons, purpose, purpose_raw, unit_count, direction_raw, range_min_m, range_max_m, bearing_deg,
            width_deg, turns, road_address, lot_address, retention_days, installed, pixels_raw, phone, reference_date)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
            ?23, ?24, ?25, ?26, ?27)",
    )?;
    for (site, key) in register.sites.iter().zip(keys(register)) {
        let id: i64 = identify.query_row([key.as_slice()], |row| row.get(0))?;
        if id > MAX_ID {
            return Err(Error::TooManySites);
        }
        insert_site(&mut insert, release_id, id, site)?;
        *written += 1;
        if (*written).is_multiple_of(5000) {
            progress(*written);
        }
    }
    Ok(())
}

fn insert_site(
    insert: &mut rusqlite::CachedStatement<'_>,
    release_id: i64,
    id: i64,
    site: &SiteRecord,
) -> Result<(), Error> {
    insert.execute(params![
        release_id,
        id,
        site.source_row,
        site.management_no,
        site.manager_raw,
        site.department,
        site.position.lon(),
        site.position.lat(),
        site.uncertainty_m,
        site.quality == PositionQuality::Suspect,
        site.reasons.bits(),
        site.purpose.code(),
        site.purpose_raw,
        site.unit_count,
        site.direction_raw,
        site.row_range.min_m,
        site.row_range.max_m,
        site.row_range.bearing_deg,
        site.row_range.width_deg,
        site.row_range.turns,
        site.road_address,
        site.lot_address,
        site.retention_days,
        site.installed.map(|date| date.to_string()),
        site.pixels_raw,
        site.phone,
        site.reference_date.map(|date| date.to_string()),
    ])?;
    Ok(())
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
    let mut statement = transaction.prepare(
        "SELECT i.id FROM import i
         WHERE i.content_hash = ?1
           AND EXISTS (SELECT 1 FROM release r WHERE r.import_id = i.id)
           AND NOT EXISTS (SELECT 1 FROM release r WHERE r.import_id = i.id
                AND r.id NOT IN (SELECT release_id FROM published))
         ORDER BY i.id DESC LIMIT 1",
    )?;
    let mut rows = statement.query([content_hash])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
}

/// Hash of the files' bytes and of what the user said about them. The program's version belongs to
/// it: a newer one may read the same file better.
fn content_hash(import: &Import, options: &Options) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    for file in &import.files {
        hash.update(format!("|{}|{}", file.name, file.sha256));
    }
    hash.update(format!("|{:?}|{:?}|", options.institution, options.source));
    if let Some(projected) = &options.crs {
        hash.update(format!(
            "{}|{}|{}",
            projected.code, projected.x, projected.y
        ));
    }
    hash.finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            use std::fmt::Write;
            let _ = write!(text, "{byte:02x}");
            text
        })
}
