//! Sites of a register as rows of the table `site`, from and to records.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::{CachedStatement, Connection, Row, params};

use super::Error;
use super::rows::Rows;
use crate::model::site::{CameraKind, Member, PositionReasons, RowRange};
use crate::model::{Pixels, PositionQuality, Purpose, SiteRecord};
use crate::spatial::LonLat;

/// The columns that make a record, in the order in which [`record`] reads them.
const COLUMNS: &str = "source_row, management_no, manager_raw, department, lon, lat, uncertainty_m, suspect, reasons,
    purpose, purpose_raw, unit_count, direction_raw, range_min_m, range_max_m, bearing_deg, width_deg, turns,
    road_address, lot_address, retention_days, installed, pixels_raw, phone, reference_date, members, directions,
    camera_kind, pixels_min_10k, pixels_max_10k";

/// Which release of which register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReleaseKey {
    pub register: i64,
    pub release: i64,
}

/// A stored statement of a site.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub id: u32,
    pub from_release: i64,
    pub until_release: Option<i64>,
    pub record: SiteRecord,
}

impl Stored {
    /// Whether the statement belongs to a release of its register.
    pub(super) fn is_in(&self, release: i64) -> bool {
        self.from_release <= release && self.until_release.is_none_or(|until| until > release)
    }
}

/// Calls `visit` with every site of a release in the order of their ids, with the row number and the
/// reference date that the release states.
pub(super) fn for_each_of_release(
    connection: &Connection,
    key: ReleaseKey,
    mut visit: impl FnMut(u32, SiteRecord) -> Result<(), Error>,
) -> Result<(), Error> {
    let packed: Option<Vec<u8>> = connection
        .prepare_cached("SELECT rows FROM release WHERE id = ?1")?
        .query_row([key.release], |row| row.get(0))?;
    let mut packed = packed.as_deref().map(Rows::new);
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, {COLUMNS} FROM site
         WHERE register_id = ?1 AND from_release <= ?2 AND (until_release IS NULL OR until_release > ?2)
         ORDER BY id"
    ))?;
    let mut rows = statement.query(params![key.register, key.release])?;
    while let Some(row) = rows.next()? {
        let mut record = record(row, 1)?;
        if let Some(packed) = &mut packed {
            (record.source_row, record.reference_date) =
                packed.next().ok_or_else(|| Error::Value {
                    what: "list of row numbers",
                    value: format!("release {}", key.release),
                })?;
        }
        visit(row.get(0)?, record)?;
    }
    Ok(())
}

/// Every statement of a register's sites, by id and then by time.
pub(super) fn all_of_register(
    connection: &Connection,
    register: i64,
) -> Result<Vec<Stored>, Error> {
    stored(
        connection,
        "WHERE register_id = ?1 ORDER BY id, from_release",
        params![register],
    )
}

/// The statements that belong to exactly one of two releases, by id; what both have is left out.
pub(super) fn differing(
    connection: &Connection,
    register: i64,
    a: i64,
    b: i64,
) -> Result<Vec<Stored>, Error> {
    stored(
        connection,
        "WHERE register_id = ?1
            AND (from_release <= ?2 AND (until_release IS NULL OR until_release > ?2))
             <> (from_release <= ?3 AND (until_release IS NULL OR until_release > ?3))
         ORDER BY id, from_release",
        params![register, a, b],
    )
}

/// The statements about sites that a release does not list, by id.
pub(super) fn not_in_release(
    connection: &Connection,
    key: ReleaseKey,
) -> Result<Vec<Stored>, Error> {
    stored(
        connection,
        "AS s WHERE register_id = ?1 AND (until_release IS NOT NULL OR from_release > ?2)
            AND NOT EXISTS (SELECT 1 FROM site c WHERE c.register_id = s.register_id AND c.id = s.id
                AND c.from_release <= ?2 AND (c.until_release IS NULL OR c.until_release > ?2))
         ORDER BY id, from_release",
        params![key.register, key.release],
    )
}

fn stored(
    connection: &Connection,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Stored>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, from_release, until_release, {COLUMNS} FROM site {condition}"
    ))?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Stored {
            id: row.get(0)?,
            from_release: row.get(1)?,
            until_release: row.get(2)?,
            record: record(row, 3)?,
        });
    }
    Ok(found)
}

/// The reference dates that a release states for its sites, by id, where they were packed.
pub(super) fn packed_dates(
    connection: &Connection,
    release: i64,
    ids: impl Iterator<Item = u32>,
) -> Result<Option<HashMap<u32, Option<Date>>>, Error> {
    let packed: Option<Vec<u8>> = connection
        .prepare_cached("SELECT rows FROM release WHERE id = ?1")?
        .query_row([release], |row| row.get(0))?;
    Ok(packed.map(|packed| {
        let dates = Rows::new(&packed).map(|(_, date)| date);
        ids.zip(dates).collect()
    }))
}

/// The statement that adds a row for [`insert`].
pub(super) fn prepare_insert(connection: &Connection) -> Result<CachedStatement<'_>, Error> {
    Ok(connection.prepare_cached(&format!(
        "INSERT INTO site (register_id, id, from_release, {COLUMNS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
            ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33)"
    ))?)
}

/// Adds a statement that holds from a release on.
pub(super) fn insert(
    statement: &mut CachedStatement<'_>,
    key: ReleaseKey,
    id: u32,
    site: &SiteRecord,
) -> Result<(), Error> {
    statement.execute(params![
        key.register,
        id,
        key.release,
        site.source_row,
        site.management_no,
        site.manager_raw,
        site.department,
        site.position.lon(),
        site.position.lat(),
        site.uncertainty_m,
        site.quality == PositionQuality::Suspect,
        site.reasons.bits(),
        site.purpose.code(),
        site.purpose_raw,
        site.unit_count,
        site.direction_raw,
        site.row_range.min_m,
        site.row_range.max_m,
        site.row_range.bearing_deg,
        site.row_range.width_deg,
        site.row_range.turns,
        site.road_address,
        site.lot_address,
        site.retention_days,
        site.installed.map(|date| date.to_string()),
        site.pixels_raw,
        site.phone,
        site.reference_date.map(|date| date.to_string()),
        members_text(&site.members)?,
        site.row_range.directions,
        site.row_range.kind.map(CameraKind::code),
        site.pixels.map(|pixels| pixels.min_10k),
        site.pixels.map(|pixels| pixels.max_10k),
    ])?;
    Ok(())
}

/// The further rows of a site as JSON; null for most.
fn members_text(members: &[Member]) -> Result<Option<String>, Error> {
    if members.is_empty() {
        return Ok(None);
    }
    let rows: Vec<(u32, Option<&str>)> = members
        .iter()
        .map(|member| (member.source_row, member.management_no.as_deref()))
        .collect();
    Ok(Some(serde_json::to_string(&rows)?))
}

fn members(text: &str) -> Result<Box<[Member]>, Error> {
    let rows: Vec<(u32, Option<Box<str>>)> = serde_json::from_str(text)?;
    Ok(rows
        .into_iter()
        .map(|(source_row, management_no)| Member {
            source_row,
            management_no,
        })
        .collect())
}

pub(super) fn parsed<T: std::str::FromStr>(what: &'static str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Value {
        what,
        value: text.to_owned(),
    })
}

/// The record in the columns from `at` on.
fn record(row: &Row<'_>, at: usize) -> Result<SiteRecord, Error> {
    let text = |column: usize| -> Result<Option<Box<str>>, rusqlite::Error> {
        Ok(row
            .get_ref(at + column)?
            .as_str_or_null()
            .map_err(rusqlite::Error::from)?
            .map(Into::into))
    };
    let (lon, lat): (f64, f64) = (row.get(at + 4)?, row.get(at + 5)?);
    let purpose = row
        .get_ref(at + 9)?
        .as_str()
        .map_err(rusqlite::Error::from)?;
    Ok(SiteRecord {
        source_row: row.get(at)?,
        management_no: text(1)?,
        manager_raw: text(2)?,
        department: text(3)?,
        position: LonLat::new(lon, lat).map_err(|_| Error::Value {
            what: "position",
            value: format!("{lon}, {lat}"),
        })?,
        uncertainty_m: row.get(at + 6)?,
        quality: if row.get(at + 7)? {
            PositionQuality::Suspect
        } else {
            PositionQuality::Ok
        },
        reasons: PositionReasons::from_bits(row.get(at + 8)?),
        purpose: Purpose::from_code(purpose).ok_or_else(|| Error::Value {
            what: "purpose",
            value: purpose.to_owned(),
        })?,
        purpose_raw: text(10)?,
        unit_count: row.get(at + 11)?,
        direction_raw: text(12)?,
        row_range: RowRange {
            min_m: row.get(at + 13)?,
            max_m: row.get(at + 14)?,
            bearing_deg: row.get(at + 15)?,
            width_deg: row.get(at + 16)?,
            turns: row.get(at + 17)?,
            directions: row.get(at + 26)?,
            kind: text(27)?.as_deref().and_then(CameraKind::from_code),
        },
        road_address: text(18)?,
        lot_address: text(19)?,
        retention_days: row.get(at + 20)?,
        installed: text(21)?
            .map(|date| parsed("installation date", &date))
            .transpose()?,
        pixels: row
            .get::<_, Option<u16>>(at + 28)?
            .zip(row.get(at + 29)?)
            .map(|(min_10k, max_10k)| Pixels { min_10k, max_10k }),
        pixels_raw: text(22)?,
        phone: text(23)?,
        reference_date: text(24)?.map(|date| parsed("date", &date)).transpose()?,
        members: text(25)?
            .map(|text| members(&text))
            .transpose()?
            .unwrap_or_default(),
    })
}
