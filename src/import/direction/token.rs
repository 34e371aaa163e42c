//! The words of 촬영방면정보: numbers with their units, compass points, and words about cameras.
//!
//! Texts come normalised: lower case, without white space, ° as 도.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::compass;

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
    "지역",
    "회전형",
    "회전식",
    "회전",
    "고정형",
    "고정식",
    "고정",
    "이내",
    "내외",
    "까지",
    "부터",
    "에서",
    "다방면",
    "및",
    "도로",
    "각도",
    "ptz",
    "스피드돔",
    "돔",
    "돔형",
    "radius",
    "range",
    "camera",
    "r",
    "후방",
    "후면",
    "전후방",
    "전후",
    "좌우",
    "좌측",
    "우측",
    "좌",
    "우",
];

/// Words for a time of the day, whose distance differs from that of the other.
const TIMES: &[&str] = &["야간", "주간", "심야", "적외선"];

/// Syllables that hang on the word before them; before a compass point they are part of a name (내서).
const PARTICLES: &[&str] = &["내", "의", "형", "각", "약"];

/// Words for what lies before the camera or all around it.
const VIEWS: &[&str] = &[
    "전방향",
    "전방위",
    "전방면",
    "전방",
    "전면",
    "정면",
    "전체",
    "전방명",
];

/// Words behind a compass point or a number of degrees that make it a direction.
const SIDES: &[&str] = &["방향", "방면", "측면", "향", "쪽", "측", "편"];

/// Words that say that an angle is a bearing.
const BEARING_CUES: &[&str] = &["방위각", "방위", "azimuth", "bearing"];

/// Words that say that an angle is an opening angle.
const WIDTH_CUES: &[&str] = &["화각", "시야각", "촬영각도", "촬영각", "fov"];

/// Numbers of directions written in words; 단반향 and 단방형 are misprints of 단방향, found in registers.
const COUNTS: &[(&str, u8)] = &[
    ("좌우양방향", 2),
    ("단방향", 1),
    ("단방면", 1),
    ("단반향", 1),
    ("단방형", 1),
    ("일방향", 1),
    ("한방향", 1),
    ("한방면", 1),
    ("양방향", 2),
    ("양방면", 2),
    ("쌍방향", 2),
    ("두방향", 2),
    ("두방면", 2),
    ("세방향", 3),
    ("세방면", 3),
    ("네방향", 4),
    ("네방면", 4),
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

/// A piece of a text that was understood to its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    /// A number with a unit of length.
    Metres(f64),
    /// A number of degrees.
    Degrees(f64),
    /// A number with neither.
    Bare(f64),
    /// A number of directions: 4방면, 양방향.
    Directions(f64),
    /// A point of the compass, degrees clockwise from north.
    Compass(f64),
    /// Several points run together (동서남북): how many.
    CompassSet(u8),
    /// `~` or `-` between two numbers.
    To,
    /// "or more" behind a distance.
    AtLeast,
    /// "or less" behind a distance: no distance is covered in any case.
    AtMost,
    /// "at least" before a distance.
    Least,
    /// "at most" before a distance.
    Most,
    /// By day or by night.
    Time,
    /// A sign that parts members of a list.
    Separator,
    /// 전방, 전방면: what the camera sees.
    View,
    /// 방향, 쪽: makes a direction of what stands before it.
    Side,
    /// 방위각: a bearing follows.
    BearingCue,
    /// 화각: an opening angle follows.
    WidthCue,
    /// A syllable that hangs on the word before it.
    Particle,
    /// Anything else that is understood.
    Word,
}

/// The whole text as tokens; `None` when any part is not understood.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, after) = if first.is_ascii_digit() {
            number(rest)?
        } else if first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            // A decimal without its whole number, or the end of a sentence: nobody can tell.
            return None;
        } else if let Some(token) = sign(first) {
            (token, &rest[first.len_utf8()..])
        } else {
            word(first, rest)?
        };
        out.push(token);
        rest = after;
    }
    Some(out)
}

fn sign(first: char) -> Option<Token> {
    match first {
        '~' | '-' => Some(Token::To),
        ',' | '.' | '/' | '(' | ')' | '[' | ']' | '+' | '&' | ':' | ';' | '·' | 'ㆍ' | '_'
        | '=' => Some(Token::Separator),
        _ => None,
    }
}

/// Every word that is understood, with what it means.
fn words() -> impl Iterator<Item = (&'static str, Token)> {
    let lists: [(&[&str], Token); 11] = [
        (PARTICLES, Token::Particle),
        (WORDS, Token::Word),
        (VIEWS, Token::View),
        (SIDES, Token::Side),
        (BEARING_CUES, Token::BearingCue),
        (WIDTH_CUES, Token::WidthCue),
        (&["이상", "초과"], Token::AtLeast),
        (&["이하", "미만"], Token::AtMost),
        (&["최소"], Token::Least),
        (&["최대"], Token::Most),
        (TIMES, Token::Time),
    ];
    let plain = lists
        .into_iter()
        .flat_map(|(words, token)| words.iter().map(move |word| (*word, token)));
    let counts = COUNTS
        .iter()
        .map(|&(word, count)| (word, Token::Directions(f64::from(count))));
    let points = compass::POINTS
        .iter()
        .map(|&(word, bearing)| (word, Token::Compass(bearing)));
    let sets = compass::SETS
        .iter()
        .map(|&(word, count)| (word, Token::CompassSet(count)));
    plain.chain(counts).chain(points).chain(sets)
}

/// The longest word that the text begins with, `first` being its first character.
fn word(first: char, rest: &str) -> Option<(Token, &str)> {
    // Most texts are names of places, and end here.
    static FIRST: LazyLock<FxHashSet<char>> = LazyLock::new(|| {
        words()
            .filter_map(|(word, _)| word.chars().next())
            .collect()
    });
    if !FIRST.contains(&first) {
        return None;
    }
    let (word, token) = words()
        .filter(|(word, _)| rest.starts_with(word))
        .max_by_key(|(word, _)| word.len())?;
    let after = &rest[word.len()..];
    // A Latin word ends where its letters end: "entrance" is not east.
    let latin = word.is_ascii() && after.starts_with(|c: char| c.is_ascii_alphanumeric());
    (!latin).then_some((token, after))
}

fn number(text: &str) -> Option<(Token, &str)> {
    let (digits, rest) = digits(text);
    let value: f64 = digits.parse().ok()?;
    if let Some(rest) = rest.strip_prefix('도') {
        // "100m도로" has a unit; "100도로" is a road.
        return (!rest.starts_with('로')).then_some((Token::Degrees(value), rest));
    }
    if let Some(rest) = rest
        .strip_prefix("방면")
        .or_else(|| rest.strip_prefix("방향"))
    {
        return Some((Token::Directions(value), rest));
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

/// The digits that a text begins with, without separators of thousands ("1,000m"), and the rest.
fn digits(text: &str) -> (String, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let whole = text[..end].trim_end_matches('.');
    let rest = &text[whole.len()..];
    let group = rest
        .strip_prefix(',')
        .filter(|_| whole.len() <= 2 && !whole.contains('.'))
        .and_then(|group| group.get(..3).map(|digits| (digits, &group[3..])))
        .filter(|(digits, after)| {
            digits.bytes().all(|b| b.is_ascii_digit())
                && (after.starts_with('m') || after.starts_with("미터"))
        });
    match group {
        Some((digits, after)) => (format!("{whole}{digits}"), after),
        None => (whole.to_owned(), rest),
    }
}
