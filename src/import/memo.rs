//! Readings of texts that were read before.
//!
//! Registers repeat themselves: a few offices, purposes, telephones and dates stand in hundreds of
//! thousands of rows. Each thread reads such a text once and remembers what it says, with the remarks
//! that it deserves.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indexmap::{IndexMap, IndexSet};
use jiff::civil::Date;
use rustc_hash::FxBuildHasher;

use super::cells::Row;
use super::columns::Column;
use super::row::Finding;
use crate::model::site::RowRange;
use crate::model::{InstalledDate, Pixels, Purpose, RetentionRule};

/// Most texts that are remembered of a column: free text beyond is read anew each time.
const MOST: usize = 1 << 14;
/// Longest text that is remembered, bytes.
const LONGEST: usize = 200;

/// What one column's texts said.
pub(super) struct Memo<T> {
    seen: IndexMap<Box<str>, Said<T>, FxBuildHasher>,
    /// Index of the text that came last: mostly the next row has it again.
    last: usize,
}

struct Said<T> {
    value: T,
    findings: Box<[Finding]>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self {
            seen: IndexMap::default(),
            last: 0,
        }
    }
}

impl<T: Clone> Memo<T> {
    /// What a cell says: as remembered, or as `read` finds. `read` must look at this cell alone.
    pub(super) fn read<'r, 'a>(
        &mut self,
        row: &mut Row<'r, 'a>,
        column: Column,
        read: impl FnOnce(&mut Row<'r, 'a>) -> T,
    ) -> T {
        let raw = row.raw;
        let text = raw.get(column);
        let last = self.seen.get_index(self.last);
        let known = match last.filter(|(known, _)| ***known == *text) {
            Some((_, said)) => Some(said),
            None => self.seen.get_full(text).map(|(at, _, said)| {
                self.last = at;
                said
            }),
        };
        if let Some(said) = known {
            row.findings.extend_from_slice(&said.findings);
            return said.value.clone();
        }
        let before = row.findings.len();
        let value = read(row);
        if self.seen.len() < MOST && text.len() <= LONGEST {
            let said = Said {
                value: value.clone(),
                findings: row.findings[before..].into(),
            };
            self.seen.insert(text.into(), said);
        }
        value
    }
}

/// Texts that hold no personal data, by column.
pub(super) struct Clean([CleanTexts; Column::COUNT]);

impl Default for Clean {
    fn default() -> Self {
        Self(std::array::from_fn(|_| CleanTexts::default()))
    }
}

/// Those of one column, and the index of the one that came last.
#[derive(Default)]
struct CleanTexts {
    seen: IndexSet<Box<str>, FxBuildHasher>,
    last: usize,
}

impl Clean {
    /// Whether a text of a column was found to hold none.
    pub(super) fn has(&mut self, column: Column, text: &str) -> bool {
        let CleanTexts { seen, last } = &mut self.0[column as usize];
        if seen.get_index(*last).is_some_and(|known| **known == *text) {
            return true;
        }
        let known = seen.get_index_of(text);
        *last = known.unwrap_or(*last);
        known.is_some()
    }

    /// Remembers that a text of a column holds none.
    pub(super) fn add(&mut self, column: Column, text: &str) {
        let texts = &mut self.0[column as usize].seen;
        if texts.len() < MOST && text.len() <= LONGEST {
            texts.insert(text.into());
        }
    }
}

/// A text that many rows share.
pub(super) type Shared = Option<Arc<str>>;

/// What the columns of a table said, as one thread has read them.
#[derive(Default)]
pub(super) struct Memos {
    pub(super) clean: Clean,
    pub(super) manager: Memo<Shared>,
    pub(super) department: Memo<Shared>,
    pub(super) purpose: Memo<(Purpose, Shared)>,
    pub(super) unit_count: Memo<Option<u16>>,
    pub(super) direction: Memo<(RowRange, Shared)>,
    pub(super) retention: Memo<(Option<RetentionRule>, Shared)>,
    pub(super) installed: Memo<Option<InstalledDate>>,
    pub(super) pixels: Memo<(Option<Pixels>, Shared)>,
    pub(super) phone: Memo<Shared>,
    pub(super) reference_date: Memo<Option<Date>>,
}

/// The memos of every thread.
pub(super) struct ThreadMemos(Box<[Mutex<Memos>]>);

impl Default for ThreadMemos {
    fn default() -> Self {
        // One more for the thread that is none of the pool's.
        Self(
            (0..=rayon::current_num_threads())
                .map(|_| Mutex::default())
                .collect(),
        )
    }
}

impl ThreadMemos {
    /// Those of this thread.
    pub(super) fn mine(&self) -> MutexGuard<'_, Memos> {
        let last = self.0.len() - 1;
        let index = rayon::current_thread_index().map_or(last, |index| index.min(last));
        // What a panic left behind is still what was read.
        self.0[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
