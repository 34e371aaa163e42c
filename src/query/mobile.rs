//! Mobile devices (이동형) that may have filmed a place: those of its institutions, with no position.

use crate::model::policy::{Installation, Metres};
use crate::model::{MobileUnit, Purpose};

/// A mobile device, as the policy or the register of its institution lists it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mobile<'a> {
    /// A row of the policy's table of devices.
    Policy(&'static Installation),
    /// A row of a register.
    Register(&'a MobileUnit),
}

impl<'a> Mobile<'a> {
    /// Whether it may film for one of the purposes that `admits` lets pass; a policy row that names no
    /// purpose may film for any.
    pub(super) fn is_for(&self, admits: impl Fn(Purpose) -> bool) -> bool {
        match self {
            Self::Policy(row) => {
                row.purpose_codes.is_empty() || row.purpose_codes.iter().any(|&code| admits(code))
            }
            Self::Register(unit) => admits(unit.purpose),
        }
    }

    /// Its first purpose.
    #[must_use]
    pub fn purpose(&self) -> Option<Purpose> {
        match self {
            Self::Policy(row) => row.purpose_codes.first().copied(),
            Self::Register(unit) => Some(unit.purpose),
        }
    }

    /// The purpose as printed.
    #[must_use]
    pub fn purpose_raw(&self) -> Option<&'a str> {
        match self {
            Self::Policy(row) => row.purpose_ko.as_deref(),
            Self::Register(unit) => unit.purpose_raw.as_deref(),
        }
    }

    /// The equipment, such as 드론 or 차량탑재형.
    #[must_use]
    pub fn equipment(&self) -> Option<&'a str> {
        match self {
            Self::Policy(row) => row.equipment_ko.as_deref(),
            Self::Register(unit) => Some(&unit.description),
        }
    }

    /// Number of units.
    #[must_use]
    pub fn units(&self) -> Option<u32> {
        match self {
            Self::Policy(row) => row.units,
            Self::Register(unit) => unit.unit_count.map(u32::from),
        }
    }

    /// Smallest and largest stated range, metres; only policies state one.
    #[must_use]
    pub fn range_m(&self) -> (Option<f64>, Option<f64>) {
        match self {
            Self::Policy(row) => {
                let range = &row.capture_range;
                let metres = |value: Option<Metres>| value.map(Metres::value);
                let only = metres(range.radius_m);
                (metres(range.min_m).or(only), metres(range.max_m).or(only))
            }
            Self::Register(_) => (None, None),
        }
    }
}
