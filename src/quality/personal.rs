//! Texts that read like personal data: names beside an office, resident registration numbers.

/// The family names that nine of ten people in Korea bear, and the frequent ones after them
/// (통계청 인구주택총조사 2015, 성씨별 인구).
const FAMILY_NAMES: &str = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모";

/// Titles of office behind which or before which a name is written.
const TITLES: [&str; 22] = [
    "주무관",
    "과장",
    "팀장",
    "국장",
    "실장",
    "계장",
    "소장",
    "센터장",
    "담당관",
    "담당자",
    "담당",
    "책임자",
    "부장",
    "차장",
    "대리",
    "대표",
    "사원",
    "경위",
    "경사",
    "경감",
    "님",
    "씨",
];

/// Words of the same length that are no names.
const LABELS: [&str; 5] = ["성명", "이름", "담당자", "책임자", "대표자"];

/// Endings of the names of offices, which are as long as a person's name (정보과, 안전실).
const OFFICE_ENDINGS: &str = "과팀실국소청계부처단반읍면장관";

/// How many words of a text read like a person's name: three syllables that begin with a family name,
/// beside a title of office or behind a label such as 성명.
pub(super) fn names_in(text: &str) -> usize {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let beside = |at: usize| {
        let before = at.checked_sub(1).map(|at| words[at]);
        let after = words.get(at + 1).copied();
        before.is_some_and(|word| LABELS.contains(&word) || TITLES.contains(&word))
            || after.is_some_and(|word| TITLES.contains(&word))
    };
    (0..words.len())
        .filter(|&at| reads_like_a_name(words[at]) && beside(at))
        .count()
}

fn reads_like_a_name(word: &str) -> bool {
    let mut syllables = word.chars();
    let (Some(first), Some(_), Some(last), None) = (
        syllables.next(),
        syllables.next(),
        syllables.next(),
        syllables.next(),
    ) else {
        return false;
    };
    word.chars().all(|c| ('가'..='힣').contains(&c))
        && FAMILY_NAMES.contains(first)
        && !OFFICE_ENDINGS.contains(last)
        && !TITLES.contains(&word)
        && !LABELS.contains(&word)
}

/// How many resident registration numbers (주민등록번호) a text holds: six digits of a date of birth,
/// seven digits of which the first is 1 to 8.
pub(super) fn resident_numbers_in(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len())
        .filter(|&at| {
            let after = at + 6 + usize::from(bytes.get(at + 6) == Some(&b'-'));
            (at == 0 || !digit(at - 1))
                && (at..at + 6).all(digit)
                && (after..after + 7).all(digit)
                && !digit(after + 7)
                && matches!(bytes[after], b'1'..=b'8')
                && matches!(
                    &bytes[at + 2..at + 4],
                    [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']
                )
                && matches!(
                    &bytes[at + 4..at + 6],
                    [b'0', b'1'..=b'9'] | [b'1' | b'2', _] | [b'3', b'0' | b'1']
                )
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_beside_a_title_or_a_label_is_found_and_offices_are_not() {
        for text in [
            "홍길동 주무관",
            "담당자: 김철수",
            "안전총괄과 과장 이영희(02-450-7210)",
            "성명 박지원",
        ] {
            assert_eq!(names_in(text), 1, "{text}");
        }
        for text in [
            "정보과 과장",
            "담당 주무관",
            "안전총괄과 과장(부서의 장)",
            "스마트정보과 주무관",
            "통합관제담당",
            "성명",
            "김포시 고촌읍",
        ] {
            assert_eq!(names_in(text), 0, "{text}");
        }
    }

    #[test]
    fn resident_numbers_are_told_from_other_numbers() {
        for text in ["900101-1234567", "주민 9001011234567."] {
            assert_eq!(resident_numbers_in(text), 1, "{text}");
        }
        for text in [
            "202330400000801010",
            "901301-1234567",
            "900101-9234567",
            "02-450-7210",
        ] {
            assert_eq!(resident_numbers_in(text), 0, "{text}");
        }
    }
}
