//! The number of cameras in 카메라대수.

use super::coordinates::ascii;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// One number.
    Stated(i64),
    /// The sum of numbers that the text itself adds up: `3+1`, `고정2 회전1`.
    Summed(i64),
}

/// Reads a count; 식 (a set) is none, for a set may have any number of cameras.
pub(super) fn read(text: &str) -> Option<Count> {
    let text: String = ascii(text).split_whitespace().collect();
    if text.len() > 100 {
        return None;
    }
    // "3대(고정2, 회전1)": what stands in brackets explains the number before it.
    let parts = parts(&text);
    if let [(_, only)] = parts.as_slice() {
        let main = before_bracket(only).unwrap_or(only);
        return match number(main) {
            Some(count) => Some(Count::Stated(count)),
            None => term(main).map(Count::Summed),
        };
    }
    // "1(고정)+2(회전)", and "1(고정), 2(회전)", but not "3,1".
    let are_added = parts.iter().skip(1).all(|(sign, _)| *sign == '+');
    let are_explained = parts.iter().all(|(_, part)| before_bracket(part).is_some());
    if are_added || are_explained {
        let term = |(_, part): &(char, &str)| term(before_bracket(part).unwrap_or(part));
        let terms: Option<Vec<i64>> = parts.iter().map(term).collect();
        return terms.and_then(|terms| sum(&terms)).map(Count::Summed);
    }
    let main = before_bracket(&text).unwrap_or(&text);
    match number(main) {
        Some(count) => Some(Count::Stated(count)),
        None => term(main).map(Count::Summed),
    }
}

/// The parts of a text between signs that stand outside brackets, each with the sign before it.
fn parts(text: &str) -> Vec<(char, &str)> {
    let (mut parts, mut depth, mut from, mut sign) = (Vec::new(), 0_usize, 0, ' ');
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '+' | ',' | '/' | '·' if depth == 0 => {
                parts.push((sign, &text[from..at]));
                (sign, from) = (c, at + c.len_utf8());
            }
            _ => {}
        }
    }
    parts.push((sign, &text[from..]));
    parts
}

/// What stands before the brackets that a text ends with.
fn before_bracket(text: &str) -> Option<&str> {
    let (main, inside) = text.strip_suffix(')')?.split_once('(')?;
    (!main.is_empty() && !inside.contains(')')).then_some(main)
}

/// A number, or numbers each behind its kind of camera.
fn term(text: &str) -> Option<i64> {
    number(text).or_else(|| by_kind(text).and_then(|kinds| sum(&kinds)))
}

fn sum(terms: &[i64]) -> Option<i64> {
    terms.iter().try_fold(0_i64, |sum, &term| {
        (term >= 0).then(|| sum.checked_add(term)).flatten()
    })
}

/// `3`, `3대`, `총 3대`, `3.0` (as spreadsheets write whole numbers), `1,200`.
fn number(text: &str) -> Option<i64> {
    let text = text
        .strip_prefix('총')
        .or_else(|| text.strip_prefix('계'))
        .unwrap_or(text);
    let text = ["대", "개소", "개", "EA", "ea"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text);
    let text = text
        .split_once('.')
        .filter(|(_, rest)| rest.bytes().all(|b| b == b'0'))
        .map_or(text, |(whole, _)| whole);
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let mut groups = unsigned.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let thousands =
        rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let digits = unsigned.replace(',', "");
    let only_digits = !first.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (thousands && only_digits)
        .then(|| text.replace(',', "").parse().ok())
        .flatten()
}

/// The counts of a text that names a kind of camera before each: 고정2, 회전1.
fn by_kind(text: &str) -> Option<Vec<i64>> {
    const KINDS: [&str; 10] = [
        "고정형",
        "고정식",
        "고정",
        "회전형",
        "회전식",
        "회전",
        "스피드돔",
        "돔",
        "PTZ",
        "ptz",
    ];
    let mut counts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.trim_start_matches([',', '/', '+', '·', ':']);
        let kind = KINDS.iter().find(|kind| rest.starts_with(**kind))?;
        rest = rest[kind.len()..].trim_start_matches([':', '-']);
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        counts.push(rest[..end].parse().ok()?);
        rest = rest[end..].trim_start_matches('대');
    }
    (!counts.is_empty()).then_some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_read_in_every_writing() {
        for (text, count) in [
            ("3", 3),
            ("３", 3),
            ("3대", 3),
            ("총 3대", 3),
            ("3 EA", 3),
            ("2.0", 2),
            ("1,200", 1200),
            ("0", 0),
            ("-1", -1),
            ("3대(고정2, 회전1)", 3),
            ("3(고정2+회전1)", 3),
            ("1,200(대)", 1200),
        ] {
            assert_eq!(read(text), Some(Count::Stated(count)), "{text}");
        }
    }

    #[test]
    fn only_what_the_text_adds_up_is_summed() {
        for (text, count) in [
            ("3+1", 4),
            ("3대 + 1대", 4),
            ("고정2 회전1", 3),
            ("고정 2대, 회전 1대", 3),
            ("고정:2/PTZ:1", 3),
            ("회전1", 1),
            ("1(고정)+2(회전)", 3),
            ("1대(고정), 2대(회전)", 3),
            ("고정1(신설)+회전2", 3),
        ] {
            assert_eq!(read(text), Some(Count::Summed(count)), "{text}");
        }
        for text in [
            "1식",
            "다수",
            "3,1",
            "3/1",
            "3~4",
            "2.5",
            "고정 회전",
            "",
            "3-1",
            "+",
            "많음(3)",
            "1(고정)+많음",
            "1(고정),2",
            "1(고정)2(회전)",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}", near in "[0-9+,.고정회전대 ()-]{0,20}") {
            let _ = (read(&text), read(&near));
        }
    }
}
