//! Searches for what a filter admits: away from the threads that serve, as many at a time as there are
//! cores, for a limited time, and not for clients that are gone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

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

/// What was found last, by what was asked: a client that pages through an answer asks once.
static FOUND: LazyLock<Cache<String, Arc<Found>>> = LazyLock::new(|| {
    Cache::builder()
        .max_capacity(KEPT_BYTES)
        .weigher(|key: &String, found: &Arc<Found>| {
            u32::try_from(key.len() + found.size()).unwrap_or(u32::MAX)
        })
        .time_to_idle(KEPT_FOR)
        .build()
});

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

/// Looks for the features that a query with a filter admits. `key` tells the question apart from all
/// others about the same snapshot.
pub async fn search(
    collection: Collection,
    snapshot: Arc<Snapshot>,
    query: ItemsQuery,
    key: &str,
) -> Result<Arc<Found>, ApiError> {
    let key = format!("{} {} {key}", snapshot.dataset.token(), collection.id());
    if let Some(found) = FOUND.get(&key) {
        return Ok(found);
    }
    let permit = PERMITS.acquire().await;
    let given_up = Arc::new(AtomicBool::new(false));
    let _stop = StopOnDrop(Arc::clone(&given_up));
    let look = move || {
        let _permit = permit;
        let watch = Watch::new();
        let stop = || given_up.load(Ordering::Relaxed) || watch.spent() >= LIMIT;
        search::search(collection, &snapshot.dataset, &query, &stop)
    };
    let found = tokio::task::spawn_blocking(look)
        .await
        .map_err(|error| ApiError::Internal(error.to_string()))?
        .map_err(told)?;
    let found = Arc::new(found);
    FOUND.insert(key, Arc::clone(&found));
    Ok(found)
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
                "필터를 {}초 안에 다 보지 못했습니다. bbox나 institution으로 좁히거나, 조건이나 도형의 꼭짓점을 줄이거나, \
                 /api/downloads에서 파일을 받으십시오",
                LIMIT.as_secs()
            ),
            format!(
                "the filter could not be answered within {} seconds; narrow it by bbox or institution, use fewer \
                 conditions or corners, or take a file from /api/downloads",
                LIMIT.as_secs()
            ),
        )),
    }
}
