//! What is served: an immutable snapshot of all published registers, resolved and indexed.
//!
//! Invariants: a [`Dataset`] is never changed, a new one replaces it whole (only what is computed of it
//! later, its [`Coverage`], is added once); every site refers to an
//! existing class, release and institution; sites are ordered by range class and then along a
//! Hilbert curve, so that what is near on the ground is near in memory. Former sites, and what was stated
//! of present ones before they moved, stand behind all others, with an index of their own: maps, items
//! and counts do not see them.

mod build;
mod group;
pub mod holder;
pub mod index;
mod intern;
mod members;
mod packed;
pub mod resolve;
mod site;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use jiff::{Timestamp, civil::Date};

pub use build::DatasetBuilder;
pub use holder::Holder;
use intern::{Interner, Symbol};
pub use members::MemberRow;
use members::Members;
pub use site::{
    ClassText, FirstRegistered, Past, PastEnd, Replaced, Site, SiteClass, SiteHistory, SiteIndex,
    SiteText, Spot,
};

use crate::coverage::Coverage;
use crate::model::{Institution, MobileUnit, OperationPolicy, Purpose, RowUnit};
use crate::spatial::{Bbox, LonLat};
use index::RangeIndex;

/// One import of one source for one institution: immutable once published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Number of the release in the store; the sample is release 0.
    pub id: i64,
    /// Code of the institution, or `unknown`.
    pub institution: String,
    /// Name of the source: `standard` for files in the national form, else the file's stem.
    pub source: String,
    /// Names of the files that it was read from.
    pub file_names: Vec<String>,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// Latest 데이터기준일자 of its rows.
    pub reference_date: Option<Date>,
    /// Made by the product for trying out; no real camera.
    pub sample: bool,
    /// Whether a row of it is a camera or a pole.
    pub row_is: RowUnit,
    /// How often the whole register stood in its file; 1 for most.
    pub copies: u16,
}

impl Release {
    /// What tells it from every other release, for hashes of a state.
    #[must_use]
    pub fn stamp(&self) -> String {
        let Self {
            id,
            institution,
            source,
            imported_at,
            ..
        } = self;
        format!("{id}|{institution}|{source}|{imported_at}")
    }
}

/// An institution with its loaded registers.
#[derive(Debug)]
pub struct LoadedInstitution {
    /// Code, or `unknown`.
    pub code: String,
    /// The table's entry; `None` for the unknown institution and for codes that the table lacks.
    pub entry: Option<&'static Institution>,
    /// Its policy, where one is known.
    pub policy: Option<&'static OperationPolicy>,
    /// Indexes of its releases.
    pub releases: Vec<usize>,
    /// Number of sites on the map.
    pub sites: usize,
    /// Number of cameras by what a row of each register is; sites that state none add nothing.
    pub units: u64,
    /// Rows of its registers: those that say the same are one site.
    pub rows: u64,
    /// Box around its sites.
    pub bbox: Bbox,
    /// The mobile devices that its registers list.
    pub mobile_units: Vec<MobileUnit>,
}

impl LoadedInstitution {
    /// Korean name to show.
    #[must_use]
    pub fn name_ko(&self) -> &str {
        self.entry.map_or("기관 미상", |entry| &entry.name_ko)
    }

    /// English name to show.
    #[must_use]
    pub fn name_en(&self) -> &str {
        self.entry
            .map_or("Unknown institution", |entry| &entry.name_en)
    }

    /// Its releases in the dataset that it belongs to.
    pub fn releases_in<'a>(&'a self, dataset: &'a Dataset) -> impl Iterator<Item = &'a Release> {
        self.releases.iter().map(|&index| &dataset.releases[index])
    }

    /// Latest reference date (데이터기준일자) of its registers.
    #[must_use]
    pub fn reference_date(&self, dataset: &Dataset) -> Option<Date> {
        let releases = self.releases_in(dataset);
        releases.filter_map(|release| release.reference_date).max()
    }
}

/// The served snapshot.
pub struct Dataset {
    token: String,
    releases: Vec<Release>,
    institutions: Vec<LoadedInstitution>,
    institution_by_code: HashMap<String, usize>,
    holders: Vec<Holder>,
    classes: Vec<SiteClass>,
    strings: Interner,
    /// The sites that are published, then the former ones.
    sites: Vec<Site>,
    spots: Vec<Spot>,
    text: String,
    members: Members,
    by_id: Vec<(u32, SiteIndex)>,
    index: RangeIndex,
    former_index: RangeIndex,
    histories: HashMap<SiteIndex, SiteHistory>,
    /// By id, the statements of the sites of which there are several, in the order of time.
    statements: HashMap<u32, Vec<SiteIndex>>,
    sequence: i64,
    purpose_counts: [(usize, u64); Purpose::ALL.len()],
    /// Sites, units and rows per release, in the order of `releases`.
    release_counts: Vec<(usize, u64, u64)>,
    bbox: Bbox,
    coverage: OnceLock<Arc<Coverage>>,
}

impl Dataset {
    /// Short text that changes whenever the content does; the base of every `ETag`.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The releases that are served.
    #[must_use]
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// Sites, units and rows of a release.
    #[must_use]
    pub fn release_count(&self, release: usize) -> (usize, u64, u64) {
        self.release_counts[release]
    }

    /// The institutions with at least one register.
    #[must_use]
    pub fn institutions(&self) -> &[LoadedInstitution] {
        &self.institutions
    }

    /// A loaded institution by its code, one of its further codes, or `unknown`.
    #[must_use]
    pub fn institution(&self, code: &str) -> Option<(usize, &LoadedInstitution)> {
        let index = *self.institution_by_code.get(code)?;
        Some((index, &self.institutions[index]))
    }

    /// Who holds the footage of a class of sites.
    #[must_use]
    pub fn holder(&self, index: u32) -> &Holder {
        &self.holders[index as usize]
    }

    /// The facts that a site shares with others.
    #[must_use]
    pub fn class(&self, site: SiteIndex) -> &SiteClass {
        &self.classes[self.spots[site as usize].class as usize]
    }

    /// How many classes of sites there are; [`Spot::class`] is below it.
    #[must_use]
    pub fn class_count(&self) -> usize {
        self.classes.len()
    }

    /// The facts of a site's own.
    #[must_use]
    pub fn site(&self, site: SiteIndex) -> &Site {
        &self.sites[site as usize]
    }

    /// Where a site stands.
    #[must_use]
    pub fn position(&self, site: SiteIndex) -> (f64, f64) {
        (self.spots[site as usize].lon, self.spots[site as usize].lat)
    }

    /// Where a site stands, as a position.
    ///
    /// # Panics
    /// Never: only positions enter a dataset.
    #[must_use]
    pub fn lonlat(&self, site: SiteIndex) -> LonLat {
        let (lon, lat) = self.position(site);
        LonLat::new(lon, lat).expect("a dataset is built from valid positions")
    }

    /// The texts of a site.
    #[must_use]
    pub fn text(&self, site: SiteIndex) -> SiteText<'_> {
        let record = &self.sites[site as usize];
        record.text(&self.text, &self.strings)
    }

    /// The texts that a site shares with others of its class.
    #[must_use]
    pub fn class_text(&self, site: SiteIndex) -> ClassText<'_> {
        let class = self.class(site);
        ClassText {
            department: self.strings.get(class.department),
            manager_raw: self.strings.get(class.manager_raw),
            purpose_raw: self.strings.get(class.purpose_raw),
        }
    }

    /// The further rows of a site that say the same, by 관리번호.
    pub fn members(&self, site: SiteIndex) -> impl Iterator<Item = MemberRow<'_>> {
        self.members.of(&self.sites[site as usize])
    }

    /// The site with a feature id.
    #[must_use]
    pub fn find_by_id(&self, id: u32) -> Option<SiteIndex> {
        let at = self.by_id.binary_search_by_key(&id, |&(id, _)| id).ok()?;
        Some(self.by_id[at].1)
    }

    /// All sites in the order of their feature ids.
    #[must_use]
    pub fn in_id_order(&self) -> impl ExactSizeIterator<Item = SiteIndex> + Clone {
        self.by_id.iter().map(|&(_, site)| site)
    }

    /// Number of sites.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether no site is served.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The index over the sites.
    #[must_use]
    pub fn index(&self) -> &RangeIndex {
        &self.index
    }

    /// What was published of sites and is not any more, while footage of that time could still exist:
    /// sites that were removed, and sites as they stood before they moved. They have no feature and stand
    /// in no count; only questions about the past ask for them.
    #[must_use]
    pub fn former_sites(&self) -> std::ops::Range<SiteIndex> {
        let index = |count: usize| SiteIndex::try_from(count).unwrap_or(SiteIndex::MAX);
        index(self.len())..index(self.sites.len())
    }

    /// The index over the former sites.
    #[must_use]
    pub fn former_index(&self) -> &RangeIndex {
        &self.former_index
    }

    /// What is known of when a site was listed.
    #[must_use]
    pub fn history(&self, site: SiteIndex) -> SiteHistory {
        self.histories.get(&site).copied().unwrap_or_default()
    }

    /// Every statement about the site, in the order of time, where there are several; else none.
    #[must_use]
    pub fn statements(&self, site: SiteIndex) -> &[SiteIndex] {
        let id = self.sites[site as usize].id;
        self.statements.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Number of the publication that the dataset shows; 0 when nothing is published.
    #[must_use]
    pub fn sequence(&self) -> i64 {
        self.sequence
    }

    /// Where a site stands and what decides its verdict.
    #[must_use]
    pub fn spot(&self, site: SiteIndex) -> &Spot {
        &self.spots[site as usize]
    }

    pub(crate) fn spots(&self) -> &[Spot] {
        &self.spots
    }

    /// Sites and units by purpose, in the order of [`Purpose::ALL`].
    #[must_use]
    pub fn purpose_counts(&self) -> &[(usize, u64); Purpose::ALL.len()] {
        &self.purpose_counts
    }

    /// Box around all sites.
    #[must_use]
    pub fn bbox(&self) -> &Bbox {
        &self.bbox
    }

    /// What its cameras cover together, once that was computed.
    #[must_use]
    pub fn coverage(&self) -> Option<&Arc<Coverage>> {
        self.coverage.get()
    }

    /// Keeps what was computed of it by [`Coverage::compute`], which takes too long for building it; the
    /// first one stays.
    pub fn keep_coverage(&self, coverage: Arc<Coverage>) {
        self.coverage.get_or_init(|| coverage);
    }

    /// Whether any served release is a sample.
    #[must_use]
    pub fn has_sample(&self) -> bool {
        self.releases.iter().any(|release| release.sample)
    }
}
