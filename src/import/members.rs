//! The files inside a folder or archive: each is read as if it stood alone, one after the other.
//!
//! Many small JSON lists (the country comes in 1,193 tiles) are unpacked and judged on all threads.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::decode::decode;
use super::files::Reading;
use super::json::{self, Keys};
use super::json_list::{self, ListKind};
use super::mapping::{Called, may_fit};
use super::note::{Note, NoteKind};
use super::row::Judged;
use super::shapes::{self, Parts};
use super::sniff::{Kind, binary_at, sniff};
use super::unpack::{FILE_LIMIT, Piece};
use super::{Error, Form};

/// Members unpacked and judged before their sites are sorted in.
const AT_ONCE: usize = 64;
/// Largest member that is read beside others, packed and unpacked.
const SMALL_PACKED: u64 = 1 << 20;
const SMALL: u64 = 8 << 20;
/// Members of an archive that are each named when they are left aside.
const NAMED: usize = 10;
/// Files that belong to others or to the system, never a register: no note is made of them.
const COMPANIONS: [&str; 8] = ["prj", "cpg", "shx", "sbn", "sbx", "qpj", "dbf", "shp.xml"];

/// One register inside, or what may be one.
enum Unit<'p, 'a> {
    File(&'p Piece<'a>),
    /// A shapefile with what belongs to it: ending and piece.
    Shapefile(&'p str, BTreeMap<String, &'p Piece<'a>>),
}

/// A member judged beside others.
struct Small {
    judged: Vec<Judged>,
    keys: Keys,
    encoding: &'static str,
}

/// Which members were read, and which were not, with the reason.
#[derive(Default)]
struct Outcome {
    read: Vec<String>,
    others: Vec<String>,
    left_out: usize,
    /// The reason of the largest member that was left aside.
    best: Option<(u64, Error)>,
}

/// Reads the members of a folder or archive.
///
/// # Errors
/// When none holds a register: the reason of the largest; or when one is damaged or too large.
pub(super) fn read_members(
    reading: &mut Reading,
    pieces: &[Piece],
    form: Form,
    archives: usize,
) -> Result<(), Error> {
    let outer = reading.collector.member();
    let units = units(pieces);
    let mut outcome = Outcome::default();
    let alone = units.len() == 1;
    if !alone {
        reading.collector.note_form(form);
    }
    let mut done = 0;
    for some in units.chunks(AT_ONCE) {
        let file = reading.collector.file_name().to_owned();
        let small: Vec<Option<Small>> = if alone {
            vec![None]
        } else {
            let small = |unit: &Unit| small(unit, &file, reading);
            some.par_iter().map(small).collect::<Result<_, Error>>()?
        };
        for (unit, small) in some.iter().zip(small) {
            let name = unit.name();
            let label = outer
                .as_deref()
                .map_or_else(|| name.to_owned(), |outer| format!("{outer}: {name}"));
            // What stands alone behaves as the file itself.
            reading.collector.enter(if alone {
                outer.as_deref()
            } else {
                Some(&label)
            });
            let result = match small {
                Some(Small {
                    judged,
                    keys,
                    encoding,
                }) => {
                    reading.collector.note_encoding(encoding);
                    reading
                        .collector
                        .note_columns(&keys.names, keys.unrecognised.into_iter());
                    reading.collector.add_all(None, judged)
                }
                None if alone => {
                    reading.collector.enter_alone(name);
                    let result = unit.read(reading, &file, archives);
                    reading.collector.leave_alone();
                    result
                }
                None => unit.read(reading, &file, archives),
            };
            outcome.add(unit, result, &label, reading)?;
            if !alone {
                reading.collector.note_form(form);
                done += 1;
                (reading.step)(done, units.len() as u64);
            }
        }
        reading.collector.enter(outer.as_deref());
    }
    outcome.close(reading, alone)
}

impl Outcome {
    fn add(
        &mut self,
        unit: &Unit,
        result: Result<(), Error>,
        label: &str,
        reading: &mut Reading,
    ) -> Result<(), Error> {
        match result {
            Ok(()) => self.read.push(label.to_owned()),
            // Saved under the name of an export that failed.
            Err(why @ Error::WebPage { .. }) if unit.is_spreadsheet() => return Err(why),
            Err(Error::Binary { .. } | Error::NotRead { .. }) if !unit.is_spreadsheet() => {
                self.others.push(label.to_owned());
            }
            Err(why) if why.is_no_register() => {
                self.left_out += 1;
                if self.left_out <= NAMED {
                    reading.collector.note(Note::member_left_out(&why));
                } else {
                    self.others.push(label.to_owned());
                }
                if self
                    .best
                    .as_ref()
                    .is_none_or(|(size, _)| *size < unit.size())
                {
                    self.best = Some((unit.size(), why));
                }
            }
            Err(fatal) => return Err(fatal),
        }
        Ok(())
    }

    fn close(self, reading: &mut Reading, alone: bool) -> Result<(), Error> {
        if self.read.is_empty() {
            let file = reading.collector.file_name().to_owned();
            return Err(self
                .best
                .map_or(Error::NothingInside { file }, |(_, why)| why));
        }
        // A shapefile that was named itself has read what it is.
        let itself = alone
            && self
                .read
                .iter()
                .all(|name| name == reading.collector.file_name());
        // What was read inside a member is named already: the others are no less read.
        let is_told = reading.collector.has_note(NoteKind::Chosen);
        if !itself && (alone || is_told || self.left_out > 0 || !self.others.is_empty()) {
            reading.collector.note(Note::chosen(&self.read));
        }
        if !self.others.is_empty() {
            reading.collector.note(Note::other_files(&self.others));
        }
        Ok(())
    }
}

/// Puts the files of each shapefile together and leaves out what belongs to the system.
fn units<'p, 'a>(pieces: &'p [Piece<'a>]) -> Vec<Unit<'p, 'a>> {
    let mut sets: BTreeMap<&str, BTreeMap<String, &Piece>> = BTreeMap::new();
    for piece in pieces {
        let (stem, ending) = split(&piece.name);
        if matches!(ending.as_str(), "shp" | "dbf" | "prj" | "cpg") {
            sets.entry(stem).or_default().insert(ending, piece);
        }
    }
    sets.retain(|_, set| set.contains_key("shp") || set.contains_key("dbf"));
    let mut units = Vec::new();
    for piece in pieces {
        let (stem, ending) = split(&piece.name);
        let last = piece.name.rsplit('/').next().unwrap_or_default();
        // macOS puts a shadow "._name" beside each file; Windows leaves Thumbs.db.
        let hidden = last.starts_with('.')
            || piece.name.starts_with("__MACOSX/")
            || matches!(last, "Thumbs.db" | "desktop.ini");
        let lead = if sets.get(stem).is_some_and(|set| set.contains_key("shp")) {
            "shp"
        } else {
            "dbf"
        };
        if ending == lead
            && let Some(set) = sets.get(stem)
        {
            units.push(Unit::Shapefile(&piece.name, set.clone()));
        } else if !hidden
            && !COMPANIONS.iter().any(|known| {
                piece
                    .name
                    .to_ascii_lowercase()
                    .ends_with(&format!(".{known}"))
            })
        {
            units.push(Unit::File(piece));
        }
    }
    units
}

fn split(name: &str) -> (&str, String) {
    name.rsplit_once('.')
        .map_or((name, String::new()), |(stem, ending)| {
            (stem, ending.to_ascii_lowercase())
        })
}

impl Unit<'_, '_> {
    fn name(&self) -> &str {
        match self {
            Self::File(piece) => &piece.name,
            Self::Shapefile(name, _) => name,
        }
    }

    fn size(&self) -> u64 {
        match self {
            Self::File(piece) => piece.packed_size(),
            Self::Shapefile(_, set) => set.values().map(|piece| piece.packed_size()).sum(),
        }
    }

    /// Named as a spreadsheet: what is inside matters, whatever it turns out to be.
    fn is_spreadsheet(&self) -> bool {
        matches!(
            split(self.name()).1.as_str(),
            "xls" | "xlsx" | "xlsm" | "xlsb" | "ods" | "csv"
        )
    }

    fn read(&self, reading: &mut Reading, file: &str, archives: usize) -> Result<(), Error> {
        match self {
            Self::File(piece) => {
                let bytes = piece.bytes(file, FILE_LIMIT, reading.budget)?.into_owned();
                if bytes.is_empty() {
                    return Err(Error::Empty {
                        file: reading.collector.file_name().to_owned(),
                    });
                }
                reading.content(bytes, archives)
            }
            Self::Shapefile(_, set) => {
                let part = |ending: &str| {
                    set.get(ending)
                        .map(|piece| piece.bytes(file, FILE_LIMIT, reading.budget))
                        .transpose()
                };
                let (shp, dbf, prj, cpg) = (part("shp")?, part("dbf")?, part("prj")?, part("cpg")?);
                let parts = Parts {
                    shp: shp.as_deref(),
                    dbf: dbf.as_deref(),
                    prj: prj.as_deref(),
                    cpg: cpg.as_deref(),
                };
                let label = reading.collector.file_name().to_owned();
                let layer = shapes::read(&parts, reading.crs, reading.dictionary, &label)?;
                reading.collector.note_form(Form::Shapefile);
                reading.collector.note_encoding(layer.encoding);
                reading.table(&layer.table)?;
                for note in layer.notes {
                    reading.collector.note(note);
                }
                Ok(())
            }
        }
    }
}

/// Judges a small list of JSON records on this thread; anything else is left for its turn.
fn small(unit: &Unit, file: &str, reading: &Reading) -> Result<Option<Small>, Error> {
    let Unit::File(piece) = unit else {
        return Ok(None);
    };
    if piece.packed_size() > SMALL_PACKED || reading.dictionary.wants_tables() {
        return Ok(None);
    }
    let bytes = match piece.bytes(file, SMALL, reading.budget) {
        Err(Error::TooLarge { .. }) => return Ok(None),
        bytes => bytes?,
    };
    let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if start != Some(&b'[') || sniff(&bytes) != Kind::Text || binary_at(&bytes).is_some() {
        return Ok(None);
    }
    let label = format!("{file}: {}", piece.name);
    let decoded = decode(bytes.into_owned(), &label)?;
    // What is to be said of others is said in their turn.
    let Ok(list) = json_list::find(decoded.text(), &label) else {
        return Ok(None);
    };
    if list.kind != ListKind::Records || !list.place.is_empty() {
        return Ok(None);
    }
    let (judged, keys) = json::read_member(&list.records, reading.dictionary, reading.judge);
    let names = |code: &str| {
        let index = reading.judge.matcher.by_code(code);
        index.is_some() && judged.iter().any(|row| row.outcome.institution() == index)
    };
    let mappings = reading.dictionary.mappings();
    let called = Called {
        label: label.clone(),
        ..reading.collector.called()
    };
    if reading.dictionary.has_kept_mappings() && may_fit(mappings, &called, &keys.order, &names) {
        return Ok(None);
    }
    // An empty tile is none to complain about; its turn says why another is no register.
    if keys.check(&label, reading.dictionary).is_err() && !judged.is_empty() {
        return Ok(None);
    }
    Ok(Some(Small {
        judged,
        keys,
        encoding: decoded.encoding,
    }))
}
