//! Stated beside loaded: in all, by purpose and by department.

use std::collections::{BTreeMap, BTreeSet};

use super::explain::{explain, is_near, where_the_difference_is};
use super::sites::{Sites, Tally, key};
use super::{Compared, Counted};
use crate::dataset::LoadedInstitution;
use crate::import::grouped;
use crate::model::policy::{Device, Installation};
use crate::model::purpose::purposes;
use crate::model::{OperationPolicy, Purpose};
use crate::quality::Said;

pub(super) fn fixed(policy: &OperationPolicy) -> impl Iterator<Item = &Installation> {
    policy
        .installations
        .iter()
        .filter(|row| row.device == Device::Fixed && !row.example)
}

/// The stated numbers of some rows; a number that no row states is not stated.
fn stated(rows: &[&Installation]) -> Counted {
    let sum = |number: fn(&Installation) -> Option<u32>| {
        rows.iter()
            .filter_map(|row| number(row))
            .map(u64::from)
            .reduce(|sum, next| sum + next)
    };
    Counted {
        sites: sum(|row| row.sites),
        units: sum(|row| row.units),
    }
}

/// The mobile devices of the policy beside those of the registers.
pub(super) fn mobile(institution: &LoadedInstitution) -> Option<Compared> {
    let rows: Vec<&Installation> = institution
        .policy
        .iter()
        .flat_map(|policy| policy.mobile_units())
        .collect();
    let listed = &institution.mobile_units;
    if rows.is_empty() && listed.is_empty() {
        return None;
    }
    let numbers = stated(&rows);
    let mut loaded = Tally::default();
    for unit in listed {
        loaded.add(unit.unit_count.unwrap_or(0));
    }
    let mut explanations = Vec::new();
    if loaded.without_count > 0 {
        explanations.push(Said::new(
            format!(
                "카메라대수가 없는 {}행은 대수에 더해지지 않음",
                grouped(loaded.without_count)
            ),
            format!(
                "{} rows state no number of cameras and add nothing",
                grouped(loaded.without_count)
            ),
        ));
    }
    Some(Compared {
        name: Said::new("이동형", "Mobile devices"),
        stated: (!rows.is_empty()).then_some(numbers),
        loaded: Counted {
            sites: None,
            units: Some(loaded.units),
        },
        loaded_without_count: loaded.without_count,
        rows: rows.iter().map(|row| row.id.clone()).collect(),
        explanations,
    })
}

pub(super) fn total(
    sites: &Sites,
    policy: &OperationPolicy,
    purposes: &[Compared],
    sample: bool,
) -> Compared {
    let of_rows = stated(&fixed(policy).collect::<Vec<_>>());
    let printed = policy
        .totals
        .iter()
        .find(|total| total.device == Device::Fixed)
        .map(|total| total.stated);
    let wide = |number: Option<u32>| number.map(u64::from);
    let stated = Counted {
        sites: printed
            .and_then(|total| wide(total.sites))
            .or(of_rows.sites),
        units: printed
            .and_then(|total| wide(total.units))
            .or(of_rows.units),
    };
    let mut explanations = Vec::new();
    if sample {
        explanations.push(Said::new(
            "표본 대장: 방침의 대수에 맞추어 만든 가상의 지점이며 실제 카메라가 아님",
            "a sample register: invented sites made to fit the stated numbers, no real cameras",
        ));
    }
    explanations.extend(explain(stated, sites.all));
    if let Some(units) = stated.units
        && !is_near(units, sites.all.units)
    {
        explanations.extend(where_the_difference_is(units, sites.all.units, purposes));
    }
    Compared {
        name: Said::new("고정형 전체", "All fixed cameras"),
        stated: (stated != Counted::default()).then_some(stated),
        loaded: sites.all.counted(),
        loaded_without_count: sites.all.without_count,
        rows: fixed(policy).map(|row| row.id.clone()).collect(),
        explanations,
    }
}

/// Purposes in groups that both sides can count.
struct Groups {
    parent: [usize; Purpose::ALL.len()],
}

impl Groups {
    fn find(&self, mut at: usize) -> usize {
        while self.parent[at] != at {
            at = self.parent[at];
        }
        at
    }

    fn unite(&mut self, a: Purpose, b: Purpose) {
        let (a, b) = (self.find(a.index()), self.find(b.index()));
        self.parent[a.max(b)] = a.min(b);
    }
}

pub(super) fn by_purpose(sites: &Sites, policy: &OperationPolicy) -> Vec<Compared> {
    let mut groups = Groups {
        parent: std::array::from_fn(|at| at),
    };
    let mut several = BTreeSet::new();
    for row in fixed(policy) {
        for pair in row.purpose_codes.windows(2) {
            groups.unite(pair[0], pair[1]);
            several.extend([pair[0].index(), pair[1].index()]);
        }
    }
    let merged = merged_by_the_national_form(sites, policy);
    for &(narrow, wide) in &merged {
        groups.unite(narrow, wide);
    }
    let mut members: BTreeMap<usize, Vec<Purpose>> = BTreeMap::new();
    for purpose in Purpose::ALL {
        let spoken_of = fixed(policy).any(|row| row.purpose_codes.contains(&purpose));
        if spoken_of || sites.by_purpose[purpose.index()].sites > 0 {
            members
                .entry(groups.find(purpose.index()))
                .or_default()
                .push(purpose);
        }
    }
    let mut compared: Vec<Compared> = members
        .into_values()
        .map(|group| {
            let rows: Vec<&Installation> = fixed(policy)
                .filter(|row| row.purpose_codes.iter().any(|code| group.contains(code)))
                .collect();
            let mut loaded = Tally::default();
            for purpose in &group {
                let tally = sites.by_purpose[purpose.index()];
                loaded.sites += tally.sites;
                loaded.units += tally.units;
                loaded.without_count += tally.without_count;
            }
            let numbers = stated(&rows);
            let mut explanations = explain(numbers, loaded);
            if group.len() > 1 && group.iter().any(|purpose| several.contains(&purpose.index())) {
                explanations.push(Said::new(
                    "방침의 한 행이 여러 목적을 함께 세어 나눌 수 없음",
                    "a row of the policy counts several purposes together",
                ));
            }
            explanations.extend(
                merged
                    .iter()
                    .filter(|(narrow, _)| group.contains(narrow))
                    .map(|&(narrow, wide)| {
                        let (narrow, wide) = (purposes().entry(narrow), purposes().entry(wide));
                        Said::new(
                            format!(
                                "국가 표준서식에는 '{}'이(가) 따로 없어 '{}'에 적음",
                                narrow.name_ko, wide.name_ko
                            ),
                            format!(
                                "the national form has no value for \"{}\", which is written as \"{}\"",
                                narrow.name_en, wide.name_en
                            ),
                        )
                    }),
            );
            if rows.is_empty() {
                explanations.push(Said::new(
                    "방침의 설치 대수 표에 이 목적이 없음",
                    "the count table of the policy has no such purpose",
                ));
            }
            Compared {
                name: names_of(&group),
                stated: (!rows.is_empty()).then_some(numbers),
                loaded: loaded.counted(),
                loaded_without_count: loaded.without_count,
                rows: rows.iter().map(|row| row.id.clone()).collect(),
                explanations,
            }
        })
        .collect();
    let unnamed: Vec<&Installation> = fixed(policy)
        .filter(|row| row.purpose_codes.is_empty())
        .collect();
    if !unnamed.is_empty() {
        compared.push(Compared {
            name: Said::new("목적을 알 수 없는 행", "Rows without a known purpose"),
            stated: Some(stated(&unnamed)),
            loaded: Tally::default().counted(),
            loaded_without_count: 0,
            rows: unnamed.iter().map(|row| row.id.clone()).collect(),
            explanations: Vec::new(),
        });
    }
    compared
}

/// Purposes that the policy counts and the register cannot name, with the one that its form offers.
fn merged_by_the_national_form(sites: &Sites, policy: &OperationPolicy) -> Vec<(Purpose, Purpose)> {
    Purpose::ALL
        .iter()
        .copied()
        .filter(|purpose| {
            sites.by_purpose[purpose.index()].sites == 0
                && fixed(policy).any(|row| row.purpose_codes.contains(purpose))
        })
        .filter_map(|narrow| {
            let value = &purposes().entry(narrow).national_value;
            let wide = Purpose::ALL
                .iter()
                .copied()
                .find(|&wide| purposes().entry(wide).name_ko == *value)?;
            (wide != narrow && sites.by_purpose[wide.index()].sites > 0).then_some((narrow, wide))
        })
        .collect()
}

fn names_of(group: &[Purpose]) -> Said {
    let join = |name: fn(Purpose) -> &'static str| {
        group
            .iter()
            .copied()
            .map(name)
            .collect::<Vec<_>>()
            .join(" + ")
    };
    Said::new(
        join(|purpose| &purposes().entry(purpose).name_ko),
        join(|purpose| &purposes().entry(purpose).name_en),
    )
}

pub(super) fn by_department(sites: &Sites, policy: &OperationPolicy) -> Vec<Compared> {
    let mut rows_of: BTreeMap<String, Vec<&Installation>> = BTreeMap::new();
    let mut order: Vec<(String, String)> = Vec::new();
    for row in fixed(policy) {
        let Some(name) = &row.department_ko else {
            continue;
        };
        let rows = rows_of.entry(key(name)).or_default();
        if rows.is_empty() {
            order.push((key(name), name.clone()));
        }
        rows.push(row);
    }
    if order.is_empty() {
        return Vec::new();
    }
    let mut compared: Vec<Compared> = order
        .into_iter()
        .map(|(key, name)| {
            let rows = rows_of[&key].as_slice();
            let loaded = sites
                .by_department
                .get(&key)
                .map(|(_, tally)| *tally)
                .unwrap_or_default();
            let numbers = stated(rows);
            Compared {
                name: Said::new(name.clone(), name),
                stated: Some(numbers),
                loaded: loaded.counted(),
                loaded_without_count: loaded.without_count,
                rows: rows.iter().map(|row| row.id.clone()).collect(),
                explanations: explain(numbers, loaded),
            }
        })
        .collect();
    for (key, (name, tally)) in &sites.by_department {
        if !rows_of.contains_key(key) {
            compared.push(Compared {
                name: Said::new(name.clone(), name.clone()),
                stated: None,
                loaded: tally.counted(),
                loaded_without_count: tally.without_count,
                rows: Vec::new(),
                explanations: vec![Said::new(
                    "방침의 설치 대수 표에 이 부서가 없음",
                    "the count table of the policy has no such department",
                )],
            });
        }
    }
    let named: u64 = sites
        .by_department
        .values()
        .map(|(_, tally)| tally.sites)
        .sum();
    if named < sites.all.sites {
        let mut rest = Tally::default();
        for &index in &sites.indexes {
            let class = sites.dataset.class(index);
            if sites.dataset.holder(class.holder).department.is_none() {
                rest.add(sites.dataset.site(index).unit_count);
            }
        }
        compared.push(Compared {
            name: Said::new("부서를 알 수 없는 지점", "Sites of unknown department"),
            stated: None,
            loaded: rest.counted(),
            loaded_without_count: rest.without_count,
            rows: Vec::new(),
            explanations: vec![Said::new(
                "행에 부서가 없고 방침으로도 한 부서로 정해지지 않음",
                "the row names no department and the policy leaves more than one",
            )],
        });
    }
    compared
}
