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
        let (x, y) = TileId::new(0, 0, 0)
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
