//! Covered areas as a document.

use serde::Serialize;
use utoipa::ToSchema;

use crate::coverage::{self, Certainty, Coverage, Figures};
use crate::dataset::{Dataset, LoadedInstitution};
use crate::http::ogc::links::Link;
use crate::model::Purpose;
use crate::model::decimal::rounded;
use crate::model::purpose::purposes as table;
use crate::query::PurposeSet;

/// The ground that cameras may capture, by institution and purpose. It is a figure of area and says nothing
/// of how safe a place is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoverageReport)]
pub struct Report {
    /// State of the registers: changes whenever the contents do.
    pub state: String,
    /// True when any of the registers is a sample made by the product: no real cameras.
    pub sample: bool,
    /// Of all registers together: ground that several institutions or purposes cover counts once.
    pub nationwide: CoveredGround,
    /// Of all registers by purpose: ground that several institutions cover counts once.
    pub by_purpose: Vec<PurposeCoverage>,
    /// By institution.
    pub institutions: Vec<InstitutionReport>,
    /// Related resources.
    pub links: Vec<Link>,
}

/// Ground that is covered by ranges of two kinds.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoveredGround {
    /// By ranges that the register or the policy states, at sites whose positions are trusted.
    pub certain: Covered,
    /// By ranges that are assumed, or at sites whose positions are not trusted; part of it may be
    /// certainly covered as well.
    pub assumed: Covered,
    /// By either, each place counted once: not the sum of both.
    pub combined: Covered,
    /// Sites whose range has no known extent: they cover nothing here.
    pub sites_left_out: u32,
}

/// Covered ground.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoveredFigure)]
pub struct Covered {
    /// Area on the ground, square kilometres, each place counted once.
    pub area_km2: f64,
    /// Sites whose ranges it is made of.
    pub sites: u32,
    /// The part of the area inside the institution's outline, square kilometres; null where no outline is
    /// known, and in figures by purpose or of several institutions.
    pub inside_outline_km2: Option<f64>,
    /// That part as a share of the outline's area, 0 to 1.
    #[schema(maximum = 1, minimum = 0)]
    pub outline_share: Option<f64>,
}

/// Covered ground of a purpose.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurposeCoverage {
    /// Normalised purpose.
    pub purpose: Purpose,
    /// Its Korean name.
    pub name_ko: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// The ground.
    #[serde(flatten)]
    pub ground: CoveredGround,
}

/// Covered ground of an institution.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InstitutionCoverage)]
pub struct InstitutionReport {
    /// 7-digit code, or `unknown`.
    #[schema(example = "3040000")]
    pub institution: String,
    /// Korean name.
    pub name_ko: String,
    /// English name.
    pub name_en: String,
    /// Province or metropolitan city, in Korean.
    pub region_ko: Option<&'static str>,
    /// The same in English.
    pub region_en: Option<&'static str>,
    /// True when any of its registers is a sample made by the product.
    pub sample: bool,
    /// Numbers of its releases.
    pub releases: Vec<i64>,
    /// Latest 데이터기준일자 of its registers.
    #[schema(format = Date)]
    pub reference_date: Option<String>,
    /// The date that tells this text of its policy from others; null where no policy or no date is known.
    #[schema(format = Date)]
    pub policy_version_date: Option<String>,
    /// Area of its outline, which is simplified, square kilometres; null where it is not known.
    pub outline_km2: Option<f64>,
    /// Of all its cameras: ground that several purposes cover counts once.
    pub all_purposes: CoveredGround,
    /// By purpose.
    pub by_purpose: Vec<PurposeCoverage>,
}

fn km2(m2: f64) -> f64 {
    rounded(m2 / 1e6, 6)
}

impl Covered {
    fn of(figure: &coverage::Figure, outline_m2: Option<f64>) -> Self {
        let share = figure.inside_m2.zip(outline_m2);
        Self {
            area_km2: km2(figure.area_m2),
            sites: figure.sites,
            inside_outline_km2: figure.inside_m2.map(km2),
            outline_share: share.map(|(inside, outline)| rounded((inside / outline).min(1.0), 6)),
        }
    }
}

impl CoveredGround {
    fn of(figures: &Figures, outline_m2: Option<f64>) -> Self {
        let [certain, assumed] =
            Certainty::ALL.map(|certainty| Covered::of(&figures.of(certainty), outline_m2));
        Self {
            certain,
            assumed,
            combined: Covered::of(&figures.combined, outline_m2),
            sites_left_out: figures.left_out,
        }
    }
}

fn by_purpose(figures: &[(Purpose, Figures)], wanted: PurposeSet) -> Vec<PurposeCoverage> {
    let wanted = figures
        .iter()
        .filter(|(purpose, _)| wanted.admits(*purpose));
    wanted
        .map(|(purpose, figures)| {
            let entry = table().entry(*purpose);
            PurposeCoverage {
                purpose: *purpose,
                name_ko: &entry.name_ko,
                name_en: &entry.name_en,
                ground: CoveredGround::of(figures, None),
            }
        })
        .collect()
}

impl Report {
    /// The report on what is asked for: some institutions (by index, all without), some purposes.
    pub fn new(
        dataset: &Dataset,
        coverage: &Coverage,
        institutions: Option<&[u32]>,
        purposes: PurposeSet,
        links: Vec<Link>,
    ) -> Self {
        let all = dataset.institutions().iter().zip(coverage.institutions());
        let mut institutions: Vec<InstitutionReport> = (0u32..)
            .zip(all)
            .filter(|(index, _)| institutions.is_none_or(|named| named.contains(index)))
            .map(|(_, (loaded, own))| institution(dataset, loaded, own, purposes))
            .collect();
        institutions.sort_by(|a, b| a.institution.cmp(&b.institution));
        Self {
            state: dataset.token().to_owned(),
            sample: dataset.has_sample(),
            nationwide: CoveredGround::of(coverage.nationwide(), None),
            by_purpose: by_purpose(coverage.by_purpose(), purposes),
            institutions,
            links,
        }
    }
}

fn institution(
    dataset: &Dataset,
    loaded: &LoadedInstitution,
    own: &coverage::InstitutionCoverage,
    purposes: PurposeSet,
) -> InstitutionReport {
    let releases = || loaded.releases_in(dataset);
    let version = loaded
        .policy
        .and_then(|policy| policy.version().date)
        .map(|date| date.to_string());
    let date = loaded.reference_date(dataset);
    InstitutionReport {
        institution: loaded.code.clone(),
        name_ko: loaded.name_ko().to_owned(),
        name_en: loaded.name_en().to_owned(),
        region_ko: loaded.entry.map(|entry| entry.region_ko.as_str()),
        region_en: loaded.entry.map(|entry| entry.region_en.as_str()),
        sample: releases().any(|release| release.sample),
        releases: releases().map(|release| release.id).collect(),
        reference_date: date.map(|date| date.to_string()),
        policy_version_date: version,
        outline_km2: own.outline_m2().map(km2),
        all_purposes: CoveredGround::of(own.total(), own.outline_m2()),
        by_purpose: by_purpose(own.by_purpose(), purposes),
    }
}
