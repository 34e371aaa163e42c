//! A text as a reader sees it: without characters that show nothing, with syllables put together.

use std::borrow::Cow;
use std::ops::Range;

/// What a text looks like, and where each byte of that stands in the text.
pub(super) struct Visible<'t> {
    text: Cow<'t, str>,
    /// Of a changed text: the place in the original of each byte, and its end.
    places: Vec<usize>,
}

impl<'t> Visible<'t> {
    /// Leaves out soft hyphens, joiners, marks of direction and the like, and composes syllables that are
    /// written as letters one by one, as file systems of macOS do.
    pub(super) fn of(text: &'t str) -> Self {
        // Their first bytes: Hangul syllables, Latin and digits have others.
        let may_change = |byte: u8| matches!(byte, 0xC2 | 0xCD | 0xD8 | 0xE1..=0xE3 | 0xEF | 0xF3);
        // Without an early end the look at nearly every cell of a file is vectorised.
        let any = text.bytes().fold(false, |any, byte| any | may_change(byte));
        if !any || !text.chars().any(|c| is_invisible(c) || is_initial(c)) {
            return Self {
                text: Cow::Borrowed(text),
                places: Vec::new(),
            };
        }
        let mut out = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len() + 1);
        let mut chars = text
            .char_indices()
            .filter(|(_, c)| !is_invisible(*c))
            .peekable();
        while let Some((at, c)) = chars.next() {
            let vowel = chars.next_if(|&(_, vowel)| is_initial(c) && is_vowel(vowel));
            let last = vowel.and_then(|_| chars.next_if(|&(_, last)| is_final(last)));
            let shown = vowel.map_or(c, |(_, vowel)| {
                syllable(c, vowel, last.map(|(_, last)| last)).unwrap_or(c)
            });
            places.resize(out.len() + shown.len_utf8(), at);
            out.push(shown);
        }
        places.push(text.len());
        Self {
            text: out.into(),
            places,
        }
    }

    /// What a reader sees.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where a part of what is seen stands in the text.
    pub(super) fn place(&self, seen: Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.places.get(byte).copied().unwrap_or(byte);
        at(seen.start)..at(seen.end)
    }
}

/// Whether a character shows nothing and takes no room.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn is_initial(c: char) -> bool {
    ('\u{1100}'..='\u{1112}').contains(&c)
}

fn is_vowel(c: char) -> bool {
    ('\u{1161}'..='\u{1175}').contains(&c)
}

fn is_final(c: char) -> bool {
    ('\u{11A8}'..='\u{11C2}').contains(&c)
}

/// The syllable of these letters (Unicode Standard, chapter 3.12).
fn syllable(initial: char, vowel: char, last: Option<char>) -> Option<char> {
    let last = last.map_or(0, |last| last as u32 - 0x11A7);
    let block = ((initial as u32 - 0x1100) * 21 + (vowel as u32 - 0x1161)) * 28;
    char::from_u32(0xAC00 + block + last)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    proptest::proptest! {
        #[test]
        fn a_decomposed_text_looks_like_the_composed_one(text in "[가-힣a-z0-9 ]{0,12}") {
            let decomposed: String = text.nfd().collect();
            let visible = Visible::of(&decomposed);
            proptest::prop_assert_eq!(visible.text(), text.as_str());
            proptest::prop_assert_eq!(visible.place(0..text.len()), 0..decomposed.len());
        }
    }

    #[test]
    fn a_part_is_found_where_it_stands() {
        let text = "가\u{AD}나\u{200B}다";
        let visible = Visible::of(text);
        assert_eq!(visible.text(), "가나다");
        assert_eq!(&text[visible.place(3..6)], "나\u{200B}");
    }
}
