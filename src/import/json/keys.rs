//! Which keys of records mean which column.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::import::Error;
use crate::import::columns::{Column, Dictionary, Names, Wording};
use crate::import::header::refuse_other_things;
use crate::import::json_list::MOST_KEYS;
use crate::import::unread::is_telling;

/// Unknown keys listed; records with keys made of data have any number.
const UNKNOWN_KEYS: usize = 100;

/// The keys met while reading records.
#[derive(Debug, Default)]
pub(in crate::import) struct Keys {
    known: IndexMap<String, Known>,
    /// All of them, in order of appearance.
    pub(in crate::import) order: Vec<String>,
    /// The recognised ones, of two with one meaning the nearer to the national form.
    pub(in crate::import) names: Names,
    /// The others, in order of appearance.
    pub(in crate::import) unrecognised: Vec<String>,
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Column(Column),
    /// Not read, but worth a look for personal data.
    Telling,
    Nothing,
}

#[derive(Debug)]
struct Known {
    meaning: Meaning,
    /// How near the name is to that of the national form: 0 is nearest.
    rank: usize,
    /// What its brackets add to the numbers behind it.
    wording: Option<Wording>,
    /// A record was read by it.
    is_used: bool,
    /// A record states the column by a nearer name.
    is_passed_over: bool,
}

/// A key among those met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyIndex(usize);

impl Keys {
    /// What a key means, and which it is where it means a column.
    pub(super) fn meaning(
        &mut self,
        key: &str,
        dictionary: &Dictionary,
    ) -> (Meaning, Option<KeyIndex>) {
        if let Some((index, _, known)) = self.known.get_full(key) {
            return (known.meaning, Some(KeyIndex(index)));
        }
        let (meaning, rank) = match dictionary.look_up(key) {
            Some((column, rank)) => (Meaning::Column(column), rank),
            None if is_telling(key) => (Meaning::Telling, 0),
            None => (Meaning::Nothing, 0),
        };
        if self.order.len() < MOST_KEYS && !self.order.iter().any(|known| known == key) {
            self.order.push(key.to_owned());
        }
        if !matches!(meaning, Meaning::Column(_)) {
            if self.unrecognised.len() >= UNKNOWN_KEYS {
                return (meaning, None);
            }
            self.unrecognised.push(key.to_owned());
        }
        let wording = match meaning {
            Meaning::Column(column) => Wording::of(column, key),
            _ => None,
        };
        let known = Known {
            meaning,
            rank,
            wording,
            is_used: false,
            is_passed_over: false,
        };
        let (index, _) = self.known.insert_full(key.to_owned(), known);
        (meaning, Some(KeyIndex(index)))
    }

    /// A value with what the brackets of its key say of it.
    pub(super) fn worded<'v>(&self, key: KeyIndex, value: Cow<'v, str>) -> Cow<'v, str> {
        match self.known[key.0].wording {
            Some(wording) => Cow::Owned(wording.apply(&value).into_owned()),
            None => value,
        }
    }

    /// Whether a key is nearer to the national form than another of the same meaning.
    pub(super) fn is_nearer(&self, key: KeyIndex, other: KeyIndex) -> bool {
        self.known[key.0].rank < self.known[other.0].rank
    }

    /// A record was read by this key.
    pub(super) fn note_used(&mut self, key: KeyIndex) {
        self.known[key.0].is_used = true;
    }

    /// A record states something else by a nearer name.
    pub(super) fn note_passed_over(&mut self, key: KeyIndex) {
        self.known[key.0].is_passed_over = true;
    }

    /// Names the columns, when all records are read.
    pub(super) fn finish(&mut self) {
        let mut columns: Vec<_> = self
            .known
            .iter()
            .filter_map(|(key, known)| match known.meaning {
                Meaning::Column(column) => Some((known, column, key)),
                _ => None,
            })
            .collect();
        columns.sort_by_key(|(known, ..)| known.rank);
        for (known, column, key) in columns {
            self.names.note(column, key);
            if known.is_passed_over && !known.is_used {
                self.unrecognised.push(key.clone());
            }
        }
    }

    /// Adds the keys met elsewhere.
    pub(in crate::import) fn add(&mut self, other: &Self) {
        for &column in Column::ALL {
            if let Some(name) = other.names.get(column) {
                self.names.note(column, name);
            }
        }
        self.unrecognised.extend(other.unrecognised.iter().cloned());
    }

    /// Refuses records that say nowhere where the cameras are.
    pub(in crate::import) fn check(
        &self,
        file: &str,
        dictionary: &Dictionary,
    ) -> Result<(), Error> {
        let known = Column::ALL
            .iter()
            .filter_map(|&column| self.names.get(column));
        let mut found: Vec<String> = known.map(str::to_owned).collect();
        for name in &self.unrecognised {
            if !found.contains(name) {
                found.push(name.clone());
            }
        }
        let degrees = self.names.has(Column::Latitude) && self.names.has(Column::Longitude);
        if !degrees && !dictionary.names_the_coordinates() && !self.names.has(Column::Geometry) {
            // X and Y mean something by their values alone, which a table shows.
            let file = file.to_owned();
            return Err(Error::NoLocation { file, found });
        }
        refuse_other_things(file, &[], &found, &[])?;
        dictionary.check(file, &self.names, || found)
    }
}
