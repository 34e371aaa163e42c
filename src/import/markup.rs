//! Which kind of markup a text is: a web page, the XML form of Excel 2003, or any other XML.
//!
//! Most systems of Korean offices export their "Excel" files as web pages with a table in them, named
//! `.xls`. Names are not asked: the first element tells.

/// A kind of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// A web page.
    Html,
    /// XML Spreadsheet 2003, which Excel writes for `progid="Excel.Sheet"`.
    SpreadsheetXml,
    /// Anything else that begins with an element.
    Xml,
}

/// Elements that only a web page begins with.
const HTML: [&str; 20] = [
    "html", "meta", "script", "style", "base", "noscript", "div", "span", "center", "font", "br",
    "hr", "h1", "h2", "h3", "h4", "img", "iframe", "frameset", "col",
];
/// Elements that a web page begins with, or XML of somebody's own.
const EITHER: [&str; 13] = [
    "head", "body", "title", "link", "form", "p", "b", "a", "table", "thead", "tbody", "tr",
    "strong",
];
/// How much of a text is looked at.
const WITHIN: usize = 1 << 20;

/// What a text is, where it begins like markup; `text` may be its beginning alone.
pub(super) fn kind(text: &str) -> Option<Markup> {
    let text = &text[..text.floor_char_boundary(WITHIN)];
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{1E}');
    let text = text.trim_start_matches(blank);
    let mut rest = text;
    // What stands before the first element: declarations and comments.
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if begins_with(rest, "<!doctype html") {
            return Some(Markup::Html);
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            ">"
        } else {
            break;
        };
        match rest.find(end) {
            Some(at) => rest = rest[at + end.len()..].trim_start_matches(blank),
            None => return Some(Markup::Xml),
        }
    }
    // Behind a declaration, damage is for the reader of XML to name.
    let otherwise = (rest.len() < text.len()).then_some(Markup::Xml);
    let Some(name) = rest.strip_prefix('<') else {
        return otherwise;
    };
    let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')));
    let name = &name[..end.unwrap_or(name.len())];
    if !name.starts_with(char::is_alphabetic) {
        return otherwise;
    }
    let is_one_of = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let local = name.rsplit(':').next().unwrap_or(name);
    if local == "Workbook" && text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Some(Markup::SpreadsheetXml);
    }
    let has_rows = || ["<tr", "<TR", "<Tr"].iter().any(|row| text.contains(row));
    if is_one_of(&HTML) || (is_one_of(&EITHER) && has_rows()) {
        return Some(Markup::Html);
    }
    Some(Markup::Xml)
}

/// Whether a text that is cut off may be the beginning of a page.
pub(super) fn may_be_a_page(head: &str) -> bool {
    let lower = head.to_ascii_lowercase();
    ["<table", "<body", "<head", "<form", "<title"]
        .iter()
        .any(|tag| lower.contains(tag))
}

fn begins_with(text: &str, lower: &str) -> bool {
    let start = text.get(..lower.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_element_tells_what_a_text_is() {
        let office = "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"";
        for (text, kind) in [
            ("\n\n \u{FEFF}<html><body>", Some(Markup::Html)),
            (
                &format!("<?xml version='1.0'?><!-- x --><HTML {office}>"),
                Some(Markup::Html),
            ),
            (
                "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><table>",
                Some(Markup::Html),
            ),
            (
                "<meta http-equiv=Content-Type><table><tr>",
                Some(Markup::Html),
            ),
            ("<TABLE border=1><TR><TD>1", Some(Markup::Html)),
            ("<script>alert('세션');</script>", Some(Markup::Html)),
            ("<table><row><a>1</a></row></table>", Some(Markup::Xml)),
            ("<body><items><item/></items></body>", Some(Markup::Xml)),
            ("<response><tr/></response>", Some(Markup::Xml)),
            (
                "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
                 <ss:Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Some(Markup::SpreadsheetXml),
            ),
            ("<Workbook><Row/></Workbook>", Some(Markup::Xml)),
            ("<?xml version='1.0'", Some(Markup::Xml)),
            ("<1>,위도", None),
            ("위도,경도\n<br>,1", None),
            ("", None),
        ] {
            assert_eq!(super::kind(text), kind, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<|!|--|>|\\?|가|html|table|:|\u{FEFF}| ){0,12}") {
            let _ = kind(&text);
        }
    }
}
