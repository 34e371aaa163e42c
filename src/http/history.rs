//! The store behind the service, for what the served snapshot does not hold: earlier states, the log of
//! changes.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use moka::sync::Cache;

use super::error::ApiError;
use super::state::Snapshot;
use crate::dataset::DatasetBuilder;
use crate::store::{self, Store};

/// Earlier states kept in memory: each is as large as the served one.
const KEPT: u64 = 2;

/// Reads the store of a data directory on threads that may block.
pub struct History {
    directory: PathBuf,
    /// Earlier states by the number of their last publication.
    states: Cache<i64, Arc<Snapshot>>,
}

impl History {
    /// The history in a data directory.
    #[must_use]
    pub fn new(directory: PathBuf) -> Self {
        Self {
            directory,
            states: Cache::new(KEPT),
        }
    }

    /// Asks the store; `None` when nothing was ever imported.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&mut Store) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<Option<T>, ApiError> {
        let history = Arc::clone(self);
        blocking(move || {
            Store::open_existing(&history.directory)?
                .map(|mut store| question(&mut store))
                .transpose()
        })
        .await
    }

    /// What was published at a moment; without any site before the first publication. `served` is
    /// given back where it is that.
    pub async fn state_at(
        self: &Arc<Self>,
        at: Timestamp,
        served: Arc<Snapshot>,
    ) -> Result<Arc<Snapshot>, ApiError> {
        let history = Arc::clone(self);
        blocking(move || {
            let Some(mut store) = Store::open_existing(&history.directory)? else {
                return Ok(Arc::new(Snapshot::new(DatasetBuilder::new().build())));
            };
            let sequence = store.sequence_at(at)?;
            if sequence == served.dataset.sequence() && !served.dataset.has_sample() {
                return Ok(served);
            }
            // Those who ask for the same state at the same time share the work.
            history
                .states
                .try_get_with(sequence, || {
                    let mut builder = DatasetBuilder::new();
                    store::load_dataset_at(&mut store, &mut builder, at)?;
                    Ok(Arc::new(Snapshot::new(builder.build())))
                })
                .map_err(|error: Arc<store::Error>| store::Error::Shared(error))
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, store::Error> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ApiError::Internal(error.to_string()))?
        .map_err(|error| ApiError::Internal(error.to_string()))
}
