//! The date that tells one text of a policy from the next.

use jiff::civil::Date;
use serde::Serialize;

use super::OperationPolicy;

/// What the date of a [`PolicyVersion`] is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionKind {
    /// Last revision 개정일.
    Revised,
    /// In force from 시행일.
    Effective,
    /// State of the counts 기준일.
    AsOf,
    /// Put on the website 게시일.
    Posted,
    /// First made 제정일.
    Enacted,
    /// The policy states no date at all.
    Undated,
}

impl VersionKind {
    /// The code used in the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Revised => "revised",
            Self::Effective => "effective",
            Self::AsOf => "as_of",
            Self::Posted => "posted",
            Self::Enacted => "enacted",
            Self::Undated => "undated",
        }
    }
}

/// Which text of a policy this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyVersion {
    /// The identifying date; `None` exactly when `kind` is [`VersionKind::Undated`].
    pub date: Option<Date>,
    /// What the date is the date of.
    pub kind: VersionKind,
}

impl OperationPolicy {
    /// The date that identifies this text: revised, else effective, else as of, else posted, else enacted.
    ///
    /// A revision makes a new text, so its date names it best, even when it takes effect days later. Without one, the
    /// day from which the text binds comes before the day its counts describe, and that before the day somebody
    /// uploaded it. The enactment date comes last: in a policy that was changed since, it names an older text.
    /// `page_last_modified` is never used, for it moves when the website is rebuilt.
    #[must_use]
    pub fn version(&self) -> PolicyVersion {
        let head = &self.policy;
        let dates = [
            (VersionKind::Revised, head.revised_date),
            (VersionKind::Effective, head.effective_date),
            (VersionKind::AsOf, head.as_of_date),
            (VersionKind::Posted, head.posted_date),
            (VersionKind::Enacted, head.enacted_date),
        ];
        let (kind, date) = dates
            .into_iter()
            .find(|(_, date)| date.is_some())
            .unwrap_or((VersionKind::Undated, None));
        PolicyVersion { date, kind }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::founding::sample;
    use super::*;

    fn check(slug: &str, kind: VersionKind, expected: Date) {
        let date = Some(expected);
        assert_eq!(
            sample(slug).version(),
            PolicyVersion { date, kind },
            "{slug}"
        );
    }

    #[test]
    fn version_is_the_most_telling_date_of_the_text() {
        check("samcheok", VersionKind::AsOf, date(2021, 12, 31));
        check("yeoncheon", VersionKind::Effective, date(2024, 7, 5));
        check("michuhol", VersionKind::AsOf, date(2025, 12, 31));
        check("gwangjin", VersionKind::Revised, date(2025, 2, 4));
        check("hanam", VersionKind::Revised, date(2020, 5, 10));
    }

    #[test]
    fn policy_without_dates_is_undated() {
        let mut policy = sample("samcheok").clone();
        policy.policy.as_of_date = None;
        let version = policy.version();
        assert_eq!((version.date, version.kind.code()), (None, "undated"));
    }
}
