//! Days that contradict each other, or are long past.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{FindingLevel, Findings};
use crate::model::OperationPolicy;
use crate::model::policy::HistoryEvent;
use crate::quality::Said;

/// Days of notice that most policies give before a change takes effect. No law sets them: the decree
/// asks for continuous publication only (시행령 제25조 제2항, 제31조 제2항).
const USUAL_NOTICE_DAYS: u16 = 7;

impl Findings {
    pub(super) fn dates(&mut self, policy: &OperationPolicy, today: Date) {
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
}
