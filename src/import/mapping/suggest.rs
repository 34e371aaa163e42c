//! Proposes a mapping: what each column may mean, by its name or by its values, with the reason.
//!
//! A proposal is for a person to correct; nothing is read by it until it is kept.

use std::fmt::Write;

use super::find::fingerprint;
use super::observe::Examined;
use crate::import::address::is_road_address;
use crate::import::columns::{Column, Dictionary};
use crate::import::coordinates::is_pair;
use crate::import::header::{Candidate, Cell, are_korean_metres, evidence_of};
use crate::import::institution_match::Matcher;
use crate::import::issue::Lang;
use crate::import::table::TableRow;
use crate::model::InstitutionRegistry;
use crate::model::personal::{Context, withhold};
use crate::model::purpose::purposes;

/// Sample values shown for a column.
const SAMPLES: usize = 3;
/// Longest sample value, characters.
const LONGEST: usize = 30;

/// What a column may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Guess {
    column: Option<Column>,
    why: Why,
}

/// Why it may mean that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Name,
    Values,
    /// The values contradict the name.
    ValuesNotName,
    /// Another column has the meaning already.
    Taken,
    /// Whole numbers that may count cameras or rows.
    SmallNumbers,
    /// Mobile numbers: personal.
    Mobile,
    Empty,
    Unknown,
}

impl Why {
    fn text(self, lang: Lang) -> &'static str {
        let (ko, en) = match self {
            Self::Name => ("이름으로", "by its name"),
            Self::Values => ("값으로", "by its values"),
            Self::ValuesNotName => ("이름과 달리 값으로", "by its values, against its name"),
            Self::Taken => ("같은 뜻의 열이 이미 있음", "another column means the same"),
            Self::SmallNumbers => (
                "작은 정수: 카메라대수라면 unit_count, 연번이라면 그대로",
                "small whole numbers: unit_count if they count cameras",
            ),
            Self::Mobile => (
                "휴대전화번호: 읽지 않음",
                "mobile numbers: personal, not read",
            ),
            Self::Empty => ("빈 열", "empty"),
            Self::Unknown => ("알 수 없음", "not known"),
        };
        match lang {
            Lang::Ko => ko,
            Lang::En => en,
        }
    }
}

/// How a mapping names a field of a header.
pub(super) fn key(candidate: &Candidate, field: usize) -> String {
    let name = candidate.names[field].trim();
    let twice = candidate
        .names
        .iter()
        .filter(|other| other.trim() == name)
        .count()
        > 1;
    if name.is_empty() || twice || candidate.is_none() || name.starts_with('#') {
        format!("#{}", field + 1)
    } else {
        name.to_owned()
    }
}

/// How many columns seem to mean something.
pub(super) fn meanings(examined: &Examined) -> usize {
    let (candidate, rows) = view(examined);
    guesses(&candidate, &rows)
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

/// What each field of a table may mean.
fn guesses(candidate: &Candidate, rows: &[TableRow]) -> Vec<Guess> {
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let dictionary = Dictionary::new(None);
    let mut guesses: Vec<Guess> = (0..candidate.names.len())
        .map(|field| {
            let cells: Vec<&str> = rows
                .iter()
                .filter_map(|row| row.cells.get(field))
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
                .collect();
            guess(dictionary.column(&candidate.names[field]), &cells, &matcher)
        })
        .collect();
    mark_metres(&mut guesses, rows);
    // Each meaning once: a name says more than values.
    for column in Column::ALL {
        let mut claims: Vec<usize> = (0..guesses.len())
            .filter(|&field| guesses[field].column == Some(*column))
            .collect();
        claims.sort_by_key(|&field| guesses[field].why != Why::Name);
        for &field in claims.iter().skip(1) {
            guesses[field] = Guess {
                column: None,
                why: Why::Taken,
            };
        }
    }
    guesses
}

fn guess(named: Option<Column>, cells: &[&str], matcher: &Matcher) -> Guess {
    let most = |passes: &dyn Fn(&str) -> bool| {
        let passing = cells.iter().filter(|cell| passes(cell)).count();
        passing * 4 >= cells.len() * 3
    };
    let said = |column, why| Guess {
        column: Some(column),
        why,
    };
    if cells.is_empty() {
        return named.map_or(
            Guess {
                column: None,
                why: Why::Empty,
            },
            |column| said(column, Why::Name),
        );
    }
    let decimal = |cell: &str| cell.contains(['.', '°', '도']) || cell.contains(' ');
    let by_values = if most(&is_pair) {
        Some(Column::Position)
    } else if most(&|cell| Cell::read(cell) == Cell::North && decimal(cell)) {
        Some(Column::Latitude)
    } else if most(&|cell| Cell::read(cell) == Cell::East && decimal(cell)) {
        Some(Column::Longitude)
    } else {
        None
    };
    if let Some(column) = by_values {
        let why = match named {
            Some(named) if named == column => Why::Name,
            // X and Y are names of either.
            Some(Column::X | Column::Y) | None => Why::Values,
            Some(_) => Why::ValuesNotName,
        };
        return said(column, why);
    }
    // A name such as 좌표 is believed only when the cells are pairs.
    if let Some(named) = named.filter(|&named| named != Column::Position) {
        return said(named, Why::Name);
    }
    let digits = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
    let mobile = |cell: &str| withhold(cell, Context::Text).1.mobile_numbers > 0;
    let names_a_place = |cell: &str| matcher.read_name(cell, None).named.is_some();
    let has_number = |cell: &str| cell.chars().any(|c| c.is_ascii_digit());
    let column = if most(&|cell| cell.len() == 18 && digits(cell)) {
        Column::ManagementNo
    } else if most(&|cell| !digits(cell) && mobile(cell)) {
        return Guess {
            column: None,
            why: Why::Mobile,
        };
    } else if most(&is_phone) {
        Column::Phone
    } else if most(&|cell| purposes().classify(cell).is_some()) {
        Column::Purpose
    } else if most(&|cell| names_a_place(cell) && has_number(cell)) {
        if most(&is_road_address) {
            Column::RoadAddress
        } else {
            Column::LotAddress
        }
    } else if most(&|cell| {
        names_a_place(cell) && cell.ends_with(['구', '군', '시']) && !cell.contains(' ')
    }) {
        Column::District
    } else if most(&names_a_place) {
        Column::Manager
    } else if most(&|cell| cell.parse::<u32>().is_ok_and(|number| number < 10_000)) {
        return Guess {
            column: None,
            why: Why::SmallNumbers,
        };
    } else {
        return Guess {
            column: None,
            why: Why::Unknown,
        };
    };
    said(column, Why::Values)
}

/// Digits of a landline with hyphens, or a nationwide number.
fn is_phone(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    cell.contains('-')
        && (8..=11).contains(&digits)
        && cell.starts_with(['0', '1'])
        && cell
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-() ".contains(&byte))
}

/// Two columns of numbers that are metres of a Korean system together are x and y.
fn mark_metres(guesses: &mut [Guess], rows: &[TableRow]) {
    let located = |column| guesses.iter().any(|guess| guess.column == Some(column));
    if located(Column::Latitude) || located(Column::Longitude) {
        return;
    }
    let number = |row: &TableRow, field: usize| -> Option<f64> {
        row.cells.get(field)?.trim().replace(',', "").parse().ok()
    };
    let free = |guess: &Guess| matches!(guess.column, None | Some(Column::X | Column::Y));
    let width = guesses.len();
    let pair = (0..width)
        .flat_map(|x| (0..width).map(move |y| (x, y)))
        .filter(|&(x, y)| x != y && free(&guesses[x]) && free(&guesses[y]))
        .find(|&(x, y)| {
            let stated: Vec<(f64, f64)> = rows
                .iter()
                .filter_map(|row| Some((number(row, x)?, number(row, y)?)))
                .collect();
            // Of the two orders the one in which north is the larger number, as in every belt.
            !stated.is_empty()
                && stated
                    .iter()
                    .all(|&(x, y)| are_korean_metres(x, y) && x.abs() >= 10_000.0 && y > x)
        });
    if let Some((x, y)) = pair {
        for (field, column) in [(x, Column::X), (y, Column::Y)] {
            if guesses[field].column.is_none() {
                guesses[field].why = Why::Values;
            }
            guesses[field].column = Some(column);
        }
    }
}

/// The proposal as TOML.
pub(super) fn proposal(examined: &Examined, lang: Lang) -> String {
    let (candidate, rows) = view(examined);
    let guesses = guesses(&candidate, &rows);
    let say = |ko: &'static str, en: &'static str| match lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    let mut out = String::new();
    let _ = writeln!(out, "# {}", examined.file);
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
    write_crs(&mut out, examined, &candidate, &rows, &guesses, lang);
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
    for (field, guess) in guesses.iter().enumerate() {
        let meaning = guess.column.map_or("ignored", Column::code);
        let _ = writeln!(
            out,
            "{} = \"{meaning}\" # {}: {}",
            quoted(&key(&candidate, field)),
            guess.why.text(lang),
            samples(&rows, field, guess.column)
        );
    }
    out
}

/// The system of x and y, with what speaks for it; without x and y nothing.
fn write_crs(
    out: &mut String,
    examined: &Examined,
    candidate: &Candidate,
    rows: &[TableRow],
    guesses: &[Guess],
    lang: Lang,
) {
    let field = |column| {
        guesses
            .iter()
            .position(|guess| guess.column == Some(column))
    };
    let (Some(x), Some(y)) = (field(Column::X), field(Column::Y)) else {
        return;
    };
    let columns: Vec<Option<Column>> = guesses.iter().map(|guess| guess.column).collect();
    let evidence = evidence_of(
        &examined.file,
        &columns,
        rows,
        (y, x),
        (key(candidate, y), key(candidate, x)),
    );
    let fits: Vec<_> = evidence.fits.iter().filter(|fit| !fit.swapped).collect();
    // Among several a person has to choose: without a choice the mapping is an error.
    let hidden = if fits.len() == 1 { "" } else { "#" };
    for fit in fits.into_iter().take(5) {
        let said = match (lang, evidence.by_municipality) {
            (Lang::Ko, true) => "행에 적힌 시군구 안",
            (Lang::Ko, false) => "육지 위",
            (Lang::En, true) => "rows in the municipality that they name",
            (Lang::En, false) => "rows on land",
        };
        let _ = writeln!(
            out,
            "{hidden}crs = \"{}\" # {}/{} {said}",
            fit.code, fit.rows, evidence.tried
        );
    }
}

/// The first distinct values of a column, mobile numbers withheld.
fn samples(rows: &[TableRow], field: usize, column: Option<Column>) -> String {
    let mut shown: Vec<String> = Vec::new();
    for cell in rows.iter().filter_map(|row| row.cells.get(field)) {
        let cell = cell.trim();
        let text = if column.is_some_and(Column::is_place) {
            cell.to_owned()
        } else {
            // A column of which nothing is known may hold names without any word beside them.
            let context = column.map_or(Context::Person, |_| Context::Text);
            withhold(cell, context).0.into_owned()
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

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
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
    let guesses = guesses(&candidate, &rows);
    let coordinates = guesses.iter().enumerate();
    coordinates
        .filter_map(|(field, guess)| {
            let column = guess.column.filter(|column| column.is_place())?;
            let sample = samples(&rows[..rows.len().min(1)], field, guess.column);
            Some((key(&candidate, field), column.code(), sample))
        })
        .collect()
}
