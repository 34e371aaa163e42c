//! Position along a Hilbert curve, which puts near points near each other in memory.

use super::Bbox;

/// Order of the curve: 2^16 cells a side, about 10 m in a box the size of Korea.
const ORDER: u32 = 16;

/// Index of a position along the Hilbert curve over `extent`; positions outside are clamped to it.
#[must_use]
pub fn hilbert_index(extent: &Bbox, lon: f64, lat: f64) -> u64 {
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
    along(
        ORDER,
        cell(lon, extent.west, extent.east),
        cell(lat, extent.south, extent.north),
    )
}

/// Index of a cell, `x` and `y` below 2^`order`, along the Hilbert curve of that order (32 at most): the classic
/// rotate-and-flip walk from the largest quadrant down.
#[must_use]
pub fn along(order: u32, x: u32, y: u32) -> u64 {
    let last = (1u64 << order) - 1;
    let (mut x, mut y) = (u64::from(x), u64::from(y));
    let mut index = 0;
    for level in (0..order).rev() {
        let side = 1u64 << level;
        let (rx, ry) = (u64::from(x & side > 0), u64::from(y & side > 0));
        index += side * side * ((3 * rx) ^ ry);
        if ry == 0 {
            if rx == 1 {
                x = last - x;
                y = last - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_cells_of_the_curve_are_neighbours() {
        for order in 1..7 {
            let side = 1u32 << order;
            let mut cells: Vec<(u64, u32, u32)> = (0..side)
                .flat_map(|x| (0..side).map(move |y| (along(order, x, y), x, y)))
                .collect();
            cells.sort_unstable();
            for pair in cells.windows(2) {
                let [(a, x, y), (b, next_x, next_y)] = [pair[0], pair[1]];
                assert_eq!((b - a, x.abs_diff(next_x) + y.abs_diff(next_y)), (1, 1));
            }
        }
    }
}
