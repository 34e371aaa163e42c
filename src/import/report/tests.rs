use super::*;
use crate::import::issue::Lang;

fn issue(kind: IssueKind, row: u32) -> Issue {
    Issue {
        file: 0,
        institution: None,
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
        report.push(issue(IssueKind::OutsideKorea, row));
        report.push(issue(IssueKind::OutsideInstitution, row));
        report.count_suspect(0, None);
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
fn each_institution_is_told_about_its_own_rows() {
    let mut report = Report::default();
    for (row, institution) in (2..).zip([Some("3040000"), Some("4140000"), Some("3040000"), None]) {
        report.push(Issue {
            institution,
            ..issue(IssueKind::OutsideInstitution, row)
        });
        report.count_suspect(0, institution);
    }
    report.push(Issue {
        row: None,
        ..issue(IssueKind::PurposeMissing, 0)
    });
    let found: Vec<_> = report
        .by_institution
        .values()
        .map(|counts| {
            (
                counts.institution,
                counts.suspect,
                counts.by_kind[0].examples.len(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [("3040000", 2, 2), ("4140000", 1, 1), ("unknown", 1, 1)]
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
    report.push(issue(IssueKind::OutsideKorea, 3));
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
