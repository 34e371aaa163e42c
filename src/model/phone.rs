//! Telephone numbers: office numbers pass, personal mobile numbers are withheld.

use std::borrow::Cow;

/// What stands in the place of a withheld mobile number.
pub const WITHHELD: &str = "[휴대전화 비공개]";

/// Replaces every mobile number (010, 011, 016 to 019) in a text by [`WITHHELD`].
///
/// Returns the text and how many numbers were withheld. Digits may be run together or parted by
/// `-`, `.`, `)` or blanks, and may begin with +82; longer digit runs (a management number, say)
/// are no telephone numbers.
#[must_use]
pub fn withhold_mobile_numbers(text: &str) -> (Cow<'_, str>, usize) {
    // Few cells hold a mobile number: look for the digits first.
    if !(text.contains("01") || text.contains("10") || text.contains('０')) {
        return (Cow::Borrowed(text), 0);
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut out = String::new();
    let (mut at, mut copied, mut found) = (0, 0, 0);
    while at < chars.len() {
        if let Some(end) = mobile_at(&chars, at) {
            out.push_str(&text[copied..chars[at].0]);
            out.push_str(WITHHELD);
            copied = chars.get(end).map_or(text.len(), |&(offset, _)| offset);
            at = end;
            found += 1;
        } else {
            at += 1;
        }
    }
    if found == 0 {
        return (Cow::Borrowed(text), 0);
    }
    out.push_str(&text[copied..]);
    (Cow::Owned(out), found)
}

/// The end of the mobile number that begins at `start`, if one does.
fn mobile_at(chars: &[(usize, char)], start: usize) -> Option<usize> {
    let first = chars[start].1;
    if !(digit(first).is_some() || first == '+')
        || (start > 0 && digit(chars[start - 1].1).is_some())
    {
        return None;
    }
    let mut digits = Vec::new();
    let mut end = start;
    let mut at = start;
    let mut separators = 0;
    while at < chars.len() {
        let c = chars[at].1;
        if let Some(value) = digit(c) {
            digits.push(value);
            separators = 0;
            end = at + 1;
        } else if (at == start && c == '+')
            || (matches!(c, '-' | '.' | ')' | ' ' | '–' | '‐') && separators == 0)
        {
            separators += usize::from(at != start);
        } else {
            break;
        }
        at += 1;
        if digits.len() > 13 {
            return None;
        }
        if is_mobile(&digits) && chars.get(at).is_none_or(|&(_, next)| digit(next).is_none()) {
            return Some(end);
        }
    }
    None
}

fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        // Full-width digits, as typed with a Korean input method.
        '０'..='９' => u8::try_from(c as u32 - '０' as u32).ok(),
        _ => None,
    }
}

fn is_mobile(digits: &[u8]) -> bool {
    let national = match digits {
        [8, 2, 1, ..] => &digits[2..],
        [0, 1, ..] => &digits[1..],
        _ => return false,
    };
    matches!(national, [1, 0 | 1 | 6..=9, ..]) && matches!(national.len(), 9 | 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, count: usize) {
        let (out, found) = withhold_mobile_numbers(text);
        assert_eq!((out.as_ref(), found), (expected, count), "{text}");
    }

    #[test]
    fn mobile_numbers_in_every_spelling_are_withheld() {
        check("010-1234-5678", WITHHELD, 1);
        check("01012345678", WITHHELD, 1);
        check("010.123.4567", WITHHELD, 1);
        check("+82-10-1234-5678", WITHHELD, 1);
        check("０１０-1234-5678", WITHHELD, 1);
        check(
            "담당 010 1234 5678, 02-450-7679",
            "담당 [휴대전화 비공개], 02-450-7679",
            1,
        );
        check(
            "011-234-5678/019-123-1234",
            "[휴대전화 비공개]/[휴대전화 비공개]",
            2,
        );
    }

    #[test]
    fn office_numbers_and_long_codes_stay() {
        for text in [
            "02-450-7679",
            "033-570-4108",
            "1588-6400",
            "202330400000801010",
            "서울 101-1",
            "031-010-1234",
            "0101-12",
            "",
        ] {
            check(text, text, 0);
        }
    }
}
