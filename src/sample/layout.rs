//! Which planned site stands at which spot: what serves one purpose stands together or along the kind of
//! street that suits it.

use super::ground::{Ground, Metres, metres};
use super::plan::{PlannedRow, PlannedSite};
use super::random::Random;
use super::streets::{Kind, Spot};
use crate::model::purpose::Purpose;

/// Closest that two cameras on hills come to each other, metres.
const HILL_APART_M: f64 = 120.0;
/// How far a camera stands from the top of its hill, metres.
const HILL_REACH_M: f64 = 600.0;
/// Farthest that members of a group stand from its first one, metres.
const GROUP_REACH_M: f64 = 260.0;

/// How the sites of a purpose lie to each other. The order is the order of placing: what needs a
/// particular spot comes first, what fills the streets last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Habit {
    /// On hills, away from streets.
    Hill,
    /// In the town of the department.
    OwnTown,
    /// In groups of so many: around a school, a park, a public building.
    Group(usize),
    /// On main streets.
    MainStreet,
    /// On country roads.
    Country,
    /// Anywhere, one by one.
    Scattered,
    /// Street by street.
    Streets,
}

/// The places of all sites of all rows, in their order.
///
/// `None` for a site for which no spot is left.
pub(super) fn place(
    ground: &Ground,
    spots: &[Spot],
    rows: &[PlannedRow],
    random: &mut Random,
) -> Vec<Vec<Option<Metres>>> {
    let mut layout = Layout::new(ground, spots, random);
    let mut order: Vec<(Habit, usize, usize)> = Vec::new();
    for (row, planned) in rows.iter().enumerate() {
        for (index, site) in planned.sites.iter().enumerate() {
            order.push((layout.habit(planned, *site), row, index));
        }
    }
    order.sort_unstable();
    let mut places: Vec<Vec<Option<Metres>>> =
        rows.iter().map(|row| vec![None; row.sites.len()]).collect();
    let same_row = |a: &(Habit, usize, usize), b: &(Habit, usize, usize)| (a.0, a.1) == (b.0, b.1);
    for together in order.chunk_by(same_row) {
        let (habit, row, _) = together[0];
        let found = layout.find(habit, rows[row].department, together.len(), random);
        for (&(_, _, index), place) in together.iter().zip(found) {
            places[row][index] = Some(place);
        }
    }
    places
}

struct Layout<'g, 'a> {
    ground: &'g Ground<'a>,
    spots: &'g [Spot],
    is_free: Vec<bool>,
    /// Indexes of spots street by street, the streets in random order.
    by_street: Vec<usize>,
    /// Indexes of spots in random order.
    shuffled: Vec<usize>,
    on_hills: Vec<Metres>,
}

impl<'g, 'a> Layout<'g, 'a> {
    fn new(ground: &'g Ground<'a>, spots: &'g [Spot], random: &mut Random) -> Self {
        let mut shuffled: Vec<usize> = (0..spots.len()).collect();
        let mut streets: Vec<&[usize]> = shuffled
            .chunk_by(|&a, &b| spots[a].street == spots[b].street)
            .collect();
        random.shuffle(&mut streets);
        let by_street = streets.concat();
        random.shuffle(&mut shuffled);
        Self {
            ground,
            spots,
            is_free: vec![true; spots.len()],
            by_street,
            shuffled,
            on_hills: Vec::new(),
        }
    }

    fn habit(&self, row: &PlannedRow, site: PlannedSite) -> Habit {
        if self.own_town(row.department).is_some() {
            return Habit::OwnTown;
        }
        let area = self.ground.area;
        match site.purpose {
            Purpose::ForestFire if !area.hills.is_empty() => Habit::Hill,
            Purpose::Child | Purpose::Multi => Habit::Group(4),
            // One large plant or hall each.
            Purpose::Facility if site.units > 6 => Habit::Scattered,
            Purpose::Facility if row.sites.len() < 20 => Habit::Group(2),
            Purpose::Heritage => Habit::Group(1),
            Purpose::Facility | Purpose::Park | Purpose::ParkingLot => Habit::Group(3),
            Purpose::ParkingEnforcement
            | Purpose::TrafficEnforcement
            | Purpose::TrafficInfo
            | Purpose::VehicleCrime => Habit::MainStreet,
            Purpose::Disaster if !area.is_urban => Habit::Country,
            Purpose::Disaster | Purpose::Waste | Purpose::ForestFire => Habit::Scattered,
            Purpose::Crime | Purpose::Other => Habit::Streets,
        }
    }

    /// The town that has the department's name.
    fn own_town(&self, department: Option<&str>) -> Option<usize> {
        let towns = self.ground.area.towns;
        towns.iter().position(|town| Some(town.name) == department)
    }

    /// Takes so many spots.
    fn find(
        &mut self,
        habit: Habit,
        department: Option<&str>,
        count: usize,
        random: &mut Random,
    ) -> Vec<Metres> {
        let mut found = match habit {
            Habit::Hill => self.on_hills(count, random),
            Habit::OwnTown => {
                let town = self.own_town(department);
                self.take(count, |spot| spot.town == town)
            }
            Habit::Group(size) => self.groups(count, size),
            Habit::MainStreet => self.take(count, |spot| spot.kind == Kind::Main),
            Habit::Country => self.take(count, |spot| spot.kind == Kind::Road),
            Habit::Scattered => Vec::new(),
            Habit::Streets => self.along_streets(count, random),
        };
        let missing = count - found.len();
        found.extend(self.take(missing, |_| true));
        found
    }

    /// Free spots of some kind in random order.
    fn take(&mut self, count: usize, suits: impl Fn(&Spot) -> bool) -> Vec<Metres> {
        let mut found = Vec::new();
        for &index in &self.shuffled {
            if found.len() == count {
                break;
            }
            if self.is_free[index] && suits(&self.spots[index]) {
                self.is_free[index] = false;
                found.push(self.spots[index].at);
            }
        }
        found
    }

    /// Groups of neighbouring spots, each around a free one.
    fn groups(&mut self, count: usize, size: usize) -> Vec<Metres> {
        let mut found = Vec::new();
        while found.len() < count {
            let Some(first) = self.take(1, |spot| spot.kind != Kind::Road).pop() else {
                break;
            };
            found.push(first);
            let mut near: Vec<(f64, usize)> = (0..self.spots.len())
                .filter(|&index| self.is_free[index])
                .map(|index| ((self.spots[index].at - first).length(), index))
                .filter(|&(distance_m, _)| distance_m < GROUP_REACH_M)
                .collect();
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let more = (size - 1).min(count - found.len());
            for &(_, index) in near.iter().take(more) {
                self.is_free[index] = false;
                found.push(self.spots[index].at);
            }
        }
        found
    }

    /// Street after street; here and there a spot stays empty.
    fn along_streets(&mut self, count: usize, random: &mut Random) -> Vec<Metres> {
        let mut found = Vec::new();
        for &index in &self.by_street {
            if found.len() == count {
                break;
            }
            if self.is_free[index] && random.chance(0.93) {
                self.is_free[index] = false;
                found.push(self.spots[index].at);
            }
        }
        found
    }

    /// Places around the hills, hill after hill.
    fn on_hills(&mut self, count: usize, random: &mut Random) -> Vec<Metres> {
        let hills = self.ground.area.hills;
        let mut found = Vec::new();
        // A hill has room for some fifty cameras; the tries end long after that.
        for hill in hills.iter().cycle().take(hills.len() * 200) {
            if found.len() == count {
                break;
            }
            let offset = metres(random.between(-1.0, 1.0), random.between(-1.0, 1.0));
            let place = self.ground.place(*hill) + offset * (HILL_REACH_M * 0.7);
            let is_apart = |other: &Metres| (*other - place).length() > HILL_APART_M;
            if self.on_hills.iter().all(is_apart) && self.ground.is_inside(place, 60.0) {
                self.on_hills.push(place);
                found.push(place);
            }
        }
        found
    }
}
