//! Degrees, minutes and seconds in cells of their own, put together as one text that the reader of coordinates
//! reads: what is checked here is that they are parts of one number.

use std::borrow::Cow;

use super::number::clean;

/// The cells of one coordinate; without columns of minutes and seconds these are empty.
#[derive(Debug, Clone, Copy)]
pub(in crate::import) struct Parts<'c> {
    /// Degrees, minutes, seconds.
    pub(in crate::import) cells: [&'c str; 3],
    /// Whether the table has seconds, so that an empty cell of them is a gap.
    pub(in crate::import) has_seconds: bool,
}

/// Which part of a coordinate is wrong, and how: 0 for degrees, 1 for minutes, 2 for seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum PartError {
    /// Its cell is empty.
    Missing(usize),
    /// No number from 0 to below 60, or decimals where a smaller part follows.
    Invalid(usize),
}

/// Signs that stand behind degrees, minutes and seconds.
const SIGNS: [&[char]; 3] = [
    &['°', 'º', '˚', '도', 'd', 'D'],
    &['\'', '′', '’', '‘', '`', '´', '분', 'm', 'M'],
    &['"', '″', '”', '“', '\'', '′', '초', 's', 'S'],
];
/// Decimals of degrees from which on they are a coordinate of their own.
const DECIMALS: usize = 3;

impl<'c> Parts<'c> {
    /// The coordinate as one text. Degrees with decimals are one by themselves.
    ///
    /// # Errors
    /// The first part that is missing or is none.
    pub(in crate::import) fn joined(self) -> Result<Cow<'c, str>, PartError> {
        let [degrees, minutes, seconds] = self.cells.map(str::trim);
        if minutes.is_empty() && seconds.is_empty() {
            return if is_alone(degrees) {
                Ok(Cow::Borrowed(degrees))
            } else {
                Err(PartError::Missing(1))
            };
        }
        // Beside minutes these are decimals of the whole.
        if has_decimals(degrees) {
            return Ok(Cow::Borrowed(degrees));
        }
        let is_gap = self.has_seconds && decimals(&bare(1, minutes)).is_empty();
        let last = if seconds.is_empty() && !is_gap { 1 } else { 2 };
        let mut texts: [String; 3] = Default::default();
        for (part, cell) in [degrees, minutes, seconds]
            .into_iter()
            .take(last + 1)
            .enumerate()
        {
            if cell.is_empty() {
                return Err(PartError::Missing(part));
            }
            texts[part] = checked(part, cell, part == last).ok_or(PartError::Invalid(part))?;
        }
        let [degrees, minutes, seconds] = texts;
        Ok(Cow::Owned(match last {
            1 => format!("{degrees}°{minutes}'"),
            _ => format!("{degrees}°{minutes}'{seconds}\""),
        }))
    }

    /// The cells as they are written, in their order.
    pub(in crate::import) fn written(self) -> String {
        let cells = self.cells.map(str::trim);
        let cells = cells.into_iter().filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" ")
    }
}

/// Whether degrees without minutes and seconds are a coordinate, or nothing at all.
fn is_alone(degrees: &str) -> bool {
    let text = clean(degrees);
    let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_zero = text.bytes().all(|byte| byte == b'0');
    !is_whole || is_zero
}

/// Whether degrees have so many decimals that they are a coordinate by themselves.
pub(in crate::import) fn has_decimals(degrees: &str) -> bool {
    decimals(&clean(degrees)).len() >= DECIMALS
}

/// Whether a text is the whole degrees of a coordinate with decimals, or both are empty.
pub(in crate::import) fn is_whole_of(whole: &str, full: &str) -> bool {
    let full = clean(full);
    let degrees = full.split('.').next().unwrap_or_default();
    (full.contains('.') || whole.is_empty() && full.is_empty())
        && decimals(whole).is_empty()
        && whole.split('.').next() == Some(degrees)
}

/// A part without its sign.
fn bare(part: usize, cell: &str) -> String {
    clean(cell)
        .trim_end_matches(SIGNS[part])
        .trim_end()
        .to_owned()
}

/// The decimals of a number, without zeros at their end.
fn decimals(text: &str) -> &str {
    text.split_once('.')
        .map_or("", |(_, decimals)| decimals.trim_end_matches('0'))
}

/// The digits of a part: minutes and seconds below 60, decimals in the last one alone. Zeros behind the point of
/// another one are those of a spreadsheet.
fn checked(part: usize, cell: &str, is_last: bool) -> Option<String> {
    let text = bare(part, cell);
    if part == 0 {
        let is_whole = decimals(&text).is_empty();
        let whole = text.split('.').next().unwrap_or_default();
        // The reader of coordinates knows N and 북위.
        return (is_whole && whole.chars().any(|c| c.is_ascii_digit())).then(|| whole.to_owned());
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = !whole.is_empty() && are_digits(whole) && are_digits(fraction);
    let is_below = whole.parse::<u32>().is_ok_and(|number| number < 60);
    if !is_number || !is_below {
        return None;
    }
    if is_last {
        return Some(text);
    }
    decimals(&text).is_empty().then(|| whole.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::coordinates::read_degrees;
    use crate::import::issue::{IssueKind, Severity};
    use crate::import::{Import, Options, read_bytes};

    fn joined(cells: [&str; 3], has_seconds: bool) -> Result<String, PartError> {
        Parts { cells, has_seconds }.joined().map(Cow::into_owned)
    }

    #[test]
    fn parts_are_one_number_in_every_writing() {
        for (cells, expected) in [
            (["37", "32", "18.6"], "37°32'18.6\""),
            (["37.0", "32.0", "18.0"], "37°32'18.0\""),
            (["37도", "32분", "18.6초"], "37°32'18.6\""),
            (["37°", "32′", "18.6″"], "37°32'18.6\""),
            (["N37", "5", "4"], "N37°5'4\""),
            (["127", "5.0827", ""], "127°5.0827'"),
            (["37.538512", "", ""], "37.538512"),
            (["37.538512", "32", "18.6"], "37.538512"),
            (["", "", ""], ""),
            (["0", "", ""], "0"),
        ] {
            assert_eq!(joined(cells, true).as_deref(), Ok(expected), "{cells:?}");
        }
        assert_eq!(joined(["127", "5", ""], false).as_deref(), Ok("127°5'"));
    }

    #[test]
    fn a_part_that_is_missing_or_none_is_named() {
        use PartError::{Invalid, Missing};
        for (cells, expected) in [
            (["37", "32", ""], Missing(2)),
            (["37", "", "18.6"], Missing(1)),
            (["", "32", "18.6"], Missing(0)),
            (["37", "", ""], Missing(1)),
            (["37", "60", "18.6"], Invalid(1)),
            (["37", "32", "60"], Invalid(2)),
            (["37", "32.31", "18.6"], Invalid(1)),
            (["37.5", "32", "18.6"], Invalid(0)),
            (["37", "-5", "18.6"], Invalid(1)),
            (["37", "서른", "18.6"], Invalid(1)),
            (["북", "32", "18.6"], Invalid(0)),
            (["37", "32", "18.6.1"], Invalid(2)),
            (["37", "32", "1e1"], Invalid(2)),
        ] {
            assert_eq!(joined(cells, true), Err(expected), "{cells:?}");
        }
    }

    proptest::proptest! {
        /// The plain sum is the oracle, and the decimals of the seconds are the precision.
        #[test]
        fn the_sum_of_the_parts_is_the_coordinate(
            north in (33_u32..38, 0_u32..60, 0_u32..60_000),
            east in (125_u32..131, 0_u32..60, 0_u32..60_000),
        ) {
            let text = |(degrees, minutes, thousandths): (u32, u32, u32)| {
                let [d, m] = [degrees, minutes].map(|part| part.to_string());
                let s = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
                joined([&d, &m, &s], true).unwrap()
            };
            let sum = |(degrees, minutes, thousandths): (u32, u32, u32)| {
                f64::from(degrees) + f64::from(minutes) / 60.0 + f64::from(thousandths) / 3_600_000.0
            };
            let (at, uncertainty) = read_degrees(&text(north), &text(east)).position.unwrap();
            proptest::prop_assert!((at.lat() - sum(north)).abs() < 1e-9);
            proptest::prop_assert!((at.lon() - sum(east)).abs() < 1e-9);
            proptest::prop_assert!(uncertainty < 0.03, "{uncertainty}");
        }
    }

    const BEFORE: &str = "관리번호,관리기관명,설치목적구분";

    fn import(header: &str, rows: &[&str]) -> Import {
        let rows = rows
            .iter()
            .map(|row| format!("A,서울특별시 광진구청,생활방범,{row}\n"));
        let text = format!("{header}\n{}", rows.collect::<String>());
        read_bytes("f.csv", text.as_bytes(), &Options::default()).unwrap()
    }

    #[test]
    fn a_table_of_parts_is_a_register_and_keeps_what_they_said() {
        for header in [
            format!("{BEFORE},위도(도),위도(분),위도(초),경도(도),경도(분),경도(초)"),
            format!("{BEFORE},lat_deg,lat_min,lat_sec,lng_deg,lng_min,lng_sec"),
            format!("{BEFORE},위도,,,경도,,\n,,,도,분,초,도,분,초"),
        ] {
            let found = import(&header, &["37,32,18.6,127,5,4.9", "127,5,4.9,37,32,18.6"]);
            assert_eq!(
                (found.report.accepted, found.report.refused),
                (2, 0),
                "{header}"
            );
            for site in &found.registers[0].sites {
                let (lat, lon) = (site.position.lat(), site.position.lon());
                assert!((lat - (37.0 + 32.0 / 60.0 + 18.6 / 3600.0)).abs() < 1e-9);
                assert!((lon - (127.0 + 5.0 / 60.0 + 4.9 / 3600.0)).abs() < 1e-9);
                assert!(
                    (1.0..3.0).contains(&site.uncertainty_m),
                    "{}",
                    site.uncertainty_m
                );
            }
            let issues = &found.report.issues;
            let notation = issues
                .iter()
                .find(|it| it.kind == IssueKind::CoordinateNotation);
            assert_eq!(notation.unwrap().value.as_deref(), Some("37 32 18.6"));
        }
    }

    #[test]
    fn a_row_that_lacks_a_part_is_refused_and_told() {
        let header = format!("{BEFORE},위도_도,위도_분,위도_초,경도_도,경도_분,경도_초");
        let rows = [
            "37,32,,127,5,4.9",
            "37,32,18.6,127,75,4.9",
            "47,32,18.6,127,5,4.9",
        ];
        let found = import(&header, &rows);
        let told: Vec<_> = { found.report.issues.iter() }
            .filter(|it| it.severity() < Severity::Note)
            .map(|it| (it.kind, it.row, it.column.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (IssueKind::CoordinatePartMissing, Some(2), Some("위도_초")),
                (IssueKind::CoordinatePartInvalid, Some(3), Some("경도_분")),
                (IssueKind::OutsideKorea, Some(4), None),
            ]
        );
    }

    #[test]
    fn degrees_with_decimals_come_before_their_parts() {
        let header = format!("{BEFORE},위도,경도,위도(도),위도(분),경도(도),경도(분)");
        let found = import(&header, &["37.538511,127.084720,37,32,127,5"]);
        let site = &found.registers[0].sites[0];
        assert_eq!(
            (site.position.lat(), site.position.lon()),
            (37.538_511, 127.084_72)
        );
    }
}
