//! Unions against oracles that share nothing with them: places counted one by one with geodesic distances,
//! and the `geo` crate's union of fine polygons.

use geo::{GeodesicArea, Validation, unary_union};
use proptest::prelude::*;

use super::{Dissolved, Range, dissolve};
use crate::spatial::geodesic::bearing_deg;
use crate::spatial::{LocalMetric, LonLat, Sector};

/// A capture range as a register states it.
#[derive(Debug, Clone, Copy)]
struct Stated {
    east_m: f64,
    north_m: f64,
    radius_m: f64,
    sector: Option<(f64, f64)>,
}

fn disc(east_m: f64, north_m: f64, radius_m: f64) -> Stated {
    Stated {
        east_m,
        north_m,
        radius_m,
        sector: None,
    }
}

fn sector(east_m: f64, north_m: f64, radius_m: f64, bearing: f64, width: f64) -> Stated {
    Stated {
        sector: Some((bearing, width)),
        ..disc(east_m, north_m, radius_m)
    }
}

/// Where everything is counted from.
fn middle() -> LonLat {
    LonLat::new(127.0847, 37.5385).unwrap()
}

impl Stated {
    fn place(&self) -> LonLat {
        let bearing = self.east_m.atan2(self.north_m).to_degrees();
        let distance = self.east_m.hypot(self.north_m);
        let [lon, lat] = LocalMetric::new(middle()).place_at(bearing, distance);
        LonLat::new(lon, lat).unwrap()
    }

    fn sector(&self) -> Option<Sector> {
        let (bearing, width) = self.sector?;
        Sector::new(bearing, width)
    }

    fn range(&self) -> Range {
        Range::new(self.place(), self.radius_m, self.sector()).unwrap()
    }

    /// By distance and bearing on the ground.
    fn has(&self, metric: &LocalMetric, at: LonLat) -> bool {
        metric.distance2_m2(at.lon(), at.lat()) < self.radius_m * self.radius_m
            && self
                .sector()
                .is_none_or(|sector| sector.contains_bearing(bearing_deg(metric.centre(), at), 0.0))
    }

    /// A polygon with many corners on the arc.
    fn polygon(&self, corners: u32) -> geo::Polygon {
        let metric = LocalMetric::new(self.place());
        let at = |bearing: f64| {
            let [lon, lat] = metric.place_at(bearing, self.radius_m);
            (lon, lat)
        };
        let mut ring = Vec::new();
        match self.sector().filter(|sector| sector.width_deg() < 360.0) {
            None => ring.extend(
                (0..corners).map(|corner| at(-360.0 * f64::from(corner) / f64::from(corners))),
            ),
            Some(sector) => {
                ring.push((self.place().lon(), self.place().lat()));
                let (last, width) = (
                    sector.bearing_deg() + sector.width_deg() / 2.0,
                    sector.width_deg(),
                );
                ring.extend(
                    (0..=corners)
                        .map(|corner| at(last - width * f64::from(corner) / f64::from(corners))),
                );
            }
        }
        geo::Polygon::new(ring.into(), Vec::new())
    }
}

fn union(stated: &[Stated]) -> Dissolved {
    dissolve(stated.iter().map(Stated::range).collect())
}

fn drawn(dissolved: &Dissolved) -> geo::MultiPolygon {
    let polygons = dissolved.shape.polygons().into_iter().map(|rings| {
        let mut rings = rings.into_iter().map(|ring| {
            assert!(ring.len() >= 4 && ring.first() == ring.last(), "{ring:?}");
            geo::LineString::from(ring.into_iter().map(|[x, y]| (x, y)).collect::<Vec<_>>())
        });
        geo::Polygon::new(rings.next().unwrap(), rings.collect())
    });
    geo::MultiPolygon::new(polygons.collect())
}

/// Area of the places that any of the ranges has, counted on a grid with cells of `cell_m`.
fn counted_m2(stated: &[Stated], cell_m: f64) -> f64 {
    let metrics: Vec<LocalMetric> = stated
        .iter()
        .map(|one| LocalMetric::new(one.place()))
        .collect();
    let reach = |one: &Stated| one.east_m.hypot(one.north_m) + one.radius_m;
    let half_m = stated.iter().map(reach).fold(0.0, f64::max) + 2.0 * cell_m;
    // Cells of equal degrees: what one has on the ground depends on its latitude.
    let around = LocalMetric::new(middle());
    let [_, north] = around.place_at(0.0, half_m);
    let [east, _] = around.place_at(90.0, half_m);
    let (half_lon, half_lat) = (east - middle().lon(), north - middle().lat());
    let cells = (2.0 * half_m / cell_m).ceil();
    let (step_lon, step_lat) = (2.0 * half_lon / cells, 2.0 * half_lat / cells);
    let mut area = 0.0;
    let mut lat = middle().lat() - half_lat + step_lat / 2.0;
    while lat < middle().lat() + half_lat {
        let here = LonLat::new(middle().lon(), lat).unwrap();
        let local = LocalMetric::new(here);
        let (width, _) = local.offset_m(here.lon() + step_lon, lat);
        let (_, height) = local.offset_m(here.lon(), lat + step_lat);
        let mut lon = middle().lon() - half_lon + step_lon / 2.0;
        let mut count = 0u32;
        while lon < middle().lon() + half_lon {
            let at = LonLat::new(lon, lat).unwrap();
            let covered = stated
                .iter()
                .zip(&metrics)
                .any(|(one, metric)| one.has(metric, at));
            count += u32::from(covered);
            lon += step_lon;
        }
        area += f64::from(count) * width * height;
        lat += step_lat;
    }
    area
}

/// What holds for every union: rings are closed, do not cross, run as RFC 7946 has it, and holes lie in
/// their polygon; its area is that of the polygons but for what sides leave out.
fn check(dissolved: &Dissolved) {
    let shape = drawn(dissolved);
    assert!(
        shape.is_valid(),
        "{:?}\n{shape:?}",
        shape.validation_errors()
    );
    for polygon in dissolved.shape.polygons() {
        for (index, ring) in polygon.iter().enumerate() {
            let doubled: f64 = ring
                .windows(2)
                .map(|pair| {
                    let [[x1, y1], [x2, y2]] =
                        [pair[0], pair[1]].map(|[x, y]| [x - ring[0][0], y - ring[0][1]]);
                    x1 * y2 - x2 * y1
                })
                .sum();
            assert_eq!(doubled > 0.0, index == 0, "{ring:?}");
        }
    }
    // Sides lie inside of arcs by up to 0.16 % of the area of a circle of 64 sides.
    let polygons = shape.geodesic_area_signed();
    let left_out = dissolved.area_m2 - polygons;
    assert!(
        left_out > -0.5 && left_out < 0.01 * dissolved.area_m2 + 2.0,
        "{} {polygons}",
        dissolved.area_m2
    );
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!(
        (a - b).abs() <= tolerance * b.abs(),
        "{a} {b}: {}",
        a / b - 1.0
    );
}

const CIRCLE_100: f64 = std::f64::consts::PI * 1e4;

#[test]
fn a_circle_has_its_area_and_repeated_ones_add_nothing() {
    for radius in [5.0, 100.0, 3000.0, 9000.0] {
        let one = union(&[disc(0.0, 0.0, radius)]);
        check(&one);
        close(one.area_m2, std::f64::consts::PI * radius * radius, 1e-6);
        let many = union(&[disc(0.0, 0.0, radius); 7]);
        assert_eq!(one, many);
        // One inside, off the middle, and one that touches from inside.
        let inside = union(&[
            disc(0.0, 0.0, radius),
            disc(1.0, 1.0, radius / 2.0),
            disc(radius / 2.0, 0.0, radius / 2.0),
        ]);
        close(inside.area_m2, one.area_m2, 1e-7);
        assert_eq!(inside.shape.parts().len(), 1);
    }
}

#[test]
fn discs_that_touch_stay_two() {
    let two = union(&[disc(0.0, 0.0, 100.0), disc(200.0, 0.0, 100.0)]);
    close(two.area_m2, 2.0 * CIRCLE_100, 1e-6);
    let apart = union(&[disc(0.0, 0.0, 100.0), disc(201.0, 0.0, 100.0)]);
    check(&apart);
    assert_eq!(apart.shape.parts().len(), 2);
    let joined = union(&[disc(0.0, 0.0, 100.0), disc(199.0, 0.0, 100.0)]);
    check(&joined);
    assert_eq!(joined.shape.parts().len(), 1);
}

#[test]
fn a_ring_of_discs_has_a_hole() {
    let ring: Vec<Stated> = (0..12)
        .map(|step| {
            let (sin, cos) = (f64::from(step) * std::f64::consts::TAU / 12.0).sin_cos();
            disc(300.0 * cos, 300.0 * sin, 100.0)
        })
        .collect();
    let dissolved = union(&ring);
    check(&dissolved);
    let polygons = dissolved.shape.polygons();
    assert_eq!((polygons.len(), polygons[0].len()), (1, 2));
    // A disc in the hole is a polygon of its own.
    let with_island = union(&[&ring[..], &[disc(0.0, 0.0, 50.0)]].concat());
    check(&with_island);
    assert_eq!(with_island.shape.parts().len(), 2);
    close(
        with_island.area_m2,
        dissolved.area_m2 + CIRCLE_100 / 4.0,
        1e-6,
    );
}

#[test]
fn many_discs_may_meet_in_one_point() {
    for count in [3, 4, 5, 8, 12] {
        let petals: Vec<Stated> = (0..count)
            .map(|step| {
                let turn = f64::from(step) * std::f64::consts::TAU / f64::from(count);
                disc(100.0 * turn.cos(), 100.0 * turn.sin(), 100.0)
            })
            .collect();
        let dissolved = union(&petals);
        check(&dissolved);
        close(dissolved.area_m2, counted_m2(&petals, 0.5), 1e-4);
    }
}

#[test]
fn positions_on_a_grid_are_no_special_case() {
    // As registers with three decimals have them, and so that circles cross where others do.
    for spacing in [
        50.0,
        100.0,
        100.0 * std::f64::consts::SQRT_2,
        173.205_080_756_887_72,
        200.0,
    ] {
        let grid: Vec<Stated> = (0..25)
            .map(|at| {
                disc(
                    f64::from(at % 5) * spacing,
                    f64::from(at / 5) * spacing,
                    100.0,
                )
            })
            .collect();
        let dissolved = union(&grid);
        if spacing < 199.0 {
            check(&dissolved);
        }
        close(dissolved.area_m2, counted_m2(&grid, 2.0), 5e-4);
    }
}

#[test]
fn sectors_around_one_pole_join() {
    let quarter = |bearing| sector(0.0, 0.0, 100.0, bearing, 90.0);
    let half = union(&[quarter(45.0), quarter(135.0)]);
    check(&half);
    close(half.area_m2, CIRCLE_100 / 2.0, 1e-4);
    assert_eq!(half.shape.parts().len(), 1);
    let whole = union(&[
        quarter(45.0),
        quarter(135.0),
        quarter(225.0),
        quarter(315.0),
    ]);
    assert_eq!(whole, union(&[disc(0.0, 0.0, 100.0)]));
    // Beside each other, one of them longer; and the shorter one within the longer one's directions.
    let stairs = union(&[quarter(45.0), sector(0.0, 0.0, 200.0, 135.0, 90.0)]);
    check(&stairs);
    close(stairs.area_m2, CIRCLE_100 * 1.25, 1e-4);
    assert_eq!(stairs.shape.parts().len(), 1);
    let within = union(&[
        sector(0.0, 0.0, 100.0, 22.5, 45.0),
        sector(0.0, 0.0, 200.0, 45.0, 90.0),
    ]);
    check(&within);
    close(within.area_m2, CIRCLE_100, 1e-4);
    assert_eq!(within.shape.parts().len(), 1);
    // Opposite ones share the pole.
    let opposite = union(&[quarter(0.0), quarter(180.0)]);
    close(opposite.area_m2, CIRCLE_100 / 2.0, 1e-4);
}

#[test]
fn wide_and_narrow_sectors_have_their_area() {
    for (bearing, width) in [
        (0.0, 1.0),
        (90.0, 60.0),
        (200.0, 180.0),
        (10.0, 270.0),
        (33.0, 359.0),
    ] {
        for radius in [50.0, 3000.0] {
            let one = union(&[sector(0.0, 0.0, radius, bearing, width)]);
            check(&one);
            let expected = std::f64::consts::PI * radius * radius * width / 360.0;
            // The sides are straight in the plane, where geodesics bend a little.
            close(
                one.area_m2,
                expected,
                if radius < 1000.0 { 3e-5 } else { 2e-4 },
            );
        }
    }
}

fn any_disc() -> impl Strategy<Value = Stated> {
    // Half of the positions on a grid, so that some are the same and some in line.
    let metre = || {
        prop_oneof![
            -400.0f64..400.0,
            (-8i32..=8).prop_map(|step| f64::from(step) * 50.0)
        ]
    };
    let radius = prop_oneof![Just(100.0), Just(50.0), Just(200.0), 20.0f64..300.0];
    (metre(), metre(), radius).prop_map(|(x, y, radius)| disc(x, y, radius))
}

fn any_range() -> impl Strategy<Value = Stated> {
    let wedge = (
        prop_oneof![0.0f64..360.0, Just(90.0), Just(0.0)],
        prop_oneof![5.0f64..355.0, Just(90.0), Just(60.0)],
    );
    (any_disc(), prop::option::of(wedge)).prop_map(|(disc, sector)| Stated { sector, ..disc })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn unions_of_discs_are_what_the_geo_crate_makes_of_them(stated in prop::collection::vec(any_disc(), 1..40)) {
        let dissolved = union(&stated);
        check(&dissolved);
        let polygons: Vec<geo::Polygon> = stated.iter().map(|one| one.polygon(2000)).collect();
        let theirs = unary_union(&polygons);
        close(dissolved.area_m2, theirs.geodesic_area_signed(), 2e-5);
    }

    #[test]
    fn unions_of_sectors_are_what_the_geo_crate_makes_of_them(stated in prop::collection::vec(any_range(), 1..30)) {
        let dissolved = union(&stated);
        let polygons: Vec<geo::Polygon> = stated.iter().map(|one| one.polygon(2000)).collect();
        let theirs = unary_union(&polygons);
        // Not the unsigned area: it takes a hole of no width for one around the rest of the earth.
        close(dissolved.area_m2, theirs.geodesic_area_signed(), 1e-4);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn areas_are_what_counting_places_gives(stated in prop::collection::vec(any_range(), 1..25)) {
        let dissolved = union(&stated);
        let counted = counted_m2(&stated, 2.0);
        // Cells on the boundary count whole or not at all, half of them either way; but along a side of a
        // sector that looks north or east all may be on one side.
        let sides = stated.iter().filter(|one| one.sector.is_some());
        let beside: f64 = sides.map(|one| 2.0 * one.radius_m).sum();
        prop_assert!((dissolved.area_m2 - counted).abs() < 1e-3 * counted + 40.0 + beside);
    }
}

#[test]
fn the_order_of_ranges_does_not_matter() {
    let mut stated: Vec<Stated> = (0..100)
        .map(|at: i32| {
            let at = f64::from(at);
            disc(
                (at * 37.0) % 500.0,
                (at * 91.0) % 400.0,
                60.0 + (at * 13.0) % 80.0,
            )
        })
        .collect();
    let one = union(&stated);
    check(&one);
    close(one.area_m2, counted_m2(&stated, 2.0), 2e-4);
    stated.reverse();
    assert_eq!(union(&stated), one);
}
