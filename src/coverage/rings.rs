//! The boundary of a union as polygons: spans are joined to rings, drawn with straight sides, and sorted
//! into outer rings and holes.

use std::collections::HashMap;

use super::boundary::{Span, Union};
use super::range::{Piece, step};
use super::shape::{Fixed, Shape, fixed};
use crate::spatial::geometry::Position;
use crate::spatial::mercator::lon_of;

/// How far the sides of a drawn arc may lie inside of it, metres.
pub const TOLERANCE_M: f64 = 0.5;

/// The longest arc that one side stands for, radians: as of a circle of 64 sides.
pub const STEP: f64 = std::f64::consts::TAU / 64.0;

/// Holes smaller than this are not drawn, square metres; the area counts them.
const LEAST_HOLE_M2: f64 = 1.0;

/// A ring on the grid of positions.
struct Drawn {
    positions: Vec<Fixed>,
    /// Twice the area in steps of the grid: negative for holes.
    doubled: i128,
    /// The connected part that it belongs to.
    part: u32,
}

impl Union {
    /// Its polygons. Corners lie on the arcs, so that sides do not cross: chords of arcs that lie in no
    /// other disc lie in none either, but for their own.
    #[must_use]
    pub fn shape(&self) -> Shape {
        let mut rings: Vec<Drawn> = Vec::new();
        for chain in self.chains() {
            let Some(&first) = chain.first() else {
                continue;
            };
            let positions = self.draw(&chain);
            let doubled = doubled_area(&positions);
            if positions.len() < 3 || doubled == 0 {
                continue;
            }
            let range = self.spans[first].range;
            if doubled < 0 && self.hole_m2(range, doubled) < LEAST_HOLE_M2 {
                continue;
            }
            let part = self.parts[range as usize];
            rings.push(Drawn {
                positions,
                doubled,
                part,
            });
        }
        assemble(&rings)
    }

    /// Spans in the order in which they follow each other around, one list for each ring.
    fn chains(&self) -> Vec<Vec<usize>> {
        let next = self.successors();
        let mut seen = vec![false; self.spans.len()];
        let mut all = Vec::new();
        for start in 0..self.spans.len() {
            let mut chain = Vec::new();
            let mut here = start;
            while !seen[here] {
                seen[here] = true;
                chain.push(here);
                here = next[here];
            }
            if !chain.is_empty() {
                all.push(chain);
            }
        }
        all
    }

    /// For each span the one that follows it.
    ///
    /// Where a span ends because another range begins, one of that range begins because this one ends.
    /// Numbers are not exact: where three ranges cross nearly in one point, one of them may be seen there
    /// from the second and not from the third. What is left over is joined to what begins nearest. Every
    /// span has one that follows and follows one itself in either case, so that all rings close.
    fn successors(&self) -> Vec<usize> {
        let mut begins: Vec<((u32, u32), usize)> = (0..self.spans.len())
            .map(|index| {
                let span = &self.spans[index];
                ((span.after, span.range), index)
            })
            .collect();
        begins.sort_unstable();
        let mut taken = vec![false; begins.len()];
        let mut next = vec![usize::MAX; self.spans.len()];
        let mut left = Vec::new();
        for (index, span) in self.spans.iter().enumerate() {
            let key = (span.range, span.before);
            let start = begins.partition_point(|&(known, _)| known < key);
            let end = self.end(span);
            let nearest = begins[start..]
                .iter()
                .take_while(|(known, _)| *known == key)
                .enumerate()
                .filter(|&(at, _)| !taken[start + at])
                .min_by(|(_, a), (_, b)| {
                    let apart =
                        |&(_, other): &(_, usize)| apart2(end, self.start(&self.spans[other]));
                    apart(a).total_cmp(&apart(b))
                });
            match nearest {
                Some((at, &(_, other))) => {
                    taken[start + at] = true;
                    next[index] = other;
                }
                None => left.push(index),
            }
        }
        let mut free: Vec<usize> = begins
            .iter()
            .zip(&taken)
            .filter(|(_, taken)| !**taken)
            .map(|(&(_, index), _)| index)
            .collect();
        for index in left {
            let end = self.end(&self.spans[index]);
            let nearest = (0..free.len()).min_by(|&a, &b| {
                let apart = |at: usize| apart2(end, self.start(&self.spans[free[at]]));
                apart(a).total_cmp(&apart(b))
            });
            if let Some(at) = nearest {
                next[index] = free.swap_remove(at);
            }
        }
        next
    }

    fn start(&self, span: &Span) -> Position {
        self.ranges[span.range as usize].position(span.piece, span.from)
    }

    fn end(&self, span: &Span) -> Position {
        self.ranges[span.range as usize].position(span.piece, span.to)
    }

    /// The corners of a ring: for each span its beginning and what lies between that and its end.
    fn draw(&self, chain: &[usize]) -> Vec<Fixed> {
        let mut ring: Vec<Fixed> = Vec::with_capacity(chain.len() * 4);
        for &index in chain {
            let span = &self.spans[index];
            let range = &self.ranges[span.range as usize];
            let parallel = range.parallel();
            let mut corner = |at: f64| {
                let [x, y] = range.position(span.piece, at);
                let lat = parallel.latitude(y).to_degrees();
                let corner = fixed([lon_of(x), lat]);
                if ring.last() != Some(&corner) {
                    ring.push(corner);
                }
            };
            corner(span.from);
            if span.piece == Piece::Arc {
                let width = span.to - span.from;
                let tolerance = TOLERANCE_M * parallel.scale();
                let sides = (width / step(range.radius, tolerance, STEP))
                    .ceil()
                    .max(1.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a few thousand at most"
                )]
                for side in 1..sides as u32 {
                    corner(span.from + width * f64::from(side) / sides);
                }
            }
        }
        while ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        ring
    }

    /// Area of a hole beside a range, square metres, near enough to tell whether it is one.
    fn hole_m2(&self, range: u32, doubled: i128) -> f64 {
        let cos = self.ranges[range as usize].parallel().lat().cos();
        #[expect(clippy::cast_precision_loss, reason = "near enough")]
        let steps = doubled.unsigned_abs() as f64 / 2.0;
        // A step of latitude is 11 mm.
        steps * 0.0111 * 0.0111 * cos
    }
}

fn apart2(a: Position, b: Position) -> f64 {
    let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
    dx * dx + dy * dy
}

/// Twice the area of a ring, positive when it runs counterclockwise; exact.
fn doubled_area(ring: &[Fixed]) -> i128 {
    let wide = |at: usize| {
        let [x, y] = ring[at % ring.len()];
        (i128::from(x), i128::from(y))
    };
    (0..ring.len())
        .map(|at| {
            let ((x1, y1), (x2, y2)) = (wide(at), wide(at + 1));
            x1 * y2 - x2 * y1
        })
        .sum()
}

/// Sorts holes to their outer rings. A connected part has one outer ring, and all its holes lie in it.
fn assemble(rings: &[Drawn]) -> Shape {
    let mut polygons: Vec<Vec<&Drawn>> = Vec::new();
    let mut of_part: HashMap<u32, Vec<usize>> = HashMap::new();
    for ring in rings.iter().filter(|ring| ring.doubled > 0) {
        of_part.entry(ring.part).or_default().push(polygons.len());
        polygons.push(vec![ring]);
    }
    for hole in rings.iter().filter(|ring| ring.doubled < 0) {
        let outer = of_part.get(&hole.part).map_or(&[][..], Vec::as_slice);
        // Several only where rounding has cut a part in two.
        let owner = match outer {
            [only] => Some(only),
            several => several
                .iter()
                .find(|&&polygon| surrounds(&polygons[polygon][0].positions, hole.positions[0])),
        };
        if let Some(&polygon) = owner {
            polygons[polygon].push(hole);
        }
    }
    let mut shape = Shape::default();
    for polygon in polygons {
        let rings: Vec<&[Fixed]> = polygon.iter().map(|ring| &*ring.positions).collect();
        shape.push(&rings);
    }
    shape.shrink();
    shape
}

/// Whether a ring goes around a place.
fn surrounds(ring: &[Fixed], [x, y]: Fixed) -> bool {
    let mut inside = false;
    for at in 0..ring.len() {
        let ([x1, y1], [x2, y2]) = (ring[at], ring[(at + 1) % ring.len()]);
        if (y1 > y) != (y2 > y) {
            let side = (i128::from(x2) - i128::from(x1)) * (i128::from(y) - i128::from(y1))
                - (i128::from(x) - i128::from(x1)) * (i128::from(y2) - i128::from(y1));
            inside ^= (side > 0) == (y2 > y1);
        }
    }
    inside
}
