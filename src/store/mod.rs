//! The embedded database in the data directory: the only SQL.
//!
//! Invariants: an import is one transaction, so a crash at any moment leaves the former state; what a
//! release states is never changed; what is served is decided by the table `publication` alone, which
//! only grows.

mod block;
mod changes;
mod compare;
mod difference;
mod former;
mod identity;
mod migrations;
mod mobile;
mod publication;
mod read;
mod release;
mod reports;
mod rows;
mod sites;
mod standing;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod write;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use changes::{ChangePage, Cursor, LoggedChange, Publication, Since};
pub use compare::FieldChange;
pub use difference::{
    ChangeKind, Counts, Difference, Older, RegisterDifference, SiteChange, Standing,
};
pub use former::SitePast;
use migrations::VERSION;
pub use publication::{ReleaseEntry, RolledBack};
pub use read::{load_dataset, load_dataset_at, load_with_history};
pub use reports::rows_of_release;
pub use write::{Published, Publishing, publish};

/// File name of the database in the data directory.
pub const FILE_NAME: &str = "siya.sqlite3";

/// Nearly all of a database are blocks of a megabyte: large pages are written with fewer calls.
const PAGE_BYTES: u32 = 32_768;
/// Marks the file as Siya's ("SIYA").
const APPLICATION_ID: i32 = 0x5349_5941;
/// How long reading waits for a moment of writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a second import waits for the first.
const IMPORT_TIMEOUT: Duration = Duration::from_mins(2);

/// Why the store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory or the file cannot be created or written.
    #[error("the data directory {path} cannot be written: {source}")]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database cannot be opened or written.
    #[error("the database {path} cannot be opened: {source}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file is a database of something else.
    #[error("{0} is not a database of Siya")]
    Foreign(PathBuf),
    /// Written by a newer version of the program.
    #[error(
        "the database {path} has schema version {found}, this program knows up to {VERSION}: use a newer siya"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i32,
    },
    /// Another import holds the database.
    #[error("another import is writing to the database; try again when it has finished")]
    Busy,
    /// A stored value is not what this program writes.
    #[error("the database holds a {what} that cannot be read: {value}")]
    Value {
        /// Which value.
        what: &'static str,
        /// As stored.
        value: String,
    },
    /// There is no release with this number, or not in this register.
    #[error("there is no release {0} of this register; see `siya releases`")]
    NoSuchRelease(i64),
    /// Two releases that cannot be compared.
    #[error("releases {0} and {1} belong to different registers, so there is nothing to compare")]
    OtherRegister(i64, i64),
    /// No earlier release could be published again.
    #[error("this register has no earlier release; see `siya releases`")]
    NothingToRollBack,
    /// The release is published already.
    #[error("release {0} is published already; nothing changed")]
    PublishedAlready(i64),
    /// Feature ids are used up.
    #[error("the register holds more than two thousand million sites")]
    TooManySites,
    /// Any other failure of the database.
    #[error("the database failed: {0}")]
    Sqlite(rusqlite::Error),
    /// What another request for the same state failed with.
    #[error(transparent)]
    Shared(std::sync::Arc<Error>),
    /// A report could not be written as JSON.
    #[error("the report cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        if is_busy(&error) {
            Self::Busy
        } else {
            Self::Sqlite(error)
        }
    }
}

/// Whether another process is writing.
fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
    )
}

/// An open database.
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the database of a data directory for reading and writing; both are created when absent.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(directory).map_err(|source| Error::Directory {
            path: directory.to_owned(),
            source,
        })?;
        let path = directory.join(FILE_NAME);
        let open = |source| unopened(&path, source);
        let mut connection = Connection::open(&path).map_err(open)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(open)?;
        let version = check_version(&mut connection, &path)?;
        if version == 0 {
            // Takes effect in a file that is empty yet.
            connection
                .pragma_update(None, "page_size", PAGE_BYTES)
                .map_err(open)?;
        }
        use_write_ahead_log(&connection).map_err(open)?;
        connection
            .pragma_update(None, "synchronous", "FULL")
            .map_err(open)?;
        connection
            .pragma_update(None, "foreign_keys", true)
            .map_err(open)?;
        if version < VERSION {
            let transaction = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(open)?;
            // Another process may have done it while this one waited.
            let version = version_of(&transaction, &path)?;
            if version < VERSION {
                transaction
                    .pragma_update(None, "application_id", APPLICATION_ID)
                    .map_err(open)?;
                migrations::migrate(&transaction, version).map_err(|error| match error {
                    Error::Sqlite(source) => open(source),
                    other => other,
                })?;
            }
            transaction.commit().map_err(open)?;
        }
        Ok(Self { connection })
    }

    /// Begins to write: at once, or when the import that is being written has ended. `waiting` is
    /// called once in that case.
    fn begin(&mut self, waiting: &dyn Fn()) -> Result<Transaction<'_>, Error> {
        self.connection.busy_timeout(Duration::ZERO)?;
        let free = self
            .connection
            .execute_batch("BEGIN IMMEDIATE; ROLLBACK")
            .map_err(Error::from);
        match free {
            Ok(()) => {}
            Err(Error::Busy) => waiting(),
            Err(other) => return Err(other),
        }
        self.connection.busy_timeout(IMPORT_TIMEOUT)?;
        Ok(self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Opens an existing database for reading; `None` when the directory has none. One of an earlier
    /// version is brought up to this one.
    pub fn open_existing(directory: &Path) -> Result<Option<Self>, Error> {
        let path = directory.join(FILE_NAME);
        if !path.exists() {
            return Ok(None);
        }
        // Reading a WAL database needs its side files, so it is opened for writing where possible.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection =
            Connection::open_with_flags(&path, flags).map_err(|source| unopened(&path, source))?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        match check_version(&mut connection, &path)? {
            0 => Ok(None),
            VERSION => Ok(Some(Self { connection })),
            _ => Self::open(directory).map(Some),
        }
    }

    /// A number that changes whenever another process publishes.
    pub fn change_counter(&self) -> Result<i64, Error> {
        Ok(self
            .connection
            .query_row("PRAGMA data_version", (), |row| row.get(0))?)
    }
}

/// Lets readers go on while a release is written.
///
/// Where two processes open a new file at once, both want to change its journal, and `SQLite` refuses one of
/// them at once, whatever its time-out is: it tries again.
fn use_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let patience = Instant::now() + BUSY_TIMEOUT;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if is_busy(&error) && Instant::now() < patience => {
                std::thread::sleep(Duration::from_millis(5));
            }
            other => return other,
        }
    }
}

/// Why a database does not open. `SQLite` does not tell that its folder, in which it has to write files
/// of its own even to read, is not to be written.
fn unopened(path: &Path, source: rusqlite::Error) -> Error {
    let folder = path.parent().unwrap_or(path);
    match tempfile::tempfile_in(folder) {
        Err(source) => Error::Directory {
            path: folder.to_owned(),
            source,
        },
        Ok(_) => Error::Open {
            path: path.to_owned(),
            source,
        },
    }
}

/// The schema version of the file; 0 for a new one.
///
/// In a transaction of its own, since another process may be writing the first schema.
fn check_version(connection: &mut Connection, path: &Path) -> Result<i32, Error> {
    let transaction = connection
        .transaction()
        .map_err(|source| unopened(path, source))?;
    version_of(&transaction, path)
}

fn version_of(connection: &Connection, path: &Path) -> Result<i32, Error> {
    let pragma = |name: &str| -> Result<i32, Error> {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(|source| unopened(path, source))
    };
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    if application == 0 && version == 0 {
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))
            .map_err(|source| unopened(path, source))?;
        return if tables == 0 {
            Ok(0)
        } else {
            Err(Error::Foreign(path.to_owned()))
        };
    }
    if application != APPLICATION_ID {
        return Err(Error::Foreign(path.to_owned()));
    }
    if version > VERSION {
        return Err(Error::Newer {
            path: path.to_owned(),
            found: version,
        });
    }
    Ok(version)
}
