//! A cell of the office's table, written so that it stays what it was: text text, a date a date.

use calamine::{Data, ExcelDateTime};
use jiff::civil::{Date, DateTime, Time};
use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

/// UTF-16 units of a cell (ECMA-376; the limit of every spreadsheet program).
const MOST_UNITS: usize = 32_767;
/// What the numbers of days begin with.
const EPOCH: Date = jiff::civil::date(1899, 12, 30);
/// Days from this number on are the same in every program: one year had a day too many.
const FIRST_SURE_DAY: f64 = 61.0;
/// How many days later the other system of dates begins.
const SHIFT_1904: f64 = 1462.0;
const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// A cell of the office's table, as its file holds it.
pub(super) trait Cell {
    /// Writes it; `fault` is the format of a cell at fault, `quoted` that of a text like a formula.
    fn write(
        &self,
        sheet: &mut Worksheet,
        at: (u32, u16),
        fault: Option<&Format>,
        quoted: &Format,
    ) -> Result<(), XlsxError>;

    /// Its text, as the name of a column.
    fn text(&self) -> String;

    /// Whether it holds nothing.
    fn is_blank(&self) -> bool;
}

/// Writes a text; what a sheet has no room for is cut and ends in an ellipsis.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: Option<&Format>,
    quoted: &Format,
) -> Result<(), XlsxError> {
    let cut: String;
    let mut shown = text;
    if text.len() > MOST_UNITS && text.encode_utf16().count() > MOST_UNITS {
        let mut units = 1;
        let fits = |c: &char| {
            units += c.len_utf16();
            units <= MOST_UNITS
        };
        cut = text.chars().take_while(fits).chain(['…']).collect();
        shown = &cut;
    }
    match format {
        Some(format) => sheet.write_string_with_format(row, column, shown, format)?,
        // A text that a spreadsheet would take for a formula as soon as somebody edits it.
        None if shown.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            sheet.write_string_with_format(row, column, shown, quoted)?
        }
        None => sheet.write_string(row, column, shown)?,
    };
    Ok(())
}

impl Cell for &str {
    fn write(
        &self,
        sheet: &mut Worksheet,
        at: (u32, u16),
        fault: Option<&Format>,
        quoted: &Format,
    ) -> Result<(), XlsxError> {
        if self.is_empty() && fault.is_none() {
            return Ok(());
        }
        write_text(sheet, at, self, fault, quoted)
    }

    fn text(&self) -> String {
        (*self).to_owned()
    }

    fn is_blank(&self) -> bool {
        self.trim().is_empty()
    }
}

impl Cell for &Data {
    fn write(
        &self,
        sheet: &mut Worksheet,
        at: (u32, u16),
        fault: Option<&Format>,
        quoted: &Format,
    ) -> Result<(), XlsxError> {
        let (row, column) = at;
        let dated = match self {
            Data::DateTime(date) => Some(serial(date)),
            Data::DateTimeIso(text) => iso_serial(text),
            Data::DurationIso(text) => iso_days(text).map(|days| (days, DURATION)),
            _ => None,
        };
        if let Some((days, form)) = dated {
            let format = fault.cloned().unwrap_or_default().set_num_format(form);
            sheet.write_number_with_format(row, column, days, &format)?;
            return Ok(());
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a sheet holds every number as f64"
        )]
        let number = match self {
            Data::Int(number) => Some(*number as f64),
            Data::Float(number) => Some(*number),
            _ => None,
        };
        match (self, number, fault) {
            (_, Some(number), Some(format)) => {
                sheet.write_number_with_format(row, column, number, format)?;
            }
            (_, Some(number), None) => {
                sheet.write_number(row, column, number)?;
            }
            (Data::Empty, ..) => {
                if let Some(format) = fault {
                    sheet.write_blank(row, column, format)?;
                }
            }
            (Data::Bool(value), _, Some(format)) => {
                sheet.write_boolean_with_format(row, column, *value, format)?;
            }
            (Data::Bool(value), _, None) => {
                sheet.write_boolean(row, column, *value)?;
            }
            // An error is a constant of the language of formulas: #N/A stays #N/A.
            (Data::Error(error), ..) => {
                let error = error.to_string();
                let formula = Formula::new(format!("={error}")).set_result(error);
                let plain = Format::default();
                sheet.write_formula_with_format(row, column, formula, fault.unwrap_or(&plain))?;
            }
            (Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text), ..) => {
                write_text(sheet, at, text, fault, quoted)?;
            }
            // Numbers and dates were written above.
            (Data::DateTime(_) | Data::Int(_) | Data::Float(_), ..) => {}
        }
        Ok(())
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn is_blank(&self) -> bool {
        match self {
            Data::Empty => true,
            Data::String(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

const DURATION: &str = "[h]:mm:ss";

/// The form in which a day, a moment or a time alone is shown.
fn form_of(days: f64) -> &'static str {
    if days < 1.0 {
        "hh:mm:ss"
    } else if days.fract() == 0.0 {
        "yyyy-mm-dd"
    } else {
        "yyyy-mm-dd hh:mm:ss"
    }
}

/// A date cell as a number of days since the end of 1899, and the form it is shown in.
fn serial(date: &ExcelDateTime) -> (f64, &'static str) {
    let days = date.as_f64();
    if date.is_duration() {
        return (days, DURATION);
    }
    // Books may count from 1904: the day that is meant tells.
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    let meant = i16::try_from(year).ok().and_then(|year| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        days_until(Date::new(year, month, day).ok()?)
    });
    let is_shifted = meant.is_some_and(|meant| {
        days >= 1.0 && meant >= FIRST_SURE_DAY && (meant - days.floor() - SHIFT_1904).abs() < 1.5
    });
    let days = if is_shifted { days + SHIFT_1904 } else { days };
    (days, form_of(days))
}

fn days_until(date: Date) -> Option<f64> {
    let days = EPOCH.until(date).ok()?.get_days();
    Some(f64::from(days))
}

/// The same of a date in ISO 8601, as ODS has it; a date before 1900-03-01 stays text.
fn iso_serial(text: &str) -> Option<(f64, &'static str)> {
    let moment: DateTime = text.parse().ok()?;
    let midnight = moment.time().duration_since(Time::midnight());
    let days = days_until(moment.date())? + midnight.as_secs_f64() / SECONDS_OF_A_DAY;
    (days >= FIRST_SURE_DAY).then(|| (days, form_of(days)))
}

/// A duration in ISO 8601 as days, where it is of hours, minutes and seconds.
fn iso_days(text: &str) -> Option<f64> {
    let span: jiff::Span = text.parse().ok()?;
    let seconds = span.total(jiff::Unit::Second).ok()?;
    Some(seconds / SECONDS_OF_A_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn dates_are_the_days_that_were_meant_in_either_system() {
        let date = |value, is_1904| ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904);
        // 2022-06-01 in both systems.
        for (value, is_1904) in [(44_713.0, false), (43_251.0, true)] {
            assert_eq!(serial(&date(value, is_1904)), (44_713.0, "yyyy-mm-dd"));
        }
        assert_eq!(
            serial(&date(43_251.5, true)),
            (44_713.5, "yyyy-mm-dd hh:mm:ss")
        );
        for is_1904 in [false, true] {
            assert_eq!(serial(&date(0.75, is_1904)), (0.75, "hh:mm:ss"));
        }
        let duration = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(serial(&duration), (1.5, DURATION));
    }

    #[test]
    fn iso_dates_become_the_same_days() {
        assert_eq!(iso_serial("2022-06-01"), Some((44_713.0, "yyyy-mm-dd")));
        assert_eq!(
            iso_serial("2022-06-01T12:00:00"),
            Some((44_713.5, "yyyy-mm-dd hh:mm:ss"))
        );
        assert_eq!(iso_serial("1900-01-01"), None);
        assert_eq!(iso_serial("6월"), None);
        assert_eq!(iso_days("PT12H00M00S"), Some(0.5));
    }
}
