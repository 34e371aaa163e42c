//! Turns stored records into a [`Dataset`]: resolves, interns, orders, indexes.

use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::index::{RangeIndex, class_of};
use super::members::Members;
use super::site::push_texts;
use super::{
    Dataset, FirstRegistered, Holder, Interner, LoadedInstitution, Past, PastEnd, Release,
    Replaced, Site, SiteClass, SiteHistory, SiteIndex, Spot, Symbol, resolve,
};
use crate::feature::class_members;
use crate::model::policy::founding;
use crate::model::purpose::purposes;
use crate::model::site::{CameraKind, RowRange};
use crate::model::{InstitutionRegistry, MobileUnit, OperationPolicy, Purpose, SiteRecord};
use crate::spatial::Bbox;
use crate::spatial::hilbert::hilbert_index;

/// Collects releases and records; [`DatasetBuilder::build`] makes the snapshot.
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

/// What a class is made of: everything that decides range, retention, holder and shared members.
#[derive(PartialEq, Eq, Hash)]
struct ClassKey {
    release: u32,
    /// Number of the release that stated a former site.
    former_release: Option<i64>,
    purpose: Purpose,
    purpose_raw: Symbol,
    manager: Symbol,
    department: Symbol,
    phone: Symbol,
    /// Bits of the row's distances and angles: floats are told apart exactly.
    range: [u64; 4],
    turns: Option<bool>,
    directions: Option<u8>,
    kind: Option<CameraKind>,
    retention_days: Option<u16>,
    reference_date: Option<jiff::civil::Date>,
}

#[derive(PartialEq, Eq, Hash)]
struct HolderKey {
    json: String,
    sample: bool,
}

impl Default for DatasetBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl DatasetBuilder {
    /// A builder without any register.
    #[must_use]
    pub fn new() -> Self {
        Self {
            releases: Vec::new(),
            release_counts: Vec::new(),
            institutions: Vec::new(),
            institution_by_code: HashMap::new(),
            holders: Vec::new(),
            holder_by_key: HashMap::new(),
            classes: Vec::new(),
            class_by_key: HashMap::new(),
            strings: Interner::default(),
            text: String::new(),
            members: Members::default(),
            rows: Vec::new(),
            first_registered: HashMap::new(),
            stated_from: HashMap::new(),
            sequence: 0,
            purpose_counts: [(0, 0); Purpose::ALL.len()],
        }
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
            policy: policy_of(code),
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

    fn class_index(
        &mut self,
        release: usize,
        stated: Option<&Release>,
        record: &SiteRecord,
    ) -> u32 {
        let key = ClassKey {
            release: u32::try_from(release).unwrap_or(u32::MAX),
            former_release: stated.map(|release| release.id),
            purpose: record.purpose,
            purpose_raw: self.strings.intern(record.purpose_raw.as_deref()),
            manager: self.strings.intern(record.manager_raw.as_deref()),
            department: self.strings.intern(record.department.as_deref()),
            phone: self.strings.intern(record.phone.as_deref()),
            range: range_bits(&record.row_range),
            turns: record.row_range.turns,
            directions: record.row_range.directions,
            kind: record.row_range.kind,
            retention_days: record.retention_days,
            reference_date: record.reference_date,
        };
        if let Some(&known) = self.class_by_key.get(&key) {
            return known;
        }
        let class = self.make_class(release, stated, record);
        let index = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
        self.classes.push(class);
        self.class_by_key.insert(key, index);
        index
    }

    fn make_class(
        &mut self,
        release_index: usize,
        stated: Option<&Release>,
        record: &SiteRecord,
    ) -> SiteClass {
        let release = stated.unwrap_or(&self.releases[release_index]);
        let institution_index = self.institution_by_code[&release.institution];
        let institution = &self.institutions[institution_index];
        let policy = institution.policy;
        let range = resolve::capture_range(&record.row_range, record.purpose, policy, purposes());
        let retention = resolve::retention(
            record.retention_days,
            record.department.as_deref(),
            record.purpose,
            policy,
        );
        let institution_u32 = u32::try_from(institution_index).unwrap_or(u32::MAX);
        let holder = Holder::new(
            institution_u32,
            institution,
            record.department.as_deref(),
            record.phone.as_deref(),
            record.purpose,
            release.sample,
        );
        let json = class_members(record, &range, &retention, institution, release).into_boxed_str();
        let holder_key = HolderKey {
            json: holder.json.clone(),
            sample: holder.sample,
        };
        let next = u32::try_from(self.holders.len()).unwrap_or(u32::MAX);
        let holder_index = *self.holder_by_key.entry(holder_key).or_insert(next);
        if holder_index == next {
            self.holders.push(holder);
        }
        SiteClass {
            institution: institution_u32,
            release: u32::try_from(release_index).unwrap_or(u32::MAX),
            holder: holder_index,
            purpose: record.purpose,
            range,
            retention,
            department_in_row: record.department.is_some(),
            phone_in_row: record.phone.as_deref().map(Into::into),
            row_range: *record.row_range,
            reference_date: record.reference_date,
            department: self.strings.intern(record.department.as_deref()),
            manager_raw: self.strings.intern(record.manager_raw.as_deref()),
            purpose_raw: self.strings.intern(record.purpose_raw.as_deref()),
            json,
        }
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

impl DatasetBuilder {
    /// What is known of when the ordered rows were stated, and the rows of the ids that have several.
    fn histories(
        &self,
    ) -> (
        HashMap<SiteIndex, SiteHistory>,
        HashMap<u32, Vec<SiteIndex>>,
    ) {
        let with_history = || {
            (0..)
                .zip(&self.rows)
                .filter(|(_, row)| row.spot.has_history)
        };
        let removed: HashMap<u32, Date> = with_history()
            .filter_map(|(_, row)| {
                let past = row.past.filter(|past| past.end == PastEnd::Removed)?;
                Some((row.site.id, past.until))
            })
            .collect();
        let (mut histories, mut statements) = (HashMap::new(), HashMap::<_, Vec<_>>::new());
        for (index, row) in with_history() {
            let id = row.site.id;
            let stated_from = match &row.past {
                Some(past) => past.from,
                None => self.stated_from.get(&id).copied(),
            };
            let replaced = row.past.and_then(|past| match past.end {
                PastEnd::Replaced { moved } => Some(Replaced {
                    on: past.until,
                    moved,
                }),
                PastEnd::Removed => None,
            });
            let history = SiteHistory {
                first_registered: self.first_registered.get(&id).copied(),
                removed_on: removed.get(&id).copied(),
                stated_from,
                replaced,
            };
            if stated_from.is_some() || replaced.is_some() {
                statements.entry(id).or_default().push(index);
            }
            histories.insert(index, history);
        }
        for of_site in statements.values_mut() {
            of_site.sort_by_key(|index| {
                let history: &SiteHistory = &histories[index];
                (history.replaced.is_none(), history.stated_from)
            });
        }
        (histories, statements)
    }
}

/// Cameras at a site by what a row of its release is; 0 when not known.
fn units_of(release: &Release, record: &SiteRecord) -> u16 {
    let rows = record.rows().div_ceil(usize::from(release.copies.max(1)));
    release.row_is.units(rows, record.unit_count).unwrap_or(0)
}

fn policy_of(code: &str) -> Option<&'static OperationPolicy> {
    founding()
        .iter()
        .find(|policy| policy.institution_code() == Some(code))
}

fn range_bits(range: &RowRange) -> [u64; 4] {
    let bits = |value: Option<f64>| value.map_or(u64::MAX, f64::to_bits);
    [
        bits(range.min_m),
        bits(range.max_m),
        bits(range.bearing_deg),
        bits(range.width_deg),
    ]
}

/// A short hash of what is served and by which version of the program: policies and rendering are
/// part of the binary.
fn token(releases: &[Release], sequence: i64) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(format!("|{sequence}\n"));
    for release in releases {
        hash.update(format!(
            "{}|{}|{}|{}\n",
            release.id, release.institution, release.source, release.imported_at
        ));
    }
    hash.finalize()
        .iter()
        .take(8)
        .fold(String::new(), |mut text, byte| {
            use std::fmt::Write;
            let _ = write!(text, "{byte:02x}");
            text
        })
}
