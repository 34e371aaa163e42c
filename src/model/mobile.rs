//! Mobile devices (이동형 영상정보처리기기, 개인정보 보호법 제25조의2): on vehicles, drones, carried about.

use super::Purpose;

/// A register row of a device without a place of its own: possible in the area of its institution, and
/// never a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MobileUnit {
    /// Row number in the source, counted like a spreadsheet does.
    pub source_row: u32,
    /// The department that runs it.
    pub department: Option<Box<str>>,
    /// Normalised purpose.
    pub purpose: Purpose,
    /// Purpose as written.
    pub purpose_raw: Option<Box<str>>,
    /// Number of units; `None` when not stated.
    pub unit_count: Option<u16>,
    /// The words that say that it is mobile, such as 차량탑재형, mobile numbers withheld.
    pub description: Box<str>,
}
