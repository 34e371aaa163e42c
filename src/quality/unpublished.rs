//! The same for files that have only been read: what their institutions would be told.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{InstitutionQuality, KeptReport, SourceImport, compare};
use crate::dataset::{Dataset, DatasetBuilder, LoadedInstitution, Release};
use crate::import::Import;
use crate::model::InstitutionRegistry;
use crate::model::institution::UNKNOWN_CODE;
use crate::model::policy::founding_of;

/// What is to be told to each institution of an import that is not published, most rows first.
///
/// # Errors
/// When the report cannot be taken apart.
pub fn unpublished(import: &Import, today: Date) -> serde_json::Result<Vec<InstitutionQuality>> {
    let kept = KeptReport::of(&import.report)?;
    let dataset = dataset(import);
    let registry = InstitutionRegistry::embedded();
    let counted = import.report.by_institution.values();
    let codes: BTreeSet<&str> = counted
        .filter(|counts| counts.rows > 0)
        .map(|counts| counts.institution)
        .collect();
    let mut all: Vec<InstitutionQuality> = codes
        .into_iter()
        .map(|code| {
            let loaded = dataset.institution(code).map(|(_, loaded)| loaded);
            InstitutionQuality::new(
                code,
                registry.by_code(code),
                source_imports(&dataset, loaded, code, &kept),
                loaded.map(|loaded| compare(&dataset, loaded, today)),
                founding_of(code),
                today,
            )
        })
        .collect();
    let rows = |quality: &InstitutionQuality| -> u64 {
        let files = quality.imports.iter().flat_map(|import| &import.files);
        files.flatten().map(|rows| rows.rows).sum()
    };
    all.sort_by_key(|quality| {
        (
            quality.institution == UNKNOWN_CODE,
            std::cmp::Reverse(rows(quality)),
        )
    });
    Ok(all)
}

/// The dataset that the import would make, by itself.
fn dataset(import: &Import) -> Dataset {
    let mut builder = DatasetBuilder::new();
    let mut ids = 1..;
    for register in &import.registers {
        let release = builder.add_release(Release {
            id: 0,
            institution: register.institution.clone(),
            source: register.source.clone(),
            file_names: vec![import.files[register.file].name.clone()],
            imported_at: Timestamp::UNIX_EPOCH,
            reference_date: register.reference_date,
            sample: register.sample,
            row_is: register.row_is,
            copies: register.copies,
        });
        for (record, id) in register.sites.iter().zip(&mut ids) {
            builder.add_site(release, id, record);
        }
    }
    builder.build()
}

fn source_imports(
    dataset: &Dataset,
    loaded: Option<&LoadedInstitution>,
    code: &str,
    kept: &KeptReport,
) -> Vec<SourceImport> {
    let releases = loaded.map_or(&[][..], |loaded| &loaded.releases);
    let first = releases.first().map(|&index| &dataset.releases()[index]);
    let dates = releases
        .iter()
        .map(|&index| dataset.releases()[index].reference_date);
    vec![SourceImport {
        source: first.map_or_else(|| "–".to_owned(), |release| release.source.clone()),
        release: 0,
        imported_at: String::new(),
        reference_date: dates.max().flatten().map(|date| date.to_string()),
        sample: first.is_some_and(|release| release.sample),
        sites: loaded.map_or(0, |loaded| loaded.sites),
        files: kept.rows_of(code),
    }]
}
