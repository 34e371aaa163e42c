//! Which part of the country a row names, by the first words of its address or by its institution.

use super::super::institution_match::Matcher;
use super::super::institution_name::Compact;
use super::usual_address::{District, UsualAddresses, district};
use crate::model::{Institution, InstitutionRegistry, SiteRecord};
use crate::place::{Outline, Places};
use crate::spatial::LonLat;

/// The part of an address that can name province, city and general district, in characters.
const NAMING_PART: usize = 28;

/// A municipality, or one general district (일반구) of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    /// Index of the institution in the registry.
    institution: usize,
    /// Index of the outline when the address names the district.
    district: Option<usize>,
    /// Whether the address says so, not the institution of the row.
    pub(super) by_address: bool,
}

/// The outlines by institution, and the reader of names.
pub(super) struct Ground<'a> {
    pub(super) places: &'a Places,
    matcher: Matcher<'a>,
    /// Indexes of the outlines of each institution of the registry.
    outlines: Vec<Vec<usize>>,
    usual: UsualAddresses,
}

impl<'a> Ground<'a> {
    pub(super) fn new(places: &'a Places) -> Self {
        let registry = InstitutionRegistry::embedded();
        let mut outlines = vec![Vec::new(); registry.all().len()];
        for (index, outline) in places.outlines().iter().enumerate() {
            if let Some(owner) = registry.index_by_sigungu(&outline.code) {
                outlines[owner].push(index);
            }
        }
        let mut ground = Self {
            places,
            matcher: Matcher::new(registry),
            outlines,
            usual: UsualAddresses::default(),
        };
        let find = |words: &str| Some(ground.area_of_any_address(words, None)?.institution);
        ground.usual = UsualAddresses::new(registry.all(), &ground.matcher, find);
        ground
    }

    /// Index of an institution by its code.
    pub(super) fn institution(&self, code: &str) -> Option<usize> {
        self.matcher.by_code(code)
    }

    /// Where the row must lie: where its address says, else where its institution is; `None` for a
    /// province or an unknown institution without a readable address.
    pub(super) fn area(&self, site: &SiteRecord, institution: Option<usize>) -> Option<Area> {
        [&site.road_address, &site.lot_address]
            .into_iter()
            .flatten()
            .find_map(|address| self.area_of_address(address, institution))
            .or_else(|| self.area_of(institution?))
    }

    /// The whole of an institution; `None` for a province.
    pub(super) fn area_of(&self, institution: usize) -> Option<Area> {
        (!self.outlines[institution].is_empty()).then_some(Area {
            institution,
            district: None,
            by_address: false,
        })
    }

    fn area_of_address(&self, address: &str, known: Option<usize>) -> Option<Area> {
        self.area_of_usual_address(address)
            .or_else(|| self.area_of_any_address(address, known))
    }

    /// What [`Self::area_of_any_address`] finds, of an address as most are written; `None` of others.
    fn area_of_usual_address(&self, address: &str) -> Option<Area> {
        let (institution, rest) = self.usual.municipality(address)?;
        let own = &self.outlines[institution];
        let outlines = own
            .iter()
            .map(|&index| (index, &self.places.outlines()[index]));
        let district = match district(rest, outlines.filter(|_| own.len() > 1)) {
            District::Named(index) => Some(index),
            District::None => None,
            District::Unclear => return None,
        };
        Some(Area {
            institution,
            district,
            by_address: true,
        })
    }

    fn area_of_any_address(&self, address: &str, known: Option<usize>) -> Option<Area> {
        let end = address
            .char_indices()
            .nth(NAMING_PART)
            .map_or(address.len(), |(end, _)| end);
        let mut name = Compact::of(&address[..end]);
        let (mut institution, mut chars) = self.matcher.find(&name, known)?;
        if self.outlines[institution].is_empty() {
            // 경상북도 군위군 has moved to 대구광역시 since: its name alone tells.
            let (_, rest) = address[..end].trim().split_once(char::is_whitespace)?;
            name = Compact::of(rest);
            (institution, chars) = self.matcher.find(&name, known)?;
        }
        let own = &self.outlines[institution];
        if own.is_empty() {
            return None;
        }
        let rest = name.byte_end(chars).map_or("", |end| &name.text[end..]);
        let district = own
            .iter()
            .copied()
            .filter(|_| own.len() > 1)
            .find(|&index| {
                let outline = &self.places.outlines()[index];
                let district = outline.name_ko.split(' ').next_back();
                district.is_some_and(|district| rest.starts_with(district))
            });
        Some(Area {
            institution,
            district,
            by_address: true,
        })
    }

    /// Indexes of the outlines of an area.
    pub(super) fn outlines(&self, area: Area) -> impl Iterator<Item = &'a Outline> + '_ {
        let one = area.district.into_iter();
        let all: &[usize] = if area.district.is_some() {
            &[]
        } else {
            &self.outlines[area.institution]
        };
        one.chain(all.iter().copied())
            .map(|index| &self.places.outlines()[index])
    }

    /// Whether a point lies in the area.
    pub(super) fn contains(&self, area: Area, at: LonLat) -> bool {
        self.outlines(area).any(|outline| outline.contains(at))
    }

    /// Whether the border of the area comes within so many metres.
    pub(super) fn is_border_within(&self, area: Area, at: LonLat, limit_m: f64) -> bool {
        self.outlines(area)
            .any(|outline| outline.is_border_within(at, limit_m))
    }

    /// How far outside the area a point lies, metres; `None` when inside or within the tolerance.
    pub(super) fn outside_m(&self, area: Area, at: LonLat, tolerance_m: f64) -> Option<f64> {
        if self.contains(area, at) || self.is_border_within(area, at, tolerance_m) {
            return None;
        }
        let nearest = self
            .outlines(area)
            .map(|outline| outline.border_distance_m(at))
            .fold(f64::INFINITY, f64::min);
        Some(nearest)
    }

    /// `하남시`, `수원시 장안구`; with the region where the name alone is of several.
    pub(super) fn name(&self, area: Area) -> String {
        let institution = self.matcher.institution(area.institution);
        match area.district {
            Some(index) => self.places.outlines()[index].name_ko.clone(),
            None => full_name(institution),
        }
    }

    /// The municipality or district at a point; `None` at sea.
    pub(super) fn found_in(&self, at: LonLat) -> Option<String> {
        let owner = self.places.at(at).into_iter().next()?;
        let district = self
            .places
            .outlines_of(owner)
            .find(|outline| outline.contains(at) && outline.name_ko.contains(' '));
        Some(district.map_or_else(|| full_name(owner), |outline| outline.name_ko.clone()))
    }

    /// Distance to the nearest outline, metres, and its name.
    pub(super) fn nearest_land(&self, at: LonLat) -> Option<(f64, &str)> {
        let outlines = self.places.outlines().iter();
        let mut by_box: Vec<(f64, &Outline)> = outlines
            .map(|outline| (outline.box_distance_m(at), outline))
            .collect();
        by_box.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best: Option<(f64, &str)> = None;
        for (at_least, outline) in by_box {
            // No border is nearer than the box around it.
            if best.is_some_and(|(distance, _)| distance < at_least) {
                break;
            }
            let distance = outline.border_distance_m(at);
            if best.is_none_or(|(known, _)| distance < known) {
                best = Some((distance, &outline.name_ko));
            }
        }
        best
    }
}

impl Area {
    /// Whether the municipality is that of the institution.
    pub(super) fn is_of(self, institution: Option<usize>) -> bool {
        institution == Some(self.institution)
    }
}

/// `인천광역시 중구`, `하남시`: districts (자치구) of the cities share their names.
fn full_name(institution: &Institution) -> String {
    if institution.name_ko.ends_with('구') || institution.name_ko == "고성군" {
        format!("{} {}", institution.region_ko, institution.name_ko)
    } else {
        institution.name_ko.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(address: &str, code: &str) -> Option<String> {
        let ground = Ground::new(Places::embedded());
        let area = ground.area_of_address(address, ground.institution(code))?;
        Some(ground.name(area))
    }

    #[test]
    fn the_first_words_of_an_address_name_the_municipality_by_its_present_name() {
        for (address, name) in [
            ("서울특별시 광진구 자양로 117", "서울특별시 광진구"),
            ("서울 광진구 자양동 10", "서울특별시 광진구"),
            ("전라남도 영암군영암읍 개신리 436", "영암군"),
            ("강원도 삼척시 교동 1", "삼척시"),
            ("전라북도 전주시 덕진구 인후동 1", "전주시 덕진구"),
            ("경기도 수원시 팔달구 효원로 269", "수원시 팔달구"),
            ("경기도 수원시 인계동 1", "수원시"),
            ("인천광역시 남구 주안동 1", "인천광역시 미추홀구"),
            ("세종특별자치시 한누리대로 2130", "세종특별자치시"),
            ("세종시 조치원읍 원리 1", "세종특별자치시"),
            ("경상북도 군위군 군위읍 1", "군위군"),
        ] {
            assert_eq!(named(address, "").as_deref(), Some(name), "{address}");
        }
    }

    #[test]
    fn most_addresses_are_written_as_usual() {
        let ground = Ground::new(Places::embedded());
        for (address, usual) in [
            ("서울특별시 광진구 자양로 117", true),
            ("강원도 삼척시 교동 1", true),
            ("경기도 수원시 팔달구 효원로 269", true),
            ("경기도 수원시 인계동 1", true),
            ("경기도 수원시 팔달 구 1", false),
            ("경기도 수원시", false),
            ("서울 광진구 자양동 10", false),
            ("경상북도 군위군 군위읍 1", false),
        ] {
            let found = ground.area_of_usual_address(address);
            assert_eq!(found.is_some(), usual, "{address}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_000))]

        #[test]
        fn the_usual_way_finds_what_the_slower_way_finds(
            usual in proptest::option::weighted(0.9, 0_usize..1000),
            words in proptest::collection::vec((0_usize..2000, 0_usize..10), 0..5),
            known in 0_usize..300,
        ) {
            static PARTS: std::sync::LazyLock<(Ground, Vec<String>)> = std::sync::LazyLock::new(parts);
            let (ground, parts) = &*PARTS;
            let mut address = String::new();
            if let Some(usual) = usual {
                let mut written: Vec<&str> = ground.usual.written().collect();
                written.sort_unstable();
                address.push_str(written[usual % written.len()]);
                address.push_str([" ", " ", " ", "", "  "][usual % 5]);
            }
            for (part, gap) in words {
                address.push_str(&parts[part % parts.len()]);
                address.push_str(["", "_", "  ", "\u{3000}"].get(gap).unwrap_or(&" "));
            }
            let known = (known < ground.outlines.len()).then_some(known);
            if let Some(area) = ground.area_of_usual_address(&address) {
                let slower = ground.area_of_any_address(&address, known);
                proptest::prop_assert_eq!(Some(area), slower, "{}", address);
            }
        }
    }

    /// Words of addresses: regions, municipalities, districts, and what follows them.
    fn parts() -> (Ground<'static>, Vec<String>) {
        let ground = Ground::new(Places::embedded());
        let registry = InstitutionRegistry::embedded().all();
        let mut parts: Vec<String> = Vec::new();
        for institution in registry {
            // Regions stand first in an address: they come as often as municipalities.
            parts.push(institution.region_ko.clone());
            parts.push(institution.name_ko.clone());
            parts.extend(
                institution
                    .former_names
                    .iter()
                    .flat_map(|name| name.split(' ').map(str::to_owned).collect::<Vec<_>>()),
            );
        }
        for outline in ground.places.outlines() {
            parts.extend(outline.name_ko.split(' ').map(str::to_owned));
        }
        let others = [
            "강원도",
            "전라북도",
            "서울시",
            "경기",
            "구",
            "시",
            "동",
            "1",
            "읍",
            "청",
            "도서관",
            "가",
        ];
        parts.extend(others.map(str::to_owned));
        (ground, parts)
    }

    #[test]
    fn an_address_without_a_municipality_names_none() {
        for address in [
            "강동대로 143-22",
            "경상북도 수륜면 수성리 1",
            "자양동 10",
            "",
        ] {
            assert_eq!(named(address, ""), None, "{address}");
        }
    }
}
