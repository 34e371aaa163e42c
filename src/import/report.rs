//! What an import did: counts, first examples, and every remark; for machines and for people.

mod text;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use serde::{Serialize, Serializer};

use super::SourceFile;
use super::issue::{Issue, IssueKind, Severity};
use super::reading::TableReading;
use crate::model::RowUnit;
use crate::model::institution::UNKNOWN_CODE;
use crate::model::personal::Withheld;

pub use text::grouped;

/// How many first examples the summary keeps for each kind of issue.
pub const EXAMPLES: usize = 5;

/// What an import did.
///
/// `rows` = `accepted` + `mobile` + `quarantined` + `refused`; `mended` and `suspect` rows are part of the
/// accepted ones.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// The files read.
    pub files: Vec<SourceFile>,
    /// Rows read, blank ones not counted.
    pub rows: u64,
    /// Rows that became sites.
    pub accepted: u64,
    /// Rows that became mobile units of their institution.
    pub mobile: u64,
    /// Accepted rows of which a value was put right.
    pub mended: u64,
    /// Accepted rows whose position is not trusted.
    pub suspect: u64,
    /// Rows kept out of the map and the answers.
    pub quarantined: u64,
    /// Rows not taken.
    pub refused: u64,
    /// Personal data that was taken out, by kind; `issues` name the rows and columns.
    pub withheld: Withheld,
    /// Counts and first examples by kind, in the order of [`IssueKind::ALL`].
    pub by_kind: Vec<KindCount>,
    /// Purposes that are not in the table, with the number of rows.
    pub unknown_purpose_labels: BTreeMap<String, u64>,
    /// How the tables in the files were understood.
    pub tables: Vec<TableReading>,
    /// Columns of each file that are not used.
    pub unrecognised_columns: Vec<UnrecognisedColumns>,
    /// The registers found.
    pub registers: Vec<RegisterSummary>,
    /// The same counts for each file and institution: what one office is told about its own rows.
    #[serde(serialize_with = "values")]
    pub by_institution: BTreeMap<(usize, &'static str), InstitutionCounts>,
    /// Every issue, by file and row.
    pub issues: Vec<Issue>,
}

/// How often one kind of issue occurred.
#[derive(Debug, Clone, Serialize)]
pub struct KindCount {
    /// The kind.
    pub kind: IssueKind,
    /// What it does to its rows.
    pub severity: Severity,
    /// How many issues there are.
    pub count: u64,
    /// The first ones.
    pub examples: Vec<Issue>,
}

/// What became of the rows of one institution in one file.
///
/// The counts mean what those of [`Report`] mean.
#[derive(Debug, Clone, Serialize)]
pub struct InstitutionCounts {
    /// Index of the file.
    pub file: usize,
    /// 7-digit code, or `unknown`.
    pub institution: &'static str,
    /// Rows read.
    pub rows: u64,
    /// Rows that became sites.
    pub accepted: u64,
    /// Rows that became mobile units.
    pub mobile: u64,
    /// Accepted rows of which a value was put right.
    pub mended: u64,
    /// Accepted rows whose position is not trusted.
    pub suspect: u64,
    /// Rows kept out of the map and the answers.
    pub quarantined: u64,
    /// Rows not taken.
    pub refused: u64,
    /// Counts and first examples by kind, in the order of [`IssueKind::ALL`].
    pub by_kind: Vec<KindCount>,
}

/// The columns of a file that are not used.
#[derive(Debug, Clone, Serialize)]
pub struct UnrecognisedColumns {
    /// Index of the file.
    pub file: usize,
    /// Names as the file writes them.
    pub columns: Vec<String>,
}

/// One register in an import.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterSummary {
    /// 7-digit code, or `unknown`.
    pub institution: String,
    /// Korean name with its region.
    pub name: String,
    /// Name of the source.
    pub source: String,
    /// Made by the product as a sample.
    pub sample: bool,
    /// Number of sites: rows that say the same are one.
    pub sites: u64,
    /// Number of cameras by what a row of the source is, as far as that and the rows tell.
    pub units: u64,
    /// What its rows amount to.
    #[serde(flatten)]
    pub rows: RowCounts,
}

/// Rows that say the same, and how many cameras either reading makes of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RowCounts {
    /// Accepted rows.
    pub rows: u64,
    /// Rows that say what another says: `rows` less the sites.
    pub repeated_rows: u64,
    /// Sites of more than one row.
    pub groups: u64,
    /// Rows of the largest of them.
    pub largest_group: u64,
    /// How often the whole register stands in its file; 1 for most.
    pub copies: u16,
    /// Whether a row is a camera or a pole.
    pub row_is: RowUnit,
    /// The user said so; else it follows from the rows.
    pub row_is_stated: bool,
    /// Cameras when a row is a pole: the stated count of each site once.
    pub units_if_poles: u64,
    /// Cameras when a row is a camera: the rows of one copy.
    pub units_if_cameras: u64,
    /// The stated counts of all rows summed blindly: what a table calculation shows.
    pub units_summed: u64,
}

impl RowCounts {
    /// Adds those of another file of the same register.
    fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.repeated_rows += other.repeated_rows;
        self.groups += other.groups;
        self.largest_group = self.largest_group.max(other.largest_group);
        self.copies = self.copies.max(other.copies);
        if self.row_is != other.row_is {
            self.row_is = RowUnit::Unknown;
        }
        self.row_is_stated &= other.row_is_stated;
        self.units_if_poles += other.units_if_poles;
        self.units_if_cameras += other.units_if_cameras;
        self.units_summed += other.units_summed;
    }
}

impl Report {
    /// Makes one entry of those that several files gave of one register.
    pub(super) fn join_registers(&mut self) {
        let mut joined: Vec<RegisterSummary> = Vec::with_capacity(self.registers.len());
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        for register in std::mem::take(&mut self.registers) {
            let key = (register.institution.clone(), register.source.clone());
            match known.entry(key) {
                Entry::Occupied(at) => {
                    let first = &mut joined[*at.get()];
                    first.sites += register.sites;
                    first.units += register.units;
                    first.rows.add(&register.rows);
                }
                Entry::Vacant(entry) => {
                    entry.insert(joined.len());
                    joined.push(register);
                }
            }
        }
        self.registers = joined;
    }

    /// Counts an accepted row as suspect.
    pub(super) fn count_suspect(&mut self, file: usize, institution: Option<&'static str>) {
        self.counts_of(file, institution).suspect += 1;
        self.suspect += 1;
    }

    /// Adds an issue without counting a row.
    pub(super) fn push(&mut self, issue: Issue) {
        // What is said of a whole file is no remark about the rows of one institution.
        if issue.row.is_some() || issue.institution.is_some() {
            let counts = self.counts_of(issue.file, issue.institution);
            count_kind(&mut counts.by_kind, &issue);
        }
        count_kind(&mut self.by_kind, &issue);
        self.issues.push(issue);
    }

    /// The counts of an institution's rows in a file.
    pub(super) fn counts_of(
        &mut self,
        file: usize,
        institution: Option<&'static str>,
    ) -> &mut InstitutionCounts {
        let institution = institution.unwrap_or(UNKNOWN_CODE);
        self.by_institution
            .entry((file, institution))
            .or_insert(InstitutionCounts {
                file,
                institution,
                rows: 0,
                accepted: 0,
                mobile: 0,
                mended: 0,
                suspect: 0,
                quarantined: 0,
                refused: 0,
                by_kind: Vec::new(),
            })
    }

    /// How many issues of a kind there are.
    #[must_use]
    pub fn count(&self, kind: IssueKind) -> u64 {
        self.by_kind
            .iter()
            .find(|entry| entry.kind == kind)
            .map_or(0, |entry| entry.count)
    }
}

/// Counts an issue under its kind and keeps it if it is one of the first.
fn count_kind(kinds: &mut Vec<KindCount>, issue: &Issue) {
    let at = match kinds.binary_search_by_key(&issue.kind, |entry| entry.kind) {
        Ok(at) => at,
        Err(at) => {
            let entry = KindCount {
                kind: issue.kind,
                severity: issue.severity(),
                count: 0,
                examples: Vec::new(),
            };
            kinds.insert(at, entry);
            at
        }
    };
    kinds[at].count += 1;
    if kinds[at].examples.len() < EXAMPLES {
        kinds[at].examples.push(issue.clone());
    }
}

/// The values of a map as a list: each holds its key.
fn values<S: Serializer, K>(
    map: &BTreeMap<K, InstitutionCounts>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(map.values())
}

#[cfg(test)]
mod tests;
