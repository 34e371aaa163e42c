//! Whom to call about the cameras of a department or a purpose.

use std::collections::BTreeSet;

use super::{Device, Officer, OfficerRole, OperationPolicy, Organisation};
use crate::model::purpose::Purpose;

impl OperationPolicy {
    /// The institution's officers for fixed cameras of a department and purpose, the one to call first.
    ///
    /// The first of these groups that is not empty is chosen:
    /// 1. the officers of the named department (compared without white space);
    /// 2. the persons with access whose coverage names the purpose;
    /// 3. the officers of the departments that list the purpose in the count table;
    /// 4. the persons with access whose coverage is general: no purpose named, and not one department's own.
    ///
    /// Order: persons with access, then managers (general managers when the group has none), then the privacy
    /// officer; within a role, coverage that names the purpose, then none, then another purpose; then as printed.
    /// Police and example rows are left out. The result is empty when the policy names nobody for the question.
    #[must_use]
    pub fn contacts_for(&self, department: Option<&str>, purpose: Purpose) -> Vec<&Officer> {
        let officers: Vec<&Officer> = self.institution_officers().collect();
        let mut contacts = self.responsible(&officers, department, purpose);
        if contacts
            .iter()
            .all(|officer| officer.role != OfficerRole::Manager)
        {
            contacts.extend(self.general(&officers, OfficerRole::Manager));
        }
        contacts.extend(
            officers
                .into_iter()
                .filter(|officer| officer.role == OfficerRole::PrivacyOfficer),
        );
        contacts.sort_by_key(|officer| (officer.role, closeness(officer, purpose)));
        contacts
    }

    /// The first group of [`OperationPolicy::contacts_for`] that is not empty.
    fn responsible<'a>(
        &self,
        officers: &[&'a Officer],
        department: Option<&str>,
        purpose: Purpose,
    ) -> Vec<&'a Officer> {
        let of_departments = |names: &BTreeSet<String>| -> Vec<&'a Officer> {
            let of_one = |officer: &&&Officer| {
                officer.role != OfficerRole::PrivacyOfficer
                    && officer
                        .department_key()
                        .is_some_and(|name| names.contains(&name))
            };
            officers.iter().filter(of_one).copied().collect()
        };
        let named = of_departments(&department.map(department_key).into_iter().collect());
        if !named.is_empty() {
            return named;
        }
        let of_purpose: Vec<&Officer> = officers
            .iter()
            .filter(|officer| {
                officer.role == OfficerRole::Access && officer.purpose_codes.contains(&purpose)
            })
            .copied()
            .collect();
        if !of_purpose.is_empty() {
            return of_purpose;
        }
        let listing = of_departments(&self.departments_listing(purpose));
        if !listing.is_empty() {
            return listing;
        }
        self.general(officers, OfficerRole::Access)
    }

    /// Officers of a role that are responsible for all cameras, as far as the policy says.
    ///
    /// Where the count table divides the cameras among departments, an officer of one of them speaks for it alone.
    fn general<'a>(&self, officers: &[&'a Officer], role: OfficerRole) -> Vec<&'a Officer> {
        let mut departments = self.departments();
        if departments.len() == 1 {
            departments.clear();
        }
        officers
            .iter()
            .filter(|officer| officer.role == role && officer.purpose_codes.is_empty())
            .filter(|officer| {
                officer
                    .department_key()
                    .is_none_or(|name| !departments.contains(&name))
            })
            .copied()
            .collect()
    }

    /// The institution's own officers for fixed devices, without examples.
    fn institution_officers(&self) -> impl Iterator<Item = &Officer> {
        self.officers.iter().filter(|officer| {
            officer.device == Device::Fixed
                && officer.organisation == Organisation::Institution
                && !officer.example
        })
    }

    /// Keys of the departments in the count table.
    fn departments(&self) -> BTreeSet<String> {
        self.fixed_installations()
            .filter_map(|row| row.department_ko.as_deref())
            .map(department_key)
            .collect()
    }

    /// Keys of the departments that list a purpose in the count table.
    pub(super) fn departments_listing(&self, purpose: Purpose) -> BTreeSet<String> {
        self.fixed_installations()
            .filter(|row| row.purpose_codes.contains(&purpose))
            .filter_map(|row| row.department_ko.as_deref())
            .map(department_key)
            .collect()
    }
}

impl Officer {
    /// The department in the form in which names are compared.
    fn department_key(&self) -> Option<String> {
        self.department_ko.as_deref().map(department_key)
    }
}

/// A department's name without white space: policies and registers break it differently (맑은물 관리사업소).
pub(super) fn department_key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

/// How well an officer's coverage fits a purpose; smaller is closer.
fn closeness(officer: &Officer, purpose: Purpose) -> u8 {
    match officer.purpose_codes.as_slice() {
        codes if codes.contains(&purpose) => 0,
        [] => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::super::founding::sample;
    use super::*;

    /// Expects the contacts as "role phone", with "-" for no phone.
    fn check(slug: &str, department: Option<&str>, purpose: Purpose, expected: &[&str]) {
        let contacts: Vec<String> = sample(slug)
            .contacts_for(department, purpose)
            .into_iter()
            .map(|officer| {
                let phone = officer.phone.as_deref().unwrap_or("-");
                format!("{:?} {phone}", officer.role)
            })
            .collect();
        assert_eq!(contacts, expected);
    }

    #[test]
    fn person_with_access_comes_before_the_manager() {
        let expected = ["Access 033-570-4108", "Manager 033-570-4110"];
        check("samcheok", None, Purpose::Crime, &expected);
        check("samcheok", Some("산림과"), Purpose::ForestFire, &expected);
    }

    #[test]
    fn named_department_wins_however_it_is_spaced() {
        let expected = ["Access 031-839-4308", "Manager 031-839-4310"];
        check(
            "yeoncheon",
            Some("맑은물 관리사업소"),
            Purpose::Crime,
            &expected,
        );
    }

    #[test]
    fn officers_of_the_departments_that_list_the_purpose_answer_for_it() {
        let expected = [
            "Access 031-839-2216",
            "Access 031-839-2330",
            "Manager 031-839-2220",
            "Manager 031-839-2160",
        ];
        check("yeoncheon", None, Purpose::Crime, &expected);
        check("yeoncheon", None, Purpose::VehicleCrime, &[]);
    }

    #[test]
    fn coverage_that_names_the_purpose_comes_first_and_police_is_left_out() {
        let expected = [
            "Access 02-450-7678",
            "Access 02-450-7786",
            "Manager 02-450-7210",
            "Manager -",
            "PrivacyOfficer -",
        ];
        check("gwangjin", None, Purpose::Crime, &expected);
        let expected = [
            "Access 02-450-7976",
            "Manager 02-450-7210",
            "Manager -",
            "PrivacyOfficer -",
        ];
        check("gwangjin", None, Purpose::ParkingEnforcement, &expected);
    }

    #[test]
    fn within_a_department_the_coverage_of_the_purpose_comes_first() {
        let expected = [
            "Access 02-450-7773",
            "Access 02-450-7786",
            "Manager 02-450-7210",
            "Manager -",
            "PrivacyOfficer -",
        ];
        check(
            "gwangjin",
            Some("공원녹지과"),
            Purpose::ForestFire,
            &expected,
        );
    }

    #[test]
    fn purpose_that_nobody_covers_goes_to_the_general_officers() {
        let expected = [
            "Access 02-450-7679",
            "Access 02-450-7678",
            "Manager 02-450-7210",
            "Manager -",
            "PrivacyOfficer -",
        ];
        check("gwangjin", None, Purpose::Disaster, &expected);
        let phones = [
            "Access 032-880-4826",
            "Access 032-880-4827",
            "Access 032-880-4828",
        ];
        let rest = ["Access 032-880-4829", "Manager 032-880-4045"];
        check(
            "michuhol",
            None,
            Purpose::Disaster,
            &[&phones[..], &rest[..]].concat(),
        );
    }

    #[test]
    fn example_officers_never_count() {
        check(
            "hanam",
            Some("정보통신과"),
            Purpose::Crime,
            &["Access -", "Manager -"],
        );
    }
}
