//! A filter by purpose.

use crate::model::Purpose;

/// A set of purposes; the empty set as a filter means "any".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct PurposeSet(u16);

impl PurposeSet {
    /// Adds a purpose.
    pub fn insert(&mut self, purpose: Purpose) {
        self.0 |= 1 << purpose.index();
    }

    /// Whether a site of this purpose passes the filter.
    #[must_use]
    pub fn admits(self, purpose: Purpose) -> bool {
        self.0 == 0 || self.0 & (1 << purpose.index()) != 0
    }

    /// The purposes that were named.
    pub fn iter(self) -> impl Iterator<Item = Purpose> {
        Purpose::ALL
            .into_iter()
            .filter(move |purpose| self.0 & (1 << purpose.index()) != 0)
    }
}

impl FromIterator<Purpose> for PurposeSet {
    fn from_iter<I: IntoIterator<Item = Purpose>>(purposes: I) -> Self {
        let mut set = Self::default();
        purposes.into_iter().for_each(|purpose| set.insert(purpose));
        set
    }
}
