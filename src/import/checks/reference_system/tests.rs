use super::*;
use crate::import::checks::testing::{import_in, import_metres, site};
use crate::model::{Institution, InstitutionRegistry};
use crate::place::Places;

/// Points spread evenly over 광진구 as they are in `truth`, read as `taken`.
fn misread(truth: u32, taken: u32, system: Option<u32>) -> Vec<String> {
    let outline = Places::embedded()
        .outlines()
        .iter()
        .find(|outline| outline.code == "11215")
        .unwrap();
    let bbox = *outline.bbox();
    let back = Transformation::from_lonlat(EpsgCode::new(truth)).unwrap();
    let forth = Transformation::new(EpsgCode::new(taken)).unwrap();
    let sites: Vec<_> = (0..3600_u32)
        .filter_map(|n| {
            let part = |n: u32| (f64::from(n) + 0.5) / 60.0;
            let lon = bbox.west + (bbox.east - bbox.west) * part(n % 60);
            let lat = bbox.south + (bbox.north - bbox.south) * part(n / 60);
            let at = LonLat::new(lon, lat).unwrap();
            if !outline.contains(at) {
                return None;
            }
            let (x, y) = back.project(at).unwrap();
            let read = forth.to_lonlat(x, y).unwrap();
            Some(site(
                n + 2,
                read.lon(),
                read.lat(),
                "서울특별시 광진구 자양동 1",
            ))
        })
        .collect();
    import_in("3040000", sites, system.map(EpsgCode::new))
        .report
        .issues
        .into_iter()
        .filter(|issue| {
            matches!(
                issue.kind,
                IssueKind::OtherReferenceSystem
                    | IssueKind::OtherReferenceSystemThin
                    | IssueKind::DegreesConvertedWrongly
            )
        })
        .map(|issue| issue.detail.unwrap().split(" (").next().unwrap().to_owned())
        .collect()
}

/// Points spread evenly over a municipality, on no lattice with the axes, and who runs it.
fn spread(code: &str) -> (Vec<LonLat>, &'static Institution) {
    let mut outlines = Places::embedded().outlines().iter();
    let outline = outlines.find(|outline| outline.code == code).unwrap();
    let mut institutions = InstitutionRegistry::embedded().all().iter();
    let institution = institutions
        .find(|institution| institution.sigungu.iter().any(|one| one == code))
        .unwrap();
    let bbox = *outline.bbox();
    let points = (0..700_u32).map(|n| {
        let part = |step: f64| (f64::from(n) * step).fract();
        let lon = bbox.west + (bbox.east - bbox.west) * part(0.754_877_666);
        let lat = bbox.south + (bbox.north - bbox.south) * part(0.569_840_291);
        LonLat::new(lon, lat).unwrap()
    });
    (
        points.filter(|at| outline.contains(*at)).collect(),
        institution,
    )
}

/// The names before the shares that a remark lists.
fn names(detail: &str) -> Vec<String> {
    let named = detail.split(", ").map(|one| one.split(" (").next());
    named.map(|name| name.unwrap().to_owned()).collect()
}

/// What is named for degrees of a municipality that were made of metres of `right` as if they were of `used`.
fn converted(code: &str, right: u32, used: u32) -> Vec<String> {
    let (points, institution) = spread(code);
    let back = Transformation::from_lonlat(EpsgCode::new(right)).unwrap();
    let forth = Transformation::new(EpsgCode::new(used)).unwrap();
    let sites: Vec<_> = (2..)
        .zip(points)
        .filter_map(|(row, at)| {
            let (x, y) = back.project(at).unwrap();
            let read = forth.to_lonlat(x, y).ok()?;
            let address = format!("{} {} 산 {row}", institution.region_ko, institution.name_ko);
            Some(site(row, read.lon(), read.lat(), &address))
        })
        .collect();
    let issues = import_in(&institution.code, sites, None)
        .report
        .issues
        .into_iter();
    issues
        .filter(|issue| issue.kind == IssueKind::DegreesConvertedWrongly)
        .flat_map(|issue| names(issue.detail.as_deref().unwrap()))
        .collect()
}

/// The systems that are named for a register of a municipality in one system that is read in another.
fn named(code: &str, truth: u32, taken: u32) -> Vec<String> {
    let (points, institution) = spread(code);
    let name = format!("{} {}", institution.region_ko, institution.name_ko);
    let import = import_metres(&points, &name, (truth, false), taken);
    assert!(import.report.rows > 150, "{code}");
    let issues = import.report.issues.iter();
    issues
        .filter(|issue| {
            matches!(
                issue.kind,
                IssueKind::OtherReferenceSystem | IssueKind::OtherReferenceSystemThin
            )
        })
        .flat_map(|issue| {
            let taken = format!("EPSG:{taken}");
            assert_eq!(issue.value.as_deref(), Some(taken.as_str()));
            names(issue.detail.as_deref().unwrap())
        })
        .collect()
}

#[test]
fn every_pair_of_the_five_common_systems_names_the_true_one_wherever_another_is_named() {
    // 300 m apart: only points near a border tell, so that nothing may be said.
    let near = [5181, 5174, 2097];
    // 김해, 경주, 순천, 평택, 강릉, 서귀포, 광진.
    for code in [
        "48250", "47130", "46150", "41220", "51150", "50130", "11215",
    ] {
        for truth in [5186, 5181, 5179, 5174, 2097] {
            for taken in [5186, 5181, 5179, 5174, 2097] {
                let named = named(code, truth, taken);
                let here = format!("{code}: {truth} as {taken}: {named:?}");
                if truth == taken {
                    assert!(named.is_empty(), "{here}");
                } else if !(named.is_empty() && near.contains(&truth) && near.contains(&taken)) {
                    assert!(named.contains(&format!("EPSG:{truth}")), "{here}");
                    assert!(named.len() <= 4, "{here}");
                }
            }
        }
    }
}

#[test]
fn a_hundred_kilometres_and_three_hundred_metres_are_told_with_the_system_that_fits() {
    for (truth, taken) in [(5181, 5186), (5186, 5181), (5174, 5181), (2097, 5174)] {
        assert_eq!(
            misread(truth, taken, Some(taken)),
            [format!("EPSG:{truth}")],
            "{taken}"
        );
    }
    assert_eq!(misread(4162, 4326, None), ["EPSG:4162"]);
    assert_eq!(misread(4326, 4162, Some(4162)), ["EPSG:4326"]);
    assert_eq!(misread(5181, 5186, None), ["EPSG:5186 → EPSG:5181"]);
}

#[test]
fn points_lie_as_far_north_and_east_as_the_table_says() {
    for (now, then, north_deg, east_deg) in CONVERTED {
        for (lon, lat) in [(124.6, 33.1), (126.2, 38.6), (129.6, 35.0), (131.9, 37.2)] {
            let at = LonLat::new(lon, lat).unwrap();
            let back = system(EpsgCode::new(now), Way::Back).unwrap();
            let forth = system(EpsgCode::new(then), Way::Forth).unwrap();
            let (x, y) = back.project(at).unwrap();
            let Ok(to) = forth.to_lonlat(x, y) else {
                continue;
            };
            let is_near = |a: f64, b: f64| (a - b).abs() < ABOUT_DEG;
            assert!(is_near(to.lat() - lat, north_deg), "{now} {then} {to:?}");
            assert!(is_near(to.lon() - lon, east_deg), "{now} {then} {to:?}");
        }
    }
}

/// Inland, no point tells the three systems that are 300 m apart: all are named.
#[test]
fn systems_that_explain_degrees_alike_are_all_named() {
    for right in [5181, 5174, 2097] {
        assert_eq!(
            converted("48250", right, 5186),
            [5181, 5174, 2097].map(|one| format!("EPSG:5186 → EPSG:{one}")),
            "{right}"
        );
        assert_eq!(
            converted("48250", 5186, right),
            [5181, 5174, 2097].map(|one| format!("EPSG:{one} → EPSG:5186")),
            "{right}"
        );
    }
}

#[test]
fn degrees_that_were_made_in_the_wrong_system_name_all_that_explain_them() {
    let near = [5181, 5174, 2097];
    // 김해, 평택.
    for code in ["48250", "41220"] {
        for used in near.into_iter().chain([5186, 5187, 5185]) {
            for right in near.into_iter().chain([5186, 5187]) {
                let told = converted(code, right, used);
                let here = format!("{code}: {right} as {used}: {told:?}");
                if CONVERTED.iter().any(|&(a, b, ..)| (a, b) == (used, right)) {
                    let pair = format!("EPSG:{used} → EPSG:{right}");
                    assert!(told.contains(&pair) && told.len() <= 3, "{here}");
                } else {
                    assert!(right != used || told.is_empty(), "{here}");
                }
            }
        }
    }
}

#[test]
fn what_was_read_rightly_is_left_in_peace() {
    assert!(misread(5186, 5186, Some(5186)).is_empty());
    assert!(misread(4326, 4326, None).is_empty());
}
