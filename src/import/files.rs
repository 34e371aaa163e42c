//! Reads each path to its rows: the one place where form, encoding and reader come together.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::collect::Collector;
use super::columns::Dictionary;
use super::decode::decode;
use super::institution_match::Matcher;
use super::mapping::{Examined, Examiner};
use super::open::{Content, Member, Opened, check_text, open};
use super::row::Judge;
use super::{Error, Form, Import, Options, Progress, SourceFile, csv, json};
use crate::model::InstitutionRegistry;
use crate::model::purpose::purposes;
use crate::spatial::crs::Transformation;

/// Members of an archive unpacked and judged before their sites are sorted in.
const MEMBERS_AT_ONCE: usize = 64;

/// Reads all files.
pub(super) fn read_all(
    paths: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Import, Error> {
    reading(options, None, |dictionary, judge, collector| {
        for (index, path) in paths.iter().enumerate() {
            let step = |done, total| {
                progress(Progress {
                    file: index,
                    files: paths.len(),
                    done,
                    total,
                });
            };
            step(0, 1);
            read_opened(open(path)?, path, dictionary, judge, collector, &step)?;
            step(1, 1);
        }
        Ok(())
    })
}

/// Reads one text that is in memory already.
pub(super) fn read_bytes(name: &str, bytes: &[u8], options: &Options) -> Result<Import, Error> {
    let opened = Opened {
        name: name.to_owned(),
        sha256: super::open::sha256_hex(bytes),
        size_bytes: bytes.len() as u64,
        content: Content::Text(bytes.to_vec()),
        notes: Vec::new(),
    };
    reading(options, None, |dictionary, judge, collector| {
        read_opened(
            opened,
            Path::new(name),
            dictionary,
            judge,
            collector,
            &|_, _| {},
        )
    })
}

/// Looks at the tables of a file.
pub(super) fn examine(path: &Path, options: &Options) -> Result<Vec<Examined>, Error> {
    let examiner = Examiner::default();
    let result = reading(options, Some(&examiner), |dictionary, judge, collector| {
        let opened = open(path)?;
        read_opened(opened, path, dictionary, judge, collector, &|_, _| {})
    });
    let seen = examiner.into_seen();
    match result {
        Err(error) if seen.is_empty() => Err(error),
        _ => Ok(seen),
    }
}

/// Checks the options, lets `read` fill a collector, and closes it.
fn reading(
    options: &Options,
    examiner: Option<&Examiner>,
    read: impl FnOnce(&Dictionary, &Judge, &mut Collector) -> Result<(), Error>,
) -> Result<Import, Error> {
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let institution = match &options.institution {
        Some(code) => Some(
            matcher
                .by_code(code)
                .ok_or_else(|| Error::UnknownInstitution(code.clone()))?,
        ),
        None => None,
    };
    if let Some(columns) = &options.crs {
        // A code that PROJ does not know is said before anything is read.
        Transformation::new(columns.code)?;
    }
    let judge = Judge {
        matcher: &matcher,
        purposes: purposes(),
        crs: options.crs.as_ref().map(|crs| crs.code),
        institution,
    };
    let dictionary = Dictionary::new(options.crs.as_ref())
        .with_mappings(&options.mappings, options.institution.as_deref())
        .with_examiner(examiner);
    let mut collector = Collector::new(&matcher, options);
    read(&dictionary, &judge, &mut collector)?;
    Ok(collector.finish())
}

fn read_opened(
    opened: Opened,
    path: &Path,
    dictionary: &Dictionary,
    judge: &Judge,
    collector: &mut Collector,
    step: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), Error> {
    let Opened {
        name,
        sha256,
        size_bytes,
        content,
        notes,
    } = opened;
    let file = SourceFile {
        name,
        sha256,
        size_bytes,
        form: Form::Csv,
        encoding: "UTF-8",
        notes,
    };
    match content {
        Content::Text(bytes) => {
            let decoded = decode(bytes, &file.name)?;
            let is_json = decoded.text().trim_start().starts_with(['[', '{']);
            if decoded.text().trim().is_empty() {
                return Err(Error::Empty { file: file.name });
            }
            let form = if is_json { Form::Json } else { Form::Csv };
            collector.begin(
                SourceFile {
                    form,
                    encoding: decoded.encoding,
                    ..file
                },
                path,
            )?;
            if is_json {
                json::read(decoded.text(), dictionary, judge, collector, step)?;
            } else {
                let total = decoded.text().len() as u64;
                csv::read(decoded.text(), dictionary, judge, collector, &|done| {
                    step(done, total);
                })?;
            }
        }
        Content::Members(form, members) => {
            collector.begin(SourceFile { form, ..file }, path)?;
            read_members(&members, dictionary, judge, collector, step)?;
        }
    }
    collector.end(dictionary)
}

fn read_members(
    members: &[Member],
    dictionary: &Dictionary,
    judge: &Judge,
    collector: &mut Collector,
    step: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), Error> {
    let file = collector.file_name().to_owned();
    let done = AtomicU64::new(0);
    for some in members.chunks(MEMBERS_AT_ONCE) {
        let read: Vec<_> = some
            .par_iter()
            .map(|member| -> Result<_, Error> {
                let bytes = member.text(&file)?;
                let name = format!("{file}: {}", member.name);
                check_text(&bytes, &name)?;
                let decoded = decode(bytes.into_owned(), &name)?;
                let result = json::read_member(decoded.text(), &name, dictionary, judge)?;
                step(
                    done.fetch_add(1, Ordering::Relaxed) + 1,
                    members.len() as u64,
                );
                Ok((result, decoded.encoding))
            })
            .collect();
        for (member, result) in some.iter().zip(read) {
            let ((judged, keys), encoding) = result?;
            collector.note_encoding(encoding);
            collector.note_columns(&keys.names, keys.unrecognised.into_iter());
            collector.add_all(Some(&member.name), judged)?;
        }
    }
    Ok(())
}
