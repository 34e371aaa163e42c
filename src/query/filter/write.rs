//! Expressions as CQL2 text and JSON, for tests: what is written must read back as the same.

use geo::{Coord, Geometry, LineString, Polygon};
use serde_json::{Value, json};

use super::syntax::{Arithmetic, Comparison, Expr, Node};

fn name_of<T: PartialEq>(all: &[(&'static str, T)], operator: &T) -> &'static str {
    all.iter().find(|(_, known)| known == operator).unwrap().0
}

/// The expression in CQL2 text, every part in parentheses that may have them.
pub(super) fn to_text(expr: &Expr) -> String {
    let list =
        |parts: &[Expr], between: &str| parts.iter().map(to_text).collect::<Vec<_>>().join(between);
    match &expr.node {
        Node::Text(text) => format!("'{}'", text.replace('\\', r"\\").replace('\'', "''")),
        Node::Number(number) => number_text(*number),
        Node::Boolean(value) => value.to_string().to_uppercase(),
        Node::Date(text) => format!("DATE('{text}')"),
        Node::Timestamp(text) => format!("TIMESTAMP('{text}')"),
        Node::Interval(bounds) => format!("INTERVAL({})", list(bounds.as_ref(), ", ")),
        Node::Property(name) => format!("\"{}\"", name.replace('"', "\"\"")),
        Node::Geometry(geometry) => well_known_text(geometry),
        Node::Bbox(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(|number| number_text(*number)).collect();
            format!("BBOX({})", numbers.join(","))
        }
        Node::Array(elements) => format!("({})", list(elements, ", ")),
        Node::And(parts) => format!("({})", list(parts, " AND ")),
        Node::Or(parts) => format!("({})", list(parts, " OR ")),
        Node::Not(inner) => format!("(NOT ({}))", to_text(inner)),
        Node::Compare(comparison, operands) => {
            format!(
                "({})",
                list(operands.as_ref(), name_of(&Comparison::ALL, comparison))
            )
        }
        Node::Like(operands) => format!("({})", list(operands.as_ref(), " like ")),
        Node::Between(operands) => {
            let [value, least, most] = operands.as_ref();
            let (value, least, most) = (to_text(value), to_text(least), to_text(most));
            format!("({value} BETWEEN {least} AND {most})")
        }
        Node::In(value, elements) => format!("({} IN ({}))", to_text(value), list(elements, ",")),
        Node::IsNull(value) => format!("({} IS NULL)", to_text(value)),
        Node::Chain(first, rest) => {
            let rest: Vec<String> = rest
                .iter()
                .map(|(operator, operand)| {
                    format!(
                        "{} {}",
                        name_of(&Arithmetic::ALL, operator),
                        to_text(operand)
                    )
                })
                .collect();
            format!("({} {})", to_text(first), rest.join(" "))
        }
        Node::Call(name, args) => format!("{name}({})", list(args, ", ")),
    }
}

/// A number with the sign apart, as the grammar wants it.
fn number_text(number: f64) -> String {
    format!("{number:?}")
}

fn well_known_text(geometry: &Geometry<f64>) -> String {
    let position = |at: &Coord<f64>| format!("{} {}", number_text(at.x), number_text(at.y));
    let line = |line: &LineString<f64>| {
        let positions: Vec<String> = line.0.iter().map(position).collect();
        format!("({})", positions.join(","))
    };
    let rings = |polygon: &Polygon<f64>| {
        let rings: Vec<String> = std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(line)
            .collect();
        format!("({})", rings.join(","))
    };
    let joined = |parts: Vec<String>| format!("({})", parts.join(","));
    match geometry {
        Geometry::Point(point) => format!("POINT({})", position(&point.0)),
        Geometry::MultiPoint(points) => format!(
            "MULTIPOINT{}",
            joined(
                points
                    .iter()
                    .map(|point| format!("({})", position(&point.0)))
                    .collect()
            )
        ),
        Geometry::LineString(only) => format!("LINESTRING{}", line(only)),
        Geometry::MultiLineString(lines) => {
            format!(
                "MULTILINESTRING{}",
                joined(lines.iter().map(line).collect())
            )
        }
        Geometry::Polygon(polygon) => format!("POLYGON{}", rings(polygon)),
        Geometry::MultiPolygon(polygons) => {
            format!(
                "MULTIPOLYGON{}",
                joined(polygons.iter().map(rings).collect())
            )
        }
        Geometry::GeometryCollection(members) => format!(
            "GEOMETRYCOLLECTION{}",
            joined(members.iter().map(well_known_text).collect())
        ),
        other => panic!("{other:?} is not read"),
    }
}

/// The expression in CQL2 JSON.
pub(super) fn to_json(expr: &Expr) -> Value {
    let all = |parts: &[Expr]| parts.iter().map(to_json).collect::<Vec<_>>();
    let op = |name: &str, args: Vec<Value>| json!({"op": name, "args": args});
    match &expr.node {
        Node::Text(text) => json!(text),
        Node::Number(number) => json!(number),
        Node::Boolean(value) => json!(value),
        Node::Date(text) => json!({"date": text}),
        Node::Timestamp(text) => json!({"timestamp": text}),
        Node::Interval(bounds) => json!({"interval": all(bounds.as_ref())}),
        Node::Property(name) => json!({"property": name}),
        Node::Geometry(geometry) => {
            serde_json::to_value(geojson::Geometry::from(geometry)).unwrap()
        }
        Node::Bbox(numbers) => json!({"bbox": numbers}),
        Node::Array(elements) => json!(all(elements)),
        Node::And(parts) => op("and", all(parts)),
        Node::Or(parts) => op("or", all(parts)),
        Node::Not(inner) => op("not", vec![to_json(inner)]),
        Node::Compare(comparison, operands) => op(
            name_of(&Comparison::ALL, comparison),
            all(operands.as_ref()),
        ),
        Node::Like(operands) => op("like", all(operands.as_ref())),
        Node::Between(operands) => op("between", all(operands.as_ref())),
        Node::In(value, elements) => op("in", vec![to_json(value), json!(all(elements))]),
        Node::IsNull(value) => op("isNull", vec![to_json(value)]),
        Node::Chain(first, rest) => rest.iter().fold(to_json(first), |left, (operator, right)| {
            op(
                name_of(&Arithmetic::ALL, operator),
                vec![left, to_json(right)],
            )
        }),
        Node::Call(name, args) => op(name, all(args)),
    }
}

/// The expression without its places.
pub(super) fn placeless(expr: &Expr) -> Expr {
    let all = |parts: &[Expr]| parts.iter().map(placeless).collect::<Vec<_>>();
    let one = |part: &Expr| Box::new(placeless(part));
    let node = match &expr.node {
        Node::Interval(parts) => {
            Node::Interval(Box::new([placeless(&parts[0]), placeless(&parts[1])]))
        }
        Node::Array(parts) => Node::Array(all(parts)),
        Node::And(parts) => Node::And(all(parts)),
        Node::Or(parts) => Node::Or(all(parts)),
        Node::Not(inner) => Node::Not(one(inner)),
        Node::Compare(comparison, parts) => Node::Compare(
            *comparison,
            Box::new([placeless(&parts[0]), placeless(&parts[1])]),
        ),
        Node::Like(parts) => Node::Like(Box::new([placeless(&parts[0]), placeless(&parts[1])])),
        Node::Between(parts) => Node::Between(Box::new([
            placeless(&parts[0]),
            placeless(&parts[1]),
            placeless(&parts[2]),
        ])),
        Node::In(value, parts) => Node::In(one(value), all(parts)),
        Node::IsNull(inner) => Node::IsNull(one(inner)),
        Node::Chain(first, rest) => Node::Chain(
            one(first),
            rest.iter()
                .map(|(operator, operand)| (*operator, placeless(operand)))
                .collect(),
        ),
        Node::Call(name, parts) => Node::Call(name.clone(), all(parts)),
        other => other.clone(),
    };
    Expr::new(0, node)
}
