//! The municipalities of Korea: codes, names, and which outlines belong to them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Kind of local government.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Province or metropolitan city (시·도).
    Province,
    /// City (시).
    City,
    /// County (군).
    County,
    /// District (구).
    District,
    /// Not known: rows whose institution could not be found.
    Unknown,
}

impl Level {
    /// The code used in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::District => "district",
            Self::Unknown => "unknown",
        }
    }
}

/// Where a code was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeBasis {
    /// Inside the management numbers of the national register.
    Register,
    /// From the public list of codes; no register row has confirmed it yet.
    Known,
}

/// A local government that can operate cameras (관리기관).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Institution {
    /// 7-digit code (개방자치단체코드).
    pub code: String,
    /// Korean name without the region: `광진구`.
    pub name_ko: String,
    /// English name: `Gwangjin-gu`.
    pub name_en: String,
    /// Province or metropolitan city it lies in.
    pub region_ko: String,
    /// The same in English.
    pub region_en: String,
    /// Kind of local government.
    pub level: Level,
    /// 5-digit codes of the outlines that it covers; empty for provinces.
    pub sigungu: Vec<String>,
    /// Further 7-digit codes used for it, such as those of its general districts.
    #[serde(default)]
    pub other_codes: Vec<String>,
    /// Names that it had before.
    #[serde(default)]
    pub former_names: Vec<String>,
    /// Where the code was found.
    pub code_basis: CodeBasis,
}

/// Code under which rows are kept whose institution is not known.
pub const UNKNOWN_CODE: &str = "unknown";

/// All institutions, found by code.
#[derive(Debug)]
pub struct InstitutionRegistry {
    all: Vec<Institution>,
    by_code: HashMap<String, usize>,
    by_sigungu: HashMap<String, usize>,
}

/// Why the table of institutions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not TOML of the expected shape.
    #[error("the table of institutions cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A code stands at two institutions.
    #[error("the code {0} stands at two institutions")]
    Duplicate(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    institution: Vec<Institution>,
}

impl InstitutionRegistry {
    /// The table that ships with the product (`data/institutions.toml`).
    ///
    /// # Panics
    /// Never in a released binary: a test loads the embedded table.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static REGISTRY: LazyLock<InstitutionRegistry> = LazyLock::new(|| {
            InstitutionRegistry::parse(include_str!("../../data/institutions.toml"))
                .expect("the embedded table of institutions is checked by a test")
        });
        &REGISTRY
    }

    /// Reads a table of institutions.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let File { institution: all } = toml::from_str(text)?;
        let (mut by_code, mut by_sigungu) = (HashMap::new(), HashMap::new());
        for (index, institution) in all.iter().enumerate() {
            for code in std::iter::once(&institution.code).chain(&institution.other_codes) {
                if by_code.insert(code.clone(), index).is_some() {
                    return Err(Error::Duplicate(code.clone()));
                }
            }
            for code in &institution.sigungu {
                if by_sigungu.insert(code.clone(), index).is_some() {
                    return Err(Error::Duplicate(code.clone()));
                }
            }
        }
        Ok(Self {
            all,
            by_code,
            by_sigungu,
        })
    }

    /// Every institution, in the order of the table.
    #[must_use]
    pub fn all(&self) -> &[Institution] {
        &self.all
    }

    /// The institution of a 7-digit code, its own or a further one.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Institution> {
        self.by_code.get(code).map(|&index| &self.all[index])
    }

    /// Position in [`InstitutionRegistry::all`] of the institution of a 5-digit outline code.
    #[must_use]
    pub fn index_by_sigungu(&self, code: &str) -> Option<usize> {
        self.by_sigungu.get(code).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_founding_institutions_have_the_codes_of_the_national_register() {
        let registry = InstitutionRegistry::embedded();
        for (code, name) in [
            ("4241000", "삼척시"),
            ("4140000", "연천군"),
            ("3510500", "미추홀구"),
            ("3040000", "광진구"),
            ("4040000", "하남시"),
        ] {
            assert_eq!(
                registry
                    .by_code(code)
                    .map(|institution| institution.name_ko.as_str()),
                Some(name)
            );
        }
    }

    #[test]
    fn a_code_at_two_institutions_is_an_error() {
        let entry = |name: &str| {
            format!(
                "[[institution]]\ncode=\"1\"\nname_ko=\"{name}\"\nname_en=\"\"\nregion_ko=\"\"\nregion_en=\"\"\nlevel=\"city\"\nsigungu=[]\ncode_basis=\"known\"\n"
            )
        };
        let both = entry("가") + &entry("나");
        assert!(matches!(
            InstitutionRegistry::parse(&both),
            Err(Error::Duplicate(_))
        ));
    }
}
