//! Records as a table, and the keys that make its header.

use std::borrow::Cow;

use rayon::prelude::*;
use serde_json::value::RawValue;

use super::{List, Members, text};
use crate::import::Error;
use crate::import::table::{Builder, CellRemark, Table, TableRow};

/// Keys that may make a header; records with keys made of data have any number.
pub(in crate::import) const MOST_KEYS: usize = 1000;
/// Records that a thread looks at.
const SHARE: usize = 4096;
/// Records whose keys tell what a list is of.
const SAMPLE: usize = 64;
/// Keys of a short list that have to stand in another to be more than chance.
const ENOUGH_KEYS: usize = 3;

/// Records as a table, their keys as columns.
///
/// # Errors
/// When they would not fit in memory.
pub(in crate::import) fn table(list: &List, file: &str) -> Result<Table, Error> {
    let mut builder = Builder::with_names(&[]);
    for (index, record) in list.records.iter().enumerate() {
        let mut row = TableRow {
            number: u32::try_from(index + 1).unwrap_or(u32::MAX),
            ..TableRow::default()
        };
        match Members::of(record) {
            Some(members) => {
                for (key, value) in &members.0 {
                    let at = builder.column(key);
                    row.set(at, text(value).into_owned());
                }
            }
            None => row.remarks.push(CellRemark::not_an_object(record)),
        }
        builder.push(row, file)?;
    }
    Ok(builder.finish())
}

/// The keys of records, in order of appearance.
pub(in crate::import) fn keys(list: &List) -> Vec<String> {
    let shares = list.records.par_chunks(SHARE).map(keys_of);
    let shares: Vec<Vec<Cow<str>>> = shares.collect();
    let mut keys = Vec::new();
    for key in shares.into_iter().flatten() {
        add_key(&mut keys, key);
    }
    keys.into_iter().map(Cow::into_owned).collect()
}

/// The keys of the first records of a list.
pub(super) fn first_keys<'t>(records: &[&'t RawValue]) -> Vec<Cow<'t, str>> {
    keys_of(&records[..records.len().min(SAMPLE)])
}

/// Whether lists with these keys state the same of their records: half of all keys stand in both, or
/// nearly all of the list with fewer stand in the other.
pub(in crate::import) fn are_alike<S: PartialEq>(some: &[S], others: &[S]) -> bool {
    let shared = some.iter().filter(|key| others.contains(key)).count();
    let fewer = some.len().min(others.len());
    let all = some.len() + others.len() - shared;
    2 * shared >= all || shared >= ENOUGH_KEYS && 4 * shared >= 3 * fewer
}

fn keys_of<'t>(records: &[&'t RawValue]) -> Vec<Cow<'t, str>> {
    let mut keys = Vec::new();
    for record in records {
        let members = Members::of(record).map_or_else(Vec::new, |members| members.0);
        for (key, _) in members {
            add_key(&mut keys, key);
        }
    }
    keys
}

fn add_key<'t>(keys: &mut Vec<Cow<'t, str>>, key: Cow<'t, str>) {
    if keys.len() < MOST_KEYS && !keys.contains(&key) {
        keys.push(key);
    }
}
