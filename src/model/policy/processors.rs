//! Companies that work for the institution (위탁) and bodies that it has an agreement with (협약).

use serde::{Deserialize, Serialize};

use super::{Device, required};

/// What a processor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcessorKind {
    /// Maintains the devices 유지보수.
    Maintenance,
    /// Runs them 위탁.
    Outsourced,
    /// Pseudonymises footage 가명처리.
    Pseudonymisation,
}

/// A processor (수탁자).
///
/// # References
/// Personal Information Protection Act art. 25(8), 26.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Processor {
    /// What the work is about.
    pub device: Device,
    /// Department that gave the work.
    #[serde(deserialize_with = "required")]
    pub department_ko: Option<String>,
    /// Purpose of the cameras, as printed.
    #[serde(deserialize_with = "required")]
    pub purpose_ko: Option<String>,
    /// Place, as printed.
    #[serde(deserialize_with = "required")]
    pub place_ko: Option<String>,
    /// Names of the companies, as printed.
    pub names_ko: Vec<String>,
    /// Title of the contact.
    #[serde(deserialize_with = "required")]
    pub contact_title_ko: Option<String>,
    /// Telephones.
    pub phones: Vec<String>,
    /// Whether a personal mobile number was left out.
    pub phone_withheld: bool,
    /// The work, as printed.
    #[serde(deserialize_with = "required")]
    pub work_ko: Option<String>,
    /// What the processor does.
    pub kind: ProcessorKind,
    /// Whether the row is a printed example, which never counts.
    pub example: bool,
}

/// An agreement with another body, such as the police.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The other party.
    pub party_ko: String,
    /// Title of the contact.
    #[serde(deserialize_with = "required")]
    pub contact_title_ko: Option<String>,
    /// Telephone with area code.
    #[serde(deserialize_with = "required")]
    pub phone: Option<String>,
    /// Telephone as printed.
    #[serde(deserialize_with = "required")]
    pub phone_raw: Option<String>,
    /// What was agreed, as printed.
    #[serde(deserialize_with = "required")]
    pub content_ko: Option<String>,
}
