//! The embedded database in the data directory: the only SQL.
//!
//! Invariants: an import is one transaction, so a crash at any moment leaves the former state; a
//! release is never updated; what is served is decided by the table `published` alone.

mod identity;
mod read;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

pub use read::load_dataset;
pub use write::{Published, Replaced, publish};

/// File name of the database in the data directory.
pub const FILE_NAME: &str = "siya.sqlite3";

/// Marks the file as Siya's ("SIYA").
const APPLICATION_ID: i32 = 0x5349_5941;
/// Version of the schema that this program writes and reads.
const SCHEMA_VERSION: i32 = 1;
/// How long a second import waits for the first.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

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
        "the database {path} has schema version {found}, this program knows up to {SCHEMA_VERSION}: use a newer siya"
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
    /// Feature ids are used up.
    #[error("the register holds more than two thousand million sites")]
    TooManySites,
    /// Any other failure of the database.
    #[error("the database failed: {0}")]
    Sqlite(rusqlite::Error),
    /// A report could not be written as JSON.
    #[error("the report cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::Busy
            }
            _ => Self::Sqlite(error),
        }
    }
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
        let open = |source| Error::Open {
            path: path.clone(),
            source,
        };
        let mut connection = Connection::open(&path).map_err(open)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(open)?;
        let version = check_version(&connection, &path)?;
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .map_err(open)?;
        connection
            .pragma_update(None, "synchronous", "FULL")
            .map_err(open)?;
        connection
            .pragma_update(None, "foreign_keys", true)
            .map_err(open)?;
        if version == 0 {
            let transaction = connection
                .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
                .map_err(open)?;
            // Another process may have made the schema while this one waited.
            if check_version(&transaction, &path)? == 0 {
                transaction
                    .execute_batch(include_str!("schema.sql"))
                    .map_err(open)?;
                transaction
                    .pragma_update(None, "application_id", APPLICATION_ID)
                    .map_err(open)?;
                transaction
                    .pragma_update(None, "user_version", SCHEMA_VERSION)
                    .map_err(open)?;
            }
            transaction.commit().map_err(open)?;
        }
        Ok(Self { connection })
    }

    /// Opens an existing database for reading; `None` when the directory has none.
    pub fn open_existing(directory: &Path) -> Result<Option<Self>, Error> {
        let path = directory.join(FILE_NAME);
        if !path.exists() {
            return Ok(None);
        }
        // Reading a WAL database needs its side files, so it is opened for writing where possible.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(&path, flags).map_err(|source| Error::Open {
                path: path.clone(),
                source,
            })?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        if check_version(&connection, &path)? == 0 {
            return Ok(None);
        }
        Ok(Some(Self { connection }))
    }

    /// A number that changes whenever another process publishes.
    pub fn change_counter(&self) -> Result<i64, Error> {
        Ok(self
            .connection
            .query_row("PRAGMA data_version", (), |row| row.get(0))?)
    }
}

/// The schema version of the file; 0 for a new one.
fn check_version(connection: &Connection, path: &Path) -> Result<i32, Error> {
    let pragma = |name: &str| -> Result<i32, Error> {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(|source| Error::Open {
                path: path.to_owned(),
                source,
            })
    };
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    if application == 0 && version == 0 {
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))
            .map_err(|source| Error::Open {
                path: path.to_owned(),
                source,
            })?;
        return if tables == 0 {
            Ok(0)
        } else {
            Err(Error::Foreign(path.to_owned()))
        };
    }
    if application != APPLICATION_ID {
        return Err(Error::Foreign(path.to_owned()));
    }
    if version > SCHEMA_VERSION {
        return Err(Error::Newer {
            path: path.to_owned(),
            found: version,
        });
    }
    Ok(version)
}
