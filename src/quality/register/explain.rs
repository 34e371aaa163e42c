//! Why stated and loaded numbers may differ, as far as the numbers tell.

use super::sites::Tally;
use super::{Compared, Counted};
use crate::import::grouped;
use crate::quality::Said;

/// Two numbers are called near when they differ by no more than a twentieth.
const NEAR: u64 = 20;

pub(super) fn is_near(a: u64, b: u64) -> bool {
    a.abs_diff(b) * NEAR <= a.max(b)
}

/// Why stated and loaded numbers may differ, from the numbers alone.
pub(super) fn explain(stated: Counted, loaded: Tally) -> Vec<Said> {
    let mut reasons = Vec::new();
    let (sites, units) = (loaded.sites, loaded.units);
    let Some(stated_units) = stated.units else {
        return reasons;
    };
    if sites == 0 {
        if stated_units > 0 {
            reasons.push(Said::new(
                "대장에 이에 해당하는 행이 없음",
                "the register has no row of it",
            ));
        }
        return reasons;
    }
    if loaded.without_count > 0 {
        reasons.push(Said::new(
            format!(
                "카메라대수가 없는 지점 {}곳은 대수에 더해지지 않음",
                grouped(loaded.without_count)
            ),
            format!(
                "{} sites state no number of cameras and add nothing",
                grouped(loaded.without_count)
            ),
        ));
    }
    if units == stated_units {
        return reasons;
    }
    let one_each = units + loaded.without_count == sites;
    if is_near(sites, stated_units) && one_each {
        reasons.push(Said::new(
            format!(
                "대장의 행 수 {}이(가) 방침의 대수 {}에 가깝고 행마다 한 대 이하: 카메라 한 대가 한 행인 대장으로 보임",
                grouped(sites),
                grouped(stated_units)
            ),
            format!(
                "{} rows are near the {} stated cameras and none states more than one: a row seems to be a camera",
                grouped(sites),
                grouped(stated_units)
            ),
        ));
    } else if let Some(places) = stated.sites
        && is_near(sites, places)
        && !is_near(units, stated_units)
    {
        reasons.push(Said::new(
            format!(
                "지점 수는 방침의 개소 {}에 가까움: 한 행이 지주 하나이며 카메라대수가 방침과 다르게 적힌 것으로 보임",
                grouped(places)
            ),
            format!(
                "the sites are near the {} stated places: a row seems to be a pole, and the numbers of cameras on it differ",
                grouped(places)
            ),
        ));
    } else if is_near(sites, stated_units) && !is_near(units, stated_units) {
        reasons.push(Said::new(
            format!(
                "지점 수가 방침의 대수 {}에 가까움: 방침은 지점을 대수로 세었거나 대장은 카메라 한 대를 한 행으로 적은 것으로 보임",
                grouped(stated_units)
            ),
            format!(
                "the sites, not the cameras, are near the {} stated cameras: one of the two counts poles where the other counts cameras",
                grouped(stated_units)
            ),
        ));
    }
    reasons
}

/// The purposes that make up most of a difference of the totals.
pub(super) fn where_the_difference_is(
    stated: u64,
    loaded: u64,
    purposes: &[Compared],
) -> Option<Said> {
    let fewer = loaded < stated;
    let mut gaps: Vec<(u64, &Compared)> = purposes
        .iter()
        .filter_map(|purpose| {
            let stated = purpose.stated.and_then(|stated| stated.units).unwrap_or(0);
            let loaded = purpose.loaded.units.unwrap_or(0);
            let gap = if fewer {
                stated.checked_sub(loaded)?
            } else {
                loaded.checked_sub(stated)?
            };
            (gap > 0).then_some((gap, purpose))
        })
        .collect();
    gaps.sort_by_key(|&(gap, _)| std::cmp::Reverse(gap));
    let list = |lang: fn(&Said) -> &str| {
        gaps.iter()
            .take(3)
            .map(|(gap, purpose)| format!("{} {}", lang(&purpose.name), grouped(*gap)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    if gaps.is_empty() {
        return None;
    }
    let (ko, en) = (list(|said| &said.ko), list(|said| &said.en));
    Some(if fewer {
        Said::new(
            format!(
                "대장이 {}대 적음; 많이 빠진 순서: {ko}",
                grouped(stated - loaded)
            ),
            format!(
                "the register has {} cameras fewer; where most are missing: {en}",
                grouped(stated - loaded)
            ),
        )
    } else {
        Said::new(
            format!(
                "대장이 {}대 많음; 많이 더한 순서: {ko}",
                grouped(loaded - stated)
            ),
            format!(
                "the register has {} cameras more; where most are added: {en}",
                grouped(loaded - stated)
            ),
        )
    })
}
