//! CSV that an office can upload to the national portal as it is: the columns of 전국CCTV표준데이터 first,
//! in the order of the form, ours behind them.
//!
//! A record is a row of the register, not a site: where several rows say the same of one site, each is
//! written with its own 관리번호. Read back by an import, the file states what the register stated; for
//! that the columns of ours that begin with `siya_` hold what the national form has no room for, and
//! `data/columns.toml` names those that an import reads.

use std::borrow::Cow;
use std::io::Write;

use super::columns::COLUMNS;
use super::row::{Cell, FeatureRow, Renderer};
use super::{Contents, Error, report};
use crate::dataset::{Dataset, MemberRow, SiteIndex};
use crate::import::{degree_uncertainty_m, formula::escaped};
use crate::model::InstalledDate;
use crate::model::decimal::decimals_of;
use crate::model::purpose::purposes;
use crate::model::{Purpose, RetentionBasis, RetentionRule};

/// The columns of 전국CCTV표준데이터 (공공데이터 제공 표준), in the order of the form.
pub(super) const NATIONAL: [&str; 15] = [
    "관리기관명",
    "소재지도로명주소",
    "소재지지번주소",
    "설치목적구분",
    "카메라대수",
    "카메라화소수",
    "촬영방면정보",
    "보관일수",
    "설치연월",
    "관리기관전화번호",
    "WGS84위도",
    "WGS84경도",
    "데이터기준일자",
    "제공기관코드",
    "제공기관명",
];

/// Korean columns that the form lacks and registers have.
const FURTHER: [&str; 3] = ["관리번호", "관리부서명", "표본"];

/// Properties that a national column states in full already.
const IN_NATIONAL: [&str; 9] = [
    "management_no",
    "unit_count",
    "road_address",
    "lot_address",
    "direction_raw",
    "department",
    "manager_raw",
    "phone",
    "reference_date",
];

/// Begins the names of our own columns.
const PREFIX: &str = "siya_";

/// Writes the rows of every site, register by register in the order of their rows.
pub(super) fn write(
    contents: &Contents,
    out: &mut dyn Write,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let ours: Vec<usize> = (0..COLUMNS.len())
        .filter(|&at| !IN_NATIONAL.contains(&COLUMNS[at].name))
        .collect();
    let header = NATIONAL.iter().chain(&FURTHER).map(|&name| name.to_owned());
    let own = ours
        .iter()
        .map(|&at| format!("{PREFIX}{}", COLUMNS[at].name));
    writer
        .write_record(header.chain([format!("{PREFIX}id")]).chain(own))
        .map_err(failure)?;
    let providers: Vec<(String, String)> = (0..contents.dataset.institutions().len())
        .map(|index| provider(contents.dataset, index))
        .collect();
    let mut renderer = Renderer::default();
    for (done, (site, row)) in in_file_order(contents).into_iter().enumerate() {
        let feature = renderer.row(contents.dataset, site)?;
        let provider = &providers[contents.dataset.class(site).institution as usize];
        let national = national(contents.dataset, site, &feature, provider);
        let further = [
            row.management_no.map(escaped).unwrap_or_default(),
            escaped(feature.text("department")),
            Cow::Borrowed(if feature.is_true("sample") {
                "표본"
            } else {
                ""
            }),
            feature.id.to_string().into(),
        ];
        for cell in national.iter().chain(&further) {
            writer.write_field(cell.as_bytes()).map_err(failure)?;
        }
        for &at in &ours {
            let cell = match COLUMNS[at].name {
                "source_row" => row.source_row.to_string().into(),
                _ => written(&feature.cells.0[at]),
            };
            writer.write_field(cell.as_bytes()).map_err(failure)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failure)?;
        report(done, progress);
    }
    writer.flush()?;
    Ok(())
}

/// Every row of every site; those of a register stand together, in the order of its file, because the
/// checks of an import look at neighbours.
fn in_file_order<'a>(contents: &Contents<'a>) -> Vec<(SiteIndex, MemberRow<'a>)> {
    let dataset = contents.dataset;
    let mut rows: Vec<(SiteIndex, MemberRow)> = contents
        .sites
        .iter()
        .flat_map(|&site| {
            let own = MemberRow {
                source_row: dataset.site(site).source_row,
                management_no: dataset.text(site).management_no,
            };
            std::iter::once(own)
                .chain(dataset.members(site))
                .map(move |row| (site, row))
        })
        .collect();
    rows.sort_by_key(|(site, row)| {
        let class = dataset.class(*site);
        (class.institution, class.release, row.source_row)
    });
    rows
}

/// Code and name of the institution that provides the data.
fn provider(dataset: &Dataset, institution: usize) -> (String, String) {
    let loaded = &dataset.institutions()[institution];
    match loaded.entry {
        Some(entry) if entry.region_ko == entry.name_ko => {
            (entry.code.clone(), entry.name_ko.clone())
        }
        Some(entry) => (
            entry.code.clone(),
            format!("{} {}", entry.region_ko, entry.name_ko),
        ),
        None => (String::new(), String::new()),
    }
}

/// The cells of the national form, in the values that it takes.
fn national<'a>(
    dataset: &Dataset,
    site: SiteIndex,
    feature: &'a FeatureRow,
    (code, name): &'a (String, String),
) -> [Cow<'a, str>; NATIONAL.len()] {
    let (record, spot, class) = (dataset.site(site), dataset.spot(site), dataset.class(site));
    let text = |name: &str| escaped(feature.text(name));
    let [lat, lon] = position(spot.lat, spot.lon, spot.uncertainty_m);
    [
        text("manager_raw"),
        text("road_address"),
        text("lot_address"),
        // What is not stated is no 기타.
        match feature.text("purpose_raw") {
            "" => Cow::Borrowed(""),
            _ => national_purpose(class.purpose).into(),
        },
        count(record.unit_count),
        match record.pixels {
            // A list of different cameras has no place in a number: it stays as written.
            Some(pixels) if pixels.min_10k == pixels.max_10k => pixels.max_10k.to_string().into(),
            _ => text("pixels_raw"),
        },
        text("direction_raw"),
        match class.retention.basis {
            RetentionBasis::Row => match (class.retention.rule, text("retention_raw")) {
                (RetentionRule::Unknown, written) if !written.is_empty() => written,
                (rule, _) => retention(rule),
            },
            _ => Cow::Borrowed(""),
        },
        spot.installed.map(month).unwrap_or_default(),
        phone(feature.text("phone")),
        lat.into(),
        lon.into(),
        text("reference_date"),
        Cow::Borrowed(code),
        Cow::Borrowed(name),
    ]
}

/// 보관일수 as a row states it; an upper bound and nothing kept have no place in a number.
fn retention(rule: RetentionRule) -> Cow<'static, str> {
    match rule {
        RetentionRule::Exact(days) => days.to_string().into(),
        RetentionRule::Within(days) => format!("{days}일 이내").into(),
        RetentionRule::NotStored => "미보관".into(),
        // Empty would say that nothing was stated.
        RetentionRule::Unknown => "확인 필요".into(),
    }
}

/// The national value of 설치목적구분.
fn national_purpose(purpose: Purpose) -> &'static str {
    &purposes().entry(purpose).national_value
}

fn count(count: u16) -> Cow<'static, str> {
    if count == 0 {
        Cow::Borrowed("")
    } else {
        count.to_string().into()
    }
}

/// 설치연월 as far as it is stated: a day is the business of `siya_installed`.
fn month(date: InstalledDate) -> Cow<'static, str> {
    match date.parts() {
        (year, Some(month), _) => format!("{year:04}-{month:02}").into(),
        (year, None, _) => format!("{year:04}").into(),
    }
}

/// Latitude and longitude as a register writes them that leaves so much open: an import of the file finds the
/// same numbers and the same uncertainty.
///
/// An axis has the decimals of its number at least, and zeros up to those that the uncertainty stands for.
/// Where one axis has more, the register wrote it with so many more that an import takes the other as it is
/// written (`import::coordinates`), and zeros keep it so.
fn position(lat: f64, lon: f64, uncertainty_m: f32) -> [String; 2] {
    let own = [lat, lon].map(decimals_of);
    let decimals = decimals(lat, uncertainty_m).unwrap_or_default();
    let mut written = own.map(|own| own.max(decimals));
    let finer = own.map(|own| own > decimals);
    match (decimals, finer) {
        // One decimal is taken beside a finer number only.
        (1, [false, false]) => written[1] = 2,
        (2 | 3, [true, false]) => written[0] = own[0].max(decimals + 3),
        (2 | 3, [false, true]) => written[1] = own[1].max(decimals + 3),
        _ => {}
    }
    [
        format!("{lat:.*}", written[0]),
        format!("{lon:.*}", written[1]),
    ]
}

/// How many decimals the register wrote, by what they leave open; `None` where degrees with decimals
/// cannot have left that open (minutes and seconds, metres of another system).
fn decimals(lat: f64, uncertainty_m: f32) -> Option<usize> {
    (1..=12).find(|&decimals| {
        let unit = 10f64.powi(-i32::try_from(decimals).unwrap_or_default());
        let open = degree_uncertainty_m(lat, unit);
        (open - f64::from(uncertainty_m)).abs() <= open * 1e-5
    })
}

fn written<'a>(cell: &Cell<'a>) -> Cow<'a, str> {
    match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Owned(escaped(text).into_owned()),
        Cell::Integer(number) => number.to_string().into(),
        Cell::Number(number) => number.to_string().into(),
        Cell::Boolean(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
        Cell::Texts(texts) => texts.join(" ").into(),
    }
}

fn failure(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => std::io::Error::other(format!("{other:?}")).into(),
    }
}

/// A telephone number stays what it is, even where it begins with the + of a country: digits and their
/// separators alone are no formula that does anything.
fn phone(text: &str) -> Cow<'_, str> {
    let plain =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | ',' | '~' | '.');
    if text.chars().all(plain) {
        Cow::Borrowed(text)
    } else {
        escaped(text)
    }
}
