//! One 관리번호 in several rows that say different things: it should name one row, and the rows may be
//! two states of one camera that count twice.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::{Finding, Subject};
use crate::import::duplicates::say_the_same;
use crate::import::issue::IssueKind;
use crate::model::SiteRecord;

/// Other rows that a remark names.
const SHOWN: usize = 3;

/// Remarks on every site whose number stands in another row that says something else.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let sites = subject.sites;
    let number = |index: usize| sites[index].management_no.as_deref();
    // Nearly every number stands once: only the others are put in order.
    let mut first: FxHashMap<&str, usize> = FxHashMap::default();
    let mut again: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in 0..sites.len() {
        let Some(number) = number(at) else { continue };
        match first.entry(number) {
            Entry::Vacant(entry) => {
                entry.insert(at);
            }
            Entry::Occupied(entry) => again
                .entry(number)
                .or_insert_with(|| vec![*entry.get()])
                .push(at),
        }
    }
    let mut findings = Vec::new();
    for rows in again.values() {
        let first: &SiteRecord = &sites[rows[0]];
        let member = |row: usize| subject.register.member_of(row);
        // Another sheet may state the same at another date: that is one row.
        let is_again =
            |row: usize| member(row) != member(rows[0]) && first.facts() == sites[row].facts();
        if rows
            .iter()
            .all(|&row| say_the_same(first, &sites[row]) || is_again(row))
        {
            continue;
        }
        findings.extend(rows.iter().map(|&site| Finding {
            site: Some(site),
            kind: IssueKind::NumberRepeated,
            reason: None,
            value: number(site).map(ToOwned::to_owned),
            detail: Some(others(subject, rows, site)),
        }));
    }
    findings
}

/// The numbers of the other rows, with their sheet or member where it is another one.
fn others(subject: &Subject<'_>, rows: &[usize], site: usize) -> String {
    let member = subject.register.member_of(site);
    let name = |&row: &usize| {
        let number = subject.sites[row].source_row;
        match subject.register.member_of(row) {
            Some(other) if Some(other) != member => format!("{other}: {number}"),
            _ => number.to_string(),
        }
    };
    let others = || rows.iter().filter(|&&row| row != site);
    let mut list: Vec<String> = others().take(SHOWN).map(name).collect();
    if others().count() > SHOWN {
        list.push("…".to_owned());
    }
    list.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{import_of, site};
    use super::*;
    use crate::import::Options;

    #[test]
    fn rows_of_one_number_are_told_where_they_differ() {
        let numbered = |row: u32, lat: f64, number: &str, units: u16| {
            let mut site = site(row, 127.0847, lat, "");
            site.management_no = Some(number.into());
            site.unit_count = Some(units);
            site
        };
        let sites = [
            numbered(2, 37.5385, "1", 2),
            numbered(3, 37.5386, "2", 2),
            numbered(4, 37.5387, "3", 2),
            // The count, the place, nothing.
            numbered(5, 37.5385, "1", 3),
            numbered(6, 37.5396, "2", 2),
            numbered(7, 37.5387, "3", 2),
        ];
        let import = import_of("3040000", sites, &Options::default());
        let issues = import.report.issues.iter();
        let told: Vec<_> = issues
            .filter(|issue| issue.kind == IssueKind::NumberRepeated)
            .map(|issue| (issue.row, issue.value.as_deref(), issue.detail.as_deref()))
            .collect();
        let expected = [
            (Some(2), Some("1"), Some("5")),
            (Some(3), Some("2"), Some("6")),
            (Some(5), Some("1"), Some("2")),
            (Some(6), Some("2"), Some("3")),
        ];
        assert_eq!(told, expected);
    }
}
