//! What a table is about: cameras, other things in the street, or numbers of cameras.

use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::lines::Candidate;
use crate::import::Error;
use crate::import::columns::normalise;
use crate::import::screen::shown;
use crate::import::table::TableRow;

/// A thing that is no camera.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Device {
    /// Korean name.
    pub(in crate::import) ko: String,
    /// English name.
    pub(in crate::import) en: String,
    words: Vec<String>,
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
    DEVICES.device.iter().find(|device| names(device, &text))
}

fn speaks_of_cameras(lower: &str) -> bool {
    let compact = normalise(lower);
    DEVICES
        .camera
        .iter()
        .any(|word| compact.contains(word.as_str()))
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

/// Refuses a table whose header or title names other things and no cameras.
pub(super) fn refuse_other_things(
    file: &str,
    above: &[TableRow],
    header: &[String],
) -> Result<(), Error> {
    let titles = above.iter().flat_map(|row| &row.cells);
    let texts: Vec<String> = titles
        .chain(header)
        .map(|text| text.nfkc().flat_map(char::to_lowercase).collect())
        .collect();
    if texts.iter().any(|text| speaks_of_cameras(text)) {
        return Ok(());
    }
    let named = texts.iter().find_map(|text| {
        let device = DEVICES.device.iter().find(|device| names(device, text))?;
        Some((device, text.trim().to_owned()))
    });
    match named {
        None => Ok(()),
        Some((device, text)) => Err(Error::OtherThings {
            file: file.to_owned(),
            ko: device.ko.clone(),
            en: device.en.clone(),
            said: shown(&text),
        }),
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
    let is_sum = |name: &String| {
        matches!(
            normalise(name).as_str(),
            "계" | "합계" | "총계" | "소계" | "누계"
        )
    };
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
    if years >= 2 || (mostly_numbers && header.iter().any(is_sum)) {
        return Err(Error::Statistics {
            file: file.to_owned(),
            found: candidate.shown_names(rows),
        });
    }
    Ok(())
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
            ("Orbit", None),
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
}
