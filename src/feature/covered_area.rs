//! What the cameras of an institution with one purpose cover together, as a GeoJSON feature.

use super::geometry::write_geometry;
use super::json::{Writer, write_measure};
use crate::dataset::Dataset;
use crate::query::Feature;
use crate::query::covered::Covered;
use crate::spatial::Crs;

/// Writes a feature up to its last property; the caller closes with `}}`.
pub fn open(out: &mut Vec<u8>, dataset: &Dataset, covered: &Covered, crs: Crs) {
    let geometry = Feature::Coverage(*covered).geometry(dataset);
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    out.extend_from_slice(itoa::Buffer::new().format(covered.area.id).as_bytes());
    out.extend_from_slice(b",\"geometry\":");
    write_geometry(out, geometry.as_ref(), crs);
    out.extend_from_slice(b",\"properties\":{");
    out.extend_from_slice(properties(dataset, covered).as_bytes());
}

fn properties(dataset: &Dataset, covered: &Covered) -> String {
    let area = covered.area;
    let loaded = covered.loaded(dataset);
    let mut out = Writer::new();
    out.text("institution", Some(&loaded.code));
    out.text("institution_name", Some(loaded.name_ko()));
    out.text("purpose", Some(area.purpose.code()));
    out.text("certainty", Some(area.certainty.code()));
    let mut area_km2 = Vec::new();
    write_measure::<6>(&mut area_km2, covered.area_km2());
    out.raw("area_km2", &String::from_utf8_lossy(&area_km2));
    out.integer("site_count", Some(area.sites.into()));
    out.integer("suspect_site_count", Some(area.suspect_sites.into()));
    out.boolean("sample", Some(covered.is_sample(dataset)));
    out.text("source", covered.sources(dataset).as_deref());
    out.integer("release", covered.release(dataset));
    let date = loaded.reference_date(dataset);
    out.text(
        "reference_date",
        date.map(|date| date.to_string()).as_deref(),
    );
    out.into_members()
}
