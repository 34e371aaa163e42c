//! Names in cells of columns that hold offices, telephones or persons: there a name needs no other cue.

use std::ops::Range;

use super::cues::{Place, names_a_person};
use super::form::{is_name, is_neighbourhood, rare_name, short_name, spaced, unusual_name};
use super::vocabulary::{LABELS, MARKS, NOBODY, TITLES};
use super::{Word, is_hidden};
use crate::model::personal::{Context, narrow};

/// What stands in a cell beside persons: the first and the second in charge (정, 부), others (외 2명), telephones,
/// and the prefix of officers.
#[rustfmt::skip]
const BESIDE: [&str; 19] = [
    "정", "부", "외", "명", "인", "및", "등", "내선", "직통", "전화", "선생", "부팀장", "기사", "교수", "원장",
    "과장대리", "경비", "관리원", "보조",
];
/// How the names of municipalities end.
const MUNICIPALITIES: [char; 5] = ['청', '시', '군', '구', '도'];
/// Longest cell that can be nothing but a person's name.
const LONGEST_NAME: usize = 24;

impl Place<'_, '_> {
    /// The name in a word, by what its column holds and what else stands in the cell.
    pub(super) fn by_column(&self, word: &Word) -> Option<Range<usize>> {
        let found = match self.context {
            Context::Office | Context::Department => {
                self.is_at_office(word) || self.is_listed(word)
            }
            Context::Person | Context::Names => self.is_in_charge(word) || self.is_listed(word),
            Context::Text | Context::Number => false,
        };
        found.then_some(0..word.text.len())
    }

    /// 교통과(홍길동), 교통과 홍길동, 교통과/홍길동, where the text names an office; 주민센터(구의동) says where the
    /// office is. Behind a municipality only what cannot be part of one's name: 김해시청 홍길동.
    fn is_at_office(&self, word: &Word) -> bool {
        const OFFICES: [char; 7] = ['과', '팀', '실', '터', '계', '국', '소'];
        let Some(office) = self.before.last().map(|office| &office.text) else {
            return false;
        };
        let is_place = is_neighbourhood(&word.text)
            || office.ends_with(['터', '소']) && word.text.ends_with(['동', '리']);
        let closes = !self.text[word.range.end..].contains(char::is_alphabetic);
        let apart = word.is_apart_by_blanks() && closes || self.is_bracketed(word);
        let of_office = office.ends_with(OFFICES) && !is_place;
        (apart && of_office && is_name(&word.text))
            || ((apart || closes && is_parted(word))
                && (of_office || office.ends_with(MUNICIPALITIES))
                && names_a_person(&word.text))
    }

    /// 홍길동, 홍 길 동, 김철수(총무과), 홍길동·김철수, 정 홍길동: a cell that holds persons and their offices alone.
    fn is_listed(&self, word: &Word) -> bool {
        self.only_persons && (names_a_person(&word.text) || is_named_rarely(&word.text))
    }

    /// A word that can be a name, in a column about persons.
    fn is_in_charge(&self, word: &Word) -> bool {
        // 한림면 명동리: a part of an address.
        let in_address = is_neighbourhood(&word.text)
            && self
                .before
                .last()
                .is_some_and(|before| before.text.ends_with(['시', '도', '군', '구', '읍', '면']));
        is_name(&word.text) && !in_address
    }
}

/// Whether signs of a list part a word from the one before, and nothing else.
fn is_parted(word: &Word) -> bool {
    let is_sign = |c: char| matches!(narrow(c), '/' | '-' | ':' | ',' | ';' | '|' | '·' | 'ㆍ');
    !word.gap.is_empty() && word.gap.chars().all(|c| c.is_whitespace() || is_sign(c))
}

/// A name by a surname that hardly anything else begins with (김, 박, 최), or of two syllables.
fn is_named_rarely(word: &str) -> bool {
    unusual_name(word) || short_name(word)
}

/// Whether a cell holds persons, with their offices, titles and numbers, and nothing else. A column of
/// institutions holds places as well: there an office has to be named.
pub(super) fn holds_only_persons(text: &str, words: &[Word], context: Context) -> bool {
    let of_offices = match context {
        Context::Department | Context::Person | Context::Names => false,
        Context::Office => true,
        Context::Text | Context::Number => return false,
    };
    // O and X hide syllables.
    let is_letter = |c: char| c.is_ascii_alphabetic() && !is_hidden(c);
    if text.contains(is_letter) {
        return false;
    }
    let (mut index, mut persons, mut offices) = (0, 0, 0);
    while let Some(word) = words.get(index) {
        if let Some((joined, pieces)) = spaced(&words[index..])
            && (names_a_person(&joined.text) || is_named_rarely(&joined.text))
        {
            (index, persons) = (index + pieces, persons + 1);
            continue;
        }
        let text = &*word.text;
        let is_office = text.ends_with(['과', '팀', '계', '실', '청'])
            || text.ends_with("담당")
            || of_offices && text.ends_with(MUNICIPALITIES);
        if names_a_person(text) || is_named_rarely(text) {
            persons += 1;
        } else if is_office || is_beside_persons(text) {
            offices += usize::from(is_office);
        } else {
            return false;
        }
        index += 1;
    }
    persons > 0 && (offices > 0 || !of_offices)
}

/// Whether a word stands beside persons, such as a title; a house that bears a name (정약용 도서관) is none.
fn is_beside_persons(word: &str) -> bool {
    let word = word.strip_suffix('님').unwrap_or(word);
    let mut lists = [&BESIDE[..], &TITLES, &MARKS, &LABELS].into_iter();
    lists.any(|words| words.contains(&word))
}

/// The name that a cell of a column of names consists of, whatever its form: 김철, 박보검, 洪吉童, Hong Gildong.
pub(super) fn whole_cell(text: &str, words: &[Word]) -> Option<Range<usize>> {
    let name = text.trim();
    let start = text.len() - text.trim_start().len();
    if name.chars().count() > LONGEST_NAME {
        return None;
    }
    let is_somebody = match words {
        [] => is_in_latin(name) || is_in_han(name),
        [word] if word.text.len() == name.len() => {
            (rare_name(name).is_some() || unusual_name(name))
                && !NOBODY.contains(&name)
                && !is_neighbourhood(name)
        }
        _ => {
            let joined = joined(words);
            let begins = words[0].text.chars().count() == 1;
            begins && is_all_of(name, words) && joined.is_some_and(|name| is_named_rarely(&name))
        }
    };
    is_somebody.then(|| start..start + name.len())
}

/// 김 철: a name of two syllables parted by a blank, and nothing else.
pub(super) fn short_cell(text: &str, words: &[Word]) -> Option<Range<usize>> {
    let [first, last] = words else {
        return None;
    };
    let is_name = is_all_of(text.trim(), words) && joined(words).is_some_and(|it| short_name(&it));
    is_name.then_some(first.range.start..last.range.end)
}

/// Whether a text is made of words alone.
fn is_all_of(text: &str, words: &[Word]) -> bool {
    let (first, last) = (words.first(), words.last());
    first
        .zip(last)
        .is_some_and(|(first, last)| last.range.end - first.range.start == text.len())
}

/// Words that only blanks part, as one.
fn joined(words: &[Word]) -> Option<String> {
    let mut further = words.iter().skip(1);
    further
        .all(Word::is_apart_by_blanks)
        .then(|| words.iter().map(|word| &*word.text).collect())
}

/// Hong Gildong, KIM, C. S.: two or three words that begin with capital letters.
fn is_in_latin(name: &str) -> bool {
    let words: Vec<&str> = name.split([' ', ',', '.', '-']).collect();
    let words: Vec<&&str> = words.iter().filter(|word| !word.is_empty()).collect();
    let is_word = |word: &&&str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let has_small = name.bytes().any(|byte| byte.is_ascii_lowercase());
    (2..=3).contains(&words.len()) && words.iter().all(is_word) && has_small
}

/// 洪吉童: two to four ideographs.
fn is_in_han(name: &str) -> bool {
    (2..=4).contains(&name.chars().count())
        && name.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}
