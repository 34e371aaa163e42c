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
    // "3대(고정2, 회전1)": what stands in brackets explains the number.
    let main = match text.split_once('(') {
        Some((main, rest)) if rest.ends_with(')') && !main.is_empty() => main,
        _ => &text,
    };
    if let Some(count) = number(main) {
        return Some(Count::Stated(count));
    }
    let terms: Option<Vec<i64>> = main.split('+').map(number).collect();
    if let Some(terms) = terms {
        return sum(&terms).map(Count::Summed);
    }
    let kinds: Option<Vec<i64>> = by_kind(main);
    kinds.and_then(|kinds| sum(&kinds)).map(Count::Summed)
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
