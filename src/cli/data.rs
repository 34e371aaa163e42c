//! The dataset of a data directory, with the sample where nothing real is loaded.

use std::path::Path;

use jiff::Timestamp;

use crate::dataset::{Dataset, DatasetBuilder};
use crate::sample;
use crate::store::{self, Store};

/// Loads what is published with its recent history, and the sample registers of institutions without one.
pub fn load(store: Option<&mut Store>, with_sample: bool) -> anyhow::Result<Dataset> {
    let mut builder = DatasetBuilder::new();
    if let Some(store) = store {
        store::load_with_history(store, &mut builder, Timestamp::now())?;
    }
    if with_sample {
        sample::add_missing(&mut builder)?;
    }
    Ok(builder.build())
}

/// [`load`] for commands that only read.
pub fn load_directory(directory: &Path, with_sample: bool) -> anyhow::Result<Dataset> {
    let mut store = Store::open_existing(directory)?;
    load(store.as_mut(), with_sample)
}
