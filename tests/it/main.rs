//! Black-box tests, one binary.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod annotated;
mod api;
mod capture_oracle;
mod checks;
mod collections;
mod command_line;
mod coverage;
mod described;
mod downloads;
mod filters;
mod history;
mod http;
mod import;
mod mapping;
mod markup;
mod merged;
mod personal;
mod quality;
mod readers;
#[path = "../support/scanlines.rs"]
mod scanlines;
#[path = "../support/synthetic.rs"]
mod synthetic;
mod tables;
mod tiles;
