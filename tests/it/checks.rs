//! What only many rows together tell, on the registers as they were published.
//!
//! The real files are not part of the repository; without them their tests say so and pass.

#![allow(
    clippy::print_stdout,
    reason = "a test says which files it did not find"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use siya::import::{Import, Issue, IssueKind, Options, read, run_checks};
use siya::model::site::PositionReason;
use siya::model::{PositionQuality, RowUnit};
use siya::place::Places;

/// A real file, examined; `None` with a message when it is not here.
fn examined(name: &str, options: &Options) -> Option<Import> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/real-data")
        .join(name);
    if !path.exists() {
        println!("skipped: {name} is not here");
        return None;
    }
    let mut import = read(&[path], options, &|_| {}).unwrap();
    run_checks(&mut import, Places::embedded());
    Some(import)
}

fn of_kind(import: &Import, kind: IssueKind) -> impl Iterator<Item = &Issue> {
    import
        .report
        .issues
        .iter()
        .filter(move |issue| issue.kind == kind)
}

#[test]
fn the_known_defects_of_the_national_register_are_found_and_the_rest_left_in_peace() {
    let Some(import) = examined("national-2026/cctv-tiles-2026-05.tar", &Options::default()) else {
        return;
    };
    // Every register that is known to be coarse, 미추홀구 (3 and 2 decimals) among them.
    let coarse: BTreeSet<&str> = of_kind(&import, IssueKind::RegisterCoarse)
        .filter_map(|issue| issue.institution)
        .collect();
    assert!(
        coarse.contains("3510500") && coarse.len() < 15,
        "{coarse:?}"
    );
    let michuhol = import
        .registers
        .iter()
        .find(|register| register.institution == "3510500")
        .unwrap();
    assert!(michuhol.sites.iter().all(|site| site.uncertainty_m > 400.0));
    // The placeholder of 영광군.
    let yeonggwang = of_kind(&import, IssueKind::SharedPoint).filter(|issue| {
        issue
            .value
            .as_deref()
            .is_some_and(|value| value.starts_with("126.5516, 35.2677"))
    });
    assert_eq!(yeonggwang.count(), 422);
    // A series by whole degrees whose further rows lie off Korea.
    let taean: Vec<&str> = of_kind(&import, IssueKind::FillDown)
        .filter(|issue| issue.institution == Some("4620000"))
        .filter_map(|issue| issue.value.as_deref())
        .collect();
    assert_eq!(taean, ["126.206118, 37.898993 (202346200000803324)"]);
    // Suspect are those with a reason that says so, and they are few.
    let suspect = import
        .registers
        .iter()
        .flat_map(|register| &register.sites)
        .filter(|site| site.quality == PositionQuality::Suspect);
    let doubts = [
        PositionReason::OutsideInstitution,
        PositionReason::OutsideAddress,
        PositionReason::AtSea,
        PositionReason::SharedPoint,
        PositionReason::FillDown,
    ];
    let mut count = 0;
    for site in suspect {
        assert!(site.reasons.iter().any(|reason| doubts.contains(&reason)));
        count += site.rows() as u64;
    }
    // A site is suspect by any of its rows.
    assert!(count >= import.report.suspect, "{count}");
    assert!(count * 50 < import.report.accepted, "{count}");
}

#[test]
fn rows_of_sejong_outside_the_city_are_told_with_the_place_where_they_lie() {
    let Some(import) = examined(
        "standard-csv/세종특별자치시_CCTV_20210101.csv",
        &Options::default(),
    ) else {
        return;
    };
    // Their addresses are in 청주시 and 대전광역시 유성구, and so are their positions.
    let outside: Vec<(u32, &str)> = of_kind(&import, IssueKind::AddressElsewhere)
        .filter_map(|issue| Some((issue.row?, issue.detail.as_deref()?)))
        .collect();
    let rows: Vec<u32> = outside.iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, [208, 370], "{outside:?}");
    assert!(
        outside
            .iter()
            .all(|(_, detail)| detail.starts_with("세종특별자치시 (")),
        "{outside:?}"
    );
    assert_eq!(import.report.suspect, 0);
    assert_eq!(import.report.count(IssueKind::OtherReferenceSystem), 0);
}

#[test]
fn good_registers_raise_no_alarm_about_their_coordinate_system() {
    for name in [
        "standard-csv/seongnam_cctv_2018.csv",
        "standard-csv/seoul_cctv_2018_sorted.csv",
        "points-only/busan_cctv_latlon.csv",
    ] {
        let Some(import) = examined(name, &Options::default()) else {
            continue;
        };
        assert_eq!(
            import.report.count(IssueKind::OtherReferenceSystem),
            0,
            "{name}"
        );
    }
}

#[test]
fn rows_that_say_the_same_are_one_site_and_counts_are_not_summed_blindly() {
    if let Some(import) = examined("points-only/busan_cctv_latlon.csv", &Options::default()) {
        let rows = import.report.registers[0].rows;
        assert_eq!((rows.rows, rows.repeated_rows), (15_646, 4_198));
    }
    let Some(import) = examined("national-2026/cctv-tiles-2026-05.tar", &Options::default()) else {
        return;
    };
    let of = |code: &str| {
        let summaries = import.report.registers.iter();
        summaries
            .filter(|summary| summary.institution == code)
            .max_by_key(|summary| summary.sites)
            .unwrap()
    };
    // 태백시: 15,687 rows, a row for each camera, for 1,782 places.
    let taebaek = of("4221000");
    assert_eq!(
        (taebaek.rows.rows, taebaek.sites, taebaek.rows.row_is),
        (15_687, 1_782, RowUnit::Camera)
    );
    assert_eq!(taebaek.units, 15_687);
    // 이천시 and 성주군 publish the registers of two years, 안동시 its own four times.
    for (code, copies) in [("4070000", 2), ("5210000", 2), ("5070000", 4)] {
        assert_eq!(of(code).rows.copies, copies, "{code}");
    }
    let sites = || import.registers.iter().flat_map(|register| &register.sites);
    let rows: usize = sites().map(|site| site.rows()).sum();
    assert_eq!(rows as u64, import.report.accepted);
    assert!(sites().all(|site| {
        site.members
            .iter()
            .all(|member| member.management_no >= site.management_no)
    }));
}
