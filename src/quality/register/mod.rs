//! The loaded register of an institution against its own policy, and how complete its rows are.
//!
//! Nothing here judges: stated and loaded numbers stand side by side, and a difference is explained
//! only where the numbers themselves tell the reason.

mod comparison;
mod explain;
mod figures;
mod remarks;
mod sites;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::Said;
use crate::dataset::{Dataset, LoadedInstitution};
use comparison::{by_department, by_purpose, mobile, total};
pub use figures::Figure;
use figures::figures;
pub use remarks::Remark;
use remarks::remarks;
use sites::Sites;

/// Numbers of places and cameras.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Counted {
    /// Places (개소); null when not stated, or when what is counted has none.
    pub sites: Option<u64>,
    /// Cameras (대); null when not stated.
    pub units: Option<u64>,
}

/// What the policy states beside what is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Compared {
    /// What is counted.
    pub name: Said,
    /// Stated in the policy; null when the policy does not speak of it.
    pub stated: Option<Counted>,
    /// Loaded from the register.
    pub loaded: Counted,
    /// Loaded sites whose row states no number of cameras: they add nothing to `loaded.units`.
    pub loaded_without_count: u64,
    /// Which rows of the policy the stated numbers come from.
    pub rows: Vec<String>,
    /// Why the numbers may differ, as far as they tell.
    pub explanations: Vec<Said>,
}

/// The loaded register of one institution, looked at from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegisterQuality {
    /// The register is a sample made by the product: no real camera.
    pub sample: bool,
    /// Sites and cameras that are loaded.
    pub loaded: Counted,
    /// All fixed cameras, stated and loaded; null without a policy.
    pub total: Option<Compared>,
    /// By purpose; purposes that cannot be told apart on one of the two sides stand together. Empty
    /// without a policy.
    pub purposes: Vec<Compared>,
    /// By department, where the count table of the policy names any.
    pub departments: Vec<Compared>,
    /// Mobile devices (이동형) that the policy states or a register lists; null when neither does. They
    /// have no position: they are no sites and are counted in no other number.
    pub mobile: Option<Compared>,
    /// How many sites lack something, or are marked.
    pub figures: Vec<Figure>,
    /// What to look at.
    pub remarks: Vec<Remark>,
}

/// Compares what is loaded of an institution with its policy on a day.
#[must_use]
pub fn compare(dataset: &Dataset, institution: &LoadedInstitution, today: Date) -> RegisterQuality {
    let sites = Sites::of(dataset, institution);
    let policy = institution.policy;
    let sample = institution
        .releases
        .iter()
        .any(|&release| dataset.releases()[release].sample);
    let purposes = policy
        .map(|policy| by_purpose(&sites, policy))
        .unwrap_or_default();
    RegisterQuality {
        sample,
        loaded: sites.all.counted(),
        total: policy.map(|policy| total(&sites, policy, &purposes, sample)),
        departments: policy
            .map(|policy| by_department(&sites, policy))
            .unwrap_or_default(),
        mobile: mobile(institution),
        figures: figures(&sites),
        remarks: remarks(&sites, dataset, institution, today),
        purposes,
    }
}
