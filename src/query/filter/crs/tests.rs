//! Geometries in any system end where they are.

use crate::query::Collection;
use crate::query::filter::tree::Test;
use crate::query::filter::value::Value;
use crate::query::filter::{Filter, Language};
use crate::spatial::crs::{EpsgCode, Transformation};
use crate::spatial::{Crs, LonLat};

fn parse(filter: &str, crs: Crs) -> Filter {
    let queryables = Collection::Cameras.queryables();
    Filter::parse(filter, Language::Text, queryables, crs).unwrap()
}

/// The same triangle in every system, one corner at a time, hits the same place.
#[test]
fn geometries_are_in_the_system_and_order_of_filter_crs() {
    let at = LonLat::new(127.0847, 37.5385).unwrap();
    for crs in Crs::ALL {
        let uri = crs.uri();
        let code: Option<u32> = uri.rsplit('/').next().unwrap().parse().ok();
        let (first, second) = match code {
            None => (at.lon(), at.lat()),
            Some(4326) => (at.lat(), at.lon()),
            Some(code) => {
                let to = Transformation::from_lonlat(EpsgCode::new(code)).unwrap();
                let (east, north) = to.project(at).unwrap();
                if code == 3857 {
                    (east, north)
                } else {
                    (north, east)
                }
            }
        };
        let filter = format!("S_EQUALS(geometry, POINT({first} {second}))");
        let filter = parse(&filter, crs);
        let Test::Spatial(_, _, shape) = &filter.tests[0] else {
            panic!("{filter:?}")
        };
        let bbox = shape.bbox();
        // There and back through Bessel's datum is exact to some millimetres.
        assert!((bbox.west - at.lon()).abs() < 1e-7, "{uri} {bbox:?}");
        assert!((bbox.south - at.lat()).abs() < 1e-7, "{uri} {bbox:?}");
    }
}

/// A side that is straight in metres is a curve in degrees: its middle lies on the edge of the box, and
/// what lies a metre beyond does not belong to it.
#[test]
fn straight_sides_of_a_projected_box_stay_straight_in_metres() {
    let crs = Crs::Epsg5179;
    let filter = "S_INTERSECTS(geometry, BBOX(1700000, 800000, 2000000, 1200000))";
    let filter = parse(filter, crs);
    let Test::Spatial(relation, _, shape) = &filter.tests[0] else {
        panic!("{filter:?}")
    };
    let to = Transformation::new(EpsgCode::new(5179)).unwrap();
    let mut east = 800_001.0;
    while east < 1_200_000.0 {
        for (north, inside) in [
            (1_700_000.05, true),
            (1_699_999.95, false),
            (1_999_999.95, true),
            (2_000_000.05, false),
        ] {
            let at = to.to_lonlat(east, north).unwrap();
            let found = shape.relates(*relation, &Value::Point(at.lon(), at.lat()));
            assert_eq!(found, Some(inside), "{east} {north}");
        }
        east += 7_919.0;
    }
}
