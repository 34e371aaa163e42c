//! Time that a tile of camera sites takes to make, without the request around it.
//!
//! `cargo bench --bench tiles -- DATA` takes the register of a data directory, without one a synthetic
//! register of 350,000 sites, and of each level its fullest tiles. `benches/peers.py` runs it beside
//! `ST_AsMVT` on the same register and the same tiles.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use siya::dataset::{Dataset, DatasetBuilder};
use siya::query::Collection;
use siya::query::items::ItemsQuery;
use siya::spatial::tile::TileId;
use siya::store::{Store, load_dataset};
use siya::tiles;

#[path = "../tests/support/synthetic.rs"]
mod synthetic;

/// What the shipped binary allocates with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SITES: usize = 350_000;
const ROUNDS: usize = 9;

fn main() {
    let directory = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let dataset = match &directory {
        Some(directory) => stored(Path::new(directory)),
        None => synthetic::register(SITES, 1).0,
    };
    println!("{} sites, median of {ROUNDS} rounds", dataset.len());
    println!("| level | tiles | bytes on average | us a tile |\n|---|---|---|---|");
    for (z, count) in [(10, 60), (12, 100), (14, 600)] {
        let listed = fullest(&dataset, z, count);
        let filter = ItemsQuery::default();
        let make = |&tile: &TileId| {
            black_box(tiles::tile(Collection::Cameras, &dataset, tile, &filter)).len()
        };
        let bytes: usize = listed.iter().map(make).sum();
        let mut rounds: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                black_box(listed.iter().map(make).sum::<usize>());
                start.elapsed().as_secs_f64()
            })
            .collect();
        rounds.sort_by(f64::total_cmp);
        #[expect(clippy::cast_precision_loss, reason = "some hundred tiles")]
        let each = rounds[ROUNDS / 2] / listed.len() as f64 * 1e6;
        println!(
            "| z{z} | {} | {} | {each:.1} |",
            listed.len(),
            bytes / listed.len()
        );
    }
}

fn stored(directory: &Path) -> Dataset {
    let mut store = Store::open(directory).expect("a data directory");
    let mut builder = DatasetBuilder::new();
    load_dataset(&mut store, &mut builder).expect("a register");
    builder.build()
}

/// The tiles of a level that hold most sites.
fn fullest(dataset: &Dataset, z: u8, count: usize) -> Vec<TileId> {
    let mut counts: HashMap<TileId, u32> = HashMap::new();
    for site in dataset.in_id_order() {
        let (lon, lat) = dataset.position(site);
        if let Some(tile) = TileId::at(z, lon, lat) {
            *counts.entry(tile).or_default() += 1;
        }
    }
    let mut tiles: Vec<(TileId, u32)> = counts.into_iter().collect();
    tiles.sort_unstable_by_key(|&(tile, sites)| {
        (std::cmp::Reverse(sites), tile.row(), tile.column())
    });
    tiles
        .into_iter()
        .take(count)
        .map(|(tile, _)| tile)
        .collect()
}
