//! The further rows of sites of which several rows say the same, packed: most sites have none.

use super::Site;
use super::site::{ABSENT, push_texts};
use crate::model::site::Member;

/// A further row of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberRow<'a> {
    /// Row number in the source.
    pub source_row: u32,
    /// 관리번호.
    pub management_no: Option<&'a str>,
}

/// The rows of all sites, one after the other.
#[derive(Debug, Default)]
pub(super) struct Members {
    rows: Vec<Packed>,
    text: String,
}

#[derive(Debug, Clone, Copy)]
struct Packed {
    source_row: u32,
    start: u32,
    length: u16,
}

impl Members {
    /// Adds the rows of a site and tells where they begin.
    pub(super) fn push(&mut self, members: &[Member]) -> u32 {
        let first = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        for member in members {
            let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            let [length] = push_texts(&mut self.text, [member.management_no.as_deref()]);
            self.rows.push(Packed {
                source_row: member.source_row,
                start,
                length,
            });
        }
        first
    }

    /// The rows of a site.
    pub(super) fn of(&self, site: &Site) -> impl Iterator<Item = MemberRow<'_>> {
        let first = site.member_start as usize;
        let rows = &self.rows[first..first + site.rows as usize - 1];
        rows.iter().map(|row| MemberRow {
            source_row: row.source_row,
            management_no: (row.length != ABSENT).then(|| {
                let start = row.start as usize;
                &self.text[start..start + usize::from(row.length)]
            }),
        })
    }
}
