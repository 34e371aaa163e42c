//! A capture range (촬영범위) in the plane: a disc, or a sector of one, with its boundary in pieces.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use crate::spatial::geometry::Position;
use crate::spatial::mercator::{Parallel, circle, x_of, y_of};
use crate::spatial::{LonLat, Sector};

/// Lengths shorter than this are none, units of the plane: a hundredth of a millimetre. Discs that reach
/// into each other or out of each other by less touch, or lie inside.
pub(super) const NONE: f64 = 1e-5;

/// A disc or a sector.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Centre of the circle.
    pub(super) at: Position,
    /// How far north of the camera that is.
    lift: f64,
    /// Radius, units of the plane.
    pub(super) radius: f64,
    /// Latitude of the centre, radians.
    lat: f64,
    /// The directions of a sector, counterclockwise from its first; `None` for a disc.
    pub(super) wedge: Option<Wedge>,
}

/// Directions from a camera, radians counterclockwise from east.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wedge {
    /// First direction, 0 to 2π.
    pub start: f64,
    /// How far it opens from there, more than 0 and less than 2π.
    pub width: f64,
}

/// A part of the boundary of a range. Going along its pieces in order goes around it counterclockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// From the apex to the beginning of the arc; parameter 0 to 1.
    Out,
    /// Along the circle; the parameter is the direction.
    Arc,
    /// From the end of the arc to the apex; parameter 0 to 1.
    In,
}

impl Wedge {
    /// Whether a direction lies in it.
    fn has(&self, direction: f64) -> bool {
        (direction - self.start).rem_euclid(TAU) <= self.width
    }
}

impl Range {
    /// The range of a camera at a place. `None` where the plane has no room for it: near a pole or over
    /// the antimeridian.
    #[must_use]
    pub fn new(place: LonLat, radius_m: f64, sector: Option<Sector>) -> Option<Self> {
        let (parallel, radius) = circle(place, radius_m)?;
        let x = x_of(place.lon());
        let wedge = sector.filter(|sector| sector.width_deg() < 360.0);
        Some(Self {
            at: [x, parallel.y],
            lift: parallel.y - y_of(place.lat().to_radians()),
            radius,
            lat: parallel.lat(),
            wedge: wedge.map(|sector| {
                let width = sector.width_deg().to_radians();
                // Bearings run clockwise from north; a conformal plane keeps them. The sides are straight
                // in it, where geodesics bend by 13 cm at 3 km.
                let start = FRAC_PI_2 - sector.bearing_deg().to_radians() - width / 2.0;
                Wedge {
                    start: start.rem_euclid(TAU),
                    width,
                }
            }),
        })
    }

    /// The parallel of the centre.
    pub(super) fn parallel(&self) -> Parallel {
        Parallel::new(self.lat)
    }

    /// The place of a parameter on a piece.
    pub(super) fn position(&self, piece: Piece, at: f64) -> Position {
        match (piece, self.wedge) {
            (Piece::Arc, _) | (_, None) => {
                let (sin, cos) = at.sin_cos();
                [
                    self.at[0] + self.radius * cos,
                    self.at[1] + self.radius * sin,
                ]
            }
            (Piece::Out, Some(wedge)) => between([self.camera(), self.corner(wedge.start)], at),
            (Piece::In, Some(wedge)) => {
                let corner = self.corner(wedge.start + wedge.width);
                between([corner, self.camera()], at)
            }
        }
    }

    /// Where the camera is.
    fn camera(&self) -> Position {
        [self.at[0], self.at[1] - self.lift]
    }

    /// Where the circle lies in a direction from the camera.
    fn corner(&self, direction: f64) -> Position {
        let (sin, cos) = direction.sin_cos();
        let across = self.lift * cos;
        let distance = self.lift * sin + (self.radius * self.radius - across * across).sqrt();
        let [x, y] = self.camera();
        [x + distance * cos, y + distance * sin]
    }

    /// First and last direction of the arc from the circle's centre.
    fn arc(&self, wedge: Wedge) -> (f64, f64) {
        let [start, end] = [wedge.start, wedge.start + wedge.width].map(|direction| {
            let [x, y] = self.corner(direction);
            (y - self.at[1]).atan2(x - self.at[0])
        });
        let start = start.rem_euclid(TAU);
        (start, start + (end - start).rem_euclid(TAU))
    }

    /// Its pieces, each with the first and last parameter.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (Piece, f64, f64)> {
        let all = match self.wedge {
            None => [Some((Piece::Arc, 0.0, TAU)), None, None],
            Some(wedge) => {
                let (start, end) = self.arc(wedge);
                [
                    Some((Piece::Out, 0.0, 1.0)),
                    Some((Piece::Arc, start, end)),
                    Some((Piece::In, 0.0, 1.0)),
                ]
            }
        };
        all.into_iter().flatten()
    }

    /// Square of the distance between two centres.
    pub(super) fn apart2(&self, other: &Self) -> f64 {
        let (dx, dy) = (other.at[0] - self.at[0], other.at[1] - self.at[1]);
        dx * dx + dy * dy
    }

    /// Whether it lies in a disc as a whole.
    pub(super) fn is_inside_disc(&self, disc: &Self) -> bool {
        let room = disc.radius - self.radius + NONE;
        disc.wedge.is_none() && room >= 0.0 && self.apart2(disc) <= room * room
    }

    /// Whether a place lies in it.
    pub(super) fn has(&self, [x, y]: Position) -> bool {
        let (dx, dy) = (x - self.at[0], y - self.at[1]);
        dx * dx + dy * dy < self.radius * self.radius
            && self
                .wedge
                .is_none_or(|wedge| wedge.has((dy + self.lift).atan2(dx)))
    }

    /// Calls `cover` with the first and last parameter of each part of a piece of this range, between
    /// `from` and `to`, that lies in another range.
    pub(super) fn covered(
        &self,
        (piece, from, to): (Piece, f64, f64),
        other: &Self,
        mut cover: impl FnMut(f64, f64),
    ) {
        if let (Piece::Arc, None, None) = (piece, self.wedge, other.wedge) {
            return self.covered_by_disc(other, cover);
        }
        let mut cuts = Cuts::new(from, to);
        match piece {
            Piece::Arc => self.cut_arc(other, &mut cuts),
            Piece::Out | Piece::In => {
                let own = [self.position(piece, 0.0), self.position(piece, 1.0)];
                other.cut_of(own, &mut cuts);
            }
        }
        cuts.for_each(|start, end| {
            if other.has(self.position(piece, f64::midpoint(start, end))) {
                cover(start, end);
            }
        });
    }

    /// The common case: one disc and another, whose circles cross twice or not at all.
    fn covered_by_disc(&self, other: &Self, mut cover: impl FnMut(f64, f64)) {
        let (dx, dy) = (other.at[0] - self.at[0], other.at[1] - self.at[1]);
        let apart2 = dx * dx + dy * dy;
        let (sum, room) = (
            self.radius + other.radius - NONE,
            (self.radius - other.radius).abs() + NONE,
        );
        if apart2 >= sum * sum {
            return;
        }
        if apart2 <= room * room {
            if other.radius > self.radius {
                cover(0.0, TAU);
            }
            return;
        }
        let apart = apart2.sqrt();
        let cos = (apart2 + (self.radius - other.radius) * (self.radius + other.radius))
            / (2.0 * apart * self.radius);
        let (middle, half) = (dy.atan2(dx), cos.clamp(-1.0, 1.0).acos());
        let start = (middle - half).rem_euclid(TAU);
        let end = start + 2.0 * half;
        if end <= TAU {
            cover(start, end);
        } else {
            cover(start, TAU);
            cover(0.0, end - TAU);
        }
    }

    /// Where the arc crosses the boundary of another range.
    fn cut_arc(&self, other: &Self, cuts: &mut Cuts) {
        let (dx, dy) = (other.at[0] - self.at[0], other.at[1] - self.at[1]);
        let apart2 = dx * dx + dy * dy;
        let cos = (apart2 + (self.radius - other.radius) * (self.radius + other.radius))
            / (2.0 * apart2.sqrt() * self.radius);
        // Not a number for circles around one place.
        if cos.abs() <= 1.0 {
            let (middle, half) = (dy.atan2(dx), cos.acos());
            cuts.direction(middle - half);
            cuts.direction(middle + half);
        }
        for side in other.sides() {
            self.cut(Piece::Arc, side, cuts);
        }
    }

    /// Where a line crosses a piece.
    pub(super) fn cut(&self, piece: Piece, line: Line, cuts: &mut Cuts) {
        if piece == Piece::Arc {
            for at in crossings(line, self) {
                let [x, y] = between(line, at);
                cuts.direction((y - self.at[1]).atan2(x - self.at[0]));
            }
        } else {
            let own = [self.position(piece, 0.0), self.position(piece, 1.0)];
            cut_line(own, line, cuts);
        }
    }

    /// Where a line crosses the boundary, as parameters of the line from 0 to 1.
    pub(super) fn cut_of(&self, line: Line, cuts: &mut Cuts) {
        for at in crossings(line, self) {
            cuts.push(at);
        }
        for side in self.sides() {
            cut_line(line, side, cuts);
        }
    }

    /// The straight pieces.
    fn sides(&self) -> impl Iterator<Item = Line> {
        let sides = [Piece::Out, Piece::In].map(|piece| {
            let ends = [0.0, 1.0].map(|at| self.position(piece, at));
            self.wedge.map(|_| ends)
        });
        sides.into_iter().flatten()
    }
}

/// A straight line between two places.
pub(super) type Line = [Position; 2];

/// Where a line crosses another one, as a parameter from 0 to 1.
fn cut_line([a, b]: Line, [c, d]: Line, cuts: &mut Cuts) {
    let (own, theirs) = ([b[0] - a[0], b[1] - a[1]], [d[0] - c[0], d[1] - c[1]]);
    let cross = own[0] * theirs[1] - own[1] * theirs[0];
    let gap = [c[0] - a[0], c[1] - a[1]];
    // Not a number for parallel lines, which cross nowhere.
    let on_other = (gap[0] * own[1] - gap[1] * own[0]) / cross;
    if (0.0..=1.0).contains(&on_other) {
        cuts.push((gap[0] * theirs[1] - gap[1] * theirs[0]) / cross);
    }
}

/// The parameters from 0 to 1 at which a line crosses the circle of a range.
fn crossings([a, b]: Line, range: &Range) -> impl Iterator<Item = f64> + use<> {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let (fx, fy) = (a[0] - range.at[0], a[1] - range.at[1]);
    let length2 = dx * dx + dy * dy;
    let middle = -(fx * dx + fy * dy) / length2;
    // From the foot of the perpendicular.
    let (px, py) = (fx + middle * dx, fy + middle * dy);
    let half = ((range.radius * range.radius - px * px - py * py) / length2).sqrt();
    // Not a number where the line passes by.
    [middle - half, middle + half]
        .into_iter()
        .filter(|at| (0.0..=1.0).contains(at))
}

/// The place of a parameter on a line.
pub(super) fn between([a, b]: Line, at: f64) -> Position {
    [a[0] + (b[0] - a[0]) * at, a[1] + (b[1] - a[1]) * at]
}

/// Parameters at which a piece is cut.
pub(super) struct Cuts {
    all: Vec<f64>,
    from: f64,
    to: f64,
}

impl Cuts {
    /// Of a piece between two parameters, uncut.
    pub fn new(from: f64, to: f64) -> Self {
        Self {
            all: vec![from, to],
            from,
            to,
        }
    }

    /// Cuts at a parameter, if it lies inside.
    pub fn push(&mut self, at: f64) {
        if at > self.from && at < self.to {
            self.all.push(at);
        }
    }

    fn direction(&mut self, direction: f64) {
        self.push(self.from + (direction - self.from).rem_euclid(TAU));
    }

    /// Calls `visit` with both ends of each part.
    pub fn for_each(mut self, mut visit: impl FnMut(f64, f64)) {
        self.all.sort_unstable_by(f64::total_cmp);
        for pair in self.all.windows(2) {
            if pair[1] > pair[0] {
                visit(pair[0], pair[1]);
            }
        }
    }
}

/// Ranges around one place with one radius as fewer that do not meet: one disc where any is, else the
/// directions of all, joined where they meet.
pub(super) fn join(group: &[Range], out: &mut Vec<Range>) {
    let Some(first) = group.first() else { return };
    if group.len() == 1 || group.iter().any(|range| range.wedge.is_none()) {
        let disc = group.iter().find(|range| range.wedge.is_none());
        out.push(*disc.unwrap_or(first));
        return;
    }
    let mut wedges: Vec<Wedge> = group.iter().filter_map(|range| range.wedge).collect();
    wedges.sort_unstable_by(|a, b| a.start.total_cmp(&b.start));
    let mut joined: Vec<Wedge> = Vec::new();
    for wedge in wedges {
        match joined.last_mut() {
            Some(last) if wedge.start <= last.start + last.width + MEETING => {
                last.width = last.width.max(wedge.start + wedge.width - last.start);
            }
            _ => joined.push(wedge),
        }
    }
    // What goes on over east joins the first ones.
    while joined.len() > 1 {
        let (last, first) = (joined[joined.len() - 1], joined[0]);
        if first.start + TAU > last.start + last.width + MEETING {
            break;
        }
        joined.remove(0);
        let end = joined.len() - 1;
        joined[end].width = last.width.max(first.start + TAU + first.width - last.start);
    }
    for wedge in joined {
        let is_whole = wedge.width + MEETING >= TAU;
        out.push(Range {
            wedge: (!is_whole).then_some(wedge),
            ..*first
        });
    }
}

/// Directions this near to each other meet, radians: a tenth of a millimetre at 100 m.
const MEETING: f64 = 1e-6;

/// Opens each sector by a little, by less than half of [`MEETING`] and each by another width: sides of sectors around one place, which often look exactly beside each other, then
/// either overlap or lie apart, and never on each other.
pub(super) fn set_apart(ranges: &mut [Range]) {
    /// Steps of the golden ratio fill an interval evenly and do not repeat.
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let mut part = 0.0f64;
    for wedge in ranges.iter_mut().filter_map(|range| range.wedge.as_mut()) {
        part = (part + GOLDEN).fract();
        let more = MEETING * (0.2 + 0.2 * part);
        wedge.start = (wedge.start - more / 2.0).rem_euclid(TAU);
        wedge.width = (wedge.width + more).min(TAU - MEETING / 2.0);
    }
}

/// Length of an arc of one step when it is drawn: where chords stay within `tolerance` units of it, and
/// no more than `most` radians.
pub(super) fn step(radius: f64, tolerance: f64, most: f64) -> f64 {
    let half = (1.0 - (tolerance / radius).min(1.0)).acos();
    (2.0 * half).clamp(PI / 1024.0, most)
}
