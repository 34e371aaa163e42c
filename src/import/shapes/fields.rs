//! The names of the fields of a DBF: ten bytes, which a name in UTF-8 seldom fits.
//!
//! 설치목적구분 has eighteen bytes in UTF-8. Programs cut it after ten, within a character or before it, and make names that
//! are alike then different with a number: `설치목?`, `소재_1`. A cut name means what the known names that begin so mean;
//! where these mean several things, the half character that is left and the values of the field decide.

use std::collections::BTreeSet;

use encoding_rs::Encoding;

use super::super::address::is_road_address;
use super::super::columns::{Column, Dictionary, normalise};
use super::super::coordinates::is_pair;
use super::super::date;
use super::super::header::Cell;
use super::super::institution_match::Matcher;
use super::super::table::TableRow;
use crate::model::InstitutionRegistry;
use crate::model::pixels;
use crate::model::purpose::purposes;

/// Bytes of the description of a field, and those of its name in it.
const DESCRIPTION: usize = 32;
const NAME: usize = 11;
/// The description of the fields ends with this.
const FIELDS_END: u8 = 0x0D;
/// Bytes that a name has room for.
const ROOM: usize = 10;
/// Bytes of a name before the number that tells it from others.
const ROOM_BEFORE_NUMBER: usize = 8;
/// Rows that are looked at.
const SAMPLE: usize = 500;
/// Poles have fewer cameras, and pictures more units of 10,000 pixels.
const FEW: u32 = 30;

/// The name of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// As far as its characters are whole.
    pub(super) text: String,
    /// The bytes of a character that was cut.
    rest: Vec<u8>,
    /// Bytes of `text` and `rest`.
    length: usize,
    /// Bytes that there was room for.
    room: usize,
}

/// Names as they stand, and the full names that they were read as.
pub(super) type Completed = Vec<(String, &'static str)>;

/// What became of the names that were cut.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// The names as they stand, and the full names that they begin.
    pub(super) read: Completed,
    /// Fields that hold something and may mean several things, or nobody knows what: index and meanings.
    pub(super) open: Vec<(usize, Vec<Column>)>,
}

/// The names of the fields of a DBF as bytes.
pub(super) fn names(dbf: &[u8]) -> Vec<&[u8]> {
    dbf.get(DESCRIPTION..)
        .unwrap_or_default()
        .chunks(DESCRIPTION)
        .take_while(|field| field.first().is_some_and(|&byte| byte != FIELDS_END))
        .map(|field| {
            let name = &field[..field.len().min(NAME)];
            let end = name.iter().position(|&byte| byte == 0);
            name[..end.unwrap_or(name.len())].trim_ascii()
        })
        .collect()
}

impl Name {
    /// Reads the bytes of a name.
    pub(super) fn read(bytes: &[u8], encoding: &'static Encoding) -> Self {
        let (bytes, room) = match bytes {
            [before @ .., b'_', digit] if digit.is_ascii_digit() && is_full(before, encoding) => {
                (before, ROOM_BEFORE_NUMBER)
            }
            _ => (bytes, ROOM),
        };
        let decode = |bytes: &[u8]| {
            encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(|text| text.trim().to_owned())
        };
        let whole = (0..=bytes.len().min(3))
            .map(|off| bytes.len() - off)
            .find_map(|end| Some((decode(&bytes[..end])?, &bytes[end..])));
        let (text, rest) = whole.unwrap_or_else(|| (encoding.decode(bytes).0.into_owned(), &[]));
        Self {
            text,
            rest: rest.to_vec(),
            length: bytes.len(),
            room,
        }
    }

    /// Whether a name that goes on with this character may have been cut here.
    fn may_go_on_with(&self, next: char, encoding: &'static Encoding) -> bool {
        let mut buffer = [0; 4];
        let text: &str = next.encode_utf8(&mut buffer);
        let (bytes, ..) = encoding.encode(text);
        if self.rest.is_empty() {
            self.length + bytes.len() > self.room
        } else {
            bytes.starts_with(&self.rest)
        }
    }

    /// The known names that it may be the beginning of.
    fn full(&self, encoding: &'static Encoding) -> BTreeSet<Column> {
        let begun = normalise(&self.text);
        if begun.chars().count() < 2 {
            return BTreeSet::new();
        }
        Dictionary::names()
            .filter(|(column, _)| !is_of_other_forms(*column))
            .filter(|(_, name)| {
                let next = name
                    .strip_prefix(&begun)
                    .and_then(|rest| rest.chars().next());
                next.is_some_and(|next| self.may_go_on_with(next, encoding))
            })
            .map(|(column, _)| column)
            .collect()
    }
}

/// Whether what stands before a number at the end of a name leaves no room for another Korean character.
fn is_full(before: &[u8], encoding: &'static Encoding) -> bool {
    let character = if encoding == encoding_rs::UTF_8 { 3 } else { 2 };
    !before.is_ascii() && before.len() + character > ROOM_BEFORE_NUMBER
}

/// Meanings that no field of a shapefile has by its name.
fn is_of_other_forms(column: Column) -> bool {
    matches!(
        column,
        Column::Geometry
            | Column::Bearing
            | Column::ViewAngle
            | Column::CameraKind
            | Column::Sample
    )
}

/// Finds the full names of fields whose names were cut. `rows` have the field of `names[n]` in cell `n + first`.
pub(super) fn complete(
    names: &mut [Name],
    rows: &[TableRow],
    first: usize,
    encoding: &'static Encoding,
    dictionary: &Dictionary,
) -> Cut {
    let mut cut = Cut::default();
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let known = |name: &Name| {
        dictionary
            .column(&name.text)
            .filter(|_| name.rest.is_empty())
    };
    let mut taken: BTreeSet<Column> = names
        .iter()
        .filter(|name| name.room == ROOM)
        .filter_map(known)
        .collect();
    let mut meant: Vec<(usize, BTreeSet<Column>)> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if name.room == ROOM && known(name).is_some() {
            continue;
        }
        let full = name.full(encoding);
        if !full.is_empty() {
            meant.push((index, full));
        }
    }
    // Those of few meanings first: what they are the others are not.
    meant.sort_by_key(|(_, full)| full.len());
    let mut open = Vec::new();
    for (index, full) in meant {
        let full: BTreeSet<Column> = full.difference(&taken).copied().collect();
        let cells: Vec<&str> = rows
            .iter()
            .take(SAMPLE)
            .filter_map(|row| row.cells.get(index + first))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        match decide(&full, &cells, &matcher) {
            Some(column) if taken.insert(column) => {
                let written = names[index].text.clone();
                column.label().clone_into(&mut names[index].text);
                names[index].rest.clear();
                cut.read.push((written, column.label()));
            }
            _ if !cells.is_empty() => open.push((index, full)),
            _ => {}
        }
    }
    open.sort_unstable_by_key(|(index, _)| *index);
    for (index, full) in open {
        let left: Vec<Column> = full.difference(&taken).copied().collect();
        if !left.is_empty() {
            cut.open.push((index, left));
        }
    }
    cut
}

/// The one meaning that the values leave.
fn decide(full: &BTreeSet<Column>, cells: &[&str], matcher: &Matcher) -> Option<Column> {
    let only = |which: &dyn Fn(Option<bool>) -> bool| {
        let mut left = full
            .iter()
            .filter(|column| which(fits(**column, cells, matcher)));
        let column = left.next().copied();
        column.filter(|_| left.next().is_none())
    };
    if cells.is_empty() {
        return full.first().copied().filter(|_| full.len() == 1);
    }
    only(&|said| said == Some(true)).or_else(|| {
        let speaks_for = full
            .iter()
            .any(|column| fits(*column, cells, matcher) == Some(true));
        only(&|said| said.is_none()).filter(|_| !speaks_for)
    })
}

/// Whether values are what a column holds; `None` where they cannot tell.
fn fits(column: Column, cells: &[&str], matcher: &Matcher) -> Option<bool> {
    let most = |passes: &dyn Fn(&str) -> bool| {
        cells.iter().filter(|cell| passes(cell)).count() * 10 >= cells.len() * 9
    };
    let digits = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
    let words = most(&|cell| cell.chars().any(char::is_alphabetic));
    let has_number = |cell: &str| cell.chars().any(|c| c.is_ascii_digit());
    let ends = |with: &'static [&'static str]| {
        move |cell: &str| {
            with.iter()
                .any(|end| cell.trim_end_matches(')').ends_with(end))
        }
    };
    let whole = |cell: &str| {
        cell.trim_end_matches(['대', '개'])
            .trim()
            .parse::<f64>()
            .ok()
    };
    Some(match column {
        Column::ManagementNo => {
            let distinct: BTreeSet<&&str> = cells.iter().collect();
            distinct.len() * 10 >= cells.len() * 9
                && most(&|cell| cell.len() >= 5 && has_number(cell) && cell.is_ascii())
        }
        Column::ProviderCode | Column::OpenCode => most(&|cell| cell.len() == 7 && digits(cell)),
        Column::Manager | Column::ProviderName => {
            let is_body = ends(&[
                "청", "시", "군", "구", "도", "과", "공단", "공사", "센터", "소", "서", "원", "처",
            ]);
            words
                && most(&|cell| {
                    !has_number(cell)
                        && (is_body(cell) || matcher.read_name(cell, None).named.is_some())
                })
        }
        Column::Department => {
            words
                && most(&ends(&[
                    "과", "팀", "부", "소", "실", "국", "센터", "관", "단", "청",
                ]))
        }
        Column::Region => words && most(&ends(&["도", "시"])),
        Column::District => words && most(&ends(&["시", "군", "구"])),
        Column::RoadAddress => words && most(&is_road_address),
        Column::LotAddress => {
            words
                && most(&|cell| !is_road_address(cell) && has_number(cell))
                && most(&|cell| cell.contains(['동', '리', '가', '읍', '면']))
        }
        Column::Purpose => words && most(&|cell| purposes().classify(cell).is_some()),
        Column::UnitCount => most(&|cell| {
            whole(cell)
                .is_some_and(|count| count.fract() == 0.0 && (0.0..f64::from(FEW)).contains(&count))
        }),
        Column::Pixels => most(&|cell| {
            let read = pixels::read(cell).map(|reading| reading.pixels.max_10k);
            read.is_some_and(|pixels| u32::from(pixels) >= FEW)
        }),
        Column::Phone => most(&|cell| {
            let count = cell.bytes().filter(u8::is_ascii_digit).count();
            count >= 7
                && cell.contains(['-', ')', '.', ' '])
                && !cell.chars().any(char::is_alphabetic)
        }),
        Column::Installed | Column::ReferenceDate => most(&|cell| date::read(cell).is_some()),
        Column::Latitude => most(&|cell| Cell::read(cell) == Cell::North),
        Column::Longitude => most(&|cell| Cell::read(cell) == Cell::East),
        Column::Position => most(&is_pair),
        Column::X | Column::Y => most(&|cell| cell.parse::<f64>().is_ok()),
        // Words may be of any of these.
        Column::Address | Column::Kind if words => return None,
        Column::Address | Column::Kind => false,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use encoding_rs::{EUC_KR, UTF_8};

    use super::*;

    /// The names of a form in a DBF as GDAL writes them, within a character or before it.
    fn cut_as_written(name: &str, encoding: &'static Encoding, whole: bool) -> Vec<u8> {
        let bytes = encoding.encode(name).0.into_owned();
        if bytes.len() <= ROOM {
            return bytes;
        }
        if !whole {
            return bytes[..ROOM].to_vec();
        }
        let mut end = String::new();
        for c in name.chars() {
            let longer = format!("{end}{c}");
            if encoding.encode(&longer).0.len() > ROOM {
                break;
            }
            end = longer;
        }
        encoding.encode(&end).0.into_owned()
    }

    const FORM: [(&str, &str); 14] = [
        ("관리번호", "202653500000800037"),
        ("관리기관명", "경상남도 김해시청"),
        ("소재지도로명주소", "경상남도 김해시 김해대로 2401"),
        ("소재지지번주소", "경상남도 김해시 부원동 623"),
        ("설치목적구분", "생활방범"),
        ("카메라대수", "3"),
        ("카메라화소수", "200"),
        ("촬영방면정보", "360도 전방면"),
        ("보관일수", "30"),
        ("설치연월", "2019-05"),
        ("관리기관전화번호", "055-330-3114"),
        ("WGS84위도", "35.2281"),
        ("WGS84경도", "128.8894"),
        ("데이터기준일자", "2026-05-18"),
    ];

    fn read(written: &[Vec<u8>], encoding: &'static Encoding) -> (Vec<String>, Cut) {
        let mut names: Vec<Name> = written
            .iter()
            .map(|name| Name::read(name, encoding))
            .collect();
        let row = TableRow {
            cells: FORM.iter().map(|(_, value)| (*value).to_owned()).collect(),
            ..TableRow::default()
        };
        let cut = complete(&mut names, &[row], 0, encoding, &Dictionary::new(None));
        (names.into_iter().map(|name| name.text).collect(), cut)
    }

    #[test]
    fn the_national_form_is_read_however_its_names_were_cut() {
        for encoding in [UTF_8, EUC_KR] {
            for whole in [false, true] {
                let mut written: Vec<Vec<u8>> = Vec::new();
                for (name, _) in FORM {
                    let mut bytes = cut_as_written(name, encoding, whole);
                    if written.contains(&bytes) {
                        let mut length = bytes.len().min(ROOM_BEFORE_NUMBER);
                        while whole && encoding.decode(&bytes[..length]).2 {
                            length -= 1;
                        }
                        bytes.truncate(length);
                        bytes.extend_from_slice(b"_1");
                    }
                    written.push(bytes);
                }
                let (names, cut) = read(&written, encoding);
                let dictionary = Dictionary::new(None);
                for ((name, _), read) in FORM.iter().zip(&names) {
                    let meant = match (*name, dictionary.column(read)) {
                        // 소재지 alone is a name of its own.
                        ("소재지도로명주소", Some(Column::Address)) => {
                            Some(Column::RoadAddress)
                        }
                        (_, meant) => meant,
                    };
                    assert_eq!(
                        meant,
                        dictionary.column(name),
                        "{name} as {read} {} {whole}",
                        encoding.name()
                    );
                }
                assert_eq!(cut.open, [], "{} {whole}", encoding.name());
            }
        }
    }

    #[test]
    fn what_values_do_not_tell_stays_open() {
        let mut names = vec![Name::read("카메라".as_bytes(), UTF_8); 1];
        let row = TableRow {
            cells: vec!["가나다".to_owned()],
            ..TableRow::default()
        };
        let cut = complete(&mut names, &[row], 0, UTF_8, &Dictionary::new(None));
        assert_eq!(
            (names[0].text.as_str(), cut.read.len(), cut.open.len()),
            ("카메라", 0, 1)
        );
    }

    #[test]
    fn a_name_with_room_left_was_not_cut() {
        for name in ["카메", "메모", "관리"] {
            assert_eq!(
                Name::read(name.as_bytes(), UTF_8).full(UTF_8),
                BTreeSet::new(),
                "{name}"
            );
        }
        let cut = Name::read(&"카메라대수".as_bytes()[..10], UTF_8);
        assert_eq!(
            (cut.text.as_str(), cut.full(UTF_8)),
            // 카메라대수, and 카메라방향 begins with the same byte.
            (
                "카메라",
                BTreeSet::from([Column::UnitCount, Column::Direction])
            )
        );
    }
}
