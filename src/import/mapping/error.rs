//! Why a mapping cannot be used: the file, the line, and what to write instead.

use crate::import::columns::Column;
use crate::import::issue::Lang;
use crate::spatial::crs;

/// Why a mapping cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or folder cannot be read.
    #[error("the mapping {file} cannot be read: {source}")]
    Read {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// No TOML, or members that no mapping has.
    #[error("the mapping {file} cannot be understood: {source}")]
    Syntax {
        /// The file.
        file: String,
        /// What the parser says, with line and column.
        source: Box<toml::de::Error>,
    },
    /// Something in it is wrong.
    #[error("the mapping {file}{}: {}", at_line(*line, Lang::En), problem.sentence(Lang::En))]
    In {
        /// The file.
        file: String,
        /// The line, where one is to blame.
        line: Option<usize>,
        /// What is wrong.
        problem: Problem,
    },
}

/// What is wrong in a mapping.
#[derive(Debug)]
pub enum Problem {
    /// A meaning that there is not.
    UnknownMeaning(String),
    /// A column number that is none.
    ColumnNumber(String),
    /// Two columns with one meaning.
    MeaningTwice {
        /// The meaning.
        meaning: &'static str,
        /// Line of the other column.
        other: usize,
    },
    /// x or y without the system that they are in.
    NoCrs,
    /// The system cannot be used.
    Crs(crs::Error),
    /// The code is not in the table of institutions.
    UnknownInstitution(String),
    /// A name, though the mapping says that there is no header.
    NameWithoutHeader(String),
    /// A kept mapping that says not which tables it is for.
    ForNothing,
    /// The table has no such column.
    NoSuchColumn {
        /// The file that was read with it.
        file: String,
        /// The column as the mapping names it.
        column: String,
        /// The columns of the table.
        found: Vec<String>,
    },
    /// The table has several columns of that name.
    ColumnNotUnique {
        /// The column as the mapping names it.
        column: String,
        /// Their numbers.
        numbers: Vec<usize>,
    },
    /// The table has no such row.
    NoSuchRow {
        /// The file that was read with it.
        file: String,
        /// The row number.
        row: u32,
    },
    /// The mapping is for another sheet.
    OtherSheet {
        /// The file, with the sheet that was read.
        file: String,
        /// The sheet that the mapping is for.
        sheet: String,
    },
    /// Two kept mappings fit the same table.
    TwoFit {
        /// The file that was read.
        file: String,
        /// The other mapping.
        other: String,
    },
    /// A kept mapping is for the table and does not fit it.
    Kept(Box<Problem>),
    /// A kept mapping is for another header, which is nearly this one.
    OtherHeader(Box<Overlap>),
}

/// What a mapping and a header have in common.
#[derive(Debug)]
pub struct Overlap {
    /// The file that was read.
    pub file: String,
    /// Columns of the mapping that the header has.
    pub shared: usize,
    /// Columns of the mapping.
    pub all: usize,
    /// Those that the header has not.
    pub missing: Vec<String>,
    /// Columns of the header that the mapping does not name.
    pub more: Vec<String>,
}

impl Overlap {
    /// The common columns in words, with those that only one of both has.
    pub(in crate::import) fn sentence(&self, lang: Lang) -> String {
        let Self {
            shared,
            all,
            missing,
            more,
            ..
        } = self;
        let (common, lacks, has) = match lang {
            Lang::En => (format!("{shared} of {all} columns"), "missing", "new"),
            Lang::Ko => (format!("열 {all}개 중 {shared}개"), "없는 열", "새 열"),
        };
        let named = [(lacks, missing), (has, more)];
        let named = named.into_iter().filter(|(_, names)| !names.is_empty());
        let named = named.map(|(what, names)| format!("; {what}: {}", listed(names)));
        common + &named.collect::<String>()
    }
}

fn at_line(line: Option<usize>, lang: Lang) -> String {
    match (line, lang) {
        (None, _) => String::new(),
        (Some(line), Lang::En) => format!(", line {line}"),
        (Some(line), Lang::Ko) => format!(" {line}번째 줄"),
    }
}

fn listed(names: &[String]) -> String {
    const SHOWN: usize = 30;
    let mut list: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("\"{name}\""))
        .collect();
    if names.len() > SHOWN {
        list.push("…".to_owned());
    }
    list.join(", ")
}

impl Error {
    /// The error as a sentence in the language asked for.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        match (self, lang) {
            (_, Lang::En) => self.to_string(),
            (Self::Read { file, source }, Lang::Ko) => {
                format!("매핑 {file}을(를) 읽을 수 없습니다: {source}")
            }
            (Self::Syntax { file, source }, Lang::Ko) => {
                format!("매핑 {file}을(를) 이해할 수 없습니다: {source}")
            }
            (
                Self::In {
                    file,
                    line,
                    problem,
                },
                Lang::Ko,
            ) => {
                format!(
                    "매핑 {file}{}: {}",
                    at_line(*line, lang),
                    problem.sentence(lang)
                )
            }
        }
    }
}

impl Problem {
    fn sentence(&self, lang: Lang) -> String {
        let meanings = || {
            let codes: Vec<&str> = Column::ALL.iter().map(|column| column.code()).collect();
            codes.join(", ")
        };
        match (self, lang) {
            (Self::UnknownMeaning(text), Lang::En) => format!(
                "\"{text}\" is not a meaning; a column is ignored or one of {}",
                meanings()
            ),
            (Self::UnknownMeaning(text), Lang::Ko) => format!(
                "\"{text}\"(이)라는 뜻은 없습니다; ignored 또는 {} 중 하나입니다",
                meanings()
            ),
            (Self::ColumnNumber(text), Lang::En) => {
                format!("\"{text}\" is not the number of a column; the third one is \"#3\"")
            }
            (Self::ColumnNumber(text), Lang::Ko) => {
                format!("\"{text}\"은(는) 열 번호가 아닙니다; 세 번째 열은 \"#3\"입니다")
            }
            (Self::MeaningTwice { meaning, other }, Lang::En) => {
                format!("\"{meaning}\" is the meaning of the column in line {other} already")
            }
            (Self::MeaningTwice { meaning, other }, Lang::Ko) => {
                format!("\"{meaning}\"은(는) {other}번째 줄의 열이 이미 뜻합니다")
            }
            (Self::NoCrs, Lang::En) => {
                "x and y need their coordinate system: add crs = \"EPSG:5186\" under [read]; degrees are longitude and latitude".to_owned()
            }
            (Self::NoCrs, Lang::Ko) => {
                "x와 y에는 좌표계가 있어야 합니다: [read] 아래에 crs = \"EPSG:5186\"처럼 적으세요; 도 단위라면 longitude와 latitude입니다".to_owned()
            }
            (Self::Crs(error), _) => error.to_string(),
            (Self::UnknownInstitution(code), Lang::En) => {
                format!("\"{code}\" is not the 7-digit code of a Korean local government")
            }
            (Self::UnknownInstitution(code), Lang::Ko) => {
                format!("\"{code}\"은(는) 지방자치단체의 7자리 코드가 아닙니다")
            }
            (Self::NameWithoutHeader(name), Lang::En) => format!(
                "without a header there is no column \"{name}\"; write its number, such as \"#3\""
            ),
            (Self::NameWithoutHeader(name), Lang::Ko) => format!(
                "머리글이 없으면 \"{name}\" 열도 없습니다; \"#3\"처럼 번호로 적으세요"
            ),
            (Self::ForNothing, Lang::En) => {
                "it does not say which tables it is for: [for] needs header, files or institution".to_owned()
            }
            (Self::ForNothing, Lang::Ko) => {
                "어느 표에 쓰는지 적혀 있지 않습니다: [for]에 header, files, institution 중 하나가 있어야 합니다".to_owned()
            }
            (Self::NoSuchColumn { file, column, found }, Lang::En) => {
                format!("{file} has no column \"{column}\"; the columns are {}", listed(found))
            }
            (Self::NoSuchColumn { file, column, found }, Lang::Ko) => {
                format!("{file}에 \"{column}\" 열이 없습니다; 열: {}", listed(found))
            }
            (Self::ColumnNotUnique { column, numbers }, lang) => {
                let numbers: Vec<String> = numbers.iter().map(|number| format!("\"#{number}\"")).collect();
                let numbers = numbers.join(", ");
                match lang {
                    Lang::En => format!("there are several columns \"{column}\"; write the number of one: {numbers}"),
                    Lang::Ko => format!("\"{column}\" 열이 여럿입니다; 번호로 적으세요: {numbers}"),
                }
            }
            (Self::NoSuchRow { file, row }, Lang::En) => format!("{file} has no row {row}"),
            (Self::NoSuchRow { file, row }, Lang::Ko) => format!("{file}에 {row}행이 없습니다"),
            (Self::OtherSheet { file, sheet }, Lang::En) => {
                format!("{file} is not the sheet \"{sheet}\" that it is for")
            }
            (Self::OtherSheet { file, sheet }, Lang::Ko) => {
                format!("{file}은(는) 매핑이 정한 \"{sheet}\" 시트가 아닙니다")
            }
            (Self::TwoFit { file, other }, Lang::En) => format!(
                "{file} fits the mapping {other} as well; name one with --mapping, or make their [for] differ"
            ),
            (Self::Kept(problem), Lang::En) => format!(
                "{}; it is kept for this table: correct it, or say more narrowly in [for] and [read] which tables it is for",
                problem.sentence(lang)
            ),
            (Self::Kept(problem), Lang::Ko) => format!(
                "{}; 이 표에 쓰도록 둔 매핑입니다: 매핑을 고치거나 [for]와 [read]에서 쓸 표를 더 좁게 적으세요",
                problem.sentence(lang)
            ),
            (Self::OtherHeader(overlap), Lang::En) => format!(
                "{} has nearly its header and fits {}; correct the mapping, keep one for this header as well, or name one with --mapping",
                overlap.file,
                overlap.sentence(lang)
            ),
            (Self::OtherHeader(overlap), Lang::Ko) => format!(
                "{}의 머리글은 매핑의 머리글과 거의 같고 {}이(가) 맞습니다; 매핑을 고치거나, 이 머리글의 매핑을 따로 두거나, --mapping으로 고르세요",
                overlap.file,
                overlap.sentence(lang)
            ),
            (Self::TwoFit { file, other }, Lang::Ko) => format!(
                "{file}에는 매핑 {other}도 맞습니다; --mapping으로 하나를 고르거나 [for]를 다르게 적으세요"
            ),
        }
    }
}
