//! Parts of a policy file that are absent or `null`: they are read as empty, so that the rest is still checked.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::model::policy::SCHEMA;

/// Parts that the law asks for: key, 호 of 시행령 제25조 제1항, and the part without any statement.
const PARTS: [(&str, u8, &str); 13] = [
    ("legal_bases", 1, "[]"),
    ("purposes_stated", 1, "[]"),
    ("installations", 2, "[]"),
    ("totals", 2, "[]"),
    ("policy_capture_ranges", 2, "[]"),
    ("officers", 3, "[]"),
    ("handling", 4, "[]"),
    ("processing_methods", 4, "[]"),
    (
        "footage_confirmation",
        5,
        r#"{"contact_first":null,"contact_ko":null,"visit_required":null,"places":[],"form_required":null,"police_report_first":{"rule":"none","applies_to_ko":null,"police_ko":null,"route_ko":null}}"#,
    ),
    (
        "access_requests",
        6,
        r#"{"requesters":[],"request_types":[],"limits":[],"form":{"name_ko":null,"annex_ko":null,"electronic_allowed":null,"attached_on_page":false},"submit_to_ko":null,"visit_in_person":null,"id_required":null,"action_time":null,"refusal":{"stated":false,"basis_ko":null,"grounds":[],"notice_days":null,"notice_method_ko":null},"procedure_law_ko":null}"#,
    ),
    ("safety_measures", 7, "[]"),
    ("processors", 8, "[]"),
    (
        "change_notice",
        8,
        r#"{"days_before":null,"channel_ko":null,"content_ko":null}"#,
    ),
];

/// A part that a file lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Absent {
    /// Its key.
    pub(super) key: &'static str,
    /// 호 of the article, 1 to 8.
    pub(super) item: u8,
}

/// A text with what it lacks filled in.
pub(super) struct Filled {
    pub(super) text: String,
    pub(super) absent: Vec<Absent>,
    /// Where bytes were put in, in the filled text, and how many more they are than what stood there.
    added: Vec<(usize, usize)>,
}

impl Filled {
    /// Fills in the parts that an object of the shape lacks; `None` where it lacks none or is none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
        let schema: Value = serde_json::from_str(members.get("schema")?.get()).ok()?;
        if schema != SCHEMA {
            return None;
        }
        let end = text.rfind('}')?;
        let mut absent = Vec::new();
        // Where to put what, in place of how many bytes.
        let mut changes: Vec<(usize, usize, String)> = Vec::new();
        for (key, item, empty) in PARTS {
            match members.get(key) {
                None => changes.push((end, 0, format!(",\"{key}\":{empty}"))),
                Some(value) if value.get() == "null" => {
                    let at = value.get().as_ptr() as usize - text.as_ptr() as usize;
                    let instead_of = value.get().len();
                    // No shorter than what stood there.
                    changes.push((at, instead_of, format!("{empty:<instead_of$}")));
                }
                Some(_) => continue,
            }
            absent.push(Absent { key, item });
        }
        if absent.is_empty() {
            return None;
        }
        changes.sort_by_key(|(at, ..)| *at);
        let (mut filled, mut from, mut added) = (String::new(), 0, Vec::new());
        for (at, instead_of, empty) in changes {
            filled.push_str(&text[from..at]);
            filled.push_str(&empty);
            added.push((filled.len(), empty.len() - instead_of));
            from = at + instead_of;
        }
        filled.push_str(&text[from..]);
        Some(Self {
            text: filled,
            absent,
            added,
        })
    }

    /// The column of the original text for one of the filled text.
    pub(super) fn original_column(&self, line: usize, column: usize) -> usize {
        let starts = self.text.split_inclusive('\n').take(line.saturating_sub(1));
        let start: usize = starts.map(str::len).sum();
        let here = start + column;
        let before = self
            .added
            .iter()
            .filter(|(at, _)| (start..=here).contains(at));
        column.saturating_sub(before.map(|(_, more)| more).sum())
    }
}
