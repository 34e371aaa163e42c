//! What a row says of its camera, without what only tells the row from others.

use super::site::{CameraKind, RowRange, SiteRecord};
use super::{InstalledDate, Pixels, Purpose, RetentionRule};

/// The facts of a [`SiteRecord`], to be compared and hashed: two rows with the same facts say the same of
/// the same place.
///
/// Left out, for each user to add what matters to it: 관리번호, row number and reference date (they tell
/// the row, or its release), the rows that say the same, and what is thought of the position.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Facts<'a> {
    /// Longitude and latitude, as bits.
    position: [u64; 2],
    manager_raw: Option<&'a str>,
    department: Option<&'a str>,
    purpose: Purpose,
    purpose_raw: Option<&'a str>,
    unit_count: Option<u16>,
    direction_raw: Option<&'a str>,
    /// Distances and angles, as bits.
    range: [Option<u64>; 4],
    turns: Option<bool>,
    directions: Option<u8>,
    kind: Option<CameraKind>,
    road_address: Option<&'a str>,
    lot_address: Option<&'a str>,
    retention: Option<RetentionRule>,
    retention_raw: Option<&'a str>,
    installed: Option<InstalledDate>,
    pixels: Option<Pixels>,
    pixels_raw: Option<&'a str>,
    phone: Option<&'a str>,
}

impl SiteRecord {
    /// What the row says of its camera.
    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        // Taken apart whole, so that a new field cannot be forgotten here.
        let Self {
            source_row: _,
            management_no: _,
            reference_date: _,
            members: _,
            uncertainty_m: _,
            quality: _,
            reasons: _,
            manager_raw,
            department,
            position,
            purpose,
            purpose_raw,
            unit_count,
            direction_raw,
            row_range,
            road_address,
            lot_address,
            retention,
            retention_raw,
            installed,
            pixels,
            pixels_raw,
            phone,
        } = self;
        let RowRange {
            min_m,
            max_m,
            bearing_deg,
            width_deg,
            turns,
            directions,
            kind,
        } = **row_range;
        Facts {
            position: [position.lon(), position.lat()].map(f64::to_bits),
            manager_raw: manager_raw.as_deref(),
            department: department.as_deref(),
            purpose: *purpose,
            purpose_raw: purpose_raw.as_deref(),
            unit_count: *unit_count,
            direction_raw: direction_raw.as_deref(),
            range: [min_m, max_m, bearing_deg, width_deg].map(|value| value.map(f64::to_bits)),
            turns,
            directions,
            kind,
            road_address: road_address.as_deref(),
            lot_address: lot_address.as_deref(),
            retention: *retention,
            retention_raw: retention_raw.as_deref(),
            installed: *installed,
            pixels: *pixels,
            pixels_raw: pixels_raw.as_deref(),
            phone: phone.as_deref(),
        }
    }
}
