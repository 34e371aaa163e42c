//! Does a position lie where its address says, or else where its institution is? And on land at all?

use super::ground::{Area, Ground};
use super::{Finding, Subject};
use crate::import::issue::IssueKind;
use crate::model::SiteRecord;
use crate::model::site::PositionReason;

/// How far outside the area a point passes without a word: 100 m for slivers between neighbours, and
/// the 45 m by which the simplified outlines deviate at most from their source
/// (`data/boundaries/README.md`). The position's own uncertainty comes on top.
pub(super) const TOLERANCE_M: f64 = 145.0;
/// From here on a point is not trusted; nearer it is only noted. Riverside paths, piers and tunnels
/// stand up to some 400 m outside.
const FAR_M: f64 = 500.0;
/// The same for a point off the coast of its own area: land that was reclaimed and registered after the
/// outlines were made, bridges and islets that they leave out.
const OFFSHORE_M: f64 = 2000.0;

/// What was found about one site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// Where it must lie.
    pub(super) area: Area,
    /// Whether it lies there, without any tolerance.
    pub(super) inside: bool,
    /// How far outside that is, metres; `None` inside and within the tolerance.
    pub(super) outside_m: Option<f64>,
}

/// Where a site stands; `None` when nothing says where it must.
pub(super) fn standing(
    site: &SiteRecord,
    institution: Option<usize>,
    ground: &Ground<'_>,
) -> Option<Standing> {
    let area = ground.area(site, institution)?;
    let inside = ground.contains(area, site.position);
    let outside_m = if inside {
        None
    } else {
        ground.outside_m(area, site.position, TOLERANCE_M + site.uncertainty_m)
    };
    Some(Standing {
        area,
        inside,
        outside_m,
    })
}

/// The remark on one site.
pub(super) fn check(subject: &Subject<'_>, index: usize) -> Option<Finding> {
    let (site, ground) = (&subject.sites[index], subject.ground);
    let standing = subject.standings[index];
    if let Some(Standing {
        area,
        outside_m: None,
        ..
    }) = standing
    {
        return elsewhere(subject, index, area);
    }
    let (at, uncertainty_m) = (site.position, site.uncertainty_m);
    let finding = |kind, reason, detail| Finding {
        site: Some(index),
        kind,
        reason,
        value: Some(subject.value(index)),
        detail: Some(detail),
    };
    let found_in = ground.found_in(at);
    let outside = standing.and_then(|standing| Some((standing.area, standing.outside_m?)));
    if let Some((area, distance)) = outside {
        let limit_m = if found_in.is_none() {
            OFFSHORE_M
        } else {
            FAR_M
        };
        if distance <= limit_m + uncertainty_m {
            let detail = told(ground, area, distance, found_in.as_deref());
            return Some(finding(IssueKind::BesideArea, None, detail));
        }
    }
    if found_in.is_none() {
        let (distance, name) = ground.nearest_land(at)?;
        if distance > OFFSHORE_M + uncertainty_m {
            return Some(finding(
                IssueKind::AtSea,
                Some(PositionReason::AtSea),
                format!("{} ({name})", kilometres(distance)),
            ));
        }
    }
    let (area, distance) = outside?;
    let detail = told(ground, area, distance, found_in.as_deref());
    let by_address_alone = area.by_address && !area.is_of(subject.institution);
    Some(if by_address_alone {
        finding(
            IssueKind::OutsideAddress,
            Some(PositionReason::OutsideAddress),
            detail,
        )
    } else {
        finding(
            IssueKind::OutsideInstitution,
            Some(PositionReason::OutsideInstitution),
            detail,
        )
    })
}

/// The note on a camera that stands outside its institution, as its address says: another body's area,
/// and no fault of the position.
fn elsewhere(subject: &Subject<'_>, index: usize, area: Area) -> Option<Finding> {
    let (site, ground) = (&subject.sites[index], subject.ground);
    let own = ground.area_of(subject.institution?)?;
    if !area.by_address || area.is_of(subject.institution) {
        return None;
    }
    let tolerance_m = TOLERANCE_M + site.uncertainty_m;
    let distance = ground.outside_m(own, site.position, tolerance_m)?;
    Some(Finding {
        site: Some(index),
        kind: IssueKind::AddressElsewhere,
        reason: None,
        value: Some(subject.value(index)),
        detail: Some(told(ground, own, distance, Some(&ground.name(area)))),
    })
}

/// `하남시 (1.2 km) → 서울특별시 강동구`: where it should lie, how far off, and where it lies.
fn told(ground: &Ground<'_>, area: Area, distance_m: f64, found_in: Option<&str>) -> String {
    let name = ground.name(area);
    let arrow = found_in
        .map(|name| format!(" → {name}"))
        .unwrap_or_default();
    format!("{name} ({}){arrow}", kilometres(distance_m))
}

/// `0.4 km`, `12 km`.
fn kilometres(metres: f64) -> String {
    if metres < 10_000.0 {
        format!("{:.1} km", metres / 1000.0)
    } else {
        format!("{:.0} km", metres / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Options;
    use crate::import::checks::testing::{import_of, site};
    use crate::model::PositionQuality;

    /// Kind, detail and whether the site became suspect, of a row of 광진구.
    fn found(lon: f64, lat: f64, address: &str) -> Vec<(IssueKind, String, bool)> {
        let import = import_of("3040000", [site(2, lon, lat, address)], &Options::default());
        let site = &import.registers[0].sites[0];
        let suspect = site.quality == PositionQuality::Suspect;
        assert_eq!(import.report.suspect, u64::from(suspect));
        let issues = import.report.issues.into_iter();
        issues
            .map(|issue| (issue.kind, issue.detail.unwrap().into(), suspect))
            .collect()
    }

    #[test]
    fn a_point_where_its_address_or_institution_is_passes() {
        assert_eq!(found(127.08472, 37.53851, ""), []);
        assert_eq!(
            found(127.08472, 37.53851, "서울특별시 광진구 자양로 117"),
            []
        );
        // The address decides: a facility of the district in another city.
        let (kind, detail, suspect) =
            found(127.21481, 37.53931, "경기도 하남시 망월동 1").remove(0);
        assert_eq!((kind, suspect), (IssueKind::AddressElsewhere, false));
        assert!(
            detail.starts_with("서울특별시 광진구 (") && detail.ends_with("→ 하남시"),
            "{detail}"
        );
    }

    #[test]
    fn a_point_far_off_is_suspect_with_distance_and_the_place_where_it_lies() {
        let (kind, detail, suspect) = found(127.21481, 37.53931, "").remove(0);
        assert_eq!((kind, suspect), (IssueKind::OutsideInstitution, true));
        assert!(
            detail.starts_with("서울특별시 광진구 (") && detail.ends_with("→ 하남시"),
            "{detail}"
        );
        let (kind, detail, _) = found(127.08472, 37.53851, "경기도 하남시 망월동 1").remove(0);
        assert_eq!(kind, IssueKind::OutsideAddress);
        assert!(detail.ends_with("→ 서울특별시 광진구"), "{detail}");
        let (kind, detail, suspect) = found(130.51234, 36.51234, "").remove(0);
        assert_eq!((kind, suspect), (IssueKind::AtSea, true), "{detail}");
    }

    #[test]
    fn a_point_a_little_outside_is_noted_and_trusted() {
        // Eastwards from inside the district over its border, as the outlines have it.
        let ground = Ground::new(crate::place::Places::embedded());
        let area = ground
            .area_of(ground.institution("3040000").unwrap())
            .unwrap();
        let mut seen = Vec::new();
        for step in 0..400 {
            let at =
                crate::spatial::LonLat::new(127.10 + f64::from(step) * 0.000_1, 37.56001).unwrap();
            let distance = ground.outside_m(area, at, 0.0).unwrap_or(0.0);
            let kinds = found(at.lon(), at.lat(), "");
            let site = site(2, at.lon(), at.lat(), "");
            let expected = if distance <= TOLERANCE_M + site.uncertainty_m {
                None
            } else if distance <= FAR_M + site.uncertainty_m {
                Some((IssueKind::BesideArea, false))
            } else {
                Some((IssueKind::OutsideInstitution, true))
            };
            let kinds = kinds.first().map(|(kind, _, suspect)| (*kind, *suspect));
            assert_eq!(kinds, expected, "{distance} m");
            if !seen.contains(&expected) {
                seen.push(expected);
            }
        }
        assert_eq!(seen.len(), 3, "{seen:?}");
    }
}
