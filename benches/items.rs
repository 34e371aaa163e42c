//! Requests per second for pages of items and for tiles, over every layer of the service.
//!
//! A synthetic register of 350,000 sites is served in this process on one thread and asked over loopback
//! by `wrk` (Debian's package) with 8 connections; plain, and in gzip, where repeated answers come from memory.
//! `benches/peers.py` compares with other services on a real register. `cargo bench --bench items` prints a table.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::net::SocketAddr;
use std::process::Command;
use std::sync::mpsc;
use std::thread;

use siya::dataset::Dataset;
use siya::http::state::Settings;
use siya::http::{AppState, router, serve};
use siya::spatial::tile::TileId;

#[path = "../tests/support/synthetic.rs"]
mod synthetic;

const SITES: usize = 350_000;
const ROUNDS: usize = 3;

fn main() {
    let (dataset, _) = synthetic::register(SITES, 1);
    let tiles = [10, 12, 14].map(|z| fullest(&dataset, z));
    let address = start(dataset);
    println!("{SITES} sites, one thread, 8 connections, median of {ROUNDS} rounds of a second");
    println!("| what | plain, requests/s | gzip, requests/s |\n|---|---|---|");
    let items = "/api/collections/cameras/items?limit=";
    let bbox = "&bbox=126.9,37.3,127.3,37.7";
    let mut questions: Vec<(String, String)> = Vec::new();
    for limit in [10, 1000, 10_000] {
        questions.push((format!("{limit} items"), format!("{items}{limit}")));
        questions.push((
            format!("{limit} items, bbox"),
            format!("{items}{limit}{bbox}"),
        ));
    }
    // In an order, which is kept once it is made: the first page, and one from the middle.
    let sorted = "&sortby=-reference_date,purpose";
    questions.push(("100 items, sorted".into(), format!("{items}100{sorted}")));
    questions.push((
        "100 items, sorted, offset 170,000".into(),
        format!("{items}100{sorted}&offset=170000"),
    ));
    let areas = items.replace("cameras", "capture-areas");
    questions.push(("1000 areas".into(), format!("{areas}1000")));
    questions.push((
        "1000 areas, EPSG:5186".into(),
        format!("{areas}1000&crs=EPSG:5186"),
    ));
    for collection in ["cameras", "capture-areas"] {
        for tile in &tiles {
            if collection == "capture-areas" && tile.z() < 12 {
                continue;
            }
            let (z, row, column) = (tile.z(), tile.row(), tile.column());
            questions.push((
                format!("tile of {collection}, level {z}"),
                format!("/api/collections/{collection}/tiles/WebMercatorQuad/{z}/{row}/{column}"),
            ));
        }
    }
    for (what, path) in questions {
        let rate = |coding: &str| {
            let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| wrk(address, &path, coding)).collect();
            rounds.sort_by(f64::total_cmp);
            rounds[ROUNDS / 2]
        };
        println!("| {what} | {:.0} | {:.0} |", rate("identity"), rate("gzip"));
    }
}

/// The tile of a level that holds most sites.
fn fullest(dataset: &Dataset, z: u8) -> TileId {
    let mut counts = std::collections::HashMap::new();
    for site in dataset.in_id_order() {
        let (lon, lat) = dataset.position(site);
        if let Some(tile) = TileId::at(z, lon, lat) {
            *counts.entry(tile).or_insert(0) += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|&(tile, count)| (count, tile.row(), tile.column()));
    most.expect("there are sites").0
}

/// Serves on a thread of its own.
fn start(dataset: Dataset) -> SocketAddr {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let router = router(AppState::new(dataset, Settings::default()));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let listener = serve::listen(([127, 0, 0, 1], 0).into())
                .await
                .expect("a free port");
            sender
                .send(listener.local_addr().expect("an address"))
                .expect("the bench waits");
            serve::serve(listener, router, std::future::pending()).await;
        });
    });
    receiver.recv().expect("the server starts")
}

/// Requests per second.
fn wrk(address: SocketAddr, path: &str, coding: &str) -> f64 {
    let output = Command::new("wrk")
        .args([
            "-t1",
            "-c8",
            "-d1s",
            "-H",
            &format!("Accept-Encoding: {coding}"),
        ])
        .arg(format!("http://{address}{path}"))
        .output()
        .expect("wrk is installed (apt-get install wrk)");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("Non-2xx"), "{path} is refused: {text}");
    let rate = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    rate.and_then(|rate| rate.trim().parse().ok())
        .unwrap_or_else(|| panic!("wrk counts its requests: {text}"))
}
