//! Names of offices as registers write them: 하남시청 정보통신과, 대구광역시동구청, 남구청(40478).
//!
//! Knows nothing of which institutions there are; that is `institution_match`.

use std::sync::Arc;

/// A name without white space and underscores, with the places of its characters in the original.
pub(super) struct Compact {
    pub(super) text: String,
    /// Byte offset in the original behind each character.
    ends: Vec<usize>,
    /// Whether a gap or the end follows each character in the original.
    gaps: Vec<bool>,
}

impl Compact {
    pub(super) fn of(name: &str) -> Self {
        let mut compact = Self {
            text: String::with_capacity(name.len()),
            // Most letters are of three bytes.
            ends: Vec::with_capacity(name.len() / 2),
            gaps: Vec::with_capacity(name.len() / 2),
        };
        for (offset, c) in name.char_indices() {
            if c.is_whitespace() || c == '_' {
                if let Some(gap) = compact.gaps.last_mut() {
                    *gap = true;
                }
                continue;
            }
            compact.text.push(c);
            compact.ends.push(offset + c.len_utf8());
            compact.gaps.push(false);
        }
        if let Some(gap) = compact.gaps.last_mut() {
            *gap = true;
        }
        compact
    }

    pub(super) fn byte_end(&self, chars: usize) -> Option<usize> {
        if chars > self.ends.len() {
            return None;
        }
        self.text
            .char_indices()
            .nth(chars)
            .map(|(offset, _)| offset)
            .or(Some(self.text.len()))
    }

    /// Whether a gap or the end follows so many characters.
    pub(super) fn has_gap_behind(&self, chars: usize) -> bool {
        self.gaps
            .get(chars.wrapping_sub(1))
            .copied()
            .unwrap_or(true)
    }

    /// Whether a name without its region may end after so many characters: before a gap, before 청, or
    /// before an office.
    pub(super) fn ends_name(&self, chars: usize) -> bool {
        let rest = self.byte_end(chars).map_or("", |end| &self.text[end..]);
        self.has_gap_behind(chars)
            || rest.starts_with('청')
            || is_head(rest)
            || is_general_district(rest)
            || ((is_office(rest) || is_facility(rest))
                && !cuts_a_word(&self.text[..self.text.len() - rest.len()], rest))
    }
}

/// Whether what runs on behind the name of a municipality or province is the title of its head: 김해시장, 경상남도지사.
fn is_head(rest: &str) -> bool {
    matches!(rest, "장" | "지사")
}

/// Splits the first bracketed part off.
pub(super) fn split_bracket(name: &str) -> (String, String) {
    let Some((before, rest)) = name.split_once('(') else {
        return (name.trim().to_owned(), String::new());
    };
    let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
    let outside = format!("{} {}", before.trim(), after.trim());
    if outside.trim().is_empty() {
        return (inside.trim().to_owned(), String::new());
    }
    (outside.trim().to_owned(), inside.trim().to_owned())
}

/// Whether a name is that of a body which is no part of a municipality, though it bears its name: a public
/// corporation (지방공기업법), the police, the office of education.
pub(super) fn is_body_of_its_own(name: &Compact) -> bool {
    const BODIES: &[&str] = &[
        "시설공단",
        "시설관리공단",
        "도시관리공단",
        "도시공사",
        "도시개발공사",
        "개발공사",
        "교통공사",
        "환경공단",
        "경찰청",
        "경찰서",
        "교육청",
        "교육지원청",
    ];
    BODIES.iter().any(|body| {
        // The word ends there: 교육청소년과 is a department.
        name.text.match_indices(body).any(|(at, _)| {
            let chars = name.text[..at + body.len()].chars().count();
            name.gaps.get(chars - 1).copied().unwrap_or(true)
        })
    })
}

/// Whether the name of a region is only the beginning of another word: 서울시설공단 is 서울 and 시설공단,
/// 경기도서관 is 경기 and 도서관.
pub(super) fn cuts_a_word(alias: &str, rest: &str) -> bool {
    // Whole words, for 경기도시흥시 and 서울시공원녹지과 are parted as they look.
    const WORDS: &[&str] = &[
        "시설공단",
        "시설관리",
        "도서관",
        "도시공사",
        "도시개발",
        "도시관리",
        "도시철도",
    ];
    alias.chars().next_back().is_some_and(|last| {
        WORDS.iter().any(|word| {
            word.strip_prefix(last)
                .is_some_and(|tail| rest.starts_with(tail))
        })
    })
}

/// What stands behind the institution's name, without 청 and separators.
pub(super) fn remainder<'a>(outside: &'a str, compact: &Compact, end: usize) -> &'a str {
    const NOT_OFFICE: &[&str] = &["청소", "청년", "청렴", "청사", "청정", "청원"];
    let offset = compact.ends.get(end.wrapping_sub(1)).copied().unwrap_or(0);
    let mut rest = &outside[offset..];
    let gap = compact
        .gaps
        .get(end.wrapping_sub(1))
        .copied()
        .unwrap_or(true);
    if !gap && is_head(rest) {
        rest = "";
    } else if !gap && let Some(office) = rest.strip_prefix('청') {
        let alone = office.is_empty() || office.starts_with(char::is_whitespace);
        if alone || !NOT_OFFICE.iter().any(|word| rest.starts_with(word)) {
            rest = office
                .strip_prefix('장')
                .filter(|title| title.is_empty())
                .unwrap_or(office);
        }
    } else if !gap
        && (rest.starts_with('립') || (rest.starts_with('민') && !rest.starts_with("민원")))
    {
        // 청주시립도서관 and 동대문구민체육센터 are one name.
        return outside;
    }
    let rest = rest.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '_' | '-' | ',' | '·' | '/' | ':')
    });
    // 김해시청 [정보통신과]
    let bracketed = rest
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    bracketed.map_or(rest, str::trim)
}

/// The department of a remainder and what stood in brackets; extension numbers are dropped.
pub(super) fn join(rest: &str, inside: &str) -> Option<Arc<str>> {
    let inside = if inside.chars().any(char::is_alphabetic) {
        inside
    } else {
        ""
    };
    let department = match (rest.is_empty(), inside.is_empty()) {
        (true, true) => return None,
        (true, false) => inside.to_owned(),
        (false, true) => rest.to_owned(),
        (false, false) => format!("{rest}({inside})"),
    };
    let named = if rest.is_empty() { inside } else { rest };
    let words: Vec<&str> = department.split_whitespace().collect();
    (!is_place(named) && department.chars().count() <= 40).then(|| words.join(" ").into())
}

/// Whether a text says where rather than who: some registers have the place in the manager's column.
fn is_place(text: &str) -> bool {
    const PLACES: &[&str] = &[
        "앞",
        "옆",
        "뒤",
        "뒷편",
        "인근",
        "부근",
        "주변",
        "입구",
        "출구",
        "정문",
        "후문",
        "맞은편",
        "삼거리",
        "사거리",
        "교차로",
        "골목",
        "마을",
        "도로",
        "선착장",
        "주차장",
        "놀이터",
    ];
    let text = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    !text.chars().any(char::is_alphabetic) || PLACES.iter().any(|place| text.ends_with(place))
}

/// Whether a text ends like the name of an office.
fn is_office(text: &str) -> bool {
    const OFFICES: &[&str] = &[
        "과",
        "팀",
        "실",
        "국",
        "센터",
        "담당관",
        "사업소",
        "사무소",
        "출장소",
        "공단",
        "관리단",
        "추진단",
        "본부",
        "의회",
        "보건소",
    ];
    text == "의회"
        || text.chars().count() > 2 && OFFICES.iter().any(|office| text.ends_with(office))
}

/// Whether a text begins with the name of a general district (일반구): 청주시상당구청.
fn is_general_district(text: &str) -> bool {
    const DISTRICTS: &[&str] = &[
        "장안구",
        "권선구",
        "팔달구",
        "영통구",
        "수정구",
        "중원구",
        "분당구",
        "만안구",
        "동안구",
        "원미구",
        "소사구",
        "오정구",
        "상록구",
        "단원구",
        "덕양구",
        "일산동구",
        "일산서구",
        "처인구",
        "기흥구",
        "수지구",
        "상당구",
        "서원구",
        "흥덕구",
        "청원구",
        "동남구",
        "서북구",
        "완산구",
        "덕진구",
        "남구",
        "북구",
        "의창구",
        "성산구",
        "마산합포구",
        "마산회원구",
        "진해구",
    ];
    DISTRICTS.iter().any(|district| text.starts_with(district))
}

/// Whether a text ends like the name of a public house; enough behind the name of a municipality.
fn is_facility(text: &str) -> bool {
    const FACILITIES: &[&str] = &[
        "도서관",
        "회관",
        "체육관",
        "박물관",
        "복지관",
        "학습관",
        "분관",
        "보건지소",
        "교육원",
    ];
    FACILITIES.iter().any(|facility| text.ends_with(facility))
}

/// A name that is only a department, such as 시민안전과.
pub(super) fn bare_department(name: &str) -> Option<Arc<str>> {
    const OTHERS: &[&str] = &[
        "약국",
        "우체국",
        "방송국",
        "전화국",
        "한국",
        "교실",
        "화장실",
        "교무실",
        "치과",
        "내과",
        "외과",
        "안과",
        "의원",
    ];
    let (outside, _) = split_bracket(name);
    let is_shop = OTHERS.iter().any(|other| outside.ends_with(other));
    (is_office(&outside) && !is_shop && outside.chars().count() <= 25).then(|| outside.into())
}
