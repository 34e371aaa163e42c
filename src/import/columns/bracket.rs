//! What stands in the brackets of a column's name: a part of its meaning.
//!
//! 보관기간(개월) counts months, 카메라대수(철거) the cameras that are gone. Columns of numbers and dates mean
//! something only with brackets that are known; of the others the values tell what they are, and brackets
//! that speak of what is not in force, or of another datum, take the meaning away.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::Column;
use crate::import::coordinates::ascii;

/// Orders of two columns that differ in their brackets alone; below this number.
pub(in crate::import) const ORDERS: usize = 512;
/// The order of a column that says of itself that it is what is in force.
const IN_FORCE: usize = 0;
/// The order of a column whose brackets say nothing of the kind, and of one without.
pub(in crate::import) const PLAIN: usize = 1;
/// The year of the first order behind [`PLAIN`]: what is stated of a later one is nearer.
const LAST_YEAR: usize = 2100;

/// Words that change nothing, whatever the column.
const HARMLESS: &[&str] = &[
    "필수",
    "선택",
    "필수입력",
    "필수항목",
    "필수값",
    "선택입력",
    "선택항목",
    "required",
    "optional",
    "단위",
    "숫자",
    "숫자만",
    "정수",
    "문자",
    "텍스트",
    "값",
    "정보",
    "기준",
    "현황",
    "예",
    "예시",
    "ex",
];

/// Words for what is in force.
const NOW: &[&str] = &[
    "운영",
    "운영중",
    "운영대수",
    "현재",
    "현행",
    "현",
    "금년",
    "올해",
    "당해",
    "변경후",
    "후",
    "신",
    "최종",
    "최신",
    "가동",
    "가동중",
    "사용",
    "사용중",
    "current",
];

/// Words for what is not, or not yet.
const NOT_NOW: &[&str] = &[
    "철거",
    "철거대수",
    "철거일",
    "철거일자",
    "철거연월",
    "폐기",
    "폐지",
    "폐쇄",
    "말소",
    "삭제",
    "변경전",
    "이전",
    "교체전",
    "전",
    "구",
    "종전",
    "과거",
    "전년",
    "전년도",
    "작년",
    "예정",
    "설치예정",
    "계획",
    "미운영",
    "미설치",
    "미사용",
    "중지",
    "고장",
    "old",
    "former",
    "removed",
    "planned",
];

/// Words for a datum or projection that degrees of WGS 84 are not.
const OTHER_SYSTEMS: &[&str] = &[
    "bessel",
    "베셀",
    "tokyo",
    "동경측지계",
    "구측지계",
    "지역측지계",
    "tm",
    "tm좌표",
    "katec",
    "카텍",
    "utm",
    "utmk",
    "중부원점",
    "5174",
    "5178",
    "5179",
    "5181",
    "5186",
    "5187",
    "epsg5174",
    "epsg5178",
    "epsg5179",
    "epsg5181",
    "epsg5186",
    "epsg5187",
];

/// What a number in a column says with the word of its brackets: before it, and behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::import) struct Wording {
    before: &'static str,
    behind: &'static str,
    bound: &'static str,
}

impl Wording {
    /// What the brackets of a name add to the numbers of its column; `None` where they add nothing.
    pub(in crate::import) fn of(column: Column, name: &str) -> Option<Self> {
        let mut wording = Self::default();
        for word in inside(name).iter().flat_map(|inside| words(inside)) {
            match unit(column, &word) {
                Some(Unit::Behind(unit)) => wording.behind = unit,
                Some(Unit::AtMost) => wording.before = "최대 ",
                Some(Unit::AtLeast) => wording.bound = " 이상",
                None => {}
            }
        }
        (wording != Self::default()).then_some(wording)
    }

    /// A cell of the column with what the brackets say of its numbers; a cell that states its own unit keeps it.
    pub(in crate::import) fn apply<'c>(&self, cell: &'c str) -> Cow<'c, str> {
        let text = ascii(cell.trim());
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return Cow::Borrowed(cell);
        }
        let mut groups = text.split(',').skip(1);
        let text = match groups.next().map(str::len) {
            Some(3) if groups.all(|group| group.len() == 3) => text.replace(',', ""),
            _ => text.into_owned(),
        };
        let is_number = |part: &str| {
            let part = part.trim();
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        };
        let parts: Vec<&str> = text.split([',', '/']).collect();
        let numbers = if parts.iter().all(|part| is_number(part)) {
            let with = |part: &&str| format!("{}{}", part.trim(), self.behind);
            parts.iter().map(with).collect::<Vec<_>>().join(",")
        } else {
            text
        };
        Cow::Owned(format!("{}{numbers}{}", self.before, self.bound))
    }
}

/// What a word in brackets makes of a number.
enum Unit {
    Behind(&'static str),
    AtMost,
    AtLeast,
}

/// The unit or bound that a word in brackets is for a column.
fn unit(column: Column, word: &str) -> Option<Unit> {
    Some(match (column, word) {
        (Column::RetentionDays, word) => match word {
            "개월" | "월" | "달" | "month" | "months" => Unit::Behind("개월"),
            "주" | "주일" | "week" | "weeks" => Unit::Behind("주"),
            "시간" | "hour" | "hours" | "hr" | "h" => Unit::Behind("시간"),
            "년" | "연" | "year" | "years" => Unit::Behind("년"),
            "최대" | "최장" | "이내" | "이하" | "까지" | "max" | "maximum" => {
                Unit::AtMost
            }
            "최소" | "최단" | "이상" | "min" | "minimum" => Unit::AtLeast,
            _ => return None,
        },
        (Column::Pixels, word) => Unit::Behind(match word {
            "화소" | "픽셀" | "pixel" | "pixels" | "px" => "화소",
            "천" | "천화소" | "천픽셀" => "천화소",
            "십만" | "십만화소" => "십만화소",
            "백만" | "백만화소" | "백만픽셀" | "메가" | "메가픽셀" | "메가화소" | "mega"
            | "megapixel" | "megapixels" | "mpixel" | "mp" | "m" => "메가픽셀",
            _ => return None,
        }),
        (Column::Direction, word) => Unit::Behind(match word {
            "m" | "미터" | "meter" | "meters" => "m",
            "km" => "km",
            "도" | "°" | "각도" | "deg" | "degree" | "degrees" => "도",
            _ => return None,
        }),
        _ => return None,
    })
}

/// Words that a column of numbers or dates may have in brackets without meaning anything else.
fn is_own(column: Column, word: &str) -> bool {
    let words: &[&str] = match column {
        Column::UnitCount => &[
            "대",
            "개",
            "개수",
            "수",
            "수량",
            "대수",
            "ea",
            "계",
            "합계",
            "총",
            "총계",
            "총대수",
            "전체",
            "cctv",
            "카메라",
            "설치",
            "설치대수",
            "단위대",
            "units",
            "count",
        ],
        Column::RetentionDays => &[
            "일",
            "일수",
            "일간",
            "일단위",
            "day",
            "days",
            "d",
            "단위일",
            "영상",
            "녹화",
            "영상정보",
            "저장",
            "cctv",
            "카메라",
        ],
        Column::Pixels => &[
            "만",
            "만화소",
            "만픽셀",
            "만단위",
            "만화소급",
            "단위만",
            "단위만화소",
            "화질",
            "해상도",
            "카메라",
            "cctv",
        ],
        Column::Installed | Column::ReferenceDate => {
            let is_pattern = |word: &str| {
                let mut letters = word.chars();
                letters.all(|c| matches!(c, 'y' | 'm' | 'd' | 'h' | 's') || c.is_ascii_digit())
            };
            return is_pattern(word)
                || [
                    "년",
                    "월",
                    "일",
                    "연",
                    "연월",
                    "년월",
                    "년도",
                    "연도",
                    "연월일",
                    "년월일",
                    "최초",
                    "설치",
                    "일자",
                    "날짜",
                    "데이터기준일",
                    "데이터기준일자",
                ]
                .contains(&word);
        }
        _ => return false,
    };
    words.contains(&word)
}

/// Whether a column means something only with brackets that are known: its numbers do not tell.
fn is_strict(column: Column) -> bool {
    matches!(
        column,
        Column::UnitCount
            | Column::RetentionDays
            | Column::Pixels
            | Column::Installed
            | Column::ReferenceDate
    )
}

/// How near a name with these brackets is to what its column means now, of those that differ in brackets
/// alone: 0 is nearest; `None` where the brackets make something else of it.
pub(super) fn order(column: Column, name: &str) -> Option<usize> {
    if matches!(
        column,
        Column::Address | Column::RoadAddress | Column::LotAddress
    ) {
        // 주소(구) is the lot address of the same place.
        return Some(PLAIN);
    }
    let mut order = PLAIN;
    for inside in inside(name) {
        let is_example = inside.starts_with("예:") || inside.starts_with("ex)");
        if is_example {
            continue;
        }
        let compact: String = inside.chars().filter(|c| c.is_alphanumeric()).collect();
        for word in words(&inside).into_iter().chain([compact.clone()]) {
            let other = column.is_place() && !matches!(column, Column::X | Column::Y);
            if NOT_NOW.contains(&&*word) || other && OTHER_SYSTEMS.contains(&&*word) {
                return None;
            }
        }
        if NOW.contains(&&*compact) || words(&inside).iter().any(|word| NOW.contains(&&**word)) {
            order = IN_FORCE;
        }
        if !is_strict(column) {
            continue;
        }
        let is_known = |word: &str| {
            HARMLESS.contains(&word)
                || NOW.contains(&word)
                || is_own(column, word)
                || unit(column, word).is_some()
                || is_part_of_a_date(word)
        };
        let words = words(&inside);
        if !is_known(&compact) && !words.iter().all(|word| is_known(word)) {
            return None;
        }
        let is_date = matches!(column, Column::Installed | Column::ReferenceDate);
        if let Some(year) = words
            .iter()
            .find_map(|word| year(word))
            .filter(|_| !is_date)
        {
            order = PLAIN + 1 + LAST_YEAR.saturating_sub(year);
        }
    }
    Some(order)
}

/// `2025`, `2025년`, `12월`, `31일`, `12월말`.
fn is_part_of_a_date(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < word.len()
        && matches!(
            unit,
            "" | "년" | "년도" | "월" | "일" | "월말" | "년말" | "말"
        )
}

/// The year that a word names.
fn year(word: &str) -> Option<usize> {
    let end = word.find(|c: char| !c.is_ascii_digit());
    let (digits, unit) = word.split_at(end.unwrap_or(word.len()));
    let number: usize = digits.parse().ok()?;
    let is_year = digits.len() == 4 && (1990..LAST_YEAR).contains(&number);
    let is_short = digits.len() == 2 && matches!(unit, "년" | "년도");
    match (is_year, is_short) {
        (true, _) => Some(number),
        (_, true) => Some(2000 + number),
        _ => None,
    }
}

/// Whether a name has brackets.
pub(in crate::import) fn has_brackets(name: &str) -> bool {
    !inside(name).is_empty()
}

/// What stands in each pair of brackets, in lower case.
fn inside(name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut depth = 0_usize;
    for c in name.nfkc().flat_map(char::to_lowercase) {
        if is_opening(c) {
            if depth == 0 {
                found.push(String::new());
            }
            depth += 1;
        } else if is_closing(c) {
            depth = depth.saturating_sub(1);
        } else if depth > 0
            && let Some(last) = found.last_mut()
        {
            last.push(c);
        }
    }
    found
}

/// The words of what stands in brackets.
fn words(inside: &str) -> Vec<String> {
    inside
        .split(|c: char| !c.is_alphanumeric() && c != '°')
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '<' | '{' | '〔' | '【')
}

fn is_closing(c: char) -> bool {
    matches!(c, ')' | ']' | '>' | '}' | '〕' | '】')
}

/// A name without what stands in brackets.
pub(in crate::import) fn without(name: &str) -> String {
    let mut depth = 0_usize;
    name.nfkc()
        .filter(|&c| {
            if is_opening(c) {
                depth += 1;
                return false;
            }
            if is_closing(c) {
                depth = depth.saturating_sub(1);
                return false;
            }
            depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_say_what_the_brackets_of_their_column_say() {
        for (column, name, cell, said) in [
            (Column::RetentionDays, "보관기간(개월)", "1", "1개월"),
            (Column::RetentionDays, "보관기간 [주]", "4", "4주"),
            (Column::RetentionDays, "보관기간（시간）", "720", "720시간"),
            (Column::RetentionDays, "보관기간(최대)", "30", "최대 30"),
            (
                Column::RetentionDays,
                "보관기간(최대, 개월)",
                "3",
                "최대 3개월",
            ),
            (Column::RetentionDays, "보관기간(최대)", "30일", "최대 30일"),
            (Column::RetentionDays, "보관기간(최소)", "30", "30 이상"),
            (Column::RetentionDays, "보관기간(개월)", "30일", "30일"),
            (Column::RetentionDays, "보관기간(개월)", "미보관", "미보관"),
            (Column::Pixels, "화소수(천화소)", "2,000", "2000천화소"),
            (Column::Pixels, "화소수(M)", "2,5", "2메가픽셀,5메가픽셀"),
            (Column::Pixels, "화소수(M)", "200만", "200만"),
            (Column::Direction, "촬영거리(m)", "50", "50m"),
            (Column::Direction, "촬영거리(m)", "-1", "-1"),
            (Column::Direction, "촬영거리(m)", "", ""),
        ] {
            let wording = Wording::of(column, name).unwrap();
            assert_eq!(wording.apply(cell), said, "{name} {cell}");
        }
        for (column, name) in [
            (Column::RetentionDays, "보관기간(일)"),
            (Column::RetentionDays, "보관기간"),
            (Column::Pixels, "화소수(만화소)"),
            (Column::UnitCount, "대수(개월)"),
        ] {
            assert_eq!(Wording::of(column, name), None, "{name}");
        }
    }

    #[test]
    fn brackets_that_are_not_known_give_numbers_no_meaning() {
        for (column, name) in [
            (Column::UnitCount, "카메라대수(증설분)"),
            (Column::UnitCount, "카메라대수(철거)"),
            (Column::UnitCount, "수량(m)"),
            (Column::RetentionDays, "보관기간(분)"),
            (Column::Installed, "설치년도(철거년도)"),
            (Column::Purpose, "설치목적(변경 전)"),
            (Column::Latitude, "위도(Bessel)"),
            (Column::Latitude, "위도(EPSG:5174)"),
            (Column::Longitude, "경도(구)"),
        ] {
            assert_eq!(order(column, name), None, "{name}");
        }
        for (column, name) in [
            (Column::UnitCount, "카메라대수(단위: 대)"),
            (Column::UnitCount, "카메라대수(대)(필수)"),
            (Column::RetentionDays, "보관일수(숫자만)"),
            (Column::RetentionDays, "보관일수(예: 30일)"),
            (Column::Pixels, "화소(단위:만)"),
            (Column::Installed, "설치연월(YYYY-MM)"),
            (Column::Installed, "설치일자(2020-01-01)"),
            (Column::Latitude, "위도(WGS84, 소수점 6자리)"),
            (Column::Latitude, "위도(°N)"),
            (Column::X, "X좌표(EPSG5174)"),
            (Column::LotAddress, "주소(구)"),
            (Column::Phone, "전화번호(휴대전화 제외)"),
        ] {
            assert_eq!(order(column, name), Some(PLAIN), "{name}");
        }
    }

    #[test]
    fn what_is_in_force_is_nearer_than_what_is_not_said_to_be_and_that_than_a_former_year() {
        let order = |name| order(Column::UnitCount, name).unwrap();
        let names = [
            "카메라대수(운영)",
            "카메라대수",
            "카메라대수(2026.05.31 기준)",
            "카메라대수(2025년)",
            "카메라대수('24년)",
        ];
        assert!(names.map(order).is_sorted_by(|a, b| a < b));
        assert!(names.map(order).iter().all(|&order| order < ORDERS));
    }

    /// The first site of a register whose last columns and cells are these.
    fn read(names: &str, cells: &str) -> Result<crate::model::SiteRecord, String> {
        let text = format!(
            "소재지지번주소,위도,경도,{names}\n광진구 자양동 1,37.538511,127.084721,{cells}\n"
        );
        let options = crate::import::Options::default();
        crate::import::read_bytes("f.csv", text.as_bytes(), &options)
            .map(|import| (*import.registers[0].sites[0]).clone())
            .map_err(|why| why.to_string())
    }

    #[test]
    fn registers_are_read_by_what_their_brackets_say() {
        use crate::model::{Purpose, RetentionRule};
        let retention = |name, cell| read(name, cell).unwrap().retention;
        assert_eq!(
            [
                retention("보관기간(개월)", "1"),
                retention("보관기간(주)", "4"),
                retention("보관기간(시간)", "720"),
                retention("보관기간(최대)", "30"),
                retention("보관기간(일)", "30"),
            ],
            [
                Some(RetentionRule::Unknown),
                Some(RetentionRule::Exact(28)),
                Some(RetentionRule::Exact(30)),
                Some(RetentionRule::Within(30)),
                Some(RetentionRule::Exact(30)),
            ]
        );
        let pixels = read("화소수(천화소)", "2000").unwrap().pixels;
        assert_eq!(pixels.map(|pixels| pixels.max_10k), Some(200));
        for names in [
            "카메라대수(철거),카메라대수(운영)",
            "카메라대수(2024년),카메라대수(2025년)",
            "카메라대수(증설분),카메라대수",
        ] {
            assert_eq!(read(names, "0,3").unwrap().unit_count, Some(3), "{names}");
        }
        for names in [
            "설치목적(변경전),설치목적(변경후)",
            "설치목적(대분류),설치목적(소분류)",
        ] {
            let read = read(names, "안전,생활방범").unwrap();
            assert_eq!(read.purpose, Purpose::Crime, "{names}");
        }
        let why = read("설치목적(주),설치목적(부)", "생활방범,시설물관리").unwrap_err();
        assert!(why.contains("설치목적(부)"), "{why}");
        assert!(read("설치목적(주),설치목적(부)", "생활방범,생활방범").is_ok());
    }
}
