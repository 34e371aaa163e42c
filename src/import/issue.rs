//! One remark about one row: what is wrong, where, and what was done about it.

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// Language of the messages for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Korean.
    #[default]
    Ko,
    /// English.
    En,
}

/// What an issue did to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row is not taken.
    Refused,
    /// The row is kept in the store and the report, not on the map and not in answers.
    Quarantined,
    /// The site is taken and marked; never the basis of a certain answer.
    Suspect,
    /// The site is taken; a value was put right, and the raw value is in the issue.
    Mended,
    /// The site is taken; something was left out or is worth knowing.
    Note,
}

impl Severity {
    /// The word for people.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Refused, Lang::Ko) => "거부",
            (Self::Quarantined, Lang::Ko) => "격리",
            (Self::Suspect, Lang::Ko) => "의심",
            (Self::Mended, Lang::Ko) => "보정",
            (Self::Note, Lang::Ko) => "참고",
            (Self::Refused, Lang::En) => "refused",
            (Self::Quarantined, Lang::En) => "quarantined",
            (Self::Suspect, Lang::En) => "suspect",
            (Self::Mended, Lang::En) => "mended",
            (Self::Note, Lang::En) => "note",
        }
    }
}

/// The kinds of issues with code, severity, and message in English and Korean. In the messages,
/// `{value}` is the raw value and `{detail}` what the importer found out about it.
macro_rules! issue_kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $severity:ident, $en:literal, $ko:literal;)*) => {
        /// What is wrong with a row.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum IssueKind {
            $($(#[$doc])* $name,)*
        }

        impl IssueKind {
            /// Every kind, in the order of the report.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code used in machine-readable output.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the issue does to its row.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            fn template(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$name, Lang::En) => $en, (Self::$name, Lang::Ko) => $ko,)*
                }
            }
        }
    };
}

issue_kinds! {
    /// Latitude or longitude is empty.
    CoordinatesMissing = "coordinates_missing", Refused,
        "has no coordinate", "좌표가 비어 있습니다";
    /// Latitude or longitude is 0.
    CoordinatesZero = "coordinates_zero", Refused,
        "\"{value}\" stands for a missing coordinate", "\"{value}\"은(는) 좌표 없음을 뜻합니다";
    /// Latitude or longitude is no number.
    CoordinatesNotNumbers = "coordinates_not_numbers", Refused,
        "\"{value}\" is not a coordinate: write degrees such as 37.5385", "\"{value}\"은(는) 좌표가 아닙니다: 37.5385처럼 도 단위로 적으세요";
    /// Degrees, minutes and seconds stand in columns of their own, and one of them is empty.
    CoordinatePartMissing = "coordinate_part_missing", Refused,
        "is empty, and the coordinate is not whole without it (\"{detail}\")",
        "비어 있어 좌표가 온전하지 않습니다(\"{detail}\")";
    /// The same, and one of them cannot be degrees, minutes or seconds.
    CoordinatePartInvalid = "coordinate_part_invalid", Refused,
        "\"{value}\" is no part of a coordinate in degrees, minutes and seconds: minutes and seconds are below 60, and only the last part has decimals",
        "\"{value}\"은(는) 도·분·초의 하나가 아닙니다: 분과 초는 60보다 작고, 소수는 마지막 칸에만 씁니다";
    /// One cell should hold both coordinates, and nothing says how.
    PositionUnreadable = "position_unreadable", Refused,
        "\"{value}\" is not a latitude and a longitude in Korea such as 37.538512, 127.084719",
        "\"{value}\"은(는) 37.538512, 127.084719와 같은 위도와 경도가 아닙니다";
    /// A coordinate with several decimal points: its digits have lost their meaning.
    CoordinatesDestroyed = "coordinates_destroyed", Refused,
        "\"{value}\" has several decimal points: the coordinate is destroyed and has to be taken anew from its source",
        "\"{value}\"에 소수점이 여러 개 있습니다: 좌표가 훼손되어 원본에서 다시 가져와야 합니다";
    /// The projected coordinates give no place in Korea.
    NotAPlaceInKorea = "not_a_place_in_korea", Refused,
        "\"{value}\" gives no place in Korea in {detail}: check the coordinate system and which column is x",
        "\"{value}\"은(는) {detail}에서 한국 안의 위치가 아닙니다: 좌표계와 x열을 확인하세요";
    /// The row has more or fewer fields than the header.
    FieldCount = "field_count", Refused,
        "has {value} fields, the header has {detail}", "칸이 {value}개인데 머리글은 {detail}개입니다";
    /// A quotation mark that is not closed makes one cell of many lines.
    QuotationOpen = "quotation_open", Refused,
        "one cell spans {value} lines, which are not read: is a quotation mark left open?",
        "한 칸이 {value}줄에 걸쳐 있어 그 줄들을 읽지 못했습니다: 따옴표가 닫혔는지 확인하세요";
    /// A cell is longer than any real value.
    CellTooLong = "cell_too_long", Refused,
        "the text has {detail} characters, more than the 2,000 of the longest value that is read",
        "글자 수가 {detail}자로, 읽는 값의 최대 길이인 2,000자를 넘습니다";
    /// One record states one column twice with different values.
    ColumnTwice = "column_twice", Refused,
        "the record states \"{value}\" and \"{detail}\" for the same column",
        "같은 항목에 \"{value}\"와(과) \"{detail}\"이(가) 함께 있습니다";
    /// An element of the JSON list is not an object.
    NotAnObject = "not_an_object", Refused,
        "{value} is not a record", "{value}은(는) 레코드가 아닙니다";
    /// A row above the header that has coordinates.
    AboveTheHeader = "above_the_header", Refused,
        "has coordinates, but stands above the header (row {value}), so that nothing says what its cells mean: put it below",
        "좌표가 있지만 머리글({value}행) 위에 있어 각 칸의 뜻을 알 수 없습니다: 머리글 아래로 옮기세요";
    /// The coordinate is one cell with that of a row above.
    MergedPosition = "merged_position", Refused,
        "is merged with row {detail} (\"{value}\"): a merged coordinate counts for its first row only; write it in each row that stands there",
        "{detail}행과 병합되어 있습니다(\"{value}\"): 병합된 좌표는 첫 행에만 씁니다. 같은 곳의 행마다 좌표를 적으세요";
    /// The row is a total.
    TotalRow = "total_row", Refused,
        "\"{value}\": a total, not a camera", "\"{value}\": 합계 행이며 카메라가 아닙니다";
    /// The row shows how the form is filled in.
    ExampleRow = "example_row", Refused,
        "\"{value}\": an example of the form, not a camera", "\"{value}\": 작성 예시 행이며 카메라가 아닙니다";
    /// The row is a thing that is no camera: a sign, a light, a detector.
    NotACamera = "not_a_camera", Refused,
        "\"{value}\" is not a camera", "\"{value}\"은(는) 카메라가 아닙니다";
    /// The geometry is a line, an area or several points.
    GeometryNotAPoint = "geometry_not_a_point", Refused,
        "a camera stands at one point; the geometry is {value}", "카메라는 한 점이어야 하는데 도형이 {value}입니다";
    /// The geometry is no well-known text.
    GeometryUnreadable = "geometry_unreadable", Refused,
        "\"{value}\" is not a geometry such as POINT (127.1 37.5)", "\"{value}\"은(는) POINT (127.1 37.5)와 같은 도형이 아닙니다";
    /// Nothing says which coordinate system the geometry is in.
    GeometryCrsUnknown = "geometry_crs_unknown", Refused,
        "the coordinate system of \"{value}\" is not stated: give --crs, such as EPSG:5179 or EPSG:5186",
        "\"{value}\"의 좌표계를 알 수 없습니다: --crs로 지정하세요 (EPSG:5179, EPSG:5186 등)";
    /// The row is marked as deleted in its DBF.
    RowDeleted = "row_deleted", Refused,
        "the row is marked as deleted in the .dbf", "행이 .dbf에서 삭제된 것으로 표시되어 있습니다";
    /// A fill-down or copying mistake: both coordinates are the same.
    LatitudeEqualsLongitude = "latitude_equals_longitude", Quarantined,
        "latitude and longitude are both \"{value}\"", "위도와 경도가 모두 \"{value}\"입니다";
    /// The digits are a Korean coordinate without its decimal point.
    DecimalPointLost = "decimal_point_lost", Quarantined,
        "\"{value}\" has lost its decimal point (likely {detail})",
        "\"{value}\"에 소수점이 빠졌습니다 ({detail}일 가능성)";
    /// Outside the box around Korea.
    OutsideKorea = "outside_korea", Quarantined,
        "\"{value}\" lies outside Korea{detail}", "\"{value}\"은(는) 한국 밖입니다{detail}";
    /// At most one decimal: kilometres of uncertainty.
    TooCoarse = "too_coarse", Quarantined,
        "\"{value}\" is written too coarsely: uncertain by about {detail} km",
        "\"{value}\"은(는) 자릿수가 모자라 약 {detail} km의 오차가 있습니다";
    /// The site has no or a negative number of cameras.
    UnitCountZero = "unit_count_zero", Quarantined,
        "\"{value}\" is not a number of cameras at a site", "카메라대수가 \"{value}\"입니다";
    /// More cameras than one site can have.
    UnitCountAbsurd = "unit_count_absurd", Quarantined,
        "\"{value}\" cameras cannot stand at one site (more than {detail})",
        "한 지점의 카메라대수가 \"{value}\"대일 수 없습니다 ({detail}대 초과)";
    /// The row says that its camera was taken down.
    CameraDismantled = "camera_dismantled", Quarantined,
        "\"{value}\": the row says that the camera was taken down",
        "\"{value}\": 철거된 카메라라고 적혀 있습니다";
    /// The row says that its camera is not there yet.
    CameraPlanned = "camera_planned", Quarantined,
        "\"{value}\": the row says that the camera is not installed yet",
        "\"{value}\": 아직 설치되지 않은 카메라라고 적혀 있습니다";
    /// Far from the institution's outline.
    OutsideInstitution = "outside_institution", Suspect,
        "\"{value}\" lies outside the area of its institution: {detail}",
        "\"{value}\"은(는) 관리기관의 구역 밖입니다: {detail}";
    /// In another municipality than the address says.
    OutsideAddress = "outside_address", Suspect,
        "\"{value}\" does not lie where the address says: {detail}",
        "\"{value}\"은(는) 주소의 시군구 밖입니다: {detail}";
    /// Off every coast.
    AtSea = "at_sea", Suspect,
        "\"{value}\" lies at sea, nearest land {detail}", "\"{value}\"은(는) 바다입니다. 가장 가까운 육지 {detail}";
    /// One position under many addresses.
    SharedPoint = "shared_point", Suspect,
        "\"{value}\" stands under addresses of {detail}; a placeholder?",
        "\"{value}\"이(가) 서로 다른 주소에 함께 쓰였습니다: {detail}. 임시 좌표인지 확인하세요";
    /// Counted up by a spreadsheet.
    FillDown = "fill_down", Suspect,
        "\"{value}\" was filled down from another row: {detail}",
        "\"{value}\"은(는) 다른 행에서 자동 채우기로 늘어난 값입니다: {detail}";
    /// Latitude and longitude stood in each other's column.
    SwappedMended = "swapped_mended", Mended,
        "\"{value}\" stood in each other's column and were exchanged", "\"{value}\"의 위도와 경도가 바뀌어 있어 바로잡았습니다";
    /// Outside by less than what is suspect.
    BesideArea = "beside_area", Note,
        "\"{value}\" lies a little outside {detail}", "\"{value}\"은(는) 구역을 조금 벗어났습니다: {detail}";
    /// Outside its institution, as its address says.
    AddressElsewhere = "address_elsewhere", Note,
        "\"{value}\" lies where its address says, but outside its institution: {detail}",
        "\"{value}\"은(는) 주소와 맞지만 관리기관의 구역 밖입니다: {detail}";
    /// One digit typed otherwise would lie with its neighbours.
    LikelySlip = "likely_slip", Note,
        "\"{value}\" may be a slip of the keys for {detail}; left as it is",
        "\"{value}\"은(는) {detail}의 오타일 수 있습니다. 고치지 않았습니다";
    /// Nearly all positions of a register are coarse.
    RegisterCoarse = "register_coarse", Note,
        "nearly all positions of {value} have few decimals (latitude/longitude, uncertainty, sites): {detail}",
        "{value} 대장의 좌표가 거의 모두 소수 자리가 적습니다(위도/경도 자릿수, 오차, 지점 수): {detail}";
    /// A whole register stands in the file more than once.
    RegisterRepeated = "register_repeated", Note,
        "the whole register of {value} stands in the file several times (copies, rows, sites): {detail}; counted once",
        "{value} 대장 전체가 여러 번 들어 있습니다(횟수, 행, 지점): {detail}. 한 번만 셉니다";
    /// Rows that another file, sheet or member of the import has too.
    RowsInOtherFile = "rows_in_other_file", Note,
        "rows of {value} say what another file or sheet of this import says already (rows, where): {detail}; each is one site and counted once",
        "{value} 대장에 함께 반입한 다른 파일이나 시트와 같은 내용의 행이 있습니다(행, 위치): {detail}. 한 지점으로 묶어 한 번만 셉니다";
    /// Rows that a register from another source says too: both are served.
    RowsInOtherSource = "rows_in_other_source", Note,
        "rows of {value} say what a file of another source says already (rows, file): {detail}; both registers are served and counted. Import the files with one --source to have them as one register",
        "{value} 대장에 다른 자료원의 파일과 같은 내용의 행이 있습니다(행, 파일): {detail}. 두 대장을 모두 제공하고 셉니다. 한 대장으로 하려면 --source를 하나로 주어 함께 반입하십시오";
    /// One 관리번호 stands in several rows that say different things.
    NumberRepeated = "number_repeated", Note,
        "the number \"{value}\" also stands in row {detail}, which says something else; each row is kept and counted",
        "관리번호 \"{value}\"이(가) 내용이 다른 {detail}행에도 있습니다; 두 행 모두 두고 셉니다";
    /// Another coordinate system fits the points better.
    OtherReferenceSystem = "other_reference_system", Note,
        "read as {value}, but the points fit their addresses and institution better in {detail}",
        "{value}(으)로 읽었지만 주소와 관리기관 구역에는 {detail}이(가) 더 맞습니다";
    /// Degrees fit better, had the metres that they were made of been converted from another system.
    DegreesConvertedWrongly = "degrees_converted_wrongly", Note,
        "the degrees fit their addresses and institution better, had they been converted from another system (used → right): {detail}",
        "경위도로 바꿀 때 다른 좌표계를 썼다면 주소와 관리기관 구역에 더 맞습니다(사용한 좌표계 → 맞는 좌표계): {detail}";
    /// Another coordinate system fits better by a few points.
    OtherReferenceSystemThin = "other_reference_system_thin", Note,
        "read as {value}; few points tell, but those lie better in {detail}",
        "{value}(으)로 읽었습니다. 근거가 적지만 경계 부근의 점은 {detail}에 더 맞습니다";
    /// Several systems fit the points alike: outlines do not tell them apart.
    ReferenceSystemsAlike = "reference_systems_alike", Note,
        "{value} fit alike: they put the same row {detail} m apart, which the outlines of municipalities cannot tell. Compare one camera with a map or ask the office",
        "{value}은(는) 모두 비슷하게 맞습니다. 같은 행이 서로 {detail} m 떨어진 곳에 놓이지만 시군구 경계로는 가릴 수 없습니다. 카메라 하나를 지도와 비교하거나 제공 기관에 확인하세요";
    /// Two decimals in an axis: some 700 m of uncertainty; one: some 7 km.
    DecimalsFew = "decimals_few", Note,
        "\"{value}\" is given to 2 decimals, to fewer in one of the two, or to whole minutes: uncertain by about {detail} m",
        "\"{value}\"은(는) 소수 2자리(한쪽은 더 적거나, 분 단위)라 약 {detail} m의 오차가 있습니다";
    /// A comma for the decimal point, or between thousands.
    CoordinateCommasMended = "coordinate_commas_mended", Mended,
        "\"{value}\" was read as {detail}", "\"{value}\"을(를) {detail}(으)로 읽었습니다";
    /// Latitude and longitude stood together in one cell.
    CoordinatesInOneCell = "coordinates_in_one_cell", Mended,
        "\"{value}\" holds latitude and longitude in one cell", "\"{value}\" 한 칸에 위도와 경도가 함께 있어 나누어 읽었습니다";
    /// Degrees, minutes and seconds, or a sign for the hemisphere.
    CoordinateNotation = "coordinate_notation", Note,
        "\"{value}\" is {detail} in decimal degrees", "\"{value}\"은(는) 십진 도로 {detail}입니다";
    /// The number of cameras cannot be read.
    UnitCountUnreadable = "unit_count_unreadable", Note,
        "\"{value}\" is not a number of cameras; left out", "\"{value}\"을(를) 카메라대수로 읽을 수 없어 비웠습니다";
    /// The number of cameras is a sum that the text itself makes.
    UnitCountSummed = "unit_count_summed", Mended,
        "\"{value}\" was read as {detail} cameras", "\"{value}\"을(를) {detail}대로 읽었습니다";
    /// The resolution cannot be read.
    PixelsUnreadable = "pixels_unreadable", Note,
        "\"{value}\" is not a number of 10,000 pixels (만 화소) such as 200; left out",
        "\"{value}\"은(는) 200과 같은 만 화소 단위의 수가 아니어서 비웠습니다";
    /// The resolution counted single pixels.
    PixelsScaled = "pixels_scaled", Mended,
        "\"{value}\" counts single pixels and was read as {detail} ten thousands (만 화소)",
        "\"{value}\"은(는) 화소 단위여서 {detail}만 화소로 읽었습니다";
    /// A number in 촬영방면정보 of which nobody says what it is.
    DirectionAmbiguous = "direction_ambiguous", Note,
        "\"{value}\" may be a bearing, an opening angle, a number or a distance; kept as text only",
        "\"{value}\"은(는) 방위각, 화각, 개수, 거리 중 무엇인지 알 수 없어 글로만 두었습니다";
    /// An angle of more than 360 degrees.
    AngleBeyondCircle = "angle_beyond_circle", Note,
        "\"{value}\" has an angle of more than 360 degrees; left out",
        "\"{value}\"의 각도가 360도를 넘어 비웠습니다";
    /// The retention cannot be read: no number of days, 0, or more than ten years.
    RetentionUnreadable = "retention_unreadable", Note,
        "\"{value}\" is no number of days from 1 to 3650; the retention stays unknown, whatever the policy says",
        "\"{value}\"은(는) 1~3650의 일수가 아니어서 방침과 상관없이 보관기간을 알 수 없음으로 둡니다";
    /// The installation date cannot be read.
    InstalledUnreadable = "installed_unreadable", Note,
        "\"{value}\" is not a date such as 2024-05; left out", "\"{value}\"은(는) 2024-05와 같은 날짜가 아니어서 비웠습니다";
    /// The reference date cannot be read.
    ReferenceDateUnreadable = "reference_date_unreadable", Note,
        "\"{value}\" is not a date such as 2024-05-31; left out",
        "\"{value}\"은(는) 2024-05-31과 같은 날짜가 아니어서 비웠습니다";
    /// The serial number of a day, as spreadsheets keep dates.
    DateSerialMended = "date_serial_mended", Mended,
        "\"{value}\" is the serial number of a spreadsheet for {detail}", "\"{value}\"은(는) 스프레드시트의 날짜 일련번호로, {detail}입니다";
    /// Milliseconds since 1970, as programs keep moments.
    DateMillisecondsMended = "date_milliseconds_mended", Mended,
        "\"{value}\" counts milliseconds since 1970 and was read as {detail}",
        "\"{value}\"은(는) 1970년부터 센 밀리초여서 {detail}(으)로 읽었습니다";
    /// A year and a tenth as a number: 2019.10 loses its last digit there.
    DateMonthUnclear = "date_month_unclear", Note,
        "\"{value}\" is stored as a number and may mean January or October; only the year is kept (format the column as text)",
        "\"{value}\"은(는) 숫자로 저장되어 1월인지 10월인지 알 수 없으므로 연도만 두었습니다 (열을 텍스트 서식으로 바꾸세요)";
    /// A date after the day of the import.
    DateInFuture = "date_in_future", Note,
        "\"{value}\" lies in the future", "\"{value}\"은(는) 미래의 날짜입니다";
    /// A date before there were public cameras.
    DateTooEarly = "date_too_early", Note,
        "\"{value}\" is before 1970", "\"{value}\"은(는) 1970년 이전입니다";
    /// A telephone number lost its leading 0 in a number cell.
    PhoneZeroMended = "phone_zero_mended", Mended,
        "\"{value}\" has lost its leading 0 and was read as {detail}", "\"{value}\"의 맨 앞 0이 빠져 {detail}(으)로 읽었습니다";
    /// A telephone number without its area code, or with something that is not understood.
    PhoneIncomplete = "phone_incomplete", Note,
        "\"{value}\" is not a whole telephone number such as 02-450-1234; kept as written",
        "\"{value}\"은(는) 02-450-1234와 같은 온전한 전화번호가 아니어서 적힌 대로 두었습니다";
    /// The row says that its camera does not work.
    CameraIdle = "camera_idle", Note,
        "\"{value}\": the row says that the camera is not in operation, or does not say it clearly; it is published all the same",
        "\"{value}\": 운영하지 않거나 운영 여부가 분명하지 않은 카메라라고 적혀 있습니다. 그대로 공개합니다";
    /// A remark in free text says that the camera is gone, planned or out of order.
    RemarkOfState = "remark_of_state", Note,
        "\"{value}\": a remark says what became of the camera; it is published all the same (a column 운영상태 or 철거일자 is followed)",
        "\"{value}\": 비고에 카메라의 상태가 적혀 있습니다. 그대로 공개합니다(운영상태나 철거일자 열에 적으면 따릅니다)";
    /// All dates of installation are the first of a month.
    InstalledMonths = "installed_months", Note,
        "all dates of installation with a day ({value}, such as {detail}) are the first of a month; only the month is kept",
        "날짜까지 적힌 설치일({value}건, {detail} 등)이 모두 그달 1일이어서 연월만 두었습니다";
    /// The cell names several purposes.
    PurposeSeveral = "purpose_several", Note,
        "\"{value}\" names several purposes; kept as multi-purpose", "\"{value}\"은(는) 여러 설치목적이어서 다목적으로 두었습니다";
    /// The cell is one with that of a row above, and has its text.
    MergedFilled = "merged_filled", Mended,
        "is merged with row {detail} and was read as \"{value}\"", "{detail}행과 병합되어 있어 \"{value}\"(으)로 읽었습니다";
    /// The number of cameras is one cell with that of a row above.
    MergedCount = "merged_count", Note,
        "is merged with row {detail} (\"{value}\"); left out, for it may count the cameras of all these rows",
        "{detail}행과 병합되어 있어(\"{value}\") 비웠습니다. 병합된 행 전체의 대수일 수 있습니다";
    /// The row is a mobile device.
    MobileUnit = "mobile_unit", Note,
        "\"{value}\" is a mobile device: listed with those of its institution, not a point on the map",
        "\"{value}\"은(는) 이동형 기기입니다. 지도에 점으로 두지 않고 기관의 이동형 목록에 둡니다";
    /// Rows without a purpose, in a file that has a column of them.
    PurposeEmpty = "purpose_empty", Note,
        "the purpose is empty in {value} rows; they are kept as other", "설치목적이 빈 행이 {value}개 있어 기타로 두었습니다";
    /// The purpose is not in the table of purposes.
    PurposeUnknown = "purpose_unknown", Note,
        "\"{value}\" is not a known purpose; kept as other", "\"{value}\"은(는) 알려진 설치목적이 아니어서 기타로 두었습니다";
    /// The file has no purposes.
    PurposeMissing = "purpose_missing", Note,
        "there is no column of purposes (설치목적구분); every site is kept as other",
        "설치목적구분 열이 없어 모든 지점을 기타로 두었습니다";
    /// The institution was not found by code nor by name.
    InstitutionUnknown = "institution_unknown", Note,
        "the institution of \"{value}\" is not known; kept under \"unknown\"",
        "\"{value}\"의 관리기관을 알 수 없어 \"unknown\"에 두었습니다";
    /// Neither a code nor a name is given.
    InstitutionMissing = "institution_missing", Note,
        "no institution is named; kept under \"unknown\" (--institution names it for all rows)",
        "관리기관이 없어 \"unknown\"에 두었습니다 (--institution으로 지정할 수 있습니다)";
    /// The code says one institution and the name another.
    InstitutionConflict = "institution_conflict", Note,
        "the code says {detail}, the name says \"{value}\"; the code is followed",
        "코드는 {detail}, 이름은 \"{value}\"입니다; 코드를 따랐습니다";
    /// The header stands again among the rows; not counted as a row.
    HeaderRepeated = "header_repeated", Note,
        "is the header again; passed over", "머리글이 반복된 행이라 건너뛰었습니다";
    /// The names of other columns stand among the rows: another table; not counted as a row.
    HeaderChanged = "header_changed", Note,
        "is the header of another table; the rows below it are read by it",
        "다른 표의 머리글입니다; 아래의 행은 이 머리글로 읽었습니다";
    /// A row that has nothing in the columns of the register: a remark, or a table beside it; not
    /// counted as a row.
    BesideTheRegister = "beside_the_register", Note,
        "has nothing in the columns of the register (\"{value}\"); passed over",
        "대장의 열에 아무 값도 없어(\"{value}\") 건너뛰었습니다";
    /// A note above, between or below the rows, in one cell alone; not counted as a row.
    NoteRow = "note_row", Note,
        "is a note to the table (\"{value}\"); passed over", "표에 딸린 설명(\"{value}\")이라 건너뛰었습니다";
    /// In every row the columns of latitude and longitude hold each other's values.
    ColumnsSwapped = "columns_swapped", Note,
        "latitude and longitude stand in each other's column in every row ({value}): the header is wrong, each row was mended by itself",
        "모든 행({value})에서 위도와 경도 열이 서로 바뀌어 있습니다: 머리글이 잘못되었으며 행마다 바로잡았습니다";
    /// The institution is the one of 시도명 and 시군구명, for no other column names one.
    InstitutionFromDistrict = "institution_from_district", Note,
        "where no column names one institution alone, it is that of the row's district or position",
        "관리기관을 하나로 알 수 없는 행은 그 시군구나 위치의 기관을 관리기관으로 보았습니다";
    /// A row is a camera, and states the cameras of its pole.
    RowsAreCameras = "rows_are_cameras", Note,
        "the rows of {value} that stand at one place are as many as each states cameras: a row was taken for a camera \
         (places; cameras by rows ↔ by the numbers stated: {detail}; --row pole says otherwise)",
        "{value}: 같은 위치와 주소의 행 수가 행마다 적힌 카메라대수와 같아 한 행을 카메라 한 대로 보았습니다 \
         (지점; 행으로 센 대수 ↔ 적힌 대수의 합: {detail}; 아니면 --row pole)";
    /// A row may be a camera that states the cameras of its pole.
    RowsMayBeCameras = "rows_may_be_cameras", Note,
        "the rows of {value} that stand at one place are often as many as each states cameras: if a row is a camera, say --row camera \
         (places; cameras by rows ↔ by the numbers stated, which were summed: {detail}; --row pole if they are right)",
        "{value}: 같은 위치와 주소의 행 수가 행마다 적힌 카메라대수와 같은 곳이 많습니다. 한 행이 카메라 한 대라면 --row camera 로 \
         알려 주세요 (지점; 행으로 센 대수 ↔ 더한 대수: {detail}; 적힌 대수가 맞으면 --row pole)";
    /// Two places in one row, too far apart for one camera.
    PlacesDisagree = "places_disagree", Suspect,
        "\"{value}\" in the same row is another place than the one that is followed: {detail}",
        "같은 행의 \"{value}\"은(는) 따른 위치와 다른 곳입니다: {detail}";
    /// Columns and geometry of one row are places beside each other.
    GeometryDisagrees = "geometry_disagrees", Note,
        "the other place in the row, \"{value}\", lies {detail} m from the one that is followed",
        "같은 행의 다른 위치 \"{value}\"이(가) 따른 위치에서 {detail} m 떨어져 있습니다";
    /// The cell of a spreadsheet is an error.
    CellError = "cell_error", Note,
        "\"{value}\" is an error of the spreadsheet; left out", "\"{value}\"은(는) 스프레드시트의 오류 값이라 비웠습니다";
    /// A formula of which the file does not say what it came to.
    FormulaWithoutValue = "formula_without_value", Note,
        "the formula \"{value}\" has no stored value; left out (open the file in a spreadsheet program and save it)",
        "수식 \"{value}\"에 저장된 값이 없어 비웠습니다 (스프레드시트 프로그램에서 열어 저장하세요)";
    /// A long number that a spreadsheet has kept to fifteen digits only.
    DigitsLost = "digits_lost", Note,
        "\"{value}\" was stored as a number and has lost its last digits; left out (format the column as text)",
        "\"{value}\"은(는) 숫자로 저장되어 뒷자리를 잃었으므로 비웠습니다 (열을 텍스트 서식으로 바꾸세요)";
    /// Bytes that are no characters were replaced.
    BytesReplaced = "bytes_replaced", Note,
        "\"{value}\" has bytes that are no characters", "\"{value}\"에 글자로 읽을 수 없는 바이트가 있습니다";
    /// A mobile number was taken out; no remark repeats personal data.
    MobileNumberWithheld = "mobile_number_withheld", Note,
        "a mobile number stands here and is withheld", "휴대전화번호가 있어 비공개 처리했습니다";
    /// A resident registration number was taken out.
    ResidentNumberWithheld = "resident_number_withheld", Note,
        "a resident registration number stands here and is withheld", "주민등록번호가 있어 비공개 처리했습니다";
    /// An e-mail address was taken out.
    EmailWithheld = "email_withheld", Note,
        "an e-mail address stands here and is withheld", "전자우편 주소가 있어 비공개 처리했습니다";
    /// A personal name was taken out.
    NameWithheld = "name_withheld", Note,
        "a personal name stands here and is withheld", "개인 성명이 있어 비공개 처리했습니다";
}

impl IssueKind {
    /// Whether it says that personal data stands in a cell.
    #[must_use]
    pub fn is_withheld(self) -> bool {
        matches!(
            self,
            Self::MobileNumberWithheld
                | Self::ResidentNumberWithheld
                | Self::EmailWithheld
                | Self::NameWithheld
        )
    }
}

impl Serialize for IssueKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One remark about one row (or, without a row, about a whole file).
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// Index of the file in the import.
    pub file: usize,
    /// 7-digit code of the institution that the row belongs to, where known: one file may hold the rows
    /// of all of them, and each is told about its own.
    pub institution: Option<&'static str>,
    /// Name of the member, when the file is a folder or an archive.
    pub member: Option<Box<str>>,
    /// Row number as a spreadsheet counts it (the header is row 1); in JSON the position in the list.
    pub row: Option<u32>,
    /// Name of the column as the file writes it.
    pub column: Option<Box<str>>,
    /// The raw value, personal data withheld, shortened when very long.
    pub value: Option<Box<str>>,
    /// What the importer found out about the value.
    pub detail: Option<Box<str>>,
    /// What is wrong.
    pub kind: IssueKind,
}

impl Issue {
    /// What the issue does to its row.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }

    /// What is wrong, without the place.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let fill = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
        self.kind
            .template(lang)
            .replace("{detail}", &fill(&self.detail))
            .replace("{value}", &fill(&self.value))
    }

    /// Place and message: `row 214, column "위도": "37,5665" is not a number (use a decimal point)`.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let mut places = Vec::new();
        if let Some(member) = &self.member {
            places.push(member.to_string());
        }
        match (self.row, lang) {
            (Some(row), Lang::Ko) => places.push(format!("{row}행")),
            (Some(row), Lang::En) => places.push(format!("row {row}")),
            (None, _) => {}
        }
        match (&self.column, lang) {
            (Some(column), Lang::Ko) => places.push(format!("\"{column}\" 열")),
            (Some(column), Lang::En) => places.push(format!("column \"{column}\"")),
            (None, _) => {}
        }
        let message = self.message(lang);
        if places.is_empty() {
            message
        } else {
            format!("{}: {message}", places.join(", "))
        }
    }
}

impl Serialize for Issue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Issue", 10)?;
        out.serialize_field("file", &self.file)?;
        out.serialize_field("institution", &self.institution)?;
        out.serialize_field("member", &self.member)?;
        out.serialize_field("row", &self.row)?;
        out.serialize_field("column", &self.column)?;
        out.serialize_field("value", &self.value)?;
        out.serialize_field("kind", &self.kind)?;
        out.serialize_field("severity", &self.severity())?;
        out.serialize_field("message", &self.message(Lang::En))?;
        out.serialize_field("message_ko", &self.message(Lang::Ko))?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_is_a_sentence_that_names_row_column_and_value() {
        let issue = Issue {
            file: 0,
            institution: None,
            member: None,
            row: Some(214),
            column: Some("위도".into()),
            value: Some("37,5665".into()),
            detail: None,
            kind: IssueKind::CoordinatesNotNumbers,
        };
        assert_eq!(
            issue.sentence(Lang::En),
            "row 214, column \"위도\": \"37,5665\" is not a coordinate: write degrees such as 37.5385"
        );
        assert!(
            issue
                .sentence(Lang::Ko)
                .starts_with("214행, \"위도\" 열: \"37,5665\"")
        );
    }

    #[test]
    fn codes_are_unique_and_snake_case() {
        let mut codes: Vec<_> = IssueKind::ALL.iter().map(|kind| kind.code()).collect();
        assert!(codes.iter().all(|code| {
            code.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        }));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), IssueKind::ALL.len());
    }
}
