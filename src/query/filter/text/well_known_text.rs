//! Geometries as well-known text, and the numbers of boxes.

use super::cursor::Parser;
use crate::query::filter::error::Result;
use crate::query::filter::lexer::TokenKind;
use crate::query::filter::literal;

impl Parser {
    fn number(&mut self) -> Result<f64> {
        let negative = self.symbol("-");
        if !negative {
            self.symbol("+");
        }
        let TokenKind::Number(number) = *self.peek() else {
            return Err(self.expected("수", "a number"));
        };
        self.advance();
        Ok(if negative { -number } else { number })
    }

    pub(super) fn numbers(&mut self) -> Result<Vec<f64>> {
        let mut numbers = vec![self.number()?];
        while self.symbol(",") {
            numbers.push(self.number()?);
        }
        self.require(")")?;
        Ok(numbers)
    }

    /// Well-known text behind its type; heights are read and not used.
    pub(super) fn geometry(&mut self, at: usize, name: &str) -> Result<geo::Geometry<f64>> {
        self.word("Z");
        self.require("(")?;
        let build = |coordinates| literal::geometry(at, name, coordinates);
        match name {
            "point" => {
                let position = self.position()?;
                self.require(")")?;
                build(literal::Coordinates::Position(position))
            }
            "linestring" => build(literal::Coordinates::List(self.positions()?)),
            "multipoint" => {
                // MULTIPOINT(1 2, 3 4) is as common as MULTIPOINT((1 2), (3 4)).
                let points = self.separated(|parser| {
                    let in_parentheses = parser.symbol("(");
                    let position = parser.position()?;
                    if in_parentheses {
                        parser.require(")")?;
                    }
                    Ok(position)
                })?;
                build(literal::Coordinates::List(points))
            }
            "polygon" | "multilinestring" => build(literal::Coordinates::Lists(self.lines()?)),
            "multipolygon" => {
                let polygons = self.separated(|parser| {
                    parser.require("(")?;
                    parser.lines()
                })?;
                build(literal::Coordinates::ListsOfLists(polygons))
            }
            _ => {
                let members = self.separated(|parser| {
                    let at = parser.at();
                    let name = match parser.peek() {
                        TokenKind::Word(word) => word.to_ascii_lowercase(),
                        _ => String::new(),
                    };
                    if !literal::is_geometry_type(&name) || name == "geometrycollection" {
                        return Err(parser.expected(
                            "POINT, LINESTRING, POLYGON 등",
                            "POINT, LINESTRING, POLYGON or one of their MULTI",
                        ));
                    }
                    parser.advance();
                    parser.geometry(at, &name)
                })?;
                Ok(geo::Geometry::GeometryCollection(members.into()))
            }
        }
    }

    fn lines(&mut self) -> Result<Vec<Vec<Vec<f64>>>> {
        self.separated(|parser| {
            parser.require("(")?;
            parser.positions()
        })
    }

    fn positions(&mut self) -> Result<Vec<Vec<f64>>> {
        self.separated(Self::position)
    }

    fn position(&mut self) -> Result<Vec<f64>> {
        let mut position = vec![self.number()?, self.number()?];
        if !matches!(self.peek(), TokenKind::Symbol("," | ")")) {
            position.push(self.number()?);
        }
        Ok(position)
    }

    /// Parts with commas between them, up to the closing parenthesis.
    fn separated<T>(&mut self, part: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut parts = vec![part(self)?];
        while self.symbol(",") {
            parts.push(part(self)?);
        }
        self.require(")")?;
        Ok(parts)
    }
}
