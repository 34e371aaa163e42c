//! Streets as gently bending lines, and the spots along them where a camera could stand.
//!
//! Main streets follow the direction of the ground at about one block's distance from each other, side
//! streets leave them at right angles and end at a main street. Country roads wind from town to town,
//! with hamlets on the way.

use std::collections::{HashMap, VecDeque};

use super::ground::{Ground, Metres, Settlement, whole};
use super::random::Random;

/// Length of one step along a street, metres.
const STEP_M: f64 = 8.0;
/// Closest that two spots come to each other, metres.
const APART_M: f64 = 24.0;
/// Closest that a spot comes to the border of the institution, metres.
const BORDER_MARGIN_M: f64 = 45.0;

/// What a street is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Through the town.
    Main,
    /// Off a main street.
    Side,
    /// Through the country.
    Road,
}

/// A line of points a few metres apart.
#[derive(Debug)]
pub(super) struct Street {
    pub(super) kind: Kind,
    pub(super) points: Vec<Metres>,
}

/// A place beside a street where a camera could stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) at: Metres,
    /// Index of its street.
    pub(super) street: usize,
    pub(super) kind: Kind,
    /// Index of the town that it is in.
    pub(super) town: Option<usize>,
}

/// Draws the streets of an area; hamlets are added to the ground first.
pub(super) fn draw(ground: &mut Ground, random: &mut Random) -> Vec<Street> {
    let roads = roads(ground, random);
    let mut drawing = Drawing {
        ground,
        block_m: ground.area.block_m,
        main: Nearby::new(ground.area.block_m),
        side: Nearby::new(ground.area.block_m),
        streets: Vec::new(),
    };
    drawing.draw_main(random);
    drawing.draw_sides(random);
    let mut streets = drawing.streets;
    streets.extend(roads);
    streets
}

/// The spots along the streets, street by street.
pub(super) fn spots(ground: &Ground, streets: &[Street], random: &mut Random) -> Vec<Spot> {
    let mut taken = Nearby::new(APART_M);
    let mut spots = Vec::new();
    for (index, street) in streets.iter().enumerate() {
        let (shortest, longest) = match street.kind {
            Kind::Main => (40.0, 90.0),
            Kind::Side => (40.0, 150.0),
            Kind::Road => (180.0, 520.0),
        };
        let mut ahead = random.between(0.0, shortest);
        for pair in street.points.windows(2) {
            let way = pair[1] - pair[0];
            let length = way.length();
            while ahead < length {
                let side = if random.chance(0.5) { 1.0 } else { -1.0 };
                let off = random.between(3.0, 7.0) * side;
                let at = way
                    .unit()
                    .map(|unit| pair[0] + unit * ahead + unit.left() * off);
                if let Some(at) = at.filter(|&at| {
                    !taken.is_any_within(at, APART_M) && ground.is_inside(at, BORDER_MARGIN_M)
                }) {
                    taken.add(at);
                    spots.push(Spot {
                        at,
                        street: index,
                        kind: street.kind,
                        town: ground.town_at(at),
                    });
                }
                ahead += random.between(shortest, longest);
            }
            ahead -= length;
        }
    }
    spots
}

/// Country roads between the towns; every second kilometre or so a hamlet.
fn roads(ground: &mut Ground, random: &mut Random) -> Vec<Street> {
    let mut roads = Vec::new();
    for &(from, to) in ground.area.roads {
        let place = |name: &str| {
            ground
                .area
                .towns
                .iter()
                .find(|town| town.name == name)
                .map(|town| ground.place(town.at))
        };
        let (Some(from), Some(to)) = (place(from), place(to)) else {
            continue;
        };
        let points = winding(from, to, random);
        let mut next_hamlet = random.between(1200.0, 2200.0);
        let mut gone = 0.0;
        let total = (to - from).length();
        for pair in points.windows(2) {
            let way = pair[1] - pair[0];
            gone += way.length();
            if gone > next_hamlet && gone < total - 900.0 {
                next_hamlet = gone + random.between(1300.0, 2800.0);
                if let Some(along) = way.unit() {
                    let reach_m = [random.between(130.0, 260.0), random.between(70.0, 130.0)];
                    let hamlet = Settlement::hamlet(pair[1], along, reach_m);
                    ground.settlements.push(hamlet);
                }
            }
        }
        roads.push(Street {
            kind: Kind::Road,
            points,
        });
    }
    roads
}

/// A winding line: midpoints moved aside, then the corners cut (Chaikin).
fn winding(from: Metres, to: Metres, random: &mut Random) -> Vec<Metres> {
    let mut points = vec![from, to];
    while (points[1] - points[0]).length() > 350.0 {
        let mut finer = vec![points[0]];
        for pair in points.windows(2) {
            let way = pair[1] - pair[0];
            let aside = way.left() * random.between(-0.16, 0.16);
            finer.push(pair[0] + way * 0.5 + aside);
            finer.push(pair[1]);
        }
        points = finer;
    }
    for _ in 0..3 {
        let mut smooth = vec![points[0]];
        for pair in points.windows(2) {
            let way = pair[1] - pair[0];
            smooth.extend([pair[0] + way * 0.25, pair[0] + way * 0.75]);
        }
        smooth.push(to);
        points = smooth;
    }
    points
}

struct Drawing<'g, 'a> {
    ground: &'g Ground<'a>,
    block_m: f64,
    /// Points of the main streets and of the side streets so far.
    main: Nearby,
    side: Nearby,
    streets: Vec<Street>,
}

impl Drawing<'_, '_> {
    /// Main streets: from each centre, then beside each street that was drawn, then where a gap is left.
    fn draw_main(&mut self, random: &mut Random) {
        let settlements = &self.ground.settlements;
        let mut seeds: VecDeque<Metres> = settlements.iter().map(|it| it.at).collect();
        let mut gaps = self.ground.mesh(self.block_m * 0.6);
        while let Some(seed) = seeds.pop_front().or_else(|| gaps.pop()) {
            let Some(direction) = self.ground.direction(seed) else {
                continue;
            };
            if !self.ground.is_built(seed) || self.main.is_any_within(seed, self.block_m * 0.75) {
                continue;
            }
            let limit_m = random.between(900.0, 3500.0);
            let mut points = self.trace(seed, direction * -1.0, Kind::Main, limit_m, limit_m);
            points.reverse();
            points.pop();
            points.extend(self.trace(seed, direction, Kind::Main, limit_m, limit_m));
            if points.len() < 12 {
                continue;
            }
            for step in points.windows(2).step_by(10) {
                if let Some(way) = (step[1] - step[0]).unit() {
                    for side in [1.0, -1.0] {
                        let apart = self.block_m * random.between(0.8, 1.35) * side;
                        seeds.push_back(step[0] + way.left() * apart);
                    }
                }
            }
            for &point in &points {
                self.main.add(point);
            }
            self.streets.push(Street {
                kind: Kind::Main,
                points,
            });
        }
    }

    /// Side streets: off each main street every block or so, to either side or across.
    fn draw_sides(&mut self, random: &mut Random) {
        for index in 0..self.streets.len() {
            let main = self.streets[index].points.clone();
            let mut ahead = random.between(0.2, 1.0) * self.block_m;
            for step in main.windows(2) {
                let way = step[1] - step[0];
                ahead -= way.length();
                if ahead > 0.0 {
                    continue;
                }
                ahead = self.block_m * random.between(0.75, 1.6);
                let Some(unit) = way.unit() else {
                    continue;
                };
                if self.side.is_any_within(step[0], self.block_m * 0.6) {
                    continue;
                }
                let across = random.chance(0.6);
                let side = if random.chance(0.5) { 1.0 } else { -1.0 };
                let mut points = Vec::new();
                let least_m = random.between(40.0, 420.0);
                if across {
                    points = self.trace(step[0], unit.left() * -side, Kind::Side, least_m, 900.0);
                    points.reverse();
                    points.pop();
                }
                let least_m = random.between(60.0, 600.0);
                points.extend(self.trace(step[0], unit.left() * side, Kind::Side, least_m, 1100.0));
                if points.len() < 7 {
                    continue;
                }
                for &point in &points {
                    self.side.add(point);
                }
                self.streets.push(Street {
                    kind: Kind::Side,
                    points,
                });
            }
        }
    }

    /// Follows the ground from a point. Ends where nothing is built, near a street of the same kind, at the
    /// first main street after `least_m` (side streets), and after `most_m`.
    fn trace(
        &self,
        start: Metres,
        heading: Metres,
        kind: Kind,
        least_m: f64,
        most_m: f64,
    ) -> Vec<Metres> {
        let same = if kind == Kind::Main {
            &self.main
        } else {
            &self.side
        };
        let mut points = vec![start];
        let (mut at, mut heading, mut gone) = (start, heading, 0.0);
        let follow = |at: Metres, heading: Metres| {
            let direction = self.ground.direction(at)?;
            let way = if kind == Kind::Main {
                direction
            } else {
                direction.left()
            };
            Some(if way.dot(heading) < 0.0 {
                way * -1.0
            } else {
                way
            })
        };
        while gone < most_m {
            // The direction half a step ahead: lines that should close do not drift apart.
            let Some(way) = follow(at, heading)
                .and_then(|way| follow(at + way * (STEP_M * 0.5), way))
                .filter(|way| way.dot(heading) > 0.7)
            else {
                break;
            };
            let next = at + way * STEP_M;
            if !self.ground.is_built(next) || same.is_any_within(next, self.block_m * 0.5) {
                break;
            }
            (at, heading, gone) = (next, way, gone + STEP_M);
            points.push(at);
            if kind == Kind::Side && gone > least_m && self.main.is_any_within(at, STEP_M) {
                break;
            }
        }
        points
    }
}

/// Points by cells, to ask whether any is near.
struct Nearby {
    cell_m: f64,
    cells: HashMap<(i64, i64), Vec<Metres>>,
}

impl Nearby {
    /// For distances up to the size of a cell.
    fn new(cell_m: f64) -> Self {
        Self {
            cell_m,
            cells: HashMap::new(),
        }
    }

    fn cell(&self, at: Metres) -> (i64, i64) {
        let index = |metres: f64| whole((metres / self.cell_m).floor());
        (index(at.east), index(at.north))
    }

    fn add(&mut self, at: Metres) {
        self.cells.entry(self.cell(at)).or_default().push(at);
    }

    fn is_any_within(&self, at: Metres, distance_m: f64) -> bool {
        let (column, row) = self.cell(at);
        (-1..=1).any(|dx| {
            (-1..=1).any(|dy| {
                self.cells
                    .get(&(column + dx, row + dy))
                    .into_iter()
                    .flatten()
                    .any(|&other| {
                        let offset = other - at;
                        offset.dot(offset) < distance_m * distance_m
                    })
            })
        })
    }
}
