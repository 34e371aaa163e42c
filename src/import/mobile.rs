//! Which rows are mobile devices (이동형): on a vehicle, a drone, set up now here and now there.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;

use super::columns::Column;
use super::row::RawRow;

/// Words that name a mobile device wherever a row says what it is.
const KINDS: [&str; 9] = [
    "이동식",
    "이동형",
    "차량탑재",
    "탑재형",
    "차량형",
    "차량용",
    "주행형",
    "드론",
    "무인기",
];
/// Vehicles and what stands in them: a row is such a device where they say what it is, or where nothing else is said.
const VEHICLES: [&str; 7] = [
    "단속차량",
    "순찰차",
    "버스탑재",
    "탑재버스",
    "관용차량",
    "관용차",
    "블랙박스",
];
/// Words that say the opposite: 고정형·이동형 is no statement.
const FIXED: [&str; 2] = ["고정형", "고정식"];
/// What may stand beside the words above in a cell for a place that names no place.
const FILLERS: [&str; 22] = [
    "불법주정차",
    "주정차",
    "단속",
    "카메라",
    "cctv",
    "차량",
    "방범",
    "감시",
    "산불",
    "순찰",
    "장비",
    "시스템",
    "호차",
    "호기",
    "전체",
    "관내",
    "대",
    "호",
    "번",
    "버스",
    "노선",
    "관용",
];

/// The text that says that a row is a mobile device.
///
/// A kind or a purpose says so with a word in it (차량방범 is no such word: it films vehicles). A direction is
/// often a place: it says so in brackets before or behind the rest, or at its end, but not in the middle (구만제
/// 이동식 화장실 앞 is a toilet). A cell for a place says so only when nothing else stands in it: 드론공원 앞 is a
/// place.
pub(super) fn statement<'r>(raw: &'r RawRow) -> Option<&'r str> {
    let says = [Column::Kind, Column::Purpose];
    let places = [Column::Address, Column::RoadAddress, Column::LotAddress];
    let said = says
        .into_iter()
        .find(|&column| names_a_mobile_device(raw.get(column)));
    said.or_else(|| {
        let direction = raw.get(Column::Direction);
        (names_a_mobile_device(direction) && marks_a_mobile_device(direction))
            .then_some(Column::Direction)
    })
    .or_else(|| {
        places
            .into_iter()
            .find(|&column| is_all_device(raw.get(column)))
    })
    .map(|column| raw.get(column))
}

fn names_a_mobile_device(text: &str) -> bool {
    if !may_name_one(text) {
        return false;
    }
    let text = compact(text);
    text == "차량"
        || (KINDS
            .iter()
            .chain(&VEHICLES)
            .any(|word| text.contains(word))
            && !FIXED.iter().any(|word| text.contains(word)))
}

/// Whether a text that names a mobile device does so as a mark: in brackets of its own, or at the end.
fn marks_a_mobile_device(text: &str) -> bool {
    let in_brackets = text
        .split(['(', '[', '<', '{'])
        .skip(1)
        .filter_map(|part| part.split([')', ']', '>', '}']).next())
        .any(is_all_device);
    let compact = compact(text);
    let end = compact
        .trim_end_matches("cctv")
        .trim_end_matches("카메라")
        .trim_end_matches("장비");
    in_brackets || is_all_device(text) || KINDS.iter().any(|kind| end.ends_with(kind))
}

fn is_all_device(text: &str) -> bool {
    // What a plate leaves out names nothing that the whole text does not, and a plate begins with digits: the first
    // syllable of most addresses decides.
    let first = text
        .split_at(text.chars().next().map_or(0, char::len_utf8))
        .0;
    if !may_be_all_device(first) || !may_name_one(text) {
        return false;
    }
    let text = &*without_plate(text);
    if !may_be_all_device(text) {
        return false;
    }
    let mut text = compact(text);
    let mut names = KINDS.iter().chain(&VEHICLES);
    let stated = text.contains("차량") || names.any(|word| text.contains(word));
    for word in VEHICLES.iter().chain(&KINDS).chain(&FILLERS) {
        text = text.replace(word, "");
    }
    stated && text.trim_end_matches(['용', '형', '식']).is_empty()
}

/// The text without the number of a vehicle (12가3456).
fn without_plate(text: &str) -> Cow<'_, str> {
    let is_digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    let letters: Vec<char> = text.chars().collect();
    let is_plate = |at: usize| {
        let behind = letters[at + 1..]
            .iter()
            .skip_while(|c| c.is_whitespace())
            .take_while(|c| c.is_ascii_digit());
        at >= 2
            && is_digit(letters.get(at - 1))
            && is_digit(letters.get(at - 2))
            && ('가'..='힣').contains(&letters[at])
            && behind.count() == 4
    };
    let kept = (0..letters.len()).filter(|&at| !is_plate(at));
    Cow::Owned(kept.map(|at| letters[at]).collect())
}

/// Whether nothing but syllables of the words that may stand in such a cell stands in it: the first
/// syllable of most addresses is none of them. Letters that are no syllables may become any.
fn may_be_all_device(text: &str) -> bool {
    static SYLLABLES: LazyLock<FxHashSet<char>> = LazyLock::new(|| {
        let words = KINDS.iter().chain(&VEHICLES).chain(&FILLERS);
        let words = words.chain(&["차량", "용형식"]);
        words.flat_map(|word| word.chars()).collect()
    });
    let is_foreign = |c: char| ('가'..='힣').contains(&c) && !SYLLABLES.contains(&c);
    !text.chars().any(is_foreign)
}

/// Whether the syllables of a word for a mobile device stand in a text in their order: one look at each
/// letter, for most cells hold none of them. Decomposed letters may be any syllable.
fn may_name_one(text: &str) -> bool {
    let (mut moving, mut driving, mut unmanned) = (false, false, false);
    !text.is_ascii()
        && text.chars().any(|c| match c {
            '이' => {
                moving = true;
                false
            }
            '주' => {
                driving = true;
                false
            }
            '무' => {
                unmanned = true;
                false
            }
            '동' => moving,
            '행' => driving,
            '기' => unmanned,
            '차' | '탑' | '드' | '블' | '\u{1100}'..='\u{11FF}' => true,
            _ => false,
        })
}

/// Letters alone, composed, in lower case.
fn compact(text: &str) -> String {
    text.nfkc()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(column: Column, text: &str, expected: bool) {
        let mut raw = RawRow::default();
        raw.cells[column as usize] = text.into();
        assert_eq!(statement(&raw).is_some(), expected, "{column:?} {text}");
    }

    #[test]
    fn every_word_passes_the_quick_look() {
        for word in
            KINDS
                .iter()
                .chain(&VEHICLES)
                .chain(&["차량", "이 동 식", "드\u{1105}\u{1169}\u{11ab}"])
        {
            assert!(may_name_one(word), "{word}");
        }
        assert!(!may_name_one("서울특별시 광진구 능동로 120"));
    }

    #[test]
    fn a_direction_says_so_as_a_mark_and_not_as_a_part_of_a_place() {
        for (text, expected) in [
            ("(이동식)무단투기감시24-01", true),
            ("시장 안-이동형", true),
            ("교회 인근 이동형 CCTV", true),
            ("이동식", true),
            ("저수지 이동식 화장실 앞", false),
            ("드론고등학교-주택사이", false),
            ("실내드론축구장 옆 정자", false),
            ("천변 드론연습장 산책로", false),
        ] {
            check(Column::Direction, text, expected);
        }
    }

    #[test]
    fn mobile_devices_say_so_and_cameras_for_vehicles_do_not() {
        for text in [
            "이동식",
            "이동형 CCTV",
            "차량",
            "차량 탑재형",
            "드론",
            "불법주정차(차량탑재)",
        ] {
            check(Column::Kind, text, true);
            check(Column::Purpose, text, true);
        }
        for text in [
            "차량방범",
            "차량번호인식",
            "고정형",
            "고정형/이동형",
            "교통단속",
            "생활방범",
            "PTZ",
        ] {
            check(Column::Kind, text, false);
            check(Column::Purpose, text, false);
        }
        check(Column::Purpose, "산불예방 홍보 및 감시(드론)", true);
    }

    #[test]
    fn a_place_is_a_place_even_when_its_name_has_such_a_word() {
        for text in [
            "이동식 CCTV",
            "단속차량 1호차",
            "차량탑재형",
            "드론(산불감시)",
            "관내 전체(이동식)",
            "이동식 카메라(12가3456)",
            "단속차량 1호",
            "순찰차 3호",
            "버스탑재",
            "관용차량 블랙박스",
            "차량탑재형 1호",
        ] {
            check(Column::Address, text, true);
        }
        for text in [
            "드론공원 앞",
            "이동면 사무소",
            "차량등록사업소",
            "이동식주택단지 입구",
            "순찰차 차고지 앞",
            "블랙박스 판매점",
            "버스 정류장",
            "12가3456 앞",
            "경기도 용인시 처인구 이동읍",
        ] {
            check(Column::Address, text, false);
        }
    }
}
