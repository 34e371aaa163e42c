//! The sites of one institution, added up.

use std::collections::BTreeMap;

use super::Counted;
use crate::dataset::{Dataset, LoadedInstitution, SiteClass, SiteIndex};
use crate::model::Purpose;

/// Sites and cameras added up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) sites: u64,
    pub(super) units: u64,
    pub(super) without_count: u64,
}

impl Tally {
    pub(super) fn add(&mut self, unit_count: u16) {
        self.sites += 1;
        self.units += u64::from(unit_count);
        self.without_count += u64::from(unit_count == 0);
    }

    pub(super) fn counted(self) -> Counted {
        Counted {
            sites: Some(self.sites),
            units: Some(self.units),
        }
    }
}

/// The sites of one institution.
pub(super) struct Sites<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) indexes: Vec<SiteIndex>,
    pub(super) all: Tally,
    pub(super) by_purpose: [Tally; Purpose::ALL.len()],
    pub(super) by_department: BTreeMap<String, (String, Tally)>,
}

impl<'a> Sites<'a> {
    pub(super) fn of(dataset: &'a Dataset, institution: &LoadedInstitution) -> Self {
        let wanted = |class: &SiteClass| {
            dataset.institutions()[class.institution as usize].code == institution.code
        };
        let mut sites = Self {
            dataset,
            indexes: dataset
                .in_id_order()
                .filter(|&site| wanted(dataset.class(site)))
                .collect(),
            all: Tally::default(),
            by_purpose: [Tally::default(); Purpose::ALL.len()],
            by_department: BTreeMap::new(),
        };
        for &index in &sites.indexes {
            let (site, class) = (dataset.site(index), dataset.class(index));
            sites.all.add(site.units);
            sites.by_purpose[class.purpose.index()].add(site.units);
            if let Some(department) = &dataset.holder(class.holder).department {
                sites
                    .by_department
                    .entry(key(department))
                    .or_insert_with(|| (department.clone(), Tally::default()))
                    .1
                    .add(site.units);
            }
        }
        sites
    }

    pub(super) fn count(&self, has: impl Fn(SiteIndex, &SiteClass) -> bool) -> u64 {
        let dataset = self.dataset;
        self.indexes
            .iter()
            .filter(|&&site| has(site, dataset.class(site)))
            .count() as u64
    }
}

/// A department's name in the form in which names are compared.
pub(super) fn key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}
