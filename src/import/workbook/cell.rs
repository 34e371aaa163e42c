//! A cell as the text that a spreadsheet shows, or a remark on why it is empty.

use calamine::{DataType, ExcelDateTime};

use crate::import::issue::IssueKind;
use crate::import::table::TableRow;

/// From here on a spreadsheet no longer keeps every digit: it has fifteen.
const DIGITS_LOST: f64 = 1e15;

/// Puts a cell into its row as a text, or a remark on why it is empty.
pub(super) fn put(row: &mut TableRow, column: usize, cell: &impl DataType) {
    let text = if let Some(text) = cell.get_string() {
        text.to_owned()
    } else if let Some(value) = cell.get_float() {
        if value.abs() >= DIGITS_LOST {
            row.remark(column, IssueKind::DigitsLost, format!("{value:e}"));
            return;
        }
        let text = number(value);
        if is_year_and_tenth(&text) {
            row.remark(column, IssueKind::DateMonthUnclear, text.clone());
        }
        text
    } else if let Some(value) = cell.get_int() {
        if value.unsigned_abs() >= 1_000_000_000_000_000 {
            row.remark(column, IssueKind::DigitsLost, value.to_string());
            return;
        }
        value.to_string()
    } else if let Some(date) = cell.get_datetime() {
        date_text(date)
    } else if let Some(date) = cell.get_datetime_iso() {
        iso_date(date)
    } else if let Some(duration) = cell.get_duration_iso() {
        duration.to_owned()
    } else if let Some(value) = cell.get_bool() {
        value.to_string()
    } else if let Some(error) = cell.get_error() {
        row.remark(column, IssueKind::CellError, error.to_string());
        return;
    } else {
        return;
    };
    if !text.is_empty() {
        row.set(column, text);
    }
}

/// Says of an empty cell that a formula stands in it, and nobody wrote down what it came to.
pub(super) fn put_formula(row: &mut TableRow, column: usize, formula: &str) {
    // ODS names the language in front: of:=.
    let named = formula.split_once(":=");
    let plain = named.filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let formula = plain.map_or(formula, |(_, formula)| formula);
    let formula = format!("={}", formula.trim_start_matches('='));
    row.remark(column, IssueKind::FormulaWithoutValue, formula);
}

/// Whether a number may be a year with its month: `2019.1` is January, or October (2019.10) that lost its zero.
/// The readers do not say in what format a number is shown, and only in a column of dates does it matter.
fn is_year_and_tenth(text: &str) -> bool {
    text.strip_suffix(".1")
        .is_some_and(|year| year.len() == 4 && (year.starts_with("19") || year.starts_with("20")))
}

/// A number as a spreadsheet shows it: at most fifteen digits, no trailing zeros.
fn number(value: f64) -> String {
    let shortest = value.to_string();
    let digits = shortest.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 {
        return shortest;
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string()
}

/// A date cell as an ISO date, with the time unless it is midnight; a time alone as such.
fn date_text(date: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    // Binary fractions of a day fall a millisecond short of the second.
    let (minute, second) = if milli >= 500 && second == 59 {
        (minute + 1, 0)
    } else {
        (minute, second + u8::from(milli >= 500))
    };
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if date.is_duration() || date.as_f64() < 1.0 {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if time == "00:00:00" {
        day
    } else {
        format!("{day} {time}")
    }
}

fn iso_date(text: &str) -> String {
    match text.split_once('T') {
        Some((day, time)) if time.bytes().all(|b| matches!(b, b'0' | b':' | b'.' | b'Z')) => {
            day.to_owned()
        }
        Some((day, time)) => format!("{day} {time}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::Data;
    use calamine::{CellErrorType, ExcelDateTimeType};

    fn cell(value: &Data) -> TableRow {
        let mut row = TableRow::default();
        put(&mut row, 0, value);
        row
    }

    fn shown(value: &Data) -> String {
        cell(value).cells.pop().unwrap_or_default()
    }

    fn date(value: f64) -> Data {
        Data::DateTime(ExcelDateTime::new(
            value,
            ExcelDateTimeType::DateTime,
            false,
        ))
    }

    #[test]
    fn cells_are_the_texts_that_a_spreadsheet_shows() {
        for (value, text) in [
            (Data::Float(127.084_7), "127.0847"),
            (Data::Float(127.084_700_000_000_01), "127.0847"),
            (Data::Float(0.1 + 0.2), "0.3"),
            (Data::Float(1.0), "1"),
            (Data::Float(-0.5), "-0.5"),
            (Data::Int(30), "30"),
            (Data::Bool(true), "true"),
            (Data::String("0312".into()), "0312"),
            (date(44_713.0), "2022-06-01"),
            (date(44_713.5), "2022-06-01 12:00:00"),
            (date(0.75), "18:00:00"),
            (
                Data::DateTimeIso("2022-06-01T00:00:00".into()),
                "2022-06-01",
            ),
            (Data::DateTimeIso("2022-06-01".into()), "2022-06-01"),
            (Data::Empty, ""),
        ] {
            assert_eq!(shown(&value), text, "{value:?}");
        }
    }

    #[test]
    fn a_year_and_a_tenth_is_kept_with_a_doubt() {
        for (value, doubtful) in [
            (2019.1, true),
            (2019.11, false),
            (2019.2, false),
            (37.1, false),
        ] {
            let mut row = TableRow::default();
            put(&mut row, 0, &Data::Float(value));
            assert_eq!(row.cells, [value.to_string()]);
            let kinds: Vec<_> = row.remarks.iter().map(|remark| remark.kind).collect();
            let expected: &[IssueKind] = if doubtful {
                &[IssueKind::DateMonthUnclear]
            } else {
                &[]
            };
            assert_eq!(kinds, expected, "{value}");
        }
    }

    #[test]
    fn errors_and_damaged_numbers_are_said_and_left_out() {
        for (value, kind) in [
            (Data::Error(CellErrorType::NA), IssueKind::CellError),
            (
                Data::Float(202_330_400_000_801_010.0),
                IssueKind::DigitsLost,
            ),
            (Data::Int(202_330_400_000_801_010), IssueKind::DigitsLost),
        ] {
            let row = cell(&value);
            assert_eq!((row.cells.len(), row.remarks[0].kind), (0, kind));
        }
        assert_eq!(
            shown(&Data::Float(123_456_789_012_345.0)),
            "123456789012345"
        );
    }
}
