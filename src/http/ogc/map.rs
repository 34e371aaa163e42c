//! A small map of features as SVG inside a page: over the outlines of the municipalities, without a script
//! and without anything from elsewhere.

use std::fmt::Write;

use crate::place::Places;
use crate::spatial::geometry::Position;
use crate::spatial::{Bbox, Geometry};

/// Width of the drawing, pixels.
const WIDTH: f64 = 640.0;
/// Height of the drawing, pixels.
const HEIGHT: f64 = 400.0;
/// What a map shows at least, degrees of latitude: some 550 m.
const LEAST_DEG: f64 = 0.005;

/// Longitude and latitude to pixels: flat, with a degree of longitude as short as it is in the middle.
struct Frame {
    west: f64,
    north: f64,
    per_lon: f64,
    per_lat: f64,
    shown: Bbox,
}

impl Frame {
    fn around(bbox: &Bbox) -> Self {
        let (lon, lat) = (
            f64::midpoint(bbox.west, bbox.east),
            f64::midpoint(bbox.south, bbox.north),
        );
        let narrow = lat.to_radians().cos().max(0.01);
        // A tenth of room around what is shown.
        let height = (bbox.north - bbox.south).max(LEAST_DEG) * 1.1;
        let width = ((bbox.east - bbox.west) * narrow).max(LEAST_DEG) * 1.1;
        let per_lat = (HEIGHT / height).min(WIDTH / width);
        let per_lon = per_lat * narrow;
        let (west, north) = (lon - WIDTH / per_lon / 2.0, lat + HEIGHT / per_lat / 2.0);
        Self {
            west,
            north,
            per_lon,
            per_lat,
            shown: Bbox {
                west,
                south: lat - HEIGHT / per_lat / 2.0,
                east: lon + WIDTH / per_lon / 2.0,
                north,
            },
        }
    }

    fn pixel(&self, [lon, lat]: Position) -> Position {
        [
            (lon - self.west) * self.per_lon,
            (self.north - lat) * self.per_lat,
        ]
    }

    /// A ring as a path; positions nearer than half a pixel to the last one are left out.
    fn ring(&self, out: &mut String, ring: &[Position]) {
        let mut last: Option<Position> = None;
        for &position in ring {
            let [x, y] = self.pixel(position);
            let is_near = last.is_some_and(|[a, b]| (x - a).abs() < 0.5 && (y - b).abs() < 0.5);
            if is_near {
                continue;
            }
            let step = if last.is_none() { 'M' } else { 'L' };
            // Writing to a text cannot fail.
            let _ = write!(out, "{step}{x:.1} {y:.1}");
            last = Some([x, y]);
        }
        out.push('Z');
    }
}

/// A map of shapes, or of the box around everything where there are none to draw.
pub fn svg(shapes: &[Geometry], around: &Bbox, label: &str) -> String {
    let mut bbox = Bbox::EMPTY;
    for shape in shapes {
        shape.for_each_position(|[lon, lat]| bbox.include(lon, lat));
    }
    let bbox = bbox.or(*around).or(Bbox::KOREA);
    let frame = Frame::around(&bbox);
    let mut out = format!(
        "<svg class=\"map\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{label}\"><path class=\"land\" d=\""
    );
    let outlines = Places::embedded().outlines().iter();
    for outline in outlines.filter(|outline| outline.bbox().intersects(&frame.shown)) {
        for ring in &outline.rings {
            frame.ring(&mut out, ring);
        }
    }
    out.push_str("\"/>");
    for shape in shapes {
        match shape {
            Geometry::Point(at) => {
                let [x, y] = frame.pixel(*at);
                let _ = write!(
                    out,
                    "<circle class=\"feature\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"
                );
            }
            Geometry::Polygon(rings) => area(&mut out, &frame, rings.iter()),
            Geometry::MultiPolygon(parts) => area(&mut out, &frame, parts.iter().flatten()),
        }
    }
    if shapes.is_empty() {
        let [[left, top], [right, bottom]] = [
            frame.pixel([bbox.west, bbox.north]),
            frame.pixel([bbox.east, bbox.south]),
        ];
        let (width, height) = (right - left, bottom - top);
        let _ = write!(
            out,
            "<rect class=\"feature\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
        );
    }
    out.push_str("</svg>");
    out
}

fn area<'a>(
    out: &mut String,
    frame: &Frame,
    rings: impl Iterator<Item = &'a crate::spatial::geometry::Ring>,
) {
    out.push_str("<path class=\"feature\" d=\"");
    rings.for_each(|ring| frame.ring(out, ring));
    out.push_str("\"/>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_lies_inside_the_drawing() {
        let point = [Geometry::Point([127.0847, 37.5385])];
        let text = svg(&point, &Bbox::EMPTY, "map");
        assert!(text.contains("cx=\"320.0\" cy=\"200.0\""), "{text}");
        // The outline of the municipality stands behind it.
        assert!(text.contains("d=\"M"));
        let whole = svg(&[], &Bbox::EMPTY, "map");
        assert!(whole.contains("<rect"));
        let frame = Frame::around(&Bbox::KOREA);
        for [lon, lat] in [[124.5, 33.0], [132.0, 38.7]] {
            let [x, y] = frame.pixel([lon, lat]);
            assert!((0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y));
        }
    }
}
