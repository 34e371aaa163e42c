//! The cells of one row, read one by one: each gives a value, or a remark and no value.
//!
//! Every text that leaves here has its mobile numbers withheld.

use std::borrow::Cow;

use jiff::civil::Date;

use super::columns::Column;
use super::coordinates::{self, Reading, Which, ascii};
use super::geometry;
use super::issue::{IssueKind, Severity};
use super::row::{Finding, RawRow};
use crate::model::InstalledDate;
use crate::model::phone::{WITHHELD, withhold_mobile_numbers};
use crate::model::purpose::{Purpose, PurposeTable};
use crate::spatial::crs::EpsgCode;

/// More cameras than this cannot stand at one site.
const MOST_UNITS: i64 = 500;
/// Longest retention that is believed: ten years.
const LONGEST_RETENTION_DAYS: u16 = 3650;
/// Longest cell that is a value, characters; beyond it a quotation mark was left open.
const LONGEST_CELL: usize = 2000;
/// Most digits of a telephone number; management numbers have more.
const LONGEST_TELEPHONE: usize = 13;
/// Longest raw value that a remark repeats, characters.
const LONGEST_VALUE: usize = 120;

/// A row under judgement.
pub(super) struct Row<'r, 'a> {
    pub(super) raw: &'r RawRow<'a>,
    pub(super) findings: Vec<Finding>,
    /// Mobile numbers taken out of the kept texts.
    pub(super) withheld: u32,
}

impl Row<'_, '_> {
    pub(super) fn find(
        &mut self,
        kind: IssueKind,
        column: Option<Column>,
        value: Option<&str>,
        detail: Option<String>,
    ) {
        let value = value.map(shown);
        self.findings.push(Finding {
            kind,
            column,
            value,
            detail: detail.map(Into::into),
        });
    }

    /// A remark about a place, whose digits are no telephone number.
    pub(super) fn find_place(&mut self, kind: IssueKind, value: &str, detail: Option<String>) {
        let value = value
            .split(' ')
            .map(coordinate_shown)
            .collect::<Vec<_>>()
            .join(" ");
        self.findings.push(Finding {
            kind,
            column: Some(Column::Geometry),
            value: Some(shorten(&value).into()),
            detail: detail.map(Into::into),
        });
    }

    /// Whether any remark so far is of this severity.
    pub(super) fn is(&self, severity: Severity) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.kind.severity() == severity)
    }

    /// The text of a cell as it is kept: trimmed, on one line, mobile numbers withheld and counted.
    pub(super) fn keep(&mut self, column: Column) -> Option<Box<str>> {
        let text = self.raw.get(column);
        if text.is_empty() {
            return None;
        }
        if text.len() > LONGEST_TELEPHONE && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(text.into());
        }
        let (text, withheld) = withhold_mobile_numbers(text);
        self.withheld += u32::try_from(withheld).unwrap_or(u32::MAX);
        Some(one_line(text).into())
    }

    /// Whether the product itself made the record.
    pub(super) fn is_sample(&self) -> bool {
        matches!(
            self.raw.get(Column::Sample),
            "표본" | "Y" | "y" | "예" | "true" | "1" | "sample"
        )
    }

    pub(super) fn has_overlong_cell(&mut self) -> bool {
        for &column in Column::ALL {
            let cell = &self.raw.cells[column as usize];
            if cell.len() > LONGEST_CELL && cell.chars().count() > LONGEST_CELL {
                let (value, length) = (cell.to_string(), cell.chars().count());
                self.find(
                    IssueKind::CellTooLong,
                    Some(column),
                    Some(&value),
                    Some(length.to_string()),
                );
                return true;
            }
        }
        false
    }

    pub(super) fn note_replaced_bytes(&mut self) {
        for &column in Column::ALL {
            if self.raw.cells[column as usize].contains(char::REPLACEMENT_CHARACTER) {
                let value = self.raw.get(column);
                self.find(IssueKind::BytesReplaced, Some(column), Some(value), None);
            }
        }
    }

    pub(super) fn position(&mut self, crs: Option<EpsgCode>) -> Reading {
        let (northing, easting) = match crs {
            Some(_) => (Column::Y, Column::X),
            None => (Column::Latitude, Column::Longitude),
        };
        let (y, x) = (self.raw.get(northing), self.raw.get(easting));
        let mut reading = match crs {
            Some(code) => coordinates::read_projected(x, y, code),
            None => coordinates::read_degrees(y, x),
        };
        for (which, kind, detail) in std::mem::take(&mut reading.remarks) {
            let (column, value) = match which {
                Which::Northing => (Some(northing), coordinate_shown(y).into_owned()),
                Which::Easting => (Some(easting), coordinate_shown(x).into_owned()),
                Which::Both => (
                    None,
                    format!("{}, {}", coordinate_shown(y), coordinate_shown(x)),
                ),
            };
            self.findings.push(Finding {
                kind,
                column,
                value: Some(shorten(&value).into()),
                detail: detail.map(Into::into),
            });
        }
        reading
    }

    pub(super) fn unit_count(&mut self) -> Option<u16> {
        let raw = self.raw.get(Column::UnitCount);
        if raw.is_empty() {
            return None;
        }
        let text = ascii(raw);
        let number = text.strip_suffix('대').unwrap_or(&text).trim();
        // Spreadsheets write whole numbers as 3.0.
        let number = number
            .split_once('.')
            .filter(|(_, rest)| rest.bytes().all(|b| b == b'0'))
            .map_or(number, |(n, _)| n);
        let (kind, detail) = match number.parse::<i64>() {
            Ok(count @ 1..=MOST_UNITS) => return u16::try_from(count).ok(),
            Ok(..=0) => (IssueKind::UnitCountZero, None),
            Ok(_) => (IssueKind::UnitCountAbsurd, Some(MOST_UNITS.to_string())),
            Err(_) => (IssueKind::UnitCountUnreadable, None),
        };
        self.find(kind, Some(Column::UnitCount), Some(raw), detail);
        None
    }

    pub(super) fn retention(&mut self) -> Option<u16> {
        let raw = self.raw.get(Column::RetentionDays);
        if raw.is_empty() {
            return None;
        }
        let text = ascii(raw);
        let number = text
            .strip_suffix("일간")
            .or_else(|| text.strip_suffix('일'))
            .unwrap_or(&text)
            .trim();
        if let Ok(days @ 1..=LONGEST_RETENTION_DAYS) = number.parse::<u16>() {
            return Some(days);
        }
        self.find(
            IssueKind::RetentionUnreadable,
            Some(Column::RetentionDays),
            Some(raw),
            None,
        );
        None
    }

    pub(super) fn installed(&mut self) -> Option<InstalledDate> {
        self.date(Column::Installed, IssueKind::InstalledUnreadable)
    }

    pub(super) fn reference_date(&mut self) -> Option<Date> {
        let date = self.date(Column::ReferenceDate, IssueKind::ReferenceDateUnreadable)?;
        if date.first_day() != date.last_day() {
            let raw = self.raw.get(Column::ReferenceDate);
            self.find(
                IssueKind::ReferenceDateUnreadable,
                Some(Column::ReferenceDate),
                Some(raw),
                None,
            );
            return None;
        }
        Some(date.first_day())
    }

    fn date(&mut self, column: Column, kind: IssueKind) -> Option<InstalledDate> {
        let raw = self.raw.get(column);
        if raw.is_empty() {
            return None;
        }
        let date = ascii(raw).parse().ok();
        if date.is_none() {
            self.find(kind, Some(column), Some(raw), None);
        }
        date
    }

    pub(super) fn purpose(&mut self, purposes: &PurposeTable) -> (Purpose, Option<Box<str>>) {
        let Some(raw) = self.keep(Column::Purpose) else {
            return (Purpose::Other, None);
        };
        if let Some(purpose) = purposes.classify(&raw) {
            return (purpose, Some(raw));
        }
        self.find(
            IssueKind::PurposeUnknown,
            Some(Column::Purpose),
            Some(&raw),
            None,
        );
        (Purpose::Other, Some(raw))
    }

    /// Road and lot address; an address that may be either goes where it looks like belonging.
    pub(super) fn addresses(&mut self) -> (Option<Box<str>>, Option<Box<str>>) {
        let (mut road, mut lot) = (
            self.keep(Column::RoadAddress),
            self.keep(Column::LotAddress),
        );
        if let Some(address) = self.keep(Column::Address) {
            let place = if is_road_address(&address) {
                &mut road
            } else {
                &mut lot
            };
            place.get_or_insert(address);
        }
        (road, lot)
    }

    /// The telephone; one that is only a mobile number becomes none.
    pub(super) fn phone(&mut self) -> Option<Box<str>> {
        let phone = self.keep(Column::Phone)?;
        if !phone.contains(WITHHELD) {
            return Some(phone);
        }
        let rest = phone.replace(WITHHELD, " ");
        let rest = rest.trim_matches(|c: char| !c.is_ascii_digit());
        (!rest.is_empty()).then(|| rest.into())
    }

    /// The recognised cells that hold anything, as they are kept with a quarantined row.
    pub(super) fn values(&mut self) -> Vec<(Column, Box<str>)> {
        let mut values = Vec::new();
        for &column in Column::ALL {
            let text = self.raw.get(column);
            let value: Box<str> = match column {
                _ if text.is_empty() => continue,
                Column::Latitude | Column::Longitude | Column::X | Column::Y => {
                    coordinate_shown(text).into()
                }
                Column::Geometry if geometry::is_point(text) => text.into(),
                // Kept, and counted, before.
                Column::Manager | Column::Department => {
                    one_line(withhold_mobile_numbers(text).0).into()
                }
                _ => self.keep(column).unwrap_or_default(),
            };
            values.push((column, value));
        }
        values
    }
}

/// A text as remarks show it.
fn shown(text: &str) -> Box<str> {
    shorten(&withhold_mobile_numbers(text).0).into()
}

/// A coordinate as it was written. Its digits may look like a mobile number (127.0101234567), so that
/// only what cannot be a coordinate is searched for one.
fn coordinate_shown(text: &str) -> Cow<'_, str> {
    let is_coordinate = text.contains('.') && !text.starts_with('0') && text.parse::<f64>().is_ok();
    if is_coordinate {
        Cow::Borrowed(text)
    } else {
        withhold_mobile_numbers(text).0
    }
}

fn shorten(text: &str) -> String {
    let line = one_line(Cow::Borrowed(text));
    match line.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}

fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Cow::Owned(
            text.split(char::is_control)
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
        );
    }
    text
}

/// Whether an address names a road (…로, …길) and a number on it.
pub(super) fn is_road_address(address: &str) -> bool {
    let words: Vec<&str> = address.split_whitespace().collect();
    words.iter().enumerate().any(|(at, word)| {
        // The name of a region or a district never ends in 로 or 길 with a number behind it.
        let road = word.chars().count() > 1 && (word.ends_with('로') || word.ends_with('길'));
        let next = words.get(at + 1).is_some_and(|next| {
            next.starts_with(|c: char| c.is_ascii_digit()) || next.starts_with("지하")
        });
        road && next || road_with_number(word)
    })
}

/// Whether a word is a road run together with its number: 강남대로123, but not 종로1가.
fn road_with_number(word: &str) -> bool {
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    name.len() < word.len()
        && name.chars().count() > 2
        && (name.ends_with('로') || name.ends_with('길'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn road_and_lot_addresses_are_told_apart() {
        for (address, road) in [
            ("서울특별시 광진구 자양로 117", true),
            ("경기도 성남시 분당구 서현로429번길 30", true),
            ("부산광역시 중구 동영로73번길 57", true),
            ("서울특별시 종로구 종로1가 24", false),
            ("서울특별시 도봉구 도봉1동 567-4", false),
            ("경기도 하남시 신장동 427-42 근로복지관", false),
            ("서울특별시 강남구 강남대로123", true),
        ] {
            assert_eq!(is_road_address(address), road, "{address}");
        }
    }
}
