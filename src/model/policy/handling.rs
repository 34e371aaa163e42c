//! Recording time, retention and storage place (촬영시간, 보관기간, 보관장소) as printed.

use serde::{Deserialize, Serialize};

use super::{Device, required};

/// When cameras record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RecordingMode {
    /// Around the clock 24시간.
    #[serde(rename = "24h")]
    AroundTheClock,
    /// During field work 현장 활동시.
    #[serde(rename = "on_activity")]
    OnActivity,
}

/// Recording time (촬영시간).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// When cameras record.
    #[serde(deserialize_with = "required")]
    pub mode: Option<RecordingMode>,
    /// As printed.
    #[serde(deserialize_with = "required")]
    pub raw_ko: Option<String>,
}

/// How the number of days is meant, as the file writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionKind {
    /// n days.
    Exact,
    /// No longer than n days (이내).
    Within,
    /// Nothing is stored (미보관).
    NotStored,
}

/// The day from which retention is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionStart {
    /// The day of recording 촬영일.
    RecordingDate,
}

/// Retention (보관기간) as one row states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionStatement {
    /// Number of days.
    #[serde(deserialize_with = "required")]
    pub days: Option<u16>,
    /// How the number is meant; `None` when the row states no retention.
    #[serde(deserialize_with = "required")]
    pub rule: Option<RetentionKind>,
    /// From when it is counted.
    #[serde(deserialize_with = "required")]
    pub counted_from: Option<RetentionStart>,
    /// As printed.
    #[serde(deserialize_with = "required")]
    pub raw_ko: Option<String>,
    /// Printed remark.
    #[serde(deserialize_with = "required")]
    pub note_ko: Option<String>,
}

/// Where footage is stored (보관장소).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoragePlace {
    /// Place as printed.
    #[serde(deserialize_with = "required")]
    pub place_ko: Option<String>,
    /// What is stored there, as printed.
    #[serde(deserialize_with = "required")]
    pub applies_to_ko: Option<String>,
    /// Whether the policy names a place.
    pub stated: bool,
}

/// Handling of the footage of a department or of a whole device class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handling {
    /// Device class.
    pub device: Device,
    /// The department that the row is about; `None` is every department.
    #[serde(deserialize_with = "required")]
    pub department_ko: Option<String>,
    /// A narrower scope, as printed.
    #[serde(deserialize_with = "required")]
    pub applies_to_ko: Option<String>,
    /// Recording time.
    pub recording: Recording,
    /// Retention.
    pub retention: RetentionStatement,
    /// Storage places, in printed order.
    pub storage: Vec<StoragePlace>,
    /// Whether the row is a printed example, which never counts.
    pub example: bool,
}

/// The integrated control centre (통합관제센터).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonitoringCenter {
    /// Name, with misprints mended.
    #[serde(deserialize_with = "required")]
    pub name_ko: Option<String>,
    /// Name as printed.
    #[serde(deserialize_with = "required")]
    pub name_raw_ko: Option<String>,
    /// Address.
    #[serde(deserialize_with = "required")]
    pub address_ko: Option<String>,
    /// Telephone.
    #[serde(deserialize_with = "required")]
    pub phone: Option<String>,
    /// Whether real-time monitoring is stated.
    #[serde(deserialize_with = "required")]
    pub realtime: Option<bool>,
    /// What is connected to it, as printed.
    pub applies_to_ko: Vec<String>,
}
