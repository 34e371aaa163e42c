//! An institution as a feature: what the table knows of it and what is loaded of it.

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::dataset::{Dataset, LoadedInstitution, Release};
use crate::model::institution::{Level, UNKNOWN_CODE};
use crate::model::policy::founding_of;
use crate::model::{Institution, InstitutionRegistry, OperationPolicy};

/// A municipality of the table, loaded or not, or another institution that has a register.
#[derive(Debug, Clone, Copy)]
pub struct Municipality<'a> {
    /// The table's entry; `None` for the unknown institution and for codes that the table lacks.
    pub entry: Option<&'static Institution>,
    /// What is loaded of it.
    pub loaded: Option<&'a LoadedInstitution>,
}

impl<'a> Municipality<'a> {
    /// Every municipality of the country and every other institution with a register, by id.
    #[must_use]
    pub fn all(dataset: &'a Dataset) -> Vec<Self> {
        /// The municipalities of the table.
        static TABLE: LazyLock<Vec<&'static Institution>> = LazyLock::new(|| {
            let all = InstitutionRegistry::embedded().all().iter();
            all.filter(|entry| !entry.sigungu.is_empty()).collect()
        });
        let others = dataset
            .institutions()
            .iter()
            .filter(|loaded| loaded.entry.is_none_or(|entry| entry.sigungu.is_empty()))
            .map(|loaded| Self {
                entry: loaded.entry,
                loaded: Some(loaded),
            });
        let mut all: Vec<Self> = TABLE
            .iter()
            .map(|entry| Self {
                entry: Some(entry),
                loaded: dataset.institution(&entry.code).map(|(_, loaded)| loaded),
            })
            .chain(others)
            .collect();
        all.sort_by_key(Self::id);
        all
    }

    /// 7-digit code, or `unknown`.
    #[must_use]
    pub fn code(&self) -> &'a str {
        match (self.entry, self.loaded) {
            (Some(entry), _) => &entry.code,
            (None, Some(loaded)) => &loaded.code,
            (None, None) => UNKNOWN_CODE,
        }
    }

    /// Its code as a number: codes are official and last, while positions in a list do not. The unknown
    /// institution, which has none, is 0.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.code().parse().unwrap_or(0)
    }

    /// Korean name.
    #[must_use]
    pub fn name_ko(&self) -> &'a str {
        self.of(|entry| &entry.name_ko, LoadedInstitution::name_ko)
    }

    /// English name.
    #[must_use]
    pub fn name_en(&self) -> &'a str {
        self.of(|entry| &entry.name_en, LoadedInstitution::name_en)
    }

    /// What the table says, else what is loaded.
    fn of(
        &self,
        entry: fn(&'static Institution) -> &'static str,
        loaded: fn(&'a LoadedInstitution) -> &'a str,
    ) -> &'a str {
        let known = self.entry.map(entry);
        known.or(self.loaded.map(loaded)).unwrap_or_default()
    }

    /// Kind of local government.
    #[must_use]
    pub fn level(&self) -> Level {
        self.entry.map_or(Level::Unknown, |entry| entry.level)
    }

    /// Its loaded releases.
    pub fn releases(&self, dataset: &'a Dataset) -> impl Iterator<Item = &'a Release> + use<'a> {
        let loaded = self.loaded.into_iter();
        loaded.flat_map(|loaded| loaded.releases_in(dataset))
    }

    /// Latest 데이터기준일자 of its registers.
    #[must_use]
    pub fn reference_date(&self, dataset: &'a Dataset) -> Option<Date> {
        let dates = self.releases(dataset);
        dates.filter_map(|release| release.reference_date).max()
    }

    /// Its policy, where one is known.
    #[must_use]
    pub fn policy(&self) -> Option<&'static OperationPolicy> {
        founding_of(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::DatasetBuilder;

    #[test]
    fn ids_are_the_codes_and_no_two_are_the_same() {
        let dataset = DatasetBuilder::new().build();
        let all = Municipality::all(&dataset);
        assert!(all.len() > 220);
        assert!(all.windows(2).all(|pair| pair[0].id() < pair[1].id()));
        let gwangjin = all.iter().find(|one| one.id() == 3_040_000).unwrap();
        assert_eq!(gwangjin.code(), "3040000");
        assert!(gwangjin.policy().is_some() && gwangjin.loaded.is_none());
    }
}
