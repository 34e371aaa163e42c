//! Made-up registers for the tests of the checks.

use crate::import::{
    Import, Issue, IssueKind, Options, ProjectedColumns, Register, Report, read_bytes, run_checks,
};
use crate::model::decimal::decimals_of;
use crate::model::site::PositionReasons;
use crate::model::{PositionQuality, Purpose, RowUnit, SiteRecord, StatedRange};
use crate::place::Places;
use crate::spatial::LonLat;
use crate::spatial::crs::{EpsgCode, Transformation};

/// A site with nothing but row, position and address.
pub(in crate::import) fn site(row: u32, lon: f64, lat: f64, address: &str) -> SiteRecord {
    let decimals = decimals_of(lon).max(decimals_of(lat));
    SiteRecord {
        source_row: row,
        management_no: None,
        manager_raw: None,
        department: None,
        position: LonLat::new(lon, lat).unwrap(),
        uncertainty_m: 71_000.0 * 0.1_f64.powi(i32::try_from(decimals).unwrap()),
        quality: PositionQuality::Ok,
        reasons: PositionReasons::default(),
        purpose: Purpose::Crime,
        purpose_raw: None,
        unit_count: None,
        direction_raw: None,
        row_range: StatedRange::default(),
        road_address: (!address.is_empty()).then(|| address.into()),
        lot_address: None,
        retention: None,
        installed: None,
        pixels: None,
        pixels_raw: None,
        retention_raw: None,
        phone: None,
        reference_date: None,
        members: Box::default(),
    }
}

/// A register of an institution.
pub(super) fn register(institution: &str, sites: impl IntoIterator<Item = SiteRecord>) -> Register {
    Register {
        institution: institution.to_owned(),
        source: "standard".to_owned(),
        file: 0,
        sample: false,
        reference_date: None,
        copies: 1,
        sites: sites.into_iter().map(Box::new).collect(),
        members: Vec::new(),
        systems: Vec::new(),
        mobile_units: Vec::new(),
        row_is: RowUnit::Unknown,
    }
}

/// An import of one register, examined.
pub(in crate::import) fn import_of(
    institution: &str,
    sites: impl IntoIterator<Item = SiteRecord>,
    options: &Options,
) -> Import {
    let mut import = read_bytes(
        "made-up.csv",
        "위도,경도\n37.5385,127.0847\n".as_bytes(),
        &Options::default(),
    )
    .unwrap();
    import.registers = vec![Register {
        row_is: options.row_is,
        ..register(institution, sites)
    }];
    import.report = Report {
        registers: import.report.registers,
        ..Report::default()
    };
    run_checks(&mut import, Places::embedded());
    import
}

/// The same of sites whose positions were transformed from a coordinate system.
pub(super) fn import_in(
    institution: &str,
    sites: impl IntoIterator<Item = SiteRecord>,
    system: Option<EpsgCode>,
) -> Import {
    let mut import = import_of(institution, [], &Options::default());
    import.registers = vec![Register {
        systems: vec![(0, system)],
        ..register(institution, sites)
    }];
    run_checks(&mut import, Places::embedded());
    import
}

/// A register of an institution as metres of a system, x and y exchanged or not, that are read as those of another.
pub(super) fn import_metres(
    points: &[LonLat],
    institution: &str,
    (truth, swapped): (u32, bool),
    taken: u32,
) -> Import {
    let back = Transformation::from_lonlat(EpsgCode::new(truth)).unwrap();
    let mut lines = vec!["관리기관명,소재지지번주소,x,y".to_owned()];
    for (number, at) in points.iter().enumerate() {
        let (x, y) = back.project(*at).unwrap();
        let (x, y) = if swapped { (y, x) } else { (x, y) };
        lines.push(format!(
            "{institution},{institution} 산 {number},{x:.3},{y:.3}"
        ));
    }
    let options = Options {
        crs: Some(ProjectedColumns {
            code: EpsgCode::new(taken),
            x: "x".into(),
            y: "y".into(),
        }),
        ..Options::default()
    };
    let mut import = read_bytes("f.csv", lines.join("\n").as_bytes(), &options).unwrap();
    run_checks(&mut import, Places::embedded());
    import
}

/// The issues of one kind.
pub(super) fn examined_issues(
    institution: &str,
    sites: impl IntoIterator<Item = SiteRecord>,
    kind: IssueKind,
) -> Vec<Issue> {
    let issues = import_of(institution, sites, &Options::default())
        .report
        .issues;
    issues
        .into_iter()
        .filter(|issue| issue.kind == kind)
        .collect()
}

/// The rows of the issues of one kind.
pub(super) fn examined(
    institution: &str,
    sites: impl IntoIterator<Item = SiteRecord>,
    kind: IssueKind,
) -> Vec<u32> {
    examined_issues(institution, sites, kind)
        .into_iter()
        .filter_map(|issue| issue.row)
        .collect()
}
