//! Judges one raw row: a camera site, a quarantined row or a refused one, with every remark.

use jiff::civil::Date;

use super::BareNumber;
use super::beside::Beside;
use super::cells::{InParts, Row, overlong};
use super::columns::{Column, Names};
use super::example;
use super::facing;
use super::geometry::GeometryRule;
use super::header::device_of_kind;
use super::institution_match::Matcher;
use super::issue::{IssueKind, Severity};
use super::likely::likely_position;
use super::mapping::Mapping;
use super::memo::{Memos, Shared, ThreadMemos};
use super::mobile;
use super::row::{Finding, Judged, Outcome, RawRow};
use super::screen::{screen, shown, shown_of};
use super::status::{self, Status};
use crate::model::personal::Withheld;
use crate::model::purpose::PurposeTable;
use crate::model::{MobileUnit, PositionQuality, SiteRecord};
use crate::spatial::LonLat;
use crate::spatial::crs::EpsgCode;

/// What is the same for all rows of an import.
pub(super) struct Judge<'a> {
    pub(super) matcher: &'a Matcher<'a>,
    pub(super) purposes: &'a PurposeTable,
    /// System of the projected columns, when the user named them.
    pub(super) crs: Option<EpsgCode>,
    /// How geometries are taken.
    pub(super) geometry: GeometryRule,
    /// Institution of all rows, when the user named it.
    pub(super) institution: Option<usize>,
    /// What a number alone in 촬영방면정보 means.
    pub(super) bare_number: BareNumber,
    /// The day of the import.
    pub(super) today: Date,
    /// Which parts of coordinates have columns of their own.
    pub(super) in_parts: InParts,
    /// What cells said that were read before.
    pub(super) memos: ThreadMemos,
}

impl Judge<'_> {
    /// The same for the rows of a table that was read by a mapping.
    pub(super) fn by(&self, mapping: Option<&Mapping>) -> Self {
        let institution = mapping
            .and_then(Mapping::institution)
            .and_then(|code| self.matcher.by_code(code));
        Self {
            crs: mapping.and_then(Mapping::crs).or(self.crs),
            institution: self.institution.or(institution),
            // What the user says wins over the mapping.
            bare_number: match (self.bare_number, mapping) {
                (BareNumber::Ambiguous, Some(mapping)) => mapping.bare_number(),
                (said, _) => said,
            },
            memos: ThreadMemos::default(),
            matcher: self.matcher,
            purposes: self.purposes,
            geometry: self.geometry,
            today: self.today,
            in_parts: self.in_parts,
        }
    }

    /// The same for a table whose columns are known.
    pub(super) fn under(mut self, names: &Names) -> Self {
        self.in_parts = InParts::of(names);
        self
    }

    /// Judges a row.
    pub(super) fn judge(&self, raw: &RawRow) -> Judged {
        if let Some((column, length)) = overlong(raw) {
            return refused_as_overlong(raw, column, length);
        }
        let memos = &mut *self.memos.mine();
        let screened = screen(raw, &mut memos.clean);
        let mut row = Row {
            raw: &screened.row,
            findings: screened.findings,
            today: self.today,
            in_parts: self.in_parts,
        };
        let outcome = self.outcome(&mut row, memos);
        Judged {
            row: raw.row,
            outcome,
            findings: row.findings,
            withheld: screened.withheld,
        }
    }

    fn outcome(&self, row: &mut Row, memos: &mut Memos) -> Outcome {
        row.note_replaced_bytes();
        let kind = row.raw.get(Column::Kind);
        if device_of_kind(kind).is_some() {
            row.find(IssueKind::NotACamera, Some(Column::Kind), Some(kind), None);
            return Outcome::Refused(self.institution_of_refused(row));
        }
        if let Some(column) = example::stated_in(row.raw) {
            let said = row.raw.get(column);
            row.find(IssueKind::ExampleRow, Some(column), Some(said), None);
            return Outcome::Refused(self.institution_of_refused(row));
        }
        if let Some(said) = mobile::statement(row.raw) {
            return self.mobile_unit(row, said);
        }
        let position = row.placed(self.crs, self.geometry);
        if row.is(Severity::Refused) {
            return Outcome::Refused(self.institution_of_refused(row));
        }
        let at = position.position.map(|(at, _)| at);
        let manager_raw = memos
            .manager
            .read(row, Column::Manager, |row| row.share(Column::Manager));
        let (institution, named_department) = self.institution(row, manager_raw.as_deref(), at);
        if let Some((lat, lon)) = position.slip {
            let institution = institution.map(|index| self.matcher.institution(index));
            row.note_slip(likely_position(lat, lon, institution));
        }
        let department = memos
            .department
            .read(row, Column::Department, |row| row.share(Column::Department))
            .or(named_department);
        let sample = row.is_sample();
        let unit_count = memos
            .unit_count
            .read(row, Column::UnitCount, Row::unit_count);
        self.note_status(row);
        let Some((at, uncertainty_m)) =
            position.position.filter(|_| !row.is(Severity::Quarantined))
        else {
            return Outcome::Quarantined {
                institution,
                sample,
                values: row.values(),
            };
        };
        let (mut row_range, direction_raw) = memos.direction.read(row, Column::Direction, |row| {
            (
                row.direction(self.bare_number),
                row.share(Column::Direction),
            )
        });
        facing::add(row.raw, &mut row_range);
        let (road_address, lot_address) = row.addresses();
        let (purpose, purpose_raw) = memos
            .purpose
            .read(row, Column::Purpose, |row| row.purpose(self.purposes));
        let (retention, retention_raw) =
            memos
                .retention
                .read(row, Column::RetentionDays, Row::retention);
        let installed = memos.installed.read(row, Column::Installed, Row::installed);
        let (pixels, pixels_raw) = memos.pixels.read(row, Column::Pixels, |row| {
            (row.pixels(), row.share(Column::Pixels))
        });
        let quality = if matches!(position.beside, Beside::Apart(_)) {
            PositionQuality::Suspect
        } else {
            PositionQuality::Ok
        };
        let record = SiteRecord {
            source_row: row.raw.row,
            management_no: row.management_no(),
            manager_raw,
            department,
            position: at,
            uncertainty_m,
            quality,
            reasons: position.reasons,
            purpose,
            purpose_raw,
            unit_count,
            row_range: row_range.into(),
            direction_raw,
            road_address,
            lot_address,
            retention,
            retention_raw,
            installed,
            pixels,
            pixels_raw,
            phone: memos.phone.read(row, Column::Phone, Row::phone),
            reference_date: memos.reference_date.read(
                row,
                Column::ReferenceDate,
                Row::reference_date,
            ),
            members: Box::default(),
        };
        Outcome::Site {
            record: Box::new(record),
            institution,
            system: position.system,
            beside: position.beside,
            sample,
        }
    }

    /// Remarks on what the row says became of its camera.
    fn note_status(&self, row: &mut Row) {
        let raw = row.raw;
        if let Some((status, column)) = status::of_row(raw, self.today) {
            let kind = match status {
                Status::Gone => IssueKind::CameraDismantled,
                Status::Planned => IssueKind::CameraPlanned,
                Status::Idle => IssueKind::CameraIdle,
            };
            row.find(kind, Some(column), Some(raw.get(column)), None);
        }
    }

    /// The institution of a row that is not taken, without remarks about it.
    fn institution_of_refused(&self, row: &mut Row) -> Option<usize> {
        let remarks = row.findings.len();
        let manager = row.keep(Column::Manager);
        let (institution, _) = self.institution(row, manager.as_deref(), None);
        row.findings.truncate(remarks);
        institution
    }

    /// The row as a mobile device; `said` is what says so.
    fn mobile_unit(&self, row: &mut Row, said: &str) -> Outcome {
        let said = shown(said);
        let manager = row.keep(Column::Manager);
        let (institution, named) = self.institution(row, manager.as_deref(), None);
        row.find(IssueKind::MobileUnit, None, Some(&said), None);
        let (purpose, purpose_raw) = row.purpose(self.purposes);
        let unit = MobileUnit {
            source_row: row.raw.row,
            department: row
                .keep(Column::Department)
                .or_else(|| named.as_deref().map(Into::into)),
            purpose,
            purpose_raw: purpose_raw.as_deref().map(Into::into),
            unit_count: row.unit_count(),
            description: said.into(),
        };
        Outcome::Mobile {
            unit: Box::new(unit),
            institution,
            sample: row.is_sample(),
        }
    }

    /// The institution by the user's word, by code, by name, or by 시도명 and 시군구명; and the
    /// department in the name.
    fn institution(
        &self,
        row: &mut Row,
        manager: Option<&str>,
        at: Option<LonLat>,
    ) -> (Option<usize>, Shared) {
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
        let provider = row.raw.get(Column::ProviderName).to_owned();
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
        // 서울시설공단 is no municipality; neither is what names none.
        let names_another_body = department.is_some();
        if names_another_body
            && let Some(index) = self.matcher.namesake_at(manager.unwrap_or(""), at)
        {
            row.find(IssueKind::InstitutionFromDistrict, None, None, None);
            return (Some(index), department);
        }
        if !names_another_body
            && let Some((index, department)) = self.matcher.bearer_at(manager.unwrap_or(""), at)
        {
            row.find(IssueKind::InstitutionFromDistrict, None, None, None);
            return (Some(index), department);
        }
        if (manager.is_none() && provider.is_empty()) || names_another_body {
            let (region, district) = (row.raw.get(Column::Region), row.raw.get(Column::District));
            if let Some(index) = self.matcher.by_district(region, district, at) {
                row.find(IssueKind::InstitutionFromDistrict, None, None, None);
                return (Some(index), department);
            }
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
        (None, department)
    }
}

/// A row with a cell of thousands of characters, which nothing else looks at.
fn refused_as_overlong(raw: &RawRow, column: Column, length: usize) -> Judged {
    Judged {
        row: raw.row,
        outcome: Outcome::Refused(None),
        findings: vec![Finding {
            kind: IssueKind::CellTooLong,
            column: Some(column),
            value: Some(shown_of(column, raw.get(column)).into()),
            detail: Some(length.to_string().into()),
        }],
        withheld: Withheld::default(),
    }
}

#[cfg(test)]
mod tests;
