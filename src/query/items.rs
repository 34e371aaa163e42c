//! Camera sites by box, purpose and institution, in the stable order of their ids.

use super::PurposeSet;
use crate::dataset::{Dataset, SiteIndex};
use crate::spatial::Bbox;

/// Which sites are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemsQuery {
    /// Only sites inside one of the boxes, edges included; empty for all. The boxes share no area.
    pub bbox: Vec<Bbox>,
    /// Only these purposes; empty for all.
    pub purposes: PurposeSet,
    /// Only these institutions, as indexes of the dataset; `None` for all.
    pub institutions: Option<Vec<u32>>,
}

impl ItemsQuery {
    /// Whether a site passes the filters other than the box.
    #[must_use]
    pub fn admits(&self, dataset: &Dataset, site: SiteIndex) -> bool {
        let class = dataset.class(site);
        self.purposes.admits(class.purpose)
            && self
                .institutions
                .as_ref()
                .is_none_or(|named| named.contains(&class.institution))
    }

    fn is_unfiltered(&self) -> bool {
        self.purposes == PurposeSet::default() && self.institutions.is_none()
    }
}

/// One page of sites and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Sites of the page.
    pub sites: Vec<SiteIndex>,
    /// Sites that match the query.
    pub matched: usize,
}

/// A page of the matching sites, ordered by id.
#[must_use]
pub fn items(dataset: &Dataset, query: &ItemsQuery, offset: usize, limit: usize) -> Page {
    if query.bbox.is_empty() {
        if query.is_unfiltered() {
            return Page {
                sites: dataset.in_id_order().skip(offset).take(limit).collect(),
                matched: dataset.len(),
            };
        }
        let matching = dataset
            .in_id_order()
            .filter(|&site| query.admits(dataset, site));
        return Page {
            sites: matching.clone().skip(offset).take(limit).collect(),
            matched: matching.count(),
        };
    }
    let mut found = Vec::new();
    for bbox in &query.bbox {
        dataset
            .index()
            .for_each_in_bbox(bbox, dataset.spots(), |site| {
                if query.admits(dataset, site) {
                    found.push((dataset.site(site).id, site));
                }
            });
    }
    found.sort_unstable();
    let matched = found.len();
    Page {
        sites: found
            .into_iter()
            .skip(offset)
            .take(limit)
            .map(|(_, site)| site)
            .collect(),
        matched,
    }
}
