//! Records for the tests of this module.

use crate::import::{Import, Register, Report};
use crate::model::site::PositionReasons;
use crate::model::{PositionQuality, Purpose, SiteRecord, StatedRange};
use crate::spatial::LonLat;

/// A site without any text.
pub(crate) fn site(lon: f64, lat: f64) -> SiteRecord {
    SiteRecord {
        source_row: 2,
        management_no: None,
        manager_raw: None,
        department: None,
        position: LonLat::new(lon, lat).unwrap(),
        uncertainty_m: 0.5,
        quality: PositionQuality::Ok,
        reasons: PositionReasons::default(),
        purpose: Purpose::Crime,
        purpose_raw: None,
        unit_count: None,
        direction_raw: None,
        row_range: StatedRange::default(),
        road_address: None,
        lot_address: None,
        retention: None,
        installed: None,
        pixels: None,
        pixels_raw: None,
        retention_raw: None,
        phone: None,
        reference_date: None,
        members: Box::default(),
    }
}

/// A site with a number, some metres from the others.
pub(crate) fn numbered(number: u32) -> SiteRecord {
    SiteRecord {
        management_no: Some(format!("2026304000008{number:05}").into()),
        road_address: Some(format!("서울특별시 광진구 능동로 {number}").into()),
        source_row: number + 2,
        ..site(127.08 + f64::from(number) * 0.001, 37.53)
    }
}

/// An import of one file with registers of the institutions.
pub(crate) fn import(registers: Vec<(&str, Vec<SiteRecord>)>) -> Import {
    let registers: Vec<Register> = registers
        .into_iter()
        .map(|(institution, sites)| Register {
            institution: institution.to_owned(),
            source: "standard".to_owned(),
            file: 0,
            sample: false,
            mobile_units: Vec::new(),
            row_is: crate::model::RowUnit::Unknown,
            copies: 1,
            reference_date: sites.iter().filter_map(|site| site.reference_date).max(),
            sites: sites.into_iter().map(Box::new).collect(),
            members: Vec::new(),
            systems: Vec::new(),
        })
        .collect();
    let text = format!("{registers:?}");
    let file = crate::import::SourceFile {
        name: "register.csv".to_owned(),
        sha256: text,
        size_bytes: 0,
        form: crate::import::Form::Csv,
        encoding: "UTF-8",
        notes: Vec::new(),
    };
    Import {
        files: vec![file],
        registers,
        quarantined: Vec::new(),
        report: Report::default(),
    }
}
