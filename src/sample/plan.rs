//! How many sites with how many units of which purpose: from the count tables of the policies.

use super::random::Random;
use crate::model::policy::{Device, Installation, OperationPolicy};
use crate::model::purpose::Purpose;

/// One row of a count table, divided into sites.
#[derive(Debug)]
pub(super) struct PlannedRow<'a> {
    /// Department as the policy prints it.
    pub(super) department: Option<&'a str>,
    /// Its sites.
    pub(super) sites: Vec<PlannedSite>,
}

/// A site that still lacks its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlannedSite {
    pub(super) purpose: Purpose,
    pub(super) units: u32,
}

/// Sites for a policy that states no counts: a small set of some of its purposes.
const UNSTATED: [(Purpose, u32, u32); 5] = [
    (Purpose::Crime, 22, 48),
    (Purpose::ParkingEnforcement, 6, 6),
    (Purpose::Waste, 5, 5),
    (Purpose::Facility, 5, 9),
    (Purpose::TrafficInfo, 2, 2),
];

/// The rows of a policy as sites.
pub(super) fn rows<'a>(policy: &'a OperationPolicy, random: &mut Random) -> Vec<PlannedRow<'a>> {
    let planned: Vec<PlannedRow> = fixed_rows(policy)
        .map(|row| {
            let total = row.units.unwrap_or_default();
            let units = match row.sites {
                Some(sites) => spread(sites, total, random),
                None => split(total, most_per_site(&row.purpose_codes), random),
            };
            PlannedRow {
                department: row.department_ko.as_deref(),
                sites: with_purposes(units, &row.purpose_codes),
            }
        })
        .collect();
    if !planned.is_empty() {
        return planned;
    }
    UNSTATED
        .iter()
        .map(|&(purpose, sites, units)| PlannedRow {
            department: None,
            sites: with_purposes(spread(sites, units, random), &[purpose]),
        })
        .collect()
}

/// The rows that count: fixed devices, no printed examples. Vehicles and drones have no place.
pub(super) fn fixed_rows(policy: &OperationPolicy) -> impl Iterator<Item = &Installation> {
    policy
        .installations
        .iter()
        .filter(|row| row.device == Device::Fixed && !row.example)
}

fn most_per_site(purposes: &[Purpose]) -> u32 {
    if purposes.contains(&Purpose::ForestFire) {
        2
    } else {
        4
    }
}

/// So many units at so many sites, at least one at each.
fn spread(sites: u32, units: u32, random: &mut Random) -> Vec<u32> {
    let mut counts = vec![1; sites as usize];
    for _ in sites..units {
        let at = random.below(counts.len());
        counts[at] += 1;
    }
    counts
}

/// So many units at sites of one to `most`; small sites are more frequent.
fn split(mut units: u32, most: u32, random: &mut Random) -> Vec<u32> {
    let mut counts = Vec::new();
    while units > 0 {
        let mut count = 1;
        while count < most && random.chance(0.55) {
            count += 1;
        }
        let count = count.min(units);
        counts.push(count);
        units -= count;
    }
    counts
}

/// Gives the sites of a row its purposes. The policy does not say how its count divides among several;
/// here the first named gets the largest share: 2 : 1, or 3 : 2 : 1, and so on.
fn with_purposes(units: Vec<u32>, purposes: &[Purpose]) -> Vec<PlannedSite> {
    let round: Vec<Purpose> = (0..purposes.len())
        .rev()
        .flat_map(|last| purposes[..=last].iter().copied())
        .collect();
    units
        .into_iter()
        .zip(round.into_iter().cycle())
        .map(|(units, purpose)| PlannedSite { purpose, units })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::policy::founding;

    #[test]
    fn each_row_has_exactly_the_sites_and_units_that_the_policy_states() {
        for policy in founding() {
            let planned = rows(policy, &mut Random::named("test"));
            let stated: Vec<_> = fixed_rows(policy).collect();
            if stated.is_empty() {
                continue;
            }
            assert_eq!(planned.len(), stated.len());
            for (planned, stated) in planned.iter().zip(stated) {
                let units: u32 = planned.sites.iter().map(|site| site.units).sum();
                assert_eq!(Some(units), stated.units, "{}", stated.id);
                if let Some(sites) = stated.sites {
                    assert_eq!(planned.sites.len(), sites as usize, "{}", stated.id);
                } else {
                    let fits = |site: &PlannedSite| (1..=4).contains(&site.units);
                    assert!(planned.sites.iter().all(fits), "{}", stated.id);
                }
                assert!(planned.sites.iter().all(|site| site.units >= 1));
                assert_eq!(planned.department, stated.department_ko.as_deref());
                for purpose in &stated.purpose_codes {
                    let is_there = planned.sites.iter().any(|site| site.purpose == *purpose);
                    assert!(is_there, "{} {purpose:?}", stated.id);
                }
                for site in &planned.sites {
                    assert!(stated.purpose_codes.contains(&site.purpose));
                }
            }
        }
    }

    #[test]
    fn a_policy_without_counts_gets_a_small_set_of_its_stated_purposes() {
        let hanam = founding().last().unwrap();
        let planned = rows(hanam, &mut Random::named("test"));
        let sites: Vec<_> = planned.iter().flat_map(|row| &row.sites).collect();
        assert_eq!(sites.len(), 40);
        for site in sites {
            let is_stated = hanam
                .purposes_stated
                .iter()
                .any(|stated| stated.purpose_codes.contains(&site.purpose));
            assert!(is_stated, "{:?}", site.purpose);
        }
    }

    #[test]
    fn the_first_named_of_several_purposes_gets_the_largest_share() {
        let purposes = [Purpose::Child, Purpose::Waste, Purpose::ParkingLot];
        let given: Vec<Purpose> = with_purposes(vec![1; 6], &purposes)
            .into_iter()
            .map(|site| site.purpose)
            .collect();
        let [a, b, c] = purposes;
        assert_eq!(given, [a, b, c, a, b, a]);
    }
}
