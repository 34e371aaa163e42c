//! The loaded register of an institution against its own policy, and how complete its rows are.
//!
//! Nothing here judges: stated and loaded numbers stand side by side, and a difference is explained
//! only where the numbers themselves tell the reason.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::{FindingLevel, Said};
use crate::dataset::{Dataset, LoadedInstitution, SiteClass, SiteIndex};
use crate::import::grouped;
use crate::model::policy::{Device, Installation};
use crate::model::purpose::purposes;
use crate::model::site::PositionReason;
use crate::model::{
    OperationPolicy, PositionQuality, Purpose, RangeBasis, RetentionBasis, RetentionRule,
};

/// Uncertainty from which a position is called coarse: three decimals leave some 50 m open.
const COARSE_M: f32 = 50.0;

/// Two numbers are called near when they differ by no more than a twentieth.
const NEAR: u64 = 20;

/// Numbers of places and cameras.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Counted {
    /// Places (개소); null when not stated.
    pub sites: Option<u64>,
    /// Cameras (대); null when not stated.
    pub units: Option<u64>,
}

/// What the policy states beside what is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Compared {
    /// What is counted.
    pub name: Said,
    /// Stated in the policy; null when the policy does not speak of it.
    pub stated: Option<Counted>,
    /// Loaded from the register.
    pub loaded: Counted,
    /// Loaded sites whose row states no number of cameras: they add nothing to `loaded.units`.
    pub loaded_without_count: u64,
    /// Which rows of the policy the stated numbers come from.
    pub rows: Vec<String>,
    /// Why the numbers may differ, as far as they tell.
    pub explanations: Vec<Said>,
}

/// How many of the loaded sites have a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figure {
    /// Stable code.
    pub code: &'static str,
    /// The property.
    pub name: Said,
    /// Sites that have it.
    pub count: u64,
    /// Sites that were looked at.
    pub of: u64,
    /// What the figure is computed from.
    pub computed_from: Said,
}

/// Something that the office can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Remark {
    /// Stable code.
    pub code: &'static str,
    /// How much it matters.
    pub level: FindingLevel,
    /// What was found.
    pub message: Said,
    /// What it is computed from.
    pub computed_from: Said,
}

/// The loaded register of one institution, looked at from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegisterQuality {
    /// The register is a sample made by the product: no real camera.
    pub sample: bool,
    /// Sites and cameras that are loaded.
    pub loaded: Counted,
    /// All fixed cameras, stated and loaded; null without a policy.
    pub total: Option<Compared>,
    /// By purpose; purposes that cannot be told apart on one of the two sides stand together. Empty
    /// without a policy.
    pub purposes: Vec<Compared>,
    /// By department, where the count table of the policy names any.
    pub departments: Vec<Compared>,
    /// Mobile units (이동형) stated in the policy; they have no position and are never loaded as sites.
    pub stated_mobile_units: Option<u64>,
    /// How many sites lack something, or are marked.
    pub figures: Vec<Figure>,
    /// What to look at.
    pub remarks: Vec<Remark>,
}

/// Compares what is loaded of an institution with its policy on a day.
#[must_use]
pub fn compare(dataset: &Dataset, institution: &LoadedInstitution, today: Date) -> RegisterQuality {
    let sites = Sites::of(dataset, institution);
    let policy = institution.policy;
    let sample = institution
        .releases
        .iter()
        .any(|&release| dataset.releases()[release].sample);
    let purposes = policy
        .map(|policy| by_purpose(&sites, policy))
        .unwrap_or_default();
    RegisterQuality {
        sample,
        loaded: sites.all.counted(),
        total: policy.map(|policy| total(&sites, policy, &purposes, sample)),
        departments: policy
            .map(|policy| by_department(&sites, policy))
            .unwrap_or_default(),
        stated_mobile_units: policy.and_then(|policy| {
            policy
                .mobile_units()
                .filter_map(|row| row.units)
                .map(u64::from)
                .reduce(|sum, units| sum + units)
        }),
        figures: figures(&sites),
        remarks: remarks(&sites, dataset, institution, today),
        purposes,
    }
}

/// Sites and cameras added up.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    sites: u64,
    units: u64,
    without_count: u64,
}

impl Tally {
    fn add(&mut self, unit_count: u16) {
        self.sites += 1;
        self.units += u64::from(unit_count);
        self.without_count += u64::from(unit_count == 0);
    }

    fn counted(self) -> Counted {
        Counted {
            sites: Some(self.sites),
            units: Some(self.units),
        }
    }
}

/// The sites of one institution.
struct Sites<'a> {
    dataset: &'a Dataset,
    indexes: Vec<SiteIndex>,
    all: Tally,
    by_purpose: [Tally; Purpose::ALL.len()],
    by_department: BTreeMap<String, (String, Tally)>,
}

impl<'a> Sites<'a> {
    fn of(dataset: &'a Dataset, institution: &LoadedInstitution) -> Self {
        let wanted = |class: &SiteClass| {
            dataset.institutions()[class.institution as usize].code == institution.code
        };
        let mut sites = Self {
            dataset,
            indexes: dataset
                .in_id_order()
                .filter(|&site| wanted(dataset.class(site)))
                .collect(),
            all: Tally::default(),
            by_purpose: [Tally::default(); Purpose::ALL.len()],
            by_department: BTreeMap::new(),
        };
        for &index in &sites.indexes {
            let (site, class) = (dataset.site(index), dataset.class(index));
            sites.all.add(site.units);
            sites.by_purpose[class.purpose.index()].add(site.units);
            if let Some(department) = &dataset.holder(class.holder).department {
                sites
                    .by_department
                    .entry(key(department))
                    .or_insert_with(|| (department.clone(), Tally::default()))
                    .1
                    .add(site.units);
            }
        }
        sites
    }

    fn count(&self, has: impl Fn(SiteIndex, &SiteClass) -> bool) -> u64 {
        let dataset = self.dataset;
        self.indexes
            .iter()
            .filter(|&&site| has(site, dataset.class(site)))
            .count() as u64
    }
}

fn fixed(policy: &OperationPolicy) -> impl Iterator<Item = &Installation> {
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

fn is_near(a: u64, b: u64) -> bool {
    a.abs_diff(b) * NEAR <= a.max(b)
}

/// Why stated and loaded numbers may differ, from the numbers alone.
fn explain(stated: Counted, loaded: Tally) -> Vec<Said> {
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

fn total(sites: &Sites, policy: &OperationPolicy, purposes: &[Compared], sample: bool) -> Compared {
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

/// The purposes that make up most of a difference of the totals.
fn where_the_difference_is(stated: u64, loaded: u64, purposes: &[Compared]) -> Option<Said> {
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

fn by_purpose(sites: &Sites, policy: &OperationPolicy) -> Vec<Compared> {
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

fn by_department(sites: &Sites, policy: &OperationPolicy) -> Vec<Compared> {
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

fn figures(sites: &Sites) -> Vec<Figure> {
    let (dataset, of) = (sites.dataset, sites.all.sites);
    let mut figures = Vec::new();
    let mut figure = |code, name: (&str, &str), from: (&str, &str), count| {
        figures.push(Figure {
            code,
            name: Said::new(name.0, name.1),
            count,
            of,
            computed_from: Said::new(from.0, from.1),
        });
    };
    figure(
        "range_not_stated",
        (
            "촬영범위를 행도 방침도 밝히지 않은 지점",
            "capture range stated neither by the row nor by the policy",
        ),
        (
            "촬영방면정보의 거리, 방침의 촬영범위",
            "distances in 촬영방면정보, ranges of the policy",
        ),
        sites.count(|_, class| !class.range.basis.is_stated()),
    );
    figure(
        "range_in_row",
        ("촬영 거리가 행에 적힌 지점", "distance stated by the row"),
        ("촬영방면정보", "촬영방면정보"),
        sites.count(|_, class| class.range.basis == RangeBasis::Row),
    );
    figure(
        "retention_not_stated",
        ("보관기간을 알 수 없는 지점", "retention period not known"),
        (
            "보관일수, 방침의 보관기간",
            "보관일수, retention of the policy",
        ),
        sites.count(|_, class| class.retention.rule == RetentionRule::Unknown),
    );
    figure(
        "department_not_in_row",
        ("행에 부서가 없는 지점", "no department in the row"),
        ("관리기관명, 부서 열", "관리기관명, columns of departments"),
        sites.count(|_, class| !class.department_in_row),
    );
    figure(
        "department_unknown",
        (
            "방침으로도 부서를 정할 수 없는 지점",
            "department not known from the policy either",
        ),
        (
            "위와 같음, 방침의 담당부서와 접근권한자",
            "the same, and the departments and officers of the policy",
        ),
        sites.count(|_, class| dataset.holder(class.holder).department.is_none()),
    );
    figure(
        "unit_count_missing",
        ("카메라대수가 없는 지점", "no number of cameras"),
        ("카메라대수", "카메라대수"),
        sites.all.without_count,
    );
    figure(
        "installed_unknown",
        ("설치연월이 없는 지점", "no installation date"),
        ("설치연월", "설치연월"),
        sites.count(|site, _| dataset.spot(site).installed.is_none()),
    );
    figure(
        "phone_not_in_row",
        (
            "행에 사무실 전화번호가 없는 지점",
            "no office telephone in the row",
        ),
        (
            "관리기관전화번호(휴대전화 제외)",
            "관리기관전화번호 without mobile numbers",
        ),
        sites.count(|_, class| class.phone_in_row.is_none()),
    );
    figure(
        "position_coarse",
        (
            "좌표 오차가 50 m 이상인 지점",
            "position uncertain by 50 m or more",
        ),
        (
            "위도와 경도의 소수 자릿수",
            "decimals of latitude and longitude",
        ),
        sites.count(|site, _| dataset.spot(site).uncertainty_m >= COARSE_M),
    );
    figure(
        "position_suspect",
        ("좌표가 의심되는 지점", "suspect position"),
        ("반입 때의 점검", "the checks at import"),
        sites.count(|site, _| dataset.spot(site).quality == PositionQuality::Suspect),
    );
    figure(
        "outside_institution",
        (
            "기관의 경계 밖에 있는 지점",
            "outside the institution's outline",
        ),
        (
            "시군구 경계, 허용 거리와 좌표 오차",
            "outlines of the municipalities, with tolerance and uncertainty",
        ),
        sites.count(|site, _| {
            dataset
                .site(site)
                .reasons
                .iter()
                .any(|reason| reason == PositionReason::OutsideInstitution)
        }),
    );
    figure(
        "management_no_missing",
        ("관리번호가 없는 지점", "no management number"),
        ("관리번호", "관리번호"),
        sites.count(|site, _| dataset.text(site).management_no.is_none()),
    );
    figures
}

fn remarks(
    sites: &Sites,
    dataset: &Dataset,
    institution: &LoadedInstitution,
    today: Date,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for &index in &institution.releases {
        let release = &dataset.releases()[index];
        if release.sample {
            continue;
        }
        let from = Said::new(
            format!("{}의 가장 늦은 데이터기준일자", release.source),
            format!("latest 데이터기준일자 of {}", release.source),
        );
        match release.reference_date {
            None => remarks.push(Remark {
                code: "reference_date_missing",
                level: FindingLevel::Info,
                message: Said::new(
                    format!(
                        "자료원 {}에 데이터기준일자가 없어 얼마나 최근인지 알 수 없습니다",
                        release.source
                    ),
                    format!(
                        "source {} states no 데이터기준일자: how recent it is cannot be said",
                        release.source
                    ),
                ),
                computed_from: from,
            }),
            Some(date) if date.saturating_add(1.year()) < today => remarks.push(Remark {
                code: "register_over_a_year_old",
                level: FindingLevel::Warning,
                message: Said::new(
                    format!(
                        "자료원 {}의 데이터기준일자 {date}에서 1년이 넘었습니다",
                        release.source
                    ),
                    format!(
                        "source {} is of {date}, more than a year ago",
                        release.source
                    ),
                ),
                computed_from: from,
            }),
            Some(_) => {}
        }
    }
    let Some(policy) = institution.policy else {
        remarks.push(Remark {
            code: "no_policy",
            level: FindingLevel::Info,
            message: Said::new(
                "이 기관의 운영·관리 방침이 없어 대장과 비교할 수 없습니다",
                "no operation policy of this institution is known, so there is nothing to compare with",
            ),
            computed_from: Said::new("들어 있는 방침", "the policies that are loaded"),
        });
        return remarks;
    };
    remarks.extend(difference_of_dates(dataset, institution, policy));
    remarks.extend(few_purposes(sites, policy));
    remarks.extend(retention_differs(sites, policy));
    remarks.extend(phones_differ(sites, policy));
    remarks
}

/// Counts of different days are not the same counts.
fn difference_of_dates(
    dataset: &Dataset,
    institution: &LoadedInstitution,
    policy: &OperationPolicy,
) -> Option<Remark> {
    let version = policy.policy.as_of_date.or(policy.version().date)?;
    let register = institution
        .releases
        .iter()
        .filter(|&&index| !dataset.releases()[index].sample)
        .filter_map(|&index| dataset.releases()[index].reference_date)
        .max()?;
    let (earlier, later) = (version.min(register), version.max(register));
    (earlier.saturating_add(1.year()) < later).then(|| Remark {
        code: "dates_apart",
        level: FindingLevel::Info,
        message: Said::new(
            format!("방침은 {version}, 대장은 {register} 기준으로 1년 넘게 떨어져 있어 수가 다를 수 있습니다"),
            format!("the policy is of {version} and the register of {register}, more than a year apart: their numbers may rightly differ"),
        ),
        computed_from: Said::new("방침의 기준일, 데이터기준일자", "the policy's date, 데이터기준일자"),
    })
}

/// A register that knows fewer purposes than the policy cannot be compared by purpose.
fn few_purposes(sites: &Sites, policy: &OperationPolicy) -> Option<Remark> {
    let stated: BTreeSet<Purpose> = fixed(policy)
        .flat_map(|row| row.purpose_codes.iter().copied())
        .collect();
    let loaded = sites
        .by_purpose
        .iter()
        .filter(|tally| tally.sites > 0)
        .count();
    (loaded > 0 && loaded < stated.len()).then(|| Remark {
        code: "few_purposes",
        level: FindingLevel::Info,
        message: Said::new(
            format!("대장의 설치목적은 {loaded}가지, 방침은 {}가지입니다. 목적별 비교는 참고로만 보세요", stated.len()),
            format!("the register tells {loaded} purposes apart, the policy {}: read the comparison by purpose with care", stated.len()),
        ),
        computed_from: Said::new("설치목적구분, 방침의 설치 대수 표", "설치목적구분, the count table of the policy"),
    })
}

fn retention_differs(sites: &Sites, policy: &OperationPolicy) -> Option<Remark> {
    let mut differing: BTreeMap<(u16, u16), u64> = BTreeMap::new();
    for &index in &sites.indexes {
        let class = sites.dataset.class(index);
        if class.retention.basis != RetentionBasis::Row {
            continue;
        }
        let department = sites.dataset.holder(class.holder).department.as_deref();
        let stated = policy.retention_for(department, class.purpose).rule.days();
        if let (Some(row), Some(stated)) = (class.retention.rule.days(), stated)
            && row != stated
        {
            *differing.entry((row, stated)).or_default() += 1;
        }
    }
    if differing.is_empty() {
        return None;
    }
    let total: u64 = differing.values().sum();
    let ko: Vec<String> = differing
        .iter()
        .map(|((row, stated), count)| format!("대장 {row}일·방침 {stated}일 {}곳", grouped(*count)))
        .collect();
    let en: Vec<String> = differing
        .iter()
        .map(|((row, stated), count)| {
            format!(
                "{} sites with {row} days where the policy says {stated}",
                grouped(*count)
            )
        })
        .collect();
    Some(Remark {
        code: "retention_differs",
        level: FindingLevel::Warning,
        message: Said::new(
            format!(
                "보관일수가 방침과 다른 지점 {}곳: {}",
                grouped(total),
                ko.join(", ")
            ),
            format!(
                "retention of {} sites differs from the policy: {}",
                grouped(total),
                en.join(", ")
            ),
        ),
        computed_from: Said::new(
            "보관일수, 방침의 보관기간(부서, 목적별)",
            "보관일수, retention of the policy by department and purpose",
        ),
    })
}

/// Office numbers of the register that the policy prints nowhere.
fn phones_differ(sites: &Sites, policy: &OperationPolicy) -> Option<Remark> {
    const SHOWN: usize = 5;
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let places = &policy.footage_confirmation.places;
    let printed: BTreeSet<String> = policy
        .officers
        .iter()
        .filter_map(|officer| officer.phone.as_deref())
        .chain(policy.monitoring_center.phone.as_deref())
        .chain(places.iter().filter_map(|place| place.phone.as_deref()))
        .chain(
            policy
                .page_contact
                .iter()
                .filter_map(|contact| contact.phone.as_deref()),
        )
        .map(digits)
        .collect();
    if printed.is_empty() {
        return None;
    }
    let mut others: BTreeMap<&str, u64> = BTreeMap::new();
    for &index in &sites.indexes {
        let class = sites.dataset.class(index);
        if let Some(phone) = class.phone_in_row.as_deref()
            && !printed.contains(&digits(phone))
        {
            *others.entry(phone).or_default() += 1;
        }
    }
    if others.is_empty() {
        return None;
    }
    let sum: u64 = others.values().sum();
    let mut list: Vec<(&str, u64)> = others.into_iter().collect();
    list.sort_by_key(|&(phone, count)| (std::cmp::Reverse(count), phone));
    let more = if list.len() > SHOWN { ", …" } else { "" };
    let shown: Vec<String> = list
        .iter()
        .take(SHOWN)
        .map(|(phone, count)| format!("{phone} ({})", grouped(*count)))
        .collect();
    Some(Remark {
        code: "phones_differ",
        level: FindingLevel::Info,
        message: Said::new(
            format!(
                "방침에 없는 전화번호를 쓰는 지점 {}곳: {}{more}",
                grouped(sum),
                shown.join(", ")
            ),
            format!(
                "{} sites give telephone numbers that the policy does not print: {}{more}",
                grouped(sum),
                shown.join(", ")
            ),
        ),
        computed_from: Said::new(
            "관리기관전화번호, 방침의 연락처",
            "관리기관전화번호, contacts of the policy",
        ),
    })
}

/// A department's name in the form in which names are compared.
fn key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::dataset::DatasetBuilder;
    use crate::sample;

    fn counted(sites: impl Into<Option<u64>>, units: impl Into<Option<u64>>) -> Counted {
        Counted {
            sites: sites.into(),
            units: units.into(),
        }
    }

    fn explained(stated: Counted, sites: u64, units: u64, without_count: u64) -> String {
        let loaded = Tally {
            sites,
            units,
            without_count,
        };
        let reasons: Vec<String> = explain(stated, loaded)
            .into_iter()
            .map(|said| said.en)
            .collect();
        reasons.join("; ")
    }

    #[test]
    fn a_row_per_camera_is_told_from_a_row_per_pole() {
        assert!(explained(counted(None, 1000), 990, 990, 0).contains("a row seems to be a camera"));
        assert!(explained(counted(500, 1000), 495, 495, 0).contains("a row seems to be a pole"));
        assert!(explained(counted(None, 1000), 0, 0, 0).contains("no row"));
        assert_eq!(explained(counted(500, 1000), 500, 1000, 0), "");
        assert!(explained(counted(None, 10), 12, 9, 3).contains("3 sites state no number"));
    }

    fn sample_quality(code: &str) -> RegisterQuality {
        let mut builder = DatasetBuilder::new();
        sample::add_missing(&mut builder).unwrap();
        let dataset = builder.build();
        let (_, institution) = dataset.institution(code).unwrap();
        compare(&dataset, institution, date(2026, 11, 22))
    }

    #[test]
    fn the_sample_agrees_with_the_policies_that_it_was_made_from() {
        for code in ["4241000", "4140000", "3510500", "3040000"] {
            let quality = sample_quality(code);
            let total = quality.total.unwrap();
            assert_eq!(total.stated.unwrap().units, total.loaded.units, "{code}");
            assert!(quality.sample);
        }
    }

    #[test]
    fn no_site_and_no_stated_camera_is_lost_between_the_groups() {
        for code in ["4241000", "4140000", "3510500", "3040000", "4040000"] {
            let quality = sample_quality(code);
            let sum = |number: &dyn Fn(&Compared) -> Option<u64>| -> u64 {
                quality.purposes.iter().filter_map(number).sum()
            };
            assert_eq!(
                Some(sum(&|row| row.loaded.units)),
                quality.loaded.units,
                "{code}"
            );
            assert_eq!(
                Some(sum(&|row| row.loaded.sites)),
                quality.loaded.sites,
                "{code}"
            );
            let stated = quality
                .total
                .unwrap()
                .stated
                .and_then(|stated| stated.units);
            assert_eq!(
                sum(&|row| row.stated.and_then(|stated| stated.units)),
                stated.unwrap_or(0),
                "{code}"
            );
            if !quality.departments.is_empty() {
                let sites: u64 = quality
                    .departments
                    .iter()
                    .filter_map(|row| row.loaded.sites)
                    .sum();
                assert_eq!(Some(sites), quality.loaded.sites, "{code}");
            }
        }
    }
}
