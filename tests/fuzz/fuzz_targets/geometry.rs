//! Cells of well-known text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

fuzz_target!(|text: &str| {
    let record = |cell: &str| serde_json::json!({ "관리기관명": "광진구청", "geometry": cell });
    let records: Vec<serde_json::Value> = text.lines().map(record).collect();
    let list = serde_json::Value::from(records).to_string();
    let _ = read_bytes("fuzz.json", list.as_bytes(), &Options::default());
});
