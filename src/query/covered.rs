//! The ground that an institution's cameras with one purpose cover, as a feature.

use crate::coverage::{Coverage, CoveredArea};
use crate::dataset::{Dataset, LoadedInstitution, Release};
use crate::model::decimal::rounded;

/// A covered area and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Covered<'a> {
    /// Index of the institution in the dataset.
    pub institution: usize,
    /// The area.
    pub area: &'a CoveredArea,
}

impl<'a> Covered<'a> {
    /// The institution.
    #[must_use]
    pub fn loaded<'d>(&self, dataset: &'d Dataset) -> &'d LoadedInstitution {
        &dataset.institutions()[self.institution]
    }

    /// The releases of its registers.
    pub fn releases<'d>(
        &self,
        dataset: &'d Dataset,
    ) -> impl Iterator<Item = &'d Release> + use<'d> {
        self.loaded(dataset).releases_in(dataset)
    }

    /// Its area, square kilometres to a square metre.
    #[must_use]
    pub fn area_km2(&self) -> f64 {
        rounded(self.area.area_m2 / 1e6, 6)
    }

    /// Number of the newest of the institution's releases.
    #[must_use]
    pub fn release(&self, dataset: &Dataset) -> Option<i64> {
        self.releases(dataset).map(|release| release.id).max()
    }

    /// Names of the institution's sources, parted by commas.
    #[must_use]
    pub fn sources(&self, dataset: &Dataset) -> Option<String> {
        let mut names: Vec<&str> = self
            .releases(dataset)
            .map(|release| release.source.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// Whether any of the institution's registers is a sample made by the product.
    #[must_use]
    pub fn is_sample(&self, dataset: &Dataset) -> bool {
        self.releases(dataset).any(|release| release.sample)
    }

    /// The area with an id.
    #[must_use]
    pub fn find(coverage: &'a Coverage, id: u32) -> Option<Self> {
        let (institution, area) = coverage.find(id)?;
        Some(Self { institution, area })
    }

    /// Every area, by id.
    pub fn all(coverage: &'a Coverage) -> impl Iterator<Item = Self> {
        let shapes = coverage.shapes();
        shapes.map(|(institution, area)| Self { institution, area })
    }
}
