//! Distances and opening angles in a text that is understood from its first to its last word.
//!
//! Texts come normalised from `direction`: lower case, without white space, ° as 도.

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

/// A piece of a text that was understood to its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
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
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
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
pub(super) fn distances(tokens: &[Token]) -> (Option<f64>, Option<f64>) {
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
pub(super) fn width(tokens: &[Token]) -> Option<f64> {
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
