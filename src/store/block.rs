//! Statements about sites, packed into one value of a release.
//!
//! A release holds what it adds to its register as one block, and the statements that it ends as
//! another. Texts that many sites share (offices, purposes, telephones) stand once in a block, in the order
//! of their first use; everything is written by postcard (LEB128 integers, lengths before texts), packed by
//! Snappy, and put behind a byte that names the layout. Packed, the database of the whole country is less
//! than half as large, and is written in half the time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Error;
use crate::model::site::{CameraKind, Member, PositionReasons, RowRange};
use crate::model::{InstalledDate, Pixels, PositionQuality, Purpose, RetentionRule, SiteRecord};
use crate::spatial::LonLat;

/// The layout that is written. Another one gets another number, and a reader beside this one.
const LAYOUT: u8 = 4;
/// The same without the text of a retention that cannot be read; read, and not written any more, as the next.
const TEXTLESS_LAYOUT: u8 = 3;
/// That with retention as a number of days alone.
const DAYS_LAYOUT: u8 = 2;
/// That without Snappy.
const PLAIN_LAYOUT: u8 = 1;
/// Snappy makes nothing smaller than this part of it: what states more is damaged.
const MOST_UNPACKED: usize = 64;

/// Number of a text in its block, from 1 on; 0 is none.
type TextNo = u32;

/// A block whose sites state their retention as `R`.
#[derive(Serialize, Deserialize)]
struct Packed<'a, R> {
    #[serde(borrow)]
    texts: Vec<&'a str>,
    #[serde(borrow)]
    sites: Vec<PackedSite<'a, R>>,
}

#[derive(Serialize, Deserialize)]
struct PackedSite<'a, R> {
    /// Step from the id before; ids ascend.
    id_step: u32,
    /// Step from the row number before.
    row_step: i64,
    management_no: Option<&'a str>,
    manager_raw: TextNo,
    department: TextNo,
    /// Longitude and latitude, degrees, CRS84.
    position: (f64, f64),
    uncertainty_m: f64,
    suspect: bool,
    reasons: u16,
    purpose: TextNo,
    purpose_raw: TextNo,
    unit_count: Option<u16>,
    direction_raw: TextNo,
    range: Option<PackedRange>,
    road_address: Option<&'a str>,
    lot_address: Option<&'a str>,
    retention: Option<R>,
    /// Year, month and day, as far as stated.
    installed: Option<(i16, Option<i8>, Option<i8>)>,
    pixels_raw: TextNo,
    /// Fewest and most, 만 화소.
    pixels: Option<(u16, u16)>,
    phone: TextNo,
    /// Year, month and day.
    reference_date: Option<(i16, i8, i8)>,
    #[serde(borrow)]
    members: Vec<(u32, Option<&'a str>)>,
}

#[derive(Serialize, Deserialize)]
struct PackedRange {
    min_m: Option<f64>,
    max_m: Option<f64>,
    bearing_deg: Option<f64>,
    width_deg: Option<f64>,
    turns: Option<bool>,
    directions: Option<u8>,
    kind: TextNo,
}

/// [`RetentionRule`] as it is written; `T` is the text of one that cannot be read.
#[derive(Serialize, Deserialize)]
enum PackedRetention<T> {
    Exact(u16),
    Within(u16),
    NotStored,
    Unknown(T),
}

/// The number of days of the oldest layouts.
#[derive(Deserialize)]
struct PackedDays(u16);

impl PackedRetention<TextNo> {
    fn of(rule: RetentionRule, text: TextNo) -> Self {
        match rule {
            RetentionRule::Exact(days) => Self::Exact(days),
            RetentionRule::Within(days) => Self::Within(days),
            RetentionRule::NotStored => Self::NotStored,
            RetentionRule::Unknown => Self::Unknown(text),
        }
    }
}

/// What a layout says of retention: the rule, and the number of its text.
trait StatesRetention {
    fn stated(self) -> (RetentionRule, TextNo);
}

impl StatesRetention for PackedRetention<TextNo> {
    fn stated(self) -> (RetentionRule, TextNo) {
        match self {
            Self::Exact(days) => (RetentionRule::Exact(days), 0),
            Self::Within(days) => (RetentionRule::Within(days), 0),
            Self::NotStored => (RetentionRule::NotStored, 0),
            Self::Unknown(text) => (RetentionRule::Unknown, text),
        }
    }
}

impl StatesRetention for PackedRetention<()> {
    fn stated(self) -> (RetentionRule, TextNo) {
        let with_text = match self {
            Self::Exact(days) => PackedRetention::Exact(days),
            Self::Within(days) => PackedRetention::Within(days),
            Self::NotStored => PackedRetention::NotStored,
            Self::Unknown(()) => PackedRetention::Unknown(0),
        };
        with_text.stated()
    }
}

impl StatesRetention for PackedDays {
    fn stated(self) -> (RetentionRule, TextNo) {
        (RetentionRule::Exact(self.0), 0)
    }
}

/// Packs statements, in the ascending order of their ids.
pub(super) fn pack<'a>(
    sites: impl Iterator<Item = (u32, &'a SiteRecord)>,
) -> Result<Vec<u8>, Error> {
    let mut texts = Texts::default();
    let (mut last_id, mut last_row) = (0, 0);
    let sites = sites
        .map(|(id, site)| {
            let row = i64::from(site.source_row);
            let packed = pack_site((id - last_id, row - last_row), site, &mut texts);
            (last_id, last_row) = (id, row);
            packed
        })
        .collect();
    let block = Packed {
        texts: texts.texts,
        sites,
    };
    let plain = postcard::to_extend(&block, Vec::new()).map_err(|error| unreadable(&error))?;
    let mut bytes = vec![0; 1 + snap::raw::max_compress_len(plain.len())];
    bytes[0] = LAYOUT;
    let packed = snap::raw::Encoder::new().compress(&plain, &mut bytes[1..]);
    bytes.truncate(1 + packed.map_err(|error| unreadable(&error))?);
    Ok(bytes)
}

fn unreadable(why: &dyn ToString) -> Error {
    Error::Value {
        what: "block of sites",
        value: why.to_string(),
    }
}

/// The bytes of a block as postcard wrote them.
fn plain(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    match bytes.split_first() {
        Some((&PLAIN_LAYOUT, plain)) => Ok(plain.into()),
        Some((&(LAYOUT | TEXTLESS_LAYOUT | DAYS_LAYOUT), packed)) => {
            let length = snap::raw::decompress_len(packed).map_err(|error| unreadable(&error))?;
            if length / MOST_UNPACKED > packed.len() {
                return Err(unreadable(&format!("length {length}")));
            }
            let plain = snap::raw::Decoder::new().decompress_vec(packed);
            Ok(plain.map_err(|error| unreadable(&error))?.into())
        }
        other => Err(unreadable(&format!(
            "layout {:?}",
            other.map(|(layout, _)| layout)
        ))),
    }
}

/// Texts in the order of their first use.
#[derive(Default)]
struct Texts<'a> {
    texts: Vec<&'a str>,
    numbers: FxHashMap<&'a str, TextNo>,
}

impl<'a> Texts<'a> {
    fn number(&mut self, text: Option<&'a str>) -> TextNo {
        let Some(text) = text else { return 0 };
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            // A block has fewer sites than there are ids.
            TextNo::try_from(self.texts.len()).unwrap_or(TextNo::MAX)
        })
    }
}

fn pack_site<'a>(
    (id_step, row_step): (u32, i64),
    site: &'a SiteRecord,
    texts: &mut Texts<'a>,
) -> PackedSite<'a, PackedRetention<TextNo>> {
    // Taken apart whole, so that a new field cannot be forgotten here.
    let SiteRecord {
        source_row: _,
        management_no,
        manager_raw,
        department,
        position,
        uncertainty_m,
        quality,
        reasons,
        purpose,
        purpose_raw,
        unit_count,
        direction_raw,
        row_range,
        road_address,
        lot_address,
        retention,
        retention_raw,
        installed,
        pixels_raw,
        pixels,
        phone,
        reference_date,
        members,
    } = site;
    PackedSite {
        id_step,
        row_step,
        management_no: management_no.as_deref(),
        manager_raw: texts.number(manager_raw.as_deref()),
        department: texts.number(department.as_deref()),
        position: (position.lon(), position.lat()),
        uncertainty_m: *uncertainty_m,
        suspect: *quality == PositionQuality::Suspect,
        reasons: reasons.bits(),
        purpose: texts.number(Some(purpose.code())),
        purpose_raw: texts.number(purpose_raw.as_deref()),
        unit_count: *unit_count,
        direction_raw: texts.number(direction_raw.as_deref()),
        range: (**row_range != RowRange::default()).then(|| PackedRange {
            min_m: row_range.min_m,
            max_m: row_range.max_m,
            bearing_deg: row_range.bearing_deg,
            width_deg: row_range.width_deg,
            turns: row_range.turns,
            directions: row_range.directions,
            kind: texts.number(row_range.kind.map(CameraKind::code)),
        }),
        road_address: road_address.as_deref(),
        lot_address: lot_address.as_deref(),
        retention: retention
            .map(|rule| PackedRetention::of(rule, texts.number(retention_raw.as_deref()))),
        installed: installed.map(InstalledDate::parts),
        pixels_raw: texts.number(pixels_raw.as_deref()),
        pixels: pixels.map(|pixels| (pixels.min_10k, pixels.max_10k)),
        phone: texts.number(phone.as_deref()),
        reference_date: reference_date.map(|date| (date.year(), date.month(), date.day())),
        members: members
            .iter()
            .map(|member| (member.source_row, member.management_no.as_deref()))
            .collect(),
    }
}

/// Calls `visit` with every statement of a block, in the order of their ids.
pub(super) fn unpack(
    bytes: &[u8],
    visit: impl FnMut(u32, SiteRecord) -> Result<(), Error>,
) -> Result<(), Error> {
    let plain = plain(bytes)?;
    match bytes.first() {
        Some(&LAYOUT) => unpack_plain::<PackedRetention<TextNo>>(&plain, visit),
        Some(&TEXTLESS_LAYOUT) => unpack_plain::<PackedRetention<()>>(&plain, visit),
        _ => unpack_plain::<PackedDays>(&plain, visit),
    }
}

fn unpack_plain<'a, R: Deserialize<'a> + StatesRetention>(
    plain: &'a [u8],
    mut visit: impl FnMut(u32, SiteRecord) -> Result<(), Error>,
) -> Result<(), Error> {
    let block: Packed<R> = postcard::from_bytes(plain).map_err(|error| unreadable(&error))?;
    let texts: Vec<Arc<str>> = block.texts.iter().map(|&text| text.into()).collect();
    // Few purposes and kinds: found once for each text that names one.
    let mut purposes = HashMap::new();
    let (mut id, mut row) = (0_u32, 0_i64);
    for site in block.sites {
        let text = |number: TextNo| match number {
            0 => Ok(None),
            number => texts
                .get(number as usize - 1)
                .map(|text| Some(Arc::clone(text)))
                .ok_or_else(|| unreadable(&format!("text {number}"))),
        };
        (id, row) = id
            .checked_add(site.id_step)
            .zip(row.checked_add(site.row_step))
            .ok_or_else(|| unreadable(&"numbers"))?;
        let purpose = match purposes.entry(site.purpose) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(entry) => *entry.insert(
                text(site.purpose)?
                    .and_then(|code| Purpose::from_code(&code))
                    .ok_or_else(|| unreadable(&"purpose"))?,
            ),
        };
        let (lon, lat) = site.position;
        let row_range = match site.range {
            None => RowRange::default(),
            Some(range) => RowRange {
                min_m: range.min_m,
                max_m: range.max_m,
                bearing_deg: range.bearing_deg,
                width_deg: range.width_deg,
                turns: range.turns,
                directions: range.directions,
                kind: text(range.kind)?.and_then(|code| CameraKind::from_code(&code)),
            },
        };
        let (retention, retention_raw) = site.retention.map(R::stated).unzip();
        let record = SiteRecord {
            source_row: u32::try_from(row).map_err(|error| unreadable(&error))?,
            management_no: site.management_no.map(Into::into),
            manager_raw: text(site.manager_raw)?,
            department: text(site.department)?,
            position: LonLat::new(lon, lat).map_err(|error| unreadable(&error))?,
            uncertainty_m: site.uncertainty_m,
            quality: if site.suspect {
                PositionQuality::Suspect
            } else {
                PositionQuality::Ok
            },
            reasons: PositionReasons::from_bits(site.reasons),
            purpose,
            purpose_raw: text(site.purpose_raw)?,
            unit_count: site.unit_count,
            direction_raw: text(site.direction_raw)?,
            row_range: row_range.into(),
            road_address: site.road_address.map(Into::into),
            lot_address: site.lot_address.map(Into::into),
            retention,
            retention_raw: text(retention_raw.unwrap_or_default())?,
            installed: site
                .installed
                .map(|(year, month, day)| {
                    InstalledDate::from_parts(year, month, day).ok_or_else(|| unreadable(&"date"))
                })
                .transpose()?,
            pixels_raw: text(site.pixels_raw)?,
            pixels: site
                .pixels
                .map(|(min_10k, max_10k)| Pixels { min_10k, max_10k }),
            phone: text(site.phone)?,
            reference_date: site
                .reference_date
                .map(|(year, month, day)| Date::new(year, month, day))
                .transpose()
                .map_err(|error| unreadable(&error))?,
            members: site
                .members
                .into_iter()
                .map(|(source_row, management_no)| Member {
                    source_row,
                    management_no: management_no.map(Into::into),
                })
                .collect(),
        };
        visit(id, record)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
