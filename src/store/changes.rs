//! The log of changes: what each publication added, changed and removed, in order.

use jiff::Timestamp;
use rusqlite::{Connection, params, params_from_iter};

use super::difference::{Counts, SiteChange, changes_between};
use super::publication::moment_of;
use super::{Error, Store};

/// A place in the log: after everything of a publication up to and with a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// Number of the publication.
    pub publication: i64,
    /// Id of the last site that was told; `None` when all were.
    pub site: Option<u32>,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "p{}", self.publication)?;
        match self.site {
            Some(site) => write!(f, ".{site}"),
            None => Ok(()),
        }
    }
}

/// The text is no place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a token such as p42 or p42.317")]
pub struct CursorError;

impl std::str::FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let rest = text.strip_prefix('p').ok_or(CursorError)?;
        let (publication, site) = match rest.split_once('.') {
            Some((publication, site)) => (publication, Some(site)),
            None => (rest, None),
        };
        if !plain(publication) || !site.is_none_or(plain) {
            return Err(CursorError);
        }
        Ok(Self {
            publication: publication.parse().map_err(|_| CursorError)?,
            site: site
                .map(|site| site.parse().map_err(|_| CursorError))
                .transpose()?,
        })
    }
}

/// From where on changes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Published at this moment or later.
    Time(Timestamp),
    /// After this place in the log.
    Cursor(Cursor),
}

/// A publication: a release of a register that began to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its number, in the order of time.
    pub id: i64,
    /// When it began.
    pub at: Timestamp,
    /// Code of the institution, or `unknown`.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// Number of the release.
    pub release: i64,
    /// `import` or `rollback`.
    pub kind: String,
    /// Whether it is the first of its register: everything is added.
    pub first: bool,
    /// Sites of the release.
    pub sites: usize,
    register: i64,
    /// The release that was published before.
    former: Option<i64>,
}

/// One change of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedChange {
    /// Index of its publication in the page.
    pub publication: usize,
    /// The change.
    pub change: SiteChange,
}

/// A part of the log.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChangePage {
    /// Number of the latest publication; 0 before the first.
    pub newest: i64,
    /// The publications that the changes belong to.
    pub publications: Vec<Publication>,
    /// The changes, by publication and then by id.
    pub changes: Vec<LoggedChange>,
    /// Whether more follow.
    pub more: bool,
    /// The place after the last change; ask from here for what follows.
    pub end: Cursor,
}

const PUBLICATIONS: &str = "SELECT p.id, p.from_us, g.institution, g.source, p.release_id, p.kind, r.sites, p.register_id,
        (SELECT q.release_id FROM publication q WHERE q.register_id = p.register_id AND q.id < p.id ORDER BY q.id DESC LIMIT 1)
    FROM publication p JOIN register g ON g.id = p.register_id JOIN release r ON r.id = p.release_id";

fn publications(
    connection: &Connection,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Publication>, Error> {
    let mut statement = connection.prepare(&format!("{PUBLICATIONS} {condition}"))?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let former: Option<i64> = row.get(8)?;
        found.push(Publication {
            id: row.get(0)?,
            at: moment_of(row.get(1)?)?,
            institution: row.get(2)?,
            source: row.get(3)?,
            release: row.get(4)?,
            kind: row.get(5)?,
            sites: row.get(6)?,
            register: row.get(7)?,
            first: former.is_none(),
            former,
        });
    }
    Ok(found)
}

impl Store {
    /// Up to `limit` changes of the log from a place on; of the institutions named, or of all.
    ///
    /// A page begins again where the last one ended, whatever was published meanwhile.
    pub fn changes(
        &mut self,
        since: Since,
        institutions: Option<&[String]>,
        limit: usize,
    ) -> Result<ChangePage, Error> {
        let transaction = self.connection.transaction()?;
        let newest = publications_end(&transaction)?;
        let (condition, from, after) = match since {
            Since::Time(at) => ("p.from_us >= ?1", at.as_microsecond(), None),
            // A publication that was told whole is not told again.
            Since::Cursor(Cursor {
                publication,
                site: None,
            }) => ("p.id > ?1", publication, None),
            Since::Cursor(Cursor {
                publication,
                site: Some(site),
            }) => ("p.id >= ?1", publication, Some((publication, site))),
        };
        let (wanted, mut parameters) = (institutions.map(<[String]>::len), vec![from.into()]);
        let filter = wanted.map_or_else(String::new, |count| {
            let marks: Vec<String> = (0..count).map(|index| format!("?{}", index + 2)).collect();
            format!(" AND g.institution IN ({})", marks.join(", "))
        });
        parameters.extend(
            institutions
                .into_iter()
                .flatten()
                .map(|code| rusqlite::types::Value::from(code.clone())),
        );
        let log = publications(
            &transaction,
            &format!("WHERE {condition}{filter} ORDER BY p.id"),
            params_from_iter(parameters),
        )?;
        let mut page = ChangePage {
            newest,
            publications: Vec::new(),
            changes: Vec::new(),
            more: false,
            end: Cursor {
                publication: newest,
                site: None,
            },
        };
        for publication in log {
            let told = after
                .filter(|&(id, _)| id == publication.id)
                .map(|(_, site)| site);
            let index = page.publications.len();
            let changes = changes_between(
                &transaction,
                publication.register,
                publication.former,
                publication.release,
            )?;
            let mut changes = changes
                .into_iter()
                .filter(|change| told.is_none_or(|told| change.id > told))
                .peekable();
            let id = publication.id;
            if changes.peek().is_some() {
                page.publications.push(publication);
            }
            for change in changes {
                if page.changes.len() == limit {
                    page.more = true;
                    return Ok(page);
                }
                page.end = Cursor {
                    publication: id,
                    site: Some(change.id),
                };
                page.changes.push(LoggedChange {
                    publication: index,
                    change,
                });
            }
        }
        page.end = Cursor {
            publication: newest,
            site: None,
        };
        Ok(page)
    }

    /// The latest publications of an institution, newest first, each with what it changed.
    pub fn publications(
        &mut self,
        institution: &str,
        limit: usize,
    ) -> Result<Vec<(Publication, Counts)>, Error> {
        let transaction = self.connection.transaction()?;
        publications(
            &transaction,
            "WHERE g.institution = ?1 ORDER BY p.id DESC LIMIT ?2",
            params![institution, limit],
        )?
        .into_iter()
        .map(|publication| {
            let changes = changes_between(
                &transaction,
                publication.register,
                publication.former,
                publication.release,
            )?;
            Ok((publication, Counts::of(&changes)))
        })
        .collect()
    }
}

fn publications_end(connection: &Connection) -> Result<i64, Error> {
    Ok(
        connection.query_row("SELECT coalesce(max(id), 0) FROM publication", (), |row| {
            row.get(0)
        })?,
    )
}
