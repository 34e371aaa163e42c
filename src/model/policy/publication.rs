//! How the policy is published and changed, and what was noted when it was made into data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::required;

/// How changes of the policy are announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeNotice {
    /// Days before a change takes effect.
    #[serde(deserialize_with = "required")]
    pub days_before: Option<u16>,
    /// Where, as printed.
    #[serde(deserialize_with = "required")]
    pub channel_ko: Option<String>,
    /// What, as printed.
    #[serde(deserialize_with = "required")]
    pub content_ko: Option<String>,
}

/// An attachment that the policy names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Name as printed.
    pub name_ko: String,
    /// Whether its content is part of this data.
    pub in_text: bool,
}

/// An earlier version that the policy lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviousVersion {
    /// Its date, if the label states one.
    #[serde(deserialize_with = "required")]
    pub date: Option<Date>,
    /// Label as printed.
    pub label_ko: String,
    /// Whether the institution keeps that text online.
    pub archived_copy: bool,
}

/// Contact printed on the page that carries the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageContact {
    /// Department.
    #[serde(deserialize_with = "required")]
    pub department_ko: Option<String>,
    /// Telephone.
    #[serde(deserialize_with = "required")]
    pub phone: Option<String>,
    /// Last change of the page.
    #[serde(deserialize_with = "required")]
    pub last_modified: Option<Date>,
}

/// Counts of personal data that the policy prints and this data leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// Personal names.
    pub personal_names: u32,
    /// Personal mobile numbers.
    pub personal_mobile_numbers: u32,
}

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Limits what the policy can answer.
    Warning,
    /// Makes a part of it unusable.
    Error,
}

/// An inconsistency in the policy, or how a passage was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Short code; the list is open.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// In Korean.
    pub text_ko: String,
    /// In English.
    pub text_en: String,
    /// What the policy says, in whatever form fits; `null` when it says nothing.
    pub stated: Value,
    /// What it should say; `null` when that is not known.
    pub computed: Value,
}
