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
        retention_days: Some(30),
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
    let mut older = vec![PLAIN_LAYOUT];
    older.extend_from_slice(&plain(&bytes).unwrap());
    assert_eq!(unpacked(&older).unwrap(), sites);
    assert_eq!(unpacked(&pack(std::iter::empty()).unwrap()).unwrap(), []);
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
