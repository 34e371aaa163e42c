//! The files on disk: made once for each published state, off the request path.
//!
//! Invariants: a name holds the state of its contents, so a file never changes; it has its name only when
//! it is whole, with what is known of it in a file beside it; what belongs to no present state is removed.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use jiff::Timestamp;
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::dataset::Dataset;
use crate::export::{self, Contents, Format, Part, save};
use crate::http::state::Snapshot;

/// Facts of finished files kept in memory: all formats of every institution many times over.
const KEPT_FACTS: u64 = 1 << 16;

/// What is known of a finished file; stands beside it on disk as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Length, bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// Camera sites in it.
    pub sites: u64,
    /// Records in it: sites, or in CSV rows of registers.
    pub records: u64,
    /// When the newest of its registers was imported.
    pub modified: Timestamp,
}

/// Why a file is not there.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be made.
    #[error(transparent)]
    Export(#[from] export::Error),
    /// The folder cannot be used.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Where the files are.
enum Folder {
    /// In the data directory.
    Kept(PathBuf),
    /// Without a data directory, for as long as the service runs.
    Passing(OnceLock<TempDir>),
}

/// The files of a service.
pub struct Shelf {
    folder: Folder,
    facts: Cache<String, Arc<Facts>>,
    /// How often a file came or went.
    changes: AtomicU64,
    /// State for which all files were begun last.
    begun: Mutex<Option<String>>,
    /// Held while a file of all registers is made: one at a time, so that the map stays quick meanwhile.
    making_all: Mutex<()>,
    /// Held while one of an institution is made, which waits for no file of all registers.
    making_one: Mutex<()>,
}

impl Shelf {
    /// Files in the folder `downloads` of a data directory, or in a folder that goes with the service.
    #[must_use]
    pub fn new(data: Option<&Path>) -> Self {
        Self {
            folder: match data {
                Some(data) => Folder::Kept(data.join("downloads")),
                None => Folder::Passing(OnceLock::new()),
            },
            facts: Cache::new(KEPT_FACTS),
            changes: AtomicU64::new(0),
            begun: Mutex::new(None),
            making_all: Mutex::new(()),
            making_one: Mutex::new(()),
        }
    }

    /// What is known of a finished file; `None` until it is there.
    pub fn facts(&self, name: &str) -> Option<Arc<Facts>> {
        self.facts.get(name)
    }

    /// How often a file came or went since the service began: what lists them is the same until then.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Where a file stands.
    pub fn path(&self, name: &str) -> io::Result<PathBuf> {
        Ok(self.folder()?.join(name))
    }

    fn folder(&self) -> io::Result<&Path> {
        match &self.folder {
            Folder::Kept(path) => {
                fs::create_dir_all(path)?;
                Ok(path)
            }
            Folder::Passing(made) => {
                if let Some(folder) = made.get() {
                    return Ok(folder.path());
                }
                let folder = tempfile::Builder::new().prefix("siya-").tempdir()?;
                Ok(made.get_or_init(|| folder).path())
            }
        }
    }

    /// Makes the files of all registers of a state on a thread of their own, unless they are there or on
    /// their way; those of single institutions are made when they are first asked for.
    pub fn prepare(self: &Arc<Self>, present: &Arc<Snapshot>) {
        let token = present.dataset.token();
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.as_deref() == Some(token) {
            return;
        }
        *begun = Some(token.to_owned());
        let files = Arc::clone(self);
        let snapshot = Arc::clone(present);
        let work = move || {
            for format in Format::ALL {
                if files.is_outdated(&snapshot.dataset) {
                    return;
                }
                if let Err(error) = files.make(&snapshot.dataset, Part::All, format) {
                    tracing::error!(%error, format = format.code(), "a download cannot be made");
                    // The next request tries again.
                    *files.begun.lock().unwrap_or_else(PoisonError::into_inner) = None;
                    return;
                }
            }
            if let Err(error) = files.tidy(&snapshot.dataset) {
                tracing::warn!(%error, "old downloads cannot be removed");
            }
        };
        if let Err(error) = thread::Builder::new()
            .name("downloads".to_owned())
            .spawn(work)
        {
            tracing::error!(%error, "downloads cannot be made");
            *begun = None;
        }
    }

    fn is_outdated(&self, dataset: &Dataset) -> bool {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.as_deref() != Some(dataset.token())
    }

    /// The facts of a file, which is made when it is not there; takes from milliseconds for one
    /// institution to many seconds for the country.
    pub fn make(&self, dataset: &Dataset, part: Part, format: Format) -> Result<Arc<Facts>, Error> {
        let name = file_name(dataset, part, format);
        let making = match part {
            Part::All => &self.making_all,
            Part::Institution(_) => &self.making_one,
        };
        let _one_at_a_time = making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(facts) = self.facts.get(&name) {
            return Ok(facts);
        }
        let path = self.path(&name)?;
        let facts = match found(&path) {
            Some(facts) => facts,
            None => make(dataset, part, format, &path)?,
        };
        let facts = Arc::new(facts);
        self.facts.insert(name, Arc::clone(&facts));
        self.changes.fetch_add(1, Ordering::Release);
        Ok(facts)
    }

    /// Removes what belongs to no present state; who reads one of these files goes on reading it.
    fn tidy(&self, dataset: &Dataset) -> io::Result<()> {
        let parts = std::iter::once(Part::All)
            .chain((0..dataset.institutions().len()).map(Part::Institution));
        let present: HashSet<String> = parts
            .flat_map(|part| Format::ALL.map(|format| file_name(dataset, part, format)))
            .flat_map(|name| [facts_name(&name), name])
            .collect();
        let none_being_made = [&self.making_all, &self.making_one]
            .map(|making| making.lock().unwrap_or_else(PoisonError::into_inner));
        if self.is_outdated(dataset) {
            return Ok(());
        }
        for entry in fs::read_dir(self.folder()?)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.starts_with("cameras") && !present.contains(&name) {
                self.facts.invalidate(&name);
                self.changes.fetch_add(1, Ordering::Release);
                fs::remove_file(self.folder()?.join(&name))?;
            }
        }
        drop(none_being_made);
        Ok(())
    }
}

/// The name of a file, which holds the state of its contents.
pub fn file_name(dataset: &Dataset, part: Part, format: Format) -> String {
    let (stem, state) = (part.stem(dataset), part.state(dataset));
    format!("{stem}-{state}.{}", format.extension())
}

fn facts_name(name: &str) -> String {
    format!("{name}.json")
}

fn facts_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".json");
    name.into()
}

/// The facts of a file that an earlier run made, when it is whole.
fn found(path: &Path) -> Option<Facts> {
    let facts: Facts = serde_json::from_slice(&fs::read(facts_path(path)).ok()?).ok()?;
    (fs::metadata(path).ok()?.len() == facts.bytes).then_some(facts)
}

fn make(dataset: &Dataset, part: Part, format: Format, path: &Path) -> Result<Facts, Error> {
    let contents = Contents::new(dataset, part);
    let written = save(format, &contents, path, &|_| ())?;
    let modified = contents.provenance().modified.unwrap_or_default();
    // Last-Modified is the date of the registers, not of the machine that wrote the file.
    File::options()
        .write(true)
        .open(path)?
        .set_modified(modified.into())?;
    let facts = Facts {
        bytes: written.bytes,
        sha256: written.sha256,
        sites: contents.sites() as u64,
        records: contents.records(format),
        modified,
    };
    fs::write(
        facts_path(path),
        serde_json::to_vec(&facts).map_err(export::Error::from)?,
    )?;
    Ok(facts)
}
