//! Features as GeoJSON: the one place that says which properties the features of a collection have.
//!
//! Members that many sites share are rendered once, when the dataset is built ([`class_members`]);
//! a feature is then a few copies and numbers, several times faster than serialising a struct.
//! [`schema`] describes the same shapes for the API document, and tests read what is written here back
//! through it.

mod camera;
mod capture_area;
mod covered_area;
mod geometry;
mod institution;
pub mod json;
pub mod schema;

pub use camera::{class_members, open_feature, write_member_rows};

use crate::dataset::Dataset;
use crate::query::Feature;
use crate::spatial::Crs;

/// Writes a whole feature, with its geometry in `crs` and that system's order of axes.
pub fn write_feature(out: &mut Vec<u8>, dataset: &Dataset, feature: &Feature, crs: Crs) {
    open(out, dataset, feature, crs);
    out.extend_from_slice(b"}}");
}

/// Writes a feature up to the last of its properties; the caller closes with `}}`.
pub fn open(out: &mut Vec<u8>, dataset: &Dataset, feature: &Feature, crs: Crs) {
    match feature {
        Feature::Camera(site) => open_feature(out, dataset, *site, crs),
        Feature::CaptureArea(site) => capture_area::open(out, dataset, *site, crs),
        Feature::Institution(municipality) => {
            institution::open(out, dataset, municipality, crs);
        }
        Feature::Coverage(covered) => covered_area::open(out, dataset, covered, crs),
    }
}
