//! What several files, sheets or members of one import say alike: an older state beside a newer one, or a part
//! beside the whole.
//!
//! Unlike rows of one sheet, which may be the cameras of a pole, a row that another one has too is the same row. It
//! is one site, where it stands first, and counts as often as it stands in the sheet that has it most often.

use std::collections::BTreeMap;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{doubt_as, of_register, units_stated};
use crate::import::issue::{Issue, IssueKind};
use crate::import::{Import, Register, Sites};
use crate::model::facts::Facts;
use crate::model::site::Member;
use crate::model::{RowUnit, SiteRecord};

/// Where a site stands: its register and its place there.
type At = (usize, usize);
/// A site of a later register, and where the same was said before.
type Again = (At, At);

/// Joins the sites that several files of a register say alike, and returns the remarks on them. Of an institution's
/// registers from different sources it is only told.
pub(super) fn join(import: &mut Import) -> Vec<Issue> {
    let mut of_institutions: BTreeMap<(String, bool), Vec<usize>> = BTreeMap::new();
    for (index, register) in import.registers.iter().enumerate() {
        let key = (register.institution.clone(), register.sample);
        of_institutions.entry(key).or_default().push(index);
    }
    let mut told = Vec::new();
    for indexes in of_institutions.into_values() {
        let first_files = indexes.iter().map(|&index| import.registers[index].file);
        if first_files.clone().min() == first_files.max() {
            continue;
        }
        let again = said_again(&import.registers, &indexes);
        told.extend(remarks(import, &again));
        take_in(import, &again);
    }
    told
}

/// Sites that an earlier register of these says too, of the same source where it has them.
fn said_again(registers: &[Register], indexes: &[usize]) -> Vec<Again> {
    let mut first_of: FxHashMap<Facts<'_>, Vec<At>> =
        FxHashMap::with_capacity_and_hasher(0, FxBuildHasher);
    let mut again = Vec::new();
    for &index in indexes {
        for (place, site) in registers[index].sites.iter().enumerate() {
            let said = first_of.entry(site.facts()).or_default();
            let of_source = |at: &&At| registers[at.0].source == registers[index].source;
            let elsewhere = |at: &&At| registers[at.0].file != registers[index].file;
            let mut before = said.iter().filter(elsewhere);
            let first = before.clone().find(of_source).or(before.next()).copied();
            again.extend(first.map(|first| ((index, place), first)));
            if !first.is_some_and(|first| of_source(&&first)) {
                said.push((index, place));
            }
        }
    }
    again
}

/// One remark for each two registers that say something alike.
fn remarks(import: &Import, again: &[Again]) -> Vec<Issue> {
    let mut rows: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &((index, place), (first, _)) in again {
        *rows.entry((index, first)).or_default() += import.registers[index].sites[place].rows();
    }
    let remark = |((index, first), rows): ((usize, usize), usize)| {
        let (register, first) = (&import.registers[index], &import.registers[first]);
        let kind = if register.source == first.source {
            IssueKind::RowsInOtherFile
        } else {
            IssueKind::RowsInOtherSource
        };
        let file = &import.files[first.file].name;
        of_register(register, kind, format!("{rows} → {file}"))
    };
    rows.into_iter().map(remark).collect()
}

/// Makes the sites of one source members of those that said the same before.
fn take_in(import: &mut Import, again: &[Again]) {
    let registers = &mut import.registers;
    let mut gone: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &((index, place), (first, at)) in again {
        if registers[index].source != registers[first].source {
            continue;
        }
        let counts_rows =
            [index, first].map(|index| registers[index].row_is) == [RowUnit::Camera; 2];
        let [register, earlier] = registers
            .get_disjoint_mut([index, first])
            .expect("what stands in another file stands in another register");
        let (site, kept) = (&mut register.sites[place], &mut earlier.sites[at]);
        // As many rows as the file has that has most of them, where each is a camera.
        let new = site.rows().saturating_sub(kept.rows());
        add(kept, site, if counts_rows { new } else { usize::MAX });
        gone.entry(index).or_default().push(place);
    }
    for (index, places) in gone {
        let mut place = 0;
        registers[index].sites.retain(|_| {
            place += 1;
            places.binary_search(&(place - 1)).is_err()
        });
        let register = &registers[index];
        let (sites, copies) = (&register.sites, usize::from(register.copies));
        let counts = &mut import.report.registers[index].rows;
        counts.units_if_poles = sites.iter().map(|site| units_stated(site)).sum();
        let rows = sites.iter().map(|site| site.rows().div_ceil(copies) as u64);
        counts.units_if_cameras = rows.sum();
    }
}

/// Takes the rows out of a register that stand in an earlier sheet or member of its file too; the number of rows by
/// where they stand and where they stood before.
pub(super) fn set_aside(register: &mut Register) -> (Sites, Vec<Issue>) {
    /// Rows that say the same.
    #[derive(Default)]
    struct Alike {
        /// Those of earlier members, and whether one of this member was found to be the same.
        before: Vec<(usize, bool)>,
        now: Vec<usize>,
        member: usize,
    }
    if register.members.len() < 2 {
        return (Vec::new(), Vec::new());
    }
    let member_of = |place: usize| {
        let after = register
            .members
            .partition_point(|(first, _)| *first <= place);
        after.saturating_sub(1)
    };
    let mut is_again = vec![false; register.sites.len()];
    let mut rows: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut known: FxHashMap<Facts<'_>, Alike> = FxHashMap::default();
    for (place, site) in register.sites.iter().enumerate() {
        let (alike, member) = (known.entry(site.facts()).or_default(), member_of(place));
        if alike.member != member {
            let now = alike.now.drain(..).map(|place| (place, false));
            alike
                .before
                .iter_mut()
                .for_each(|(_, is_taken)| *is_taken = false);
            alike.before.extend(now);
            alike.member = member;
        }
        let free = |(_, is_taken): &(usize, bool)| !is_taken;
        let numbered =
            |(at, _): &(usize, bool)| register.sites[*at].management_no == site.management_no;
        let same = alike
            .before
            .iter()
            .position(|one| free(one) && numbered(one));
        match same.or_else(|| alike.before.iter().position(free)) {
            Some(same) => {
                alike.before[same].1 = true;
                is_again[place] = true;
                *rows
                    .entry((member, member_of(alike.before[same].0)))
                    .or_default() += 1;
            }
            None => alike.now.push(place),
        }
    }
    drop(known);
    let told = rows.into_iter().map(|((member, first), rows)| {
        let name = |member: usize| register.members[member].1.clone();
        Issue {
            member: Some(name(member)),
            ..of_register(
                register,
                IssueKind::RowsInOtherFile,
                format!("{rows} → {}", name(first)),
            )
        }
    });
    let told = told.collect();
    let sites = std::mem::take(&mut register.sites);
    let mut again = Vec::new();
    for (site, is_again) in sites.into_iter().zip(is_again) {
        let list = if is_again {
            &mut again
        } else {
            &mut register.sites
        };
        list.push(site);
    }
    (again, told)
}

/// Puts rows that were set aside to the sites that say the same, when they were grouped. Where a row is a camera, all
/// cameras are among those already.
pub(super) fn take_back(register: &mut Register, again: Sites) {
    if again.is_empty() {
        return;
    }
    let places: Vec<Option<usize>> = {
        let sites = register.sites.iter().enumerate();
        let known: FxHashMap<Facts<'_>, usize> =
            sites.map(|(place, site)| (site.facts(), place)).collect();
        let places = again.iter().map(|site| known.get(&site.facts()).copied());
        places.collect()
    };
    let counts_rows = register.row_is == RowUnit::Camera;
    for (mut site, place) in again.into_iter().zip(places) {
        if let Some(place) = place {
            let kept = &mut register.sites[place];
            add(kept, &mut site, if counts_rows { 0 } else { usize::MAX });
        }
    }
}

/// Adds at most so many rows of a site to one that says the same.
fn add(kept: &mut SiteRecord, site: &mut SiteRecord, most: usize) {
    doubt_as(kept, site);
    kept.reference_date = kept.reference_date.max(site.reference_date);
    let mut members = std::mem::take(&mut kept.members).into_vec();
    members.extend(rows_of(site).into_iter().take(most));
    members.sort_by(|a, b| {
        let order = |member: &Member| member.management_no.is_none();
        (order(a), &a.management_no, a.source_row).cmp(&(order(b), &b.management_no, b.source_row))
    });
    kept.members = members.into();
}

/// All rows of a site.
fn rows_of(site: &mut SiteRecord) -> Vec<Member> {
    let own = Member {
        source_row: site.source_row,
        management_no: site.management_no.take(),
    };
    let further = std::mem::take(&mut site.members).into_vec();
    std::iter::once(own).chain(further).collect()
}
