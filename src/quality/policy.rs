//! Reads a policy file as an office wrote it, and says what it lacks and where it contradicts itself.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::{Item, PartState, items};
use super::personal::{names_in, resident_numbers_in};
use super::{Said, rule_words};
use crate::model::OperationPolicy;
use crate::model::personal::{Context, withhold};
use crate::model::policy::{Device, HistoryEvent, RetentionKind, Rule, SCHEMA, each_text};

/// Days of notice that most policies give before a change takes effect. No law sets them: the decree
/// asks for continuous publication only (시행령 제25조 제2항, 제31조 제2항).
const USUAL_NOTICE_DAYS: u16 = 7;

/// Longest retention that needs no reason (표준 개인정보 보호지침 제41조 제2항).
const LONGEST_RETENTION_DAYS: u16 = 30;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingLevel {
    /// It must be put right before the policy is published: personal data, a broken rule.
    Error,
    /// Something that the law asks for is not stated, or two statements disagree.
    Warning,
    /// Worth knowing; nothing has to be done.
    Info,
}

impl FindingLevel {
    /// The word for people.
    #[must_use]
    pub fn label(self) -> Said {
        match self {
            Self::Error => Said::new("오류", "error"),
            Self::Warning => Said::new("확인 필요", "to check"),
            Self::Info => Said::new("참고", "note"),
        }
    }
}

/// One thing that was found in a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Finding {
    /// Stable code.
    pub code: &'static str,
    /// How much it matters.
    pub level: FindingLevel,
    /// Place in the file, such as `installations[3].capture_range`; elements count from 0.
    pub path: Option<String>,
    /// What is wrong; never repeats personal data.
    pub message: Said,
}

/// What a policy states of the eight items, and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PolicyCheck {
    /// The eight items of 시행령 제25조 제1항.
    pub items: Vec<Item>,
    /// Contradictions, personal data and what is worth checking; the graver ones first.
    pub findings: Vec<Finding>,
}

impl PolicyCheck {
    /// Whether somebody should look at the policy: a part is not stated, or a finding is more than a note.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.lacks().next().is_some()
            || self
                .findings
                .iter()
                .any(|finding| finding.level != FindingLevel::Info)
    }

    /// The parts that are not stated in full, with the item that they belong to.
    pub fn lacks(&self) -> impl Iterator<Item = (&Item, &super::Part)> {
        self.items.iter().flat_map(|item| {
            item.parts
                .iter()
                .filter(|part| part.state != PartState::Stated)
                .map(move |part| (item, part))
        })
    }
}

/// A file that is no policy of the shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}", message.en)]
pub struct Unreadable {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: Said,
}

/// Reads a policy file without judging its content.
///
/// # Errors
/// When the text is not JSON or not of the shape `cctv-policy/1`; a field that is unknown or absent is
/// named with its line and column.
pub fn read_policy(text: &str) -> Result<OperationPolicy, Unreadable> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Unreadable {
    let full = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = withhold(full.strip_suffix(&place).unwrap_or(&full), Context::Text)
        .0
        .into_owned();
    let quoted = |after: &str| said.strip_prefix(after)?.split('`').next();
    let ko = if let Some(field) = quoted("unknown field `") {
        format!("\"{field}\"은(는) {SCHEMA}에 없는 항목입니다")
    } else if let Some(field) = quoted("missing field `") {
        format!("\"{field}\" 항목이 없습니다(값이 없으면 null이나 []로 적습니다)")
    } else if let Some(field) = quoted("duplicate field `") {
        format!("\"{field}\" 항목이 두 번 있습니다")
    } else if let Some(value) = quoted("unknown variant `") {
        format!("\"{value}\"은(는) 여기에 쓸 수 있는 값이 아닙니다 ({said})")
    } else if error.is_data() {
        format!("값의 형식이 맞지 않습니다 ({said})")
    } else {
        format!("JSON 문법에 맞지 않습니다 ({said})")
    };
    Unreadable {
        line: error.line(),
        column: error.column(),
        message: Said::new(ko, said),
    }
}

/// Checks a policy on a day.
#[must_use]
pub fn check_policy(policy: &OperationPolicy, today: Date) -> PolicyCheck {
    let mut found = Findings::default();
    found.rules(policy);
    found.totals(policy);
    found.dates(policy, today);
    found.retention(policy);
    found.departments(policy);
    found.phones(policy);
    found.mobile(policy);
    found.personal_data(policy);
    let mut findings = found.0;
    findings.sort_by_key(|finding| finding.level);
    PolicyCheck {
        items: items(policy),
        findings,
    }
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(
        &mut self,
        code: &'static str,
        level: FindingLevel,
        path: impl Into<Option<String>>,
        message: Said,
    ) {
        self.0.push(Finding {
            code,
            level,
            path: path.into(),
            message,
        });
    }

    /// The rules that every file of the shape keeps.
    fn rules(&mut self, policy: &OperationPolicy) {
        for violation in policy.validate().err().unwrap_or_default() {
            let (code, message) = rule_words::words(&violation.rule);
            // A stated total is told below with both sums.
            if !matches!(violation.rule, Rule::Match { .. }) {
                self.add(code, FindingLevel::Error, violation.path, message);
            }
        }
    }

    /// Stated totals against the sums of the rows.
    fn totals(&mut self, policy: &OperationPolicy) {
        for (index, total) in policy.totals.iter().enumerate() {
            let rows = || {
                policy
                    .installations
                    .iter()
                    .filter(|row| row.device == total.device && !row.example)
            };
            let sites: Vec<u32> = rows().filter_map(|row| row.sites).collect();
            let units: Vec<u32> = rows().filter_map(|row| row.units).collect();
            for (key, ko, stated, summed) in [
                ("sites", "개소", total.stated.sites, sites),
                ("units", "대", total.stated.units, units),
            ] {
                let sum: u64 = summed.iter().copied().map(u64::from).sum();
                let Some(stated) = stated else { continue };
                if !summed.is_empty() && u64::from(stated) != sum {
                    self.add(
                        "total_differs",
                        FindingLevel::Warning,
                        format!("totals[{index}].stated.{key}"),
                        Said::new(
                            format!(
                                "합계는 {stated}{ko}인데 {}개 행을 더하면 {sum}{ko}입니다",
                                summed.len()
                            ),
                            format!(
                                "the total is {stated} {key}, its {} rows add up to {sum}",
                                summed.len()
                            ),
                        ),
                    );
                }
            }
        }
        let examples = policy
            .installations
            .iter()
            .filter(|row| row.example)
            .count();
        if examples > 0 && examples == policy.installations.len() {
            self.add(
                "only_examples",
                FindingLevel::Warning,
                "installations".to_owned(),
                Said::new(
                    "설치 현황 표에 예시 행만 있어 실제 대수를 알 수 없습니다",
                    "the count table holds only example rows, so no number of cameras is stated",
                ),
            );
        }
    }

    fn dates(&mut self, policy: &OperationPolicy, today: Date) {
        let head = &policy.policy;
        let days = policy.change_notice.days_before;
        let notice = days.unwrap_or(USUAL_NOTICE_DAYS);
        let basis = match days {
            Some(_) => Said::new(
                "이 방침의 변경 공지 조항",
                "this policy's own notice of changes",
            ),
            None => Said::new(
                "다른 방침들의 관행이며 법령의 기한은 아님",
                "the custom of other policies, not a term of law",
            ),
        };
        match (head.posted_date, head.effective_date) {
            (Some(posted), Some(effective)) => {
                let earliest = posted.saturating_add(i64::from(notice).days());
                if effective < earliest {
                    self.add(
                        "effective_too_early",
                        FindingLevel::Warning,
                        "policy.effective_date".to_owned(),
                        Said::new(
                            format!(
                                "시행일 {effective}이 게시일 {posted}에서 {notice}일이 지난 {earliest}보다 이릅니다 ({})",
                                basis.ko
                            ),
                            format!(
                                "takes effect on {effective}, earlier than {notice} days after it was posted on {posted} ({earliest}; {})",
                                basis.en
                            ),
                        ),
                    );
                }
            }
            (None, Some(_)) if days.is_some() => self.add(
                "posted_date_missing",
                FindingLevel::Info,
                "policy.posted_date".to_owned(),
                Said::new(
                    format!("게시일이 없어 시행 {notice}일 전에 공지했는지 확인할 수 없습니다"),
                    format!("without a posting date it cannot be checked that {notice} days of notice were given"),
                ),
            ),
            _ => {}
        }
        let last_revision = head
            .history
            .iter()
            .rfind(|entry| entry.event == HistoryEvent::Revised)
            .map(|entry| entry.date);
        let ordered = [
            ("enacted_date", head.enacted_date, "제정일", "enacted"),
            ("revised_date", head.revised_date, "개정일", "revised"),
            ("effective_date", head.effective_date, "시행일", "in force"),
        ];
        for (index, (_, earlier, earlier_ko, earlier_en)) in ordered.iter().enumerate() {
            for (key, later, later_ko, later_en) in &ordered[index + 1..] {
                if let (Some(earlier), Some(later)) = (earlier, later)
                    && later < earlier
                {
                    self.add(
                        "dates_reversed",
                        FindingLevel::Warning,
                        format!("policy.{key}"),
                        Said::new(
                            format!("{later_ko} {later}이 {earlier_ko} {earlier}보다 이릅니다"),
                            format!(
                                "{later_en} on {later}, before it was {earlier_en} on {earlier}"
                            ),
                        ),
                    );
                }
            }
        }
        if let (Some(revised), Some(listed)) = (head.revised_date, last_revision)
            && revised != listed
        {
            self.add(
                "revision_not_in_history",
                FindingLevel::Warning,
                "policy.revised_date".to_owned(),
                Said::new(
                    format!("개정일은 {revised}인데 연혁의 마지막 개정은 {listed}입니다"),
                    format!(
                        "revised on {revised}, but the last revision of its history is of {listed}"
                    ),
                ),
            );
        }
        let version = policy.version();
        match version.date {
            None => self.add(
                "undated",
                FindingLevel::Warning,
                "policy".to_owned(),
                Said::new(
                    "제정일, 개정일, 게시일, 시행일, 기준일이 하나도 없습니다",
                    "states no date: neither enacted, revised, posted, in force nor as of",
                ),
            ),
            Some(date) if date > today => self.add(
                "date_in_future",
                FindingLevel::Info,
                "policy".to_owned(),
                Said::new(
                    format!("{date}은 아직 오지 않은 날입니다"),
                    format!("{date} lies in the future"),
                ),
            ),
            Some(date) if date.saturating_add(1.year()) < today => self.add(
                "over_a_year_old",
                FindingLevel::Warning,
                "policy".to_owned(),
                Said::new(
                    format!("{date} 이후 1년 넘게 바뀌지 않았습니다. 현황이 맞는지 확인하세요"),
                    format!("has not changed for more than a year, since {date}: are the figures still right?"),
                ),
            ),
            Some(_) => {}
        }
        for (index, processing) in policy
            .pseudonymised_data
            .iter()
            .flat_map(|part| part.processing.iter().enumerate())
        {
            if let Some(end) = processing.to.filter(|&end| end < today) {
                self.add(
                    "period_ended",
                    FindingLevel::Info,
                    format!("pseudonymised_data.processing[{index}].to"),
                    Said::new(
                        format!("가명정보 처리기간이 {end}에 끝났습니다"),
                        format!("the stated period of pseudonymised processing ended on {end}"),
                    ),
                );
            }
        }
    }

    fn retention(&mut self, policy: &OperationPolicy) {
        for (index, row) in policy.handling.iter().enumerate() {
            let retention = &row.retention;
            if row.example || retention.rule == Some(RetentionKind::NotStored) {
                continue;
            }
            if let Some(days) = retention.days
                && days > LONGEST_RETENTION_DAYS
                && retention.note_ko.is_none()
            {
                self.add(
                    "retention_long",
                    FindingLevel::Warning,
                    format!("handling[{index}].retention"),
                    Said::new(
                        format!(
                            "보관기간이 {days}일인데 이유가 없습니다. 필요한 최소 기간을 정할 수 없으면 {LONGEST_RETENTION_DAYS}일 이내입니다 (표준 개인정보 보호지침 제41조 제2항)"
                        ),
                        format!(
                            "footage is kept for {days} days without a reason; where no shortest period can be set it is {LONGEST_RETENTION_DAYS} days at most (표준 개인정보 보호지침 art. 41(2))"
                        ),
                    ),
                );
            }
        }
    }

    /// A department that one table names and another does not: which of its cameras are whose?
    fn departments(&mut self, policy: &OperationPolicy) {
        type Named<'a> = BTreeMap<String, &'a str>;
        fn named<'a>(names: impl Iterator<Item = &'a String>) -> Named<'a> {
            names.map(|name| (key(name), name.as_str())).collect()
        }
        let counted = named(
            policy
                .installations
                .iter()
                .filter(|row| row.device == Device::Fixed && !row.example)
                .filter_map(|row| row.department_ko.as_ref()),
        );
        let responsible = named(
            policy
                .officers
                .iter()
                .filter(|row| row.device == Device::Fixed && !row.example)
                .filter_map(|row| row.department_ko.as_ref()),
        );
        let kept = named(
            policy
                .handling
                .iter()
                .filter(|row| row.device == Device::Fixed && !row.example)
                .filter_map(|row| row.department_ko.as_ref()),
        );
        let tables = [
            ("installations", "설치 대수", "the count table", &counted),
            ("officers", "관리책임자", "the officers", &responsible),
            ("handling", "보관기간", "retention and storage", &kept),
        ];
        for (path, ko, en, has) in &tables {
            for (other_path, other_ko, other_en, lacks) in &tables {
                // A table that names no department at all speaks for all of them.
                if path == other_path || has.is_empty() || lacks.is_empty() {
                    continue;
                }
                let missing: Vec<&str> = has
                    .iter()
                    .filter(|(key, _)| !lacks.contains_key(*key))
                    .map(|(_, name)| *name)
                    .collect();
                // Officers may be responsible for all cameras without any of their own.
                if missing.is_empty() || *path == "officers" {
                    continue;
                }
                let names = missing.join(", ");
                self.add(
                    "department_in_one_table",
                    FindingLevel::Warning,
                    (*other_path).to_owned(),
                    Said::new(
                        format!("{ko} 표에 있는 부서가 {other_ko} 표에 없습니다: {names}"),
                        format!("departments of {en} that {other_en} leave out: {names}"),
                    ),
                );
            }
        }
    }

    fn phones(&mut self, policy: &OperationPolicy) {
        let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
        for (index, officer) in policy.officers.iter().enumerate() {
            let path = format!("officers[{index}]");
            match (&officer.phone, &officer.phone_raw) {
                (Some(phone), Some(raw)) if !digits(phone).ends_with(&digits(raw)) => self.add(
                    "phone_differs",
                    FindingLevel::Warning,
                    path,
                    Said::new(
                        "전화번호(phone)와 인쇄된 번호(phone_raw)가 다릅니다",
                        "the number (phone) differs from the one printed (phone_raw)",
                    ),
                ),
                (None, None) if !officer.example && officer.phone_redirect_ko.is_none() => self
                    .add(
                        "officer_without_phone",
                        FindingLevel::Warning,
                        path,
                        Said::new(
                            format!(
                                "{}의 연락처가 없습니다",
                                office(
                                    officer.department_ko.as_deref(),
                                    officer.title_ko.as_deref()
                                )
                            ),
                            format!(
                                "no telephone number of {}",
                                office(
                                    officer.department_ko.as_deref(),
                                    officer.title_ko.as_deref()
                                )
                            ),
                        ),
                    ),
                _ => {}
            }
        }
    }

    fn mobile(&mut self, policy: &OperationPolicy) {
        if policy.policy.covers.contains(&Device::Mobile) && policy.mobile_units().next().is_none()
        {
            self.add(
                "mobile_without_rows",
                FindingLevel::Info,
                "installations".to_owned(),
                Said::new(
                    "이동형 기기를 다루는 방침인데 이동형 기기의 대수가 없습니다",
                    "covers mobile devices but states no number of them",
                ),
            );
        }
        for (index, method) in policy.processing_methods.iter().enumerate() {
            if !method.complete_in_text {
                self.add(
                    "text_cut_off",
                    FindingLevel::Warning,
                    format!("processing_methods[{index}]"),
                    Said::new(
                        "처리방법의 문장이 끝까지 적혀 있지 않습니다",
                        "the sentence on the processing method breaks off",
                    ),
                );
            }
        }
    }

    fn personal_data(&mut self, policy: &OperationPolicy) {
        let document = serde_json::to_value(policy).unwrap_or_default();
        each_text(&document, "", &mut |path, text| {
            if resident_numbers_in(text) > 0 {
                self.add(
                    "resident_number",
                    FindingLevel::Error,
                    path.to_owned(),
                    Said::new(
                        "주민등록번호처럼 보이는 숫자가 있습니다. 지워야 합니다",
                        "holds what reads like a resident registration number, which must be withheld",
                    ),
                );
            }
            if names_in(text) > 0 {
                self.add(
                    "personal_name",
                    FindingLevel::Warning,
                    path.to_owned(),
                    Said::new(
                        "사람 이름처럼 보이는 말이 있습니다. 직위만 적어도 됩니다 (시행령 제24조 제1항)",
                        "holds what reads like a person's name; the office alone is enough",
                    ),
                );
            }
        });
    }
}

fn office(department: Option<&str>, title: Option<&str>) -> String {
    [department, title]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A department's name in the form in which names are compared.
fn key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::policy::founding;

    fn founding_policy(slug: &str) -> OperationPolicy {
        let policy = founding().iter().find(|policy| policy.slug == slug);
        policy.unwrap().clone()
    }

    fn codes(policy: &OperationPolicy, today: Date) -> Vec<&'static str> {
        let check = check_policy(policy, today);
        check.findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn yeoncheon_took_effect_before_it_was_posted() {
        let found = check_policy(&founding_policy("yeoncheon"), date(2024, 8, 1));
        let early = found
            .findings
            .iter()
            .find(|finding| finding.code == "effective_too_early")
            .unwrap();
        assert!(
            early.message.en.contains("2024-07-19"),
            "{}",
            early.message.en
        );
    }

    #[test]
    fn notice_is_counted_to_the_day() {
        let mut policy = founding_policy("yeoncheon");
        policy.policy.posted_date = Some(date(2024, 6, 28));
        assert!(!codes(&policy, date(2024, 8, 1)).contains(&"effective_too_early"));
        policy.policy.posted_date = Some(date(2024, 6, 29));
        assert!(codes(&policy, date(2024, 8, 1)).contains(&"effective_too_early"));
    }

    #[test]
    fn totals_are_compared_with_the_sum_of_the_rows() {
        let mut policy = founding_policy("samcheok");
        assert!(!codes(&policy, date(2022, 1, 1)).contains(&"total_differs"));
        policy.installations[0].units = Some(564);
        let check = check_policy(&policy, date(2022, 1, 1));
        let total = check
            .findings
            .iter()
            .find(|finding| finding.code == "total_differs")
            .unwrap();
        assert!(total.message.en.contains("2174") && total.message.en.contains("2173"));
    }

    #[test]
    fn a_policy_is_old_a_year_and_a_day_after_its_version() {
        let policy = founding_policy("samcheok");
        assert!(!codes(&policy, date(2022, 12, 31)).contains(&"over_a_year_old"));
        assert!(codes(&policy, date(2023, 1, 1)).contains(&"over_a_year_old"));
    }

    #[test]
    fn long_retention_needs_a_reason() {
        let mut policy = founding_policy("samcheok");
        policy.handling[0].retention.days = Some(60);
        policy.handling[0].retention.note_ko = None;
        assert!(codes(&policy, date(2022, 1, 1)).contains(&"retention_long"));
        policy.handling[0].retention.note_ko = Some("수사 협조".to_owned());
        assert!(!codes(&policy, date(2022, 1, 1)).contains(&"retention_long"));
    }

    #[test]
    fn a_department_of_one_table_is_missed_in_another() {
        let mut policy = founding_policy("yeoncheon");
        policy.installations[0].department_ko = Some("없는과".to_owned());
        let check = check_policy(&policy, date(2024, 8, 1));
        let found: Vec<_> = check
            .findings
            .iter()
            .filter(|finding| finding.message.ko.contains("없는과"))
            .filter_map(|finding| finding.path.as_deref())
            .collect();
        assert_eq!(found, ["officers", "handling"]);
    }

    #[test]
    fn personal_data_is_pointed_at_and_not_repeated() {
        let mut policy = founding_policy("samcheok");
        policy.officers[0].title_ko = Some("홍길동 과장".to_owned());
        policy.officers[1].covers_ko = Some("010-1234-5678".to_owned());
        policy.officers[1].title_ko = Some("900101-1234567".to_owned());
        let check = check_policy(&policy, date(2022, 1, 1));
        let text = serde_json::to_string(&check.findings).unwrap();
        for code in ["personal_name", "mobile_number", "resident_number"] {
            assert!(text.contains(code), "{code}");
        }
        for secret in ["홍길동", "1234-5678", "900101"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }

    #[test]
    fn the_founding_policies_hold_no_personal_data() {
        for policy in founding() {
            let found = codes(policy, date(2026, 1, 1));
            for code in ["personal_name", "mobile_number", "resident_number"] {
                assert!(!found.contains(&code), "{}: {code}", policy.slug);
            }
        }
    }

    #[test]
    fn an_unreadable_file_names_line_column_and_field() {
        let text = serde_json::to_string_pretty(&founding()[0]).unwrap();
        let error =
            read_policy(&text.replacen("\"slug\"", "\"colour\": 1,\n  \"slug\"", 1)).unwrap_err();
        assert_eq!(error.line, 3);
        assert!(error.message.ko.contains("colour"), "{}", error.message.ko);
        let error = read_policy("{\n  \"schema\": oops").unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.message.ko.contains("문법"));
        let error = read_policy("{}").unwrap_err();
        assert!(error.message.ko.contains("schema"));
    }
}
