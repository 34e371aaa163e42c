//! Addresses as most are written: region in full, municipality, general district, a blank between each.
//!
//! A register has hundreds of thousands of them, and each is another text. Two words that are known say
//! at once what [`Ground`](super::ground::Ground) finds in any other way of writing; where they are not
//! known, or anything about them is unusual, it is asked.

use rustc_hash::FxHashMap;

use crate::import::institution_match::{Matcher, full_region_names};
use crate::model::Institution;
use crate::place::Outline;

/// The municipalities by region and name as most addresses write them: `경기도 수원시`.
#[derive(Default)]
pub(super) struct UsualAddresses(FxHashMap<Box<str>, usize>);

impl UsualAddresses {
    /// Of all institutions those whose two words mean nothing else, whatever follows; `find` is the
    /// slower way to read an address.
    pub(super) fn new(
        institutions: &[Institution],
        matcher: &Matcher,
        find: impl Fn(&str) -> Option<usize>,
    ) -> Self {
        let mut usual = FxHashMap::default();
        for institution in institutions {
            let siblings = institutions
                .iter()
                .filter(|other| other.region_ko == institution.region_ko);
            for name in names(institution) {
                // 부산진구 begins like 부산: a longer name would win if the next word went on with it.
                let goes_on = siblings
                    .clone()
                    .flat_map(names)
                    .any(|other| other.len() > name.len() && other.starts_with(name.as_str()));
                for region in full_region_names(&institution.region_ko) {
                    let words = format!("{region} {name}");
                    if goes_on || matcher.begins_like_a_moved_name(&words.replace(' ', "")) {
                        continue;
                    }
                    if let Some(index) = find(&words) {
                        usual.insert(words.into(), index);
                    }
                }
            }
        }
        Self(usual)
    }

    /// How they are written.
    #[cfg(test)]
    pub(super) fn written(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(AsRef::as_ref)
    }

    /// The municipality in the first two words, and the rest behind the blank; `None` where they are
    /// not written as usual.
    pub(super) fn municipality<'a>(&self, address: &'a str) -> Option<(usize, &'a str)> {
        let region = memchr::memchr(b' ', address.as_bytes())?;
        let second = memchr::memchr(b' ', &address.as_bytes()[region + 1..]);
        let end = second.map_or(address.len(), |length| region + 1 + length);
        let index = *self.0.get(&address[..end])?;
        Some((index, address.get(end + 1..).unwrap_or("")))
    }
}

/// Present and former names.
fn names(institution: &Institution) -> impl Iterator<Item = &String> {
    std::iter::once(&institution.name_ko).chain(&institution.former_names)
}

/// Which of some districts the rest of an address begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum District {
    /// The outline with this index.
    Named(usize),
    /// None of them.
    None,
    /// That takes more than a look at the next word.
    Unclear,
}

/// The general district of a city's outlines, each with its index, that the next word names.
pub(super) fn district<'o>(
    rest: &str,
    outlines: impl Iterator<Item = (usize, &'o Outline)>,
) -> District {
    let end = rest.find(|c: char| c.is_whitespace() || c == '_');
    let word = &rest[..end.unwrap_or(rest.len())];
    for (index, outline) in outlines {
        let Some(name) = outline.name_ko.split(' ').next_back() else {
            continue;
        };
        if word.starts_with(name) {
            return District::Named(index);
        }
        if name.starts_with(word) {
            return District::Unclear;
        }
    }
    District::None
}
