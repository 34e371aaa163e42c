//! Who runs a camera: by the 7-digit code, then by the name, and which department the name adds.

mod nearby;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use unicode_normalization::UnicodeNormalization;

use super::institution_name::{
    Compact, bare_department, cuts_a_word, is_body_of_its_own, join, remainder, split_bracket,
};
use crate::model::institution::Level;
use crate::model::{Institution, InstitutionRegistry};

/// Regions with their full, older and short names. A short name counts only before a municipality of
/// the region: 광주시 is in 경기도, 부산진구 does not begin with 부산.
const REGIONS: &[(&str, &[&str], &[&str])] = &[
    ("서울특별시", &["서울특별시", "서울시"], &["서울"]),
    ("부산광역시", &["부산광역시", "부산시"], &["부산"]),
    ("대구광역시", &["대구광역시", "대구시"], &["대구"]),
    ("인천광역시", &["인천광역시", "인천시"], &["인천"]),
    ("광주광역시", &["광주광역시"], &["광주시", "광주"]),
    ("대전광역시", &["대전광역시", "대전시"], &["대전"]),
    ("울산광역시", &["울산광역시", "울산시"], &["울산"]),
    ("세종특별자치시", &["세종특별자치시", "세종시"], &["세종"]),
    ("경기도", &["경기도"], &["경기"]),
    ("강원특별자치도", &["강원특별자치도", "강원도"], &["강원"]),
    ("충청북도", &["충청북도"], &["충북"]),
    ("충청남도", &["충청남도"], &["충남"]),
    ("전북특별자치도", &["전북특별자치도", "전라북도"], &["전북"]),
    ("전라남도", &["전라남도"], &["전남"]),
    ("경상북도", &["경상북도"], &["경북"]),
    ("경상남도", &["경상남도"], &["경남"]),
    ("제주특별자치도", &["제주특별자치도", "제주도"], &["제주"]),
];

/// The full and older names of a region.
pub(super) fn full_region_names(region: &str) -> &'static [&'static str] {
    REGIONS
        .iter()
        .find(|(name, ..)| *name == region)
        .map_or(&[], |(_, full, _)| full)
}

/// Distinct names remembered; a register has some thousands at most.
const REMEMBERED: usize = 50_000;

/// What a name says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NameReading {
    /// Index of the institution in the registry.
    pub(super) named: Option<usize>,
    /// The department behind it.
    pub(super) department: Option<Arc<str>>,
}

/// Readings by what the code gave, then by name.
type Remembered = HashMap<Option<usize>, HashMap<Box<str>, Arc<NameReading>>>;

/// Finds institutions by code and name.
pub(super) struct Matcher<'r> {
    registry: &'r InstitutionRegistry,
    index_by_code: HashMap<&'r str, usize>,
    /// Names and former names in each region, longest first.
    by_region: HashMap<&'r str, Vec<(&'r str, usize)>>,
    /// The institution that is the region itself.
    provinces: HashMap<&'r str, usize>,
    /// Present names; `None` when several institutions have the name.
    by_name: HashMap<&'r str, Option<usize>>,
    /// Former names with the region that they were in, without blanks.
    moved: Vec<(String, usize)>,
    remembered: RwLock<Remembered>,
}

impl<'r> Matcher<'r> {
    pub(super) fn new(registry: &'r InstitutionRegistry) -> Self {
        let mut matcher = Self {
            registry,
            index_by_code: HashMap::new(),
            by_region: HashMap::new(),
            provinces: HashMap::new(),
            by_name: HashMap::new(),
            moved: Vec::new(),
            remembered: RwLock::default(),
        };
        for (index, institution) in registry.all().iter().enumerate() {
            for code in std::iter::once(&institution.code).chain(&institution.other_codes) {
                matcher.index_by_code.insert(code, index);
            }
            if institution.level == Level::Province || institution.name_ko == institution.region_ko
            {
                matcher.provinces.insert(&institution.region_ko, index);
                continue;
            }
            for former in &institution.former_names {
                if former.contains(' ') {
                    matcher.moved.push((former.replace(' ', ""), index));
                }
            }
            let names = std::iter::once(&institution.name_ko).chain(&institution.former_names);
            for (position, name) in names.enumerate() {
                matcher
                    .by_region
                    .entry(&institution.region_ko)
                    .or_default()
                    .push((name, index));
                let only = matcher.by_name.entry(name).or_insert(Some(index));
                if *only != Some(index) {
                    // Two bodies bear the name; a former name never wins over a present one either.
                    *only = None;
                }
                if position > 0 && registry.all().iter().any(|other| other.name_ko == *name) {
                    matcher.by_name.insert(name, None);
                }
            }
        }
        for names in matcher.by_region.values_mut() {
            names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        matcher
    }

    /// The institution at an index.
    pub(super) fn institution(&self, index: usize) -> &'r Institution {
        &self.registry.all()[index]
    }

    /// The institution of a 7-digit code.
    pub(super) fn by_code(&self, code: &str) -> Option<usize> {
        self.index_by_code.get(code.trim()).copied()
    }

    /// Whether a name that says `named` contradicts a code that says `known`: another body, and not
    /// the province that the known one lies in.
    pub(super) fn contradicts(&self, known: usize, named: usize) -> bool {
        let (known, named) = (self.institution(known), self.institution(named));
        known.code != named.code
            && !(named.level == Level::Province && named.region_ko == known.region_ko)
    }

    /// Reads a name; `known` is the institution that the code gave.
    pub(super) fn read_name(&self, name: &str, known: Option<usize>) -> Arc<NameReading> {
        if name.is_empty() {
            return Arc::default();
        }
        let remembered = self
            .remembered
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(reading) = remembered
            .get(&known)
            .and_then(|readings| readings.get(name))
        {
            return Arc::clone(reading);
        }
        drop(remembered);
        let reading = Arc::new(self.read_new_name(name, known));
        let mut remembered = self
            .remembered
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if remembered.values().map(HashMap::len).sum::<usize>() < REMEMBERED {
            remembered
                .entry(known)
                .or_default()
                .insert(name.into(), Arc::clone(&reading));
        }
        reading
    }

    /// Whether a list names institutions of which none is part of another: 김해시청,양산시청.
    fn names_several(&self, name: &str) -> bool {
        let parts = name.split([',', '/', '·', 'ㆍ', '、', '&', ';', '+', '\n']);
        let named = parts.filter_map(|part| self.find(&Compact::of(part), None));
        let named: Vec<usize> = named.map(|(named, _)| named).collect();
        let differ = |&one: &usize, &other: &usize| {
            self.contradicts(one, other) && self.contradicts(other, one)
        };
        named
            .iter()
            .enumerate()
            .any(|(at, one)| named[..at].iter().any(|other| differ(one, other)))
    }

    fn read_new_name(&self, name: &str, known: Option<usize>) -> NameReading {
        let name: String = name.nfc().collect();
        let (outside, inside) = split_bracket(&name);
        if known.is_none() && self.names_several(&outside) {
            return NameReading::default();
        }
        let compact = Compact::of(&outside);
        if is_body_of_its_own(&compact) {
            let named = self.find(&compact, known).map(|(named, _)| named);
            let other = known
                .is_some_and(|known| named.is_some_and(|named| self.contradicts(known, named)));
            return NameReading {
                named: named.filter(|_| other),
                department: if other {
                    None
                } else {
                    join(outside.trim(), &inside)
                },
            };
        }
        let Some((named, end)) = self.find(&compact, known) else {
            // Only with the code known is a bare department a department.
            let department = known.and_then(|_| bare_department(&name));
            return NameReading {
                named: None,
                department,
            };
        };
        if known.is_some_and(|known| self.contradicts(known, named)) {
            return NameReading {
                named: Some(named),
                department: None,
            };
        }
        // "전라남도 교육청" with the code of a county: the office named is its own, not the county's.
        let elsewhere = known.is_some_and(|known| known != named);
        let rest = if elsewhere {
            outside.trim()
        } else {
            remainder(&outside, &compact, end)
        };
        let alone = remainder(&outside, &compact, end).is_empty();
        let department = if elsewhere && alone {
            None
        } else {
            join(rest, &inside)
        };
        NameReading {
            named: Some(named),
            department,
        }
    }

    /// The institution that a name begins with, and how many characters say so.
    pub(super) fn find(&self, name: &Compact, known: Option<usize>) -> Option<(usize, usize)> {
        for (region, full, short) in REGIONS {
            for (alias, is_full) in full
                .iter()
                .map(|alias| (alias, true))
                .chain(short.iter().map(|alias| (alias, false)))
            {
                let Some(rest) = name.text.strip_prefix(alias) else {
                    continue;
                };
                let ends_word = name.has_gap_behind(alias.chars().count());
                if is_full && !ends_word && cuts_a_word(alias, rest) {
                    continue;
                }
                if let Some(former) = self.formerly(name) {
                    return Some(former);
                }
                let municipalities = self.by_region.get(region).map_or(&[][..], Vec::as_slice);
                if let Some((found, index)) = municipalities
                    .iter()
                    .find(|(found, _)| rest.starts_with(found))
                {
                    return Some((*index, alias.chars().count() + found.chars().count()));
                }
                // 경남 김해: within its region a name needs no 시, 군 or 구.
                if let Some((found, index)) = municipalities.iter().find(|(found, _)| {
                    let short = found.strip_suffix(['시', '군', '구']);
                    short.is_some_and(|short| short == rest && short.chars().count() > 1)
                }) {
                    return Some((*index, alias.chars().count() + found.chars().count() - 1));
                }
                let of_province = rest.starts_with("도청") || rest == "도지사";
                let office = rest.is_empty() || of_province;
                if let Some(&province) = self
                    .provinces
                    .get(region)
                    .filter(|_| is_full || (office && *alias != "광주시"))
                {
                    return Some((province, alias.chars().count() + usize::from(of_province)));
                }
            }
        }
        if let Some(known) = known {
            let own = self.institution(known);
            let names = std::iter::once(&own.name_ko).chain(&own.former_names);
            let found = names
                .filter(|own| name.text.starts_with(own.as_str()))
                .max_by_key(|own| own.len());
            if let Some(found) = found {
                return Some((known, found.chars().count()));
            }
        }
        (2..=6).rev().find_map(|length| {
            let end = name.byte_end(length)?;
            let index = (*self.by_name.get(&name.text[..end])?)?;
            name.ends_name(length).then_some((index, length))
        })
    }

    /// Whether a text without blanks begins like a name that was in another region once, or the other way
    /// round.
    pub(super) fn begins_like_a_moved_name(&self, text: &str) -> bool {
        self.moved
            .iter()
            .any(|(former, _)| former.starts_with(text) || text.starts_with(former.as_str()))
    }

    /// The institution that had a name in another region once: 경상북도 군위군 is in Daegu now.
    fn formerly(&self, name: &Compact) -> Option<(usize, usize)> {
        self.moved.iter().find_map(|(former, index)| {
            let chars = former.chars().count();
            name.text
                .starts_with(former.as_str())
                .then_some((*index, chars))
        })
    }
}

#[cfg(test)]
mod tests;
