//! The columns that the importer understands; how files call them stands in `data/columns.toml`
//! (see `dictionary`).

mod bracket;
mod dictionary;
mod part;

use serde::{Deserialize, Serialize};

pub(super) use bracket::{ORDERS, Wording, has_brackets};
pub(super) use dictionary::{
    ADDED_COLUMNS, Dictionary, LEGEND, is_added_column, is_export, is_legend, is_our_own,
    normalise, our_name,
};

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// A column that the importer understands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub(super) enum Column {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Column {
            /// Every column, in order of their numbers.
            pub(super) const ALL: &'static [Self] = &[$(Self::$name),*];
            /// Their number.
            pub(super) const COUNT: usize = Self::ALL.len();

            /// The code in the table of names, in mappings and in reports.
            pub(super) fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

columns! {
    /// 관리번호: 18 digits, the institution's code among them.
    ManagementNo = "management_no";
    /// 제공기관코드.
    ProviderCode = "provider_code";
    /// 개방자치단체코드.
    OpenCode = "open_code";
    /// 관리기관명.
    Manager = "manager";
    /// 제공기관명.
    ProviderName = "provider_name";
    /// The department in a column of its own.
    Department = "department";
    /// 시도명: with the next one it names an institution where nothing else does.
    Region = "region";
    /// 시군구명 or 자치구.
    District = "district";
    /// 소재지도로명주소.
    RoadAddress = "road_address";
    /// 소재지지번주소.
    LotAddress = "lot_address";
    /// An address or the name of a place, of either kind.
    Address = "address";
    /// 설치목적구분.
    Purpose = "purpose";
    /// 구분, 장비종류: what kind of thing the row is; tells cameras from other devices.
    Kind = "kind";
    /// 카메라대수.
    UnitCount = "unit_count";
    /// 카메라화소수.
    Pixels = "pixels";
    /// 촬영방면정보.
    Direction = "direction";
    /// 보관일수.
    RetentionDays = "retention_days";
    /// 설치연월.
    Installed = "installed";
    /// 관리기관전화번호.
    Phone = "phone";
    /// WGS84위도.
    Latitude = "latitude";
    /// WGS84경도; `hardness` is how the national API translates it.
    Longitude = "longitude";
    /// 위도(분): minutes of a latitude whose degrees stand in the column of latitudes.
    LatitudeMinutes = "latitude_minutes";
    /// 위도(초).
    LatitudeSeconds = "latitude_seconds";
    /// 경도(분).
    LongitudeMinutes = "longitude_minutes";
    /// 경도(초).
    LongitudeSeconds = "longitude_seconds";
    /// 경위도: latitude and longitude together in one cell, in either order.
    Position = "position";
    /// Easting, or longitude where its numbers are degrees.
    X = "x";
    /// Northing, or latitude where its numbers are degrees.
    Y = "y";
    /// A geometry as well-known text.
    Geometry = "geometry";
    /// The bearing that the camera looks to, in degrees or points of the compass.
    Bearing = "bearing";
    /// The opening angle.
    ViewAngle = "view_angle";
    /// Fixed or turning.
    CameraKind = "camera_kind";
    /// 운영상태: whether the camera works, was taken down, is planned.
    Status = "status";
    /// 철거여부.
    Dismantled = "dismantled";
    /// 철거일자.
    DismantledOn = "dismantled_on";
    /// 데이터기준일자.
    ReferenceDate = "reference_date";
    /// Marks a record that the product made itself.
    Sample = "sample";
}

/// Degrees, and the columns of their minutes and seconds.
const PARTS: [(Column, [Column; 2]); 2] = [
    (
        Column::Latitude,
        [Column::LatitudeMinutes, Column::LatitudeSeconds],
    ),
    (
        Column::Longitude,
        [Column::LongitudeMinutes, Column::LongitudeSeconds],
    ),
];

impl Column {
    /// Whether it is one of the two numbers that say where a camera stands.
    pub(super) fn is_coordinate(self) -> bool {
        matches!(self, Self::Latitude | Self::Longitude | Self::X | Self::Y)
    }

    /// Whether nothing in its cells tells one such column from another: 30 may be any number of days.
    pub(super) fn is_told_by_its_name(self) -> bool {
        matches!(
            self,
            Self::Purpose | Self::UnitCount | Self::RetentionDays | Self::Pixels | Self::Installed
        )
    }

    /// Whether it has the minutes or seconds of a coordinate whose degrees stand in another column.
    pub(super) fn is_part(self) -> bool {
        PARTS.iter().any(|(_, parts)| parts.contains(&self))
    }

    /// The columns of minutes and of seconds that belong to one of degrees.
    pub(super) fn parts(self) -> Option<[Self; 2]> {
        PARTS
            .iter()
            .find_map(|&(degrees, parts)| (degrees == self).then_some(parts))
    }

    /// Whether it says where a camera stands, alone or with others.
    pub(super) fn is_place(self) -> bool {
        self.is_coordinate() || self.is_part() || matches!(self, Self::Position | Self::Geometry)
    }
}

/// The recognised columns of one file with their names as the file writes them.
#[derive(Debug, Clone)]
pub(super) struct Names {
    written: [Option<Box<str>>; Column::COUNT],
}

impl Default for Names {
    fn default() -> Self {
        Self {
            written: [const { None }; Column::COUNT],
        }
    }
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
            Column::District,
        ];
        columns.into_iter().any(|column| self.has(column))
    }
}
