//! Personal names, where the text says that a person is meant.
//!
//! A Korean name cannot be told from a shop, a village or a road by its syllables: 홍길동로 is a road,
//! 이촌동네 a neighbourhood, 감자탕집 a restaurant. So a name is only found beside a word for persons
//! (담당자, 씨, 님, 주무관) or for somebody's house (댁, 자택, 네 집, 집 앞), and only when its first syllable
//! is a surname and the others occur in given names. Persons of history are no business of this module:
//! 가옥, 고택, 생가, 묘 and 기념관 are words for heritage, not for a home.

use super::{Context, PersonalKind, Span, narrow};

/// Surnames of one syllable, those of nearly all people.
const SURNAMES: &str = "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용나라사";
/// Surnames of two syllables.
const LONG_SURNAMES: [&str; 8] = [
    "남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방",
];
/// Syllables of given names. Those that shops and places end in (횟, 떡, 탕, 집, 촌) are not among them,
/// nor is 이, which is a particle more often.
const GIVEN: &str = "영수철민지현정미숙자순희경은혜진성호준우재석용기태상병종광동길명창원윤서연주하아유예도승건훈환선옥춘복덕만금남분말례란화월임규범식섭문학관인찬운욱홍근배봉대일두갑택해형후효혁권균다련린모백보빈새솔시신심양열엽오완왕웅율의익장전제조중충탁평필한함향헌협국세슬안애언담단달무겸결비빛강구나리루벽송산석설소숙";
/// Words of three syllables that pass for a name and are none.
const NO_NAMES: [&str; 40] = [
    "주민등",
    "정보화",
    "주차장",
    "주정차",
    "소나무",
    "나무소",
    "정문경",
    "구시장",
    "신도시",
    "신시가",
    "유수지",
    "정수장",
    "전시장",
    "성명초",
    "문화재",
    "안전한",
    "조경수",
    "하천변",
    "고시원",
    "전라도",
    "강원도",
    "제주도",
    "한전주",
    "전신주",
    "장애인",
    "이재민",
    "고정형",
    "이동식",
    "이동형",
    "노후화",
    "신동아",
    "노인정",
    "도서관",
    "주유소",
    "전주형",
    "안내소",
    "성명공",
    "배수지",
    "원산동",
    "방송국",
];
/// Words before a name: the person in charge, or the owner.
const LABELS: [&str; 16] = [
    "담당자",
    "담당",
    "성명",
    "이름",
    "책임자",
    "관리자",
    "소유자",
    "소유주",
    "토지주",
    "건물주",
    "집주인",
    "대표자",
    "신청인",
    "민원인",
    "연락처",
    "작성자",
];
/// Words behind a name that only persons have.
const TITLES: [&str; 14] = [
    "주무관",
    "팀장",
    "과장",
    "계장",
    "반장",
    "사무관",
    "서기관",
    "주사보",
    "주사",
    "어르신",
    "할머니",
    "할아버지",
    "씨",
    "님",
];
/// Titles that also run together with the name before them; 정보화팀장 is an office.
const CLOSE_TITLES: [&str; 6] = ["주무관", "사무관", "어르신", "할머니", "씨", "님"];
/// What may follow 씨 and 님 in the same word: a particle, or something of the person.
const AFTER_TITLE: [&str; 22] = [
    "댁", "집", "네", "가", "의", "께", "과", "와", "이", "은", "는", "을", "를", "에게", "소유",
    "자택", "앞", "옆", "뒤", "밭", "논", "창고",
];
/// Words for somebody's house.
const HOUSES: [&str; 6] = ["자택", "댁", "네집", "네", "집", "주택"];
/// What may follow a house in the same word.
const AFTER_HOUSE: [&str; 26] = [
    "앞",
    "옆",
    "뒤",
    "입구",
    "근처",
    "부근",
    "인근",
    "맞은편",
    "건너편",
    "대문",
    "담",
    "마당",
    "진입",
    "골목",
    "방향",
    "쪽",
    "방면",
    "안길",
    "위",
    "아래",
    "주변",
    "사거리",
    "삼거리",
    "집",
    "내",
    "밑",
];
/// Shops that are called after somebody: 민영이네 이불가게 keeps its name.
const SHOPS: [&str; 22] = [
    "가게",
    "식당",
    "슈퍼",
    "마트",
    "분식",
    "김밥",
    "미용실",
    "세탁소",
    "치킨",
    "횟집",
    "국수",
    "상회",
    "수산",
    "떡볶이",
    "반찬",
    "포차",
    "호프",
    "카페",
    "정육점",
    "식육점",
    "민박",
    "펜션",
];
/// Seats of clans (본관) whose first syllable is a surname: 남양홍씨 is a family, not a person.
const CLAN_SEATS: [&str; 28] = [
    "김해", "진주", "남양", "문화", "성주", "연안", "여흥", "나주", "남원", "한산", "한양", "함양",
    "원주", "여산", "용인", "장흥", "함안", "함평", "진양", "진천", "진보", "연일", "언양", "선산",
    "정선", "하동", "하양", "신안",
];
/// Words of a clan's houses and stones.
const CLAN_WORDS: [&str; 16] = [
    "종가",
    "종중",
    "종친",
    "문중",
    "제당",
    "재실",
    "사당",
    "제각",
    "집성촌",
    "세거지",
    "고택",
    "열녀",
    "효자",
    "정려",
    "묘",
    "유허",
];

/// Whether any word occurs that a finding needs: the quick answer for nearly all texts, which looks at
/// two neighbouring syllables at a time.
pub(super) fn may_occur(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let pair = (std::mem::replace(&mut before, c), c);
        matches!(
            c,
            '씨' | '님' | '댁' | '집' | '네' | '택' | '○' | '◯' | '〇' | 'Ｏ' | '●'
        ) || matches!(
            pair,
            ('담', '당')
                | ('성', '명')
                | ('이', '름')
                | ('임' | '리' | '유' | '표' | '성', '자')
                | ('유' | '지' | '물', '주')
                | ('청' | '원' | '확', '인')
                | ('연', '락')
                | ('무' | '기', '관')
                | ('팀' | '과' | '계' | '반', '장')
                | ('주', '사')
                | ('르', '신')
                | ('머', '니')
                | ('버', '지')
                | ('작', '업')
                | ('점', '검')
                | ('수', '리')
                | ('교', '체')
                | ('사', '중')
                | ('문', '의')
        )
    })
}

/// A run of Hangul (and of signs that hide a syllable) in a text.
struct Word<'t> {
    start: usize,
    text: &'t str,
    /// What stands between it and the word before.
    gap: &'t str,
}

impl Word<'_> {
    /// Whether only blanks part it from the word before.
    fn is_apart_by_blanks(&self) -> bool {
        !self.gap.is_empty() && self.gap.chars().all(char::is_whitespace)
    }
}

fn is_hidden(c: char) -> bool {
    matches!(c, '○' | '◯' | '〇' | '●' | 'Ｏ' | 'O' | 'o' | '*')
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word> = Vec::new();
    let (mut start, mut end) = (None, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let hangul = ('가'..='힣').contains(&c);
        // 김○○: hidden syllables belong to a word that Hangul begins.
        if hangul || (start.is_some() && is_hidden(c)) {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            words.push(Word {
                start: from,
                text: &text[from..at],
                gap: &text[end..from],
            });
            end = at;
        }
    }
    words
}

/// Finds names.
pub(super) fn find(text: &str, context: Context, spans: &mut Vec<Span>) {
    let words = words(text);
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| &words[index]);
        let next = words.get(index + 1);
        let found = hidden(word.text)
            .or_else(|| labelled(word, before))
            .or_else(|| titled(word.text, next))
            .or_else(|| housed(word.text, next))
            .or_else(|| in_brackets(text, word, before, context))
            .or_else(|| at_work(text, word))
            .or_else(|| alone(word.text, context));
        if let Some(name) = found {
            let start = word.start + name.start;
            spans.push((start..word.start + name.end, PersonalKind::Name));
        }
    }
}

type Found = Option<std::ops::Range<usize>>;

/// The first `count` characters and the rest.
fn split(text: &str, count: usize) -> Option<(&str, &str)> {
    let end = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .nth(count)?;
    Some(text.split_at(end))
}

/// Whether a text has the form of a name: a surname and two syllables of given names.
fn is_name(text: &str) -> bool {
    if NO_NAMES.contains(&text) {
        return false;
    }
    let given = |text: &str| text.chars().all(|c| GIVEN.contains(c));
    let short = split(text, 1).is_some_and(|(surname, rest)| {
        rest.chars().count() == 2 && SURNAMES.contains(surname) && given(rest)
    });
    short
        || LONG_SURNAMES.iter().any(|surname| {
            text.strip_prefix(surname)
                .is_some_and(|rest| rest.chars().count() == 2 && given(rest))
        })
}

/// The name that a word begins with, and what follows it.
fn leading_name(word: &str) -> Option<(&str, &str)> {
    [4, 3]
        .into_iter()
        .filter_map(|length| split(word, length))
        .find(|(name, _)| is_name(name))
}

/// 김○○, 김○수: somebody hid a part, which is still a person.
fn hidden(word: &str) -> Found {
    let (surname, rest) = split(word, 1)?;
    let signs = rest.chars().take_while(|&c| is_hidden(c)).count();
    if !SURNAMES.contains(surname) || !(1..=2).contains(&signs) {
        return None;
    }
    let (_, tail) = split(rest, signs)?;
    let latin = rest.chars().take(signs).any(|c| c.is_ascii());
    let (given, tail) = match (signs, split(tail, 1)) {
        (1, Some((syllable, tail))) if GIVEN.contains(syllable) => (syllable, tail),
        _ => ("", tail),
    };
    let person = CLOSE_TITLES
        .iter()
        .chain(&HOUSES)
        .any(|word| tail.starts_with(word));
    // 고O차 and 정*: with signs that stand for much else, the text has to speak of a person.
    let enough = if latin {
        person
    } else {
        signs + given.chars().count() == 2 || person
    };
    (enough && (tail.is_empty() || person)).then(|| 0..word.len() - tail.len())
}

/// 담당자: 홍길동, 담당 홍길동 주무관, 성명(홍길동).
fn labelled(word: &Word, before: Option<&Word>) -> Found {
    let close = LABELS
        .iter()
        .filter(|label| label.chars().count() == 3)
        .find_map(|label| word.text.strip_prefix(label))
        .filter(|rest| is_name(rest));
    if let Some(name) = close {
        return Some(word.text.len() - name.len()..word.text.len());
    }
    let before = before?;
    let label = LABELS.iter().find(|label| before.text.ends_with(**label))?;
    let parted = !word.gap.is_empty()
        && word.gap.chars().all(|c| {
            c.is_whitespace() || matches!(narrow(c), ':' | '(' | '-' | '=' | '/' | ';' | '[')
        });
    if !parted {
        return None;
    }
    let certain = word.gap.chars().any(|c| narrow(c) == ':' || c == '=') || label.ends_with('자');
    let (name, rest) = match leading_name(word.text) {
        Some(found) => found,
        // After "담당자:" a rarer name is one as well, unless it ends like an office.
        None if certain => (rare_name(word.text)?, ""),
        None => return None,
    };
    let is_end = rest.is_empty() || TITLES.iter().any(|title| rest.starts_with(title));
    is_end.then_some(0..name.len())
}

/// A whole word of two to four syllables that begins with a surname and is no office.
fn rare_name(word: &str) -> Option<&str> {
    const OFFICES: [&str; 17] = [
        "과", "팀", "실", "센터", "계", "부서", "담당", "본부", "공단", "공사", "시청", "구청",
        "군청", "전화", "번호", "없음", "미상",
    ];
    let length = word.chars().count();
    let (surname, _) = split(word, 1)?;
    let fits = (2..=3).contains(&length) && SURNAMES.contains(surname)
        || length == 4 && LONG_SURNAMES.iter().any(|long| word.starts_with(long));
    (fits && !OFFICES.iter().any(|office| word.ends_with(office))).then_some(word)
}

/// 홍길동 주무관, 홍길동씨, 홍길동 님.
fn titled(word: &str, next: Option<&Word>) -> Found {
    if let Some((name, rest)) = leading_name(word) {
        let title = CLOSE_TITLES.iter().find(|title| rest.starts_with(**title));
        if let Some(title) = title {
            let tail = &rest[title.len()..];
            let fits = tail.is_empty() || AFTER_TITLE.iter().any(|word| tail.starts_with(word));
            return (fits && !(*title == "씨" && is_clan(name, tail, next)))
                .then_some(0..name.len());
        }
    }
    let next = next.filter(|next| next.is_apart_by_blanks())?;
    let title = TITLES.iter().find(|title| next.text.starts_with(**title))?;
    let tail = &next.text[title.len()..];
    let fits = tail.is_empty()
        || tail.starts_with('님')
        || AFTER_TITLE.iter().any(|word| tail.starts_with(word));
    // Before 주무관 even a name of two syllables is one: 김철 주무관.
    let short = *title == "주무관" && rare_name(word).is_some();
    (fits && (is_name(word) || short) && !(*title == "씨" && is_clan(word, tail, None)))
        .then_some(0..word.len())
}

/// 남양홍씨 재실: a clan, by its seat or by what follows.
fn is_clan(name: &str, tail: &str, next: Option<&Word>) -> bool {
    CLAN_SEATS.iter().any(|seat| name.starts_with(seat))
        || CLAN_WORDS
            .iter()
            .any(|word| tail.starts_with(word) || next.is_some_and(|next| next.text.contains(word)))
}

/// 홍길동 댁, 홍길동네 집, 홍길동집 앞.
fn housed(word: &str, next: Option<&Word>) -> Found {
    let next = next
        .filter(|next| next.is_apart_by_blanks())
        .map(|next| next.text);
    // 문화의집 is a house of culture.
    let (name, rest) = leading_name(word).filter(|(name, _)| !name.ends_with('의'))?;
    let (house, tail) = if rest.is_empty() {
        // The house is the next word.
        let next = next?;
        let house = HOUSES
            .iter()
            .filter(|house| !matches!(**house, "네" | "주택"))
            .find(|house| next.starts_with(**house))?;
        (*house, &next[house.len()..])
    } else {
        let house = HOUSES.iter().find(|house| rest.starts_with(**house))?;
        (*house, &rest[house.len()..])
    };
    if !(tail.is_empty() || AFTER_HOUSE.iter().any(|word| tail.starts_with(word))) {
        return None;
    }
    let follows =
        |words: &[&str]| next.is_some_and(|next| words.iter().any(|word| next.starts_with(word)));
    let is_home = match house {
        // 이촌동네 is a neighbourhood, 민영이네 이불가게 a shop.
        "네" => {
            let neighbourhood =
                name.ends_with('동') && !(tail.starts_with('집') || follows(&["집"]));
            !neighbourhood && !next.is_some_and(|next| SHOPS.iter().any(|shop| next.contains(shop)))
        }
        // 성신주택 is a block of flats more often than a home.
        "주택" => false,
        _ => true,
    };
    is_home.then_some(0..name.len())
}

/// 교통과(홍길동), where the text names an office.
fn in_brackets(text: &str, word: &Word, before: Option<&Word>, context: Context) -> Found {
    const OFFICES: [char; 7] = ['과', '팀', '실', '터', '계', '국', '소'];
    let opens = matches!(word.gap.trim().chars().last().map(narrow), Some('(' | '['));
    let closes = text[word.start + word.text.len()..]
        .trim_start()
        .starts_with([')', ']', '）']);
    let behind_office =
        context == Context::Office && before.is_some_and(|before| before.text.ends_with(OFFICES));
    (opens && closes && behind_office && is_name(word.text)).then_some(0..word.text.len())
}

/// "회선 점검중(한빛통신 홍길동)": a note about work, closed by who does it.
fn at_work(text: &str, word: &Word) -> Found {
    const WORK: [&str; 8] = [
        "작업",
        "점검",
        "수리",
        "교체",
        "확인",
        "공사중",
        "문의",
        "연락",
    ];
    let (before, after) = (&text[..word.start], &text[word.start + word.text.len()..]);
    let closes = after.trim_start().starts_with([')', ']', '）']);
    let (note, _) = before.rsplit_once(['(', '[', '（'])?;
    let is_note = WORK.iter().any(|work| note.contains(work));
    (closes && is_note && is_name(word.text)).then_some(0..word.text.len())
}

/// A word that can be a name, in a column about persons.
fn alone(word: &str, context: Context) -> Found {
    (context == Context::Person && is_name(word)).then_some(0..word.len())
}

#[cfg(test)]
mod tests {
    use super::super::{Context, withhold};

    const NAME: &str = "[성명 비공개]";

    fn check(text: &str, expected: &str, context: Context) {
        let (out, withheld) = withhold(text, context);
        assert_eq!(out, expected, "{text}");
        assert_eq!(
            usize::try_from(withheld.names).unwrap(),
            expected.matches(NAME).count(),
            "{text}"
        );
    }

    #[test]
    fn names_are_withheld_where_the_text_speaks_of_a_person() {
        for text in [
            "담당자 홍길동",
            "담당자: 홍길동",
            "시설담당자(홍길동)",
            "담당자홍길동",
            "담당 홍길동",
            "성명 : 홍길동",
            "소유자 홍길동",
            "홍길동 주무관",
            "홍길동주무관",
            "교통과 홍길동 팀장",
            "신정리 홍길동 씨 댁",
            "신정리 홍길동씨 집 앞",
            "홍길동씨댁 앞",
            "홍길동님 댁",
            "홍길동 어르신 댁",
            "홍길동 집 앞",
            "홍길동집 앞",
            "홍길동 자택",
            "홍길동 댁",
            "남산리 홍길동댁 뒤",
            "박철수네",
            "박철수네 집 앞",
            "홍길동네 집",
            "남궁민수 댁",
            "마을입구(홍길동 댁 앞)",
            "공원 회전2 - 회선 점검중(한빛통신 홍길동)",
            "고장 문의(홍길동)",
        ] {
            let name = ["홍길동", "박철수", "남궁민수"]
                .into_iter()
                .find(|name| text.contains(name))
                .unwrap();
            check(text, &text.replace(name, NAME), Context::Text);
        }
        check("김○○네", "[성명 비공개]네", Context::Text);
        check("김○수 댁 앞", "[성명 비공개] 댁 앞", Context::Text);
        check("담당자: 허난설", "담당자: [성명 비공개]", Context::Text);
        check("김철 주무관", "[성명 비공개] 주무관", Context::Text);
    }

    #[test]
    fn behind_a_department_a_name_in_brackets_is_one() {
        check("교통과(홍길동)", "교통과([성명 비공개])", Context::Office);
        for text in [
            "서구청(남중동)",
            "안전과(상황실)",
            "교통과(지도팀)",
            "광진구청(정보통신과)",
        ] {
            check(text, text, Context::Office);
        }
        check("교통과(홍길동)", "교통과(홍길동)", Context::Text);
    }

    #[test]
    fn in_a_column_about_persons_a_name_stands_alone() {
        check(
            "02-450-1234 홍길동",
            "02-450-1234 [성명 비공개]",
            Context::Person,
        );
        check("홍길동", NAME, Context::Person);
        check("교통행정과", "교통행정과", Context::Person);
        check("홍길동", "홍길동", Context::Text);
    }

    #[test]
    fn places_shops_families_and_heritage_stay() {
        for text in [
            "세종대로 110",
            "이순신로 12",
            "홍길동로 5",
            "홍길동 앞",
            "김광석거리",
            "정약용 생가",
            "조만식 가옥",
            "최치원 묘",
            "충무공 이순신 동상",
            "이장님댁 앞",
            "마을이장님댁",
            "이장집 앞",
            "최참판댁",
            "어린이집 앞",
            "파랑새어린이집",
            "문화의집",
            "노인의 집",
            "감자탕집 앞",
            "추어탕 집 앞",
            "문창횟집 뒤",
            "소나무집 앞",
            "전라도집",
            "황소고집",
            "민영이네 이불가게",
            "이촌동네 앞",
            "구이동네",
            "성신주택 앞",
            "고성이씨 재실",
            "남양홍씨 종중",
            "진주정씨 묘",
            "용인이씨제당",
            "동하이엔씨",
            "조례원님길",
            "해님공원",
            "햇님마을",
            "달님공원내",
            "성명초정문_치안센터방향",
            "성명공원길 49",
            "재난대응담당관",
            "정보화팀장실",
            "교통과 담당",
            "담당자: 안전과",
            "담당 주차팀",
            "오토반장카뒷골목",
            "부영차@방향",
            "시장 앞",
            "김OO",
            "LG U+ ZOOM파크",
            "강원도집",
            "공사중(유수지)",
            "생가터(도시공원 예산)",
        ] {
            check(text, text, Context::Text);
        }
    }
}
