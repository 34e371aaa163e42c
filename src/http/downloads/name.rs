//! What the name of a file in an address asks for.

use crate::dataset::Dataset;
use crate::export::{Format, Part, Provenance};
use crate::http::error::ApiError;

/// What a name asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) part: Part,
    pub(super) format: Format,
    /// The state in the name; `None` for the present one, whatever it is.
    pub(super) state: Option<String>,
}

/// Digits of a state.
const STATE_DIGITS: usize = 16;

/// Reads `cameras.csv`, `cameras-3040000.csv` or either with a state before the ending.
pub(super) fn read(name: &str, dataset: &Dataset) -> Result<Asked, ApiError> {
    let unknown = || {
        ApiError::not_found(
            format!("\"{name}\"(이)라는 파일은 없습니다. /api/downloads를 보십시오"),
            format!("there is no file \"{name}\"; see /api/downloads"),
        )
    };
    let (stem, ending) = name.rsplit_once('.').ok_or_else(unknown)?;
    let format = Format::ALL
        .into_iter()
        .find(|format| format.extension() == ending)
        .ok_or_else(unknown)?;
    let rest = stem.strip_prefix("cameras").ok_or_else(unknown)?;
    let mut parts: Vec<&str> = match rest.strip_prefix('-') {
        Some(rest) => rest.split('-').collect(),
        None if rest.is_empty() => Vec::new(),
        None => return Err(unknown()),
    };
    let state = parts.pop_if(|last| is_state(last)).map(ToOwned::to_owned);
    let part = match parts.as_slice() {
        [] => Part::All,
        [code] => match dataset.institution(code) {
            // One name for a file: that of the code that the institution has now.
            Some((index, loaded)) if loaded.code == *code => Part::Institution(index),
            _ => return Err(unknown()),
        },
        _ => return Err(unknown()),
    };
    Ok(Asked {
        part,
        format,
        state,
    })
}

fn is_state(text: &str) -> bool {
    text.len() == STATE_DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The name under which a browser saves a file: in Latin letters, and in Korean for those who read
/// `filename*` (RFC 6266, RFC 8187).
pub(super) fn disposition(name: &str, dataset: &Dataset, asked: &Asked) -> String {
    let provenance = Provenance::of(dataset, asked.part);
    let mut words = provenance.title_ko.clone();
    if let Some([_, latest]) = &provenance.reference_dates {
        words = format!("{words} {latest}");
    }
    let korean = format!(
        "{}.{}",
        words.replace([' ', ','], "_"),
        asked.format.extension()
    );
    let encoded =
        percent_encoding::utf8_percent_encode(&korean, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename=\"{name}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::DatasetBuilder;
    use crate::sample;

    fn dataset() -> Dataset {
        let mut builder = DatasetBuilder::new();
        sample::add_missing(&mut builder).unwrap();
        builder.build()
    }

    #[test]
    fn every_name_of_a_file_is_read_as_what_it_is() {
        let dataset = dataset();
        let parts = std::iter::once(Part::All)
            .chain((0..dataset.institutions().len()).map(Part::Institution));
        for part in parts {
            for format in Format::ALL {
                let with_state = super::super::shelf::file_name(&dataset, part, format);
                let present = format!("{}.{}", part.stem(&dataset), format.extension());
                for (name, state) in [(with_state, Some(part.state(&dataset))), (present, None)] {
                    let asked = read(&name, &dataset).unwrap();
                    assert_eq!(
                        asked,
                        Asked {
                            part,
                            format,
                            state
                        },
                        "{name}"
                    );
                }
            }
        }
    }

    #[test]
    fn other_names_are_no_files() {
        let dataset = dataset();
        for name in [
            "",
            "cameras",
            "cameras.exe",
            "cameras.csv.json",
            "camerasx.csv",
            "cameras-.csv",
            "cameras-9999999.csv",
            "cameras-0123.csv",
            "../cameras.csv",
            "cameras-../x.csv",
            "cameras-3040000-x-0123456789abcdef.csv",
            "cameras-0123456789ABCDEF.csv",
        ] {
            assert!(read(name, &dataset).is_err(), "{name}");
        }
    }

    #[test]
    fn a_browser_saves_under_a_korean_name() {
        let dataset = dataset();
        let asked = read("cameras-3040000.csv", &dataset).unwrap();
        let value = disposition("cameras-3040000.csv", &dataset, &asked);
        assert!(value.is_ascii(), "{value}");
        let encoded = value.split("UTF-8''").nth(1).unwrap();
        let name = percent_encoding::percent_decode_str(encoded)
            .decode_utf8()
            .unwrap();
        assert_eq!(
            name,
            "서울특별시_광진구_CCTV_설치_지점_(표본__실제_카메라_아님)_2026-11-01.csv"
        );
    }
}
