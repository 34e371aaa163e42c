//! What has the form of a name.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::vocabulary::{
    GIVEN, GIVEN_FIRST, GIVEN_LAST, LABELS, LONG_SURNAMES, NO_NAMES, OFFICES, SURNAMES,
};
use super::{Word, is_hidden};

/// The first syllable of Unicode's block of Hangul syllables.
const FIRST: u32 = '가' as u32;
/// Syllables in it.
pub(super) const SYLLABLES: usize = ('힣' as u32 - FIRST + 1) as usize;

/// The number of a syllable in its block; beyond the block for anything else.
pub(super) fn index(c: char) -> usize {
    (c as u32).wrapping_sub(FIRST) as usize
}

/// Which parts of a name a syllable can be, bit by bit.
static PARTS: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    let mut parts = vec![0; SYLLABLES];
    for (syllables, part) in [
        (SURNAMES, SURNAME),
        (GIVEN, BEGINS | ENDS),
        (GIVEN_FIRST, BEGINS),
        (GIVEN_LAST, ENDS),
    ] {
        for syllable in syllables.chars() {
            parts[index(syllable)] |= part;
        }
    }
    for surname in LONG_SURNAMES {
        if let Some(first) = surname.chars().next() {
            parts[index(first)] |= BEGINS_SURNAME;
        }
    }
    parts.into()
});
/// A surname by itself.
const SURNAME: u8 = 1;
/// The first syllable of a surname of two.
const BEGINS_SURNAME: u8 = 2;
/// The first syllable of a given name.
const BEGINS: u8 = 4;
/// The last syllable of a given name.
const ENDS: u8 = 8;

/// Whether a syllable is any of these parts.
fn is(c: char, parts: u8) -> bool {
    PARTS.get(index(c)).is_some_and(|known| known & parts != 0)
}

/// Whether a text begins with a surname: all names do, few other words.
pub(super) fn begins_with_a_surname(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|first| is(first, SURNAME | BEGINS_SURNAME))
}

/// Whether a syllable is a surname.
pub(super) fn is_surname(c: char) -> bool {
    is(c, SURNAME)
}

/// Whether a syllable occurs in given names, wherever.
pub(super) fn is_given(c: char) -> bool {
    PARTS
        .get(index(c))
        .is_some_and(|parts| parts & (BEGINS | ENDS) == BEGINS | ENDS)
}

/// Whether a syllable can be a given name by itself.
pub(super) fn may_be_given(c: char) -> bool {
    is(c, ENDS)
}

/// The first `count` characters and the rest.
pub(super) fn split(text: &str, count: usize) -> Option<(&str, &str)> {
    let end = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .nth(count)?;
    Some(text.split_at(end))
}

/// Whether a text has the form of a name: a surname and two syllables of given names, or a surname of
/// two syllables and one or two. Signs may hide syllables of the given name.
pub(super) fn is_name(text: &str) -> bool {
    // The last syllable says most about a word.
    let mut from_end = text.chars().rev();
    let (Some(last), Some(middle), Some(first)) =
        (from_end.next(), from_end.next(), from_end.next())
    else {
        return false;
    };
    let begins = is(middle, BEGINS) || is_hidden(middle);
    if !(is(last, ENDS) || is_hidden(last)) {
        return false;
    }
    match (from_end.next(), from_end.next()) {
        (None, _) => {
            let short = begins && is(first, SURNAME);
            let long = || LONG_SURNAMES.contains(&&text[..first.len_utf8() + middle.len_utf8()]);
            (short || long()) && !NO_NAMES.contains(&text) && !text.ends_with("약국")
        }
        (Some(foremost), None) => {
            let surname = &text[..foremost.len_utf8() + first.len_utf8()];
            begins && LONG_SURNAMES.contains(&surname)
        }
        _ => false,
    }
}

/// Names of neighbourhoods (법정동) that have the form of a person's name, from the boundaries of
/// 국토지리정보원 (2023-09-15); of those that are parted by numbers (문래동1가) the common part as well.
static NEIGHBOURHOODS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    include_str!("neighbourhoods.txt")
        .split_whitespace()
        .collect()
});

/// Whether a word that has the form of a name is a neighbourhood or a village (리) as well.
pub(super) fn is_neighbourhood(word: &str) -> bool {
    word.ends_with('리') || NEIGHBOURHOODS.contains(word)
}

/// The name that a word begins with, and what follows it.
pub(super) fn leading_name(word: &str) -> Option<(&str, &str)> {
    [4, 3]
        .into_iter()
        .filter_map(|length| split(word, length))
        .find(|(name, _)| is_name(name))
}

/// A whole word of two to four syllables that begins with a surname and is no office.
pub(super) fn rare_name(word: &str) -> Option<&str> {
    let length = word.chars().count();
    let fits = (2..=3).contains(&length) && word.starts_with(is_surname)
        || length == 4 && LONG_SURNAMES.iter().any(|long| word.starts_with(long));
    (fits && !NO_NAMES.contains(&word) && !OFFICES.iter().any(|office| word.ends_with(office)))
        .then_some(word)
}

/// Whether a word is a name by a surname that hardly another word begins with, whatever follows: 박보검, 최부자.
/// Places and offices are told by their last syllable.
pub(super) fn unusual_name(word: &str) -> bool {
    const SURNAMES: [char; 3] = ['김', '박', '최'];
    // 김해시, 박물관, 최고급, 박람회, 김제역.
    const ENDS: [char; 43] = [
        '시', '군', '구', '읍', '면', '동', '리', '로', '길', '도', '과', '팀', '계', '실', '국',
        '청', '소', '처', '단', '부', '장', '터', '관', '원', '회', '역', '교', '점', '사', '대',
        '권', '급', '집', '촌', '산', '천', '류', '초', '종', '근', '신', '전', '형',
    ];
    word.starts_with(SURNAMES)
        && word.chars().count() == 3
        && word.chars().all(|c| ('가'..='힣').contains(&c))
        && !word.ends_with(ENDS)
        && !NO_NAMES.contains(&word)
}

/// Whether a word of two syllables is a name: 김철, 이준. Few pairs are one and nothing else.
pub(super) fn short_name(word: &str) -> bool {
    const SURNAMES: &str = "김이박최정강조윤장임한오권황송홍서신안유";
    const GIVEN: &str = "철훈혁웅찬빈범욱샘섭";
    const WORDS: [&str; 4] = ["강철", "신철", "유철", "정훈"];
    let mut syllables = word.chars();
    let pair = (syllables.next(), syllables.next(), syllables.next());
    matches!(pair, (Some(surname), Some(given), None)
        if SURNAMES.contains(surname) && GIVEN.contains(given))
        && !WORDS.contains(&word)
}

/// Whether the words end in a label that is written with blanks: 성 명, 담 당 자.
pub(super) fn spaced_label(words: &[Word]) -> bool {
    const LONGEST: usize = 4;
    let mut label = String::new();
    let mut end: Option<&Word> = None;
    for word in words.iter().rev().take(LONGEST) {
        let is_piece = end.is_none_or(Word::is_apart_by_blanks) && word.text.chars().count() == 1;
        if !is_piece {
            break;
        }
        label.insert_str(0, &word.text);
        if LABELS.contains(&label.as_str()) {
            return true;
        }
        end = Some(word);
    }
    false
}

/// A name that is written with blanks between its syllables (홍 길 동, 홍 길동, 남궁 민수), as one word, and
/// how many words it is made of; what is run together with its last syllable (홍 길 동씨) comes along.
pub(super) fn spaced<'t>(words: &[Word<'t>]) -> Option<(Word<'t>, usize)> {
    const MOST_BLANKS: usize = 2;
    let syllables = |word: &Word| word.text.chars().count();
    let first = words.first()?;
    let long = LONG_SURNAMES.contains(&&*first.text);
    if !(long || syllables(first) == 1 && first.text.starts_with(is_surname)) {
        return None;
    }
    let mut joined = first.text.clone().into_owned();
    let mut given = 0;
    for (index, word) in words.iter().enumerate().skip(1) {
        if !word.is_apart_by_blanks() || word.gap.chars().count() > MOST_BLANKS {
            return None;
        }
        joined.push_str(&word.text);
        given += syllables(word);
        let goes_on = words
            .get(index + 1)
            .is_some_and(|next| next.is_apart_by_blanks() && syllables(next) == 1);
        if given >= 2 || (long && !goes_on) {
            let word = Word {
                range: first.range.start..word.range.end,
                text: Cow::Owned(joined),
                gap: first.gap,
            };
            return Some((word, index + 1));
        }
    }
    None
}
