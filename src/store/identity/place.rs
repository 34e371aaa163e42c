//! Pairs sites by their place: position, address, purpose; one to one, without comparing all with all.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Identity;
use crate::model::site::PositionReason;
use crate::model::{Purpose, SiteRecord};
use crate::spatial::{LocalMetric, LonLat};
use crate::store::compare::{content_hash, same_content};

/// Metres by which a position may differ beyond what its decimals leave open: a survey repeated.
const SLACK_M: f64 = 10.0;
/// Farthest distance at which two positions can be one place, whatever their decimals.
const NEAR_M: f64 = 40.0;
/// Farthest distance at which one address is one place: a datum mistaken shifts by some 300 m.
const ADDRESS_M: f64 = 400.0;
/// Side of a cell, degrees: more than [`NEAR_M`] in both directions everywhere in Korea.
const CELL_DEG: f64 = 0.0005;
/// More sites than this at one place and nothing tells them apart.
const CROWD: usize = 64;

/// Where a site is, in a form that is quick to compare. Address texts are hashed without blanks,
/// punctuation and what stands in brackets; `None` where there is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    position: LonLat,
    tolerance_m: f64,
    road: Option<u64>,
    lot: Option<u64>,
    purpose: Purpose,
    shared_point: bool,
}

impl Place {
    pub(super) fn new(site: &SiteRecord) -> Self {
        Self {
            position: site.position,
            tolerance_m: site.uncertainty_m,
            road: site.road_address.as_deref().and_then(address),
            lot: site.lot_address.as_deref().and_then(address),
            purpose: site.purpose,
            shared_point: site
                .reasons
                .iter()
                .any(|reason| reason == PositionReason::SharedPoint),
        }
    }

    fn same_address(&self, other: &Self) -> bool {
        (self.road.is_some() && self.road == other.road)
            || (self.lot.is_some() && self.lot == other.lot)
    }

    /// Both state an address of the same kind, and none agrees.
    fn other_address(&self, other: &Self) -> bool {
        let comparable = (self.road.is_some() && other.road.is_some())
            || (self.lot.is_some() && other.lot.is_some());
        comparable && !self.same_address(other)
    }

    fn reach_m(&self, other: &Self) -> f64 {
        (self.tolerance_m + other.tolerance_m + SLACK_M).min(NEAR_M)
    }

    fn is_near(&self, other: &Self) -> bool {
        self.distance_m(other) <= self.reach_m(other)
    }

    fn distance_m(&self, other: &Self) -> f64 {
        LocalMetric::new(self.position).distance_m(other.position)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "degrees over a cell's side fit"
    )]
    fn cell(&self) -> (i32, i32) {
        (
            (self.position.lon() / CELL_DEG).floor() as i32,
            (self.position.lat() / CELL_DEG).floor() as i32,
        )
    }

    /// Whether the position alone says where it is: not where it is rounded or stands for many addresses.
    fn position_tells(&self) -> bool {
        self.tolerance_m <= NEAR_M && !self.shared_point
    }

    fn spot(&self) -> (u64, u64, Purpose) {
        (
            self.position.lon().to_bits(),
            self.position.lat().to_bits(),
            self.purpose,
        )
    }

    fn exact_key(&self) -> (u64, u64, Option<u64>, Option<u64>, Purpose) {
        (
            self.position.lon().to_bits(),
            self.position.lat().to_bits(),
            self.road,
            self.lot,
            self.purpose,
        )
    }
}

/// The keys that come more than once.
fn several<K: Hash + Eq + Copy>(keys: impl Iterator<Item = K>) -> HashSet<K> {
    let mut seen = HashSet::new();
    keys.filter(|&key| !seen.insert(key)).collect()
}

/// How many places have each address.
fn count_addresses<'p>(places: impl Iterator<Item = &'p Place>) -> HashMap<u64, usize> {
    let mut counts = HashMap::new();
    for place in places {
        let lot = place.lot.filter(|_| place.lot != place.road);
        for address in place.road.into_iter().chain(lot) {
            *counts.entry(address).or_default() += 1;
        }
    }
    counts
}

/// Hash of what identifies an address.
fn address(text: &str) -> Option<u64> {
    let mut hash = DefaultHasher::new();
    let (mut depth, mut any) = (0u32, false);
    for c in text.chars() {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            // The hyphen parts the numbers of a lot.
            _ if depth == 0 && (c.is_alphanumeric() || c == '-') => {
                c.hash(&mut hash);
                any |= c.is_alphanumeric();
            }
            _ => {}
        }
    }
    any.then(|| hash.finish())
}

/// Pairs found so far.
///
/// Former sites have statements; the first of each has the index of its site.
pub(super) struct Pairing<'a> {
    records: &'a [&'a SiteRecord],
    places: &'a [Place],
    /// Which site a statement is about.
    sites: &'a [usize],
    new_records: &'a [&'a SiteRecord],
    new_places: &'a [Place],
    /// Whether a site has its pair.
    taken: Vec<bool>,
    /// The site of each new one.
    found: Vec<Option<usize>>,
    ambiguous: Vec<bool>,
    /// How many sites of the release that is compared with, and how many new ones, have an address.
    at_address: [HashMap<u64, usize>; 2],
}

/// Sites that stand at exactly the same place.
pub(super) struct Exact {
    pub old: usize,
    pub new: usize,
    /// Whether each is the only one there; else what is said of them tells them from the others.
    pub alone: bool,
}

/// Statements of former sites, and new sites, by index.
type Sides = (Vec<usize>, Vec<usize>);

impl<'a> Pairing<'a> {
    pub(super) fn new(
        (records, places, sites): (&'a [&'a SiteRecord], &'a [Place], &'a [usize]),
        (new_records, new_places): (&'a [&'a SiteRecord], &'a [Place]),
        live: &[usize],
    ) -> Self {
        let at_address = [
            count_addresses(live.iter().map(|&index| &places[index])),
            count_addresses(new_places.iter()),
        ];
        Self {
            at_address,
            records,
            places,
            sites,
            new_records,
            new_places,
            taken: vec![false; records.len()],
            found: vec![None; new_records.len()],
            ambiguous: vec![false; new_records.len()],
        }
    }

    /// The pairs found so far, former and new site.
    pub(super) fn found(&self) -> impl Iterator<Item = (usize, usize)> {
        let found = self.found.iter().enumerate();
        found.filter_map(|(new, found)| Some(((*found)?, new)))
    }

    /// Whether a number that both have stands at the same place: near, or at an address that is of no other.
    pub(super) fn is_same(&self, old: usize, new: usize) -> bool {
        let (place, other) = (&self.places[old], &self.new_places[new]);
        let of_one = |address: Option<u64>| {
            address.is_some_and(|address| {
                let count = |side: &HashMap<u64, usize>| side.get(&address).copied();
                self.at_address
                    .iter()
                    .all(|side| count(side).unwrap_or_default() <= 1)
            })
        };
        place.is_near(other)
            || (place.road == other.road && of_one(place.road))
            || (place.lot == other.lot && of_one(place.lot))
    }

    /// Whether both state the same position, addresses and purpose.
    pub(super) fn is_exact(&self, old: usize, new: usize) -> bool {
        self.places[old].exact_key() == self.new_places[new].exact_key()
    }

    /// What stands at exactly the same position with the same purpose, told from others there by the
    /// addresses and then by all facts.
    pub(super) fn exact(&self, old: &[usize], new: &[usize]) -> Vec<Exact> {
        let mut found = Vec::new();
        let mut add = |old: usize, new: usize, alone| found.push(Exact { old, new, alone });
        for (old, new) in self.group(old, new, |place| Some(place.spot())) {
            if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
                let (place, other) = (&self.places[*old], &self.new_places[*new]);
                if !place.other_address(other) || (place.position_tells() && other.position_tells())
                {
                    add(*old, *new, true);
                }
                continue;
            }
            for (old, new) in self.group(&old, &new, |place| Some(place.exact_key())) {
                if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
                    add(*old, *new, true);
                    continue;
                }
                for (old, new) in self.alike(&old, &new) {
                    if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
                        add(*old, *new, false);
                    }
                }
            }
        }
        // Groups come in no order.
        found.sort_unstable_by_key(|exact| exact.new);
        found
    }

    /// Sites of which the same is said, whatever their numbers.
    fn alike(&self, old: &[usize], new: &[usize]) -> Vec<Sides> {
        let mut groups: HashMap<_, Sides> = HashMap::new();
        for &index in new {
            let facts = self.new_records[index].facts();
            groups.entry(facts).or_default().1.push(index);
        }
        for &index in old {
            if let Some(group) = groups.get_mut(&self.records[index].facts()) {
                group.0.push(index);
            }
        }
        groups.into_values().collect()
    }

    /// Takes a pair unless one side has another already.
    pub(super) fn pair(&mut self, old: usize, new: usize) {
        if self.is_left(old) && self.found[new].is_none() {
            let site = self.sites[old];
            self.taken[site] = true;
            self.found[new] = Some(site);
        }
    }

    /// The statements of sites that have no pair yet.
    pub(super) fn left(&self, statements: &[usize]) -> impl Iterator<Item = usize> {
        let left = statements.iter().copied();
        left.filter(|&statement| self.is_left(statement))
    }

    fn unfound(&self, new: &[usize]) -> impl Iterator<Item = usize> {
        let new = new.iter().copied();
        new.filter(|&index| self.found[index].is_none())
    }

    fn is_left(&self, statement: usize) -> bool {
        !self.taken[self.sites[statement]]
    }

    /// Pairs by place, from the surest likeness to the least. With `tell`, sites that several former
    /// ones come into question for are remembered as ambiguous.
    pub(super) fn by_place(&mut self, old: &[usize], new: &[usize], tell: bool) {
        self.exactly(old, new, tell);
        self.near(old, new, tell);
        self.by_address(old, new, tell);
    }

    /// Pairs what states the same position, addresses and purpose.
    pub(super) fn exactly(&mut self, old: &[usize], new: &[usize], tell: bool) {
        let groups = self.group(old, new, |place| Some(place.exact_key()));
        for (old, new) in groups {
            let (old, new) = self.same_content(&old, &new);
            for (old, new) in self.alike(&old, &new) {
                self.only_one(&old, &new, false);
            }
            let old: Vec<usize> = self.left(&old).collect();
            let new: Vec<usize> = self.unfound(&new).collect();
            self.only_one(&old, &new, tell);
        }
    }

    /// Pairs what stands within tolerance, has the same purpose and no other address, where each is
    /// the only one for the other.
    fn near(&mut self, old: &[usize], new: &[usize], tell: bool) {
        let mut cells: HashMap<((i32, i32), Purpose), Vec<usize>> = HashMap::new();
        for index in self.left(old) {
            let place = &self.places[index];
            cells
                .entry((place.cell(), place.purpose))
                .or_default()
                .push(index);
        }
        let mut claims: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut choices: Vec<(usize, usize)> = Vec::new();
        for &index in new {
            if self.found[index].is_some() {
                continue;
            }
            let place = &self.new_places[index];
            let mut candidates = Vec::new();
            let mut crowded = false;
            for cell in around(place.cell()) {
                let Some(here) = cells.get(&(cell, place.purpose)) else {
                    continue;
                };
                if here.len() > CROWD {
                    crowded = true;
                    continue;
                }
                candidates.extend(here.iter().copied().filter(|&old| {
                    let other = &self.places[old];
                    !place.other_address(other) && place.is_near(other)
                }));
            }
            // An address that agrees tells more than one that is missing.
            if candidates.len() > 1 {
                let agreeing: Vec<usize> = candidates
                    .iter()
                    .copied()
                    .filter(|&old| place.same_address(&self.places[old]))
                    .collect();
                if agreeing.len() == 1 {
                    candidates = agreeing;
                }
            }
            match candidates.as_slice() {
                [] if !crowded => {}
                [one] if !crowded => {
                    claims.entry(*one).or_default().push(index);
                    choices.push((*one, index));
                }
                _ => self.ambiguous[index] |= tell,
            }
        }
        for (old, new) in choices {
            if claims[&old].len() == 1 {
                self.pair(old, new);
            } else {
                self.ambiguous[new] |= tell;
            }
        }
    }

    /// Pairs what has the same address and purpose, at a small distance, where no other site of either
    /// release has both: an address may be that of a mountain or of a whole road.
    fn by_address(&mut self, old: &[usize], new: &[usize], tell: bool) {
        for kind in [|place: &Place| place.road, |place: &Place| place.lot] {
            let key = |place: &Place| Some((kind(place)?, place.purpose));
            let crowds = [
                several(old.iter().filter_map(|&index| key(&self.places[index]))),
                several(self.new_places.iter().filter_map(key)),
            ];
            let groups = self.group(old, new, key);
            for (old, new) in groups {
                let of_several = key(&self.new_places[new[0]])
                    .is_some_and(|key| crowds.iter().any(|crowd| crowd.contains(&key)));
                if let ([one], [other]) = (old.as_slice(), new.as_slice()) {
                    if !of_several
                        && self.places[*one].distance_m(&self.new_places[*other]) <= ADDRESS_M
                    {
                        self.pair(*one, *other);
                    }
                } else if tell {
                    for index in new {
                        self.ambiguous[index] = true;
                    }
                }
            }
        }
    }

    /// What is left of both sides, by a key; only keys that both sides have.
    fn group<K: Hash + Eq>(
        &self,
        old: &[usize],
        new: &[usize],
        key: impl Fn(&Place) -> Option<K>,
    ) -> Vec<Sides> {
        let mut groups: HashMap<K, Sides> = HashMap::new();
        for index in self.unfound(new) {
            if let Some(key) = key(&self.new_places[index]) {
                groups.entry(key).or_default().1.push(index);
            }
        }
        for index in self.left(old) {
            if let Some(group) = key(&self.places[index]).and_then(|key| groups.get_mut(&key)) {
                group.0.push(index);
            }
        }
        groups
            .into_values()
            .filter(|(old, _)| !old.is_empty())
            .collect()
    }

    /// Pairs rows that state exactly the same, in their order: they cannot be told apart and need not
    /// be. Returns the others.
    fn same_content(&mut self, old: &[usize], new: &[usize]) -> Sides {
        if let ([_], [_]) = (old, new) {
            return (old.to_vec(), new.to_vec());
        }
        let mut by_text: HashMap<u64, Vec<usize>> = HashMap::new();
        for &index in old.iter().rev() {
            by_text
                .entry(content_hash(self.records[index]))
                .or_default()
                .push(index);
        }
        for &index in new {
            let record = self.new_records[index];
            if let Some(alike) = by_text.get_mut(&content_hash(record))
                && let Some(&old) = alike.last()
                && same_content(self.records[old], record)
            {
                alike.pop();
                self.pair(old, index);
            }
        }
        (self.left(old).collect(), self.unfound(new).collect())
    }

    fn only_one(&mut self, old: &[usize], new: &[usize], tell: bool) {
        match (old, new) {
            ([old], [new]) => self.pair(*old, *new),
            ([], _) | (_, []) => {}
            _ => {
                for &index in new {
                    self.ambiguous[index] |= tell;
                }
            }
        }
    }

    /// What became of every new site, given the sites of the release that was compared with.
    pub(super) fn result(self, live: &[usize]) -> Vec<Identity> {
        let mut cells: HashSet<(i32, i32)> = HashSet::new();
        let mut addresses: HashSet<u64> = HashSet::new();
        for &index in live.iter().filter(|&&index| !self.taken[index]) {
            let place = &self.places[index];
            cells.insert(place.cell());
            addresses.extend([place.road, place.lot].into_iter().flatten());
        }
        let beside_what_went = |place: &Place| {
            around(place.cell()).any(|cell| cells.contains(&cell))
                || [place.road, place.lot]
                    .into_iter()
                    .flatten()
                    .any(|key| addresses.contains(&key))
        };
        self.found
            .iter()
            .enumerate()
            .map(|(index, found)| match found {
                Some(old) => Identity::Known(*old),
                None if self.ambiguous[index] => Identity::Ambiguous,
                None if beside_what_went(&self.new_places[index]) => Identity::NewAtOldPlace,
                None => Identity::New,
            })
            .collect()
    }
}

fn around((x, y): (i32, i32)) -> impl Iterator<Item = (i32, i32)> {
    (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| (x + dx, y + dy)))
}
