//! Features that a filter admits, and their order: every one that can come into question is asked, on all
//! threads, within what it may cost.

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use super::collection::{Collection, Feature};
use super::items::{ItemsQuery, Page, all, may_reach};
use super::queryables::Item;
use super::sort::{self, SortKey};
use crate::dataset::{Dataset, SiteIndex};

/// Most that a search may cost by the estimate, nanoseconds of one core: what no reader would wait for.
const MOST_COST: u64 = 20_000_000_000;

/// What may be done between two looks at whether the search is to end, nanoseconds.
const BETWEEN_LOOKS: u64 = 2_000_000;

/// Why a search has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It would ask too much, by the estimate: so many features, each at so many nanoseconds.
    #[error("a filter of {cost_ns} ns for each of {features} features is too much")]
    TooCostly {
        /// Features that would be asked.
        features: usize,
        /// What one of them costs.
        cost_ns: u64,
    },
    /// It was told to end.
    #[error("the search was stopped")]
    Stopped,
}

/// The features that a query admits: sites as their indexes, others as their places in the order of ids.
#[derive(Clone)]
pub struct Found(Vec<u32>);

impl Found {
    /// What it takes in memory, bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        size_of_val(self.0.as_slice())
    }
}

/// Looks for all features of a collection that a query admits, by id; gives up soon after `stop` says so.
///
/// # Errors
/// When the filter would cost too much, or `stop` says so.
pub fn search(
    collection: Collection,
    dataset: &Dataset,
    query: &ItemsQuery,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Found, Refused> {
    let features = Features::of(collection, dataset);
    let candidates = candidates(collection, dataset, query, &features);
    let cost_ns = query.filter.cost();
    if cost_ns.saturating_mul(candidates.len() as u64) > MOST_COST {
        return Err(Refused::TooCostly {
            features: candidates.len(),
            cost_ns,
        });
    }
    let filter_box = query.filter_box();
    let scan = query.filter.scan(dataset.class_count());
    let admitted = |&key: &u32| {
        let Some(feature) = features.get(dataset, key) else {
            return false;
        };
        filter_box.is_none_or(|filter_box| may_reach(dataset, &feature, &filter_box))
            && query.admits_feature(dataset, &feature)
            && scan.admits(&Item { dataset, feature })
            && query
                .region
                .as_ref()
                .is_none_or(|region| region.meets(dataset, feature))
    };
    let some = usize::try_from(BETWEEN_LOOKS / cost_ns.max(1)).unwrap_or(1);
    let found: Vec<Vec<u32>> = candidates
        .par_chunks(some.clamp(1, 1024))
        .map(|keys| {
            if stop() {
                return Err(Refused::Stopped);
            }
            Ok(keys.iter().copied().filter(admitted).collect())
        })
        .collect::<Result<_, Refused>>()?;
    let mut found = found.concat();
    if collection.is_of_sites() {
        found.sort_unstable_by_key(|&site| dataset.site(site).id);
    } else {
        found.sort_unstable();
    }
    found.dedup();
    Ok(Found(found))
}

/// What was found by id, in another order; gives up soon after `stop` says so.
///
/// # Errors
/// When `stop` says so.
pub fn ordered(
    collection: Collection,
    dataset: &Dataset,
    mut found: Found,
    keys: &[SortKey],
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Found, Refused> {
    let features = Features::of(collection, dataset);
    let item = |key| {
        let feature = features.get(dataset, key)?;
        Some(Item { dataset, feature })
    };
    sort::order(&mut found.0, keys, &item, stop)?;
    Ok(found)
}

/// A page of what was found.
#[must_use]
pub fn page_of<'a>(
    collection: Collection,
    dataset: &'a Dataset,
    found: &Found,
    offset: usize,
    limit: usize,
) -> Page<'a> {
    let features = Features::of(collection, dataset);
    let wanted = found.0.iter().skip(offset).take(limit);
    Page {
        features: wanted
            .filter_map(|&key| features.get(dataset, key))
            .collect(),
        matched: found.0.len(),
    }
}

/// The features of a collection by their keys.
enum Features<'a> {
    OfSites(Collection),
    Listed(Vec<Feature<'a>>),
}

impl<'a> Features<'a> {
    fn of(collection: Collection, dataset: &'a Dataset) -> Self {
        if collection.is_of_sites() {
            Self::OfSites(collection)
        } else {
            Self::Listed(all(collection, dataset).collect())
        }
    }

    fn get(&self, dataset: &'a Dataset, key: u32) -> Option<Feature<'a>> {
        match self {
            Self::OfSites(collection) => collection.of_site(dataset, key),
            Self::Listed(features) => features.get(key as usize).copied(),
        }
    }
}

/// The features that the boxes of a query leave, several times over where boxes share some.
///
/// Sites come in the order of memory.
fn candidates(
    collection: Collection,
    dataset: &Dataset,
    query: &ItemsQuery,
    features: &Features,
) -> Vec<u32> {
    if let Features::Listed(features) = features {
        return (0..u32::try_from(features.len()).unwrap_or(u32::MAX)).collect();
    }
    let index = dataset.index();
    let mut within: Vec<SiteIndex> = Vec::new();
    if collection == Collection::Cameras
        && let Some(boxes) = query.boxes()
    {
        for bbox in &boxes {
            index.for_each_in_bbox(bbox, dataset.spots(), |site| within.push(site));
        }
        return within;
    }
    // An area may reach into the box of the region and into that of the filter, and not where they meet.
    let windows = match (&query.region, query.filter_box()) {
        (Some(region), _) => region.in_degrees().collect(),
        (None, Some(filter)) => vec![filter],
        (None, None) => Vec::new(),
    };
    if windows.is_empty() {
        return (0..SiteIndex::try_from(dataset.len()).unwrap_or(SiteIndex::MAX)).collect();
    }
    for window in &windows {
        index.for_each_reaching_bbox(window, |site| within.push(site));
    }
    within
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use geo::{Geometry, LineString, Point, Polygon, Relate};
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::dataset::DatasetBuilder;
    use crate::feature::write_feature;
    use crate::query::filter::{Filter, Language};
    use crate::query::items::{Region, items};
    use crate::spatial::{Bbox, Crs};

    /// The ids and the served shapes of the features of a collection.
    type Served = Vec<(u32, Option<Geometry<f64>>)>;

    static SAMPLE: LazyLock<(Dataset, Served, Served)> = LazyLock::new(|| {
        let mut builder = DatasetBuilder::new();
        crate::sample::add_missing(&mut builder).unwrap();
        let dataset = builder.build();
        let served = |collection| -> Served {
            let page = items(collection, &dataset, &ItemsQuery::default(), 0, usize::MAX);
            let shape = |feature: &Feature| {
                let mut out = Vec::new();
                write_feature(&mut out, &dataset, feature, Crs::Crs84);
                let text = String::from_utf8(out).unwrap();
                let read: geojson::Feature = text.parse().unwrap();
                let geometry = read.geometry.map(|geometry| geometry.try_into().unwrap());
                (feature.id(&dataset), geometry)
            };
            // Every twentieth area, for the plain way is slow.
            let step = if collection == Collection::CaptureAreas {
                20
            } else {
                1
            };
            page.features.iter().step_by(step).map(shape).collect()
        };
        let (areas, outlines) = (
            served(Collection::CaptureAreas),
            served(Collection::Institutions),
        );
        (dataset, areas, outlines)
    });

    fn corner() -> impl Strategy<Value = (f64, f64)> {
        // Corners of areas, so that shapes touch, and places around them.
        let areas = &SAMPLE.1;
        (0..areas.len(), 0usize..64, -1i8..2, -1i8..2).prop_map(|(area, at, east, north)| {
            let Some(Geometry::Polygon(polygon)) = &areas[area].1 else {
                panic!("areas are polygons")
            };
            let corners = &polygon.exterior().0;
            let corner = corners[at % corners.len()];
            (
                corner.x + f64::from(east) / 500.0,
                corner.y + f64::from(north) / 500.0,
            )
        })
    }

    fn shape() -> impl Strategy<Value = (String, Geometry<f64>)> {
        let wkt = |corners: &[(f64, f64)]| {
            let texts: Vec<String> = corners.iter().map(|(x, y)| format!("{x} {y}")).collect();
            texts.join(", ")
        };
        prop_oneof![
            1 => corner().prop_map(move |at| {
                (format!("POINT({})", wkt(&[at])), Geometry::Point(Point::new(at.0, at.1)))
            }),
            2 => (corner(), corner())
                .prop_filter("two places", |(a, b)| a != b)
                .prop_map(move |(a, b)| {
                    (format!("LINESTRING({})", wkt(&[a, b])), Geometry::LineString(vec![a, b].into()))
                }),
            3 => [corner(), corner(), corner()]
                .prop_filter("a triangle has an area", |[a, b, c]| {
                    ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs() > 1e-9
                })
                .prop_map(move |[a, b, c]| {
                    let ring = LineString::from(vec![a, b, c, a]);
                    let text = format!("POLYGON(({}))", wkt(&[a, b, c, a]));
                    (text, Geometry::Polygon(Polygon::new(ring, vec![])))
                }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn areas_and_outlines_are_found_as_the_matrix_of_what_is_served_says(
            (text, shape) in shape(),
            function in select(vec![
                "S_INTERSECTS", "S_DISJOINT", "S_WITHIN", "S_CONTAINS", "S_TOUCHES", "S_CROSSES",
                "S_OVERLAPS", "S_EQUALS",
            ]),
            boxed in any::<bool>(),
        ) {
            let (dataset, areas, outlines) = &*SAMPLE;
            for (collection, served) in
                [(Collection::CaptureAreas, areas), (Collection::Institutions, outlines)]
            {
                let filter = format!("{function}(geometry, {text})");
                let queryables = collection.queryables();
                let filter = Filter::parse(&filter, Language::Text, queryables, Crs::default());
                let filter = filter.map_err(|error| TestCaseError::fail(error.to_string()))?;
                let half = Bbox { east: 128.0, ..Bbox::KOREA };
                let region = boxed.then(|| Region { crs: Crs::Crs84, boxes: vec![half] });
                let query = ItemsQuery { region, filter, ..ItemsQuery::default() };
                let found = search(collection, dataset, &query, &|| false).unwrap();
                let page = page_of(collection, dataset, &found, 0, usize::MAX);
                let found: Vec<u32> = page
                    .features
                    .iter()
                    .map(|feature| feature.id(dataset))
                    .filter(|id| served.iter().any(|(known, _)| known == id))
                    .collect();
                let frame = geo::Rect::new((half.west, half.south), (half.east, half.north));
                let expected: Vec<u32> = served
                    .iter()
                    .filter(|(_, known)| {
                        known.as_ref().is_some_and(|known| {
                            let matrix = known.relate(&shape);
                            let holds = match function {
                                "S_INTERSECTS" => matrix.is_intersects(),
                                "S_DISJOINT" => matrix.is_disjoint(),
                                "S_WITHIN" => matrix.is_within(),
                                "S_CONTAINS" => matrix.is_contains(),
                                "S_TOUCHES" => matrix.is_touches(),
                                "S_CROSSES" => matrix.is_crosses(),
                                "S_OVERLAPS" => matrix.is_overlaps(),
                                _ => matrix.is_equal_topo(),
                            };
                            holds && (!boxed || geo::Intersects::intersects(known, &frame))
                        })
                    })
                    .map(|(id, _)| *id)
                    .collect();
                prop_assert_eq!(found, expected, "{} {}", function, &text);
            }
        }
    }

    #[test]
    fn a_search_ends_when_it_is_told_to_and_refuses_what_costs_too_much() {
        let (dataset, ..) = &*SAMPLE;
        let collection = Collection::CaptureAreas;
        let of = |filter: &str| ItemsQuery {
            filter: Filter::parse(
                filter,
                Language::Text,
                collection.queryables(),
                Crs::default(),
            )
            .unwrap(),
            ..ItemsQuery::default()
        };
        let simple = of("purpose = 'crime'");
        let stopped = search(collection, dataset, &simple, &|| true);
        assert_eq!(stopped.err(), Some(Refused::Stopped));
        assert!(search(collection, dataset, &simple, &|| false).is_ok());

        // A comb over more than the country, over and over.
        let corners: Vec<String> = (10..=170)
            .map(|lon| format!("{lon} {}", lon % 2 * 80))
            .collect();
        let comb = format!("POLYGON(({},170 -1,10 -1,10 0))", corners.join(","));
        let many = vec![format!("S_OVERLAPS(geometry,{comb})"); 40].join(" OR ");
        let asked = std::sync::atomic::AtomicUsize::new(0);
        let count = || {
            asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            true
        };
        let refused = search(collection, dataset, &of(&many), &count);
        match refused.err() {
            Some(Refused::TooCostly { features, .. }) => {
                assert!(features > 1000);
                assert_eq!(asked.into_inner(), 0, "it is refused before it begins");
            }
            other => panic!("{other:?}"),
        }
    }
}
