//! Resident registration numbers (주민등록번호): birth date, a digit for century and sex, six more.

use super::{PersonalKind, Span, digit, narrow};

/// Finds numbers with a hyphen between the parts, or run together with the right check digit.
pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut at = 0;
    while at < chars.len() {
        match number_at(&chars, at) {
            Some(end) => {
                let to = chars.get(end).map_or(text.len(), |&(offset, _)| offset);
                spans.push((chars[at].0..to, PersonalKind::ResidentNumber));
                at = end;
            }
            None => at += 1,
        }
    }
}

fn number_at(chars: &[(usize, char)], start: usize) -> Option<usize> {
    if start > 0 && digit(chars[start - 1].1).is_some() {
        return None;
    }
    let value = |at: usize| chars.get(at).and_then(|&(_, c)| digit(c));
    let mut digits = Vec::with_capacity(13);
    for at in start..start + 6 {
        digits.push(value(at)?);
    }
    if !is_birth_date(&digits) {
        return None;
    }
    let mut at = start + 6;
    let mut hyphen = false;
    while let Some(&(_, c)) = chars.get(at) {
        match narrow(c) {
            ' ' => {}
            '-' | '‐'..='―' | '−' if !hyphen => hyphen = true,
            _ => break,
        }
        at += 1;
    }
    let sex = value(at).filter(|sex| (1..=8).contains(sex))?;
    digits.push(sex);
    at += 1;
    // The rest is often masked already: 880101-1******.
    let tail = at;
    while at < tail + 6 {
        match (value(at), chars.get(at)) {
            (Some(digit), _) => digits.push(digit),
            (None, Some(&(_, '*' | '●' | '○' | 'x' | 'X'))) if hyphen => {}
            _ => return None,
        }
        at += 1;
    }
    if value(at).is_some() || (!hyphen && !has_check_digit(&digits)) {
        return None;
    }
    Some(at)
}

/// Two digits each of year, month and day. The 29th of February passes: the century is not known yet.
fn is_birth_date(digits: &[u8]) -> bool {
    const DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (month, day) = (digits[2] * 10 + digits[3], digits[4] * 10 + digits[5]);
    let days = usize::from(month)
        .checked_sub(1)
        .and_then(|index| DAYS.get(index));
    days.is_some_and(|&days| (1..=days).contains(&day))
}

/// The check digit of numbers given out until October 2020.
fn has_check_digit(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 12] = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(&digit, weight)| u32::from(digit) * weight)
        .sum();
    digits
        .get(12)
        .is_some_and(|&check| u32::from(check) == (11 - sum % 11) % 10)
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
            "8801011234568", // invented; the last digit is the check digit
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
            "8801011234567",
            "1880101-1234567",
            "880101-12345678",
            "127456-1234567",
            "202330400000801010",
        ] {
            assert_eq!(withhold(text, Context::Text).0, text);
        }
    }
}
