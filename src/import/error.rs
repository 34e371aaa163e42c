//! Why a whole file is refused. Nothing is changed then.

use super::issue::Lang;
use super::screen::shown;

/// The forms that are read, for messages.
const READ_FORMS: &str = "a register is CSV, XLSX, XLS, ODS, a table of a web page (HTML), JSON, GeoJSON, XML or a shapefile, also inside zip, gz or tar";
const READ_FORMS_KO: &str = "대장은 CSV, XLSX, XLS, ODS, 웹 페이지의 표(HTML), JSON, GeoJSON, XML 또는 셰이프파일이며 zip, gz, tar 안에 있어도 됩니다";

/// Why an import as a whole is refused; each names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or folder cannot be read.
    #[error("{file} cannot be read: {source}")]
    Read {
        /// File name.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is nothing in the file.
    #[error("{file} is empty")]
    Empty {
        /// File name, with the member for archives.
        file: String,
    },
    /// Larger than any register.
    #[error(
        "{file} is larger than {limit_mib} MiB; a register of the whole country has about 100 MiB"
    )]
    TooLarge {
        /// File name, with the member for archives.
        file: String,
        /// The limit that was passed.
        limit_mib: u64,
    },
    /// More rows than any register.
    #[error("{file} has more than {limit} rows; the whole country has about 400,000")]
    TooManyRows {
        /// File name.
        file: String,
        /// The limit that was passed.
        limit: u64,
    },
    /// More cells than any register.
    #[error("{file} has more than {limit} cells; the whole country has about 6,000,000")]
    TooManyCells {
        /// File name, with the sheet or member.
        file: String,
        /// The limit that was passed.
        limit: usize,
    },
    /// More tables one below the other than any office puts into a sheet.
    #[error(
        "{file} has more than {limit} tables one below the other, each with a header of its own"
    )]
    TooManyTables {
        /// File name, with the sheet or member.
        file: String,
        /// The limit that was passed.
        limit: usize,
    },
    /// A cell of a spreadsheet without end.
    #[error("{file} has a cell of more than a million characters; a spreadsheet holds 32,767")]
    CellTooLong {
        /// File name, with the member for archives.
        file: String,
    },
    /// More files in an archive or folder than are read.
    #[error("{file} contains more than {limit} files")]
    TooManyMembers {
        /// File name.
        file: String,
        /// The limit that was passed.
        limit: usize,
    },
    /// An archive inside an archive inside an archive.
    #[error(
        "{file} is an archive inside an archive inside another; unpack it and import what is inside"
    )]
    NestedTooDeep {
        /// File name with the members.
        file: String,
    },
    /// Needs a password.
    #[error("{file} is encrypted; save it without a password and import that")]
    Encrypted {
        /// File name, with the member for archives.
        file: String,
    },
    /// A form that is known and not read.
    #[error("{file} is {form}, which is not read; {READ_FORMS}")]
    NotRead {
        /// File name, with the member for archives.
        file: String,
        /// Name of the form.
        form: &'static str,
    },
    /// The content is not what its form asks for.
    #[error("{file} is not a readable {form}: {detail}")]
    Broken {
        /// File name, with the member for archives.
        file: String,
        /// Name of the form.
        form: &'static str,
        /// What its reader says.
        detail: String,
    },
    /// XML with entities or a document type of its own.
    #[error("{file} declares or uses XML entities of its own, which are not read")]
    Entities {
        /// File name, with the member for archives.
        file: String,
    },
    /// JSON or XML without any list of records.
    #[error("{file} holds no list of records")]
    NoRecords {
        /// File name, with the member for archives.
        file: String,
    },
    /// The answer of a service that found no records.
    #[error(
        "{file} is the answer of a service that found no rows (its total is 0): there is nothing to read; check what was asked for"
    )]
    NoneFound {
        /// File name, with the member for archives.
        file: String,
    },
    /// A page of the answer of a service, after its last record.
    #[error(
        "{file} is the answer of a service without rows on this page (it states {total} in all): there is nothing to read; get the pages before it"
    )]
    NoneOnPage {
        /// File name, with the member for archives.
        file: String,
        /// How many records there are in all.
        total: u64,
    },
    /// The file is the error message of a service.
    #[error("{file} is not data but the answer of a service: {code} {message}")]
    ServiceError {
        /// File name, with the member for archives.
        file: String,
        /// The code it states.
        code: String,
        /// Its message.
        message: String,
    },
    /// A web page without a table of data, such as a form to sign in.
    #[error(
        "{file} is a web page without a table of data{}: is it an error or a form to sign in instead of the file? \
         Sign in to the system that it comes from and export it again",
        said(says)
    )]
    WebPage {
        /// File name, with the member for archives.
        file: String,
        /// Its title, or what it says first.
        says: String,
    },
    /// A coordinate system that is named but not known.
    #[error(
        "{file} is in the coordinate system \"{crs}\", which is not known; give it with --crs EPSG:…"
    )]
    CrsNotKnown {
        /// File name, with the member for archives.
        file: String,
        /// What the file says.
        crs: String,
    },
    /// Nothing says which coordinate system the numbers are in.
    #[error(
        "{file} does not say which coordinate system it is in and its numbers are no degrees: \
         add its .prj or give --crs (EPSG:5186 and EPSG:5179 are common)"
    )]
    CrsNeeded {
        /// File name, with the member for archives.
        file: String,
    },
    /// A shapefile lacks one of its files.
    #[error(
        "{file} lacks its {part}: a shapefile is at least .shp and .dbf, side by side with the same name"
    )]
    ShapefilePart {
        /// File name, with the member for archives.
        file: String,
        /// Ending of what is missing.
        part: &'static str,
    },
    /// Neither text nor an archive that is read.
    #[error("{file} is not a text file (a control character at byte {offset}); {READ_FORMS}")]
    Binary {
        /// File name.
        file: String,
        /// Offset of the first byte that no text has.
        offset: usize,
    },
    /// Text in no encoding that is read.
    #[error(
        "{file} is neither UTF-8 nor CP949: the bytes from {offset} are no characters; save it as UTF-8"
    )]
    Encoding {
        /// File name, with the member for archives.
        file: String,
        /// Offset of the first byte that could not be read.
        offset: usize,
    },
    /// A gzip or tar that ends too early or is damaged.
    #[error("{file} is damaged or cut off ({source}); get it again")]
    Damaged {
        /// File name, with the member for archives.
        file: String,
        /// What the decompressor says.
        source: std::io::Error,
    },
    /// JSON that is no JSON, or no list of records.
    #[error("{file} is not a JSON list of records: {source}")]
    Json {
        /// File name, with the member for archives.
        file: String,
        /// What the parser says, with line and column.
        source: serde_json::Error,
    },
    /// A folder or archive without any file that is read.
    #[error("{file} contains nothing that can be read; {READ_FORMS}")]
    NothingInside {
        /// File name.
        file: String,
    },
    /// No coordinates.
    #[error(
        "{file} says nowhere where the cameras are: a register needs columns of latitude and longitude \
         (WGS84위도 and WGS84경도, 위도 and 경도, or latitude and longitude), one of both (위경도), or --crs with two columns; \
         the columns are {}",
        quoted(found)
    )]
    NoLocation {
        /// File name.
        file: String,
        /// The columns found.
        found: Vec<String>,
    },
    /// The header stands below the rows that are looked at.
    #[error(
        "{file} has its header in row {row}; it is looked for in the first {limit} rows that hold anything: delete rows \
         above it"
    )]
    HeaderTooLow {
        /// File name, with the sheet or member.
        file: String,
        /// Row number of what looks like the header.
        row: u32,
        /// How many rows are looked at.
        limit: usize,
    },
    /// A column named by the user is not there.
    #[error("{file} has no column \"{name}\"; the columns are {}", quoted(found))]
    NoSuchColumn {
        /// File name.
        file: String,
        /// The name given.
        name: String,
        /// The columns found.
        found: Vec<String>,
    },
    /// Two columns mean the same.
    #[error(
        "{file} has two columns for the same thing, \"{first}\" and \"{second}\"; remove or rename one, \
         or say in a mapping which is meant"
    )]
    ColumnTwice {
        /// File name.
        file: String,
        /// The first column.
        first: String,
        /// The second column.
        second: String,
    },
    /// Metres in a system that nobody stated.
    #[error("{}", .0.sentence(Lang::En))]
    Projected(Box<super::ProjectedEvidence>),
    /// No name says where the cameras are, but some columns look like coordinates.
    #[error(
        "{file} has no column that is known to hold coordinates, but {} by their values; \
         `siya mapping suggest` proposes a mapping: correct it and import with --mapping, or keep it in the data \
         directory under mappings/",
        looks(likely, Lang::En)
    )]
    NeedsMapping {
        /// File name.
        file: String,
        /// Column, meaning and a value of those that look like coordinates.
        likely: Vec<(String, &'static str, String)>,
    },
    /// Names of fields are cut so that nobody can tell what they mean, and what they hold is wanting.
    #[error(
        "{file} names its fields in ten bytes, and neither the rest nor the values tell what these mean: {}; what is wanting: {}; \
         `siya mapping suggest` proposes a mapping: complete it and import with --mapping, or keep it in the data directory under \
         mappings/",
        quoted(fields),
        missing.join(", ")
    )]
    FieldsCut {
        /// File name.
        file: String,
        /// The names as far as they stand.
        fields: Vec<String>,
        /// Codes of the columns that a register needs and that are not there.
        missing: Vec<&'static str>,
    },
    /// Most rows state two places that lie apart.
    #[error("{}", two_places(self, Lang::En))]
    PlacesDisagree {
        /// File name.
        file: String,
        /// Rows whose two places lie apart.
        rows: usize,
        /// Rows with two places.
        compared: usize,
        /// Both of a row, with the distance.
        example: String,
        /// Systems under which they would agree, with the rows.
        systems: Vec<(String, usize)>,
        /// Rows on which the systems were tried.
        tried: usize,
    },
    /// A mapping cannot be used.
    #[error(transparent)]
    Mapping(Box<super::mapping::Error>),
    /// A kept mapping is for the table, or nearly, and does not fit it; names do not tell what it is.
    #[error("{mapping}; without it: {why}")]
    MappingUnfit {
        /// What the mapping lacks.
        mapping: Box<super::mapping::Error>,
        /// Why names do not tell.
        why: Box<Error>,
    },
    /// Columns named like coordinates hold something else.
    #[error(
        "{file} has columns named \"{}\" and \"{}\", but what they hold ({example}) are no coordinates; \
         `siya mapping suggest` shows what the columns hold",
        columns[0], columns[1]
    )]
    NotCoordinates {
        /// File name.
        file: String,
        /// The columns.
        columns: [String; 2],
        /// A pair of values as written.
        example: String,
    },
    /// A spreadsheet has turned the decimals into groups of thousands.
    #[error(
        "{file} has destroyed coordinates in \"{}\" and \"{}\" ({example}): a spreadsheet took the decimal point for \
         one between thousands, and nothing tells where it stood; export the file again from its source",
        columns[0], columns[1]
    )]
    CoordinatesDestroyed {
        /// File name.
        file: String,
        /// The columns.
        columns: [String; 2],
        /// A pair of values as written.
        example: String,
    },
    /// A register of something else.
    #[error("{file} is about {en} (\"{said}\"), not about cameras, and is not imported")]
    OtherThings {
        /// File name.
        file: String,
        /// The things in Korean.
        ko: String,
        /// The things in English.
        en: String,
        /// Where the file says so.
        said: String,
    },
    /// Features that Siya serves: what they say of purpose, range and retention is its own reading.
    #[error(
        "{file} comes from Siya's own service: purpose, range and retention are resolved there, and read as a register \
         they would say something else; import the CSV download instead, which holds what the register says"
    )]
    OwnFeatures {
        /// File name.
        file: String,
    },
    /// Numbers of cameras instead of cameras.
    #[error(
        "{file} is a table of numbers, not a register: its rows count cameras and none says where one stands; \
         the columns are {}",
        quoted(found)
    )]
    Statistics {
        /// File name.
        file: String,
        /// The columns found.
        found: Vec<String>,
    },
    /// A table below another one in the same sheet or file cannot be read.
    #[error(
        "{file} holds another table from row {row} on, which cannot be read: {why}; put each table into a file of \
         its own and import the register"
    )]
    SecondTable {
        /// File name, with the sheet or member.
        file: String,
        /// Row number of its header.
        row: u32,
        /// Why not.
        why: Box<Error>,
    },
    /// Nothing below the header, or an empty list.
    #[error("{file} holds no rows")]
    NoRows {
        /// File name.
        file: String,
    },
    /// Two files with the same bytes.
    #[error("{first} and {second} are the same file; import it once")]
    SameFile {
        /// First file name.
        first: String,
        /// Second file name.
        second: String,
    },
    /// The code given for all rows is not in the table of institutions.
    #[error("\"{0}\" is not the 7-digit code of a Korean local government")]
    UnknownInstitution(String),
    /// The coordinate system given cannot be used.
    #[error(transparent)]
    Crs(#[from] crate::spatial::crs::Error),
}

/// What a page says, in brackets.
fn said(says: &str) -> String {
    let says = shown(says);
    if says.is_empty() {
        says
    } else {
        format!(" (\"{says}\")")
    }
}

fn looks(likely: &[(String, &'static str, String)], lang: Lang) -> String {
    let each = likely.iter().map(|(column, meaning, sample)| match lang {
        Lang::En => format!("\"{column}\" looks like {meaning} ({sample})"),
        Lang::Ko => format!("\"{column}\" 열이 {meaning}처럼 보입니다({sample})"),
    });
    each.collect::<Vec<_>>().join(", ")
}

fn quoted(names: &[String]) -> String {
    const SHOWN: usize = 30;
    let mut list: Vec<String> = names
        .iter()
        .take(SHOWN)
        // Without a header these are the cells of the first row.
        .map(|name| format!("\"{}\"", shown(name)))
        .collect();
    if names.len() > SHOWN {
        list.push(format!("… ({} in all)", names.len()));
    }
    if list.is_empty() {
        "none".to_owned()
    } else {
        list.join(", ")
    }
}

impl Error {
    /// Whether the file is whole but no register: among several, such a one is left aside with a note.
    /// Everything else, such as damage, refuses the import, lest half a register be taken for a whole.
    pub(super) fn is_no_register(&self) -> bool {
        match self {
            Self::Json { source, .. } => source.is_data(),
            Self::MappingUnfit { why, .. } => why.is_no_register(),
            Self::Read { .. }
            | Self::TooLarge { .. }
            | Self::TooManyRows { .. }
            | Self::TooManyCells { .. }
            | Self::TooManyTables { .. }
            | Self::TooManyMembers { .. }
            | Self::CellTooLong { .. }
            | Self::NestedTooDeep { .. }
            | Self::Encrypted { .. }
            | Self::Encoding { .. }
            | Self::Damaged { .. }
            | Self::Broken { .. }
            | Self::ServiceError { .. }
            | Self::CrsNotKnown { .. }
            | Self::CrsNeeded { .. }
            | Self::ShapefilePart { .. }
            | Self::SameFile { .. }
            | Self::Mapping(_)
            | Self::SecondTable { .. }
            | Self::UnknownInstitution(_)
            | Self::Crs(_) => false,
            _ => true,
        }
    }

    /// The error as a sentence in the language asked for.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Read { file, source } => format!("{file}을(를) 읽을 수 없습니다: {source}"),
            Self::Empty { file } => format!("{file}이(가) 비어 있습니다"),
            Self::TooLarge { file, limit_mib } => {
                format!("{file}이(가) {limit_mib} MiB보다 큽니다; 전국 자료도 약 100 MiB입니다")
            }
            Self::TooManyRows { file, limit } => {
                format!("{file}의 행이 {limit}개를 넘습니다; 전국 자료도 약 40만 행입니다")
            }
            Self::TooManyCells { file, limit } => {
                format!("{file}의 칸이 {limit}개를 넘습니다; 전국 자료도 약 600만 칸입니다")
            }
            Self::TooManyTables { file, limit } => {
                format!("{file}에 머리글이 서로 다른 표가 {limit}개 넘게 이어져 있습니다")
            }
            Self::CellTooLong { file } => {
                format!(
                    "{file}에 100만 자가 넘는 칸이 있습니다; 스프레드시트의 칸은 32,767자까지입니다"
                )
            }
            Self::TooManyMembers { file, limit } => {
                format!("{file} 안의 파일이 {limit}개를 넘습니다")
            }
            Self::NestedTooDeep { file } => {
                format!("{file}은(는) 압축 안의 압축 안의 압축입니다; 풀어서 가져오세요")
            }
            Self::Encrypted { file } => {
                format!("{file}은(는) 암호로 잠겨 있습니다; 암호 없이 저장하여 가져오세요")
            }
            Self::NotRead { file, form } => {
                format!("{file}은(는) {form} 형식이라 읽지 않습니다; {READ_FORMS_KO}")
            }
            Self::Broken { file, form, detail } => {
                format!("{file}은(는) 읽을 수 있는 {form} 파일이 아닙니다: {detail}")
            }
            Self::Entities { file } => {
                format!("{file}에 자체 XML 엔티티가 있어 읽지 않습니다")
            }
            Self::NoRecords { file } => format!("{file}에 레코드 목록이 없습니다"),
            Self::NoneFound { file } => format!(
                "{file}은(는) 조회 결과가 없는 서비스 응답입니다(전체 0건). 읽을 행이 없으니 요청 조건을 확인하세요"
            ),
            Self::NoneOnPage { file, total } => format!(
                "{file}은(는) 이 쪽에 행이 없는 서비스 응답입니다(전체 {total}건). 읽을 행이 없으니 앞쪽을 받으세요"
            ),
            Self::ServiceError {
                file,
                code,
                message,
            } => format!("{file}은(는) 자료가 아니라 서비스의 응답입니다: {code} {message}"),
            Self::WebPage { file, says } => format!(
                "{file}은(는) 자료 표가 없는 웹 페이지입니다{}: 로그인 화면이나 오류 화면이 저장된 것은 아닌지 확인하고 원래 시스템에서 다시 내보내세요",
                said(says)
            ),
            Self::CrsNotKnown { file, crs } => {
                format!("{file}의 좌표계 \"{crs}\"을(를) 알 수 없습니다; --crs EPSG:…로 지정하세요")
            }
            Self::CrsNeeded { file } => {
                format!(
                    "{file}의 좌표계를 알 수 없고 숫자가 도 단위도 아닙니다: .prj를 함께 두거나 --crs로 지정하세요(EPSG:5186, EPSG:5179 등)"
                )
            }
            Self::ShapefilePart { file, part } => {
                format!(
                    "{file}에 {part} 파일이 없습니다: 셰이프파일은 이름이 같은 .shp와 .dbf가 함께 있어야 합니다"
                )
            }
            Self::Binary { file, offset } => {
                format!(
                    "{file}은(는) 텍스트 파일이 아닙니다 ({offset}번째 바이트); {READ_FORMS_KO}"
                )
            }
            Self::Encoding { file, offset } => {
                format!(
                    "{file}은(는) UTF-8도 CP949도 아닙니다 ({offset}번째 바이트부터 읽을 수 없음); UTF-8로 저장하세요"
                )
            }
            Self::Damaged { file, source } => {
                format!("{file}이(가) 손상되었거나 잘렸습니다 ({source}); 다시 받으세요")
            }
            Self::Json { file, source } => {
                format!("{file}은(는) 레코드의 JSON 목록이 아닙니다: {source}")
            }
            Self::NothingInside { file } => {
                format!("{file} 안에 읽을 수 있는 파일이 없습니다; {READ_FORMS_KO}")
            }
            Self::NoLocation { file, found } => format!(
                "{file}에 카메라 위치가 없습니다: 위도와 경도 열(WGS84위도·WGS84경도 또는 위도·경도), 둘을 함께 적은 열(위경도)이나 --crs와 두 열이 필요합니다; \
                 열: {}",
                quoted(found)
            ),
            Self::HeaderTooLow { file, row, limit } => format!(
                "{file}의 머리글이 {row}행에 있습니다; 머리글은 값이 있는 처음 {limit}행에서 찾습니다: 그 위의 행을 지우세요"
            ),
            Self::NoSuchColumn { file, name, found } => {
                format!("{file}에 \"{name}\" 열이 없습니다; 열: {}", quoted(found))
            }
            Self::ColumnTwice {
                file,
                first,
                second,
            } => {
                format!(
                    "{file}에 같은 뜻의 열이 둘 있습니다: \"{first}\", \"{second}\"; 하나를 지우거나 이름을 바꾸거나, 매핑으로 어느 것인지 정하세요"
                )
            }
            Self::NeedsMapping { file, likely } => format!(
                "{file}에 좌표라고 알 수 있는 이름의 열이 없습니다; 값으로는 {}; `siya mapping suggest`로 매핑 제안을 받아 고친 뒤 \
                 --mapping으로 가져오거나 자료 폴더의 mappings/에 두세요",
                looks(likely, Lang::Ko)
            ),
            Self::PlacesDisagree { .. } => two_places(self, lang),
            Self::FieldsCut {
                file,
                fields,
                missing,
            } => format!(
                "{file}의 필드 이름이 10바이트에서 잘려 있고 남은 글자와 값으로도 무슨 열인지 알 수 없습니다: {}; 빠진 항목: {}; \
                 `siya mapping suggest`로 매핑 제안을 받아 채운 뒤 --mapping으로 가져오거나 자료 폴더의 mappings/에 두세요",
                quoted(fields),
                missing.join(", ")
            ),
            Self::Mapping(error) => error.sentence(lang),
            Self::MappingUnfit { mapping, why } => {
                format!(
                    "{}; 매핑 없이는: {}",
                    mapping.sentence(lang),
                    why.sentence(lang)
                )
            }
            Self::Projected(evidence) => evidence.sentence(lang),
            Self::NotCoordinates {
                file,
                columns: [y, x],
                example,
            } => format!(
                "{file}의 \"{y}\"·\"{x}\" 열에 든 값({example})은 좌표가 아닙니다; `siya mapping suggest`로 열의 내용을 볼 수 있습니다"
            ),
            Self::CoordinatesDestroyed {
                file,
                columns: [y, x],
                example,
            } => format!(
                "{file}의 \"{y}\"·\"{x}\" 열 좌표가 훼손되었습니다({example}): 스프레드시트가 소수점을 천 단위 구분점으로 바꾸어 되돌릴 수 없습니다; 원본에서 다시 내보내세요"
            ),
            Self::OtherThings { file, ko, said, .. } => format!(
                "{file}은(는) 카메라가 아니라 {ko} 자료입니다(\"{said}\"); 가져오지 않습니다"
            ),
            Self::OwnFeatures { file } => format!(
                "{file}은(는) Siya가 제공한 자료입니다: 목적·거리·보관기간이 판정된 값이어서 대장으로 읽으면 뜻이 달라집니다; \
                 대장의 내용을 그대로 담은 CSV 내려받기를 가져오세요"
            ),
            Self::Statistics { file, found } => format!(
                "{file}은(는) 대장이 아니라 통계표입니다: 행은 카메라 대수를 셀 뿐, 카메라가 있는 곳을 적지 않습니다; 열: {}",
                quoted(found)
            ),
            Self::SecondTable { file, row, why } => format!(
                "{file}의 {row}행부터 다른 표가 있는데 읽을 수 없습니다: {}; 표마다 파일을 나누어 대장만 가져오세요",
                why.sentence(lang)
            ),
            Self::NoRows { file } => format!("{file}에 행이 없습니다"),
            Self::SameFile { first, second } => {
                format!("{first}와(과) {second}은(는) 같은 파일입니다; 한 번만 가져오세요")
            }
            Self::UnknownInstitution(code) => {
                format!("\"{code}\"은(는) 지방자치단체의 7자리 코드가 아닙니다")
            }
            Self::Crs(error) => error.to_string(),
        }
    }
}

/// The sentence of rows with two places.
fn two_places(error: &Error, lang: Lang) -> String {
    let Error::PlacesDisagree {
        file,
        rows,
        compared,
        example,
        systems,
        tried,
    } = error
    else {
        return String::new();
    };
    let list: Vec<String> = systems
        .iter()
        .map(|(system, agreeing)| format!("{system} ({agreeing}/{tried})"))
        .collect();
    let list = list.join(", ");
    match (lang, systems.first()) {
        (Lang::En, Some((first, _))) => format!(
            "{file} states two places in each row, and in {rows} of {compared} rows they lie apart ({example}); read as {list} they \
             agree: if that is right, say --crs {first} for a shapefile or for columns of metres, else let a mapping (`siya mapping suggest`) \
             ignore the columns that are wrong"
        ),
        (Lang::Ko, Some((first, _))) => format!(
            "{file}은(는) 행마다 위치를 둘 적었는데 {compared}행 가운데 {rows}행에서 서로 다릅니다({example}); {list}(으)로 읽으면 \
             맞습니다: 맞다면 셰이프파일이나 투영 좌표 열에는 --crs {first} 를 더하고, 아니면 매핑(`siya mapping suggest`)에서 틀린 열을 \
             ignored로 하세요"
        ),
        (Lang::En, None) => format!(
            "{file} states two places in each row, and in {rows} of {compared} rows they lie apart ({example}), whatever the coordinate \
             system: ask the office which is right, then follow the geometry with --geometry NAME, or let a mapping \
             (`siya mapping suggest`) ignore the columns that are wrong"
        ),
        (Lang::Ko, None) => format!(
            "{file}은(는) 행마다 위치를 둘 적었는데 {compared}행 가운데 {rows}행에서 서로 다르고({example}) 어느 좌표계로도 맞지 않습니다: \
             제공 기관에 어느 쪽이 맞는지 확인한 뒤, 도형을 따르려면 --geometry 열을, 아니면 매핑(`siya mapping suggest`)에서 틀린 열을 \
             ignored로 하세요"
        ),
    }
}
