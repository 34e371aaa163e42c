//! What only many rows together tell: is a position where its address says, does it repeat, was it
//! filled down, is a whole register coarse or in another coordinate system?
//!
//! The checks run when all rows are judged. They add remarks and mark positions as suspect; they mend
//! nothing and remove nothing. Last, rows that say the same become one site. Registers are independent of each other, and the remarks come in the
//! order of register, row and kind, whatever the number of threads.

mod address;
mod area;
mod ground;
mod precision;
mod reference_system;
mod repeated_number;
mod series;
mod shared_point;
mod slip;
#[cfg(test)]
pub(super) mod testing;
mod usual_address;

use rayon::prelude::*;

use super::issue::{Issue, IssueKind};
use super::{Form, Import, QuarantinedRow, Register, duplicates};
use crate::model::site::PositionReason;
use crate::model::{InstitutionRegistry, PositionQuality, SiteRecord};
use crate::place::Places;
use area::Standing;
use ground::Ground;

/// A remark on one site, on a quarantined row or on the whole register.
struct Finding {
    /// Index of the site in its register; `None` for the register as a whole.
    site: Option<usize>,
    kind: IssueKind,
    /// Why the site is suspect by it.
    reason: Option<PositionReason>,
    value: Option<String>,
    detail: Option<String>,
}

/// A register under examination.
struct Subject<'a> {
    ground: &'a Ground<'a>,
    /// Index of its institution.
    institution: Option<usize>,
    sites: &'a [Box<SiteRecord>],
    register: &'a Register,
    /// Where each site stands against its address or institution.
    standings: Vec<Option<Standing>>,
    /// The rows have no order of their own: tiles cut up what belongs together.
    is_cut_up: bool,
    /// Its quarantined rows.
    quarantined: Vec<&'a QuarantinedRow>,
}

impl Subject<'_> {
    /// Longitude and latitude of a site as a remark shows them.
    fn value(&self, index: usize) -> String {
        let site = &self.sites[index];
        let position = format!("{}, {}", site.position.lon(), site.position.lat());
        // The row number of a tile says little.
        match &site.management_no {
            Some(number) if self.is_cut_up => format!("{position} ({number})"),
            _ => position,
        }
    }
}

/// Runs every check over an import, adds its remarks to the report and marks the suspect sites.
pub fn run(import: &mut Import, places: &Places) {
    let ground = Ground::new(places);
    let coarse: Vec<Option<Issue>> = import
        .registers
        .par_iter_mut()
        .map(precision::settle)
        .collect();
    let months: Vec<Option<Issue>> = import
        .registers
        .par_iter_mut()
        .map(precision::settle_months)
        .collect();
    for issue in coarse.into_iter().chain(months).flatten() {
        import.report.push(issue);
    }
    let found: Vec<Vec<Finding>> = import
        .registers
        .par_iter()
        .map(|register| examine(register, import, &ground))
        .collect();
    for (register, findings) in import.registers.iter_mut().zip(found) {
        for finding in findings {
            apply(&mut import.report, register, finding);
        }
    }
    for issue in reference_system::check_refused(&import.report, &ground) {
        import.report.push(issue);
    }
    duplicates::group(import);
}

fn examine(register: &Register, import: &Import, ground: &Ground<'_>) -> Vec<Finding> {
    let institution = ground.institution(&register.institution);
    let standings = register
        .sites
        .par_iter()
        .map(|site| area::standing(site, institution, ground))
        .collect();
    let subject = Subject {
        ground,
        institution,
        sites: &register.sites,
        register,
        standings,
        is_cut_up: matches!(
            import.files[register.file].form,
            Form::Folder | Form::Archive
        ),
        quarantined: import
            .quarantined
            .iter()
            .filter(|row| {
                row.file == register.file
                    && row.institution == register.institution
                    && row.source == register.source
            })
            .collect(),
    };
    let mut findings: Vec<Finding> = (0..subject.sites.len())
        .into_par_iter()
        .filter_map(|index| area::check(&subject, index))
        .collect();
    let doubted: Vec<usize> = findings
        .iter()
        .filter(|finding| finding.reason.is_some())
        .filter_map(|finding| finding.site)
        .collect();
    findings.extend(slip::check(&subject, &doubted));
    findings.extend(shared_point::check(&subject));
    findings.extend(series::check(&subject));
    findings.extend(repeated_number::check(&subject));
    findings.extend(reference_system::check(&subject));
    findings.sort_by_key(|finding| {
        let row = finding.site.map(|index| subject.sites[index].source_row);
        (row, finding.site, finding.kind)
    });
    findings
}

/// Marks the site of a finding and adds the remark to the report. A row that several checks doubt is
/// counted once.
fn apply(report: &mut super::Report, register: &mut Register, finding: Finding) {
    let institution = InstitutionRegistry::embedded()
        .by_code(&register.institution)
        .map(|institution| institution.code.as_str());
    let mut row = None;
    let member = match finding.site {
        Some(index) => register.member_of(index),
        None => register.only_member(),
    };
    let member = member.map(Into::into);
    if let Some(site) = finding.site.map(|index| &mut register.sites[index]) {
        row = Some(site.source_row);
        if let Some(reason) = finding.reason {
            site.reasons.insert(reason);
            if site.quality != PositionQuality::Suspect {
                site.quality = PositionQuality::Suspect;
                report.count_suspect(register.file, institution);
            }
        }
    }
    report.push(Issue {
        file: register.file,
        institution,
        member,
        row,
        column: None,
        value: finding.value.map(Into::into),
        detail: finding.detail.map(Into::into),
        kind: finding.kind,
    });
}
