//! Geometries as GeoJSON, in any served coordinate reference system.

use super::json::write_fixed;
use crate::spatial::geometry::{Position, Ring};
use crate::spatial::reference_system::{DEGREE_DECIMALS, METRE_DECIMALS};
use crate::spatial::{Crs, Geometry};

/// Writes a geometry in the order of axes of its system (OGC API - Features Part 2, requirement 8), or
/// null for none and for one of which the system has no place.
pub fn write_geometry(out: &mut Vec<u8>, geometry: Option<&Geometry>, crs: Crs) {
    let start = out.len();
    let written = geometry.and_then(|geometry| {
        let name: &[u8] = match geometry {
            Geometry::Point(_) => b"Point",
            Geometry::Polygon(_) => b"Polygon",
            Geometry::MultiPolygon(_) => b"MultiPolygon",
        };
        out.extend_from_slice(b"{\"type\":\"");
        out.extend_from_slice(name);
        out.extend_from_slice(b"\",\"coordinates\":");
        match geometry {
            Geometry::Point(at) => write_position(out, *at, crs)?,
            Geometry::Polygon(polygon) => write_rings(out, polygon, crs)?,
            Geometry::MultiPolygon(polygons) => list(out, polygons.iter(), |out, polygon| {
                write_rings(out, polygon, crs)
            })?,
        }
        out.push(b'}');
        Some(())
    });
    if written.is_none() {
        out.truncate(start);
        out.extend_from_slice(b"null");
    }
}

fn write_rings(out: &mut Vec<u8>, rings: &[Ring], crs: Crs) -> Option<()> {
    list(out, rings.iter(), |out, ring| {
        list(out, ring.iter(), |out, &at| write_position(out, at, crs))
    })
}

fn list<T>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T) -> Option<()>,
) -> Option<()> {
    out.push(b'[');
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(out, item)?;
    }
    out.push(b']');
    Some(())
}

fn write_position(out: &mut Vec<u8>, at: Position, crs: Crs) -> Option<()> {
    let [first, second] = crs.in_axis_order(crs.project(at).ok()?);
    let write = if crs.is_degrees() {
        write_fixed::<DEGREE_DECIMALS>
    } else {
        write_fixed::<METRE_DECIMALS>
    };
    out.push(b'[');
    write(out, first);
    out.push(b',');
    write(out, second);
    out.push(b']');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(geometry: Option<&Geometry>, crs: Crs) -> serde_json::Value {
        let mut out = Vec::new();
        write_geometry(&mut out, geometry, crs);
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn axes_come_in_the_order_of_the_system() {
        let point = Geometry::Point([127.0847, 37.5385]);
        let first = |crs| {
            written(Some(&point), crs)["coordinates"][0]
                .as_f64()
                .unwrap()
        };
        assert!((first(Crs::Crs84) - 127.0847).abs() < 1e-9);
        assert!((first(Crs::Epsg4326) - 37.5385).abs() < 1e-9);
        // `echo "37.5385 127.0847" | cs2cs -f %.4f EPSG:4326 EPSG:5186` with PROJ 9 (northing first), and 3857.
        assert!((first(Crs::Epsg5186) - 548_780.51).abs() < 0.01);
        assert!((first(Crs::Epsg3857) - 14_147_004.092).abs() < 0.01);
    }

    #[test]
    fn what_has_no_place_has_no_geometry() {
        assert!(written(None, Crs::Crs84).is_null());
        let pole = Geometry::Polygon(vec![vec![[0.0, 0.0], [f64::NAN, 0.0]]]);
        assert!(written(Some(&pole), Crs::Epsg5186).is_null());
    }
}
