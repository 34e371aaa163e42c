//! Rows that say the same of the same place: one site, with every row kept as a member.
//!
//! 관리번호 is unique and yet more than a fifth of the national register repeats another row in all that
//! it says. Whether the rows are the cameras of one pole or the pole entered twice is a matter of the
//! source; see [`RowUnit`]. Nothing is summed without knowing. What several files of an import say alike is
//! another matter (`across_files`).

mod across_files;
mod poles;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::issue::{Issue, IssueKind};
use super::report::RowCounts;
use super::{Import, Register, Sites};
use crate::model::site::Member;
use crate::model::{InstitutionRegistry, PositionQuality, RowUnit, SiteRecord};
use poles::Poles;

/// Fewer repeated rows, or groups, tell nothing of what a row is.
const LEAST_REPEATS: usize = 10;
/// The part of all rows, in percent, that repeats where a row is a camera of a pole with several.
const MANY_REPEATS: usize = 10;
/// The part of all groups, in percent, whose number of rows is the number of cameras that each states.
const NEARLY_ALL_GROUPS: usize = 80;
/// The part of all sites, in percent, that tells of the whole register.
const NEARLY_ALL_SITES: usize = 95;
/// Fewer sites tell nothing of a whole register.
const LEAST_SITES: usize = 20;
/// A register stands in its file no more often than this.
const MOST_COPIES: u16 = 8;

/// Groups the rows of every register, decides what a row of it is, and reports both.
pub(super) fn group(import: &mut Import) {
    let done: Vec<(RowCounts, Vec<Issue>)> = import
        .registers
        .par_iter_mut()
        .map(group_register)
        .collect();
    let mut told = Vec::new();
    let registers = import.registers.iter().zip(done);
    for (summary, (register, (rows, again))) in import.report.registers.iter_mut().zip(registers) {
        summary.rows = rows;
        told.extend(again);
        if rows.copies > 1 {
            told.push(told_twice(register, rows));
        }
    }
    told.extend(across_files::join(import));
    let registers = import.registers.iter();
    for (summary, register) in import.report.registers.iter_mut().zip(registers) {
        summary.sites = register.sites.len() as u64;
        summary.units = units(register);
    }
    import.report.join_registers();
    for issue in told {
        import.report.push(issue);
    }
}

/// A remark on a register, with its institution's name as the value.
fn of_register(register: &Register, kind: IssueKind, detail: String) -> Issue {
    let institution = InstitutionRegistry::embedded().by_code(&register.institution);
    let name = institution.map_or(register.institution.as_str(), |known| &known.name_ko);
    Issue {
        file: register.file,
        institution: institution.map(|known| known.code.as_str()),
        member: register.only_member().map(Into::into),
        row: None,
        column: None,
        value: Some(name.into()),
        detail: Some(detail.into()),
        kind,
    }
}

/// The remark that a whole register stands in its file more than once.
fn told_twice(register: &Register, rows: RowCounts) -> Issue {
    let detail = format!(
        "{} × ({} / {})",
        rows.copies,
        rows.rows,
        register.sites.len()
    );
    of_register(register, IssueKind::RegisterRepeated, detail)
}

/// The number of cameras, by what a row is.
fn units(register: &Register) -> u64 {
    let sites = register.sites.iter().filter_map(|site| {
        let rows = site.rows().div_ceil(usize::from(register.copies));
        register.row_is.units(rows, site.unit_count)
    });
    sites.map(u64::from).sum()
}

/// Groups the rows of a register, and counts what it says.
fn group_register(register: &mut Register) -> (RowCounts, Vec<Issue>) {
    let rows = register.sites.len();
    let units_summed = register.sites.iter().map(|site| units_stated(site)).sum();
    let (again, mut told) = across_files::set_aside(register);
    let of_one = rows - again.len();
    group_sites(&mut register.sites);
    let mut evidence = Evidence::of(&register.sites);
    let stated = register.row_is;
    if stated == RowUnit::Camera {
        // Then every row counts: there may be as many cameras at each pole.
        (evidence.rows, evidence.copies) = (of_one, 1);
    }
    if stated == RowUnit::Unknown {
        register.row_is = evidence.row_is();
        told.extend(look_at_poles(register, &evidence));
    }
    register.copies = evidence.copies;
    across_files::take_back(register, again);
    let sites = register.sites.iter();
    let groups = sites.filter(|site| !site.members.is_empty()).count();
    let counts = RowCounts {
        rows: rows as u64,
        repeated_rows: (rows - register.sites.len()) as u64,
        groups: groups as u64,
        largest_group: register
            .sites
            .iter()
            .map(|site| site.rows())
            .max()
            .unwrap_or(0) as u64,
        copies: evidence.copies,
        row_is: register.row_is,
        row_is_stated: stated != RowUnit::Unknown,
        units_if_poles: register.sites.iter().map(|site| units_stated(site)).sum(),
        units_if_cameras: evidence.rows as u64,
        units_summed,
    };
    (counts, told)
}

/// Takes rows for cameras where they stand together as often as each states cameras, although they differ; says so, or that
/// it may be.
fn look_at_poles(register: &mut Register, evidence: &Evidence) -> Option<Issue> {
    if register.row_is != RowUnit::Unknown || evidence.copies > 1 {
        return None;
    }
    let poles = Poles::of(&register.sites);
    let kind = if poles.are_cameras() {
        register.row_is = RowUnit::Camera;
        IssueKind::RowsAreCameras
    } else if poles.may_be_cameras() {
        IssueKind::RowsMayBeCameras
    } else {
        return None;
    };
    let stated: u64 = register.sites.iter().map(|site| units_stated(site)).sum();
    let detail = format!(
        "{} / {}; {} ↔ {stated}",
        poles.as_counted, poles.several, evidence.rows
    );
    Some(of_register(register, kind, detail))
}

fn units_stated(site: &SiteRecord) -> u64 {
    site.unit_count.map_or(0, u64::from)
}

/// Takes the rows that say the same together, each group where its first row stood.
fn group_sites(sites: &mut Sites) {
    let groups = groups(sites);
    let mut is_gone = vec![false; sites.len()];
    for mut group in groups {
        let place = group[0];
        group.sort_by(|&a, &b| {
            let order = |index: usize| {
                let site = &sites[index];
                (
                    site.management_no.is_none(),
                    &site.management_no,
                    site.source_row,
                )
            };
            order(a).cmp(&order(b))
        });
        // The row with the lowest 관리번호 stands for all: the feature id stays while that row does.
        let first = group[0];
        let mut members = Vec::with_capacity(group.len() - 1);
        for &other in &group[1..] {
            members.push(Member {
                source_row: sites[other].source_row,
                management_no: sites[other].management_no.take(),
            });
            let [first, other] = sites
                .get_disjoint_mut([first, other])
                .expect("rows of one group are different rows");
            doubt_as(first, other);
        }
        sites[first].members = members.into();
        sites.swap(place, first);
        for index in group {
            is_gone[index] = index != place;
        }
    }
    let mut gone = is_gone.into_iter();
    sites.retain(|_| !gone.next().unwrap_or(false));
    sites.shrink_to_fit();
}

/// What was thought of the position of another row that says the same goes for both.
fn doubt_as(first: &mut SiteRecord, other: &SiteRecord) {
    for reason in other.reasons.iter() {
        first.reasons.insert(reason);
    }
    if other.quality == PositionQuality::Suspect {
        first.quality = PositionQuality::Suspect;
    }
    // 37.50 and 37.5 are the same position, of which the second says less.
    first.uncertainty_m = first.uncertainty_m.max(other.uncertainty_m);
}

/// Indexes of the rows that say the same, of groups of more than one, by their first row.
fn groups(sites: &[Box<SiteRecord>]) -> Vec<Vec<usize>> {
    let mut first_of: FxHashMap<Content<'_>, usize> =
        FxHashMap::with_capacity_and_hasher(sites.len(), FxBuildHasher);
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, site) in sites.iter().enumerate() {
        let first = *first_of.entry(Content(site)).or_insert(index);
        if first != index {
            groups
                .entry(first)
                .or_insert_with(|| vec![first])
                .push(index);
        }
    }
    groups.into_values().collect()
}

/// How often a whole register stands in its file: offices add a new year without taking the old one
/// away. The largest number by which the rows of nearly all sites can be divided.
fn copies(sites: &[Box<SiteRecord>]) -> u16 {
    if sites.len() < LEAST_SITES {
        return 1;
    }
    (2..=MOST_COPIES)
        .rev()
        .find(|&copies| {
            let divisible = sites
                .iter()
                .filter(|site| site.rows().is_multiple_of(usize::from(copies)));
            divisible.count() * 100 >= sites.len() * NEARLY_ALL_SITES
        })
        .unwrap_or(1)
}

/// What a register's rows tell of what a row is.
struct Evidence {
    /// Rows of one copy.
    rows: usize,
    /// Those of them that repeat another.
    repeated: usize,
    groups: usize,
    /// Groups of as many rows as each states cameras.
    groups_of_their_count: usize,
    /// Nearly all rows that state a number of cameras state one.
    nearly_all_ones: bool,
    copies: u16,
}

impl Evidence {
    fn of(sites: &[Box<SiteRecord>]) -> Self {
        let stated = |site: &SiteRecord| site.unit_count.map(usize::from) == Some(site.rows());
        let groups = || sites.iter().filter(|site| !site.members.is_empty());
        let groups_of_their_count = groups().filter(|site| stated(site)).count();
        let mut evidence = Self {
            rows: sites.iter().map(|site| site.rows()).sum(),
            repeated: 0,
            groups: groups().count(),
            groups_of_their_count,
            nearly_all_ones: false,
            copies: 1,
        };
        if !evidence.is_as_counted() {
            evidence.copies = copies(sites);
            let rows = |site: &SiteRecord| site.rows().div_ceil(usize::from(evidence.copies));
            evidence.rows = sites.iter().map(|site| rows(site)).sum();
        }
        evidence.repeated = evidence.rows - sites.len();
        let stating = |one: bool| -> usize {
            sites
                .iter()
                .filter(|site| site.unit_count.is_some_and(|count| !one || count == 1))
                .map(|site| site.rows())
                .sum()
        };
        let (ones, all) = (stating(true), stating(false));
        evidence.nearly_all_ones = all > 0 && ones * 100 >= all * NEARLY_ALL_SITES;
        evidence
    }

    /// Rows repeat as often as they state cameras.
    fn is_as_counted(&self) -> bool {
        self.groups >= LEAST_REPEATS
            && self.groups_of_their_count * 100 >= self.groups * NEARLY_ALL_GROUPS
    }

    /// A row is a camera where rows repeat as often as they state cameras, or where nearly every row
    /// states one and many repeat. Nothing tells that a row is a pole: a pole entered once looks the
    /// same.
    fn row_is(&self) -> RowUnit {
        let many =
            self.repeated >= LEAST_REPEATS && self.repeated * 100 >= self.rows * MANY_REPEATS;
        if self.is_as_counted() || (self.nearly_all_ones && many) {
            RowUnit::Camera
        } else {
            RowUnit::Unknown
        }
    }
}

/// Whether two rows say the same in all but number and row.
pub(super) fn say_the_same(one: &SiteRecord, other: &SiteRecord) -> bool {
    Content(one) == Content(other)
}

/// A record compared by all that it says, without number and row, and without what the checks made of
/// its position.
struct Content<'a>(&'a SiteRecord);

impl Hash for Content<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Enough to tell nearly all apart; equality decides.
        let site = self.0;
        site.position.lon().to_bits().hash(state);
        site.position.lat().to_bits().hash(state);
        site.purpose_raw.hash(state);
        site.road_address.hash(state);
        site.lot_address.hash(state);
        site.unit_count.hash(state);
        site.direction_raw.hash(state);
    }
}

impl PartialEq for Content<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.reference_date == other.0.reference_date && self.0.facts() == other.0.facts()
    }
}

impl Eq for Content<'_> {}

#[cfg(test)]
mod tests;
