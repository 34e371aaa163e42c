//! Checks what the shape alone cannot express. All violations are reported, each with its place.

use std::collections::BTreeSet;

use serde_json::Value;

use super::phone::is_phone;
use super::{
    Counts, Device, Installation, OperationPolicy, RangeStatement, RetentionKind,
    RetentionStatement, Rule, SCHEMA, Total, Violation,
};
use crate::model::personal::{Context, withhold};

impl OperationPolicy {
    /// Checks everything that the shape alone cannot express.
    ///
    /// # Errors
    /// All violations: first those of the head, then of the tables, then of telephone numbers.
    pub fn validate(&self) -> Result<(), Vec<Violation>> {
        let mut found = Findings::default();
        self.check_head(&mut found);
        self.check_installations(&mut found);
        self.check_totals(&mut found);
        for (i, class) in self.policy_capture_ranges.iter().enumerate() {
            let path = format!("policy_capture_ranges[{i}]");
            self.check_covered(&mut found, &path, class.device);
            check_range(&mut found, &format!("{path}.range"), &class.range);
        }
        for (i, row) in self.handling.iter().enumerate() {
            check_retention(
                &mut found,
                &format!("handling[{i}].retention"),
                &row.retention,
            );
        }
        self.check_phones(&mut found);
        found.into_result()
    }

    fn check_head(&self, found: &mut Findings) {
        if self.schema != SCHEMA {
            found.add("schema", Rule::Schema(self.schema.clone()));
        }
        let key = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if self.slug.is_empty() || !self.slug.bytes().all(key) {
            found.add("slug", Rule::Slug(self.slug.clone()));
        }
        for (i, pair) in self.policy.history.windows(2).enumerate() {
            if pair[1].date < pair[0].date {
                found.add(
                    format!("policy.history[{}].date", i + 1),
                    Rule::HistoryOrder,
                );
            }
        }
    }

    fn check_installations(&self, found: &mut Findings) {
        let mut ids = BTreeSet::new();
        for (i, row) in self.installations.iter().enumerate() {
            let path = format!("installations[{i}]");
            if !ids.insert(row.id.as_str()) {
                found.add(format!("{path}.id"), Rule::DuplicateId(row.id.clone()));
            }
            self.check_covered(found, &path, row.device);
            check_range(found, &format!("{path}.capture_range"), &row.capture_range);
        }
    }

    fn check_totals(&self, found: &mut Findings) {
        let mut devices = Vec::new();
        for (i, total) in self.totals.iter().enumerate() {
            let path = format!("totals[{i}]");
            if devices.contains(&total.device) {
                found.add(format!("{path}.device"), Rule::DuplicateTotal(total.device));
            }
            devices.push(total.device);
            self.check_covered(found, &path, total.device);
            self.check_total(found, &path, total);
        }
    }

    fn check_total(&self, found: &mut Findings, path: &str, total: &Total) {
        let rows = || {
            self.installations
                .iter()
                .filter(|row| row.device == total.device && !row.example)
        };
        let count = u32::try_from(rows().count()).ok();
        let sums = Counts {
            sites: sum(rows(), |row| row.sites),
            units: sum(rows(), |row| row.units),
        };
        let (stated, computed) = (total.stated, total.computed);
        for (key, written, sum) in [
            ("rows", Some(total.rows), count),
            ("computed.sites", computed.sites, sums.sites),
            ("computed.units", computed.units, sums.units),
        ] {
            if written != sum {
                found.add(format!("{path}.{key}"), Rule::Sum { written, sum });
            }
        }
        for (key, written, pair) in [
            (
                "sites_match",
                total.sites_match,
                stated.sites.zip(computed.sites),
            ),
            (
                "units_match",
                total.units_match,
                stated.units.zip(computed.units),
            ),
        ] {
            let compared = pair.map(|(stated, computed)| stated == computed);
            if written != compared {
                found.add(format!("{path}.{key}"), Rule::Match { written, compared });
            }
        }
    }

    fn check_covered(&self, found: &mut Findings, path: &str, device: Device) {
        if !self.policy.covers.contains(&device) {
            found.add(format!("{path}.device"), Rule::NotCovered(device));
        }
    }

    /// Phone fields hold phone numbers, and no text anywhere holds a mobile number.
    fn check_phones(&self, found: &mut Findings) {
        // The document as JSON has every text with its path, including those of fields added later.
        let document = serde_json::to_value(self).unwrap_or_default();
        each_text(&document, "", &mut |path, text| {
            if withhold(text, Context::Text).1.mobile_numbers > 0 {
                found.add(path, Rule::MobileNumber);
            } else if is_phone_field(path) && !is_phone(text) {
                found.add(path, Rule::Phone(text.to_owned()));
            }
        });
    }
}

/// Violations found so far.
#[derive(Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, path: impl Into<String>, rule: Rule) {
        self.0.push(Violation {
            path: path.into(),
            rule,
        });
    }

    fn into_result(self) -> Result<(), Vec<Violation>> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0)
        }
    }
}

/// The sum of a number over the rows that state it; `None` when none does, or on overflow.
fn sum<'a>(
    rows: impl Iterator<Item = &'a Installation>,
    number: impl Fn(&Installation) -> Option<u32>,
) -> Option<u32> {
    rows.filter_map(number)
        .fold(None, |sum: Option<u64>, n| {
            Some(sum.unwrap_or(0) + u64::from(n))
        })
        .and_then(|sum| u32::try_from(sum).ok())
}

fn check_range(found: &mut Findings, path: &str, range: &RangeStatement) {
    let (radius, min, max) = (range.radius_m, range.min_m, range.max_m);
    let inferred = range.inferred_radius_m;
    let mut add = |rule| found.add(path, rule);
    if range.stated {
        if radius.is_none() && max.is_none() {
            add(Rule::RangeWithoutDistance);
        }
        if radius.is_some() && (min.is_some() || max.is_some()) {
            add(Rule::RangeTwice);
        }
        if inferred.is_some() {
            add(Rule::RangeStatedAndInferred);
        }
    } else if [radius, min, max].iter().any(Option::is_some) {
        add(Rule::RangeNotStated);
    }
    if inferred.is_some() != range.inferred_basis.is_some() {
        add(Rule::InferredWithoutBasis);
    }
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        add(Rule::RangeReversed);
    }
    let positive = |metres: f64| metres.is_finite() && metres > 0.0;
    if [radius, min, max, inferred]
        .into_iter()
        .flatten()
        .any(|metres| !positive(metres.value()))
    {
        add(Rule::DistanceNotPositive);
    }
}

fn check_retention(found: &mut Findings, path: &str, retention: &RetentionStatement) {
    match (retention.rule, retention.days) {
        (Some(rule @ (RetentionKind::Exact | RetentionKind::Within)), None | Some(0)) => {
            found.add(path, Rule::RetentionWithoutDays(rule));
        }
        (rule @ (Some(RetentionKind::NotStored) | None), Some(_)) => {
            found.add(path, Rule::RetentionWithDays(rule));
        }
        _ => {}
    }
}

/// Calls `visit` with the path and content of every text in a document.
pub(crate) fn each_text(value: &Value, path: &str, visit: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => visit(path, text),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                each_text(item, &format!("{path}[{i}]"), visit);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let dot = if path.is_empty() { "" } else { "." };
                each_text(member, &format!("{path}{dot}{key}"), visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether the text at this path has to be a telephone number with area code.
///
/// `phone_raw` is what was printed, often without area code, and `phone_redirect_ko` is a place.
fn is_phone_field(path: &str) -> bool {
    let field = path.rsplit('.').next().unwrap_or(path);
    matches!(field, "phone" | "contact_phone") || field.starts_with("phones[")
}

#[cfg(test)]
mod tests;
