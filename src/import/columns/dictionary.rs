//! Which name of a column means what: the table `data/columns.toml` and the columns that the user named.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::bracket::{self, ORDERS, PLAIN};
use super::part::{part_of, signed_part};
use super::{Column, Names};
use crate::import::issue::Lang;
use crate::import::mapping::{Examiner, Mappings};
use crate::import::{Error, ProjectedColumns};

/// The table of names.
const TABLE: &str = include_str!("../../../data/columns.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    ko: String,
    names: Vec<String>,
}

/// Column and place in its list of names, by normalised name.
static BY_NAME: LazyLock<HashMap<String, (Column, usize)>> = LazyLock::new(|| {
    table()
        .iter()
        .flat_map(|(&column, entry)| {
            let names = entry.names.iter().enumerate();
            names.map(move |(rank, name)| (normalise(name), (column, rank)))
        })
        .collect()
});

fn table() -> &'static BTreeMap<Column, Entry> {
    static ENTRIES: LazyLock<BTreeMap<Column, Entry>> = LazyLock::new(|| {
        toml::from_str(TABLE).expect("the embedded table of columns is checked by a test")
    });
    &ENTRIES
}

/// What a name without brackets, or with brackets that belong to it, stands for.
fn plain(&(column, rank): &(Column, usize)) -> (Column, usize) {
    (column, rank * ORDERS + PLAIN)
}

impl Column {
    /// The Korean name of the meaning, for messages.
    pub(in crate::import) fn label(self) -> &'static str {
        &table()[&self].ko
    }
}

/// The form in which names of columns are compared: NFKC, lower case, letters and digits alone.
pub(in crate::import) fn normalise(name: &str) -> String {
    name.nfkc()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Ends the names of the columns that an annotated copy adds, whatever its language.
const OUR_OWN: &str = "(siya)";

/// The columns that an annotated copy adds, Korean and English, before [`OUR_OWN`].
pub(in crate::import) const ADDED_COLUMNS: [(&str, &str); 3] = [
    ("상태", "status"),
    ("사유", "reason"),
    ("제안", "suggestion"),
];
/// The sheet that explains them.
pub(in crate::import) const LEGEND: (&str, &str) = ("범례", "Legend");

/// What an annotated copy calls one of its own in a language.
pub(in crate::import) fn our_name((ko, en): (&str, &str), lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("{ko} {OUR_OWN}"),
        Lang::En => format!("{en} {OUR_OWN}"),
    }
}

/// Whether an annotated copy calls one of its own so, in either language.
fn is_called(name: &str, (ko, en): (&str, &str)) -> bool {
    let own = name.trim().strip_suffix(OUR_OWN).map(str::trim_end);
    own.is_some_and(|own| own == ko || own == en)
}

/// Whether a column is one that an annotated copy adds.
pub(in crate::import) fn is_added_column(name: &str) -> bool {
    ADDED_COLUMNS.iter().any(|&column| is_called(name, column))
}

/// Whether a sheet is the legend of an annotated copy, with a number where there were several.
pub(in crate::import) fn is_legend(name: &str) -> bool {
    let unnumbered = name.trim_end_matches(|c: char| c.is_ascii_digit());
    is_called(unnumbered, LEGEND)
}

/// Begins the names of the columns that an export adds to those of the national form.
const EXPORTED: &str = "siya_";
/// The column that every CSV export has, whatever else it has.
const EXPORTED_ID: &str = "siya_id";

/// Whether a column was added by an annotated copy or by an export: it is known, and means nothing to an
/// import unless the table has it.
pub(in crate::import) fn is_our_own(name: &str) -> bool {
    let name = name.trim();
    name.ends_with(OUR_OWN) || name.starts_with(EXPORTED)
}

/// Whether a file with these columns is an export, in which texts that begin like formulas are marked.
pub(in crate::import) fn is_export<'a>(mut names: impl Iterator<Item = &'a String>) -> bool {
    names.any(|name| name.trim() == EXPORTED_ID)
}

/// Which name means which column, with the projected columns that the user named.
#[derive(Debug, Clone)]
pub(in crate::import) struct Dictionary<'a> {
    projected: Option<(&'a ProjectedColumns, String, String)>,
    mappings: Option<&'a Mappings>,
    institution: Option<&'a str>,
    examiner: Option<&'a Examiner>,
    /// The column of geometries that the user named, as given and as compared.
    geometry: Option<(&'a str, String)>,
}

impl<'a> Dictionary<'a> {
    pub(in crate::import) fn new(projected: Option<&'a ProjectedColumns>) -> Self {
        Self {
            projected: projected
                .map(|columns| (columns, normalise(&columns.x), normalise(&columns.y))),
            mappings: None,
            institution: None,
            examiner: None,
            geometry: None,
        }
    }

    /// With the mappings that may be used, and the institution that the user named.
    pub(in crate::import) fn with_mappings(
        mut self,
        mappings: &'a Mappings,
        institution: Option<&'a str>,
    ) -> Self {
        self.mappings = Some(mappings);
        self.institution = institution;
        self
    }

    /// With somebody who looks at every table.
    pub(in crate::import) fn with_examiner(mut self, examiner: Option<&'a Examiner>) -> Self {
        self.examiner = examiner;
        self
    }

    /// The mappings that may be used.
    pub(in crate::import) fn mappings(&self) -> Option<&'a Mappings> {
        self.mappings
    }

    /// Whether any mapping is kept for files that name none.
    pub(in crate::import) fn has_kept_mappings(&self) -> bool {
        self.mappings
            .is_some_and(|mappings| !mappings.kept.is_empty())
    }

    /// Whether every list has to become a table: to be looked at, or read by the mapping that the user chose.
    pub(in crate::import) fn wants_tables(&self) -> bool {
        let chosen = self
            .mappings
            .is_some_and(|mappings| mappings.chosen.is_some());
        chosen || self.examiner.is_some()
    }

    /// The institution that the user named.
    pub(in crate::import) fn institution(&self) -> Option<&'a str> {
        self.institution
    }

    /// Who looks at every table.
    pub(in crate::import) fn examiner(&self) -> Option<&'a Examiner> {
        self.examiner
    }

    /// With a column of geometries that the user named.
    pub(in crate::import) fn with_geometry(mut self, name: Option<&'a str>) -> Self {
        self.geometry = name.map(|name| (name, normalise(name)));
        self
    }

    /// Whether the user named the column of geometries.
    pub(in crate::import) fn names_the_geometry(&self) -> bool {
        self.geometry.is_some()
    }

    /// The column of a name.
    pub(in crate::import) fn column(&self, name: &str) -> Option<Column> {
        self.look_up(name).map(|(column, _)| column)
    }

    /// The column of a name, and how near the name is to that of the national form: 0 is nearest. Names that
    /// differ in their brackets alone have ranks that are the same when divided by [`ORDERS`].
    pub(in crate::import) fn look_up(&self, name: &str) -> Option<(Column, usize)> {
        let normalised = normalise(name);
        if is_our_own(name) {
            return BY_NAME.get(&normalised).map(plain);
        }
        if let Some((_, x, y)) = &self.projected {
            // The user's names win over ours, and no other column is x or y beside them.
            if normalised == *x {
                return Some((Column::X, 0));
            }
            if normalised == *y {
                return Some((Column::Y, 0));
            }
        }
        if self
            .geometry
            .as_ref()
            .is_some_and(|(_, name)| *name == normalised)
        {
            return Some((Column::Geometry, 0));
        }
        let known = |name: &str| BY_NAME.get(name).map(plain);
        let axis = |axis: &str| known(axis).map(|(column, _)| column);
        signed_part(name, axis)
            .map(|column| (column, 0))
            .or_else(|| known(&normalised))
            .or_else(|| part_of(name, axis).map(|column| (column, 0)))
            .or_else(|| {
                let (column, rank) = *BY_NAME.get(&normalise(&bracket::without(name)))?;
                Some((column, rank * ORDERS + bracket::order(column, name)?))
            })
            .filter(|(column, _)| self.geometry.is_none() || *column != Column::Geometry)
            .filter(|(column, _)| {
                self.projected.is_none() || !matches!(column, Column::X | Column::Y)
            })
    }

    /// The known names in the form in which they are compared, with their columns.
    pub(in crate::import) fn names() -> impl Iterator<Item = (Column, &'static str)> {
        BY_NAME
            .iter()
            .map(|(name, (column, _))| (*column, name.as_str()))
    }

    /// Whether the user said which columns hold the coordinates.
    pub(in crate::import) fn names_the_coordinates(&self) -> bool {
        self.projected.is_some()
    }

    /// Refuses a file whose columns say nowhere where the cameras are.
    pub(in crate::import) fn check(
        &self,
        file: &str,
        names: &Names,
        found: impl FnOnce() -> Vec<String>,
    ) -> Result<(), Error> {
        let file = file.to_owned();
        if let Some((name, _)) = &self.geometry
            && !names.has(Column::Geometry)
        {
            let name = (*name).to_owned();
            return Err(Error::NoSuchColumn {
                file,
                name,
                found: found(),
            });
        }
        let Some((columns, ..)) = &self.projected else {
            // x and y alone are believed only by a mapping that states their system.
            let located = (names.has(Column::Latitude) && names.has(Column::Longitude))
                || (names.has(Column::X) && names.has(Column::Y))
                || names.has(Column::Position)
                || names.has(Column::Geometry);
            return if located {
                Ok(())
            } else {
                Err(Error::NoLocation {
                    file,
                    found: found(),
                })
            };
        };
        for (column, name) in [(Column::X, &columns.x), (Column::Y, &columns.y)] {
            if !names.has(column) {
                return Err(Error::NoSuchColumn {
                    file,
                    name: name.clone(),
                    found: found(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_has_an_entry_and_no_name_means_two_things() {
        let entries = table();
        assert_eq!(entries.len(), Column::COUNT);
        let mut seen: HashMap<String, Column> = HashMap::new();
        for (&column, entry) in entries {
            assert!(!entry.ko.is_empty(), "{column:?}");
            for name in &entry.names {
                let before = seen.insert(normalise(name), column);
                assert!(
                    before.is_none_or(|before| before == column),
                    "{name} also means {before:?}"
                );
            }
        }
    }

    #[test]
    fn both_spellings_english_names_and_decorations_are_the_same_column() {
        for (column, names) in [
            (
                Column::Installed,
                &[
                    "설치연월",
                    "설치년월",
                    "\u{FEFF}설치 년월",
                    "installationYymm",
                    "설치년도",
                ][..],
            ),
            (
                Column::Latitude,
                &[
                    "위도",
                    "WGS84위도",
                    "위도(WGS84)",
                    "LATITUDE",
                    "*위도*",
                    "ＷＧＳ８４ 위도",
                    "위도 [Y]",
                ],
            ),
            (
                Column::Longitude,
                &["경도", "WGS84_경도", "hardness", "lng", "x(경도)"],
            ),
            (
                Column::Purpose,
                &[
                    "설치목적구분",
                    "설치목적구분명",
                    "installationPurpsType",
                    "purpose",
                    "CCTV 용도",
                    "현장구분",
                ],
            ),
            (
                Column::X,
                &["좌표정보(X)", "X좌표", "x", "X좌표(EPSG5174)", "좌표(X)"],
            ),
            (Column::Y, &["좌표정보(Y)", "y_좌표", "Y"]),
            (Column::Address, &["안심 주소", "단속지점명", "설치 장소"]),
            (
                Column::LotAddress,
                &["고정형CCTV지번주소", "소재지(지번)주소"],
            ),
            (
                Column::RetentionDays,
                &["보관기간(일)", "저장기간", "cstdyDay"],
            ),
            (
                Column::UnitCount,
                &["CCTV 수량", "카메라 대수", "수량(대)", "cctvNumber"],
            ),
            (Column::ReferenceDate, &["수정 일시", "데이터기준일자"]),
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
    fn names_that_say_nothing_mean_nothing() {
        for name in [
            "",
            "비고",
            "연번",
            "담당자",
            "2012년",
            "Unnamed: 3",
            "행 레이블",
        ] {
            assert_eq!(Dictionary::new(None).column(name), None, "{name}");
        }
    }

    #[test]
    fn the_users_names_of_projected_columns_win_over_ours() {
        let columns = ProjectedColumns {
            code: "EPSG:5174".parse().expect("a code"),
            x: "위도".to_owned(),
            y: "좌표정보(Y)".to_owned(),
        };
        let dictionary = Dictionary::new(Some(&columns));
        assert_eq!(dictionary.column("위도"), Some(Column::X));
        assert_eq!(dictionary.column("좌표정보(Y)"), Some(Column::Y));
        assert_eq!(dictionary.column("좌표정보(X)"), None);
    }
}
