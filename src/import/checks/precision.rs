//! How exact are the positions of a whole register? One point at three decimals may be chance; all of
//! them are how the office keeps its register.

use crate::import::Register;
use crate::import::issue::{Issue, IssueKind};
use crate::model::decimal::decimals_of;
use crate::model::{InstalledDate, InstitutionRegistry, SiteRecord};
use crate::spatial::{LocalMetric, LonLat};

/// Fewer sites tell nothing of a habit.
const LEAST_SITES: usize = 20;
/// Fewer dates may be the first of a month by chance.
const LEAST_DATES: usize = 3;
/// The share of sites, in percent, that has no more decimals than said: a few were entered by hand.
const NEARLY_ALL: usize = 95;
/// Decimals that are told: 3 are some 70 m.
const COARSE: usize = 3;
/// Most digits behind the point of a number of 64 bits.
const MOST: usize = 18;

/// Finds out how many decimals nearly all of a register has in each axis, and widens the uncertainty
/// of its sites to that where three or fewer is all that an axis has.
///
/// A row by itself takes the axis with more decimals for both, since trailing zeros are lost on the
/// way. A whole register whose longitudes never have more than two decimals has lost no zeros.
pub(super) fn settle(register: &mut Register) -> Option<Issue> {
    if register.sites.len() < LEAST_SITES || register.sample {
        return None;
    }
    if has_many_fine(register, LonLat::lat) && has_many_fine(register, LonLat::lon) {
        return None;
    }
    let lat = decimals_of_nearly_all(register, LonLat::lat);
    let lon = decimals_of_nearly_all(register, LonLat::lon);
    if lat.min(lon) > COARSE {
        return None;
    }
    let mut widest: f64 = 0.0;
    let mut coarse = 0;
    for site in &mut register.sites {
        let found = uncertainty_m(site.position, lat, lon);
        if decimals_of(site.position.lat()) <= lat && decimals_of(site.position.lon()) <= lon {
            coarse += 1;
            widest = widest.max(found);
            site.uncertainty_m = site.uncertainty_m.max(found);
        }
    }
    let padded = written_decimals(&register.sites[0]) >= lat.max(lon) + 2;
    let institution = InstitutionRegistry::embedded().by_code(&register.institution);
    Some(Issue {
        file: register.file,
        institution: institution.map(|institution| institution.code.as_str()),
        member: register.only_member().map(Into::into),
        row: None,
        column: None,
        value: Some(
            institution
                .map_or(register.institution.as_str(), |institution| {
                    &institution.name_ko
                })
                .into(),
        ),
        detail: Some(
            format!(
                "{lat}/{lon}, ±{widest:.0} m, {coarse}/{}{}",
                register.sites.len(),
                if padded { ", …000" } else { "" }
            )
            .into(),
        ),
        kind: IssueKind::RegisterCoarse,
    })
}

/// Keeps the months alone of dates of installation that are all the first of a month: a spreadsheet makes such a
/// day of 2019-05, and the same register as text has no day.
pub(super) fn settle_months(register: &mut Register) -> Option<Issue> {
    let days = || register.sites.iter().filter_map(|site| site.installed);
    let mut days = days().filter_map(|date| match date.parts() {
        (year, Some(month), Some(day)) => Some((date, year, month, day)),
        _ => None,
    });
    let (first, ..) = days.clone().next()?;
    let count = days.clone().count();
    if count < LEAST_DATES || register.sample || !days.all(|(.., day)| day == 1) {
        return None;
    }
    for site in &mut register.sites {
        site.installed = site.installed.and_then(|date| {
            let (year, month, _) = date.parts();
            InstalledDate::from_parts(year, month, None)
        });
    }
    let institution = InstitutionRegistry::embedded().by_code(&register.institution);
    Some(Issue {
        file: register.file,
        institution: institution.map(|institution| institution.code.as_str()),
        member: register.only_member().map(Into::into),
        row: None,
        column: None,
        value: Some(count.to_string().into()),
        detail: Some(first.to_string().into()),
        kind: IssueKind::InstalledMonths,
    })
}

/// Whether so many sites have more than [`COARSE`] decimals that the others are not nearly all: told
/// without writing each number out.
fn has_many_fine(register: &Register, axis: impl Fn(LonLat) -> f64) -> bool {
    let is_coarse = |site: &SiteRecord| {
        let degrees = axis(site.position);
        // A number of three decimals is what the division, rounded once, gives.
        ((degrees * 1000.0).round() / 1000.0).to_bits() == degrees.to_bits()
    };
    let coarse = register.sites.iter().filter(|site| is_coarse(site)).count();
    coarse * 100 < register.sites.len() * NEARLY_ALL
}

/// The fewest decimals that nearly all of the sites stay within.
fn decimals_of_nearly_all(register: &Register, axis: impl Fn(LonLat) -> f64) -> usize {
    let mut counts = [0_usize; MOST + 1];
    for site in &register.sites {
        counts[decimals_of(axis(site.position)).min(MOST)] += 1;
    }
    let enough = register.sites.len() * NEARLY_ALL;
    let mut sum = 0;
    counts
        .iter()
        .position(|count| {
            sum += count;
            sum * 100 >= enough
        })
        .unwrap_or(MOST)
}

/// Decimals that the row's own uncertainty stands for.
fn written_decimals(site: &SiteRecord) -> usize {
    (0..MOST)
        .find(|&decimals| {
            uncertainty_m(site.position, decimals, decimals) <= site.uncertainty_m * 1.01
        })
        .unwrap_or(MOST)
}

/// Radius that half a unit of the last decimal leaves open, metres.
fn uncertainty_m(at: LonLat, lat_decimals: usize, lon_decimals: usize) -> f64 {
    let half = |decimals: usize| 0.5 * 0.1_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX));
    let (x, y) =
        LocalMetric::new(at).offset_m(at.lon() + half(lon_decimals), at.lat() + half(lat_decimals));
    x.hypot(y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::checks::testing::{register, site};

    #[test]
    fn a_register_at_three_and_two_decimals_is_told_once_and_its_uncertainty_is_that_of_both_axes()
    {
        let mut register = register(
            "3510500",
            (0..50).map(|n| {
                let (lat, lon) = (
                    37.44 + f64::from(n) * 0.001,
                    126.6 + f64::from(n % 9) * 0.01,
                );
                site(n + 2, round(lon, 2), round(lat, 3), "")
            }),
        );
        let issue = settle(&mut register).unwrap();
        assert_eq!(
            (issue.kind, issue.value.as_deref()),
            (IssueKind::RegisterCoarse, Some("미추홀구"))
        );
        assert!(
            issue
                .detail
                .as_deref()
                .unwrap()
                .starts_with("3/2, ±446 m, 50/50"),
            "{issue:?}"
        );
        // Half of 0.01 degrees of longitude is 443 m at this latitude, half of 0.001 of latitude 55 m.
        assert!(register.sites.iter().all(|site| site.uncertainty_m > 444.0));
    }

    #[test]
    fn exact_registers_and_a_few_exact_points_among_many_coarse_ones_keep_their_own() {
        let mut exact = register(
            "3040000",
            (0..50).map(|n| site(n + 2, 127.08 + f64::from(n) * 0.001_234_5, 37.5312, "")),
        );
        assert!(settle(&mut exact).is_none());
        let mut mixed = register(
            "3040000",
            (0..100).map(|n| {
                let lon = round(127.05 + f64::from(n) * 0.001, 3);
                site(
                    n + 2,
                    if n == 7 { 127.084_712_3 } else { lon },
                    round(lon - 89.53, 3),
                    "",
                )
            }),
        );
        assert!(settle(&mut mixed).is_some());
        assert!(mixed.sites[7].uncertainty_m < 1.0);
        assert!(mixed.sites[8].uncertainty_m > 50.0);
    }

    fn round(value: f64, decimals: usize) -> f64 {
        format!("{value:.decimals$}").parse().unwrap()
    }
}
