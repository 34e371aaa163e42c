//! Latitude and longitude in one cell: 위경도, 경위도, 좌표. Which is which is told by the numbers, for in
//! Korea no latitude is a longitude; what the column or a label beside the number calls it decides nothing.

use super::number::{Number, Writing, clean};
use super::{Reading, Which, read_degrees};
use crate::import::issue::IssueKind;

/// Longest text that is looked at, bytes: two coordinates with labels are a third of it.
const LONGEST: usize = 160;
/// What may stand between the two.
const BETWEEN: [char; 9] = [',', ';', '/', '|', '~', ':', '\n', '\t', ' '];
/// What may stand around them.
const AROUND: [char; 9] = ['(', ')', '[', ']', '{', '}', '<', '>', ' '];
/// What a number may be called, the longer names first.
const LABELS: [&str; 12] = [
    "latitude",
    "longitude",
    "위도",
    "경도",
    "lat",
    "lng",
    "long",
    "lon",
    "la",
    "lo",
    "x",
    "y",
];

/// Reads a cell with both coordinates.
pub(in crate::import) fn read(cell: &str) -> Reading {
    let refuse = |kind| Reading::default().remark(Which::Both, kind, None);
    if cell.trim().is_empty() {
        return refuse(IssueKind::CoordinatesMissing);
    }
    if let Some((lat, lon)) = split(cell) {
        return read_degrees(&lat, &lon);
    }
    // Numbers that are no place in Korea: one of them may tell which is which.
    let Some((first, second)) = plain(cell) else {
        return refuse(IssueKind::PositionUnreadable);
    };
    let (a, b) = (first.1, second.1);
    if a == 0.0 || b == 0.0 {
        return refuse(IssueKind::CoordinatesZero);
    }
    let forth = is_latitude(a) || is_longitude(b);
    let back = is_latitude(b) || is_longitude(a);
    match (forth, back) {
        (true, false) => read_degrees(&first.0, &second.0),
        (false, true) => read_degrees(&second.0, &first.0),
        (true, true) if first.0 == second.0 => read_degrees(&first.0, &second.0),
        _ => refuse(IssueKind::PositionUnreadable),
    }
}

/// Whether a cell holds a latitude and a longitude in Korea.
pub(in crate::import) fn is_pair(cell: &str) -> bool {
    split(cell).is_some()
}

/// Latitude and longitude of a cell that holds both: `37.5385, 127.0847`, `(127.0847/37.5385)`,
/// `37°32'18.6"N 127°05'04.9"E`. `None` when there is no way, or more than one, to part them.
pub(super) fn split(cell: &str) -> Option<(String, String)> {
    let text = clean(cell);
    if text.len() > LONGEST || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = text.trim_matches(AROUND);
    let mut found: Option<(String, String)> = None;
    for (at, _) in text.char_indices().skip(1) {
        let (left, right) = text.split_at(at);
        let (first, second) = (
            left.trim_end_matches(BETWEEN),
            right.trim_start_matches(BETWEEN),
        );
        // Digits run on: this is the middle of a number.
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
        if first.len() == left.len()
            && second.len() == right.len()
            && is_digit(first.chars().next_back())
            && is_digit(second.chars().next())
        {
            continue;
        }
        let (first, second) = (without_label(first), without_label(second));
        let (Some(a), Some(b)) = (degrees(first), degrees(second)) else {
            continue;
        };
        let parted = if is_latitude(a) && is_longitude(b) {
            (first.to_owned(), second.to_owned())
        } else if is_longitude(a) && is_latitude(b) {
            (second.to_owned(), first.to_owned())
        } else {
            continue;
        };
        if found.as_ref().is_some_and(|known| *known != parted) {
            return None;
        }
        found = Some(parted);
    }
    found
}

/// Two plain numbers with one sign or space between them, whatever they are.
fn plain(cell: &str) -> Option<((String, f64), (String, f64))> {
    let text = clean(cell);
    let text = text.trim_matches(AROUND);
    let mut parts = text
        .split(BETWEEN)
        .map(without_label)
        .filter(|part| !part.is_empty());
    let (first, second) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let read = |text: &str| {
        let number = Number::read(text, false).ok()?;
        (number.writing != Writing::Commas).then(|| (text.to_owned(), number.value))
    };
    Some((read(first)?, read(second)?))
}

/// A number of degrees with decimals or minutes; `37,5665` and `37` are none beside another number.
fn degrees(text: &str) -> Option<f64> {
    let number = Number::read(text, false).ok()?;
    (number.unit < 0.5 && number.writing != Writing::Commas).then_some(number.value)
}

/// A number without what it is called: `위도: 37.5`, `"lat":37.5`, `x=127.0`.
fn without_label(text: &str) -> &str {
    const SIGNS: [char; 6] = [' ', ':', '=', '"', '{', '}'];
    let bare = text.trim_matches(SIGNS);
    let label = LABELS.iter().find_map(|label| {
        let start = bare.get(..label.len())?;
        start.eq_ignore_ascii_case(label).then_some(label.len())
    });
    match label {
        Some(end) => bare[end..].trim_start_matches(SIGNS),
        // The sign of seconds belongs to the number.
        None => text.trim(),
    }
}

fn is_latitude(value: f64) -> bool {
    (33.0..=39.0).contains(&value)
}

fn is_longitude(value: f64) -> bool {
    (124.0..=132.0).contains(&value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (f64, f64) {
        let reading = read(text);
        let (at, _) = reading
            .position
            .unwrap_or_else(|| panic!("{text}: {:?}", reading.remarks));
        (at.lat(), at.lon())
    }

    #[test]
    fn both_orders_in_every_writing_are_the_same_place() {
        for text in [
            "37.5385, 127.0847",
            "127.0847, 37.5385",
            "37.5385,127.0847",
            "127.0847 37.5385",
            "(37.5385/127.0847)",
            "[127.0847, 37.5385]",
            "37.5385;127.0847",
            "37.5385 | 127.0847",
            "37.5385\n127.0847",
            "３７．５３８５、１２７．０８４７",
            "위도: 37.5385, 경도: 127.0847",
            "위도 37.5385 경도 127.0847",
            "lat=37.5385&lng=127.0847".replace('&', " ").as_str(),
            "{\"lat\":37.5385,\"lng\":127.0847}",
            "N37.5385 E127.0847",
            "N37.5385E127.0847",
            "37.5385N, 127.0847E",
            "북위 37.5385도 동경 127.0847도",
            "37.5385° / 127.0847°",
        ] {
            assert_eq!(taken(text), (37.5385, 127.0847), "{text}");
        }
    }

    #[test]
    fn degrees_minutes_and_seconds_come_in_pairs_too() {
        let (lat, lon) = (
            37.0 + 32.0 / 60.0 + 18.6 / 3600.0,
            127.0 + 5.0 / 60.0 + 4.9 / 3600.0,
        );
        for text in [
            "37°32'18.6\"N 127°05'04.9\"E",
            "37°32'18.6\"N127°05'04.9\"E",
            "127°05'04.9\"E, 37°32'18.6\"N",
            "37° 32' 18.6\", 127° 05' 04.9\"",
            "37° 32' 18.6\" 127° 05' 04.9\"",
            "37-32-18.6 / 127-05-04.9",
            "37 32 18.6 127 05 04.9",
            "37도 32분 18.6초 127도 5분 4.9초",
            "N 37°32′18.6″ E 127°05′04.9″",
        ] {
            let (a, b) = taken(text);
            assert!((a - lat).abs() < 1e-9 && (b - lon).abs() < 1e-9, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_parted_or_is_no_place_in_korea_is_said() {
        for (text, kind) in [
            ("", IssueKind::CoordinatesMissing),
            ("0, 0", IssueKind::CoordinatesZero),
            ("0,127.0847", IssueKind::CoordinatesZero),
            ("37.5385", IssueKind::PositionUnreadable),
            ("37.5385127.0847", IssueKind::PositionUnreadable),
            ("37,5385,127,0847", IssueKind::PositionUnreadable),
            ("37 32 127 05", IssueKind::PositionUnreadable),
            ("37.5, 37.6", IssueKind::PositionUnreadable),
            ("198056.1, 451885.2", IssueKind::PositionUnreadable),
            ("자양동 12-3", IssueKind::PositionUnreadable),
            ("37.5385, 127.0847, 12.5", IssueKind::PositionUnreadable),
            ("37.5, 37.5", IssueKind::LatitudeEqualsLongitude),
            ("32.5385, 127.0847", IssueKind::OutsideKorea),
            ("127.0847, 32.5385", IssueKind::OutsideKorea),
            ("37.5, 12.7", IssueKind::OutsideKorea),
        ] {
            let reading = read(text);
            assert!(reading.position.is_none(), "{text}");
            assert_eq!(reading.remarks[0].1, kind, "{text}");
        }
        assert_eq!(read("127.0847, 32.5385").slip, Some((32.5385, 127.0847)));
        for text in [
            "37,5665",
            "37 32 18.6",
            "1.5, 2.5",
            "37.5",
            "",
            "010-1234-5678",
        ] {
            assert!(!is_pair(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}", near in "[0-9. ,/°'\"NE도분위경]{0,60}") {
            let _ = (read(&text), read(&near));
        }

        #[test]
        fn a_written_pair_is_read_back(lat in 33.2f64..38.6, lon in 124.6f64..131.9, swap: bool) {
            let (a, b) = if swap { (lon, lat) } else { (lat, lon) };
            let (y, x) = taken(&format!("{a:.6}, {b:.6}"));
            proptest::prop_assert!((y - lat).abs() < 1e-6 && (x - lon).abs() < 1e-6);
        }
    }
}
