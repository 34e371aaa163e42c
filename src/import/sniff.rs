//! What bytes are, by their content: names and extensions lie.

use std::io::Cursor;

use super::unpack::lists_too_many;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Gzip around something else.
    Gzip,
    /// A tar archive.
    Tar,
    /// A zip that is no office document.
    Zip,
    /// Office Open XML workbook.
    Xlsx,
    /// `OpenDocument` spreadsheet.
    Ods,
    /// OLE compound file: the old Excel form, or an encrypted new one.
    Ole,
    /// Geometries of a shapefile.
    Shp,
    /// Something that is known and not read; the name for people.
    Foreign(&'static str),
    /// Anything else: text, or an unknown binary form.
    Text,
}

/// What these bytes are.
pub(super) fn sniff(bytes: &[u8]) -> Kind {
    const FOREIGN: &[(&[u8], &str)] = &[
        (b"%PDF-", "PDF"),
        (b"7z\xBC\xAF\x27\x1C", "7z"),
        (b"Rar!", "RAR"),
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
        (b"GIF8", "GIF"),
        (b"SQLite format 3\0", "SQLite / GeoPackage"),
        (b"PAR1", "Parquet"),
        (b"fgb\x03", "FlatGeobuf"),
        (b"BZh", "bzip2"),
        (b"\xFD7zXZ\0", "xz"),
        (b"\x28\xB5\x2F\xFD", "zstd"),
        (b"!table\n", "MapInfo TAB"),
        (b"!table\r\n", "MapInfo TAB"),
        (b"TABLE\n0,1\n", "DIF"),
        (b"TABLE\r\n0,1\r\n", "DIF"),
        (b"ID;P", "SYLK"),
    ];
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Kind::Gzip;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_kind(bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Kind::Ole;
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Kind::Tar;
    }
    if bytes.starts_with(&[0, 0, 0x27, 0x0A]) && bytes.len() >= 100 {
        return Kind::Shp;
    }
    // The first block of OpenStreetMap's own form: a length, and the word OSMHeader.
    if bytes.get(4..15) == Some(b"\x0A\x09OSMHeader") {
        return Kind::Foreign("OpenStreetMap PBF");
    }
    if is_dbf(bytes) {
        return Kind::Foreign("a DBF without its .shp");
    }
    if bytes.starts_with(b"<") && is_flat_open_document(bytes) {
        return Kind::Foreign("flat OpenDocument (FODS)");
    }
    FOREIGN
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map_or(Kind::Text, |(_, name)| Kind::Foreign(name))
}

/// The table of a shapefile: a version, the day of the last change, and descriptions of fields of 32 bytes that end where
/// the header says.
fn is_dbf(bytes: &[u8]) -> bool {
    let Some([version, _, month, day]) = bytes.first_chunk() else {
        return false;
    };
    let end = bytes.get(8..10).map_or(0, |length| {
        usize::from(u16::from_le_bytes([length[0], length[1]]))
    });
    matches!(version, 0x03 | 0x30 | 0x31 | 0x83 | 0x8B | 0xF5)
        && (1..=12).contains(month)
        && (1..=31).contains(day)
        && end > 32
        && (bytes.get(end - 1) == Some(&0x0D) || bytes.get(end.saturating_sub(264)) == Some(&0x0D))
}

/// A spreadsheet as one XML document.
fn is_flat_open_document(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    memchr::memmem::find(head, b"<office:document ").is_some()
        || memchr::memmem::find(head, b"<office:document\n").is_some()
}

/// Office documents are zips too: their own parts tell.
fn zip_kind(bytes: &[u8]) -> Kind {
    if lists_too_many(bytes) {
        return Kind::Zip;
    }
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        // Damaged: the reader of archives says how.
        return Kind::Zip;
    };
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("[Content_Types].xml") {
        let folder = |name: &str| {
            archive
                .file_names_raw()
                .any(|n| n.starts_with(name.as_bytes()))
        };
        return match () {
            () if has("xl/workbook.bin") => Kind::Foreign("XLSB"),
            () if folder("xl/") => Kind::Xlsx,
            () if folder("word/") => Kind::Foreign("DOCX"),
            () if folder("ppt/") => Kind::Foreign("PPTX"),
            () => Kind::Zip,
        };
    }
    if has("mimetype") && has("content.xml") {
        return if bytes.get(30..).is_some_and(|rest| {
            rest[..rest.len().min(120)]
                .windows(b"opendocument.spreadsheet".len())
                .any(|window| window == b"opendocument.spreadsheet")
        }) {
            Kind::Ods
        } else {
            Kind::Foreign("OpenDocument")
        };
    }
    if has("mimetype")
        && archive
            .file_names_raw()
            .any(|name| name == b"Contents/content.hpf")
    {
        return Kind::Foreign("HWPX");
    }
    Kind::Zip
}

/// The offset of the first byte that no text has, unless it is UTF-16 with its mark.
pub(super) fn binary_at(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return None;
    }
    memchr::memchr3(0, 1, 2, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_numbers_tell_what_a_file_is() {
        for (bytes, kind) in [
            (b"\x1f\x8b\x08".as_slice(), Kind::Gzip),
            (b"%PDF-1.4", Kind::Foreign("PDF")),
            (
                b"\x00\x00\x00\x0d\x0a\x09OSMHeader",
                Kind::Foreign("OpenStreetMap PBF"),
            ),
            (b"PK\x03\x04 cut off", Kind::Zip),
            ("위도,경도\n".as_bytes(), Kind::Text),
            (b"", Kind::Text),
        ] {
            assert_eq!(sniff(bytes), kind);
        }
        assert_eq!(binary_at(b"a,b\n\0"), Some(4));
        assert_eq!(binary_at(b"\xFF\xFEa\0"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = sniff(&bytes);
            let _ = sniff(&[b"PK\x03\x04".as_slice(), &bytes].concat());
        }
    }

    #[test]
    fn other_forms_of_tables_are_named() {
        let mut dbf = vec![3, 126, 5, 1, 0, 0, 0, 0, 65, 0];
        dbf.resize(64, b'x');
        dbf.push(0x0D);
        for (bytes, form) in [
            (&b"!table\n!version 450\n"[..], "MapInfo TAB"),
            (b"TABLE\r\n0,1\r\n", "DIF"),
            (b"ID;PSCALC3\n", "SYLK"),
            (
                b"<?xml version=\"1.0\"?>\n<office:document office:version=\"1.2\">",
                "flat OpenDocument (FODS)",
            ),
            (&dbf, "a DBF without its .shp"),
        ] {
            assert_eq!(sniff(bytes), Kind::Foreign(form));
        }
        for text in ["TABLE,a\n", "ID,P\n", "<office/>", "!tables\n"] {
            assert_eq!(sniff(text.as_bytes()), Kind::Text, "{text}");
        }
    }
}
