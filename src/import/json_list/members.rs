//! Objects and lists whose contents are not yet looked into, within limits; values as cells.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Most elements of a list: more than rows are read.
pub(super) const MOST_ELEMENTS: usize = 6_000_000;
/// Most members of an object.
const MOST_MEMBERS: usize = 100_000;

/// The members of an object, not yet looked into.
#[derive(Debug)]
pub(in crate::import) struct Members<'t>(pub(in crate::import) Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'t> Members<'t> {
    pub(in crate::import) fn of(value: &'t RawValue) -> Option<Self> {
        value
            .get()
            .starts_with('{')
            .then(|| serde_json::from_str(value.get()).ok())
            .flatten()
    }

    pub(in crate::import) fn get(&self, key: &str) -> Option<&'t RawValue> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| *value)
    }

    pub(super) fn text(&self, keys: &[&str]) -> Option<String> {
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
pub(super) struct Elements<'t>(pub(super) Vec<&'t RawValue>);

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
pub(in crate::import) struct Key<'t>(pub(in crate::import) Cow<'t, str>);

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
pub(in crate::import) fn text(value: &RawValue) -> Cow<'_, str> {
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
