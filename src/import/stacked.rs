//! Tables one below the other in one sheet or file: where the next one begins, and what its columns mean.
//!
//! A reader judges its rows under one header; a row that names other columns ends that part, and the rows
//! below are judged under it. What stands above the first header is no row, unless it has coordinates.

use super::Error;
use super::columns::Dictionary;
use super::header::{Understood, understand};
use super::issue::IssueKind;
use super::judge::Judge;
use super::mapping::Called;
use super::row::{Finding, Judged, Outcome};
use super::table::{Table, TableRow};
use crate::model::personal::Withheld;

/// Most tables one below the other: each has the rows below it judged again.
const MOST_TABLES: usize = 64;

/// The rows of one header, and how they are judged.
pub(super) struct Part<'j> {
    /// Which table it is, from 1.
    number: usize,
    pub(super) understood: Understood,
    pub(super) judge: Judge<'j>,
}

impl<'j> Part<'j> {
    pub(super) fn new(understood: Understood, judge: &Judge<'j>) -> Self {
        Self {
            number: 1,
            judge: judge
                .by(understood.mapping.as_deref())
                .under(&understood.header.names),
            understood,
        }
    }

    /// The dictionary, where a row may be the header of another table: not where the form names the
    /// columns, nor where nobody does.
    pub(super) fn looks_for_more<'d>(
        &self,
        dictionary: &'d Dictionary<'d>,
    ) -> Option<&'d Dictionary<'d>> {
        self.understood.header_row.map(|_| dictionary)
    }

    /// The rows above the header that have coordinates, as refused ones.
    pub(super) fn refused_above(&self) -> Vec<Judged> {
        let header = self.understood.header_row.unwrap_or_default().to_string();
        let refused = |&row: &u32| Judged {
            row,
            outcome: Outcome::Refused(None),
            findings: vec![Finding {
                kind: IssueKind::AboveTheHeader,
                column: None,
                value: Some(header.as_str().into()),
                detail: None,
            }],
            withheld: Withheld::default(),
        };
        self.understood.above.iter().map(refused).collect()
    }
}

/// The place of the first row that is the header of another table.
pub(super) fn next_header(judged: &[Judged]) -> Option<usize> {
    judged.iter().position(is_header)
}

fn is_header(judged: &Judged) -> bool {
    let mut findings = judged.findings.iter();
    findings.any(|finding| finding.kind == IssueKind::HeaderChanged)
}

/// What was found where another table begins.
pub(super) struct Next<'j> {
    pub(super) part: Part<'j>,
    /// The judged rows of the part above, and the header.
    pub(super) above: Vec<Judged>,
}

/// Turns to the table whose header was judged last; `rows` are those of the file from the row before the
/// header on, where `judged` has one before it, else from the header on.
///
/// # Errors
/// When that table is no register, or one too many.
pub(super) fn turn<'j>(
    part: &Part,
    mut judged: Vec<Judged>,
    rows: Vec<TableRow>,
    called: &Called,
    dictionary: &Dictionary,
    judge: &Judge<'j>,
) -> Result<Next<'j>, Error> {
    if part.number == MOST_TABLES {
        return Err(Error::TooManyTables {
            file: called.label.clone(),
            limit: MOST_TABLES,
        });
    }
    let row = judged.last().map_or(0, |header| header.row);
    let at = rows
        .iter()
        .position(|found| found.number == row)
        .unwrap_or(0);
    let filled = |row: &TableRow| {
        row.cells
            .iter()
            .filter(|cell| !cell.trim().is_empty())
            .count()
    };
    let is_title = at > 0 && filled(&rows[0]) == 1;
    let mut table = Table {
        rows,
        ..Table::default()
    };
    let understand = |table: &Table| {
        understand(called, table, dictionary).map_err(|why| Error::SecondTable {
            file: called.label.clone(),
            row,
            why: Box::new(why),
        })
    };
    let mut understood = understand(&table)?;
    if understood.first_line > at {
        // A third table speaks louder: this one is looked at alone.
        table.rows.truncate(understood.first_line);
        understood = understand(&table)?;
    }
    // The row before it is its first line, or a title, and no row of the table above.
    if at > 0 && (is_title || understood.first_line < at) {
        let before = judged.len().saturating_sub(2);
        if let Some(line) = judged.get_mut(before)
            && matches!(line.outcome, Outcome::Refused(_))
        {
            line.outcome = Outcome::Skipped;
            line.findings.retain(|finding| finding.kind.is_withheld());
        }
    }
    Ok(Next {
        part: Part {
            number: part.number + 1,
            ..Part::new(understood, judge)
        },
        above: judged,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Import, Options, read_bytes};

    fn import(text: &str) -> Result<Import, Error> {
        read_bytes("f.csv", text.as_bytes(), &Options::default())
    }

    const POINTS: &str = "위도,경도,주소\n37.5385,127.0847,가\n37.5401,127.0812,나\n";
    const REGISTER: &str = "관리번호,설치목적구분,카메라대수,경도,위도\nA-1,생활방범,2,127.0853,37.5312\nA-2,생활방범,3,127.0861,37.5333\n";

    /// Management number, latitude and number of cameras of a site.
    type Said = (Option<String>, f64, Option<u16>);

    /// What every site says, in the order of the file.
    fn sites(import: &Import) -> Vec<Said> {
        let sites = import.registers.iter().flat_map(|register| &register.sites);
        let mut found: Vec<&crate::model::SiteRecord> = sites.map(|site| &**site).collect();
        found.sort_by_key(|site| site.source_row);
        let said = |site: &&crate::model::SiteRecord| {
            let number = site.management_no.as_deref().map(ToOwned::to_owned);
            (number, site.position.lat(), site.unit_count)
        };
        found.iter().map(said).collect()
    }

    #[test]
    fn each_table_is_read_by_its_own_header() {
        let first = [(None, 37.5385, None), (None, 37.5401, None)];
        let second = [
            (Some("A-1".to_owned()), 37.5312, Some(2)),
            (Some("A-2".to_owned()), 37.5333, Some(3)),
        ];
        let both = import(&format!("{POINTS}{REGISTER}")).unwrap();
        assert_eq!(sites(&both), [first.clone(), second.clone()].concat());
        let other_way = import(&format!("{REGISTER}\n2. 다른 표\n{POINTS}")).unwrap();
        assert_eq!(sites(&other_way), [second, first].concat());
        assert_eq!((both.report.rows, other_way.report.rows), (4, 4));
        assert_eq!(both.report.tables.len(), 2);
    }

    #[test]
    fn a_later_table_may_have_one_column_more_or_less() {
        let more = "위도,경도,주소,설치목적구분\n37.5312,127.0853,다,생활방범\n";
        for text in [format!("{POINTS}{more}"), format!("{more}{POINTS}")] {
            let found = import(&text).unwrap();
            assert_eq!(
                (sites(&found).len(), found.report.refused),
                (3, 0),
                "{text}"
            );
        }
    }

    #[test]
    fn tables_without_end_are_refused() {
        let pair = format!("{POINTS}{REGISTER}");
        assert_eq!(
            import(&pair.repeat(MOST_TABLES / 2)).unwrap().report.rows,
            4 * 32
        );
        let why = import(&pair.repeat(MOST_TABLES / 2 + 1)).unwrap_err();
        assert!(matches!(why, Error::TooManyTables { .. }), "{why}");
    }

    #[test]
    fn a_table_that_is_no_register_refuses_the_file() {
        let bells = "비상벨번호,설치장소,위도,경도\nB-1,다,37.5312,127.0853\n";
        let why = import(&format!("{POINTS}{bells}")).unwrap_err();
        assert!(matches!(&why, Error::SecondTable { row: 4, .. }), "{why}");
        assert!(!why.is_no_register());
    }

    #[test]
    fn rows_above_the_header_are_refused_and_titles_are_not_counted() {
        let found = import(&format!("CCTV 현황,35,128\n37.51,127.01,마\n{POINTS}")).unwrap();
        assert_eq!((found.report.rows, found.report.refused), (3, 1));
        let issue = &found.report.issues[0];
        assert_eq!(
            (issue.kind, issue.row),
            (IssueKind::AboveTheHeader, Some(2))
        );
    }

    #[test]
    fn notes_below_a_table_are_told_and_no_rows() {
        let notes = "※ 문의: 안전과 055-330-3114,,\n※ 2024년 기준\n,* 출처: 내부 자료,\n(비고) 폐쇄 제외,,\n";
        let found = import(&format!("{POINTS}{notes}37.5385,,다\n,,라\n")).unwrap();
        assert_eq!((found.report.rows, found.report.refused), (4, 2));
        assert_eq!(found.report.count(IssueKind::NoteRow), 4);
    }

    #[test]
    fn pages_repeat_title_and_header() {
        let page = |number| format!("CCTV 현황,,{number}쪽\n위치,,\n{POINTS}");
        let found = import(&[page(1), page(2), page(3)].concat()).unwrap();
        assert_eq!((found.report.rows, found.report.refused), (6, 0));
    }
}
