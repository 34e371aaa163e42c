//! Who published the policy, which text it is, on what ground and for what purpose.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Device, required};
use crate::model::purpose::Purpose;

/// Kind of municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 시.
    City,
    /// 군.
    County,
    /// 자치구.
    District,
}

/// The institution (관리기관) as its policy presents it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyInstitution {
    /// Korean name.
    pub name_ko: String,
    /// English name.
    pub name_en: String,
    /// Kind of municipality.
    pub level: Level,
    /// Korean name of the province or metropolitan city.
    pub region_ko: String,
    /// English name of the province or metropolitan city.
    pub region_en: String,
    /// Whether the policy itself prints the region.
    pub region_in_text: bool,
    /// What the policy calls its own institution.
    #[serde(deserialize_with = "required")]
    pub self_reference_ko: Option<String>,
    /// The department that published the policy.
    #[serde(deserialize_with = "required")]
    pub publisher_department_ko: Option<String>,
}

/// Title, dates and history of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyHead {
    /// Title as printed.
    pub title_ko: String,
    /// What the policy calls its devices.
    #[serde(deserialize_with = "required")]
    pub device_term_ko: Option<String>,
    /// Device classes that the policy is about.
    pub covers: Vec<Device>,
    /// The day whose state the counts describe (기준일).
    #[serde(deserialize_with = "required")]
    pub as_of_date: Option<Date>,
    /// First made (제정일).
    #[serde(deserialize_with = "required")]
    pub enacted_date: Option<Date>,
    /// Last revised (개정일).
    #[serde(deserialize_with = "required")]
    pub revised_date: Option<Date>,
    /// Put on the website (게시일).
    #[serde(deserialize_with = "required")]
    pub posted_date: Option<Date>,
    /// In force from (시행일).
    #[serde(deserialize_with = "required")]
    pub effective_date: Option<Date>,
    /// Last change of the web page, which says nothing about the text.
    #[serde(deserialize_with = "required")]
    pub page_last_modified: Option<Date>,
    /// Limits of the policy in its own words.
    #[serde(deserialize_with = "required")]
    pub scope_note_ko: Option<String>,
    /// Versions that the policy lists, oldest first.
    pub history: Vec<HistoryEntry>,
}

/// What happened to the text on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryEvent {
    /// 제정.
    Enacted,
    /// 개정.
    Revised,
    /// A state of the counts 기준.
    AsOf,
}

/// One version in the policy's own history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryEntry {
    /// When.
    pub date: Date,
    /// What happened.
    pub event: HistoryEvent,
    /// Why, in the policy's words.
    #[serde(deserialize_with = "required")]
    pub reason_ko: Option<String>,
    /// File name of the attached text.
    #[serde(deserialize_with = "required")]
    pub attachment_ko: Option<String>,
    /// Whether the institution keeps that text online.
    pub archived_copy: bool,
}

/// What a cited law is cited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalRole {
    /// Ground for installing cameras.
    Installation,
    /// Ground for cameras against theft of and damage to vehicles.
    VehicleTheftDamage,
    /// The request form.
    RequestForm,
    /// Grounds for refusal.
    Refusal,
    /// Footage that shows other persons.
    OthersFootage,
    /// Procedure applied to requests.
    RequestProcedure,
    /// Processing of pseudonymised data.
    PseudonymisedData,
    /// Safety of pseudonymised data.
    PseudonymisedDataSafety,
}

/// A law that the policy cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// The device class it is cited for.
    pub device: Device,
    /// Name of the law.
    pub law_ko: String,
    /// Article, if the policy names one.
    #[serde(deserialize_with = "required")]
    pub article_ko: Option<String>,
    /// What it is cited for.
    pub role: LegalRole,
}

/// Whether a listed purpose is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurposeKind {
    /// A purpose of installation.
    Purpose,
    /// A legal ground printed among the purposes.
    LegalGround,
}

/// One item of the policy's list of purposes (설치 목적).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedPurpose {
    /// The device class it is listed for.
    pub device: Device,
    /// The printed bullet.
    #[serde(deserialize_with = "required")]
    pub mark: Option<String>,
    /// Label as printed.
    pub label_ko: String,
    /// Whether it is a purpose at all.
    pub kind: PurposeKind,
    /// The purposes that it names.
    pub purpose_codes: Vec<Purpose>,
}
