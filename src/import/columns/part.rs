//! Names of columns that hold one part of a coordinate: `위도(분)`, `경도_초`, `lat_sec`, `위도(″)`.

use unicode_normalization::UnicodeNormalization;

use super::{Column, normalise};

/// What the degrees, minutes and seconds of a column are called; a single letter only behind a sign or space,
/// for it may as well belong to a word.
const DEGREES: [&str; 5] = ["도", "degrees", "degree", "deg", "dd"];
const MINUTES: [&str; 6] = ["분", "minutes", "minute", "mins", "min", "mm"];
const SECONDS: [&str; 6] = ["초", "seconds", "second", "secs", "sec", "ss"];
const LETTERS: [&str; 3] = ["d", "m", "s"];

/// The meaning of a name that is that of a latitude or longitude with the sign of minutes or seconds alone behind it:
/// 위도(′), 위도(″).
pub(super) fn signed_part(name: &str, axis: impl Fn(&str) -> Option<Column>) -> Option<Column> {
    const DOUBLED: [&str; 4] = ["\"", "\u{201D}", "\u{2032}\u{2032}", "''"];
    const SINGLE: [&str; 3] = ["'", "\u{2019}", "\u{2032}"];
    if name.ends_with(char::is_alphanumeric) {
        return None;
    }
    let composed: String = name.nfkc().collect();
    let text = composed.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | ']'));
    let ends = |signs: &[&str]| signs.iter().find_map(|sign| text.strip_suffix(sign));
    let (rest, place) = ends(&DOUBLED)
        .map(|rest| (rest, 1))
        .or_else(|| ends(&SINGLE).map(|rest| (rest, 0)))?;
    // A whole name in quotation marks has no sign.
    if rest.starts_with(['"', '\'', '\u{201C}', '\u{2018}']) {
        return None;
    }
    axis(&normalise(rest))?.parts().map(|parts| parts[place])
}

/// The meaning of a name that is that of a latitude or longitude with one of its parts; `axis` knows the names of
/// these two, normalised.
pub(super) fn part_of(name: &str, axis: impl Fn(&str) -> Option<Column>) -> Option<Column> {
    let axis = |rest: &str| match rest {
        "북위" => Some(Column::Latitude),
        "동경" => Some(Column::Longitude),
        _ => axis(rest).filter(|column| column.parts().is_some()),
    };
    let of = |column: Column, place: usize| match place {
        0 => Some(column),
        place => column.parts().map(|parts| parts[place - 1]),
    };
    let whole = normalise(name);
    let composed: String = name.nfkc().collect();
    for (place, words) in [&DEGREES[..], &MINUTES, &SECONDS].into_iter().enumerate() {
        for word in words {
            let rests = [whole.strip_suffix(word), whole.strip_prefix(word)];
            // Two letters and two letters are as often a word: loss.
            let mut rests = { rests.into_iter().flatten() }
                .filter(|rest| !rest.is_ascii() || rest.len() > 2 || word.len() > 2);
            if let Some(column) = rests.find_map(axis) {
                return of(column, place);
            }
        }
    }
    let parts = composed.split(|c: char| !c.is_alphanumeric());
    let mut parts: Vec<String> = parts
        .map(normalise)
        .filter(|part| !part.is_empty())
        .collect();
    let last = parts.pop()?;
    let place = LETTERS.iter().position(|letter| *letter == last)?;
    of(axis(&parts.concat())?, place)
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Dictionary};

    #[test]
    fn each_part_of_a_coordinate_is_known_by_its_name() {
        use Column::{
            Latitude, LatitudeMinutes, LatitudeSeconds, Longitude, LongitudeMinutes,
            LongitudeSeconds,
        };
        let latitude = [Latitude, LatitudeMinutes, LatitudeSeconds];
        let longitude = [Longitude, LongitudeMinutes, LongitudeSeconds];
        for (names, expected) in [
            (["위도(도)", "위도(분)", "위도(초)"], latitude),
            (["경도_도", "경도_분", "경도_초"], longitude),
            (["위도 도", "위도 분", "위도 초"], latitude),
            (["도(위도)", "분(위도)", "초(위도)"], latitude),
            (["위도", "위도(′)", "위도(″)"], latitude),
            (["경도(°)", "경도(')", "경도('')"], longitude),
            (["lat_deg", "lat_min", "lat_sec"], latitude),
            (["LON_D", "LON_M", "LON_S"], longitude),
            (["LatDegrees", "LatMinutes", "LatSeconds"], latitude),
            (["deg_lng", "min_lng", "sec_lng"], longitude),
            (
                ["WGS84경도(도)", "WGS84경도(분)", "WGS84경도(초)"],
                longitude,
            ),
            (["북위(도)", "북위(분)", "북위(초)"], latitude),
            (["동경(도)", "동경(분)", "동경(초)"], longitude),
        ] {
            let found = names.map(|name| Dictionary::new(None).column(name));
            assert_eq!(found, expected.map(Some), "{names:?}");
        }
    }

    #[test]
    fn other_names_are_none() {
        for name in [
            "loss",
            "lats",
            "위도오차",
            "분",
            "초",
            "도",
            "min",
            "소재지(도)",
            "latm",
            "동경",
        ] {
            let column = Dictionary::new(None).column(name);
            assert!(
                column.is_none_or(|column| !column.is_part()),
                "{name}: {column:?}"
            );
        }
    }
}
