//! Operation policies (운영·관리 방침): what an institution has published about its cameras.
//!
//! The types mirror the shape `cctv-policy/1` (`data/policies/README.md`) key by key and keep every fact as printed,
//! misprints included; writing a parsed policy back gives the same JSON. Unknown keys and absent keys are errors: a
//! value that a policy does not state is `null` (`None`) or `[]`.
//! The methods answer questions from the text alone, never from a guess: example rows do not count, and what the text
//! leaves open is `None` or `Unknown`.

mod contacts;
mod founding;
mod handling;
mod head;
mod installations;
mod officers;
mod phone;
mod procedure;
mod processors;
mod publication;
mod ranges;
mod retention;
mod rules;
mod safety;
mod validate;
mod version;

use serde::{Deserialize, Deserializer, Serialize};

pub use founding::{founding, founding_of};
pub use handling::{
    Handling, MonitoringCenter, Recording, RecordingMode, RetentionKind, RetentionStart,
    RetentionStatement, StoragePlace,
};
pub use head::{
    HistoryEntry, HistoryEvent, LegalBasis, LegalRole, Level, PolicyHead, PolicyInstitution,
    PurposeKind, StatedPurpose,
};
pub use installations::{
    ClassRange, Counts, Device, Installation, Metres, Operation, RangeStatement, Total,
};
pub use officers::{Officer, OfficerRole, Organisation};
pub use procedure::{
    AccessRequests, ActionTime, ConfirmationPlace, FootageConfirmation, PoliceReport, PoliceRule,
    Refusal, RefusalGround, RequestForm, RequestLimit, RequestType, Requester,
};
pub use processors::{Agreement, Processor, ProcessorKind};
pub use publication::{
    Attachment, ChangeNotice, Note, PageContact, PreviousVersion, Severity, Withheld,
};
pub use ranges::PolicyRange;
pub use retention::{PolicyRetention, RetentionScope};
pub use rules::{Rule, Violation};
pub use safety::{
    DisposalTime, ProcessingMethod, PseudonymisedData, PseudonymisedProcessing,
    PseudonymisedProcessor, PseudonymisedSupply, RecordedEvent, SafetyMeasure, SafetyType,
};
pub(crate) use validate::each_text;
pub use version::{PolicyVersion, VersionKind};

/// The value of `schema` in every policy file of this shape.
pub const SCHEMA: &str = "cctv-policy/1";

/// One institution's operation policy (운영·관리 방침), required by the Personal Information Protection Act art. 25(7).
///
/// # References
/// Contents: Enforcement Decree (개인정보 보호법 시행령) art. 25(1). Shape: `data/policies/README.md`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationPolicy {
    /// Shape version, always [`SCHEMA`].
    pub schema: String,
    /// Key of the policy: ASCII small letters, digits and hyphens.
    pub slug: String,
    /// Who published the policy.
    pub institution: PolicyInstitution,
    /// Title, dates and history of the text.
    pub policy: PolicyHead,
    /// Laws that the policy cites.
    pub legal_bases: Vec<LegalBasis>,
    /// Purposes as the policy lists them in words.
    pub purposes_stated: Vec<StatedPurpose>,
    /// Rows of the count table (설치 대수).
    pub installations: Vec<Installation>,
    /// Printed and recomputed totals, one per device class.
    pub totals: Vec<Total>,
    /// Capture ranges stated for a whole device class (촬영범위).
    pub policy_capture_ranges: Vec<ClassRange>,
    /// Managers (관리책임자) and persons with access (접근권한자).
    pub officers: Vec<Officer>,
    /// Recording time, retention and storage place, by department or class.
    pub handling: Vec<Handling>,
    /// The integrated control centre (통합관제센터).
    pub monitoring_center: MonitoringCenter,
    /// How footage is handled and destroyed (처리방법).
    pub processing_methods: Vec<ProcessingMethod>,
    /// Companies that work on behalf of the institution (위탁).
    pub processors: Vec<Processor>,
    /// Agreements with other bodies (협약).
    pub agreements: Vec<Agreement>,
    /// How and where footage is viewed (영상정보 확인 방법 및 장소).
    pub footage_confirmation: FootageConfirmation,
    /// How a data subject asks for footage (열람 등 요구).
    pub access_requests: AccessRequests,
    /// Technical, managerial and physical measures (안전성 확보조치).
    pub safety_measures: Vec<SafetyMeasure>,
    /// Processing of pseudonymised footage (가명정보), if the policy has such a part.
    #[serde(deserialize_with = "required")]
    pub pseudonymised_data: Option<PseudonymisedData>,
    /// How changes of the policy are announced.
    pub change_notice: ChangeNotice,
    /// Attachments that the policy names.
    pub attachments: Vec<Attachment>,
    /// Earlier versions that the policy lists.
    pub previous_versions: Vec<PreviousVersion>,
    /// Contact printed on the page that carries the policy.
    #[serde(deserialize_with = "required")]
    pub page_contact: Option<PageContact>,
    /// Personal data that was left out of this file.
    pub withheld: Withheld,
    /// Inconsistencies and readings, found when the policy was made into data.
    pub notes: Vec<Note>,
}

/// Why a policy file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is not JSON of the shape; the source names key, line and column.
    #[error("policy file is not of the shape {SCHEMA}")]
    Shape(#[from] serde_json::Error),
    /// The shape is right, but the content contradicts itself.
    #[error("policy \"{slug}\" breaks {} rule(s): {}", violations.len(), join(violations))]
    Invalid {
        /// The policy's key, as written.
        slug: String,
        /// Every rule that is broken.
        violations: Vec<Violation>,
    },
}

impl OperationPolicy {
    /// Reads a policy file and checks it.
    ///
    /// # Errors
    /// When the text is not of the shape, or when [`OperationPolicy::validate`] finds a violation.
    pub fn parse(json: &str) -> Result<Self, Error> {
        let policy: Self = serde_json::from_str(json)?;
        match policy.validate() {
            Ok(()) => Ok(policy),
            Err(violations) => {
                let slug = policy.slug;
                Err(Error::Invalid { slug, violations })
            }
        }
    }

    /// The rows of fixed devices that count: no example rows, no mobile units.
    fn fixed_installations(&self) -> impl Iterator<Item = &Installation> {
        self.installations
            .iter()
            .filter(|row| row.device == Device::Fixed && !row.example)
    }

    /// Vehicles and drones (이동형 영상정보처리기기): they have no position of their own.
    ///
    /// # References
    /// Personal Information Protection Act art. 25-2.
    pub fn mobile_units(&self) -> impl Iterator<Item = &Installation> {
        self.installations
            .iter()
            .filter(|row| row.device == Device::Mobile && !row.example)
    }
}

/// Reads an optional value whose key has to be present: `null` is absent, a missing key is an error.
///
/// Serde takes a missing key for `None`; naming a function of our own switches that off.
fn required<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

/// All violations in one line, for the error message.
fn join(violations: &[Violation]) -> String {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    lines.join("; ")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::model::purpose::purposes;

    const FILES: [&str; 5] = [
        include_str!("../../../data/policies/samcheok.json"),
        include_str!("../../../data/policies/yeoncheon.json"),
        include_str!("../../../data/policies/michuhol.json"),
        include_str!("../../../data/policies/gwangjin.json"),
        include_str!("../../../data/policies/hanam.json"),
    ];

    /// Calls `visit` with every copy of `value` that lacks one key of one object.
    fn without_each_key(value: &Value, visit: &mut dyn FnMut(String, Value)) {
        match value {
            Value::Object(members) => {
                for key in members.keys() {
                    let mut fewer = members.clone();
                    fewer.remove(key);
                    visit(key.clone(), Value::Object(fewer));
                    without_each_key(&members[key], &mut |path, changed| {
                        let mut copy = members.clone();
                        copy.insert(key.clone(), changed);
                        visit(format!("{key}.{path}"), Value::Object(copy));
                    });
                }
            }
            // One element stands for all: they share a type.
            Value::Array(items) if !items.is_empty() => {
                without_each_key(&items[0], &mut |path, changed| {
                    let mut copy = items.clone();
                    copy[0] = changed;
                    visit(format!("0.{path}"), Value::Array(copy));
                });
            }
            _ => {}
        }
    }

    #[test]
    fn every_fact_of_the_five_files_is_kept() {
        for file in FILES {
            let policy = OperationPolicy::parse(file).expect("a founding policy");
            let original: Value = serde_json::from_str(file).expect("JSON");
            let written = serde_json::to_value(&policy).expect("JSON");
            assert_eq!(written, original, "{}", policy.slug);
        }
    }

    #[test]
    fn absent_key_is_an_error_at_any_depth() {
        // Gwangjin has every optional part but two, which Hanam and Yeoncheon have.
        for file in [FILES[3], FILES[4], FILES[1]] {
            let original: Value = serde_json::from_str(file).expect("JSON");
            without_each_key(&original, &mut |path, changed| {
                if path.contains(".stated.") && path.starts_with("notes") {
                    return; // free-form by design
                }
                let read = serde_json::from_value::<OperationPolicy>(changed);
                assert!(read.is_err(), "{path} may be left out");
            });
        }
    }

    #[test]
    fn unknown_key_is_an_error() {
        let changed = FILES[0].replacen("\"slug\"", "\"colour\": 1, \"slug\"", 1);
        let error = OperationPolicy::parse(&changed).expect_err("unknown key");
        assert!(matches!(error, Error::Shape(_)));
    }

    #[test]
    fn unknown_code_is_an_error() {
        let changed = FILES[0].replacen("\"exact\"", "\"about\"", 1);
        assert!(matches!(
            OperationPolicy::parse(&changed),
            Err(Error::Shape(_))
        ));
    }

    #[test]
    fn invalid_policy_names_place_and_rule() {
        let changed = FILES[0].replacen("\"sc-2\"", "\"sc-1\"", 1);
        let error = OperationPolicy::parse(&changed).expect_err("two rows with one id");
        assert_eq!(
            error.to_string(),
            "policy \"samcheok\" breaks 1 rule(s): installations[1].id: \"sc-1\" is used by an earlier row"
        );
    }

    #[test]
    fn printed_label_of_a_row_with_one_purpose_means_that_purpose() {
        for row in founding().iter().flat_map(|policy| &policy.installations) {
            if let ([purpose], Some(label)) = (row.purpose_codes.as_slice(), &row.purpose_ko) {
                assert_eq!(
                    purposes().classify(label),
                    Some(*purpose),
                    "{}: {label}",
                    row.id
                );
            }
        }
    }

    #[test]
    fn only_gwangjin_has_mobile_units() {
        for policy in founding() {
            let units: Vec<&str> = policy.mobile_units().map(|row| row.id.as_str()).collect();
            let expected: &[&str] = if policy.slug == "gwangjin" {
                &["gj-m1", "gj-m2"]
            } else {
                &[]
            };
            assert_eq!(units, expected, "{}", policy.slug);
        }
    }
}
