//! Which cameras could have captured a place at a time, is the footage still there, and whom to ask.

use jiff::Timestamp;
use jiff::civil::Date;

use super::footage::{Footage, FootageMemo, with_history};
use super::interval::seoul_date;
use super::mobile::Mobile;
use super::reasons::{RangeReason, Reasons};
use super::searched::Searched;
use super::statement::{Judged, judged_then};
use super::verdict::{RangeVerdict, Sighting, range_verdict};
use super::{Interval, PurposeSet};
use crate::dataset::{Dataset, SiteIndex};
use crate::model::{OperationPolicy, Retention};
use crate::place::Places;
use crate::spatial::{LocalMetric, LonLat};

/// Most cameras that one answer lists; more are counted, and the asker is told to narrow down.
pub const MAX_HITS: usize = 2000;
/// As many cameras as an answer has in a town, about.
const USUAL_HITS: usize = 64;

/// The question.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptureQuery {
    /// The place.
    pub point: LonLat,
    /// How sure the asker is of it: radius in metres, 0 or more.
    pub accuracy_m: f64,
    /// The time, if one is asked about.
    pub interval: Option<Interval>,
    /// The moment of asking.
    pub as_of: Timestamp,
    /// Only cameras of these purposes; empty for all.
    pub purposes: PurposeSet,
    /// Only cameras of these institutions; empty for all.
    pub institutions: Vec<String>,
}

/// The answer: cameras in rank order, their holders, and what was searched.
pub struct Answer<'a> {
    /// The register that was searched.
    pub dataset: &'a Dataset,
    /// The question.
    pub query: CaptureQuery,
    /// Cameras in range, soonest loss first, then nearest; the long-range ones after all others.
    pub hits: Vec<Hit>,
    /// How many are in range; more than `hits` when the answer was cut at [`MAX_HITS`].
    pub matched: usize,
    /// Holders in the order of their most urgent camera.
    pub groups: Vec<Group>,
    /// Mobile units of the institutions at the place: possible, without a position.
    pub mobile_units: Vec<(usize, Mobile<'a>)>,
    /// What was searched, and what is not loaded.
    pub searched: Searched,
}

/// A camera site that may have had the place in its range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The site.
    pub site: SiteIndex,
    /// Geodesic distance, metres.
    pub distance_m: f64,
    /// Range verdict.
    pub verdict: RangeVerdict,
    /// Its reasons.
    pub range_reasons: Reasons<RangeReason>,
    /// Footage state with dates and reasons.
    pub footage: Footage,
    /// Index of its group.
    pub group: usize,
}

/// The cameras of one holder.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Index of the holder.
    pub holder: u32,
    /// The group of long-range cameras (3 km), told apart and folded.
    pub long_range: bool,
    /// Sites in it.
    pub cameras: usize,
    /// Sum of the stated camera counts.
    pub units: u64,
    /// Sites certainly in range.
    pub within: usize,
    /// Footage of its most urgent camera.
    pub footage: Footage,
    /// Distinct retention rules of its cameras.
    pub retentions: Vec<Retention>,
    /// Its cameras, as indexes into the answer's hits.
    pub hits: Vec<usize>,
}

/// Answers the question.
#[must_use]
pub fn capture<'a>(dataset: &'a Dataset, places: &Places, query: CaptureQuery) -> Answer<'a> {
    let mut hits = candidates(dataset, &query);
    hits.sort_by_cached_key(|hit| rank(dataset, hit));
    let matched = hits.len();
    hits.truncate(MAX_HITS);
    let groups = group(dataset, &mut hits);
    let searched = Searched::new(dataset, places, &query);
    let mobile_units = mobile_units(dataset, &searched, &query);
    Answer {
        dataset,
        query,
        hits,
        matched,
        groups,
        mobile_units,
        searched,
    }
}

/// Every site in range with its verdict and footage, unordered and without a group.
#[must_use]
pub fn candidates(dataset: &Dataset, query: &CaptureQuery) -> Vec<Hit> {
    let mut judge = Judge::new(dataset, query);
    let mut hits = Vec::with_capacity(USUAL_HITS);
    let metric = judge.metric;
    dataset
        .index()
        .for_each_candidate(&metric, query.accuracy_m, |site| {
            hits.extend(judge.hit(site));
        });
    if query.interval.is_some() {
        dataset
            .former_index()
            .for_each_candidate(&metric, query.accuracy_m, |site| {
                hits.extend(judge.hit(site));
            });
    }
    hits
}

/// The same by looking at every site, for tests and benches.
#[must_use]
pub fn linear_scan(dataset: &Dataset, query: &CaptureQuery) -> Vec<Hit> {
    let mut judge = Judge::new(dataset, query);
    let all = 0..dataset.former_sites().end;
    all.filter_map(|site| judge.hit(site)).collect()
}

/// Everything about a question that is the same for every site.
struct Judge<'a> {
    dataset: &'a Dataset,
    metric: LocalMetric,
    accuracy_m: f64,
    purposes: PurposeSet,
    institutions: InstitutionFilter,
    /// Days in Seoul of the interval's ends.
    days: Option<(Date, Date)>,
    footage: FootageMemo,
}

impl<'a> Judge<'a> {
    fn new(dataset: &'a Dataset, query: &CaptureQuery) -> Self {
        let days = query.interval.map(Interval::days);
        Self {
            dataset,
            metric: LocalMetric::new(query.point),
            accuracy_m: query.accuracy_m,
            purposes: query.purposes,
            institutions: InstitutionFilter::new(dataset, &query.institutions),
            days,
            footage: FootageMemo::new(days, seoul_date(query.as_of)),
        }
    }

    /// The verdict on one site; `None` when it is filtered out or out of range.
    #[inline]
    fn hit(&mut self, site: SiteIndex) -> Option<Hit> {
        let class = self.dataset.class(site);
        if !self.purposes.admits(class.purpose) || !self.institutions.admits(class.institution) {
            return None;
        }
        let spot = self.dataset.spot(site);
        if !spot.has_history {
            let judged = self.range(site)?;
            let footage = self.footage.footage(class.retention, spot.installed);
            return Some(hit_of(site, judged, footage));
        }
        let judged = judged_then(self.dataset, site, self.days, |site| self.range(site))?;
        let footage = self.footage.footage(class.retention, spot.installed);
        let history = self.dataset.history(site);
        let footage = with_history(footage, self.days, spot.installed, history)?;
        Some(hit_of(site, judged, footage))
    }

    /// The range verdict on one statement; `None` when it is out of range.
    #[inline]
    fn range(&self, site: SiteIndex) -> Option<Judged> {
        let spot = self.dataset.spot(site);
        let position = self.dataset.lonlat(site);
        let sighting = Sighting {
            metric: &self.metric,
            accuracy_m: self.accuracy_m,
            position,
            uncertainty_m: f64::from(spot.uncertainty_m),
            quality: spot.quality,
            distance_m: self.metric.distance_m(position),
        };
        let (verdict, reasons) = range_verdict(&sighting, &self.dataset.class(site).range)?;
        Some(Judged {
            distance_m: sighting.distance_m,
            verdict,
            reasons,
        })
    }
}

/// A hit that no group has taken yet.
fn hit_of(site: SiteIndex, judged: Judged, footage: Footage) -> Hit {
    Hit {
        site,
        distance_m: judged.distance_m,
        verdict: judged.verdict,
        range_reasons: judged.reasons,
        footage,
        group: 0,
    }
}

/// Long-range cameras last, then soonest loss, then nearest, then id, so that the order is total.
fn rank(dataset: &Dataset, hit: &Hit) -> (bool, (u8, Date), u64, u32) {
    // The bits of numbers that are not negative are in the order of the numbers.
    let distance = hit.distance_m.to_bits();
    (
        dataset.class(hit.site).range.is_long(),
        hit.footage.rank(),
        distance,
        dataset.site(hit.site).id,
    )
}

/// Groups ranked hits by holder, in the order in which the holders first appear.
fn group(dataset: &Dataset, hits: &mut [Hit]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let all = hits.len();
    for (index, hit) in hits.iter_mut().enumerate() {
        let class = dataset.class(hit.site);
        let long_range = class.range.is_long();
        let known = groups
            .iter()
            .position(|group| group.holder == class.holder && group.long_range == long_range);
        hit.group = known.unwrap_or(groups.len());
        if known.is_none() {
            groups.push(Group {
                holder: class.holder,
                long_range,
                cameras: 0,
                units: 0,
                within: 0,
                footage: hit.footage,
                retentions: Vec::new(),
                hits: Vec::with_capacity((all - index).min(USUAL_HITS)),
            });
        }
        let group = &mut groups[hit.group];
        group.cameras += 1;
        group.units += u64::from(dataset.site(hit.site).units);
        group.within += usize::from(hit.verdict == RangeVerdict::Within);
        if !group.retentions.contains(&class.retention) {
            group.retentions.push(class.retention);
        }
        group.hits.push(index);
    }
    groups
}

fn mobile_units<'a>(
    dataset: &'a Dataset,
    searched: &Searched,
    query: &CaptureQuery,
) -> Vec<(usize, Mobile<'a>)> {
    let filter = InstitutionFilter::new(dataset, &query.institutions);
    searched
        .place
        .iter()
        .filter_map(|institution| dataset.institution(&institution.code))
        .filter(|&(index, _)| u32::try_from(index).is_ok_and(|index| filter.admits(index)))
        .flat_map(|(index, institution)| {
            let policy = institution.policy.into_iter();
            let stated = policy.flat_map(OperationPolicy::mobile_units);
            let listed = institution.mobile_units.iter().map(Mobile::Register);
            let units = stated.map(Mobile::Policy).chain(listed);
            units.map(move |unit| (index, unit))
        })
        .filter(|(_, unit)| unit.is_for(|purpose| query.purposes.admits(purpose)))
        .collect()
}

/// The institutions that the question names, as indexes of the dataset.
struct InstitutionFilter(Option<Vec<u32>>);

impl InstitutionFilter {
    fn new(dataset: &Dataset, codes: &[String]) -> Self {
        Self((!codes.is_empty()).then(|| {
            codes
                .iter()
                .filter_map(|code| dataset.institution(code))
                .filter_map(|(index, _)| u32::try_from(index).ok())
                .collect()
        }))
    }

    fn admits(&self, institution: u32) -> bool {
        self.0
            .as_ref()
            .is_none_or(|named| named.contains(&institution))
    }
}
