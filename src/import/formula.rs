//! Texts that a spreadsheet would run as a formula: how an export marks them, and how an import of that
//! file finds what stood there.

use std::borrow::Cow;

/// A text that no spreadsheet runs as a formula: where it begins with a character that begins one, an
/// apostrophe stands before it, which marks text (OWASP, CSV injection). [`unescaped`] takes it away.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if begins_a_formula(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text before [`escaped`]: for files that an export wrote.
#[must_use]
pub fn unescaped(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if begins_a_formula(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

/// Whether a spreadsheet may take a text for a formula; the wide forms are those of Korean keyboards.
fn begins_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// What an office means by a cell that is written so that Excel takes its digits for a text (`="0123"`, `'37.5`), or
/// a number for a formula (`=37.5`).
pub(super) fn as_meant(cell: &str) -> &str {
    // Nearly no cell begins so.
    if !matches!(cell.as_bytes().first(), Some(b'=' | b'\'' | b' ' | b'\t')) {
        return cell;
    }
    let text = cell.trim_start();
    let Some(rest) = text.strip_prefix(['=', '\'']).map(str::trim_end) else {
        return cell;
    };
    if let Some(quoted) = rest
        .strip_prefix('"')
        .filter(|_| text.starts_with('='))
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|text| !text.contains('"'))
    {
        return quoted;
    }
    let is_number = |c: u8| c.is_ascii_digit() || matches!(c, b'.' | b'-');
    let starts = rest.starts_with(|c: char| c.is_ascii_digit());
    if starts && rest.bytes().all(is_number) {
        rest
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_begins_a_formula_is_marked_and_nothing_else() {
        for text in [
            "=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1", "''-1",
        ] {
            assert_eq!(escaped(text), format!("'{text}"));
        }
        for text in ["", "'", "서울", "1-2", "'90년대", "02-450-1234"] {
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn digits_that_were_made_a_text_are_what_they_were() {
        for (cell, meant) in [
            ("=\"0123\"", "0123"),
            (" =\"35.19\" ", "35.19"),
            ("=\"서울\"", "서울"),
            ("'37.5", "37.5"),
            ("=127.1 ", "127.1"),
            ("=\"\"", ""),
        ] {
            assert_eq!(as_meant(cell), meant);
        }
        for cell in [
            "",
            "37.5",
            " 37.5",
            "'90년대",
            "=A1+B2",
            "=\"a\"&\"b\"",
            "=T(\"1\")",
            "'",
            "='1",
        ] {
            assert_eq!(as_meant(cell), cell);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "'{0,3}[=+@＝\\-]?.{0,8}") {
            let cell = escaped(&text);
            prop_assert!(!begins_a_formula(&cell));
            prop_assert_eq!(unescaped(&cell), text.as_str());
        }
    }
}
