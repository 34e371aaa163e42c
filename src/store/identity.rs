//! Which site of a new release is which site of the former one.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::import::Register;
use crate::model::SiteRecord;

/// Key of a site's identity: stable across releases of the same register.
pub(super) type Key = [u8; 16];

/// The keys of a register's sites, in their order.
///
/// A site is known by its 관리번호; without one by position, addresses and purpose. Rows that are
/// alike in this are told apart by their order, so every key is unique.
pub(super) fn keys(register: &Register) -> Vec<Key> {
    let mut seen: HashMap<Key, u32> = HashMap::new();
    register
        .sites
        .iter()
        .map(|site| {
            let first = key(register, site, 0);
            let ordinal = seen.entry(first).or_insert(0);
            *ordinal += 1;
            if *ordinal == 1 {
                first
            } else {
                key(register, site, *ordinal)
            }
        })
        .collect()
}

fn key(register: &Register, site: &SiteRecord, ordinal: u32) -> Key {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    part(register.institution.as_bytes());
    part(register.source.as_bytes());
    if let Some(management_no) = &site.management_no {
        part(management_no.as_bytes());
    } else {
        part(&site.position.lon().to_le_bytes());
        part(&site.position.lat().to_le_bytes());
        for text in [&site.road_address, &site.lot_address, &site.purpose_raw] {
            part(text.as_deref().unwrap_or_default().as_bytes());
        }
    }
    part(&ordinal.to_le_bytes());
    let mut key = [0; 16];
    key.copy_from_slice(&hash.finalize()[..16]);
    key
}
