//! Personal names, where the text says that a person is meant.
//!
//! A Korean name cannot be told from a shop, a village or a road by its syllables: 홍길동로 is a road,
//! 이촌동네 a neighbourhood, 감자탕집 a restaurant. So a name is only found beside a word for persons
//! (담당자, 씨, 님, 주무관), a mobile number, or a word for somebody's house (댁, 자택, 네 집, 집 앞), and only
//! when its first syllable is a surname and the others occur in given names. Persons of history are no
//! business of this module: 가옥, 고택, 생가, 묘 and 기념관 are words for heritage, not for a home.

mod column;
mod cues;
mod form;
mod hint;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::borrow::Cow;
use std::ops::Range;

use super::{Context, PersonalKind, Span};
pub(super) use hint::may_occur;

/// A run of Hangul (and of signs that hide a syllable) in a text.
struct Word<'t> {
    /// Where it stands in the text.
    range: Range<usize>,
    text: Cow<'t, str>,
    /// What stands between it and the word before.
    gap: &'t str,
}

impl Word<'_> {
    /// Whether only blanks part it from the word before.
    fn is_apart_by_blanks(&self) -> bool {
        !self.gap.is_empty() && self.gap.chars().all(char::is_whitespace)
    }
}

/// Whether a sign stands for a syllable that somebody hid.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '○' | '◯' | '〇' | '●' | 'Ｏ' | '＊' | 'O' | 'o' | '*' | 'X' | 'x'
    )
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word> = Vec::new();
    let (mut start, mut end) = (None, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let hangul = ('가'..='힣').contains(&c);
        // 김○○: hidden syllables belong to a word that Hangul begins.
        if hangul || (start.is_some() && is_hidden(c)) {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            words.push(Word {
                range: from..at,
                text: Cow::Borrowed(&text[from..at]),
                gap: &text[end..from],
            });
            end = at;
        }
    }
    words
}

/// Finds names; `spans` holds what was found before, for a name may stand beside a number.
pub(super) fn find(text: &str, context: Context, spans: &mut Vec<Span>) {
    let words = words(text);
    let numbers: Vec<Range<usize>> = spans.iter().map(|(range, _)| range.clone()).collect();
    // Where the name in each word stands in the text.
    let mut found: Vec<Option<Range<usize>>> = vec![None; words.len()];
    let only_persons = column::holds_only_persons(text, &words, context);
    let mut index = 0;
    while let Some(word) = words.get(index) {
        let place = cues::Place {
            text,
            before: &words[..index],
            next: words.get(index + 1),
            numbers: &numbers,
            context,
            only_persons,
        };
        if let Some((joined, pieces)) = form::spaced(&words[index..]) {
            let place = cues::Place {
                next: words.get(index + pieces),
                ..place
            };
            // Somebody is named by all of it or not at all.
            if let Some(name) = place.spaced_name(&joined).filter(|name| name.start == 0) {
                let left_over = joined.text.len() - name.end;
                found[index] = Some(joined.range.start..joined.range.end - left_over);
                index += pieces;
                continue;
            }
        }
        if let Some(name) = place.labelled_in_two(word) {
            found[index] = Some(name);
            index += 2;
            continue;
        }
        if let Some(name) = place.name(word) {
            let start = word.range.start;
            found[index] = Some(start + name.start..start + name.end);
        }
        index += 1;
    }
    add_enumerated(&words, &mut found);
    let mut names: Vec<Range<usize>> = found.into_iter().flatten().collect();
    if names.is_empty() {
        names.extend(match context {
            Context::Names => column::whole_cell(text, &words),
            Context::Department | Context::Person => column::short_cell(text, &words),
            Context::Text | Context::Office | Context::Number => None,
        });
    }
    let names = names.into_iter();
    spans.extend(names.map(|name| (name, PersonalKind::Name)));
}

/// 담당자: 홍길동, 김철수 or 홍길동·김철수 주무관: what is counted up with a name is one as well.
fn add_enumerated(words: &[Word], found: &mut [Option<Range<usize>>]) {
    let is_list = |at: usize| matches!(words[at].gap.trim(), "," | "/" | "·" | "ㆍ" | "、" | "&");
    let whole = |at: usize| Some(words[at].range.clone());
    for at in 1..words.len() {
        let follows = is_list(at) && found[at - 1] == whole(at - 1);
        if follows && found[at].is_none() && form::is_name(&words[at].text) {
            found[at] = whole(at);
        }
    }
    for at in (1..words.len()).rev() {
        let leads = is_list(at) && found[at].is_some();
        if leads && found[at - 1].is_none() && form::is_name(&words[at - 1].text) {
            found[at - 1] = whole(at - 1);
        }
    }
}
