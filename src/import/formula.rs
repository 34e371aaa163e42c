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

    proptest! {
        #[test]
        fn every_text_comes_back(text in "'{0,3}[=+@＝\\-]?.{0,8}") {
            let cell = escaped(&text);
            prop_assert!(!begins_a_formula(&cell));
            prop_assert_eq!(unescaped(&cell), text.as_str());
        }
    }
}
