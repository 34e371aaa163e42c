//! Archives: the input as one, and inside one.

#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let options = Options::default();
    for magic in [b"".as_slice(), b"PK\x03\x04", b"\x1f\x8b\x08"] {
        let _ = read_bytes("fuzz.zip", &[magic, bytes].concat(), &options);
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    if zip.start_file("a", stored).is_ok()
        && zip.write_all(bytes).is_ok()
        && let Ok(zip) = zip.finish()
    {
        let _ = read_bytes("fuzz.zip", zip.get_ref(), &options);
    }
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    if tar.append_data(&mut header, "a", bytes).is_ok()
        && let Ok(tar) = tar.into_inner()
    {
        let _ = read_bytes("fuzz.tar", &tar, &options);
    }
});
