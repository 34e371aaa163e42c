//! Surveillance nodes of OpenStreetMap, as Overpass writes them: tags to the columns of a register.
//!
//! Tags: <https://wiki.openstreetmap.org/wiki/Tag:man_made%3Dsurveillance>. Data © OpenStreetMap
//! contributors, `ODbL` 1.0.

use super::Error;
use super::columns::Dictionary;
use super::issue::IssueKind;
use super::json_list::{List, Members, text};
use super::table::{Builder, CellRemark, Table, TableRow};

/// Tags that have a column of the register under another name.
const RENAMED: &[(&str, &str)] = &[
    ("operator", "관리기관명"),
    ("start_date", "설치연월"),
    ("camera:count", "카메라대수"),
    ("camera:type", "카메라 형식"),
    ("contact:phone", "전화번호"),
    ("phone", "전화번호"),
];
/// Other tags about the camera itself, which the report names as not used. What else is mapped at the same
/// node (crossings, shops, signs) is no part of a register.
const TOLD: &[&str] = &[
    "description",
    "height",
    "manufacturer",
    "name",
    "owner",
    "ref",
    "visibility",
];
const LATITUDE: usize = 0;
const LONGITUDE: usize = 1;
const NUMBER: usize = 2;

/// Makes a table of elements.
///
/// # Errors
/// When they would not fit in memory.
pub(super) fn table(list: &List, file: &str, dictionary: &Dictionary) -> Result<Table, Error> {
    let mut builder = Builder::with_names(&["위도", "경도", "관리번호"]);
    for (index, element) in list.records.iter().enumerate() {
        let mut row = TableRow {
            number: u32::try_from(index + 1).unwrap_or(u32::MAX),
            ..TableRow::default()
        };
        match Members::of(element) {
            Some(members) => read(&members, &mut row, &mut builder, dictionary),
            None => row.remarks.push(CellRemark::not_an_object(element)),
        }
        builder.push(row, file)?;
    }
    Ok(builder.finish())
}

fn refuse(row: &mut TableRow, kind: IssueKind, value: String) {
    row.remarks.push(CellRemark {
        cell: None,
        kind,
        value,
    });
}

fn read(element: &Members, row: &mut TableRow, builder: &mut Builder, dictionary: &Dictionary) {
    let get = |key: &str| {
        element
            .get(key)
            .map(|value| text(value).into_owned())
            .unwrap_or_default()
    };
    let kind = get("type");
    row.set(NUMBER, format!("{kind}/{}", get("id")));
    row.set(LATITUDE, get("lat"));
    row.set(LONGITUDE, get("lon"));
    // Overpass gives ways a middle when asked with `out center`.
    if let Some(center) = element.get("center").and_then(Members::of) {
        for (at, key) in [(LATITUDE, "lat"), (LONGITUDE, "lon")] {
            row.set(
                at,
                center
                    .get(key)
                    .map(|value| text(value).into_owned())
                    .unwrap_or_default(),
            );
        }
    }
    let tags = element
        .get("tags")
        .and_then(Members::of)
        .map_or_else(Vec::new, |tags| tags.0);
    let tag = |name: &str| {
        tags.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| text(value))
    };
    if tag("man_made").as_deref() != Some("surveillance") {
        let what = tag("man_made")
            .or_else(|| tag("highway"))
            .or_else(|| tag("amenity"));
        refuse(
            row,
            IssueKind::NotACamera,
            what.map_or(kind, std::borrow::Cow::into_owned),
        );
        return;
    }
    for name in ["surveillance:type", "surveillance"] {
        if let Some(value) = tag(name).filter(|value| matches!(value.as_ref(), "guard" | "fake")) {
            refuse(row, IssueKind::NotACamera, format!("{name}={value}"));
            return;
        }
    }
    for (key, value) in &tags {
        let known = RENAMED
            .iter()
            .find(|(tag, _)| tag == key)
            .map(|(_, column)| *column);
        // The general tag stands in for the special one.
        let key = match key.as_ref() {
            "direction" if tag("camera:direction").is_some() => continue,
            "phone" if tag("contact:phone").is_some() => continue,
            "direction" => "camera:direction",
            key => known.unwrap_or(key),
        };
        if !is_told(key, dictionary) {
            continue;
        }
        let at = builder.column(key);
        row.set(at, text(value).into_owned());
    }
}

/// Whether a tag becomes a column.
fn is_told(key: &str, dictionary: &Dictionary) -> bool {
    TOLD.contains(&key)
        || key.starts_with("surveillance")
        || key.starts_with("camera:")
        || dictionary.column(key).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::json_list::find;

    #[test]
    fn tags_become_columns_and_what_is_no_camera_is_refused() {
        let text = r#"{"elements":[
            {"type":"node","id":1,"lat":37.50,"lon":127.1,"tags":{"man_made":"surveillance","operator":"광진구청","direction":"NW","surveillance:type":"ALPR","wheelchair":"yes"}},
            {"type":"node","id":2,"lat":37.5,"lon":127.1,"tags":{"man_made":"surveillance","surveillance:type":"guard"}},
            {"type":"node","id":3,"lat":37.5,"lon":127.1,"tags":{"highway":"speed_camera"}},
            {"type":"way","id":4,"center":{"lat":37.6,"lon":127.2},"tags":{"man_made":"surveillance"}}]}"#;
        let table = table(&find(text, "f").unwrap(), "f", &Dictionary::new(None)).unwrap();
        let names = table.names.unwrap();
        assert_eq!(
            names,
            [
                "위도",
                "경도",
                "관리번호",
                "관리기관명",
                "camera:direction",
                "surveillance:type"
            ]
        );
        assert_eq!(
            table.rows[0].cells[..6],
            ["37.50", "127.1", "node/1", "광진구청", "NW", "ALPR"]
        );
        let refused: Vec<_> = table
            .rows
            .iter()
            .map(|row| row.remarks.first().map(|remark| remark.value.as_str()))
            .collect();
        assert_eq!(
            refused,
            [
                None,
                Some("surveillance:type=guard"),
                Some("speed_camera"),
                None
            ]
        );
        assert_eq!(table.rows[3].cells[..2], ["37.6", "127.2"]);
    }
}
