//! A camera site (설치 지점) as a GeoJSON feature.

use super::geometry::write_geometry;
use super::json::{self, Writer, quoted};
use crate::dataset::{Dataset, LoadedInstitution, MemberRow, Release, SiteIndex};
use crate::model::site::CameraKind;
use crate::model::{CaptureRange, Retention, SiteRecord};
use crate::spatial::{Crs, Geometry};

/// The members that depend only on a site's class, without braces.
#[must_use]
pub fn class_members(
    record: &SiteRecord,
    range: &CaptureRange,
    retention: &Retention,
    institution: &LoadedInstitution,
    release: &Release,
) -> String {
    let mut out = Writer::new();
    out.text("institution", Some(&institution.code));
    out.text("institution_name", Some(institution.name_ko()));
    out.text("department", record.department.as_deref());
    out.text("manager_raw", record.manager_raw.as_deref());
    out.text("purpose", Some(record.purpose.code()));
    out.text("purpose_raw", record.purpose_raw.as_deref());
    out.number("range_min_m", range.min_m);
    out.number("range_max_m", range.max_m);
    out.text("range_basis", Some(range.basis.code()));
    out.boolean("range_varies_by_site", Some(range.varies_by_site));
    out.number("bearing_deg", record.row_range.bearing_deg);
    out.number("width_deg", record.row_range.width_deg);
    out.boolean("turns", range.turns);
    out.integer("directions", record.row_range.directions.map(i64::from));
    out.text("camera_kind", record.row_range.kind.map(CameraKind::code));
    out.integer("retention_days", retention.rule.days().map(i64::from));
    out.text("retention_rule", Some(retention.rule.code()));
    out.text("retention_basis", Some(retention.basis.code()));
    out.text("phone", record.phone.as_deref());
    out.text("row_is", Some(release.row_is.code()));
    out.boolean("sample", Some(release.sample));
    out.text("source", Some(&release.source));
    out.integer("release", Some(release.id));
    out.text(
        "reference_date",
        record
            .reference_date
            .map(|date| date.to_string())
            .as_deref(),
    );
    out.into_members()
}

/// A count, or null for 0, which stands for "not known".
fn write_count(out: &mut Vec<u8>, count: u16) {
    if count == 0 {
        out.extend_from_slice(b"null");
    } else {
        out.extend_from_slice(itoa::Buffer::new().format(count).as_bytes());
    }
}

/// Writes the list of the rows of which a site is made: its own first, then those that say the same.
pub fn write_member_rows(out: &mut Vec<u8>, dataset: &Dataset, site: SiteIndex) {
    let own = MemberRow {
        source_row: dataset.site(site).source_row,
        management_no: dataset.text(site).management_no,
    };
    out.push(b'[');
    for (index, row) in std::iter::once(own)
        .chain(dataset.members(site))
        .enumerate()
    {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"source_row\":");
        out.extend_from_slice(itoa::Buffer::new().format(row.source_row).as_bytes());
        out.extend_from_slice(b",\"management_no\":");
        quoted(out, row.management_no);
        out.push(b'}');
    }
    out.push(b']');
}

/// Writes a feature up to its last property, so that more members of `properties` can follow; the
/// caller closes with `}}`.
pub fn open_feature(out: &mut Vec<u8>, dataset: &Dataset, site: SiteIndex, crs: Crs) {
    let (record, spot) = (dataset.site(site), dataset.spot(site));
    let text = dataset.text(site);
    let mut integer = itoa::Buffer::new();
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    out.extend_from_slice(integer.format(record.id).as_bytes());
    out.extend_from_slice(b",\"geometry\":");
    write_geometry(out, Some(&Geometry::Point([spot.lon, spot.lat])), crs);
    out.extend_from_slice(b",\"properties\":{\"management_no\":");
    quoted(out, text.management_no);
    out.extend_from_slice(b",\"unit_count\":");
    write_count(out, record.unit_count);
    out.extend_from_slice(b",\"units\":");
    write_count(out, record.units);
    out.extend_from_slice(b",\"members\":");
    out.extend_from_slice(integer.format(record.rows).as_bytes());
    out.extend_from_slice(b",\"road_address\":");
    quoted(out, text.road_address);
    out.extend_from_slice(b",\"lot_address\":");
    quoted(out, text.lot_address);
    out.extend_from_slice(b",\"direction_raw\":");
    quoted(out, text.direction_raw);
    out.extend_from_slice(b",\"pixels_raw\":");
    quoted(out, text.pixels_raw);
    out.extend_from_slice(b",\"retention_raw\":");
    quoted(out, text.retention_raw);
    for (name, pixels) in [
        ("pixels_min_10k", record.pixels.map(|pixels| pixels.min_10k)),
        ("pixels_max_10k", record.pixels.map(|pixels| pixels.max_10k)),
    ] {
        out.extend_from_slice(b",\"");
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        match pixels {
            None => out.extend_from_slice(b"null"),
            Some(pixels) => out.extend_from_slice(integer.format(pixels).as_bytes()),
        }
    }
    out.extend_from_slice(b",\"installed\":");
    match spot.installed {
        None => out.extend_from_slice(b"null"),
        Some(date) => json::write_installed(out, date),
    }
    out.extend_from_slice(b",\"position_quality\":\"");
    out.extend_from_slice(spot.quality.code().as_bytes());
    out.extend_from_slice(b"\",\"position_uncertainty_m\":");
    json::write_measure::<2>(out, f64::from(spot.uncertainty_m));
    out.extend_from_slice(b",\"position_reasons\":[");
    json::write_codes(
        out,
        record
            .reasons
            .iter()
            .map(crate::model::site::PositionReason::code),
    );
    out.extend_from_slice(b"],\"source_row\":");
    out.extend_from_slice(integer.format(record.source_row).as_bytes());
    out.push(b',');
    out.extend_from_slice(dataset.class(site).json.as_bytes());
}
