//! Which part of an XLSX holds which sheet: the book names its sheets, and relationships name the parts.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::PART_LIMIT;

/// What a relationship to the book is called, at its end.
const BOOK: &str = "/officeDocument";
/// Most sheets, and parts that a book may name.
const MOST: usize = 100_000;

/// The names of the sheets, each with its part in lower case; none where the book does not say it, which its
/// reader complains about.
pub(super) fn of_sheets(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Vec<(String, String)> {
    let related = relationships(archive, "_rels/.rels");
    let book = related.into_iter().find(|it| it.kind.ends_with(BOOK));
    let book = book.map_or_else(
        || "xl/workbook.xml".to_owned(),
        |book| within("", &book.target),
    );
    let (folder, name) = book.rsplit_once('/').unwrap_or(("", &book));
    let related = relationships(archive, &within(folder, &format!("_rels/{name}.rels")));
    let sheets = elements(archive, &book, "sheet", |sheet| {
        let id = sheet.attributes().flatten();
        let id = { id }
            .find(|it| it.key.local_name().as_ref() == "id")?
            .value
            .into_owned();
        Some((attribute(sheet, "name")?, id))
    });
    let part = |id: &str| related.iter().find(|it| it.id == id);
    sheets
        .into_iter()
        .filter_map(|(name, id)| {
            let part = within(folder, &part(&id)?.target);
            Some((name, part.to_ascii_lowercase()))
        })
        .collect()
}

struct Relationship {
    id: String,
    kind: String,
    target: String,
}

fn relationships(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str) -> Vec<Relationship> {
    elements(archive, part, "Relationship", |it| {
        Some(Relationship {
            id: attribute(it, "Id")?,
            kind: attribute(it, "Type")?,
            target: attribute(it, "Target")?,
        })
    })
}

/// The name of a part that another one in a folder names.
fn within(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(target) => target.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{target}"),
    }
}

fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok().flatten()?;
    Some(unescape(&found.value).ok()?.into_owned())
}

/// What the elements of a name in a part are read as.
fn elements<T>(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    part: &str,
    name: &str,
    read: impl Fn(&BytesStart) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    let is_part = |&index: &usize| {
        let name = archive.name_for_index(index);
        name.is_some_and(|name| name.is_ok_and(|name| name.eq_ignore_ascii_case(part)))
    };
    let index = (0..archive.len()).find(is_part);
    let Some(part) = index.and_then(|index| archive.by_index(index).ok()) else {
        return found;
    };
    let mut reader = Reader::from_reader(BufReader::new(part.take(PART_LIMIT)));
    let mut buffer = Vec::new();
    while found.len() < MOST {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start))
                if start.local_name().as_ref() == name =>
            {
                found.extend(read(&start));
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found
}
