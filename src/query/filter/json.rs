//! CQL2 JSON (OGC 21-065r2, clause 9 and `cql2.json`): read object by object, each part keeping its place.

use std::collections::BTreeMap;
use std::fmt;

use geo::Geometry;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::error::{Fault, Result};
use super::lexer::too_deep;
use super::literal::{self, Coordinates};
use super::syntax::{Arithmetic, Comparison, Expr, MAX_DEPTH, Node, operator};

/// Brackets that one operation opens, and those of coordinates within the last.
const BRACKETS: usize = 3 * MAX_DEPTH;

/// Reads a whole filter.
pub(super) fn parse(text: &str) -> Result<Expr> {
    check_depth(text)?;
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| {
        let line_start: usize = text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1))
            .map(str::len)
            .sum();
        Fault::new(
            line_start + error.column().saturating_sub(1),
            "JSON이 아닙니다",
            "is not JSON",
        )
    })?;
    Reader { text }.expr(whole, 0)
}

/// Refuses what is nested too deeply, before anything is parsed.
fn check_depth(text: &str) -> Result<()> {
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > BRACKETS {
            return Err(too_deep(at));
        }
    }
    Ok(())
}

struct Reader<'a> {
    text: &'a str,
}

/// The members of an object, and one that stands in it a second time.
struct Members<'a> {
    by_name: BTreeMap<String, &'a RawValue>,
    again: Option<&'a RawValue>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Self::Value, A::Error> {
                let mut members = Members {
                    by_name: BTreeMap::new(),
                    again: None,
                };
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    if members.by_name.insert(name, value).is_some() {
                        members.again = members.again.or(Some(value));
                    }
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Object)
    }
}

impl<'a> Reader<'a> {
    /// Where a part stands: every raw value is a slice of the text.
    fn at(&self, raw: &RawValue) -> usize {
        (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    fn read<T: Deserialize<'a>>(&self, raw: &'a RawValue, ko: &str, en: &str) -> Result<T> {
        serde_json::from_str(raw.get()).map_err(|_| {
            Fault::new(
                self.at(raw),
                format!("{ko}이(가) 와야 합니다"),
                format!("expected {en}"),
            )
        })
    }

    fn list(&self, raw: &'a RawValue) -> Result<Vec<&'a RawValue>> {
        self.read(raw, "배열", "an array")
    }

    fn string(&self, raw: &'a RawValue) -> Result<String> {
        self.read(raw, "글", "a string")
    }

    fn members(
        &self,
        raw: &'a RawValue,
        ko: &str,
        en: &str,
    ) -> Result<BTreeMap<String, &'a RawValue>> {
        let Members { by_name, again } = self.read(raw, ko, en)?;
        match again {
            None => Ok(by_name),
            Some(again) => Err(Fault::new(
                self.at(again),
                "같은 멤버의 두 번째 값입니다",
                "is the second value of a member",
            )),
        }
    }

    fn exprs(&self, raw: &'a RawValue, depth: usize) -> Result<Vec<Expr>> {
        self.list(raw)?
            .into_iter()
            .map(|element| self.expr(element, depth + 1))
            .collect()
    }

    fn expr(&self, raw: &'a RawValue, depth: usize) -> Result<Expr> {
        let at = self.at(raw);
        if depth > MAX_DEPTH {
            return Err(too_deep(at));
        }
        let node = match raw.get().as_bytes().first() {
            Some(b'{') => return self.object(raw, depth),
            Some(b'[') => Node::Array(self.exprs(raw, depth)?),
            Some(b'"') => Node::Text(self.string(raw)?),
            Some(b't' | b'f') => Node::Boolean(self.read(raw, "참 거짓", "a boolean")?),
            Some(b'n') => {
                return Err(Fault::new(
                    at,
                    "null과는 견줄 수 없습니다. isNull을 쓰십시오",
                    "nothing can be compared with null; use isNull",
                ));
            }
            _ => Node::Number(self.read(raw, "수", "a number")?),
        };
        Ok(Expr::new(at, node))
    }

    fn object(&self, raw: &'a RawValue, depth: usize) -> Result<Expr> {
        let at = self.at(raw);
        let members = self.members(raw, "객체", "an object")?;
        let names: Vec<&str> = members.keys().map(String::as_str).collect();
        let node = match *names.as_slice() {
            ["args", "op"] => {
                let operator = self.string(members["op"])?;
                let args = self.exprs(members["args"], depth)?;
                return Self::operation(at, &operator, args);
            }
            ["property"] => Node::Property(self.string(members["property"])?),
            ["date"] => Node::Date(self.string(members["date"])?),
            ["timestamp"] => Node::Timestamp(self.string(members["timestamp"])?),
            ["bbox"] => {
                Node::Bbox(self.read(members["bbox"], "수의 배열", "an array of numbers")?)
            }
            ["interval"] => {
                let bounds = self.exprs(members["interval"], depth)?;
                Node::Interval(Box::new(fixed(at, "interval", bounds)?))
            }
            _ if members.contains_key("type") => Node::Geometry(self.geometry(raw, &members)?),
            _ => {
                // Beside the members of an operation, what is wrong is the other one.
                let other = members
                    .iter()
                    .find(|(name, _)| !matches!(name.as_str(), "op" | "args"))
                    .filter(|_| members.contains_key("op"));
                return Err(Fault::new(
                    other.map_or(at, |(_, value)| self.at(value)),
                    "op와 args, property, date, timestamp, interval, bbox 또는 GeoJSON 도형이 와야 합니다",
                    "expected op and args, property, date, timestamp, interval, bbox or a GeoJSON geometry",
                ));
            }
        };
        Ok(Expr::new(at, node))
    }

    fn operation(at: usize, name: &str, args: Vec<Expr>) -> Result<Expr> {
        let lower = name.to_ascii_lowercase();
        if let Some(comparison) = operator(&Comparison::ALL, name) {
            return Ok(Expr::new(
                at,
                Node::Compare(comparison, Box::new(fixed(at, name, args)?)),
            ));
        }
        if let Some(arithmetic) = operator(&Arithmetic::ALL, name) {
            let [left, right] = fixed(at, name, args)?;
            let mut chain = left.then(arithmetic, right);
            chain.at = at;
            return Ok(chain);
        }
        let node = match lower.as_str() {
            "and" | "or" => {
                if args.is_empty() {
                    return Err(wrong_count(at, name, "1개 이상", "one or more", 0));
                }
                return Ok(if lower == "and" {
                    Expr::all(at, args)
                } else {
                    Expr::any(at, args)
                });
            }
            "not" => {
                let [inner] = fixed(at, name, args)?;
                Node::Not(Box::new(inner))
            }
            "isnull" => {
                let [inner] = fixed(at, name, args)?;
                Node::IsNull(Box::new(inner))
            }
            "like" => Node::Like(Box::new(fixed(at, name, args)?)),
            "between" => Node::Between(Box::new(fixed(at, name, args)?)),
            "in" => {
                let [subject, list] = fixed(at, name, args)?;
                let Node::Array(list) = list.node else {
                    return Err(Fault::new(
                        list.at,
                        "in의 두 번째 값은 배열이어야 합니다",
                        "the second argument of in is an array",
                    ));
                };
                Node::In(Box::new(subject), list)
            }
            _ => Node::Call(lower, args),
        };
        Ok(Expr::new(at, node))
    }

    fn geometry(
        &self,
        raw: &'a RawValue,
        members: &BTreeMap<String, &'a RawValue>,
    ) -> Result<Geometry<f64>> {
        let at = self.at(raw);
        let name = self.string(members["type"])?;
        let lower = name.to_ascii_lowercase();
        let known = literal::is_geometry_type(&name);
        let inside = if lower == "geometrycollection" {
            "geometries"
        } else {
            "coordinates"
        };
        let Some(content) = members.get(inside).filter(|_| known) else {
            return Err(Fault::new(
                at,
                "GeoJSON 도형이 아닙니다",
                "is not a GeoJSON geometry",
            ));
        };
        let (ko, en) = ("도형의 좌표", "the coordinates of the geometry");
        let coordinates = match lower.as_str() {
            "point" => Coordinates::Position(self.read(content, ko, en)?),
            "linestring" | "multipoint" => Coordinates::List(self.read(content, ko, en)?),
            "polygon" | "multilinestring" => Coordinates::Lists(self.read(content, ko, en)?),
            "multipolygon" => Coordinates::ListsOfLists(self.read(content, ko, en)?),
            _ => {
                let mut geometries = Vec::new();
                for member in self.list(content)? {
                    let members = self.members(member, "도형", "a geometry")?;
                    let is_collection = members.get("type").is_some_and(|kind| {
                        kind.get().eq_ignore_ascii_case("\"geometrycollection\"")
                    });
                    if is_collection || !members.contains_key("type") {
                        return Err(Fault::new(
                            self.at(member),
                            "모음 속에는 점, 선, 면만 둘 수 있습니다",
                            "a collection holds points, lines and polygons only",
                        ));
                    }
                    geometries.push(self.geometry(member, &members)?);
                }
                return Ok(Geometry::GeometryCollection(geometries.into()));
            }
        };
        literal::geometry(at, &lower, coordinates)
    }
}

fn fixed<const N: usize>(at: usize, name: &str, args: Vec<Expr>) -> Result<[Expr; N]> {
    let count = args.len();
    args.try_into()
        .map_err(|_| wrong_count(at, name, &format!("{N}개"), &N.to_string(), count))
}

fn wrong_count(at: usize, name: &str, ko: &str, en: &str, found: usize) -> Fault {
    Fault::new(
        at,
        format!("{name}에는 값이 {ko} 있어야 하는데 {found}개 있습니다"),
        format!("{name} takes {en} arguments, here are {found}"),
    )
}
