//! The header: where the sections are and what they hold.

use crate::export::Contents;
use crate::spatial::tile::MAX_ZOOM;

/// Length of the header, bytes.
pub(super) const HEADER: usize = 127;
/// The code for gzip, of directories and of tiles.
const GZIP: u8 = 2;
/// The code for Mapbox vector tiles.
const MVT: u8 = 1;

/// The header; `lengths` are those of root, metadata and leaves, which follow it in this order.
pub(super) fn header(
    contents: &Contents,
    lengths: [usize; 3],
    tiles: u64,
    counts: [u64; 3],
) -> Vec<u8> {
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
