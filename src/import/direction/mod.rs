//! A cautious reader of 촬영방면정보: distances, opening angle, bearing, directions, and the kind of camera.
//!
//! The field is free text, and most texts are place names. Numbers are read only when the whole text
//! consists of numbers with their units and words about cameras: in "동신교 상류 400m 지점" the 400 m
//! lead to the place, and "500mm" is a pipe. The kind of camera is read beside a place name as well.
//! What is not understood is left out, never guessed; the raw text is always kept.
//!
//! A text becomes words (`token`, `compass`), the words a statement (`phrase`, `device`).

mod compass;
mod device;
mod phrase;
mod token;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::BareNumber;
use crate::model::site::{CameraKind, RowRange};
use phrase::Said;

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Direction {
    /// Distances, angles, directions and kind, as far as they are stated.
    pub(super) range: RowRange,
    /// A number stands there of which nobody says whether it is a bearing, an angle or a count.
    pub(super) ambiguous: bool,
    /// An angle of more than 360 degrees, which was not taken.
    pub(super) beyond_circle: bool,
}

/// Longest text that is read, bytes; longer ones are descriptions of places.
const LONGEST: usize = 400;

/// Words for nothing.
const NOTHING: [&str; 12] = [
    "-1",
    "-",
    "--",
    ".",
    "없음",
    "해당없음",
    "해당사항없음",
    "미상",
    "n/a",
    "na",
    "null",
    "x",
];

/// Reads what a text says; `bare` tells what a number alone means in this register.
#[must_use]
pub(super) fn read(text: &str, bare: BareNumber) -> Direction {
    let spaced = normalise(text);
    if spaced.is_empty() || spaced.len() > LONGEST {
        return Direction::default();
    }
    let text = without_blanks(&spaced);
    if NOTHING.contains(&text.as_str()) {
        return Direction::default();
    }
    let Said {
        mut range,
        ambiguous,
        beyond_circle,
    } = said(&text, bare);
    range.kind = device::kind(&spaced);
    range.turns = range.kind.and_then(CameraKind::turns);
    // The full circle is nothing else, wherever it stands.
    if range.bearing_deg.is_none() && text.contains("360도") && !follows_digit(&text, "360도") {
        range.width_deg = Some(360.0);
    }
    Direction {
        range,
        ambiguous,
        beyond_circle,
    }
}

/// What the numbers and compass points say, when the whole text is understood. A remark in brackets,
/// such as "(기종따라 다름)", does not change what stands before it.
fn said(text: &str, bare: BareNumber) -> Said {
    let whole = |text: &str| {
        token::tokens(text)
            .filter(|tokens| !tokens.is_empty())
            .and_then(|tokens| phrase::read(&tokens, bare))
    };
    if let Some(said) = whole(text) {
        return said;
    }
    if !text.contains(['(', '[', '{']) {
        return Said::default();
    }
    whole(&without_brackets(text)).unwrap_or_default()
}

/// NFC, lower case, full-width to ASCII, one sign for each meaning.
fn normalise(text: &str) -> String {
    // Most texts are composed already, and composing costs more than all the rest.
    let composed = text
        .chars()
        .all(|c| c.is_ascii() || ('가'..='힣').contains(&c));
    let text = if composed {
        Cow::Borrowed(text)
    } else {
        text.nfc().collect::<String>().into()
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ｍ' | 'Ｍ' | 'ℳ' => out.push('m'),
            '㎞' => out.push_str("km"),
            '㎜' => out.push_str("mm"),
            '㎝' => out.push_str("cm"),
            '㎡' => out.push_str("m2"),
            '°' | '˚' | 'º' => out.push('도'),
            '～' | '∼' | '〜' | '–' => out.push('~'),
            '、' | '，' => out.push(','),
            '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => {}
            '！'..='～' => {
                out.extend(char::from_u32(c as u32 - 0xFEE0).map(|c| c.to_ascii_lowercase()));
            }
            _ => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

/// The text without white space; between two numbers it parts them, as a comma does.
fn without_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if gap && c.is_ascii_digit() && out.ends_with(|last: char| last.is_ascii_digit()) {
            out.push(',');
        }
        gap = false;
        out.push(c);
    }
    out
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether a digit or point stands before the first occurrence: "1360도" is not 360 degrees.
fn follows_digit(text: &str, part: &str) -> bool {
    let before = text
        .find(part)
        .and_then(|at| text[..at].chars().next_back());
    before.is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | '~' | '-'))
}

#[cfg(test)]
mod tests;
