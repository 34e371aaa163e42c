//! The store as a whole: releases, ids, history and the file they stand in.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::TempDir;

use super::testing::{import, numbered};
use super::*;
use crate::dataset::{Dataset, DatasetBuilder};
use crate::import::{Import, Options};
use crate::model::SiteRecord;

mod history;
mod ids;
mod model;
mod open;
mod releases;

const GWANGJIN: &str = "3040000";
const HANAM: &str = "4070000";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + second * 86_400).unwrap()
}

fn put(store: &mut Store, import: &Import, second: i64, confirm: bool) -> Published {
    let publishing = Publishing {
        options: &Options::default(),
        at: at(second),
        confirm,
        progress: &|_| {},
        waiting: &|| {},
    };
    publish(store, import, &publishing).unwrap()
}

fn load(store: &mut Store, moment: Option<Timestamp>) -> Dataset {
    let mut builder = DatasetBuilder::new();
    match moment {
        None => load_dataset(store, &mut builder).unwrap(),
        Some(moment) => load_dataset_at(store, &mut builder, moment).unwrap(),
    }
    builder.build()
}

fn ids(dataset: &Dataset) -> BTreeMap<String, u32> {
    dataset
        .in_id_order()
        .map(|site| {
            (
                dataset
                    .text(site)
                    .management_no
                    .unwrap_or_default()
                    .to_owned(),
                dataset.site(site).id,
            )
        })
        .collect()
}

fn with_count(number: u32, count: u16) -> SiteRecord {
    SiteRecord {
        unit_count: Some(count),
        ..numbered(number)
    }
}

fn register(count: u32) -> Vec<SiteRecord> {
    (0..count).map(numbered).collect()
}
