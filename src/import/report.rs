//! What an import did: counts, first examples, and every remark; for machines and for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::SourceFile;
use super::issue::{Issue, IssueKind, Lang, Severity};

/// How many first examples the summary keeps for each kind of issue.
pub const EXAMPLES: usize = 5;

/// What an import did.
///
/// `rows` = `accepted` + `quarantined` + `refused`; `mended` and `suspect` rows are part of the
/// accepted ones.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// The files read.
    pub files: Vec<SourceFile>,
    /// Rows read, blank ones not counted.
    pub rows: u64,
    /// Rows that became sites.
    pub accepted: u64,
    /// Accepted rows of which a value was put right.
    pub mended: u64,
    /// Accepted rows whose position is not trusted.
    pub suspect: u64,
    /// Rows kept out of the map and the answers.
    pub quarantined: u64,
    /// Rows not taken.
    pub refused: u64,
    /// Mobile numbers that were taken out of the kept texts.
    pub withheld_mobile_numbers: u64,
    /// Counts and first examples by kind, in the order of [`IssueKind::ALL`].
    pub by_kind: Vec<KindCount>,
    /// Purposes that are not in the table, with the number of rows.
    pub unknown_purpose_labels: BTreeMap<String, u64>,
    /// Columns of each file that are not used.
    pub unrecognised_columns: Vec<UnrecognisedColumns>,
    /// The registers found.
    pub registers: Vec<RegisterSummary>,
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
    /// Number of sites.
    pub sites: u64,
    /// Number of cameras, as far as the rows state them.
    pub units: u64,
}

impl Report {
    /// Adds an issue that was found after reading, such as a position outside the outline of its
    /// institution, and counts its row if it becomes suspect or mended by it.
    pub fn add(&mut self, issue: Issue) {
        match issue.severity() {
            Severity::Suspect => self.suspect += 1,
            Severity::Mended => self.mended += 1,
            Severity::Refused | Severity::Quarantined | Severity::Note => {}
        }
        self.push(issue);
    }

    /// Adds an issue without counting a row.
    pub(super) fn push(&mut self, issue: Issue) {
        let entry = match self
            .by_kind
            .binary_search_by_key(&issue.kind, |entry| entry.kind)
        {
            Ok(at) => &mut self.by_kind[at],
            Err(at) => {
                let entry = KindCount {
                    kind: issue.kind,
                    severity: issue.severity(),
                    count: 0,
                    examples: Vec::new(),
                };
                self.by_kind.insert(at, entry);
                &mut self.by_kind[at]
            }
        };
        entry.count += 1;
        if entry.examples.len() < EXAMPLES {
            entry.examples.push(issue.clone());
        }
        self.issues.push(issue);
    }

    /// How many issues of a kind there are.
    #[must_use]
    pub fn count(&self, kind: IssueKind) -> u64 {
        self.by_kind
            .iter()
            .find(|entry| entry.kind == kind)
            .map_or(0, |entry| entry.count)
    }

    /// The report as a text for people.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let mut out = String::new();
        self.render_files(&mut out, lang);
        self.render_counts(&mut out, lang);
        self.render_kinds(&mut out, lang);
        self.render_registers(&mut out, lang);
        out
    }

    fn render_files(&self, out: &mut String, lang: Lang) {
        for (index, file) in self.files.iter().enumerate() {
            let _ = writeln!(
                out,
                "{}  {}, {}",
                file.name,
                file.form.label(lang),
                file.encoding
            );
            for note in &file.notes {
                let _ = writeln!(out, "  {note}");
            }
            for unrecognised in self
                .unrecognised_columns
                .iter()
                .filter(|columns| columns.file == index)
            {
                let names = unrecognised.columns.join(", ");
                let _ = match lang {
                    Lang::Ko => writeln!(out, "  쓰지 않은 열: {names}"),
                    Lang::En => writeln!(out, "  columns not used: {names}"),
                };
            }
        }
    }

    fn render_counts(&self, out: &mut String, lang: Lang) {
        let labels = match lang {
            Lang::Ko => [
                "행",
                "수용",
                "  보정",
                "  의심",
                "격리",
                "거부",
                "비공개 처리한 휴대전화",
            ],
            Lang::En => [
                "rows",
                "accepted",
                "  mended",
                "  suspect",
                "quarantined",
                "refused",
                "mobile numbers withheld",
            ],
        };
        let counts = [
            self.rows,
            self.accepted,
            self.mended,
            self.suspect,
            self.quarantined,
            self.refused,
            self.withheld_mobile_numbers,
        ];
        let widest = labels.iter().map(|label| width(label)).max().unwrap_or(0);
        out.push('\n');
        for (index, (label, count)) in labels.iter().zip(counts).enumerate() {
            let remark = match (index, lang) {
                (2 | 3, Lang::Ko) => "  (수용에 포함)",
                (2 | 3, Lang::En) => "  (among the accepted)",
                _ => "",
            };
            let _ = writeln!(
                out,
                "{label}{}  {:>11}{remark}",
                " ".repeat(widest - width(label)),
                grouped(count)
            );
        }
    }

    fn render_kinds(&self, out: &mut String, lang: Lang) {
        let mut kinds: Vec<&KindCount> = self.by_kind.iter().collect();
        kinds.sort_by_key(|entry| (entry.severity, entry.kind));
        for entry in kinds {
            let _ = writeln!(
                out,
                "\n{} {}: {}",
                entry.severity.label(lang),
                entry.kind.code(),
                grouped(entry.count)
            );
            if entry.kind == IssueKind::PurposeUnknown {
                self.render_labels(out);
                continue;
            }
            for issue in &entry.examples {
                let place = match self.files.get(issue.file) {
                    Some(file) if self.files.len() > 1 => format!("{}, ", file.name),
                    _ => String::new(),
                };
                let _ = writeln!(out, "  {place}{}", issue.sentence(lang));
            }
        }
    }

    fn render_labels(&self, out: &mut String) {
        let mut labels: Vec<(&String, u64)> = self
            .unknown_purpose_labels
            .iter()
            .map(|(label, &count)| (label, count))
            .collect();
        labels.sort_by_key(|&(label, count)| (std::cmp::Reverse(count), label));
        for &(label, count) in labels.iter().take(20) {
            let _ = writeln!(out, "  {:>9}  {label}", grouped(count));
        }
        if labels.len() > 20 {
            let _ = writeln!(out, "  …");
        }
    }

    fn render_registers(&self, out: &mut String, lang: Lang) {
        const SHOWN: usize = 10;
        let mut registers: Vec<_> = self.registers.iter().collect();
        registers
            .sort_by_key(|register| (std::cmp::Reverse(register.sites), &register.institution));
        let (sites, units) = self
            .registers
            .iter()
            .fold((0, 0), |sum, next| (sum.0 + next.sites, sum.1 + next.units));
        let _ = match lang {
            Lang::Ko => {
                writeln!(
                    out,
                    "\n대장 {}개: {}개 지점, 카메라 {}대",
                    registers.len(),
                    grouped(sites),
                    grouped(units)
                )
            }
            Lang::En => {
                writeln!(
                    out,
                    "\n{} register{}: {} sites, {} cameras",
                    registers.len(),
                    if registers.len() == 1 { "" } else { "s" },
                    grouped(sites),
                    grouped(units)
                )
            }
        };
        for register in registers.iter().take(SHOWN) {
            let _ = writeln!(
                out,
                "  {:>9}  {:<7}  {} ({})",
                grouped(register.sites),
                register.institution,
                register.name,
                register.source
            );
        }
        if registers.len() > SHOWN {
            let _ = writeln!(out, "  …");
        }
    }
}

/// Columns that a text takes in a terminal: Hangul takes two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if ('\u{1100}'..='\u{FFDC}').contains(&c) {
                2
            } else {
                1
            }
        })
        .sum()
}

/// A number with thousands separators.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(kind: IssueKind, row: u32) -> Issue {
        Issue {
            file: 0,
            member: None,
            row: Some(row),
            column: None,
            value: Some("x".into()),
            detail: None,
            kind,
        }
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(
            [0, 999, 1000, 330_761].map(grouped),
            ["0", "999", "1,000", "330,761"]
        );
    }

    #[test]
    fn only_the_first_examples_are_kept_but_all_are_counted() {
        let mut report = Report::default();
        for row in 2..12 {
            report.add(issue(IssueKind::OutsideKorea, row));
            report.add(issue(IssueKind::OutsideInstitution, row));
        }
        assert_eq!(
            (
                report.count(IssueKind::OutsideKorea),
                report.suspect,
                report.issues.len()
            ),
            (10, 10, 20)
        );
        assert!(
            report
                .by_kind
                .iter()
                .all(|entry| entry.examples.len() == EXAMPLES)
        );
    }

    #[test]
    fn the_text_for_people_is_complete_in_both_languages() {
        let mut report = Report {
            rows: 3,
            accepted: 2,
            quarantined: 1,
            ..Report::default()
        };
        report.add(issue(IssueKind::OutsideKorea, 3));
        assert!(
            report
                .render(Lang::En)
                .contains("row 3: \"x\" lies outside Korea"),
            "{}",
            report.render(Lang::En)
        );
        assert!(
            report.render(Lang::Ko).contains("3행"),
            "{}",
            report.render(Lang::Ko)
        );
    }
}
