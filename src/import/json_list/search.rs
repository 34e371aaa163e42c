//! The lists of objects in a document, and which of them are one.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::members::{Elements, MOST_ELEMENTS, Members, text};
use super::records::{are_alike, first_keys};
use super::{List, ListKind, PAGES, TOTALS, is_of_an_answer, none_here, too_many};
use crate::import::Error;
use crate::import::pages::Stated;

/// Most parts of the head of an answer.
const MOST_OF_A_HEAD: usize = 16;
/// Most parts of a list that wraps others, such as pages.
const MOST_PARTS: usize = 10_000;
/// Ways to the parts of a list that are written out.
const PLACES: usize = 4;

/// What was found so far.
#[derive(Default)]
pub(super) struct Search<'t> {
    /// The lists of objects in their order.
    lists: Vec<List<'t>>,
    elements: usize,
    /// A list without elements.
    empty: Option<List<'t>>,
    /// The largest total that is stated.
    total: Option<u64>,
    /// Something is said besides what an answer says of itself.
    says_more: bool,
}

impl<'t> Search<'t> {
    pub(super) fn look(
        &mut self,
        members: &Members<'t>,
        place: &str,
        stated: Option<Stated>,
        depth: usize,
    ) {
        let stated = stated_here(members).or(stated);
        self.total = self.total.max(stated.and_then(|stated| stated.total));
        if is_collection(members) {
            let features = members.get("features").map_or("[]", RawValue::get);
            if let Ok(Elements(records)) = serde_json::from_str(features) {
                let list = List::new(records, under(place, "features"));
                let stated = stated.or_else(|| Some(page_of_features(members)));
                self.offer(List {
                    kind: ListKind::Features,
                    crs: members.get("crs"),
                    ..list.with(stated)
                });
            }
            return;
        }
        for (key, value) in &members.0 {
            let inside = under(place, key);
            if value.get().starts_with('[') {
                self.look_at_list(value, inside, stated, depth);
            } else if let Some(members) = Members::of(value).filter(|_| depth > 0) {
                let is_record =
                    is_flat(&members) && matches!(key.as_ref(), "item" | "row" | "record");
                if is_record && !members.0.is_empty() {
                    // A list of one that the service has not written as a list.
                    self.offer(List::new(vec![value], inside).with(stated));
                } else {
                    self.look(&members, &inside, stated, depth - 1);
                }
            } else {
                let is_empty = matches!(value.get(), "\"\"" | "null");
                self.says_more |= !is_empty && !is_of_an_answer(key);
            }
        }
    }

    fn look_at_list(
        &mut self,
        value: &'t RawValue,
        place: String,
        stated: Option<Stated>,
        depth: usize,
    ) {
        match serde_json::from_str(value.get()) {
            Ok(Elements(records)) => {
                if !self.look_into(&records, &place, stated, depth) {
                    self.offer(List::new(records, place).with(stated));
                }
            }
            Err(_) => self.says_more = true,
        }
    }

    /// Looks into a list that only wraps others; false when it does not.
    pub(super) fn look_into(
        &mut self,
        records: &[&'t RawValue],
        place: &str,
        stated: Option<Stated>,
        depth: usize,
    ) -> bool {
        if depth == 0 || records.len() > MOST_PARTS || records.is_empty() {
            return false;
        }
        if !records.iter().all(|record| wraps(record)) {
            return false;
        }
        let of_parts = || {
            let parts = records.iter().copied().filter_map(Members::of);
            parts.into_iter().find_map(|part| stated_in(&part, depth))
        };
        let stated = of_parts().or(stated);
        for (number, record) in records.iter().enumerate() {
            let place = format!("{place}[{number}]");
            match Members::of(record) {
                Some(part) => self.look(&part, &place, stated, depth - 1),
                None => self.look_at_list(record, place, stated, depth - 1),
            }
        }
        true
    }

    fn offer(&mut self, list: List<'t>) {
        let Some(first) = list.records.first() else {
            self.empty.get_or_insert(list);
            return;
        };
        // A head says how many records there are; it is no list of them.
        let is_head = list.records.len() <= MOST_OF_A_HEAD
            && list
                .records
                .iter()
                .filter_map(|part| Members::of(part))
                .any(|part| TOTALS.iter().any(|name| part.get(name).is_some()));
        if is_head {
            return;
        }
        self.says_more = true;
        if first.get().starts_with('{') {
            self.elements += list.records.len();
            if self.elements <= MOST_ELEMENTS {
                self.lists.push(list);
            }
        }
    }

    /// The lists that are one, with the others beside them; `None` when there is no list of objects.
    ///
    /// # Errors
    /// When the document says that there are no records, or none on this page.
    pub(super) fn finish(self, file: &str) -> Result<Option<List<'t>>, Error> {
        if self.elements > MOST_ELEMENTS {
            return Err(too_many(file));
        }
        if self.lists.is_empty() {
            return match self.total {
                Some(total) if total == 0 || !self.says_more => Err(none_here(file, total)),
                _ => Ok(self.empty),
            };
        }
        let mut groups: Vec<Group> = Vec::new();
        for list in self.lists {
            let keys = first_keys(&list.records);
            match groups.iter_mut().find(|group| group.takes(&list, &keys)) {
                Some(group) => group.add(list, keys),
                None => groups.push(Group {
                    keys,
                    places: vec![list.place.clone()],
                    list,
                }),
            }
        }
        let longest = (0..groups.len()).rev();
        let longest = longest.max_by_key(|&at| groups[at].list.records.len());
        let Some(longest) = longest.map(|at| groups.remove(at)) else {
            return Ok(None);
        };
        let others = groups.into_iter().map(Group::finish);
        let others = others
            .map(|list| (list.place, list.records.len()))
            .collect();
        Ok(Some(List {
            others,
            ..longest.finish()
        }))
    }
}

/// Lists of records with the same keys.
struct Group<'t> {
    keys: Vec<Cow<'t, str>>,
    places: Vec<String>,
    list: List<'t>,
}

impl<'t> Group<'t> {
    fn takes(&self, list: &List, keys: &[Cow<str>]) -> bool {
        let system = |list: &List| list.crs.map(RawValue::get).map(str::to_owned);
        self.list.kind == list.kind
            && system(&self.list) == system(list)
            && (list.kind != ListKind::Records || are_alike(&self.keys, keys))
    }

    fn add(&mut self, list: List<'t>, keys: Vec<Cow<'t, str>>) {
        for key in keys {
            if !self.keys.contains(&key) {
                self.keys.push(key);
            }
        }
        self.list.records.extend(list.records);
        self.list.stated.extend(list.stated);
        self.places.push(list.place);
    }

    fn finish(mut self) -> List<'t> {
        self.list.place = places(&self.places);
        self.list
    }
}

/// The ways to the parts of a list.
pub(in crate::import) fn places(places: &[String]) -> String {
    let first = places.iter().take(PLACES).map(String::as_str);
    let first: Vec<&str> = first.collect();
    match places.len() {
        ..=PLACES => first.join(", "),
        all => format!("{}, … ({all})", first.join(", ")),
    }
}

fn under(place: &str, key: &str) -> String {
    if place.is_empty() {
        key.to_owned()
    } else {
        format!("{place}.{key}")
    }
}

fn is_deeper(value: &RawValue) -> bool {
    value.get().starts_with(['[', '{'])
}

/// No member is an object or a list.
fn is_flat(members: &Members) -> bool {
    members.0.iter().all(|(_, value)| !is_deeper(value))
}

fn is_collection(members: &Members) -> bool {
    let kind = members.get("type").map(text);
    kind.as_deref() == Some("FeatureCollection")
}

/// Whether a part says nothing itself: it is a list of objects, or an object whose members are objects,
/// lists, or what an answer says of itself.
fn wraps(part: &RawValue) -> bool {
    let Some(members) = Members::of(part) else {
        let begins = part.get().strip_prefix('[').map(str::trim_start);
        return begins.is_some_and(|inside| inside.starts_with(['{', ']']));
    };
    let of_the_answer =
        |(key, value): &(Cow<str>, &RawValue)| is_deeper(value) || is_of_an_answer(key);
    is_collection(&members) || !members.0.is_empty() && members.0.iter().all(of_the_answer)
}

/// The number of records that these members state, and of which page they are.
pub(super) fn stated_here(members: &Members) -> Option<Stated> {
    let number = |name: &&str| {
        let value = members.get(name)?;
        text(value).trim().parse::<u64>().ok()
    };
    TOTALS.iter().find_map(number).map(|total| Stated {
        total: Some(total),
        page: PAGES.iter().find_map(number),
        held: 0,
        follows: false,
    })
}

/// What a collection of features without a total says: whether it leads to a next page (OGC API - Features,
/// 17-069r4, `/req/core/fc-links`), or was cut off (`ArcGIS`).
pub(super) fn page_of_features(collection: &Members) -> Stated {
    let links = collection.get("links").map(members_in).unwrap_or_default();
    let mut relations = links.iter().filter_map(|link| link.get("rel"));
    let leads_on = relations.any(|relation| text(relation) == "next");
    let properties = collection.get("properties").and_then(Members::of);
    let mut said = [Some(collection), properties.as_ref()]
        .into_iter()
        .flatten();
    let is_cut = said.any(|members| {
        let cut = members.get("exceededTransferLimit");
        cut.is_some_and(|cut| cut.get() == "true")
    });
    Stated {
        total: None,
        page: None,
        held: 0,
        follows: leads_on || is_cut,
    }
}

/// The number of records that a part states, also deeper in it.
fn stated_in(part: &Members, depth: usize) -> Option<Stated> {
    stated_here(part).or_else(|| {
        let inside = part.0.iter().filter(|_| depth > 0);
        inside
            .flat_map(|(_, value)| members_in(value))
            .find_map(|members| stated_in(&members, depth - 1))
    })
}

/// An object, or the objects of a short list.
fn members_in(value: &RawValue) -> Vec<Members<'_>> {
    if let Some(members) = Members::of(value) {
        return vec![members];
    }
    match serde_json::from_str(value.get()) {
        Ok(Elements(elements)) if elements.len() <= MOST_OF_A_HEAD => {
            elements.into_iter().filter_map(Members::of).collect()
        }
        _ => Vec::new(),
    }
}

impl List<'_> {
    /// With the total that is stated of it.
    pub(super) fn with(mut self, stated: Option<Stated>) -> Self {
        let held = self.records.len();
        self.stated = stated.map(|it| Stated { held, ..it }).into_iter().collect();
        self
    }
}
