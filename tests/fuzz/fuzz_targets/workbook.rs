//! Workbooks: XLSX, XLS and ODS by their content.

#![no_main]

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let _ = read_bytes("fuzz.xlsx", bytes, &Options::default());
});
