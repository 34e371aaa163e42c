//! Where in a JSON document the records stand, found by shape: services wrap their lists in many ways.
//!
//! Known are the open data portal (`{"records": […]}`), the national API
//! (`{"response": {"header": …, "body": {"items": […]}}}`, also `items: {"item": […]}`), the Seoul plaza
//! (`{"Name": {"RESULT": …, "row": […]}}`), that of Gyeonggi (`{"Name": [{"head": […]}, {"row": […]}]}`),
//! GeoJSON (RFC 7946) and its sequences (RFC 8142), and Overpass (`{"elements": […]}`); any other list of
//! objects inside objects is found as well.

mod members;
mod records;
mod search;

use serde_json::value::RawValue;

use super::Error;
use super::pages::Stated;
use members::{Elements, MOST_ELEMENTS};
pub(super) use members::{Key, Members, text};
pub(super) use records::{MOST_KEYS, are_alike, keys, table};
pub(super) use search::places;
use search::{Search, page_of_features, stated_here};

/// How deep lists are searched.
const DEPTH: usize = 6;
/// Names under which services state how many records there are in all; the last two are those of OGC API -
/// Features (17-069r4, `/req/core/fc-numberMatched`) and of older versions of `GeoServer`.
pub(super) const TOTALS: [&str; 5] = [
    "totalCount",
    "list_total_count",
    "matchCount",
    "numberMatched",
    "totalFeatures",
];
/// Names of the code of an answer: the national API, the gateway before it, the Seoul plaza, odcloud.
pub(super) const REPLY_CODES: [&str; 3] = ["resultCode", "returnReasonCode", "CODE"];
/// Names of its message, the one that says most first.
pub(super) const REPLY_MESSAGES: [&str; 6] = [
    "returnAuthMsg",
    "resultMsg",
    "MESSAGE",
    "errMsg",
    "msg",
    "text",
];
/// Names of the number of a page, from 1.
pub(super) const PAGES: [&str; 3] = ["pageNo", "page", "pageIndex"];
/// What else an answer says of itself.
const OF_AN_ANSWER: [&str; 12] = [
    "perPage",
    "numOfRows",
    "pageSize",
    "currentCount",
    "numberReturned",
    "timeStamp",
    "status",
    "level",
    "dataType",
    "resultType",
    "api_version",
    "type",
];
/// Codes of services that mean success: the national API, the Seoul plaza.
pub(super) const REPLY_SUCCESS: [&str; 5] = ["00", "0", "000", "INFO-000", "200"];

/// What kind of records a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListKind {
    /// Objects whose members are columns.
    Records,
    /// GeoJSON features.
    Features,
    /// Elements of OpenStreetMap.
    Elements,
}

/// A list of records.
#[derive(Debug)]
pub(super) struct List<'t> {
    pub(super) records: Vec<&'t RawValue>,
    pub(super) kind: ListKind,
    /// The way to it, such as `response.body.items`, or those to its parts; empty when it is the document
    /// itself.
    pub(super) place: String,
    /// The `crs` member of GeoJSON before RFC 7946.
    pub(super) crs: Option<&'t RawValue>,
    /// How many records there are in all, where the document or its pages say so.
    pub(super) stated: Vec<Stated>,
    /// Lists of objects with other keys, which are left aside: where they stand and how long they are.
    pub(super) others: Vec<(String, usize)>,
}

/// Whether this names what an answer says of itself, not a column of records.
pub(super) fn is_of_an_answer(name: &str) -> bool {
    let mut names = TOTALS
        .iter()
        .chain(&REPLY_CODES)
        .chain(&REPLY_MESSAGES)
        .chain(&PAGES)
        .chain(&OF_AN_ANSWER);
    names.any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a text begins as JSON does, or as a sequence of JSON texts with their separators.
pub(super) fn looks_like_json(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{1E}')
        .starts_with(['[', '{'])
}

/// Finds the records of a document, or of several one after the other.
///
/// Lists with the same keys, such as those of areas or pages, are one list, in their order.
///
/// # Errors
/// When it is no JSON, holds no list of objects, or is the error message of a service.
pub(super) fn find<'t>(text: &'t str, file: &str) -> Result<List<'t>, Error> {
    let json = |source| Error::Json {
        file: file.to_owned(),
        source,
    };
    if text.trim_start().starts_with('[') {
        return match serde_json::from_str(text) {
            Ok(Elements(records)) => of_several(records, file),
            // Lists may stand one after the other.
            Err(source) => match documents(text, file) {
                Ok(lists) if lists.len() > 1 => of_several(lists, file),
                _ => Err(json(source)),
            },
        };
    }
    let documents = documents(text, file)?;
    let [document] = documents.as_slice() else {
        return of_several(documents, file);
    };
    let Some(members) = Members::of(document) else {
        // The parser says what it found where a list was expected.
        let source = serde_json::from_str::<Elements>(text).err();
        return Err(source.map_or_else(
            || Error::NoRecords {
                file: file.to_owned(),
            },
            json,
        ));
    };
    match members.get("type").map(|kind| self::text(kind)).as_deref() {
        Some("FeatureCollection") => {
            let features = members.get("features").map_or("[]", RawValue::get);
            let Elements(records) = serde_json::from_str(features).map_err(json)?;
            let stated = stated_here(&members);
            let total = stated.and_then(|stated| stated.total);
            if let (true, Some(total)) = (records.is_empty(), total) {
                return Err(none_here(file, total));
            }
            let list = List::new(records, String::new());
            return Ok(List {
                kind: ListKind::Features,
                crs: members.get("crs"),
                ..list.with(stated.or_else(|| Some(page_of_features(&members))))
            });
        }
        Some("Feature") => return Ok(List::new(vec![*document], String::new())),
        Some("Topology") => {
            return Err(Error::NotRead {
                file: file.to_owned(),
                form: "TopoJSON",
            });
        }
        _ => {}
    }
    if members
        .get("geometryType")
        .is_some_and(|kind| self::text(kind).starts_with("esriGeometry"))
    {
        return Err(Error::NotRead {
            file: file.to_owned(),
            form: "Esri JSON",
        });
    }
    check_reply(&members, DEPTH, file)?;
    let mut search = Search::default();
    search.look(&members, "", None, DEPTH);
    search.finish(file)?.ok_or_else(|| Error::NoRecords {
        file: file.to_owned(),
    })
}

/// One document, or one on each line (also with the separators of RFC 8142).
fn documents<'t>(text: &'t str, file: &str) -> Result<Vec<&'t RawValue>, Error> {
    let mut documents = Vec::new();
    for part in text.split('\u{1E}') {
        for document in serde_json::Deserializer::from_str(part).into_iter::<&RawValue>() {
            let document = document.map_err(|source| Error::Json {
                file: file.to_owned(),
                source,
            })?;
            documents.push(document);
            if documents.len() > MOST_ELEMENTS {
                return Err(too_many(file));
            }
        }
    }
    Ok(documents)
}

/// The list in values that only wrap others; otherwise they are the records.
fn of_several<'t>(values: Vec<&'t RawValue>, file: &str) -> Result<List<'t>, Error> {
    let mut search = Search::default();
    if search.look_into(&values, "", None, DEPTH)
        && let Some(list) = search.finish(file)?
    {
        for value in &values {
            if let Some(members) = Members::of(value) {
                check_reply(&members, DEPTH, file)?;
            }
        }
        return Ok(list);
    }
    Ok(List::new(values, String::new()))
}

/// A list without records, of so many in all.
fn none_here(file: &str, total: u64) -> Error {
    let file = file.to_owned();
    if total == 0 {
        Error::NoneFound { file }
    } else {
        Error::NoneOnPage { file, total }
    }
}

fn too_many(file: &str) -> Error {
    Error::TooManyRows {
        file: file.to_owned(),
        limit: MOST_ELEMENTS as u64,
    }
}

/// Refuses the error message of a service with its own words.
fn check_reply(members: &Members, depth: usize, file: &str) -> Result<(), Error> {
    let code = members.text(&REPLY_CODES);
    if let Some(code) = code
        && members
            .0
            .iter()
            .all(|(_, value)| !value.get().starts_with(['[', '{']))
        && !REPLY_SUCCESS.contains(&code.as_str())
        && !code.is_empty()
    {
        let message = members.text(&REPLY_MESSAGES);
        return Err(Error::ServiceError {
            file: file.to_owned(),
            code,
            message: message.unwrap_or_default(),
        });
    }
    if depth > 0 {
        for (_, value) in &members.0 {
            if let Some(inside) = Members::of(value) {
                check_reply(&inside, depth - 1, file)?;
            }
        }
    }
    Ok(())
}

impl<'t> List<'t> {
    fn new(records: Vec<&'t RawValue>, place: String) -> Self {
        let kind = records
            .first()
            .map_or(ListKind::Records, |first| kind_of(first));
        Self {
            records,
            kind,
            place,
            crs: None,
            stated: Vec::new(),
            others: Vec::new(),
        }
    }
}

fn kind_of(record: &RawValue) -> ListKind {
    let Some(members) = Members::of(record) else {
        return ListKind::Records;
    };
    let is = |name: &str| members.get("type").is_some_and(|kind| text(kind) == name);
    if is("Feature") && members.get("geometry").is_some() {
        ListKind::Features
    } else if ["node", "way", "relation"].into_iter().any(is) && members.get("id").is_some() {
        ListKind::Elements
    } else {
        ListKind::Records
    }
}

#[cfg(test)]
mod tests;
