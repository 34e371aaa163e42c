//! Covered areas in figures: what is summed, what is counted, and what is left out.

use sha2::{Digest, Sha256};

use super::boundary::Union;
use super::outline::Outline;
use super::{Certainty, Range, Shape, dissolve, range_of};
use crate::dataset::{Dataset, SiteIndex};
use crate::model::{PositionQuality, Purpose};
use crate::place::Places;
use crate::spatial::Bbox;

/// The ground that the cameras of one institution with one purpose cover.
#[derive(Debug, Clone)]
pub struct CoveredArea {
    /// Stable number: the institution's code, then two digits for purpose and certainty.
    pub id: u32,
    /// Normalised purpose.
    pub purpose: Purpose,
    /// Whether the office says so itself.
    pub certainty: Certainty,
    /// Sites whose ranges it is made of.
    pub sites: u32,
    /// Of these, sites whose positions are not trusted.
    pub suspect_sites: u32,
    /// Its area, square metres.
    pub area_m2: f64,
    /// Its polygons.
    pub shape: Shape,
    /// Box around it, degrees.
    pub bbox: Bbox,
}

/// Sites and the ground that they cover together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figure {
    /// Sites.
    pub sites: u32,
    /// Area that they cover, square metres, each place counted once.
    pub area_m2: f64,
    /// The part of it inside the institution's outline; `None` where that is not asked or not known.
    pub inside_m2: Option<f64>,
}

/// Covered ground of some sites.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// By ranges that are [`Certainty::Certain`].
    pub certain: Figure,
    /// By ranges that are [`Certainty::Assumed`]; some of it may be certainly covered as well.
    pub assumed: Figure,
    /// By either.
    pub combined: Figure,
    /// Sites that are left out, as the extent of their ranges is not known.
    pub left_out: u32,
}

/// The covered ground of an institution.
#[derive(Debug)]
pub struct InstitutionCoverage {
    /// What tells the sites that it is made of from others.
    pub(super) fingerprint: [u8; 32],
    areas: Vec<CoveredArea>,
    total: Figures,
    outline_m2: Option<f64>,
    by_purpose: Vec<(Purpose, Figures)>,
}

/// Sites by what their ranges are.
#[derive(Default)]
struct Sorted {
    ranges: [Vec<Range>; 2],
    suspect: [u32; 2],
    left_out: u32,
}

impl Sorted {
    fn of(dataset: &Dataset, sites: impl IntoIterator<Item = SiteIndex>) -> Self {
        let mut sorted = Self::default();
        for site in sites {
            let Some(range) = range_of(dataset, site) else {
                sorted.left_out += 1;
                continue;
            };
            let at = Certainty::of(dataset, site) as usize;
            sorted.ranges[at].push(range);
            let is_trusted = dataset.spot(site).quality == PositionQuality::Ok;
            sorted.suspect[at] += u32::from(!is_trusted);
        }
        sorted
    }

    fn figures(self, outline: Option<&Outline>) -> Figures {
        let [certain, assumed] = &self.ranges;
        let [certain, assumed] = [certain, assumed].map(|ranges| figure(ranges.clone(), outline));
        Figures {
            certain,
            assumed,
            combined: self.combined(certain, assumed, outline),
            left_out: self.left_out,
        }
    }

    /// The figure of all of it, where that of each kind is known.
    fn combined(&self, certain: Figure, assumed: Figure, outline: Option<&Outline>) -> Figure {
        match (certain.sites, assumed.sites) {
            (_, 0) => certain,
            (0, _) => assumed,
            _ => figure(self.ranges.concat(), outline),
        }
    }
}

/// Ranges in figures.
fn figure(ranges: Vec<Range>, outline: Option<&Outline>) -> Figure {
    let sites = u32::try_from(ranges.len()).unwrap_or(u32::MAX);
    let union = Union::new(ranges);
    Figure {
        sites,
        area_m2: union.area_m2(),
        inside_m2: outline.map(|outline| union.inside_m2(outline)),
    }
}

impl Figures {
    /// The figures of sites.
    pub(super) fn compute(
        dataset: &Dataset,
        sites: &[SiteIndex],
        outline: Option<&Outline>,
    ) -> Self {
        Sorted::of(dataset, sites.iter().copied()).figures(outline)
    }

    /// The figure of a kind.
    #[must_use]
    pub fn of(&self, certainty: Certainty) -> Figure {
        match certainty {
            Certainty::Certain => self.certain,
            Certainty::Assumed => self.assumed,
        }
    }
}

/// The figures of each purpose that any of the sites has.
pub(super) fn by_purpose(dataset: &Dataset, sites: &[SiteIndex]) -> Vec<(Purpose, Figures)> {
    of_purposes(dataset, sites)
        .map(|(purpose, sites)| (purpose, Sorted::of(dataset, sites).figures(None)))
        .collect()
}

/// The sites of each purpose that any has.
fn of_purposes<'a>(
    dataset: &'a Dataset,
    sites: &'a [SiteIndex],
) -> impl Iterator<Item = (Purpose, impl Iterator<Item = SiteIndex>)> {
    let purpose_of = move |site: SiteIndex| dataset.class(site).purpose;
    Purpose::ALL.into_iter().filter_map(move |purpose| {
        let mut own = sites
            .iter()
            .copied()
            .filter(move |&site| purpose_of(site) == purpose)
            .peekable();
        own.peek().is_some().then_some((purpose, own))
    })
}

/// What tells the ranges of an institution's sites, and whose they are, from others.
pub(super) fn fingerprint(dataset: &Dataset, code: &str, sites: &[SiteIndex]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(code);
    for &site in sites {
        let range = &dataset.class(site).range;
        let (lon, lat) = dataset.position(site);
        let sector = range.drawn_sector();
        let numbers = [
            lon,
            lat,
            range.max_m.unwrap_or(f64::NAN),
            sector.map_or(f64::NAN, crate::spatial::Sector::bearing_deg),
            sector.map_or(f64::NAN, crate::spatial::Sector::width_deg),
        ];
        for number in numbers {
            hash.update(number.to_bits().to_le_bytes());
        }
        let is_trusted = dataset.spot(site).quality == PositionQuality::Ok;
        hash.update([
            dataset.class(site).purpose as u8,
            Certainty::of(dataset, site) as u8,
            u8::from(is_trusted),
        ]);
    }
    hash.finalize().into()
}

impl InstitutionCoverage {
    pub(super) fn compute(
        dataset: &Dataset,
        institution: usize,
        fingerprint: [u8; 32],
        sites: &[SiteIndex],
    ) -> Self {
        let code = &dataset.institutions()[institution].code;
        let mut areas = Vec::new();
        let mut by_purpose = Vec::new();
        for (purpose, sites) in of_purposes(dataset, sites) {
            let sorted = Sorted::of(dataset, sites);
            let mut figures = Figures {
                left_out: sorted.left_out,
                ..Figures::default()
            };
            for certainty in Certainty::ALL {
                let ranges = &sorted.ranges[certainty as usize];
                if ranges.is_empty() {
                    continue;
                }
                let dissolved = dissolve(ranges.clone());
                let figure = Figure {
                    sites: u32::try_from(ranges.len()).unwrap_or(u32::MAX),
                    area_m2: dissolved.area_m2,
                    inside_m2: None,
                };
                match certainty {
                    Certainty::Certain => figures.certain = figure,
                    Certainty::Assumed => figures.assumed = figure,
                }
                areas.push(CoveredArea {
                    id: id_of(code, purpose, certainty),
                    purpose,
                    certainty,
                    sites: figure.sites,
                    suspect_sites: sorted.suspect[certainty as usize],
                    area_m2: dissolved.area_m2,
                    bbox: dissolved.shape.bbox(),
                    shape: dissolved.shape,
                });
            }
            figures.combined = sorted.combined(figures.certain, figures.assumed, None);
            by_purpose.push((purpose, figures));
        }
        let outline = dataset.institutions()[institution]
            .entry
            .and_then(|entry| Outline::new(Places::embedded().area_of(entry)));
        Self {
            fingerprint,
            areas,
            total: Figures::compute(dataset, sites, outline.as_ref()),
            outline_m2: outline.as_ref().map(Outline::area_m2),
            by_purpose,
        }
    }

    /// Its areas, by purpose, the certain ones first.
    #[must_use]
    pub fn areas(&self) -> &[CoveredArea] {
        &self.areas
    }

    /// Of all its sites: ground that several purposes cover is counted once.
    #[must_use]
    pub fn total(&self) -> &Figures {
        &self.total
    }

    /// Area of its outline, which is simplified, square metres; `None` where it is not known.
    #[must_use]
    pub fn outline_m2(&self) -> Option<f64> {
        self.outline_m2
    }

    /// By purpose; nothing about the outline.
    #[must_use]
    pub fn by_purpose(&self) -> &[(Purpose, Figures)] {
        &self.by_purpose
    }
}

/// The id of an area: seven digits of the code (0 for the unknown institution), two of purpose and
/// certainty. Codes are official and last; purposes keep their place in the legend.
fn id_of(code: &str, purpose: Purpose, certainty: Certainty) -> u32 {
    let code = code.parse().ok().filter(|code: &u32| *code < 10_000_000);
    let purpose = u32::try_from(purpose.index()).unwrap_or_default();
    code.unwrap_or(0) * 100 + purpose * 2 + certainty as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_code_purpose_and_certainty() {
        let id = |code, purpose, certainty| id_of(code, purpose, certainty);
        // Copies of the data hold these numbers: they stay.
        assert_eq!(
            id("3040000", Purpose::Crime, Certainty::Certain),
            304_000_000
        );
        assert_eq!(
            id("3040000", Purpose::Crime, Certainty::Assumed),
            304_000_001
        );
        assert_eq!(
            id("3040000", Purpose::Child, Certainty::Certain),
            304_000_004
        );
        assert_eq!(
            id("9999999", Purpose::Other, Certainty::Assumed),
            999_999_929
        );
        assert_eq!(id("unknown", Purpose::ForestFire, Certainty::Assumed), 27);
    }
}
