//! Mobile numbers, in whatever way they are written.

use super::{PersonalKind, Span, digit, narrow, number_starts};

/// Separators in a row that still belong to one number: "010 - 1234 - 5678".
const SEPARATORS: usize = 4;
/// Digits of the longest number, 0082 (0)10 1234 5678.
pub(super) const MOST_DIGITS: usize = 15;
/// Digits that any number has that is not spoken: o1o-123-4567 is written with two letters.
pub(super) const LEAST_DIGITS: usize = 8;
/// 010 in words.
pub(super) const SPOKEN: [&str; 2] = ["공일공", "영일영"];
/// The digits in words, zero as 공.
const WORDS: &str = "공일이삼사오육칠팔구";

/// Finds mobile numbers. In a column of telephone numbers, one that lost its leading 0 in a
/// spreadsheet (`1012345678`) is one as well.
pub(super) fn find(text: &str, telephone: bool, spans: &mut Vec<Span>) {
    let mut done = 0;
    for start in number_starts(text, |c| {
        c == '+' || is_letter_for_zero(c) || "공영".contains(c)
    }) {
        if start >= done
            && let Some((length, form)) = number_at(&text[start..], &text[..start], telephone)
            && !is_fraction(text, start, length, form)
        {
            done = start + length;
            spans.push((start..done, PersonalKind::MobileNumber));
        }
    }
}

/// Whether a letter or ring is written for the digit 0.
fn is_letter_for_zero(c: char) -> bool {
    matches!(narrow(c), 'O' | 'o' | '○' | '〇')
}

/// What parts the groups of digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Form {
    /// Nothing, or what telephone numbers are parted by.
    Usual,
    /// Something that parts other numbers as well: only groups of 3, 3 or 4, and 4 are a number.
    Unusual,
}

fn separator(c: char) -> Option<Form> {
    match narrow(c) {
        '-'
        | '.'
        | '('
        | ')'
        | '/'
        | '_'
        | '·'
        | '~'
        | '|'
        | '‐'..='―'
        | '−'
        | 'ー'
        | 'ｰ'
        | 'ㅡ'
        | '一'
        | '─'
        | '━'
        | '⁃'
        | '˗'
        | '∼'
        | '〜'
        | '•'
        | '∙'
        | '‧'
        | '・'
        | 'ㆍ'
        | '･' => Some(Form::Usual),
        ',' | ':' | ';' | '*' | '=' | '+' | '\\' | '\n' | '\r' => Some(Form::Unusual),
        c => c.is_whitespace().then_some(Form::Usual),
    }
}

/// The digits of a number and how they are parted.
struct Digits {
    values: [u8; MOST_DIGITS],
    len: usize,
    /// How many digits each group has.
    groups: [u8; MOST_DIGITS],
    count: usize,
    /// So many groups at the front are parted by blanks alone.
    apart_by_blanks: usize,
    form: Form,
}

impl Digits {
    fn push(&mut self, digit: u8, gap: Option<Gap>) -> Option<()> {
        *self.values.get_mut(self.len)? = digit;
        self.len += 1;
        if self.count == 0 || gap.is_some() {
            if gap.is_none_or(|gap| gap.blanks) && self.apart_by_blanks == self.count {
                self.apart_by_blanks += 1;
            }
            self.count += 1;
        }
        self.groups[self.count - 1] += 1;
        if let Some(gap) = gap.filter(|gap| gap.form > self.form) {
            self.form = gap.form;
        }
        Some(())
    }

    fn groups(&self) -> &[u8] {
        &self.groups[..self.count]
    }

    fn is_mobile(&self, before: &str, telephone: bool) -> bool {
        let digits = &self.values[..self.len];
        // A country code, with or without the 0 behind it: +82-10, 0082 10, +82 (0)10.
        let abroad = match digits {
            [0, 0, 8, 2, ..] => 4,
            [8, 2, ..] => 2,
            _ => 0,
        };
        let national = &digits[abroad..];
        let (national, zero) = match national {
            [0, rest @ ..] => (rest, true),
            _ => (national, false),
        };
        if !matches!(national, [1, 0 | 1 | 6..=9, ..]) || !matches!(national.len(), 9 | 10) {
            return false;
        }
        if self.form == Form::Unusual {
            return abroad == 0
                && zero
                && matches!(self.groups(), [3, 3 | 4, 4] | [3, 7 | 8])
                && !goes_on(before);
        }
        if abroad > 0 {
            return true;
        }
        if !zero {
            // Only 010 numbers are still given out; of others, ten digits may as well be something else.
            return telephone
                && matches!(self.groups(), [10] | [2, 4, 4])
                && national.len() == 10
                && national[1] == 0
                && !before.ends_with(char::is_alphanumeric)
                && !goes_on(before);
        }
        // "2019-01-10 2020" begins like a number, but 01 stands alone.
        matches!(self.groups[0], 3 | 6..) || (self.is_split_in_front() && !goes_on(before))
    }

    /// 01 0-1234-5678 and 0 1 0 1 2 3 …: blanks within the first three digits.
    fn is_split_in_front(&self) -> bool {
        let mut sum = 0;
        let end = self.groups().iter().position(|group| {
            sum += group;
            sum >= 3
        });
        let Some(end) = end.filter(|&end| sum == 3 && end < self.apart_by_blanks) else {
            return false;
        };
        let rest = &self.groups()[end + 1..];
        matches!(rest, [3 | 4, 4] | [7 | 8]) || rest.iter().all(|&group| group == 1)
    }
}

/// Whether the digits before are part of the same sign, such as the year of a date: something other than
/// blanks stands between.
fn goes_on(before: &str) -> bool {
    let joins = |c: char| !c.is_whitespace() && separator(c).is_some();
    before
        .trim_end_matches(joins)
        .ends_with(|c| digit(c).is_some())
}

/// What stands between two groups of digits.
#[derive(Clone, Copy)]
struct Gap {
    signs: usize,
    blanks: bool,
    form: Form,
}

/// The bytes of the mobile number that a text begins with, if it does, and how it is parted.
fn number_at(text: &str, before: &str, telephone: bool) -> Option<(usize, Form)> {
    let mut chars = text.char_indices().peekable();
    let mut number = Digits {
        values: [0; MOST_DIGITS],
        len: 0,
        groups: [0; MOST_DIGITS],
        count: 0,
        apart_by_blanks: 0,
        form: Form::Usual,
    };
    let mut spoken = false;
    let plus = chars.next_if(|&(_, c)| matches!(c, '+' | '＋')).is_some();
    // Nearly all numbers end here.
    match chars.peek()?.1 {
        '공' | '영' if !plus => {
            SPOKEN.iter().find(|spoken| text.starts_with(**spoken))?;
            for value in [0, 1, 0] {
                chars.next();
                number.push(value, None)?;
            }
            spoken = true;
        }
        c if is_letter_for_zero(c) && !plus => {
            let follows_word = before.ends_with(char::is_alphanumeric);
            let begins = text[c.len_utf8()..].starts_with(['1', '１']);
            if follows_word || !begins {
                return None;
            }
        }
        c => {
            let first = digit(c);
            if !(plus || matches!(first, Some(0 | 8)) || telephone && first == Some(1)) {
                return None;
            }
        }
    }
    // Who speaks 010 may speak the rest.
    let digit = |c: char| digit(c).or_else(|| spoken.then(|| in_words(c)).flatten());
    let mut gap: Option<Gap> = None;
    let mut found = None;
    while let Some((at, c)) = chars.next() {
        let in_front = number.count <= 1 && number.len < 3;
        let letter = (in_front && is_letter_for_zero(c)).then_some(0);
        if let Some(value) = digit(c).or(letter) {
            if number.push(value, gap.take()).is_none() {
                break;
            }
        } else if let Some(form) = separator(c).filter(|_| number.len > 0) {
            let known = gap.unwrap_or(Gap {
                signs: 0,
                blanks: true,
                form: Form::Usual,
            });
            if known.signs == SEPARATORS {
                break;
            }
            gap = Some(Gap {
                signs: known.signs + 1,
                blanks: known.blanks && c.is_whitespace(),
                form: if form > known.form { form } else { known.form },
            });
            continue;
        } else {
            break;
        }
        let ends = chars.peek().is_none_or(|&(_, next)| digit(next).is_none());
        if ends && number.is_mobile(before, telephone) {
            found = Some((at + c.len_utf8(), number.form));
        }
    }
    found
}

/// The value of a digit in words.
fn in_words(c: char) -> Option<u8> {
    let c = if c == '영' { '공' } else { c };
    let value = WORDS.chars().position(|word| word == c)?;
    u8::try_from(value).ok()
}

/// Whether a number without separators, or with those of other numbers, is the fraction of a decimal
/// number, such as 127.0101234567. Behind a single digit it may be counted: "1.01012345678".
fn is_fraction(text: &str, start: usize, length: usize, form: Form) -> bool {
    let mut before = text[..start].bytes().rev();
    before.next() == Some(b'.')
        && before.take_while(u8::is_ascii_digit).count() > 1
        && (form == Form::Unusual
            || text[start..start + length]
                .bytes()
                .all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::{Context, withhold};

    const WITHHELD: &str = "[휴대전화 비공개]";

    #[test]
    fn mobile_numbers_in_every_writing_are_withheld() {
        for text in [
            "010-1234-5678",
            "01012345678",
            "010.123.4567",
            "010 1234 5678",
            "010 - 1234 - 5678",
            "010)1234-5678",
            "(010)1234-5678",
            "010/1234/5678",
            "010_1234_5678",
            "010–1234–5678",
            "010\u{200B}-1234-5678",
            "0101234-5678",
            "010 12 34 56 78",
            "+82-10-1234-5678",
            "+82 (0)10-1234-5678",
            "0082 10 1234 5678",
            "０１０-1234-5678",
            "０１０－１２３４－５６７８",
            "011-234-5678",
            "019-123-1234",
            "010ㅡ1234ㅡ5678",
            "010ー1234ー5678",
            "010‑1234‑5678",
            "010:1234:5678",
            "010*1234*5678",
            "010=1234=5678",
            "010,1234,5678",
            "010-1234\n-5678",
            "010-1234-\r\n5678",
            "010\u{AD}-1234-5678",
            "01\u{2060}0-1234-5678",
            "O10-1234-5678",
            "o1o-1234-5678",
            "01O-123-4567",
            "01 0-1234-5678",
            "0 1 0 1 2 3 4 5 6 7 8",
            "공일공-1234-5678",
            "공일공 일이삼사 오육칠팔",
            "공일공일이삼사오육칠팔",
            "영일영-일이삼사-5678",
        ] {
            let (out, withheld) = withhold(text, Context::Text);
            assert_eq!(withheld.mobile_numbers, 1, "{text} {out}");
            assert_eq!(out.trim_start_matches('('), WITHHELD, "{text}");
        }
        for number in ["010:1234:5678", "01 0-1234-5678", "010-1234\n-5678"] {
            let text = format!("삼문동 801 {number}");
            let (out, _) = withhold(&text, Context::Text);
            assert_eq!(out, format!("삼문동 801 {WITHHELD}"));
        }
        let (out, withheld) = withhold("담당 010 1234 5678, 02-450-7679", Context::Text);
        assert_eq!(
            (out.as_ref(), withheld.total()),
            ("담당 [휴대전화 비공개], 02-450-7679", 1)
        );
        let (out, withheld) = withhold("011-234-5678,019-123-1234", Context::Text);
        assert_eq!(
            (out.as_ref(), withheld.total()),
            ("[휴대전화 비공개],[휴대전화 비공개]", 2)
        );
    }

    #[test]
    fn a_lost_leading_zero_counts_in_a_column_of_telephones() {
        assert_eq!(withhold("1012345678", Context::Person).0, WITHHELD);
        assert_eq!(withhold("10-1234-5678", Context::Person).0, WITHHELD);
        for text in ["1012345678", "10-1234-5678"] {
            assert_eq!(withhold(text, Context::Text).0, text);
        }
    }

    #[test]
    fn office_numbers_codes_dates_and_lots_stay() {
        for text in [
            "02-450-7679",
            "033-570-4108",
            "070-1234-5678",
            "050-1234-5678",
            "1588-6400",
            "202330400000801010",
            "서울 101-1",
            "031-010-1234",
            "0101-12",
            "보정동 1019-224",
            "2019-01-10 / 2020-01-05",
            "2019-01-10 12:30:45",
            "20190110 20200105",
            "127.0108516212",
            "37.010,127.8475",
            "37.010, 127.84756",
            "5,010,123,4567",
            "2019:010:1234:5678",
            "CO10-1234-5678",
            "2020-01 0 1234 5678",
            "공일공원 1234",
            "영일영어학원 사거리",
            "공일공 오거리",
            "POINT (967125.0160456356 1942908.0116451615)",
            "",
        ] {
            for context in [Context::Text, Context::Person] {
                assert_eq!(withhold(text, context).0, text);
            }
        }
    }
}
