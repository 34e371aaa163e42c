//! Text in any encoding.

#![no_main]

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let options = Options::default();
    let _ = read_bytes("fuzz.csv", bytes, &options);
    let headed = [b"latitude,longitude,address\n".as_slice(), bytes].concat();
    let _ = read_bytes("fuzz.csv", &headed, &options);
});
