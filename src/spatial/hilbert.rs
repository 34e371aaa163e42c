//! Position along a Hilbert curve, which puts near points near each other in memory.

use super::Bbox;

/// Order of the curve: 2^16 cells a side, about 10 m in a box the size of Korea.
const ORDER: u32 = 16;

/// Index of a position along the Hilbert curve over `extent`; positions outside are clamped to it.
#[must_use]
pub fn hilbert_index(extent: &Bbox, lon: f64, lat: f64) -> u32 {
    let side = f64::from((1u32 << ORDER) - 1);
    let cell = |value: f64, low: f64, high: f64| -> u32 {
        let width = high - low;
        if width <= 0.0 {
            return 0;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=65535 just before"
        )]
        let cell = ((value - low) / width * side).clamp(0.0, side) as u32;
        cell
    };
    curve(
        cell(lon, extent.west, extent.east),
        cell(lat, extent.south, extent.north),
    )
}

/// The classic rotate-and-flip walk from the largest quadrant down.
fn curve(mut x: u32, mut y: u32) -> u32 {
    let mut index = 0;
    let mut side = 1u32 << (ORDER - 1);
    while side > 0 {
        let (rx, ry) = (u32::from(x & side > 0), u32::from(y & side > 0));
        // The last quadrant of the largest square gives 3 * 2^30, and all below it fit in 32 bits.
        index += side * side * ((3 * rx) ^ ry);
        if ry == 0 {
            if rx == 1 {
                let last = (1 << ORDER) - 1;
                x = last - x;
                y = last - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_cells_of_the_curve_are_neighbours() {
        // Visit a 64 x 64 corner of the grid in curve order: each step moves by one cell.
        let mut cells: Vec<(u32, u32, u32)> = (0..64)
            .flat_map(|x| (0..64).map(move |y| (curve(x, y), x, y)))
            .collect();
        cells.sort_unstable();
        for pair in cells.windows(2) {
            let step = pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2);
            assert_eq!(step, 1, "{pair:?}");
        }
    }
}
