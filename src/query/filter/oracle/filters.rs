//! Random filters that make sense.

use geo::{Geometry, Polygon};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::reading::property;
use super::served::SERVED;
use crate::query::filter::syntax::{Arithmetic, Comparison, Expr, Node};

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

pub(super) fn filter() -> impl Strategy<Value = Expr> {
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
