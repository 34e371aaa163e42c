//! A cautious reader of 촬영방면정보: distances, opening angle, bearing, and whether the camera turns.
//!
//! The field is free text, and most texts are place names. A distance is read only when the whole text
//! consists of numbers with a metre unit and words about cameras: in "동신교 상류 400m 지점" the 400 m
//! lead to the place, and "500mm" is a pipe. What is not understood is left out, never guessed.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::model::site::RowRange;

/// Farther than any public camera sees.
const FARTHEST_M: f64 = 20_000.0;

/// Words that may stand beside a distance or an angle without changing its meaning.
const WORDS: &[&str] = &[
    "cctv",
    "카메라",
    "설치지역",
    "설치지점",
    "설치장소",
    "설치",
    "촬영범위",
    "촬영반경",
    "촬영거리",
    "촬영방면",
    "촬영",
    "감시범위",
    "감시반경",
    "감시거리",
    "감시",
    "가시거리",
    "유효거리",
    "거리",
    "범위",
    "반경",
    "주변",
    "주위",
    "전방향",
    "전방위",
    "전방면",
    "전방",
    "전면",
    "정면",
    "전체",
    "지역",
    "회전형",
    "회전식",
    "회전",
    "고정형",
    "고정식",
    "고정",
    "이내",
    "내외",
    "내",
    "최대",
    "최소",
    "까지",
    "부터",
    "에서",
    "단방향",
    "방향",
    "방면",
    "약",
    "및",
    "도로",
    "이상",
    "이하",
    "미만",
    "초과",
    "의",
    "형",
    "각",
    "화각",
    "시야각",
];

/// Units of length, longest first, with their metres; millimetres and the like are no distances.
const UNITS: &[(&str, Option<f64>)] = &[
    ("킬로미터", Some(1000.0)),
    ("밀리미터", None),
    ("센티미터", None),
    ("미터", Some(1.0)),
    ("km", Some(1000.0)),
    ("mm", None),
    ("cm", None),
    ("m2", None),
    ("mp", None),
    ("m", Some(1.0)),
];

/// Names of the sixteen points, longest first within each bearing.
const COMPASS: &[(&str, f64)] = &[
    ("북북동", 22.5),
    ("동북동", 67.5),
    ("동남동", 112.5),
    ("남남동", 157.5),
    ("남남서", 202.5),
    ("서남서", 247.5),
    ("서북서", 292.5),
    ("북북서", 337.5),
    ("북동", 45.0),
    ("동북", 45.0),
    ("남동", 135.0),
    ("동남", 135.0),
    ("남서", 225.0),
    ("서남", 225.0),
    ("북서", 315.0),
    ("서북", 315.0),
    ("정북", 0.0),
    ("정동", 90.0),
    ("정남", 180.0),
    ("정서", 270.0),
    ("북", 0.0),
    ("동", 90.0),
    ("남", 180.0),
    ("서", 270.0),
];

/// Reads what a text says about range and direction; nothing when it is not understood.
#[must_use]
pub(super) fn read(text: &str) -> RowRange {
    let text = normalise(text);
    if text.is_empty() || text.len() > 400 {
        return RowRange::default();
    }
    let mut range = RowRange {
        turns: turns(&text),
        bearing_deg: bearing(&text),
        ..RowRange::default()
    };
    if text.contains("360도") && !follows_digit(&text, "360도") {
        range.width_deg = Some(360.0);
    }
    // A remark in brackets, such as "(기종따라 다름)", does not change what stands before it.
    let plain = without_brackets(&text);
    if let Some(tokens) = tokens(if plain.is_empty() { &text } else { &plain }) {
        (range.min_m, range.max_m) = distances(&tokens);
        range.width_deg = range.width_deg.or_else(|| width(&tokens));
    }
    range
}

/// NFC, lower case, full-width to ASCII, without white space, one sign for each meaning.
fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            'ｍ' | 'Ｍ' | 'ℳ' => out.push('m'),
            '㎞' => out.push_str("km"),
            '㎜' => out.push_str("mm"),
            '㎝' => out.push_str("cm"),
            '㎡' => out.push_str("m2"),
            '°' | '˚' | 'º' => out.push('도'),
            '～' | '∼' | '〜' | '–' => out.push('~'),
            '！'..='～' => {
                out.extend(char::from_u32(c as u32 - 0xFEE0).map(|c| c.to_ascii_lowercase()))
            }
            _ if c.is_whitespace() => {}
            _ => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether a digit or point stands before the first occurrence: "1360도" is not 360 degrees.
fn follows_digit(text: &str, part: &str) -> bool {
    let before = text
        .find(part)
        .and_then(|at| text[..at].chars().next_back());
    before.is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | '~' | '-'))
}

/// A piece of a text that was understood to its end.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    /// A number with a unit of length.
    Metres(f64),
    /// A number of degrees.
    Degrees(f64),
    /// A number with neither.
    Bare(f64),
    /// `~` or `-` between two numbers.
    To,
    /// "or more" behind a distance.
    AtLeast,
    /// Anything else that is understood.
    Word,
}

/// The whole text as tokens; `None` when any part is not understood.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let (token, after) = number(rest)?;
            out.push(token);
            rest = after;
        } else if matches!(first, '~' | '-') {
            out.push(Token::To);
            rest = &rest[1..];
        } else if matches!(first, ',' | '.' | '/' | '(' | ')' | '+' | '&' | ':' | '·') {
            out.push(Token::Word);
            rest = &rest[first.len_utf8()..];
        } else {
            let word = WORDS
                .iter()
                .filter(|word| rest.starts_with(**word))
                .max_by_key(|word| word.len())?;
            out.push(if matches!(*word, "이상" | "초과") {
                Token::AtLeast
            } else {
                Token::Word
            });
            rest = &rest[word.len()..];
        }
    }
    Some(out)
}

fn number(text: &str) -> Option<(Token, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let value: f64 = text[..end].trim_end_matches('.').parse().ok()?;
    let rest = &text[end..];
    if let Some(rest) = rest.strip_prefix('도') {
        // "100m도로" has a unit; "100도로" is a road.
        return (!rest.starts_with('로')).then_some((Token::Degrees(value), rest));
    }
    let Some((unit, metres)) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit)) else {
        return Some((Token::Bare(value), rest));
    };
    let rest = &rest[unit.len()..];
    // A road that is 100 m wide, and any other Latin word that begins with m.
    if rest.starts_with("도로") || rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    Some((Token::Metres(value * (*metres)?), rest))
}

/// Smallest and largest distance; nothing when the text names several distances that are no span.
fn distances(tokens: &[Token]) -> (Option<f64>, Option<f64>) {
    let none = (None, None);
    let plausible = |metres: f64| (metres > 0.0 && metres <= FARTHEST_M).then_some(metres);
    let found: Vec<usize> = (0..tokens.len())
        .filter(|&at| matches!(tokens[at], Token::Metres(_)))
        .collect();
    let metres = |at: usize| match tokens.get(at) {
        Some(Token::Metres(value) | Token::Bare(value)) => plausible(*value),
        _ => None,
    };
    match found.as_slice() {
        [only] => {
            let Some(value) = metres(*only) else {
                return none;
            };
            let spans = *only >= 2
                && tokens[only - 1] == Token::To
                && matches!(tokens[only - 2], Token::Bare(_));
            let low = if spans { metres(only - 2) } else { None };
            match (low, spans, tokens.get(only + 1)) {
                (Some(low), _, _) if low <= value => (Some(low), Some(value)),
                (_, false, Some(Token::AtLeast)) => (Some(value), None),
                // "100m ~": the other end is missing.
                (_, true, _) | (_, _, Some(Token::To)) => none,
                _ => (Some(value), Some(value)),
            }
        }
        [first, second] if *second == first + 2 && tokens[first + 1] == Token::To => {
            match (metres(*first), metres(*second)) {
                (Some(low), Some(high)) if low <= high => (Some(low), Some(high)),
                _ => none,
            }
        }
        _ => none,
    }
}

/// The opening angle, when the text names one that cannot be a bearing.
fn width(tokens: &[Token]) -> Option<f64> {
    let degrees: Vec<f64> = tokens
        .iter()
        .filter_map(|token| {
            if let Token::Degrees(value) = token {
                Some(*value)
            } else {
                None
            }
        })
        .collect();
    // An angle alone is an opening angle from 60 degrees on; with words about the view, from 10.
    let least = if tokens.len() == 1 { 60.0 } else { 10.0 };
    let ranges = tokens.contains(&Token::To);
    match degrees.as_slice() {
        [width] if !ranges && (least..=360.0).contains(width) => Some(*width),
        _ => None,
    }
}

/// A compass word, when it is the whole text.
fn bearing(text: &str) -> Option<f64> {
    let bare = ["방향", "방면", "향", "쪽", "측"]
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .unwrap_or(text);
    COMPASS
        .iter()
        .find(|(name, _)| *name == bare)
        .map(|&(_, bearing)| bearing)
}

/// Whether the text says that the camera turns or is fixed; `None` when it says both or neither.
fn turns(text: &str) -> Option<bool> {
    static TURNING: LazyLock<[&str; 5]> =
        LazyLock::new(|| ["ptz", "팬틸트", "팬/틸트", "스피드돔", "회전"]);
    let turning = TURNING.iter().any(|word| stands_alone(text, word));
    let fixed = stands_alone(text, "고정");
    match (turning, fixed) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Whether a word about the device occurs that is not part of another: 회전교차로 is a roundabout,
/// 좌회전 a left turn, 고정문 the gate of a high school, 고정리 a village.
fn stands_alone(text: &str, word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "형",
        "식",
        "카메라",
        "감시",
        "가능",
        "및",
        "cctv",
        "촬영",
        "돔",
    ];
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + word.len()..];
        let ends = after
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphabetic() || matches!(c, 'm'));
        !matches!(before, Some('좌' | '우' | '비'))
            && (ends || ENDINGS.iter().any(|ending| after.starts_with(ending)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(text: &str, min: Option<f64>, max: Option<f64>) {
        let range = read(text);
        assert_eq!((range.min_m, range.max_m), (min, max), "{text}");
    }

    #[test]
    fn one_distance_is_both_smallest_and_largest() {
        for text in [
            "CCTV 반경 100m 이내",
            "주변100m이내",
            "주변 100Ｍ",
            "반경 100미터",
            "전방 0.1㎞",
            "CCTV 설치지역100M 전방향180도 촬영",
            "360도 회전 100미터 이내지역",
            "100m",
        ] {
            distance(text, Some(100.0), Some(100.0));
        }
        distance("전방 50M 및 360도", Some(50.0), Some(50.0));
    }

    #[test]
    fn spans_and_lower_bounds_keep_their_meaning() {
        distance("반경50m~100m", Some(50.0), Some(100.0));
        distance("2~50M 전방", Some(2.0), Some(50.0));
        distance("전방 10m ~ 20m", Some(10.0), Some(20.0));
        distance(
            "반경 30~150미터 이내(기종따라 다름)",
            Some(30.0),
            Some(150.0),
        );
        distance("120M이상", Some(120.0), None);
        distance("반경 3km", Some(3000.0), Some(3000.0));
    }

    #[test]
    fn numbers_that_are_no_range_of_the_camera_are_left_out() {
        for text in [
            "",
            "90",
            "360",
            "120도",
            "0",
            "-1",
            "욕지_도동_500mm",
            "500mm",
            "100m도로",
            "동신교 상류 400m 지점",
            "3M썬팅전문점 도로변",
            "양덕사거리 200M 전방",
            "MBC앞",
            "장명5길 20 M무인호텔 앞 고정1",
            "대강면 대강초교정면 농협방향으로 0M지점",
            "30km구간",
            "전방 0m",
            "반경 50000m",
            "반경 100m~50m",
            "50m, 100m",
            "4거리",
            "칠포교 100M 남단",
            "200만화소",
            "100m~",
        ] {
            distance(text, None, None);
        }
    }

    #[test]
    fn opening_angles_are_read_where_they_cannot_be_bearings() {
        for (text, width) in [
            ("360도 전방면", Some(360.0)),
            ("전방향(360도)", Some(360.0)),
            ("놀이터 360° 회전", Some(360.0)),
            ("120도 전방면", Some(120.0)),
            ("60도 단방향", Some(60.0)),
            ("180도", Some(180.0)),
            ("45°", None),
            ("120도, 180도 전방면", None),
            ("100~120도 전방면 (고정형카메라)", None),
            ("360", None),
            ("180도로변", None),
        ] {
            assert_eq!(read(text).width_deg, width, "{text}");
        }
    }

    #[test]
    fn compass_words_are_bearings_only_when_they_are_the_whole_text() {
        for (text, bearing) in [
            ("정북", Some(0.0)),
            ("북동", Some(45.0)),
            ("남서향", Some(225.0)),
            ("남 방향", Some(180.0)),
            ("북북서", Some(337.5)),
            ("서쪽", Some(270.0)),
            ("정면", None),
            ("북,남", None),
            ("서문", None),
            ("동사무소 방향", None),
            ("남부", None),
        ] {
            assert_eq!(read(text).bearing_deg, bearing, "{text}");
        }
    }

    #[test]
    fn turning_and_fixed_cameras_are_told_from_roundabouts_and_gates() {
        for (text, turns) in [
            ("회전", Some(true)),
            ("회전형 카메라", Some(true)),
            ("주변회전감시", Some(true)),
            ("사량_돈지마을_PTZ", Some(true)),
            ("욕지_도동_회전2", Some(true)),
            ("고정", Some(false)),
            ("고정형(북편)", Some(false)),
            ("삼거리고정1", Some(false)),
            ("고정1 (회전가능)", None),
            ("회전교차로 방면", None),
            ("회전로타리", None),
            ("현관(회전문)", None),
            ("좌회전", None),
            ("남대전고정문 진입로", None),
        ] {
            assert_eq!(read(text).turns, turns, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}", near in "[0-9mM~도°km.,() 반경전방이내이상-]{0,24}") {
            let _ = read(&text);
            let range = read(&near);
            if let (Some(min), Some(max)) = (range.min_m, range.max_m) {
                assert!(0.0 < min && min <= max && max <= FARTHEST_M);
            }
        }
    }
}
