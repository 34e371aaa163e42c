use super::*;
use crate::model::purpose::{Purpose, purposes};
use crate::model::{InstitutionRegistry, RetentionRule};

fn judge(cells: &[(Column, &str)]) -> Judged {
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let judge = Judge {
        in_parts: InParts::default(),
        matcher: &matcher,
        purposes: purposes(),
        crs: None,
        geometry: GeometryRule::default(),
        institution: None,
        bare_number: BareNumber::Ambiguous,
        today: jiff::civil::date(2026, 11, 22),
        memos: ThreadMemos::default(),
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
    let code = institution.map(|index| InstitutionRegistry::embedded().all()[index].code.as_str());
    assert_eq!((code, kinds.as_slice()), (Some("3040000"), &[][..]));
    assert_eq!(
        (record.purpose, record.unit_count, record.retention),
        (Purpose::Crime, Some(3), Some(RetentionRule::Exact(30)))
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
    let (record, _, kinds) = site(&[(Column::UnitCount, "다수"), (Column::Manager, "하남시청")]);
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
            (record.retention, kinds.as_slice()),
            (
                Some(RetentionRule::Unknown),
                &[IssueKind::RetentionUnreadable][..]
            ),
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
    assert_eq!(judged.withheld.mobile_numbers, 4);
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
    assert_eq!(judged.withheld.mobile_numbers, 1);
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

proptest::proptest! {
    #[test]
    fn no_cells_make_it_panic(texts in proptest::collection::vec("\\PC{0,30}", Column::COUNT)) {
        let cells: Vec<(Column, &str)> = Column::ALL.iter().copied().zip(texts.iter().map(String::as_str)).collect();
        let _ = judge(&cells);
        let _ = judge(&cells[..Column::Latitude as usize]);
    }
}
