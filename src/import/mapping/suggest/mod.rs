//! Proposes a mapping: what each column may mean, by its name or by its values, with the reason.
//!
//! A proposal is for a person to correct; nothing is read by it until it is kept.

mod guess;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;

use super::find::fingerprint;
use super::observe::Examined;
use crate::import::columns::Column;
use crate::import::header::{Candidate, Cell, ProjectedEvidence};
use crate::import::issue::Lang;
use crate::import::screen::{self, cell_of};
use crate::import::table::TableRow;
use crate::model::personal::{Context, withhold};
use guess::{Guesses, by_names_and_values, guesses};

/// Sample values shown for a column.
const SAMPLES: usize = 3;
/// Systems listed.
const SYSTEMS: usize = 5;
/// Longest sample value, characters.
const LONGEST: usize = 30;

/// How a mapping names the fields of a header: by name, or by number where a name is none, not the only
/// one, or a person's.
pub(super) fn keys(candidate: &Candidate, rows: &[TableRow]) -> Vec<String> {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for name in &candidate.names {
        *uses.entry(name.trim()).or_default() += 1;
    }
    let shown = candidate.shown_cells(rows);
    let named = candidate.names.iter().zip(shown).enumerate();
    named
        .map(|(field, (name, shown))| {
            let name = name.trim();
            let is_clear = !name.is_empty() && !name.starts_with('#') && uses[name] == 1;
            // A name that is only shortened is still a name.
            let line = screen::one_line(Cow::Borrowed(name));
            let is_withheld = !line.starts_with(shown.trim_end_matches('…'));
            if is_clear && !is_withheld && !candidate.is_none() {
                name.to_owned()
            } else {
                format!("#{}", field + 1)
            }
        })
        .collect()
}

/// How many columns seem to mean something.
pub(super) fn meanings(examined: &Examined) -> usize {
    let (candidate, rows) = view(examined);
    by_names_and_values(&candidate, &rows)
        .iter()
        .filter(|guess| guess.column.is_some())
        .count()
}

/// Header and rows as a proposal takes them.
fn view(examined: &Examined) -> (Candidate, Vec<TableRow>) {
    if examined.is_understood() {
        (examined.candidate.clone(), examined.rows.clone())
    } else {
        with_first_row(&examined.candidate, &examined.rows)
    }
}

/// A first row that holds coordinates is no header: it belongs to the rows.
fn with_first_row(candidate: &Candidate, rows: &[TableRow]) -> (Candidate, Vec<TableRow>) {
    let is_coordinate =
        |name: &String| matches!(Cell::read(name), Cell::North | Cell::East) && name.contains('.');
    let Some(number) = candidate
        .header_row
        .filter(|_| candidate.names.iter().any(is_coordinate))
    else {
        return (candidate.clone(), rows.to_vec());
    };
    let first = TableRow {
        number,
        cells: candidate.names.clone(),
        ..TableRow::default()
    };
    let rows: Vec<TableRow> = std::iter::once(first).chain(rows.iter().cloned()).collect();
    (Candidate::none(&rows), rows)
}

/// The proposal as TOML.
pub(super) fn proposal(examined: &Examined, lang: Lang) -> String {
    let (candidate, rows) = view(examined);
    let keys = keys(&candidate, &rows);
    let Guesses {
        fields: guesses,
        systems,
    } = guesses(&examined.file, &candidate, &keys, &rows);
    let say = |ko: &'static str, en: &'static str| match lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    let mut out = String::new();
    let _ = writeln!(out, "# {}", one_line(&examined.file));
    if let Some(why) = examined.refusal(lang) {
        let _ = writeln!(out, "# {}", one_line(why));
    }
    let _ = writeln!(
        out,
        "# {}\n",
        say(
            "확인하고 고친 뒤 <자료 폴더>/mappings/에 두면 같은 머리글의 파일을 이 뜻대로 읽습니다.",
            "Check it, correct it, and keep it in <data directory>/mappings/: files with the same header are then read by it."
        )
    );
    out.push_str("[for]\n");
    let file = examined.file.split(": ").last().unwrap_or_default();
    if candidate.is_none() {
        let _ = writeln!(
            out,
            "files = [{}] # {}",
            quoted(&any_digits(file)),
            say(
                "머리글이 없으므로 파일 이름으로 찾습니다",
                "without a header the name of the file tells"
            )
        );
    } else {
        let _ = writeln!(
            out,
            "header = \"{}\" # {}",
            fingerprint(&candidate),
            say("머리글의 지문", "fingerprint of the header")
        );
    }
    out.push_str("\n[read]\n");
    if let Some(table) = &examined.table {
        let _ = writeln!(out, "sheet = {}", quoted(table));
    }
    match candidate.header_row {
        _ if candidate.is_none() => {
            let _ = writeln!(
                out,
                "header_row = \"none\" # {}",
                say("첫 행부터 자료", "the first row holds values")
            );
        }
        Some(row) => {
            let _ = writeln!(
                out,
                "#header_row = {row} # {}",
                say(
                    "내용으로 찾은 머리글; 다른 행이면 적으세요",
                    "found by content; state it if it is another row"
                )
            );
        }
        None => {}
    }
    if let Some(systems) = &systems {
        write_crs(&mut out, systems, lang);
    }
    let _ = writeln!(
        out,
        "#row = \"camera\" # {}",
        say(
            "한 행이 카메라 하나면 camera, 지점(기둥) 하나면 pole",
            "camera if a row is one camera, pole if it is a pole with all its cameras"
        )
    );
    if guesses
        .iter()
        .any(|guess| guess.column == Some(Column::Direction))
    {
        let _ = writeln!(
            out,
            "#bare_number = \"azimuth\" # {}",
            say(
                "촬영방면의 숫자만 있는 값: azimuth(방위각), field_of_view(화각), directions(방면 수), range_m(거리)",
                "a number alone among the directions: azimuth, field_of_view, directions or range_m"
            )
        );
    }
    if !guesses.iter().any(|guess| {
        matches!(
            guess.column,
            Some(Column::Manager | Column::ManagementNo | Column::District)
        )
    }) {
        let _ = writeln!(
            out,
            "#institution = \"0000000\" # {}",
            say(
                "모든 행의 관리기관 7자리 코드",
                "7-digit code of the institution of all rows"
            )
        );
    }
    out.push_str("\n[columns]\n");
    let has_degrees = [Column::Latitude, Column::Longitude]
        .iter()
        .all(|&column| guesses.iter().any(|guess| guess.column == Some(column)));
    // Beside degrees nobody has to choose the system of x and y, without which they cannot be read.
    let is_chosen = systems.is_some_and(|systems| systems.fits.len() == 1);
    let is_no_use =
        |column: &Column| matches!(column, Column::X | Column::Y) && has_degrees && !is_chosen;
    for ((field, guess), key) in guesses.iter().enumerate().zip(&keys) {
        let column = guess.column.filter(|column| !is_no_use(column));
        let meaning = column.map_or("ignored", Column::code);
        let _ = writeln!(
            out,
            "{} = \"{meaning}\" # {}: {}",
            quoted(key),
            guess.why.text(lang),
            samples(&rows, field, guess.column)
        );
    }
    out
}

/// The systems that x and y fit, with what speaks for each.
fn write_crs(out: &mut String, systems: &ProjectedEvidence, lang: Lang) {
    // Among several a person has to choose: without a choice the mapping is an error.
    let hidden = if systems.fits.len() == 1 { "" } else { "#" };
    for fit in systems.fits.iter().take(SYSTEMS) {
        let said = match (lang, systems.by_municipality) {
            (Lang::Ko, true) => "행에 적힌 시군구 안",
            (Lang::Ko, false) => "육지 위",
            (Lang::En, true) => "rows in the municipality that they name",
            (Lang::En, false) => "rows on land",
        };
        let exchanged = match (fit.swapped, lang) {
            (false, _) => "",
            (true, Lang::Ko) => ", 아래의 x와 y를 서로 바꿀 때",
            (true, Lang::En) => ", with x and y below exchanged",
        };
        let _ = writeln!(
            out,
            "{hidden}crs = \"{}\" # {}/{} {said}{exchanged}",
            fit.code, fit.rows, systems.tried
        );
    }
}

/// The first distinct values of a column, without personal data.
fn samples(rows: &[TableRow], field: usize, column: Option<Column>) -> String {
    let mut shown: Vec<String> = Vec::new();
    for cell in rows.iter().filter_map(|row| row.cells.get(field)) {
        let cell = cell.trim();
        let (text, _) = match column {
            Some(column) => cell_of(column, cell),
            // A column of which nothing is known may hold names without any word beside them.
            None => withhold(cell, Context::Person),
        };
        let text: String = one_line(&text).chars().take(LONGEST).collect();
        if !text.is_empty() && !shown.contains(&text) {
            shown.push(text);
        }
        if shown.len() == SAMPLES {
            break;
        }
    }
    shown.join(" | ")
}

fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

/// A TOML string of one line: a key may have no other.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A file name with each run of digits as `*`: next year's file has another date in it.
fn any_digits(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('*') {
            out.push('*');
        }
    }
    out
}

/// The columns that seem to hold coordinates, for the refusal of a table that no name explains.
pub(in crate::import) fn likely_coordinates(
    candidate: &Candidate,
    rows: &[TableRow],
) -> Vec<(String, &'static str, String)> {
    let (candidate, rows) = with_first_row(candidate, rows);
    let keys = keys(&candidate, &rows);
    let guesses = guesses("", &candidate, &keys, &rows).fields;
    let coordinates = guesses.iter().enumerate();
    coordinates
        .filter_map(|(field, guess)| {
            let column = guess.column.filter(|column| column.is_place())?;
            let sample = samples(&rows[..rows.len().min(1)], field, guess.column);
            Some((keys[field].clone(), column.code(), sample))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_quoted_text_is_one_line_that_reads_as_itself() {
        let all: String = (0..=0x9f_u8)
            .map(char::from)
            .chain("가\u{2028}😀".chars())
            .collect();
        let line = quoted(&all);
        assert!(!line.contains(['\n', '\r']), "{line}");
        let read: toml::Table = toml::from_str(&format!("{line} = {line}")).unwrap();
        assert_eq!(read[&all].as_str(), Some(all.as_str()));
    }
}
