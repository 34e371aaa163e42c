//! What the report says about the rows of one file, by sheet and row.

use std::collections::HashMap;

use crate::import::columns::Column;
use crate::import::issue::{Issue, IssueKind};
use crate::import::screen::label;
use crate::import::{Report, TableReading};

/// Remarks on a position as a whole, which no single column is at fault for.
const POSITION: [IssueKind; 19] = [
    IssueKind::CoordinatesMissing,
    IssueKind::CoordinatesZero,
    IssueKind::NotAPlaceInKorea,
    IssueKind::LatitudeEqualsLongitude,
    IssueKind::DecimalPointLost,
    IssueKind::OutsideKorea,
    IssueKind::TooCoarse,
    IssueKind::DecimalsFew,
    IssueKind::OutsideInstitution,
    IssueKind::OutsideAddress,
    IssueKind::AtSea,
    IssueKind::SharedPoint,
    IssueKind::FillDown,
    IssueKind::PlacesDisagree,
    IssueKind::SwappedMended,
    IssueKind::BesideArea,
    IssueKind::AddressElsewhere,
    IssueKind::LikelySlip,
    IssueKind::CoordinatesInOneCell,
];
/// The columns that say where a camera stands.
const PLACES: [Column; 10] = [
    Column::Latitude,
    Column::Longitude,
    Column::LatitudeMinutes,
    Column::LatitudeSeconds,
    Column::LongitudeMinutes,
    Column::LongitudeSeconds,
    Column::X,
    Column::Y,
    Column::Position,
    Column::Geometry,
];

/// The remarks on one file.
pub(super) struct Remarks<'r> {
    by_row: HashMap<(Option<&'r str>, u32), Vec<&'r Issue>>,
    readings: Vec<&'r TableReading>,
}

impl<'r> Remarks<'r> {
    pub(super) fn new(report: &'r Report, file: usize) -> Self {
        let mut by_row: HashMap<_, Vec<&Issue>> = HashMap::new();
        for issue in report.issues.iter().filter(|issue| issue.file == file) {
            if let Some(row) = issue.row {
                let sheet = issue.member.as_deref();
                by_row.entry((sheet, row)).or_default().push(issue);
            }
        }
        for issues in by_row.values_mut() {
            issues.sort_by_key(|issue| issue.severity());
        }
        let tables = report.tables.iter();
        Self {
            by_row,
            readings: tables.filter(|table| table.file == file).collect(),
        }
    }

    /// How the tables of a sheet were understood, one below the other; none when it was not read at all.
    /// Only of several sheets each is named.
    pub(super) fn readings(&self, name: &str) -> Vec<&'r TableReading> {
        let (name, _) = label(name);
        let named = |reading: &&&TableReading| {
            let table = reading.table.as_deref();
            table.is_none_or(|table| table == name)
        };
        self.readings.iter().filter(named).copied().collect()
    }

    /// Those of one sheet, by row.
    pub(super) fn of_sheet(&self, name: &str) -> HashMap<u32, Vec<&'r Issue>> {
        // As the report names it.
        let (name, _) = label(name);
        self.by_row
            .iter()
            .filter(|((sheet, _), _)| sheet.is_none_or(|sheet| sheet == name))
            .map(|((_, row), issues)| (*row, issues.clone()))
            .collect()
    }
}

/// Whether a remark is about a cell of a column.
pub(super) fn is_about(issue: &Issue, reading: Option<&TableReading>, column: u32) -> bool {
    let Some(found) = reading.and_then(|reading| {
        let mut columns = reading.columns.iter();
        columns.find(|found| u32::try_from(found.at) == Ok(column))
    }) else {
        return false;
    };
    if let Some(name) = &issue.column {
        return name.trim() == found.name;
    }
    let is_place = |place: &Column| place.code() == found.meaning;
    POSITION.contains(&issue.kind) && PLACES.iter().any(is_place)
}
