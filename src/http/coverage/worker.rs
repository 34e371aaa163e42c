//! Covered areas are computed beside the requests: once for each state, one state at a time.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::coverage::Coverage;
use crate::http::state::Snapshot;

/// Computes covered areas.
#[derive(Default)]
pub struct Worker {
    /// What was computed last: institutions whose sites are the same keep theirs.
    last: Mutex<Option<Arc<Coverage>>>,
    /// Held while computing.
    working: Mutex<()>,
}

/// Lets another request begin again if what was begun came to nothing.
struct Begun<'a>(&'a Snapshot);

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if self.0.dataset.coverage().is_none() {
            self.0.coverage_begun.store(false, Ordering::Release);
        }
    }
}

impl Worker {
    /// The covered areas of a state; `None` while they are being computed, which this begins.
    pub fn coverage(self: &Arc<Self>, snapshot: &Arc<Snapshot>) -> Option<Arc<Coverage>> {
        if let Some(coverage) = snapshot.dataset.coverage() {
            return Some(Arc::clone(coverage));
        }
        if snapshot.dataset.is_empty() {
            let nothing = Arc::new(Coverage::compute(&snapshot.dataset, None));
            snapshot.dataset.keep_coverage(Arc::clone(&nothing));
            return Some(nothing);
        }
        if !snapshot.coverage_begun.swap(true, Ordering::AcqRel) {
            let (worker, snapshot) = (Arc::clone(self), Arc::clone(snapshot));
            let failed = thread::Builder::new()
                .name("coverage".to_owned())
                .spawn({
                    let snapshot = Arc::clone(&snapshot);
                    move || worker.work(&snapshot)
                })
                .err();
            if let Some(error) = failed {
                tracing::error!(%error, "covered areas cannot be computed");
                snapshot.coverage_begun.store(false, Ordering::Release);
            }
        }
        None
    }

    fn work(&self, snapshot: &Arc<Snapshot>) {
        let _begun = Begun(snapshot);
        let _one_at_a_time = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        // Replaced while it waited, and nobody reads it any more.
        if Arc::strong_count(snapshot) == 1 {
            return;
        }
        let last = || self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last().clone();
        let compute = || Coverage::compute(&snapshot.dataset, before.as_deref());
        // Half of the machine is left to those who ask.
        let threads = thread::available_parallelism().map_or(1, |all| all.get().div_ceil(2));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("coverage-{index}"))
            .build();
        let coverage = Arc::new(match pool {
            Ok(pool) => pool.install(compute),
            Err(error) => {
                tracing::warn!(%error, "covered areas are computed on the threads of filters");
                compute()
            }
        });
        *last() = Some(Arc::clone(&coverage));
        snapshot.dataset.keep_coverage(coverage);
    }
}
