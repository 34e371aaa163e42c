//! `siya check` of a workbook against calamine merely reading it.
//!
//! `cargo bench --bench workbook -- FILE.xlsx` prints both times, the best of some rounds in turn.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use calamine::{Reader, open_workbook_auto};
use siya::import::{self, Options};

/// What the shipped binary allocates with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;

fn main() {
    let Some(path) = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"))
    else {
        println!("name a workbook: cargo bench --bench workbook -- FILE.xlsx");
        return;
    };
    let path = PathBuf::from(path);
    let (mut read, mut judged) = (Duration::MAX, Duration::MAX);
    let mut rows = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut workbook = open_workbook_auto(&path).expect("a workbook");
        for name in workbook.sheet_names().clone() {
            workbook.worksheet_range(&name).expect("a sheet");
        }
        read = read.min(start.elapsed());
        let start = Instant::now();
        let paths = std::slice::from_ref(&path);
        let import = import::read(paths, &Options::default(), &|_| {}).expect("a register");
        judged = judged.min(start.elapsed());
        rows = import.report.rows;
    }
    println!(
        "{rows} rows: calamine {read:.2?}, Siya's reading and judging {judged:.2?}, ratio {:.2}",
        judged.as_secs_f64() / read.as_secs_f64()
    );
}
