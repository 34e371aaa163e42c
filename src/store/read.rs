//! Reading what is published into a dataset.

use rusqlite::Row;

use super::{Error, Store};
use crate::dataset::{DatasetBuilder, Release};
use crate::model::site::{PositionReasons, RowRange};
use crate::model::{PositionQuality, Purpose, SiteRecord};
use crate::spatial::LonLat;

/// Adds every published release to the builder.
///
/// A sample release of an institution that has a real one is left out.
pub fn load_dataset(store: &mut Store, builder: &mut DatasetBuilder) -> Result<(), Error> {
    // One transaction, so that an import which commits meanwhile is seen whole or not at all.
    let transaction = store.connection.transaction()?;
    let mut statement = transaction.prepare(
        "SELECT r.id, r.institution, r.source, r.file_names, i.at, r.reference_date, r.sample
         FROM published p JOIN release r ON r.id = p.release_id JOIN import i ON i.id = r.import_id
         WHERE NOT r.sample OR NOT EXISTS (
            SELECT 1 FROM published q JOIN release s ON s.id = q.release_id
            WHERE q.institution = p.institution AND NOT s.sample)
         ORDER BY r.id",
    )?;
    let releases = statement
        .query_map((), release)?
        .collect::<Result<Result<Vec<_>, Error>, _>>()??;
    let mut sites = transaction.prepare(
        "SELECT id, source_row, management_no, manager_raw, department, lon, lat, uncertainty_m, suspect, reasons,
            purpose, purpose_raw, unit_count, direction_raw, range_min_m, range_max_m, bearing_deg, width_deg, turns,
            road_address, lot_address, retention_days, installed, pixels_raw, phone, reference_date
         FROM site WHERE release_id = ?1",
    )?;
    for release in releases {
        let release_id = release.id;
        let index = builder.add_release(release);
        let mut rows = sites.query([release_id])?;
        while let Some(row) = rows.next()? {
            let (id, record) = site(row)?;
            builder.add_site(index, id, &record);
        }
    }
    Ok(())
}

fn parsed<T: std::str::FromStr>(what: &'static str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Value {
        what,
        value: text.to_owned(),
    })
}

fn release(row: &Row<'_>) -> Result<Result<Release, Error>, rusqlite::Error> {
    let (file_names, at, date): (String, String, Option<String>) =
        (row.get(3)?, row.get(4)?, row.get(5)?);
    let (id, institution, source, sample) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(6)?);
    Ok((|| {
        Ok(Release {
            id,
            institution,
            source,
            file_names: serde_json::from_str(&file_names)?,
            imported_at: parsed("time", &at)?,
            reference_date: date.map(|date| parsed("date", &date)).transpose()?,
            sample,
        })
    })())
}

fn site(row: &Row<'_>) -> Result<(u32, SiteRecord), Error> {
    let text = |column: usize| -> Result<Option<Box<str>>, rusqlite::Error> {
        Ok(row
            .get_ref(column)?
            .as_str_or_null()
            .map_err(rusqlite::Error::from)?
            .map(Into::into))
    };
    let (lon, lat): (f64, f64) = (row.get(5)?, row.get(6)?);
    let purpose = row.get_ref(10)?.as_str().map_err(rusqlite::Error::from)?;
    let record = SiteRecord {
        source_row: row.get(1)?,
        management_no: text(2)?,
        manager_raw: text(3)?,
        department: text(4)?,
        position: LonLat::new(lon, lat).map_err(|_| Error::Value {
            what: "position",
            value: format!("{lon}, {lat}"),
        })?,
        uncertainty_m: row.get(7)?,
        quality: if row.get(8)? {
            PositionQuality::Suspect
        } else {
            PositionQuality::Ok
        },
        reasons: PositionReasons::from_bits(row.get(9)?),
        purpose: Purpose::from_code(purpose).ok_or_else(|| Error::Value {
            what: "purpose",
            value: purpose.to_owned(),
        })?,
        purpose_raw: text(11)?,
        unit_count: row.get(12)?,
        direction_raw: text(13)?,
        row_range: RowRange {
            min_m: row.get(14)?,
            max_m: row.get(15)?,
            bearing_deg: row.get(16)?,
            width_deg: row.get(17)?,
            turns: row.get(18)?,
        },
        road_address: text(19)?,
        lot_address: text(20)?,
        retention_days: row.get(21)?,
        installed: text(22)?
            .map(|date| parsed("installation date", &date))
            .transpose()?,
        pixels_raw: text(23)?,
        phone: text(24)?,
        reference_date: text(25)?.map(|date| parsed("date", &date)).transpose()?,
    };
    Ok((row.get(0)?, record))
}
