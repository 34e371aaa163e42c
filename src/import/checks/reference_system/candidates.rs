//! Which of several systems explain the points equally well, and how they are told.
//!
//! 5181, 5174 and 2097 put the same numbers within 255 to 360 m of each other. Only points near a border tell
//! them apart, and one such point more is chance: whoever followed the best count alone would be led to a
//! system that is 300 m off. So all that are nearly as good are named, the commonest first.

use super::{LEAST_WON, THIN, WON_FOR_LOST};
use crate::import::issue::IssueKind;
use crate::spatial::LonLat;
use crate::spatial::geodesic::geodesic_distance_m;

/// Of the points of the best, so many percent may lie outside in another that is as good, and one more.
const CHANCE: usize = 3;
/// Systems that put a row no further apart than this say the same, metres.
const NOTHING_M: f64 = 0.5;
/// Systems named at most.
const NAMED: usize = 6;

/// A system that the points may be in.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// As it is told: `EPSG:5181`, `EPSG:5186 (x↔y)`.
    pub(super) name: String,
    /// Which points it puts into their area.
    pub(super) inside: Vec<bool>,
    /// Where it puts the first point.
    pub(super) first: Option<LonLat>,
}

/// The systems that explain the points, the commonest first.
#[derive(Debug)]
pub(super) struct Likely {
    named: Vec<Candidate>,
}

impl Likely {
    /// Those of some candidates that are as good as the best; `None` without candidates.
    ///
    /// `candidates` come the commonest first, all of the same points.
    pub(super) fn of(candidates: Vec<Candidate>) -> Option<Self> {
        let best = candidates.iter().map(Candidate::count).max()?;
        let best = candidates.iter().find(|one| one.count() == best)?.clone();
        let named: Vec<Candidate> = candidates
            .into_iter()
            .filter(|one| one.is_as_good_as(&best))
            .take(NAMED)
            .collect();
        Some(Self { named })
    }

    /// The kind of remark, by how many points speak for these systems.
    pub(super) fn kind(won: usize) -> IssueKind {
        if won < THIN {
            IssueKind::OtherReferenceSystemThin
        } else {
            IssueKind::OtherReferenceSystem
        }
    }

    /// `EPSG:5181 (3/600 → 598/600), EPSG:2097 (3/600 → 599/600)`.
    pub(super) fn told(&self, inside_now: usize) -> String {
        let told = self.named.iter().map(|one| {
            let tried = one.inside.len();
            let then = one.count();
            format!("{} ({inside_now}/{tried} → {then}/{tried})", one.name)
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// Names of several systems, and how far apart they put the same row, metres: `71–313`.
    pub(super) fn alike(&self) -> Option<(String, String)> {
        let placed: Vec<LonLat> = self.named.iter().filter_map(|one| one.first).collect();
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for (index, a) in placed.iter().enumerate() {
            for b in &placed[index + 1..] {
                let apart = geodesic_distance_m(*a, *b);
                least = least.min(apart);
                most = most.max(apart);
            }
        }
        // Two belts that are two degrees apart from the right one each put it at the very same place.
        if self.named.len() < 2 || !least.is_finite() || most < NOTHING_M {
            return None;
        }
        let names: Vec<&str> = self.named.iter().map(|one| one.name.as_str()).collect();
        let (least, most) = (format!("{least:.0}"), format!("{most:.0}"));
        let apart = if least == most {
            least
        } else {
            format!("{least}–{most}")
        };
        Some((names.join(", "), apart))
    }
}

impl Candidate {
    fn count(&self) -> usize {
        self.inside.iter().filter(|inside| **inside).count()
    }

    /// Whether only chance parts it from the best.
    fn is_as_good_as(&self, best: &Self) -> bool {
        let of_both = |mine: bool, others: bool| {
            let both = self.inside.iter().zip(&best.inside);
            both.filter(|&(a, b)| (*a, *b) == (mine, others)).count()
        };
        let (won, lost) = (of_both(false, true), of_both(true, false));
        let count = best.count();
        count - self.count() <= 1 + count * CHANCE / 100 && !is_convincing(won, lost)
    }
}

/// Many more points are won than lost: by chance a shift loses as many as it wins.
pub(super) fn is_convincing(won: usize, lost: usize) -> bool {
    won >= LEAST_WON && won > WON_FOR_LOST * lost
}
