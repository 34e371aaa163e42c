//! An institution (관리기관) as a GeoJSON feature.

use jiff::civil::Date;

use super::geometry::write_geometry;
use super::json::Writer;
use crate::dataset::Dataset;
use crate::query::Feature;
use crate::query::municipality::Municipality;
use crate::spatial::Crs;

/// Writes a feature up to its last property; the caller closes with `}}`.
pub fn open(out: &mut Vec<u8>, dataset: &Dataset, municipality: &Municipality, crs: Crs) {
    let geometry = Feature::Institution(*municipality).geometry(dataset);
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    out.extend_from_slice(itoa::Buffer::new().format(municipality.id()).as_bytes());
    out.extend_from_slice(b",\"geometry\":");
    write_geometry(out, geometry.as_ref(), crs);
    out.extend_from_slice(b",\"properties\":{");
    out.extend_from_slice(properties(dataset, municipality).as_bytes());
}

fn properties(dataset: &Dataset, municipality: &Municipality) -> String {
    let (entry, loaded) = (municipality.entry, municipality.loaded);
    let policy = municipality.policy();
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let releases = || municipality.releases(dataset);
    let mut out = Writer::new();
    out.text("institution", Some(municipality.code()));
    out.text("name_ko", Some(municipality.name_ko()));
    out.text("name_en", Some(municipality.name_en()));
    out.text("region_ko", entry.map(|entry| entry.region_ko.as_str()));
    out.text("region_en", entry.map(|entry| entry.region_en.as_str()));
    out.text("level", Some(municipality.level().code()));
    out.boolean("loaded", Some(loaded.is_some()));
    let sample = releases().any(|release| release.sample);
    out.boolean("sample", Some(sample));
    out.integer("sites", count(loaded.map(|loaded| loaded.sites as u64)));
    out.integer("units", count(loaded.map(|loaded| loaded.units)));
    out.integer("rows", count(loaded.map(|loaded| loaded.rows)));
    out.integer("release", releases().map(|release| release.id).max());
    out.text(
        "reference_date",
        date(municipality.reference_date(dataset)).as_deref(),
    );
    let indexes = loaded.map_or(&[][..], |loaded| &loaded.releases);
    out.raw("registers", &registers(dataset, indexes));
    out.boolean("has_policy", Some(policy.is_some()));
    let head = policy.map(|policy| &policy.policy);
    out.text("policy_title", head.map(|head| head.title_ko.as_str()));
    out.text(
        "policy_effective_date",
        date(head.and_then(|head| head.effective_date)).as_deref(),
    );
    out.text(
        "policy_posted_date",
        date(head.and_then(|head| head.posted_date)).as_deref(),
    );
    let version = policy.map(crate::model::OperationPolicy::version);
    out.text(
        "policy_version_date",
        date(version.and_then(|version| version.date)).as_deref(),
    );
    out.text(
        "policy_version_kind",
        version.map(|version| version.kind.code()),
    );
    let outlined = entry.is_some_and(|entry| !entry.sigungu.is_empty());
    out.text(
        "outline_source",
        outlined.then_some(crate::place::ATTRIBUTION),
    );
    out.into_members()
}

fn count(number: Option<u64>) -> Option<i64> {
    number.map(|number| i64::try_from(number).unwrap_or(i64::MAX))
}

/// The registers as a JSON array, one object for each release.
fn registers(dataset: &Dataset, releases: &[usize]) -> String {
    let mut text = String::from("[");
    for (at, &index) in releases.iter().enumerate() {
        let release = &dataset.releases()[index];
        let (sites, units, rows) = dataset.release_count(index);
        let mut out = Writer::new();
        out.integer("release", Some(release.id));
        out.text("source", Some(&release.source));
        out.text(
            "reference_date",
            release
                .reference_date
                .map(|date| date.to_string())
                .as_deref(),
        );
        out.text("imported_at", Some(&release.imported_at.to_string()));
        out.integer("sites", count(Some(sites as u64)));
        out.integer("units", count(Some(units)));
        out.integer("rows", count(Some(rows)));
        out.text("row_is", Some(release.row_is.code()));
        out.boolean("sample", Some(release.sample));
        if at > 0 {
            text.push(',');
        }
        text.push('{');
        text.push_str(&out.into_members());
        text.push('}');
    }
    text.push(']');
    text
}
