//! JSON lists of records to raw rows.
//!
//! Numbers keep the digits that were written, so that their decimals can be counted. Keys are found by
//! the same names as columns.

mod keys;

use std::borrow::Cow;
use std::fmt;

use rayon::prelude::*;
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::columns::{Column, Dictionary};
use super::coordinates::is_whole_of;
use super::issue::IssueKind;
use super::json_list::{Key, text};
use super::judge::Judge;
use super::row::{Finding, Judged, Outcome, RawRow};
use super::screen::{shown_as, shown_of};
use super::unread::{self, context_of};
use super::{Error, collect::Collector};
use crate::model::personal::{Context, Withheld};
pub(super) use keys::Keys;
use keys::{KeyIndex, Meaning};

/// Records judged at a time.
const BATCH: usize = 16_384;
/// Records that a thread takes at least.
const SHARE: usize = 512;

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
    keys.finish();
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
            if unread::is_of_remarks(key) {
                unread::look_for_state(&mut judged, value);
            }
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
        by: [None; Column::COUNT],
        dictionary,
        keys,
    };
    serde_json::Deserializer::from_str(record.get()).deserialize_map(visitor)
}

struct RecordVisitor<'t, 'k> {
    record: Record<'t>,
    /// The key that each cell was read by.
    by: [Option<KeyIndex>; Column::COUNT],
    dictionary: &'k Dictionary<'k>,
    keys: &'k mut Keys,
}

impl<'t> RecordVisitor<'t, '_> {
    /// Takes what a key says of a column. Of two keys that mean the same the one that is nearer to the
    /// national form is read; places that differ make the record contradict itself, as does one key
    /// that stands twice.
    fn state(&mut self, column: Column, key: KeyIndex, value: Cow<'t, str>) {
        let place = &mut self.record.raw.cells[column as usize];
        let by = &mut self.by[column as usize];
        let Some(former) = by.filter(|_| !place.is_empty()) else {
            if !value.is_empty() {
                *by = Some(key);
            }
            *place = value;
            return;
        };
        if value.is_empty() || *place == value {
            return;
        }
        // Beside a coordinate its whole degrees say nothing else.
        if column.parts().is_some() && is_whole_of(&value, place) {
            return;
        }
        if column.parts().is_some() && is_whole_of(place, &value) {
            *by = Some(key);
            *place = value;
            return;
        }
        if former == key || column.is_place() {
            let shown = |text: &str| Some(shown_of(column, text).into());
            self.record.twice.get_or_insert_with(|| Finding {
                kind: IssueKind::ColumnTwice,
                column: Some(column),
                value: shown(place),
                detail: shown(&value),
            });
        } else if self.keys.is_nearer(key, former) {
            self.keys.note_passed_over(former);
            *by = Some(key);
            *place = value;
        } else {
            self.keys.note_passed_over(key);
        }
    }
}

impl<'t> Visitor<'t> for RecordVisitor<'t, '_> {
    type Value = Record<'t>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a record")
    }

    fn visit_map<A: MapAccess<'t>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        while let Some(key) = map.next_key::<Key>()? {
            match self.keys.meaning(&key.0, self.dictionary) {
                (Meaning::Column(column), Some(index)) => {
                    let value = text(map.next_value::<&RawValue>()?);
                    let value = self.keys.worded(index, value);
                    self.state(column, index, value);
                }
                (Meaning::Telling, _) => {
                    let value = text(map.next_value::<&RawValue>()?);
                    self.record.unread.push((key.0.into_owned(), value));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        for key in self.by.into_iter().flatten() {
            self.keys.note_used(key);
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
        assert!(raw(r#"{"cctvNumber":1,"cctvNumber":2}"#).twice.is_some());
    }

    #[test]
    fn of_two_keys_with_one_meaning_the_nearer_to_the_national_form_is_read() {
        let record = |text: &str, keys: &mut Keys| {
            let record: &RawValue = serde_json::from_str(text).unwrap();
            let read = read_record(record, 1, &Dictionary::new(None), keys).unwrap();
            assert!(read.twice.is_none());
            read.raw.cells[Column::ReferenceDate as usize].to_string()
        };
        let mut keys = Keys::default();
        for text in [
            r#"{"수정일자":"2026-05-09","데이터기준일자":"2026-05-01"}"#,
            r#"{"데이터기준일자":"2026-05-01","수정일자":"2026-05-09"}"#,
        ] {
            assert_eq!(record(text, &mut keys), "2026-05-01");
        }
        keys.finish();
        assert_eq!(
            keys.names.get(Column::ReferenceDate),
            Some("데이터기준일자")
        );
        assert_eq!(keys.unrecognised, ["수정일자"]);
        // Where it alone says something it is read, and is not listed as left out.
        let mut keys = Keys::default();
        let alone = r#"{"데이터기준일자":"","수정일자":"2026-05-09"}"#;
        assert_eq!(record(alone, &mut keys), "2026-05-09");
        record(r#"{"수정일자":"1","데이터기준일자":"2"}"#, &mut keys);
        keys.finish();
        assert!(keys.unrecognised.is_empty());
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
