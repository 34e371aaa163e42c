//! Web pages in one file (MHTML, RFC 2557), as Excel saves a workbook: the parts that hold tables.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Message, MessageParser, MimeHeaders};
use memchr::memmem;

use super::Error;
use super::guard::{broken, guarded};
use super::unpack::{Budget, MOST_MEMBERS, Piece, check_members};

/// Longest headers that are looked at.
const HEAD: usize = 8192;
/// What the first line of such a file begins with.
const FIRST: [&str; 5] = [
    "mime-version:",
    "from:",
    "content-type:",
    "subject:",
    "date:",
];

/// Whether bytes are pages in one file.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let headers = String::from_utf8_lossy(cut(without_mark(bytes)).0).to_ascii_lowercase();
    FIRST.iter().any(|first| headers.starts_with(first))
        && headers.contains("mime-version:")
        && ["multipart/related", "multipart/mixed", "text/html"]
            .iter()
            .any(|form| headers.contains(form))
}

/// The pages inside that hold tables, in their order, as they were before they were packed.
///
/// # Errors
/// When it is damaged, or has more parts than are read.
pub(super) fn pages(
    bytes: &[u8],
    file: &str,
    budget: &Budget,
) -> Result<Vec<Piece<'static>>, Error> {
    let bytes = without_mark(bytes);
    guarded(file, "MHTML", || {
        let mut pages = Vec::new();
        for (number, part) in (1_usize..).zip(parts(bytes)) {
            check_members(number, file)?;
            let (headers, body) = cut(part);
            let Some(headers) = read(headers).filter(is_html) else {
                continue;
            };
            let page = unpacked(&headers, body);
            let page = page.ok_or_else(|| broken(file, "MHTML", &"a part is damaged"))?;
            budget.spend(page.len() as u64, file)?;
            let tags = ["<table", "<TABLE", "<Table"];
            if tags
                .iter()
                .any(|tag| memmem::find(&page, tag.as_bytes()).is_some())
            {
                pages.push(Piece::new(name(&headers, number), page.into_owned()));
            }
        }
        Ok(pages)
    })
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start()
}

/// The parts between the lines that the headers name; without such a name the file itself.
///
/// They are cut here and not by the parser of the headers: it follows messages inside messages without
/// end.
fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (headers, _) = cut(bytes);
    let boundary = read(headers).and_then(|headers| {
        let boundary = headers.content_type()?.attribute("boundary")?;
        Some(format!("\n--{boundary}"))
    });
    let starts: Vec<usize> = boundary.as_deref().map_or_else(Vec::new, |boundary| {
        let found = memmem::find_iter(bytes, boundary).take(MOST_MEMBERS + 2);
        found.map(|at| at + boundary.len()).collect()
    });
    let length = boundary.map_or(0, |boundary| boundary.len());
    let alone = starts.is_empty().then_some(bytes);
    let ends: Vec<usize> = starts.iter().skip(1).map(|next| next - length).collect();
    let ends = ends.into_iter().chain([bytes.len()]);
    let cut = starts
        .into_iter()
        .zip(ends)
        .map(|(first, end)| &bytes[first..end]);
    alone.into_iter().chain(cut.map(<[u8]>::trim_ascii_start))
}

/// Headers and what stands below them.
fn cut(part: &[u8]) -> (&[u8], &[u8]) {
    let head = &part[..part.len().min(HEAD)];
    for blank in [b"\r\n\r\n".as_slice(), b"\n\n"] {
        if let Some(at) = memmem::find(head, blank) {
            let end = at + blank.len();
            return (&part[..end], &part[end..]);
        }
    }
    (head, &[])
}

fn read(headers: &[u8]) -> Option<Message<'_>> {
    let message = MessageParser::new()
        .with_mime_headers()
        .parse_headers(headers)?;
    (!message.parts.is_empty()).then_some(message)
}

fn is_html(headers: &Message) -> bool {
    headers.content_type().is_some_and(|form| {
        let kind = form.subtype();
        form.ctype().eq_ignore_ascii_case("text")
            && kind.is_some_and(|kind| kind.eq_ignore_ascii_case("html"))
    })
}

/// The bytes of a part.
fn unpacked<'b>(headers: &Message, body: &'b [u8]) -> Option<Cow<'b, [u8]>> {
    let encoding = headers.content_transfer_encoding().unwrap_or_default();
    match encoding.trim().to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted_printable_decode(body).map(Cow::Owned),
        "base64" => base64_decode(body).map(Cow::Owned),
        _ => Some(Cow::Borrowed(body)),
    }
}

/// What a part is called: the end of its address.
fn name(headers: &Message, number: usize) -> String {
    let address = headers.content_location().unwrap_or_default();
    let name = address.rsplit(['/', '\\']).next().unwrap_or_default();
    if name.trim().is_empty() {
        format!("part {number}")
    } else {
        name.chars().filter(|c| !c.is_control()).take(80).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Excel saves a workbook of two sheets, in CP949.
    const SAVED: &str = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\
        Content-Type: multipart/related; boundary=\"----=_NextPart_01\"\r\n\r\n\
        This document is a Single File Web Page.\r\n\r\n\
        ------=_NextPart_01\r\nContent-Location: file:///C:/A1/book.htm\r\n\
        Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=\"us-ascii\"\r\n\r\n\
        <html><frameset rows=3D\"*,39\"></frameset></html>\r\n\r\n\
        ------=_NextPart_01\r\nContent-Location: file:///C:/A1/book.files/sheet001.htm\r\n\
        Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=\"ks_c_5601-1987\"\r\n\r\n\
        <html><table border=3D0><tr><td>=C0=A7=B5=B5</td><td>=\r\n1</td></tr></table>\r\n\r\n\
        ------=_NextPart_01\r\nContent-Location: file:///C:/A1/book.files/sheet002.htm\r\n\
        Content-Transfer-Encoding: base64\r\nContent-Type: text/html\r\n\r\n\
        PHRhYmxlPjx0cj48dGQ+Mjwv\r\ndGQ+PC90cj48L3RhYmxlPg==\r\n\r\n\
        ------=_NextPart_01\r\nContent-Location: x.css\r\nContent-Type: text/css\r\n\r\ntable {}\r\n\r\n\
        ------=_NextPart_01--\r\n";

    fn read(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
        let pages = pages(bytes, "f", &Budget::default()).unwrap();
        let page = |piece: Piece| (piece.name.clone(), piece.packed().trim_ascii().to_vec());
        pages.into_iter().map(page).collect()
    }

    #[test]
    fn pages_with_tables_come_out_as_they_were() {
        assert!(is_one(SAVED.as_bytes()));
        let found = read(SAVED.as_bytes());
        let cp949 = b"<html><table border=0><tr><td>\xC0\xA7\xB5\xB5</td><td>1</td></tr></table>";
        assert_eq!(
            found,
            [
                ("sheet001.htm".to_owned(), cp949.to_vec()),
                (
                    "sheet002.htm".to_owned(),
                    b"<table><tr><td>2</td></tr></table>".to_vec()
                ),
            ]
        );
        for text in [
            "위도,경도\n",
            "from: x\n\n",
            "<html>mime-version: multipart/related",
        ] {
            assert!(!is_one(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn parts_without_end_are_refused() {
        let many = format!(
            "{}{}",
            SAVED,
            "\n------=_NextPart_01\n\nx".repeat(MOST_MEMBERS + 1)
        );
        let refused = pages(many.as_bytes(), "f", &Budget::default());
        assert!(matches!(refused, Err(Error::TooManyMembers { .. })));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(cuts in proptest::collection::vec((0..SAVED.len(), 0..20_usize), 0..6)) {
            let mut bytes = SAVED.as_bytes().to_vec();
            for (at, length) in cuts {
                let end = (at + length).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            let _ = is_one(&bytes);
            let _ = pages(&bytes, "f", &Budget::default());
        }
    }
}
