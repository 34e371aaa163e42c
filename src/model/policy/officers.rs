//! The people whom a policy names by office: managers, persons with access, the privacy officer.

use serde::{Deserialize, Serialize};

use super::{Device, required};
use crate::model::purpose::Purpose;

/// What an officer is responsible for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficerRole {
    /// May see footage 접근권한자: the one to call.
    Access,
    /// Manager 관리책임자.
    Manager,
    /// Privacy officer 개인정보 보호책임자 (Personal Information Protection Act art. 31).
    PrivacyOfficer,
}

impl OfficerRole {
    /// The code used in data and in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Manager => "manager",
            Self::PrivacyOfficer => "privacy_officer",
        }
    }
}

/// Whose officer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Organisation {
    /// The institution itself.
    Institution,
    /// The police, with access by agreement.
    Police,
}

/// An office named in the policy; personal names are not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// Device class.
    pub device: Device,
    /// Responsibility.
    pub role: OfficerRole,
    /// Whose officer it is.
    pub organisation: Organisation,
    /// Department.
    #[serde(deserialize_with = "required")]
    pub department_ko: Option<String>,
    /// Title.
    #[serde(deserialize_with = "required")]
    pub title_ko: Option<String>,
    /// Telephone with area code.
    #[serde(deserialize_with = "required")]
    pub phone: Option<String>,
    /// Telephone as printed.
    #[serde(deserialize_with = "required")]
    pub phone_raw: Option<String>,
    /// Where the policy sends callers instead of printing a number.
    #[serde(deserialize_with = "required")]
    pub phone_redirect_ko: Option<String>,
    /// What the officer covers, as printed.
    #[serde(deserialize_with = "required")]
    pub covers_ko: Option<String>,
    /// The purposes that the printed coverage names.
    pub purpose_codes: Vec<Purpose>,
    /// Whether the row is a printed example, which never counts.
    pub example: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_code_is_the_one_in_the_file() {
        for role in [
            OfficerRole::Access,
            OfficerRole::Manager,
            OfficerRole::PrivacyOfficer,
        ] {
            assert_eq!(serde_json::to_value(role).ok(), Some(role.code().into()));
        }
    }
}
