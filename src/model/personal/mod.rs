//! Personal data in texts: what is found, how it is replaced, and how it is counted.
//!
//! Registers are published; personal names and numbers in them are not (개인정보 보호법 제2조 제1호). A
//! text passes [`withhold`] before it is kept anywhere. What is found by digits or `@` needs no context;
//! names are only found where the text itself says that a person is meant.

mod email;
mod mobile;
mod name;
mod resident;

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

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
    /// A column about persons (담당자, 성명, 전화번호): a word that can be a name is one.
    Person,
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
    let mut spans = Vec::new();
    let signs = Signs::of(text);
    if signs.digits {
        resident::find(text, &mut spans);
        mobile::find(text, context == Context::Person, &mut spans);
    }
    if signs.at {
        email::find(text, &mut spans);
    }
    if signs.wide && (context != Context::Text || name::may_occur(text)) {
        name::find(text, context, &mut spans);
    }
    if spans.is_empty() {
        return (Cow::Borrowed(text), Withheld::default());
    }
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
    (Cow::Owned(out), withheld)
}

/// What one pass over the bytes tells: nearly every cell ends here.
struct Signs {
    /// Enough digits for a number.
    digits: bool,
    /// An `@`.
    at: bool,
    /// Anything but ASCII.
    wide: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let (mut digits, mut at, mut wide, mut full_width) = (0_usize, false, false, false);
        let mut hidden = false;
        for byte in text.bytes() {
            digits += usize::from(byte.is_ascii_digit());
            at |= byte == b'@';
            hidden |= byte == b'*';
            wide |= byte >= 0x80;
            full_width |= byte == 0xEF;
        }
        Self {
            digits: digits >= 9 || full_width || (hidden && digits >= 7),
            at: at || full_width,
            wide,
        }
    }
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

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic_and_a_second_pass_finds_nothing(
            text in "\\PC{0,40}",
            near in "[0-9０-９ .,()@a-z+_–-]{0,30}",
            names in "[홍길동김철수씨님댁네집앞담당자주무관 :()○]{0,20}",
        ) {
            for text in [&text, &near, &names] {
                for context in [Context::Text, Context::Office, Context::Person] {
                    let (once, _) = withhold(text, context);
                    let (twice, withheld) = withhold(&once, context);
                    proptest::prop_assert_eq!(&once, &twice);
                    proptest::prop_assert_eq!(withheld.total(), 0);
                }
            }
        }
    }
}
