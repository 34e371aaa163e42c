//! What was published of sites and is not any more: sites that were removed, and what was stated of
//! sites before they moved.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};

use super::publication::moment_of;
use super::read::release_with_register;
use super::sites::{self, ReleaseKey, Stored};
use super::{Error, Store};
use crate::dataset::{DatasetBuilder, Past, PastEnd, Release};
use crate::model::SiteRecord;
use crate::model::day::seoul_date;
use crate::spatial::geodesic::geodesic_distance_m;

/// Metres by which two positions of one place may differ beyond what their decimals leave open: a survey
/// repeated is no move. As in `identity`.
const SLACK_M: f64 = 10.0;
/// Farthest distance at which two positions can be one place.
const NEAR_M: f64 = 40.0;

/// A publication of a register; `until` is missing for the present one.
struct Publication {
    release: i64,
    until: Option<Timestamp>,
}

/// Publications one after the other that state the same place and view of a site.
struct Run<'a> {
    /// The reference date of the first statement.
    dated: Option<Date>,
    /// The latest statement.
    stored: &'a Stored,
    /// The latest publication.
    last: &'a Publication,
}

/// Adds what a register stated of its sites after `since` and does not state any more.
pub(super) fn add(
    connection: &Connection,
    builder: &mut DatasetBuilder,
    key: ReleaseKey,
    index: usize,
    since: Timestamp,
) -> Result<(), Error> {
    let publications = publications(connection, key.register, since)?;
    // What was published alone has no past.
    if publications.len() < 2 {
        return Ok(());
    }
    let statements = sites::all_of_register(connection, key.register)?;
    let mut releases: HashMap<i64, Release> = HashMap::new();
    for of_site in statements.chunk_by(|a, b| a.id == b.id) {
        let runs = runs(of_site, &publications);
        let mut from = None;
        for (at, run) in runs.iter().enumerate() {
            let Some(until) = run.last.until.map(seoul_date) else {
                if let Some(from) = from {
                    builder.set_stated_from(run.stored.id, from);
                }
                continue;
            };
            let end = match runs.get(at + 1) {
                None => PastEnd::Removed,
                Some(next) => PastEnd::Replaced {
                    moved: has_moved(&run.stored.record, &next.stored.record),
                },
            };
            let release = match releases.entry(run.last.release) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(entry) => entry.insert(release(connection, run.last.release)?),
            };
            let past = Past { from, until, end };
            builder.add_former(index, release, run.stored.id, &run.stored.record, past);
            let next = runs.get(at + 1);
            from = from.max(Some(next.map_or(until, |next| begins(run, next, until))));
        }
    }
    Ok(())
}

/// The publications that ended after `since` and the present one, in the order of time.
fn publications(
    connection: &Connection,
    register: i64,
    since: Timestamp,
) -> Result<Vec<Publication>, Error> {
    connection
        .prepare_cached(
            "SELECT release_id, until_us FROM publication
             WHERE register_id = ?1 AND (until_us IS NULL OR until_us >= ?2) ORDER BY id",
        )?
        .query_map(params![register, since.as_microsecond()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<Vec<(i64, Option<i64>)>, _>>()?
        .into_iter()
        .map(|(release, until)| {
            let until = until.map(moment_of).transpose()?;
            Ok(Publication { release, until })
        })
        .collect()
}

fn release(connection: &Connection, release: i64) -> Result<Release, Error> {
    let (_, release) = connection.query_row(
        "SELECT r.id, r.institution, r.source, r.file_names, i.at, r.reference_date, r.sample, r.register_id, r.row_is, r.copies
         FROM release r JOIN import i ON i.id = r.import_id WHERE r.id = ?1",
        [release],
        release_with_register,
    )?;
    release
}

/// What was stated of one site, in the order of time. A site that was gone for a while and came back as
/// it was is one run: what it states now holds for that while as well.
fn runs<'a>(of_site: &'a [Stored], publications: &'a [Publication]) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    for publication in publications {
        let mut statements = of_site.iter();
        let Some(stored) = statements.find(|stored| stored.is_in(publication.release)) else {
            continue;
        };
        match runs.last_mut() {
            Some(run) if is_same_view(&run.stored.record, &stored.record) => {
                (run.stored, run.last) = (stored, publication);
            }
            _ => runs.push(Run {
                dated: stored.record.reference_date,
                stored,
                last: publication,
            }),
        }
    }
    runs
}

/// The day from which what came next holds: the reference date that it states, where that is later than
/// the former one and earlier than the day of its publication. Until then both hold: which of them is
/// right is not known.
fn begins(former: &Run, next: &Run, published_on: Date) -> Date {
    let later = |day: &Date| former.dated.is_none_or(|former| former < *day);
    next.dated
        .filter(later)
        .map_or(published_on, |day| day.min(published_on))
}

fn is_same_view(a: &SiteRecord, b: &SiteRecord) -> bool {
    a.row_range == b.row_range && a.purpose == b.purpose && !has_moved(a, b)
}

/// Whether two positions are farther from each other than their decimals and a repeated survey explain.
fn has_moved(a: &SiteRecord, b: &SiteRecord) -> bool {
    let reach = (a.uncertainty_m + b.uncertainty_m + SLACK_M).min(NEAR_M);
    a.position != b.position && geodesic_distance_m(a.position, b.position) > reach
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
                 FROM given_ids i JOIN register g ON g.id = i.register_id
                 JOIN publication p ON p.register_id = g.id
                 WHERE i.first <= ?1 AND i.last >= ?1 AND p.from_us <= ?2 AND (p.until_us IS NULL OR p.until_us > ?2)",
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
}
