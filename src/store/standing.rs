//! Whether a register that comes under a new name is published already under another.

use std::collections::HashSet;

use rusqlite::{Transaction, params};

use super::Error;
use super::difference::Standing;
use super::sites;
use crate::model::{Purpose, SiteRecord};

/// Positions alike to a metre are one place: spreadsheets and other forms cut decimals.
const PLACES_PER_DEGREE: f64 = 100_000.0;

/// A place.
type Place = (i64, i64);

/// The published register of the same institution that states most of the records, at the same place with
/// the same purpose; a row without a purpose is compared by its place alone.
pub(super) fn find(
    transaction: &Transaction<'_>,
    (institution, register): (&str, i64),
    records: &[&SiteRecord],
) -> Result<Option<Standing>, Error> {
    let mut others = transaction.prepare_cached(
        "SELECT r.register_id, r.id, r.source FROM publication p JOIN release r ON r.id = p.release_id
         WHERE p.until_us IS NULL AND r.institution = ?1 AND r.register_id <> ?2 AND NOT r.sample
         ORDER BY r.register_id",
    )?;
    let others = others
        .query_map(params![institution, register], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<Vec<(i64, i64, String)>, _>>()?;
    let mut most: Option<Standing> = None;
    for (register, release, source) in others {
        let mut stated: HashSet<(Place, Option<Purpose>)> = HashSet::new();
        for known in sites::all_of_register(transaction, register)? {
            if known.is_in(release) {
                let at = place(&known.record);
                // Of a register without purposes every one may be meant.
                stated.extend([(at, purpose(&known.record)), (at, None)]);
                if purpose(&known.record).is_none() {
                    stated.extend(Purpose::ALL.map(|purpose| (at, Some(purpose))));
                }
            }
        }
        let stands = |record: &&&SiteRecord| stated.contains(&(place(record), purpose(record)));
        let sites = records.iter().filter(stands).count();
        if sites * 2 > records.len() && most.as_ref().is_none_or(|most| most.sites < sites) {
            most = Some(Standing { source, sites });
        }
    }
    Ok(most)
}

fn purpose(site: &SiteRecord) -> Option<Purpose> {
    site.purpose_raw.is_some().then_some(site.purpose)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "hundred-thousandths of a degree fit"
)]
fn place(site: &SiteRecord) -> Place {
    let whole = |degrees: f64| (degrees * PLACES_PER_DEGREE).round() as i64;
    (whole(site.position.lon()), whole(site.position.lat()))
}
