//! Installation purposes (설치목적구분): the closed list of codes and the table of labels that mean them.
//!
//! The table is data (`data/purposes.toml`), the codes are types. A label is compared exactly, after
//! normalisation; what the table does not list is unknown, and no purpose is ever guessed.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The values of 설치목적구분 in the national standard data (전국CCTV표준데이터).
pub const NATIONAL_VALUES: [&str; 10] = [
    "생활방범",
    "다목적",
    "어린이보호",
    "교통단속",
    "교통정보수집",
    "시설물관리",
    "재난재해",
    "쓰레기단속",
    "차량방범",
    "기타",
];

/// Why a camera was installed (설치목적), in the order of the legend.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Purpose {
    /// Crime prevention 생활방범.
    Crime,
    /// Vehicle-plate crime prevention 차량방범.
    VehicleCrime,
    /// Child protection zone 어린이보호.
    Child,
    /// Multi-purpose 다목적.
    Multi,
    /// Traffic enforcement 교통단속.
    TrafficEnforcement,
    /// Parking enforcement 주정차단속.
    ParkingEnforcement,
    /// Traffic information 교통정보수집.
    TrafficInfo,
    /// Facility safety and fire prevention 시설물관리.
    Facility,
    /// Heritage 문화재관리.
    Heritage,
    /// Park management 공원관리.
    Park,
    /// Parking lot 주차장.
    ParkingLot,
    /// Waste dumping control 쓰레기단속.
    Waste,
    /// Disaster monitoring 재난재해.
    Disaster,
    /// Forest-fire watch 산불감시.
    ForestFire,
    /// Everything else 기타.
    Other,
}

impl Purpose {
    /// Every purpose, in the order of the legend.
    pub const ALL: [Self; 15] = [
        Self::Crime,
        Self::VehicleCrime,
        Self::Child,
        Self::Multi,
        Self::TrafficEnforcement,
        Self::ParkingEnforcement,
        Self::TrafficInfo,
        Self::Facility,
        Self::Heritage,
        Self::Park,
        Self::ParkingLot,
        Self::Waste,
        Self::Disaster,
        Self::ForestFire,
        Self::Other,
    ];

    /// The stable code used in data, addresses and policies.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Crime => "crime",
            Self::VehicleCrime => "vehicle_crime",
            Self::Child => "child",
            Self::Multi => "multi",
            Self::TrafficEnforcement => "traffic_enforcement",
            Self::ParkingEnforcement => "parking_enforcement",
            Self::TrafficInfo => "traffic_info",
            Self::Facility => "facility",
            Self::Heritage => "heritage",
            Self::Park => "park",
            Self::ParkingLot => "parking_lot",
            Self::Waste => "waste",
            Self::Disaster => "disaster",
            Self::ForestFire => "forest_fire",
            Self::Other => "other",
        }
    }

    /// The purpose with this code, compared exactly.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// The position in [`Purpose::ALL`], for arrays with one slot per purpose.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What is known about one purpose.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeEntry {
    /// The purpose that this entry describes.
    #[serde(rename = "code")]
    pub purpose: Purpose,
    /// Korean name; also a label.
    pub name_ko: String,
    /// English name.
    pub name_en: String,
    /// The value of 설치목적구분 that the purpose is exported as: one of [`NATIONAL_VALUES`].
    pub national_value: String,
    /// What belongs under this purpose.
    pub definition: String,
    /// Range in metres where neither register nor policy states one; only ever with the basis `assumed`.
    pub default_range_m: Option<f64>,
    /// Spellings that mean exactly this purpose, besides its Korean name.
    pub labels: Vec<String>,
}

/// Why a purpose table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is not TOML of the expected shape, or names an unknown code.
    #[error("purpose table is not readable")]
    Toml(#[from] toml::de::Error),
    /// A code has two entries.
    #[error("purpose `{0}` is listed twice")]
    CodeTwice(Purpose),
    /// A code has no entry.
    #[error("purpose `{0}` is not listed")]
    CodeMissing(Purpose),
    /// Two labels are the same after normalisation.
    #[error("label \"{label}\" is listed under `{first}` and again under `{second}`")]
    LabelTwice {
        /// The label as written the second time.
        label: String,
        /// Where it was listed first.
        first: Purpose,
        /// Where it was listed again.
        second: Purpose,
    },
    /// A label has nothing but white space.
    #[error("purpose `{0}` has an empty label")]
    LabelEmpty(Purpose),
    /// The national value is not one of the ten.
    #[error("purpose `{purpose}`: \"{value}\" is not a national value ({})", NATIONAL_VALUES.join(", "))]
    NationalValue {
        /// The entry at fault.
        purpose: Purpose,
        /// The value as written.
        value: String,
    },
    /// The default range is not a distance.
    #[error("purpose `{purpose}`: default_range_m is {value}, it must be a number above 0")]
    DefaultRange {
        /// The entry at fault.
        purpose: Purpose,
        /// The value as written.
        value: f64,
    },
}

/// The entries of all purposes and the labels that lead to them.
#[derive(Clone, Debug)]
pub struct PurposeTable {
    /// One entry per purpose, at its [`Purpose::index`].
    entries: Vec<PurposeEntry>,
    /// Normalised label to purpose.
    labels: BTreeMap<String, Purpose>,
}

/// The table as written in TOML.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableText {
    purpose: Vec<PurposeEntry>,
}

impl PurposeTable {
    /// Reads and checks a table in the shape of `data/purposes.toml`.
    ///
    /// # Errors
    /// Unless every code has exactly one entry, every label leads to one purpose, every national value is one of
    /// the ten and every default range is above zero.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut entries = toml::from_str::<TableText>(text)?.purpose;
        entries.sort_by_key(|entry| entry.purpose);
        if let Some(pair) = entries
            .windows(2)
            .find(|pair| pair[0].purpose == pair[1].purpose)
        {
            return Err(Error::CodeTwice(pair[0].purpose));
        }
        for purpose in Purpose::ALL {
            if !entries.iter().any(|entry| entry.purpose == purpose) {
                return Err(Error::CodeMissing(purpose));
            }
        }
        entries.iter().try_for_each(check_values)?;
        let labels = collect_labels(&entries)?;
        Ok(Self { entries, labels })
    }

    /// What is known about a purpose.
    #[must_use]
    pub fn entry(&self, purpose: Purpose) -> &PurposeEntry {
        &self.entries[purpose.index()]
    }

    /// All entries, in the order of [`Purpose::ALL`].
    #[must_use]
    pub fn entries(&self) -> &[PurposeEntry] {
        &self.entries
    }

    /// The purpose that a printed label means, or `None` if the table does not list it.
    ///
    /// Compared without white space, in Unicode NFC, ASCII letters in lower case. A label that names several
    /// purposes ("방범용, 재난예방") is not a label of one and gives `None`.
    #[must_use]
    pub fn classify(&self, label: &str) -> Option<Purpose> {
        self.labels.get(&normalise(label)).copied()
    }

    /// What a cell says, which may be a list of labels ("방범, 어린이보호"). Only a list whose every member is
    /// in the table is understood; a comma inside a label ("공원, 놀이터") parts nothing.
    #[must_use]
    pub fn read_cell(&self, cell: &str) -> Labelled {
        if let Some(purpose) = self.classify(cell) {
            return Labelled::One(purpose);
        }
        let mut found = None;
        for part in cell.split([',', '/', '+', '·', 'ㆍ', ';', '&', '|', '，', '、', '\n']) {
            match (self.classify(part), found) {
                _ if part.trim().is_empty() => {}
                (None, _) => return Labelled::Unknown,
                (Some(purpose), None) => found = Some(Labelled::One(purpose)),
                (Some(purpose), Some(Labelled::One(first))) if purpose == first => {}
                (Some(_), Some(_)) => found = Some(Labelled::Several),
            }
        }
        found.unwrap_or(Labelled::Unknown)
    }
}

/// What the cell of a register says about the purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labelled {
    /// One purpose, whatever else the label holds.
    One(Purpose),
    /// Several different purposes, all of them in the table.
    Several,
    /// Something that the table does not list.
    Unknown,
}

/// The table that ships with the program.
///
/// # Panics
/// Never in a tested build: the text is part of the binary and a unit test parses it.
#[must_use]
pub fn purposes() -> &'static PurposeTable {
    static TABLE: LazyLock<PurposeTable> = LazyLock::new(|| {
        PurposeTable::parse(include_str!("../../data/purposes.toml"))
            .expect("the embedded purpose table is checked by a test")
    });
    &TABLE
}

/// Checks the national value and the default range of one entry.
fn check_values(entry: &PurposeEntry) -> Result<(), Error> {
    let purpose = entry.purpose;
    if !NATIONAL_VALUES.contains(&entry.national_value.as_str()) {
        let value = entry.national_value.clone();
        return Err(Error::NationalValue { purpose, value });
    }
    match entry.default_range_m {
        Some(value) if !value.is_finite() || value <= 0.0 => {
            Err(Error::DefaultRange { purpose, value })
        }
        _ => Ok(()),
    }
}

/// Maps every normalised name and label to its purpose.
fn collect_labels(entries: &[PurposeEntry]) -> Result<BTreeMap<String, Purpose>, Error> {
    let mut labels = BTreeMap::new();
    for entry in entries {
        let second = entry.purpose;
        for label in std::iter::once(&entry.name_ko).chain(&entry.labels) {
            let key = normalise(label);
            if key.is_empty() {
                return Err(Error::LabelEmpty(second));
            }
            if let Some(first) = labels.insert(key, second) {
                let label = label.clone();
                return Err(Error::LabelTwice {
                    label,
                    first,
                    second,
                });
            }
        }
    }
    Ok(labels)
}

/// The form in which labels are compared.
fn normalise(label: &str) -> String {
    label
        .nfc()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests;
