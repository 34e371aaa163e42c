//! What in a text says that a word is somebody's name.

use std::ops::Range;

use super::form::{
    begins_with_a_surname, is_given, is_name, is_neighbourhood, is_surname, leading_name,
    may_be_given, rare_name, spaced_label, split, unusual_name,
};
use super::vocabulary::{
    AFTER_HOUSE, AFTER_TITLE, CLAN_SEATS, CLAN_WORDS, CLOSE_TITLES, HOUSES, LABELS, LOCAL_TITLES,
    MARKS, RUN_TOGETHER, SEALS, SHOPS, TITLES, TITLES_APART, TITLES_BEFORE, WORK,
};
use super::{Word, is_hidden};
use crate::model::personal::{Context, narrow};

/// What stands around a word.
#[derive(Clone, Copy)]
pub(super) struct Place<'p, 't> {
    pub(super) text: &'t str,
    /// The words before.
    pub(super) before: &'p [Word<'t>],
    pub(super) next: Option<&'p Word<'t>>,
    /// Mobile numbers, resident numbers and e-mail addresses.
    pub(super) numbers: &'p [Range<usize>],
    pub(super) context: Context,
    /// The text holds persons, with their offices and titles, and nothing else.
    pub(super) only_persons: bool,
}

/// Where in its word a name stands, in bytes.
type Found = Option<Range<usize>>;

impl Place<'_, '_> {
    /// The name in a word, if something around it or in it says that it holds one.
    pub(super) fn name(&self, word: &Word) -> Found {
        if !begins_with_a_surname(&word.text) {
            return behind_its_label(&word.text);
        }
        hidden(&word.text)
            .or_else(|| behind_its_label(&word.text))
            .or_else(|| self.labelled(word))
            .or_else(|| self.sealed(word))
            .or_else(|| self.marked(word))
            .or_else(|| after_title(word, self.before.last()))
            .or_else(|| titled(&word.text, self.next))
            .or_else(|| housed(&word.text, self.next))
            .or_else(|| self.at_work(word))
            .or_else(|| self.beside_a_number(word))
            .or_else(|| self.before_a_telephone(word))
            .or_else(|| self.behind_a_telephone(word))
            .or_else(|| self.by_column(word))
    }

    /// The name in a word that was put together from single syllables: only the certain signs count.
    pub(super) fn spaced_name(&self, word: &Word) -> Found {
        let (name, _) = leading_name(&word.text)?;
        self.labelled(word)
            .or_else(|| after_title(word, self.before.last()))
            .or_else(|| titled(&word.text, self.next))
            .or_else(|| self.beside_a_number(word))
            .or_else(|| self.by_column(word))
            .filter(|found| found.end == name.len())
    }

    /// 담당자: 홍길동, 담당 홍길동 주무관, 성명(홍길동), 성 명 홍길동.
    fn labelled(&self, word: &Word) -> Found {
        let before = self.before.last().filter(|_| follows(word))?;
        let label = LABELS.iter().find(|label| before.text.ends_with(**label));
        if label.is_none() && !spaced_label(self.before) {
            return None;
        }
        let colon = word.gap.chars().any(|c| matches!(narrow(c), ':' | '='));
        let person = label.is_some_and(|label| label.ends_with('자'));
        let owner = label.is_some_and(|label| label.ends_with('주') || *label == "집주인");
        let (name, rest) = match leading_name(&word.text) {
            Some(found) => found,
            // After "담당자:" a rarer name is one as well, unless it ends like an office; without a colon
            // two syllables are too few: 책임자 지정 is an appointment.
            None if colon || person && word.text.chars().count() > 2 => {
                (rare_name(&word.text)?, "")
            }
            // 건물주 최부자: an owner is a person, a 담당 or 연락처 may be much else.
            None if owner && unusual_name(&word.text) => (&*word.text, ""),
            None => return None,
        };
        let is_end = rest.is_empty() || TITLES.iter().any(|title| rest.starts_with(title));
        is_end.then_some(0..name.len())
    }

    /// 성명: 김 철: behind a label and a colon two syllables parted by a blank are a name too. Where it stands
    /// in the text.
    pub(super) fn labelled_in_two(&self, word: &Word) -> Found {
        let next = self.next.filter(|next| next.is_apart_by_blanks())?;
        let before = self.before.last().filter(|_| follows(word))?;
        let label = LABELS.iter().any(|label| before.text.ends_with(label));
        let colon = word.gap.chars().any(|c| matches!(narrow(c), ':' | '='));
        let only = |word: &Word, fits: fn(char) -> bool| {
            let mut syllables = word.text.chars();
            syllables.next().is_some_and(fits) && syllables.next().is_none()
        };
        let is_name = only(word, is_surname) && only(next, may_be_given);
        (label && colon && is_name).then_some(word.range.start..next.range.end)
    }

    /// 홍길동(인), 홍길동 (서명): the mark for a seal stands behind who sets it.
    fn sealed(&self, word: &Word) -> Found {
        let after = self.text[word.range.end..].trim_start();
        let mark = after.strip_prefix(['(', '[', '（'])?;
        let sealed = SEALS
            .iter()
            .filter_map(|seal| mark.strip_prefix(seal))
            .any(|rest| rest.starts_with([')', ']', '）']));
        (sealed && is_name(&word.text)).then_some(0..word.text.len())
    }

    /// 홍길동(담당): brackets behind a name say what the person does; 구의동(담당) is what somebody is in charge of.
    fn marked(&self, word: &Word) -> Found {
        let after = self.text[word.range.end..].trim_start();
        let inside = after.strip_prefix(['(', '[', '（'])?;
        let (mark, _) = inside.split_once([')', ']', '）'])?;
        let fits = MARKS.contains(&mark.trim()) && is_name(&word.text);
        (fits && !is_neighbourhood(&word.text)).then_some(0..word.text.len())
    }

    pub(super) fn is_bracketed(&self, word: &Word) -> bool {
        let opens = matches!(word.gap.trim().chars().last().map(narrow), Some('(' | '['));
        let after = &self.text[word.range.end..];
        opens && after.trim_start().starts_with([')', ']', '）'])
    }

    /// "회선 점검중(한빛통신 홍길동)": a note about work, closed by who does it.
    fn at_work(&self, word: &Word) -> Found {
        let (before, after) = (&self.text[..word.range.start], &self.text[word.range.end..]);
        let closes = after.trim_start().starts_with([')', ']', '）']);
        let (note, _) = before
            .rsplit_once(['(', '[', '（'])
            .filter(|_| closes && is_name(&word.text))?;
        let is_note = WORK.iter().any(|work| note.contains(work));
        is_note.then_some(0..word.text.len())
    }

    /// 홍길동 010-1234-5678, 010-1234-5678(홍길동), 홍길동 (hong@korea.kr): nothing else stands between.
    fn beside_a_number(&self, word: &Word) -> Found {
        if self.numbers.is_empty() || !is_name(&word.text) {
            return None;
        }
        let is_close = |between: &str| {
            between.chars().count() <= 3
                && between.chars().all(|c| {
                    c.is_whitespace()
                        || matches!(
                            narrow(c),
                            '(' | ')' | ':' | '/' | ',' | '-' | '[' | '<' | '>' | '_'
                        )
                })
        };
        let beside = self.numbers.iter().any(|number| {
            (number.end <= word.range.start && is_close(&self.text[number.end..word.range.start]))
                || (word.range.end <= number.start
                    && is_close(&self.text[word.range.end..number.start]))
        });
        // 광진구 구의동 010-…: the end of an address.
        let ends_an_address =
            word.text
                .ends_with(['동', '리', '가', '구', '군', '시', '읍', '면'])
                && self.before.last().is_some_and(|before| {
                    before.text.ends_with(['시', '도', '군', '구', '읍', '면'])
                });
        (beside && !ends_an_address).then_some(0..word.text.len())
    }

    /// 이영희 02-450-7210, 이영희(02-450-7210).
    fn before_a_telephone(&self, word: &Word) -> Found {
        let after = self.text[word.range.end..].trim_start_matches([' ', '(', ':', '/', ',', '☎']);
        (names_a_person(&word.text) && begins_with_a_telephone(after)).then_some(0..word.text.len())
    }

    /// 02-450-7210(이영희), in brackets of its own; 02-450-7210 이영희, at the end.
    fn behind_a_telephone(&self, word: &Word) -> Found {
        let closes =
            word.range.end == self.text.trim_end().len() && word.gap.ends_with(char::is_whitespace);
        if !names_a_person(&word.text) || !(closes || self.is_bracketed(word)) {
            return None;
        }
        let before = self.text[..word.range.start].trim_end_matches([' ', '(', '[', '（']);
        let number =
            before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | ')' | '.'));
        begins_with_a_telephone(&before[number.len()..]).then_some(0..word.text.len())
    }
}

/// Whether a word by itself is a person rather than an office or a place: a word that may end the name of
/// one is none.
pub(super) fn names_a_person(word: &str) -> bool {
    const ENDS: [char; 15] = [
        '관', '원', '소', '실', '정', '도', '시', '군', '구', '리', '국', '대', '사', '단', '전',
    ];
    is_name(word) && !word.ends_with(ENDS) && !is_neighbourhood(word)
}

/// 02-450-7210: three groups, the first of which begins with 0.
fn begins_with_a_telephone(text: &str) -> bool {
    let mut groups = text.split(['-', ')', '.']);
    let is_group = |group: Option<&str>, lengths: std::ops::RangeInclusive<usize>| {
        group.is_some_and(|group| {
            lengths.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    text.starts_with('0')
        && is_group(groups.next(), 2..=3)
        && is_group(groups.next(), 3..=4)
        && groups
            .next()
            .is_some_and(|group| group.bytes().take_while(u8::is_ascii_digit).count() == 4)
}

/// 김○○, 김○수: somebody hid a part, which is still a person.
fn hidden(word: &str) -> Found {
    let (surname, rest) = split(word, 1)?;
    let signs = rest.chars().take_while(|&c| is_hidden(c)).count();
    if !(1..=2).contains(&signs) || !surname.starts_with(is_surname) {
        return None;
    }
    let (_, tail) = split(rest, signs)?;
    let latin = rest.chars().take(signs).any(|c| c.is_ascii());
    let (given, tail) = match (signs, split(tail, 1)) {
        (1, Some((syllable, tail))) if syllable.starts_with(is_given) => (syllable, tail),
        _ => ("", tail),
    };
    let person = CLOSE_TITLES
        .iter()
        .chain(&HOUSES)
        .chain(&["주택"])
        .any(|word| tail.starts_with(word));
    // 고O차 and 정*: with signs that stand for much else, the text has to speak of a person.
    let enough = if latin {
        person
    } else {
        signs + given.chars().count() == 2 || person
    };
    (enough && (tail.is_empty() || person)).then(|| 0..word.len() - tail.len())
}

/// Whether what parts a word from its label or title is fit for that.
fn follows(word: &Word) -> bool {
    !word.gap.is_empty()
        && word.gap.chars().all(|c| {
            c.is_whitespace() || matches!(narrow(c), ':' | '(' | '-' | '=' | '/' | ';' | '[' | ')')
        })
}

/// 담당자홍길동, 팀장홍길동.
fn behind_its_label(word: &str) -> Found {
    // A label has two syllables at least, a name three of three bytes each; few words are so long.
    if word.len() < 15 {
        return None;
    }
    let name = LABELS
        .iter()
        .filter(|label| label.chars().count() == 3)
        .chain(&RUN_TOGETHER)
        .find_map(|label| word.strip_prefix(label))
        .filter(|rest| is_name(rest))?;
    Some(word.len() - name.len()..word.len())
}

/// 안전총괄과 과장 이영희, 안전과장 이영희(02-450-7210), 팀장: 홍길동님.
fn after_title(word: &Word, before: Option<&Word>) -> Found {
    let before = before.filter(|_| follows(word))?;
    let title = TITLES_APART.iter().any(|title| before.text == *title)
        || TITLES_BEFORE
            .iter()
            .any(|title| before.text.ends_with(title));
    let (name, rest) = leading_name(&word.text).filter(|_| title)?;
    let is_end = rest.is_empty() || TITLES.iter().any(|title| rest.starts_with(title));
    is_end.then_some(0..name.len())
}

/// 홍길동 주무관, 홍길동씨, 홍길동 님.
fn titled(word: &str, next: Option<&Word>) -> Found {
    if let Some((name, rest)) = leading_name(word) {
        let title = CLOSE_TITLES.iter().find(|title| rest.starts_with(**title));
        if let Some(title) = title {
            let tail = &rest[title.len()..];
            let fits = tail.is_empty() || AFTER_TITLE.iter().any(|word| tail.starts_with(word));
            return (fits && !(*title == "씨" && is_clan(name, tail, next)))
                .then_some(0..name.len());
        }
        if RUN_TOGETHER.contains(&rest.strip_suffix('님').unwrap_or(rest)) {
            return Some(0..name.len());
        }
    }
    let next = next.filter(|next| next.is_apart_by_blanks())?;
    let title = TITLES.iter().find(|title| next.text.starts_with(**title))?;
    let tail = &next.text[title.len()..];
    let fits = tail.is_empty()
        || tail.starts_with('님')
        || AFTER_TITLE.iter().any(|word| tail.starts_with(word));
    if LOCAL_TITLES.contains(title) && is_neighbourhood(word) {
        return None;
    }
    // Before 주무관 even a name of two syllables is one: 김철 주무관.
    let short = *title == "주무관" && rare_name(word).is_some();
    (fits && (is_name(word) || short) && !(*title == "씨" && is_clan(word, tail, None)))
        .then_some(0..word.len())
}

/// 남양홍씨 재실: a clan, by its seat or by what follows.
fn is_clan(name: &str, tail: &str, next: Option<&Word>) -> bool {
    CLAN_SEATS.iter().any(|seat| name.starts_with(seat))
        || CLAN_WORDS
            .iter()
            .any(|word| tail.starts_with(word) || next.is_some_and(|next| next.text.contains(word)))
}

/// 홍길동 댁, 홍길동네 집, 홍길동집 앞.
fn housed(word: &str, next: Option<&Word>) -> Found {
    let next = next
        .filter(|next| next.is_apart_by_blanks())
        .map(|next| &*next.text);
    // 문화의집 is a house of culture.
    let (name, rest) = leading_name(word).filter(|(name, _)| !name.ends_with('의'))?;
    let (house, tail) = if rest.is_empty() {
        // The house is the next word.
        let next = next?;
        let house = HOUSES
            .iter()
            .filter(|house| **house != "네")
            .find(|house| next.starts_with(**house))?;
        (*house, &next[house.len()..])
    } else {
        let house = HOUSES.iter().find(|house| rest.starts_with(**house))?;
        (*house, &rest[house.len()..])
    };
    if !(tail.is_empty() || AFTER_HOUSE.iter().any(|word| tail.starts_with(word))) {
        return None;
    }
    let follows =
        |words: &[&str]| next.is_some_and(|next| words.iter().any(|word| next.starts_with(word)));
    // 이촌동네 is a neighbourhood, 민영이네 이불가게 a shop.
    let is_home = house != "네" || {
        let neighbourhood = name.ends_with('동') && !(tail.starts_with('집') || follows(&["집"]));
        !neighbourhood && !next.is_some_and(|next| SHOPS.iter().any(|shop| next.contains(shop)))
    };
    is_home.then_some(0..name.len())
}
