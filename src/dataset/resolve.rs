//! Range and retention of a site, each from the best source that states it (DESIGN section 2).

use crate::model::policy::{Device, PolicyRange, RetentionScope};
use crate::model::purpose::PurposeTable;
use crate::model::site::RowRange;
use crate::model::{
    CaptureRange, OperationPolicy, Purpose, RangeBasis, Retention, RetentionBasis, RetentionRule,
};
use crate::spatial::Sector;

/// The capture range: the row's own distance, else the policy's for the purpose, else the policy's
/// for all devices, else an assumption, else unknown.
#[must_use]
pub fn capture_range(
    row: &RowRange,
    purpose: Purpose,
    policy: Option<&OperationPolicy>,
    table: &PurposeTable,
) -> CaptureRange {
    let (min_m, max_m, varies_by_site, basis) = if row.has_distance() {
        // "At least 120 m" says nothing of how far: whatever else is known may be farther.
        // "At most 200 m" covers no distance in any case.
        let min = row.min_m;
        let open_max = || {
            let other = beyond_the_row(purpose, policy, table).1.unwrap_or(0.0);
            other.max(min.unwrap_or(0.0))
        };
        (
            min,
            Some(row.max_m.unwrap_or_else(open_max)),
            false,
            RangeBasis::Row,
        )
    } else {
        beyond_the_row(purpose, policy, table)
    };
    let sector = row
        .bearing_deg
        .zip(row.width_deg)
        .and_then(|(bearing, width)| Sector::new(bearing, width));
    CaptureRange {
        min_m,
        max_m,
        varies_by_site,
        basis,
        sector,
        turns: row.turns,
    }
}

fn beyond_the_row(
    purpose: Purpose,
    policy: Option<&OperationPolicy>,
    table: &PurposeTable,
) -> (Option<f64>, Option<f64>, bool, RangeBasis) {
    let by_purpose = policy.and_then(|policy| policy.capture_range_for(purpose));
    let stated =
        |range: PolicyRange, basis| (range.min_m, Some(range.max_m), range.varies_by_site, basis);
    match by_purpose {
        Some(range) if !range.inferred => return stated(range, RangeBasis::PolicyPurpose),
        _ => {}
    }
    if let Some(range) = policy.and_then(|policy| policy.class_range(Device::Fixed)) {
        return stated(range, RangeBasis::PolicyClass);
    }
    // A reading of a merged cell is nearer to the office's word than the default of the purpose.
    let assumed = by_purpose
        .map(|range| range.max_m)
        .or(table.entry(purpose).default_range_m);
    match assumed {
        Some(max) => (None, Some(max), false, RangeBasis::Assumed),
        None => (None, None, false, RangeBasis::Unknown),
    }
}

/// The retention period: the row's, else the policy's for the department, else the policy's.
///
/// A row that states something which cannot be read leaves the period unknown: whatever it says, it need
/// not be what the policy says.
#[must_use]
pub fn retention(
    row: Option<RetentionRule>,
    department: Option<&str>,
    purpose: Purpose,
    policy: Option<&OperationPolicy>,
) -> Retention {
    if let Some(rule) = row {
        return Retention {
            rule,
            basis: RetentionBasis::Row,
            differs_by_department: false,
        };
    }
    let Some(policy) = policy else {
        return Retention::UNKNOWN;
    };
    let stated = policy.retention_for(department, purpose);
    let basis = match stated.scope {
        RetentionScope::Department => RetentionBasis::Department,
        RetentionScope::Policy => RetentionBasis::Policy,
        RetentionScope::None => RetentionBasis::Unknown,
    };
    Retention {
        rule: stated.rule,
        basis,
        differs_by_department: stated.differs_by_department,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::policy::founding;
    use crate::model::purpose::purposes;

    fn policy(slug: &str) -> &'static OperationPolicy {
        founding()
            .iter()
            .find(|policy| policy.slug == slug)
            .unwrap()
    }

    fn range(
        row: RowRange,
        purpose: Purpose,
        slug: Option<&str>,
    ) -> (Option<f64>, Option<f64>, RangeBasis) {
        let range = capture_range(&row, purpose, slug.map(policy), purposes());
        (range.min_m, range.max_m, range.basis)
    }

    #[test]
    fn the_row_wins_over_every_policy() {
        let row = RowRange {
            min_m: Some(50.0),
            max_m: Some(80.0),
            ..RowRange::default()
        };
        assert_eq!(
            range(row, Purpose::Crime, Some("samcheok")),
            (Some(50.0), Some(80.0), RangeBasis::Row)
        );
        let at_least = RowRange {
            min_m: Some(120.0),
            ..RowRange::default()
        };
        assert_eq!(
            range(at_least, Purpose::Crime, Some("samcheok")),
            (Some(120.0), Some(200.0), RangeBasis::Row)
        );
    }

    #[test]
    fn the_policy_for_the_purpose_comes_next() {
        let none = RowRange::default();
        assert_eq!(
            range(none, Purpose::ForestFire, Some("samcheok")),
            (Some(3000.0), Some(3000.0), RangeBasis::PolicyPurpose)
        );
        // Gwangjin: 100 m, but "varies by site": no distance is certain.
        assert_eq!(
            range(none, Purpose::Crime, Some("gwangjin")),
            (None, Some(100.0), RangeBasis::PolicyPurpose)
        );
    }

    #[test]
    fn the_policy_for_all_devices_comes_third() {
        let none = RowRange::default();
        assert_eq!(
            range(none, Purpose::Child, Some("michuhol")),
            (Some(100.0), Some(100.0), RangeBasis::PolicyClass)
        );
    }

    #[test]
    fn a_merged_cell_and_a_default_are_assumptions() {
        let none = RowRange::default();
        assert_eq!(
            range(none, Purpose::Child, Some("samcheok")),
            (None, Some(200.0), RangeBasis::Assumed)
        );
        assert_eq!(
            range(none, Purpose::Crime, Some("yeoncheon")),
            (None, Some(100.0), RangeBasis::Assumed)
        );
        assert_eq!(
            range(none, Purpose::Crime, None),
            (None, Some(100.0), RangeBasis::Assumed)
        );
    }

    #[test]
    fn retention_comes_from_row_department_or_policy() {
        let of = |row, department, purpose, slug: &str| {
            let retention = retention(row, department, purpose, Some(policy(slug)));
            (retention.rule, retention.basis)
        };
        assert_eq!(
            of(
                Some(RetentionRule::Exact(15)),
                None,
                Purpose::Crime,
                "samcheok"
            ),
            (RetentionRule::Exact(15), RetentionBasis::Row)
        );
        for row in [RetentionRule::NotStored, RetentionRule::Unknown] {
            assert_eq!(
                of(Some(row), None, Purpose::Crime, "samcheok"),
                (row, RetentionBasis::Row)
            );
        }
        assert_eq!(
            of(None, None, Purpose::Crime, "samcheok"),
            (RetentionRule::Exact(30), RetentionBasis::Policy)
        );
        assert_eq!(
            of(None, Some("건설과"), Purpose::Facility, "yeoncheon"),
            (RetentionRule::Within(10), RetentionBasis::Department)
        );
        assert_eq!(
            of(None, Some("축산과"), Purpose::Facility, "yeoncheon"),
            (RetentionRule::NotStored, RetentionBasis::Department)
        );
        assert_eq!(
            of(None, None, Purpose::Crime, "hanam"),
            (RetentionRule::Unknown, RetentionBasis::Unknown)
        );
    }

    #[test]
    fn departments_that_differ_leave_the_retention_unknown() {
        let facility = retention(None, None, Purpose::Facility, Some(policy("yeoncheon")));
        assert_eq!(
            (facility.rule, facility.differs_by_department),
            (RetentionRule::Unknown, true)
        );
    }
}
