//! The capture range (촬영범위) of a site as a GeoJSON feature.

use super::geometry::write_geometry;
use super::json::{self, quoted};
use crate::dataset::{Dataset, SiteIndex};
use crate::query::Feature;
use crate::query::collection::AreaCertainty;
use crate::spatial::Crs;

/// Writes a feature up to its last property; the caller closes with `}}`.
pub fn open(out: &mut Vec<u8>, dataset: &Dataset, site: SiteIndex, crs: Crs) {
    let (record, spot, class) = (dataset.site(site), dataset.spot(site), dataset.class(site));
    let geometry = Feature::CaptureArea(site).geometry(dataset);
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    out.extend_from_slice(itoa::Buffer::new().format(record.id).as_bytes());
    out.extend_from_slice(b",\"geometry\":");
    write_geometry(out, geometry.as_ref(), crs);
    out.extend_from_slice(b",\"properties\":{\"management_no\":");
    quoted(out, dataset.text(site).management_no);
    let is_sector = class.range.drawn_sector().is_some();
    out.extend_from_slice(b",\"shape\":");
    quoted(out, Some(if is_sector { "sector" } else { "circle" }));
    out.extend_from_slice(b",\"certainty\":");
    quoted(out, Some(AreaCertainty::of(dataset, site).code()));
    out.extend_from_slice(b",\"centre_lon\":");
    json::write_measure::<7>(out, spot.lon);
    out.extend_from_slice(b",\"centre_lat\":");
    json::write_measure::<7>(out, spot.lat);
    out.extend_from_slice(b",\"installed\":");
    match spot.installed {
        None => out.extend_from_slice(b"null"),
        Some(date) => json::write_installed(out, date),
    }
    out.extend_from_slice(b",\"position_quality\":");
    quoted(out, Some(spot.quality.code()));
    out.extend_from_slice(b",\"position_uncertainty_m\":");
    json::write_measure::<2>(out, f64::from(spot.uncertainty_m));
    out.push(b',');
    out.extend_from_slice(class.json.as_bytes());
}
