//! Random filters, answered by the engine and by a plain reading of the served GeoJSON.

mod filters;
mod reading;
mod served;

use proptest::prelude::*;

use super::write::{placeless, to_json, to_text};
use super::{Filter, Language, json, text};
use crate::query::Collection;
use crate::query::items::{ItemsQuery, Region};
use crate::query::search::{page_of, search};
use crate::spatial::{Bbox, Crs};
use filters::filter;
use reading::truth;
use served::SERVED;

fn bbox() -> impl Strategy<Value = Vec<Bbox>> {
    let all = SERVED.0.bbox().to_array().unwrap();
    let some = (0.0..1.0, 0.0..1.0, 0.0..1.0).prop_map(move |(x, y, size): (f64, f64, f64)| {
        let west = all[0] + (all[2] - all[0]) * x;
        let south = all[1] + (all[3] - all[1]) * y;
        vec![Bbox {
            west,
            south,
            east: west + (all[2] - all[0]) * size,
            north: south + (all[3] - all[1]) * size,
        }]
    });
    prop_oneof![2 => Just(Vec::new()), 1 => some]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn the_engine_finds_what_a_plain_reading_of_the_features_finds(expr in filter(), bbox in bbox()) {
        let (dataset, features) = &*SERVED;
        let written = to_text(&expr);
        let queryables = Collection::Cameras.queryables();
        let filter = Filter::parse(&written, Language::Text, queryables, Crs::default());
        let filter = filter.map_err(|error| TestCaseError::fail(format!("{written}: {error}")))?;
        let region = (!bbox.is_empty()).then(|| Region { crs: Crs::Crs84, boxes: bbox.clone() });
        let query = ItemsQuery { region, filter, ..ItemsQuery::default() };
        let found = search(Collection::Cameras, dataset, &query, &|| false).unwrap();
        let page = page_of(Collection::Cameras, dataset, &found, 0, usize::MAX);
        let found: Vec<u64> = page
            .features
            .iter()
            .map(|feature| feature.id(dataset).into())
            .collect();
        let expected: Vec<u64> = features
            .iter()
            .filter(|feature| {
                let position = &feature["geometry"]["coordinates"];
                bbox.iter().all(|bbox| {
                    bbox.contains_xy(position[0].as_f64().unwrap(), position[1].as_f64().unwrap())
                }) && truth(&expr, feature) == Some(true)
            })
            .map(|feature| feature["id"].as_u64().unwrap())
            .collect();
        prop_assert_eq!(page.matched, expected.len());
        prop_assert_eq!(found, expected, "{}", written);
    }

    #[test]
    fn what_is_written_reads_back(expr in filter()) {
        let from_text = text::parse(&to_text(&expr), false).unwrap();
        let from_json = json::parse(&to_json(&expr).to_string()).unwrap();
        prop_assert_eq!(placeless(&from_text), placeless(&expr));
        prop_assert_eq!(placeless(&from_json), placeless(&expr));
    }
}
