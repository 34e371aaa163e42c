//! Which ranges come near another one: a grid of cells for each order of size, as a few ranges of 3 km in
//! one grid with many of 100 m would make every cell too large.

use super::range::Range;
use crate::spatial::geometry::Position;

/// Width of the smallest cells.
const LEAST_CELL: f64 = 16.0;

/// Ranges sorted into cells.
pub(super) struct Grid {
    classes: Vec<Class>,
}

/// Ranges of one order of size.
struct Class {
    /// Radius of the largest; cells are as wide, or [`LEAST_CELL`].
    radius: f64,
    /// Row and column of the cell of each range, and its number; sorted.
    cells: Vec<(u64, u32)>,
}

impl Class {
    /// Row or column of a coordinate. Counted from the middle of the numbers, so that none is negative:
    /// the plane is 40,000 km wide.
    fn cell(&self, coordinate: f64) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "casts of floats stop at the ends of the type"
        )]
        let cell =
            (coordinate / self.radius.max(LEAST_CELL) + f64::from(1u32 << 31)).floor() as u32;
        cell
    }

    fn key(row: u32, column: u32) -> u64 {
        u64::from(row) << 32 | u64::from(column)
    }
}

impl Grid {
    /// Sorts ranges in.
    pub fn new(ranges: &[Range]) -> Self {
        let mut classes: Vec<(i32, Class)> = Vec::new();
        for range in ranges {
            let order = order(range.radius);
            match classes.iter_mut().find(|(known, _)| *known == order) {
                Some((_, class)) => class.radius = class.radius.max(range.radius),
                None => classes.push((
                    order,
                    Class {
                        radius: range.radius,
                        cells: Vec::new(),
                    },
                )),
            }
        }
        for (index, range) in (0u32..).zip(ranges) {
            let order = order(range.radius);
            if let Some((_, class)) = classes.iter_mut().find(|(known, _)| *known == order) {
                let key = Class::key(class.cell(range.at[1]), class.cell(range.at[0]));
                class.cells.push((key, index));
            }
        }
        for (_, class) in &mut classes {
            class.cells.sort_unstable();
        }
        Self {
            classes: classes.into_iter().map(|(_, class)| class).collect(),
        }
    }

    /// Calls `visit` with the number of every range whose circle comes within `reach` of a place, and with
    /// some others.
    pub fn for_each_near(&self, at: Position, reach: f64, visit: impl FnMut(u32)) {
        self.visit(at, reach, 0.0, visit);
    }

    /// The same for ranges of at least some radius, and some smaller ones.
    pub fn for_each_large_near(&self, at: Position, least: f64, visit: impl FnMut(u32)) {
        self.visit(at, 0.0, least, visit);
    }

    fn visit(&self, [x, y]: Position, reach: f64, least: f64, mut visit: impl FnMut(u32)) {
        for class in self.classes.iter().filter(|class| class.radius >= least) {
            let reach = reach + class.radius;
            let (west, east) = (class.cell(x - reach), class.cell(x + reach));
            for row in class.cell(y - reach)..=class.cell(y + reach) {
                let (from, to) = (Class::key(row, west), Class::key(row, east));
                let start = class.cells.partition_point(|&(key, _)| key < from);
                for &(key, index) in &class.cells[start..] {
                    if key > to {
                        break;
                    }
                    visit(index);
                }
            }
        }
    }
}

/// The order of size: radii of one order differ by less than half, but for those below 16 m, which share
/// one: cells of centimetres would be too many to look through.
fn order(radius: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "tens")]
    let order = (radius.log2() * 2.0).floor() as i32;
    order.max(8)
}
