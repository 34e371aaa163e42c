//! Every failure as a sentence in the language of the user: the one place where error types become words.
//!
//! What a system or a library says is told in its own words only in English; in Korean the kind of failure
//! is named, with the code by which it can be looked up.

use std::io;

use rusqlite::ErrorCode;

use crate::http::error::ApiError;
use crate::http::serve::ListenError;
use crate::import::{self, AnnotateError, Lang, MappingError};
use crate::quality::Said;
use crate::spatial::crs;
use crate::store;

/// A refusal of the command line itself.
#[derive(Debug)]
struct Refused(Said);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Refused {}

/// A failure told in Korean and in English.
pub fn refused(ko: impl Into<String>, en: impl Into<String>) -> anyhow::Error {
    Refused(Said::new(ko, en)).into()
}

/// A file or folder that cannot be written.
pub fn unwritable(path: &std::path::Path, error: &io::Error) -> anyhow::Error {
    let (path, said) = (path.display(), io_error(error));
    refused(
        format!("{path}에 쓸 수 없습니다: {}", said.ko),
        format!("{path} cannot be written: {}", said.en),
    )
}

/// The failure as a sentence. Errors of a type that is not known here are texts that stand in the right
/// language already.
pub fn sentence(error: &anyhow::Error, lang: Lang) -> String {
    if let Some(error) = error.downcast_ref::<import::Error>() {
        return import_error(error, lang);
    }
    if let Some(error) = error.downcast_ref::<MappingError>() {
        return mapping_error(error, lang);
    }
    if let Some(error) = error.downcast_ref::<AnnotateError>() {
        return copy_error(error, lang);
    }
    said(error).map_or_else(|| error.to_string(), |said| said.get(lang).to_owned())
}

/// The failures that are told in both languages at once.
fn said(error: &anyhow::Error) -> Option<Said> {
    if let Some(Refused(said)) = error.downcast_ref::<Refused>() {
        return Some(said.clone());
    }
    if let Some(error) = error.downcast_ref::<store::Error>() {
        return Some(store_error(error));
    }
    if let Some(error) = error.downcast_ref::<crs::Error>() {
        return Some(crs_error(error));
    }
    if let Some(ListenError { address, source }) = error.downcast_ref::<ListenError>() {
        let why = io_error(source);
        return Some(Said::new(
            format!("{address}에서 접속을 받을 수 없습니다: {}", why.ko),
            format!("cannot listen on {address}: {}", why.en),
        ));
    }
    if let Some(error) = error.downcast_ref::<ApiError>() {
        return Some(error.detail());
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return Some(io_error(error));
    }
    let error = error.downcast_ref::<serde_json::Error>()?;
    Some(Said::new(
        "JSON으로 쓸 수 없습니다",
        format!("JSON cannot be written: {error}"),
    ))
}

/// An error of the import; what the system says of a file is told here.
fn import_error(error: &import::Error, lang: Lang) -> String {
    match error {
        import::Error::Crs(error) => crs_error(error).get(lang).to_owned(),
        import::Error::Read { file, source } if lang == Lang::Ko => {
            format!("{file}을(를) 읽을 수 없습니다: {}", io_error(source).ko)
        }
        import::Error::Mapping(error) => mapping_error(error, lang),
        import::Error::Damaged { file, .. } if lang == Lang::Ko => {
            format!("{file}이(가) 손상되었거나 잘렸습니다; 다시 받으세요")
        }
        import::Error::Broken { file, form, .. } if lang == Lang::Ko => {
            format!("{file}은(는) 읽을 수 있는 {form} 파일이 아닙니다")
        }
        import::Error::Json { file, source } if lang == Lang::Ko => format!(
            "{file}은(는) 레코드의 JSON 목록이 아닙니다({}행 {}열)",
            source.line(),
            source.column()
        ),
        other => other.sentence(lang),
    }
}

/// An error of an annotated copy.
fn copy_error(error: &AnnotateError, lang: Lang) -> String {
    match error {
        AnnotateError::Read(error) => import_error(error, lang),
        AnnotateError::Write(_) if lang == Lang::Ko => {
            "점검 결과를 표시한 사본을 쓸 수 없습니다".to_owned()
        }
        other => other.sentence(lang),
    }
}

fn mapping_error(error: &MappingError, lang: Lang) -> String {
    match error {
        MappingError::Read { file, source } if lang == Lang::Ko => {
            format!(
                "매핑 {file}을(를) 읽을 수 없습니다: {}",
                io_error(source).ko
            )
        }
        MappingError::Syntax { file, source } if lang == Lang::Ko => {
            // The parser tells the place in its first line alone.
            let said = source.to_string();
            let first = said.lines().next().unwrap_or_default();
            let mut numbers = first
                .split(|c: char| !c.is_ascii_digit())
                .filter(|number| !number.is_empty());
            match (numbers.next(), numbers.next()) {
                (Some(line), Some(column)) => {
                    format!("매핑 {file}을(를) 이해할 수 없습니다({line}행 {column}열)")
                }
                _ => format!("매핑 {file}을(를) 이해할 수 없습니다"),
            }
        }
        other => other.sentence(lang),
    }
}

/// An error about coordinate systems.
pub fn crs_error(error: &crs::Error) -> Said {
    let ko = match error {
        crs::Error::Syntax(text) => {
            format!("\"{text}\"은(는) 좌표계가 아닙니다. EPSG:5186처럼 적으십시오")
        }
        crs::Error::Unknown(code) => {
            format!("EPSG:{code}은(는) WGS 84로 바꿀 수 있는 좌표계가 아닙니다")
        }
        crs::Error::NoPosition { code, x, y } => {
            format!("EPSG:{code}의 x {x}, y {y}은(는) 지구 위의 위치가 아닙니다")
        }
    };
    Said::new(ko, error.to_string())
}

/// An error of the store.
fn store_error(error: &store::Error) -> Said {
    use store::Error as E;
    let ko = match error {
        E::Directory { path, source } => format!(
            "자료 폴더 {}에 쓸 수 없습니다: {}",
            path.display(),
            io_error(source).ko
        ),
        E::Open { path, source } => format!(
            "데이터베이스 {}을(를) 열 수 없습니다: {}",
            path.display(),
            database(source)
        ),
        E::Foreign(path) => format!("{}은(는) 시야의 데이터베이스가 아닙니다", path.display()),
        E::Newer { path, found } => format!(
            "데이터베이스 {}의 형식({found}판)을 이 프로그램은 모릅니다. 더 새로운 siya를 쓰십시오",
            path.display()
        ),
        E::Busy => "다른 반입이 데이터베이스에 쓰고 있습니다. 끝난 뒤에 다시 하십시오".to_owned(),
        E::Value { what, value } => {
            format!(
                "데이터베이스의 {}을(를) 읽을 수 없습니다: {value}",
                value_name(what)
            )
        }
        E::NoSuchRelease(release) => {
            format!("이 대장에 {release}번 릴리스가 없습니다. `siya releases`를 보십시오")
        }
        E::OtherRegister(from, to) => {
            format!("{from}번과 {to}번 릴리스는 서로 다른 대장의 것이라 견줄 수 없습니다")
        }
        E::NothingToRollBack => {
            "이 대장에는 이전 릴리스가 없습니다. `siya releases`를 보십시오".to_owned()
        }
        E::PublishedAlready(release) => {
            format!("{release}번 릴리스가 이미 게시되어 있습니다. 바뀐 것이 없습니다")
        }
        E::TooManySites => "대장의 지점이 20억 곳을 넘습니다".to_owned(),
        E::Sqlite(source) => format!("데이터베이스 오류입니다: {}", database(source)),
        E::Shared(error) => return store_error(error),
        E::Json(_) => "보고서를 JSON으로 읽거나 쓸 수 없습니다".to_owned(),
    };
    Said::new(ko, error.to_string())
}

/// The Korean name of a stored value.
fn value_name(what: &str) -> &str {
    match what {
        "time" => "시각",
        "date" => "날짜",
        "installation date" => "설치연월",
        "position" => "위치",
        "purpose" => "설치목적",
        "kind of row" => "행의 뜻",
        "list of row numbers" => "행 번호 목록",
        _ => "값",
    }
}

/// What SQLite says, in Korean.
fn database(error: &rusqlite::Error) -> String {
    let Some(code) = error.sqlite_error_code() else {
        return "저장된 값의 형식이 다릅니다".to_owned();
    };
    let said = match code {
        ErrorCode::CannotOpen => "파일을 열 수 없습니다",
        ErrorCode::NotADatabase => "데이터베이스 파일이 아닙니다",
        ErrorCode::DatabaseCorrupt => "파일이 손상되었습니다",
        ErrorCode::DiskFull => "저장 공간이 없습니다",
        ErrorCode::ReadOnly => "읽기 전용입니다",
        ErrorCode::PermissionDenied => "권한이 없습니다",
        ErrorCode::SystemIoFailure => "읽거나 쓰는 중에 오류가 났습니다",
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => "다른 프로그램이 쓰고 있습니다",
        ErrorCode::OutOfMemory => "메모리가 모자랍니다",
        _ => "알 수 없는 오류입니다",
    };
    let number = error.sqlite_error().map_or(0, |error| error.extended_code);
    format!("{said}(SQLite {number})")
}

/// What the system says of a file or an address.
fn io_error(error: &io::Error) -> Said {
    use io::ErrorKind as K;
    let said = match error.kind() {
        K::NotFound => "그런 파일이나 폴더가 없습니다",
        K::PermissionDenied => "권한이 없습니다",
        K::AlreadyExists => "이미 있습니다",
        K::NotADirectory => "폴더가 아닙니다",
        K::IsADirectory => "파일이 아니라 폴더입니다",
        K::StorageFull => "저장 공간이 없습니다",
        K::ReadOnlyFilesystem => "읽기 전용입니다",
        K::AddrInUse => "다른 프로그램이 쓰고 있는 주소입니다",
        K::AddrNotAvailable => "이 컴퓨터의 주소가 아닙니다",
        K::InvalidInput => "쓸 수 없는 이름입니다",
        K::InvalidData | K::UnexpectedEof => "내용이 손상되었거나 잘렸습니다",
        K::BrokenPipe => "받는 쪽이 닫혔습니다",
        K::OutOfMemory => "메모리가 모자랍니다",
        _ => "시스템 오류입니다",
    };
    let ko = match error.raw_os_error() {
        Some(number) => format!("{said}(오류 {number})"),
        None => said.to_owned(),
    };
    Said::new(ko, error.to_string())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;

    fn hangul(text: &str) -> bool {
        text.chars().any(|c| ('가'..='힣').contains(&c))
    }

    /// Three plain English words in a row.
    fn english(text: &str) -> bool {
        let plain = |word: &&str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        let words: Vec<&str> = text.split_whitespace().collect();
        words.windows(3).any(|three| three.iter().all(plain))
    }

    fn in_both(error: impl Into<anyhow::Error>) {
        let error = error.into();
        let (ko, en) = (sentence(&error, Lang::Ko), sentence(&error, Lang::En));
        assert!(hangul(&ko) && !english(&ko), "{ko}");
        assert!(!hangul(&en), "{en}");
    }

    fn missing() -> io::Error {
        std::fs::File::open("/no/such/file").unwrap_err()
    }

    #[test]
    fn every_error_of_the_store_is_told_in_both_languages() {
        use store::Error as E;
        let path = || PathBuf::from("/data/siya.sqlite3");
        let sqlite = || {
            rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN),
                Some("unable to open the database file".to_owned()),
            )
        };
        let value = |what| E::Value {
            what,
            value: "x".to_owned(),
        };
        for error in [
            E::Directory {
                path: path(),
                source: missing(),
            },
            E::Open {
                path: path(),
                source: sqlite(),
            },
            E::Foreign(path()),
            E::Newer {
                path: path(),
                found: 99,
            },
            E::Busy,
            value("time"),
            value("list of row numbers"),
            E::NoSuchRelease(7),
            E::OtherRegister(1, 2),
            E::NothingToRollBack,
            E::PublishedAlready(3),
            E::TooManySites,
            E::Sqlite(sqlite()),
            E::Sqlite(rusqlite::Error::InvalidQuery),
            E::Shared(Arc::new(E::Busy)),
            E::Json(serde_json::from_str::<u8>("x").unwrap_err()),
        ] {
            in_both(error);
        }
    }

    #[test]
    fn every_other_error_is_told_in_both_languages() {
        in_both(missing());
        in_both(ListenError {
            address: "127.0.0.1:80".parse().unwrap(),
            source: io::Error::from(io::ErrorKind::AddrInUse),
        });
        in_both(import::Error::Read {
            file: "a.csv".to_owned(),
            source: missing(),
        });
        in_both(import::Error::Crs(crs::Error::Unknown(1)));
        in_both(import::Error::Damaged {
            file: "a.gz".to_owned(),
            source: io::Error::other("something that a library says"),
        });
        in_both(import::Error::Broken {
            file: "a.xlsx".to_owned(),
            form: "XLSX",
            detail: "something that a library says".to_owned(),
        });
        in_both(import::Error::Json {
            file: "a.json".to_owned(),
            source: serde_json::from_str::<u8>("x").unwrap_err(),
        });
        in_both(crs::Error::Syntax("x".to_owned()));
        in_both(crs::Error::NoPosition {
            code: 5186,
            x: 1.0,
            y: 2.0,
        });
        in_both(ApiError::MediaType);
        in_both(serde_json::from_str::<u8>("x").unwrap_err());
        in_both(refused("안 됩니다", "no"));
        in_both(unwritable(std::path::Path::new("/out"), &missing()));
    }
}
