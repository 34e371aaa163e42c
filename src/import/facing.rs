//! Where a camera looks, from tags that state nothing else: a bearing, an angle, a kind.
//!
//! The free text of 촬영방면정보 has its own reader, `direction`; here a bare number has a meaning.

use super::columns::Column;
use super::coordinates::ascii;
use super::row::RawRow;
use crate::model::site::{CameraKind, RowRange};

/// English points of the compass, from north clockwise.
const POINTS: [&str; 16] = [
    "n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw",
    "nnw",
];

/// Adds what the columns of bearing, angle and kind say; the text of 촬영방면정보 comes first.
pub(super) fn add(raw: &RawRow, range: &mut RowRange) {
    let (bearing, span) = bearing(raw.get(Column::Bearing));
    range.bearing_deg = range.bearing_deg.or(bearing);
    range.width_deg = range
        .width_deg
        .or(span)
        .or_else(|| width(raw.get(Column::ViewAngle)));
    let kind = kind(raw.get(Column::CameraKind));
    range.kind = range.kind.or(kind);
    range.turns = range.turns.or_else(|| kind.and_then(CameraKind::turns));
}

/// A bearing, and the width when it is a span from one bearing clockwise to another.
///
/// Several bearings, and 360, which stands for all around as often as for north, give none.
fn bearing(text: &str) -> (Option<f64>, Option<f64>) {
    if text.is_empty() || text.contains([';', ',', '/']) {
        return (None, None);
    }
    if let Some(bearing) = one(text) {
        return (Some(bearing), None);
    }
    let parts: Vec<&str> = text.split('-').map(str::trim).collect();
    let [from, to] = parts.as_slice() else {
        return (None, None);
    };
    let (Some(start), Some(end)) = (degrees(from), degrees(to)) else {
        return (None, None);
    };
    let span = (end - start).rem_euclid(360.0);
    if span == 0.0 {
        let around = (from != to).then_some(360.0);
        return (None, around);
    }
    (Some((start + span / 2.0).rem_euclid(360.0)), Some(span))
}

fn one(text: &str) -> Option<f64> {
    let word = text.trim().to_ascii_lowercase();
    let short = word
        .replace("north", "n")
        .replace("south", "s")
        .replace("east", "e")
        .replace("west", "w")
        .replace(['-', ' ', '_'], "");
    if let Some(point) = POINTS.iter().position(|&point| point == short) {
        return u8::try_from(point)
            .ok()
            .map(|point| f64::from(point) * 22.5);
    }
    let value = degrees(text)?;
    (value < 360.0).then(|| value.rem_euclid(360.0))
}

/// A number of degrees from -360 to 360, with or without its sign.
fn degrees(text: &str) -> Option<f64> {
    let text = ascii(text.trim());
    let number = text.trim_end_matches(['°', 'º', '˚']).trim();
    let value: f64 = number.parse().ok()?;
    (-360.0..=360.0).contains(&value).then_some(value)
}

fn width(text: &str) -> Option<f64> {
    degrees(text).filter(|&width| width > 0.0)
}

/// The kind that OpenStreetMap's `camera:type` names.
fn kind(text: &str) -> Option<CameraKind> {
    match text.to_ascii_lowercase().as_str() {
        "panning" => Some(CameraKind::Turning),
        "ptz" => Some(CameraKind::Ptz),
        "fixed" => Some(CameraKind::Fixed),
        "dome" => Some(CameraKind::Dome),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearings_are_read_as_people_write_them() {
        for (text, expected) in [
            ("NW", (Some(315.0), None)),
            ("south", (Some(180.0), None)),
            ("north-east", (Some(45.0), None)),
            ("NNE", (Some(22.5), None)),
            ("-140", (Some(220.0), None)),
            ("15°", (Some(15.0), None)),
            ("0", (Some(0.0), None)),
            ("190-100", (Some(325.0), Some(270.0))),
            ("90-180", (Some(135.0), Some(90.0))),
            ("0-360", (None, Some(360.0))),
            ("360", (None, None)),
            ("180, 270", (None, None)),
            ("90;160;270", (None, None)),
            ("400", (None, None)),
            ("forward", (None, None)),
            ("", (None, None)),
        ] {
            assert_eq!(bearing(text), expected, "{text}");
        }
    }

    #[test]
    fn angles_and_kinds_are_read_or_left() {
        assert_eq!(
            [width("15°"), width("0"), width("x"), width("90")],
            [Some(15.0), None, None, Some(90.0)]
        );
        assert_eq!(
            [kind("panning"), kind("fixed"), kind("dome"), kind("")],
            [
                Some(CameraKind::Turning),
                Some(CameraKind::Fixed),
                Some(CameraKind::Dome),
                None
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[-0-9NESWnesw;,°. ]{0,12}|\\PC{0,8}") {
            let (bearing, span) = bearing(&text);
            assert!(bearing.is_none_or(|bearing| (0.0..360.0).contains(&bearing)), "{text}");
            assert!(span.is_none_or(|span| span > 0.0 && span <= 360.0), "{text}");
        }
    }
}
