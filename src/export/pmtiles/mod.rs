//! PMTiles 3: the vector tiles of the service in one file, which a map reads by ranges.
//!
//! <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>. Written here rather than by the
//! published crate, which brings an asynchronous reader and its clients; the form is a header, directories
//! of variable-length integers and the tiles.

mod directory;
mod header;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::{Contents, Error, Part};
use crate::query::Collection;
use crate::query::items::ItemsQuery;
use crate::spatial::hilbert;
use crate::spatial::tile::{MAX_ZOOM, TileId};
use crate::tiles::{self, Layer};
use directory::{Entry, directories};
use header::header;

/// Nearer to an edge than this, in sides of the smallest tile, a site may be on either side of it.
const ON_EDGE: f64 = 1e-6;
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

/// The number of a tile: levels one after the other, each along the Hilbert curve.
fn tile_number(z: u32, row: u32, column: u32) -> u64 {
    let before = ((1u64 << (2 * z)) - 1) / 3;
    before + hilbert::along(z, column, row)
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
        "description": layer.map(|layer| &layer.description.en),
        "attribution": provenance.attribution,
        "type": "overlay",
        "version": provenance.state,
        "vector_layers": [{ "id": Collection::Cameras.id(), "fields": fields, "minzoom": 0, "maxzoom": MAX_ZOOM }],
        "provenance": provenance,
    })
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    // Without a time in its header, the same bytes give the same bytes.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}
