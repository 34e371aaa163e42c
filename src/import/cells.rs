//! The cells of one row, read one by one: each gives a value, or a remark and no value.
//!
//! The row was screened before: no cell holds personal data any more.

use std::borrow::Cow;

use jiff::civil::Date;

use super::BareNumber;
use super::address::is_road_address;
use super::columns::{Column, Names};
use super::coordinates::{self, PartError, Parts, Reading, Which, ascii};
use super::count::{self, Count};
use super::date;
use super::direction;
use super::issue::{IssueKind, Severity};
use super::memo::Shared;
use super::phone::{self, Phone};
use super::retention;
use super::row::{Finding, RawRow};
use super::screen::{one_line, shorten};
use crate::model::pixels;
use crate::model::purpose::{Labelled, Purpose, PurposeTable};
use crate::model::site::RowRange;
use crate::model::{InstalledDate, Pixels, RetentionRule};
use crate::spatial::crs::EpsgCode;

/// More cameras than this cannot stand at one site.
const MOST_UNITS: i64 = 500;
/// Longest cell that is a value, characters; beyond it a quotation mark was left open.
const LONGEST_CELL: usize = 2000;

/// A row under judgement.
pub(super) struct Row<'r, 'a> {
    pub(super) raw: &'r RawRow<'a>,
    pub(super) findings: Vec<Finding>,
    /// The day of the import: later dates are remarked on.
    pub(super) today: Date,
    /// Which parts of coordinates have columns of their own.
    pub(super) in_parts: InParts,
}

/// Which parts of coordinates have columns of their own in a table.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InParts {
    pub(super) has_minutes: bool,
    pub(super) has_seconds: bool,
}

impl InParts {
    pub(super) fn of(names: &Names) -> Self {
        let has = |part: usize| {
            [Column::Latitude, Column::Longitude]
                .into_iter()
                .filter_map(Column::parts)
                .any(|parts| names.has(parts[part]))
        };
        Self {
            has_minutes: has(0),
            has_seconds: has(1),
        }
    }
}

/// Whether a row has minutes or seconds, where no header tells.
fn has_parts(raw: &RawRow) -> bool {
    let columns = [Column::Latitude, Column::Longitude];
    let mut parts = columns.into_iter().filter_map(Column::parts).flatten();
    parts.any(|part| !raw.get(part).is_empty())
}

/// Whether a cell is longer than any value, and in which column.
pub(super) fn overlong(raw: &RawRow) -> Option<(Column, usize)> {
    Column::ALL.iter().find_map(|&column| {
        let cell = &raw.cells[column as usize];
        let length = if cell.len() > LONGEST_CELL {
            cell.chars().count()
        } else {
            0
        };
        (length > LONGEST_CELL).then_some((column, length))
    })
}

impl<'r> Row<'r, '_> {
    pub(super) fn find(
        &mut self,
        kind: IssueKind,
        column: Option<Column>,
        value: Option<&str>,
        detail: Option<String>,
    ) {
        self.findings.push(Finding {
            kind,
            column,
            value: value.map(|value| shorten(value).into()),
            detail: detail.map(Into::into),
        });
    }

    /// A remark about a place.
    pub(super) fn find_place(&mut self, kind: IssueKind, value: &str, detail: Option<String>) {
        self.findings.push(Finding {
            kind,
            column: Some(Column::Geometry),
            value: Some(shorten(value).into()),
            detail: detail.map(Into::into),
        });
    }

    /// A remark on one column with its raw text.
    fn remark(&mut self, kind: IssueKind, column: Column, detail: Option<String>) {
        let raw = self.raw;
        self.find(kind, Some(column), Some(raw.get(column)), detail);
    }

    /// Whether any remark so far is of this severity.
    pub(super) fn is(&self, severity: Severity) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.kind.severity() == severity)
    }

    /// The text of a cell as it is kept: trimmed, on one line.
    pub(super) fn keep(&self, column: Column) -> Option<Box<str>> {
        let text = self.raw.get(column);
        (!text.is_empty()).then(|| one_line(Cow::Borrowed(text)).into())
    }

    /// The same where many rows share a text.
    pub(super) fn share(&self, column: Column) -> Shared {
        let text = self.raw.get(column);
        (!text.is_empty()).then(|| one_line(Cow::Borrowed(text)).into())
    }

    /// Whether the product itself made the record.
    pub(super) fn is_sample(&self) -> bool {
        matches!(
            self.raw.get(Column::Sample),
            "표본" | "Y" | "y" | "예" | "true" | "1" | "sample"
        )
    }

    pub(super) fn note_replaced_bytes(&mut self) {
        if self.raw.is_whole {
            return;
        }
        for &column in Column::ALL {
            let cell = &self.raw.cells[column as usize];
            if cell.contains(char::REPLACEMENT_CHARACTER) {
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
        let raw = self.raw;
        let (mut y, mut x) = (Cow::from(raw.get(northing)), Cow::from(raw.get(easting)));
        let mut reading = match crs {
            Some(code) => coordinates::read_projected(&x, &y, code),
            None if self.in_parts.has_minutes || has_parts(raw) => {
                let (latitude, longitude) = (self.joined(northing), self.joined(easting));
                let Some((latitude, longitude)) = latitude.zip(longitude) else {
                    return Reading::default();
                };
                (y, x) = (latitude.1, longitude.1);
                coordinates::read_degrees(&latitude.0, &longitude.0)
            }
            None => coordinates::read_degrees(&y, &x),
        };
        for (which, kind, detail) in std::mem::take(&mut reading.remarks) {
            let (column, value) = match which {
                Which::Northing => (Some(northing), y.to_string()),
                Which::Easting => (Some(easting), x.to_string()),
                Which::Both => (None, format!("{y}, {x}")),
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

    /// A coordinate whose degrees, minutes and seconds stand in columns of their own, as one text, and as the cells
    /// have it; `None` with a remark where they are none.
    fn joined(&mut self, degrees: Column) -> Option<(Cow<'r, str>, Cow<'r, str>)> {
        let raw = self.raw;
        let [minutes, seconds] = degrees.parts()?;
        let columns = [degrees, minutes, seconds];
        let parts = Parts {
            cells: columns.map(|column| raw.get(column)),
            has_seconds: self.in_parts.has_seconds,
        };
        match parts.joined() {
            Ok(text) => Some((text, parts.written().into())),
            Err(why) => {
                let (kind, part) = match why {
                    PartError::Missing(part) => (IssueKind::CoordinatePartMissing, part),
                    PartError::Invalid(part) => (IssueKind::CoordinatePartInvalid, part),
                };
                let detail = parts.written();
                let (column, value) = (columns[part], raw.get(columns[part]));
                self.find(kind, Some(column), Some(value), Some(detail));
                None
            }
        }
    }

    /// Adds the likely reading to the remark that a position lies outside Korea.
    pub(super) fn note_slip(&mut self, likely: Option<String>) {
        let remark = self
            .findings
            .iter_mut()
            .find(|finding| finding.kind == IssueKind::OutsideKorea);
        if let Some((remark, likely)) = remark.zip(likely) {
            remark.detail = Some(format!(" (→ {likely}?)").into());
        }
    }

    pub(super) fn unit_count(&mut self) -> Option<u16> {
        let raw = self.raw.get(Column::UnitCount);
        if raw.is_empty() {
            return None;
        }
        let (kind, detail) = match count::read(raw) {
            Some(Count::Stated(count @ 1..=MOST_UNITS)) => return u16::try_from(count).ok(),
            Some(Count::Summed(count @ 1..=MOST_UNITS)) => {
                self.remark(
                    IssueKind::UnitCountSummed,
                    Column::UnitCount,
                    Some(count.to_string()),
                );
                return u16::try_from(count).ok();
            }
            Some(Count::Stated(..=0) | Count::Summed(..=0)) => (IssueKind::UnitCountZero, None),
            Some(_) => (IssueKind::UnitCountAbsurd, Some(MOST_UNITS.to_string())),
            None => (IssueKind::UnitCountUnreadable, None),
        };
        self.remark(kind, Column::UnitCount, detail);
        None
    }

    /// 관리번호; one that a spreadsheet wrote as 2.02653E+17 has lost its digits, and many rows have the same.
    pub(super) fn management_no(&mut self) -> Option<Box<str>> {
        let raw = self.raw.get(Column::ManagementNo);
        let is_rounded = raw.split_once(['E', 'e']).is_some_and(|(digits, power)| {
            digits.contains('.')
                && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                && power
                    .strip_prefix('+')
                    .is_some_and(|power| power.parse::<u8>().is_ok())
        });
        if is_rounded {
            self.find(
                IssueKind::DigitsLost,
                Some(Column::ManagementNo),
                Some(raw),
                None,
            );
            return None;
        }
        self.keep(Column::ManagementNo)
    }

    /// 카메라화소수 in 만 화소.
    pub(super) fn pixels(&mut self) -> Option<Pixels> {
        let raw = self.raw.get(Column::Pixels);
        if raw.is_empty() {
            return None;
        }
        let Some(reading) = pixels::read(&ascii(raw)) else {
            self.remark(IssueKind::PixelsUnreadable, Column::Pixels, None);
            return None;
        };
        if reading.was_single_pixels {
            let detail = reading.pixels.max_10k.to_string();
            self.remark(IssueKind::PixelsScaled, Column::Pixels, Some(detail));
        }
        Some(reading.pixels)
    }

    /// What 촬영방면정보 says.
    pub(super) fn direction(&mut self, bare: BareNumber) -> RowRange {
        let raw = self.raw.get(Column::Direction);
        if raw.is_empty() {
            return RowRange::default();
        }
        let said = direction::read(raw, bare);
        if said.beyond_circle {
            self.remark(IssueKind::AngleBeyondCircle, Column::Direction, None);
        }
        if said.ambiguous {
            self.remark(IssueKind::DirectionAmbiguous, Column::Direction, None);
        }
        said.range
    }

    /// 보관일수, and its text where it cannot be read.
    pub(super) fn retention(&mut self) -> (Option<RetentionRule>, Shared) {
        let rule = retention::read(self.raw.get(Column::RetentionDays));
        if rule != Some(RetentionRule::Unknown) {
            return (rule, None);
        }
        self.remark(IssueKind::RetentionUnreadable, Column::RetentionDays, None);
        (rule, self.share(Column::RetentionDays))
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

    fn date(&mut self, column: Column, unreadable: IssueKind) -> Option<InstalledDate> {
        let raw = self.raw.get(column);
        if raw.is_empty() {
            return None;
        }
        let date = match date::read(raw) {
            None => {
                self.remark(unreadable, column, None);
                return None;
            }
            Some(date::Reading::Written(date)) => date,
            Some(date::Reading::Serial(date)) => {
                self.remark(IssueKind::DateSerialMended, column, Some(date.to_string()));
                date
            }
            Some(date::Reading::Milliseconds(date)) => {
                let day = Some(date.to_string());
                self.remark(IssueKind::DateMillisecondsMended, column, day);
                date
            }
        };
        if date.first_day() > self.today {
            self.remark(IssueKind::DateInFuture, column, None);
        } else if date.last_day().year() < date::FIRST_CAMERAS {
            self.remark(IssueKind::DateTooEarly, column, None);
        }
        Some(date)
    }

    pub(super) fn purpose(&mut self, purposes: &PurposeTable) -> (Purpose, Shared) {
        let Some(raw) = self.share(Column::Purpose) else {
            return (Purpose::Other, None);
        };
        let purpose = match purposes.read_cell(&raw) {
            Labelled::One(purpose) => purpose,
            Labelled::Several => {
                self.remark(IssueKind::PurposeSeveral, Column::Purpose, None);
                Purpose::Multi
            }
            Labelled::Unknown => {
                self.remark(IssueKind::PurposeUnknown, Column::Purpose, None);
                Purpose::Other
            }
        };
        (purpose, Some(raw))
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

    /// The telephone in its usual form; one that is only a withheld number becomes none.
    pub(super) fn phone(&mut self) -> Shared {
        let raw = self.share(Column::Phone)?;
        match phone::read(&raw) {
            Phone::Numbers(numbers) => Some(numbers.into()),
            Phone::ZeroMended(number) => {
                self.remark(
                    IssueKind::PhoneZeroMended,
                    Column::Phone,
                    Some(number.clone()),
                );
                Some(number.into())
            }
            Phone::AsWritten => {
                self.remark(IssueKind::PhoneIncomplete, Column::Phone, None);
                Some(raw)
            }
            Phone::None => None,
        }
    }

    /// The recognised cells that hold anything, as they are kept with a quarantined row.
    pub(super) fn values(&self) -> Vec<(Column, Box<str>)> {
        Column::ALL
            .iter()
            .filter_map(|&column| Some((column, self.keep(column)?)))
            .collect()
    }
}
