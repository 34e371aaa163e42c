//! Row numbers and reference dates of the sites of one release, packed.
//!
//! They change with nearly every release although the cameras stay the same, so they are kept apart:
//! for each site, in the order of their ids, the step from the former row number (zigzag) and the
//! reference date (0: that of the former site, 1: none, else days since 1970-01-01 plus 2), as
//! variable-length integers (LEB128). That takes two to three bytes for each site.
//!
//! Behind all sites stand the row numbers of their further rows ([`Member`]), each as the step from the row before.
//! Releases of former versions do not have them.

use jiff::Span;
use jiff::civil::{Date, date};

use crate::model::SiteRecord;
use crate::model::site::Member;

const EPOCH: Date = date(1970, 1, 1);

/// Packs rows and dates of the sites of a release in their order, and their further rows.
pub(super) fn pack<'r>(sites: impl Iterator<Item = &'r SiteRecord> + Clone) -> Vec<u8> {
    let heads = sites.clone();
    let mut out = pack_heads(heads.map(|site| (site.source_row, site.reference_date)));
    for site in sites {
        let mut last = site.source_row;
        for member in &site.members {
            let step = i64::from(member.source_row) - i64::from(last);
            push(&mut out, zigzag(step));
            last = member.source_row;
        }
    }
    out
}

fn pack_heads(rows: impl Iterator<Item = (u32, Option<Date>)>) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut last_row, mut last_date) = (0, None);
    for (row, date) in rows {
        let step = i64::from(row) - i64::from(last_row);
        push(&mut out, zigzag(step));
        push(
            &mut out,
            if date == last_date {
                0
            } else {
                date.map_or(1, days)
            },
        );
        (last_row, last_date) = (row, date);
    }
    out
}

/// Reads packed rows one by one; `None` at the end or where the bytes are not what [`pack`] wrote.
pub(super) struct Rows<'a> {
    bytes: &'a [u8],
    row: u32,
    date: Option<Date>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            row: 0,
            date: None,
        }
    }

    /// What stands behind the sites that were read.
    pub(super) fn members(self) -> MemberRows<'a> {
        MemberRows {
            is_stated: !self.bytes.is_empty(),
            rows: self,
        }
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

/// The row numbers of further rows, site by site.
pub(super) struct MemberRows<'a> {
    is_stated: bool,
    rows: Rows<'a>,
}

impl MemberRows<'_> {
    /// Gives the further rows of the next site the numbers that the release states; `None` where the bytes are
    /// not what [`pack`] wrote.
    pub(super) fn restate(&mut self, site_row: u32, members: &mut [Member]) -> Option<()> {
        if self.is_stated {
            let mut last = site_row;
            for member in members {
                let step = unzigzag(self.rows.number()?);
                last = u32::try_from(i64::from(last).checked_add(step)?).ok()?;
                member.source_row = last;
            }
        }
        Some(())
    }
}

impl Iterator for Rows<'_> {
    type Item = (u32, Option<Date>);

    fn next(&mut self) -> Option<Self::Item> {
        let step = unzigzag(self.number()?);
        self.row = u32::try_from(i64::from(self.row).checked_add(step)?).ok()?;
        self.date = match self.number()? {
            0 => self.date,
            1 => None,
            days => Some(
                EPOCH
                    .checked_add(Span::new().try_days(unzigzag(days - 2)).ok()?)
                    .ok()?,
            ),
        };
        Some((self.row, self.date))
    }
}

fn days(date: Date) -> u64 {
    let days = (date - EPOCH).get_days();
    zigzag(i64::from(days)) + 2
}

fn zigzag(value: i64) -> u64 {
    value.wrapping_shl(1).cast_unsigned() ^ (value >> 63).cast_unsigned()
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
fn push(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_packed_comes_out(rows in proptest::collection::vec((any::<u32>(), proptest::option::of(-20_000i32..40_000)), 0..50)) {
            let rows: Vec<(u32, Option<Date>)> = rows
                .into_iter()
                .map(|(row, day)| (row, day.map(|day| EPOCH.checked_add(day.days()).unwrap())))
                .collect();
            let packed = pack_heads(rows.iter().copied());
            prop_assert_eq!(Rows::new(&packed).collect::<Vec<_>>(), rows);
        }

        #[test]
        fn other_bytes_end_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            prop_assert!(Rows::new(&bytes).count() <= bytes.len());
        }
    }

    proptest! {
        #[test]
        fn further_rows_come_out_site_by_site(sites in proptest::collection::vec((any::<u32>(), proptest::collection::vec(any::<u32>(), 0..4)), 0..20)) {
            let member = |source_row| Member { source_row, management_no: None };
            let records: Vec<SiteRecord> = sites
                .iter()
                .map(|(row, members)| SiteRecord {
                    source_row: *row,
                    members: members.iter().copied().map(member).collect(),
                    ..crate::store::testing::site(127.08, 37.53)
                })
                .collect();
            let packed = pack(records.iter());
            let mut rows = Rows::new(&packed);
            let heads: Vec<u32> = rows.by_ref().take(records.len()).map(|(row, _)| row).collect();
            let mut further = rows.members();
            for (record, head) in records.iter().zip(heads) {
                prop_assert_eq!(head, record.source_row);
                let mut members: Vec<Member> = record.members.iter().map(|_| member(7)).collect();
                prop_assert_eq!(further.restate(head, &mut members), Some(()));
                prop_assert_eq!(members.as_slice(), &*record.members);
            }
        }
    }

    #[test]
    fn a_site_takes_some_two_bytes() {
        let day = Some(date(2026, 5, 1));
        let packed = pack_heads((2..1002).map(|row| (row, day)));
        assert!(packed.len() < 2010, "{}", packed.len());
    }
}
