//! What every handler has: the served snapshot and the settings.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;
use axum::body::Bytes;
use jiff::Timestamp;
use moka::sync::Cache;

use super::coverage::Worker;
use super::downloads::Shelf;
use super::downloads::dcat::Catalogues;
use super::error::ApiError;
use super::forwarded::Network;
use super::history::History;
use super::ogc::search::Searches;
use crate::coverage::Coverage;
use crate::dataset::{Dataset, DatasetBuilder};
use crate::place::Places;
use crate::quality::ImportedRows;
use crate::query::items::{Reach, reach};
use crate::query::{Collection, PurposeSet};
use crate::spatial::tile::TileId;
use crate::store::{self, Store};

/// Bytes of finished tiles kept for each snapshot.
const TILE_CACHE_BYTES: u64 = 64 << 20;

/// Moments of writing that are remembered for each snapshot.
const KEPT_MOMENTS: u64 = 1 << 16;

/// Settings of the page and of links.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Base tiles of the map; none by default.
    pub basemap: Option<Basemap>,
    /// Address under which the service is reached from outside, without a slash at the end.
    pub public_url: Option<String>,
    /// From where `Forwarded` and `X-Forwarded-*` are believed; nowhere by default.
    pub trusted_proxies: Vec<Network>,
}

/// Base tiles drawn under the map.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Basemap {
    /// Address with `{z}`, `{x}` and `{y}`.
    pub url: String,
    /// Credit line.
    pub attribution: String,
    /// Deepest zoom level that has tiles.
    pub max_zoom: u8,
}

/// What tells tiles apart: the collection, the place, the purposes, and the institutions.
pub type TileKey = (Collection, TileId, PurposeSet, Vec<u32>);

/// A dataset with the tiles made from it so far.
pub struct Snapshot {
    /// The data.
    pub dataset: Dataset,
    /// Finished tiles.
    pub tiles: Cache<TileKey, Bytes>,
    /// When the pages of these tags were first written.
    written: Cache<String, Timestamp>,
    /// Extents of the collections, in the order of [`Collection::ALL`], once they were asked for.
    reaches: [OnceLock<Reach>; Collection::ALL.len()],
    /// Its catalogue, once it was asked for.
    pub(super) catalogues: Catalogues,
    /// Whether somebody computes its covered areas.
    pub(super) coverage_begun: AtomicBool,
}

impl Snapshot {
    /// A snapshot without finished tiles.
    #[must_use]
    pub fn new(dataset: Dataset) -> Self {
        let tiles = Cache::builder()
            .max_capacity(TILE_CACHE_BYTES)
            .weigher(|_, tile: &Bytes| u32::try_from(tile.len()).unwrap_or(u32::MAX))
            .build();
        Self {
            dataset,
            tiles,
            written: Cache::new(KEPT_MOMENTS),
            reaches: Default::default(),
            catalogues: Catalogues::default(),
            coverage_begun: AtomicBool::new(false),
        }
    }

    /// When the page with a tag was first written: a tag stands for the same bytes each time.
    pub fn written_at(&self, tag: &str) -> Timestamp {
        let known = self.written.get(tag);
        known.unwrap_or_else(|| self.written.get_with(tag.to_owned(), Timestamp::now))
    }

    /// Where and when the features of a collection are.
    pub fn reach(&self, collection: Collection) -> &Reach {
        self.reaches[collection as usize].get_or_init(|| reach(collection, &self.dataset))
    }
}

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    snapshot: ArcSwap<Snapshot>,
    settings: Settings,
    places: &'static Places,
    history: Option<Arc<History>>,
    shelf: Arc<Shelf>,
    dissolver: Arc<Worker>,
    rows: Cache<(i64, String), Option<Arc<Vec<ImportedRows>>>>,
    searches: Searches,
}

/// Kept answers about what an import found in an institution's rows; a release never changes.
const KEPT_REPORTS: u64 = 512;

impl AppState {
    /// State that serves a dataset, without a history.
    #[must_use]
    pub fn new(dataset: Dataset, settings: Settings) -> Self {
        Self::with(dataset, settings, None, Shelf::new(None))
    }

    /// State that serves a dataset made from a data directory, and the history in it.
    #[must_use]
    pub fn with_history(dataset: Dataset, settings: Settings, directory: PathBuf) -> Self {
        let shelf = Shelf::new(Some(&directory));
        Self::with(
            dataset,
            settings,
            Some(Arc::new(History::new(directory))),
            shelf,
        )
    }

    fn with(
        dataset: Dataset,
        settings: Settings,
        history: Option<Arc<History>>,
        shelf: Shelf,
    ) -> Self {
        Self(Arc::new(Inner {
            snapshot: ArcSwap::from_pointee(Snapshot::new(dataset)),
            settings,
            places: Places::embedded(),
            history,
            shelf: Arc::new(shelf),
            dissolver: Arc::default(),
            rows: Cache::new(KEPT_REPORTS),
            searches: Searches::default(),
        }))
    }

    /// Asks the store; `None` when nothing was ever imported.
    pub async fn ask_history<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Store) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<Option<T>, ApiError> {
        match &self.0.history {
            Some(history) => history.ask(question).await,
            None => Ok(None),
        }
    }

    /// What was published at a moment; without any site before the first publication.
    pub async fn snapshot_at(&self, at: Timestamp) -> Result<Arc<Snapshot>, ApiError> {
        match &self.0.history {
            Some(history) => history.state_at(at, self.snapshot()).await,
            None => Ok(Arc::new(Snapshot::new(DatasetBuilder::new().build()))),
        }
    }

    /// The snapshot to answer one request from: taken once, so that a page and its counts agree.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot.load_full()
    }

    /// Serves another dataset from the next request on.
    pub fn replace(&self, dataset: Dataset) {
        self.0.snapshot.store(Arc::new(Snapshot::new(dataset)));
    }

    /// The files for download.
    #[must_use]
    pub fn shelf(&self) -> &Arc<Shelf> {
        &self.0.shelf
    }

    /// Begins to make the files of what is served, in the background, unless they are there.
    pub fn prepare_downloads(&self) {
        self.0.shelf.prepare(&self.snapshot());
    }

    /// The covered areas of a state; `None` while they are being computed in the background, which this
    /// begins.
    #[must_use]
    pub fn coverage(&self, snapshot: &Arc<Snapshot>) -> Option<Arc<Coverage>> {
        self.0.dissolver.coverage(snapshot)
    }

    /// Begins to compute the covered areas of what is served, in the background, unless they are there.
    pub fn prepare_coverage(&self) {
        let _ = self.coverage(&self.snapshot());
    }

    /// The searches for features, of any state.
    #[must_use]
    pub fn searches(&self) -> &Searches {
        &self.0.searches
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// What became of an institution's rows in the import that made a release; `None` when it is not kept.
    pub async fn rows_of_release(
        &self,
        release: i64,
        institution: &str,
    ) -> Result<Option<Arc<Vec<ImportedRows>>>, ApiError> {
        let key = (release, institution.to_owned());
        if let Some(known) = self.0.rows.get(&key) {
            return Ok(known);
        }
        let code = institution.to_owned();
        let kept = self.ask_history(move |store| store::rows_of_release(store, release, &code));
        let rows = kept.await?.flatten().map(Arc::new);
        self.0.rows.insert(key, rows.clone());
        Ok(rows)
    }

    /// The outlines of the municipalities.
    #[must_use]
    pub fn places(&self) -> &'static Places {
        self.0.places
    }
}
