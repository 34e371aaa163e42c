//! The report as a text for people.

use std::fmt::Write;

use super::{KindCount, Report, RowCounts};
use crate::import::issue::{IssueKind, Lang};
use crate::model::RowUnit;

impl Report {
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
                let _ = writeln!(out, "  {}", note.message(lang));
            }
            for table in self.tables.iter().filter(|table| table.file == index) {
                let _ = writeln!(out, "  {}", table.sentence(lang));
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
                "이동형",
                "격리",
                "거부",
                "비공개 처리한 개인정보",
            ],
            Lang::En => [
                "rows",
                "accepted",
                "  mended",
                "  suspect",
                "mobile units",
                "quarantined",
                "refused",
                "personal data withheld",
            ],
        };
        let counts = [
            self.rows,
            self.accepted,
            self.mended,
            self.suspect,
            self.mobile,
            self.quarantined,
            self.refused,
            self.withheld.total(),
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

    fn render_rows(&self, out: &mut String, lang: Lang) {
        let rows = || self.registers.iter().map(|register| &register.rows);
        let repeated: u64 = rows().map(|rows| rows.repeated_rows).sum();
        if repeated == 0 {
            return;
        }
        let sum = |count: fn(&RowCounts) -> u64| grouped(rows().map(count).sum());
        let largest = grouped(rows().map(|rows| rows.largest_group).max().unwrap_or(0));
        let cameras = rows().filter(|rows| rows.row_is == RowUnit::Camera).count();
        let alike = sum(|rows| rows.repeated_rows + rows.groups);
        let groups = sum(|rows| rows.groups);
        let if_poles = sum(|rows| rows.units_if_poles);
        let if_cameras = sum(|rows| rows.units_if_cameras);
        let summed = sum(|rows| rows.units_summed);
        let _ = match lang {
            Lang::Ko => writeln!(
                out,
                "같은 내용의 행 {alike}개를 {groups}개 지점으로 묶었습니다(가장 큰 묶음 {largest}행). 카메라 수는 행이 \
                 지점이면 {if_poles}대, 행이 카메라이면 {if_cameras}대이며, 그대로 더하면 {summed}대입니다. 행이 카메라로 \
                 보이는 대장: {cameras}개"
            ),
            Lang::En => writeln!(
                out,
                "{alike} rows say the same as others and make {groups} sites (the largest of {largest} rows). Cameras: \
                 {if_poles} if a row is a pole, {if_cameras} if a row is a camera, {summed} if all counts are summed. \
                 Registers whose rows seem to be cameras: {cameras}"
            ),
        };
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
        self.render_rows(out, lang);
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
#[must_use]
pub fn grouped(number: u64) -> String {
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
