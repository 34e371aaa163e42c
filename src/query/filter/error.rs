//! Why a filter is refused, and where in it.

use crate::quality::Said;

/// A fault of a filter: the place, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {character}: {}", said.en)]
pub struct Error {
    /// The character of the filter at which the fault stands, counted from 1.
    pub character: usize,
    /// What is wrong and what was expected, without the place.
    pub said: Said,
}

/// A fault at a byte of the filter, before characters are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    at: usize,
    said: Said,
}

pub(super) type Result<T> = std::result::Result<T, Fault>;

impl Fault {
    pub(super) fn new(at: usize, ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            at,
            said: Said::new(ko, en),
        }
    }

    /// The fault with its place counted in characters, as people count.
    pub(super) fn in_text(self, text: &str) -> Error {
        let before = text
            .char_indices()
            .take_while(|&(byte, _)| byte < self.at)
            .count();
        Error {
            character: before + 1,
            said: self.said,
        }
    }
}
