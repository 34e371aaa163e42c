//! PMTiles 3: the vector tiles of the service in one file, which a map reads by ranges.
//!
//! <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>. Written here rather than by the
//! published crate, which brings an asynchronous reader and its clients; the form is a header, directories
//! of variable-length integers and the tiles.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::{Contents, Error, Part};
use crate::query::Collection;
use crate::query::items::ItemsQuery;
use crate::spatial::tile::{MAX_ZOOM, TileId};
use crate::tiles::{self, Layer};

/// Length of the header, bytes.
const HEADER: usize = 127;
/// The header and the first directory together must lie in this many bytes.
const FIRST_READ: usize = 16_384;
/// Entries of a directory below the first one.
const LEAF: usize = 4096;
/// Nearer to an edge than this, in sides of the smallest tile, a site may be on either side of it.
const ON_EDGE: f64 = 1e-6;
/// The code for gzip, of directories and of tiles.
const GZIP: u8 = 2;
/// The code for Mapbox vector tiles.
const MVT: u8 = 1;

/// A tile, or several equal ones in a row, in the section of the tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    id: u64,
    offset: u64,
    length: u64,
    /// How many tiles from `id` on; 0 for a directory.
    run: u64,
}

/// Writes the file; tiles wait in a temporary file until their directory is known.
pub(super) fn write(
    contents: &Contents,
    out: &mut dyn Write,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    let filter = ItemsQuery {
        institutions: match contents.part {
            Part::All => None,
            Part::Institution(index) => u32::try_from(index).ok().map(|index| vec![index]),
        },
        ..ItemsQuery::default()
    };
    let places = tiles_with_sites(contents);
    let mut tiles = BufWriter::new(tempfile::tempfile()?);
    let (mut entries, mut known) = (Vec::<Entry>::new(), HashMap::new());
    let (mut end, mut addressed) = (0, 0);
    for (done, &(id, [z, row, column])) in places.iter().enumerate() {
        let tile = u8::try_from(z)
            .ok()
            .and_then(|z| TileId::new(z, row, column));
        let Some(tile) = tile else { continue };
        let bytes = tiles::tile(Collection::Cameras, contents.dataset, tile, &filter);
        if bytes.is_empty() {
            continue;
        }
        addressed += 1;
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        let (offset, length) = if let Some(&place) = known.get(&digest) {
            place
        } else {
            let packed = gzip(&bytes)?;
            tiles.write_all(&packed)?;
            let place = (end, packed.len() as u64);
            end += place.1;
            known.insert(digest, place);
            place
        };
        match entries.last_mut() {
            Some(last) if last.id + last.run == id && last.offset == offset => last.run += 1,
            _ => entries.push(Entry {
                id,
                offset,
                length,
                run: 1,
            }),
        }
        // In the measure of the other formats.
        progress((done * contents.sites.len() / places.len()) as u64);
    }
    let metadata = gzip(&serde_json::to_vec(&metadata(contents))?)?;
    let (root, leaves) = directories(&entries)?;
    let counts = [addressed, entries.len() as u64, known.len() as u64];
    out.write_all(&header(
        contents,
        [root.len(), metadata.len(), leaves.len()],
        end,
        counts,
    ))?;
    for section in [&root, &metadata, &leaves] {
        out.write_all(section)?;
    }
    let mut tiles = tiles.into_inner().map_err(io::IntoInnerError::into_error)?;
    tiles.seek(SeekFrom::Start(0))?;
    io::copy(&mut BufReader::new(tiles).take(end), out)?;
    Ok(())
}

/// Every tile that a site may fall into, with its number, in the order of the numbers.
fn tiles_with_sites(contents: &Contents) -> Vec<(u64, [u32; 3])> {
    let whole = TileId::new(0, 0, 0);
    let side = f64::from(1u32 << MAX_ZOOM);
    let mut level = BTreeSet::new();
    for &site in &contents.sites {
        let (lon, lat) = contents.dataset.position(site);
        let (x, y) = whole.map_or((0.0, 0.0), |whole| whole.project(lon, lat, side));
        // On an edge the tile itself decides.
        for x in [x - ON_EDGE, x + ON_EDGE] {
            level.extend([y - ON_EDGE, y + ON_EDGE].map(|y| (cell(y, side), cell(x, side))));
        }
    }
    let mut places = Vec::new();
    for z in (0..=u32::from(MAX_ZOOM)).rev() {
        places.extend(
            level
                .iter()
                .map(|&(row, column)| (tile_number(z, row, column), [z, row, column])),
        );
        level = level
            .iter()
            .map(|&(row, column)| (row / 2, column / 2))
            .collect();
    }
    places.sort_unstable();
    places
}

fn cell(value: f64, side: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the side of the matrix just before"
    )]
    let cell = value.clamp(0.0, side - 1.0) as u32;
    cell
}

/// The number of a tile: levels one after the other, each along the Hilbert curve of the specification.
fn tile_number(z: u32, row: u32, column: u32) -> u64 {
    let before = ((1u64 << (2 * z)) - 1) / 3;
    let (mut x, mut y) = (u64::from(column), u64::from(row));
    let mut number = 0;
    for level in (0..z).rev() {
        let side = 1u64 << level;
        let (right, down) = (u64::from(x & side > 0), u64::from(y & side > 0));
        number += side * side * ((3 * right) ^ down);
        if down == 0 {
            if right == 1 {
                x = side.wrapping_sub(1).wrapping_sub(x) & (side - 1);
                y = side.wrapping_sub(1).wrapping_sub(y) & (side - 1);
            }
            std::mem::swap(&mut x, &mut y);
        }
        x &= side - 1;
        y &= side - 1;
    }
    before + number
}

/// The first directory and those below it, if it would be too large by itself.
fn directories(entries: &[Entry]) -> Result<(Vec<u8>, Vec<u8>), Error> {
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

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    // Without a time in its header, the same bytes give the same bytes.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// The header; `lengths` are those of root, metadata and leaves, which follow it in this order.
fn header(contents: &Contents, lengths: [usize; 3], tiles: u64, counts: [u64; 3]) -> Vec<u8> {
    let mut out = b"PMTiles\x03".to_vec();
    let mut offset = HEADER as u64;
    for length in lengths
        .map(|length| length as u64)
        .into_iter()
        .chain([tiles])
    {
        out.extend(offset.to_le_bytes());
        out.extend(length.to_le_bytes());
        offset += length;
    }
    for count in counts {
        out.extend(count.to_le_bytes());
    }
    // Clustered: the tiles stand in the order of their numbers, equal ones where the first of them is.
    out.extend([1, GZIP, GZIP, MVT, 0, MAX_ZOOM]);
    let [west, south, east, north] = contents.provenance.bbox.unwrap_or_default();
    for degrees in [west, south, east, north] {
        out.extend(e7(degrees));
    }
    out.push(7);
    for degrees in [f64::midpoint(west, east), f64::midpoint(south, north)] {
        out.extend(e7(degrees));
    }
    out
}

/// Degrees in ten-millionths.
fn e7(degrees: f64) -> [u8; 4] {
    #[expect(clippy::cast_possible_truncation, reason = "180 degrees fit")]
    let whole = (degrees * 1e7).round() as i32;
    whole.to_le_bytes()
}

/// The metadata that the specification asks for, with the provenance.
fn metadata(contents: &Contents) -> serde_json::Value {
    let provenance = &contents.provenance;
    let layer = Layer::of(Collection::Cameras);
    let fields: serde_json::Map<String, serde_json::Value> = layer
        .iter()
        .flat_map(|layer| &layer.fields)
        .map(|field| (field.name.clone(), field.kind.in_tile_json().into()))
        .collect();
    serde_json::json!({
        "name": format!("{} | {}", provenance.title_ko, provenance.title_en),
        "description": layer.map(|layer| layer.description.en),
        "attribution": provenance.attribution,
        "type": "overlay",
        "version": provenance.state,
        "vector_layers": [{ "id": Collection::Cameras.id(), "fields": fields, "minzoom": 0, "maxzoom": MAX_ZOOM }],
        "provenance": provenance,
    })
}

#[cfg(test)]
mod tests {
    use flate2::read::GzDecoder;

    use super::*;
    use crate::dataset::{Dataset, DatasetBuilder};
    use crate::export::Format;
    use crate::sample;

    fn unpacked(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
        out
    }

    fn number(file: &[u8], at: usize) -> usize {
        u64::from_le_bytes(file[at..at + 8].try_into().unwrap())
            .try_into()
            .unwrap()
    }

    /// A section of the file by the place of its offset in the header.
    fn section(file: &[u8], at: usize) -> &[u8] {
        let (offset, length) = (number(file, at), number(file, at + 8));
        &file[offset..offset + length]
    }

    fn entries(packed: &[u8]) -> Vec<Entry> {
        let plain = unpacked(packed);
        let mut bytes = plain.iter();
        let mut next = || {
            let (mut value, mut shift) = (0, 0);
            for &byte in bytes.by_ref() {
                value |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            value
        };
        let count = next();
        let mut column = || (0..count).map(|_| next()).collect::<Vec<u64>>();
        let (steps, runs, lengths, offsets) = (column(), column(), column(), column());
        let mut all: Vec<Entry> = Vec::new();
        for at in 0..steps.len() {
            let last = all.last().copied();
            let offset = match offsets[at] {
                0 => last.map_or(0, |last| last.offset + last.length),
                offset => offset - 1,
            };
            all.push(Entry {
                id: last.map_or(0, |last| last.id) + steps[at],
                offset,
                length: lengths[at],
                run: runs[at],
            });
        }
        all
    }

    /// The tile as a map finds it.
    fn find(file: &[u8], id: u64) -> Option<Vec<u8>> {
        let mut directory = section(file, 8);
        loop {
            let all = entries(directory);
            let entry = all[..all.partition_point(|entry| entry.id <= id)]
                .last()
                .copied()?;
            let place = usize::try_from(entry.offset).unwrap()
                ..usize::try_from(entry.offset + entry.length).unwrap();
            if entry.run > 0 {
                return (id < entry.id + entry.run).then(|| unpacked(&section(file, 56)[place]));
            }
            directory = &section(file, 40)[place];
        }
    }

    fn sample() -> Dataset {
        let mut builder = DatasetBuilder::new();
        sample::add_missing(&mut builder).unwrap();
        builder.build()
    }

    #[test]
    fn every_tile_of_the_service_is_in_the_file_and_no_other() {
        let dataset = sample();
        let mut file = Vec::new();
        let contents = Contents::new(&dataset, Part::All);
        crate::export::write(Format::PmTiles, &contents, &mut file, &|_| ()).unwrap();
        let mut full = 0;
        for z in 0..=10u8 {
            // Korea and what lies around it.
            let side = 1u32 << z;
            for row in side * 3 / 8..=(side / 2).min(side - 1) {
                for column in side * 27 / 32..=side * 28 / 32 {
                    let Some(tile) = TileId::new(z, row, column) else {
                        continue;
                    };
                    let served =
                        tiles::tile(Collection::Cameras, &dataset, tile, &ItemsQuery::default());
                    let found = find(&file, tile_number(z.into(), row, column));
                    full += usize::from(!served.is_empty());
                    assert_eq!(
                        found,
                        (!served.is_empty()).then_some(served),
                        "{z}/{row}/{column}"
                    );
                }
            }
        }
        assert!(full > 10, "{full}");
        for site in dataset.in_id_order() {
            let (lon, lat) = dataset.position(site);
            let (x, y) =
                TileId::new(0, 0, 0)
                    .unwrap()
                    .project(lon, lat, f64::from(1u32 << MAX_ZOOM));
            let (row, column) = (cell(y, 1e9), cell(x, 1e9));
            assert!(find(&file, tile_number(MAX_ZOOM.into(), row, column)).is_some());
        }
        let metadata: serde_json::Value =
            serde_json::from_slice(&unpacked(section(&file, 24))).unwrap();
        assert_eq!(metadata["vector_layers"][0]["id"], "cameras");
        assert_eq!(number(&file, 72), entries_in(&file));
    }

    /// How many tiles can be asked for.
    fn entries_in(file: &[u8]) -> usize {
        let leaves = entries(section(file, 8))
            .into_iter()
            .flat_map(|entry| match entry.run {
                0 => {
                    let place = usize::try_from(entry.offset).unwrap()
                        ..usize::try_from(entry.offset + entry.length).unwrap();
                    entries(&section(file, 40)[place])
                }
                _ => vec![entry],
            });
        leaves
            .map(|entry| usize::try_from(entry.run).unwrap())
            .sum()
    }

    #[test]
    fn tiles_are_numbered_as_the_specification_has_it() {
        // The table of its section 4.1.
        for (z, column, row, number) in [
            (0, 0, 0, 0),
            (1, 0, 0, 1),
            (1, 0, 1, 2),
            (1, 1, 1, 3),
            (1, 1, 0, 4),
            (2, 0, 0, 5),
            (12, 3423, 1763, 19_078_479),
        ] {
            assert_eq!(tile_number(z, row, column), number, "{z}/{column}/{row}");
        }
    }

    #[test]
    fn neighbours_along_the_curve_are_neighbours_on_the_map() {
        for z in 1..7u32 {
            let side = 1 << z;
            let mut tiles: Vec<(u64, i64, i64)> = (0..side)
                .flat_map(|row| (0..side).map(move |column| (row, column)))
                .map(|(row, column)| (tile_number(z, row, column), row.into(), column.into()))
                .collect();
            tiles.sort_unstable();
            for pair in tiles.windows(2) {
                let [(a, row_a, column_a), (b, row_b, column_b)] = [pair[0], pair[1]];
                assert_eq!(
                    (b - a, (row_a - row_b).abs() + (column_a - column_b).abs()),
                    (1, 1)
                );
            }
        }
    }
}
