//! Mobile numbers, in whatever way they are written.

use super::{PersonalKind, Span, digit, number_starts};

/// Separators in a row that still belong to one number: "010 - 1234 - 5678".
const SEPARATORS: usize = 3;
/// Digits of the longest number, 0082 (0)10 1234 5678.
pub(super) const MOST_DIGITS: usize = 15;

/// Finds mobile numbers. In a column of telephone numbers, one that lost its leading 0 in a
/// spreadsheet (`1012345678`) is one as well.
pub(super) fn find(text: &str, telephone: bool, spans: &mut Vec<Span>) {
    let mut done = 0;
    for start in number_starts(text, |c| c == '+') {
        if start >= done
            && let Some(length) = number_at(&text[start..], telephone)
            && !is_fraction(text, start, length)
        {
            done = start + length;
            spans.push((start..done, PersonalKind::MobileNumber));
        }
    }
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '-' | '.' | ' ' | '(' | ')' | '/' | '_' | '·' | '~' | '\u{A0}' | '\u{3000}' | '\u{200B}'
            ..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '‐'..='―' | '−' | 'ー' | '－' | '．' | '（' | '）'
    )
}

/// The digits of a number and how they are parted.
#[derive(Default)]
struct Digits {
    values: [u8; MOST_DIGITS],
    len: usize,
    groups: usize,
    first_group: usize,
}

impl Digits {
    fn push(&mut self, digit: u8, begins_group: bool) -> Option<()> {
        *self.values.get_mut(self.len)? = digit;
        self.len += 1;
        self.groups += usize::from(begins_group);
        self.first_group += usize::from(self.groups == 1);
        Some(())
    }

    fn is_mobile(&self, telephone: bool) -> bool {
        let digits = &self.values[..self.len];
        // A country code, with or without the 0 behind it: +82-10, 0082 10, +82 (0)10.
        let abroad = match digits {
            [0, 0, 8, 2, ..] => 4,
            [8, 2, ..] => 2,
            _ => 0,
        };
        let national = &digits[abroad..];
        let (national, zero) = match national {
            [0, rest @ ..] => (rest, true),
            _ => (national, false),
        };
        if !matches!(national, [1, 0 | 1 | 6..=9, ..]) || !matches!(national.len(), 9 | 10) {
            return false;
        }
        if abroad > 0 {
            return true;
        }
        if !zero {
            // Only 010 numbers are still given out; of others, ten digits may as well be something else.
            return telephone && self.groups == 1 && national.len() == 10 && national[1] == 0;
        }
        // "2019-01-10 2020" begins like a number, but 01 stands alone.
        self.first_group == 3 || self.first_group >= 6
    }
}

/// The bytes of the mobile number that a text begins with, if it does.
fn number_at(text: &str, telephone: bool) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    let mut number = Digits::default();
    let mut gap = usize::from(chars.next_if(|&(_, c)| matches!(c, '+' | '＋')).is_some());
    // Nearly all numbers end here.
    let first = chars.peek().and_then(|&(_, c)| digit(c));
    if gap == 0 && !(matches!(first, Some(0 | 8)) || (telephone && first == Some(1))) {
        return None;
    }
    let mut found = None;
    while let Some((at, c)) = chars.next() {
        if let Some(value) = digit(c) {
            if number.push(value, number.len == 0 || gap > 0).is_none() {
                break;
            }
            gap = 0;
        } else if is_separator(c) && gap < SEPARATORS && number.len > 0 {
            gap += 1;
            continue;
        } else {
            break;
        }
        let ends = chars.peek().is_none_or(|&(_, next)| digit(next).is_none());
        if ends && number.is_mobile(telephone) {
            found = Some(at + c.len_utf8());
        }
    }
    found
}

/// Whether a number without separators is the fraction of a decimal number, such as 127.0101234567.
/// Behind a single digit it may be counted: "1.01012345678".
fn is_fraction(text: &str, start: usize, length: usize) -> bool {
    let mut before = text[..start].bytes().rev();
    before.next() == Some(b'.')
        && before.take_while(u8::is_ascii_digit).count() > 1
        && text[start..start + length]
            .bytes()
            .all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::{Context, withhold};

    const WITHHELD: &str = "[휴대전화 비공개]";

    #[test]
    fn mobile_numbers_in_every_writing_are_withheld() {
        for text in [
            "010-1234-5678",
            "01012345678",
            "010.123.4567",
            "010 1234 5678",
            "010 - 1234 - 5678",
            "010)1234-5678",
            "(010)1234-5678",
            "010/1234/5678",
            "010_1234_5678",
            "010–1234–5678",
            "010\u{200B}-1234-5678",
            "0101234-5678",
            "010 12 34 56 78",
            "+82-10-1234-5678",
            "+82 (0)10-1234-5678",
            "0082 10 1234 5678",
            "０１０-1234-5678",
            "０１０－１２３４－５６７８",
            "011-234-5678",
            "019-123-1234",
        ] {
            let (out, withheld) = withhold(text, Context::Text);
            assert_eq!(withheld.mobile_numbers, 1, "{text} {out}");
            assert_eq!(out.trim_start_matches('('), WITHHELD, "{text}");
        }
        let (out, withheld) = withhold("담당 010 1234 5678, 02-450-7679", Context::Text);
        assert_eq!(
            (out.as_ref(), withheld.total()),
            ("담당 [휴대전화 비공개], 02-450-7679", 1)
        );
        let (out, withheld) = withhold("011-234-5678,019-123-1234", Context::Text);
        assert_eq!(
            (out.as_ref(), withheld.total()),
            ("[휴대전화 비공개],[휴대전화 비공개]", 2)
        );
    }

    #[test]
    fn a_lost_leading_zero_counts_in_a_column_of_telephones() {
        assert_eq!(withhold("1012345678", Context::Person).0, WITHHELD);
        assert_eq!(withhold("1012345678", Context::Text).0, "1012345678");
    }

    #[test]
    fn office_numbers_codes_dates_and_lots_stay() {
        for text in [
            "02-450-7679",
            "033-570-4108",
            "070-1234-5678",
            "050-1234-5678",
            "1588-6400",
            "202330400000801010",
            "서울 101-1",
            "031-010-1234",
            "0101-12",
            "보정동 1019-224",
            "2019-01-10 / 2020-01-05",
            "2019-01-10 12:30:45",
            "20190110 20200105",
            "127.0108516212",
            "POINT (967125.0160456356 1942908.0116451615)",
            "",
        ] {
            for context in [Context::Text, Context::Person] {
                assert_eq!(withhold(text, context).0, text);
            }
        }
    }
}
