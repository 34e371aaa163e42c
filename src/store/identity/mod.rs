//! Which site of a new release is which site of the former ones.
//!
//! A site (설치 지점) is known by its 관리번호 and by its place: position, address, purpose. The steps,
//! each among what the former left over, one to one:
//!
//! 1. exactly the same position and purpose, on both sides the only one: the same site, whatever the
//!    address says. Of several, those that agree in the address too, then in all facts. Numbers are often
//!    just the order of rows, so the place decides; but not where the number of the former site stands
//!    elsewhere, the new one has a number never seen, and nothing says that numbers went on by a row:
//!    then the site has moved, and another stands in its place;
//! 2. the same number at the same place: near, or at an address that is of no other;
//! 3. numbers dealt out anew: the number was known, yet the place is that of another number;
//! 4. the same number elsewhere: the site has moved. Not where more numbers were dealt out anew than
//!    stayed, nor between rows whose numbers went on with the order of rows: there a number tells nothing;
//! 5. the same place, where a number is missing, new or gone;
//! 6. the same for sites that were published once and then removed, so that one that comes back has
//!    its id again: the same number at the same place, or exactly the same place;
//! 7. the same for whatever else was ever stated of a site, the latest first: after a roll-back the
//!    published release says less of a site than is known of it.
//!
//! A number that stands more than once in a release tells nothing beyond step 5. Where several former
//! sites come into question and nothing tells them apart, none is taken: the site gets a new id, and
//! the caller is told. The result does not depend on the order of the rows, except among rows that
//! state exactly the same.

pub(super) mod again;
mod number;
mod place;

use crate::model::SiteRecord;
use number::{About, Numbers, unique_numbers};
use place::{Exact, Pairing, Place};

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
    let numbers = Numbers::new(&records, &live, new);
    let mut pairing = Pairing::new((&records, &places, &sites), (new, &new_places), &live);
    let all_new: Vec<usize> = (0..new.len()).collect();

    let moved_away = exactly_where_it_was(&mut pairing, &numbers, &live, &all_new);
    for &(old, new) in &numbers.shared {
        if pairing.is_same(old, new) {
            pairing.pair(old, new);
        }
    }
    let known_numbers: Vec<usize> = numbers.shared.iter().map(|&(_, new)| new).collect();
    pairing.by_place(&live, &known_numbers, false);
    let trust = numbers.judged_by(pairing.found());
    for &(old, new) in &numbers.shared {
        if trust.tells(old) {
            pairing.pair(old, new);
        }
    }
    for (old, new) in moved_away {
        pairing.pair(old, new);
    }
    pairing.by_place(&live, &all_new, true);

    let gone: Vec<usize> = (0..known.len())
        .filter(|&index| !known[index].live)
        .collect();
    let rounds: Vec<&[usize]> = std::iter::once(gone.as_slice())
        .chain(others.iter().map(Vec::as_slice))
        .collect();
    for statements in &rounds {
        let left = unique_numbers(&records, pairing.left(statements));
        for (number, &old) in &left {
            if let Some(new) = numbers.new_with(number)
                && pairing.is_same(old, new)
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

/// Pairs what stands exactly where it stood. Returns the pairs that wait until it is known whether
/// the former site is found elsewhere by its number.
fn exactly_where_it_was(
    pairing: &mut Pairing<'_>,
    numbers: &Numbers<'_>,
    live: &[usize],
    new: &[usize],
) -> Vec<(usize, usize)> {
    let exact = pairing.exact(live, new);
    let trust = numbers.judged_by(exact.iter().map(|exact| (exact.old, exact.new)));
    let mut waiting = Vec::new();
    for Exact { old, new, alone } in exact {
        match numbers.about(old, new) {
            // Of several at one place a number that tells its site says more than their facts.
            About::Another
                if !alone
                    && trust.tells(old)
                    && numbers
                        .by_number(old, new)
                        .any(|(old, new)| pairing.is_exact(old, new)) => {}
            About::Elsewhere if trust.stands_fast(old) => waiting.push((old, new)),
            _ => pairing.pair(old, new),
        }
    }
    waiting
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

#[cfg(test)]
mod tests;
