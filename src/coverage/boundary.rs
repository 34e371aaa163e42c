//! The boundary of a union of ranges: the parts of their boundaries that lie in no other range.

use std::f64::consts::TAU;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::grid::Grid;
use super::range::{Piece, Range, join, set_apart};

/// Ranges that are looked at by one thread in a row.
const BATCH: u32 = 512;

/// A part of the boundary of a range that is part of the boundary of the union.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// The range.
    pub range: u32,
    /// The piece of its boundary.
    pub piece: Piece,
    /// First parameter.
    pub from: f64,
    /// Last parameter; of an arc it may go beyond a full turn.
    pub to: f64,
    /// The range that ends at its beginning; the range itself where the piece begins there.
    pub after: u32,
    /// The range that begins at its end; the range itself where the piece ends there.
    pub before: u32,
}

/// A union of ranges.
pub(super) struct Union {
    /// Those that do not lie in another one.
    pub ranges: Vec<Range>,
    /// Its boundary.
    pub spans: Vec<Span>,
    /// For each range, a range of the connected part that it belongs to, which is the same for all.
    pub parts: Vec<u32>,
    /// The ranges sorted into cells.
    pub grid: Grid,
}

impl Union {
    /// The union of ranges. Takes memory for a few copies of them.
    pub fn new(ranges: Vec<Range>) -> Self {
        let ranges = without_covered(&without_repeated(ranges));
        let grid = Grid::new(&ranges);
        let count = u32::try_from(ranges.len()).unwrap_or(u32::MAX);
        let batches: Vec<Walk> = (0..count.div_ceil(BATCH))
            .into_par_iter()
            .map(|batch| {
                let mut walk = Walk::new(&ranges, &grid);
                for range in batch * BATCH..((batch + 1) * BATCH).min(count) {
                    walk.around(range);
                }
                walk
            })
            .collect();
        let mut parts: Vec<u32> = (0..count).collect();
        for &(one, other) in batches.iter().flat_map(|walk| &walk.meetings) {
            let (one, other) = (root(&mut parts, one), root(&mut parts, other));
            parts[one.max(other) as usize] = one.min(other);
        }
        for range in 0..count {
            parts[range as usize] = root(&mut parts, range);
        }
        let spans = batches.into_iter().flat_map(|walk| walk.spans).collect();
        Self {
            ranges,
            spans,
            parts,
            grid,
        }
    }
}

/// The range that stands for a connected part; the way there is made shorter.
fn root(parts: &mut [u32], mut range: u32) -> u32 {
    while parts[range as usize] != range {
        let next = parts[range as usize];
        parts[range as usize] = parts[next as usize];
        range = next;
    }
    range
}

/// Ranges at one place with one radius become one, or a few sectors.
fn without_repeated(mut ranges: Vec<Range>) -> Vec<Range> {
    let key = |range: &Range| [range.at[0], range.at[1], range.radius];
    ranges.sort_unstable_by(|a, b| {
        let (a, b) = (key(a), key(b));
        let by = |axis: usize| a[axis].total_cmp(&b[axis]);
        by(0).then_with(|| by(1)).then_with(|| by(2))
    });
    let mut all = Vec::with_capacity(ranges.len());
    let mut rest = &ranges[..];
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|range| {
            let (a, b) = (key(first), key(range));
            (0..3).all(|axis| a[axis].total_cmp(&b[axis]).is_eq())
        });
        let (group, others) = rest.split_at(same.count());
        join(group, &mut all);
        rest = others;
    }
    set_apart(&mut all);
    all
}

/// Leaves out what lies in a larger disc, or in one as large that stands before it.
fn without_covered(ranges: &[Range]) -> Vec<Range> {
    let grid = Grid::new(ranges);
    let count = u32::try_from(ranges.len()).unwrap_or(u32::MAX);
    (0..count)
        .into_par_iter()
        .filter_map(|index| {
            let range = &ranges[index as usize];
            let mut covered = false;
            grid.for_each_large_near(range.at, range.radius, |other| {
                let disc = &ranges[other as usize];
                // Of discs that lie in each other the first one stays.
                let goes = range.wedge.is_some()
                    || disc.radius > range.radius
                    || disc.radius >= range.radius && other < index;
                covered |= goes && other != index && range.is_inside_disc(disc);
            });
            (!covered).then_some(*range)
        })
        .collect()
}

/// Collects spans.
struct Walk<'a> {
    ranges: &'a [Range],
    grid: &'a Grid,
    /// Numbers of the ranges around the present one.
    near: Vec<u32>,
    /// Covered parts of a piece, with what covers them.
    covered: Vec<(f64, f64, u32)>,
    spans: Vec<Span>,
    meetings: Vec<(u32, u32)>,
}

impl<'a> Walk<'a> {
    fn new(ranges: &'a [Range], grid: &'a Grid) -> Self {
        Self {
            ranges,
            grid,
            near: Vec::new(),
            covered: Vec::new(),
            spans: Vec::new(),
            meetings: Vec::new(),
        }
    }

    /// Goes around a range.
    fn around(&mut self, index: u32) {
        let range = &self.ranges[index as usize];
        let ranges = self.ranges;
        self.near.clear();
        let near = &mut self.near;
        self.grid.for_each_near(range.at, range.radius, |other| {
            let reach = range.radius + ranges[other as usize].radius;
            if other != index && range.apart2(&ranges[other as usize]) < reach * reach {
                near.push(other);
            }
        });
        for (piece, from, to) in range.pieces() {
            self.covered.clear();
            for &other in &self.near {
                let covered = &mut self.covered;
                let count = covered.len();
                range.covered((piece, from, to), &ranges[other as usize], |start, end| {
                    covered.push((start, end, other));
                });
                if covered.len() > count {
                    self.meetings.push((index, other));
                }
            }
            self.covered
                .sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
            self.gaps(index, piece, from, to);
        }
    }

    /// What of a piece is not covered.
    fn gaps(&mut self, index: u32, piece: Piece, from: f64, to: f64) {
        let first = self.spans.len();
        let (mut reached, mut after) = (from, index);
        for &(start, end, other) in &self.covered {
            if start > reached {
                self.spans.push(Span {
                    range: index,
                    piece,
                    from: reached,
                    to: start,
                    after,
                    before: other,
                });
            }
            if end > reached {
                (reached, after) = (end, other);
            }
        }
        if reached < to {
            self.spans.push(Span {
                range: index,
                piece,
                from: reached,
                to,
                after,
                before: index,
            });
        }
        // A disc's arc begins nowhere: what was cut apart there is one.
        if self.ranges[index as usize].wedge.is_none() && self.spans.len() > first + 1 {
            let (start, end) = (self.spans[first], self.spans[self.spans.len() - 1]);
            if start.from <= 0.0 && end.to >= TAU {
                let last = self.spans.len() - 1;
                self.spans[last].to = TAU + start.to;
                self.spans[last].before = start.before;
                self.spans.swap_remove(first);
            }
        }
    }
}
