//! How long footage is kept, as 보관일수 says it.

use super::coordinates::ascii;
use crate::model::RetentionRule;

/// Longest retention that is believed: ten years.
const LONGEST_DAYS: u16 = 3650;
/// Cells that say nothing.
const NOTHING: [&str; 10] = [
    "-",
    "미상",
    "모름",
    "미기재",
    "미입력",
    "해당없음",
    "해당사항없음",
    "null",
    "n/a",
    "#n/a",
];
/// What is done with footage, or is not.
const KEPT: [&str; 4] = ["보관", "저장", "녹화", "기록"];
/// How it is said behind them that it is not.
const NOT: [&str; 8] = [
    "안함",
    "않음",
    "안됨",
    "하지않음",
    "하지않습니다",
    "하지아니함",
    "되지않음",
    "되지아니함",
];
/// Words of an upper bound, behind or before the number.
const AT_MOST_BEHIND: [&str; 5] = ["이내", "이하", "미만", "까지", "한도"];
const AT_MOST_BEFORE: [&str; 2] = ["최대", "최장"];
/// What the number is, said before it.
const NAMES: [&str; 6] = [
    "영상보관기간",
    "보관기간",
    "보존기간",
    "저장기간",
    "보관일수",
    "보관",
];
/// The same, said behind it.
const DONE: [&str; 3] = ["보관", "저장", "보존"];

/// Reads 보관일수: `None` when nothing stands there, [`RetentionRule::Unknown`] when what stands there
/// cannot be read.
///
/// A month has no number of days (민법 제160조), `60일 이상` no last day, and 0 may be nothing kept or
/// nothing filled in: none of them is read.
pub(super) fn read(text: &str) -> Option<RetentionRule> {
    let text: String = ascii(text).to_lowercase().split_whitespace().collect();
    if text.is_empty() || NOTHING.contains(&text.as_str()) {
        return None;
    }
    if is_not_kept(&text) {
        return Some(RetentionRule::NotStored);
    }
    // 보관기간 : 30일, 30일 보관, 30일 이내 보관.
    let named = NAMES.iter().find_map(|name| text.strip_prefix(name));
    let text = named.map_or(&*text, |rest| rest.trim_start_matches([':', '은', '는']));
    let done = DONE.iter().find_map(|done| text.strip_suffix(done));
    let text = done.unwrap_or(text);
    let before = AT_MOST_BEFORE
        .iter()
        .find_map(|word| text.strip_prefix(word));
    let rest = before.unwrap_or(text);
    let behind = AT_MOST_BEHIND
        .iter()
        .find_map(|word| rest.strip_suffix(word));
    let bounded = before.is_some() || behind.is_some();
    let rule = days(behind.unwrap_or(rest)).map(if bounded {
        RetentionRule::Within
    } else {
        RetentionRule::Exact
    });
    Some(rule.unwrap_or(RetentionRule::Unknown))
}

/// `30`, `30일`, `30일간`, `4주`, `720시간`, `30.0` as spreadsheets write whole numbers.
fn days(text: &str) -> Option<u16> {
    if let Some(hours) = text.strip_suffix("시간") {
        // Hours that are no whole days are none.
        let hours = hours.parse::<u32>().ok()?;
        let days = u16::try_from(hours / 24).ok()?;
        return (hours % 24 == 0 && (1..=LONGEST_DAYS).contains(&days)).then_some(days);
    }
    let (number, each) = ["주일", "주간", "주"]
        .iter()
        .map(|unit| (unit, 7))
        .chain(
            ["일간", "일", "日", "days", "day"]
                .iter()
                .map(|unit| (unit, 1)),
        )
        .find_map(|(unit, each)| Some((text.strip_suffix(unit)?, each)))
        .unwrap_or((text, 1));
    let whole = number
        .split_once('.')
        .filter(|(_, rest)| rest.bytes().all(|digit| digit == b'0'))
        .map_or(number, |(whole, _)| whole);
    // "+30" is no number of days that an office writes.
    if !whole.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let days = whole.parse::<u16>().ok()?.checked_mul(each)?;
    (1..=LONGEST_DAYS).contains(&days).then_some(days)
}

/// `미보관`, `무저장`, `저장 안 함`, `영상을 저장하지 않음`.
fn is_not_kept(text: &str) -> bool {
    let text = text.strip_prefix("영상").unwrap_or(text);
    let text = text.strip_prefix(['을', '은']).unwrap_or(text);
    let is_kept = |text: &str| KEPT.contains(&text);
    text.strip_prefix(['미', '무']).is_some_and(is_kept)
        || NOT
            .iter()
            .any(|not| text.strip_suffix(not).is_some_and(is_kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use RetentionRule::{Exact, NotStored, Unknown, Within};

    #[test]
    fn days_and_weeks_are_exact() {
        for (text, days) in [
            ("30", 30),
            ("30일", 30),
            ("30 일간", 30),
            ("３０일", 30),
            ("30.0", 30),
            ("4주", 28),
            ("90 days", 90),
            ("30日", 30),
            ("2주일", 14),
            ("720시간", 30),
            ("30일 보관", 30),
            ("보관기간 30일", 30),
            ("보관기간: 30일간", 30),
            ("3650", 3650),
        ] {
            assert_eq!(read(text), Some(Exact(days)), "{text}");
        }
    }

    #[test]
    fn an_upper_bound_is_no_exact_period() {
        for text in [
            "30일 이내",
            "30일이내",
            "최대 30일",
            "최장 30일까지",
            "30 이하",
            "30일 미만",
            "30일 이내 보관",
        ] {
            assert_eq!(read(text), Some(Within(30)), "{text}");
        }
    }

    #[test]
    fn what_is_not_kept_is_said_in_many_ways() {
        for text in [
            "미보관",
            "미저장",
            "무저장",
            "저장안함",
            "저장 안 함",
            "보관하지 않음",
            "영상을 저장하지 않음",
            "녹화 안됨",
        ] {
            assert_eq!(read(text), Some(NotStored), "{text}");
        }
    }

    #[test]
    fn nothing_is_not_the_same_as_what_cannot_be_read() {
        for text in ["", " ", "-", "미상", "N/A", "해당 없음"] {
            assert_eq!(read(text), None, "{text}");
        }
        for text in [
            "0",
            "-5",
            "+30",
            "3651",
            "99999",
            "9999주",
            "30.5",
            "없음",
            "1개월",
            "1년",
            "100시간",
            "30 이상",
            "60일 이상",
            "약 30일",
            "영구",
            "30~60일",
            "보관",
            "30일 이내 이내",
            "저장장치 용량에 따라",
        ] {
            assert_eq!(read(text), Some(Unknown), "{text}");
        }
    }
}
