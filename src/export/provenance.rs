//! What a file says of itself: title, publisher, licence, releases, sample.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::Part;
use crate::dataset::Dataset;
use crate::import::STANDARD_SOURCE;

/// The licence of 전국CCTV표준데이터 in the words of the catalogue of 공공데이터포털 (dataset 15155042).
const STANDARD_LICENCE: &str = "이용허락범위 제한 없음 (공공데이터포털 전국CCTV표준데이터)";
/// What is said of the licence where no register comes in the national form.
const OTHER_LICENCE: &str = "대장을 공개한 기관이 정한 조건 (알려지지 않음) | as stated by the institution that published the register (not known)";
/// Licence of registers made by the product.
const SAMPLE_LICENCE: &str = "표본: CC0 1.0 | sample: CC0 1.0";

/// Where the contents of a file come from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Provenance {
    /// Korean title.
    pub title_ko: String,
    /// English title.
    pub title_en: String,
    /// Who publishes the registers.
    pub publisher: String,
    /// Credit line.
    pub attribution: String,
    /// The conditions of use of the registers, one for each kind; where they are not known, that is said.
    pub licence: Vec<&'static str>,
    /// State of the registers: changes whenever the contents do.
    pub state: String,
    /// When the newest of the registers was imported.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub modified: Option<Timestamp>,
    /// Earliest and latest reference date (데이터기준일자) of the registers.
    #[schema(value_type = Option<Vec<String>>)]
    pub reference_dates: Option<[String; 2]>,
    /// True when any of the registers is a sample made by the product: no real cameras.
    pub sample: bool,
    /// True when all of them are.
    pub sample_only: bool,
    /// The registers.
    pub releases: Vec<ReleaseNote>,
    /// Box around the sites: west, south, east, north.
    pub bbox: Option<[f64; 4]>,
}

/// A release from which the contents come.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleaseNote {
    /// Number of the release.
    pub release: i64,
    /// Code of the institution.
    pub institution: String,
    /// Name of the source.
    pub source: String,
    /// When it was imported.
    #[schema(value_type = String, format = DateTime)]
    pub imported_at: Timestamp,
    /// Latest 데이터기준일자 of its rows.
    #[schema(format = Date)]
    pub reference_date: Option<String>,
    /// Made by the product for trying out.
    pub sample: bool,
}

impl Provenance {
    /// The provenance of a part.
    #[must_use]
    pub fn of(dataset: &Dataset, part: Part) -> Self {
        let releases: Vec<ReleaseNote> = part
            .releases(dataset)
            .into_iter()
            .map(|index| {
                let release = &dataset.releases()[index];
                ReleaseNote {
                    release: release.id,
                    institution: release.institution.clone(),
                    source: release.source.clone(),
                    imported_at: release.imported_at,
                    reference_date: release.reference_date.map(|date| date.to_string()),
                    sample: release.sample,
                }
            })
            .collect();
        let dates = || {
            releases
                .iter()
                .filter_map(|release| release.reference_date.clone())
        };
        let sample = releases.iter().any(|release| release.sample);
        let sample_only = sample && releases.iter().all(|release| release.sample);
        let mark = |text: String, mark: &str| {
            if sample_only {
                format!("{text} ({mark})")
            } else {
                text
            }
        };
        let licence = licences(&releases);
        let [title_ko, title_en] = part.title(dataset);
        let name = match part {
            Part::All => "각 지방자치단체".to_owned(),
            Part::Institution(index) => dataset.institutions()[index].name_ko().to_owned(),
        };
        let publisher = if sample_only {
            "Siya 시야 (표본)".to_owned()
        } else {
            name
        };
        Self {
            title_ko: mark(title_ko, "표본, 실제 카메라 아님"),
            title_en: mark(title_en, "sample, no real cameras"),
            attribution: attribution(&publisher, &licence, sample_only),
            publisher,
            licence,
            state: part.state(dataset),
            modified: releases.iter().map(|release| release.imported_at).max(),
            reference_dates: dates()
                .min()
                .zip(dates().max())
                .map(|(first, last)| [first, last]),
            sample,
            sample_only,
            releases,
            bbox: match part {
                Part::All => dataset.bbox().to_array(),
                Part::Institution(index) => dataset.institutions()[index].bbox.to_array(),
            },
        }
    }
}

/// Whom to credit, by the kinds of registers that there are.
fn attribution(publisher: &str, licences: &[&str], sample_only: bool) -> String {
    const SAMPLE: &str = "Siya 시야, 표본 대장";
    if sample_only {
        return SAMPLE.to_owned();
    }
    let kinds = [
        (STANDARD_LICENCE, "공공데이터포털 전국CCTV표준데이터"),
        (OTHER_LICENCE, "기관이 따로 공개한 대장"),
    ];
    let kinds: Vec<&str> = kinds
        .into_iter()
        .filter_map(|(licence, kind)| licences.contains(&licence).then_some(kind))
        .collect();
    let mut credit = publisher.to_owned();
    if !kinds.is_empty() {
        credit = format!("{credit} ({})", kinds.join(", "));
    }
    if licences.contains(&SAMPLE_LICENCE) {
        credit = format!("{credit}, {SAMPLE}");
    }
    credit
}

/// The conditions under which the registers may be used, as far as they are known.
fn licences(releases: &[ReleaseNote]) -> Vec<&'static str> {
    let mut licences: Vec<&'static str> = releases
        .iter()
        .map(|release| match release {
            ReleaseNote { sample: true, .. } => SAMPLE_LICENCE,
            ReleaseNote { source, .. } if source == STANDARD_SOURCE => STANDARD_LICENCE,
            _ => OTHER_LICENCE,
        })
        .collect();
    licences.sort_unstable();
    licences.dedup();
    licences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_registers_that_are_there_are_credited() {
        for (licences, expected) in [
            (vec![], "P"),
            (
                vec![STANDARD_LICENCE],
                "P (공공데이터포털 전국CCTV표준데이터)",
            ),
            (vec![OTHER_LICENCE], "P (기관이 따로 공개한 대장)"),
            (
                vec![OTHER_LICENCE, STANDARD_LICENCE, SAMPLE_LICENCE],
                "P (공공데이터포털 전국CCTV표준데이터, 기관이 따로 공개한 대장), Siya 시야, 표본 대장",
            ),
        ] {
            assert_eq!(attribution("P", &licences, false), expected);
        }
        let sample = attribution("P", &[SAMPLE_LICENCE], true);
        assert_eq!(sample, "Siya 시야, 표본 대장");
    }
}
