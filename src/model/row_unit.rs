//! What one row of a register stands for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a row of a source is one camera or one pole (설치 지점) with several.
///
/// Registers of both kinds exist, and the standard form does not say which it is. Counts of rows that
/// say the same are never summed without knowing.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RowUnit {
    /// One row is one camera: rows that say the same are the cameras of one pole.
    Camera,
    /// One row is one pole: rows that say the same are entered twice.
    Pole,
    /// Not known; counted like a pole, the smaller reading.
    #[default]
    Unknown,
}

impl RowUnit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Camera, Self::Pole, Self::Unknown];

    /// The code used in every output and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Pole => "pole",
            Self::Unknown => "unknown",
        }
    }

    /// From its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.code() == code)
    }

    /// How many cameras stand at a site of which `rows` rows say the same, each stating `stated`
    /// cameras; `None` when that is not known.
    #[must_use]
    pub fn units(self, rows: usize, stated: Option<u16>) -> Option<u16> {
        match self {
            Self::Camera => Some(u16::try_from(rows).unwrap_or(u16::MAX)),
            Self::Pole | Self::Unknown => stated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_as_what_they_are() {
        assert_eq!(RowUnit::Camera.units(3, Some(1)), Some(3));
        assert_eq!(RowUnit::Camera.units(3, Some(3)), Some(3));
        assert_eq!(RowUnit::Pole.units(3, Some(4)), Some(4));
        assert_eq!(RowUnit::Unknown.units(3, Some(4)), Some(4));
        assert_eq!(RowUnit::Unknown.units(3, None), None);
    }

    #[test]
    fn codes_read_back() {
        for unit in RowUnit::ALL {
            assert_eq!(RowUnit::from_code(unit.code()), Some(unit));
        }
    }
}
