//! JSON lists of records to raw rows.
//!
//! Numbers keep the digits that were written, so that their decimals can be counted. Keys are found by
//! the same names as columns.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use rayon::prelude::*;
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::columns::{Column, Dictionary, Names};
use super::header::refuse_other_things;
use super::issue::IssueKind;
use super::json_list::{Key, MOST_KEYS, text};
use super::judge::Judge;
use super::row::{Finding, Judged, Outcome, RawRow};
use super::screen::{shown_as, shown_of};
use super::unread::{self, context_of, is_telling};
use super::{Error, collect::Collector};
use crate::model::personal::{Context, Withheld};

/// Records judged at a time.
const BATCH: usize = 16_384;
/// Records that a thread takes at least.
const SHARE: usize = 512;
/// Unknown keys listed; records with keys made of data have any number.
const UNKNOWN_KEYS: usize = 100;

/// The keys met while reading records.
#[derive(Debug, Default)]
pub(super) struct Keys {
    meaning: HashMap<String, Meaning>,
    /// All of them, in order of appearance.
    pub(super) order: Vec<String>,
    /// The recognised ones.
    pub(super) names: Names,
    /// The others, in order of appearance.
    pub(super) unrecognised: Vec<String>,
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Column(Column),
    /// Not read, but worth a look for personal data.
    Telling,
    Nothing,
}

impl Keys {
    fn meaning(&mut self, key: &str, dictionary: &Dictionary) -> Meaning {
        if let Some(&meaning) = self.meaning.get(key) {
            return meaning;
        }
        let meaning = match dictionary.column(key) {
            Some(column) => Meaning::Column(column),
            None if is_telling(key) => Meaning::Telling,
            None => Meaning::Nothing,
        };
        if self.order.len() < MOST_KEYS && !self.order.iter().any(|known| known == key) {
            self.order.push(key.to_owned());
        }
        match meaning {
            Meaning::Column(column) => self.names.note(column, key),
            _ if self.unrecognised.len() < UNKNOWN_KEYS => {
                self.unrecognised.push(key.to_owned());
            }
            _ => return meaning,
        }
        self.meaning.insert(key.to_owned(), meaning);
        meaning
    }

    /// Adds the keys met elsewhere.
    pub(super) fn add(&mut self, other: &Self) {
        for &column in Column::ALL {
            if let Some(name) = other.names.get(column) {
                self.names.note(column, name);
            }
        }
        self.unrecognised.extend(other.unrecognised.iter().cloned());
    }

    /// Refuses records that say nowhere where the cameras are.
    pub(super) fn check(&self, file: &str, dictionary: &Dictionary) -> Result<(), Error> {
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

/// Reads one large list of records on all threads; `progress` gets the records done and all.
///
/// # Errors
/// When the first records say nowhere where the cameras are; nothing has been handed over then.
pub(super) fn read(
    records: &[&RawValue],
    dictionary: &Dictionary,
    judge: &Judge,
    collector: &mut Collector,
    progress: &dyn Fn(u64, u64),
) -> Result<(), Error> {
    if records.is_empty() {
        return Err(Error::NoRows {
            file: collector.file_name().to_owned(),
        });
    }
    let mut met = Keys::default();
    for (index, batch) in records.chunks(BATCH).enumerate() {
        let first = index * BATCH;
        let shares: Vec<(Vec<Judged>, Keys)> = batch
            .par_chunks(SHARE)
            .enumerate()
            .map(|(share, records)| {
                judge_records(records, first + share * SHARE, dictionary, judge)
            })
            .collect();
        if index == 0 {
            for (_, keys) in &shares {
                met.add(keys);
            }
            met.check(collector.file_name(), dictionary)?;
        }
        for (judged, keys) in shares {
            collector.note_columns(&keys.names, keys.unrecognised.into_iter());
            collector.add_all(None, judged)?;
        }
        progress((first + batch.len()) as u64, records.len() as u64);
    }
    Ok(())
}

/// Reads one member of a folder or archive on this thread.
pub(super) fn read_member(
    records: &[&RawValue],
    dictionary: &Dictionary,
    judge: &Judge,
) -> (Vec<Judged>, Keys) {
    judge_records(records, 0, dictionary, judge)
}

fn judge_records(
    records: &[&RawValue],
    first: usize,
    dictionary: &Dictionary,
    judge: &Judge,
) -> (Vec<Judged>, Keys) {
    let mut keys = Keys::default();
    let judged = records
        .iter()
        .enumerate()
        .map(|(index, record)| {
            let row = u32::try_from(first + index + 1).unwrap_or(u32::MAX);
            match read_record(record, row, dictionary, &mut keys) {
                Ok(record) => record.judge(judge),
                Err(_) => refuse(
                    row,
                    Finding {
                        kind: IssueKind::NotAnObject,
                        column: None,
                        value: Some(shown_as(record.get(), Context::Person).into()),
                        detail: None,
                    },
                ),
            }
        })
        .collect();
    (judged, keys)
}

fn refuse(row: u32, finding: Finding) -> Judged {
    Judged {
        row,
        outcome: Outcome::Refused(None),
        findings: vec![finding],
        withheld: Withheld::default(),
    }
}

/// One record.
#[derive(Default)]
struct Record<'t> {
    raw: RawRow<'t>,
    /// The remark when it states a column twice.
    twice: Option<Finding>,
    /// Keys and values that are not read but may hold personal data.
    unread: Vec<(String, Cow<'t, str>)>,
}

impl Record<'_> {
    fn judge(self, judge: &Judge) -> Judged {
        let mut judged = match self.twice {
            None => judge.judge(&self.raw),
            Some(twice) => refuse(self.raw.row, twice),
        };
        for (key, value) in &self.unread {
            unread::look(&mut judged, key, context_of(key), value);
        }
        judged
    }
}

fn read_record<'t>(
    record: &'t RawValue,
    row: u32,
    dictionary: &Dictionary,
    keys: &mut Keys,
) -> Result<Record<'t>, serde_json::Error> {
    let visitor = RecordVisitor {
        record: Record {
            raw: RawRow {
                row,
                ..RawRow::default()
            },
            ..Record::default()
        },
        dictionary,
        keys,
    };
    serde_json::Deserializer::from_str(record.get()).deserialize_map(visitor)
}

struct RecordVisitor<'t, 'k> {
    record: Record<'t>,
    dictionary: &'k Dictionary<'k>,
    keys: &'k mut Keys,
}

impl<'t> Visitor<'t> for RecordVisitor<'t, '_> {
    type Value = Record<'t>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a record")
    }

    fn visit_map<A: MapAccess<'t>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        while let Some(key) = map.next_key::<Key>()? {
            let column = match self.keys.meaning(&key.0, self.dictionary) {
                Meaning::Column(column) => column,
                Meaning::Telling => {
                    let value = text(map.next_value::<&RawValue>()?);
                    self.record.unread.push((key.0.into_owned(), value));
                    continue;
                }
                Meaning::Nothing => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            let value = text(map.next_value::<&RawValue>()?);
            let place = &mut self.record.raw.cells[column as usize];
            if place.is_empty() {
                *place = value;
            } else if !value.is_empty() && *place != value {
                let shown = |text: &str| Some(shown_of(column, text).into());
                self.record.twice.get_or_insert_with(|| Finding {
                    kind: IssueKind::ColumnTwice,
                    column: Some(column),
                    value: shown(place),
                    detail: shown(&value),
                });
            }
        }
        Ok(self.record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Record<'_> {
        let record: &RawValue = serde_json::from_str(text).unwrap();
        read_record(record, 1, &Dictionary::new(None), &mut Keys::default()).unwrap()
    }

    #[test]
    fn numbers_keep_their_digits_and_strings_lose_their_quotes() {
        let row = raw(
            r#"{"lat":37.50, "lng":"127.1000","name":{"a":[1]},"manager":"a\"b","cameraCount":null}"#,
        )
        .raw;
        let cell = |column: Column| row.cells[column as usize].as_ref();
        assert_eq!(
            (cell(Column::Latitude), cell(Column::Longitude)),
            ("37.50", "127.1000")
        );
        assert_eq!(
            (cell(Column::Manager), cell(Column::UnitCount)),
            ("a\"b", "")
        );
    }

    #[test]
    fn a_record_that_contradicts_itself_is_found() {
        assert_eq!(
            raw(r#"{"lat":1,"latitude":2}"#).twice.unwrap().kind,
            IssueKind::ColumnTwice
        );
        assert!(raw(r#"{"lat":1,"latitude":1,"위도":""}"#).twice.is_none());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\[[\\{\\}\\[\\]\",:0-9latng.e\\\\u -]{0,60}\\]") {
            if let Ok(list) = crate::import::json_list::find(&text, "f") {
                for record in list.records {
                    let _ = read_record(record, 1, &Dictionary::new(None), &mut Keys::default());
                }
            }
        }
    }
}
