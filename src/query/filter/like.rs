//! LIKE: `%` stands for any text, `_` for one character, `\` before either for itself.

use caseless::Caseless;
use memchr::memmem::Finder;

/// A pattern, ready to be compared.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    parts: Vec<Part>,
    /// Fewest characters of a text that can match.
    least: usize,
    /// The texts between `%`, where there is no `_`: such patterns are a few searches for text.
    pieces: Option<Vec<Piece>>,
}

/// A text to be searched for, with what makes searching fast.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    finder: Finder<'static>,
}

/// The rest is made of the parts.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Piece {
    fn new(text: String) -> Self {
        Self {
            finder: Finder::new(&text).into_owned(),
            text,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Character(char),
    One,
    Any,
}

impl Pattern {
    /// Reads a pattern; `fold` makes its letters compare without case.
    ///
    /// With `escapes`, `\` before a character stands for it; the draft of the standard has no escapes.
    pub(super) fn new(text: &str, fold: bool, escapes: bool) -> Self {
        let mut parts = Vec::new();
        let literal = |parts: &mut Vec<Part>, c: char| {
            if fold {
                parts.extend(std::iter::once(c).default_case_fold().map(Part::Character));
            } else {
                parts.push(Part::Character(c));
            }
        };
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            match c {
                '%' if parts.last() == Some(&Part::Any) => {}
                '%' => parts.push(Part::Any),
                '_' => parts.push(Part::One),
                '\\' if escapes => literal(&mut parts, characters.next().unwrap_or('\\')),
                c => literal(&mut parts, c),
            }
        }
        let least = parts.iter().filter(|&&part| part != Part::Any).count();
        let pieces = (!parts.contains(&Part::One)).then(|| {
            let text_of = |parts: &[Part]| -> String {
                let character = |part: &Part| match part {
                    Part::Character(c) => Some(*c),
                    Part::One | Part::Any => None,
                };
                parts.iter().filter_map(character).collect()
            };
            parts
                .split(|&part| part == Part::Any)
                .map(|parts| Piece::new(text_of(parts)))
                .collect()
        });
        Self {
            parts,
            least,
            pieces,
        }
    }

    /// How many searches for text it takes; more where characters are compared one by one.
    pub(super) fn searches(&self) -> u64 {
        let pieces = self.pieces.as_ref().map_or(self.parts.len() * 4, |pieces| {
            pieces.len().saturating_sub(1)
        });
        pieces.max(1) as u64
    }

    /// Whether the whole text matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        // A character has one byte at least.
        if text.len() < self.least {
            return false;
        }
        match self.pieces.as_deref() {
            None => self.matches_parts(text),
            Some([]) => text.is_empty(),
            Some([whole]) => text == whole.text,
            Some([start, middle @ .., end]) => {
                let Some(mut rest) = text.strip_prefix(start.text.as_str()) else {
                    return false;
                };
                for piece in middle {
                    let Some(at) = piece.finder.find(rest.as_bytes()) else {
                        return false;
                    };
                    rest = &rest[at + piece.text.len()..];
                }
                rest.ends_with(end.text.as_str())
            }
        }
    }

    /// On a mismatch only the last `%` takes one character more, which suffices and keeps the effort
    /// below the product of both lengths.
    fn matches_parts(&self, text: &str) -> bool {
        let mut rest = text.chars();
        let mut part = 0;
        let mut retry: Option<(usize, std::str::Chars<'_>)> = None;
        loop {
            match self.parts.get(part) {
                Some(Part::Any) => {
                    part += 1;
                    retry = Some((part, rest.clone()));
                    continue;
                }
                Some(Part::One) if rest.next().is_some() => {
                    part += 1;
                    continue;
                }
                Some(Part::Character(c)) if rest.clone().next() == Some(*c) => {
                    rest.next();
                    part += 1;
                    continue;
                }
                None if rest.clone().next().is_none() => return true,
                _ => {}
            }
            let Some((after, from)) = retry.as_mut() else {
                return false;
            };
            if from.next().is_none() {
                return false;
            }
            part = *after;
            rest = from.clone();
        }
    }
}

/// A text without the difference of case (Unicode default case folding).
pub(super) fn fold(text: &str) -> String {
    text.chars().default_case_fold().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, without any thought of effort.
    fn plain(pattern: &[char], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['%', rest @ ..] => (0..=text.len()).any(|skip| plain(rest, &text[skip..])),
            ['_', rest @ ..] => !text.is_empty() && plain(rest, &text[1..]),
            ['\\', c, rest @ ..] | [c, rest @ ..] => {
                text.first() == Some(c) && plain(rest, &text[1..])
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn matches_what_the_definition_matches(pattern in "[%_a가\\\\]{0,8}|[%a가]{0,8}", text in "[a가%_\\\\]{0,8}") {
            let characters = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(
                Pattern::new(&pattern, false, true).matches(&text),
                plain(&characters(&pattern), &characters(&text))
            );
        }
    }

    #[test]
    fn case_is_folded_by_unicode_and_not_by_ascii() {
        assert_eq!(fold("Straße"), fold("STRASSE"));
        assert_eq!(fold("Οδος"), fold("ΟΔΟΣ"));
        assert!(Pattern::new("%STRASSE_\\%", true, true).matches(&fold("Hauptstraße1%")));
        assert_ne!(fold("ı"), fold("i"), "the dotless i is another letter");
    }
}
