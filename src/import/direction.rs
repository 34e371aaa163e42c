//! A cautious reader of 촬영방면정보: distances, opening angle, bearing, and whether the camera turns.
//!
//! The field is free text, and most texts are place names. A distance is read only when the whole text
//! consists of numbers with a metre unit and words about cameras: in "동신교 상류 400m 지점" the 400 m
//! lead to the place, and "500mm" is a pipe. What is not understood is left out, never guessed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::distance;
use crate::model::site::RowRange;

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
    let spaced = normalise(text);
    if spaced.is_empty() || spaced.len() > 400 {
        return RowRange::default();
    }
    let text: String = spaced.chars().filter(|c| !c.is_whitespace()).collect();
    let mut range = RowRange {
        turns: turns(&spaced),
        bearing_deg: bearing(&text),
        ..RowRange::default()
    };
    if text.contains("360도") && !follows_digit(&text, "360도") {
        range.width_deg = Some(360.0);
    }
    // A remark in brackets, such as "(기종따라 다름)", does not change what stands before it.
    let plain = without_brackets(&text);
    if let Some(tokens) = distance::tokens(if plain.is_empty() { &text } else { &plain }) {
        (range.min_m, range.max_m) = distance::distances(&tokens);
        range.width_deg = range.width_deg.or_else(|| distance::width(&tokens));
    }
    range
}

/// NFC, lower case, full-width to ASCII, one sign for each meaning.
fn normalise(text: &str) -> String {
    // Most texts are composed already, and composing costs more than all the rest.
    let composed = text
        .chars()
        .all(|c| c.is_ascii() || ('가'..='힣').contains(&c));
    let text = if composed {
        Cow::Borrowed(text)
    } else {
        text.nfc().collect::<String>().into()
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ｍ' | 'Ｍ' | 'ℳ' => out.push('m'),
            '㎞' => out.push_str("km"),
            '㎜' => out.push_str("mm"),
            '㎝' => out.push_str("cm"),
            '㎡' => out.push_str("m2"),
            '°' | '˚' | 'º' => out.push('도'),
            '～' | '∼' | '〜' | '–' => out.push('~'),
            '！'..='～' => {
                out.extend(char::from_u32(c as u32 - 0xFEE0).map(|c| c.to_ascii_lowercase()));
            }
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

/// Whether the text says that the camera turns or is fixed. A site with both kinds (고정1, 회전2) and a
/// fixed one that can be turned count as turning.
fn turns(text: &str) -> Option<bool> {
    const TURNING: [&str; 5] = ["ptz", "팬틸트", "팬/틸트", "스피드돔", "회전"];
    if TURNING.iter().any(|word| stands_alone(text, word)) {
        return Some(true);
    }
    stands_alone(text, "고정").then_some(false)
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
    const ROUNDABOUTS: &[&str] = &["교차로", "로터리", "로타리", "문"];
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + word.len()..];
        let apart = !after.starts_with(char::is_alphabetic)
            && !ROUNDABOUTS
                .iter()
                .any(|word| after.trim_start().starts_with(word));
        !matches!(before, Some('좌' | '우' | '비'))
            && (apart || ENDINGS.iter().any(|ending| after.starts_with(ending)))
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
            ("고정1 (회전가능)", Some(true)),
            ("오곡마을 입구 고정1, 회전2", Some(true)),
            ("가곡양우 회전2", Some(true)),
            ("회전 교차로", None),
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
                assert!(0.0 < min && min <= max && max <= 20_000.0);
            }
        }
    }
}
