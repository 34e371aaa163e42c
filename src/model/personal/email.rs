//! E-mail addresses. An `@` alone is none: registers write 부영@ for 부영아파트.

use super::{PersonalKind, Span, narrow};

/// Finds addresses with a local part and a domain of at least two labels.
pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    let chars: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, narrow(c))).collect();
    for (at, _) in chars.iter().enumerate().filter(|(_, (_, c))| *c == '@') {
        let local = chars[..at]
            .iter()
            .rev()
            .take_while(|(_, c)| {
                c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
            })
            .count();
        let mut domain = chars[at + 1..]
            .iter()
            .take_while(|(_, c)| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            .count();
        while domain > 0 && matches!(chars[at + domain].1, '.' | '-') {
            domain -= 1;
        }
        let name: String = chars[at + 1..=at + domain].iter().map(|(_, c)| c).collect();
        let is_domain = name.rsplit_once('.').is_some_and(|(host, top)| {
            !host.is_empty() && top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic())
        });
        if local > 0 && is_domain {
            let end = chars
                .get(at + domain + 1)
                .map_or(text.len(), |&(offset, _)| offset);
            spans.push((chars[at - local].0..end, PersonalKind::Email));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Context, withhold};

    #[test]
    fn addresses_are_withheld_and_apartments_stay() {
        for (text, expected) in [
            ("문의 hong_gd@korea.kr.", "문의 [전자우편 비공개]."),
            ("ｈｏｎｇ＠ｋｏｒｅａ．ｋｒ", "[전자우편 비공개]"),
            ("a@b.kr/c@d.go.kr", "[전자우편 비공개]/[전자우편 비공개]"),
            ("부영1차@ 건너편", "부영1차@ 건너편"),
            ("백목련@102 천변쪽", "백목련@102 천변쪽"),
            ("LH@102.3", "LH@102.3"),
            ("@", "@"),
        ] {
            assert_eq!(withhold(text, Context::Text).0, expected);
        }
    }
}
