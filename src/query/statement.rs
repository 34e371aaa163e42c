//! Which statement of a register about a camera holds for the time asked about.
//!
//! A camera that was moved is judged where the register had it then. Statements follow one another
//! without a gap, and from the reference date of a change to the day of its publication both hold.

use jiff::civil::Date;

use super::reasons::{RangeReason, Reasons};
use super::verdict::RangeVerdict;
use crate::dataset::{Dataset, SiteIndex};

/// A range verdict on one statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Judged {
    pub distance_m: f64,
    pub verdict: RangeVerdict,
    pub reasons: Reasons<RangeReason>,
}

/// The verdict on a statement in the light of the other ones about the same site; `None` when it did not
/// hold on `days`, is out of range, or another one is listed in its place.
///
/// Of several that hold, the one is listed that is certainly in range, else the latest. The verdict is
/// certain only where it is so for all of them. Without a time, the present statement is meant.
pub(super) fn judged_then(
    dataset: &Dataset,
    site: SiteIndex,
    days: Option<(Date, Date)>,
    judge: impl Fn(SiteIndex) -> Option<Judged>,
) -> Option<Judged> {
    let history = dataset.history(site);
    let Some((from, to)) = days else {
        return judge(site).filter(|_| history.replaced.is_none());
    };
    if !history.holds_within(from, to) {
        return None;
    }
    let own = judge(site)?;
    let own_within = own.verdict == RangeVerdict::Within;
    let (mut certain, mut several, mut later) = (own_within, false, false);
    for &other in dataset.statements(site) {
        if other == site {
            later = true;
            continue;
        }
        if !dataset.history(other).holds_within(from, to) {
            continue;
        }
        several = true;
        let Some(judged) = judge(other) else {
            certain = false;
            continue;
        };
        let within = judged.verdict == RangeVerdict::Within;
        if (within && !own_within) || (within == own_within && later) {
            return None;
        }
        certain &= within;
    }
    let mut judged = own;
    if several && !certain {
        if own.verdict == RangeVerdict::Within {
            judged.reasons = Reasons::default();
        }
        judged.verdict = RangeVerdict::Possible;
        judged.reasons = judged.reasons.with(RangeReason::ChangedMeanwhile);
    }
    if let Some(replaced) = history.replaced {
        judged.reasons = judged.reasons.with(if replaced.moved {
            RangeReason::MovedSince
        } else {
            RangeReason::ViewChangedSince
        });
    }
    Some(judged)
}
