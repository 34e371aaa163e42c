//! When sites were listed and stated.

use std::collections::HashMap;

use jiff::civil::Date;

use super::DatasetBuilder;
use crate::dataset::{PastEnd, Replaced, SiteHistory, SiteIndex};

impl DatasetBuilder {
    /// What is known of when the ordered rows were stated, and the rows of the ids that have several.
    pub(super) fn histories(
        &self,
    ) -> (
        HashMap<SiteIndex, SiteHistory>,
        HashMap<u32, Vec<SiteIndex>>,
    ) {
        let with_history = || {
            (0..)
                .zip(&self.rows)
                .filter(|(_, row)| row.spot.has_history)
        };
        let removed: HashMap<u32, Date> = with_history()
            .filter_map(|(_, row)| {
                let past = row.past.filter(|past| past.end == PastEnd::Removed)?;
                Some((row.site.id, past.until))
            })
            .collect();
        let (mut histories, mut statements) = (HashMap::new(), HashMap::<_, Vec<_>>::new());
        for (index, row) in with_history() {
            let id = row.site.id;
            let stated_from = match &row.past {
                Some(past) => past.from,
                None => self.stated_from.get(&id).copied(),
            };
            let replaced = row.past.and_then(|past| match past.end {
                PastEnd::Replaced { moved } => Some(Replaced {
                    on: past.until,
                    moved,
                }),
                PastEnd::Removed => None,
            });
            let history = SiteHistory {
                first_registered: self.first_registered.get(&id).copied(),
                removed_on: removed.get(&id).copied(),
                stated_from,
                replaced,
            };
            if stated_from.is_some() || replaced.is_some() {
                statements.entry(id).or_default().push(index);
            }
            histories.insert(index, history);
        }
        for of_site in statements.values_mut() {
            of_site.sort_by_key(|index| {
                let history: &SiteHistory = &histories[index];
                (history.replaced.is_none(), history.stated_from)
            });
        }
        (histories, statements)
    }
}
