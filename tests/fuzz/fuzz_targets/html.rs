//! Web pages, alone and in one file, and XML Spreadsheet 2003.

#![no_main]

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    const BOOK: &[u8] = b"<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table>";
    const ARCHIVE: &[u8] = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"b\"\n\n--b\n";
    let table = [b"<html><table>".as_slice(), bytes].concat();
    let book = [BOOK, bytes, b"</Table></Worksheet></Workbook>"].concat();
    let archive = [ARCHIVE, bytes].concat();
    for document in [bytes, &table, &book, &archive] {
        let _ = read_bytes("fuzz.xls", document, &Options::default());
    }
});
