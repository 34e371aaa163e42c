//! Registers made up for tests and benches: clustered sites with the usual radii, from a seed.

use siya::coverage::Coverage;
use siya::dataset::{Dataset, DatasetBuilder, Release};
use siya::model::site::{PositionReasons, RowRange};
use siya::model::{PositionQuality, Purpose, RetentionRule, RowUnit, SiteRecord};
use siya::spatial::{Bbox, LonLat};

/// `SplitMix64` (Steele, Lea and Flood 2014): small, and the same on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in 0..1.
    pub fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        unit
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Roughly normal, mean 0 and deviation 1 (sum of twelve uniforms).
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// A release of the national form for one institution.
pub fn release(institution: &str) -> Release {
    Release {
        id: 1,
        institution: institution.to_owned(),
        source: "standard".to_owned(),
        file_names: vec!["synthetic.csv".to_owned()],
        imported_at: "2026-11-01T00:00:00Z".parse().expect("a time"),
        reference_date: None,
        sample: false,
        row_is: RowUnit::Unknown,
        copies: 1,
    }
}

/// A site that states its own range.
pub fn site(
    position: LonLat,
    min_m: Option<f64>,
    max_m: Option<f64>,
    uncertainty_m: f64,
) -> SiteRecord {
    SiteRecord {
        source_row: 2,
        management_no: None,
        manager_raw: None,
        department: None,
        position,
        uncertainty_m,
        quality: PositionQuality::Ok,
        reasons: PositionReasons::default(),
        purpose: Purpose::Crime,
        purpose_raw: Some("생활방범".into()),
        unit_count: Some(1),
        direction_raw: None,
        row_range: RowRange {
            min_m,
            max_m,
            ..RowRange::default()
        }
        .into(),
        road_address: Some("서울특별시 광진구 능동로 120".into()),
        lot_address: None,
        retention: Some(RetentionRule::Exact(30)),
        installed: None,
        pixels: None,
        pixels_raw: None,
        retention_raw: None,
        phone: None,
        reference_date: None,
        members: Box::default(),
    }
}

/// Positions around `clusters` centres with weights that fall off like Zipf's law, and where people
/// are: the same centres.
pub struct Country {
    centres: Vec<(f64, f64)>,
    weights: Vec<f64>,
}

impl Country {
    pub fn new(random: &mut Random, clusters: usize) -> Self {
        let korea = Bbox::KOREA;
        let centres = (0..clusters)
            .map(|_| {
                (
                    random.between(126.0, 129.5),
                    random.between(korea.south, korea.north),
                )
            })
            .collect();
        let mut sum = 0.0;
        #[expect(clippy::cast_precision_loss, reason = "a few hundred clusters")]
        let weights = (0..clusters)
            .map(|rank| {
                sum += 1.0 / (rank as f64 + 1.0);
                sum
            })
            .collect();
        Self { centres, weights }
    }

    pub fn position(&self, random: &mut Random) -> LonLat {
        let pick = random.between(0.0, self.weights.last().copied().unwrap_or(1.0));
        let (lon, lat) = self.centres[self
            .weights
            .partition_point(|&weight| weight < pick)
            .min(self.centres.len() - 1)];
        let lon = (lon + random.normal() * 0.1).clamp(124.5, 132.0);
        let lat = (lat + random.normal() * 0.1).clamp(33.0, 38.7);
        LonLat::new(lon, lat).expect("clamped to Korea")
    }
}

/// The usual mix of radii: 70 % 100 m, 27 % 200 m, 3 % 3 km.
pub fn usual_radius(random: &mut Random) -> f64 {
    match random.unit() {
        part if part < 0.70 => 100.0,
        part if part < 0.97 => 200.0,
        _ => 3000.0,
    }
}

/// A clustered register of `count` sites with the usual mix of radii.
pub fn register(count: usize, seed: u64) -> (Dataset, Country) {
    let mut random = Random(seed);
    let country = Country::new(&mut random, 200);
    let mut builder = DatasetBuilder::new();
    let release = builder.add_release(release("3040000"));
    for id in 1..=u32::try_from(count).expect("a count of sites") {
        let radius = usual_radius(&mut random);
        let position = country.position(&mut random);
        let mut record = site(position, Some(radius), Some(radius), 0.7);
        if radius > 1000.0 {
            record.purpose = Purpose::ForestFire;
        }
        builder.add_site(release, id, &record);
    }
    (builder.build(), country)
}

/// The dataset with its covered areas, so that nobody has to wait for them.
#[allow(dead_code, reason = "benches do without")]
pub fn covered(dataset: Dataset) -> Dataset {
    let coverage = Coverage::compute(&dataset, None);
    dataset.keep_coverage(coverage.into());
    dataset
}
