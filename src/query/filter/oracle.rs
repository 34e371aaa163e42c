//! Random filters, answered by the engine and by a plain reading of the served GeoJSON.

use std::cmp::Ordering;
use std::sync::LazyLock;

use geo::{Geometry, Point, Polygon, Relate};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::syntax::{Arithmetic, Comparison, Expr, Node};
use super::write::{placeless, to_json, to_text};
use super::{Filter, Language, json, text};
use crate::dataset::{Dataset, DatasetBuilder, Release};
use crate::feature::write_feature;
use crate::model::site::{CameraKind, PositionReason, PositionReasons, RowRange};
use crate::model::{PositionQuality, Purpose, RowUnit, SiteRecord};
use crate::query::items::{ItemsQuery, Region};
use crate::query::search::{page_of, search};
use crate::query::{Collection, Feature};
use crate::spatial::{Bbox, Crs, LonLat};

/// Sites of which every property is stated for some and not known for others.
fn site(number: u32) -> SiteRecord {
    // Different periods, so that all combinations occur.
    let every = |period: u32| number.is_multiple_of(period);
    let choice = |period: u32, texts: &[&str]| -> Option<String> {
        let texts = [&[""], texts].concat();
        let text = texts[(number / period) as usize % texts.len()];
        (!text.is_empty()).then(|| text.to_owned())
    };
    let mut reasons = PositionReasons::default();
    for (index, reason) in PositionReason::ALL.into_iter().enumerate() {
        if every(2 + u32::try_from(index).unwrap()) {
            reasons.insert(reason);
        }
    }
    let (lon, lat) = (number % 23, number % 19);
    SiteRecord {
        source_row: number + 2,
        management_no: choice(1, &["it's", "\"x\"", "A%_\\1", "a%_\\1"]).map(Into::into),
        manager_raw: None,
        department: choice(2, &["축산과", "CCTV과", "cctv과"]).map(Into::into),
        position: LonLat::new(127.0 + f64::from(lon) / 300.0, 37.5 + f64::from(lat) / 70.0)
            .unwrap(),
        uncertainty_m: f64::from(number % 7) / 3.0,
        quality: if every(4) {
            PositionQuality::Suspect
        } else {
            PositionQuality::Ok
        },
        reasons,
        purpose: Purpose::ALL[number as usize % Purpose::ALL.len()],
        purpose_raw: None,
        unit_count: (!every(3)).then_some(u16::try_from(number % 5).unwrap()),
        direction_raw: choice(5, &["360도", "동,서", "👁 전방"]).map(Into::into),
        row_range: RowRange {
            min_m: (!every(2)).then_some(f64::from(number % 9) * 11.1),
            max_m: (!every(5)).then_some(f64::from(number % 4) * 1000.0 / 3.0 + 100.0),
            bearing_deg: (!every(6)).then_some(f64::from(number % 8) * 45.0),
            width_deg: every(6).then_some(90.0),
            turns: (!every(3)).then_some(every(2)),
            directions: every(7).then_some(4),
            kind: (!every(4)).then_some(CameraKind::ALL[number as usize % CameraKind::ALL.len()]),
        }
        .into(),
        road_address: choice(3, &["서울특별시 광진구 능동로 120", "광진구 자양로 1"])
            .map(Into::into),
        lot_address: choice(4, &["광진구 자양동 1", "중곡동 산2"]).map(Into::into),
        retention_days: (!every(5)).then_some(30 + u16::try_from(number % 3).unwrap()),
        installed: choice(
            1,
            &[
                "2019",
                "2020-02",
                "2020-04",
                "2021-12",
                "2020-02-29",
                "2020",
            ],
        )
        .map(|text| text.parse().unwrap()),
        pixels: None,
        pixels_raw: None,
        phone: None,
        reference_date: choice(2, &["2020-02-29", "2025-01-01", "2026-05-01"])
            .map(|text| text.parse().unwrap()),
        members: Box::default(),
    }
}

/// These sites and the sample register, and their features as they are served, by id.
static SERVED: LazyLock<(Dataset, Vec<Value>)> = LazyLock::new(|| {
    let mut builder = DatasetBuilder::new();
    let release = builder.add_release(Release {
        id: 7,
        institution: "3040000".to_owned(),
        source: "standard".to_owned(),
        file_names: Vec::new(),
        imported_at: "2026-11-01T00:00:00Z".parse().unwrap(),
        reference_date: None,
        sample: false,
        row_is: RowUnit::Camera,
        copies: 1,
    });
    for number in 1..1200 {
        builder.add_site(release, number, &site(number));
    }
    crate::sample::add_missing(&mut builder).unwrap();
    let dataset = builder.build();
    let features = dataset
        .in_id_order()
        .map(|site| {
            let mut out = Vec::new();
            write_feature(&mut out, &dataset, &Feature::Camera(site), Crs::Crs84);
            serde_json::from_slice(&out).unwrap()
        })
        .collect();
    (dataset, features)
});

const TEXTS: [&str; 12] = [
    "purpose",
    "institution",
    "institution_name",
    "road_address",
    "lot_address",
    "camera_kind",
    "range_basis",
    "management_no",
    "installed",
    "department",
    "direction_raw",
    "retention_rule",
];
const NUMBERS: [&str; 12] = [
    "id",
    "unit_count",
    "units",
    "members",
    "range_min_m",
    "range_max_m",
    "retention_days",
    "bearing_deg",
    "width_deg",
    "pixels_min_10k",
    "position_uncertainty_m",
    "directions",
];
const BOOLEANS: [&str; 3] = ["sample", "turns", "range_varies_by_site"];
const DATES: [&str; 3] = ["reference_date", "installed_from", "installed_to"];

// The plain reading: every value is JSON, null is unknown, days are texts.

fn value(expr: &Expr, feature: &Value) -> Value {
    match &expr.node {
        Node::Text(text) | Node::Date(text) => text.as_str().into(),
        Node::Number(number) => (*number).into(),
        Node::Boolean(value) => (*value).into(),
        Node::Property(name) => property(name, feature),
        Node::Chain(first, rest) => {
            let Some(mut sum) = value(first, feature).as_f64() else {
                return Value::Null;
            };
            for (operator, operand) in rest {
                let Some(operand) = value(operand, feature).as_f64() else {
                    return Value::Null;
                };
                sum = match operator {
                    Arithmetic::Plus => sum + operand,
                    Arithmetic::Minus => sum - operand,
                    Arithmetic::Times => sum * operand,
                    Arithmetic::Divide => sum / operand,
                    Arithmetic::Modulo => sum - operand * (sum / operand).trunc(),
                    Arithmetic::WholeDivide => (sum / operand).trunc(),
                    Arithmetic::Power => sum.powf(operand),
                };
            }
            serde_json::Number::from_f64(sum).map_or(Value::Null, Value::Number)
        }
        Node::Call(name, args) if name == "casei" => match value(&args[0], feature) {
            Value::String(text) => text.to_lowercase().into(),
            _ => Value::Null,
        },
        Node::Array(elements) => elements
            .iter()
            .map(|element| value(element, feature))
            .collect(),
        _ => truth(expr, feature).map_or(Value::Null, Value::Bool),
    }
}

fn property(name: &str, feature: &Value) -> Value {
    let installed = feature["properties"]["installed"].as_str();
    match (name, installed) {
        ("id", _) => feature["id"].clone(),
        ("installed_from" | "installed_to", None) => Value::Null,
        ("installed_from", Some(stated)) => {
            format!("{stated}{}", &"0000-01-01"[stated.len()..]).into()
        }
        ("installed_to", Some(stated)) => {
            let year: u32 = stated[..4].parse().unwrap();
            let february = if year.is_multiple_of(4) { "29" } else { "28" };
            match (stated.len(), stated.get(5..7)) {
                (4, _) => format!("{stated}-12-31"),
                (7, Some("02")) => format!("{stated}-{february}"),
                (7, Some("04" | "06" | "09" | "11")) => format!("{stated}-30"),
                (7, _) => format!("{stated}-31"),
                _ => stated.to_owned(),
            }
            .into()
        }
        _ => {
            let found = feature["properties"].get(name);
            found
                .unwrap_or_else(|| panic!("{name} is not served"))
                .clone()
        }
    }
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.chars().cmp(right.chars())),
        (Value::Number(left), Value::Number(right)) => {
            left.as_f64().unwrap().partial_cmp(&right.as_f64().unwrap())
        }
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Null, _) | (_, Value::Null) => None,
        _ => panic!("{left} and {right} are not of one type"),
    }
}

fn truth(expr: &Expr, feature: &Value) -> Option<bool> {
    let of = |part: &Expr| value(part, feature);
    match &expr.node {
        Node::Boolean(value) => Some(*value),
        Node::And(parts) => {
            let all: Vec<_> = parts.iter().map(|part| truth(part, feature)).collect();
            if all.contains(&Some(false)) {
                Some(false)
            } else if all.contains(&None) {
                None
            } else {
                Some(true)
            }
        }
        Node::Or(parts) => {
            let all: Vec<_> = parts.iter().map(|part| truth(part, feature)).collect();
            if all.contains(&Some(true)) {
                Some(true)
            } else if all.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        Node::Not(inner) => Some(!truth(inner, feature)?),
        Node::Compare(comparison, operands) => {
            let order = order(&of(&operands[0]), &of(&operands[1]))?;
            Some(match comparison {
                Comparison::Equal => order == Ordering::Equal,
                Comparison::NotEqual => order != Ordering::Equal,
                Comparison::Less => order == Ordering::Less,
                Comparison::LessOrEqual => order != Ordering::Greater,
                Comparison::Greater => order == Ordering::Greater,
                Comparison::GreaterOrEqual => order != Ordering::Less,
            })
        }
        Node::Like(operands) => {
            let pattern = of(&operands[1]);
            let characters = |text: &str| text.chars().collect::<Vec<_>>();
            Some(like(
                &characters(pattern.as_str().unwrap()),
                &characters(of(&operands[0]).as_str()?),
            ))
        }
        Node::Between(operands) => {
            let [value, least, most] = [&operands[0], &operands[1], &operands[2]].map(of);
            // A conjunction of two comparisons.
            match (
                order(&value, &least).map(Ordering::is_ge),
                order(&value, &most).map(Ordering::is_le),
            ) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }
        }
        Node::In(subject, list) => {
            // A disjunction of equations.
            let orders: Vec<_> = list
                .iter()
                .map(|part| order(&of(subject), &of(part)))
                .collect();
            if orders.contains(&Some(Ordering::Equal)) {
                Some(true)
            } else if orders.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        Node::IsNull(inner) => Some(of(inner).is_null()),
        Node::Call(name, args) if name.starts_with("s_") => {
            let position = &feature["geometry"]["coordinates"];
            let at = Point::new(position[0].as_f64()?, position[1].as_f64()?);
            let geometry = |part: &Expr| match &part.node {
                Node::Geometry(geometry) => geometry.clone(),
                Node::Bbox(numbers) => {
                    let [west, south, east, north] = numbers.as_slice() else {
                        panic!("four numbers were made")
                    };
                    Geometry::Polygon(geo::Rect::new((*west, *south), (*east, *north)).to_polygon())
                }
                _ => Geometry::Point(at),
            };
            let matrix = geometry(&args[0]).relate(&geometry(&args[1]));
            Some(match name.as_str() {
                "s_intersects" => matrix.is_intersects(),
                "s_disjoint" => matrix.is_disjoint(),
                "s_equals" => matrix.is_equal_topo(),
                "s_within" => matrix.is_within(),
                "s_contains" => matrix.is_contains(),
                "s_touches" => matrix.is_touches(),
                "s_crosses" => matrix.is_crosses(),
                _ => matrix.is_overlaps(),
            })
        }
        Node::Call(name, args) if name.starts_with("t_") => {
            // Days as texts of ten characters, between "" and "9".
            let bounds = |part: &Expr| -> Option<(String, String)> {
                let one = |part: &Expr, open: &str| match of(part) {
                    Value::String(text) if text == ".." => Some(open.to_owned()),
                    Value::String(text) => Some(text),
                    _ => None,
                };
                let (start, end) = match &part.node {
                    Node::Interval(ends) => (one(&ends[0], "")?, one(&ends[1], "9")?),
                    _ => (one(part, "")?, one(part, "")?),
                };
                (start <= end).then_some((start, end))
            };
            let ((a, b), (c, d)) = (bounds(&args[0])?, bounds(&args[1])?);
            Some(match name.as_str() {
                "t_before" => b < c,
                "t_after" => d < a,
                "t_equals" => a == c && b == d,
                "t_disjoint" => b < c || d < a,
                "t_intersects" => !(b < c || d < a),
                "t_during" => c < a && b < d,
                "t_contains" => a < c && d < b,
                "t_meets" => b == c,
                "t_starts" => a == c && b < d,
                _ => c < a && b == d,
            })
        }
        Node::Call(name, args) => {
            let (left, right) = (of(&args[0]), of(&args[1]));
            let (left, right) = (left.as_array()?, right.as_array()?);
            let within = |a: &Vec<Value>, b: &Vec<Value>| a.iter().all(|value| b.contains(value));
            Some(match name.as_str() {
                "a_equals" => within(left, right) && within(right, left),
                "a_contains" => within(right, left),
                "a_containedby" => within(left, right),
                _ => left.iter().any(|value| right.contains(value)),
            })
        }
        other => panic!("{other:?} is no condition"),
    }
}

fn like(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => (0..=text.len()).any(|skip| like(rest, &text[skip..])),
        ['_', rest @ ..] => !text.is_empty() && like(rest, &text[1..]),
        [c, rest @ ..] => text.first() == Some(c) && like(rest, &text[1..]),
    }
}

// Filters that make sense.

fn expr(node: Node) -> Expr {
    Expr::new(0, node)
}

fn named(names: &'static [&'static str]) -> impl Strategy<Value = Expr> {
    select(names).prop_map(|name| expr(Node::Property(name.to_owned())))
}

/// A value that some feature has, so that filters hit.
fn served(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    (0..SERVED.1.len(), select(names)).prop_map(|(at, name)| property(name, &SERVED.1[at]))
}

fn text_value() -> impl Strategy<Value = Expr> {
    let literal = served(&TEXTS)
        .prop_map(|value| expr(Node::Text(value.as_str().unwrap_or("it's").to_owned())));
    prop_oneof![2 => named(&TEXTS), 3 => literal]
}

fn number_value() -> impl Strategy<Value = Expr> {
    let literal = prop_oneof![
        served(&NUMBERS).prop_map(|value| value.as_f64().unwrap_or(0.0)),
        (-3i8..8).prop_map(f64::from),
    ]
    .prop_map(|number| expr(Node::Number(number)));
    let simple = prop_oneof![3 => named(&NUMBERS), 2 => literal].boxed();
    let operator = select(Arithmetic::ALL.map(|(_, operator)| operator).to_vec());
    let chain = (simple.clone(), operator, simple.clone())
        .prop_map(|(left, operator, right)| left.then(operator, right));
    prop_oneof![3 => simple, 1 => chain]
}

fn date_value() -> impl Strategy<Value = Expr> {
    let literal = served(&DATES).prop_map(|value| {
        expr(Node::Date(
            value.as_str().unwrap_or("2024-05-01").to_owned(),
        ))
    });
    prop_oneof![named(&DATES), literal]
}

fn period() -> impl Strategy<Value = Expr> {
    let bound = || served(&DATES).prop_map(|value| value.as_str().unwrap_or("..").to_owned());
    let fixed = (bound(), bound()).prop_map(|(a, b)| {
        let (start, end) = if a <= b || b == ".." { (a, b) } else { (b, a) };
        [expr(Node::Text(start)), expr(Node::Text(end))]
    });
    let installed =
        Just(["installed_from", "installed_to"].map(|name| expr(Node::Property(name.into()))));
    prop_oneof![
        2 => date_value(),
        2 => fixed.prop_map(|bounds| expr(Node::Interval(Box::new(bounds)))),
        1 => installed.prop_map(|bounds| expr(Node::Interval(Box::new(bounds)))),
    ]
}

/// Geometries whose corners are where cameras stand.
fn place() -> impl Strategy<Value = Expr> {
    let corner = || {
        (0..SERVED.1.len()).prop_map(|at| {
            let position = &SERVED.1[at]["geometry"]["coordinates"];
            (position[0].as_f64().unwrap(), position[1].as_f64().unwrap())
        })
    };
    prop_oneof![
        corner().prop_map(|at| expr(Node::Geometry(Geometry::Point(at.into())))),
        proptest::collection::vec(corner(), 2..4)
            .prop_map(|points| expr(Node::Geometry(Geometry::MultiPoint(points.into())))),
        (corner(), corner())
            .prop_filter("two places", |(a, b)| a != b)
            .prop_map(|(a, b)| expr(Node::Geometry(Geometry::LineString(vec![a, b].into())))),
        [corner(), corner(), corner()]
            .prop_filter("a triangle has an area", |[a, b, c]| {
                ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs() > 0.0
            })
            .prop_map(|[a, b, c]| {
                let triangle = Polygon::new(vec![a, b, c, a].into(), vec![]);
                expr(Node::Geometry(Geometry::Polygon(triangle)))
            }),
        (corner(), corner())
            .prop_filter("a box has an area", |(a, b)| ((a.0 - b.0) * (a.1 - b.1))
                .abs()
                > 0.0)
            .prop_map(|(a, b)| expr(Node::Bbox(vec![
                a.0.min(b.0),
                a.1.min(b.1),
                a.0.max(b.0),
                a.1.max(b.1)
            ]))),
    ]
}

fn call(name: &str, args: Vec<Expr>) -> Expr {
    expr(Node::Call(name.to_owned(), args))
}

fn spatial() -> impl Strategy<Value = Expr> {
    let names = [
        "s_intersects",
        "s_disjoint",
        "s_equals",
        "s_within",
        "s_contains",
        "s_touches",
        "s_crosses",
        "s_overlaps",
    ];
    (select(names.to_vec()), place(), any::<bool>()).prop_map(|(name, place, first)| {
        let geometry = expr(Node::Property("geometry".to_owned()));
        call(
            name,
            if first {
                vec![geometry, place]
            } else {
                vec![place, geometry]
            },
        )
    })
}

fn condition() -> impl Strategy<Value = Expr> {
    let comparison = || select(Comparison::ALL.map(|(_, comparison)| comparison).to_vec());
    let compare =
        |(comparison, left, right)| expr(Node::Compare(comparison, Box::new([left, right])));
    let casei = |text: Expr| call("casei", vec![text]);
    let pattern = (served(&TEXTS), 0usize..6, 0usize..6).prop_map(|(value, from, length)| {
        let text: Vec<char> = value
            .as_str()
            .unwrap_or("ab")
            .chars()
            .filter(|c| *c != '\\')
            .collect();
        let part: String = text.iter().skip(from).take(length).collect();
        expr(Node::Text(format!("%{part}_%")))
    });
    let temporal = [
        "t_before",
        "t_after",
        "t_equals",
        "t_disjoint",
        "t_intersects",
        "t_during",
        "t_contains",
        "t_meets",
        "t_starts",
        "t_finishes",
    ];
    let reasons = proptest::collection::vec(
        select(vec!["at_sea", "decimals_few", "shared_point", "no_such"]),
        0..3,
    )
    .prop_map(|codes| {
        expr(Node::Array(
            codes
                .into_iter()
                .map(|code| expr(Node::Text(code.into())))
                .collect(),
        ))
    });
    let arrays = ["a_equals", "a_contains", "a_containedby", "a_overlaps"];
    prop_oneof![
        (comparison(), text_value(), text_value()).prop_map(compare),
        (comparison(), number_value(), number_value()).prop_map(compare),
        (comparison(), date_value(), date_value()).prop_map(compare),
        (comparison(), named(&BOOLEANS), any::<bool>()).prop_map(
            move |(comparison, left, right)| compare((
                comparison,
                left,
                expr(Node::Boolean(right))
            ))
        ),
        (comparison(), text_value(), text_value()).prop_map(move |(comparison, left, right)| {
            compare((comparison, casei(left), casei(right)))
        }),
        (named(&TEXTS), pattern)
            .prop_map(|(text, pattern)| expr(Node::Like(Box::new([text, pattern])))),
        (number_value(), number_value(), number_value())
            .prop_map(|(value, least, most)| expr(Node::Between(Box::new([value, least, most])))),
        (text_value(), proptest::collection::vec(text_value(), 1..4))
            .prop_map(|(value, list)| expr(Node::In(Box::new(value), list))),
        (
            number_value(),
            proptest::collection::vec(served(&NUMBERS), 1..20)
        )
            .prop_map(|(value, list)| {
                let list = list
                    .into_iter()
                    .map(|number| expr(Node::Number(number.as_f64().unwrap_or(1.0))))
                    .collect();
                expr(Node::In(Box::new(value), list))
            }),
        prop_oneof![text_value(), number_value(), date_value()]
            .prop_map(|value| expr(Node::IsNull(Box::new(value)))),
        spatial(),
        spatial(),
        (select(temporal.to_vec()), period(), period())
            .prop_map(|(name, left, right)| call(name, vec![left, right])),
        (select(arrays.to_vec()), reasons).prop_map(|(name, list)| {
            call(
                name,
                vec![expr(Node::Property("position_reasons".into())), list],
            )
        }),
    ]
}

fn filter() -> impl Strategy<Value = Expr> {
    condition().prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| Expr::all(0, parts)),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| Expr::any(0, parts)),
            inner
                .clone()
                .prop_map(|part| expr(Node::Not(Box::new(part)))),
            inner.prop_map(|part| expr(Node::IsNull(Box::new(part)))),
        ]
    })
}

fn bbox() -> impl Strategy<Value = Vec<Bbox>> {
    let all = SERVED.0.bbox().to_array().unwrap();
    let some = (0.0..1.0, 0.0..1.0, 0.0..1.0).prop_map(move |(x, y, size): (f64, f64, f64)| {
        let west = all[0] + (all[2] - all[0]) * x;
        let south = all[1] + (all[3] - all[1]) * y;
        vec![Bbox {
            west,
            south,
            east: west + (all[2] - all[0]) * size,
            north: south + (all[3] - all[1]) * size,
        }]
    });
    prop_oneof![2 => Just(Vec::new()), 1 => some]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn the_engine_finds_what_a_plain_reading_of_the_features_finds(expr in filter(), bbox in bbox()) {
        let (dataset, features) = &*SERVED;
        let written = to_text(&expr);
        let queryables = Collection::Cameras.queryables();
        let filter = Filter::parse(&written, Language::Text, queryables, Crs::default());
        let filter = filter.map_err(|error| TestCaseError::fail(format!("{written}: {error}")))?;
        let region = (!bbox.is_empty()).then(|| Region { crs: Crs::Crs84, boxes: bbox.clone() });
        let query = ItemsQuery { region, filter, ..ItemsQuery::default() };
        let found = search(Collection::Cameras, dataset, &query, &|| false).unwrap();
        let page = page_of(Collection::Cameras, dataset, &query, &found, 0, usize::MAX);
        let found: Vec<u64> = page
            .features
            .iter()
            .map(|feature| feature.id(dataset).into())
            .collect();
        let expected: Vec<u64> = features
            .iter()
            .filter(|feature| {
                let position = &feature["geometry"]["coordinates"];
                bbox.iter().all(|bbox| {
                    bbox.contains_xy(position[0].as_f64().unwrap(), position[1].as_f64().unwrap())
                }) && truth(&expr, feature) == Some(true)
            })
            .map(|feature| feature["id"].as_u64().unwrap())
            .collect();
        prop_assert_eq!(page.matched, expected.len());
        prop_assert_eq!(found, expected, "{}", written);
    }

    #[test]
    fn what_is_written_reads_back(expr in filter()) {
        let from_text = text::parse(&to_text(&expr), false).unwrap();
        let from_json = json::parse(&to_json(&expr).to_string()).unwrap();
        prop_assert_eq!(placeless(&from_text), placeless(&expr));
        prop_assert_eq!(placeless(&from_json), placeless(&expr));
    }
}
