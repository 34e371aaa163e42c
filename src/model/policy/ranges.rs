//! Capture ranges (촬영범위) that a policy states for a purpose or for a device class.

use super::{Device, Installation, OperationPolicy, RangeStatement};
use crate::model::purpose::Purpose;

/// What `applies_to_ko` of a class range says when it holds for the whole class.
const WHOLE_CLASS: &str = "전체";

/// A capture range read from a policy.
///
/// # Units
/// Metres.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyRange {
    /// Distance that every camera reaches; `None` when the policy guarantees none.
    pub min_m: Option<f64>,
    /// Distance that no camera exceeds.
    pub max_m: f64,
    /// Whether the range differs from site to site, by the policy's words or because its rows disagree.
    pub varies_by_site: bool,
    /// Whether it is a reading of an empty cell. Such a range has the basis `assumed`, never `policy_*`.
    pub inferred: bool,
    /// What a reader should know about the range, in English.
    pub note: Option<String>,
    /// The row ids (or the list position) that the range comes from, separated by ", ".
    pub source_id: String,
}

impl OperationPolicy {
    /// The range that the count table gives for a purpose, from fixed devices only.
    ///
    /// A stated range comes before an inferred one. Rows that state different ranges give the smallest minimum and
    /// the largest maximum, with `varies_by_site`. A single distance that varies by site has no minimum. When the
    /// result is `inferred`, a stated [`OperationPolicy::class_range`] is the better source.
    #[must_use]
    pub fn capture_range_for(&self, purpose: Purpose) -> Option<PolicyRange> {
        let rows: Vec<&Installation> = self
            .fixed_installations()
            .filter(|row| row.purpose_codes.contains(&purpose))
            .collect();
        stated_range(&rows).or_else(|| inferred_range(&rows))
    }

    /// The range that the policy states for all devices of a class.
    #[must_use]
    pub fn class_range(&self, device: Device) -> Option<PolicyRange> {
        self.policy_capture_ranges
            .iter()
            .enumerate()
            .filter(|(_, class)| class.device == device && class.applies_to_ko == WHOLE_CLASS)
            .filter_map(|(i, class)| {
                class
                    .range
                    .stated_reading(format!("policy_capture_ranges[{i}]"))
            })
            .reduce(merge)
    }
}

impl RangeStatement {
    /// The range that is printed here, if one is.
    fn stated_reading(&self, source_id: String) -> Option<PolicyRange> {
        let (radius, span_min) = (self.radius_m, self.min_m);
        let min_m = if self.varies_by_site {
            span_min
        } else {
            radius.or(span_min)
        };
        let max_m = radius.or(self.max_m).filter(|_| self.stated)?.value();
        Some(PolicyRange {
            min_m: min_m.map(super::Metres::value),
            max_m,
            varies_by_site: self.varies_by_site,
            inferred: false,
            note: None,
            source_id,
        })
    }

    /// The range that was read into an empty cell, if one was.
    fn inferred_reading(&self, source_id: String) -> Option<PolicyRange> {
        let radius_m = self.inferred_radius_m?.value();
        Some(PolicyRange {
            min_m: Some(radius_m),
            max_m: radius_m,
            varies_by_site: self.varies_by_site,
            inferred: true,
            note: self.inferred_basis.clone(),
            source_id,
        })
    }
}

/// The stated ranges of the rows as one, with a note on the rows that state none.
fn stated_range(rows: &[&Installation]) -> Option<PolicyRange> {
    let mut range = rows
        .iter()
        .filter_map(|row| row.capture_range.stated_reading(row.id.clone()))
        .reduce(merge)?;
    let silent: Vec<&str> = rows
        .iter()
        .filter(|row| !row.capture_range.stated)
        .map(|row| row.purpose_ko.as_deref().unwrap_or(&row.id))
        .collect();
    if !silent.is_empty() {
        range.note = Some(format!("no range is printed for {}", silent.join(", ")));
    }
    Some(range)
}

/// The inferred ranges of the rows as one.
fn inferred_range(rows: &[&Installation]) -> Option<PolicyRange> {
    rows.iter()
        .filter_map(|row| row.capture_range.inferred_reading(row.id.clone()))
        .reduce(merge)
}

/// The range that holds for the sites of both: the smaller minimum, the larger maximum.
fn merge(a: PolicyRange, b: PolicyRange) -> PolicyRange {
    let agree = a.min_m == b.min_m && a.max_m.total_cmp(&b.max_m).is_eq();
    PolicyRange {
        min_m: a.min_m.zip(b.min_m).map(|(a, b)| a.min(b)),
        max_m: a.max_m.max(b.max_m),
        varies_by_site: a.varies_by_site || b.varies_by_site || !agree,
        inferred: a.inferred,
        note: a.note.or(b.note),
        source_id: format!("{}, {}", a.source_id, b.source_id),
    }
}

#[cfg(test)]
mod tests {
    use super::super::founding::sample;
    use super::*;

    /// Minimum, maximum, varies, inferred and source of the range for a purpose.
    type Facts<'a> = (Option<f64>, f64, bool, bool, &'a str);

    fn check(range: Option<&PolicyRange>, expected: Option<Facts<'_>>) {
        let facts = range.map(|r| {
            (
                r.min_m,
                r.max_m,
                r.varies_by_site,
                r.inferred,
                r.source_id.as_str(),
            )
        });
        assert_eq!(facts, expected);
    }

    fn check_purpose(slug: &str, purpose: Purpose, expected: Option<Facts<'_>>) {
        check(sample(slug).capture_range_for(purpose).as_ref(), expected);
    }

    #[test]
    fn stated_radius_is_both_minimum_and_maximum() {
        check_purpose(
            "samcheok",
            Purpose::Disaster,
            Some((Some(200.0), 200.0, false, false, "sc-6")),
        );
        check_purpose(
            "samcheok",
            Purpose::ForestFire,
            Some((Some(3000.0), 3000.0, false, false, "sc-7")),
        );
        check_purpose(
            "michuhol",
            Purpose::Crime,
            Some((Some(100.0), 100.0, false, false, "mc-1")),
        );
    }

    #[test]
    fn stated_row_comes_before_inferred_row_and_the_silent_row_is_noted() {
        check_purpose(
            "samcheok",
            Purpose::Crime,
            Some((Some(200.0), 200.0, false, false, "sc-1")),
        );
        let note = sample("samcheok")
            .capture_range_for(Purpose::Crime)
            .and_then(|r| r.note);
        assert_eq!(note.as_deref(), Some("no range is printed for 도로방법"));
    }

    #[test]
    fn reading_of_an_empty_cell_is_marked_as_inferred() {
        check_purpose(
            "samcheok",
            Purpose::Child,
            Some((Some(200.0), 200.0, false, true, "sc-2")),
        );
        check_purpose(
            "samcheok",
            Purpose::Facility,
            Some((Some(100.0), 100.0, false, true, "sc-9")),
        );
        let note = sample("samcheok")
            .capture_range_for(Purpose::Child)
            .and_then(|r| r.note);
        assert!(note.is_some_and(|note| note.starts_with("cell empty in text")));
    }

    #[test]
    fn range_that_varies_by_site_guarantees_no_distance() {
        check_purpose(
            "gwangjin",
            Purpose::Crime,
            Some((None, 100.0, true, false, "gj-1")),
        );
        check_purpose(
            "gwangjin",
            Purpose::Waste,
            Some((None, 100.0, true, false, "gj-4, gj-6")),
        );
    }

    #[test]
    fn mobile_and_example_rows_give_no_range() {
        check_purpose(
            "gwangjin",
            Purpose::ForestFire,
            Some((None, 100.0, true, false, "gj-5")),
        );
        check_purpose("hanam", Purpose::Crime, None);
        check_purpose("yeoncheon", Purpose::Crime, None);
        check_purpose("michuhol", Purpose::Disaster, None);
    }

    #[test]
    fn rows_that_disagree_give_the_widest_span_and_vary() {
        let mut policy = sample("samcheok").clone();
        policy.installations[5].purpose_codes = vec![Purpose::Waste];
        let range = policy.capture_range_for(Purpose::Waste);
        check(
            range.as_ref(),
            Some((Some(100.0), 200.0, true, false, "sc-6, sc-8")),
        );
    }

    #[test]
    fn class_range_is_stated_for_all_devices_of_the_class() {
        let class = |slug, device| sample(slug).class_range(device);
        let first = "policy_capture_ranges[0]";
        check(
            class("michuhol", Device::Fixed).as_ref(),
            Some((Some(100.0), 100.0, false, false, first)),
        );
        check(
            class("gwangjin", Device::Fixed).as_ref(),
            Some((None, 100.0, true, false, first)),
        );
        let second = "policy_capture_ranges[1]";
        check(
            class("gwangjin", Device::Mobile).as_ref(),
            Some((Some(100.0), 200.0, true, false, second)),
        );
        check(class("samcheok", Device::Fixed).as_ref(), None);
    }
}
