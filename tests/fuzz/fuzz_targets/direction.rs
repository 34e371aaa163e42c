//! Cells of 촬영방면정보.

#![no_main]

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

fuzz_target!(|text: &str| {
    let record = |cell: &str| serde_json::json!({ "관리기관명": "광진구청", "위도": "37.53851", "경도": "127.08472", "촬영방면정보": cell });
    let records: Vec<serde_json::Value> = text.lines().map(record).collect();
    let list = serde_json::Value::from(records).to_string();
    let _ = read_bytes("fuzz.json", list.as_bytes(), &Options::default());
});
