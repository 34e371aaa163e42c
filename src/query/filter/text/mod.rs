//! CQL2 text (OGC 21-065r2, annex B): by recursive descent over tokens whose nesting is bounded.
//!
//! The grammar is read a little more loosely than it is written: which operand may stand where is known
//! by types, and that is judged where the types are. Here are conditions; `operand` reads what they are
//! about, and `well_known_text` geometries.

mod cursor;
mod operand;
mod well_known_text;

use super::error::Result;
use super::lexer::{TokenKind, tokens};
use super::syntax::{Comparison, Expr, Node, operator};
use cursor::Parser;

/// Reads a whole filter; a `draft` may say ILIKE.
pub(super) fn parse(text: &str, draft: bool) -> Result<Expr> {
    let mut parser = Parser::new(tokens(text, draft)?, draft);
    let expr = parser.any_of()?;
    match parser.peek() {
        TokenKind::End => Ok(expr),
        _ => Err(parser.expected("AND, OR 또는 끝", "AND, OR or the end")),
    }
}

impl Parser {
    pub(super) fn any_of(&mut self) -> Result<Expr> {
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
}

fn negated(not: bool, at: usize, node: Node) -> Expr {
    let expr = Expr::new(at, node);
    if not {
        Expr::new(at, Node::Not(Box::new(expr)))
    } else {
        expr
    }
}
