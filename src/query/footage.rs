//! Can the footage still exist? (DESIGN section 3, footage state)

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use super::reasons::{FootageReason, Reasons};
use crate::dataset::SiteHistory;
use crate::model::InstalledDate;
use crate::model::retention::{Retention, RetentionBasis, RetentionRule, last_day};

/// Whether footage of the interval can still exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FootageState {
    /// Within the stated period.
    Stored,
    /// Today is the last day of the stated period.
    LastDay,
    /// Nothing allows an answer.
    Unknown,
    /// Past the stated period.
    ProbablyGone,
    /// Register or policy says that nothing is stored.
    NotStored,
    /// Installed after the interval.
    NotInstalledYet,
}

impl FootageState {
    /// The code used in every output.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::LastDay => "last_day",
            Self::Unknown => "unknown",
            Self::ProbablyGone => "probably_gone",
            Self::NotStored => "not_stored",
            Self::NotInstalledYet => "not_installed_yet",
        }
    }
}

/// A footage state with its dates and reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footage {
    /// The state.
    pub state: FootageState,
    /// Last day (Seoul) on which the part of the interval that is lost first can still exist.
    pub stored_until: Option<Date>,
    /// Days from the day of asking to `stored_until`.
    pub days_left: Option<i32>,
    /// Why.
    pub reasons: Reasons<FootageReason>,
}

impl Footage {
    fn bare(state: FootageState, reason: FootageReason) -> Self {
        Self {
            state,
            stored_until: None,
            days_left: None,
            reasons: Reasons::default().with(reason),
        }
    }

    /// Key to rank by: what is lost first comes first, then what may be lost any time, then what is
    /// most likely lost or never was.
    #[must_use]
    pub fn rank(&self) -> (u8, Date) {
        let tier = match self.state {
            FootageState::Stored | FootageState::LastDay => 0,
            FootageState::Unknown => 1,
            FootageState::ProbablyGone => 2,
            FootageState::NotStored => 3,
            FootageState::NotInstalledYet => 4,
        };
        (tier, self.stored_until.unwrap_or(Date::MAX))
    }
}

/// Footage states for one question: sites that share a rule share the work.
#[derive(Debug)]
pub struct FootageMemo {
    days: Option<(Date, Date)>,
    today: Date,
    known: Vec<(Retention, Footage)>,
}

impl FootageMemo {
    /// A memo for the days in Seoul of the interval's ends, and the day of asking.
    #[must_use]
    pub fn new(days: Option<(Date, Date)>, today: Date) -> Self {
        Self {
            days,
            today,
            known: Vec::new(),
        }
    }

    /// [`footage`] of a site with this rule and installation date.
    pub fn footage(&mut self, retention: Retention, installed: Option<InstalledDate>) -> Footage {
        // Only an installation that reaches into the interval or follows it changes the state.
        let matters = |installed: InstalledDate| {
            self.days
                .is_some_and(|(from, _)| installed.may_be_on_or_after(from))
        };
        if installed.is_some_and(matters) {
            return footage(self.days, self.today, retention, installed);
        }
        if let Some(&(_, known)) = self.known.iter().find(|(rule, _)| *rule == retention) {
            return known;
        }
        let footage = footage(self.days, self.today, retention, None);
        self.known.push((retention, footage));
        footage
    }
}

/// The footage state of one site.
///
/// `days` are the days in Seoul of the interval's first and last moment, `None` when no time was
/// asked about; `today` is the day of asking.
#[must_use]
pub fn footage(
    days: Option<(Date, Date)>,
    today: Date,
    retention: Retention,
    installed: Option<InstalledDate>,
) -> Footage {
    if let (Some((_, to)), Some(installed)) = (days, installed)
        && installed.first_day() > to
    {
        return Footage::bare(FootageState::NotInstalledYet, FootageReason::InstalledAfter);
    }
    if retention.rule == RetentionRule::NotStored {
        let reason = match retention.basis {
            RetentionBasis::Row => FootageReason::NotStoredByRegister,
            _ => FootageReason::NotStoredByPolicy,
        };
        return Footage::bare(FootageState::NotStored, reason);
    }
    let Some((from, to)) = days else {
        return Footage::bare(FootageState::Unknown, FootageReason::NoTimeGiven);
    };
    let Some(period) = retention.rule.days() else {
        let reason = if retention.differs_by_department {
            FootageReason::RetentionDiffersByDepartment
        } else if retention.basis == RetentionBasis::Row {
            FootageReason::RetentionUnreadable
        } else {
            FootageReason::RetentionNotStated
        };
        return with_installation(
            Footage::bare(FootageState::Unknown, reason),
            from,
            installed,
        );
    };
    let upper_bound = matches!(retention.rule, RetentionRule::Within(_));
    if last_day(to, period) < today {
        return Footage {
            stored_until: Some(last_day(to, period)),
            ..Footage::bare(FootageState::ProbablyGone, FootageReason::PastStatedPeriod)
        };
    }
    // The oldest part that is not past its period is lost first.
    let oldest_kept = today.saturating_sub(i64::from(period).days());
    let part_gone = from < oldest_kept;
    let until = last_day(from.max(oldest_kept), period);
    let left = days_between(today, until);
    let state = if left == 0 {
        FootageState::LastDay
    } else {
        FootageState::Stored
    };
    let period_reason = if left == 0 {
        FootageReason::LastDayOfStatedPeriod
    } else {
        FootageReason::WithinStatedPeriod
    };
    let footage = Footage {
        state,
        stored_until: Some(until),
        days_left: Some(left),
        reasons: Reasons::default()
            .with(period_reason)
            .with_if(upper_bound, FootageReason::UpperBoundMayBeSooner)
            .with_if(part_gone, FootageReason::PartAlreadyGone),
    };
    with_installation(footage, from, installed)
}

/// Within the stated day, month or year of installation, nobody knows whether the camera was there.
fn with_installation(footage: Footage, from: Date, installed: Option<InstalledDate>) -> Footage {
    match installed {
        Some(installed) if installed.last_day() >= from => Footage {
            state: FootageState::Unknown,
            reasons: footage
                .reasons
                .with(FootageReason::InstalledWithinSameMonthOrYear),
            ..footage
        },
        _ => footage,
    }
}

/// A footage state in the light of when the register listed the site; `None` for a site that was
/// removed before the interval, or when no time is asked about.
///
/// A register may lag behind: only a release that was of a later day than the interval, and did not
/// list the site, shows that it was not there yet, unless the row itself says when it was installed.
#[must_use]
pub fn with_history(
    footage: Footage,
    days: Option<(Date, Date)>,
    installed: Option<InstalledDate>,
    history: SiteHistory,
) -> Option<Footage> {
    let Some((from, to)) = days else {
        return history.removed_on.is_none().then_some(footage);
    };
    if history.removed_on.is_some_and(|removed| from > removed) {
        return None;
    }
    let mut footage = footage;
    let never = footage.state == FootageState::NotInstalledYet;
    if let Some(first) = history.first_registered
        && installed.is_none()
        && to < first.on
    {
        if to < first.absent_on {
            footage = Footage::bare(
                FootageState::NotInstalledYet,
                FootageReason::FirstRegisteredAfter,
            );
        } else {
            footage = doubted(footage, FootageReason::FirstRegisteredAfter);
        }
    }
    if history.removed_on.is_some() && !never {
        footage = doubted(footage, FootageReason::RemovedSince);
    }
    Some(footage)
}

/// A state that promises footage becomes unknown; its date stays as the last possible one.
fn doubted(footage: Footage, reason: FootageReason) -> Footage {
    let state = match footage.state {
        FootageState::Stored | FootageState::LastDay => FootageState::Unknown,
        other => other,
    };
    Footage {
        state,
        reasons: footage.reasons.with(reason),
        ..footage
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to))
        .map_or(i32::MAX, |span| span.get_days())
}

#[cfg(test)]
mod tests;
