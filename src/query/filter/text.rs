//! CQL2 text (OGC 21-065r2, annex B): by recursive descent over tokens whose nesting is bounded.
//!
//! The grammar is read a little more loosely than it is written: which operand may stand where is known
//! by types, and that is judged where the types are.

use super::error::{Fault, Result};
use super::lexer::{Token, TokenKind, tokens};
use super::literal;
use super::syntax::{Arithmetic, Comparison, Expr, Node, operator};

/// Words that are no properties unless quoted.
const KEYWORDS: [&str; 10] = [
    "AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE",
];

/// Reads a whole filter; a `draft` may say ILIKE.
pub(super) fn parse(text: &str, draft: bool) -> Result<Expr> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        draft,
    };
    let expr = parser.any_of()?;
    match parser.peek() {
        TokenKind::End => Ok(expr),
        _ => Err(parser.expected("AND, OR 또는 끝", "AND, OR or the end")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    draft: bool,
}

impl Parser {
    fn peek(&self) -> &TokenKind {
        &self.tokens[self.next].kind
    }

    fn peek_second(&self) -> &TokenKind {
        &self.tokens[(self.next + 1).min(self.tokens.len() - 1)].kind
    }

    fn at(&self) -> usize {
        self.tokens[self.next].at
    }

    /// Goes on, but never past the end.
    fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    fn expected(&self, ko: &str, en: &str) -> Fault {
        let (found_ko, found_en) = match self.peek() {
            TokenKind::End => ("필터가 끝납니다".to_owned(), "the filter ends".to_owned()),
            TokenKind::Word(word) => (format!("{word}이(가) 있습니다"), format!("there is {word}")),
            TokenKind::Quoted(name) => (
                format!("\"{name}\"이(가) 있습니다"),
                format!("there is \"{name}\""),
            ),
            TokenKind::Text(text) => (
                format!("'{text}'이(가) 있습니다"),
                format!("there is '{text}'"),
            ),
            TokenKind::Number(number) => (
                format!("{number}이(가) 있습니다"),
                format!("there is {number}"),
            ),
            TokenKind::Symbol(symbol) => (
                format!("{symbol}이(가) 있습니다"),
                format!("there is {symbol}"),
            ),
        };
        Fault::new(
            self.at(),
            format!("{ko}이(가) 와야 하는데 {found_ko}"),
            format!("expected {en}, but {found_en}"),
        )
    }

    /// Takes a symbol if it is next.
    fn symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), TokenKind::Symbol(next) if *next == symbol);
        if found {
            self.advance();
        }
        found
    }

    fn require(&mut self, symbol: &str) -> Result<()> {
        if self.symbol(symbol) {
            Ok(())
        } else {
            Err(self.expected(symbol, symbol))
        }
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), TokenKind::Word(next) if next.eq_ignore_ascii_case(word))
    }

    /// Takes a word if it is next, whatever the case of its letters.
    fn word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    fn any_of(&mut self) -> Result<Expr> {
        let at = self.at();
        let mut parts = vec![self.all_of()?];
        while self.word("OR") {
            parts.push(self.all_of()?);
        }
        Ok(Expr::any(at, parts))
    }

    fn all_of(&mut self) -> Result<Expr> {
        let at = self.at();
        let mut parts = vec![self.factor()?];
        while self.word("AND") {
            parts.push(self.factor()?);
        }
        Ok(Expr::all(at, parts))
    }

    fn factor(&mut self) -> Result<Expr> {
        let at = self.at();
        if self.word("NOT") {
            let inner = self.predicate()?;
            return Ok(Expr::new(at, Node::Not(Box::new(inner))));
        }
        self.predicate()
    }

    /// A value, or a value with what is said about it.
    fn predicate(&mut self) -> Result<Expr> {
        let at = self.at();
        let left = self.sum()?;
        if let TokenKind::Symbol(symbol) = *self.peek()
            && let Some(comparison) = operator(&Comparison::ALL, symbol)
        {
            self.advance();
            let right = self.sum()?;
            return Ok(Expr::new(
                at,
                Node::Compare(comparison, Box::new([left, right])),
            ));
        }
        if self.word("IS") {
            let not = self.word("NOT");
            if !self.word("NULL") {
                return Err(self.expected("NULL", "NULL"));
            }
            return Ok(negated(not, at, Node::IsNull(Box::new(left))));
        }
        let not = self.word("NOT");
        let node = if self.word("LIKE") {
            Node::Like(Box::new([left, self.sum()?]))
        } else if self.draft && self.word("ILIKE") {
            let caseless =
                |text: Expr| Expr::new(text.at, Node::Call("casei".to_owned(), vec![text]));
            Node::Like(Box::new([caseless(left), caseless(self.sum()?)]))
        } else if self.word("BETWEEN") {
            let least = self.sum()?;
            if !self.word("AND") {
                return Err(self.expected("BETWEEN의 AND", "the AND of BETWEEN"));
            }
            Node::Between(Box::new([left, least, self.sum()?]))
        } else if self.word("IN") {
            self.require("(")?;
            Node::In(Box::new(left), self.list()?)
        } else if not {
            return Err(self.expected("LIKE, BETWEEN 또는 IN", "LIKE, BETWEEN or IN"));
        } else {
            return Ok(left);
        };
        Ok(negated(not, at, node))
    }

    fn sum(&mut self) -> Result<Expr> {
        self.chain(0, Self::product)
    }

    fn product(&mut self) -> Result<Expr> {
        self.chain(1, Self::power)
    }

    fn chain(&mut self, level: u8, part: fn(&mut Self) -> Result<Expr>) -> Result<Expr> {
        let mut left = part(self)?;
        while let Some(operator) = self.arithmetic(level) {
            left = left.then(operator, part(self)?);
        }
        Ok(left)
    }

    fn arithmetic(&mut self, level: u8) -> Option<Arithmetic> {
        let found = match self.peek() {
            TokenKind::Symbol(symbol) => operator(&Arithmetic::ALL, symbol),
            TokenKind::Word(word) => operator(&Arithmetic::ALL, word),
            _ => None,
        }?;
        (found.level() == level).then(|| {
            self.advance();
            found
        })
    }

    fn power(&mut self) -> Result<Expr> {
        let base = self.signed()?;
        if self.arithmetic(2).is_none() {
            return Ok(base);
        }
        let raised = base.then(Arithmetic::Power, self.signed()?);
        if matches!(self.peek(), TokenKind::Symbol("^")) {
            return Err(self.expected("괄호로 묶은 거듭제곱", "powers of powers in parentheses"));
        }
        Ok(raised)
    }

    fn signed(&mut self) -> Result<Expr> {
        let at = self.at();
        if self.symbol("-") {
            if let TokenKind::Number(number) = *self.peek() {
                self.advance();
                return Ok(Expr::new(at, Node::Number(-number)));
            }
            let minus_one = Expr::new(at, Node::Number(-1.0));
            return Ok(minus_one.then(Arithmetic::Times, self.primary()?));
        }
        if self.symbol("+") && !matches!(self.peek(), TokenKind::Number(_)) {
            return Err(self.expected("수", "a number"));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Expr> {
        let at = self.at();
        let node = match self.peek().clone() {
            TokenKind::Text(text) => Node::Text(text),
            TokenKind::Number(number) => Node::Number(number),
            TokenKind::Quoted(name) => Node::Property(name),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("TRUE") => Node::Boolean(true),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("FALSE") => Node::Boolean(false),
            TokenKind::Word(word)
                if !KEYWORDS
                    .iter()
                    .any(|keyword| word.eq_ignore_ascii_case(keyword)) =>
            {
                if self.opens_literal_or_call(&word) {
                    self.advance();
                    return self.call(at, &word.to_ascii_lowercase());
                }
                Node::Property(word)
            }
            TokenKind::Symbol("(") => {
                self.advance();
                return self.group(at);
            }
            _ => {
                return Err(self.expected(
                    "속성, 값, 함수 또는 괄호",
                    "a property, a value, a function or a parenthesis",
                ));
            }
        };
        self.advance();
        Ok(Expr::new(at, node))
    }

    fn opens_literal_or_call(&self, word: &str) -> bool {
        match self.peek_second() {
            TokenKind::Symbol("(") => true,
            TokenKind::Word(next) => {
                next.eq_ignore_ascii_case("Z") && literal::is_geometry_type(word)
            }
            _ => false,
        }
    }

    /// What follows an opening parenthesis: an expression, or an array when there are commas.
    fn group(&mut self, at: usize) -> Result<Expr> {
        if self.symbol(")") {
            return Ok(Expr::new(at, Node::Array(Vec::new())));
        }
        let first = self.any_of()?;
        if self.symbol(")") {
            return Ok(first);
        }
        if !matches!(self.peek(), TokenKind::Symbol(",")) {
            return Err(self.expected("AND, OR, 연산자 또는 )", "AND, OR, an operator or )"));
        }
        let mut elements = vec![first];
        while self.symbol(",") {
            elements.push(self.any_of()?);
        }
        self.require(")")?;
        Ok(Expr::new(at, Node::Array(elements)))
    }

    /// Expressions parted by commas up to the closing parenthesis.
    fn list(&mut self) -> Result<Vec<Expr>> {
        let mut list = Vec::new();
        if self.symbol(")") {
            return Ok(list);
        }
        loop {
            list.push(self.any_of()?);
            if self.symbol(")") {
                return Ok(list);
            }
            if !self.symbol(",") {
                return Err(self.expected(", 또는 )", ", or )"));
            }
        }
    }

    /// What follows the name of a function or of a literal.
    fn call(&mut self, at: usize, name: &str) -> Result<Expr> {
        if literal::is_geometry_type(name) {
            let geometry = self.geometry(at, name)?;
            return Ok(Expr::new(at, Node::Geometry(geometry)));
        }
        self.require("(")?;
        let node = match name {
            "bbox" => Node::Bbox(self.numbers()?),
            "date" => Node::Date(self.only_text()?),
            "timestamp" => Node::Timestamp(self.only_text()?),
            "interval" => {
                let bounds = self.list()?;
                let bounds = <[Expr; 2]>::try_from(bounds).map_err(|bounds| {
                    Fault::new(
                        at,
                        format!(
                            "INTERVAL에는 값이 2개 있어야 하는데 {}개 있습니다",
                            bounds.len()
                        ),
                        format!("INTERVAL takes 2 bounds, here are {}", bounds.len()),
                    )
                })?;
                Node::Interval(Box::new(bounds))
            }
            // One element in parentheses is an array only where arrays are expected.
            _ if name.starts_with("a_") => Node::Call(name.to_owned(), self.array_operands()?),
            _ => Node::Call(name.to_owned(), self.list()?),
        };
        Ok(Expr::new(at, node))
    }

    fn array_operands(&mut self) -> Result<Vec<Expr>> {
        let mut operands = Vec::new();
        loop {
            let at = self.at();
            operands.push(if self.symbol("(") {
                Expr::new(at, Node::Array(self.list()?))
            } else {
                self.sum()?
            });
            if self.symbol(")") {
                return Ok(operands);
            }
            if !self.symbol(",") {
                return Err(self.expected(", 또는 )", ", or )"));
            }
        }
    }

    fn only_text(&mut self) -> Result<String> {
        let TokenKind::Text(text) = self.peek().clone() else {
            return Err(self.expected("작은따옴표로 묶은 글", "a text in single quotation marks"));
        };
        self.advance();
        self.require(")")?;
        Ok(text)
    }

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

    fn numbers(&mut self) -> Result<Vec<f64>> {
        let mut numbers = vec![self.number()?];
        while self.symbol(",") {
            numbers.push(self.number()?);
        }
        self.require(")")?;
        Ok(numbers)
    }

    /// Well-known text behind its type; heights are read and not used.
    fn geometry(&mut self, at: usize, name: &str) -> Result<geo::Geometry<f64>> {
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

fn negated(not: bool, at: usize, node: Node) -> Expr {
    let expr = Expr::new(at, node);
    if not {
        Expr::new(at, Node::Not(Box::new(expr)))
    } else {
        expr
    }
}
