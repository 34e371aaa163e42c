//! Cells merged over several rows: what the first one holds, told to the rows below.

use std::sync::Arc;

use super::Merged;
use crate::import::table::{MergedCell, TableRow};

/// Merged cells of a sheet whose rows come one after the other.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Those that begin further down, the last first.
    waiting: Vec<Merged>,
    /// Those that reach into the next row: column, last row from 0, and what they hold.
    open: Vec<(u32, u32, MergedCell)>,
}

impl Reach {
    pub(super) fn new(mut merged: Vec<Merged>) -> Self {
        merged.retain(|merged| merged.last.0 > merged.first.0);
        merged.sort_unstable_by_key(|merged| std::cmp::Reverse(merged.first));
        Self {
            waiting: merged,
            open: Vec::new(),
        }
    }

    /// Tells a row what the merged cells hold that reach into it. The columns are not known yet, so that
    /// its own cells stay empty; rows come in their order.
    pub(super) fn tell(&mut self, row: &mut TableRow) {
        if self.waiting.is_empty() && self.open.is_empty() {
            return;
        }
        let at = row.number.saturating_sub(1);
        self.open.retain(|(_, last, _)| *last >= at);
        for (column, _, merged) in &self.open {
            let own = row.cells.get(*column as usize);
            if own.is_none_or(|cell| cell.trim().is_empty()) {
                row.merged.push(merged.clone());
            }
        }
        while let Some(merged) = self.waiting.pop_if(|merged| merged.first.0 <= at) {
            let (first, column) = merged.first;
            let text = row
                .cells
                .get(column as usize)
                .map_or("", |cell| cell.trim());
            if first < at || text.is_empty() {
                continue;
            }
            // A damaged book has cells merged twice.
            self.open.retain(|(known, ..)| *known != column);
            let cell = MergedCell {
                cell: column as usize,
                row: row.number,
                text: Arc::from(text),
            };
            self.open.push((column, merged.last.0, cell));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, cells: &[&str]) -> TableRow {
        TableRow {
            number,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            ..TableRow::default()
        }
    }

    #[test]
    fn rows_below_a_merged_cell_are_told_what_it_holds_and_no_others() {
        let merged = |column: u32, from: u32, to: u32| Merged {
            first: (from - 1, column),
            last: (to - 1, column),
        };
        let mut reach = Reach::new(vec![merged(1, 4, 5), merged(0, 2, 4), merged(2, 2, 2)]);
        let rows = [
            &["가", "1", "x"][..],
            &["", "2"],
            &["", "3"],
            &["나", ""],
            &["", ""],
        ];
        let told: Vec<Vec<(usize, u32, String)>> = (2..)
            .zip(rows)
            .map(|(number, cells)| {
                let mut row = row(number, cells);
                reach.tell(&mut row);
                let told = row.merged.iter();
                told.map(|cell| (cell.cell, cell.row, cell.text.to_string()))
                    .collect()
            })
            .collect();
        let told_of = |cell, row, text: &str| vec![(cell, row, text.to_owned())];
        let (first, second) = (told_of(0, 2, "가"), told_of(1, 4, "3"));
        assert_eq!(told, [vec![], first.clone(), first, second, vec![]]);
    }
}
