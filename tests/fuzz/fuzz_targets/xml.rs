//! XML.

#![no_main]

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let document = [b"<?xml version=\"1.0\"?><response>".as_slice(), bytes, b"</response>"].concat();
    let _ = read_bytes("fuzz.xml", &document, &Options::default());
});
