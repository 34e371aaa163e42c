use jiff::civil::date;

use super::explain::explain;
use super::sites::Tally;
use super::*;
use crate::dataset::DatasetBuilder;
use crate::model::{MobileUnit, Purpose};
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

#[test]
fn mobile_devices_of_policy_and_register_stand_beside_each_other_and_are_no_sites() {
    let with = |counts: &[Option<u16>]| {
        let mut builder = DatasetBuilder::new();
        sample::add_missing(&mut builder).unwrap();
        let release = {
            let mut builder = DatasetBuilder::new();
            sample::add_missing(&mut builder).unwrap();
            builder.build().institution("4241000").unwrap().1.releases[0]
        };
        for &unit_count in counts {
            builder.add_mobile_unit(
                release,
                MobileUnit {
                    source_row: 2,
                    department: None,
                    purpose: Purpose::Other,
                    purpose_raw: None,
                    unit_count,
                    description: "차량탑재형".into(),
                },
            );
        }
        let dataset = builder.build();
        let (_, institution) = dataset.institution("4241000").unwrap();
        compare(&dataset, institution, date(2026, 11, 22))
    };
    let (without, quality) = (with(&[]), with(&[Some(3), None]));
    let stated = without.mobile.and_then(|mobile| mobile.stated);
    let mobile = quality.mobile.unwrap();
    assert_eq!((mobile.stated, mobile.loaded), (stated, counted(None, 3)));
    assert_eq!(mobile.loaded_without_count, 1);
    assert_eq!(
        (quality.loaded, quality.total),
        (without.loaded, without.total)
    );
}
