//! Mobile numbers, in whatever way they are written.

use super::{PersonalKind, Span, digit};

/// Separators in a row that still belong to one number: "010 - 1234 - 5678".
const SEPARATORS: usize = 3;

/// Finds mobile numbers. In a column of telephone numbers, one that lost its leading 0 in a
/// spreadsheet (`1012345678`) is one as well.
pub(super) fn find(text: &str, telephone: bool, spans: &mut Vec<Span>) {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut at = 0;
    while at < chars.len() {
        match number_at(&chars, at, telephone) {
            Some(end) => {
                let to = chars.get(end).map_or(text.len(), |&(offset, _)| offset);
                spans.push((chars[at].0..to, PersonalKind::MobileNumber));
                at = end;
            }
            None => at += 1,
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

/// The end of the mobile number that begins at `start`, if one does.
fn number_at(chars: &[(usize, char)], start: usize, telephone: bool) -> Option<usize> {
    let first = chars[start].1;
    let is_plus = matches!(first, '+' | '＋');
    if !(digit(first).is_some() || is_plus) || (start > 0 && digit(chars[start - 1].1).is_some()) {
        return None;
    }
    let (mut digits, mut groups) = (Vec::new(), Vec::<usize>::new());
    let (mut at, mut gap) = (start + usize::from(is_plus), usize::from(is_plus));
    let mut found = None;
    while let Some(&(_, c)) = chars.get(at) {
        if let Some(value) = digit(c) {
            if digits.is_empty() || gap > 0 {
                groups.push(0);
            }
            digits.push(value);
            if let Some(group) = groups.last_mut() {
                *group += 1;
            }
            gap = 0;
        } else if is_separator(c) && gap < SEPARATORS && !digits.is_empty() {
            gap += 1;
        } else {
            break;
        }
        at += 1;
        if digits.len() > 15 {
            return found;
        }
        let ends = chars.get(at).is_none_or(|&(_, next)| digit(next).is_none());
        if gap == 0 && ends && is_mobile(&digits, &groups, telephone) {
            found = Some(at);
        }
    }
    found
}

/// Whether digits, parted into groups of these lengths, are a mobile number.
fn is_mobile(digits: &[u8], groups: &[usize], telephone: bool) -> bool {
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
        return telephone && groups.len() == 1 && national.len() == 10 && national[1] == 0;
    }
    // "2019-01-10 2020" begins like a number, but 01 stands alone.
    groups[0] == 3 || groups[0] >= 6
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
            "",
        ] {
            for context in [Context::Text, Context::Person] {
                assert_eq!(withhold(text, context).0, text);
            }
        }
    }
}
