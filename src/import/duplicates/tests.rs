use super::*;
use crate::import::Options;
use crate::import::checks::testing::{import_of, site};
use crate::model::RetentionRule;

fn numbered(row: u32, number: &str, count: Option<u16>, address: &str) -> SiteRecord {
    SiteRecord {
        management_no: Some(number.into()),
        unit_count: count,
        ..site(row, 127.08472, 37.53851, address)
    }
}

#[test]
fn rows_that_say_the_same_are_one_site_of_which_the_lowest_number_stands_for_all() {
    let rows = vec![
        numbered(2, "202330400000800003", Some(2), "자양로 117"),
        numbered(3, "202330400000800009", Some(2), "자양로 119"),
        numbered(4, "202330400000800001", Some(2), "자양로 117"),
        numbered(5, "202330400000800002", Some(3), "자양로 117"),
        numbered(6, "202330400000800002", Some(2), "자양로 117"),
    ];
    let import = import_of("3040000", rows, &Options::default());
    let sites = &import.registers[0].sites;
    assert_eq!(sites.len(), 3);
    assert_eq!(
        sites[0].management_no.as_deref(),
        Some("202330400000800001")
    );
    let members: Vec<_> = sites[0]
        .members
        .iter()
        .map(|member| (member.source_row, member.management_no.as_deref()))
        .collect();
    assert_eq!(
        members,
        [
            (6, Some("202330400000800002")),
            (2, Some("202330400000800003"))
        ]
    );
    assert!(sites[1..].iter().all(|site| site.members.is_empty()));
}

#[test]
fn grouping_is_what_a_comparison_of_all_pairs_finds() {
    let mut rows = Vec::new();
    for n in 0..240_u32 {
        let mut row = numbered(n + 2, &format!("{:018}", 999 - n), None, "자양로 117");
        row.unit_count = [None, Some(1), Some(2)][(n % 3) as usize];
        row.direction_raw = (n % 4 == 0).then(|| "360도".into());
        row.phone = (n % 5 == 0).then(|| "02-450-7679".into());
        row.retention = (n % 7 < 2).then_some(RetentionRule::Exact(30));
        rows.push(Box::new(row));
    }
    let same = |a: &SiteRecord, b: &SiteRecord| {
        let bare = |site: &SiteRecord| SiteRecord {
            source_row: 0,
            management_no: None,
            ..site.clone()
        };
        bare(a) == bare(b)
    };
    let mut expected: Vec<Vec<u32>> = Vec::new();
    let mut seen = vec![false; rows.len()];
    for a in 0..rows.len() {
        if !seen[a] {
            let alike: Vec<usize> = (a..rows.len())
                .filter(|&b| same(&rows[a], &rows[b]))
                .collect();
            for &b in &alike {
                seen[b] = true;
            }
            expected.push(alike.iter().map(|&b| rows[b].source_row).collect());
        }
    }
    group_sites(&mut rows);
    let found: Vec<Vec<u32>> = rows
        .iter()
        .map(|site| {
            let members = site.members.iter().map(|member| member.source_row);
            let mut all: Vec<u32> = std::iter::once(site.source_row).chain(members).collect();
            all.sort_unstable();
            all
        })
        .collect();
    assert_eq!(found, expected);
}

/// What a row is taken for, and how many units that makes, of poles given as (rows, stated count).
fn told(poles: &[(usize, u16)], row_is: RowUnit) -> (RowUnit, u64, u64, u64) {
    let mut row = 1;
    let mut rows = Vec::new();
    for (pole, &(times, count)) in poles.iter().enumerate() {
        for _ in 0..times {
            row += 1;
            rows.push(numbered(
                row,
                &format!("{row:018}"),
                Some(count),
                &format!("자양로 {pole}"),
            ));
        }
    }
    let options = Options {
        row_is,
        ..Options::default()
    };
    let report = import_of("3040000", rows, &options).report;
    let summary = &report.registers[0];
    (
        summary.rows.row_is,
        summary.units,
        summary.rows.units_if_poles,
        summary.rows.units_if_cameras,
    )
}

#[test]
fn a_row_is_a_camera_where_counts_of_one_repeat_or_groups_are_as_large_as_they_state() {
    let mut poles = vec![(3, 1); 20];
    poles.extend([(2, 1), (1, 1), (5, 1)]);
    assert_eq!(
        told(&poles, RowUnit::Unknown),
        (RowUnit::Camera, 68, 23, 68)
    );
    assert_eq!(
        told(&[(4, 4); 20], RowUnit::Unknown),
        (RowUnit::Camera, 80, 80, 80)
    );
    let mut mixed = vec![(2, 3); 15];
    mixed.extend([(1, 3); 15]);
    assert_eq!(
        told(&mixed, RowUnit::Unknown),
        (RowUnit::Unknown, 90, 90, 45)
    );
    assert_eq!(
        told(&[(1, 1); 20], RowUnit::Unknown),
        (RowUnit::Unknown, 20, 20, 20)
    );
}

#[test]
fn a_register_that_stands_twice_counts_once() {
    assert_eq!(
        told(&[(2, 3); 30], RowUnit::Unknown),
        (RowUnit::Unknown, 90, 90, 30)
    );
    // Two cameras at half of the poles, and the whole of it twice.
    let mut poles = vec![(2, 1); 20];
    poles.extend([(4, 1); 20]);
    assert_eq!(
        told(&poles, RowUnit::Unknown),
        (RowUnit::Camera, 60, 40, 60)
    );
}

#[test]
fn what_the_user_says_of_a_row_is_followed() {
    let poles = [(3, 1); 20];
    assert_eq!(told(&poles, RowUnit::Pole), (RowUnit::Pole, 20, 20, 20));
    assert_eq!(told(&poles, RowUnit::Camera), (RowUnit::Camera, 60, 20, 60));
}

/// An import of rows in CSV members of an archive, or of files of their own.
fn import_parts(parts: &[&[String]], in_archive: bool) -> Import {
    const HEADER: &str =
        "관리번호,관리기관명,소재지지번주소,설치목적구분,카메라대수,위도,경도,데이터기준일자";
    let folder = tempfile::tempdir().unwrap();
    let text = |rows: &[String]| format!("{HEADER}\n{}\n", rows.join("\n"));
    let mut paths = Vec::new();
    for (number, rows) in parts.iter().enumerate() {
        let path = folder.path().join(format!("{number}.csv"));
        std::fs::write(&path, text(rows)).unwrap();
        paths.push(path);
    }
    if in_archive {
        paths = vec![folder.path().to_path_buf()];
    }
    let mut import = crate::import::read(&paths, &Options::default(), &|_| {}).unwrap();
    crate::import::run_checks(&mut import, crate::place::Places::embedded());
    import
}

/// Rows of 광진구, each at a place of its own.
fn rows(places: std::ops::Range<u32>, numbers: u32, date: &str) -> Vec<String> {
    let row = |n: u32| {
        format!(
            "20263040000080{:04},서울특별시 광진구청,자양동 {n},생활방범,1,37.5{n:03}11,127.08472,{date}",
            numbers + n
        )
    };
    places.map(row).collect()
}

#[test]
fn what_two_files_or_members_say_is_one_site_and_counted_once() {
    for in_archive in [false, true] {
        for (numbers, date) in [(0, "2026-05-18"), (500, "2026-05-18"), (0, "2026-06-18")] {
            let (older, newer) = (
                rows(310..350, 0, "2026-05-18"),
                rows(330..370, numbers, date),
            );
            let import = import_parts(&[&older, &newer], in_archive);
            let here = format!("{in_archive} {numbers} {date}");
            let registers = &import.report.registers;
            assert_eq!(registers.len(), 1, "{here}");
            assert_eq!(import.report.accepted, 80, "{here}");
            assert_eq!(
                registers.iter().map(|one| one.sites).sum::<u64>(),
                60,
                "{here}"
            );
            // A fourth of the rows repeats; yet none of them is a camera beside another.
            assert_eq!(
                registers.iter().map(|one| one.units).sum::<u64>(),
                60,
                "{here}"
            );
            let sites = || import.registers.iter().flat_map(|register| &register.sites);
            assert_eq!(sites().map(|site| site.rows()).sum::<usize>(), 80, "{here}");
            let latest = sites().filter(|site| site.reference_date.unwrap().to_string() == date);
            assert_eq!(
                latest.count(),
                if date.contains("-06-") { 40 } else { 60 },
                "{here}"
            );
            let told: Vec<_> = import
                .report
                .issues
                .iter()
                .filter(|issue| issue.kind == IssueKind::RowsInOtherFile)
                .map(|issue| issue.detail.clone().unwrap())
                .collect();
            assert_eq!(told.len(), 1, "{here}");
            assert!(told[0].starts_with("20 → 0.csv"), "{here} {told:?}");
            assert!(
                import
                    .report
                    .issues
                    .iter()
                    .all(|issue| issue.kind != IssueKind::NumberRepeated),
                "{here}"
            );
        }
    }
}

#[test]
fn cameras_of_a_pole_are_as_many_as_the_file_has_that_has_most_of_them() {
    // Twelve poles of two cameras, each a row; the other file has three rows for one of them.
    let row = |place: u32, number: u32| rows(place..place + 1, number, "2026-05-18").remove(0);
    let poles = || (310..322).flat_map(|place| [row(place, 0), row(place, 100)]);
    let older: Vec<String> = poles().collect();
    let newer: Vec<String> = poles().chain([row(310, 200)]).collect();
    for in_archive in [false, true] {
        let import = import_parts(&[&older, &newer], in_archive);
        let registers = &import.report.registers;
        assert_eq!(
            registers.iter().map(|one| one.sites).sum::<u64>(),
            12,
            "{in_archive}"
        );
        assert_eq!(
            registers.iter().map(|one| one.units).sum::<u64>(),
            25,
            "{in_archive}"
        );
    }
}

#[test]
fn registers_of_different_sources_stay_apart_and_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
    for path in &paths {
        let lines: Vec<String> = (310..350)
            .map(|n| format!("서울특별시 광진구청,자양동 {n},37.5{n}11,127.08472\n"))
            .collect();
        let more = if path.ends_with("b.csv") { "\n" } else { "" };
        let text = format!(
            "관리기관명,소재지지번주소,위도,경도\n{}{more}",
            lines.concat()
        );
        std::fs::write(path, text).unwrap();
    }
    let mut import = crate::import::read(&paths, &Options::default(), &|_| {}).unwrap();
    crate::import::run_checks(&mut import, crate::place::Places::embedded());
    let sites: Vec<u64> = import
        .report
        .registers
        .iter()
        .map(|one| one.sites)
        .collect();
    assert_eq!(sites, [40, 40]);
    let mut issues = import.report.issues.iter();
    assert!(
        issues.any(|issue| issue.kind == IssueKind::RowsInOtherSource
            && issue.detail.as_deref() == Some("40 → a.csv"))
    );
}

/// Rows of poles in 광진구 that differ in the mark of the camera, each stating `stated` cameras.
fn cameras_of(poles: &[(u32, u16)]) -> crate::import::Report {
    let mut text =
        "관리기관명,소재지지번주소,설치목적구분,카메라대수,촬영방면정보,위도,경도\n".to_owned();
    for (pole, &(rows, stated)) in poles.iter().enumerate() {
        for row in 0..rows {
            let direction = ["동쪽", "서쪽", "남쪽", "북쪽"][row as usize % 4];
            let row = format!(
                "서울특별시 광진구청,자양동 {pole}(고정{row}),생활방범,{stated},{direction},37.5{pole:03}11,127.08472\n"
            );
            text.push_str(&row);
        }
    }
    let mut import =
        crate::import::read_bytes("a.csv", text.as_bytes(), &Options::default()).unwrap();
    crate::import::run_checks(&mut import, crate::place::Places::embedded());
    import.report
}

#[test]
fn rows_that_differ_are_cameras_where_as_many_stand_together_as_each_states() {
    for (poles, row_is, units, kind) in [
        (
            [(4, 4), (3, 3), (2, 2), (1, 1)].repeat(10),
            RowUnit::Camera,
            100,
            Some(IssueKind::RowsAreCameras),
        ),
        (
            [[(3, 3); 20], [(1, 3); 20]].concat(),
            RowUnit::Unknown,
            240,
            Some(IssueKind::RowsMayBeCameras),
        ),
        (vec![(1, 3); 40], RowUnit::Unknown, 120, None),
        (vec![(2, 2); 9], RowUnit::Unknown, 36, None),
    ] {
        let report = cameras_of(&poles);
        let register = &report.registers[0];
        assert_eq!(
            (register.rows.row_is, register.units),
            (row_is, units),
            "{poles:?}"
        );
        for possible in [IssueKind::RowsAreCameras, IssueKind::RowsMayBeCameras] {
            assert_eq!(
                report.count(possible),
                u64::from(kind == Some(possible)),
                "{poles:?}"
            );
        }
    }
}
