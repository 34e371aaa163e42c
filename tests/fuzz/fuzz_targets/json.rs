//! JSON in every wrapping.

#![no_main]

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let options = Options::default();
    let feature = br#"{"type":"Feature","properties":{},"geometry":"#;
    for (before, after) in [
        (b"".as_slice(), b"".as_slice()),
        (b"[", b"]"),
        (b"{\"response\":{\"body\":{\"items\":", b"}}}"),
        (feature, b"}"),
        (b"{\"elements\":[{\"type\":\"node\",\"id\":1,\"tags\":", b"}]}"),
    ] {
        let _ = read_bytes("fuzz.json", &[before, bytes, after].concat(), &options);
    }
});
