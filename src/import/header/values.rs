//! What the cells of two columns are: degrees in Korea, metres of a Korean system, or no coordinates.

use crate::import::coordinates::ascii;
use crate::import::formula::as_meant;
use crate::import::screen::shown;
use crate::import::table::TableRow;

/// Share of the rows that decides, as a divisor: more than half.
const MOST: usize = 2;
/// Fewer rows than this cannot show that a well-named column holds something else.
const ENOUGH: usize = 3;

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::import) enum Cell {
    /// Nothing, or a sign that stands for nothing.
    Empty,
    /// Degrees of a latitude in Korea, in any writing.
    North,
    /// Degrees of a longitude in Korea.
    East,
    /// Some other number.
    Number(f64),
    /// Digits in groups like 461.993.881: a spreadsheet took the point of the decimals for one of thousands.
    Destroyed,
    /// Words.
    Text,
}

impl Cell {
    pub(in crate::import) fn read(cell: &str) -> Self {
        let text = ascii(as_meant(cell).trim());
        if matches!(
            text.as_ref(),
            "" | "-" | "0" | "0.0" | "null" | "NULL" | "#N/A" | "없음" | "미상"
        ) {
            return Self::Empty;
        }
        if is_destroyed(&text) {
            return Self::Destroyed;
        }
        let plain = without_thousands(&text);
        let number = plain
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite());
        let degrees = number.or_else(|| leading_number(&text));
        match (degrees, number) {
            (Some(value), _) if (33.0..39.0).contains(&value) => Self::North,
            (Some(value), _) if (124.0..132.5).contains(&value) => Self::East,
            (_, Some(0.0)) => Self::Empty,
            (_, Some(value)) => Self::Number(value),
            _ => Self::Text,
        }
    }
}

/// Groups of three digits behind two or more points, nothing else.
pub(in crate::import) fn is_destroyed(text: &str) -> bool {
    let mut groups = text.split('.');
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let rest: Vec<&str> = groups.collect();
    rest.len() >= 2
        && (1..=3).contains(&first.len())
        && digits(first)
        && rest.iter().all(|group| group.len() == 3 && digits(group))
}

/// A number without the commas between its thousands.
fn without_thousands(text: &str) -> String {
    let whole = text.split('.').next().unwrap_or(text);
    let grouped = whole.contains(',')
        && whole
            .split(',')
            .skip(1)
            .all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()));
    if grouped {
        text.replace(',', "")
    } else {
        text.to_owned()
    }
}

/// The number that a text of degrees, minutes and seconds begins with, `N` or `E` before it or not.
fn leading_number(text: &str) -> Option<f64> {
    let text = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    // Degrees are followed by a sign for degrees or by minutes, not by a word: 37번지 is no latitude.
    let follows = text[end..].trim_start().chars().next()?;
    (!follows.is_alphabetic() || "도ºNESW".contains(follows))
        .then(|| text[..end].parse().ok())
        .flatten()
}

/// How the rows of a pair of columns read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    /// Rows in which both hold something.
    pub(super) stated: usize,
    /// Latitude in the northern column, longitude in the eastern one.
    pub(super) degrees: usize,
    /// The other way round.
    pub(super) swapped: usize,
    /// Metres of a Korean projected system, in either order.
    pub(super) metres: usize,
    /// A destroyed number in either.
    pub(super) destroyed: usize,
    /// Numbers that are no degrees anywhere on earth, or words.
    pub(super) foreign: usize,
}

impl Pairs {
    /// Counts the rows of a pair of columns.
    pub(super) fn count(rows: &[TableRow], north: usize, east: usize) -> Self {
        let mut pairs = Self::default();
        for row in rows {
            let read = |at: usize| {
                row.cells
                    .get(at)
                    .map_or(Cell::Empty, |cell| Cell::read(cell))
            };
            let (north, east) = (read(north), read(east));
            if north == Cell::Empty || east == Cell::Empty {
                continue;
            }
            pairs.stated += 1;
            match (north, east) {
                (Cell::North, Cell::East) => pairs.degrees += 1,
                (Cell::East, Cell::North) => pairs.swapped += 1,
                (Cell::Destroyed, _) | (_, Cell::Destroyed) => pairs.destroyed += 1,
                (Cell::Number(north), Cell::Number(east)) => {
                    if are_korean_metres(east, north) || are_korean_metres(north, east) {
                        pairs.metres += 1;
                    } else if north.abs() > 180.0 || east.abs() > 180.0 || is_whole(north, east) {
                        pairs.foreign += 1;
                    }
                }
                (Cell::Text, _) | (_, Cell::Text) => pairs.foreign += 1,
                _ => {}
            }
        }
        pairs
    }

    /// Most rows are degrees in Korea, whichever stands where.
    pub(super) fn are_degrees(&self) -> bool {
        self.stated > 0 && (self.degrees + self.swapped) * MOST >= self.stated
    }

    /// Most rows are metres of a Korean projected system.
    pub(super) fn are_metres(&self) -> bool {
        self.metres * MOST > self.stated
    }

    /// Most rows have lost what their numbers were.
    pub(super) fn are_destroyed(&self) -> bool {
        self.stated >= ENOUGH && self.destroyed * MOST > self.stated
    }

    /// No row is a coordinate of any kind, in enough rows to say so.
    pub(super) fn is_foreign(&self) -> bool {
        self.stated >= ENOUGH && self.foreign == self.stated
    }
}

/// Whole numbers such as 1 and 58 count things; a place on earth has decimals.
fn is_whole(north: f64, east: f64) -> bool {
    north.fract() == 0.0 && east.fract() == 0.0
}

/// Whether metres lie where one of the projected systems used for Korea puts the country: the unified
/// system (5178, 5179), the belts with a false northing of 500 to 600 km, Web Mercator, UTM 52.
pub(in crate::import) fn are_korean_metres(east: f64, north: f64) -> bool {
    let boxes = [
        (600_000.0..=1_500_000.0, 1_200_000.0..=2_300_000.0),
        (-150_000.0..=650_000.0, -150_000.0..=1_050_000.0),
        (13_700_000.0..=14_750_000.0, 3_800_000.0..=4_750_000.0),
        (100_000.0..=900_000.0, 3_600_000.0..=4_400_000.0),
    ];
    east.abs() >= 1000.0
        && north.abs() >= 1000.0
        && boxes
            .iter()
            .any(|(easts, norths)| easts.contains(&east) && norths.contains(&north))
}

/// The first stated pair of two columns, as a message shows it.
pub(super) fn example(rows: &[TableRow], first: usize, second: usize) -> String {
    let text = |row: &TableRow, at: usize| -> String {
        let cell = row.cells.get(at).map_or("", |cell| cell.trim());
        shown(cell)
    };
    rows.iter()
        .map(|row| (text(row, first), text(row, second)))
        .find(|(first, second)| !first.is_empty() && !second.is_empty())
        .map_or_else(String::new, |(first, second)| format!("{first}, {second}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_known_by_its_number_in_every_writing() {
        for (text, expected) in [
            ("37.5665", Cell::North),
            ("126.978", Cell::East),
            ("３７．５６６５", Cell::North),
            ("37°33'59\"N", Cell::North),
            ("N 37 33 59", Cell::North),
            ("37º 33’ 59.480”", Cell::North),
            ("37˚ 33´ 59.480˝", Cell::North),
            ("126도 58분 40초", Cell::East),
            ("37번지", Cell::Text),
            ("37", Cell::North),
            ("451,885.03", Cell::Number(451_885.03)),
            ("1952032", Cell::Number(1_952_032.0)),
            ("461.993.881", Cell::Destroyed),
            ("광진구", Cell::Text),
            ("", Cell::Empty),
            ("0.000", Cell::Empty),
        ] {
            assert_eq!(Cell::read(text), expected, "{text}");
        }
    }

    #[test]
    fn metres_are_those_of_systems_used_for_korea() {
        for (east, north) in [
            (953_901.0, 1_952_032.0),
            (198_056.0, 451_885.0),
            (198_056.0, 551_885.0),
            (14_135_000.0, 4_518_000.0),
            (322_000.0, 4_159_000.0),
        ] {
            assert!(are_korean_metres(east, north), "{east} {north}");
        }
        // Degrees without their decimal point.
        assert!(!are_korean_metres(1_269_780.0, 375_665.0));
        assert!(!are_korean_metres(12.0, 58.0));
    }
}
