//! Judges one raw row: a camera site, a quarantined row or a refused one, with every remark.

use std::borrow::Cow;

use jiff::civil::Date;

use super::columns::Column;
use super::coordinates::{self, Reading, Which, ascii};
use super::direction;
use super::institution_match::Matcher;
use super::issue::{IssueKind, Severity};
use crate::model::phone::{WITHHELD, withhold_mobile_numbers};
use crate::model::purpose::{Purpose, PurposeTable};
use crate::model::{InstalledDate, PositionQuality, SiteRecord};
use crate::spatial::crs::EpsgCode;

/// More cameras than this cannot stand at one site.
const MOST_UNITS: i64 = 500;
/// Longest retention that is believed: ten years.
const LONGEST_RETENTION_DAYS: u16 = 3650;
/// Longest cell that is a value, characters; beyond it a quotation mark was left open.
pub(super) const LONGEST_CELL: usize = 2000;
/// Longest raw value that a remark repeats, characters.
const LONGEST_VALUE: usize = 120;

/// The cells of a row by what they mean; an absent column is an empty cell.
#[derive(Debug, Clone, Default)]
pub(super) struct RawRow<'a> {
    /// Row number as a spreadsheet counts it.
    pub(super) row: u32,
    /// The cells.
    pub(super) cells: [Cow<'a, str>; Column::COUNT],
}

impl RawRow<'_> {
    fn get(&self, column: Column) -> &str {
        self.cells[column as usize].trim()
    }
}

/// A remark about a row, before it has the names of file and columns.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) kind: IssueKind,
    pub(super) column: Option<Column>,
    pub(super) value: Option<Box<str>>,
    pub(super) detail: Option<Box<str>>,
}

/// What became of a row.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) row: u32,
    pub(super) outcome: Outcome,
    pub(super) findings: Vec<Finding>,
    /// Mobile numbers taken out of the kept texts.
    pub(super) withheld: u32,
}

/// Site, quarantined row or nothing.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A camera site.
    Site {
        /// What the row says.
        record: Box<SiteRecord>,
        /// Index of its institution, when known.
        institution: Option<usize>,
        /// Made by the product as a sample.
        sample: bool,
    },
    /// Kept in the store and the report only.
    Quarantined {
        /// Index of its institution, when known.
        institution: Option<usize>,
        /// Made by the product as a sample.
        sample: bool,
        /// The recognised cells that hold anything.
        values: Vec<(Column, Box<str>)>,
    },
    /// Not taken.
    Refused,
}

/// What is the same for all rows of an import.
pub(super) struct Judge<'a> {
    pub(super) matcher: &'a Matcher<'a>,
    pub(super) purposes: &'a PurposeTable,
    /// System of the projected columns, when the user named them.
    pub(super) crs: Option<EpsgCode>,
    /// Institution of all rows, when the user named it.
    pub(super) institution: Option<usize>,
}

impl Judge<'_> {
    /// Judges a row.
    pub(super) fn judge(&self, raw: &RawRow) -> Judged {
        let mut row = Row {
            raw,
            findings: Vec::new(),
            withheld: 0,
        };
        let outcome = self.outcome(&mut row);
        Judged {
            row: raw.row,
            outcome,
            findings: row.findings,
            withheld: row.withheld,
        }
    }

    fn outcome(&self, row: &mut Row) -> Outcome {
        if row.has_overlong_cell() {
            return Outcome::Refused;
        }
        row.note_replaced_bytes();
        let position = row.position(self.crs);
        if row.is(Severity::Refused) {
            return Outcome::Refused;
        }
        let manager_raw = row.keep(Column::Manager);
        let (institution, named_department) = self.institution(row, manager_raw.as_deref());
        let department = row.keep(Column::Department).or(named_department);
        let sample = matches!(
            row.raw.get(Column::Sample),
            "표본" | "Y" | "y" | "예" | "true" | "1" | "sample"
        );
        let unit_count = row.unit_count();
        let Some((at, uncertainty_m)) =
            position.position.filter(|_| !row.is(Severity::Quarantined))
        else {
            return Outcome::Quarantined {
                institution,
                sample,
                values: row.values(),
            };
        };
        let direction_raw = row.keep(Column::Direction);
        let (road_address, lot_address) = row.addresses();
        let (purpose, purpose_raw) = row.purpose(self.purposes);
        let record = SiteRecord {
            source_row: row.raw.row,
            management_no: row.keep(Column::ManagementNo),
            manager_raw,
            department,
            position: at,
            uncertainty_m,
            quality: PositionQuality::Ok,
            reasons: position.reasons,
            purpose,
            purpose_raw,
            unit_count,
            row_range: direction_raw
                .as_deref()
                .map(direction::read)
                .unwrap_or_default(),
            direction_raw,
            road_address,
            lot_address,
            retention_days: row.retention(),
            installed: row.installed(),
            pixels_raw: row.keep(Column::Pixels),
            phone: row.phone(),
            reference_date: row.reference_date(),
        };
        Outcome::Site {
            record: Box::new(record),
            institution,
            sample,
        }
    }

    /// The institution by the user's word, by code, or by name; and the department in the name.
    fn institution(
        &self,
        row: &mut Row,
        manager: Option<&str>,
    ) -> (Option<usize>, Option<Box<str>>) {
        let number = row.raw.get(Column::ManagementNo);
        // 18 digits: year 4, institution 7, serial 7.
        let inside = number
            .get(4..11)
            .filter(|_| number.len() == 18 && number.bytes().all(|b| b.is_ascii_digit()));
        let codes = [
            inside.unwrap_or(""),
            row.raw.get(Column::ProviderCode),
            row.raw.get(Column::OpenCode),
        ];
        let known = self
            .institution
            .or_else(|| codes.iter().find_map(|code| self.matcher.by_code(code)));
        let provider = withhold_mobile_numbers(row.raw.get(Column::ProviderName))
            .0
            .into_owned();
        let reading = self.matcher.read_name(manager.unwrap_or(""), known);
        let department = reading.department.clone();
        if let Some(known) = known {
            if reading
                .named
                .is_some_and(|named| self.matcher.contradicts(known, named))
            {
                let code = self.matcher.institution(known);
                let detail = format!("{} {} ({})", code.region_ko, code.name_ko, code.code);
                row.find(
                    IssueKind::InstitutionConflict,
                    Some(Column::Manager),
                    manager,
                    Some(detail),
                );
            }
            return (Some(known), department);
        }
        if reading.named.is_some() {
            return (reading.named, department);
        }
        let named = self.matcher.read_name(&provider, None).named;
        if named.is_some() {
            // The manager's name is then read again with the institution known.
            return (
                named,
                self.matcher
                    .read_name(manager.unwrap_or(""), named)
                    .department
                    .clone(),
            );
        }
        let code = codes
            .into_iter()
            .find(|code| !code.is_empty())
            .unwrap_or("");
        match [manager.unwrap_or(""), &provider]
            .into_iter()
            .find(|name| !name.is_empty())
        {
            None if code.is_empty() => row.find(IssueKind::InstitutionMissing, None, None, None),
            name => {
                let said: Vec<&str> = [code, name.unwrap_or("")]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect();
                let column = if name.is_some() {
                    Some(Column::Manager)
                } else {
                    None
                };
                row.find(
                    IssueKind::InstitutionUnknown,
                    column,
                    Some(&said.join(" ")),
                    None,
                );
            }
        }
        (None, None)
    }
}

/// A row under judgement.
struct Row<'r, 'a> {
    raw: &'r RawRow<'a>,
    findings: Vec<Finding>,
    withheld: u32,
}

impl Row<'_, '_> {
    fn find(
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

    /// Whether any remark so far is of this severity.
    fn is(&self, severity: Severity) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.kind.severity() == severity)
    }

    /// The text of a cell as it is kept: trimmed, on one line, mobile numbers withheld and counted.
    fn keep(&mut self, column: Column) -> Option<Box<str>> {
        let text = self.raw.get(column);
        if text.is_empty() {
            return None;
        }
        let (text, withheld) = withhold_mobile_numbers(text);
        self.withheld += u32::try_from(withheld).unwrap_or(u32::MAX);
        Some(one_line(text).into())
    }

    fn has_overlong_cell(&mut self) -> bool {
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

    fn note_replaced_bytes(&mut self) {
        for &column in Column::ALL {
            if self.raw.cells[column as usize].contains(char::REPLACEMENT_CHARACTER) {
                let value = self.raw.get(column).to_owned();
                self.find(IssueKind::BytesReplaced, Some(column), Some(&value), None);
            }
        }
    }

    fn position(&mut self, crs: Option<EpsgCode>) -> Reading {
        let (northing, easting) = match crs {
            Some(_) => (Column::Y, Column::X),
            None => (Column::Latitude, Column::Longitude),
        };
        let (y, x) = (
            self.raw.get(northing).to_owned(),
            self.raw.get(easting).to_owned(),
        );
        let mut reading = match crs {
            Some(code) => coordinates::read_projected(&x, &y, code),
            None => coordinates::read_degrees(&y, &x),
        };
        for (which, kind, detail) in std::mem::take(&mut reading.remarks) {
            let (column, value) = match which {
                Which::Northing => (Some(northing), coordinate_shown(&y).into_owned()),
                Which::Easting => (Some(easting), coordinate_shown(&x).into_owned()),
                Which::Both => (
                    None,
                    format!("{}, {}", coordinate_shown(&y), coordinate_shown(&x)),
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

    fn unit_count(&mut self) -> Option<u16> {
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
        let raw = raw.to_owned();
        self.find(kind, Some(Column::UnitCount), Some(&raw), detail);
        None
    }

    fn retention(&mut self) -> Option<u16> {
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
        let raw = raw.to_owned();
        self.find(
            IssueKind::RetentionUnreadable,
            Some(Column::RetentionDays),
            Some(&raw),
            None,
        );
        None
    }

    fn installed(&mut self) -> Option<InstalledDate> {
        self.date(Column::Installed, IssueKind::InstalledUnreadable)
    }

    fn reference_date(&mut self) -> Option<Date> {
        let date = self.date(Column::ReferenceDate, IssueKind::ReferenceDateUnreadable)?;
        if date.first_day() != date.last_day() {
            let raw = self.raw.get(Column::ReferenceDate).to_owned();
            self.find(
                IssueKind::ReferenceDateUnreadable,
                Some(Column::ReferenceDate),
                Some(&raw),
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
            let raw = raw.to_owned();
            self.find(kind, Some(column), Some(&raw), None);
        }
        date
    }

    fn purpose(&mut self, purposes: &PurposeTable) -> (Purpose, Option<Box<str>>) {
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
    fn addresses(&mut self) -> (Option<Box<str>>, Option<Box<str>>) {
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
    fn phone(&mut self) -> Option<Box<str>> {
        let phone = self.keep(Column::Phone)?;
        if !phone.contains(WITHHELD) {
            return Some(phone);
        }
        let rest = phone.replace(WITHHELD, " ");
        let rest = rest.trim_matches(|c: char| !c.is_ascii_digit());
        (!rest.is_empty()).then(|| rest.into())
    }

    /// The recognised cells that hold anything, as they are kept with a quarantined row.
    fn values(&mut self) -> Vec<(Column, Box<str>)> {
        let mut values = Vec::new();
        for &column in Column::ALL {
            let text = self.raw.get(column);
            let value: Box<str> = match column {
                _ if text.is_empty() => continue,
                Column::Latitude | Column::Longitude | Column::X | Column::Y => {
                    coordinate_shown(text).into()
                }
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
    if text.contains(char::is_control) {
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
fn is_road_address(address: &str) -> bool {
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
    use crate::model::InstitutionRegistry;
    use crate::model::purpose::purposes;

    fn judge(cells: &[(Column, &str)]) -> Judged {
        let matcher = Matcher::new(InstitutionRegistry::embedded());
        let judge = Judge {
            matcher: &matcher,
            purposes: purposes(),
            crs: None,
            institution: None,
        };
        let mut raw = RawRow {
            row: 2,
            ..RawRow::default()
        };
        raw.cells[Column::Latitude as usize] = "37.53851".into();
        raw.cells[Column::Longitude as usize] = "127.08472".into();
        for (column, text) in cells {
            raw.cells[*column as usize] = (*text).into();
        }
        judge.judge(&raw)
    }

    fn site(cells: &[(Column, &str)]) -> (SiteRecord, Option<usize>, Vec<IssueKind>) {
        let judged = judge(cells);
        let kinds = judged.findings.iter().map(|finding| finding.kind).collect();
        let Outcome::Site {
            record,
            institution,
            ..
        } = judged.outcome
        else {
            panic!("{judged:?}")
        };
        (*record, institution, kinds)
    }

    #[test]
    fn a_good_row_becomes_a_site_with_everything_that_it_states() {
        let (record, institution, kinds) = site(&[
            (Column::ManagementNo, "202330400000801010"),
            (Column::Manager, "서울특별시 광진구청 안전과"),
            (Column::RoadAddress, "서울특별시 광진구 자양로 117"),
            (Column::Purpose, "생활방범"),
            (Column::UnitCount, "3"),
            (Column::Pixels, "200"),
            (Column::Direction, "반경 100m 이내"),
            (Column::RetentionDays, "30일"),
            (Column::Installed, "202005"),
            (Column::Phone, "02-450-7679"),
            (Column::ReferenceDate, "2026-05-18"),
        ]);
        let code =
            institution.map(|index| InstitutionRegistry::embedded().all()[index].code.as_str());
        assert_eq!((code, kinds.as_slice()), (Some("3040000"), &[][..]));
        assert_eq!(
            (record.purpose, record.unit_count, record.retention_days),
            (Purpose::Crime, Some(3), Some(30))
        );
        assert_eq!(
            (record.row_range.min_m, record.department.as_deref()),
            (Some(100.0), Some("안전과"))
        );
        assert_eq!(
            record.installed.map(|date| date.to_string()).as_deref(),
            Some("2020-05")
        );
        assert_eq!(record.reference_date, Some(jiff::civil::date(2026, 5, 18)));
        assert_eq!(record.phone.as_deref(), Some("02-450-7679"));
    }

    #[test]
    fn camera_counts_of_none_or_hundreds_are_quarantined_and_unreadable_ones_left_out() {
        for (count, kind) in [
            ("0", IssueKind::UnitCountZero),
            ("-1", IssueKind::UnitCountZero),
            ("501", IssueKind::UnitCountAbsurd),
        ] {
            let judged = judge(&[(Column::UnitCount, count), (Column::Manager, "하남시청")]);
            assert!(
                matches!(
                    judged.outcome,
                    Outcome::Quarantined {
                        institution: Some(_),
                        ..
                    }
                ),
                "{count}"
            );
            assert_eq!(judged.findings[0].kind, kind);
        }
        for (count, expected) in [
            ("500", Some(500)),
            ("３", Some(3)),
            ("3대", Some(3)),
            ("2.0", Some(2)),
            ("", None),
        ] {
            assert_eq!(
                site(&[(Column::UnitCount, count), (Column::Manager, "하남시청")])
                    .0
                    .unit_count,
                expected,
                "{count}"
            );
        }
        let (record, _, kinds) =
            site(&[(Column::UnitCount, "다수"), (Column::Manager, "하남시청")]);
        assert_eq!(
            (record.unit_count, kinds.as_slice()),
            (None, &[IssueKind::UnitCountUnreadable][..])
        );
    }

    #[test]
    fn a_retention_of_zero_is_not_read_as_not_stored() {
        for text in ["0", "없음", "-5", "99999"] {
            let (record, _, kinds) =
                site(&[(Column::RetentionDays, text), (Column::Manager, "하남시청")]);
            assert_eq!(
                (record.retention_days, kinds.as_slice()),
                (None, &[IssueKind::RetentionUnreadable][..]),
                "{text}"
            );
        }
    }

    #[test]
    fn mobile_numbers_are_withheld_from_every_kept_text_and_counted() {
        let judged = judge(&[
            (Column::Manager, "하남시청 010-1234-5678"),
            (Column::Phone, "010-1234-5678"),
            (Column::Direction, "문의 01012345678"),
            (Column::RetentionDays, "010-9999-8888"),
        ]);
        assert!(!format!("{judged:?}").contains("1234"), "{judged:?}");
        assert!(!format!("{judged:?}").contains("9999"), "{judged:?}");
        assert_eq!(judged.withheld, 3);
        let Outcome::Site { record, .. } = judged.outcome else {
            panic!()
        };
        assert_eq!(record.phone, None);
        let (record, ..) = site(&[(Column::Phone, "010-1234-5678, 02-450-7679")]);
        assert_eq!(record.phone.as_deref(), Some("02-450-7679"));
    }

    #[test]
    fn a_quarantined_row_keeps_its_values_without_mobile_numbers() {
        let judged = judge(&[
            (Column::UnitCount, "0"),
            (Column::Manager, "하남시청 010-1234-5678"),
            (Column::Longitude, "127.0101234567"),
        ]);
        assert_eq!(judged.withheld, 1);
        let Outcome::Quarantined { values, .. } = judged.outcome else {
            panic!()
        };
        assert!(
            values
                .iter()
                .any(|(column, text)| *column == Column::Longitude && &**text == "127.0101234567")
        );
        assert!(!format!("{values:?}").contains("1234-5678"));
        let phone_as_latitude = judge(&[(Column::Latitude, "01012345678")]);
        assert!(!format!("{phone_as_latitude:?}").contains("12345678"));
    }

    #[test]
    fn an_unknown_purpose_is_other_and_keeps_its_text() {
        let (record, _, kinds) = site(&[
            (Column::Purpose, "고래 관찰"),
            (Column::Manager, "하남시청"),
        ]);
        assert_eq!(
            (record.purpose, record.purpose_raw.as_deref()),
            (Purpose::Other, Some("고래 관찰"))
        );
        assert_eq!(kinds, [IssueKind::PurposeUnknown]);
    }

    #[test]
    fn the_code_wins_over_the_name_and_the_conflict_is_reported() {
        let cells = [
            (Column::ManagementNo, "202330400000801010"),
            (Column::Manager, "서울특별시 성동구청"),
        ];
        let (_, institution, kinds) = site(&cells);
        assert_eq!(
            institution.map(|index| InstitutionRegistry::embedded().all()[index]
                .name_ko
                .as_str()),
            Some("광진구")
        );
        assert_eq!(kinds, [IssueKind::InstitutionConflict]);
        let (_, institution, kinds) = site(&[
            (Column::Manager, "휘경어린이도서관"),
            (Column::ProviderCode, "9999999"),
        ]);
        assert_eq!(
            (institution, kinds.as_slice()),
            (None, &[IssueKind::InstitutionUnknown][..])
        );
    }

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

    proptest::proptest! {
        #[test]
        fn no_cells_make_it_panic(texts in proptest::collection::vec("\\PC{0,30}", Column::COUNT)) {
            let cells: Vec<(Column, &str)> = Column::ALL.iter().copied().zip(texts.iter().map(String::as_str)).collect();
            let _ = judge(&cells);
            let _ = judge(&cells[..Column::Latitude as usize]);
        }
    }
}
