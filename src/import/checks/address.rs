//! Which road or neighbourhood an address names, so that addresses can be told apart: one pole is
//! written in many ways, with the shop in front, the lane it looks at, its own number.

use std::borrow::Cow;

/// The place that an address names: road or 리/동/가, and the main number of house or lot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct AddressKey {
    /// Name of the road or neighbourhood, without white space.
    pub(super) name: String,
    /// Main number; neighbours such as 824-1 and 824-11 share it.
    pub(super) number: Option<u32>,
}

/// Reads the first road or neighbourhood of an address; `None` when it names neither.
pub(super) fn key(address: &str) -> Option<AddressKey> {
    let text = without_brackets(address);
    let mut words = text
        .split(|c: char| c.is_whitespace() || c == '_' || c == ',')
        .filter(|word| !word.is_empty())
        .peekable();
    let mut above = false;
    while let Some(word) = words.next() {
        let Some((name, rest)) = named(word, above) else {
            above |= ends_in(word, &["읍", "면", "시", "군", "구", "도"]);
            continue;
        };
        let mut name = name.to_owned();
        let mut rest = rest;
        // 방축로 12번길 3: the lane is a road of its own.
        let next = words.peek().copied().unwrap_or("");
        if rest.is_empty()
            && let Some(lane) = lane(next)
        {
            name.push_str(lane);
            rest = &next[lane.len()..];
            words.next();
        }
        let number = if rest.is_empty() {
            words.find(|word| !matches!(*word, "산" | "지하"))
        } else {
            Some(rest)
        };
        return Some(AddressKey {
            name,
            number: number.and_then(main_number),
        });
    }
    None
}

/// The name at the beginning of a word and what follows it: 자양로117, 망월동, 영암읍개신리.
fn named(word: &str, below: bool) -> Option<(&str, &str)> {
    let mut best = None;
    for (offset, c) in word.char_indices() {
        let end = offset + c.len_utf8();
        let rest = &word[end..];
        let starts_number = rest.starts_with(|c: char| c.is_ascii_digit());
        if offset == 0 || !(rest.is_empty() || starts_number || rest.starts_with('산')) {
            continue;
        }
        match c {
            '로' | '길' => {
                // 자양로3길 117 and 자양로12번길.
                if let Some(lane) = lane(rest) {
                    best = Some((&word[..end + lane.len()], &rest[lane.len()..]));
                    break;
                }
                best = Some((&word[..end], rest));
                break;
            }
            '동' | '리' | '가' => {
                best = Some((&word[..end], rest));
                break;
            }
            _ => {}
        }
    }
    // 용호동 is a neighbourhood, 서대구초교육교 none; a single word without a municipality before it may
    // be anything.
    best.filter(|(name, rest)| {
        let long = name.chars().count();
        long >= 2 && (below || !rest.is_empty() || long >= 3) && !name.ends_with("거리")
    })
}

/// A lane at the beginning of a text: `12번길`, `3길`, `12번안길`, `1가길`.
fn lane(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let rest = &text[digits..];
    [
        "번길",
        "길",
        "번안길",
        "가길",
        "나길",
        "다길",
        "라길",
        "안길",
        "번가길",
        "번나길",
    ]
    .iter()
    .find(|ending| rest.starts_with(**ending))
    .map(|ending| &text[..digits + ending.len()])
}

/// `산 12-3번지` has the main number 12.
fn main_number(text: &str) -> Option<u32> {
    let text = text.trim_start_matches(['산', '지', '하']);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..digits].parse().ok()
}

fn ends_in(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}

fn without_brackets(text: &str) -> Cow<'_, str> {
    if !text.contains(['(', ')', '[', ']', '（', '）']) {
        return Cow::Borrowed(text);
    }
    let mut depth = 0_u32;
    let keep = |c: &char| {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    Cow::Owned(text.chars().filter(keep).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Option<(String, Option<u32>)> {
        key(address).map(|key| (key.name, key.number))
    }

    #[test]
    fn road_and_lot_addresses_give_name_and_main_number() {
        for (address, name, number) in [
            ("서울특별시 광진구 자양로 117", "자양로", Some(117)),
            ("서울특별시 광진구 자양로117", "자양로", Some(117)),
            (
                "인천광역시 미추홀구 인하로535번길 25",
                "인하로535번길",
                Some(25),
            ),
            (
                "인천광역시 미추홀구 신기길 16번길 63-22",
                "신기길16번길",
                Some(63),
            ),
            ("경상남도 진주시 금산면 중천리 657-3", "중천리", Some(657)),
            ("충청남도 논산시 내동 824-11", "내동", Some(824)),
            ("경상북도 경산시 중산동669", "중산동", Some(669)),
            ("충청북도 울진군 대덕리 산 52-6", "대덕리", Some(52)),
            ("울진군 대덕리 산52-6", "대덕리", Some(52)),
            (
                "경기도 하남시 망월동 1141 (미사역 앞)",
                "망월동",
                Some(1141),
            ),
            ("강원특별자치도 태백시 시장안길", "시장안길", None),
            ("보문면 신월리 595-2", "신월리", Some(595)),
            (
                "익산시 고창삼거리 인근 낭산면 삼담리 1109-1",
                "삼담리",
                Some(1109),
            ),
        ] {
            assert_eq!(read(address), Some((name.to_owned(), number)), "{address}");
        }
    }

    #[test]
    fn one_building_is_one_place_whatever_follows() {
        assert_eq!(
            key("대구광역시 수성구 달구벌대로504길 26, 1층 마을카페"),
            key("대구광역시 수성구 달구벌대로504길 26, 1층 엘리베이터 앞")
        );
        assert_eq!(read("대구광역시 서구 서대구초교육교 북편 상부"), None);
        assert_eq!(read("대구광역시 서구"), None);
        assert_eq!(read(""), None);
    }

    proptest::proptest! {
        #[test]
        fn no_address_makes_it_panic(address in "[가-힣로길동리산읍면0-9 ()\\-]{0,30}", any in "\\PC{0,30}") {
            let _ = key(&address);
            let _ = key(&any);
        }
    }
}
