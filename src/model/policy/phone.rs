//! The shape of the office numbers that policy files hold.

/// Whether a text is a Korean office number: area code and number, or a nationwide one (15xx, 16xx, 18xx).
///
/// Numbers that begin with 01 are mobile or paging numbers and never an office's.
pub(super) fn is_phone(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let digits = groups
        .iter()
        .all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    let shape: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    digits
        && match shape.as_slice() {
            [2..=4, 3..=4, 4] => text.starts_with('0') && !text.starts_with("01"),
            [4, 4] => ["15", "16", "18"]
                .iter()
                .any(|prefix| text.starts_with(prefix)),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_number_has_an_area_code_or_is_a_nationwide_one() {
        for text in [
            "02-450-7210",
            "031-839-2110",
            "1588-6400",
            "070-1234-5678",
            "0505-123-4567",
        ] {
            assert!(is_phone(text), "{text}");
        }
        for text in [
            "",
            "450-7210",
            "02)450-7210",
            "8210-450-7210",
            "1234-5678",
            "없음",
            "012-345-6789",
            "02-45-7210",
        ] {
            assert!(!is_phone(text), "{text}");
        }
    }
}
