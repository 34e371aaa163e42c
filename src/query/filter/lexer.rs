//! CQL2 text as tokens. Length and nesting are bounded here, before anything is parsed.

use super::error::{Fault, Result};
use super::syntax::MAX_DEPTH;

/// A token and the byte at which it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub at: usize,
    pub kind: TokenKind,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// A bare word: a keyword, a function or a property.
    Word(String),
    /// `"…"`: always a property.
    Quoted(String),
    /// `'…'`.
    Text(String),
    /// Without a sign.
    Number(f64),
    /// `( ) , + - * / % ^ = <> < <= > >=`
    Symbol(&'static str),
    End,
}

/// Longest first.
const SYMBOLS: [&str; 15] = [
    "<>", "<=", ">=", "<", ">", "=", "(", ")", ",", "+", "-", "*", "/", "%", "^",
];

/// All tokens, with an [`TokenKind::End`] behind them; the literals of a `draft` have no escapes.
pub(super) fn tokens(text: &str, draft: bool) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if is_whitespace(first) {
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let (kind, length) = if first == '\'' {
            let (content, length) = quoted(rest, at, '\'', !draft)?;
            (TokenKind::Text(content), length)
        } else if first == '"' {
            let (content, length) = quoted(rest, at, '"', false)?;
            (TokenKind::Quoted(content), length)
        } else if let Some(length) = number_length(rest) {
            (TokenKind::Number(number(&rest[..length], at)?), length)
        } else if is_name_start(first) {
            let length = rest
                .find(|c| !is_name_start(c) && !is_name_part(c))
                .unwrap_or(rest.len());
            (TokenKind::Word(rest[..length].to_owned()), length)
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (TokenKind::Symbol(symbol), symbol.len())
        } else {
            return Err(Fault::new(
                at,
                format!("'{first}'은(는) 여기에 쓸 수 없는 글자입니다"),
                format!("'{first}' has no meaning here"),
            ));
        };
        match kind {
            TokenKind::Symbol("(") => depth += 1,
            TokenKind::Symbol(")") => depth -= usize::from(depth > 0),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(too_deep(at));
        }
        tokens.push(Token { at, kind });
        at += length;
    }
    tokens.push(Token {
        at,
        kind: TokenKind::End,
    });
    Ok(tokens)
}

/// The fault of a filter that is nested too deeply.
pub(super) fn too_deep(at: usize) -> Fault {
    Fault::new(
        at,
        format!("괄호가 {MAX_DEPTH}겹보다 깊습니다"),
        format!("is nested more than {MAX_DEPTH} deep"),
    )
}

/// The content of a quoted text and its length with the quotation marks. The mark is doubled within; a text
/// that `escapes` has what [`escaped`] says as well.
fn quoted(text: &str, at: usize, mark: char, escapes: bool) -> Result<(String, usize)> {
    let mut content = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((start, character)) = characters.next() {
        let next = characters.peek().map(|&(_, next)| next);
        let meant = if character == mark {
            if next != Some(mark) {
                return Ok((content, start + 1));
            }
            Some(mark)
        } else if character == '\\' && escapes {
            next.and_then(escaped)
        } else {
            None
        };
        if meant.is_some() {
            characters.next();
        }
        content.push(meant.unwrap_or(character));
    }
    Err(Fault::new(
        at,
        format!("{mark}로 시작한 글이 닫히지 않았습니다"),
        format!("the text that begins here has no closing {mark}"),
    ))
}

/// What a backslash and this character stand for in a literal (`/req/cql2-text/escaping`, B and C); before
/// all others it is itself, which is how `\%` and `\_` reach a pattern of LIKE.
fn escaped(character: char) -> Option<char> {
    Some(match character {
        '\'' | '\\' => character,
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        _ => return None,
    })
}

/// Length of the number at the start: `10`, `10.`, `.5`, `1.5E-3`.
fn number_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let whole = digits(0);
    let mut length = whole;
    if bytes.get(length) == Some(&b'.') {
        let part = digits(length + 1);
        if whole + part == 0 {
            return None;
        }
        length += 1 + part;
    }
    if length == 0 {
        return None;
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + signed);
        if exponent > 0 {
            length += 1 + signed + exponent;
        }
    }
    Some(length)
}

fn number(text: &str, at: usize) -> Result<f64> {
    text.parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
        .ok_or_else(|| Fault::new(at, "너무 큰 수입니다", "is a number that is too large"))
}

/// `whitespace` of the standard's grammar.
fn is_whitespace(c: char) -> bool {
    matches!(
        c,
        '\u{9}'..='\u{d}' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
            | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// `identifierStart` of the standard's grammar.
fn is_name_start(c: char) -> bool {
    matches!(
        c,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
            | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1ffe}'
            | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
            | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}'
    )
}

/// What `identifierPart` adds to it.
fn is_name_part(c: char) -> bool {
    matches!(c, '.' | '0'..='9' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str, draft: bool) -> Option<String> {
        match tokens(text, draft).ok()?.remove(0).kind {
            TokenKind::Text(content) => Some(content),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn literals_have_the_escapes_of_the_standard() {
        for (written, meant) in [
            (r"'O''Brien'", "O'Brien"),
            (r"'O\'Brien'", "O'Brien"),
            (r"'\a\b\t\n\v\f\r'", "\u{7}\u{8}\u{9}\u{a}\u{b}\u{c}\u{d}"),
            (r"'a\\'", r"a\"),
            (r"'\\n'", r"\n"),
            (r"'\\\''", r"\'"),
            (r"'100\%'", r"100\%"),
            (r"'\시'", r"\시"),
            ("''", ""),
            ("''''", "'"),
        ] {
            assert_eq!(literal(written, false).as_deref(), Some(meant), "{written}");
        }
        for open in [r"'a\'", "'a''", "'"] {
            assert_eq!(literal(open, false), None, "{open}");
        }
    }

    #[test]
    fn the_draft_has_none_but_doubled_marks() {
        for (written, meant) in [(r"'a\'", r"a\"), (r"'a\n'", r"a\n"), ("'it''s'", "it's")] {
            assert_eq!(literal(written, true).as_deref(), Some(meant), "{written}");
        }
    }
}
