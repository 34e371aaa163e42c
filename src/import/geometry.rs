//! A geometry cell to a position: well-known text, with its coordinate system in front where known.
//!
//! `SRID=5179;POINT (962370.8 1945380.1)` is what `PostGIS` calls EWKT. Readers of forms that have
//! geometries of their own (GeoJSON, Shapefile) write this form as well, so that one place decides.

use super::beside::{Apart, Beside, FAR_M, nearest};
use super::cells::Row;
use super::columns::Column;
use super::coordinates::{Reading, Which, read_degrees, read_pair, read_projected};
use super::issue::IssueKind;
use crate::model::site::PositionReason;
use crate::spatial::LonLat;
use crate::spatial::crs::EpsgCode;
use crate::spatial::geodesic::geodesic_distance_m;

/// Coordinates and geometry of one row may differ by this before anybody is told, metres: a pole and
/// the address point beside it.
const TOLERANCE_M: f64 = 10.0;

/// How the geometries of an import are to be taken.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct GeometryRule {
    /// System of geometries that do not state one.
    pub(super) crs: Option<EpsgCode>,
    /// The user named the column: it comes before columns of degrees.
    pub(super) first: bool,
}

/// What a geometry cell says.
#[derive(Debug, PartialEq)]
enum Geometry<'t> {
    Point {
        srid: Option<u32>,
        x: &'t str,
        y: &'t str,
    },
    /// No point, or not exactly one.
    Other(&'t str),
    Unreadable,
}

fn parse(text: &str) -> Geometry<'_> {
    let (srid, wkt) = match text.split_once(';') {
        Some((srid, wkt)) => match srid
            .trim()
            .get(..5)
            .filter(|p| p.eq_ignore_ascii_case("srid="))
        {
            Some(_) => match srid.trim()[5..].trim().parse() {
                Ok(number) => (Some(number), wkt.trim()),
                Err(_) => return Geometry::Unreadable,
            },
            None => return Geometry::Unreadable,
        },
        None => (None, text.trim()),
    };
    let end = wkt
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(wkt.len());
    let (word, rest) = wkt.split_at(end);
    let kind = word.to_ascii_uppercase();
    let points = match kind.trim_end_matches(['Z', 'M']) {
        "POINT" | "MULTIPOINT" => rest,
        "LINESTRING" | "POLYGON" | "MULTILINESTRING" | "MULTIPOLYGON" | "GEOMETRYCOLLECTION" => {
            return Geometry::Other(word);
        }
        _ => return Geometry::Unreadable,
    };
    let points = points
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, 'Z' | 'M' | 'z' | 'm'));
    let Some(inside) = points
        .strip_prefix('(')
        .and_then(|rest| rest.trim_end().strip_suffix(')'))
    else {
        return if points.trim().eq_ignore_ascii_case("empty") {
            Geometry::Other(text)
        } else {
            Geometry::Unreadable
        };
    };
    if inside.contains(',') {
        return if kind.starts_with("MULTI") {
            Geometry::Other(word)
        } else {
            Geometry::Unreadable
        };
    }
    let inside = inside.trim();
    let inside = inside
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(inside);
    let mut numbers = inside.split_whitespace();
    match (numbers.next(), numbers.next(), numbers.count()) {
        (Some(x), Some(y), 0..=2) => Geometry::Point { srid, x, y },
        _ => Geometry::Unreadable,
    }
}

/// Whether a text is a geometry, whose digits are no telephone number.
pub(super) fn is_point(text: &str) -> bool {
    matches!(parse(text), Geometry::Point { x, y, .. } if x.parse::<f64>().is_ok() && y.parse::<f64>().is_ok())
}

/// Whether a pair of numbers can only be degrees in or near Korea.
pub(super) fn fits_degrees(x: f64, y: f64) -> bool {
    (120.0..=135.0).contains(&x) && (30.0..=45.0).contains(&y)
}

impl Row<'_, '_> {
    /// The position, from columns or from a geometry. `first`: the geometry belongs to the form of the
    /// file and comes before columns of degrees, which are then attributes among others.
    pub(super) fn placed(&mut self, crs: Option<EpsgCode>, rule: GeometryRule) -> Reading {
        let (geometry, pair) = (
            self.raw.get(Column::Geometry),
            self.raw.get(Column::Position),
        );
        let columns = [Column::Latitude, Column::Longitude, Column::X, Column::Y];
        let has_columns = columns
            .into_iter()
            .any(|column| !self.raw.get(column).is_empty());
        let first = rule.first || self.raw.geometry_first;
        if !geometry.is_empty() && (first || !has_columns && pair.is_empty()) {
            let mut reading = self.at_geometry(geometry, rule);
            // Who names the geometry has chosen.
            if !rule.first {
                self.compare(&mut reading, crs, rule, Followed::Geometry);
            }
            return reading;
        }
        let (mut reading, followed) = if pair.is_empty() || has_columns {
            (self.position(crs), Followed::Columns)
        } else {
            (self.at_pair(pair), Followed::Pair)
        };
        self.compare(&mut reading, crs, rule, followed);
        reading
    }

    /// The position from a cell with latitude and longitude.
    fn at_pair(&mut self, text: &str) -> Reading {
        let mut reading = read_pair(text);
        let mut remarks: Vec<(IssueKind, Option<String>)> = Vec::new();
        for (_, kind, detail) in std::mem::take(&mut reading.remarks) {
            match (remarks.last_mut(), detail) {
                // What is to be said of both numbers is said once.
                (Some((known, Some(said))), Some(detail)) if *known == kind => {
                    *said = format!("{said}, {detail}");
                }
                (_, detail) => remarks.push((kind, detail)),
            }
        }
        for (kind, detail) in remarks {
            self.find(kind, Some(Column::Position), Some(text), detail);
        }
        reading
    }

    fn at_geometry(&mut self, text: &str, rule: GeometryRule) -> Reading {
        let (kind, value) = match parse(text) {
            Geometry::Point { srid, x, y } => match read_point(srid, x, y, rule) {
                Some(mut reading) => {
                    for (which, kind, detail) in std::mem::take(&mut reading.remarks) {
                        let shown = match which {
                            Which::Northing => y.to_owned(),
                            Which::Easting => x.to_owned(),
                            Which::Both => format!("{y} {x}"),
                        };
                        self.find_place(kind, &shown, detail);
                    }
                    return reading;
                }
                None => (IssueKind::GeometryCrsUnknown, text),
            },
            Geometry::Other(word) => (IssueKind::GeometryNotAPoint, word),
            Geometry::Unreadable => (IssueKind::GeometryUnreadable, text),
        };
        self.find(kind, Some(Column::Geometry), Some(value), None);
        Reading::default()
    }

    /// Compares the place that is followed with the others of the row, and says when they lie apart.
    fn compare(
        &mut self,
        reading: &mut Reading,
        crs: Option<EpsgCode>,
        rule: GeometryRule,
        followed: Followed,
    ) {
        let Some((at, uncertainty)) = reading.position else {
            return;
        };
        let raw = self.raw;
        // As written, the position with its uncertainty, and the numbers that other systems are tried on.
        let mut others = Vec::new();
        let own = match parse(raw.get(Column::Geometry)) {
            Geometry::Point { srid, x, y } => {
                let metres = x.parse().ok().zip(y.parse().ok());
                if followed != Followed::Geometry {
                    let read = match read_point(srid, x, y, rule) {
                        Some(read) => read.position.map(|(at, m)| (Other::At(at), m)),
                        None => metres.and_then(|metres| by_any_system(metres, at)),
                    };
                    others.push((format!("{x} {y}"), read, metres));
                }
                metres
            }
            _ => None,
        };
        let (latitude, longitude) = (raw.get(Column::Latitude), raw.get(Column::Longitude));
        let beside =
            followed == Followed::Geometry || followed == Followed::Columns && crs.is_some();
        if beside && !latitude.is_empty() && !longitude.is_empty() {
            let read = read_degrees(latitude, longitude).position;
            let (x, y) = (raw.get(Column::X), raw.get(Column::Y));
            let metres = own.or_else(|| number(x).zip(number(y)));
            others.push((
                format!("{latitude}, {longitude}"),
                read.map(|(at, m)| (Other::At(at), m)),
                metres,
            ));
        }
        let pair = raw.get(Column::Position);
        if followed != Followed::Pair && !pair.is_empty() {
            let read = read_pair(pair).position;
            others.push((pair.to_owned(), read.map(|(at, m)| (Other::At(at), m)), own));
        }
        let (x, y) = (raw.get(Column::X), raw.get(Column::Y));
        if followed == Followed::Columns
            && crs.is_none()
            && let Some(metres) = number(x).zip(number(y))
        {
            others.push((format!("{x} {y}"), by_any_system(metres, at), Some(metres)));
        }
        for (value, other, metres) in others {
            let Some((other, other_uncertainty)) = other else {
                continue;
            };
            let apart = match other {
                Other::At(other) => geodesic_distance_m(at, other),
                Other::Within(apart) => apart,
            };
            if apart <= TOLERANCE_M + uncertainty + other_uncertainty {
                reading.beside.note_agreement();
                continue;
            }
            if apart <= FAR_M + uncertainty + other_uncertainty {
                reading.beside.note_agreement();
                self.find_place(
                    IssueKind::GeometryDisagrees,
                    &value,
                    Some(format!("{apart:.0}")),
                );
                continue;
            }
            let shown = format!("{}, {} ({apart:.0} m)", at.lat(), at.lon());
            let degrees = match (other, followed) {
                (Other::At(other), Followed::Geometry) => other,
                (Other::At(other), Followed::Columns) if crs.is_some() => other,
                _ => at,
            };
            reading.beside = Beside::Apart(Box::new(Apart {
                metres,
                degrees,
                told: format!("{value} ↔ {shown}"),
            }));
            reading.reasons.insert(PositionReason::PlacesDisagree);
            self.find_place(IssueKind::PlacesDisagree, &value, Some(shown));
            return;
        }
    }
}

/// Another place of a row.
#[derive(Clone, Copy)]
enum Other {
    At(LonLat),
    /// In a system that nobody stated: so many metres from the place that is followed, at best.
    Within(f64),
}

/// What the position of a row was read from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Followed {
    Geometry,
    Pair,
    Columns,
}

fn number(text: &str) -> Option<f64> {
    text.replace(',', "").parse().ok()
}

fn by_any_system(metres: (f64, f64), at: LonLat) -> Option<(Other, f64)> {
    let apart = nearest(metres, at)?;
    // Which one it is nobody has said: what is near in one of them is that.
    Some((Other::Within(if apart <= FAR_M { 0.0 } else { apart }), 0.0))
}

/// Reads a point; `None` when nothing says which system its numbers are in.
fn read_point(srid: Option<u32>, x: &str, y: &str, rule: GeometryRule) -> Option<Reading> {
    let code = srid.map(EpsgCode::new).or(rule.crs);
    match code {
        Some(code) if code != EpsgCode::WGS84 => Some(read_projected(x, y, code)),
        Some(_) => Some(read_degrees(y, x)),
        None => {
            let fits = x
                .parse()
                // Latitude and longitude in each other's place are mended as those of columns are.
                .is_ok_and(|x| {
                    y.parse()
                        .is_ok_and(|y| fits_degrees(x, y) || fits_degrees(y, x))
                });
            fits.then(|| read_degrees(y, x))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_in_every_writing() {
        let point = |srid| Geometry::Point {
            srid,
            x: "962370.8",
            y: "1945380",
        };
        for text in [
            "POINT (962370.8 1945380)",
            "point(962370.8 1945380)",
            "POINT Z (962370.8 1945380 12.5)",
            "POINTZM(962370.8 1945380 1 2)",
            "MULTIPOINT ((962370.8 1945380))",
            "MULTIPOINT(962370.8 1945380)",
        ] {
            assert_eq!(parse(text), point(None), "{text}");
        }
        assert_eq!(
            parse("SRID=5179;POINT(962370.8 1945380)"),
            point(Some(5179))
        );
    }

    #[test]
    fn other_shapes_and_rubbish_are_told_apart() {
        for text in [
            "POLYGON ((1 2, 3 4))",
            "MULTIPOINT (1 2, 3 4)",
            "LineString(1 2, 3 4)",
            "POINT EMPTY",
        ] {
            assert!(matches!(parse(text), Geometry::Other(_)), "{text}");
        }
        for text in [
            "37.5, 127.0",
            "",
            "POINT",
            "POINT (1)",
            "POINT (1, 2)",
            "SRID=x;POINT (1 2)",
            "a;b",
            "POINT (1 2 3 4 5)",
        ] {
            assert_eq!(parse(text), Geometry::Unreadable, "{text}");
        }
    }

    #[test]
    fn numbers_without_a_system_are_degrees_only_where_they_can_be_nothing_else() {
        let rule = GeometryRule::default();
        assert!(read_point(None, "127.0", "37.5", rule).is_some());
        assert!(read_point(None, "962370.8", "1945380", rule).is_none());
        let swapped = read_point(None, "37.5385", "127.0847", rule).unwrap();
        let (at, _) = swapped.position.unwrap();
        assert_eq!((at.lat(), at.lon()), (37.5385, 127.0847));
        let metres = read_point(Some(5179), "962370.8", "1945380", rule).unwrap();
        assert!(metres.position.is_some());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}", near in "(SRID=5179;)?(MULTI)?POINT ?Z?\\(*[0-9. ,]{0,20}\\)*") {
            let _ = parse(&text);
            let _ = parse(&near);
        }
    }
}
