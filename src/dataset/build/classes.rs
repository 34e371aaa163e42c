//! Classes of sites: what decides range, retention and holder is resolved once for all sites that share it.

use jiff::civil::Date;

use super::DatasetBuilder;
use crate::dataset::{Holder, Release, SiteClass, Symbol, resolve};
use crate::feature::class_members;
use crate::model::purpose::purposes;
use crate::model::site::{CameraKind, RowRange};
use crate::model::{Purpose, RetentionRule, SiteRecord};

/// What a class is made of: everything that decides range, retention, holder and shared members.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct ClassKey {
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
    retention: Option<RetentionRule>,
    reference_date: Option<Date>,
}

/// What tells holders apart.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct HolderKey {
    json: String,
    sample: bool,
}

impl DatasetBuilder {
    /// The class of a record, new or known; `stated` is the release of what is not stated any more.
    pub(super) fn class_index(
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
            retention: record.retention,
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
            record.retention,
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
