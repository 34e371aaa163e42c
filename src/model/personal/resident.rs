//! Resident registration numbers (주민등록번호, 주민등록법 시행규칙 제2조): birth date, a digit for century and
//! sex (1 to 8; 5 to 8 for foreigners, 외국인등록번호), six more. Numbers given out since October 2020 have no
//! check digit any more.

use super::{Context, PersonalKind, Span, digit, narrow, number_starts};

/// Finds numbers with a hyphen between the parts, or run together. A company's number (법인등록번호,
/// 110111-1234567) cannot be told from one.
pub(super) fn find(text: &str, context: Context, spans: &mut Vec<Span>) {
    for start in number_starts(text, |_| false) {
        if let Some(length) = number_at(&text[start..], &text[..start], context) {
            spans.push((start..start + length, PersonalKind::ResidentNumber));
        }
    }
}

/// How the parts of a number are parted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Blanks,
    /// A point or a slash, as decimal numbers and fractions have one.
    Point,
    Hyphen,
}

/// The bytes of the resident number that a text begins with, if it does.
fn number_at(text: &str, before: &str, context: Context) -> Option<usize> {
    let century = century_of(text);
    let mut chars = text.char_indices().peekable();
    if century.is_some() {
        chars.nth(1);
    }
    let mut digits = [0; 13];
    for place in &mut digits[..6] {
        *place = digit(chars.next()?.1)?;
    }
    if !is_birth_date(&digits) {
        return None;
    }
    let mut gap = Gap::None;
    while let Some(&(_, c)) = chars.peek() {
        match narrow(c) {
            c if c.is_whitespace() => {
                if gap == Gap::None {
                    gap = Gap::Blanks;
                }
            }
            '.' | '/' | ',' | '·' if matches!(gap, Gap::None | Gap::Blanks) => gap = Gap::Point,
            '-' | '‐'..='―' | '−' | 'ㅡ' | 'ー' | 'ｰ' | '─' | '━' | '~' | '_' | ':'
                if gap != Gap::Hyphen =>
            {
                gap = Gap::Hyphen;
            }
            _ => break,
        }
        chars.next();
    }
    let mut end = 0;
    let mut masked = false;
    for (place, index) in digits[6..].iter_mut().zip(0..) {
        let (at, c) = chars.next()?;
        end = at + c.len_utf8();
        match digit(c) {
            Some(0 | 9..) if index == 0 => return None,
            Some(digit) => *place = digit,
            // The rest is often masked already: 880101-1******.
            None if index > 0 && gap == Gap::Hyphen && is_mask(c) => masked = true,
            None => return None,
        }
    }
    if chars.peek().is_some_and(|&(_, next)| digit(next).is_some()) {
        return None;
    }
    if let Some(century) = century {
        // The sign of the century says it again; a number that an office gives out may begin with a day of its own.
        let fits = matches!(
            (century, digits[6]),
            (19, 1 | 2 | 5 | 6) | (20, 3 | 4 | 7 | 8)
        );
        let is_of_an_office = context == Context::Number && century == 20;
        if !fits || gap == Gap::None || is_of_an_office && (masked || !has_check_digit(&digits)) {
            return None;
        }
    }
    let certain = match gap {
        Gap::Hyphen => true,
        // Two numbers beside each other in a column of numbers may be a pair of coordinates.
        Gap::Blanks | Gap::Point => {
            context != Context::Number && !masked && stands_apart(before, &text[end..])
        }
        // An office numbers its cameras as it likes, a day in front among the ways.
        Gap::None => context != Context::Number && stands_alone(before, &text[end..]),
    };
    (certain || (!masked && has_check_digit(&digits))).then_some(end)
}

/// The century of a birth date whose year is written in full: 19900101-1234567.
fn century_of(text: &str) -> Option<u8> {
    let mut digits = text.chars().map_while(digit);
    let century = digits.next()? * 10 + digits.next()?;
    (digits.count() == 6 && matches!(century, 19 | 20)).then_some(century)
}

/// Whether two groups of digits are no part of a list of such numbers or of a pair of coordinates: a lot
/// number may stand beside them.
fn stands_apart(before: &str, after: &str) -> bool {
    const LONG: usize = 5;
    let counts = |c: &char| digit(*c).is_some() || *c == '.';
    let is_gap = |c: char| c.is_whitespace() || c == ',';
    let last = before.trim_end_matches(is_gap).chars().rev();
    let first = after.trim_start_matches(is_gap).chars();
    stands_alone(before, after)
        && last.take_while(counts).count() < LONG
        && first.take_while(counts).count() < LONG
        // POINT (200101.1234567 450101.1).
        && !before
            .trim_end_matches('(')
            .trim_end()
            .ends_with(|c: char| c.is_ascii_alphabetic())
}

fn is_mask(c: char) -> bool {
    matches!(c, '*' | '●' | '○' | 'x' | 'X')
}

/// Whether a run of digits is neither part of a longer sign nor of a decimal number.
fn stands_alone(before: &str, after: &str) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let is_fraction = after
        .strip_prefix('.')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    !(before.ends_with(|c| joins(c) || c == '.') || after.starts_with(joins) || is_fraction)
}

/// Two digits each of year, month and day. The 29th of February passes: the century is not known yet.
fn is_birth_date(digits: &[u8; 13]) -> bool {
    const DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (month, day) = (digits[2] * 10 + digits[3], digits[4] * 10 + digits[5]);
    let days = usize::from(month)
        .checked_sub(1)
        .and_then(|index| DAYS.get(index));
    days.is_some_and(|&days| (1..=days).contains(&day))
}

/// The check digit of numbers given out until October 2020.
fn has_check_digit(digits: &[u8; 13]) -> bool {
    const WEIGHTS: [u32; 12] = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(&digit, weight)| u32::from(digit) * weight)
        .sum();
    u32::from(digits[12]) == (11 - sum % 11) % 10
}

#[cfg(test)]
mod tests {
    use super::super::{Context, withhold};

    #[test]
    fn numbers_with_a_sane_birth_date_are_withheld() {
        for text in [
            "880101-1234567",
            "880101 - 1234567",
            "８８０１０１-１２３４５６７",
            "000229-4234567",
            "880101-1******",
            "880101 1234568", // invented; the last digit is the check digit
            "8801011234568",
            "8801011234567",
            "900101-8234567",
            "8801011234569",
            "880101 1234567",
            "880101.1234567",
            "880101/1234567",
            "880101ㅡ1234567",
            "880101ー1234567",
            "880101\u{AD}-1234567",
            "880101-\n1234567",
            "19900101-1234567",
            "19900101 - 2234567",
            "20050101-3234567",
            "19900101-1******",
            "19900101 1234567",
        ] {
            let (out, withheld) = withhold(text, Context::Text);
            assert_eq!(
                (out.as_ref(), withheld.resident_numbers),
                ("[주민등록번호 비공개]", 1),
                "{text}"
            );
        }
    }

    #[test]
    fn other_numbers_of_that_length_stay() {
        for text in [
            "881301-1234567",
            "880132-1234567",
            "880101-9234567",
            "POINT (880101 1234567)",
            "POINT(880101.1234567 450101.1)",
            "880101 1234567, 880102 1234567",
            "127.5801011234567",
            "CAM8801011234567",
            "8801011234567-1",
            "880101-0234567",
            "1880101-1234567",
            "880101-12345678",
            "127456-1234567",
            "19901301-1234567",
            "19900101-3234567",
            "20190101-1000001",
            "19900101-12345678",
            "18900101-1234567",
            "199001011234567",
            "202330400000801010",
        ] {
            assert_eq!(withhold(text, Context::Text).0, text);
        }
        assert_eq!(
            withhold("삼문동 805 880101 1234567", Context::Text).0,
            "삼문동 805 [주민등록번호 비공개]"
        );
        for text in ["880101 1234567", "880101.1234567", "20190101-3000002"] {
            assert_eq!(withhold(text, Context::Number).0, text);
        }
    }
}
