//! Departments that one table names and another does not, and their telephones.

use std::collections::BTreeMap;

use super::{FindingLevel, Findings};
use crate::model::OperationPolicy;
use crate::model::personal::{Context, withhold};
use crate::model::policy::Device;
use crate::quality::Said;

impl Findings {
    /// A department that one table names and another does not: which of its cameras are whose?
    pub(super) fn departments(&mut self, policy: &OperationPolicy) {
        type Named<'a> = BTreeMap<String, &'a str>;
        fn named<'a>(names: impl Iterator<Item = &'a String>) -> Named<'a> {
            names.map(|name| (key(name), name.as_str())).collect()
        }
        let counted = named(
            policy
                .installations
                .iter()
                .filter(|row| row.device == Device::Fixed && !row.example)
                .filter_map(|row| row.department_ko.as_ref()),
        );
        let responsible = named(
            policy
                .officers
                .iter()
                .filter(|row| row.device == Device::Fixed && !row.example)
                .filter_map(|row| row.department_ko.as_ref()),
        );
        let kept = named(
            policy
                .handling
                .iter()
                .filter(|row| row.device == Device::Fixed && !row.example)
                .filter_map(|row| row.department_ko.as_ref()),
        );
        let tables = [
            ("installations", "설치 대수", "the count table", &counted),
            ("officers", "관리책임자", "the officers", &responsible),
            ("handling", "보관기간", "retention and storage", &kept),
        ];
        for (path, ko, en, has) in &tables {
            for (other_path, other_ko, other_en, lacks) in &tables {
                // A table that names no department at all speaks for all of them.
                if path == other_path || has.is_empty() || lacks.is_empty() {
                    continue;
                }
                let missing: Vec<&str> = has
                    .iter()
                    .filter(|(key, _)| !lacks.contains_key(*key))
                    .map(|(_, name)| *name)
                    .collect();
                // Officers may be responsible for all cameras without any of their own.
                if missing.is_empty() || *path == "officers" {
                    continue;
                }
                // Somebody may be named in the place of a department.
                let names: Vec<_> = missing
                    .into_iter()
                    .map(|name| withhold(name, Context::Department).0)
                    .collect();
                let names = names.join(", ");
                self.add(
                    "department_in_one_table",
                    FindingLevel::Warning,
                    (*other_path).to_owned(),
                    Said::new(
                        format!("{ko} 표에 있는 부서가 {other_ko} 표에 없습니다: {names}"),
                        format!("departments of {en} that {other_en} leave out: {names}"),
                    ),
                );
            }
        }
    }

    pub(super) fn phones(&mut self, policy: &OperationPolicy) {
        let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
        for (index, officer) in policy.officers.iter().enumerate() {
            let path = format!("officers[{index}]");
            match (&officer.phone, &officer.phone_raw) {
                (Some(phone), Some(raw)) if !digits(phone).ends_with(&digits(raw)) => self.add(
                    "phone_differs",
                    FindingLevel::Warning,
                    path,
                    Said::new(
                        "전화번호(phone)와 인쇄된 번호(phone_raw)가 다릅니다",
                        "the number (phone) differs from the one printed (phone_raw)",
                    ),
                ),
                (None, None) if !officer.example && officer.phone_redirect_ko.is_none() => self
                    .add(
                        "officer_without_phone",
                        FindingLevel::Warning,
                        path,
                        Said::new(
                            format!(
                                "{}의 연락처가 없습니다",
                                office(
                                    officer.department_ko.as_deref(),
                                    officer.title_ko.as_deref()
                                )
                            ),
                            format!(
                                "no telephone number of {}",
                                office(
                                    officer.department_ko.as_deref(),
                                    officer.title_ko.as_deref()
                                )
                            ),
                        ),
                    ),
                _ => {}
            }
        }
    }
}

fn office(department: Option<&str>, title: Option<&str>) -> String {
    let department = department.map(|name| withhold(name, Context::Department).0);
    let title = title.map(|name| withhold(name, Context::Person).0);
    let words: Vec<_> = department.into_iter().chain(title).collect();
    words.join(" ")
}

/// A department's name in the form in which names are compared.
fn key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}
