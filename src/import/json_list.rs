//! Where in a JSON document the records stand, found by shape: services wrap their lists in many ways.
//!
//! Known are the open data portal (`{"records": […]}`), the national API
//! (`{"response": {"header": …, "body": {"items": […]}}}`, also `items: {"item": […]}`), the Seoul plaza
//! (`{"Name": {"RESULT": …, "row": […]}}`), GeoJSON (RFC 7946) and its sequences (RFC 8142), and
//! Overpass (`{"elements": […]}`); any other list of objects inside objects is found as well.

use std::borrow::Cow;
use std::fmt;

use rayon::prelude::*;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::Error;
use super::table::{Builder, CellRemark, Table, TableRow};

/// Most elements of a list: more than rows are read.
const MOST_ELEMENTS: usize = 6_000_000;
/// Most members of an object.
const MOST_MEMBERS: usize = 100_000;
/// Keys that may make a header; records with keys made of data have any number.
pub(super) const MOST_KEYS: usize = 1000;
/// Records that a thread looks at.
const SHARE: usize = 4096;
/// How deep lists are searched.
const DEPTH: usize = 6;
/// Names under which services state how many records there are in all.
const TOTALS: [&str; 3] = ["totalCount", "list_total_count", "matchCount"];
/// Codes of services that mean success: the national API, the Seoul plaza.
const SUCCESS: [&str; 5] = ["00", "0", "000", "INFO-000", "200"];

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

/// The members of an object, not yet looked into.
#[derive(Debug)]
pub(super) struct Members<'t>(pub(super) Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'t> Members<'t> {
    pub(super) fn of(value: &'t RawValue) -> Option<Self> {
        value
            .get()
            .starts_with('{')
            .then(|| serde_json::from_str(value.get()).ok())
            .flatten()
    }

    pub(super) fn get(&self, key: &str) -> Option<&'t RawValue> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| *value)
    }

    fn text(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| {
            self.0
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
                .map(|(_, value)| text(value).into_owned())
        })
    }
}

impl<'t> Deserialize<'t> for Members<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'t> Visitor<'t> for MembersVisitor {
            type Value = Members<'t>;
            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Members<'t>, A::Error> {
                let mut members = Vec::new();
                while let Some(key) = map.next_key::<Key>()? {
                    if members.len() == MOST_MEMBERS {
                        return Err(A::Error::custom(format!(
                            "more than {MOST_MEMBERS} members"
                        )));
                    }
                    members.push((key.0, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

/// The elements of a list, not yet looked into; a list of millions of digits is no register, and each
/// element costs more than it says.
struct Elements<'t>(Vec<&'t RawValue>);

impl<'t> Deserialize<'t> for Elements<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct ElementsVisitor;
        impl<'t> Visitor<'t> for ElementsVisitor {
            type Value = Elements<'t>;
            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Elements<'t>, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element()? {
                    if elements.len() == MOST_ELEMENTS {
                        return Err(A::Error::custom(format!(
                            "more than {MOST_ELEMENTS} elements"
                        )));
                    }
                    elements.push(element);
                }
                Ok(Elements(elements))
            }
        }
        deserializer.deserialize_seq(ElementsVisitor)
    }
}

/// A key, borrowed where it holds no escapes.
pub(super) struct Key<'t>(pub(super) Cow<'t, str>);

impl<'t> Deserialize<'t> for Key<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'t> Visitor<'t> for KeyVisitor {
            type Value = Key<'t>;
            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Key<'t>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'t>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// A value as a cell: strings without their quotes, numbers as written, null as empty.
pub(super) fn text(value: &RawValue) -> Cow<'_, str> {
    let text = value.get();
    if text == "null" {
        return Cow::Borrowed("");
    }
    let Some(inside) = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return Cow::Borrowed(text);
    };
    if !inside.contains('\\') {
        return Cow::Borrowed(inside);
    }
    // A lone surrogate is the one escape that can fail.
    serde_json::from_str::<String>(text)
        .map_or_else(|_| Cow::Owned(inside.replace('\\', "\u{FFFD}")), Cow::Owned)
}

/// Records as a table, their keys as columns.
///
/// # Errors
/// When they would not fit in memory.
pub(super) fn table(list: &List, file: &str) -> Result<Table, Error> {
    let mut builder = Builder::with_names(&[]);
    for (index, record) in list.records.iter().enumerate() {
        let mut row = TableRow {
            number: u32::try_from(index + 1).unwrap_or(u32::MAX),
            ..TableRow::default()
        };
        match Members::of(record) {
            Some(members) => {
                for (key, value) in &members.0 {
                    let at = builder.column(key);
                    row.set(at, text(value).into_owned());
                }
            }
            None => row.remarks.push(CellRemark::not_an_object(record)),
        }
        builder.push(row, file)?;
    }
    Ok(builder.finish())
}

/// The keys of records, in order of appearance.
pub(super) fn keys(list: &List) -> Vec<String> {
    let shares = list.records.par_chunks(SHARE).map(keys_of);
    let shares: Vec<Vec<Cow<str>>> = shares.collect();
    let mut keys = Vec::new();
    for key in shares.into_iter().flatten() {
        add_key(&mut keys, key);
    }
    keys.into_iter().map(Cow::into_owned).collect()
}

fn keys_of<'t>(records: &[&'t RawValue]) -> Vec<Cow<'t, str>> {
    let mut keys = Vec::new();
    for record in records {
        let members = Members::of(record).map_or_else(Vec::new, |members| members.0);
        for (key, _) in members {
            add_key(&mut keys, key);
        }
    }
    keys
}

fn add_key<'t>(keys: &mut Vec<Cow<'t, str>>, key: Cow<'t, str>) {
    if keys.len() < MOST_KEYS && !keys.contains(&key) {
        keys.push(key);
    }
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
        return Ok(List::new(records, String::new()));
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
    search.best.ok_or_else(|| Error::NoRecords {
        file: file.to_owned(),
    })
}

/// Refuses the error message of a service with its own words.
fn check_reply(members: &Members, depth: usize, file: &str) -> Result<(), Error> {
    let code = members.text(&["resultCode", "returnReasonCode", "CODE"]);
    if let Some(code) = code
        && members
            .0
            .iter()
            .all(|(_, value)| !value.get().starts_with(['[', '{']))
        && !SUCCESS.contains(&code.as_str())
        && !code.is_empty()
    {
        let message = members.text(&["resultMsg", "returnAuthMsg", "MESSAGE", "errMsg", "msg"]);
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

/// The longest list of objects so far.
#[derive(Default)]
struct Search<'t> {
    best: Option<List<'t>>,
}

impl<'t> Search<'t> {
    fn look(&mut self, members: &Members<'t>, place: &str, total: Option<u64>, depth: usize) {
        let total = TOTALS
            .iter()
            .find_map(|name| members.get(name).and_then(|value| text(value).parse().ok()))
            .or(total);
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
                self.offer(List {
                    total,
                    ..List::new(records, inside)
                });
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

    fn offer(&mut self, list: List<'t>) {
        let holds_objects = list
            .records
            .first()
            .is_none_or(|first| first.get().starts_with('{'));
        if holds_objects
            && self
                .best
                .as_ref()
                .is_none_or(|best| best.records.len() < list.records.len())
        {
            self.best = Some(list);
        }
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
mod tests {
    use super::*;

    fn found(text: &str) -> (usize, ListKind, String) {
        let list = find(text, "f").unwrap();
        (list.records.len(), list.kind, list.place)
    }

    #[test]
    fn lists_are_found_in_every_wrapping() {
        for (text, count, place) in [
            ("[1, {}]", 2, ""),
            (
                r#"{"fields":[{"id":"위도"}],"records":[{"a":1},{"a":2}]}"#,
                2,
                "records",
            ),
            (r#"{"page":1,"data":[{"a":1}],"totalCount":1}"#, 1, "data"),
            (
                r#"{"response":{"header":{"resultCode":"00"},"body":{"items":[{"a":1}]}}}"#,
                1,
                "response.body.items",
            ),
            (
                r#"{"response":{"body":{"items":{"item":[{"a":1},{"a":2}]}}}}"#,
                2,
                "response.body.items.item",
            ),
            (
                r#"{"response":{"body":{"items":{"item":{"a":1,"b":2}}}}}"#,
                1,
                "response.body.items.item",
            ),
            (
                r#"{"safeOpenCCTV":{"list_total_count":9,"RESULT":{"CODE":"INFO-000","MESSAGE":"정상"},"row":[{"a":1}]}}"#,
                1,
                "safeOpenCCTV.row",
            ),
            ("{\"a\":1}\n{\"a\":2}\n", 2, ""),
        ] {
            assert_eq!(
                found(text),
                (count, ListKind::Records, place.to_owned()),
                "{text}"
            );
        }
        let list = find(r#"{"x":{"list_total_count":9,"row":[{"a":1}]}}"#, "f").unwrap();
        assert_eq!(list.total, Some(9));
    }

    #[test]
    fn features_and_elements_are_known_by_their_shape() {
        let feature = r#"{"type":"Feature","geometry":null,"properties":{}}"#;
        for text in [
            format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#),
            feature.to_owned(),
            format!("\u{1E}{feature}\n\u{1E}{feature}\n"),
            format!("{feature}\n{feature}"),
        ] {
            assert_eq!(found(&text).1, ListKind::Features, "{text}");
        }
        let node = r#"{"type":"node","id":1,"lat":37.5,"lon":127}"#;
        assert_eq!(found(&format!("[{node}]")).1, ListKind::Elements);
        assert_eq!(
            found(&format!(r#"{{"version":0.6,"elements":[{node}]}}"#)),
            (1, ListKind::Elements, "elements".into())
        );
    }

    #[test]
    fn error_messages_of_services_are_refused_in_their_words() {
        for (text, code, message) in [
            (
                r#"{"response":{"header":{"resultCode":"30","resultMsg":"SERVICE KEY IS NOT REGISTERED ERROR."}}}"#,
                "30",
                "SERVICE KEY IS NOT REGISTERED ERROR.",
            ),
            (
                r#"{"RESULT":{"CODE":"INFO-200","MESSAGE":"해당하는 데이터가 없습니다."}}"#,
                "INFO-200",
                "해당하는 데이터가 없습니다.",
            ),
            (
                r#"{"code":-4,"msg":"등록되지 않은 인증키 입니다."}"#,
                "-4",
                "등록되지 않은 인증키 입니다.",
            ),
        ] {
            let error = find(text, "f").unwrap_err();
            assert!(
                matches!(&error, Error::ServiceError { code: c, message: m, .. } if c == code && m == message),
                "{error}"
            );
        }
    }

    #[test]
    fn a_list_of_millions_of_digits_is_refused_before_it_fills_memory() {
        let digits = format!("[1{}]", ",1".repeat(MOST_ELEMENTS));
        let error = find(&digits, "f").unwrap_err();
        assert!(
            error.to_string().contains("more than 6000000 elements"),
            "{error}"
        );
    }

    #[test]
    fn documents_without_records_are_refused() {
        assert!(matches!(find("{}", "f"), Err(Error::NoRecords { .. })));
        assert!(matches!(
            find(r#"{"a":[1,2]}"#, "f"),
            Err(Error::NoRecords { .. })
        ));
        assert!(matches!(find("[1,", "f"), Err(Error::Json { .. })));
        assert!(matches!(find("{\"a\":", "f"), Err(Error::Json { .. })));
        assert!(matches!(
            find(r#"{"type":"Topology"}"#, "f"),
            Err(Error::NotRead { .. })
        ));
        let deep = format!("{}{}", "{\"a\":".repeat(100_000), "1");
        assert!(find(&deep, "f").is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\{|\\}|\\[|\\]|\"type\"|\"Feature\"|\"items\"|\"a\"|:|,|[0-9]|\u{1E}|null){0,30}") {
            let _ = find(&text, "f");
        }
    }
}
