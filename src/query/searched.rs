//! What an answer was computed from: empty is not none.

use super::CaptureQuery;
use crate::dataset::Dataset;
use crate::model::Institution;
use crate::place::Places;

/// Which registers were searched around the place, and which institutions there have none loaded.
pub struct Searched {
    /// Radius around the place in which a camera could have been found, metres.
    pub radius_m: f64,
    /// Municipalities that the place lies in: two on a border, none at sea.
    pub place: Vec<&'static Institution>,
    /// Indexes of the releases of institutions around the place, and of those not bound to an area.
    pub releases: Vec<usize>,
    /// Municipalities around the place without any register.
    pub not_loaded: Vec<&'static Institution>,
    /// Number of releases searched in all.
    pub releases_total: usize,
}

impl Searched {
    pub(super) fn new(dataset: &Dataset, places: &Places, query: &CaptureQuery) -> Self {
        let radius_m = dataset.index().farthest_reach_m() + query.accuracy_m;
        let place = places.at(query.point);
        let around = places.around(query.point, query.accuracy_m);
        let (mut releases, mut not_loaded) = (Vec::new(), Vec::new());
        for institution in around {
            match dataset.institution(&institution.code) {
                Some((_, loaded)) => releases.extend(&loaded.releases),
                None => not_loaded.push(institution),
            }
        }
        // Provinces and rows of unknown institutions may stand anywhere: they were searched as well.
        for loaded in dataset.institutions() {
            if loaded.entry.is_none_or(|entry| entry.sigungu.is_empty())
                && loaded.bbox.contains(query.point)
            {
                releases.extend(&loaded.releases);
            }
        }
        Self {
            radius_m,
            place,
            releases,
            not_loaded,
            releases_total: dataset.releases().len(),
        }
    }
}
