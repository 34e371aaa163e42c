//! The answer as GeoJSON text.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use super::buffer;
use crate::feature::json::{
    quoted, write_codes, write_date, write_fixed, write_measure, write_moment,
};
use crate::feature::open_feature;
use crate::model::Institution;
use crate::query::footage::Footage;
use crate::query::interval::{print_seoul_rfc3339, seoul_date};
use crate::query::reasons::Reason;
use crate::query::{Answer, Group, Hit, Interval};
use crate::spatial::Crs;

/// Days in which the law asks for an answer (개인정보 보호법 제35조 제3항, 시행령 제41조).
const LAW: &str =
    r#"{"deadline_days":10,"reference":"개인정보 보호법 제35조 제3항, 시행령 제41조"}"#;

/// Writes an answer, computed at `now`.
pub fn answer(answer: &Answer<'_>, now: Timestamp) -> Vec<u8> {
    let expected = answer.hits.len() * 1300 + answer.groups.len() * 3000 + 2000;
    let mut out = buffer::with_capacity(expected);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
    for (index, hit) in answer.hits.iter().enumerate() {
        separate(&mut out, index);
        feature(&mut out, answer, hit);
    }
    out.extend_from_slice(b"],\"numberMatched\":");
    number(&mut out, answer.matched);
    out.extend_from_slice(b",\"numberReturned\":");
    number(&mut out, answer.hits.len());
    out.extend_from_slice(b",\"groups\":[");
    for (index, one) in answer.groups.iter().enumerate() {
        separate(&mut out, index);
        group(&mut out, answer, index, one);
    }
    out.extend_from_slice(b"],\"mobile_units\":[");
    mobile_units(&mut out, answer);
    out.extend_from_slice(b"],\"question\":");
    question(&mut out, answer);
    out.extend_from_slice(b",\"searched\":");
    searched(&mut out, answer);
    let sample = answer
        .groups
        .iter()
        .any(|group| answer.dataset.holder(group.holder).sample)
        || answer
            .searched
            .releases
            .iter()
            .any(|&release| answer.dataset.releases()[release].sample);
    out.extend_from_slice(if sample {
        b",\"sample\":true"
    } else {
        b",\"sample\":false"
    });
    out.extend_from_slice(b",\"computed_at\":");
    write_moment(&mut out, now);
    out.extend_from_slice(b",\"dataset\":");
    quoted(&mut out, Some(answer.dataset.token()));
    out.push(b'}');
    out
}

fn separate(out: &mut Vec<u8>, index: usize) {
    if index > 0 {
        out.push(b',');
    }
}

fn number(out: &mut Vec<u8>, number: impl itoa::Integer) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn date(out: &mut Vec<u8>, date: Option<Date>) {
    match date {
        Some(date) => write_date(out, date),
        None => out.extend_from_slice(b"null"),
    }
}

/// A moment in Korean time, or null.
fn moment(out: &mut Vec<u8>, at: Option<Timestamp>) {
    match at {
        Some(at) => {
            out.push(b'"');
            print_seoul_rfc3339(out, at);
            out.push(b'"');
        }
        None => out.extend_from_slice(b"null"),
    }
}

fn group_id(out: &mut Vec<u8>, index: usize) {
    out.extend_from_slice(b"\"g");
    number(out, index + 1);
    out.push(b'"');
}

fn footage(out: &mut Vec<u8>, footage: &Footage) {
    out.extend_from_slice(b"\"footage\":\"");
    out.extend_from_slice(footage.state.code().as_bytes());
    out.extend_from_slice(b"\",\"stored_until\":");
    date(out, footage.stored_until);
    out.extend_from_slice(b",\"days_left\":");
    match footage.days_left {
        Some(days) => number(out, days),
        None => out.extend_from_slice(b"null"),
    }
}

fn feature(out: &mut Vec<u8>, answer: &Answer<'_>, hit: &Hit) {
    open_feature(out, answer.dataset, hit.site, Crs::Crs84);
    out.extend_from_slice(b",\"capture\":{\"distance_m\":");
    write_measure::<1>(out, hit.distance_m);
    out.extend_from_slice(b",\"range_verdict\":\"");
    out.extend_from_slice(hit.verdict.code().as_bytes());
    out.extend_from_slice(b"\",\"range_reasons\":[");
    write_codes(out, hit.range_reasons.iter().map(Reason::code));
    out.extend_from_slice(b"],");
    footage(out, &hit.footage);
    out.extend_from_slice(b",\"footage_reasons\":[");
    write_codes(out, hit.footage.reasons.iter().map(Reason::code));
    out.extend_from_slice(b"],\"group\":");
    group_id(out, hit.group);
    if answer.dataset.spot(hit.site).has_history {
        let history = answer.dataset.history(hit.site);
        let first = history.first_registered.map(|first| first.on);
        let replaced = |moved| {
            let replaced = history.replaced.filter(|replaced| replaced.moved == moved);
            replaced.map(|replaced| replaced.on)
        };
        for (name, date) in [
            (b",\"first_registered\":".as_slice(), first),
            (b",\"removed_on\":", history.removed_on),
            (b",\"moved_since\":", replaced(true)),
            (b",\"view_changed_since\":", replaced(false)),
        ] {
            if let Some(date) = date {
                out.extend_from_slice(name);
                write_date(out, date);
            }
        }
    }
    out.extend_from_slice(b"}}}");
}

fn group(out: &mut Vec<u8>, answer: &Answer<'_>, index: usize, group: &Group) {
    let holder = answer.dataset.holder(group.holder);
    out.extend_from_slice(b"{\"id\":");
    group_id(out, index);
    out.push(b',');
    out.extend_from_slice(holder.json.as_bytes());
    out.extend_from_slice(if group.long_range {
        b",\"long_range\":true"
    } else {
        b",\"long_range\":false"
    });
    out.extend_from_slice(if holder.sample {
        b",\"sample\":true"
    } else {
        b",\"sample\":false"
    });
    for (name, count) in [
        (b",\"cameras\":".as_slice(), group.cameras as u64),
        (b",\"units\":", group.units),
        (b",\"within\":", group.within as u64),
        (b",\"possible\":", (group.cameras - group.within) as u64),
    ] {
        out.extend_from_slice(name);
        number(out, count);
    }
    out.push(b',');
    footage(out, &group.footage);
    out.extend_from_slice(b",\"retention\":[");
    for (index, retention) in group.retentions.iter().enumerate() {
        separate(out, index);
        out.extend_from_slice(b"{\"rule\":\"");
        out.extend_from_slice(retention.rule.code().as_bytes());
        out.extend_from_slice(b"\",\"days\":");
        match retention.rule.days() {
            Some(days) => number(out, days),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"basis\":\"");
        out.extend_from_slice(retention.basis.code().as_bytes());
        out.extend_from_slice(b"\"}");
    }
    out.extend_from_slice(b"],\"policy\":");
    policy(out, answer, group);
    out.extend_from_slice(b",\"law\":");
    out.extend_from_slice(LAW.as_bytes());
    out.extend_from_slice(b",\"features\":[");
    for (index, &hit) in group.hits.iter().enumerate() {
        separate(out, index);
        number(out, answer.dataset.site(answer.hits[hit].site).id);
    }
    out.extend_from_slice(b"]}");
}

fn policy(out: &mut Vec<u8>, answer: &Answer<'_>, group: &Group) {
    let holder = answer.dataset.holder(group.holder);
    let Some(policy) = &holder.policy else {
        out.extend_from_slice(b"null");
        return;
    };
    out.extend_from_slice(b"{\"title\":");
    quoted(out, Some(&policy.title));
    out.extend_from_slice(b",\"version_date\":");
    date(out, policy.version.date);
    out.extend_from_slice(b",\"version_kind\":");
    quoted(out, policy.version.date.map(|_| policy.version.kind.code()));
    let old = policy.is_over_a_year_old(seoul_date(answer.query.as_of));
    out.extend_from_slice(if old {
        b",\"over_a_year_old\":true"
    } else {
        b",\"over_a_year_old\":false"
    });
    let code = &answer.dataset.institutions()[holder.institution as usize].code;
    out.extend_from_slice(b",\"href\":\"/api/institutions/");
    out.extend_from_slice(code.as_bytes());
    out.extend_from_slice(b"/policy\"}");
}

fn mobile_units(out: &mut Vec<u8>, answer: &Answer<'_>) {
    for (index, (institution, unit)) in answer.mobile_units.iter().enumerate() {
        separate(out, index);
        let institution = &answer.dataset.institutions()[*institution];
        let (range_min_m, range_max_m) = unit.range_m();
        let value = json!({
            "institution": institution.code,
            "institution_name_ko": institution.name_ko(),
            "institution_name_en": institution.name_en(),
            "purpose": unit.purpose(),
            "purpose_raw": unit.purpose_raw(),
            "equipment": unit.equipment(),
            "units": unit.units(),
            "range_min_m": range_min_m,
            "range_max_m": range_max_m,
        });
        out.extend_from_slice(value.to_string().as_bytes());
    }
}

fn question(out: &mut Vec<u8>, answer: &Answer<'_>) {
    let query = &answer.query;
    out.extend_from_slice(b"{\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
    write_fixed::<7>(out, query.point.lon());
    out.push(b',');
    write_fixed::<7>(out, query.point.lat());
    out.extend_from_slice(b"]},\"accuracy_m\":");
    write_measure::<3>(out, query.accuracy_m);
    out.extend_from_slice(b",\"from\":");
    moment(out, query.interval.map(Interval::from));
    out.extend_from_slice(b",\"to\":");
    moment(out, query.interval.map(Interval::to));
    out.extend_from_slice(b",\"as_of\":");
    moment(out, Some(query.as_of));
    out.extend_from_slice(b",\"purposes\":[");
    write_codes(out, query.purposes.iter().map(crate::model::Purpose::code));
    out.extend_from_slice(b"],\"institutions\":[");
    for (index, code) in query.institutions.iter().enumerate() {
        separate(out, index);
        quoted(out, Some(code));
    }
    out.extend_from_slice(b"]}");
}

fn searched(out: &mut Vec<u8>, answer: &Answer<'_>) {
    let searched = &answer.searched;
    out.extend_from_slice(b"{\"radius_m\":");
    write_measure::<1>(out, searched.radius_m);
    out.extend_from_slice(b",\"place\":[");
    for (index, institution) in searched.place.iter().enumerate() {
        separate(out, index);
        out.push(b'{');
        names(out, institution);
        out.push(b'}');
    }
    out.extend_from_slice(b"],\"registers\":[");
    for (index, &release_index) in searched.releases.iter().enumerate() {
        separate(out, index);
        register(out, answer, release_index);
    }
    out.extend_from_slice(b"],\"registers_total\":");
    number(out, searched.releases_total);
    out.extend_from_slice(b",\"not_loaded\":[");
    for (index, institution) in searched.not_loaded.iter().enumerate() {
        separate(out, index);
        out.push(b'{');
        names(out, institution);
        let at_point = searched
            .place
            .iter()
            .any(|place| place.code == institution.code);
        out.extend_from_slice(if at_point {
            b",\"at_point\":true}"
        } else {
            b",\"at_point\":false}"
        });
    }
    out.extend_from_slice(b"]}");
}

fn names(out: &mut Vec<u8>, institution: &Institution) {
    for (index, (name, value)) in [
        ("code", &institution.code),
        ("name_ko", &institution.name_ko),
        ("name_en", &institution.name_en),
        ("region_ko", &institution.region_ko),
        ("region_en", &institution.region_en),
    ]
    .into_iter()
    .enumerate()
    {
        separate(out, index);
        quoted(out, Some(name));
        out.push(b':');
        quoted(out, Some(value));
    }
}

fn register(out: &mut Vec<u8>, answer: &Answer<'_>, index: usize) {
    let release = &answer.dataset.releases()[index];
    let Some((_, institution)) = answer.dataset.institution(&release.institution) else {
        return;
    };
    out.extend_from_slice(b"{\"institution\":");
    quoted(out, Some(&institution.code));
    out.extend_from_slice(b",\"institution_name_ko\":");
    quoted(out, Some(institution.name_ko()));
    out.extend_from_slice(b",\"institution_name_en\":");
    quoted(out, Some(institution.name_en()));
    out.extend_from_slice(b",\"source\":");
    quoted(out, Some(&release.source));
    out.extend_from_slice(b",\"release\":");
    number(out, release.id);
    out.extend_from_slice(b",\"imported_at\":");
    write_moment(out, release.imported_at);
    out.extend_from_slice(b",\"reference_date\":");
    date(out, release.reference_date);
    out.extend_from_slice(b",\"sites\":");
    number(out, answer.dataset.release_count(index).0);
    out.extend_from_slice(if release.sample {
        b",\"sample\":true}"
    } else {
        b",\"sample\":false}"
    });
}
