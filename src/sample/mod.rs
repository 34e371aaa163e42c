//! The sample register: made by the product, marked in every record, for trying it out.
//!
//! The policies of the founding institutions say how many cameras they have, but not where. This module
//! invents the places: `plan` divides the counts into sites, `towns` and `ground` hold the lie of the
//! land, `streets` draws streets and the spots along them, `layout` puts each site at a spot, and
//! `register` writes the result in the national form. No real camera stands at any of them.
//!
//! Invariants: [`generate`] gives the same text on every platform; `data/sample/register.csv` is that
//! text; it is read by the importer like any other register, so nothing about it is special but its mark.

mod ground;
mod layout;
mod plan;
mod random;
mod register;
mod streets;
mod towns;

use jiff::Timestamp;

use crate::dataset::{DatasetBuilder, Release};
use crate::import::{self, Options};

pub use register::generate;

/// First feature id of sample sites; the store gives out lower ones.
pub const FIRST_ID: u32 = 2_000_000_000;

/// The kept register.
const REGISTER: &str = include_str!("../../data/sample/register.csv");
/// Its name in answers.
const FILE_NAME: &str = "data/sample/register.csv";
/// When it is said to be imported: 2026-11-01T00:00:00Z, the same at every start.
const IMPORTED_AT: Timestamp = Timestamp::constant(1_793_491_200, 0);
/// Row of the first record, counted like a spreadsheet does.
const FIRST_ROW: u32 = 2;

/// Adds the sample registers of the institutions that have no other.
pub fn add_missing(builder: &mut DatasetBuilder) -> Result<(), import::Error> {
    let read = import::read_bytes(FILE_NAME, REGISTER.as_bytes(), &Options::default())?;
    for register in read.registers {
        if builder.has_institution(&register.institution) {
            continue;
        }
        let release = builder.add_release(Release {
            id: 0,
            institution: register.institution,
            source: register.source,
            file_names: vec![FILE_NAME.to_owned()],
            imported_at: IMPORTED_AT,
            reference_date: register.reference_date,
            sample: true,
            row_is: register.row_is,
            copies: register.copies,
        });
        for record in &register.sites {
            let ordinal = record.source_row.saturating_sub(FIRST_ROW);
            builder.add_site(release, FIRST_ID + ordinal, record);
        }
    }
    Ok(())
}

/// What reading the kept register finds, for those who ask about its quality.
pub fn report() -> Result<import::Report, import::Error> {
    import::read_bytes(FILE_NAME, REGISTER.as_bytes(), &Options::default()).map(|read| read.report)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet, HashSet};
    use std::sync::LazyLock;

    use super::*;
    use crate::import::{Import, SAMPLE_SOURCE};
    use crate::model::policy::founding;
    use crate::model::{InstitutionRegistry, PositionQuality, Purpose, SiteRecord};
    use crate::place::Places;

    static READ: LazyLock<Import> = LazyLock::new(|| {
        import::read_bytes(FILE_NAME, REGISTER.as_bytes(), &Options::default())
            .expect("the kept register is readable")
    });

    fn sites() -> impl Iterator<Item = (&'static str, &'static SiteRecord)> {
        READ.registers.iter().flat_map(|register| {
            register
                .sites
                .iter()
                .map(|site| (&*register.institution, &**site))
        })
    }

    fn units<'a>(sites: impl Iterator<Item = &'a SiteRecord>) -> u32 {
        sites.map(|site| u32::from(site.unit_count.unwrap())).sum()
    }

    #[test]
    fn the_kept_file_is_what_the_program_writes_now() {
        assert!(
            generate() == REGISTER,
            "run `cargo run -- sample --output data/sample/register.csv` and look at what changed"
        );
    }

    #[test]
    fn every_row_reads_back_accepted_and_nothing_is_suspect() {
        let report = &READ.report;
        assert_eq!(report.rows, REGISTER.lines().count() as u64 - 1);
        assert_eq!((report.quarantined, report.refused), (0, 0));
        assert_eq!(report.withheld.total(), 0);
        assert!(report.unknown_purpose_labels.is_empty());
        assert_eq!(sites().count() as u64, report.rows);
        assert!(sites().all(|(_, site)| site.quality == PositionQuality::Ok));
    }

    #[test]
    fn every_record_is_marked_in_more_than_one_way() {
        for line in REGISTER.lines().skip(1) {
            assert!(line.ends_with(",표본"), "{line}");
            assert!(line.contains("(표본, 가상 위치)"), "{line}");
            assert!(line.contains(",SAMPLE-"), "{line}");
        }
        for register in &READ.registers {
            assert!(register.sample, "{}", register.institution);
            assert_eq!(register.source, SAMPLE_SOURCE);
        }
    }

    #[test]
    fn no_row_has_a_phone_number_or_a_retention_of_its_own() {
        for (_, site) in sites() {
            assert_eq!((&site.phone, site.retention), (&None, None));
        }
    }

    #[test]
    fn the_five_institutions_have_as_many_sites_and_units_as_their_policies_state() {
        let counts: BTreeMap<&str, (usize, u32)> = READ
            .registers
            .iter()
            .map(|register| {
                let counts = (
                    register.sites.len(),
                    units(register.sites.iter().map(AsRef::as_ref)),
                );
                (&*register.institution, counts)
            })
            .collect();
        assert_eq!(counts["4241000"].1, 2174);
        assert_eq!(counts["4140000"], (614, 2173));
        assert_eq!(counts["3510500"], (1995, 3278));
        assert_eq!(counts["3040000"], (1654, 5151));
        assert_eq!(counts["4040000"], (40, 70));
        assert_eq!(counts.len(), 5);
    }

    #[test]
    fn departments_and_purposes_have_the_counts_of_their_policy_rows() {
        for policy in founding() {
            let code = policy.institution_code().unwrap();
            let rows: Vec<_> = plan::fixed_rows(policy).collect();
            if rows.is_empty() {
                continue;
            }
            let of_department = |department: Option<&str>| -> Vec<&SiteRecord> {
                sites()
                    .filter(|(institution, site)| {
                        *institution == code && site.department.as_deref() == department
                    })
                    .map(|(_, site)| site)
                    .collect()
            };
            let departments: BTreeSet<_> = rows
                .iter()
                .map(|row| row.department_ko.as_deref())
                .collect();
            for department in departments {
                let stated = rows
                    .iter()
                    .filter(|row| row.department_ko.as_deref() == department);
                let found = of_department(department);
                let sum: u32 = stated.clone().filter_map(|row| row.units).sum();
                assert_eq!(units(found.iter().copied()), sum, "{code} {department:?}");
                let purposes: BTreeSet<Purpose> = stated
                    .flat_map(|row| row.purpose_codes.iter().copied())
                    .collect();
                let found: BTreeSet<Purpose> = found.iter().map(|site| site.purpose).collect();
                assert_eq!(found, purposes, "{code} {department:?}");
            }
            // A purpose that always stands alone in its rows can be counted by itself.
            for purpose in Purpose::ALL {
                let mut naming = rows
                    .iter()
                    .filter(|row| row.purpose_codes.contains(&purpose));
                if !naming.clone().all(|row| row.purpose_codes.len() == 1) {
                    continue;
                }
                let sum: u32 = naming.by_ref().filter_map(|row| row.units).sum();
                let found = sites()
                    .filter(|(institution, site)| *institution == code && site.purpose == purpose);
                assert_eq!(
                    units(found.map(|(_, site)| site)),
                    sum,
                    "{code} {purpose:?}"
                );
            }
        }
    }

    #[test]
    fn every_site_lies_inside_the_outline_of_its_institution() {
        let places = Places::embedded();
        for (code, site) in sites() {
            let institution = InstitutionRegistry::embedded().by_code(code).unwrap();
            let is_inside = places
                .outlines_of(institution)
                .any(|outline| outline.contains(site.position));
            assert!(is_inside, "{:?}", site.management_no);
        }
    }

    #[test]
    fn a_department_named_after_a_town_has_its_cameras_there() {
        // 신서면 lies in the far north-east, 장남면 in the south-west.
        for (_, site) in sites() {
            let (lon, lat) = (site.position.lon(), site.position.lat());
            match site.department.as_deref() {
                Some("신서면") => assert!(lat > 38.17 && lon > 127.09, "{lon},{lat}"),
                Some("장남면") => assert!(lat < 38.01 && lon < 126.89, "{lon},{lat}"),
                _ => {}
            }
        }
    }

    #[test]
    fn no_two_sites_have_the_same_place_or_number() {
        let (mut places, mut numbers) = (HashSet::new(), HashSet::new());
        for (_, site) in sites() {
            let bits = (site.position.lon().to_bits(), site.position.lat().to_bits());
            assert!(places.insert(bits), "{:?}", site.management_no);
            assert!(numbers.insert(&site.management_no));
        }
    }

    #[test]
    fn the_file_stays_small_enough_to_embed() {
        assert!(REGISTER.len() < 1_200_000, "{} bytes", REGISTER.len());
    }

    #[test]
    fn the_sample_stands_in_only_for_institutions_without_a_register() {
        let gwangjin = Release {
            id: 7,
            institution: "3040000".to_owned(),
            source: "standard".to_owned(),
            file_names: Vec::new(),
            imported_at: IMPORTED_AT,
            reference_date: None,
            sample: false,
            row_is: crate::model::RowUnit::Unknown,
            copies: 1,
        };
        let mut builder = DatasetBuilder::new();
        builder.add_release(gwangjin);
        add_missing(&mut builder).unwrap();
        let dataset = builder.build();
        let samples: Vec<&str> = dataset
            .releases()
            .iter()
            .filter(|release| release.sample)
            .map(|release| release.institution.as_str())
            .collect();
        assert_eq!(samples.len(), 4);
        assert!(!samples.contains(&"3040000"));
        assert_eq!(dataset.len(), sites().count() - 1654);
    }

    #[test]
    fn a_sample_site_keeps_its_id_whatever_else_is_loaded() {
        let mut builder = DatasetBuilder::new();
        add_missing(&mut builder).unwrap();
        let dataset = builder.build();
        let last = u32::try_from(sites().count() - 1).unwrap();
        assert!(dataset.find_by_id(FIRST_ID).is_some());
        assert!(dataset.find_by_id(FIRST_ID + last).is_some());
        assert!(dataset.find_by_id(FIRST_ID + last + 1).is_none());
        assert!(dataset.has_sample());
    }
}
