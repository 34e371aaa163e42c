//! The examples of the standard, and examples of our own: each is read, or refused for a stated reason.

use std::path::PathBuf;

use super::syntax::{Expr, Node};
use super::value::{Kind, Queryable};
use super::write::{placeless, to_json, to_text};
use super::{Filter, Language, bind, json, text};
use crate::query::Collection;
use crate::spatial::Crs;

/// Where the schema and the examples of CQL2 are kept, beside the project
/// (<https://github.com/opengeospatial/ogcapi-features>, `cql2/standard/schema/examples`).
fn folder() -> Option<PathBuf> {
    let relative = "ogc/cql2/standard/schema/examples";
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(relative);
    let folder = std::env::var_os("SIYA_OGC_EXAMPLES").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "skipped: the examples of the standard are not at {}",
        folder.display()
    );
    None
}

/// Examples that are no filter or use what no collection here has, and what the refusal says.
const REFUSED: [(&str, &str); 8] = [
    ("clause6_01", "there is no function avg"),
    ("clause6_02b", "there is no function avg"),
    ("clause7_05", "ACCENTI is not offered"),
    ("clause7_18", "there is no function buffer"),
    ("example27", "ACCENTI is not offered"),
    ("example68", "there is no function foo"),
    ("example69", "there is no function bar"),
    ("example70", "ACCENTI is not offered"),
];

/// Properties of the examples whose type the operators around them do not tell.
fn kind_of(example: &str, name: &str) -> Kind {
    match name {
        "geometry" | "footprint" | "location" | "road" => Kind::Point,
        "event_time" | "touchdown" | "liftOff" | "updated_at" | "starts_at" | "ends_at" => {
            Kind::Timestamp
        }
        "built" | "updated" => Kind::Date,
        "swimming_pool" => Kind::Boolean,
        "values" | "layer:ids" => Kind::Texts,
        "value" if example.starts_with("example40") => Kind::Text,
        "eo:cloud_cover" | "landsat:wrs_row" | "value" | "foo" | "bar" | "x" | "floors"
        | "taxes" | "depth" | "balance" | "category" | "windSpeed" | "vehicle_height"
        | "bridge_clearance" => Kind::Number,
        "landsat:wrs_path" if !example.starts_with("example03") => Kind::Number,
        _ => Kind::Text,
    }
}

fn properties(expr: &Expr, found: &mut Vec<String>) {
    let mut all = |parts: &[Expr]| parts.iter().for_each(|part| properties(part, found));
    match &expr.node {
        Node::Property(name) => found.push(name.clone()),
        Node::Interval(parts) | Node::Compare(_, parts) | Node::Like(parts) => all(parts.as_ref()),
        Node::Between(parts) => all(parts.as_ref()),
        Node::Array(parts) | Node::And(parts) | Node::Or(parts) | Node::Call(_, parts) => {
            all(parts);
        }
        Node::Not(inner) | Node::IsNull(inner) => properties(inner, found),
        Node::In(value, parts) => {
            all(parts);
            properties(value, found);
        }
        Node::Chain(first, rest) => {
            for (_, operand) in rest {
                properties(operand, found);
            }
            properties(first, found);
        }
        _ => {}
    }
}

/// Queryables for an example, made of the properties that it names.
fn queryables(example: &str, expr: &Expr) -> Vec<Queryable> {
    let mut names = Vec::new();
    properties(expr, &mut names);
    names
        .into_iter()
        .map(|name| Queryable {
            kind: kind_of(example, &name),
            name: name.leak(),
            title: "",
            description: "",
            codes: &[],
            shared: false,
        })
        .collect()
}

#[test]
fn the_examples_of_the_standard_are_read_or_refused_for_a_stated_reason() {
    let Some(folder) = folder() else { return };
    let mut seen = 0;
    for language in ["text", "json"] {
        let mut paths: Vec<_> = std::fs::read_dir(folder.join(language))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension != "sh"))
            .collect();
        paths.sort();
        for path in paths {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let content = std::fs::read_to_string(&path).unwrap();
            let expr = if language == "text" {
                text::parse(&content, false)
            } else {
                json::parse(&content)
            };
            let expr = expr
                .unwrap_or_else(|fault| panic!("{language} {name}: {}", fault.in_text(&content)));
            let bound = bind::bind(&expr, &queryables(&name, &expr), Crs::default(), false)
                .map_err(|fault| fault.in_text(&content).to_string());
            match REFUSED.iter().find(|(refused, _)| *refused == name) {
                None => assert!(bound.is_ok(), "{language} {name}: {bound:?}"),
                Some((_, reason)) => {
                    let said = bound.as_ref().expect_err(&name);
                    assert!(said.contains(reason), "{language} {name}: {said}");
                }
            }
            // What only one of the languages says, such as the digits of a second, is gone once bound.
            let same = folder.join("json").join(format!("{name}.json"));
            if language == "text"
                && let (Ok(same), Ok(bound)) = (std::fs::read_to_string(same), &bound)
            {
                let same = json::parse(&same).unwrap();
                let from_json = bind::bind(&same, &queryables(&name, &same), Crs::default(), false);
                assert_eq!(
                    from_json.as_ref(),
                    Ok(bound),
                    "{name}: text and JSON say the same"
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 200, "only {seen} examples in {}", folder.display());
}

/// Filters of cameras as people write them; each is read, and reads back from text and from JSON.
const OURS: [&str; 23] = [
    "purpose = 'crime'",
    "purpose IN ('crime', 'child') AND unit_count >= 3",
    "institution_name = '서울특별시 광진구' and NOT (sample = true)",
    "road_address LIKE '%광진구%' OR lot_address LIKE '%\\_동%'",
    "CASEI(camera_kind) = CASEI('PTZ')",
    "management_no = 'it''s'",
    "management_no = 'it\\'s'",
    r"department LIKE '%\\\\%\n' OR department = '\t\\'",
    "\"purpose\" <> 'waste'",
    "retention_days BETWEEN 30 AND 60",
    "retention_days IS NULL OR retention_days NOT BETWEEN 30 AND 60",
    "range_max_m - range_min_m > 2 * 10 ^ 1",
    "-range_min_m < -1.5e1 + .5",
    "unit_count % 2 = 1 and unit_count div 2 = 1",
    "units > unit_count",
    "S_INTERSECTS(geometry, POLYGON((127 37, 128 37, 128 38, 127 38, 127 37)))",
    "s_within(geometry, bbox(127,37,128,38))",
    "S_DISJOINT(MULTIPOINT(127 37, 128 38), geometry)",
    "T_AFTER(reference_date, DATE('2025-01-01'))",
    "T_DURING(INTERVAL(installed_from, installed_to), INTERVAL('2019-12-31', '..'))",
    "reference_date >= DATE('2025-01-01')",
    "A_OVERLAPS(position_reasons, ('at_sea')) OR A_EQUALS(position_reasons, ())",
    "(unit_count = 1) IS NULL",
];

#[test]
fn filters_of_cameras_are_read_and_written_in_both_languages() {
    for filter in OURS {
        let expr = text::parse(filter, false).unwrap_or_else(|fault| panic!("{filter}: {fault:?}"));
        let in_json = to_json(&expr).to_string();
        let expected = placeless(&expr);
        assert_eq!(
            placeless(&text::parse(&to_text(&expr), false).unwrap()),
            expected
        );
        assert_eq!(placeless(&json::parse(&in_json).unwrap()), expected);
        let crs = Crs::default();
        let from_text = Filter::parse(
            filter,
            Language::Text,
            Collection::Cameras.queryables(),
            crs,
        );
        let from_json = Filter::parse(
            &in_json,
            Language::Json,
            Collection::Cameras.queryables(),
            crs,
        );
        assert!(from_text.is_ok(), "{filter}: {from_text:?}");
        assert_eq!(from_text, from_json, "{filter}");
    }
}
