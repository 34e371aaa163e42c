//! Rows of one pole that differ in what tells its cameras apart: where each states the number of all of them, a
//! row is a camera.
//!
//! Rows that say the same in all are looked at elsewhere. Cameras of one pole often look in other directions, have other
//! pixels, or a number or mark of their own in the address: 자양동 1(고정1), 자양동 1 카메라2. A place is then the position
//! and the address without that mark.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::model::SiteRecord;

/// Fewer places tell nothing.
const LEAST_PLACES: usize = 10;
/// The part of the places with several rows or cameras, in percent, that have as many rows as each row states cameras:
/// where a row is a camera, and where that may be.
const NEARLY_ALL: usize = 95;
const MANY: usize = 50;

/// Words before the number of a camera at the end of an address.
const CAMERA_WORDS: [&str; 6] = ["카메라", "cctv", "고정", "회전", "캠", "cam"];

/// Longitude and latitude, bit by bit.
type Position = (u64, u64);
/// A position, with the address without the mark of a camera.
type Place = (Position, String);

/// How the rows of a register stand together at places.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Poles {
    /// Places with several rows, or whose row states several cameras.
    pub(super) several: usize,
    /// Those of them with several rows, as many as each of them states cameras.
    pub(super) as_counted: usize,
}

impl Poles {
    pub(super) fn of(sites: &[Box<SiteRecord>]) -> Self {
        // Only where others stand at the position does the address tell anything, and it is dear to read.
        let mut at_position: FxHashMap<Position, u32> = FxHashMap::default();
        for site in sites {
            *at_position.entry(position(site)).or_default() += 1;
        }
        let mut poles = Self::default();
        let mut places: FxHashMap<Place, (usize, Option<u16>)> = FxHashMap::default();
        for site in sites {
            let at = position(site);
            if at_position[&at] == 1 {
                poles.count(site.rows(), site.unit_count);
                continue;
            }
            let address = site.lot_address.as_deref().or(site.road_address.as_deref());
            let key = (at, without_camera(address.unwrap_or_default()));
            let place = places.entry(key).or_insert((0, site.unit_count));
            place.0 += site.rows();
            if place.1 != site.unit_count {
                place.1 = None;
            }
        }
        for (rows, stated) in places.into_values() {
            poles.count(rows, stated);
        }
        poles
    }

    /// Counts a place with its rows, and the number of cameras that all of them state.
    fn count(&mut self, rows: usize, stated: Option<u16>) {
        let stated = stated.map(usize::from);
        if rows > 1 || stated.is_some_and(|stated| stated > 1) {
            self.several += 1;
            self.as_counted += usize::from(rows > 1 && stated == Some(rows));
        }
    }

    /// A row is a camera: no pole is entered as often as it has cameras by chance.
    pub(super) fn are_cameras(&self) -> bool {
        self.is_of(NEARLY_ALL)
    }

    /// Enough places speak for it, and too many against it.
    pub(super) fn may_be_cameras(&self) -> bool {
        self.is_of(MANY) && !self.are_cameras()
    }

    fn is_of(&self, percent: usize) -> bool {
        self.as_counted >= LEAST_PLACES && self.as_counted * 100 >= self.several * percent
    }
}

fn position(site: &SiteRecord) -> Position {
    (site.position.lon().to_bits(), site.position.lat().to_bits())
}

/// An address without what tells the cameras of one pole apart.
fn without_camera(address: &str) -> String {
    let text = unmarked(address);
    let end = text.trim_end_matches(['번', '호', ' ']);
    let unnumbered = end.trim_end_matches(|c: char| c.is_ascii_digit());
    if unnumbered.len() < end.len() {
        let before = unnumbered.trim_end_matches(['#', '-', '_', ' ']);
        if let Some(rest) = CAMERA_WORDS
            .iter()
            .find_map(|word| before.strip_suffix(word))
        {
            return rest.trim().to_owned();
        }
    }
    text.trim().to_owned()
}

/// An address in one spelling, without what stands in brackets.
fn unmarked(address: &str) -> Cow<'_, str> {
    // Nearly all addresses are of these, which have one spelling.
    let is_plain = |c: char| matches!(c, '가'..='힣' | '0'..='9' | ' ' | '-' | ',');
    if address.chars().all(is_plain) {
        return Cow::Borrowed(address);
    }
    let mut depth = 0_usize;
    let mut text = String::with_capacity(address.len());
    for c in address.nfkc().flat_map(char::to_lowercase) {
        match c {
            '(' | '[' | '<' | '{' => depth += 1,
            ')' | ']' | '>' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(c),
            _ => {}
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_marks_a_camera_is_no_part_of_its_place() {
        for address in [
            "자양동 680-81",
            "자양동 680-81(고정1)",
            "자양동 680-81 카메라3",
            "자양동 680-81 CCTV #2",
            "자양동 680-81 [회전]",
            "자양동 680-81 고정2번",
        ] {
            assert_eq!(without_camera(address), "자양동 680-81", "{address}");
        }
        for address in ["자양로 117", "자양동 1번지", "구의3동"] {
            assert_eq!(without_camera(address), address);
        }
    }
}
