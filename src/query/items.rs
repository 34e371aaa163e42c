//! Features of a collection by box, time, purpose, institution and filter, in a stable order.

use jiff::civil::Date;

use super::PurposeSet;
use super::collection::{Collection, Feature, around_area};
use super::covered::Covered;
use super::filter::Filter;
use super::municipality::Municipality;
use super::queryables::{GEOMETRY, ROUNDING_DEG};
use super::sort::SortKey;
use crate::dataset::{Dataset, LoadedInstitution, SiteIndex};
use crate::model::decimal::rounded;
use crate::spatial::geometry::Position;
use crate::spatial::{Bbox, Crs};

/// Which features are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemsQuery {
    /// Only features that share a point with it, or have no geometry; `None` for all.
    pub region: Option<Region>,
    /// Only features whose date lies in it, or that have none; `None` for all.
    pub days: Option<Days>,
    /// Only these purposes; empty for all. Institutions have none.
    pub purposes: PurposeSet,
    /// Only what belongs to these institutions, as indexes of the dataset; `None` for all. The collection
    /// of institutions itself is asked by a filter.
    pub institutions: Option<Vec<u32>>,
    /// Only features that it admits; made for the collection that is asked.
    pub filter: Filter,
    /// In which order; by id where this leaves it open. No property twice.
    pub sort: Vec<SortKey>,
}

/// Boxes of a coordinate reference system, edges included. They share no area.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// The system.
    pub crs: Crs,
    /// Boxes of x and y in it: `west` and `east` are the least and greatest x, `south` and `north` of y.
    pub boxes: Vec<Bbox>,
}

/// A span of days, both ends included; an open end reaches for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Days {
    /// Whether a span of days shares one with it.
    #[must_use]
    pub fn meets(&self, (first, last): (Date, Date)) -> bool {
        self.from.is_none_or(|from| from <= last) && self.to.is_none_or(|to| first <= to)
    }
}

impl Region {
    /// Whether a feature shares a point with it, or has no geometry (OGC 17-069r4, `/req/core/fc-bbox-response`).
    /// The question is asked in the region's own system, where its sides are straight, of the positions that
    /// are served: a box around them holds them.
    #[must_use]
    pub fn meets(&self, dataset: &Dataset, feature: Feature) -> bool {
        let decimals = self.crs.decimals();
        let project = |at: Position| {
            let served = self.crs.project(at).ok()?;
            Some(served.map(|number| rounded(number, decimals)))
        };
        if let Feature::CaptureArea(site) = feature {
            // The site is a point of its range: most of those that are asked about need no polygon.
            let (lon, lat) = dataset.position(site);
            let holds = |[x, y]: Position| self.boxes.iter().any(|area| area.contains_xy(x, y));
            if project([lon, lat]).is_some_and(holds) {
                return true;
            }
        }
        // The shape of a whole city is only made where its box is met.
        if let Feature::Coverage(_) = feature
            && !self
                .in_degrees()
                .any(|around| may_reach(dataset, &feature, &around))
        {
            return false;
        }
        let Some(geometry) = feature.geometry(dataset) else {
            return true;
        };
        self.boxes.iter().any(|area| geometry.meets(area, project))
    }

    /// Boxes in degrees around it, which hold every position that is served as one in it.
    pub(super) fn in_degrees(&self) -> impl Iterator<Item = Bbox> {
        self.boxes
            .iter()
            .map(|area| self.crs.around_in_degrees(area).grown(ROUNDING_DEG))
    }
}

impl ItemsQuery {
    /// Whether a site passes the filters by purpose and institution.
    #[must_use]
    pub fn admits(&self, dataset: &Dataset, site: SiteIndex) -> bool {
        let class = dataset.class(site);
        self.purposes.admits(class.purpose)
            && self
                .institutions
                .as_ref()
                .is_none_or(|named| named.contains(&class.institution))
    }

    /// Whether a feature passes everything but the region and the filter. What has no date passes any
    /// (OGC 17-069r4, `/req/core/fc-time-response`).
    pub(super) fn admits_feature(&self, dataset: &Dataset, feature: &Feature) -> bool {
        let facts = match feature {
            Feature::Camera(site) | Feature::CaptureArea(site) => self.admits(dataset, *site),
            Feature::Institution(_) => true,
            Feature::Coverage(covered) => self.admits_covered(covered),
        };
        facts
            && self
                .days
                .is_none_or(|days| feature.days(dataset).is_none_or(|own| days.meets(own)))
    }

    /// Whether purpose and institution of a covered area are among those asked for.
    #[must_use]
    pub fn admits_covered(&self, covered: &Covered<'_>) -> bool {
        let institutions = self.institutions.as_ref();
        self.purposes.admits(covered.area.purpose)
            && institutions
                .is_none_or(|named| named.iter().any(|&one| one as usize == covered.institution))
    }

    /// A box outside of which no feature passes the filter.
    pub(super) fn filter_box(&self) -> Option<Bbox> {
        Some(self.filter.bbox(GEOMETRY)?.grown(ROUNDING_DEG))
    }

    /// Boxes outside of which no camera passes; `None` when it could be anywhere. The boxes of the
    /// region, and within them the one that the filter names.
    pub(super) fn boxes(&self) -> Option<Vec<Bbox>> {
        let region: Option<Vec<Bbox>> = self
            .region
            .as_ref()
            .map(|region| region.in_degrees().collect());
        let Some(filter) = self.filter_box() else {
            return region;
        };
        let Some(region) = region else {
            return Some(vec![filter]);
        };
        let within = region.into_iter().map(|bbox| bbox.intersection(filter));
        Some(within.collect())
    }

    fn is_unfiltered(&self) -> bool {
        *self == Self::default()
    }
}

/// Where and when the features of a collection are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// Box around all of them; empty when there are none.
    pub bbox: Bbox,
    /// First and last of the days that [`Days`] are compared with.
    pub days: Option<(Date, Date)>,
}

/// Looks at every feature of a collection.
#[must_use]
pub fn reach(collection: Collection, dataset: &Dataset) -> Reach {
    let mut reach = Reach {
        bbox: Bbox::EMPTY,
        days: None,
    };
    if collection == Collection::Coverage {
        return covered_reach(dataset);
    }
    for feature in all(collection, dataset) {
        // Most areas cannot widen the box, and their polygons need not be made.
        let within = match feature {
            Feature::CaptureArea(site) => {
                around_area(dataset, site).is_some_and(|area| reach.bbox.holds(&area))
            }
            _ => false,
        };
        if !within && let Some(geometry) = feature.geometry(dataset) {
            geometry.for_each_position(|[lon, lat]| reach.bbox.include(lon, lat));
        }
        if let Some((first, last)) = feature.days(dataset) {
            let days = reach.days.get_or_insert((first, last));
            *days = (days.0.min(first), days.1.max(last));
        }
    }
    reach
}

/// Of covered areas, whether they were computed or not.
fn covered_reach(dataset: &Dataset) -> Reach {
    let mut reach = reach(Collection::CaptureAreas, dataset);
    let registers = dataset.institutions().iter();
    let latest = |loaded: &LoadedInstitution| loaded.reference_date(dataset);
    let (first, last) = (
        registers.clone().filter_map(latest).min(),
        registers.filter_map(latest).max(),
    );
    reach.days = first.zip(last);
    reach
}

/// Every feature of a collection, by id.
pub(super) fn all(
    collection: Collection,
    dataset: &Dataset,
) -> Box<dyn Iterator<Item = Feature<'_>> + '_> {
    if collection == Collection::Institutions {
        let municipalities = Municipality::all(dataset).into_iter();
        return Box::new(municipalities.map(Feature::Institution));
    }
    if collection == Collection::Coverage {
        let coverage = dataset.coverage().into_iter();
        return Box::new(
            coverage.flat_map(|coverage| Covered::all(coverage).map(Feature::Coverage)),
        );
    }
    let sites = dataset.in_id_order();
    Box::new(sites.filter_map(move |site| collection.of_site(dataset, site)))
}

/// One page of features and how many there are in all.
#[derive(Debug)]
pub struct Page<'a> {
    /// Features of the page.
    pub features: Vec<Feature<'a>>,
    /// Features that match the query.
    pub matched: usize,
}

/// A page of the matching features by id, of a query without a filter and an order; [`super::search`] is for
/// those that have one.
#[must_use]
pub fn items<'a>(
    collection: Collection,
    dataset: &'a Dataset,
    query: &ItemsQuery,
    offset: usize,
    limit: usize,
) -> Page<'a> {
    if let (Some(region), true) = (&query.region, collection.is_of_sites()) {
        let found = sites_in(collection, dataset, query, region);
        let features = found
            .into_iter()
            .filter_map(|(_, site)| collection.of_site(dataset, site));
        return page(features, offset, limit);
    }
    if query.is_unfiltered() && collection == Collection::Cameras {
        let sites = dataset.in_id_order().skip(offset).take(limit);
        return Page {
            features: sites.map(Feature::Camera).collect(),
            matched: dataset.len(),
        };
    }
    let found = all(collection, dataset)
        .filter(|feature| query.admits_feature(dataset, feature))
        .filter(|&feature| {
            let region = query.region.as_ref();
            region.is_none_or(|region| region.meets(dataset, feature))
        });
    page(found, offset, limit)
}

/// A page of features, which come in their order.
fn page<'a>(found: impl Iterator<Item = Feature<'a>>, offset: usize, limit: usize) -> Page<'a> {
    let mut features = Vec::new();
    let mut matched = 0;
    for feature in found {
        if matched >= offset && features.len() < limit {
            features.push(feature);
        }
        matched += 1;
    }
    Page { features, matched }
}

/// Whether the box around a feature of a site reaches into another: cheap, before its shape is made.
pub(super) fn may_reach(dataset: &Dataset, feature: &Feature, around: &Bbox) -> bool {
    match *feature {
        Feature::CaptureArea(site) => {
            around_area(dataset, site).is_some_and(|area| area.intersects(around))
        }
        Feature::Coverage(covered) => covered.area.bbox.intersects(around),
        _ => true,
    }
}

/// The sites whose features lie in a region, by id.
fn sites_in(
    collection: Collection,
    dataset: &Dataset,
    query: &ItemsQuery,
    region: &Region,
) -> Vec<(u32, SiteIndex)> {
    let mut found = Vec::new();
    for around in region.in_degrees() {
        let mut look_at = |site| {
            let Some(feature) = collection.of_site(dataset, site) else {
                return;
            };
            if may_reach(dataset, &feature, &around)
                && query.admits_feature(dataset, &feature)
                && region.meets(dataset, feature)
            {
                found.push((dataset.site(site).id, site));
            }
        };
        let index = dataset.index();
        if collection == Collection::Cameras {
            index.for_each_in_bbox(&around, dataset.spots(), &mut look_at);
        } else {
            index.for_each_reaching_bbox(&around, &mut look_at);
        }
    }
    found.sort_unstable();
    // A capture area may reach into both boxes of a region over the antimeridian.
    found.dedup();
    found
}
