//! Directories: which tile stands where, as columns of variable-length integers.

use super::gzip;
use super::header::HEADER;
use crate::export::Error;

/// The header and the first directory together must lie in this many bytes.
const FIRST_READ: usize = 16_384;
/// Entries of a directory below the first one.
const LEAF: usize = 4096;

/// A tile, or several equal ones in a row, in the section of the tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Number of the tile.
    pub id: u64,
    /// Where it begins in the section, bytes.
    pub offset: u64,
    /// How long it is, bytes.
    pub length: u64,
    /// How many tiles from `id` on; 0 for a directory.
    pub run: u64,
}

/// The first directory and those below it, if it would be too large by itself.
pub(super) fn directories(entries: &[Entry]) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let all = directory(entries)?;
    if all.len() <= FIRST_READ - HEADER {
        return Ok((all, Vec::new()));
    }
    let mut size = LEAF;
    loop {
        let (mut leaves, mut root) = (Vec::new(), Vec::new());
        for leaf in entries.chunks(size) {
            let packed = directory(leaf)?;
            root.push(Entry {
                id: leaf[0].id,
                offset: leaves.len() as u64,
                length: packed.len() as u64,
                run: 0,
            });
            leaves.extend(packed);
        }
        let root = directory(&root)?;
        if root.len() <= FIRST_READ - HEADER {
            return Ok((root, leaves));
        }
        size *= 2;
    }
}

/// A directory: number of entries, then each column by itself; an offset of 0 continues the one before.
fn directory(entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let mut plain = Vec::new();
    varint(&mut plain, entries.len() as u64);
    let mut last = 0;
    for entry in entries {
        varint(&mut plain, entry.id - last);
        last = entry.id;
    }
    for entry in entries {
        varint(&mut plain, entry.run);
    }
    for entry in entries {
        varint(&mut plain, entry.length);
    }
    let mut next = None;
    for entry in entries {
        varint(
            &mut plain,
            if next == Some(entry.offset) {
                0
            } else {
                entry.offset + 1
            },
        );
        next = Some(entry.offset + entry.length);
    }
    Ok(gzip(&plain)?)
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(0x80 | u8::try_from(value & 0x7f).unwrap_or_default());
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or_default());
}
