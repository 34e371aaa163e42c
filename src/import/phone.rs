//! Telephone numbers of offices (관리기관전화번호).

use super::coordinates::ascii;

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phone {
    /// Numbers in their usual form, parted by commas; an extension follows its number (`02-450-1234~5`,
    /// `02-450-1234 (내선 123)`).
    Numbers(String),
    /// A number that lost its leading 0 in a number cell.
    ZeroMended(String),
    /// Something with digits that is not understood to its end: a local number without its area code.
    AsWritten,
    /// No number at all.
    None,
}

/// Reads a cell from which personal data is withheld already.
pub(super) fn read(text: &str) -> Phone {
    let text = ascii(text);
    // Masks of what was withheld, and words: 안전과 02-450-1234.
    let plain = without_masks(&text);
    if !plain.bytes().any(|b| b.is_ascii_digit()) {
        return Phone::None;
    }
    let bare = plain.trim().trim_end_matches(".0");
    if bare.bytes().all(|b| b.is_ascii_digit())
        && let Some(number) = with_zero(bare)
    {
        return Phone::ZeroMended(number);
    }
    let numbers: Option<Vec<String>> = plain
        .split([',', '/', ';', '\n'])
        .map(str::trim)
        .filter(|part| part.bytes().any(|b| b.is_ascii_digit()))
        .map(one)
        .collect();
    match numbers {
        Some(numbers) if !numbers.is_empty() => Phone::Numbers(numbers.join(", ")),
        _ => Phone::AsWritten,
    }
}

/// The text without `[… 비공개]`.
fn without_masks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((inside, behind)) = after
            .split_once(']')
            .filter(|(inside, _)| inside.ends_with("비공개"))
        else {
            break;
        };
        let _ = inside;
        out.push_str(before);
        out.push(',');
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// One number with its extension; words around it are left out.
fn one(text: &str) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit() || c == '(')?;
    let text = &text[start..];
    let mut digits = String::new();
    // Where a group of digits begins behind another.
    let mut parted: Vec<usize> = Vec::new();
    let mut gap = false;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => {
                if std::mem::take(&mut gap) && !digits.is_empty() {
                    parted.push(digits.len());
                }
                digits.push(c);
            }
            '-' | '.' | ')' | '(' | ' ' | '‐'..='―' => gap = true,
            _ => {
                end = at;
                break;
            }
        }
        if digits.len() > 12 {
            return None;
        }
    }
    let number = match parted[..] {
        // 050-1234-5678 as it is written: 0501-234-5678 is another way to part the same digits.
        [3, 7] if digits.starts_with("050") && digits.len() == 11 => {
            format!("{}-{}-{}", &digits[..3], &digits[3..7], &digits[7..])
        }
        _ => dashed(&digits)?,
    };
    if !keeps_groups(&number, &parted) {
        return None;
    }
    let rest = text[end..].trim();
    let Some(extension) = extension(rest) else {
        // A department or a person's title behind the number is not a part of it.
        return (!rest.bytes().any(|b| b.is_ascii_digit())).then_some(number);
    };
    Some(format!("{number}{extension}"))
}

/// Whether the groups that were written are groups of the number: 055-330-31144 has a digit too many, and
/// nobody knows which.
fn keeps_groups(number: &str, parted: &[usize]) -> bool {
    let dashes = number.match_indices('-').enumerate();
    let groups: Vec<usize> = dashes.map(|(before, (at, _))| at - before).collect();
    parted.iter().all(|at| groups.contains(at))
}

/// `~5`, `내선 123`, `(내)123`, `교환 123`.
fn extension(text: &str) -> Option<String> {
    let digits = |text: &str| -> Option<String> {
        let text = text
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, ')' | ':' | '.' | '-' | '번'));
        let fits = (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.to_owned())
    };
    if let Some(last) = text.strip_prefix('~') {
        return digits(last).map(|last| format!("~{last}"));
    }
    ["내선번호", "내선", "교환", "내", "ext", "#"]
        .iter()
        .find_map(|word| text.trim_start_matches('(').strip_prefix(word))
        .and_then(digits)
        .map(|extension| format!(" (내선 {extension})"))
}

/// A number with its dashes: 02, three-digit area codes, 050x, 070, 080, and 15xx, 16xx, 18xx.
fn dashed(digits: &str) -> Option<String> {
    let prefix = match digits.as_bytes() {
        _ if digits.starts_with("02") => 2,
        _ if digits.starts_with("050") => 4,
        _ if digits.starts_with("070") || digits.starts_with("080") => 3,
        [b'0', b'3'..=b'6', b'1'..=b'5', ..] => 3,
        _ if digits.len() == 8
            && ["15", "16", "18"]
                .iter()
                .any(|start| digits.starts_with(start)) =>
        {
            return Some(format!("{}-{}", &digits[..4], &digits[4..]));
        }
        _ => return None,
    };
    let (area, rest) = digits.split_at_checked(prefix)?;
    if !matches!(rest.len(), 7 | 8)
        || rest.starts_with('0')
        || (rest.starts_with('1') && prefix == 2)
    {
        return None;
    }
    let (office, line) = rest.split_at(rest.len() - 4);
    Some(format!("{area}-{office}-{line}"))
}

/// A number cell that dropped the 0 before an area code: 24507678 is 02-450-7678.
fn with_zero(digits: &str) -> Option<String> {
    // 15887000 is complete; a number in Seoul keeps 8 or 9 digits, elsewhere 9 or 10.
    let fits = match digits.as_bytes() {
        [b'2', ..] => matches!(digits.len(), 8 | 9),
        [b'3'..=b'6', b'1'..=b'5', ..] => matches!(digits.len(), 9 | 10),
        [b'7', b'0', ..] => digits.len() == 10,
        _ => false,
    };
    fits.then(|| dashed(&format!("0{digits}"))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str, expected: &str) {
        assert_eq!(read(text), Phone::Numbers(expected.to_owned()), "{text}");
    }

    #[test]
    fn numbers_get_their_usual_form() {
        numbers("02-450-7679", "02-450-7679");
        numbers("02)450-7679", "02-450-7679");
        numbers("(02) 450 7679", "02-450-7679");
        numbers("024507679", "02-450-7679");
        numbers("0234567890", "02-3456-7890");
        numbers("033.570.4108", "033-570-4108");
        numbers("０３３-５７０-４１０８", "033-570-4108");
        numbers("1588-6400", "1588-6400");
        numbers("070-1234-5678", "070-1234-5678");
        numbers("0505-123-4567", "0505-123-4567");
        numbers("050-1234-5678", "050-1234-5678");
        numbers("055-33031144", "055-3303-1144");
        numbers("안전과 02-450-7679", "02-450-7679");
        numbers("02-450-7679 교통과", "02-450-7679");
    }

    #[test]
    fn several_numbers_and_extensions_are_kept() {
        numbers("02-450-7679, 02-450-7680", "02-450-7679, 02-450-7680");
        numbers("02-450-7679/1588-6400", "02-450-7679, 1588-6400");
        numbers("02-450-7679~5", "02-450-7679~5");
        numbers("02-450-7679 내선 123", "02-450-7679 (내선 123)");
        numbers("02-450-7679(내선123)", "02-450-7679 (내선 123)");
        numbers("[휴대전화 비공개], 02-450-7679", "02-450-7679");
        assert_eq!(read("[휴대전화 비공개]"), Phone::None);
    }

    #[test]
    fn a_lost_leading_zero_is_put_back() {
        for (text, expected) in [
            ("24507678", "02-450-7678"),
            ("234507678", "02-3450-7678"),
            ("335704108", "033-570-4108"),
            ("7012345678", "070-1234-5678"),
            ("335704108.0", "033-570-4108"),
        ] {
            assert_eq!(read(text), Phone::ZeroMended(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_whole_number_stays_as_it_is() {
        for text in [
            "450-7679",
            "4507679",
            "02-45-7679",
            "055-330-31144",
            "02-4507-679",
            "02-450-7679 또는 7680",
            "119",
            "12345678901234",
        ] {
            assert_eq!(read(text), Phone::AsWritten, "{text}");
        }
        assert_eq!(read("없음"), Phone::None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}", near in "[0-9()~,./ 내선-]{0,24}") {
            for text in [text, near] {
                // A number in its usual form is read as itself.
                if let Phone::Numbers(numbers) | Phone::ZeroMended(numbers) = read(&text) {
                    proptest::prop_assert_eq!(read(&numbers), Phone::Numbers(numbers.clone()));
                }
            }
        }
    }
}
