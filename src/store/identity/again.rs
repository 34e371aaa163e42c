//! A register that states what an earlier release of it stated, after a roll-back or because an office
//! sends an old file once more: each site has the id that it had there. What the published release says
//! of the sites cannot tell as much as the release that is meant.

use std::collections::{BTreeMap, HashMap};

use super::Identity;
use crate::model::SiteRecord;
use crate::store::compare::{content_hash, same_content};
use crate::store::sites::Stored;

/// Which known site each of the new ones is, by the statements of the latest earlier release that
/// states exactly the same; `None` where there is none, or where the published one states it.
pub(in crate::store) fn identify(
    histories: &[&[Stored]],
    published: Option<i64>,
    new: &[&SiteRecord],
) -> Option<Vec<Identity>> {
    let published = published?;
    // What is published alone has nothing earlier.
    if histories.iter().all(|history| history.len() == 1)
        && histories.iter().all(|history| history[0].is_in(published))
    {
        return None;
    }
    let wanted = new
        .iter()
        .fold(Sum::default(), |sum, record| sum.with(content_hash(record)));
    let mut changes: BTreeMap<i64, (Sum, Sum)> = BTreeMap::new();
    for stored in histories.iter().copied().flatten() {
        let hash = content_hash(&stored.record);
        let (stated, _) = changes.entry(stored.from_release).or_default();
        *stated = stated.with(hash);
        if let Some(until) = stored.until_release {
            let (_, ended) = changes.entry(until).or_default();
            *ended = ended.with(hash);
        }
    }
    let (mut sum, mut found) = (Sum::default(), None);
    let mut is_published = false;
    for (&release, (stated, ended)) in &changes {
        // A release in which nothing changed has no entry: it states what the one before does.
        if release > published && !std::mem::replace(&mut is_published, true) && sum == wanted {
            return None;
        }
        sum = sum.plus(*stated).less(*ended);
        if sum == wanted {
            found = Some(release);
        }
    }
    if !is_published && sum == wanted {
        return None;
    }
    pair(histories, found?, new)
}

/// Pairs what states the same, in the order of ids and of rows: what cannot be told apart need not be.
fn pair(histories: &[&[Stored]], release: i64, new: &[&SiteRecord]) -> Option<Vec<Identity>> {
    let mut alike: HashMap<u64, Vec<(usize, &SiteRecord)>> = HashMap::new();
    for (index, history) in histories.iter().enumerate().rev() {
        if let Some(stored) = history.iter().find(|stored| stored.is_in(release)) {
            let alike = alike.entry(content_hash(&stored.record)).or_default();
            alike.push((index, &stored.record));
        }
    }
    new.iter()
        .map(|record| {
            let (index, known) = alike.get_mut(&content_hash(record))?.pop()?;
            same_content(known, record).then_some(Identity::Known(index))
        })
        .collect()
}

/// How many statements there are and the sum of their hashes, in whatever order they come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    count: usize,
    hashes: u64,
}

impl Sum {
    fn with(self, hash: u64) -> Self {
        self.plus(Self {
            count: 1,
            hashes: hash,
        })
    }

    fn plus(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            hashes: self.hashes.wrapping_add(other.hashes),
        }
    }

    fn less(self, other: Self) -> Self {
        Self {
            count: self.count - other.count,
            hashes: self.hashes.wrapping_sub(other.hashes),
        }
    }
}
