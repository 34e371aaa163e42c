//! Which files can be annotated, told from their beginning before anything is read as a whole.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use flate2::read::GzDecoder;

use super::AnnotateError;
use crate::import::decode::{Decoded, decode};
use crate::import::markup::{self, Markup};
use crate::import::open::{file_name, has_ending, read_error, read_limited};
use crate::import::sniff::{Kind, sniff};
use crate::import::unpack::{Budget, FILE_LIMIT, gunzip};
use crate::import::workbook::Workbook;
use crate::import::{Error, Form, html, spreadsheet_xml, web_archive};

/// How much of a file tells what it is.
const HEAD: u64 = 4096;

/// A file that can be annotated.
pub(super) enum Source {
    Workbook(Book),
    Text(Decoded),
}

/// A workbook, or a text whose markup is read as one.
pub(super) enum Book {
    Bytes(Vec<u8>, Kind),
    Markup(Decoded, Markup),
}

impl Book {
    /// Opens it within the limits of an import.
    pub(super) fn open(&self, file: &str) -> Result<Workbook<'_>, Error> {
        match self {
            Self::Bytes(bytes, Kind::Xlsx) => Workbook::xlsx(bytes, file),
            Self::Bytes(bytes, Kind::Ods) => Workbook::ods(bytes, file),
            Self::Bytes(bytes, _) => Workbook::xls(bytes, file),
            Self::Markup(decoded, Markup::Html) => {
                let page = html::read(decoded.text(), file)?;
                Ok(Workbook::Markup(page.sheets))
            }
            Self::Markup(decoded, _) => {
                spreadsheet_xml::read(decoded.text(), file).map(Workbook::Markup)
            }
        }
    }
}

/// Says whether an annotated copy can be made of the file at `path`, before it is read.
///
/// # Errors
/// When it is a folder, an archive, JSON, XML or a shapefile. What cannot be read at all is left to
/// the import, which says more.
pub fn can_annotate(path: &Path) -> Result<(), AnnotateError> {
    let name = file_name(path);
    let fail = |source| AnnotateError::Read(read_error(&name, source));
    if path.is_dir() {
        return Err(AnnotateError::NotATable(name, Form::Folder));
    }
    let mut head = Vec::new();
    let file = File::open(path).map_err(fail)?;
    file.take(HEAD).read_to_end(&mut head).map_err(fail)?;
    let foreign = match sniff(&head) {
        // What is damaged shows when it is read.
        Kind::Gzip => {
            let mut inside = Vec::new();
            let _ = GzDecoder::new(Cursor::new(&head))
                .take(HEAD)
                .read_to_end(&mut inside);
            foreign(sniff(&inside), &inside)
        }
        // A zip lists what is inside at its end.
        Kind::Zip => foreign(sniff(&read_limited(path, &name)?), &[]),
        kind => foreign(kind, &head),
    };
    match foreign {
        Some(form) => Err(AnnotateError::NotATable(name, form)),
        None if has_ending(path, "dbf") => Err(AnnotateError::NotATable(name, Form::Shapefile)),
        None => Ok(()),
    }
}

/// What a file is, when it is neither a workbook nor delimited text.
fn foreign(kind: Kind, head: &[u8]) -> Option<Form> {
    match kind {
        Kind::Tar | Kind::Zip | Kind::Gzip => Some(Form::Archive),
        Kind::Shp => Some(Form::Shapefile),
        Kind::Xlsx | Kind::Ods | Kind::Ole | Kind::Foreign(_) => None,
        Kind::Text => {
            let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
            // UTF-16 has its bytes in pairs, one of which is nothing.
            let mut bytes = head
                .iter()
                .filter(|byte| !matches!(byte, 0 | 0x1E | 0xFE | 0xFF))
                .skip_while(|byte| byte.is_ascii_whitespace());
            match (bytes.next(), bytes.next()) {
                (Some(b'[' | b'{'), _) => Some(Form::Json),
                (Some(b'<'), _) => {
                    let head = decode(head.to_vec(), "").map_or_else(
                        |_| String::from_utf8_lossy(head).into_owned(),
                        |decoded| decoded.text().to_owned(),
                    );
                    // What a page begins with may be longer than what is looked at here.
                    let is_xml =
                        markup::kind(&head) == Some(Markup::Xml) && !markup::may_be_a_page(&head);
                    is_xml.then_some(Form::Xml)
                }
                _ => None,
            }
        }
    }
}

impl Source {
    /// Reads a file and what it is called.
    pub(super) fn open(path: &Path) -> Result<(Self, String), AnnotateError> {
        can_annotate(path)?;
        let name = file_name(path);
        let mut bytes = read_limited(path, &name)?;
        if sniff(&bytes) == Kind::Gzip {
            bytes = gunzip(&bytes, FILE_LIMIT, &name, &Budget::default())?;
        }
        let source = match sniff(&bytes) {
            kind @ (Kind::Xlsx | Kind::Ods | Kind::Ole) => Self::Workbook(Book::Bytes(bytes, kind)),
            Kind::Text => {
                let decoded = decode(page_of(bytes, &name)?, &name)?;
                match markup::kind(decoded.text()) {
                    None => Self::Text(decoded),
                    Some(Markup::Xml) => return Err(AnnotateError::NotATable(name, Form::Xml)),
                    Some(markup) => Self::Workbook(Book::Markup(decoded, markup)),
                }
            }
            Kind::Foreign(form) => return Err(Error::NotRead { file: name, form }.into()),
            Kind::Shp => return Err(AnnotateError::NotATable(name, Form::Shapefile)),
            Kind::Tar | Kind::Zip | Kind::Gzip => {
                return Err(AnnotateError::NotATable(name, Form::Archive));
            }
        };
        Ok((source, name))
    }
}

/// The page in a file of pages, where it is the only one; else the bytes themselves.
fn page_of(bytes: Vec<u8>, name: &str) -> Result<Vec<u8>, AnnotateError> {
    if !web_archive::is_one(&bytes) {
        return Ok(bytes);
    }
    let pages = web_archive::pages(&bytes, name, &Budget::default())?;
    match pages.as_slice() {
        [page] => Ok(page.packed().to_vec()),
        _ => Err(AnnotateError::NotATable(name.to_owned(), Form::Archive)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_table_is_told_from_its_first_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            match can_annotate(&path) {
                Ok(()) => None,
                Err(AnnotateError::NotATable(_, form)) => Some(form),
                Err(other) => panic!("{other}"),
            }
        };
        let gz = |bytes: &[u8]| {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut out, bytes).unwrap();
            out.finish().unwrap()
        };
        assert_eq!(
            refused("a", b"\xEF\xBB\xBF \n[{\"a\":1}]"),
            Some(Form::Json)
        );
        assert_eq!(refused("b.csv", b"{\"a\":1}"), Some(Form::Json));
        assert_eq!(refused("c", b"\xFF\xFE[\0"), Some(Form::Json));
        assert_eq!(refused("d.gz", &gz(b"[1]")), Some(Form::Json));
        assert_eq!(
            refused("e.xml", b"<?xml version=\"1.0\"?>"),
            Some(Form::Xml)
        );
        assert_eq!(refused("f.dbf", b"\x03"), Some(Form::Shapefile));
        assert_eq!(
            refused("g", &[&[0, 0, 0x27, 0x0A][..], &[0; 100]].concat()),
            Some(Form::Shapefile)
        );
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(refused("h", &tar), Some(Form::Archive));
        assert_eq!(refused("i.tgz", &gz(&tar)), Some(Form::Archive));
        assert_eq!(refused("j.csv", "위도,경도\n".as_bytes()), None);
        assert_eq!(refused("k.csv.gz", &gz("위도,경도\n".as_bytes())), None);
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in ["register.xls", "register.ods"] {
            let path = here.join("tests/fixtures/import").join(name);
            assert!(can_annotate(&path).is_ok(), "{name}");
        }
        assert!(can_annotate(folder.path()).is_err());
        let missing = can_annotate(&folder.path().join("nothing.csv")).unwrap_err();
        assert!(matches!(missing, AnnotateError::Read(Error::Read { .. })));
    }
}
