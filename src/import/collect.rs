//! Sorts judged rows into registers, quarantine and report, in the order of the files.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::beside::{Apart, Beside, agreeing};
use super::columns::{Column, Dictionary, Names};
use super::header::{Header, Understood, device_of_kind};
use super::institution_match::Matcher;
use super::issue::{Issue, IssueKind, Severity};
use super::mapping::Called;
use super::note::{Note, NoteKind};
use super::pages::{Pages, Stated};
use super::reading::TableReading;
use super::report::{RegisterSummary, RowCounts, UnrecognisedColumns};
use super::row::{Judged, Outcome};
use super::screen::{findings_of, label, one_line};
use super::source_name::source_name;
use super::table::TableRow;
use super::{
    Error, Form, Import, Options, QuarantinedRow, Register, Report, SAMPLE_SOURCE, STANDARD_SOURCE,
    SourceFile,
};
use crate::model::InstitutionRegistry;
use crate::model::institution::UNKNOWN_CODE;
use crate::model::personal::Withheld;
use crate::model::{PositionQuality, RowUnit};

/// Most rows that are read from one import: ten times the register of the whole country.
const MOST_ROWS: u64 = 5_000_000;

/// Fewer rows with two places that lie apart are mistakes of their own.
const LEAST_APART: usize = 3;
/// Rows on which other systems are tried.
const MOST_EXAMPLES: usize = 200;

/// Endings that are no part of the name of a source.
const ENDINGS: [&str; 24] = [
    "gz", "tgz", "tar", "zip", "csv", "txt", "tsv", "tab", "json", "jsonl", "ndjson", "geojson",
    "geojsonl", "xml", "xlsx", "xlsm", "xls", "ods", "htm", "html", "mht", "mhtml", "shp", "dbf",
];

/// Sorts judged rows into registers and report, file by file.
pub(super) struct Collector<'a> {
    matcher: &'a Matcher<'a>,
    source: Option<&'a str>,
    /// What the user said a row stands for.
    row_is: RowUnit,
    files: Vec<SourceFile>,
    registers: Vec<Register>,
    quarantined: Vec<QuarantinedRow>,
    report: Report,
    /// What pages state of their totals.
    pages: Pages,
    /// Of the file being read.
    current: Current,
}

/// What is known about the file being read.
#[derive(Default)]
struct Current {
    stem: String,
    /// The member or sheet being read, and the name of the file with it.
    member: Option<Box<str>>,
    label: String,
    /// Members that stand alone in what they stand in, for the label does not name them.
    alone: Vec<String>,
    /// The columns of the member, and those of all members.
    names: Names,
    all_names: Names,
    unrecognised: Vec<String>,
    /// The sheets and members that were entered.
    parts: HashSet<String>,
    /// Sites by institution code and whether they are samples.
    sites: BTreeMap<(&'static str, bool), Register>,
    /// Where its quarantined rows begin.
    first_quarantined: usize,
    rows: usize,
    nameless: bool,
    /// Rows without a purpose, of tables with a column of purposes.
    without_purpose: usize,
    /// Rows whose institution is that of their district.
    by_district: bool,
    /// Rows with a position, and those of them whose coordinates were exchanged.
    positions: usize,
    swapped: usize,
    /// Rows that are no cameras, and what the first of them is called.
    other_things: usize,
    other_thing: Option<Box<str>>,
    row_is: RowUnit,
    /// Rows with a second place, those of them where it lies elsewhere, and some of these.
    compared: usize,
    apart: usize,
    examples: Vec<Apart>,
}

impl Current {
    fn note_beside(&mut self, beside: Beside) {
        self.compared += usize::from(!matches!(beside, Beside::Nothing));
        if let Beside::Apart(apart) = beside {
            self.apart += 1;
            if self.examples.len() < MOST_EXAMPLES {
                self.examples.push(*apart);
            }
        }
    }

    /// Refuses a file in which most rows with two places contradict themselves.
    fn refuse_contradictions(&self, file: &str) -> Result<(), Error> {
        if self.apart < LEAST_APART || self.apart * 2 <= self.compared {
            return Ok(());
        }
        Err(Error::PlacesDisagree {
            file: file.to_owned(),
            rows: self.apart,
            compared: self.compared,
            example: self
                .examples
                .first()
                .map_or_else(String::new, |row| row.told.clone()),
            systems: agreeing(&self.examples),
            tried: self.examples.len(),
        })
    }
}

impl<'a> Collector<'a> {
    pub(super) fn new(matcher: &'a Matcher<'a>, options: &'a Options) -> Self {
        Self {
            matcher,
            source: options.source.as_deref(),
            row_is: options.row_is,
            files: Vec::new(),
            registers: Vec::new(),
            quarantined: Vec::new(),
            report: Report::default(),
            pages: Pages::default(),
            current: Current::default(),
        }
    }

    pub(super) fn begin(&mut self, mut file: SourceFile, path: &Path) -> Result<(), Error> {
        let (name, withheld) = label(&file.name);
        file.name = name.into_owned();
        if let Some(same) = self.files.iter().find(|known| known.sha256 == file.sha256) {
            return Err(Error::SameFile {
                first: same.name.clone(),
                second: file.name,
            });
        }
        let mut stem = Path::new(&file.name).to_path_buf();
        if path.is_file() {
            // register.csv.gz and tiles.tar.gz have two endings.
            while stem.extension().is_some_and(|ending| {
                ENDINGS
                    .iter()
                    .any(|known| ending.eq_ignore_ascii_case(known))
            }) {
                stem.set_extension("");
            }
        }
        let label = file.name.clone();
        self.files.push(file);
        self.current = Current {
            label,
            stem: source_name(&stem.to_string_lossy()),
            first_quarantined: self.quarantined.len(),
            row_is: self.row_is,
            ..Current::default()
        };
        self.note_withheld(withheld, None, None);
        Ok(())
    }

    /// Counts and points at personal data that stands outside the rows of the register: in a name, or in a
    /// row above or below the table.
    fn note_withheld(&mut self, withheld: Withheld, row: Option<u32>, column: Option<&str>) {
        self.report.withheld.add(withheld);
        for kind in findings_of(withheld) {
            self.report.push(Issue {
                file: self.files.len() - 1,
                institution: None,
                member: self.current.member.clone(),
                row,
                column: column.map(Into::into),
                value: None,
                detail: None,
                kind,
            });
        }
    }

    /// Name of the file being read, with the member for archives.
    pub(super) fn file_name(&self) -> &str {
        &self.current.label
    }

    /// What it is called, also where a member that stands alone is not named.
    pub(super) fn called(&self) -> Called {
        Called {
            label: self.current.label.clone(),
            alone: self.current.alone.clone(),
        }
    }

    /// Opens a member that stands alone.
    pub(super) fn enter_alone(&mut self, name: &str) {
        self.current.alone.push(name.to_owned());
    }

    /// Leaves the one that was opened last.
    pub(super) fn leave_alone(&mut self) {
        self.current.alone.pop();
    }

    /// Turns to a member or sheet of the file; `None` is the file itself.
    pub(super) fn enter(&mut self, member: Option<&str>) {
        let labelled = member.map(label);
        let member = labelled.as_ref().map(|(name, _)| &**name);
        let file = self.files.last().map_or("", |file| &file.name);
        self.current.label =
            member.map_or_else(|| file.to_owned(), |member| format!("{file}: {member}"));
        self.current.member = member.map(Into::into);
        self.current.names = Names::default();
        if let Some((name, withheld)) = labelled
            && self.current.parts.insert(name.into_owned())
        {
            self.note_withheld(withheld, None, None);
        }
    }

    /// The member or sheet being read.
    pub(super) fn member(&self) -> Option<String> {
        self.current.member.as_deref().map(str::to_owned)
    }

    /// Adds a remark on the file being read.
    pub(super) fn note(&mut self, note: Note) {
        if let Some(file) = self.files.last_mut() {
            file.notes.push(note.screened());
        }
    }

    /// Remembers what the file being read states of the number of all records.
    pub(super) fn note_stated(&mut self, stated: &[Stated]) {
        self.pages.add(self.files.len() - 1, stated);
    }

    /// Leaves the file being read without rows, and says why.
    pub(super) fn leave_out(&mut self, why: &Error) {
        self.note(Note::member_left_out(why));
        self.current = Current::default();
    }

    /// Whether there is a remark of this kind on the file being read.
    pub(super) fn has_note(&self, kind: NoteKind) -> bool {
        let mut notes = self.files.iter().rev().take(1).flat_map(|file| &file.notes);
        notes.any(|note| note.kind() == kind)
    }

    /// Says what form the file being read, or its first member, turned out to have.
    pub(super) fn note_form(&mut self, form: Form) {
        if let Some(file) = self.files.last_mut() {
            file.form = form;
        }
    }

    pub(super) fn note_encoding(&mut self, encoding: &'static str) {
        if let Some(file) = self.files.last_mut().filter(|_| encoding != "UTF-8") {
            file.encoding = encoding;
        }
    }

    /// Remembers which columns the file being read has.
    pub(super) fn note_columns(
        &mut self,
        names: &Names,
        unrecognised: impl Iterator<Item = String>,
    ) {
        for &column in Column::ALL {
            if let Some(name) = names.get(column) {
                let (name, withheld) = label(name);
                let is_new = self.current.names.get(column).is_none();
                self.current.names.note(column, &name);
                self.current.all_names.note(column, &name);
                if is_new {
                    self.note_withheld(withheld, None, Some(&name));
                }
            }
        }
        for name in unrecognised {
            let (name, withheld) = label(&name);
            if !self.current.unrecognised.iter().any(|known| *known == name) {
                self.note_withheld(withheld, None, Some(&name));
                self.current.unrecognised.push(name.into_owned());
            }
        }
    }

    /// Remembers how a table of the file being read was understood.
    pub(super) fn note_table(&mut self, name: Option<&str>, understood: &Understood) {
        let header = &understood.header;
        // Of two tables in one sheet each names its columns itself.
        self.current.names = Names::default();
        self.note_columns(&header.names, header.unrecognised.iter().cloned());
        let file = self.files.len() - 1;
        if understood.row_means != RowUnit::Unknown {
            self.current.row_is = understood.row_means;
        }
        let name = self.current.member.as_deref().or(name);
        let reading = TableReading::new(file, name, understood);
        self.report.tables.push(reading);
        if let Some(remark) = &understood.remark {
            self.note(remark.clone());
        }
    }

    /// Counts and points at personal data in the rows above a table: titles and notes. What stands in its
    /// names as well is counted there.
    pub(super) fn note_above(&mut self, rows: &[TableRow], header: &Header) {
        for row in rows {
            let mut found = Withheld::default();
            for cell in &row.cells {
                let cell = &*one_line(cell.trim().into());
                let is_name = || header.written.iter().any(|name| name.contains(cell));
                let (_, withheld) = label(cell);
                if withheld.total() > 0 && !is_name() {
                    found.add(withheld);
                }
            }
            self.note_withheld(found, Some(row.number), None);
        }
    }

    /// Takes judged rows in the order of the file.
    pub(super) fn add_all(
        &mut self,
        member: Option<&str>,
        rows: impl IntoIterator<Item = Judged, IntoIter: ExactSizeIterator>,
    ) -> Result<(), Error> {
        let rows = rows.into_iter();
        self.current.rows += rows.len();
        if self.report.rows + rows.len() as u64 > MOST_ROWS {
            return Err(Error::TooManyRows {
                file: self.file_name().to_owned(),
                limit: MOST_ROWS,
            });
        }
        let entered = self.current.member.take();
        let member = member.map(label);
        let member = member.as_ref().map(|(name, _)| &**name);
        let member = entered.as_deref().or(member);
        for row in rows {
            self.add(member, row);
        }
        self.current.member = entered;
        Ok(())
    }

    fn add(&mut self, member: Option<&str>, judged: Judged) {
        let Judged {
            row,
            outcome,
            findings,
            withheld,
        } = judged;
        let file = self.files.len() - 1;
        if matches!(outcome, Outcome::Skipped) {
            self.current.rows -= 1;
        } else {
            self.report.rows += 1;
        }
        self.report.withheld.add(withheld);
        let registry = InstitutionRegistry::embedded();
        let institution = outcome
            .institution()
            .map(|index| registry.all()[index].code.as_str());
        let mut issues = Vec::with_capacity(findings.len());
        // Lines that an open quotation mark has made one row of count as the rows that they were.
        let mut swallowed = 0;
        for finding in findings {
            if finding.kind == IssueKind::InstitutionMissing
                && !self.current.names.name_an_institution()
            {
                // Said once for the whole file.
                self.current.nameless = true;
                continue;
            }
            match finding.kind {
                IssueKind::InstitutionFromDistrict => {
                    self.current.by_district = true;
                    continue;
                }
                IssueKind::SwappedMended => self.current.swapped += 1,
                IssueKind::QuotationOpen => {
                    let lines = finding
                        .value
                        .as_deref()
                        .and_then(|lines| lines.parse().ok());
                    swallowed = lines.unwrap_or(1_u64).saturating_sub(1);
                }
                IssueKind::NotACamera => {
                    self.current.other_things += 1;
                    if self.current.other_thing.is_none() {
                        self.current.other_thing.clone_from(&finding.value);
                    }
                }
                _ => {}
            }
            if let (IssueKind::PurposeUnknown, Some(label)) = (finding.kind, &finding.value) {
                *self
                    .report
                    .unknown_purpose_labels
                    .entry(label.to_string())
                    .or_default() += 1;
            }
            let read = finding.column;
            let read = read.and_then(|column| self.current.names.get(column));
            let (column, detail) = match (read, finding.detail) {
                // The detail of a column that is not read is its name.
                (None, name) if finding.kind.is_withheld() => {
                    (name.map(|name| label(&name).0.into()), None)
                }
                (name, detail) => (name.map(Into::into), detail),
            };
            issues.push(Issue {
                file,
                institution,
                member: member.map(Into::into),
                row: Some(row),
                column,
                value: finding.value,
                detail,
                kind: finding.kind,
            });
        }
        let code = institution.unwrap_or(UNKNOWN_CODE);
        let counts = self.report.counts_of(file, institution);
        counts.rows += u64::from(!matches!(outcome, Outcome::Skipped));
        match outcome {
            Outcome::Skipped => {}
            Outcome::Refused(_) => {
                counts.rows += swallowed;
                counts.refused += 1 + swallowed;
                self.report.rows += swallowed;
                self.report.refused += 1 + swallowed;
            }
            Outcome::Mobile { unit, sample, .. } => {
                counts.mobile += 1;
                self.report.mobile += 1;
                self.register(code, sample).mobile_units.push(*unit);
            }
            Outcome::Quarantined { sample, values, .. } => {
                counts.quarantined += 1;
                self.report.quarantined += 1;
                let named = |column: Column| {
                    self.current
                        .names
                        .get(column)
                        .unwrap_or_default()
                        .to_owned()
                };
                self.quarantined.push(QuarantinedRow {
                    file,
                    member: member.map(Into::into),
                    row,
                    institution: code.to_owned(),
                    source: if sample {
                        SAMPLE_SOURCE.to_owned()
                    } else {
                        String::new()
                    },
                    issues: issues.clone(),
                    values: values
                        .into_iter()
                        .map(|(column, text)| (named(column), text.into()))
                        .collect(),
                });
            }
            Outcome::Site {
                record,
                system,
                sample,
                beside,
                ..
            } => {
                self.current.note_beside(beside);
                let suspect = u64::from(record.quality == PositionQuality::Suspect);
                counts.suspect += suspect;
                let mended = issues
                    .iter()
                    .any(|issue| issue.severity() == Severity::Mended);
                counts.accepted += 1;
                counts.mended += u64::from(mended);
                self.report.accepted += 1;
                self.report.suspect += suspect;
                self.report.mended += u64::from(mended);
                self.current.positions += 1;
                if record.purpose_raw.is_none() && self.current.names.has(Column::Purpose) {
                    self.current.without_purpose += 1;
                }
                let register = self.register(code, sample);
                register.reference_date = register.reference_date.max(record.reference_date);
                if let Some(member) = member
                    && register
                        .members
                        .last()
                        .is_none_or(|(_, last)| **last != *member)
                {
                    register.members.push((register.sites.len(), member.into()));
                }
                if register.systems.last().map(|(_, last)| *last) != Some(system) {
                    register.systems.push((register.sites.len(), system));
                }
                register.sites.push(record);
            }
        }
        for issue in issues {
            self.report.push(issue);
        }
    }

    /// The register of an institution in the file being read.
    fn register(&mut self, institution: &'static str, sample: bool) -> &mut Register {
        let file = self.files.len() - 1;
        self.current
            .sites
            .entry((institution, sample))
            .or_insert_with(|| Register {
                institution: institution.to_owned(),
                source: if sample {
                    SAMPLE_SOURCE.to_owned()
                } else {
                    String::new()
                },
                file,
                sample,
                reference_date: None,
                sites: Vec::new(),
                members: Vec::new(),
                systems: Vec::new(),
                mobile_units: Vec::new(),
                row_is: RowUnit::Unknown,
                copies: 1,
            })
    }

    /// Closes the file being read: its form is known only now.
    pub(super) fn end(&mut self, dictionary: &Dictionary) -> Result<(), Error> {
        let current = std::mem::take(&mut self.current);
        let index = self.files.len() - 1;
        let file = self.files[index].name.clone();
        let known = Column::ALL
            .iter()
            .filter_map(|&column| current.all_names.get(column))
            .map(ToOwned::to_owned);
        dictionary.check(&file, &current.all_names, || {
            known.chain(current.unrecognised.iter().cloned()).collect()
        })?;
        if current.rows == 0 {
            return Err(Error::NoRows { file });
        }
        current.refuse_contradictions(&file)?;
        if current.other_things == current.rows
            && let Some(said) = current.other_thing
            && let Some(device) = device_of_kind(&said)
        {
            return Err(Error::OtherThings {
                file,
                ko: device.ko.clone(),
                en: device.en.clone(),
                said: said.into(),
            });
        }
        let default = if current.all_names.is_standard() {
            STANDARD_SOURCE
        } else {
            &current.stem
        };
        let source = self.source.unwrap_or(default);
        let file_issue = |kind| Issue {
            file: index,
            institution: None,
            member: None,
            row: None,
            column: None,
            value: None,
            detail: None,
            kind,
        };
        if !current.all_names.has(Column::Purpose) {
            self.report.push(file_issue(IssueKind::PurposeMissing));
        }
        if current.without_purpose > 0 {
            self.report.push(Issue {
                column: current.all_names.get(Column::Purpose).map(Into::into),
                value: Some(current.without_purpose.to_string().into()),
                ..file_issue(IssueKind::PurposeEmpty)
            });
        }
        if current.nameless {
            self.report.push(file_issue(IssueKind::InstitutionMissing));
        }
        if current.by_district {
            self.report
                .push(file_issue(IssueKind::InstitutionFromDistrict));
        }
        if current.swapped == current.positions && current.swapped > 1 {
            self.report.push(Issue {
                value: Some(current.swapped.to_string().into()),
                ..file_issue(IssueKind::ColumnsSwapped)
            });
        }
        for row in &mut self.quarantined[current.first_quarantined..] {
            if row.source.is_empty() {
                source.clone_into(&mut row.source);
            }
        }
        for mut register in current.sites.into_values() {
            if register.source.is_empty() {
                source.clone_into(&mut register.source);
            }
            register.row_is = current.row_is;
            register.sites.shrink_to_fit();
            self.registers.push(register);
        }
        if !current.unrecognised.is_empty() {
            self.report.unrecognised_columns.push(UnrecognisedColumns {
                file: index,
                columns: current.unrecognised,
            });
        }
        Ok(())
    }

    fn name_of(&self, code: &str) -> String {
        match self
            .matcher
            .by_code(code)
            .map(|index| self.matcher.institution(index))
        {
            Some(institution) if institution.name_ko == institution.region_ko => {
                institution.name_ko.clone()
            }
            Some(institution) => format!("{} {}", institution.region_ko, institution.name_ko),
            None => code.to_owned(),
        }
    }

    pub(super) fn finish(mut self) -> Import {
        self.report.registers = self
            .registers
            .iter()
            .map(|register| RegisterSummary {
                institution: register.institution.clone(),
                name: self.name_of(&register.institution),
                source: register.source.clone(),
                sample: register.sample,
                sites: register.sites.len() as u64,
                units: register
                    .sites
                    .iter()
                    .filter_map(|site| site.unit_count)
                    .map(u64::from)
                    .sum(),
                rows: RowCounts::default(),
            })
            .collect();
        for (file, note) in self.pages.notes() {
            self.files[file].notes.push(note.screened());
        }
        self.report.files.clone_from(&self.files);
        Import {
            files: self.files,
            registers: self.registers,
            quarantined: self.quarantined,
            report: self.report,
        }
    }
}
