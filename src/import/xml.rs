//! XML to a table: the element that repeats and holds leaves is a record, its leaves are columns.
//!
//! So the national API's `response/body/items/item` is read, and any document of that shape. Document
//! type declarations and entities other than the five of XML itself are refused: nothing is expanded.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Error;
use super::guard::broken;
use super::json_list::{
    PAGES, REPLY_CODES, REPLY_MESSAGES, REPLY_SUCCESS, TOTALS, are_alike, is_of_an_answer, places,
};
use super::pages::Stated;
use super::table::{Builder, Table, TableRow};
use super::unpack::{FILE_LIMIT, too_large};

/// How deep elements may nest.
const DEPTH: usize = 32;
/// Most leaves of one record.
const MOST_LEAVES: usize = 1000;
/// Most kinds of places that are kept apart.
const MOST_PLACES: usize = 200;
/// Leaves that the element of an error has at most; a record has more.
const MOST_OF_A_REPLY: usize = 4;

/// An element that is open.
#[derive(Default)]
struct Open {
    name: String,
    text: String,
    leaves: Vec<(String, String)>,
    /// Holds elements that are no leaves.
    deep: bool,
}

/// Records of one place, such as `response/body/items/item`.
#[derive(Default)]
struct Records {
    builder: Option<Builder>,
    count: usize,
    leaves: usize,
    /// Which of the places it is, in the order of the document.
    order: usize,
}

/// The records of a document.
pub(super) struct Found {
    pub(super) table: Table,
    pub(super) place: String,
    /// How many records there are in all, where the document says so.
    pub(super) stated: Option<Stated>,
    /// Records with other leaves, which are left aside: where they stand and how many they are.
    pub(super) others: Vec<(String, usize)>,
}

/// Reads a document.
///
/// # Errors
/// When it is no XML, declares entities, nests too deeply, holds no records, or is the error message of
/// a service.
pub(super) fn read(text: &str, file: &str) -> Result<Found, Error> {
    let mut reader = Reader::from_str(text);
    let mut walk = Walk {
        file,
        open: Vec::new(),
        places: BTreeMap::new(),
        totals: Vec::new(),
        page: None,
        memory: 0,
    };
    loop {
        match reader
            .read_event()
            .map_err(|error| broken(file, "XML", &error))?
        {
            Event::Start(start) => {
                walk.start(&start)?;
            }
            Event::Empty(start) => {
                walk.start(&start)?;
                walk.end()?;
            }
            Event::End(_) => walk.end()?,
            Event::Text(text) => walk.text(&text.xml10_content()),
            Event::CData(text) => walk.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let resolved = referred(&reference);
                walk.text(&resolved.ok_or_else(|| Error::Entities {
                    file: file.to_owned(),
                })?);
            }
            Event::DocType(_) => {
                return Err(Error::Entities {
                    file: file.to_owned(),
                });
            }
            Event::Eof => return walk.finish(),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// What a reference stands for; `None` for entities that a document declares itself.
pub(super) fn referred(reference: &BytesRef) -> Option<String> {
    let name = reference.xml10_content();
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(known) => Some(known.to_owned()),
        None => reference.resolve_char_ref().ok()?.map(String::from),
    }
}

struct Walk<'f> {
    file: &'f str,
    open: Vec<Open>,
    places: BTreeMap<String, Records>,
    /// The totals that are stated, one for each answer inside.
    totals: Vec<u64>,
    page: Option<u64>,
    /// Memory of the records of all places.
    memory: usize,
}

impl Walk<'_> {
    fn start(&mut self, start: &BytesStart) -> Result<(), Error> {
        if self.open.len() >= DEPTH {
            return Err(broken(
                self.file,
                "XML",
                &format!("elements nest deeper than {DEPTH}"),
            ));
        }
        let mut open = Open {
            name: start.local_name().as_ref().to_owned(),
            ..Open::default()
        };
        for attribute in start.attributes().take(MOST_LEAVES) {
            let attribute = attribute.map_err(|error| broken(self.file, "XML", &error))?;
            let name = attribute.key.as_ref();
            if name.starts_with("xmlns") || name.contains(':') {
                continue;
            }
            let value =
                quick_xml::escape::unescape(&attribute.value).map_err(|_| Error::Entities {
                    file: self.file.to_owned(),
                })?;
            open.leaves.push((name.to_owned(), value.into_owned()));
        }
        self.open.push(open);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    fn end(&mut self) -> Result<(), Error> {
        let Some(closed) = self.open.pop() else {
            return Ok(());
        };
        let leaf = closed.leaves.is_empty() && !closed.deep;
        if leaf {
            let text = closed.text.trim();
            if TOTALS.contains(&closed.name.as_str()) {
                self.totals.extend(text.parse::<u64>());
            } else if PAGES.contains(&closed.name.as_str()) {
                self.page = text.parse().ok();
            }
            if let Some(parent) = self.open.last_mut() {
                if parent.leaves.len() >= MOST_LEAVES {
                    // Leaves without end are a list of values, not a record.
                    parent.deep = true;
                    parent.leaves.clear();
                } else {
                    parent.leaves.push((closed.name, text.to_owned()));
                }
            }
            return Ok(());
        }
        if let Some(parent) = self.open.last_mut() {
            parent.deep = true;
        }
        self.refuse_error(&closed)?;
        let says_of_itself =
            |(name, value): &(String, String)| value.is_empty() || is_of_an_answer(name);
        if closed.deep || closed.leaves.iter().all(says_of_itself) {
            return Ok(());
        }
        let mut place: Vec<&str> = self.open.iter().map(|open| open.name.as_str()).collect();
        place.push(&closed.name);
        let place = place.join("/");
        if self.places.len() >= MOST_PLACES && !self.places.contains_key(&place) {
            return Ok(());
        }
        let order = self.places.len();
        let records = self.places.entry(place).or_insert_with(|| Records {
            order,
            ..Records::default()
        });
        records.count += 1;
        records.leaves = records.leaves.max(closed.leaves.len());
        let builder = records
            .builder
            .get_or_insert_with(|| Builder::with_names(&[]));
        let mut row = TableRow {
            number: u32::try_from(records.count).unwrap_or(u32::MAX),
            ..TableRow::default()
        };
        for (name, value) in closed.leaves {
            let at = builder.column(&name);
            row.set(at, value);
        }
        let before = builder.memory();
        builder.push(row, self.file)?;
        self.memory += builder.memory() - before;
        if Builder::is_too_much(self.memory) {
            return Err(too_large(self.file, FILE_LIMIT));
        }
        Ok(())
    }

    /// Refuses the error message of a service with its own words.
    fn refuse_error(&self, element: &Open) -> Result<(), Error> {
        // The names in their order: errMsg says no more than "SERVICE ERROR".
        let leaf = |names: &[&str]| {
            let of_name = |name: &&str| {
                let found = element
                    .leaves
                    .iter()
                    .find(|(known, value)| known.eq_ignore_ascii_case(name) && !value.is_empty());
                found.map(|(_, value)| value.clone())
            };
            names.iter().find_map(of_name)
        };
        let (Some(code), Some(message)) = (leaf(&REPLY_CODES), leaf(&REPLY_MESSAGES)) else {
            return Ok(());
        };
        if element.leaves.len() > MOST_OF_A_REPLY || REPLY_SUCCESS.contains(&code.as_str()) {
            return Ok(());
        }
        Err(Error::ServiceError {
            file: self.file.to_owned(),
            code,
            message,
        })
    }

    fn finish(self) -> Result<Found, Error> {
        if !self.open.is_empty() {
            let open = self
                .open
                .last()
                .map(|open| open.name.clone())
                .unwrap_or_default();
            return Err(broken(
                self.file,
                "XML",
                &format!("it ends inside <{open}>"),
            ));
        }
        let file = self.file.to_owned();
        let stated = self.stated();
        let mut all: Vec<(String, Records)> = self.places.into_iter().collect();
        all.sort_by_key(|(_, records)| records.order);
        let mut groups: Vec<Group> = Vec::new();
        for (place, records) in all {
            let leaves = records.leaves;
            let Some(table) = records.builder.map(Builder::finish) else {
                continue;
            };
            let alike = |group: &&mut Group| are_alike(group.names(), names(&table));
            if let Some(group) = groups.iter_mut().find(alike) {
                group.add(place, table);
            } else {
                groups.push(Group {
                    places: vec![place],
                    table,
                    leaves,
                });
            }
        }
        // Most records; of as many the widest.
        let best = (0..groups.len()).max_by_key(|&at| {
            let group = &groups[at];
            (group.table.rows.len(), group.leaves)
        });
        let best = best.map(|at| groups.remove(at));
        match (best, stated) {
            // What is left then is the head of the answer.
            (None, Some(Stated { total: Some(0), .. })) => Err(Error::NoneFound { file }),
            (Some(found), Some(Stated { total: Some(0), .. })) if found.table.rows.len() <= 1 => {
                Err(Error::NoneFound { file })
            }
            (
                None,
                Some(Stated {
                    total: Some(total), ..
                }),
            ) => Err(Error::NoneOnPage { file, total }),
            (Some(found), stated) if found.leaves > 1 => Ok(Found {
                place: places(&found.places),
                stated: stated.map(|it| Stated {
                    held: found.table.rows.len(),
                    ..it
                }),
                table: found.table,
                others: groups
                    .into_iter()
                    .map(|group| (places(&group.places), group.table.rows.len()))
                    .filter(|(_, records)| *records > 1)
                    .collect(),
            }),
            _ => Err(Error::NoRecords { file }),
        }
    }

    /// What the answer states, or the answers together: pages state the same total.
    fn stated(&self) -> Option<Stated> {
        let mut totals = self.totals.clone();
        totals.sort_unstable();
        totals.dedup();
        (!totals.is_empty()).then(|| Stated {
            total: Some(totals.into_iter().fold(0, u64::saturating_add)),
            page: self.page.filter(|_| self.totals.len() == 1),
            held: 0,
            follows: false,
        })
    }
}

/// Records with the same leaves, of one place or of several.
struct Group {
    places: Vec<String>,
    table: Table,
    leaves: usize,
}

impl Group {
    fn names(&self) -> &[String] {
        names(&self.table)
    }

    /// Adds the records of another place; their numbers run on.
    fn add(&mut self, place: String, table: Table) {
        let known = self.table.names.get_or_insert_default();
        let columns: Vec<usize> = names(&table)
            .iter()
            .map(|name| {
                known.iter().position(|it| it == name).unwrap_or_else(|| {
                    known.push(name.clone());
                    known.len() - 1
                })
            })
            .collect();
        for row in table.rows {
            let mut moved = TableRow {
                number: u32::try_from(self.table.rows.len() + 1).unwrap_or(u32::MAX),
                ..TableRow::default()
            };
            for (cell, &at) in row.cells.into_iter().zip(&columns) {
                moved.set(at, cell);
            }
            self.table.rows.push(moved);
        }
        self.places.push(place);
    }
}

fn names(table: &Table) -> &[String] {
    table.names.as_deref().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NATIONAL: &str = r#"<?xml version="1.0" encoding="UTF-8"?><response><header><resultCode>00</resultCode><resultMsg>NORMAL</resultMsg><type>xml</type></header>
        <body><items><item><institutionNm>광진구청</institutionNm><latitude>37.50</latitude><hardness>127.1</hardness></item>
        <item><institutionNm>A &amp; B &#44032;</institutionNm><latitude/><rdnmadr><![CDATA[자양로 <1>]]></rdnmadr></item></items>
        <numOfRows>2</numOfRows><pageNo>1</pageNo><totalCount>350</totalCount></body></response>"#;

    #[test]
    fn the_national_api_is_read_where_its_items_stand() {
        let found = read(NATIONAL, "f").unwrap();
        assert_eq!(
            (found.place.as_str(), found.stated),
            (
                "response/body/items/item",
                Some(Stated {
                    total: Some(350),
                    page: Some(1),
                    held: 2,
                    follows: false
                })
            )
        );
        assert_eq!(
            found.table.names.unwrap(),
            ["institutionNm", "latitude", "hardness", "rdnmadr"]
        );
        assert_eq!(
            found.table.rows[1].cells,
            ["A & B 가", "", "", "자양로 <1>"]
        );
    }

    #[test]
    fn one_record_and_records_of_attributes_are_read() {
        let one = "<response><header><resultCode>00</resultCode><resultMsg>OK</resultMsg></header><body><items><item><a>1</a><b>2</b><c>3</c></item></items></body></response>";
        assert_eq!(read(one, "f").unwrap().place, "response/body/items/item");
        let attributes = r#"<cctv xmlns="x"><point lat="37.5" lon="127.1"/><point lat="37.6" lon="127.2"/></cctv>"#;
        assert_eq!(
            read(attributes, "f").unwrap().table.rows[1].cells,
            ["37.6", "127.2"]
        );
    }

    #[test]
    fn entities_depth_and_truncation_are_refused() {
        for text in [
            r#"<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><a><b>&lol2;</b></a>"#,
            "<a><b><c>&secret;</c></b></a>",
            r#"<a><b c="&secret;"/></a>"#,
        ] {
            assert!(
                matches!(read(text, "f"), Err(Error::Entities { .. })),
                "{text}"
            );
        }
        assert!(matches!(
            read(&"<a>".repeat(100), "f"),
            Err(Error::Broken { .. })
        ));
        for cut in [20, 200, 400] {
            let end = (cut..NATIONAL.len())
                .find(|&at| NATIONAL.is_char_boundary(at))
                .unwrap();
            assert!(read(&NATIONAL[..end], "f").is_err(), "{cut}");
        }
        assert!(matches!(
            read("<a><b>1</b></a>", "f"),
            Err(Error::NoRecords { .. })
        ));
    }

    #[test]
    fn error_messages_of_services_are_refused_in_their_words() {
        let text = "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg><returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg><returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>";
        assert_eq!(
            read(text, "f").err().unwrap().to_string(),
            "f is not data but the answer of a service: 30 SERVICE_KEY_IS_NOT_REGISTERED_ERROR"
        );
        let plaza =
            "<RESULT><CODE>INFO-200</CODE><MESSAGE>해당하는 데이터가 없습니다.</MESSAGE></RESULT>";
        assert!(
            matches!(read(plaza, "f"), Err(Error::ServiceError { code, message, .. }) if code == "INFO-200" && message.ends_with("없습니다."))
        );
    }

    #[test]
    fn an_answer_that_found_nothing_says_so() {
        let text = "<response><header><resultCode>00</resultCode><resultMsg>NORMAL</resultMsg></header><body><items/><numOfRows>10</numOfRows><pageNo>1</pageNo><totalCount>0</totalCount></body></response>";
        assert!(matches!(read(text, "f"), Err(Error::NoneFound { .. })));
    }

    #[test]
    fn records_of_the_same_leaves_are_one_list_wherever_they_stand() {
        let record = |name: &str, at: u32| {
            format!("<{name}><a>{at}</a><lat>37.5</lat><lng>127.1</lng></{name}>")
        };
        let text = format!(
            "<r><fixed>{}{}</fixed><traffic>{}</traffic><codes><code><x>1</x><y>2</y></code><code><x>3</x></code></codes></r>",
            record("cctv", 1),
            record("cctv", 2),
            "<camera><lat>37.6</lat><a>3</a><lng>127.1</lng><b>!</b></camera>"
        );
        let found = read(&text, "f").unwrap();
        assert_eq!(found.place, "r/fixed/cctv, r/traffic/camera");
        assert_eq!(found.others, [("r/codes/code".to_owned(), 2)]);
        assert_eq!(found.table.names.unwrap(), ["a", "lat", "lng", "b"]);
        let rows: Vec<_> = found.table.rows.iter().map(|row| row.number).collect();
        assert_eq!(rows, [1, 2, 3]);
        assert_eq!(found.table.rows[2].cells, ["3", "37.6", "127.1", "!"]);
    }

    #[test]
    fn an_empty_page_says_so_and_pages_state_one_total() {
        let page = |items: &str, total: u32| {
            format!(
                "<response><header><resultCode>00</resultCode><resultMsg>OK</resultMsg></header><body><items>{items}</items><pageNo>5</pageNo><totalCount>{total}</totalCount></body></response>"
            )
        };
        let empty = read(&page("", 40), "f");
        assert!(matches!(empty, Err(Error::NoneOnPage { total: 40, .. })));
        let item = "<item><a>1</a><b>2</b></item>";
        let pages = |second| format!("<p>{}{}</p>", page(item, 40), page(item, second));
        let total = |text: &str| {
            read(text, "f")
                .unwrap()
                .stated
                .map(|it| (it.total.unwrap(), it.page))
        };
        assert_eq!(total(&pages(40)), Some((40, None)));
        assert_eq!(total(&pages(2)), Some((42, None)));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<a>|</a>|<b c='1'/>|<|>|&amp;|&x;|가|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<\\?){0,20}") {
            let _ = read(&text, "f");
        }
    }
}
