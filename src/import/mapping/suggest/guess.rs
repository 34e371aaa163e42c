//! What each column of a table may mean, by its name or by its values, with the reason.

use crate::import::address::is_road_address;
use crate::import::columns::{Column, Dictionary};
use crate::import::coordinates::is_pair;
use crate::import::header::{Candidate, Cell, ProjectedEvidence, are_korean_metres, evidence_of};
use crate::import::institution_match::Matcher;
use crate::import::issue::Lang;
use crate::import::table::TableRow;
use crate::model::InstitutionRegistry;
use crate::model::personal::{Context, withhold};
use crate::model::purpose::purposes;

/// What a column may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) column: Option<Column>,
    pub(super) why: Why,
}

/// Why it may mean that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
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
    pub(super) fn text(self, lang: Lang) -> &'static str {
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

/// What the fields of a table may mean.
pub(super) struct Guesses {
    /// Of each field.
    pub(super) fields: Vec<Guess>,
    /// What speaks for which system, where two columns are x and y.
    pub(super) systems: Option<ProjectedEvidence>,
}

impl Guesses {
    /// The field with a meaning.
    fn field(&self, column: Column) -> Option<usize> {
        self.fields
            .iter()
            .position(|guess| guess.column == Some(column))
    }

    /// Tries the systems on x and y, and exchanges them where that alone fits: names mean either order, for
    /// X is the northing of surveyors, and which number is larger tells nothing in the south-east.
    fn try_systems(&mut self, file: &str, keys: &[String], rows: &[TableRow]) {
        let (Some(x), Some(y)) = (self.field(Column::X), self.field(Column::Y)) else {
            return;
        };
        let columns: Vec<Option<Column>> = self.fields.iter().map(|guess| guess.column).collect();
        let names = (keys[y].clone(), keys[x].clone());
        let evidence = evidence_of(file, &columns, rows, (y, x), names);
        self.systems = Some(if evidence.is_swapped() {
            for (field, column) in [(x, Column::Y), (y, Column::X)] {
                self.fields[field] = Guess {
                    column: Some(column),
                    why: match self.fields[field].why {
                        Why::Name => Why::ValuesNotName,
                        why => why,
                    },
                };
            }
            evidence.exchanged()
        } else {
            evidence
        });
    }
}

/// What each field of a table may mean; `keys` are their names.
pub(super) fn guesses(
    file: &str,
    candidate: &Candidate,
    keys: &[String],
    rows: &[TableRow],
) -> Guesses {
    let mut guesses = Guesses {
        fields: by_names_and_values(candidate, rows),
        systems: None,
    };
    guesses.try_systems(file, keys, rows);
    guesses
}

/// What each field may mean, x and y as they are named.
pub(super) fn by_names_and_values(candidate: &Candidate, rows: &[TableRow]) -> Vec<Guess> {
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
    mark_parts(&mut guesses, rows);
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

/// Whole degrees with minutes, and seconds where there are any, in the columns to their right.
fn mark_parts(guesses: &mut [Guess], rows: &[TableRow]) {
    let located = |column| guesses.iter().any(|guess| guess.column == Some(column));
    if located(Column::Latitude) || located(Column::Longitude) {
        return;
    }
    let is_free = |field: usize| {
        let guess = guesses.get(field);
        guess.is_some_and(|guess| matches!(guess.why, Why::SmallNumbers | Why::Unknown))
    };
    let most = |field: usize, passes: &dyn Fn(&str) -> bool| {
        let cells = rows.iter().filter_map(|row| row.cells.get(field));
        let cells: Vec<&str> = { cells.map(|cell| cell.trim()) }
            .filter(|cell| !cell.is_empty())
            .collect();
        let passing = cells.iter().filter(|cell| passes(cell)).count();
        is_free(field) && passing > 0 && passing * 4 >= cells.len() * 3
    };
    let number = |cell: &str| cell.parse::<f64>().ok();
    let is_sixtieth = |cell: &str| number(cell).is_some_and(|part| (0.0..60.0).contains(&part));
    let find = |degrees: Column, kind: Cell| -> Option<Vec<(usize, Column)>> {
        let is_whole = |cell: &str| {
            Cell::read(cell) == kind && number(cell).is_some_and(|it| it.fract() == 0.0)
        };
        let [minutes, seconds] = degrees.parts()?;
        let at =
            (0..guesses.len()).find(|&at| most(at, &is_whole) && most(at + 1, &is_sixtieth))?;
        let mut found = vec![(at, degrees), (at + 1, minutes)];
        if most(at + 2, &is_sixtieth) {
            found.push((at + 2, seconds));
        }
        Some(found)
    };
    let (north, east) = (
        find(Column::Latitude, Cell::North),
        find(Column::Longitude, Cell::East),
    );
    let (Some(north), Some(east)) = (north, east) else {
        return;
    };
    // Whole degrees of a latitude may as well be minutes of a longitude.
    let fields: Vec<usize> = north.iter().chain(&east).map(|(field, _)| *field).collect();
    if fields
        .iter()
        .enumerate()
        .any(|(at, field)| fields[..at].contains(field))
    {
        return;
    }
    for (field, column) in north.into_iter().chain(east) {
        guesses[field] = Guess {
            column: Some(column),
            why: Why::Values,
        };
    }
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
    let is_free =
        |field: usize| matches!(guesses[field].column, None | Some(Column::X | Column::Y));
    // Columns that are named x and y are tried first.
    let is_named = |field: usize| guesses[field].column.is_some();
    let width = guesses.len();
    let mut pairs: Vec<(usize, usize)> = (0..width)
        .flat_map(|x| (0..width).map(move |y| (x, y)))
        .filter(|&(x, y)| x != y && is_free(x) && is_free(y))
        .filter(|&(x, y)| {
            guesses[x].column != Some(Column::Y) && guesses[y].column != Some(Column::X)
        })
        .collect();
    pairs.sort_by_key(|&(x, y)| !is_named(x) || !is_named(y));
    let found = pairs.into_iter().find_map(|(x, y)| {
        let stated: Vec<(f64, f64)> = rows
            .iter()
            .filter_map(|row| Some((number(row, x)?, number(row, y)?)))
            .collect();
        let are_metres = |&(x, y): &(f64, f64)| {
            x.abs() >= 10_000.0
                && y.abs() >= 10_000.0
                && (are_korean_metres(x, y) || are_korean_metres(y, x))
        };
        if stated.is_empty() || !stated.iter().all(are_metres) {
            return None;
        }
        // Without a name the larger numbers are taken for the northings, as in most of the country.
        let larger = stated.iter().filter(|(x, y)| x > y).count();
        let exchanged = !is_named(x) && !is_named(y) && larger * 2 > stated.len();
        Some(if exchanged { (y, x) } else { (x, y) })
    });
    if let Some((x, y)) = found {
        for (field, column) in [(x, Column::X), (y, Column::Y)] {
            if guesses[field].column.is_none() {
                guesses[field].why = Why::Values;
            }
            guesses[field].column = Some(column);
        }
    }
}
