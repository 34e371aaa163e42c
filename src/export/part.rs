//! All registers or those of one institution, and the names of their files.

use sha2::{Digest, Sha256};

use crate::dataset::{Dataset, SiteIndex};
use crate::model::hex::hex;

/// What of a dataset a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Every register.
    All,
    /// The registers of one institution, by its index in the dataset.
    Institution(usize),
}

impl Part {
    /// Whether a site belongs to it.
    #[must_use]
    pub fn has(self, dataset: &Dataset, site: SiteIndex) -> bool {
        match self {
            Self::All => true,
            Self::Institution(index) => dataset.class(site).institution as usize == index,
        }
    }

    /// Code of the institution; `None` for all.
    #[must_use]
    pub fn institution(self, dataset: &Dataset) -> Option<&str> {
        match self {
            Self::All => None,
            Self::Institution(index) => Some(&dataset.institutions()[index].code),
        }
    }

    /// Indexes of its releases.
    pub(super) fn releases(self, dataset: &Dataset) -> Vec<usize> {
        match self {
            Self::All => (0..dataset.releases().len()).collect(),
            Self::Institution(index) => dataset.institutions()[index].releases.clone(),
        }
    }

    /// Sixteen hexadecimal digits that change whenever the contents do, and for an institution only then.
    #[must_use]
    pub fn state(self, dataset: &Dataset) -> String {
        if self == Self::All {
            return dataset.token().to_owned();
        }
        let mut hash = Sha256::new();
        hash.update(env!("CARGO_PKG_VERSION"));
        for index in self.releases(dataset) {
            hash.update(format!("\n{}", dataset.releases()[index].stamp()));
        }
        let digest = hash.finalize();
        hex(&digest[..8])
    }

    /// The name of its files without state and ending, under which the present ones can be asked for:
    /// `cameras` or `cameras-3040000`.
    #[must_use]
    pub fn stem(self, dataset: &Dataset) -> String {
        match self.institution(dataset) {
            None => "cameras".to_owned(),
            Some(code) => format!("cameras-{code}"),
        }
    }

    /// What it is called in Korean and in English.
    #[must_use]
    pub fn title(self, dataset: &Dataset) -> [String; 2] {
        match self {
            Self::All => [
                "공공 CCTV 설치 지점".to_owned(),
                "Public CCTV camera sites of Korean local governments".to_owned(),
            ],
            Self::Institution(index) => {
                let institution = &dataset.institutions()[index];
                let region = institution.entry.map_or("", |entry| &entry.region_ko);
                let name = institution.name_ko();
                let name_ko = if region == name {
                    name.to_owned()
                } else {
                    format!("{region} {name}")
                };
                [
                    format!("{} CCTV 설치 지점", name_ko.trim()),
                    format!("CCTV camera sites of {}", institution.name_en()),
                ]
            }
        }
    }
}
