//! The answer as CSV, for who works through it in a spreadsheet: a row for each camera in range, in the order of
//! the answer, with the holder of its footage.

use std::borrow::Cow;

use crate::import::formula::escaped;
use crate::query::interval::seoul_rfc3339;
use crate::query::reasons::{Reason, Reasons};
use crate::query::{Answer, Hit};

/// The columns, named as the members of the JSON answer are.
pub const COLUMNS: [&str; 32] = [
    "id",
    "range_verdict",
    "distance_m",
    "footage",
    "stored_until",
    "days_left",
    "group",
    "institution",
    "institution_name_ko",
    "institution_name_en",
    "department",
    "phone",
    "long_range",
    "purpose",
    "units",
    "range_min_m",
    "range_max_m",
    "range_basis",
    "range_reasons",
    "retention_rule",
    "retention_days",
    "retention_basis",
    "footage_reasons",
    "longitude",
    "latitude",
    "position_quality",
    "management_no",
    "road_address",
    "lot_address",
    "direction_raw",
    "as_of",
    "sample",
];

/// Writes an answer as UTF-8 with a byte-order mark and CRLF, as spreadsheets read it; no cell is a formula.
pub fn csv(answer: &Answer<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    writer.write_record(COLUMNS)?;
    for hit in &answer.hits {
        writer.write_record(row(answer, hit).iter().map(|cell| cell.as_bytes()))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn row<'a>(answer: &'a Answer<'_>, hit: &Hit) -> [Cow<'a, str>; COLUMNS.len()] {
    let dataset = answer.dataset;
    let (class, spot) = (dataset.class(hit.site), dataset.spot(hit.site));
    let (record, text) = (dataset.site(hit.site), dataset.text(hit.site));
    let group = &answer.groups[hit.group];
    let holder = dataset.holder(group.holder);
    let institution = &dataset.institutions()[holder.institution as usize];
    [
        record.id.to_string().into(),
        hit.verdict.code().into(),
        format!("{:.1}", hit.distance_m).into(),
        hit.footage.state.code().into(),
        number(hit.footage.stored_until),
        number(hit.footage.days_left),
        format!("g{}", hit.group + 1).into(),
        Cow::Borrowed(&*institution.code),
        escaped(institution.name_ko()),
        escaped(institution.name_en()),
        words(holder.department.as_deref()),
        words(holder.phone.as_deref()),
        group.long_range.to_string().into(),
        class.purpose.code().into(),
        number(Some(record.units).filter(|&units| units > 0)),
        number(class.range.min_m),
        number(class.range.max_m),
        class.range.basis.code().into(),
        codes(hit.range_reasons),
        class.retention.rule.code().into(),
        number(class.retention.rule.days()),
        class.retention.basis.code().into(),
        codes(hit.footage.reasons),
        format!("{:.7}", spot.lon).into(),
        format!("{:.7}", spot.lat).into(),
        spot.quality.code().into(),
        words(text.management_no),
        words(text.road_address),
        words(text.lot_address),
        words(text.direction_raw),
        seoul_rfc3339(answer.query.as_of).into(),
        holder.sample.to_string().into(),
    ]
}

fn words(text: Option<&str>) -> Cow<'_, str> {
    text.map(escaped).unwrap_or_default()
}

/// What is there, or an empty cell.
fn number(value: Option<impl ToString>) -> Cow<'static, str> {
    value
        .map_or_else(String::new, |value| value.to_string())
        .into()
}

fn codes<R: Reason>(reasons: Reasons<R>) -> Cow<'static, str> {
    let codes: Vec<&str> = reasons.iter().map(Reason::code).collect();
    codes.join(" ").into()
}
