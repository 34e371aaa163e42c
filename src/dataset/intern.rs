//! Strings that many sites share, kept once.

use std::collections::HashMap;

/// A text in an [`Interner`]; [`Symbol::NONE`] stands for no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

impl Symbol {
    /// No text.
    pub const NONE: Self = Self(u32::MAX);
}

/// Texts by symbol. The look-up table is only kept while a dataset is built.
#[derive(Debug, Default)]
pub struct Interner {
    texts: Vec<Box<str>>,
    by_text: HashMap<Box<str>, u32>,
}

impl Interner {
    /// The symbol of a text, new or known.
    pub fn intern(&mut self, text: Option<&str>) -> Symbol {
        let Some(text) = text else {
            return Symbol::NONE;
        };
        if let Some(&known) = self.by_text.get(text) {
            return Symbol(known);
        }
        let symbol = u32::try_from(self.texts.len()).unwrap_or(u32::MAX - 1);
        self.texts.push(text.into());
        self.by_text.insert(text.into(), symbol);
        Symbol(symbol)
    }

    /// The text of a symbol.
    #[must_use]
    pub fn get(&self, symbol: Symbol) -> Option<&str> {
        self.texts.get(symbol.0 as usize).map(AsRef::as_ref)
    }

    /// Drops the look-up table: nothing can be interned any more without storing it again.
    pub fn freeze(&mut self) {
        self.by_text = HashMap::new();
        self.texts.shrink_to_fit();
    }
}
