//! What the 관리번호 of two releases tell: which both have, and whether one still means its site.
//!
//! In many registers the number is the order of the rows: one camera more at the top, and every number
//! names the camera beside it. Sites that stand where they stood show it, since their numbers are others now.

use std::collections::{HashMap, HashSet};

use crate::model::SiteRecord;

/// One in this many rows may begin a new count in a register whose numbers are the order of its rows.
const ROWS_PER_COUNT: usize = 10;

/// The numbers that stand once in a release, on both sides.
pub(super) struct Numbers<'a> {
    old: HashMap<&'a str, usize>,
    new: HashMap<&'a str, usize>,
    old_records: &'a [&'a SiteRecord],
    new_records: &'a [&'a SiteRecord],
    /// The sites that have one number in both releases, by index.
    pub shared: Vec<(usize, usize)>,
    /// Former sites in the order of their numbers, where numbers are the order of rows in both releases.
    counted: Option<Vec<usize>>,
}

impl<'a> Numbers<'a> {
    /// The numbers of the `live` ones of former sites, and of the new ones.
    pub(super) fn new(
        old_records: &'a [&'a SiteRecord],
        live: &[usize],
        new_records: &'a [&'a SiteRecord],
    ) -> Self {
        let old = unique_numbers(old_records, live.iter().copied());
        let new = unique_numbers(new_records, 0..new_records.len());
        let mut shared: Vec<(usize, usize)> = new
            .iter()
            .filter_map(|(number, &new)| Some((*old.get(number)?, new)))
            .collect();
        shared.sort_unstable();
        let counted = counts_rows(&new, new_records)
            .then(|| counts_rows(&old, old_records).then(|| in_order(&old)))
            .flatten();
        Self {
            old,
            new,
            old_records,
            new_records,
            shared,
            counted,
        }
    }

    /// The new site with this number, where only one has it.
    pub(super) fn new_with(&self, number: &str) -> Option<usize> {
        self.new.get(number).copied()
    }

    /// What the number of a former site says of a new one.
    pub(super) fn about(&self, old: usize, new: usize) -> About {
        let number = unique_in(&self.old, self.old_records[old]);
        let new_number = unique_in(&self.new, self.new_records[new]);
        match (number, new_number) {
            (Some(number), Some(other)) if number == other => About::Same,
            (_, Some(other)) if self.old.contains_key(other) => About::Another,
            (Some(number), _) if self.new.contains_key(number) => About::Elsewhere,
            _ => About::Nothing,
        }
    }

    /// The pairs that the numbers of a former and of a new site make, each with its own.
    pub(super) fn by_number(&self, old: usize, new: usize) -> impl Iterator<Item = (usize, usize)> {
        let same = |record: &SiteRecord| {
            let number = record.management_no.as_deref()?;
            Some((*self.old.get(number)?, *self.new.get(number)?))
        };
        let (of_old, of_new) = (same(self.old_records[old]), same(self.new_records[new]));
        of_old.into_iter().chain(of_new)
    }

    /// What pairs found by their places say of the numbers.
    pub(super) fn judged_by(&self, pairs: impl Iterator<Item = (usize, usize)>) -> Trust {
        let (mut kept, mut dealt_out) = (0, 0);
        let mut by_old: HashMap<usize, bool> = HashMap::new();
        for (old, new) in pairs {
            let about = self.about(old, new);
            kept += usize::from(about == About::Same);
            dealt_out += usize::from(about == About::Another);
            by_old.insert(old, about == About::Same);
        }
        let around = self.counted.as_ref().map(|counted| {
            let kept = |old: &usize| by_old.get(old).copied();
            let mut around: HashMap<usize, Around> = HashMap::new();
            let mut last = None;
            for old in counted {
                around.entry(*old).or_default().before = last;
                last = kept(old).or(last);
            }
            last = None;
            for old in counted.iter().rev() {
                around.entry(*old).or_default().after = last;
                last = kept(old).or(last);
            }
            around
        });
        Trust {
            mostly: dealt_out <= kept,
            around,
        }
    }
}

/// What the number of a former site says of a new one at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// It is the same.
    Same,
    /// The new one has the number of another former site.
    Another,
    /// The number stands at another new site, and that of the new one is unknown.
    Elsewhere,
    /// One of them has none, or it is in one release alone.
    Nothing,
}

/// Whether numbers still mean their sites.
pub(super) struct Trust {
    /// No more numbers were dealt out anew than stayed.
    mostly: bool,
    /// Where numbers count the rows: what became of the next known ones, by former site.
    around: Option<HashMap<usize, Around>>,
}

/// Whether the next sites before and after one kept their numbers; `None` where there is none.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    before: Option<bool>,
    after: Option<bool>,
}

impl Trust {
    /// Whether a number that stands elsewhere means that its site has moved.
    pub(super) fn tells(&self, old: usize) -> bool {
        let shifted = |around: &Around| [around.before, around.after].contains(&Some(false));
        self.mostly && !self.around(old).as_ref().is_some_and(shifted)
    }

    /// Whether the number of a former site cannot have gone to another with the order of the rows.
    pub(super) fn stands_fast(&self, old: usize) -> bool {
        self.mostly
            && self
                .around(old)
                .is_none_or(|around| around.before == Some(true) && around.after == Some(true))
    }

    fn around(&self, old: usize) -> Option<Around> {
        self.around.as_ref()?.get(&old).copied()
    }
}

/// The number of a site, where it stands once.
fn unique_in<'a>(unique: &HashMap<&str, usize>, record: &'a SiteRecord) -> Option<&'a str> {
    let number = record.management_no.as_deref();
    number.filter(|number| unique.contains_key(number))
}

/// The numbers that stand once, with their index.
pub(super) fn unique_numbers<'a>(
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

/// A number as what stands before its last digits, and these.
fn parts(number: &str) -> Option<(&str, i128)> {
    let digits = number.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (before, digits) = number.split_at(number.len() - digits);
    Some((before, digits.parse().ok()?))
}

/// Whether the numbers go up with the rows: what is between number and row is the same in long runs.
fn counts_rows(numbers: &HashMap<&str, usize>, records: &[&SiteRecord]) -> bool {
    let mut counts: HashSet<(&str, i128)> = HashSet::new();
    let most = (numbers.len() / ROWS_PER_COUNT).max(1);
    !numbers.is_empty()
        && numbers.iter().all(|(number, &index)| {
            let Some((before, value)) = parts(number) else {
                return false;
            };
            counts.insert((before, value - i128::from(records[index].source_row)));
            counts.len() <= most
        })
}

fn in_order(numbers: &HashMap<&str, usize>) -> Vec<usize> {
    let mut ordered: Vec<_> = numbers
        .iter()
        .map(|(number, &index)| (parts(number), index))
        .collect();
    ordered.sort_unstable();
    ordered.into_iter().map(|(_, index)| index).collect()
}
