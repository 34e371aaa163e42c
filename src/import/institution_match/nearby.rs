//! Names that several institutions bear, or none: where the row stands tells which one is meant.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::Matcher;
use crate::import::institution_name::{Compact, join, remainder, split_bracket};
use crate::place::Places;
use crate::spatial::LonLat;

impl Matcher<'_> {
    /// The institution of a 시군구명, within its 시도명 where that is given; a name that several regions
    /// have (중구) is the one in whose outline the row stands.
    pub(in crate::import) fn by_district(
        &self,
        region: &str,
        district: &str,
        at: Option<LonLat>,
    ) -> Option<usize> {
        if district.is_empty() {
            return None;
        }
        let name = format!("{region} {district}");
        let named = self.read_name(name.trim(), None).named;
        if named.is_some() || !region.is_empty() {
            return named;
        }
        let standing = Places::embedded().at(at?);
        let named = standing.iter().find(|institution| {
            institution.name_ko == district
                || institution.former_names.iter().any(|name| name == district)
        })?;
        self.by_code(&named.code)
    }

    /// The municipality that a body of its own bears the name of, where the row stands in it: 동대문구시설관리공단
    /// in 동대문구.
    pub(in crate::import) fn namesake_at(&self, name: &str, at: Option<LonLat>) -> Option<usize> {
        let name: String = name.nfc().collect();
        let (outside, _) = split_bracket(&name);
        let (namesake, _) = self.find(&Compact::of(&outside), None)?;
        let code = &self.institution(namesake).code;
        let mut standing = Places::embedded().at(at?).into_iter();
        standing
            .any(|found| found.code == *code)
            .then_some(namesake)
    }

    /// The municipality of a name that several bear (중구청 교통과), where the row stands in one of them, or of a general
    /// district (분당구청) of which there is one, and the department behind it.
    pub(in crate::import) fn bearer_at(
        &self,
        name: &str,
        at: Option<LonLat>,
    ) -> Option<(usize, Option<Arc<str>>)> {
        let name: String = name.nfc().collect();
        let (outside, inside) = split_bracket(&name);
        let compact = Compact::of(&outside);
        let (length, bearer) = (2..=4).rev().find_map(|length| {
            let end = compact.byte_end(length)?;
            let bearer = &compact.text[..end];
            (bearer.ends_with(['구', '군', '시']) && compact.ends_name(length))
                .then_some((length, bearer))
        })?;
        if self.by_name.get(bearer) == Some(&None) {
            let standing = self.by_district("", bearer, at);
            let department = join(remainder(&outside, &compact, length), &inside);
            return standing.map(|index| (index, department));
        }
        let of_district = |name: &str| {
            let (_, district) = name.split_once(' ')?;
            (district == bearer).then_some(())
        };
        let outlines = Places::embedded().outlines().iter();
        let mut districts = outlines.filter(|outline| of_district(&outline.name_ko).is_some());
        let (district, others) = (districts.next()?, districts.next());
        let mut institutions = self.registry.all().iter();
        let index = institutions.position(|city| city.sigungu.contains(&district.code))?;
        others
            .is_none()
            .then(|| (index, join(outside.trim(), &inside)))
    }
}
