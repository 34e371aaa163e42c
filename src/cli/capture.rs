//! `siya capture`: the answer in a terminal.

use clap::Args;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use jiff::Timestamp;

use super::environment::language;
use super::errors::refused;
use super::words::{self, Words};
use super::{DONE, DataDirectory, Format, data, pick, print, time};
use crate::model::Purpose;
use crate::model::purpose::purposes;
use crate::place::Places;
use crate::quality::Said;
use crate::query::interval::{seoul_date, seoul_rfc3339};
use crate::query::reasons::Reason;
use crate::query::{Answer, CaptureQuery, Interval, PurposeSet, capture};
use crate::spatial::{Bbox, LonLat};

/// Asks which cameras could have captured a point.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataDirectory,
    /// The place, longitude before latitude | 위치(경도,위도)
    #[arg(long, value_name = "LON,LAT", value_parser = point, allow_hyphen_values = true)]
    point: LonLat,
    /// How sure the place is, metres | 위치 오차(미터)
    #[arg(long, value_name = "METRES", default_value_t = 0.0, value_parser = accuracy)]
    accuracy: f64,
    /// Start of the time: Korean time, or RFC 3339 | 시작 시각
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<Timestamp>,
    /// End of the time | 끝 시각
    #[arg(long, value_name = "TIME", value_parser = time)]
    to: Option<Timestamp>,
    /// Moment of asking; now by default | 기준 시각
    #[arg(long, value_name = "TIME", value_parser = time)]
    as_of: Option<Timestamp>,
    /// Only this purpose, by its code; may be repeated | 설치목적 코드
    #[arg(long = "purpose", value_name = "CODE", value_parser = purpose)]
    purposes: Vec<Purpose>,
    /// Only this institution, by its code; may be repeated | 기관 코드
    #[arg(long = "institution", value_name = "CODE")]
    institutions: Vec<String>,
    /// Leave the sample register out | 표본 대장을 쓰지 않는다
    #[arg(long)]
    no_sample: bool,
    /// How to report; JSON is the answer of the API | 출력 형식
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

fn point(text: &str) -> Result<LonLat, String> {
    let numbers: Vec<f64> = text
        .split(',')
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    let [lon, lat] = numbers.as_slice() else {
        return Err(pick(
            "숫자 두 개(경도,위도)여야 합니다",
            "expected two numbers: longitude,latitude",
        ));
    };
    let swapped = Bbox::KOREA.contains_xy(*lat, *lon);
    let hint = if swapped {
        pick(
            ". 순서는 경도,위도입니다",
            "; the order is longitude,latitude",
        )
    } else {
        String::new()
    };
    let point = LonLat::new(*lon, *lat).map_err(|error| {
        let wrong = pick(
            "경도는 -180부터 180까지, 위도는 -90부터 90까지입니다",
            &error.to_string(),
        );
        format!("{wrong}{hint}")
    })?;
    if Bbox::KOREA.contains(point) {
        Ok(point)
    } else {
        let outside = pick("한국 밖입니다", "the point is outside Korea");
        Err(format!("{outside}{hint}"))
    }
}

fn accuracy(text: &str) -> Result<f64, String> {
    let metres = text
        .parse::<f64>()
        .ok()
        .filter(|metres| (0.0..=10_000.0).contains(metres));
    metres.ok_or_else(|| {
        pick(
            "0부터 10000까지의 미터 값이어야 합니다",
            "expected metres from 0 to 10000",
        )
    })
}

fn purpose(text: &str) -> Result<Purpose, String> {
    Purpose::from_code(text).ok_or_else(|| {
        let codes: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.code()).collect();
        let known = pick("쓸 수 있는 설치목적", "known purposes are");
        format!("{known}: {}", codes.join(", "))
    })
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let now = Timestamp::now();
    let as_of = arguments.as_of.unwrap_or(now);
    let interval = arguments
        .from
        .or(arguments.to)
        .zip(arguments.to.or(arguments.from))
        .map(|(from, to)| Interval::new(from, to, as_of))
        .transpose()
        .map_err(|error| {
            let Said { ko, en } = error.said();
            refused(format!("시각: {ko}"), format!("the time {en}"))
        })?;
    let dataset = data::load_directory(&arguments.data.directory, !arguments.no_sample)?;
    let registry = crate::model::InstitutionRegistry::embedded();
    for code in &arguments.institutions {
        if dataset.institution(code).is_none() && registry.by_code(code).is_none() {
            return Err(refused(
                format!("\"{code}\"은(는) 기관 코드가 아닙니다"),
                format!("\"{code}\" is not the code of an institution"),
            ));
        }
    }
    let query = CaptureQuery {
        point: arguments.point,
        accuracy_m: arguments.accuracy,
        interval,
        as_of,
        purposes: arguments.purposes.iter().copied().collect::<PurposeSet>(),
        institutions: arguments.institutions.clone(),
    };
    let answer = capture(&dataset, Places::embedded(), query);
    match arguments.format {
        Format::Json => {
            let body = crate::http::capture::answer_json(&answer, now);
            print(&format!("{}\n", String::from_utf8_lossy(&body)))?;
        }
        Format::Text => print(&text(&answer, words::words(language())))?,
    }
    Ok(DONE)
}

fn text(answer: &Answer<'_>, words: &Words) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    let query = &answer.query;
    line(format!(
        "{}: {}, {} (±{} m)",
        words.place,
        query.point.lon(),
        query.point.lat(),
        query.accuracy_m
    ));
    match query.interval {
        Some(interval) => {
            line(format!(
                "{}: {} – {}",
                words.time,
                seoul_rfc3339(interval.from()),
                seoul_rfc3339(interval.to())
            ));
        }
        None => line(format!("{}: {}", words.time, words.no_time)),
    }
    line(words.summary(answer.matched, answer.groups.len()));
    if answer
        .groups
        .iter()
        .any(|group| answer.dataset.holder(group.holder).sample)
    {
        line(format!("*** {} ***", words.sample));
    }
    for (index, group) in answer.groups.iter().enumerate() {
        line(String::new());
        line(heading(answer, index, words));
        if let Some(policy) = &answer.dataset.holder(group.holder).policy {
            let date = policy
                .version
                .date
                .map(|date| date.to_string())
                .unwrap_or_default();
            let old = policy.is_over_a_year_old(seoul_date(query.as_of));
            line(format!(
                "   {}: {} ({date}){}",
                words.policy,
                policy.title,
                if old { words.old_policy } else { "" }
            ));
        }
        line(table(answer, index, words).to_string());
    }
    line(String::new());
    for (institution, unit) in &answer.mobile_units {
        let name = answer.dataset.institutions()[*institution].name_ko();
        let equipment = unit.equipment().or(unit.purpose_raw()).unwrap_or("-");
        line(format!(
            "{}: {name} {equipment} ×{}",
            words.mobile,
            unit.units().unwrap_or_default()
        ));
    }
    searched(answer, words, &mut line);
    line(words.limits.to_owned());
    out
}

fn heading(answer: &Answer<'_>, index: usize, words: &Words) -> String {
    let group = &answer.groups[index];
    let holder = answer.dataset.holder(group.holder);
    let institution = &answer.dataset.institutions()[holder.institution as usize];
    let name = words.pick(institution.name_ko(), institution.name_en());
    let mut parts = vec![format!("{}. {name}", index + 1)];
    parts.extend(holder.department.clone());
    parts.extend(holder.phone.clone());
    if group.long_range {
        parts.push(words.long_range.to_owned());
    }
    if let Some(policy) = institution.policy {
        parts.push(
            words
                .police(policy.footage_confirmation.police_report_first.rule)
                .to_owned(),
        );
    }
    parts.join(" · ")
}

fn table(answer: &Answer<'_>, index: usize, words: &Words) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_BORDERS_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(words.columns);
    for &hit in &answer.groups[index].hits {
        let hit = &answer.hits[hit];
        let (class, record, text) = (
            answer.dataset.class(hit.site),
            answer.dataset.site(hit.site),
            answer.dataset.text(hit.site),
        );
        let entry = purposes().entry(class.purpose);
        let until = hit
            .footage
            .stored_until
            .map(|date| date.to_string())
            .unwrap_or_default();
        let left = hit
            .footage
            .days_left
            .map(|days| days.to_string())
            .unwrap_or_default();
        let history = answer.dataset.history(hit.site);
        let replaced = history.replaced.map(|replaced| replaced.on);
        let in_words = |code: &'static str| {
            let day = match code {
                "first_registered_after" => history.first_registered.map(|first| first.on),
                "removed_since" => history.removed_on,
                "moved_since" | "view_changed_since" => replaced,
                _ => None,
            };
            let text = words.reason(code);
            day.map_or_else(|| text.to_owned(), |day| format!("{text} ({day})"))
        };
        let reasons: Vec<String> = hit
            .range_reasons
            .iter()
            .map(Reason::code)
            .chain(hit.footage.reasons.iter().map(Reason::code))
            .map(in_words)
            .collect();
        table.add_row([
            Cell::new(format!("{:.1} m", hit.distance_m)).set_alignment(CellAlignment::Right),
            Cell::new(words.verdict(hit.verdict)),
            Cell::new(words.footage(hit.footage.state)),
            Cell::new(until),
            Cell::new(left).set_alignment(CellAlignment::Right),
            Cell::new(words.pick(&entry.name_ko, &entry.name_en)),
            Cell::new(text.road_address.or(text.lot_address).unwrap_or("-")),
            Cell::new(reasons.join(", ")),
            Cell::new(record.id),
        ]);
    }
    table
}

fn searched(answer: &Answer<'_>, words: &Words, line: &mut impl FnMut(String)) {
    let searched = &answer.searched;
    let names = |list: &[&crate::model::Institution]| {
        let names: Vec<&str> = list
            .iter()
            .map(|entry| words.pick(&entry.name_ko, &entry.name_en))
            .collect();
        if names.is_empty() {
            "-".to_owned()
        } else {
            names.join(", ")
        }
    };
    line(format!("{}: {}", words.lies_in, names(&searched.place)));
    let registers: Vec<String> = searched
        .releases
        .iter()
        .map(|&index| {
            let release = &answer.dataset.releases()[index];
            let institution = answer.dataset.institution(&release.institution);
            let name = institution.map_or("", |(_, loaded)| {
                words.pick(loaded.name_ko(), loaded.name_en())
            });
            let date = release
                .reference_date
                .map(|date| format!(", {date}"))
                .unwrap_or_default();
            format!("{name} ({} #{}{date})", release.source, release.id)
        })
        .collect();
    let registers = if registers.is_empty() {
        "-".to_owned()
    } else {
        registers.join(", ")
    };
    line(format!(
        "{}: {registers} / {}",
        words.searched, searched.releases_total
    ));
    line(format!(
        "{}: {}",
        words.not_loaded,
        names(&searched.not_loaded)
    ));
}
