//! Edges in strips of latitude: on which side of them a point lies, and whether any meets a side.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, Intersects, Line, LineString};

use crate::spatial::Bbox;

/// Where a point lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Interior,
    Boundary,
    Exterior,
}

/// Most strips into which edges are sorted.
const MOST_STRIPS: usize = 512;

/// Edges sorted into strips by latitude: a point is compared with those of its strip that reach as far
/// east as it lies, and exactly only with those that also reach as far west.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edges {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
    strips: Vec<Vec<Edge>>,
}

/// An edge, and between which longitudes it lies within a strip, with a little room.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edge {
    a: Coord<f64>,
    b: Coord<f64>,
    west: f64,
    east: f64,
}

/// Room around the part of an edge within a strip, for what computing it rounds away: degrees, and parts
/// of the height of all strips.
const ROOM: f64 = 1e-9;

impl Edge {
    /// The part of an edge between two latitudes.
    fn between(a: Coord<f64>, b: Coord<f64>, south: f64, north: f64) -> Self {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (least, most) = (a.x.min(b.x), a.x.max(b.x));
        let at = |y: f64| {
            let along = ((y - low.y) / (high.y - low.y)).clamp(0.0, 1.0);
            low.x + (high.x - low.x) * along
        };
        let (mut west, mut east) = (least, most);
        if low.y < high.y {
            let (from, to) = (at(south), at(north));
            west = (from.min(to) - ROOM).max(least);
            east = (from.max(to) + ROOM).min(most);
        }
        Self { a, b, west, east }
    }
}

impl Edges {
    /// The edges of lines or rings; `None` where there are none.
    pub(super) fn of(lines: &[LineString<f64>]) -> Option<Self> {
        let edges: Vec<[Coord<f64>; 2]> = lines
            .iter()
            .flat_map(|line| line.0.windows(2).map(|pair| [pair[0], pair[1]]))
            .collect();
        if edges.is_empty() {
            return None;
        }
        let mut around = Bbox::EMPTY;
        for end in edges.iter().flatten() {
            around.include(end.x, end.y);
        }
        let count = edges.len().min(MOST_STRIPS);
        let mut sorted = Self {
            south: around.south,
            north: around.north,
            west: around.west,
            east: around.east,
            strips: vec![Vec::new(); count],
        };
        let height = sorted.north - sorted.south;
        #[expect(clippy::cast_precision_loss, reason = "at most 512 strips")]
        let border = |strip: usize| sorted.south + height * strip as f64 / count as f64;
        for [a, b] in edges {
            let (low, high) = (sorted.strip(a.y.min(b.y)), sorted.strip(a.y.max(b.y)));
            for index in low..=high {
                let (south, north) = (border(index), border(index + 1));
                let room = height * ROOM;
                let part = Edge::between(a, b, south - room, north + room);
                sorted.strips[index].push(part);
            }
        }
        for strip in &mut sorted.strips {
            strip.sort_by(|one, other| other.east.total_cmp(&one.east));
        }
        Some(sorted)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a fraction of at most 512 strips; what is not a number becomes the first"
    )]
    fn strip(&self, y: f64) -> usize {
        let along = (y - self.south) / (self.north - self.south);
        ((along * self.strips.len() as f64) as usize).min(self.strips.len() - 1)
    }

    /// How many edges a point is compared with at worst.
    pub(super) fn most(&self) -> u64 {
        self.strips.iter().map(Vec::len).max().unwrap_or(0) as u64
    }

    /// On an edge, or within by the even-odd rule, or without.
    pub(super) fn place(&self, at: Coord<f64>) -> Place {
        if at.y < self.south || at.y > self.north || at.x < self.west || at.x > self.east {
            return Place::Exterior;
        }
        let strip = &self.strips[self.strip(at.y)];
        let far_enough = strip.partition_point(|edge| edge.east >= at.x);
        let mut inside = false;
        for edge in &strip[..far_enough] {
            let (a, b) = (edge.a, edge.b);
            // A ray to the east crosses edges that have the point to their west.
            let upward = b.y > at.y && a.y <= at.y;
            let downward = a.y > at.y && b.y <= at.y;
            if edge.west > at.x {
                inside ^= upward || downward;
                continue;
            }
            if at.y < a.y.min(b.y) || at.y > a.y.max(b.y) || at.x > a.x.max(b.x) {
                continue;
            }
            let side = RobustKernel::orient2d(a, b, at);
            if side == Orientation::Collinear {
                if at.x >= a.x.min(b.x) {
                    return Place::Boundary;
                }
                continue;
            }
            inside ^= (upward && side == Orientation::CounterClockwise)
                || (downward && side == Orientation::Clockwise);
        }
        if inside {
            Place::Interior
        } else {
            Place::Exterior
        }
    }

    /// Whether any edge shares a point with a side.
    pub(super) fn meet(&self, side: Line<f64>) -> bool {
        let (south, north) = (side.start.y.min(side.end.y), side.start.y.max(side.end.y));
        let (west, east) = (side.start.x.min(side.end.x), side.start.x.max(side.end.x));
        if south > self.north || north < self.south || west > self.east || east < self.west {
            return false;
        }
        let strips = self.strip(south.max(self.south))..=self.strip(north.min(self.north));
        self.strips[strips].iter().any(|strip| {
            let far_enough = strip.partition_point(|edge| edge.east >= west);
            strip[..far_enough]
                .iter()
                .any(|edge| edge.west <= east && Line::new(edge.a, edge.b).intersects(&side))
        })
    }
}
