//! The eight items that a policy has to contain, and which of them it states.
//!
//! # References
//! 개인정보 보호법 제25조 제7항; 같은 법 시행령 제25조 제1항 제1호부터 제8호까지.

use serde::Serialize;
use utoipa::ToSchema;

use super::Said;
use crate::model::OperationPolicy;
use crate::model::policy::{
    Device, Handling, Installation, Officer, OfficerRole, PurposeKind, RetentionKind, SafetyType,
};

/// How much of an item a policy states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Every part of it.
    Stated,
    /// Some parts.
    Partly,
    /// No part.
    Missing,
}

/// What a policy says about one part of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// It is stated.
    Stated,
    /// Only for some rows or devices.
    Partly,
    /// Only by reference to an attachment or another page, which is no part of the text.
    Elsewhere,
    /// Only in a printed example row, which states nothing.
    ExampleOnly,
    /// Nothing is said.
    Missing,
}

impl PartState {
    /// The words for people.
    #[must_use]
    pub fn label(self) -> Said {
        match self {
            Self::Stated => Said::new("명시됨", "stated"),
            Self::Partly => Said::new("일부만 명시됨", "stated in part"),
            Self::Elsewhere => Said::new("첨부에만 있음", "only in an attachment"),
            Self::ExampleOnly => Said::new("예시만 있음", "only an example"),
            Self::Missing => Said::new("명시되지 않음", "not stated"),
        }
    }
}

/// One of the eight items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Item {
    /// 호 of the article, 1 to 8.
    pub number: u8,
    /// The law's words, and a translation.
    pub law: Said,
    /// How much of it is stated.
    pub state: ItemState,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// One part of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Part {
    /// What it is.
    pub name: Said,
    /// What the policy says about it.
    pub state: PartState,
}

/// The law's words of the eight items, in order.
pub const LAW: [(&str, &str); 8] = [
    (
        "설치 근거 및 설치 목적",
        "Ground and purpose of installation",
    ),
    (
        "설치 대수, 설치 위치 및 촬영 범위",
        "Number of cameras, where they are installed, and capture range",
    ),
    (
        "관리책임자, 담당 부서 및 영상정보에 대한 접근 권한이 있는 사람",
        "Person responsible, department in charge, and persons with access to footage",
    ),
    (
        "촬영시간, 보관기간, 보관장소 및 처리방법",
        "Recording time, retention period, storage place and processing method",
    ),
    (
        "운영자의 영상정보 확인 방법 및 장소",
        "How and where the operator lets footage be checked",
    ),
    (
        "정보주체의 영상정보 열람 등 요구에 대한 조치",
        "What is done about requests of data subjects to view footage",
    ),
    (
        "기술적·관리적 및 물리적 조치",
        "Technical, managerial and physical measures",
    ),
    ("그 밖에 필요한 사항", "Other matters that are needed"),
];

/// Checks a policy against the eight items, in the order of the law.
#[must_use]
pub fn items(policy: &OperationPolicy) -> Vec<Item> {
    let parts = [
        ground_and_purpose(policy),
        count_place_range(policy),
        people(policy),
        handling(policy),
        confirmation(policy),
        requests(policy),
        safety(policy),
        other(policy),
    ];
    (1..)
        .zip(LAW)
        .zip(parts)
        .map(|((number, (ko, en)), parts)| Item {
            number,
            law: Said::new(ko, en),
            state: state(&parts),
            parts,
        })
        .collect()
}

fn state(parts: &[Part]) -> ItemState {
    let stated = |part: &Part| part.state == PartState::Stated;
    let says_nothing =
        |part: &Part| matches!(part.state, PartState::Missing | PartState::ExampleOnly);
    if parts.iter().all(stated) {
        ItemState::Stated
    } else if parts.iter().all(says_nothing) {
        ItemState::Missing
    } else {
        ItemState::Partly
    }
}

fn part(ko: &str, en: &str, state: PartState) -> Part {
    Part {
        name: Said::new(ko, en),
        state,
    }
}

fn stated_if(is: bool) -> PartState {
    if is {
        PartState::Stated
    } else {
        PartState::Missing
    }
}

/// Judges a part by its rows: real rows that state it, else example rows that do.
fn by_rows<'a, T: 'a>(
    rows: impl Iterator<Item = &'a T>,
    is_example: impl Fn(&T) -> bool,
    states: impl Fn(&T) -> bool,
) -> PartState {
    let (mut real, mut stating, mut example) = (0_usize, 0_usize, false);
    for row in rows {
        if is_example(row) {
            example |= states(row);
        } else {
            real += 1;
            stating += usize::from(states(row));
        }
    }
    match (stating, example) {
        (0, true) => PartState::ExampleOnly,
        (0, false) => PartState::Missing,
        _ if stating == real => PartState::Stated,
        _ => PartState::Partly,
    }
}

fn fixed_rows(policy: &OperationPolicy) -> impl Iterator<Item = &Installation> {
    policy
        .installations
        .iter()
        .filter(|row| row.device == Device::Fixed)
}

fn ground_and_purpose(policy: &OperationPolicy) -> Vec<Part> {
    let listed = policy
        .purposes_stated
        .iter()
        .any(|purpose| purpose.kind == PurposeKind::Purpose);
    let purpose = if listed {
        PartState::Stated
    } else {
        by_rows(
            policy.installations.iter(),
            |row| row.example,
            |row| row.purpose_ko.is_some(),
        )
    };
    vec![
        part(
            "설치 근거",
            "legal ground",
            stated_if(!policy.legal_bases.is_empty()),
        ),
        part("설치 목적", "purpose", purpose),
    ]
}

fn count_place_range(policy: &OperationPolicy) -> Vec<Part> {
    let total = policy
        .totals
        .iter()
        .any(|total| total.device == Device::Fixed && total.stated.units.is_some());
    let units = match by_rows(
        fixed_rows(policy),
        |row| row.example,
        |row| row.units.is_some(),
    ) {
        PartState::Missing | PartState::ExampleOnly if total => PartState::Partly,
        state => state,
    };
    let places = match by_rows(
        fixed_rows(policy),
        |row| row.example,
        |row| row.place_ko.is_some(),
    ) {
        PartState::Stated => PartState::Stated,
        _ if policy
            .installations
            .iter()
            .any(|row| row.detail_list_attached) =>
        {
            PartState::Elsewhere
        }
        state => state,
    };
    let whole_class = policy
        .policy_capture_ranges
        .iter()
        .any(|class| class.device == Device::Fixed && class.range.stated);
    let range = if whole_class {
        PartState::Stated
    } else {
        by_rows(
            fixed_rows(policy),
            |row| row.example,
            |row| row.capture_range.stated,
        )
    };
    vec![
        part("설치 대수", "number of cameras", units),
        part("설치 위치", "places", places),
        part("촬영 범위", "capture range", range),
    ]
}

fn people(policy: &OperationPolicy) -> Vec<Part> {
    let of = |role: OfficerRole| {
        let rows = policy
            .officers
            .iter()
            .filter(move |officer| officer.device == Device::Fixed && officer.role == role);
        let (mut elsewhere, mut named, mut example) = (false, false, false);
        for officer in rows {
            if officer.example {
                example = true;
            } else if officer.phone_redirect_ko.is_some() && officer.department_ko.is_none() {
                elsewhere = true;
            } else {
                named = true;
            }
        }
        match (named, elsewhere, example) {
            (true, ..) => PartState::Stated,
            (_, true, _) => PartState::Elsewhere,
            (_, _, true) => PartState::ExampleOnly,
            _ => PartState::Missing,
        }
    };
    let department = {
        let officers = by_rows(
            policy.officers.iter(),
            |officer: &Officer| officer.example,
            |officer| officer.department_ko.is_some(),
        );
        let rows = by_rows(
            policy.installations.iter(),
            |row| row.example,
            |row| row.department_ko.is_some(),
        );
        match (officers, rows) {
            (PartState::Stated | PartState::Partly, _)
            | (_, PartState::Stated | PartState::Partly) => PartState::Stated,
            (PartState::ExampleOnly, _) | (_, PartState::ExampleOnly) => PartState::ExampleOnly,
            _ => PartState::Missing,
        }
    };
    vec![
        part("관리책임자", "person responsible", of(OfficerRole::Manager)),
        part("담당 부서", "department in charge", department),
        part(
            "접근 권한이 있는 사람",
            "persons with access",
            of(OfficerRole::Access),
        ),
    ]
}

fn handling(policy: &OperationPolicy) -> Vec<Part> {
    let of = |states: fn(&Handling) -> bool| {
        let rows = policy
            .handling
            .iter()
            .filter(|row| row.device == Device::Fixed);
        by_rows(rows, |row| row.example, states)
    };
    let method = policy.processing_methods.iter().any(|method| {
        method.device == Device::Fixed
            && (method.disposal_electronic_ko.is_some() || !method.recorded_events_ko.is_empty())
    });
    vec![
        part(
            "촬영시간",
            "recording time",
            of(|row| row.recording.mode.is_some() || row.recording.raw_ko.is_some()),
        ),
        part(
            "보관기간",
            "retention period",
            of(|row| row.retention.rule.is_some()),
        ),
        part(
            "보관장소",
            "storage place",
            of(|row| {
                row.storage.iter().any(|place| place.stated)
                    || row.retention.rule == Some(RetentionKind::NotStored)
            }),
        ),
        part("처리방법", "processing method", stated_if(method)),
    ]
}

fn confirmation(policy: &OperationPolicy) -> Vec<Part> {
    let stated = &policy.footage_confirmation;
    let method = stated.contact_first.is_some()
        || stated.contact_ko.is_some()
        || stated.visit_required.is_some()
        || stated.form_required.is_some();
    let place = stated
        .places
        .iter()
        .any(|place| place.name_ko.is_some() || place.address_ko.is_some());
    vec![
        part("확인 방법", "how", stated_if(method)),
        part("확인 장소", "where", stated_if(place)),
    ]
}

fn requests(policy: &OperationPolicy) -> Vec<Part> {
    let requests = &policy.access_requests;
    let how = requests.form.name_ko.is_some()
        || requests.submit_to_ko.is_some()
        || requests.procedure_law_ko.is_some();
    vec![
        part(
            "요구할 수 있는 사람과 내용",
            "who may ask for what",
            stated_if(!requests.requesters.is_empty() && !requests.request_types.is_empty()),
        ),
        part("요구 방법", "how to ask", stated_if(how)),
        part(
            "조치 시기",
            "when it is acted on",
            stated_if(requests.action_time.is_some()),
        ),
        part(
            "거부 사유와 통지",
            "grounds of refusal and its notice",
            match (
                requests.refusal.stated,
                requests.refusal.notice_days.is_some(),
            ) {
                (true, true) => PartState::Stated,
                (true, false) | (false, true) => PartState::Partly,
                (false, false) => PartState::Missing,
            },
        ),
    ]
}

fn safety(policy: &OperationPolicy) -> Vec<Part> {
    let any = |kind: SafetyType| {
        stated_if(
            policy
                .safety_measures
                .iter()
                .any(|measure| measure.kind == kind),
        )
    };
    vec![
        part(
            "기술적 조치",
            "technical measures",
            any(SafetyType::Technical),
        ),
        part(
            "관리적 조치",
            "managerial measures",
            any(SafetyType::Managerial),
        ),
        part(
            "물리적 조치",
            "physical measures",
            any(SafetyType::Physical),
        ),
    ]
}

/// The law leaves the eighth item open; what policies print there is the notice of changes.
fn other(policy: &OperationPolicy) -> Vec<Part> {
    let notice = &policy.change_notice;
    let told = match (notice.days_before, &notice.channel_ko) {
        (Some(_), Some(_)) => PartState::Stated,
        (None, None) => PartState::Missing,
        _ => PartState::Partly,
    };
    vec![part("방침 변경의 공지", "notice of changes", told)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::policy::founding;

    fn states(slug: &str) -> Vec<ItemState> {
        let policy = founding()
            .iter()
            .find(|policy| policy.slug == slug)
            .unwrap();
        items(policy).iter().map(|item| item.state).collect()
    }

    fn part_state(policy: &OperationPolicy, item: usize, name: &str) -> PartState {
        items(policy)[item - 1]
            .parts
            .iter()
            .find(|part| part.name.ko == name)
            .unwrap()
            .state
    }

    #[test]
    fn the_eight_items_are_told_of_every_policy() {
        use ItemState::{Partly, Stated};
        assert_eq!(states("gwangjin")[1], Partly, "places are in an attachment");
        assert_eq!(states("gwangjin")[5], Stated);
        assert_eq!(states("samcheok")[0], Stated);
        for policy in founding() {
            assert_eq!(items(policy).len(), 8);
        }
    }

    #[test]
    fn a_printed_example_states_nothing() {
        let hanam = founding()
            .iter()
            .find(|policy| policy.slug == "hanam")
            .unwrap();
        assert_eq!(part_state(hanam, 2, "설치 대수"), PartState::ExampleOnly);
        assert_eq!(part_state(hanam, 4, "보관기간"), PartState::ExampleOnly);
        assert_eq!(part_state(hanam, 3, "관리책임자"), PartState::Elsewhere);
        assert_eq!(part_state(hanam, 2, "촬영 범위"), PartState::Missing);
    }

    #[test]
    fn each_part_is_missed_when_its_statement_is_taken_out() {
        let mut policy = founding()[0].clone();
        policy.legal_bases.clear();
        policy.safety_measures.clear();
        policy.officers.clear();
        policy.installations[0].units = None;
        assert_eq!(part_state(&policy, 1, "설치 근거"), PartState::Missing);
        assert_eq!(part_state(&policy, 2, "설치 대수"), PartState::Partly);
        assert_eq!(part_state(&policy, 3, "관리책임자"), PartState::Missing);
        assert_eq!(items(&policy)[6].state, ItemState::Missing);
    }
}
