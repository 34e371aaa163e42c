//! The plain reading of a filter: every value is JSON, null is unknown, days are texts.

use std::cmp::Ordering;

use geo::{Geometry, Point, Relate};
use serde_json::Value;

use crate::query::filter::syntax::{Arithmetic, Comparison, Expr, Node};

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

pub(super) fn property(name: &str, feature: &Value) -> Value {
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

pub(super) fn truth(expr: &Expr, feature: &Value) -> Option<bool> {
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
