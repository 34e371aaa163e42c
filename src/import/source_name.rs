//! What a file's name says of its source, without what tells one export of it from the next.
//!
//! `김해시 CCTV 설치현황_20260501.csv` and `2026년 6월 김해시 CCTV 설치현황 (최종) (1).xlsx` are one register.

use unicode_normalization::UnicodeNormalization;

/// Words that tell versions and copies of a file apart.
const MARKS: &[&str] = &[
    "최종본",
    "최종",
    "수정본",
    "수정",
    "최신본",
    "최신",
    "갱신본",
    "갱신",
    "정정본",
    "정정",
    "변경본",
    "복사본",
    "사본",
];
/// The same in English: too short to be looked for within words.
const ENGLISH_MARKS: &[&str] = &["final", "copy", "latest", "updated", "rev", "ver"];
/// What follows a date.
const AFTER_DATE: &[&str] = &["기준", "현재", "말", "자", "of"];
/// Years in which a register can have been exported.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2099;

/// The name of a source by the stem of its file: without dates, versions and copy marks, the stem itself
/// where nothing else is left.
pub(super) fn source_name(stem: &str) -> String {
    let stem: String = stem.nfc().collect();
    let mut name = String::new();
    let mut after_mark = false;
    for piece in pieces(&stem) {
        let (separator, word) = piece;
        let bare = word.trim_matches(is_bracket);
        if bare.is_empty() {
            continue;
        }
        // A number in brackets of its own is that of a copy.
        let numbered = bare.len() < word.len() && bare.len() <= 3 && is_number(bare);
        let left = without_marks(bare);
        let follows = after_mark
            && (AFTER_DATE.contains(&bare) || (is_number(of_state(bare)) && bare.len() <= 12));
        if numbered || left.is_empty() || follows {
            after_mark = true;
            continue;
        }
        after_mark = left.len() < bare.len() && bare.starts_with(left);
        if !name.is_empty() {
            name.push_str(separator);
        }
        // Brackets around what stays are kept.
        name.push_str(&word.replacen(bare, left, 1));
    }
    // Of a bracket whose other end went with a date.
    if name.matches(['(', '[', '（']).count() != name.matches([')', ']', '）']).count() {
        name = name.replace(is_bracket, "");
    }
    if name.is_empty() { stem } else { name }
}

/// Words with the one character that parts each from the word before; what stands in brackets is words of
/// its own, with the brackets.
fn pieces(stem: &str) -> Vec<(&'static str, &str)> {
    let mut pieces = Vec::new();
    let (mut start, mut separator) = (0, "");
    for (at, c) in stem.char_indices() {
        let (next, ends) = match c {
            _ if c.is_whitespace() => (" ", at + c.len_utf8()),
            '_' | '+' => ("_", at + 1),
            '-' | '–' | '~' => ("-", at + c.len_utf8()),
            '.' | ',' => (".", at + 1),
            '(' | '[' | '（' => ("", at),
            ')' | ']' | '）' => {
                let end = at + c.len_utf8();
                pieces.push((separator, &stem[start..end]));
                (separator, start) = ("", end);
                continue;
            }
            _ => continue,
        };
        if start < at {
            pieces.push((separator, &stem[start..at]));
            separator = next;
        } else if !next.is_empty() && separator.is_empty() {
            separator = next;
        }
        start = ends;
    }
    if start < stem.len() {
        pieces.push((separator, &stem[start..]));
    }
    pieces
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '（' | '）')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A word without the dates and marks at its ends.
fn without_marks(word: &str) -> &str {
    let mut left = word;
    loop {
        let shorter = without_one(left);
        if shorter.len() == left.len() {
            return left;
        }
        left = shorter;
    }
}

fn without_one(word: &str) -> &str {
    if ENGLISH_MARKS
        .iter()
        .any(|mark| word.eq_ignore_ascii_case(mark))
        || is_version(word)
    {
        return "";
    }
    for mark in MARKS {
        if let Some(left) = word.strip_suffix(mark).or_else(|| word.strip_prefix(mark)) {
            return left;
        }
    }
    let last = word.len() - word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if is_date(&word[word.len() - last..]) {
        return &word[..word.len() - last];
    }
    let first = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if is_date(&word[..first]) {
        return word[first..]
            .trim_start_matches("년도")
            .trim_start_matches('년');
    }
    // 2026년, 8월, 31일, with what says that it is that of the state: 31일기준, 8월말.
    let end = of_state(word);
    for unit in ["년도", "년", "월", "일", "분기"] {
        if let Some(before) = end.strip_suffix(unit) {
            let left = before.trim_end_matches(|c: char| c.is_ascii_digit());
            if left.len() < before.len() {
                return left;
            }
        }
    }
    // 8월방범: the month of a date at the beginning.
    if first > 0 && first <= 2 {
        for unit in ["년", "월", "일"] {
            if let Some(left) = word[first..].strip_prefix(unit) {
                return left;
            }
        }
    }
    word
}

/// A date without what says that it is that of the state.
fn of_state(word: &str) -> &str {
    let ends = ["기준", "현재", "말"];
    ends.iter()
        .fold(word, |word, end| word.strip_suffix(end).unwrap_or(word))
}

/// `v2`, `V10`, `ver2`, `rev3`.
fn is_version(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    ["version", "ver", "rev", "v"]
        .iter()
        .any(|mark| lower.strip_prefix(mark).is_some_and(is_number))
}

/// 2026, 202605, 260501, 20260501, 20260501123000.
fn is_date(digits: &str) -> bool {
    let number = |range: std::ops::Range<usize>| digits[range].parse::<u32>().unwrap_or(0);
    let month = |at: usize| (1..=12).contains(&number(at..at + 2));
    let day = |at: usize| (1..=31).contains(&number(at..at + 2));
    match digits.len() {
        4 => YEARS.contains(&number(0..4)),
        6 => (YEARS.contains(&number(0..4)) && month(4)) || (month(2) && day(4)),
        8 | 12 | 14 => YEARS.contains(&number(0..4)) && month(4) && day(6),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::source_name;

    #[test]
    fn exports_of_one_register_have_one_name() {
        for stem in [
            "김해시 CCTV 설치현황",
            "김해시 CCTV 설치현황_20260501",
            "김해시 CCTV 설치현황_20260601",
            "김해시 CCTV 설치현황 (최종)",
            "김해시 CCTV 설치현황(최종)",
            "김해시 CCTV 설치현황_최종_수정",
            "김해시 CCTV 설치현황_v2",
            "김해시 CCTV 설치현황 v2.1",
            "김해시 CCTV 설치현황 (1)",
            "김해시 CCTV 설치현황(12)",
            "김해시 CCTV 설치현황 - 복사본",
            "김해시 CCTV 설치현황 - 복사본 (2)",
            "김해시 CCTV 설치현황 사본",
            "2026년 8월 김해시 CCTV 설치현황",
            "2026년8월 김해시 CCTV 설치현황",
            "김해시 CCTV 설치현황(2026년 8월)",
            "김해시 CCTV 설치현황(2026.05.31. 기준)",
            "김해시 CCTV 설치현황(2026.5.31기준)",
            "김해시 CCTV 설치현황_2026-05-31",
            "김해시 CCTV 설치현황20260531",
            "김해시 CCTV 설치현황_20260501_142233",
            "김해시 CCTV 설치현황_2026년 2분기",
            "김해시 CCTV 설치현황_260501",
            "20260501_김해시 CCTV 설치현황",
            "김해시 CCTV 설치현황 최종본(3)",
            "김해시 CCTV 설치현황 copy",
            "김해시 CCTV 설치현황_2026년 5월말 현재",
        ] {
            assert_eq!(source_name(stem), "김해시 CCTV 설치현황", "{stem}");
        }
    }

    #[test]
    fn what_tells_registers_apart_stays() {
        for stem in [
            "parking-list",
            "설치현황(생활방범)",
            "cctv_1",
            "5350000_방범",
            "구역 12",
            "초등학교_3동",
            "20260501",
            "2026년 8월",
        ] {
            assert_eq!(source_name(stem), stem);
        }
        assert_eq!(source_name("설치현황(생활방범)_2026"), "설치현황(생활방범)");
        assert_eq!(source_name("방범_20260501_동부"), "방범_동부");
        assert_eq!(source_name("현황(2026 방범)"), "현황 방범");
    }
}
