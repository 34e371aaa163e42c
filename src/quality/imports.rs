//! What an import found in the rows of one institution, as it is kept with the import.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::import::Report;

/// The import that made a served release.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SourceImport {
    /// Name of the source.
    pub source: String,
    /// Number of the release; 0 for the sample.
    pub release: i64,
    /// When it was imported.
    #[schema(format = DateTime)]
    pub imported_at: String,
    /// Latest 데이터기준일자 of its rows.
    #[schema(format = Date)]
    pub reference_date: Option<String>,
    /// Made by the product for trying out.
    pub sample: bool,
    /// Sites that are served from it.
    pub sites: usize,
    /// The files that hold rows of this institution, with what became of them; null when the import was
    /// made by a version of the program that did not count by institution.
    pub files: Option<Vec<ImportedRows>>,
}

/// What became of the rows of one institution in one file.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ImportedRows {
    /// The file.
    pub file: FileFacts,
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
    /// Counts and first examples by kind.
    pub by_kind: Vec<KindFound>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FileFacts {
    /// File name without its folder.
    pub name: String,
    /// Its form: `csv`, `json`, and so on.
    pub form: String,
    /// Encoding of its text.
    pub encoding: String,
    /// Remarks on the file as a whole.
    #[serde(default)]
    pub notes: Vec<FileRemark>,
    /// Columns that are not used.
    #[serde(default)]
    pub unrecognised_columns: Vec<String>,
}

/// A remark on a file as a whole: what was chosen inside it, and what was left aside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FileRemark {
    /// What it is about.
    pub kind: String,
    /// The remark, in English.
    pub message: String,
    /// The same in Korean.
    pub message_ko: String,
}

/// How often one kind of issue occurred.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KindFound {
    /// The kind.
    pub kind: String,
    /// What it does to its rows: `refused`, `quarantined`, `suspect`, `mended` or `note`.
    pub severity: String,
    /// How many issues there are.
    pub count: u64,
    /// The first ones.
    pub examples: Vec<RowExample>,
}

/// One issue of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RowExample {
    /// Index of the file in the kept report.
    #[serde(skip_serializing)]
    #[schema(ignore)]
    file: usize,
    /// Whom it concerns, in the kept report.
    #[serde(skip_serializing)]
    #[schema(ignore)]
    institution: Option<String>,
    /// Name of the member, when the file is a folder or an archive.
    pub member: Option<String>,
    /// Row number as a spreadsheet counts it; null when the whole file is meant.
    pub row: Option<u32>,
    /// Name of the column as the file writes it.
    pub column: Option<String>,
    /// The raw value, personal data withheld.
    pub value: Option<String>,
    /// What is wrong, in English.
    pub message: String,
    /// The same in Korean.
    pub message_ko: String,
}

/// The parts of a kept report that speak of one institution: what the store reads.
#[derive(Debug, Deserialize)]
pub(crate) struct KeptReport {
    files: Vec<FileFacts>,
    #[serde(default)]
    unrecognised_columns: Vec<KeptColumns>,
    by_kind: Vec<KindFound>,
    by_institution: Option<Vec<KeptCounts>>,
}

#[derive(Debug, Deserialize)]
struct KeptColumns {
    file: usize,
    columns: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct KeptCounts {
    file: usize,
    institution: String,
    rows: u64,
    accepted: u64,
    #[serde(default)]
    mobile: u64,
    mended: u64,
    suspect: u64,
    quarantined: u64,
    refused: u64,
    by_kind: Vec<KindFound>,
}

impl KeptReport {
    /// The parts of a report that has just been made.
    pub(crate) fn of(report: &Report) -> serde_json::Result<Self> {
        // All but the remarks on every row, of which a national file has hundreds of thousands.
        serde_json::from_value(json!({
            "files": report.files,
            "unrecognised_columns": report.unrecognised_columns,
            "by_kind": report.by_kind,
            "by_institution": report.by_institution.values().collect::<Vec<_>>(),
        }))
    }

    /// What became of the rows of an institution, file by file; `None` when it was not counted.
    pub(crate) fn rows_of(&self, institution: &str) -> Option<Vec<ImportedRows>> {
        let counted = self.by_institution.as_ref()?;
        let of = counted
            .iter()
            .filter(|counts| counts.institution == institution);
        Some(of.map(|counts| self.imported(counts)).collect())
    }

    fn imported(&self, counts: &KeptCounts) -> ImportedRows {
        let mut file = self
            .files
            .get(counts.file)
            .cloned()
            .unwrap_or_else(|| FileFacts {
                name: String::new(),
                form: String::new(),
                encoding: String::new(),
                notes: Vec::new(),
                unrecognised_columns: Vec::new(),
            });
        file.unrecognised_columns = self
            .unrecognised_columns
            .iter()
            .filter(|columns| columns.file == counts.file)
            .flat_map(|columns| columns.columns.iter().cloned())
            .collect();
        // What is said of the whole file concerns each of its institutions.
        let is_whole = |example: &RowExample| {
            example.file == counts.file && example.row.is_none() && example.institution.is_none()
        };
        let whole = self
            .by_kind
            .iter()
            .filter(|kind| kind.examples.iter().any(is_whole))
            .map(|kind| KindFound {
                count: 1,
                examples: kind
                    .examples
                    .iter()
                    .filter(|example| is_whole(example))
                    .cloned()
                    .collect(),
                ..kind.clone()
            });
        let mut by_kind: Vec<KindFound> = whole.chain(counts.by_kind.iter().cloned()).collect();
        by_kind.sort_by_key(|kind| (severity_rank(&kind.severity), std::cmp::Reverse(kind.count)));
        ImportedRows {
            file,
            rows: counts.rows,
            accepted: counts.accepted,
            mobile: counts.mobile,
            mended: counts.mended,
            suspect: counts.suspect,
            quarantined: counts.quarantined,
            refused: counts.refused,
            by_kind,
        }
    }
}

fn severity_rank(severity: &str) -> usize {
    ["refused", "quarantined", "suspect", "mended", "note"]
        .iter()
        .position(|known| *known == severity)
        .unwrap_or(usize::MAX)
}
