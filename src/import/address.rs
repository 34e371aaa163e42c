//! Whether an address is a road address or a lot address.

/// Whether an address names a road (…로, …길) and a number on it.
pub(super) fn is_road_address(address: &str) -> bool {
    let words: Vec<&str> = address.split_whitespace().collect();
    words.iter().enumerate().any(|(at, word)| {
        // The name of a region or a district never ends in 로 or 길 with a number behind it.
        let road = word.chars().count() > 1 && (word.ends_with('로') || word.ends_with('길'));
        let next = words.get(at + 1).is_some_and(|next| {
            next.starts_with(|c: char| c.is_ascii_digit()) || next.starts_with("지하")
        });
        road && next || road_with_number(word)
    })
}

/// Whether a word is a road run together with its number: 강남대로123, but not 종로1가.
fn road_with_number(word: &str) -> bool {
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    name.len() < word.len()
        && name.chars().count() > 2
        && (name.ends_with('로') || name.ends_with('길'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn road_and_lot_addresses_are_told_apart() {
        for (address, road) in [
            ("서울특별시 광진구 자양로 117", true),
            ("경기도 성남시 분당구 서현로429번길 30", true),
            ("부산광역시 중구 동영로73번길 57", true),
            ("서울특별시 종로구 종로1가 24", false),
            ("서울특별시 도봉구 도봉1동 567-4", false),
            ("경기도 하남시 신장동 427-42 근로복지관", false),
            ("서울특별시 강남구 강남대로123", true),
        ] {
            assert_eq!(is_road_address(address), road, "{address}");
        }
    }
}
