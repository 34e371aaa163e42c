//! Dissolved coverage by purpose against `geo`'s `unary_union` over the same circles as 64-gons.
//!
//! `cargo bench --bench coverage -- FILE` takes a register; without one, 300,000 synthetic sites. First the
//! areas of every institution and purpose are compared with rows added up along parallels
//! (`tests/support/scanlines.rs`), then both are measured on one thread.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::collections::HashMap;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use siya::coverage::{Coverage, Range, dissolve, range_of};
use siya::dataset::{Dataset, DatasetBuilder, Release, SiteIndex};
use siya::import::{self, Options};
use siya::model::Purpose;
use siya::query::{Collection, Feature};
use siya::spatial::Geometry;

#[path = "../tests/support/scanlines.rs"]
mod scanlines;
#[path = "../tests/support/synthetic.rs"]
mod synthetic;

const SYNTHETIC: usize = 300_000;
/// Rows of the smallest circle in the comparison.
const ROWS: f64 = 300.0;

fn imported(path: PathBuf) -> Dataset {
    let import = import::read(&[path], &Options::default(), &|_| {}).expect("a register");
    let mut builder = DatasetBuilder::new();
    let mut id = 0;
    for register in &import.registers {
        let release = builder.add_release(Release {
            source: register.source.clone(),
            row_is: register.row_is,
            ..synthetic::release(&register.institution)
        });
        for site in &register.sites {
            id += 1;
            builder.add_site(release, id, site);
        }
    }
    builder.build()
}

/// Sites by purpose, and by institution where it is asked for.
fn groups(dataset: &Dataset, by_institution: bool) -> Vec<((usize, u32), Vec<SiteIndex>)> {
    let mut groups: HashMap<(usize, u32), Vec<SiteIndex>> = HashMap::new();
    for site in dataset.in_id_order() {
        let class = dataset.class(site);
        let institution = if by_institution { class.institution } else { 0 };
        let key = (class.purpose.index(), institution);
        if class.range.max_m.is_some() {
            groups.entry(key).or_default().push(site);
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_unstable_by_key(|(key, _)| *key);
    groups
}

fn ranges(dataset: &Dataset, sites: &[SiteIndex]) -> Vec<Range> {
    let ranges = sites.iter().filter_map(|&site| range_of(dataset, site));
    ranges.collect()
}

/// The same ranges as they are drawn one by one.
fn polygons(dataset: &Dataset, sites: &[SiteIndex]) -> Vec<geo::Polygon> {
    let polygon = |&site: &SiteIndex| {
        let area = Collection::CaptureAreas.of_site(dataset, site);
        let Some(Geometry::Polygon(rings)) = area.and_then(|area: Feature| area.geometry(dataset))
        else {
            return None;
        };
        let ring: Vec<(f64, f64)> = rings[0].iter().map(|&[x, y]| (x, y)).collect();
        Some(geo::Polygon::new(ring.into(), Vec::new()))
    };
    sites.iter().filter_map(polygon).collect()
}

fn compare(dataset: &Dataset) {
    let groups = groups(dataset, true);
    let off: Vec<(f64, usize)> = groups
        .par_iter()
        .map(|(_, sites)| {
            let circles: Vec<_> = sites
                .iter()
                .filter(|&&site| dataset.class(site).range.sector.is_none())
                .filter_map(|&site| Some((dataset.lonlat(site), dataset.class(site).range.max_m?)))
                .collect();
            if circles.len() < sites.len() {
                return (0.0, 0);
            }
            let ours = dissolve(ranges(dataset, sites)).area_m2;
            let rows = scanlines::covered_m2(&circles, ROWS);
            ((ours / rows - 1.0).abs(), sites.len())
        })
        .collect();
    let worst = off.iter().copied().fold(
        (0.0, 0),
        |worst, one| {
            if one.0 > worst.0 { one } else { worst }
        },
    );
    let many = off.iter().filter(|one| one.1 >= 20).map(|one| one.0);
    println!(
        "{} institutions and purposes against rows along parallels: off by {:.1e} at most ({} sites), by {:.1e} with 20 sites or more",
        groups.len(),
        worst.0,
        worst.1,
        many.fold(0.0, f64::max)
    );
}

fn main() {
    let path = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"));
    let dataset = match path {
        Some(path) => imported(path.into()),
        None => synthetic::register(SYNTHETIC, 1).0,
    };
    println!("{} sites", dataset.len());
    compare(&dataset);
    let one_thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread");
    let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
    for ((purpose, _), sites) in groups(&dataset, false) {
        let start = Instant::now();
        let dissolved = one_thread.install(|| dissolve(ranges(&dataset, &sites)));
        let own = start.elapsed();
        let polygons = polygons(&dataset, &sites);
        let start = Instant::now();
        let union = one_thread.install(|| geo::unary_union(&polygons));
        let other = start.elapsed();
        println!(
            "{:20} {:7} sites {:10.2} km2, {:6} parts {:8} corners: {own:.2?}; geo {:6} parts: {other:.2?}, ratio {:.1}",
            Purpose::ALL[purpose].code(),
            sites.len(),
            dissolved.area_m2 / 1e6,
            dissolved.shape.parts().len(),
            dissolved.shape.positions(),
            union.0.len(),
            other.as_secs_f64() / own.as_secs_f64(),
        );
        ours += own;
        theirs += other;
    }
    println!(
        "by purpose: {ours:.2?}, geo {theirs:.2?}, ratio {:.1}",
        theirs.as_secs_f64() / ours.as_secs_f64()
    );
    let start = Instant::now();
    let coverage = one_thread.install(|| Coverage::compute(&dataset, None));
    let whole = start.elapsed();
    let start = Instant::now();
    black_box(one_thread.install(|| Coverage::compute(&dataset, Some(&coverage))));
    let corners: usize = coverage
        .shapes()
        .map(|(_, area)| area.shape.positions())
        .sum();
    println!(
        "everything that is served, one thread: {whole:.2?}; again with nothing changed: {:.2?}; {corners} corners",
        start.elapsed()
    );
}
