//! Turns stored records into a [`Dataset`]: resolves, interns, orders, indexes.

mod classes;
mod history;

use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::index::{RangeIndex, class_of};
use super::members::Members;
use super::site::push_texts;
use super::{
    Dataset, FirstRegistered, Holder, Interner, LoadedInstitution, Past, Release, Site, SiteClass,
    Spot,
};
use crate::model::hex::hex;
use crate::model::policy::founding_of;
use crate::model::{InstitutionRegistry, MobileUnit, Purpose, SiteRecord};
use crate::spatial::Bbox;
use crate::spatial::hilbert::hilbert_index;
use classes::{ClassKey, HolderKey};

/// Collects releases and records; [`DatasetBuilder::build`] makes the snapshot.
#[derive(Default)]
pub struct DatasetBuilder {
    releases: Vec<Release>,
    release_counts: Vec<(usize, u64, u64)>,
    institutions: Vec<LoadedInstitution>,
    institution_by_code: HashMap<String, usize>,
    holders: Vec<Holder>,
    holder_by_key: HashMap<HolderKey, u32>,
    classes: Vec<SiteClass>,
    class_by_key: HashMap<ClassKey, u32>,
    strings: Interner,
    text: String,
    members: Members,
    rows: Vec<Row>,
    first_registered: HashMap<u32, FirstRegistered>,
    stated_from: HashMap<u32, Date>,
    sequence: i64,
    purpose_counts: [(usize, u64); Purpose::ALL.len()],
}

/// A record on its way into the ordered arrays.
struct Row {
    site: Site,
    spot: Spot,
    reach_m: Option<f64>,
    /// When it was stated, of what is not stated any more.
    past: Option<Past>,
}

impl DatasetBuilder {
    /// A builder without any register.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a release; its records follow by [`DatasetBuilder::add_site`] with the returned index.
    pub fn add_release(&mut self, release: Release) -> usize {
        let institution = self.institution_index(&release.institution);
        let index = self.releases.len();
        self.institutions[institution].releases.push(index);
        self.releases.push(release);
        self.release_counts.push((0, 0, 0));
        index
    }

    /// Whether a release of this institution was added, under any of its codes.
    #[must_use]
    pub fn has_institution(&self, code: &str) -> bool {
        self.institution_by_code.contains_key(code)
    }

    fn institution_index(&mut self, code: &str) -> usize {
        if let Some(&known) = self.institution_by_code.get(code) {
            return known;
        }
        let entry = InstitutionRegistry::embedded().by_code(code);
        let code = entry.map_or(code, |entry| &entry.code);
        let index = self.institutions.len();
        self.institutions.push(LoadedInstitution {
            code: code.to_owned(),
            entry,
            policy: founding_of(code),
            releases: Vec::new(),
            sites: 0,
            units: 0,
            rows: 0,
            bbox: Bbox::EMPTY,
            mobile_units: Vec::new(),
        });
        self.institution_by_code.insert(code.to_owned(), index);
        for other in entry.iter().flat_map(|entry| &entry.other_codes) {
            self.institution_by_code.insert(other.clone(), index);
        }
        index
    }

    /// Says which publication the dataset shows.
    pub fn set_sequence(&mut self, sequence: i64) {
        self.sequence = sequence;
    }

    /// Says when a site was first registered, where an earlier release did not list it.
    pub fn set_first_registered(&mut self, id: u32, first: FirstRegistered) {
        self.first_registered.insert(id, first);
    }

    /// Says since when (day in Seoul) what is stated of a site now has been, where something else was
    /// stated before: that follows by [`DatasetBuilder::add_former`].
    pub fn set_stated_from(&mut self, id: u32, since: Date) {
        self.stated_from.insert(id, since);
    }

    /// Adds what was published under a feature id and is not any more; `release` is the index of what
    /// its register has now, `stated` the release that it comes from.
    pub fn add_former(
        &mut self,
        release: usize,
        stated: &Release,
        id: u32,
        record: &SiteRecord,
        past: Past,
    ) {
        let class = self.class_index(release, Some(stated), record);
        let units = units_of(stated, record);
        self.push_row(class, id, record, units, Some(past));
    }

    /// Adds a mobile device of a release.
    pub fn add_mobile_unit(&mut self, release: usize, unit: MobileUnit) {
        let institution = self.institution_by_code[&self.releases[release].institution];
        self.institutions[institution].mobile_units.push(unit);
    }

    /// Adds a record under its feature id.
    pub fn add_site(&mut self, release: usize, id: u32, record: &SiteRecord) {
        let class = self.class_index(release, None, record);
        let units = units_of(&self.releases[release], record);
        let rows = record.rows() as u64;
        let institution = self.classes[class as usize].institution;
        let institution = &mut self.institutions[institution as usize];
        institution.sites += 1;
        institution.units += u64::from(units);
        institution.rows += rows;
        institution
            .bbox
            .include(record.position.lon(), record.position.lat());
        let (sites, sum) = &mut self.purpose_counts[record.purpose.index()];
        *sites += 1;
        *sum += u64::from(units);
        let (sites, sum, all_rows) = &mut self.release_counts[release];
        *sites += 1;
        *sum += u64::from(units);
        *all_rows += rows;
        self.push_row(class, id, record, units, None);
    }

    fn push_row(
        &mut self,
        class: u32,
        id: u32,
        record: &SiteRecord,
        units: u16,
        past: Option<Past>,
    ) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "metres to seven digits are enough for an uncertainty"
        )]
        let uncertainty_m = record.uncertainty_m as f32;
        let reach_m = self.classes[class as usize]
            .range
            .max_m
            .map(|max| max + f64::from(uncertainty_m));
        let text_start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let text_len = push_texts(
            &mut self.text,
            [
                record.management_no.as_deref(),
                record.road_address.as_deref(),
                record.lot_address.as_deref(),
            ],
        );
        let site = Site {
            id,
            source_row: record.source_row,
            unit_count: record.unit_count.unwrap_or(0),
            units,
            rows: u32::try_from(record.rows()).unwrap_or(u32::MAX),
            member_start: self.members.push(&record.members),
            reasons: record.reasons,
            direction: self.strings.intern(record.direction_raw.as_deref()),
            pixels: record.pixels,
            pixels_raw: self.strings.intern(record.pixels_raw.as_deref()),
            retention_raw: self.strings.intern(record.retention_raw.as_deref()),
            text_start,
            text_len,
        };
        self.rows.push(Row {
            site,
            spot: Spot {
                lon: record.position.lon(),
                lat: record.position.lat(),
                class,
                uncertainty_m,
                installed: record.installed,
                quality: record.quality,
                has_history: past.is_some(),
            },
            reach_m,
            past,
        });
    }

    /// Orders and indexes everything that was added.
    #[must_use]
    pub fn build(mut self) -> Dataset {
        let (mut bbox, mut curve) = (Bbox::EMPTY, Bbox::EMPTY);
        for row in &self.rows {
            curve.include(row.spot.lon, row.spot.lat);
            if row.past.is_none() {
                bbox.include(row.spot.lon, row.spot.lat);
            }
        }
        for row in &mut self.rows {
            row.spot.has_history |= self.first_registered.contains_key(&row.site.id)
                || self.stated_from.contains_key(&row.site.id);
        }
        self.rows.sort_by_cached_key(|row| {
            (
                row.past.is_some(),
                class_of(row.reach_m),
                hilbert_index(&curve, row.spot.lon, row.spot.lat),
                row.site.id,
            )
        });
        let spots: Vec<Spot> = self.rows.iter().map(|row| row.spot).collect();
        let reach: Vec<Option<f64>> = self.rows.iter().map(|row| row.reach_m).collect();
        let current = self.rows.partition_point(|row| row.past.is_none());
        let index = RangeIndex::build(0, &spots[..current], &reach[..current]);
        let former_index = RangeIndex::build(current, &spots[current..], &reach[current..]);
        let (histories, statements) = self.histories();
        // Texts follow the order of the sites, so that neighbours share cache lines.
        let mut text = String::with_capacity(self.text.len());
        let sites: Vec<Site> = self
            .rows
            .into_iter()
            .map(|row| row.site.with_text_moved(&self.text, &mut text))
            .collect();
        let mut by_id: Vec<(u32, u32)> = (0..)
            .zip(&sites[..current])
            .map(|(index, site)| (site.id, index))
            .collect();
        by_id.sort_unstable();
        self.strings.freeze();
        Dataset {
            token: token(&self.releases, self.sequence),
            releases: self.releases,
            institutions: self.institutions,
            institution_by_code: self.institution_by_code,
            holders: self.holders,
            classes: self.classes,
            strings: self.strings,
            sites,
            spots,
            text,
            members: self.members,
            by_id,
            index,
            former_index,
            histories,
            statements,
            sequence: self.sequence,
            purpose_counts: self.purpose_counts,
            release_counts: self.release_counts,
            bbox,
            coverage: OnceLock::new(),
        }
    }
}

/// Cameras at a site by what a row of its release is; 0 when not known.
fn units_of(release: &Release, record: &SiteRecord) -> u16 {
    let rows = record.rows().div_ceil(usize::from(release.copies.max(1)));
    release.row_is.units(rows, record.unit_count).unwrap_or(0)
}

/// A short hash of what is served and by which version of the program: policies and rendering are
/// part of the binary.
fn token(releases: &[Release], sequence: i64) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(format!("|{sequence}\n"));
    for release in releases {
        hash.update(format!("{}\n", release.stamp()));
    }
    hex(&hash.finalize()[..8])
}
