//! Whether a text may hold a name at all: the quick answer for nearly all texts.

use std::sync::LazyLock;

use super::form::{SYLLABLES, index};
use super::is_hidden;
use super::vocabulary::{
    CLOSE_TITLES, HOUSES, LABELS, MARKS, RUN_TOGETHER, SEALS, TITLES, TITLES_APART, TITLES_BEFORE,
    WORK,
};
use crate::model::personal::mobile::SPOKEN;

/// What a syllable tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Nothing, as nearly all.
    No,
    /// It is the end of a cue when the right syllable stands before it.
    End,
    /// It is a cue by itself.
    Cue,
}

/// The words of which one stands in every text with a name, unless a number or a bracket tells it.
struct Cues {
    /// By syllable.
    signs: Box<[Sign]>,
    /// The last two syllables of the longer cues, sorted.
    pairs: Vec<(char, char)>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let mut cues = Cues {
        signs: vec![Sign::No; SYLLABLES].into(),
        pairs: Vec::new(),
    };
    let words = [
        &LABELS[..],
        &TITLES,
        &TITLES_BEFORE,
        &TITLES_APART,
        &CLOSE_TITLES,
        &RUN_TOGETHER,
        &HOUSES,
        &WORK,
        &MARKS,
        // A number in words is found by the same look.
        &SPOKEN,
    ];
    for word in words.concat() {
        let mut syllables = word.chars().rev();
        let Some(end) = syllables.next() else {
            continue;
        };
        let Some(sign) = cues.signs.get_mut(index(end)) else {
            continue;
        };
        match syllables.next() {
            None => *sign = Sign::Cue,
            Some(before) => {
                if *sign == Sign::No {
                    *sign = Sign::End;
                }
                cues.pairs.push((before, end));
            }
        }
    }
    // A seal is told by the bracket before it.
    for seal in SEALS {
        let Some(first) = seal.chars().next() else {
            continue;
        };
        let Some(sign) = cues.signs.get_mut(index(first)) else {
            continue;
        };
        if *sign == Sign::No {
            *sign = Sign::End;
        }
        cues.pairs.extend([('(', first), ('[', first)]);
    }
    cues.pairs.sort_unstable();
    cues
});

/// Whether any word occurs that a finding needs, or a sign that hides a syllable. Looks at two
/// neighbouring syllables at a time.
pub(in crate::model::personal) fn may_occur(text: &str) -> bool {
    let cues = &*CUES;
    let mut last = ' ';
    text.chars().any(|c| {
        if c == ' ' {
            // A label may be written with blanks: 성 명.
            return false;
        }
        let before = std::mem::replace(&mut last, c);
        match cues.signs.get(index(c)) {
            Some(Sign::No) => false,
            Some(Sign::End) => cues.pairs.binary_search(&(before, c)).is_ok(),
            Some(Sign::Cue) => true,
            None => !c.is_ascii() && is_hidden(c),
        }
    })
}
