//! One register of an import against what is stored of it: same, or a new release.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params};

use super::compare::same_content;
use super::difference::{ChangeKind, Older, RegisterDifference, SiteChange, Standing};
use super::identity::{Identity, Known, again, identify};
use super::mobile;
use super::publication::moment_of;
use super::sites::{self, Stored};
use super::{Error, block, rows, standing};
use crate::import::{Import, Register};
use crate::model::day::seoul_date;
use crate::model::{RowUnit, SiteRecord};

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

    /// The latest 데이터기준일자 of its rows.
    fn reference_date(&self) -> Option<Date> {
        self.parts
            .iter()
            .filter_map(|part| part.reference_date)
            .max()
    }

    /// What a row stands for, and how often the register stands in its file, where all parts agree: rows of
    /// parts that do not are not counted as cameras.
    fn counting(&self) -> (RowUnit, u16) {
        let counting = |part: &&Register| (part.row_is, part.copies);
        let first = counting(&self.parts[0]);
        if self.parts.iter().all(|part| counting(part) == first) {
            first
        } else {
            (RowUnit::Unknown, 1)
        }
    }

    fn records(&self) -> Vec<&'a SiteRecord> {
        let sites = self.parts.iter().flat_map(|part| &part.sites);
        sites.map(AsRef::as_ref).collect()
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

/// A register of an import beside what is stored of it.
pub(super) struct Draft<'a> {
    register: MergedRegister<'a>,
    register_id: i64,
    current: Option<Current>,
    /// What is stored, by id and then by time.
    stored: Vec<Stored>,
    /// The reference date that the published release states for each live site, where they are packed.
    dates: Option<HashMap<u32, Option<Date>>>,
    /// Which known site each of the records is.
    identities: Vec<Identity>,
    /// What states most of a new register already.
    standing: Option<Standing>,
}

/// The release that is published now.
struct Current {
    release: i64,
    sites: usize,
    beside: Option<String>,
    /// The latest 데이터기준일자 that it states.
    reference_date: Option<Date>,
    published_on: Date,
}

/// A register compared: same, or what its new release is to hold.
pub(super) enum Compared {
    /// It states what is published.
    Same {
        /// The published release.
        release: i64,
    },
    /// It differs.
    New(Box<NewRelease>),
}

/// What a new release is to hold.
pub(super) struct NewRelease {
    sites: usize,
    /// Row numbers, those of further rows too, and reference dates, where they are not those of the statements.
    rows: Option<Vec<u8>>,
    /// Blocks of what the release adds and of what it ends.
    stated: Vec<u8>,
    ended: Vec<u8>,
    /// Sites that nothing came before.
    since: Option<Since>,
    /// How it differs from what is published.
    pub(super) difference: RegisterDifference,
}

/// Sites that a register lists for the first time.
struct Since {
    /// The last day on which none of them was listed.
    absent_on: Date,
    /// Their ids, with the reference dates of their rows.
    sites: Vec<(u32, Option<Date>)>,
}

impl<'a> Draft<'a> {
    /// Reads what is stored of a register.
    pub(super) fn load(
        transaction: &Transaction<'_>,
        register: MergedRegister<'a>,
    ) -> Result<Self, Error> {
        let register_id = register_id(transaction, register.key())?;
        let current = current(transaction, register_id)?;
        let stored = sites::all_of_register(transaction, register_id)?;
        let dates = match &current {
            Some(current) => {
                let live = stored.iter().filter(|stored| stored.is_in(current.release));
                sites::packed_dates(transaction, current.release, live.map(|stored| stored.id))?
            }
            None => None,
        };
        // A sample is left out as soon as there is a real register.
        let standing = if current.is_none() && !register.parts[0].sample {
            let key = (register.key().0, register_id);
            standing::find(transaction, key, &register.records())?
        } else {
            None
        };
        Ok(Self {
            standing,
            register,
            register_id,
            current,
            stored,
            dates,
            identities: Vec::new(),
        })
    }

    /// Institution and source.
    pub(super) fn key(&self) -> (&'a str, &'a str) {
        self.register.key()
    }

    /// Number of the register.
    pub(super) fn register(&self) -> i64 {
        self.register_id
    }

    /// Number of its records.
    pub(super) fn sites(&self) -> usize {
        self.register.sites()
    }

    fn histories(&self) -> Vec<&[Stored]> {
        self.stored.chunk_by(|a, b| a.id == b.id).collect()
    }

    fn known<'s>(&self, histories: &[&'s [Stored]]) -> Vec<Known<'s>> {
        histories
            .iter()
            .map(|history| known(history, self.current.as_ref()))
            .collect()
    }

    /// Finds which site is which.
    pub(super) fn identify(&mut self) {
        let records = self.register.records();
        let histories = self.histories();
        let published = self.current.as_ref().map(|current| current.release);
        let again = again::identify(&histories, published, &records);
        self.identities = again.unwrap_or_else(|| identify(&self.known(&histories), &records));
    }

    /// How many ids the new release needs.
    pub(super) fn new_ids(&self) -> usize {
        let is_new = |identity: &&Identity| !matches!(identity, Identity::Known(_));
        self.identities.iter().filter(is_new).count()
    }

    /// Compares with what is published; new sites get the ids from `next_id` on, in the order of the file.
    pub(super) fn compare(&self, next_id: u32, beside: &str) -> Result<Compared, Error> {
        let histories = self.histories();
        let known = self.known(&histories);
        let records = self.register.records();
        // Only what nothing came before can be said to have been absent.
        let mut since = self.absent_on(&histories, &known).map(|absent_on| Since {
            absent_on,
            sites: Vec::new(),
        });
        let mut ids = next_id..;
        let (mut placed, mut changes, mut ambiguous) =
            (Vec::with_capacity(records.len()), Vec::new(), 0);
        let mut listed = vec![false; known.len()];
        let mut same_dates = true;
        for (&record, &identity) in records.iter().zip(&self.identities) {
            let Identity::Known(index) = identity else {
                ambiguous += usize::from(identity == Identity::Ambiguous);
                // There are more ids than can be given out; see `publish`.
                let id = ids.next().unwrap_or(u32::MAX);
                if let Some(new) = since.as_mut().filter(|_| identity == Identity::New) {
                    new.sites.push((id, record.reference_date));
                }
                // Of a first release nothing is listed: all of it is new.
                if self.current.is_some() {
                    changes.push(SiteChange::bare(id, ChangeKind::Added, record));
                }
                placed.push(Placed {
                    id,
                    record,
                    carried: false,
                });
                continue;
            };
            listed[index] = true;
            let (history, id) = (histories[index], histories[index][0].id);
            if known[index].live {
                same_dates &= self.date(id, known[index].record) == record.reference_date;
                if !same_content(known[index].record, record) {
                    changes.extend(SiteChange::between(id, known[index].record, record));
                }
            } else {
                changes.push(SiteChange::bare(id, ChangeKind::Added, record));
            }
            let carried = history.last().is_some_and(|open| {
                open.until_release.is_none() && same_content(&open.record, record)
            });
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
        if let Some(current) = &self.current
            && changes.is_empty()
            && same_dates
            && current
                .beside
                .as_deref()
                .is_none_or(|known| known == beside)
        {
            return Ok(Compared::Same {
                release: current.release,
            });
        }
        placed.sort_unstable_by_key(|placed| placed.id);
        changes.sort_unstable_by_key(|change| change.id);
        let rows = placed
            .iter()
            .any(|placed| placed.carried)
            .then(|| rows::pack(placed.iter().map(|placed| placed.record)));
        let stated = placed.iter().filter(|placed| !placed.carried);
        let ended = histories
            .iter()
            .filter_map(|history| history.last())
            .filter(|open| {
                open.until_release.is_none()
                    && !placed
                        .binary_search_by_key(&open.id, |placed| placed.id)
                        .is_ok_and(|at| placed[at].carried)
            });
        Ok(Compared::New(Box::new(NewRelease {
            sites: placed.len(),
            rows,
            stated: block::pack(stated.map(|placed| (placed.id, placed.record)))?,
            ended: block::pack(ended.map(|open| (open.id, &open.record)))?,
            since,
            difference: RegisterDifference::new(
                self.key(),
                (
                    self.current.as_ref().map(|current| current.sites),
                    records.len(),
                ),
                (self.older(), self.standing.clone()),
                &changes,
                ambiguous,
            ),
        })))
    }

    fn older(&self) -> Option<Older> {
        let current = self.current.as_ref()?;
        let new = self.register.reference_date();
        Older::of(current.reference_date, current.published_on, new)
    }

    /// The last day of which it is known what the register lists.
    fn absent_on(&self, histories: &[&[Stored]], known: &[Known<'_>]) -> Option<Date> {
        let current = self.current.as_ref()?;
        let live = histories.iter().zip(known).filter(|(_, known)| known.live);
        let stated = live
            .filter_map(|(history, known)| self.date(history[0].id, known.record))
            .min();
        Some(stated.map_or(current.published_on, |date| date.min(current.published_on)))
    }

    /// The reference date that the published release states for a live site.
    fn date(&self, id: u32, record: &SiteRecord) -> Option<Date> {
        match &self.dates {
            Some(dates) => dates.get(&id).copied().flatten(),
            None => record.reference_date,
        }
    }

    /// Writes a new release; returns its number. Does not publish it.
    pub(super) fn write(
        &self,
        transaction: &Transaction<'_>,
        (import_id, import): (i64, &Import),
        new: &NewRelease,
        beside: &str,
        at: Timestamp,
    ) -> Result<i64, Error> {
        let release = self.insert_release(transaction, (import_id, import), new, beside)?;
        sites::write(transaction, release, &new.stated, &new.ended)?;
        if let Some(Since { absent_on, sites }) = &new.since {
            let published_on = seoul_date(at);
            let mut insert = transaction.prepare_cached(
                "INSERT INTO site_since (id, absent_on, first_on) VALUES (?1, ?2, ?3)",
            )?;
            for (id, stated_on) in sites {
                let first_on = stated_on.map_or(published_on, |day| day.min(published_on));
                // What a newer register does not list may have stood before it.
                if *absent_on <= first_on {
                    insert.execute(params![id, absent_on.to_string(), first_on.to_string()])?;
                }
            }
        }
        let units = self
            .register
            .parts
            .iter()
            .flat_map(|part| &part.mobile_units);
        mobile::write(transaction, release, units)?;
        Ok(release)
    }

    fn insert_release(
        &self,
        transaction: &Transaction<'_>,
        (import_id, import): (i64, &Import),
        new: &NewRelease,
        beside: &str,
    ) -> Result<i64, Error> {
        let parts = &self.register.parts;
        let names: Vec<&str> = parts
            .iter()
            .map(|part| import.files[part.file].name.as_str())
            .collect();
        let reference_date = self.register.reference_date();
        let (row_is, copies) = self.register.counting();
        let (institution, source) = self.key();
        transaction.execute(
            "INSERT INTO release (import_id, register_id, institution, source, file_names, reference_date, sample, sites,
                beside, rows, row_is, copies)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                import_id,
                self.register_id,
                institution,
                source,
                serde_json::to_string(&names)?,
                reference_date.map(|date| date.to_string()),
                parts[0].sample,
                new.sites,
                beside,
                new.rows,
                row_is.code(),
                copies
            ],
        )?;
        Ok(transaction.last_insert_rowid())
    }
}

/// A site of the new release: its id, and whether the statement that holds until now states the same.
struct Placed<'a> {
    id: u32,
    record: &'a SiteRecord,
    carried: bool,
}

/// A site as the published release states it, or as it was stated last.
fn known<'a>(history: &'a [Stored], current: Option<&Current>) -> Known<'a> {
    let live =
        current.and_then(|current| history.iter().find(|stored| stored.is_in(current.release)));
    // A group of a site's statements is never empty.
    let first = live.unwrap_or(&history[history.len() - 1]);
    let others = history.iter().rev();
    let others = others.filter(|stored| stored.from_release != first.from_release);
    Known {
        record: &first.record,
        live: live.is_some(),
        others: others.map(|stored| &stored.record).collect(),
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
            "SELECT r.id, r.sites, r.beside, r.reference_date, p.from_us FROM publication p JOIN release r ON r.id = p.release_id
             WHERE p.register_id = ?1 AND p.until_us IS NULL",
            [register],
            |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get::<_, Option<String>>(3)?,
                    row.get(4)?,
                ))
            },
        )
        .optional()?
        .map(|(release, sites, beside, date, from_us)| {
            Ok(Current {
                release,
                sites,
                beside,
                reference_date: date.map(|date| sites::parsed("date", &date)).transpose()?,
                published_on: seoul_date(moment_of(from_us)?),
            })
        })
        .transpose()
}
