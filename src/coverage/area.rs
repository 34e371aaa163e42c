//! True areas inside boundaries, by Green's theorem over their pieces.
//!
//! The area inside a closed counterclockwise line is the integral of −S·dx along it, where S is the area
//! between the equator and the line for each unit of `x` ([`crate::spatial::mercator`]). S is a series
//! around the parallel of a range, so that the integral over an arc is a sum of integrals of powers of the
//! sine. Only the pieces are needed, not their order.

use super::boundary::{Span, Union};
use super::range::{Line, Piece, Range};
use crate::spatial::mercator::Parallel;

/// The sum of many small numbers without their rounding (Neumaier 1974).
#[derive(Debug, Default)]
pub(super) struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    pub fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() {
            (self.sum - sum) + value
        } else {
            (value - sum) + self.sum
        };
        self.sum = sum;
    }

    pub fn value(&self) -> f64 {
        self.sum + self.lost
    }
}

impl Union {
    /// Its area on the ground, square metres.
    #[must_use]
    pub fn area_m2(&self) -> f64 {
        let base = self.base();
        let mut sum = Sum::default();
        // Spans of one range stand together.
        for spans in self.spans.chunk_by(|a, b| a.range == b.range) {
            let range = &self.ranges[spans[0].range as usize];
            let parallel = range.parallel();
            for span in spans {
                sum.add(integral(range, &parallel, span, base));
            }
        }
        sum.value().max(0.0)
    }

    /// Areas are counted from a parallel near by instead of the equator, so that numbers stay small.
    pub(super) fn base(&self) -> f64 {
        let first = self.ranges.first();
        first.map_or(0.0, |range| range.parallel().area_series()[0])
    }
}

/// The integral over a span, with S counted from `base`; `parallel` is that of the range.
pub(super) fn integral(range: &Range, parallel: &Parallel, span: &Span, base: f64) -> f64 {
    let [value, first, second, third] = parallel.area_series();
    if span.piece != Piece::Arc {
        let ends = [span.from, span.to].map(|at| range.position(span.piece, at));
        return along(parallel, ends, base);
    }
    let powers = sine_powers(span.from, span.to);
    let r = range.radius;
    r * ((value - base) * powers[0]
        + r * (first * powers[1] + r * (second / 2.0 * powers[2] + r * third / 6.0 * powers[3])))
}

/// The integral over a straight line near a parallel: S at its middle, and what the series adds on both
/// sides of it.
pub(super) fn along(parallel: &Parallel, [a, b]: Line, base: f64) -> f64 {
    let [value, first, second, third] = parallel.area_series();
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let t = f64::midpoint(a[1], b[1]) - parallel.y;
    let middle = (value - base) + t * (first + t * (second / 2.0 + t * third / 6.0));
    let bend = second + t * third;
    -dx * (middle + bend * dy * dy / 24.0)
}

/// Integrals of the first to fourth power of the sine.
fn sine_powers(from: f64, to: f64) -> [f64; 4] {
    let at = |angle: f64| {
        let (sin, cos) = angle.sin_cos();
        let (double, quadruple) = (2.0 * sin * cos, 4.0 * sin * cos * (1.0 - 2.0 * sin * sin));
        [
            -cos,
            angle / 2.0 - double / 4.0,
            cos * cos * cos / 3.0 - cos,
            3.0 / 8.0 * angle - double / 4.0 + quadruple / 32.0,
        ]
    };
    let (start, end) = (at(from), at(to));
    std::array::from_fn(|power| end[power] - start[power])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_the_sine_are_integrated() {
        for (from, to) in [(0.0, std::f64::consts::TAU), (0.3, 0.4), (2.0, 8.0)] {
            let steps = 20_000;
            let width = (to - from) / f64::from(steps);
            let mut sums = [0.0; 4];
            for step in 0..steps {
                let sin = (from + (f64::from(step) + 0.5) * width).sin();
                for (power, sum) in (1..).zip(&mut sums) {
                    *sum += sin.powi(power) * width;
                }
            }
            for (ours, sum) in sine_powers(from, to).iter().zip(sums) {
                assert!((ours - sum).abs() < 1e-6, "{from} {to}: {ours} {sum}");
            }
        }
    }
}
