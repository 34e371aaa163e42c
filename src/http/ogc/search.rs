//! Searches for what a filter admits and an order asks for: away from the threads that serve, as many at a
//! time as there are cores, for a limited time, and not for clients that are gone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::sync::Semaphore;

use crate::http::error::ApiError;
use crate::http::state::Snapshot;
use crate::quality::Said;
use crate::query::Collection;
use crate::query::items::ItemsQuery;
use crate::query::search::{self, Found, Refused};

/// Longest time that a search may take.
const LIMIT: Duration = Duration::from_secs(5);

/// Searches that run at the same time: each uses all cores.
static PERMITS: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Semaphore::new(cores)
});

/// What was found last, by the state and what was asked of it: a client that pages through an answer asks
/// once.
pub struct Searches(Cache<String, Arc<Found>>);

/// Most that the kept answers may take, bytes.
const KEPT_BYTES: u64 = 32 << 20;

/// How long an answer is kept that nobody asks for.
const KEPT_FOR: Duration = Duration::from_mins(1);

/// How long a search has been at work. Times at which nobody looked for long do not count: then the program
/// or the machine was stopped, and not the search slow.
struct Watch(Mutex<(Instant, Duration)>);

impl Watch {
    /// Longest time between two looks that counts.
    const LONGEST: Duration = Duration::from_millis(500);

    fn new() -> Self {
        Self(Mutex::new((Instant::now(), Duration::ZERO)))
    }

    fn spent(&self) -> Duration {
        let now = Instant::now();
        let mut looked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, spent) = *looked;
        let spent = spent + now.saturating_duration_since(last).min(Self::LONGEST);
        *looked = (now, spent);
        spent
    }
}

/// Stops a search when the request that waits for it is dropped.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Default for Searches {
    fn default() -> Self {
        let found = Cache::builder()
            .max_capacity(KEPT_BYTES)
            .weigher(|key: &String, found: &Arc<Found>| {
                u32::try_from(key.len() + found.size()).unwrap_or(u32::MAX)
            })
            // What was asked last is paged through, however often something else was asked before.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(KEPT_FOR)
            .build();
        Self(found)
    }
}

impl Searches {
    /// Looks for the features that a query admits, in its order. `admits` tells which these are apart from
    /// all others of the same snapshot, and `sortby` their order.
    pub async fn search(
        &self,
        collection: Collection,
        (snapshot, query): (Arc<Snapshot>, ItemsQuery),
        (admits, sortby): (&str, &str),
    ) -> Result<Arc<Found>, ApiError> {
        let by_id = format!("{} {} {admits}", snapshot.dataset.token(), collection.id());
        // The parameters have no blanks.
        let key = if query.sort.is_empty() {
            by_id.clone()
        } else {
            format!("{by_id} {sortby}")
        };
        if let Some(found) = self.0.get(&key) {
            return Ok(found);
        }
        let permit = PERMITS.acquire().await;
        // Who waited may have been spared the work.
        if let Some(found) = self.0.get(&key) {
            return Ok(found);
        }
        let given_up = Arc::new(AtomicBool::new(false));
        let _stop = StopOnDrop(Arc::clone(&given_up));
        let kept = self.0.clone();
        let look = move || {
            let _permit = permit;
            let watch = Watch::new();
            let stop = || given_up.load(Ordering::Relaxed) || watch.spent() >= LIMIT;
            let dataset = &snapshot.dataset;
            let mut found = match kept.get(&by_id) {
                Some(found) => found,
                None => Arc::new(search::search(collection, dataset, &query, &stop)?),
            };
            if !query.sort.is_empty() {
                if !query.filter.is_empty() {
                    kept.insert(by_id, Arc::clone(&found));
                }
                let by_id = Found::clone(&found);
                found = Arc::new(search::ordered(
                    collection,
                    dataset,
                    by_id,
                    &query.sort,
                    &stop,
                )?);
            }
            kept.insert(key, Arc::clone(&found));
            Ok(found)
        };
        tokio::task::spawn_blocking(look)
            .await
            .map_err(|error| ApiError::Internal(error.to_string()))?
            .map_err(told)
    }
}

/// What a client is told, and what it can do.
fn told(refused: Refused) -> ApiError {
    match refused {
        Refused::TooCostly { features, .. } => ApiError::said_of(
            "filter",
            Said::new(
                format!(
                    "너무 많은 것을 묻습니다: {features}개에 물어야 합니다. bbox나 institution으로 좁히거나, 조건이나 도형의 꼭짓점을 줄이거나, \
                     /api/downloads에서 파일을 받으십시오"
                ),
                format!(
                    "asks too much of {features} features; narrow it by bbox or institution, use fewer conditions or \
                     corners, or take a file from /api/downloads"
                ),
            ),
        ),
        Refused::Stopped => ApiError::TooSlow(Said::new(
            format!(
                "{}초 안에 다 찾지 못했습니다. bbox나 institution으로 좁히거나, 조건이나 도형의 꼭짓점이나 정렬 속성을 줄이거나, \
                 /api/downloads에서 파일을 받으십시오",
                LIMIT.as_secs()
            ),
            format!(
                "the search could not be finished within {} seconds; narrow it by bbox or institution, use fewer \
                 conditions, corners or properties to sort by, or take a file from /api/downloads",
                LIMIT.as_secs()
            ),
        )),
    }
}
