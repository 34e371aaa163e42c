//! Personal data in texts: what is found, how it is replaced, and how it is counted.
//!
//! Registers are published; personal names and numbers in them are not (개인정보 보호법 제2조 제1호). A
//! text passes [`withhold`] before it is kept anywhere. What is found by digits or `@` needs no context;
//! names are only found where the text itself says that a person is meant.

mod email;
mod mobile;
mod name;
mod resident;
mod visible;

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use visible::Visible;

/// What a piece of personal data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalKind {
    /// A mobile number 휴대전화번호 (010, 011, 016 to 019).
    MobileNumber,
    /// A resident registration number 주민등록번호, or one of a foreigner 외국인등록번호.
    ResidentNumber,
    /// An e-mail address.
    Email,
    /// The name of a person 성명.
    Name,
}

impl PersonalKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::MobileNumber,
        Self::ResidentNumber,
        Self::Email,
        Self::Name,
    ];

    /// What stands in the place of the withheld text.
    #[must_use]
    pub fn mask(self) -> &'static str {
        match self {
            Self::MobileNumber => "[휴대전화 비공개]",
            Self::ResidentNumber => "[주민등록번호 비공개]",
            Self::Email => "[전자우편 비공개]",
            Self::Name => "[성명 비공개]",
        }
    }
}

/// What a text is about, as far as its place says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Any text: a name needs a word that says so (담당자, 씨, 님, 댁, 자택, 집 앞, 주무관).
    Text,
    /// The name of an office: what stands in brackets behind a department may be a person.
    Office,
    /// A column of departments: there a cell with names alone is about persons as well. A column of institutions holds
    /// places too, so that it is none there.
    Department,
    /// A column of numbers that an office gives out: what is no resident number by its check digit
    /// stays.
    Number,
    /// A column about how to reach persons (전화번호, 연락처): a word that can be a name is one.
    Person,
    /// A column of names (담당자, 성명): what is no office is one, whatever its form.
    Names,
}

impl Context {
    /// Whether persons are what a column is for.
    #[must_use]
    pub fn is_about_persons(self) -> bool {
        matches!(self, Self::Person | Self::Names)
    }
}

/// How many pieces were withheld, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Withheld {
    /// Mobile numbers.
    pub mobile_numbers: u64,
    /// Resident registration numbers.
    pub resident_numbers: u64,
    /// E-mail addresses.
    pub emails: u64,
    /// Personal names.
    pub names: u64,
}

impl Withheld {
    /// How many of one kind.
    #[must_use]
    pub fn count(&self, kind: PersonalKind) -> u64 {
        match kind {
            PersonalKind::MobileNumber => self.mobile_numbers,
            PersonalKind::ResidentNumber => self.resident_numbers,
            PersonalKind::Email => self.emails,
            PersonalKind::Name => self.names,
        }
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        PersonalKind::ALL
            .into_iter()
            .map(|kind| self.count(kind))
            .sum()
    }

    /// Adds other counts.
    pub fn add(&mut self, other: Self) {
        self.mobile_numbers += other.mobile_numbers;
        self.resident_numbers += other.resident_numbers;
        self.emails += other.emails;
        self.names += other.names;
    }

    fn note(&mut self, kind: PersonalKind) {
        match kind {
            PersonalKind::MobileNumber => self.mobile_numbers += 1,
            PersonalKind::ResidentNumber => self.resident_numbers += 1,
            PersonalKind::Email => self.emails += 1,
            PersonalKind::Name => self.names += 1,
        }
    }
}

/// A piece of a text, in bytes.
type Span = (Range<usize>, PersonalKind);

/// Replaces all personal data in a text by its [`PersonalKind::mask`], and counts it.
///
/// The result of a second pass is the same: masks hold nothing personal.
#[must_use]
pub fn withhold(text: &str, context: Context) -> (Cow<'_, str>, Withheld) {
    until_nothing_is_left(text, |text| search(text, context))
}

/// Searches again what a search has left: a mask parts a word, and its rest may be a name by itself.
fn until_nothing_is_left(
    text: &str,
    search: impl Fn(&str) -> Vec<Span>,
) -> (Cow<'_, str>, Withheld) {
    let mut text = Cow::Borrowed(text);
    let mut withheld = Withheld::default();
    loop {
        let visible = Visible::of(&text);
        let spans: Vec<Span> = search(visible.text())
            .into_iter()
            .map(|(seen, kind)| (visible.place(seen), kind))
            .collect();
        if spans.is_empty() {
            return (text, withheld);
        }
        let (masked, found) = replace(&text, spans);
        withheld.add(found);
        text = Cow::Owned(masked);
    }
}

/// Everything personal that one search finds.
fn search(text: &str, context: Context) -> Vec<Span> {
    let signs = Signs::of(text);
    let mut spans = Vec::new();
    if signs.digits == text.len() && signs.digits > mobile::MOST_DIGITS {
        // A run of digits longer than every number, such as a 관리번호.
        return spans;
    }
    if signs.digits >= 7 || signs.full_width {
        resident::find(text, context, &mut spans);
    }
    let has_a_cue = signs.wide && name::may_occur(text);
    if signs.digits >= mobile::LEAST_DIGITS || signs.full_width || has_a_cue {
        mobile::find(text, context.is_about_persons(), &mut spans);
    }
    if signs.at || signs.full_width {
        email::find(text, &mut spans);
    }
    // Beside a number or an office a name needs no other cue.
    let may_hold_a_name = match context {
        // Names in other letters too.
        Context::Names => true,
        Context::Person | Context::Office | Context::Department => signs.wide,
        Context::Text | Context::Number => {
            signs.wide
                && (signs.digits >= mobile::LEAST_DIGITS
                    || signs.full_width
                    || !spans.is_empty()
                    || has_a_cue)
        }
    };
    if may_hold_a_name {
        name::find(text, context, &mut spans);
    }
    spans
}

/// Puts masks in the place of what was found.
fn replace(text: &str, mut spans: Vec<Span>) -> (String, Withheld) {
    // Of two that overlap, the kind that comes first in the list and the longer one is the right one.
    spans.sort_by_key(|(range, kind)| (range.start, *kind, std::cmp::Reverse(range.end)));
    let mut withheld = Withheld::default();
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, kind) in spans {
        if range.start < copied {
            continue;
        }
        out.push_str(&text[copied..range.start]);
        out.push_str(kind.mask());
        withheld.note(kind);
        copied = range.end;
    }
    out.push_str(&text[copied..]);
    (out, withheld)
}

/// What one pass over the bytes tells: nearly every cell ends here.
#[derive(Default)]
struct Signs {
    /// How many ASCII digits there are.
    digits: usize,
    /// An `@`.
    at: bool,
    /// Anything but ASCII.
    wide: bool,
    /// A byte that the full-width forms of digits, brackets and `@` begin with.
    full_width: bool,
}

impl Signs {
    /// Without branches and in single bytes, so that sixteen are looked at together.
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        for bytes in text.as_bytes().chunks(usize::from(u8::MAX)) {
            let (mut digits, mut at, mut any, mut full_width) = (0_u8, 0, 0, 0);
            for &byte in bytes {
                digits += u8::from(byte.is_ascii_digit());
                at |= u8::from(byte == b'@');
                full_width |= u8::from(byte == 0xEF);
                any |= byte;
            }
            signs.digits += usize::from(digits);
            signs.at |= at != 0;
            signs.wide |= any >= 0x80;
            signs.full_width |= full_width != 0;
        }
        signs
    }
}

/// Where the runs of digits in a text begin; `or` says which characters may stand in front of one.
fn number_starts(text: &str, or: impl Fn(char) -> bool) -> impl Iterator<Item = usize> {
    let mut in_number = false;
    text.char_indices().filter_map(move |(at, c)| {
        let is_digit = digit(c).is_some();
        let begins = (is_digit || or(narrow(c))) && !in_number;
        in_number = is_digit;
        begins.then_some(at)
    })
}

/// A full-width form as the ASCII character that it stands for; anything else as it is.
fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The value of a digit, full-width ones included.
fn digit(c: char) -> Option<u8> {
    narrow(c)
        .to_digit(10)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use proptest::strategy::Strategy;

    use super::*;

    #[test]
    fn every_kind_is_found_in_one_text_and_counted() {
        let (text, withheld) = withhold(
            "담당자: 홍길동 010-1234-5678 (gildong.hong@example.kr, 880101-1234567)",
            Context::Text,
        );
        assert_eq!(
            text,
            "담당자: [성명 비공개] [휴대전화 비공개] ([전자우편 비공개], [주민등록번호 비공개])"
        );
        assert_eq!(
            withheld,
            Withheld {
                mobile_numbers: 1,
                resident_numbers: 1,
                emails: 1,
                names: 1
            }
        );
        assert_eq!(withheld.total(), 4);
    }

    /// Every finder on every text, without the quick answers.
    fn withhold_slowly(text: &str, context: Context) -> (Cow<'_, str>, Withheld) {
        until_nothing_is_left(text, |text| {
            let mut spans = Vec::new();
            resident::find(text, context, &mut spans);
            mobile::find(text, context.is_about_persons(), &mut spans);
            email::find(text, &mut spans);
            name::find(text, context, &mut spans);
            spans
        })
    }

    /// Pieces that findings are made of, and what stands between them.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = proptest::sample::select(vec![
            "홍길동",
            "김철",
            "남궁민수",
            "이",
            "영희",
            "김○○",
            "박*수",
            "담당자",
            "담당",
            "성명",
            "과장",
            "팀장",
            "주무관",
            "씨",
            "님",
            "댁",
            "네",
            "집",
            "앞",
            "자택",
            "이장",
            "작업",
            "과",
            "주민센터",
            "구의동",
            "사유지",
            "가",
            "를",
            "(",
            ")",
            "（",
            "）",
            "[",
            ":",
            " ",
            " ",
            "  ",
            "-",
            "/",
            ".",
            "=",
            "@",
            "＠",
            "korea.kr",
            "010",
            "성",
            "명",
            "팀장",
            ",",
            "·",
            "02-450-7210",
            "1234",
            "5678",
            "０１０",
            "+82",
            "10",
            "공일공",
            "일이삼사",
            "오육칠팔",
            "880101",
            "1234567",
            "1******",
            "1●●●●●●",
            "02",
            "8801011234568",
            "127.",
            "a",
            "\n",
            "*",
            "x",
        ]);
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest::proptest! {
        #[test]
        fn quick_answers_change_nothing_and_a_second_pass_finds_nothing(
            text in "\\PC{0,40}",
            near in "[0-9０-９ .,()@a-z+_–-]{0,30}",
            names in "[홍길동김철수씨님댁네집앞담당자주무관 :()○]{0,20}",
            pieces in pieces(),
        ) {
            for text in [&text, &near, &names, &pieces] {
                for context in [
                    Context::Text,
                    Context::Office,
                    Context::Department,
                    Context::Number,
                    Context::Person,
                    Context::Names,
                ] {
                    let (once, counts) = withhold(text, context);
                    let slowly = withhold_slowly(text, context);
                    proptest::prop_assert_eq!((&once, counts), (&slowly.0, slowly.1));
                    let (twice, withheld) = withhold(&once, context);
                    proptest::prop_assert_eq!(&once, &twice);
                    proptest::prop_assert_eq!(withheld.total(), 0);
                }
            }
        }
    }
}
