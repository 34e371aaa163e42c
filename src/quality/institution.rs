//! Everything that is told to one institution about its data.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::{PolicyCheck, RegisterQuality, SourceImport, check_policy};
use crate::model::Institution;
use crate::model::OperationPolicy;

/// What an institution can act on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct InstitutionQuality {
    /// 7-digit code, or `unknown`.
    pub institution: String,
    /// Korean name.
    pub name_ko: String,
    /// English name.
    pub name_en: String,
    /// Province or metropolitan city.
    pub region_ko: String,
    /// The same in English.
    pub region_en: String,
    /// The day on which ages are counted.
    #[schema(format = Date)]
    pub as_of: String,
    /// Whether what is loaded is a sample made by the product.
    pub sample: bool,
    /// For each served source, its last import; empty when no register is loaded.
    pub imports: Vec<SourceImport>,
    /// The loaded register against the policy; null when no register is loaded.
    pub register: Option<RegisterQuality>,
    /// The policy itself; null when none is known.
    pub policy: Option<PolicyQuality>,
}

/// What a policy lacks and where it contradicts itself.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PolicyQuality {
    /// Title.
    pub title: String,
    /// Date of the version.
    #[schema(format = Date)]
    pub version_date: Option<String>,
    /// What the date is the date of.
    pub version_kind: &'static str,
    /// Address of the policy.
    pub href: String,
    /// What it states and what was found.
    #[serde(flatten)]
    pub check: PolicyCheck,
}

impl InstitutionQuality {
    /// Puts together what is known of an institution on a day.
    #[must_use]
    pub fn new(
        code: &str,
        entry: Option<&Institution>,
        imports: Vec<SourceImport>,
        register: Option<RegisterQuality>,
        policy: Option<&OperationPolicy>,
        today: Date,
    ) -> Self {
        let text = |of: fn(&Institution) -> &String, otherwise: &str| {
            entry.map_or_else(|| otherwise.to_owned(), |entry| of(entry).clone())
        };
        Self {
            institution: code.to_owned(),
            name_ko: text(|entry| &entry.name_ko, "기관 미상"),
            name_en: text(|entry| &entry.name_en, "Unknown institution"),
            region_ko: text(|entry| &entry.region_ko, ""),
            region_en: text(|entry| &entry.region_en, ""),
            as_of: today.to_string(),
            sample: imports.iter().any(|import| import.sample),
            imports,
            register,
            policy: policy.map(|policy| PolicyQuality::new(code, policy, today)),
        }
    }
}

impl PolicyQuality {
    fn new(code: &str, policy: &OperationPolicy, today: Date) -> Self {
        let version = policy.version();
        Self {
            title: policy.policy.title_ko.clone(),
            version_date: version.date.map(|date| date.to_string()),
            version_kind: version.kind.code(),
            href: format!("/api/institutions/{code}/policy"),
            check: check_policy(policy, today),
        }
    }
}
