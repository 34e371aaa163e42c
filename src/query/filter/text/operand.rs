//! What conditions are about: values, properties, functions, arithmetic and lists.

use super::cursor::Parser;
use crate::query::filter::error::{Fault, Result};
use crate::query::filter::lexer::TokenKind;
use crate::query::filter::literal;
use crate::query::filter::syntax::{Arithmetic, Expr, Node, operator};

/// Words that are no properties unless quoted.
const KEYWORDS: [&str; 10] = [
    "AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE",
];

impl Parser {
    pub(super) fn sum(&mut self) -> Result<Expr> {
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
    pub(super) fn list(&mut self) -> Result<Vec<Expr>> {
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
}
