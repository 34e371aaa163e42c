//! What a table is about: cameras, other things in the street, or numbers of cameras.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::lines::Candidate;
use super::names::Header;
use crate::import::Error;
use crate::import::columns::{Column, normalise};
use crate::import::screen::shown;
use crate::import::table::TableRow;
use crate::model::purpose::purposes;

/// Fewer rows than this do not tell what a column names.
const LEAST_ROWS: usize = 5;
/// Characters of a name of a thing, without numbers.
const LONGEST_NAME: usize = 12;

/// Fewer areas may be those of a few cameras.
const LEAST_AREAS: usize = 3;
/// Cameras of an area on average, at least: no register has so many at each of its sites.
const LEAST_OF_AN_AREA: u64 = 10;

/// A thing that is no camera.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Device {
    /// Korean name.
    pub(in crate::import) ko: String,
    /// English name.
    pub(in crate::import) en: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    kinds: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Devices {
    camera: Vec<String>,
    device: Vec<Device>,
}

static DEVICES: LazyLock<Devices> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/devices.toml"))
        .expect("the embedded table of devices is checked by a test")
});

/// The device that a cell of a column of kinds names, unless it names a camera as well.
pub(in crate::import) fn device_of_kind(text: &str) -> Option<&'static Device> {
    if text.is_empty() {
        return None;
    }
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    if speaks_of_cameras(&text) {
        return None;
    }
    let compact = normalise(&text);
    let is_kind = |kind: &String| compact == *kind || compact.strip_suffix('s') == Some(kind);
    let mut devices = DEVICES.device.iter();
    devices.find(|device| names(device, &text) || device.kinds.iter().any(is_kind))
}

fn speaks_of_cameras(lower: &str) -> bool {
    let compact = normalise(lower);
    DEVICES
        .camera
        .iter()
        .any(|word| compact.contains(word.as_str()))
}

/// Whether a column says of a place that it has CCTV, or none.
fn is_a_flag(lower: &str) -> bool {
    let compact = normalise(lower);
    compact.contains("cctv")
        && ["여부", "유무", "yn"]
            .iter()
            .any(|end| compact.ends_with(end))
}

/// Whether a text speaks of cameras that somebody asks for, or of the signs that tell of them.
fn is_about_something_else(lower: &str) -> bool {
    let compact = normalise(lower);
    [
        "설치요청",
        "설치건의",
        "설치신청",
        "설치민원",
        "안내판설치현황",
        "안내판현황",
        "안내판목록",
    ]
    .iter()
    .any(|part| compact.contains(part))
}

/// Whether a column says how many CCTV a place has.
fn is_a_number(lower: &str) -> bool {
    matches!(
        normalise(lower).as_str(),
        "cctv대수"
            | "cctv수"
            | "cctv개수"
            | "cctv수량"
            | "cctv설치대수"
            | "cctv설치수"
            | "cctv설치개수"
            | "cctv설치수량"
    )
}

/// Whether a name of a column, a title or a file belongs to a list of such places.
fn lists(device: &Device, lower: &str) -> bool {
    let compact = normalise(lower);
    device
        .columns
        .iter()
        .any(|part| compact.contains(part.as_str()))
}

fn names(device: &Device, lower: &str) -> bool {
    let compact = normalise(lower);
    let is_word = |word: &str| {
        let mut parts = lower.split(|c: char| !c.is_ascii_alphabetic());
        parts.any(|part| {
            part.strip_prefix(word)
                .is_some_and(|rest| matches!(rest, "" | "id" | "no" | "nm" | "name"))
        })
    };
    device.words.iter().any(|word| {
        if word.is_ascii() {
            is_word(word)
        } else {
            compact.contains(word.as_str())
        }
    })
}

/// Refuses a table whose header, title, name or rows name other things and no cameras.
pub(in crate::import) fn refuse_other_things(
    file: &str,
    above: &[TableRow],
    header: &[String],
    rows: &[TableRow],
) -> Result<(), Error> {
    refuse_own_features(file, header)?;
    let titles = above.iter().flat_map(|row| &row.cells);
    let lower = |text: &str| -> String { text.nfkc().flat_map(char::to_lowercase).collect() };
    let mut texts: Vec<String> = titles.chain(header).map(|text| lower(text)).collect();
    // What stands in a file of signs may be the cameras at them.
    let cells = || rows.iter().flat_map(|row| &row.cells);
    if !cells().any(|cell| speaks_of_cameras(&lower(cell))) {
        texts.push(lower(stem(file)));
    }
    let refuse = |device: &Device, text: &str| {
        Err(Error::OtherThings {
            file: file.to_owned(),
            ko: device.ko.clone(),
            en: device.en.clone(),
            said: shown(text.trim()),
        })
    };
    let cameras = || texts.iter().filter(|text| speaks_of_cameras(text));
    if cameras()
        .any(|text| !is_a_flag(text) && !is_a_number(text) && !is_about_something_else(text))
    {
        return Ok(());
    }
    let listed = texts.iter().find_map(|text| {
        let mut devices = DEVICES.device.iter();
        devices
            .find(|device| lists(device, text))
            .map(|device| (device, text))
    });
    if let Some((device, text)) = listed {
        return refuse(device, text);
    }
    if let Some(flag) = cameras().find(|text| is_a_flag(text)) {
        return DEVICES
            .device
            .last()
            .map_or(Ok(()), |other| refuse(other, flag));
    }
    if cameras().next().is_some() {
        return Ok(());
    }
    let named = texts.iter().find_map(|text| {
        let device = DEVICES.device.iter().find(|device| names(device, text))?;
        Some((device, text.clone()))
    });
    match named.or_else(|| named_by_rows(rows)) {
        None => Ok(()),
        Some((device, text)) => refuse(device, &text),
    }
}

/// The name of a file, with what is inside, without its ending.
fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// The thing that nearly all cells of a column name, as in 소화전-12.
fn named_by_rows(rows: &[TableRow]) -> Option<(&'static Device, String)> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    (0..width).find_map(|column| {
        let cells = rows.iter().filter_map(|row| row.cells.get(column));
        let cells: Vec<&str> = cells
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let first = device_of_name(cells.first()?)?;
        let same = cells.iter().filter(|cell| device_of_name(cell).is_some());
        let are_named = cells.len() >= LEAST_ROWS && same.count() * 10 >= cells.len() * 9;
        are_named.then(|| (first, cells[0].to_owned()))
    })
}

/// The thing that a cell names when it is a name or number of one and no place: 소화전 앞 is one.
fn device_of_name(cell: &str) -> Option<&'static Device> {
    let is_short = cell.chars().filter(|c| !c.is_numeric()).count() <= LONGEST_NAME;
    let is_one_word = !cell.contains(char::is_whitespace);
    if is_short && is_one_word {
        device_of_kind(cell)
    } else {
        None
    }
}

/// Refuses a table of numbers of cameras: years or totals as columns, and no place in any row.
pub(super) fn refuse_statistics(
    file: &str,
    candidate: &Candidate,
    rows: &[TableRow],
) -> Result<(), Error> {
    let header = candidate.stated_names();
    let is_year = |name: &String| {
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        let rest = normalise(&name[digits.len()..]);
        matches!(digits.parse(), Ok(1990..=2100))
            && (rest.is_empty() || rest.starts_with('년') || rest.starts_with("이전"))
    };
    let years = header.iter().filter(|name| is_year(name)).count();
    let numbers = rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| {
            let plain = cell.trim().replace(',', "");
            !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit())
        })
        .count();
    let cells = rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| !cell.trim().is_empty())
        .count();
    let mostly_numbers = cells > 0 && numbers * 2 > cells;
    if years >= 2 || (mostly_numbers && header.iter().any(|name| is_sum(name))) {
        return Err(Error::Statistics {
            file: file.to_owned(),
            found: candidate.shown_names(rows),
        });
    }
    Ok(())
}

/// Refuses a table that counts the cameras of areas and has their centres: each row names another area, and
/// has a number of cameras that no site has, in all or for several purposes. A register says of its cameras
/// more than that: an address, a direction or a number of their own, or one purpose for each row.
pub(super) fn refuse_counts_of_areas(
    file: &str,
    candidate: &Candidate,
    header: &Header,
    rows: &[TableRow],
) -> Result<(), Error> {
    let says_more = [
        Column::ManagementNo,
        Column::Address,
        Column::RoadAddress,
        Column::LotAddress,
        Column::Direction,
        Column::Purpose,
    ];
    let mut fields = header.fields.iter().flatten();
    if fields.any(|column| says_more.contains(column)) {
        return Ok(());
    }
    let is_total = |row: &&TableRow| row.cells.iter().any(|cell| is_sum(cell));
    let rows_of_areas: Vec<&TableRow> = rows.iter().filter(|row| !is_total(row)).collect();
    let cells = |at: usize| {
        let cells = rows_of_areas.iter().map(move |row| row.cells.get(at));
        cells.map(|cell| cell.map_or("", |cell| cell.trim()))
    };
    let names_areas = |at: usize| {
        let names: HashSet<&str> = cells(at).filter(|name| is_area(name)).collect();
        names.len() >= LEAST_AREAS && names.len() == rows_of_areas.len()
    };
    // Numbers of a column in all; none where anything else stands in it.
    let sum = |at: usize| {
        let number = |cell: &str| match cell.replace(',', "") {
            empty if empty.is_empty() => Some(0),
            digits => digits.parse::<u32>().ok().map(u64::from),
        };
        cells(at).map(number).sum::<Option<u64>>()
    };
    let columns = || header.written.iter().enumerate();
    let by_purpose = columns()
        .filter(|(_, name)| purposes().classify(name).is_some())
        .filter_map(|(at, _)| sum(at))
        .sum();
    let in_all = columns().filter(|(_, name)| is_sum(name));
    let in_all = in_all
        .map(|(at, _)| at)
        .chain(header.field(Column::UnitCount));
    let cameras: u64 = in_all.filter_map(sum).fold(by_purpose, u64::max);
    let are_many = cameras >= LEAST_OF_AN_AREA * rows_of_areas.len() as u64;
    if are_many && (0..header.written.len()).any(names_areas) {
        return Err(Error::Statistics {
            file: file.to_owned(),
            found: candidate.shown_names(rows),
        });
    }
    Ok(())
}

/// Whether a text is the name of a 시군구, 읍면동 or 리, perhaps with those that it lies in: 서울특별시 종로구.
fn is_area(text: &str) -> bool {
    let is_name = |name: &str| {
        let is_place = ["거리", "다리", "입구", "출구", "상가"].iter();
        let is_one = name.ends_with(['시', '도', '군', '구', '읍', '면', '동', '리', '가']);
        is_one && !{ is_place }.any(|place| name.ends_with(place))
    };
    // 중 구 has a space for the sake of its looks.
    let is_short = text.chars().count() <= 3;
    is_name(text) && (is_short || text.split_whitespace().all(is_name))
}

/// Refuses features that this product serves, saved as a file: their retention may be that of the policy,
/// and their purposes are codes.
fn refuse_own_features(file: &str, header: &[String]) -> Result<(), Error> {
    const RESOLVED: [&str; 3] = ["retention_rule", "retention_basis", "range_basis"];
    let names = |own: &str| header.iter().any(|name| name.trim() == own);
    if RESOLVED.into_iter().all(names) {
        return Err(Error::OwnFeatures {
            file: file.to_owned(),
        });
    }
    Ok(())
}

fn is_sum(name: &str) -> bool {
    matches!(
        normalise(name).as_str(),
        "계" | "합계" | "총계" | "소계" | "누계"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_that_are_no_cameras_are_named_and_cameras_are_not() {
        for (kind, expected) in [
            ("VMS", Some("message signs and stop displays (VMS, BIT)")),
            (
                "도로전광표지(VMS)",
                Some("message signs and stop displays (VMS, BIT)"),
            ),
            ("BIT", Some("message signs and stop displays (VMS, BIT)")),
            (
                "ＶＤＳ",
                Some("detectors and roadside units (VDS, RSE, DSRC, AVI)"),
            ),
            (
                "RSE_ID",
                Some("detectors and roadside units (VDS, RSE, DSRC, AVI)"),
            ),
            ("교통안전표지판", Some("traffic signs")),
            ("비상벨", Some("emergency bells")),
            ("CCTV+비상벨", None),
            ("교통단속 카메라", None),
            (
                "도로전광표지",
                Some("message signs and stop displays (VMS, BIT)"),
            ),
            ("규제표지", Some("traffic signs")),
            ("bus_stop", Some("bus stops")),
            ("Traffic Lights", Some("traffic signals")),
            ("streetlight", Some("street lights")),
            ("camera", None),
            ("signal box", None),
            ("Orbit", None),
            // Cameras stand in such places.
            ("버스정류장", None),
            ("공영주차장", None),
            ("어린이보호구역", None),
            ("고정형", None),
            ("불법주정차구역", None),
            ("", None),
        ] {
            assert_eq!(
                device_of_kind(kind).map(|device| device.en.as_str()),
                expected,
                "{kind}"
            );
        }
    }

    fn about(file: &str, header: &[&str], rows: &[&[&str]]) -> Option<String> {
        let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let rows: Vec<TableRow> = rows
            .iter()
            .map(|cells| TableRow {
                cells: owned(cells),
                ..TableRow::default()
            })
            .collect();
        match refuse_other_things(file, &[], &owned(header), &rows) {
            Err(Error::OtherThings { en, .. }) => Some(en),
            _ => None,
        }
    }

    #[test]
    fn lists_of_places_are_told_from_registers_of_the_cameras_in_them() {
        let zones = [
            "대상시설명",
            "위도",
            "경도",
            "CCTV설치여부",
            "CCTV설치대수",
            "보호구역도로폭",
        ];
        assert_eq!(
            about("a.csv", &zones, &[]).as_deref(),
            Some("school and silver zones")
        );
        let stops = ["정류장번호", "정류장명", "위도", "경도"];
        assert_eq!(about("a.csv", &stops, &[]).as_deref(), Some("bus stops"));
        let playgrounds = ["놀이시설명", "위도", "경도", "CCTV대수"];
        assert_eq!(
            about("a.csv", &playgrounds, &[]).as_deref(),
            Some("playgrounds")
        );
        let requests = ["접수번호", "요청위치", "위도", "경도"];
        assert!(about("방범용 CCTV 설치 요청 민원.csv", &requests, &[]).is_some());
        let signs = ["안내판번호", "설치위치", "위도", "경도"];
        assert_eq!(
            about("CCTV안내판_설치현황.csv", &signs, &[]).as_deref(),
            Some("traffic signs")
        );
        assert!(about("스쿨존속도표시기.csv", &["설치장소", "위도", "경도"], &[]).is_some());
        let others = ["시설명", "위도", "경도", "CCTV설치유무"];
        assert!(about("a.csv", &others, &[]).is_some());
        for cameras in [
            &["관리번호", "정류장명", "카메라대수", "위도", "경도"][..],
            &["대상시설명", "위도", "경도", "CCTV설치여부", "카메라화소수"],
            &["설치위치", "위도", "경도", "CCTV대수", "비상벨유무"],
            &["설치위치", "위도", "경도", "CCTV설치대수"],
        ] {
            assert_eq!(about("a.csv", cameras, &[]), None, "{cameras:?}");
        }
    }

    #[test]
    fn the_name_of_a_file_and_the_numbers_of_its_rows_tell_where_no_column_does() {
        let header = ["관리번호", "위도", "경도"];
        assert!(about("보안등 현황.csv", &header, &[&["1", "37.5", "127.1"]]).is_some());
        assert_eq!(
            about("보안등.csv", &header, &[&["CCTV-1", "37.5", "127.1"]]),
            None
        );
        assert_eq!(about("방범 CCTV.zip: 보안등.csv", &header, &[]), None);
        let hydrant = &["소화전-1", "37.5", "127.1"];
        assert!(about("a.csv", &header, &[&hydrant[..]; 5]).is_some());
        let place = &["소화전 앞", "37.5", "127.1"];
        assert_eq!(about("a.csv", &header, &[&place[..]; 5]), None);
    }
}
