//! What the columns of a register mean, whatever they are called and wherever they stand.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::{Error, ProjectedColumns};

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = [$($alias:literal),*];)*) => {
        /// A column that the importer understands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(super) enum Column {
            $($(#[$doc])* $name,)*
        }

        impl Column {
            /// Every column, in order of their numbers.
            pub(super) const ALL: &'static [Self] = &[$(Self::$name),*];
            /// Their number.
            pub(super) const COUNT: usize = Self::ALL.len();

            /// Names in normalised form: national standard, national API, tiles, and what is seen.
            fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($alias),*],)* }
            }
        }
    };
}

columns! {
    /// 관리번호: 18 digits, the institution's code among them.
    ManagementNo = ["관리번호", "managementnumber", "managementno"];
    /// 제공기관코드.
    ProviderCode = ["제공기관코드", "insttcode"];
    /// 개방자치단체코드.
    OpenCode = ["개방자치단체코드", "opnsvcid", "opnatmycode"];
    /// 관리기관명.
    Manager = ["관리기관명", "관리기관", "institutionnm", "manager"];
    /// 제공기관명.
    ProviderName = ["제공기관명", "insttnm"];
    /// The department in a column of its own.
    Department = ["부서", "부서명", "관리부서", "관리부서명", "담당부서", "담당부서명", "department"];
    /// 소재지도로명주소.
    RoadAddress = ["소재지도로명주소", "도로명주소", "rdnmadr"];
    /// 소재지지번주소.
    LotAddress = ["소재지지번주소", "지번주소", "lnmadr"];
    /// An address that may be either.
    Address = ["소재지주소", "소재지", "주소", "address"];
    /// 설치목적구분.
    Purpose = ["설치목적구분", "설치목적구분명", "설치목적", "installationpurpstype", "purpose"];
    /// 카메라대수.
    UnitCount = ["카메라대수", "카메라수", "카메라수량", "cctv대수", "cctv수량", "cctvnumber", "cameracount"];
    /// 카메라화소수.
    Pixels = ["카메라화소수", "카메라화소", "화소수", "cctvpixel"];
    /// 촬영방면정보.
    Direction = ["촬영방면정보", "촬영방면", "potogrfinfo", "direction"];
    /// 보관일수.
    RetentionDays = ["보관일수", "보관기간", "cstdyday"];
    /// 설치연월.
    Installed = ["설치연월", "설치년월", "설치일자", "설치연도", "설치년도", "installationyymm"];
    /// 관리기관전화번호.
    Phone = ["관리기관전화번호", "전화번호", "phonenumber"];
    /// WGS84위도.
    Latitude = ["wgs84위도", "위도", "latitude", "lat"];
    /// WGS84경도; `hardness` is how the national API translates it.
    Longitude = ["wgs84경도", "경도", "longitude", "lng", "lon", "hardness"];
    /// Easting, named by the user.
    X = [];
    /// Northing, named by the user.
    Y = [];
    /// 데이터기준일자.
    ReferenceDate = ["데이터기준일자", "데이터기준일", "referencedate"];
    /// Marks a record that the product made itself.
    Sample = ["표본"];
}

static BY_ALIAS: LazyLock<HashMap<&'static str, Column>> = LazyLock::new(|| {
    Column::ALL
        .iter()
        .flat_map(|&column| column.aliases().iter().map(move |&alias| (alias, column)))
        .collect()
});

/// The form in which names of columns are compared: NFC, lower case, without byte-order mark, white
/// space, underscores and anything in brackets.
pub(super) fn normalise(name: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(name.len());
    for c in name.nfc() {
        match c {
            '(' | '[' | '<' | '（' => depth += 1,
            ')' | ']' | '>' | '）' => depth = depth.saturating_sub(1),
            '\u{FEFF}' | '_' | '"' => {}
            _ if depth > 0 || c.is_whitespace() => {}
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// The form in which the names that the user gave are compared: what stands in brackets counts, for
/// 좌표정보(X) and 좌표정보(Y) differ in nothing else.
fn plain(name: &str) -> String {
    name.nfc()
        .filter(|&c| c != '\u{FEFF}' && !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Which name means which column, with the projected columns that the user named.
#[derive(Debug, Clone)]
pub(super) struct Dictionary<'a> {
    projected: Option<(&'a ProjectedColumns, String, String)>,
}

impl<'a> Dictionary<'a> {
    pub(super) fn new(projected: Option<&'a ProjectedColumns>) -> Self {
        Self {
            projected: projected.map(|columns| (columns, plain(&columns.x), plain(&columns.y))),
        }
    }

    /// The column of a name.
    pub(super) fn column(&self, name: &str) -> Option<Column> {
        if let Some((_, x, y)) = &self.projected {
            // The user's names win over ours.
            let name = plain(name);
            if name == *x {
                return Some(Column::X);
            }
            if name == *y {
                return Some(Column::Y);
            }
        }
        BY_ALIAS.get(normalise(name).as_str()).copied()
    }

    /// Refuses a file whose columns say nowhere where the cameras are.
    pub(super) fn check(&self, file: &str, names: &Names, found: Vec<String>) -> Result<(), Error> {
        let file = file.to_owned();
        let Some((columns, ..)) = &self.projected else {
            let located = names.has(Column::Latitude) && names.has(Column::Longitude);
            return if located {
                Ok(())
            } else {
                Err(Error::NoLocation { file, found })
            };
        };
        for (column, name) in [(Column::X, &columns.x), (Column::Y, &columns.y)] {
            if !names.has(column) {
                return Err(Error::NoSuchColumn {
                    file,
                    name: name.clone(),
                    found,
                });
            }
        }
        Ok(())
    }
}

/// The recognised columns of one file with their names as the file writes them.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    written: [Option<Box<str>>; Column::COUNT],
}

impl Names {
    pub(super) fn has(&self, column: Column) -> bool {
        self.written[column as usize].is_some()
    }

    /// The name as the file writes it.
    pub(super) fn get(&self, column: Column) -> Option<&str> {
        self.written[column as usize].as_deref()
    }

    /// Remembers a name, the first one per column.
    pub(super) fn note(&mut self, column: Column, name: &str) {
        self.written[column as usize].get_or_insert_with(|| name.trim().into());
    }

    /// Whether the file has the form of the national standard data (전국CCTV표준데이터).
    pub(super) fn is_standard(&self) -> bool {
        self.has(Column::Manager) && self.has(Column::Purpose)
    }

    /// Whether any column could name the institution.
    pub(super) fn name_an_institution(&self) -> bool {
        let columns = [
            Column::ManagementNo,
            Column::ProviderCode,
            Column::OpenCode,
            Column::Manager,
            Column::ProviderName,
        ];
        columns.into_iter().any(|column| self.has(column))
    }
}

/// The header of a table: what each field means.
#[derive(Debug)]
pub(super) struct Header {
    /// The meaning of each field.
    pub(super) fields: Vec<Option<Column>>,
    /// Number of fields up to the last one with a name: a row has at least these.
    pub(super) named: usize,
    /// The recognised names.
    pub(super) names: Names,
    /// The names that mean nothing to us.
    pub(super) unrecognised: Vec<String>,
}

impl Header {
    /// Reads a header.
    ///
    /// # Errors
    /// When two columns mean the same or the columns of the position are missing.
    pub(super) fn read<'n>(
        file: &str,
        names: impl Iterator<Item = &'n str> + Clone,
        dictionary: &Dictionary,
    ) -> Result<Self, Error> {
        let mut header = Self {
            fields: Vec::new(),
            named: 0,
            names: Names::default(),
            unrecognised: Vec::new(),
        };
        for name in names.clone() {
            let column = dictionary.column(name);
            header.fields.push(column);
            if !name.trim().is_empty() {
                header.named = header.fields.len();
            }
            match column {
                Some(column) => {
                    if let Some(first) = header.names.get(column) {
                        let (first, second) = (first.to_owned(), name.trim().to_owned());
                        return Err(Error::ColumnTwice {
                            file: file.to_owned(),
                            first,
                            second,
                        });
                    }
                    header.names.note(column, name);
                }
                None if name.trim().is_empty() => {}
                None => header.unrecognised.push(name.trim().to_owned()),
            }
        }
        let found = names
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect();
        dictionary.check(file, &header.names, found)?;
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(line: &str) -> Result<Header, Error> {
        Header::read("f.csv", line.split(','), &Dictionary::new(None))
    }

    #[test]
    fn the_form_of_2026_is_understood_column_by_column() {
        let read = header(
            "개방자치단체코드,관리번호,관리기관명,소재지도로명주소,소재지지번주소,설치목적구분,카메라대수,카메라화소수,촬영방면정보,\
             보관일수,설치연월,관리기관전화번호,WGS84위도,WGS84경도,데이터기준일자,데이터갱신구분,데이터갱신시점,최종수정시점",
        )
        .unwrap();
        assert_eq!(
            read.unrecognised,
            ["데이터갱신구분", "데이터갱신시점", "최종수정시점"]
        );
        assert_eq!(read.fields.iter().flatten().count(), 15);
        assert!(read.names.is_standard());
    }

    #[test]
    fn both_spellings_english_names_and_decorations_are_the_same_column() {
        for (names, column) in [
            (
                [
                    "설치연월",
                    "설치년월",
                    "\u{FEFF}설치 년월",
                    "installationYymm",
                ],
                Column::Installed,
            ),
            (
                ["위도", "WGS84위도", "위도(WGS84)", "LATITUDE"],
                Column::Latitude,
            ),
            (["경도", "WGS84_경도", "hardness", "lng"], Column::Longitude),
            (
                [
                    "설치목적구분",
                    "설치목적구분명",
                    "installationPurpsType",
                    "purpose",
                ],
                Column::Purpose,
            ),
        ] {
            for name in names {
                assert_eq!(Dictionary::new(None).column(name), Some(column), "{name}");
                let decomposed: String = name.nfd().collect();
                assert_eq!(
                    Dictionary::new(None).column(&decomposed),
                    Some(column),
                    "{name} decomposed"
                );
            }
        }
    }

    #[test]
    fn two_columns_for_the_same_thing_are_refused() {
        let error = header("위도,경도,WGS84위도").unwrap_err();
        assert!(
            matches!(&error, Error::ColumnTwice { first, second, .. } if first == "위도" && second == "WGS84위도")
        );
    }

    #[test]
    fn a_header_without_coordinates_is_refused_and_says_what_it_has() {
        let error = header("구분,총계,2012년").unwrap_err();
        assert!(matches!(error, Error::NoLocation { .. }));
        assert!(error.to_string().contains("\"구분\", \"총계\""), "{error}");
    }

    #[test]
    fn projected_columns_are_those_that_the_user_named() {
        let columns = ProjectedColumns {
            code: "EPSG:5174".parse().unwrap(),
            x: "좌표정보(X)".to_owned(),
            y: "좌표정보(Y)".to_owned(),
        };
        let dictionary = Dictionary::new(Some(&columns));
        let read = Header::read(
            "f.csv",
            ["관리기관명", "좌표정보(X)", "좌표정보(Y)"].into_iter(),
            &dictionary,
        )
        .unwrap();
        assert_eq!(
            read.fields,
            [Some(Column::Manager), Some(Column::X), Some(Column::Y)]
        );
        let missing = Header::read("f.csv", ["위도", "경도"].into_iter(), &dictionary);
        assert!(matches!(missing, Err(Error::NoSuchColumn { name, .. }) if name == "좌표정보(X)"));
    }
}
