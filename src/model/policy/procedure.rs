//! How footage is viewed and how a data subject asks for it.

use serde::{Deserialize, Serialize};

use super::required;

/// How and where footage is viewed (영상정보의 확인 방법 및 장소).
///
/// # References
/// Enforcement Decree art. 25(1)5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FootageConfirmation {
    /// Whether to call before coming.
    #[serde(deserialize_with = "required")]
    pub contact_first: Option<bool>,
    /// Whom to call, as printed.
    #[serde(deserialize_with = "required")]
    pub contact_ko: Option<String>,
    /// Whether a visit is needed.
    #[serde(deserialize_with = "required")]
    pub visit_required: Option<bool>,
    /// Where footage is viewed.
    pub places: Vec<ConfirmationPlace>,
    /// Whether a form is needed.
    #[serde(deserialize_with = "required")]
    pub form_required: Option<bool>,
    /// Whether to report to the police first.
    pub police_report_first: PoliceReport,
}

/// A place where footage is viewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmationPlace {
    /// Name.
    #[serde(deserialize_with = "required")]
    pub name_ko: Option<String>,
    /// Address.
    #[serde(deserialize_with = "required")]
    pub address_ko: Option<String>,
    /// Telephone.
    #[serde(deserialize_with = "required")]
    pub phone: Option<String>,
}

/// Whether the policy wants the police told first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PoliceRule {
    /// It says nothing.
    None,
    /// It recommends so.
    Recommended,
    /// It requires so.
    Required,
}

/// What the policy says about the police.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoliceReport {
    /// How strongly it says so.
    pub rule: PoliceRule,
    /// In which cases, as printed.
    #[serde(deserialize_with = "required")]
    pub applies_to_ko: Option<String>,
    /// Which police station, as printed.
    #[serde(deserialize_with = "required")]
    pub police_ko: Option<String>,
    /// What happens next, as printed.
    #[serde(deserialize_with = "required")]
    pub route_ko: Option<String>,
}

/// Who may ask, as stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requester {
    /// The person in the footage 정보주체.
    Subject,
    /// A legal representative 법정대리인.
    LegalRepresentative,
    /// A person with a power of attorney 위임받은 자.
    Delegate,
}

/// What may be asked, as stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestType {
    /// To see footage 열람.
    Access,
    /// To learn whether there is any 존재확인.
    Existence,
    /// To have it deleted 삭제.
    Deletion,
    /// To learn where it comes from 출처.
    Source,
    /// To get a copy 사본.
    Copy,
}

/// A limit on what may be asked, as stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestLimit {
    /// Only footage of oneself.
    OwnFootage,
    /// Only for urgent interests of life, body or property.
    UrgentLifeBodyProperty,
    /// Footage of others cannot be viewed.
    OthersFootageNotViewable,
    /// Restricted where others cannot be separated.
    RestrictedIfOthersInseparable,
    /// Without unduly infringing the subject or a third party.
    NotUndulyInfringingSubjectOrThirdParty,
}

/// When the institution acts on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionTime {
    /// Without delay 지체 없이.
    WithoutDelay,
}

/// How a data subject asks for footage (열람 등 요구).
///
/// # References
/// Personal Information Protection Act art. 35 to 38; Enforcement Decree art. 25(1)6.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRequests {
    /// Who may ask.
    pub requesters: Vec<Requester>,
    /// What may be asked.
    pub request_types: Vec<RequestType>,
    /// Stated limits.
    pub limits: Vec<RequestLimit>,
    /// The form.
    pub form: RequestForm,
    /// Where the request goes, as printed.
    #[serde(deserialize_with = "required")]
    pub submit_to_ko: Option<String>,
    /// Whether it has to be handed in in person.
    #[serde(deserialize_with = "required")]
    pub visit_in_person: Option<bool>,
    /// Whether an identity card is asked for.
    #[serde(deserialize_with = "required")]
    pub id_required: Option<bool>,
    /// When the institution acts.
    #[serde(deserialize_with = "required")]
    pub action_time: Option<ActionTime>,
    /// Refusal.
    pub refusal: Refusal,
    /// Another act whose procedure is applied.
    #[serde(deserialize_with = "required")]
    pub procedure_law_ko: Option<String>,
}

/// The request form (청구서).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestForm {
    /// Name as printed.
    #[serde(deserialize_with = "required")]
    pub name_ko: Option<String>,
    /// Where the form is laid down.
    #[serde(deserialize_with = "required")]
    pub annex_ko: Option<String>,
    /// Whether an electronic form is accepted.
    #[serde(deserialize_with = "required")]
    pub electronic_allowed: Option<bool>,
    /// Whether the page has the form attached.
    pub attached_on_page: bool,
}

/// What the policy says about refusing a request.
///
/// # References
/// Personal Information Protection Act art. 35(4); Enforcement Decree art. 42.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// Whether it says anything.
    pub stated: bool,
    /// The rule it refers to.
    #[serde(deserialize_with = "required")]
    pub basis_ko: Option<String>,
    /// Grounds that it lists.
    pub grounds: Vec<RefusalGround>,
    /// Days within which the refusal is notified.
    #[serde(deserialize_with = "required")]
    pub notice_days: Option<u16>,
    /// How it is notified, as printed.
    #[serde(deserialize_with = "required")]
    pub notice_method_ko: Option<String>,
}

/// A ground for refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalGround {
    /// Short code; the list is open.
    pub code: String,
    /// As printed.
    pub ko: String,
}
