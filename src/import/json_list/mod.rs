//! Where in a JSON document the records stand, found by shape: services wrap their lists in many ways.
//!
//! Known are the open data portal (`{"records": […]}`), the national API
//! (`{"response": {"header": …, "body": {"items": […]}}}`, also `items: {"item": […]}`), the Seoul plaza
//! (`{"Name": {"RESULT": …, "row": […]}}`), that of Gyeonggi (`{"Name": [{"head": […]}, {"row": […]}]}`),
//! GeoJSON (RFC 7946) and its sequences (RFC 8142), and Overpass (`{"elements": […]}`); any other list of
//! objects inside objects is found as well.

mod members;
mod records;

use serde_json::value::RawValue;

use super::Error;
use members::{Elements, MOST_ELEMENTS};
pub(super) use members::{Key, Members, text};
pub(super) use records::{MOST_KEYS, keys, table};

/// How deep lists are searched.
const DEPTH: usize = 6;
/// Most parts of a list that wraps another: a head and the rows, with some to spare.
const MOST_PARTS: usize = 16;
/// Names under which services state how many records there are in all.
pub(super) const TOTALS: [&str; 3] = ["totalCount", "list_total_count", "matchCount"];
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
    /// The way to it, such as `response.body.items`; empty when it is the document itself.
    pub(super) place: String,
    /// The `crs` member of GeoJSON before RFC 7946.
    pub(super) crs: Option<&'t RawValue>,
    /// How many records there are in all, where the document says so.
    pub(super) total: Option<u64>,
}

/// Whether a text begins as JSON does, or as a sequence of JSON texts with their separators.
pub(super) fn looks_like_json(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{1E}')
        .starts_with(['[', '{'])
}

/// Finds the records of a document.
///
/// # Errors
/// When it is no JSON, holds no list of objects, or is the error message of a service.
pub(super) fn find<'t>(text: &'t str, file: &str) -> Result<List<'t>, Error> {
    let json = |source| Error::Json {
        file: file.to_owned(),
        source,
    };
    if text.trim_start().starts_with('[') {
        let Elements(records) = serde_json::from_str(text).map_err(json)?;
        return Ok(Search::default()
            .unwrapped(&records)
            .unwrap_or_else(|| List::new(records, String::new())));
    }
    // One document, or one on each line (also with the separators of RFC 8142).
    let mut documents = Vec::new();
    for part in text.split('\u{1E}') {
        for document in serde_json::Deserializer::from_str(part).into_iter::<&RawValue>() {
            documents.push(document.map_err(json)?);
            if documents.len() > MOST_ELEMENTS {
                let limit = MOST_ELEMENTS as u64;
                return Err(Error::TooManyRows {
                    file: file.to_owned(),
                    limit,
                });
            }
        }
    }
    let [document] = documents.as_slice() else {
        return Ok(List::new(documents, String::new()));
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
            let crs = members.get("crs");
            return Ok(List {
                kind: ListKind::Features,
                crs,
                ..List::new(records, String::new())
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
    check_reply(&members, DEPTH, file)?;
    let mut search = Search::default();
    search.look(&members, "", None, DEPTH);
    let file = file.to_owned();
    match search.best {
        Some(list) if list.records.is_empty() && search.none => Err(Error::NoneFound { file }),
        Some(list) => Ok(list),
        None if search.none => Err(Error::NoneFound { file }),
        None => Err(Error::NoRecords { file }),
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

/// What was found so far: the longest list of objects.
#[derive(Default)]
struct Search<'t> {
    best: Option<List<'t>>,
    /// The service says that it has found no records.
    none: bool,
}

impl<'t> Search<'t> {
    fn look(&mut self, members: &Members<'t>, place: &str, total: Option<u64>, depth: usize) {
        let total = TOTALS
            .iter()
            .find_map(|name| members.get(name).and_then(|value| text(value).parse().ok()))
            .or(total);
        self.none |= total == Some(0);
        for (key, value) in &members.0 {
            let inside = if place.is_empty() {
                key.to_string()
            } else {
                format!("{place}.{key}")
            };
            if value.get().starts_with('[') {
                let Ok(Elements(records)) = serde_json::from_str(value.get()) else {
                    continue;
                };
                if !self.look_into(&records, &inside, total, depth) {
                    self.offer(List {
                        total,
                        ..List::new(records, inside)
                    });
                }
            } else if depth > 0
                && let Some(members) = Members::of(value)
            {
                let leaves = members
                    .0
                    .iter()
                    .all(|(_, value)| !value.get().starts_with(['[', '{']));
                if leaves && matches!(key.as_ref(), "item" | "row" | "record") {
                    // A list of one that the service has not written as a list.
                    self.offer(List {
                        total,
                        ..List::new(vec![value], inside)
                    });
                } else {
                    self.look(&members, &inside, total, depth - 1);
                }
            }
        }
    }

    /// Looks into a list that only wraps others; false when it does not.
    fn look_into(
        &mut self,
        records: &[&'t RawValue],
        place: &str,
        total: Option<u64>,
        depth: usize,
    ) -> bool {
        let Some(parts) = parts(records).filter(|_| depth > 0) else {
            return false;
        };
        let stated = || parts.iter().find_map(|part| stated_total(part, depth));
        let total = total.or_else(stated);
        for (number, part) in parts.iter().enumerate() {
            self.look(part, &format!("{place}[{number}]"), total, depth - 1);
        }
        true
    }

    /// The list in the document `records`, where that only wraps others.
    fn unwrapped(mut self, records: &[&'t RawValue]) -> Option<List<'t>> {
        self.look_into(records, "", None, DEPTH);
        self.best
    }

    fn offer(&mut self, list: List<'t>) {
        let holds_objects = list
            .records
            .first()
            .is_none_or(|first| first.get().starts_with('{'));
        // A head says how many records there are; it is no list of them.
        let is_head = list.records.len() <= MOST_PARTS
            && list
                .records
                .iter()
                .filter_map(|part| Members::of(part))
                .any(|part| TOTALS.iter().any(|name| part.get(name).is_some()));
        if holds_objects
            && !is_head
            && self
                .best
                .as_ref()
                .is_none_or(|best| best.records.len() < list.records.len())
        {
            self.best = Some(list);
        }
    }
}

/// The parts of a list that says nothing itself: a few objects, whose members are all objects or lists.
fn parts<'t>(records: &[&'t RawValue]) -> Option<Vec<Members<'t>>> {
    let wraps = |members: &Members| {
        let deeper = |value: &RawValue| value.get().starts_with(['[', '{']);
        !members.0.is_empty() && members.0.iter().all(|(_, value)| deeper(value))
    };
    if records.is_empty() || records.len() > MOST_PARTS {
        return None;
    }
    records
        .iter()
        .map(|record| Members::of(record).filter(wraps))
        .collect()
}

/// The number of records that a part states, also deeper in it.
fn stated_total(part: &Members, depth: usize) -> Option<u64> {
    let here = TOTALS
        .iter()
        .find_map(|name| part.get(name).and_then(|value| text(value).parse().ok()));
    here.or_else(|| {
        let inside = part.0.iter().filter(|_| depth > 0);
        inside
            .flat_map(|(_, value)| members_in(value))
            .find_map(|members| stated_total(&members, depth - 1))
    })
}

/// An object, or the objects of a short list.
fn members_in(value: &RawValue) -> Vec<Members<'_>> {
    if let Some(members) = Members::of(value) {
        return vec![members];
    }
    match serde_json::from_str(value.get()) {
        Ok(Elements(elements)) if elements.len() <= MOST_PARTS => {
            elements.into_iter().filter_map(Members::of).collect()
        }
        _ => Vec::new(),
    }
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
            total: None,
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
