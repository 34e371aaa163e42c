//! How footage is processed, kept safe and pseudonymised.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Device, required};

/// An event that the institution keeps a record of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordedEvent {
    /// Use beyond the purpose 목적 외 이용.
    UseBeyondPurpose,
    /// Supply to a third party 제3자 제공.
    ThirdPartyProvision,
    /// Destruction 파기.
    Disposal,
    /// A request for access 열람 등 요구.
    AccessRequest,
}

/// When footage is destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisposalTime {
    /// When its retention ends.
    RetentionEnd,
}

/// How footage of a device class is processed (처리방법).
///
/// # References
/// Enforcement Decree art. 25(1)4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcessingMethod {
    /// Device class.
    pub device: Device,
    /// Events that are recorded.
    pub recorded_events: Vec<RecordedEvent>,
    /// The same, as printed.
    pub recorded_events_ko: Vec<String>,
    /// How electronic files are destroyed, as printed.
    #[serde(deserialize_with = "required")]
    pub disposal_electronic_ko: Option<String>,
    /// How printed matter is destroyed, as printed.
    #[serde(deserialize_with = "required")]
    pub disposal_printed_ko: Option<String>,
    /// When footage is destroyed.
    #[serde(deserialize_with = "required")]
    pub disposal_when: Option<DisposalTime>,
    /// Whether the sentence is complete; `false` when the text breaks off.
    pub complete_in_text: bool,
}

/// Kind of safety measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SafetyType {
    /// 기술적.
    Technical,
    /// 관리적.
    Managerial,
    /// 물리적.
    Physical,
}

/// A safety measure (안전성 확보조치).
///
/// # References
/// Enforcement Decree art. 25(1)7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SafetyMeasure {
    /// Kind.
    #[serde(rename = "type")]
    pub kind: SafetyType,
    /// Short code; the list is open.
    pub code: String,
    /// As printed.
    pub ko: String,
}

/// Processing of pseudonymised footage (가명정보의 처리).
///
/// # References
/// Personal Information Protection Act art. 28-2 to 28-5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PseudonymisedData {
    /// Legal ground.
    #[serde(deserialize_with = "required")]
    pub legal_basis_ko: Option<String>,
    /// Purposes that the law allows, as printed.
    pub purposes_allowed_ko: Vec<String>,
    /// What is processed.
    pub processing: Vec<PseudonymisedProcessing>,
    /// What is supplied to third parties.
    pub third_party: Vec<PseudonymisedSupply>,
    /// Who processes it for the institution.
    pub processors: Vec<PseudonymisedProcessor>,
    /// Legal ground of the safety measures.
    #[serde(deserialize_with = "required")]
    pub safety_basis_ko: Option<String>,
    /// Safety measures.
    pub safety_measures: Vec<SafetyMeasure>,
    /// Telephone for questions.
    #[serde(deserialize_with = "required")]
    pub contact_phone: Option<String>,
}

/// One processing of pseudonymised footage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PseudonymisedProcessing {
    /// Kind of purpose, as printed.
    #[serde(deserialize_with = "required")]
    pub kind_ko: Option<String>,
    /// Purpose, as printed.
    #[serde(deserialize_with = "required")]
    pub purpose_ko: Option<String>,
    /// Data, as printed.
    #[serde(deserialize_with = "required")]
    pub items_ko: Option<String>,
    /// First day.
    #[serde(deserialize_with = "required")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(deserialize_with = "required")]
    pub to: Option<Date>,
}

/// One supply of pseudonymised footage to a third party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PseudonymisedSupply {
    /// Recipient.
    pub recipient_ko: String,
    /// Purpose, as printed.
    #[serde(deserialize_with = "required")]
    pub purpose_ko: Option<String>,
    /// Data, as printed.
    #[serde(deserialize_with = "required")]
    pub items_ko: Option<String>,
    /// First day.
    #[serde(deserialize_with = "required")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(deserialize_with = "required")]
    pub to: Option<Date>,
}

/// A processor of pseudonymised footage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PseudonymisedProcessor {
    /// Name.
    pub name_ko: String,
    /// Work, as printed.
    #[serde(deserialize_with = "required")]
    pub work_ko: Option<String>,
    /// First day.
    #[serde(deserialize_with = "required")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(deserialize_with = "required")]
    pub to: Option<Date>,
}
