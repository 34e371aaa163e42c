//! The sites that are asked about, and their features as they are served.

use std::sync::LazyLock;

use serde_json::Value;

use crate::dataset::{Dataset, DatasetBuilder, Release};
use crate::feature::write_feature;
use crate::model::site::{CameraKind, PositionReason, PositionReasons, RowRange};
use crate::model::{PositionQuality, Purpose, RetentionRule, RowUnit, SiteRecord};
use crate::query::Feature;
use crate::spatial::{Crs, LonLat};

/// Sites of which every property is stated for some and not known for others.
fn site(number: u32) -> SiteRecord {
    // Different periods, so that all combinations occur.
    let every = |period: u32| number.is_multiple_of(period);
    let choice = |period: u32, texts: &[&str]| -> Option<String> {
        let texts = [&[""], texts].concat();
        let text = texts[(number / period) as usize % texts.len()];
        (!text.is_empty()).then(|| text.to_owned())
    };
    let mut reasons = PositionReasons::default();
    for (index, reason) in PositionReason::ALL.into_iter().enumerate() {
        if every(2 + u32::try_from(index).unwrap()) {
            reasons.insert(reason);
        }
    }
    let (lon, lat) = (number % 23, number % 19);
    SiteRecord {
        source_row: number + 2,
        management_no: choice(1, &["it's", "\"x\"", "A%_\\1", "a%_\\1"]).map(Into::into),
        manager_raw: None,
        department: choice(2, &["축산과", "CCTV과", "cctv과"]).map(Into::into),
        position: LonLat::new(127.0 + f64::from(lon) / 300.0, 37.5 + f64::from(lat) / 70.0)
            .unwrap(),
        uncertainty_m: f64::from(number % 7) / 3.0,
        quality: if every(4) {
            PositionQuality::Suspect
        } else {
            PositionQuality::Ok
        },
        reasons,
        purpose: Purpose::ALL[number as usize % Purpose::ALL.len()],
        purpose_raw: None,
        unit_count: (!every(3)).then_some(u16::try_from(number % 5).unwrap()),
        direction_raw: choice(5, &["360도", "동,서", "👁 전방"]).map(Into::into),
        row_range: RowRange {
            min_m: (!every(2)).then_some(f64::from(number % 9) * 11.1),
            max_m: (!every(5)).then_some(f64::from(number % 4) * 1000.0 / 3.0 + 100.0),
            bearing_deg: (!every(6)).then_some(f64::from(number % 8) * 45.0),
            width_deg: every(6).then_some(90.0),
            turns: (!every(3)).then_some(every(2)),
            directions: every(7).then_some(4),
            kind: (!every(4)).then_some(CameraKind::ALL[number as usize % CameraKind::ALL.len()]),
        }
        .into(),
        road_address: choice(3, &["서울특별시 광진구 능동로 120", "광진구 자양로 1"])
            .map(Into::into),
        lot_address: choice(4, &["광진구 자양동 1", "중곡동 산2"]).map(Into::into),
        retention: (!every(5)).then(|| match number % 4 {
            0 => RetentionRule::Within(30),
            1 => RetentionRule::NotStored,
            _ => RetentionRule::Exact(30 + u16::try_from(number % 3).unwrap()),
        }),
        installed: choice(
            1,
            &[
                "2019",
                "2020-02",
                "2020-04",
                "2021-12",
                "2020-02-29",
                "2020",
            ],
        )
        .map(|text| text.parse().unwrap()),
        pixels: None,
        pixels_raw: None,
        retention_raw: None,
        phone: None,
        reference_date: choice(2, &["2020-02-29", "2025-01-01", "2026-05-01"])
            .map(|text| text.parse().unwrap()),
        members: Box::default(),
    }
}

/// These sites and the sample register, and their features as they are served, by id.
pub(super) static SERVED: LazyLock<(Dataset, Vec<Value>)> = LazyLock::new(|| {
    let mut builder = DatasetBuilder::new();
    let release = builder.add_release(Release {
        id: 7,
        institution: "3040000".to_owned(),
        source: "standard".to_owned(),
        file_names: Vec::new(),
        imported_at: "2026-11-01T00:00:00Z".parse().unwrap(),
        reference_date: None,
        sample: false,
        row_is: RowUnit::Camera,
        copies: 1,
    });
    for number in 1..1200 {
        builder.add_site(release, number, &site(number));
    }
    crate::sample::add_missing(&mut builder).unwrap();
    let dataset = builder.build();
    let features = dataset
        .in_id_order()
        .map(|site| {
            let mut out = Vec::new();
            write_feature(&mut out, &dataset, &Feature::Camera(site), Crs::Crs84);
            serde_json::from_slice(&out).unwrap()
        })
        .collect();
    (dataset, features)
});
