//! Which site of a new release is which site of the former ones.
//!
//! A site (설치 지점) is known by its 관리번호 and by its place: position, address, purpose. The steps,
//! each among what the former left over, one to one:
//!
//! 1. the same number at the same place;
//! 2. numbers dealt out anew: the number was known, yet the place is that of another number. The
//!    place decides, since a site is a place and numbers are often just the order of rows;
//! 3. the same number elsewhere: the site has moved. Not where more numbers were dealt out anew than
//!    stayed: then a number tells nothing;
//! 4. the same place, where a number is missing, new or gone;
//! 5. the same for sites that were published once and then removed, so that one that comes back has
//!    its id again: the same number at the same place, or exactly the same place;
//! 6. the same for whatever else was ever stated of a site, the latest first: after a roll-back the
//!    published release says less of a site than is known of it.
//!
//! A number that stands more than once in a release tells nothing beyond step 4. Where several former
//! sites come into question and nothing tells them apart, none is taken: the site gets a new id, and
//! the caller is told. The result does not depend on the order of the rows, except among rows that
//! state exactly the same.

pub(super) mod again;
mod place;

use std::collections::HashMap;

use crate::model::SiteRecord;
use place::{Pairing, Place};

/// A site of former releases.
#[derive(Debug, Clone)]
pub(super) struct Known<'a> {
    /// What the release that is compared with states of it, else its latest statement.
    pub record: &'a SiteRecord,
    /// Whether it belongs to the release that is compared with; else it was removed before.
    pub live: bool,
    /// Whatever else was stated of it, the latest first.
    pub others: Vec<&'a SiteRecord>,
}

/// What became of one site of the new release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// It is the known site with this index.
    Known(usize),
    /// Nothing like it was known.
    New,
    /// It is new, though something at its place or its address went at the same time: whether it is
    /// the same under another name cannot be told.
    NewAtOldPlace,
    /// Several known sites come into question.
    Ambiguous,
}

/// Finds for every site of a new release which known one it is.
pub(super) fn identify(known: &[Known<'_>], new: &[&SiteRecord]) -> Vec<Identity> {
    if known.is_empty() {
        return vec![Identity::New; new.len()];
    }
    let new_places: Vec<Place> = new.iter().map(|&record| Place::new(record)).collect();
    // The first statement of every site has the index of the site.
    let mut records: Vec<&SiteRecord> = known.iter().map(|known| known.record).collect();
    let mut sites: Vec<usize> = (0..known.len()).collect();
    let others = other_statements(known, &mut records, &mut sites);
    let places: Vec<Place> = records.iter().map(|&record| Place::new(record)).collect();
    let live: Vec<usize> = (0..known.len())
        .filter(|&index| known[index].live)
        .collect();
    let numbers = unique_numbers(&records, live.iter().copied());
    let new_numbers = unique_numbers(new, 0..new.len());

    let mut pairing = Pairing::new((&records, &places, &sites), (new, &new_places));
    // 1 and 3 need the same pairs; 2 comes between.
    let shared: Vec<(usize, usize)> = {
        let mut shared: Vec<(usize, usize)> = new_numbers
            .iter()
            .filter_map(|(number, &new)| Some((*numbers.get(number)?, new)))
            .collect();
        shared.sort_unstable();
        shared
    };
    for &(old, new) in &shared {
        if places[old].is_same(&new_places[new]) {
            pairing.pair(old, new);
        }
    }
    let stayed = pairing.pairs();
    let known_numbers: Vec<usize> = shared.iter().map(|&(_, new)| new).collect();
    pairing.by_place(&live, &known_numbers, false);
    if pairing.pairs() - stayed <= stayed {
        for &(old, new) in &shared {
            pairing.pair(old, new);
        }
    }
    let all_new: Vec<usize> = (0..new.len()).collect();
    pairing.by_place(&live, &all_new, true);

    let gone: Vec<usize> = (0..known.len())
        .filter(|&index| !known[index].live)
        .collect();
    let rounds: Vec<&[usize]> = std::iter::once(gone.as_slice())
        .chain(others.iter().map(Vec::as_slice))
        .collect();
    for statements in &rounds {
        let numbers = unique_numbers(&records, pairing.left(statements));
        for (number, &old) in &numbers {
            if let Some(&new) = new_numbers.get(number)
                && places[old].is_same(&new_places[new])
            {
                pairing.pair(old, new);
            }
        }
    }
    for statements in &rounds {
        pairing.exactly(statements, &all_new, false);
    }
    pairing.result(&live)
}

/// Adds what else was stated of the sites; returns which statements come second, third and so on of
/// their sites, so that one site has one of them in each round.
fn other_statements<'a>(
    known: &[Known<'a>],
    records: &mut Vec<&'a SiteRecord>,
    sites: &mut Vec<usize>,
) -> Vec<Vec<usize>> {
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for (site, known) in known.iter().enumerate() {
        for (round, &record) in known.others.iter().enumerate() {
            if round == rounds.len() {
                rounds.push(Vec::new());
            }
            rounds[round].push(records.len());
            records.push(record);
            sites.push(site);
        }
    }
    rounds
}

/// The numbers that stand once, with their index.
fn unique_numbers<'a>(
    records: &[&'a SiteRecord],
    indexes: impl Iterator<Item = usize>,
) -> HashMap<&'a str, usize> {
    let mut found: HashMap<&str, Option<usize>> = HashMap::new();
    for index in indexes {
        if let Some(number) = records[index].management_no.as_deref() {
            found
                .entry(number)
                .and_modify(|index| *index = None)
                .or_insert(Some(index));
        }
    }
    found
        .into_iter()
        .filter_map(|(number, index)| Some((number, index?)))
        .collect()
}

#[cfg(test)]
mod tests;
