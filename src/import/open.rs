//! A path and its bytes: a file, a folder's files, or a shapefile with what lies beside it.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Error;
use super::sniff::{Kind, sniff};
use super::unpack::{FILE_LIMIT, Piece, check_members, sorted, too_large};
use crate::model::hex::hex;

/// How deep a folder is searched.
const DEPTH: usize = 4;
/// Endings of the files that make up one shapefile.
const SHAPEFILE: [&str; 4] = ["shp", "dbf", "prj", "cpg"];

/// A file with its bytes.
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) size_bytes: u64,
    pub(super) content: Content,
}

/// What is there.
pub(super) enum Content {
    /// One file.
    File(Vec<u8>),
    /// The files of a folder, or those of one shapefile, in order of name.
    Folder(Vec<Piece<'static>>),
}

/// Reads a path.
pub(super) fn open(path: &Path) -> Result<Opened, Error> {
    let name = file_name(path);
    let metadata = fs::metadata(path).map_err(|source| read_error(&name, source))?;
    if metadata.is_dir() {
        return open_folder(path, name);
    }
    if !metadata.is_file() {
        // A device or pipe has no size and no end.
        return Err(read_error(
            &name,
            io::Error::other("it is neither a file nor a folder"),
        ));
    }
    let bytes = read_limited(path, &name)?;
    if bytes.is_empty() {
        return Err(Error::Empty { file: name });
    }
    if sniff(&bytes) == Kind::Shp || has_ending(path, "dbf") {
        let pieces = beside(path, &name)?;
        return Ok(several(name, pieces));
    }
    Ok(Opened {
        name,
        sha256: sha256_hex(&bytes),
        size_bytes: bytes.len() as u64,
        content: Content::File(bytes),
    })
}

pub(super) fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|known| known.eq_ignore_ascii_case(ending))
}

/// The files of a shapefile: those with the same stem.
fn beside(path: &Path, name: &str) -> Result<Vec<Piece<'static>>, Error> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut pieces = Vec::new();
    let entries = fs::read_dir(folder).map_err(|source| read_error(name, source))?;
    for entry in entries {
        let other = entry.map_err(|source| read_error(name, source))?.path();
        if other.file_stem() == path.file_stem()
            && SHAPEFILE.iter().any(|ending| has_ending(&other, ending))
            && other.is_file()
        {
            let inside = file_name(&other);
            let bytes = read_limited(&other, &inside)?;
            pieces.push(Piece::new(inside, bytes));
        }
    }
    Ok(sorted(pieces))
}

fn open_folder(path: &Path, name: String) -> Result<Opened, Error> {
    let mut paths = Vec::new();
    search(path, DEPTH, &mut paths).map_err(|source| read_error(&name, source))?;
    check_members(paths.len(), &name)?;
    let (mut pieces, mut total) = (Vec::with_capacity(paths.len()), 0);
    for inside in paths {
        let relative = inside.strip_prefix(path).unwrap_or(&inside);
        let relative = relative.to_string_lossy().replace('\\', "/");
        let bytes = read_limited(&inside, &format!("{name}: {relative}"))?;
        total += bytes.len() as u64;
        if total > FILE_LIMIT {
            return Err(too_large(&name, FILE_LIMIT));
        }
        pieces.push(Piece::new(relative, bytes));
    }
    Ok(several(name, sorted(pieces)))
}

fn several(name: String, pieces: Vec<Piece<'static>>) -> Opened {
    let mut sha256 = Sha256::new();
    for piece in &pieces {
        sha256.update(piece.packed());
    }
    Opened {
        name,
        sha256: hex(&sha256.finalize()),
        size_bytes: pieces.iter().map(Piece::packed_size).sum(),
        content: Content::Folder(pieces),
    }
}

fn search(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Symbolic links are neither file nor folder here: no way round in circles.
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 0 {
            search(&entry.path(), depth - 1, found)?;
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    Ok(())
}

pub(super) fn file_name(path: &Path) -> String {
    let named = fs::canonicalize(path).ok();
    let last = path
        .file_name()
        .or_else(|| named.as_deref().and_then(Path::file_name));
    last.map_or_else(
        || "-".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

pub(super) fn read_error(name: &str, source: io::Error) -> Error {
    Error::Read {
        file: name.to_owned(),
        source,
    }
}

pub(super) fn read_limited(path: &Path, name: &str) -> Result<Vec<u8>, Error> {
    let fail = |source| read_error(name, source);
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
        return Err(too_large(name, FILE_LIMIT));
    }
    Ok(bytes)
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_files_in_order_of_name_and_follows_no_links() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        for (name, text) in [("sub/z.json", "[2]"), ("b.csv", "a"), ("notes.txt", "x")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), folder.path().join("sub/round")).unwrap();
        let opened = open(folder.path()).unwrap();
        let Content::Folder(pieces) = &opened.content else {
            panic!()
        };
        let names: Vec<_> = pieces.iter().map(|piece| piece.name.as_str()).collect();
        assert_eq!(names, ["b.csv", "notes.txt", "sub/z.json"]);
        assert_eq!(opened.sha256, sha256_hex(b"ax[2]"));
    }

    #[test]
    fn a_shapefile_brings_what_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut shp = vec![0, 0, 0x27, 0x0A];
        shp.resize(100, 0);
        for (name, bytes) in [
            ("a.shp", shp.as_slice()),
            ("a.DBF", b"x"),
            ("a.prj", b"y"),
            ("b.dbf", b"z"),
            ("a.txt", b"t"),
        ] {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let opened = open(&folder.path().join("a.shp")).unwrap();
        let Content::Folder(pieces) = &opened.content else {
            panic!()
        };
        let names: Vec<_> = pieces.iter().map(|piece| piece.name.as_str()).collect();
        assert_eq!(names, ["a.DBF", "a.prj", "a.shp"]);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_reason() {
        assert!(matches!(
            open(Path::new("no/such/file.csv")),
            Err(Error::Read { .. })
        ));
        assert!(!cfg!(unix) || matches!(open(Path::new("/dev/null")), Err(Error::Read { .. })));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        fs::write(&path, b"").unwrap();
        assert!(matches!(open(&path), Err(Error::Empty { .. })));
    }

    #[test]
    fn the_digest_is_that_of_the_file_as_it_lies_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        fs::write(&path, b"abc").unwrap();
        let opened = open(&path).unwrap();
        assert_eq!(
            opened.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!((opened.name.as_str(), opened.size_bytes), ("x.csv", 3));
    }
}
