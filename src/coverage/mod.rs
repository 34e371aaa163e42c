//! The ground that cameras cover together: the union of their capture ranges (촬영범위), by institution and
//! purpose, with what is certain and what is assumed apart.
//!
//! A union is made of exact circles and sectors in a conformal plane: `boundary` finds what of each circle
//! lies in no other one, `area` integrates along that for the true area, and `rings` draws it as polygons.
//! Nothing here does IO or knows the time; who calls it decides on which threads.

mod area;
mod boundary;
mod figures;
mod grid;
mod outline;
mod range;
mod rings;
mod shape;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::dataset::{Dataset, SiteIndex};
use crate::model::{PositionQuality, Purpose};

pub use figures::{CoveredArea, Figure, Figures, InstitutionCoverage};
pub use range::Range;
pub use rings::{STEP, TOLERANCE_M};
pub use shape::{Part, Shape};

use boundary::Union;

/// Whether the office itself says that a place is covered.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The register or the policy states how far the cameras see, at sites whose positions are trusted.
    Certain,
    /// The distance is the usual one of the purpose or an inferred reading, or the position is not
    /// trusted.
    Assumed,
}

impl Certainty {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Certain, Self::Assumed];

    /// The code used in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Assumed => "assumed",
        }
    }

    /// Of the range of a site.
    #[must_use]
    pub fn of(dataset: &Dataset, site: SiteIndex) -> Self {
        let is_trusted = dataset.spot(site).quality == PositionQuality::Ok;
        if is_trusted && dataset.class(site).range.basis.is_stated() {
            Self::Certain
        } else {
            Self::Assumed
        }
    }
}

/// What a union of ranges covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Dissolved {
    /// Its area on the ground, square metres: of the exact circles, not of the polygons.
    pub area_m2: f64,
    /// Its polygons. Their corners lie on the circles and their sides up to [`TOLERANCE_M`] inside.
    pub shape: Shape,
}

/// The union of ranges.
#[must_use]
pub fn dissolve(ranges: Vec<Range>) -> Dissolved {
    let union = Union::new(ranges);
    Dissolved {
        area_m2: union.area_m2(),
        shape: union.shape(),
    }
}

/// The ground around a site that its camera may capture, as far as `capture-areas` draws it; `None` where
/// its extent is not known.
#[must_use]
pub fn range_of(dataset: &Dataset, site: SiteIndex) -> Option<Range> {
    let range = &dataset.class(site).range;
    let radius_m = range.max_m.filter(|max| *max > 0.0)?;
    Range::new(dataset.lonlat(site), radius_m, range.drawn_sector())
}

/// The covered ground of a dataset.
#[derive(Debug)]
pub struct Coverage {
    /// In the order of the dataset's institutions.
    institutions: Vec<Arc<InstitutionCoverage>>,
    /// All registers together.
    nationwide: Figures,
    by_purpose: Vec<(Purpose, Figures)>,
    /// By id, the institution of each area and its place among the areas of that.
    by_id: Vec<(u32, usize, usize)>,
}

impl Coverage {
    /// Computes it. What `before` has of an institution is kept where its sites are the same.
    ///
    /// Takes a few seconds for the country, on the threads of the present pool.
    #[must_use]
    pub fn compute(dataset: &Dataset, before: Option<&Self>) -> Self {
        let known: HashMap<[u8; 32], &Arc<InstitutionCoverage>> = before
            .iter()
            .flat_map(|before| &before.institutions)
            .map(|one| (one.fingerprint, one))
            .collect();
        let mut sites: Vec<Vec<SiteIndex>> = vec![Vec::new(); dataset.institutions().len()];
        for site in dataset.in_id_order() {
            sites[dataset.class(site).institution as usize].push(site);
        }
        let of_institutions: Vec<(usize, &Vec<SiteIndex>)> = sites.iter().enumerate().collect();
        let institutions: Vec<Arc<InstitutionCoverage>> = of_institutions
            .par_iter()
            .map(|&(index, sites)| {
                let code = &dataset.institutions()[index].code;
                let fingerprint = figures::fingerprint(dataset, code, sites);
                match known.get(&fingerprint) {
                    Some(&same) => Arc::clone(same),
                    None => Arc::new(InstitutionCoverage::compute(
                        dataset,
                        index,
                        fingerprint,
                        sites,
                    )),
                }
            })
            .collect();
        let all: Vec<SiteIndex> = sites.into_iter().flatten().collect();
        let mut by_id: Vec<(u32, usize, usize)> = institutions
            .iter()
            .enumerate()
            .flat_map(|(index, one)| {
                let areas = one.areas().iter().enumerate();
                areas.map(move |(at, area)| (area.id, index, at))
            })
            .collect();
        by_id.sort_unstable();
        Self {
            by_purpose: figures::by_purpose(dataset, &all),
            nationwide: Figures::compute(dataset, &all, None),
            institutions,
            by_id,
        }
    }

    /// Of each institution of the dataset, in its order.
    #[must_use]
    pub fn institutions(&self) -> &[Arc<InstitutionCoverage>] {
        &self.institutions
    }

    /// Of all registers: ground that several institutions or purposes cover is counted once.
    #[must_use]
    pub fn nationwide(&self) -> &Figures {
        &self.nationwide
    }

    /// Of all registers by purpose: ground that several institutions cover is counted once.
    #[must_use]
    pub fn by_purpose(&self) -> &[(Purpose, Figures)] {
        &self.by_purpose
    }

    /// Every area with its institution's index in the dataset, by id.
    #[must_use]
    pub fn shapes(&self) -> impl ExactSizeIterator<Item = (usize, &CoveredArea)> {
        self.by_id
            .iter()
            .map(|&(_, institution, at)| (institution, &self.institutions[institution].areas()[at]))
    }

    /// The area with an id, and its institution's index in the dataset.
    #[must_use]
    pub fn find(&self, id: u32) -> Option<(usize, &CoveredArea)> {
        let at = self.by_id.binary_search_by_key(&id, |&(id, _, _)| id);
        let (_, institution, at) = self.by_id[at.ok()?];
        Some((institution, &self.institutions[institution].areas()[at]))
    }
}
