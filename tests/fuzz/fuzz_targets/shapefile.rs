//! The four files of a shapefile, cut from the input.

#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let [first, second, rest @ ..] = bytes else { return };
    let (shp, rest) = rest.split_at(rest.len().min(usize::from(*first) * 8));
    let (dbf, rest) = rest.split_at(rest.len().min(usize::from(*second) * 8));
    let (prj, cpg) = rest.split_at(rest.len().min(400));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let head = [0, 0, 0x27, 0x0A];
    for (name, parts) in [("a.shp", [&head[..], shp]), ("a.dbf", [b"", dbf]), ("a.prj", [b"", prj]), ("a.cpg", [b"", cpg])] {
        let written = zip.start_file(name, stored).is_ok() && parts.iter().all(|part| zip.write_all(part).is_ok());
        assert!(written, "memory takes what is written to it");
    }
    if let Ok(zip) = zip.finish() {
        let _ = read_bytes("fuzz.zip", zip.get_ref(), &Options::default());
    }
});
