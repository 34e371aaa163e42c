//! From version 5 to 6: the rows of `site` become blocks.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params};

use crate::model::site::{CameraKind, Member, PositionReasons, RowRange};
use crate::model::{Pixels, PositionQuality, Purpose, RetentionRule, SiteRecord};
use crate::spatial::LonLat;
use crate::store::sites::parsed;
use crate::store::{Error, block};

/// The columns that make a record, in the order in which [`record`] reads them.
const COLUMNS: &str = "source_row, management_no, manager_raw, department, lon, lat, uncertainty_m, suspect, reasons,
    purpose, purpose_raw, unit_count, direction_raw, range_min_m, range_max_m, bearing_deg, width_deg, turns,
    road_address, lot_address, retention_days, installed, pixels_raw, phone, reference_date, members, directions,
    camera_kind, pixels_min_10k, pixels_max_10k";

/// What a release adds and ends, by id.
#[derive(Default)]
struct Statements {
    stated: BTreeMap<u32, SiteRecord>,
    ended: BTreeMap<u32, SiteRecord>,
}

/// Writes the blocks of every release and takes the rows away.
pub(super) fn pack_rows(connection: &Connection) -> Result<(), Error> {
    let registers = connection
        .prepare("SELECT id FROM register ORDER BY id")?
        .query_map((), |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    for register in registers {
        pack_register(connection, register)?;
    }
    connection.execute_batch("DROP TABLE site; DROP TABLE site_identity;")?;
    Ok(())
}

fn pack_register(connection: &Connection, register: i64) -> Result<(), Error> {
    let mut releases: BTreeMap<i64, Statements> = connection
        .prepare("SELECT id FROM release WHERE register_id = ?1")?
        .query_map([register], |row| Ok((row.get(0)?, Statements::default())))?
        .collect::<Result<_, _>>()?;
    let mut statement = connection.prepare(&format!(
        "SELECT id, from_release, until_release, {COLUMNS} FROM site WHERE register_id = ?1"
    ))?;
    let mut rows = statement.query([register])?;
    while let Some(row) = rows.next()? {
        let (id, from, until): (u32, i64, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let record = record(row, 3)?;
        if let Some(until) = until {
            let release = releases.entry(until).or_default();
            release.ended.insert(id, record.clone());
        }
        releases.entry(from).or_default().stated.insert(id, record);
    }
    let mut insert = connection
        .prepare("INSERT INTO statements (release_id, stated, ended) VALUES (?1, ?2, ?3)")?;
    for (release, Statements { stated, ended }) in releases {
        let pack = |sites: &BTreeMap<u32, SiteRecord>| {
            block::pack(sites.iter().map(|(&id, record)| (id, record)))
        };
        insert.execute(params![release, pack(&stated)?, pack(&ended)?])?;
    }
    Ok(())
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

/// The record in the columns from `at` on.
fn record(row: &Row<'_>, at: usize) -> Result<SiteRecord, Error> {
    let text = |column: usize| -> Result<Option<&str>, rusqlite::Error> {
        row.get_ref(at + column)?
            .as_str_or_null()
            .map_err(rusqlite::Error::from)
    };
    let kept = |column: usize| Ok::<_, rusqlite::Error>(text(column)?.map(Into::into));
    let shared = |column: usize| Ok::<_, rusqlite::Error>(text(column)?.map(Into::into));
    let (lon, lat): (f64, f64) = (row.get(at + 4)?, row.get(at + 5)?);
    let purpose = row
        .get_ref(at + 9)?
        .as_str()
        .map_err(rusqlite::Error::from)?;
    Ok(SiteRecord {
        source_row: row.get(at)?,
        management_no: kept(1)?,
        manager_raw: shared(2)?,
        department: shared(3)?,
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
        purpose_raw: shared(10)?,
        unit_count: row.get(at + 11)?,
        direction_raw: shared(12)?,
        row_range: RowRange {
            min_m: row.get(at + 13)?,
            max_m: row.get(at + 14)?,
            bearing_deg: row.get(at + 15)?,
            width_deg: row.get(at + 16)?,
            turns: row.get(at + 17)?,
            directions: row.get(at + 26)?,
            kind: text(27)?.and_then(CameraKind::from_code),
        }
        .into(),
        road_address: kept(18)?,
        lot_address: kept(19)?,
        retention: row
            .get::<_, Option<u16>>(at + 20)?
            .map(RetentionRule::Exact),
        installed: text(21)?
            .map(|date| parsed("installation date", date))
            .transpose()?,
        pixels: row
            .get::<_, Option<u16>>(at + 28)?
            .zip(row.get(at + 29)?)
            .map(|(min_10k, max_10k)| Pixels { min_10k, max_10k }),
        pixels_raw: shared(22)?,
        retention_raw: None,
        phone: shared(23)?,
        reference_date: text(24)?.map(|date| parsed("date", date)).transpose()?,
        members: text(25)?.map(members).transpose()?.unwrap_or_default(),
    })
}
