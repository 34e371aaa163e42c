//! What each column of a table may mean, by its name or by its values, with the reason.

use crate::import::address::is_road_address;
use crate::import::columns::{Column, Dictionary};
use crate::import::coordinates::is_pair;
use crate::import::header::{Candidate, Cell, are_korean_metres};
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

/// What each field of a table may mean.
pub(super) fn guesses(candidate: &Candidate, rows: &[TableRow]) -> Vec<Guess> {
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
