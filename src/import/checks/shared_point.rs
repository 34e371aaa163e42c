//! One position under many different addresses: a placeholder for places that nobody looked up, such
//! as the middle of the county or the office.

use std::collections::BTreeSet;

use super::address::{AddressKey, key};
use super::{Finding, Subject};
use crate::import::issue::IssueKind;
use crate::model::SiteRecord;
use crate::model::site::PositionReason;

/// How many roads, or how many neighbourhoods, one position may belong to when it is written to some
/// metres: a crossing has two roads and a lane. Coarser positions are shared by whole blocks and say
/// nothing.
const ROADS_AT_A_POINT: [(f64, usize); 2] = [(2.0, 3), (15.0, 4)];

/// Marks every site at a position that stands under more roads or neighbourhoods than can meet there.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let position = |index: usize| {
        let at = subject.sites[index].position;
        [at.lon().to_bits(), at.lat().to_bits()]
    };
    let mut by_position: Vec<([u64; 2], usize)> = (0..subject.sites.len())
        .map(|index| (position(index), index))
        .collect();
    by_position.sort_unstable();
    let mut findings = Vec::new();
    for sites in by_position.chunk_by(|a, b| a.0 == b.0) {
        let Some(names) = too_many_names(subject.sites, sites) else {
            continue;
        };
        let some: Vec<&str> = names.iter().take(4).map(String::as_str).collect();
        let more = if names.len() > some.len() {
            ", …"
        } else {
            ""
        };
        let detail = format!("{}: {}{more}", names.len(), some.join(", "));
        findings.extend(sites.iter().map(|&(_, site)| Finding {
            site: Some(site),
            kind: IssueKind::SharedPoint,
            reason: Some(PositionReason::SharedPoint),
            value: Some(subject.value(site)),
            detail: Some(detail.clone()),
        }));
    }
    findings
}

/// The names of roads and neighbourhoods at a position when they are too many.
fn too_many_names(
    all: &[Box<SiteRecord>],
    sites: &[([u64; 2], usize)],
) -> Option<BTreeSet<String>> {
    let &(_, limit) = ROADS_AT_A_POINT
        .iter()
        .find(|(uncertainty_m, _)| all[sites[0].1].uncertainty_m <= *uncertainty_m)?;
    if sites.len() < limit {
        return None;
    }
    let written: BTreeSet<_> = sites
        .iter()
        .map(|&(_, index)| (&all[index].road_address, &all[index].lot_address))
        .collect();
    if written.len() < limit {
        return None;
    }
    // Roads and neighbourhoods are counted apart: a row may be written by either.
    let (roads, neighbourhoods): (BTreeSet<String>, BTreeSet<String>) = sites
        .iter()
        .filter_map(|&(_, index)| address_key(&all[index]))
        .map(|key| key.name)
        .partition(|name| name.ends_with(['로', '길']));
    [roads, neighbourhoods]
        .into_iter()
        .filter(|names| names.len() >= limit)
        .max_by_key(BTreeSet::len)
}

/// What the addresses of a site name first.
pub(super) fn address_key(site: &SiteRecord) -> Option<AddressKey> {
    [&site.road_address, &site.lot_address]
        .into_iter()
        .flatten()
        .find_map(|address| key(address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::checks::testing::{examined, site};

    fn shared(rows: &[(f64, f64, &str)]) -> Vec<u32> {
        let sites = (2..)
            .zip(rows)
            .map(|(row, &(lon, lat, address))| site(row, lon, lat, address));
        examined("3040000", sites, IssueKind::SharedPoint)
    }

    #[test]
    fn one_point_under_addresses_of_several_neighbourhoods_is_a_placeholder() {
        let at = (127.08472, 37.53851);
        let rows =
            ["자양동 10", "구의동 27-1", "중곡동 190", "중곡동 191"].map(|lot| (at.0, at.1, lot));
        assert_eq!(shared(&rows), [2, 3, 4, 5]);
        assert_eq!(shared(&rows[..2]), [] as [u32; 0]);
    }

    #[test]
    fn many_cameras_of_one_building_one_crossing_or_one_coarse_block_are_none() {
        let building: Vec<String> = (1..9).map(|n| format!("자양로 117, {n}층 복도")).collect();
        let building: Vec<_> = building
            .iter()
            .map(|a| (127.08472, 37.53851, a.as_str()))
            .collect();
        assert_eq!(shared(&building), [] as [u32; 0]);
        let crossing = ["자양로 117", "자양로3길 2", "자양동 10-1", "자양동 12"]
            .map(|a| (127.08472, 37.53851, a));
        assert_eq!(shared(&crossing), [] as [u32; 0]);
        let block =
            ["자양동 10", "구의동 27-1", "중곡동 190", "군자동 1"].map(|a| (127.08, 37.538, a));
        assert_eq!(shared(&block), [] as [u32; 0]);
    }
}
