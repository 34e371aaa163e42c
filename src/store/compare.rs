//! What is the same and what has changed between two statements of a site.
//!
//! Row number and reference date (데이터기준일자) belong to the release, not to the camera: they are not
//! compared.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::model::site::Member;
use crate::model::{RetentionRule, SiteRecord};
use crate::spatial::geodesic::geodesic_distance_m;

/// Distances are told in tenths of a metre: what is less than half of one is the last decimals of a position.
const LEAST_MOVE_M: f64 = 0.05;

/// A fact of a site that has changed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FieldChange {
    /// Name of the property, as in `/api/collections/cameras/items`; `position` is longitude and latitude.
    pub field: &'static str,
    /// Value in the former release.
    pub old: Value,
    /// Value in the later release.
    pub new: Value,
}

/// Whether two records state the same about a site.
pub(super) fn same_content(a: &SiteRecord, b: &SiteRecord) -> bool {
    content(a) == content(b) && numbers(&a.members).eq(numbers(&b.members))
}

/// Hash of everything that [`same_content`] compares: what states the same has the same hash.
pub(super) fn content_hash(site: &SiteRecord) -> u64 {
    let mut hash = DefaultHasher::new();
    content(site).hash(&mut hash);
    numbers(&site.members).for_each(|number| number.hash(&mut hash));
    hash.finish()
}

/// All but row number and reference date, and the further rows.
fn content(site: &SiteRecord) -> impl PartialEq + Hash {
    (
        site.management_no.as_deref(),
        site.uncertainty_m.to_bits(),
        site.quality,
        site.reasons,
        site.facts(),
    )
}

/// The 관리번호 of the further rows; their row numbers belong to the release.
fn numbers(members: &[Member]) -> impl Iterator<Item = Option<&str>> {
    members.iter().map(|member| member.management_no.as_deref())
}

/// The facts that differ, in the order of a feature's properties.
pub(super) fn changed_fields(old: &SiteRecord, new: &SiteRecord) -> Vec<FieldChange> {
    facts(old)
        .into_iter()
        .zip(facts(new))
        .filter(|((_, old), (_, new))| old != new)
        .filter(|((field, _), _)| *field != UNCERTAINTY || !follows_from_move(old, new))
        .map(|((field, old), (_, new))| FieldChange { field, old, new })
        .collect()
}

const UNCERTAINTY: &str = "position_uncertainty_m";
/// Degrees of longitude are shorter further north, by a quarter between both ends of the country.
const BY_LATITUDE: f64 = 0.25;

/// Whether a position moved and is written as finely as before: then its uncertainty differs with the latitude alone.
fn follows_from_move(old: &SiteRecord, new: &SiteRecord) -> bool {
    let (one, other) = (old.uncertainty_m, new.uncertainty_m);
    old.position != new.position && (one - other).abs() <= BY_LATITUDE * one.max(other)
}

/// How far a site has moved, metres; `None` when it stands where it stood, or nearer than is told.
pub(super) fn moved_m(old: &SiteRecord, new: &SiteRecord) -> Option<f64> {
    if old.position == new.position {
        return None;
    }
    let metres = geodesic_distance_m(old.position, new.position);
    (metres >= LEAST_MOVE_M).then_some(metres)
}

fn facts(site: &SiteRecord) -> [(&'static str, Value); 29] {
    let reasons: Vec<&str> = site
        .reasons
        .iter()
        .map(crate::model::site::PositionReason::code)
        .collect();
    [
        ("management_no", json!(site.management_no)),
        ("manager_raw", json!(site.manager_raw)),
        ("department", json!(site.department)),
        (
            "position",
            json!([site.position.lon(), site.position.lat()]),
        ),
        (UNCERTAINTY, json!(site.uncertainty_m)),
        ("position_quality", json!(site.quality.code())),
        ("position_reasons", json!(reasons)),
        ("purpose", json!(site.purpose.code())),
        ("purpose_raw", json!(site.purpose_raw)),
        ("unit_count", json!(site.unit_count)),
        ("direction_raw", json!(site.direction_raw)),
        ("range_min_m", json!(site.row_range.min_m)),
        ("range_max_m", json!(site.row_range.max_m)),
        ("bearing_deg", json!(site.row_range.bearing_deg)),
        ("width_deg", json!(site.row_range.width_deg)),
        ("turns", json!(site.row_range.turns)),
        ("directions", json!(site.row_range.directions)),
        ("camera_kind", json!(site.row_range.kind)),
        ("road_address", json!(site.road_address)),
        ("lot_address", json!(site.lot_address)),
        (
            "retention_days",
            json!(site.retention.and_then(RetentionRule::days)),
        ),
        (
            "retention_rule",
            json!(site.retention.map(RetentionRule::code)),
        ),
        ("retention_raw", json!(site.retention_raw)),
        ("installed", json!(site.installed)),
        ("pixels_raw", json!(site.pixels_raw)),
        (
            "pixels_min_10k",
            json!(site.pixels.map(|pixels| pixels.min_10k)),
        ),
        (
            "pixels_max_10k",
            json!(site.pixels.map(|pixels| pixels.max_10k)),
        ),
        ("phone", json!(site.phone)),
        (
            "member_rows",
            json!(numbers(&site.members).collect::<Vec<_>>()),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::site;

    #[test]
    fn the_uncertainty_of_a_moved_site_is_no_change_by_itself() {
        let fields = |uncertainty_m, lat| {
            let one = site(127.08, 37.53);
            let other = SiteRecord {
                uncertainty_m,
                ..site(127.08, lat)
            };
            let changes = changed_fields(&one, &other);
            changes.iter().map(|it| it.field).collect::<Vec<_>>()
        };
        let known = site(127.08, 37.53).uncertainty_m;
        assert_eq!(fields(known * 1.01, 37.60), ["position"]);
        assert_eq!(fields(known * 10.0, 37.60), ["position", UNCERTAINTY]);
        assert_eq!(fields(known * 1.01, 37.53), [UNCERTAINTY]);
    }

    #[test]
    fn every_fact_counts_and_provenance_does_not() {
        let one = site(127.08, 37.53);
        let mut other = one.clone();
        other.source_row = 99;
        other.reference_date = Some("2026-05-01".parse().unwrap());
        assert_eq!(content_hash(&one), content_hash(&other));
        assert!(same_content(&one, &other) && changed_fields(&one, &other).is_empty());
        let edits: [fn(&mut SiteRecord); 23] = [
            |s| {
                s.members = Box::new([Member {
                    source_row: 3,
                    management_no: Some("8".into()),
                }]);
            },
            |s| s.management_no = Some("9".into()),
            |s| s.manager_raw = Some("구청".into()),
            |s| s.department = Some("과".into()),
            |s| s.position = crate::spatial::LonLat::new(127.081, 37.53).unwrap(),
            |s| s.uncertainty_m = 9.0,
            |s| s.quality = crate::model::PositionQuality::Suspect,
            |s| {
                s.reasons
                    .insert(crate::model::site::PositionReason::DecimalsFew);
            },
            |s| s.purpose = crate::model::Purpose::Waste,
            |s| s.purpose_raw = Some("쓰레기".into()),
            |s| s.unit_count = Some(7),
            |s| s.direction_raw = Some("북".into()),
            |s| s.row_range.max_m = Some(5.0),
            |s| s.row_range.directions = Some(4),
            |s| s.row_range.kind = Some(crate::model::site::CameraKind::Fixed),
            |s| {
                s.pixels = Some(crate::model::Pixels {
                    min_10k: 200,
                    max_10k: 200,
                });
            },
            |s| s.road_address = Some("길".into()),
            |s| s.lot_address = Some("동".into()),
            |s| s.retention = Some(RetentionRule::NotStored),
            |s| s.retention_raw = Some("30일 또는 용량만료시".into()),
            |s| s.installed = Some("2024-05".parse().unwrap()),
            |s| s.pixels_raw = Some("200".into()),
            |s| s.phone = Some("02-1".into()),
        ];
        for (index, edit) in edits.into_iter().enumerate() {
            let mut other = one.clone();
            edit(&mut other);
            assert!(!same_content(&one, &other), "edit {index}");
            assert_ne!(content_hash(&one), content_hash(&other), "edit {index}");
            // Pixels are two facts, the fewest and the most.
            let facts = if other.pixels == one.pixels { 1 } else { 2 };
            assert_eq!(changed_fields(&one, &other).len(), facts, "edit {index}");
        }
    }

    #[test]
    fn a_move_is_measured_along_the_earth() {
        let (from, to) = (site(127.0, 37.0), site(127.0, 37.001));
        let metres = moved_m(&from, &to).unwrap();
        assert!((metres - 110.98).abs() < 0.01, "{metres}");
        assert_eq!(moved_m(&from, &from), None);
        assert_eq!(moved_m(&from, &site(127.0, 37.000_000_4)), None);
        assert!(moved_m(&from, &site(127.0, 37.000_000_6)).is_some());
    }
}
