//! GeoJSON features to a table: properties are columns, the geometry is one more.
//!
//! Numbers keep the digits that were written. RFC 7946 fixes CRS84; the `crs` member of the
//! specification of 2008 is honoured where it names an EPSG system, always with easting first, as every
//! program writes it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Error;
use super::columns::{Column, Dictionary};
use super::json_list::{List, Members, text};
use super::table::{Builder, CellRemark, Table, TableRow};
use crate::spatial::crs::EpsgCode;

/// Name of the column of geometries.
pub(super) const GEOMETRY: &str = "geometry";

#[derive(Deserialize)]
struct Geometry<'t> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    coordinates: Option<&'t RawValue>,
}

/// Makes a table of features.
///
/// # Errors
/// When the coordinate system is not known, or the features would not fit in memory.
pub(super) fn table(
    list: &List,
    file: &str,
    dictionary: &Dictionary,
    given: Option<EpsgCode>,
) -> Result<(Table, Option<EpsgCode>), Error> {
    let stated = crs(list.crs, file)?;
    let system = System { stated, given };
    let mut builder = Builder::with_names(&[GEOMETRY]);
    for (index, feature) in list.records.iter().enumerate() {
        let mut row = TableRow {
            number: u32::try_from(index + 1).unwrap_or(u32::MAX),
            ..TableRow::default()
        };
        match Members::of(feature) {
            Some(members) => read(&members, &mut row, &mut builder, system, dictionary),
            None => row.remarks.push(CellRemark::not_an_object(feature)),
        }
        builder.push(row, file)?;
    }
    Ok((builder.geometry_first().finish(), stated))
}

fn read(
    feature: &Members,
    row: &mut TableRow,
    builder: &mut Builder,
    system: System,
    dictionary: &Dictionary,
) {
    let geometry = feature
        .get(GEOMETRY)
        .map(|geometry| well_known_text(geometry, system));
    row.set(0, geometry.unwrap_or_default());
    let Some(properties) = feature.get("properties").and_then(Members::of) else {
        return;
    };
    for (key, value) in &properties.0 {
        // A property that is a geometry itself must not take the place of the feature's own.
        let at = if dictionary.column(key) == Some(Column::Geometry) {
            builder.column(&format!("properties.{key}"))
        } else {
            builder.column(key)
        };
        row.set(at, text(value).into_owned());
    }
}

/// What is known of the system of the coordinates.
#[derive(Clone, Copy)]
struct System {
    /// By the file.
    stated: Option<EpsgCode>,
    /// By the user, for coordinates that state none and are no degrees.
    given: Option<EpsgCode>,
}

impl System {
    fn of(self, x: &str, y: &str) -> Option<EpsgCode> {
        let within =
            |text: &str, most: f64| text.parse().is_ok_and(|number: f64| number.abs() <= most);
        // RFC 7946 knows degrees alone; those of Korean systems are metres.
        let degrees = (within(x, 180.0) && within(y, 180.0)).then_some(EpsgCode::WGS84);
        self.stated.or(degrees).or(self.given)
    }
}

/// A geometry as text: points in full, of others the kind.
fn well_known_text(geometry: &RawValue, system: System) -> String {
    if geometry.get() == "null" {
        return String::new();
    }
    let Ok(read) = serde_json::from_str::<Geometry>(geometry.get()) else {
        return geometry.get().chars().take(80).collect();
    };
    let coordinates = read.coordinates.map_or("[]", RawValue::get);
    let point = match read.kind.as_str() {
        "Point" => serde_json::from_str::<Vec<&RawValue>>(coordinates).ok(),
        "MultiPoint" => match serde_json::from_str::<Vec<Vec<&RawValue>>>(coordinates) {
            Ok(mut points) if points.len() == 1 => points.pop(),
            Ok(points) if points.is_empty() => return String::new(),
            Ok(_) => return "MULTIPOINT (0 0, 0 0)".to_owned(),
            Err(_) => None,
        },
        other => return other.to_ascii_uppercase(),
    };
    match point.as_deref() {
        Some([]) => String::new(),
        Some([x, y, ..]) => {
            let (x, y) = (text(x), text(y));
            match system.of(&x, &y) {
                Some(code) => format!("SRID={};POINT ({x} {y})", code.number()),
                None => format!("POINT ({x} {y})"),
            }
        }
        _ => geometry.get().chars().take(80).collect(),
    }
}

/// The system that a `crs` member names.
fn crs(member: Option<&RawValue>, file: &str) -> Result<Option<EpsgCode>, Error> {
    let Some(member) = member.filter(|member| member.get() != "null") else {
        return Ok(None);
    };
    let name = Members::of(member)
        .and_then(|members| Members::of(members.get("properties")?))
        .and_then(|properties| Some(text(properties.get("name")?).into_owned()))
        .unwrap_or_else(|| member.get().chars().take(80).collect());
    let last = name.rsplit(':').next().unwrap_or_default();
    if last.eq_ignore_ascii_case("CRS84") {
        return Ok(Some(EpsgCode::WGS84));
    }
    let code = last
        .parse()
        .ok()
        .filter(|_| name.to_ascii_uppercase().contains("EPSG"));
    code.map(|code| Some(EpsgCode::new(code)))
        .ok_or(Error::CrsNotKnown {
            file: file.to_owned(),
            crs: name,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::issue::IssueKind;
    use crate::import::json_list::find;

    fn read(text: &str) -> Table {
        table(&find(text, "f").unwrap(), "f", &Dictionary::new(None), None)
            .unwrap()
            .0
    }

    #[test]
    fn metres_without_a_system_are_in_the_one_that_is_given_and_degrees_are_degrees() {
        let text = r#"[{"type":"Feature","geometry":{"type":"Point","coordinates":[200000.5,550000]},"properties":{}},
            {"type":"Feature","geometry":{"type":"Point","coordinates":[127.1,37.5]},"properties":{}}]"#;
        for (given, metres) in [
            (
                Some(EpsgCode::new(5186)),
                "SRID=5186;POINT (200000.5 550000)",
            ),
            (None, "POINT (200000.5 550000)"),
        ] {
            let list = find(text, "f").unwrap();
            let (table, _) = table(&list, "f", &Dictionary::new(None), given).unwrap();
            assert_eq!(table.rows[0].cells[0], metres);
            assert_eq!(table.rows[1].cells[0], "SRID=4326;POINT (127.1 37.5)");
        }
    }

    #[test]
    fn properties_are_columns_and_points_keep_their_digits() {
        let table = read(
            r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","geometry":{"type":"Point","coordinates":[127.10,37.500,3]},"properties":{"설치목적":"방범","geom":"x"}},
            {"type":"Feature","geometry":{"type":"MultiPoint","coordinates":[[127.1,37.5]]},"properties":{"대수":2}},
            {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,2]]]},"properties":null},
            {"type":"Feature","geometry":null,"properties":{}},
            7]}"#,
        );
        assert_eq!(
            table.names.unwrap(),
            ["geometry", "설치목적", "properties.geom", "대수"]
        );
        assert_eq!(
            table.rows[0].cells,
            ["SRID=4326;POINT (127.10 37.500)", "방범", "x"]
        );
        assert_eq!(
            table.rows[1].cells,
            ["SRID=4326;POINT (127.1 37.5)", "", "", "2"]
        );
        assert_eq!(
            (
                table.rows[2].cells[0].as_str(),
                table.rows[3].cells[0].as_str()
            ),
            ("POLYGON", "")
        );
        assert_eq!(table.rows[4].remarks[0].kind, IssueKind::NotAnObject);
    }

    #[test]
    fn the_old_crs_member_is_honoured_or_refused() {
        let with = |name: &str| {
            format!(
                r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{name}"}}}},"features":[{{"type":"Feature","geometry":{{"type":"Point","coordinates":[200000,600000]}},"properties":{{}}}}]}}"#
            )
        };
        for (name, srid) in [
            ("urn:ogc:def:crs:EPSG::5186", 5186),
            ("EPSG:5179", 5179),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ] {
            let cell = format!("SRID={srid};POINT (200000 600000)");
            assert_eq!(read(&with(name)).rows[0].cells[0], cell);
        }
        let text = with("Tokyo");
        let refused = table(
            &find(&text, "f").unwrap(),
            "f",
            &Dictionary::new(None),
            None,
        );
        assert!(matches!(refused, Err(Error::CrsNotKnown { crs, .. }) if crs == "Tokyo"));
    }

    proptest::proptest! {
        #[test]
        fn no_geometry_makes_it_panic(geometry in "(\\{\"type\":\"(Multi)?Point\",\"coordinates\":[\\[\\]0-9,.\"a]{0,20}\\}|null|[0-9]|\\[\\])") {
            let text = format!(r#"[{{"type":"Feature","geometry":{geometry},"properties":{{}}}}]"#);
            if let Ok(list) = find(&text, "f") {
                let _ = table(&list, "f", &Dictionary::new(None), None);
            }
        }
    }
}
