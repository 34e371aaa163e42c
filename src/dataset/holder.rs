//! Who holds the footage of a group of cameras, and how that institution says it may be asked for.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::LoadedInstitution;
use crate::model::policy::{Device, Officer, OfficerRole, PolicyVersion};
use crate::model::{OperationPolicy, Purpose};

/// A holder: one institution, department and contact, with everything an asker needs that does not
/// depend on the question.
#[derive(Debug)]
pub struct Holder {
    /// Index of the institution.
    pub institution: u32,
    /// Department, from the register row or, where the policy leaves no doubt, from the policy.
    pub department: Option<String>,
    /// Number to call first.
    pub phone: Option<String>,
    /// Its cameras are samples made by the product.
    pub sample: bool,
    /// The policy that the facts come from.
    pub policy: Option<PolicyReference>,
    /// [`HolderFacts`] as JSON members without braces.
    pub json: String,
}

/// Which text of which policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyReference {
    /// Title of the policy.
    pub title: String,
    /// The version's date and what it is the date of.
    pub version: PolicyVersion,
}

impl PolicyReference {
    /// Of a policy.
    #[must_use]
    pub fn of(policy: &OperationPolicy) -> Self {
        Self {
            title: policy.policy.title_ko.clone(),
            version: policy.version(),
        }
    }

    /// Whether more than a year has passed since the version's date; a policy without a date is not
    /// called old.
    #[must_use]
    pub fn is_over_a_year_old(&self, today: Date) -> bool {
        self.version
            .date
            .is_some_and(|date| date.saturating_add(jiff::Span::new().years(1)) < today)
    }
}

/// The part of a holder group that does not depend on the question.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolderFacts<'a> {
    /// Code of the institution, or `unknown`.
    pub institution: &'a str,
    /// Korean name.
    pub institution_name_ko: &'a str,
    /// English name.
    pub institution_name_en: &'a str,
    /// Department, where known.
    pub department: Option<&'a str>,
    /// Number to call first.
    pub phone: Option<&'a str>,
    /// Everyone whom the register or the policy names for these cameras, by office, never by name.
    pub contacts: Vec<Contact<'a>>,
    /// The procedure that the institution states; null when no policy is loaded.
    pub procedure: Option<Procedure<'a>>,
    /// Where footage can be viewed, as stated.
    pub viewing_places: Vec<ViewingPlace<'a>>,
    /// Where it is stored, as stated.
    pub storage_places: Vec<StoragePlace<'a>>,
}

/// An office that can be asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contact<'a> {
    /// `register` (the row's number), `access` (접근권한자), `manager` (관리책임자),
    /// `privacy_officer`, or `page` (the policy page's contact).
    pub role: &'static str,
    /// Department.
    pub department: Option<&'a str>,
    /// Title of the office.
    pub title: Option<&'a str>,
    /// Telephone number.
    pub phone: Option<&'a str>,
    /// What the office covers, as printed.
    pub covers: Option<&'a str>,
    /// Where the policy sends callers instead of printing a number.
    pub phone_redirect: Option<&'a str>,
}

/// What the institution states about asking for footage.
#[derive(Debug, Serialize, ToSchema)]
pub struct Procedure<'a> {
    /// Whether the police come first: the institution's own rule, not the law's.
    pub police_report_first: PoliceFirst<'a>,
    /// Whether the office wants to be contacted before a visit.
    pub contact_first: Option<bool>,
    /// Whom to contact first.
    pub contact: Option<&'a str>,
    /// Whether footage is confirmed on a visit only.
    pub visit_required: Option<bool>,
    /// Whether the request is made in person.
    pub visit_in_person: Option<bool>,
    /// Whether identity is checked by a document.
    pub id_required: Option<bool>,
    /// Whether a form is required.
    pub form_required: Option<bool>,
    /// The form.
    pub form: Form<'a>,
    /// Where the request goes.
    pub submit_to: Option<&'a str>,
    /// Who may ask, as stated.
    #[schema(value_type = Vec<String>)]
    pub requesters: serde_json::Value,
    /// What may be asked for, as stated.
    #[schema(value_type = Vec<String>)]
    pub request_types: serde_json::Value,
    /// Stated limits.
    #[schema(value_type = Vec<String>)]
    pub limits: serde_json::Value,
    /// Days in which a refusal is given notice of, as stated.
    pub refusal_notice_days: Option<u16>,
    /// Another act that the procedure follows.
    pub procedure_law: Option<&'a str>,
}

/// The institution's rule about reporting to the police first.
#[derive(Debug, Serialize, ToSchema)]
pub struct PoliceFirst<'a> {
    /// `none`, `recommended` or `required`.
    #[schema(value_type = String)]
    pub rule: serde_json::Value,
    /// Which footage or cases it applies to.
    pub applies_to: Option<&'a str>,
    /// Which police station.
    pub police: Option<&'a str>,
    /// How.
    pub route: Option<&'a str>,
}

/// The request form.
#[derive(Debug, Serialize, ToSchema)]
pub struct Form<'a> {
    /// Name as printed.
    pub name: Option<&'a str>,
    /// Annex that holds it.
    pub annex: Option<&'a str>,
    /// Whether it may be sent electronically.
    pub electronic_allowed: Option<bool>,
    /// Whether the policy page has it attached.
    pub attached_on_page: bool,
}

/// A place of viewing.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewingPlace<'a> {
    /// Name.
    pub name: Option<&'a str>,
    /// Address.
    pub address: Option<&'a str>,
    /// Telephone number.
    pub phone: Option<&'a str>,
}

/// A place of storage.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoragePlace<'a> {
    /// Place; null when the policy leaves the cell empty.
    pub place: Option<&'a str>,
    /// Which cameras it applies to.
    pub applies_to: Option<&'a str>,
}

impl Holder {
    /// The holder of sites of an institution with the department and number that their row names.
    pub(super) fn new(
        index: u32,
        institution: &LoadedInstitution,
        row_department: Option<&str>,
        row_phone: Option<&str>,
        purpose: Purpose,
        sample: bool,
    ) -> Self {
        let policy = institution.policy;
        let officers: Vec<&Officer> = policy
            .map(|policy| policy.contacts_for(row_department, purpose))
            .unwrap_or_default();
        let department =
            row_department.or_else(|| department_by_policy(policy?, &officers, purpose));
        let contacts = contacts(policy, row_department, row_phone, &officers);
        let phone = contacts.iter().find_map(|contact| contact.phone);
        let facts = HolderFacts {
            institution: &institution.code,
            institution_name_ko: institution.name_ko(),
            institution_name_en: institution.name_en(),
            department,
            phone,
            procedure: policy.map(procedure),
            viewing_places: policy.map(viewing_places).unwrap_or_default(),
            storage_places: policy
                .map(|policy| storage_places(policy, row_department, purpose))
                .unwrap_or_default(),
            contacts,
        };
        let json = serde_json::to_string(&facts).unwrap_or_else(|_| "{}".to_owned());
        Self {
            institution: index,
            department: department.map(ToOwned::to_owned),
            phone: phone.map(ToOwned::to_owned),
            sample,
            policy: policy.map(PolicyReference::of),
            json: json[1..json.len() - 1].to_owned(),
        }
    }
}

/// The department that the policy leaves no doubt about: the only one whose officers cover this
/// purpose, or the only one that runs cameras of this purpose.
fn department_by_policy<'a>(
    policy: &'a OperationPolicy,
    officers: &[&'a Officer],
    purpose: Purpose,
) -> Option<&'a str> {
    let covering = officers
        .iter()
        .filter(|officer| {
            officer.role == OfficerRole::Access && officer.purpose_codes.contains(&purpose)
        })
        .map(|officer| officer.department_ko.as_deref());
    let running = policy
        .installations
        .iter()
        .filter(|row| {
            row.device == Device::Fixed && !row.example && row.purpose_codes.contains(&purpose)
        })
        .map(|row| row.department_ko.as_deref());
    sole(covering).or_else(|| sole(running))
}

/// The one value that all have, if they all have one.
fn sole<'a>(mut values: impl Iterator<Item = Option<&'a str>>) -> Option<&'a str> {
    let first = values.next()??;
    values.all(|value| value == Some(first)).then_some(first)
}

fn contacts<'a>(
    policy: Option<&'a OperationPolicy>,
    row_department: Option<&'a str>,
    row_phone: Option<&'a str>,
    officers: &[&'a Officer],
) -> Vec<Contact<'a>> {
    let from_row = row_phone.map(|phone| Contact {
        role: "register",
        department: row_department,
        title: None,
        phone: Some(phone),
        covers: None,
        phone_redirect: None,
    });
    let from_policy = officers.iter().map(|officer| Contact {
        role: officer.role.code(),
        department: officer.department_ko.as_deref(),
        title: officer.title_ko.as_deref(),
        phone: officer.phone.as_deref(),
        covers: officer.covers_ko.as_deref(),
        phone_redirect: officer.phone_redirect_ko.as_deref(),
    });
    let from_page = policy
        .and_then(|policy| policy.page_contact.as_ref())
        .map(|page| Contact {
            role: "page",
            department: page.department_ko.as_deref(),
            title: None,
            phone: page.phone.as_deref(),
            covers: None,
            phone_redirect: None,
        });
    from_row
        .into_iter()
        .chain(from_policy)
        .chain(from_page)
        .collect()
}

fn procedure(policy: &OperationPolicy) -> Procedure<'_> {
    let (confirmation, requests) = (&policy.footage_confirmation, &policy.access_requests);
    let report_first = &confirmation.police_report_first;
    // The policy's own enums serialise to the codes of `cctv-policy/1`.
    let codes = |value: Result<serde_json::Value, serde_json::Error>| value.unwrap_or_default();
    Procedure {
        police_report_first: PoliceFirst {
            rule: codes(serde_json::to_value(report_first.rule)),
            applies_to: report_first.applies_to_ko.as_deref(),
            police: report_first.police_ko.as_deref(),
            route: report_first.route_ko.as_deref(),
        },
        contact_first: confirmation.contact_first,
        contact: confirmation.contact_ko.as_deref(),
        visit_required: confirmation.visit_required,
        visit_in_person: requests.visit_in_person,
        id_required: requests.id_required,
        form_required: confirmation.form_required,
        form: Form {
            name: requests.form.name_ko.as_deref(),
            annex: requests.form.annex_ko.as_deref(),
            electronic_allowed: requests.form.electronic_allowed,
            attached_on_page: requests.form.attached_on_page,
        },
        submit_to: requests.submit_to_ko.as_deref(),
        requesters: codes(serde_json::to_value(&requests.requesters)),
        request_types: codes(serde_json::to_value(&requests.request_types)),
        limits: codes(serde_json::to_value(&requests.limits)),
        refusal_notice_days: requests.refusal.notice_days,
        procedure_law: requests.procedure_law_ko.as_deref(),
    }
}

fn viewing_places(policy: &OperationPolicy) -> Vec<ViewingPlace<'_>> {
    policy
        .footage_confirmation
        .places
        .iter()
        .map(|place| ViewingPlace {
            name: place.name_ko.as_deref(),
            address: place.address_ko.as_deref(),
            phone: place.phone.as_deref(),
        })
        .collect()
}

fn storage_places<'a>(
    policy: &'a OperationPolicy,
    department: Option<&str>,
    purpose: Purpose,
) -> Vec<StoragePlace<'a>> {
    policy
        .storage_for(department, purpose)
        .iter()
        .map(|storage| StoragePlace {
            place: storage.place_ko.as_deref(),
            applies_to: storage.applies_to_ko.as_deref(),
        })
        .collect()
}
