//! An expression as it is written, before it is known whether it makes sense for a collection.
//!
//! CQL2 text and CQL2 JSON lead to the same tree. Sums, products, conjunctions and disjunctions are
//! lists and not chains of pairs, so that the depth of the tree is the depth of the nesting that the
//! parsers bound, however long the text is.

use geo::Geometry;

/// Deepest nesting of parentheses, or of operations in JSON.
pub(super) const MAX_DEPTH: usize = 50;

/// A part of a filter and the byte at which it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expr {
    pub at: usize,
    pub node: Node,
}

/// What a part of a filter is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Number(f64),
    Boolean(bool),
    /// `DATE('2026-05-01')`, the text unread.
    Date(String),
    /// `TIMESTAMP('2026-05-01T00:00:00Z')`, the text unread.
    Timestamp(String),
    /// Texts that are dates, times or `..`, or properties.
    Interval(Box<[Expr; 2]>),
    Property(String),
    Geometry(Geometry<f64>),
    /// Four or six numbers.
    Bbox(Vec<f64>),
    Array(Vec<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Compare(Comparison, Box<[Expr; 2]>),
    /// The text and the pattern.
    Like(Box<[Expr; 2]>),
    /// The value, the least and the greatest.
    Between(Box<[Expr; 3]>),
    In(Box<Expr>, Vec<Expr>),
    IsNull(Box<Expr>),
    /// A value and what is done to it, from left to right; all operators are of one [`Arithmetic::level`].
    Chain(Box<Expr>, Vec<(Arithmetic, Expr)>),
    /// Any function; the name in small letters.
    Call(String, Vec<Expr>),
}

/// `=`, `<>`, `<`, `<=`, `>` and `>=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// `+`, `-`, `*`, `/`, `%`, `div` and `^`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
    WholeDivide,
    Power,
}

impl Comparison {
    pub(super) const ALL: [(&'static str, Self); 6] = [
        ("=", Self::Equal),
        ("<>", Self::NotEqual),
        ("<", Self::Less),
        ("<=", Self::LessOrEqual),
        (">", Self::Greater),
        (">=", Self::GreaterOrEqual),
    ];
}

impl Arithmetic {
    pub(super) const ALL: [(&'static str, Self); 7] = [
        ("+", Self::Plus),
        ("-", Self::Minus),
        ("*", Self::Times),
        ("/", Self::Divide),
        ("%", Self::Modulo),
        ("div", Self::WholeDivide),
        ("^", Self::Power),
    ];

    /// How tightly it binds.
    pub(super) fn level(self) -> u8 {
        match self {
            Self::Plus | Self::Minus => 0,
            Self::Times | Self::Divide | Self::Modulo | Self::WholeDivide => 1,
            Self::Power => 2,
        }
    }
}

/// The operator that is written so, whatever the case of its letters.
pub(super) fn operator<T: Copy>(all: &[(&str, T)], name: &str) -> Option<T> {
    all.iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|&(_, operator)| operator)
}

impl Expr {
    pub(super) fn new(at: usize, node: Node) -> Self {
        Self { at, node }
    }

    /// One operation more: part of the same chain where the left side is one of the same level. A power
    /// is never continued, as the standard has no order for that.
    pub(super) fn then(self, operator: Arithmetic, right: Self) -> Self {
        let at = self.at;
        match self.node {
            Node::Chain(first, mut rest)
                if operator != Arithmetic::Power
                    && rest
                        .iter()
                        .all(|(known, _)| known.level() == operator.level()) =>
            {
                rest.push((operator, right));
                Self::new(at, Node::Chain(first, rest))
            }
            node => Self::new(
                at,
                Node::Chain(Box::new(Self::new(at, node)), vec![(operator, right)]),
            ),
        }
    }

    /// All of these.
    pub(super) fn all(at: usize, parts: Vec<Self>) -> Self {
        Self::joined(at, parts, Node::And, |node| match node {
            Node::And(parts) => Ok(parts),
            other => Err(other),
        })
    }

    /// Any of these.
    pub(super) fn any(at: usize, parts: Vec<Self>) -> Self {
        Self::joined(at, parts, Node::Or, |node| match node {
            Node::Or(parts) => Ok(parts),
            other => Err(other),
        })
    }

    fn joined(
        at: usize,
        parts: Vec<Self>,
        join: impl Fn(Vec<Self>) -> Node,
        part: impl Fn(Node) -> Result<Vec<Self>, Node>,
    ) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for expr in parts {
            match part(expr.node) {
                Ok(inner) => flat.extend(inner),
                Err(node) => flat.push(Self::new(expr.at, node)),
            }
        }
        match <[Self; 1]>::try_from(flat) {
            Ok([only]) => only,
            Err(flat) => Self::new(at, join(flat)),
        }
    }
}
