//! Do positions lie where their institution is? Those far outside are suspect: kept, drawn and marked.

use super::issue::{Issue, IssueKind};
use super::{Import, Register};
use crate::model::site::PositionReason;
use crate::model::{Institution, InstitutionRegistry, PositionQuality, SiteRecord};
use crate::place::{Outline, Places};

/// How far outside its institution's outline a camera may stand: bridges, rivers, shared facilities,
/// and the outlines are simplified. The position's own uncertainty comes on top.
const TOLERANCE_M: f64 = 1000.0;

/// Marks every site that lies outside its institution's outline as suspect and reports it.
///
/// Provinces and unknown institutions have no outline and are passed over.
pub fn check_outlines(import: &mut Import, places: &Places) {
    for register in &mut import.registers {
        let Some(institution) = InstitutionRegistry::embedded().by_code(&register.institution)
        else {
            continue;
        };
        let outlines: Vec<&Outline> = places.outlines_of(institution).collect();
        if outlines.is_empty() {
            continue;
        }
        for issue in check_register(register, &outlines, institution) {
            import.report.add(issue);
        }
    }
}

fn check_register(
    register: &mut Register,
    outlines: &[&Outline],
    institution: &'static Institution,
) -> Vec<Issue> {
    let (file, name) = (register.file, &institution.name_ko);
    register
        .sites
        .iter_mut()
        .filter_map(|site| {
            let distance = distance_outside_m(site, outlines)?;
            site.quality = PositionQuality::Suspect;
            site.reasons.insert(PositionReason::OutsideInstitution);
            let value = format!("{}, {}", site.position.lon(), site.position.lat());
            Some(Issue {
                file,
                institution: Some(&institution.code),
                member: None,
                row: Some(site.source_row),
                column: None,
                value: Some(value.into()),
                detail: Some(format!("{name} ({:.1} km)", distance / 1000.0).into()),
                kind: IssueKind::OutsideInstitution,
            })
        })
        .collect()
}

/// How far outside all outlines the site lies, when it is farther than the tolerance.
fn distance_outside_m(site: &SiteRecord, outlines: &[&Outline]) -> Option<f64> {
    if outlines
        .iter()
        .any(|outline| outline.contains(site.position))
    {
        return None;
    }
    let limit = TOLERANCE_M + site.uncertainty_m;
    if outlines
        .iter()
        .any(|outline| outline.is_border_within(site.position, limit))
    {
        return None;
    }
    Some(
        outlines
            .iter()
            .map(|outline| outline.border_distance_m(site.position))
            .fold(f64::INFINITY, f64::min),
    )
}
