//! What a path is, and its bytes: a text, or the members of a folder or archive.
//!
//! Goes by content, not by the name alone. Everything is read with a limit, so that neither an
//! enormous file nor a gzip bomb can exhaust memory.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::{Error, Form};

/// Largest file or archive that is read.
const FILE_LIMIT: u64 = 2 << 30;
/// Largest text, after decompression: five times the register of the whole country.
const TEXT_LIMIT: u64 = 512 << 20;
/// How deep a folder is searched.
const DEPTH: usize = 4;

/// A file with its bytes.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) size_bytes: u64,
    pub(super) content: Content,
    /// Remarks for the report.
    pub(super) notes: Vec<String>,
}

/// What is inside.
#[derive(Debug)]
pub(super) enum Content {
    /// One text, decompressed but not decoded.
    Text(Vec<u8>),
    /// JSON texts in order of name, still compressed where they were.
    Members(Form, Vec<Member>),
}

/// A file inside a folder or archive.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    bytes: Vec<u8>,
}

impl Member {
    /// The text of the member, decompressed.
    pub(super) fn text(&self, file: &str) -> Result<std::borrow::Cow<'_, [u8]>, Error> {
        let name = format!("{file}: {}", self.name);
        if is_gzip(&self.bytes) {
            return gunzip(&self.bytes, &name).map(Into::into);
        }
        check_text_size(self.bytes.len() as u64, &name)?;
        Ok(self.bytes.as_slice().into())
    }
}

/// Reads a path.
pub(super) fn open(path: &Path) -> Result<Opened, Error> {
    let name = file_name(path);
    let metadata = fs::metadata(path).map_err(|source| Error::Read {
        file: name.clone(),
        source,
    })?;
    if metadata.is_dir() {
        return open_folder(path, name);
    }
    if !metadata.is_file() {
        // A device or pipe has no size and no end.
        let source = io::Error::other("it is neither a file nor a folder");
        return Err(Error::Read { file: name, source });
    }
    let bytes = read_limited(path, &name)?;
    let (sha256, size_bytes) = (sha256_hex(&bytes), bytes.len() as u64);
    let bytes = if is_gzip(&bytes) {
        gunzip(&bytes, &name)?
    } else {
        bytes
    };
    if bytes.is_empty() {
        return Err(Error::Empty { file: name });
    }
    let mut notes = Vec::new();
    let content = if is_tar(&bytes) {
        Content::Members(Form::JsonArchive, untar(&bytes, &name, &mut notes)?)
    } else {
        check_text(&bytes, &name)?;
        check_text_size(bytes.len() as u64, &name)?;
        Content::Text(bytes)
    };
    Ok(Opened {
        name,
        sha256,
        size_bytes,
        content,
        notes,
    })
}

fn file_name(path: &Path) -> String {
    let named = fs::canonicalize(path).ok();
    let last = path
        .file_name()
        .or_else(|| named.as_deref().and_then(Path::file_name));
    last.map_or_else(
        || "-".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn read_limited(path: &Path, name: &str) -> Result<Vec<u8>, Error> {
    let fail = |source| Error::Read {
        file: name.to_owned(),
        source,
    };
    let file = fs::File::open(path).map_err(fail)?;
    let size = file.metadata().map_err(fail)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(FILE_LIMIT)).unwrap_or(0));
    if size <= FILE_LIMIT {
        // It may grow while it is read.
        file.take(FILE_LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(fail)?;
    }
    if size.max(bytes.len() as u64) > FILE_LIMIT {
        return Err(Error::TooLarge {
            file: name.to_owned(),
            limit_mib: FILE_LIMIT >> 20,
        });
    }
    Ok(bytes)
}

fn open_folder(path: &Path, name: String) -> Result<Opened, Error> {
    let mut paths = Vec::new();
    let mut others = 0;
    search(path, DEPTH, &mut paths, &mut others).map_err(|source| Error::Read {
        file: name.clone(),
        source,
    })?;
    let mut members = Vec::with_capacity(paths.len());
    let mut total = 0;
    for inside in paths {
        let relative = inside
            .strip_prefix(path)
            .unwrap_or(&inside)
            .to_string_lossy()
            .into_owned();
        let bytes = read_limited(&inside, &format!("{name}: {relative}"))?;
        total += bytes.len() as u64;
        if total > FILE_LIMIT {
            return Err(Error::TooLarge {
                file: name,
                limit_mib: FILE_LIMIT >> 20,
            });
        }
        members.push(Member {
            name: relative,
            bytes,
        });
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    let mut sha256 = Sha256::new();
    for member in &members {
        sha256.update(&member.bytes);
    }
    let mut notes = Vec::new();
    let content = Content::Members(
        Form::JsonFolder,
        some_members(members, others, &name, &mut notes)?,
    );
    Ok(Opened {
        name,
        sha256: hex(&sha256.finalize()),
        size_bytes: total,
        content,
        notes,
    })
}

fn search(
    folder: &Path,
    depth: usize,
    found: &mut Vec<std::path::PathBuf>,
    others: &mut usize,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Symbolic links are neither file nor folder here: no way round in circles.
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 0 {
            search(&entry.path(), depth - 1, found, others)?;
        } else if kind.is_file() && is_json_name(&entry.file_name().to_string_lossy()) {
            found.push(entry.path());
        } else {
            *others += 1;
        }
    }
    Ok(())
}

fn untar(bytes: &[u8], name: &str, notes: &mut Vec<String>) -> Result<Vec<Member>, Error> {
    let damaged = |source| Error::Damaged {
        file: name.to_owned(),
        source,
    };
    let (mut members, mut others) = (Vec::new(), 0);
    for entry in tar::Archive::new(bytes).entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let inside = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !entry.header().entry_type().is_file() {
            continue;
        }
        if !is_json_name(&inside) {
            others += 1;
            continue;
        }
        let size = entry.size();
        check_text_size(size, &format!("{name}: {inside}"))?;
        let mut bytes = Vec::new();
        entry
            .by_ref()
            .take(TEXT_LIMIT)
            .read_to_end(&mut bytes)
            .map_err(damaged)?;
        if bytes.len() as u64 != size {
            return Err(damaged(io::ErrorKind::UnexpectedEof.into()));
        }
        members.push(Member {
            name: inside,
            bytes,
        });
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    some_members(members, others, name, notes)
}

fn some_members(
    members: Vec<Member>,
    others: usize,
    name: &str,
    notes: &mut Vec<String>,
) -> Result<Vec<Member>, Error> {
    if members.is_empty() {
        return Err(Error::NothingInside {
            file: name.to_owned(),
        });
    }
    if others > 0 {
        notes.push(format!("{others} other files inside were not read"));
    }
    Ok(members)
}

fn is_json_name(name: &str) -> bool {
    let lower = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    // macOS puts a shadow "._name" beside each file of a tar.
    let plain = lower.strip_suffix(".gz").unwrap_or(&lower);
    !lower.starts_with("._") && plain.strip_suffix(".json").is_some()
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

fn gunzip(bytes: &[u8], name: &str) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(TEXT_LIMIT + 1)
        .read_to_end(&mut out)
        .map_err(|source| Error::Damaged {
            file: name.to_owned(),
            source,
        })?;
    check_text_size(out.len() as u64, name)?;
    Ok(out)
}

fn check_text_size(size: u64, name: &str) -> Result<(), Error> {
    if size > TEXT_LIMIT {
        return Err(Error::TooLarge {
            file: name.to_owned(),
            limit_mib: TEXT_LIMIT >> 20,
        });
    }
    Ok(())
}

/// Refuses what is no text: spreadsheets by their magic numbers, anything with control bytes.
pub(super) fn check_text(bytes: &[u8], name: &str) -> Result<(), Error> {
    let file = name.to_owned();
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(Error::Spreadsheet { file });
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Ok(());
    }
    match memchr::memchr3(0, 1, 2, bytes) {
        Some(offset) => Err(Error::Binary { file, offset }),
        None => Ok(()),
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(digest: &[u8]) -> String {
    use std::fmt::Write;
    digest
        .iter()
        .fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, name, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn open_bytes(name: &str, bytes: &[u8]) -> Result<Opened, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        open(&path)
    }

    #[test]
    fn a_file_is_known_by_its_content_not_by_its_name() {
        let tar = tar_of(&[
            ("b.json", b"[]"),
            ("a.json.gz", &gzip(b"[1]")),
            ("readme.md", b"x"),
        ]);
        for (name, bytes) in [("x.csv", tar.clone()), ("x.tar.gz", gzip(&tar))] {
            let opened = open_bytes(name, &bytes).unwrap();
            let Content::Members(Form::JsonArchive, members) = &opened.content else {
                panic!("{name}")
            };
            assert_eq!(
                members
                    .iter()
                    .map(|member| member.name.as_str())
                    .collect::<Vec<_>>(),
                ["a.json.gz", "b.json"]
            );
            assert_eq!(members[0].text("x").unwrap().as_ref(), b"[1]");
            assert_eq!(opened.notes.len(), 1);
        }
        assert!(matches!(
            open_bytes("x.tar", b"a,b\n").unwrap().content,
            Content::Text(_)
        ));
        assert!(
            matches!(open_bytes("x.csv", &gzip(b"a,b\n")).unwrap().content, Content::Text(text) if text == b"a,b\n")
        );
    }

    #[test]
    fn a_folder_gives_its_json_files_in_order_of_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        for (name, text) in [("sub/z.json", "[2]"), ("b.json", "[1]"), ("notes.txt", "x")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let opened = open(folder.path()).unwrap();
        let Content::Members(Form::JsonFolder, members) = &opened.content else {
            panic!()
        };
        assert_eq!(
            members
                .iter()
                .map(|member| member.name.as_str())
                .collect::<Vec<_>>(),
            ["b.json", "sub/z.json"]
        );
        let empty = tempfile::tempdir().unwrap();
        assert!(matches!(
            open(empty.path()),
            Err(Error::NothingInside { .. })
        ));
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_reason() {
        assert!(matches!(
            open(Path::new("no/such/file.csv")),
            Err(Error::Read { .. })
        ));
        assert!(!cfg!(unix) || matches!(open(Path::new("/dev/null")), Err(Error::Read { .. })));
        assert!(matches!(open_bytes("x.csv", b""), Err(Error::Empty { .. })));
        assert!(matches!(
            open_bytes("x.csv.gz", &gzip(b"")),
            Err(Error::Empty { .. })
        ));
        assert!(matches!(
            open_bytes("x.xlsx", b"PK\x03\x04rest"),
            Err(Error::Spreadsheet { .. })
        ));
        assert!(matches!(
            open_bytes("x.csv", b"a,b\n\0"),
            Err(Error::Binary { offset: 4, .. })
        ));
        let whole = gzip(&b"latitude,longitude\n".repeat(1000));
        assert!(matches!(
            open_bytes("x.csv.gz", &whole[..whole.len() / 2]),
            Err(Error::Damaged { .. })
        ));
        let tar = tar_of(&[("a.json", &[b' '; 2000])]);
        assert!(matches!(
            open_bytes("x.tar", &tar[..1024]),
            Err(Error::Damaged { .. })
        ));
        let message = open_bytes("x.xlsx", b"PK\x03\x04rest")
            .unwrap_err()
            .to_string();
        assert_eq!(
            message,
            "x.xlsx is a spreadsheet; spreadsheets are not read yet: save it as CSV and import that"
        );
    }

    #[test]
    fn the_digest_is_that_of_the_file_as_it_lies_there() {
        let opened = open_bytes("x.csv", b"abc").unwrap();
        assert_eq!(
            opened.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!((opened.name.as_str(), opened.size_bytes), ("x.csv", 3));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            let mut notes = Vec::new();
            let _ = gunzip(&bytes, "x");
            let _ = untar(&bytes, "x", &mut notes);
            let _ = check_text(&bytes, "x");
        }
    }
}
