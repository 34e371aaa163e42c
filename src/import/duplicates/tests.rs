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
