//! The difference between two releases of one register.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::compare::{FieldChange, changed_fields, moved_m};
use super::sites::{self, Pair};
use super::{Error, Store};
use crate::model::{Purpose, SiteRecord};

/// How many first examples of each kind a summary keeps.
const EXAMPLES: usize = 5;

/// What happened to a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is listed now and was not before.
    Added,
    /// It states something else.
    Changed,
    /// It is not listed any more: a tombstone.
    Removed,
}

impl ChangeKind {
    /// The code used in every output.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// One site that differs.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SiteChange {
    /// Id of the site.
    pub id: u32,
    /// What happened to it.
    pub kind: ChangeKind,
    /// 관리번호 in the later release, or in the former one of a removed site.
    pub management_no: Option<Box<str>>,
    /// Its purpose there.
    #[schema(value_type = String)]
    pub purpose: &'static str,
    /// Its address there.
    pub address: Option<Box<str>>,
    /// Longitude and latitude there, degrees.
    pub position: [f64; 2],
    /// For a changed site that stands elsewhere: how far, metres along the earth.
    pub moved_m: Option<f64>,
    /// For a changed site: the facts that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
}

impl SiteChange {
    pub(super) fn bare(id: u32, kind: ChangeKind, site: &SiteRecord) -> Self {
        Self {
            id,
            kind,
            management_no: site.management_no.clone(),
            purpose: Purpose::code(site.purpose),
            address: site
                .road_address
                .clone()
                .or_else(|| site.lot_address.clone()),
            position: [site.position.lon(), site.position.lat()],
            moved_m: None,
            fields: Vec::new(),
        }
    }

    /// What has changed between two statements; `None` when nothing has.
    pub(super) fn between(id: u32, old: &SiteRecord, new: &SiteRecord) -> Option<Self> {
        let fields = changed_fields(old, new);
        (!fields.is_empty()).then(|| Self {
            moved_m: moved_m(old, new).map(|metres| (metres * 10.0).round() / 10.0),
            fields,
            ..Self::bare(id, ChangeKind::Changed, new)
        })
    }
}

/// Numbers of sites that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Counts {
    /// Listed now, not before.
    pub added: usize,
    /// Stating something else, the moved ones among them.
    pub changed: usize,
    /// Standing elsewhere.
    pub moved: usize,
    /// Not listed any more.
    pub removed: usize,
}

impl Counts {
    /// Counts changes.
    #[must_use]
    pub fn of(changes: &[SiteChange]) -> Self {
        let mut counts = Self::default();
        for change in changes {
            match change.kind {
                ChangeKind::Added => counts.added += 1,
                ChangeKind::Changed => counts.changed += 1,
                ChangeKind::Removed => counts.removed += 1,
            }
            counts.moved += usize::from(change.moved_m.is_some());
        }
        counts
    }

    /// Whether no site differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added + self.changed + self.removed == 0
    }
}

/// A new release that states an older 데이터기준일자 than what is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Older {
    /// The latest date that the published release states.
    pub published: Date,
    /// The latest date that the new release states.
    pub new: Date,
}

impl Older {
    /// Compares the dates of a published release, and when it was published, with that of a new one.
    ///
    /// A register that says nothing is not older, and a date after its own publication is a slip: nothing is
    /// compared with it, or a register could not be renewed for years.
    pub(super) fn of(
        published: Option<Date>,
        published_on: Date,
        new: Option<Date>,
    ) -> Option<Self> {
        let (published, new) = published.zip(new)?;
        (new < published && published <= published_on).then_some(Self { published, new })
    }
}

/// A published register of the same institution that states most of a new one already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Name of its source.
    pub source: String,
    /// How many sites of the new register stand there at the same place with the same purpose.
    pub sites: usize,
}

/// How a register's new release differs from the published one, in short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegisterDifference {
    /// Code of the institution, or `unknown`.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// Whether the register was there before.
    pub first: bool,
    /// Sites published before.
    pub sites_before: usize,
    /// Sites of the new release.
    pub sites_after: usize,
    /// Whether it states an older date than what is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub older: Option<Older>,
    /// For a register that is new: the one that may be the same under another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// How many sites differ.
    #[serde(flatten)]
    pub counts: Counts,
    /// Added sites that may be former ones: several came into question, and nothing tells them apart.
    pub ambiguous: usize,
    /// The first ones of each kind; of a first release, none.
    pub examples: Vec<SiteChange>,
}

impl RegisterDifference {
    /// `changes` of a first release are not looked at: all of it is added.
    pub(super) fn new(
        (institution, source): (&str, &str),
        (sites_before, sites_after): (Option<usize>, usize),
        (older, standing): (Option<Older>, Option<Standing>),
        changes: &[SiteChange],
        ambiguous: usize,
    ) -> Self {
        let moved_first = |kind: ChangeKind| {
            let mut of_kind: Vec<&SiteChange> = changes
                .iter()
                .filter(|change| change.kind == kind)
                .collect();
            of_kind.sort_by_key(|change| change.moved_m.is_none());
            of_kind.into_iter().take(EXAMPLES).cloned()
        };
        Self {
            institution: institution.to_owned(),
            source: source.to_owned(),
            first: sites_before.is_none(),
            sites_before: sites_before.unwrap_or_default(),
            sites_after,
            older,
            standing,
            counts: match sites_before {
                Some(_) => Counts::of(changes),
                None => Counts {
                    added: sites_after,
                    ..Counts::default()
                },
            },
            ambiguous,
            examples: if sites_before.is_none() {
                Vec::new()
            } else {
                [ChangeKind::Removed, ChangeKind::Changed, ChangeKind::Added]
                    .into_iter()
                    .flat_map(moved_first)
                    .collect()
            },
        }
    }

    /// Whether somebody has to confirm it: much would disappear, the file is older than what is
    /// published, or most of a new register is published under another name.
    #[must_use]
    pub fn needs_confirmation(&self) -> bool {
        self.loses_much() || self.older.is_some() || self.standing.is_some()
    }

    /// Whether more than a fifth of what is published would disappear.
    #[must_use]
    pub fn loses_much(&self) -> bool {
        self.counts.removed * 5 > self.sites_before
    }
}

/// The difference between two releases, whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Code of the institution.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// The release compared with.
    pub from: i64,
    /// The later release.
    pub to: i64,
    /// How many sites differ.
    #[serde(flatten)]
    pub counts: Counts,
    /// Every site that differs, by id.
    pub changes: Vec<SiteChange>,
}

/// The sites that differ between two releases of a register, by id; without `from`, every site of `to`
/// is added.
pub(super) fn changes_between(
    connection: &Connection,
    register: i64,
    from: Option<i64>,
    to: i64,
) -> Result<Vec<SiteChange>, Error> {
    // No release has the number 0.
    let pairs = sites::differing(connection, register, from.unwrap_or(0), to)?;
    let changes = pairs
        .into_iter()
        .filter_map(|Pair { id, from, to }| match (from, to) {
            (Some(old), Some(new)) => SiteChange::between(id, &old, &new),
            (None, Some(new)) => Some(SiteChange::bare(id, ChangeKind::Added, &new)),
            (Some(old), None) => Some(SiteChange::bare(id, ChangeKind::Removed, &old)),
            (None, None) => None,
        })
        .collect();
    Ok(changes)
}

impl Store {
    /// The difference between two releases of one register.
    ///
    /// # Errors
    /// When a release does not exist, or the two are of different registers.
    pub fn difference(&mut self, from: i64, to: i64) -> Result<Difference, Error> {
        let transaction = self.connection.transaction()?;
        let find = |id: i64| -> Result<(i64, String, String), Error> {
            transaction
                .query_row(
                    "SELECT register_id, institution, source FROM release WHERE id = ?1",
                    params![id],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?
                .ok_or(Error::NoSuchRelease(id))
        };
        let (register, institution, source) = find(from)?;
        if find(to)?.0 != register {
            return Err(Error::OtherRegister(from, to));
        }
        let changes = changes_between(&transaction, register, Some(from), to)?;
        Ok(Difference {
            institution,
            source,
            from,
            to,
            counts: Counts::of(&changes),
            changes,
        })
    }
}
