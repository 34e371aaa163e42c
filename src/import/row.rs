//! A row on its way: its cells by what they mean, and what it was judged to be.

use std::borrow::Cow;

use super::beside::Beside;
use super::columns::Column;
use super::issue::IssueKind;
use crate::model::personal::Withheld;
use crate::model::{MobileUnit, SiteRecord};
use crate::spatial::crs::EpsgCode;

/// The cells of a row by what they mean; an absent column is an empty cell.
#[derive(Debug, Clone)]
pub(super) struct RawRow<'a> {
    /// Row number as a spreadsheet counts it.
    pub(super) row: u32,
    /// The cells.
    pub(super) cells: [Cow<'a, str>; Column::COUNT],
    /// No byte of the row was unreadable; where that is not known, the cells are looked at.
    pub(super) is_whole: bool,
    /// The geometry belongs to the form of the file and comes before columns of degrees.
    pub(super) geometry_first: bool,
}

impl Default for RawRow<'_> {
    fn default() -> Self {
        Self {
            row: 0,
            cells: [const { Cow::Borrowed("") }; Column::COUNT],
            is_whole: false,
            geometry_first: false,
        }
    }
}

impl RawRow<'_> {
    /// A cell without the white space around it.
    pub(super) fn get(&self, column: Column) -> &str {
        trimmed(&self.cells[column as usize])
    }
}

/// A text without the white space around it: `str::trim` for texts that mostly have none.
///
/// White space is ASCII or begins, in UTF-8, with one of four bytes; syllables of Hangul with others.
fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    let begins_bare = match bytes.first() {
        Some(0x21..=0x7E | 0xEA..=0xED) => true,
        Some(_) => false,
        None => return text,
    };
    let ends_bare = match bytes.last() {
        Some(0x21..=0x7E) => true,
        _ => bytes.len() >= 3 && matches!(bytes[bytes.len() - 3], 0xEA..=0xED),
    };
    if begins_bare && ends_bare {
        text
    } else {
        text.trim()
    }
}

/// A remark about a row, before it has the names of file and columns.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) kind: IssueKind,
    pub(super) column: Option<Column>,
    pub(super) value: Option<Box<str>>,
    pub(super) detail: Option<Box<str>>,
}

/// What became of a row.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) row: u32,
    pub(super) outcome: Outcome,
    pub(super) findings: Vec<Finding>,
    /// Personal data taken out of its cells.
    pub(super) withheld: Withheld,
}

/// Site, quarantined row or nothing.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A camera site.
    Site {
        /// What the row says.
        record: Box<SiteRecord>,
        /// Index of its institution, when known.
        institution: Option<usize>,
        /// The system that its position was transformed from; `None` for degrees of WGS 84.
        system: Option<EpsgCode>,
        /// What it says of its place besides.
        beside: Beside,
        /// Made by the product as a sample.
        sample: bool,
    },
    /// Kept in the store and the report only.
    Quarantined {
        /// Index of its institution, when known.
        institution: Option<usize>,
        /// Made by the product as a sample.
        sample: bool,
        /// The recognised cells that hold anything.
        values: Vec<(Column, Box<str>)>,
    },
    /// A device without a place of its own.
    Mobile {
        /// What the row says.
        unit: Box<MobileUnit>,
        /// Index of its institution, when known.
        institution: Option<usize>,
        /// Made by the product as a sample.
        sample: bool,
    },
    /// Not taken; the index of its institution, when known, tells that office about it.
    Refused(Option<usize>),
    /// No row of the register at all, such as the header again; not counted.
    Skipped,
}

impl Outcome {
    /// Index of the institution of the row, when known.
    pub(super) fn institution(&self) -> Option<usize> {
        match self {
            Self::Site { institution, .. }
            | Self::Quarantined { institution, .. }
            | Self::Mobile { institution, .. }
            | Self::Refused(institution) => *institution,
            Self::Skipped => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn texts_are_trimmed_as_the_library_does(
            text in "[ \t\n\u{A0}\u{85}\u{1680}\u{2003}\u{3000}\u{FEFF}aZ1~.é가힣ꀀ\u{1F600}]{0,6}",
        ) {
            proptest::prop_assert_eq!(trimmed(&text), text.trim());
        }
    }
}
