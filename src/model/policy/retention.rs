//! How long footage is kept (보관기간) and where, for a department and a purpose.

use super::contacts::department_key;
use super::{Device, Handling, OperationPolicy, RetentionKind, RetentionStatement, StoragePlace};
use crate::model::purpose::Purpose;
use crate::model::retention::RetentionRule;

/// What part of the policy the retention comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RetentionScope {
    /// The row of the named department.
    Department,
    /// A statement for all departments, or one that all departments in question share.
    Policy,
    /// Nowhere, or not for certain: the rule is [`RetentionRule::Unknown`].
    None,
}

/// The retention that a policy states for a camera.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRetention {
    /// How long.
    pub rule: RetentionRule,
    /// Where it is stated.
    pub scope: RetentionScope,
    /// As printed; `None` when unknown.
    pub raw: Option<String>,
    /// Whether it is unknown only because departments differ and the camera's department is not known.
    pub differs_by_department: bool,
}

/// The rows that may apply to a camera, and what is known about the choice.
struct Candidates<'a> {
    rows: Vec<&'a Handling>,
    scope: RetentionScope,
    /// Whether every department in question has a row.
    complete: bool,
}

impl OperationPolicy {
    /// How long footage of a fixed camera is kept.
    ///
    /// 1. The row of the named department (compared without white space).
    /// 2. The row for the whole class, without a department.
    /// 3. Where every row is one department's and the camera's is not known (or not in the policy): what the departments
    ///    that list this purpose in the count table state, if they all state the same; otherwise unknown, and
    ///    `differs_by_department` says so.
    ///
    /// Rows of one kind that disagree leave it unknown. Example rows never count.
    #[must_use]
    pub fn retention_for(&self, department: Option<&str>, purpose: Purpose) -> PolicyRetention {
        let candidates = self.handling_candidates(department, purpose);
        let periods: Vec<RetentionRule> = candidates
            .rows
            .iter()
            .map(|row| row.retention.period())
            .collect();
        match periods.first() {
            Some(&rule)
                if candidates.complete
                    && rule != RetentionRule::Unknown
                    && periods.iter().all(|p| *p == rule) =>
            {
                PolicyRetention {
                    rule,
                    scope: candidates.scope,
                    raw: candidates.rows[0].retention.raw_ko.clone(),
                    differs_by_department: false,
                }
            }
            _ => PolicyRetention {
                rule: RetentionRule::Unknown,
                scope: RetentionScope::None,
                raw: None,
                differs_by_department: candidates.scope == RetentionScope::Policy
                    && self.departments_differ(),
            },
        }
    }

    /// Where footage of a fixed camera is stored, in printed order.
    ///
    /// The places of the same rows as in [`OperationPolicy::retention_for`]. When the camera's department is not known
    /// these are the places of every department that lists the purpose. A row may name several places; each says in
    /// `applies_to_ko` what it is for.
    #[must_use]
    pub fn storage_for(&self, department: Option<&str>, purpose: Purpose) -> Vec<&StoragePlace> {
        let rows = self.handling_candidates(department, purpose).rows;
        rows.into_iter().flat_map(|row| &row.storage).collect()
    }

    /// The handling rows that may apply to a camera.
    fn handling_candidates(&self, department: Option<&str>, purpose: Purpose) -> Candidates<'_> {
        let select = |wanted: &dyn Fn(Option<String>) -> bool| -> Vec<&Handling> {
            self.fixed_handling()
                .filter(|row| wanted(row.department_ko.as_deref().map(department_key)))
                .collect()
        };
        if let Some(named) = department.map(department_key) {
            let rows = select(&|name| name.as_ref() == Some(&named));
            if !rows.is_empty() {
                let scope = RetentionScope::Department;
                return Candidates {
                    rows,
                    scope,
                    complete: true,
                };
            }
        }
        let mut rows = select(&|name| name.is_none());
        let mut complete = true;
        if rows.is_empty() {
            let listing = self.departments_listing(purpose);
            complete = listing.iter().all(|listed| {
                self.fixed_handling()
                    .filter_map(|row| row.department_ko.as_deref())
                    .any(|name| department_key(name) == *listed)
            });
            rows = select(&|name| name.is_some_and(|name| listing.contains(&name)));
        }
        let scope = RetentionScope::Policy;
        Candidates {
            rows,
            scope,
            complete,
        }
    }

    /// Whether two departments state different retention.
    fn departments_differ(&self) -> bool {
        let mut periods = self
            .fixed_handling()
            .filter(|row| row.department_ko.is_some())
            .map(|row| row.retention.period());
        let first = periods.next();
        periods.any(|period| Some(period) != first)
    }

    /// Handling of fixed devices, without examples.
    fn fixed_handling(&self) -> impl Iterator<Item = &Handling> {
        self.handling
            .iter()
            .filter(|row| row.device == Device::Fixed && !row.example)
    }
}

impl RetentionStatement {
    /// Rule and days in one.
    #[must_use]
    pub fn period(&self) -> RetentionRule {
        match (self.rule, self.days) {
            (Some(RetentionKind::Exact), Some(days)) => RetentionRule::Exact(days),
            (Some(RetentionKind::Within), Some(days)) => RetentionRule::Within(days),
            (Some(RetentionKind::NotStored), _) => RetentionRule::NotStored,
            _ => RetentionRule::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use RetentionRule::{Exact, NotStored, Unknown, Within};
    use RetentionScope::{Department, None as Nowhere, Policy};

    use super::super::founding::sample;
    use super::*;

    fn check(
        slug: &str,
        department: Option<&str>,
        purpose: Purpose,
        expected: (RetentionRule, RetentionScope, bool),
    ) {
        let answer = sample(slug).retention_for(department, purpose);
        assert_eq!(
            (answer.rule, answer.scope, answer.differs_by_department),
            expected
        );
        assert_eq!(answer.raw.is_some(), answer.rule != Unknown);
    }

    #[test]
    fn row_of_the_whole_class_holds_for_every_department() {
        check("samcheok", None, Purpose::Crime, (Exact(30), Policy, false));
        check(
            "samcheok",
            Some("산림과"),
            Purpose::ForestFire,
            (Exact(30), Policy, false),
        );
        check("michuhol", None, Purpose::Other, (Exact(30), Policy, false));
        check("gwangjin", None, Purpose::Crime, (Exact(30), Policy, false));
    }

    #[test]
    fn row_of_the_named_department_wins() {
        check(
            "yeoncheon",
            Some("건설과"),
            Purpose::Facility,
            (Within(10), Department, false),
        );
        check(
            "yeoncheon",
            Some("산림녹지과"),
            Purpose::Park,
            (Within(14), Department, false),
        );
        check(
            "yeoncheon",
            Some("축산과"),
            Purpose::Facility,
            (NotStored, Department, false),
        );
        check(
            "yeoncheon",
            Some("안전 총괄과"),
            Purpose::Crime,
            (Within(30), Department, false),
        );
    }

    #[test]
    fn departments_that_list_the_purpose_speak_for_it_when_they_agree() {
        check(
            "yeoncheon",
            None,
            Purpose::Crime,
            (Within(30), Policy, false),
        );
        check(
            "yeoncheon",
            None,
            Purpose::ForestFire,
            (Within(14), Policy, false),
        );
        check(
            "yeoncheon",
            Some("없는과"),
            Purpose::Crime,
            (Within(30), Policy, false),
        );
    }

    #[test]
    fn departments_that_disagree_leave_it_unknown() {
        check(
            "yeoncheon",
            None,
            Purpose::Facility,
            (Unknown, Nowhere, true),
        );
        check(
            "yeoncheon",
            None,
            Purpose::VehicleCrime,
            (Unknown, Nowhere, true),
        );
    }

    #[test]
    fn department_without_a_row_leaves_its_purposes_unknown() {
        let mut policy = sample("yeoncheon").clone();
        policy
            .handling
            .retain(|row| row.department_ko.as_deref() != Some("사회복지과"));
        let answer = policy.retention_for(None, Purpose::Crime);
        assert_eq!((answer.rule, answer.differs_by_department), (Unknown, true));
    }

    #[test]
    fn example_row_never_counts() {
        check("hanam", None, Purpose::Crime, (Unknown, Nowhere, false));
        check(
            "hanam",
            Some("정보통신과"),
            Purpose::Crime,
            (Unknown, Nowhere, false),
        );
    }

    #[test]
    fn storage_places_are_those_of_the_row_that_applies() {
        let places = |slug: &str, department, purpose| -> Vec<Option<&str>> {
            let found = sample(slug).storage_for(department, purpose);
            found
                .into_iter()
                .map(|place| place.place_ko.as_deref())
                .collect()
        };
        assert_eq!(
            places("yeoncheon", Some("산림녹지과"), Purpose::Park),
            [Some("산림녹지과")]
        );
        assert_eq!(
            places("yeoncheon", None, Purpose::ForestFire),
            [Some("산림녹지과")]
        );
        let centre = "미추홀구청 CCTV 통합관제센터";
        assert_eq!(places("michuhol", None, Purpose::Crime), [Some(centre)]);
        let gwangjin = places("gwangjin", None, Purpose::Crime);
        assert_eq!((gwangjin.len(), gwangjin[0]), (6, None));
        assert!(places("hanam", Some("정보통신과"), Purpose::Crime).is_empty());
    }
}
