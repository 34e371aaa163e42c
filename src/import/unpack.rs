//! The files inside archives and folders, one after the other, never written to disk.
//!
//! A name inside an archive is only a name: it labels rows in the report and is compared with other
//! names. Links and special files inside archives are not followed. What is unpacked is counted against
//! one [`Budget`] for the whole import file, so that no nesting gets round the limits.

use std::borrow::Cow;
use std::io::{self, Cursor, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::EUC_KR;
use flate2::read::MultiGzDecoder;
use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;

use super::Error;

/// Largest file, packed or unpacked: more than twice the register of the whole country.
pub(super) const FILE_LIMIT: u64 = 256 << 20;
/// Most bytes that one import file may unpack to in all.
const TOTAL_LIMIT: u64 = 1 << 30;
/// Most files inside an archive or folder; the country in tiles of 0.1° has 1,193.
pub(super) const MOST_MEMBERS: usize = 20_000;

/// What may still be unpacked from one import file.
#[derive(Debug, Default)]
pub(super) struct Budget {
    unpacked: AtomicU64,
}

impl Budget {
    /// Counts what was unpacked.
    ///
    /// # Errors
    /// When it is more than the budget leaves.
    pub(super) fn spend(&self, bytes: u64, file: &str) -> Result<(), Error> {
        let before = self.unpacked.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > TOTAL_LIMIT {
            return Err(too_large(file, TOTAL_LIMIT));
        }
        Ok(())
    }
}

/// A file inside an archive or folder.
pub(super) struct Piece<'a> {
    /// Its name with the folders inside, `/` between them.
    pub(super) name: String,
    source: Source<'a>,
}

enum Source<'a> {
    Bytes(Cow<'a, [u8]>),
    Zip(ZipArchive<Cursor<&'a [u8]>>, usize, u64),
}

impl Piece<'_> {
    pub(super) fn new(name: String, bytes: Vec<u8>) -> Self {
        Self {
            name,
            source: Source::Bytes(Cow::Owned(bytes)),
        }
    }

    /// The bytes of a file of a folder as it lies there.
    pub(super) fn packed(&self) -> &[u8] {
        match &self.source {
            Source::Bytes(bytes) => bytes,
            Source::Zip(..) => &[],
        }
    }

    /// Bytes that it takes as it lies there.
    pub(super) fn packed_size(&self) -> u64 {
        match &self.source {
            Source::Bytes(bytes) => bytes.len() as u64,
            Source::Zip(_, _, size) => *size,
        }
    }

    /// The file, out of its archive and out of its own gzip.
    ///
    /// # Errors
    /// When it is damaged or larger than `limit` or than what the budget leaves.
    pub(super) fn bytes(
        &self,
        file: &str,
        limit: u64,
        budget: &Budget,
    ) -> Result<Cow<'_, [u8]>, Error> {
        let label = format!("{file}: {}", self.name);
        let bytes = match &self.source {
            Source::Bytes(bytes) => Cow::Borrowed(bytes.as_ref()),
            Source::Zip(archive, index, _) => {
                let mut archive = archive.clone();
                let declared = archive
                    .by_index(*index)
                    .map_err(|error| zip_error(error, &label))?
                    .size();
                let unpack = |out: &mut dyn Write, most: u64| {
                    let entry = archive.by_index(*index).map_err(io::Error::other)?;
                    io::copy(&mut entry.take(most), out)
                };
                let bytes = read_limited(unpack, declared, limit, &label)?;
                budget.spend(bytes.len() as u64, &label)?;
                Cow::Owned(bytes)
            }
        };
        if is_gzip(&bytes) {
            return gunzip(&bytes, limit, &label, budget).map(Cow::Owned);
        }
        if bytes.len() as u64 > limit {
            return Err(too_large(&label, limit));
        }
        Ok(bytes)
    }
}

/// Whether a zip lists more members than are read: each costs memory before anything is unpacked.
pub(super) fn lists_too_many(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"PK\x01\x02")
        .nth(MOST_MEMBERS)
        .is_some()
}

/// The members of a zip, by name.
pub(super) fn unzip<'a>(bytes: &'a [u8], file: &str) -> Result<Vec<Piece<'a>>, Error> {
    if lists_too_many(bytes) {
        check_members(MOST_MEMBERS + 1, file)?;
    }
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| zip_error(error, file))?;
    check_members(archive.len(), file)?;
    let mut pieces = Vec::new();
    for index in 0..archive.len() {
        let entry = archive
            .by_index_raw(index)
            .map_err(|error| zip_error(error, file))?;
        if !entry.is_file() || entry.is_symlink() {
            continue;
        }
        if entry.encrypted() {
            return Err(Error::Encrypted {
                file: file.to_owned(),
            });
        }
        let (name, size) = (member_name(entry.name_raw()), entry.compressed_size());
        drop(entry);
        pieces.push(Piece {
            name,
            source: Source::Zip(archive.clone(), index, size),
        });
    }
    Ok(sorted(pieces))
}

/// The members of a tar, by name.
pub(super) fn untar<'a>(bytes: &'a [u8], file: &str) -> Result<Vec<Piece<'a>>, Error> {
    let damaged = |source| Error::Damaged {
        file: file.to_owned(),
        source,
    };
    let mut pieces = Vec::new();
    for entry in tar::Archive::new(bytes).entries().map_err(damaged)? {
        let entry = entry.map_err(damaged)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = member_name(&entry.path_bytes());
        let start = usize::try_from(entry.raw_file_position()).unwrap_or(usize::MAX);
        let size = usize::try_from(entry.size()).unwrap_or(usize::MAX);
        let inside = start
            .checked_add(size)
            .and_then(|end| bytes.get(start..end));
        let inside = inside.ok_or_else(|| damaged(io::ErrorKind::UnexpectedEof.into()))?;
        pieces.push(Piece {
            name,
            source: Source::Bytes(Cow::Borrowed(inside)),
        });
        check_members(pieces.len(), file)?;
    }
    Ok(sorted(pieces))
}

/// The content of a gzip.
pub(super) fn gunzip(
    bytes: &[u8],
    limit: u64,
    file: &str,
    budget: &Budget,
) -> Result<Vec<u8>, Error> {
    let unpack =
        |out: &mut dyn Write, most: u64| io::copy(&mut MultiGzDecoder::new(bytes).take(most), out);
    // The last four bytes say the size, of the last part where there are several.
    let declared = bytes
        .last_chunk()
        .map_or(0, |last| u32::from_le_bytes(*last));
    let out = read_limited(unpack, declared.into(), limit, file)?;
    budget.spend(out.len() as u64, file)?;
    Ok(out)
}

pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

pub(super) fn check_members(count: usize, file: &str) -> Result<(), Error> {
    if count > MOST_MEMBERS {
        return Err(Error::TooManyMembers {
            file: file.to_owned(),
            limit: MOST_MEMBERS,
        });
    }
    Ok(())
}

pub(super) fn too_large(file: &str, limit: u64) -> Error {
    Error::TooLarge {
        file: file.to_owned(),
        limit_mib: limit >> 20,
    }
}

pub(super) fn sorted(mut pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    pieces.sort_by(|a, b| a.name.cmp(&b.name));
    pieces
}

/// The bytes that a function unpacks, which writes them from the beginning each time, at most so many.
///
/// A vector that grows takes up to three times what it holds, so memory is taken once: for the size that the
/// file declares, and where it holds more, or declares too much, for what was counted before.
fn read_limited(
    mut unpack: impl FnMut(&mut dyn Write, u64) -> io::Result<u64>,
    declared: u64,
    limit: u64,
    file: &str,
) -> Result<Vec<u8>, Error> {
    let damaged = |source| Error::Damaged {
        file: file.to_owned(),
        source,
    };
    let with_room_for = |size: u64| Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    if declared <= limit {
        let mut out = with_room_for(declared + 1);
        if unpack(&mut out, declared + 1).map_err(damaged)? <= declared {
            return Ok(out);
        }
    }
    let size = unpack(&mut io::sink(), limit + 1).map_err(damaged)?;
    if size > limit {
        return Err(too_large(file, limit));
    }
    let mut out = with_room_for(size);
    unpack(&mut out, size).map_err(damaged)?;
    Ok(out)
}

fn zip_error(error: zip::result::ZipError, file: &str) -> Error {
    Error::Damaged {
        file: file.to_owned(),
        source: io::Error::other(error),
    }
}

/// A name inside an archive: UTF-8, else CP949, which Korean Windows writes without saying so.
fn member_name(raw: &[u8]) -> String {
    let name = std::str::from_utf8(raw).map_or_else(|_| EUC_KR.decode(raw).0, Cow::Borrowed);
    // macOS writes Hangul in pieces, Windows its own separator.
    name.nfc()
        .map(|c| if c == '\\' { '/' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer
                .start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn names_in_cp949_and_in_pieces_are_read() {
        let cp949 = EUC_KR.encode("강남구 현황.csv").0.into_owned();
        assert_eq!(member_name(&cp949), "강남구 현황.csv");
        assert_eq!(
            member_name("폴더\\가.csv".nfd().collect::<String>().as_bytes()),
            "폴더/가.csv"
        );
    }

    #[test]
    fn a_bomb_is_refused_before_it_fills_memory() {
        let bomb = zip_of(&[("a.csv", &vec![b'0'; 3 << 20])]);
        assert!(bomb.len() < 10_000);
        let pieces = unzip(&bomb, "bomb.zip").unwrap();
        let budget = Budget::default();
        assert!(matches!(
            pieces[0].bytes("bomb.zip", 1 << 20, &budget),
            Err(Error::TooLarge { limit_mib: 1, .. })
        ));
        assert_eq!(
            pieces[0].bytes("bomb.zip", 4 << 20, &budget).unwrap().len(),
            3 << 20
        );
        budget.spend(TOTAL_LIMIT - (3 << 20), "x").unwrap();
        assert!(matches!(
            pieces[0].bytes("bomb.zip", 4 << 20, &budget),
            Err(Error::TooLarge {
                limit_mib: 1024,
                ..
            })
        ));
    }

    #[test]
    fn memory_is_taken_for_what_is_held_and_never_more_than_the_limit() {
        let held = vec![b'0'; 1000];
        // What is declared may be too little, right, too much, or more than may be.
        for declared in [0, 1, 999, 1000, 1001, 1500, u64::MAX] {
            let unpack = |out: &mut dyn Write, most: u64| {
                let most = held.len().min(usize::try_from(most).unwrap());
                out.write_all(&held[..most]).map(|()| most as u64)
            };
            let out = read_limited(unpack, declared, 1500, "f").unwrap();
            assert_eq!(out, held, "{declared}");
            assert!(out.capacity() <= 1501, "{declared}");
            assert!(
                matches!(
                    read_limited(unpack, declared, 999, "f"),
                    Err(Error::TooLarge { .. })
                ),
                "{declared}"
            );
        }
    }

    #[test]
    fn a_gzip_of_two_parts_is_read_whatever_its_last_size_says() {
        let part = |bytes: &[u8]| {
            let level = flate2::Compression::fast();
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), level);
            writer.write_all(bytes).unwrap();
            writer.finish().unwrap()
        };
        let both = [part(&[b'a'; 5000]), part(b"b")].concat();
        let budget = Budget::default();
        let out = gunzip(&both, 5001, "f", &budget).unwrap();
        assert_eq!((out.len(), out.last()), (5001, Some(&b'b')));
        assert!(gunzip(&both, 5000, "f", &budget).is_err());
    }

    #[test]
    fn an_archive_of_too_many_members_is_refused_before_they_are_listed() {
        let many: Vec<(String, &[u8])> = (0..=MOST_MEMBERS)
            .map(|at| (format!("{at}.csv"), &b""[..]))
            .collect();
        let many: Vec<(&str, &[u8])> = many
            .iter()
            .map(|(name, bytes)| (name.as_str(), *bytes))
            .collect();
        assert!(lists_too_many(&zip_of(&many)) && !lists_too_many(&zip_of(&many[1..])));
        assert!(matches!(
            unzip(&zip_of(&many), "z"),
            Err(Error::TooManyMembers { .. })
        ));
    }

    #[test]
    fn names_that_climb_out_and_links_touch_nothing() {
        let zip = zip_of(&[("../../etc/evil.csv", b"a"), ("/tmp/evil.csv", b"b")]);
        let names: Vec<_> = unzip(&zip, "z")
            .unwrap()
            .into_iter()
            .map(|piece| piece.name)
            .collect();
        assert_eq!(names, ["../../etc/evil.csv", "/tmp/evil.csv"]);
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        tar.append_link(&mut header, "link.csv", "/etc/passwd")
            .unwrap();
        assert!(untar(&tar.into_inner().unwrap(), "t").unwrap().is_empty());
    }

    #[test]
    fn archives_that_end_early_are_damaged() {
        let zip = zip_of(&[("a.csv", b"1,2\n")]);
        assert!(matches!(
            unzip(&zip[..zip.len() / 2], "z"),
            Err(Error::Damaged { .. })
        ));
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(2000);
        tar.append_data(&mut header, "a.json", [b' '; 2000].as_slice())
            .unwrap();
        assert!(matches!(
            untar(&tar.into_inner().unwrap()[..1024], "t"),
            Err(Error::Damaged { .. })
        ));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(cut in 0usize..200, byte in 0u8..=255, at in 0usize..200) {
            let budget = Budget::default();
            let mut zip = zip_of(&[("a.csv", b"1,2\n"), ("b.json", b"[]")]);
            let length = zip.len();
            zip[at % length] = byte;
            for piece in unzip(&zip[..length - cut % length], "z").unwrap_or_default() {
                let _ = piece.bytes("z", 1 << 20, &budget);
            }
            let mut tar = tar::Builder::new(Vec::new());
            let mut header = tar::Header::new_gnu();
            header.set_size(3);
            tar.append_data(&mut header, "a.json", b"[1]".as_slice()).unwrap();
            let mut tar = tar.into_inner().unwrap();
            let length = tar.len();
            tar[(at * 5) % length] = byte;
            let _ = untar(&tar[..length - cut % length], "t").map(|pieces| pieces.len());
            let _ = gunzip(&zip, 1 << 20, "z", &budget);
        }
    }
}
