//! The count table (설치 대수) and the capture ranges printed in it.

use serde::{Deserialize, Serialize};

use super::required;
use crate::model::purpose::Purpose;

/// Class of devices that a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// Fixed devices 고정형 (Personal Information Protection Act art. 2(7)).
    Fixed,
    /// Mobile devices 이동형: vehicles, drones (art. 2(7-2), art. 25-2).
    Mobile,
    /// Pseudonymised footage 가명정보, whatever device took it (art. 28-2).
    Pseudonymised,
}

/// Who runs the cameras.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operation {
    /// The institution itself 자체.
    #[serde(rename = "self")]
    InHouse,
    /// A company on its behalf 위탁.
    #[serde(rename = "outsourced")]
    Outsourced,
}

/// One row of the count table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Installation {
    /// Stable row id, unique in the policy.
    pub id: String,
    /// Device class.
    pub device: Device,
    /// Printed group, such as 자체관리.
    #[serde(deserialize_with = "required")]
    pub group_ko: Option<String>,
    /// Department in charge (담당부서).
    #[serde(deserialize_with = "required")]
    pub department_ko: Option<String>,
    /// Purpose as printed.
    #[serde(deserialize_with = "required")]
    pub purpose_ko: Option<String>,
    /// The purposes that the label names; the counts of a row with several cannot be split.
    pub purpose_codes: Vec<Purpose>,
    /// Equipment, such as 드론.
    #[serde(deserialize_with = "required")]
    pub equipment_ko: Option<String>,
    /// Number of places (개소).
    #[serde(deserialize_with = "required")]
    pub sites: Option<u32>,
    /// Number of cameras (대).
    #[serde(deserialize_with = "required")]
    pub units: Option<u32>,
    /// Who runs the cameras.
    #[serde(deserialize_with = "required")]
    pub operation: Option<Vec<Operation>>,
    /// Place as printed.
    #[serde(deserialize_with = "required")]
    pub place_ko: Option<String>,
    /// Capture range of the row.
    pub capture_range: RangeStatement,
    /// Whether the policy has a list of locations attached.
    pub detail_list_attached: bool,
    /// Whether the row is a printed example, which never counts.
    pub example: bool,
}

/// A capture range (촬영범위) as the policy prints it, in metres.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RangeStatement {
    /// Whether the policy prints a distance here.
    pub stated: bool,
    /// One printed distance.
    #[serde(deserialize_with = "required")]
    pub radius_m: Option<Metres>,
    /// Lower end of a printed span.
    #[serde(deserialize_with = "required")]
    pub min_m: Option<Metres>,
    /// Upper end of a printed span.
    #[serde(deserialize_with = "required")]
    pub max_m: Option<Metres>,
    /// Whether the policy says that the range differs from site to site.
    pub varies_by_site: bool,
    /// A reading of an empty cell, never a stated value.
    #[serde(deserialize_with = "required")]
    pub inferred_radius_m: Option<Metres>,
    /// Why the cell was read so.
    #[serde(deserialize_with = "required")]
    pub inferred_basis: Option<String>,
}

/// A capture range that holds for a whole device class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRange {
    /// Device class.
    pub device: Device,
    /// What it applies to, as printed; 전체 is the whole class.
    pub applies_to_ko: String,
    /// The range.
    pub range: RangeStatement,
}

/// Numbers of places and cameras; `None` when not one row or total states them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Number of places (개소).
    #[serde(deserialize_with = "required")]
    pub sites: Option<u32>,
    /// Number of cameras (대).
    #[serde(deserialize_with = "required")]
    pub units: Option<u32>,
}

/// Printed and recomputed totals of one device class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// Device class.
    pub device: Device,
    /// Totals as printed.
    pub stated: Counts,
    /// Sums over the rows of the class that are no examples.
    pub computed: Counts,
    /// Number of those rows.
    pub rows: u32,
    /// Whether the sites agree; `None` when not comparable.
    #[serde(deserialize_with = "required")]
    pub sites_match: Option<bool>,
    /// Whether the units agree; `None` when not comparable.
    #[serde(deserialize_with = "required")]
    pub units_match: Option<bool>,
}

/// A distance in metres, written back as it is printed: `100`, not `100.0`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Deserialize)]
#[serde(transparent)]
pub struct Metres(f64);

impl Metres {
    /// The distance as a number.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl Serialize for Metres {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Exact: every whole number of metres on Earth fits u32 and f64.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be whole and in range before the cast"
        )]
        if self.0.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&self.0) {
            serializer.serialize_u32(self.0 as u32)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metres_are_written_as_they_were_read() {
        for text in ["100", "3000", "0", "7.5", "-1.0"] {
            let metres: Metres = serde_json::from_str(text).expect("a number");
            assert_eq!(serde_json::to_string(&metres).expect("a number"), text);
        }
    }
}
