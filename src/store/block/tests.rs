use super::*;
use crate::model::site::PositionReason;
use crate::store::testing::{numbered, site};
use proptest::prelude::*;

fn unpacked(bytes: &[u8]) -> Result<Vec<(u32, SiteRecord)>, Error> {
    let mut found = Vec::new();
    unpack(bytes, |id, record| {
        found.push((id, record));
        Ok(())
    })?;
    Ok(found)
}

/// A site that states everything.
fn full() -> SiteRecord {
    let mut reasons = PositionReasons::default();
    reasons.insert(PositionReason::AtSea);
    SiteRecord {
        source_row: 99,
        manager_raw: Some("하남시청 안전과".into()),
        department: Some("안전과".into()),
        quality: PositionQuality::Suspect,
        reasons,
        purpose: Purpose::Waste,
        purpose_raw: Some("쓰레기단속".into()),
        unit_count: Some(3),
        direction_raw: Some("360도 전방면".into()),
        row_range: RowRange {
            min_m: Some(30.0),
            max_m: Some(f64::MAX),
            bearing_deg: Some(0.0),
            width_deg: Some(360.0),
            turns: Some(false),
            directions: Some(4),
            kind: Some(CameraKind::SpeedDome),
        }
        .into(),
        lot_address: Some("신장동 1".into()),
        retention: Some(RetentionRule::Within(30)),
        installed: Some("2024-05".parse().unwrap()),
        pixels_raw: Some("200만".into()),
        pixels: Some(Pixels {
            min_10k: 200,
            max_10k: 400,
        }),
        phone: Some("031-790-6114".into()),
        reference_date: Some("2026-05-01".parse().unwrap()),
        members: Box::new([
            Member {
                source_row: 7,
                management_no: None,
            },
            Member {
                source_row: 8,
                management_no: Some("9".into()),
            },
        ]),
        ..numbered(4)
    }
}

#[test]
fn what_was_packed_comes_out_whole() {
    let sites = [(3, full()), (4, site(-180.0, -90.0)), (4_000_000, full())];
    let bytes = pack(sites.iter().map(|(id, site)| (*id, site))).unwrap();
    assert_eq!(unpacked(&bytes).unwrap(), sites);
    assert_eq!(unpacked(&pack(std::iter::empty()).unwrap()).unwrap(), []);
}

/// Two rows of one office, 30 days and none stated, as they were written before retention had rules.
const OF_DAYS: &str = "029901f0980322eab095ec9b90ed8ab9ebb384ec9e90ecb998eb8f8420ec82bcecb299ec8b9cecb2ad056372696d650cec839ded999cebb0a9ebb294020104010131010093a9825149256040363cbd5296b94240a16cf45d69631c4000000203010200000000011e00000000000001020101320100b37bf2b050256040e09c11a5bdb942409f0da30c5e631c400000020301010000000000000000000000";

#[test]
fn older_layouts_are_read() {
    let bytes: Vec<u8> = (0..OF_DAYS.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&OF_DAYS[at..at + 2], 16).unwrap())
        .collect();
    assert_eq!(bytes[0], DAYS_LAYOUT);
    let sites = unpacked(&bytes).unwrap();
    let said: Vec<_> = sites
        .iter()
        .map(|(id, site)| (*id, site.source_row, site.unit_count, site.retention))
        .collect();
    assert_eq!(
        said,
        [
            (1, 2, Some(2), Some(RetentionRule::Exact(30))),
            (2, 3, Some(1), None)
        ]
    );
    let mut plainer = vec![PLAIN_LAYOUT];
    plainer.extend_from_slice(&plain(&bytes).unwrap());
    assert_eq!(unpacked(&plainer).unwrap(), sites);
}

/// The layout before the last one has no text behind a retention that cannot be read.
#[test]
fn a_retention_without_its_text_is_read() {
    let packed = |rule| {
        let record = SiteRecord {
            retention: Some(rule),
            retention_raw: None,
            ..full()
        };
        let bytes = pack(std::iter::once((3, &record))).unwrap();
        (plain(&bytes).unwrap().into_owned(), record)
    };
    let (exact, _) = packed(RetentionRule::Exact(5));
    let (mut unknown, record) = packed(RetentionRule::Unknown);
    let rule = exact.iter().zip(&unknown).position(|(a, b)| a != b);
    assert_eq!(unknown.remove(rule.unwrap() + 1), 0, "no text");
    let mut bytes = vec![TEXTLESS_LAYOUT];
    bytes.extend(snap::raw::Encoder::new().compress_vec(&unknown).unwrap());
    assert_eq!(unpacked(&bytes).unwrap(), [(3, record)]);
    let mut bytes = vec![TEXTLESS_LAYOUT];
    bytes.extend(snap::raw::Encoder::new().compress_vec(&exact).unwrap());
    let found = unpacked(&bytes).unwrap();
    assert_eq!(found[0].1.retention, Some(RetentionRule::Exact(5)));
}

#[test]
fn every_rule_of_retention_is_kept() {
    use RetentionRule::{Exact, NotStored, Unknown, Within};
    for (rule, text) in [
        (None, None),
        (Some(Exact(30)), None),
        (Some(Within(7)), None),
        (Some(NotStored), None),
        (Some(Unknown), None),
        (Some(Unknown), Some("30일 또는 용량만료시")),
    ] {
        let record = SiteRecord {
            retention: rule,
            retention_raw: text.map(Into::into),
            ..full()
        };
        let bytes = pack(std::iter::once((3, &record))).unwrap();
        assert_eq!(unpacked(&bytes).unwrap(), [(3, record)]);
    }
}

#[test]
fn texts_that_sites_share_stand_once() {
    let count = 1000;
    let sites: Vec<SiteRecord> = (0..count).map(numbered).collect();
    let length = |sites: &[SiteRecord]| {
        let packed = pack((0..count).zip(sites)).unwrap();
        plain(&packed).unwrap().len()
    };
    let unnamed = length(&sites);
    let named: Vec<SiteRecord> = sites
        .into_iter()
        .map(|site| SiteRecord {
            manager_raw: Some("서울특별시 광진구청 스마트정보담당관".into()),
            ..site
        })
        .collect();
    let more = length(&named) - unnamed;
    assert!(more < 100, "{more}");
}

proptest! {
    #[test]
    fn damaged_bytes_are_refused_or_read_and_never_panic(at in 0_usize..400, byte: u8, cut in 0_usize..400) {
        let sites = [(3, full()), (4, full())];
        let mut bytes = pack(sites.iter().map(|(id, site)| (*id, site))).unwrap();
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = unpacked(&bytes);
        let _ = unpacked(&bytes[..cut % length]);
    }
}

#[test]
fn another_layout_is_refused() {
    assert!(matches!(unpacked(&[9, 0, 0]), Err(Error::Value { .. })));
    assert!(matches!(unpacked(&[]), Err(Error::Value { .. })));
}
