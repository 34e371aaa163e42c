//! What a record keeps of a row's range: nothing, for most rows.

use std::ops::{Deref, DerefMut};

use super::site::RowRange;

/// A [`RowRange`] that takes one pointer where the row states nothing of it, as most do: it is a third
/// of a record, and a register has hundreds of thousands of records.
#[derive(Debug, Clone, Default)]
pub struct StatedRange(Option<Box<RowRange>>);

const NOTHING: &RowRange = &RowRange {
    min_m: None,
    max_m: None,
    bearing_deg: None,
    width_deg: None,
    turns: None,
    directions: None,
    kind: None,
};

impl From<RowRange> for StatedRange {
    fn from(range: RowRange) -> Self {
        Self((range != *NOTHING).then(|| Box::new(range)))
    }
}

impl Deref for StatedRange {
    type Target = RowRange;

    fn deref(&self) -> &RowRange {
        self.0.as_deref().unwrap_or(NOTHING)
    }
}

impl DerefMut for StatedRange {
    fn deref_mut(&mut self) -> &mut RowRange {
        self.0.get_or_insert_default()
    }
}

impl PartialEq for StatedRange {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_takes_no_place_and_is_equal_to_nothing_that_was_written_out() {
        let mut range = StatedRange::from(RowRange::default());
        assert!(range.0.is_none());
        assert_eq!(*range, RowRange::default());
        range.directions = None;
        assert!(range.0.is_some());
        assert_eq!(range, StatedRange::default());
        range.directions = Some(4);
        assert_eq!(range.directions, Some(4));
        assert_ne!(range, StatedRange::default());
    }
}
