//! The streams of an OLE compound file (MS-CFB), just enough to look into one before it is read.

/// Sectors beyond this number are marks, not places.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
/// Streams below this size lie in the small sectors of the root.
const SMALL: u64 = 4096;
const ENTRY: usize = 128;

struct Compound<'a> {
    bytes: &'a [u8],
    shift: u32,
    table: Vec<u32>,
}

/// The first stream of one of these names.
pub(super) fn stream(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let file = Compound::open(bytes)?;
    let directory = file.chain(number(bytes, 48)?)?;
    let entries: Vec<&[u8]> = directory.chunks_exact(ENTRY).collect();
    let entry = entries
        .iter()
        .find(|entry| names.contains(&name(entry).as_str()))?;
    let (start, size) = (number(entry, 116)?, u64::from(number(entry, 120)?));
    let mut content = if size < SMALL {
        file.small_chain(entries.first()?, start)?
    } else {
        file.chain(start)?
    };
    content.truncate(usize::try_from(size).ok()?);
    Some(content)
}

/// Whether the file has a stream or folder of this name.
pub(super) fn has(bytes: &[u8], wanted: &str) -> bool {
    let names = || {
        let file = Compound::open(bytes)?;
        let directory = file.chain(number(bytes, 48)?)?;
        Some(
            directory
                .chunks_exact(ENTRY)
                .any(|entry| name(entry) == wanted),
        )
    };
    names().unwrap_or(false)
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(*bytes.get(30)?);
        if !(7..=16).contains(&shift) {
            return None;
        }
        let mut file = Self {
            bytes,
            shift,
            table: Vec::new(),
        };
        let mut places: Vec<u32> = (0..109)
            .filter_map(|at| number(bytes, 76 + 4 * at))
            .collect();
        let mut more = number(bytes, 68)?;
        let sectors = bytes.len() >> shift;
        for _ in 0..=sectors {
            if more >= LAST_SECTOR {
                break;
            }
            let mut next: Vec<u32> = numbers(file.sector(more)?);
            more = next.pop()?;
            places.extend(next);
        }
        for place in places
            .into_iter()
            .filter(|&place| place < LAST_SECTOR)
            .take(sectors + 1)
        {
            let sector = numbers(file.sector(place)?);
            file.table.extend(sector);
        }
        Some(file)
    }

    fn sector(&self, at: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(at).ok()? + 1).checked_shl(self.shift)?;
        let end = start.checked_add(1 << self.shift)?;
        // The last sector may be cut short.
        self.bytes.get(start..end.min(self.bytes.len()))
    }

    fn chain(&self, first: u32) -> Option<Vec<u8>> {
        let (mut at, mut out) = (first, Vec::new());
        while at < LAST_SECTOR {
            out.extend_from_slice(self.sector(at)?);
            // A chain that runs in circles is longer than the file.
            if out.len() > self.bytes.len() {
                return None;
            }
            at = *self.table.get(usize::try_from(at).ok()?)?;
        }
        Some(out)
    }

    fn small_chain(&self, root: &[u8], first: u32) -> Option<Vec<u8>> {
        let shift = u32::from(*self.bytes.get(32)?).clamp(2, 12);
        let content = self.chain(number(root, 116)?)?;
        let table = numbers(&self.chain(number(self.bytes, 60)?)?);
        let (mut at, mut out) = (first, Vec::new());
        while at < LAST_SECTOR {
            let place = usize::try_from(at).ok()?;
            let start = place.checked_shl(shift)?;
            out.extend_from_slice(content.get(start..(start + (1 << shift)).min(content.len()))?);
            if out.len() > content.len() {
                return None;
            }
            at = *table.get(place)?;
        }
        Some(out)
    }
}

fn name(entry: &[u8]) -> String {
    let units = usize::from(u16::from_le_bytes([entry[64], entry[65]])).min(64) / 2;
    let text: Vec<u16> = entry
        .chunks_exact(2)
        .take(units.saturating_sub(1))
        .map(|b| u16::from_le_bytes([b[0], b[1]]))
        .collect();
    String::from_utf16_lossy(&text)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes
        .chunks_exact(4)
        .filter_map(|four| Some(u32::from_le_bytes(four.try_into().ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(proptest::num::u8::ANY, 512..2048), shift in 6u8..12) {
            bytes[30] = shift;
            let _ = stream(&bytes, &["Workbook"]);
            let _ = has(&bytes, "EncryptedPackage");
        }
    }
}
