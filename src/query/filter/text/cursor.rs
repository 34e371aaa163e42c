//! Where in its tokens the reader of a filter is.

use crate::query::filter::error::{Fault, Result};
use crate::query::filter::lexer::{Token, TokenKind};

/// Reads the tokens of a filter one after the other.
pub(super) struct Parser {
    tokens: Vec<Token>,
    next: usize,
    /// Whether the filter is written in the draft of the language.
    pub draft: bool,
}

impl Parser {
    /// At the first token.
    pub(super) fn new(tokens: Vec<Token>, draft: bool) -> Self {
        Self {
            tokens,
            next: 0,
            draft,
        }
    }

    pub(super) fn peek(&self) -> &TokenKind {
        &self.tokens[self.next].kind
    }

    pub(super) fn peek_second(&self) -> &TokenKind {
        &self.tokens[(self.next + 1).min(self.tokens.len() - 1)].kind
    }

    pub(super) fn at(&self) -> usize {
        self.tokens[self.next].at
    }

    /// Goes on, but never past the end.
    pub(super) fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    pub(super) fn expected(&self, ko: &str, en: &str) -> Fault {
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
    pub(super) fn symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), TokenKind::Symbol(next) if *next == symbol);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn require(&mut self, symbol: &str) -> Result<()> {
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
    pub(super) fn word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }
}
