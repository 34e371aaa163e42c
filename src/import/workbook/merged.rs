//! Cells merged over several rows: what the first one holds, told to the rows below.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::import::issue::IssueKind;
use crate::import::table::{MergedCell, TableRow};

/// Cells that are shown as one: row and column of the first and of the last, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) struct Merged {
    pub(in crate::import) first: (u32, u32),
    pub(in crate::import) last: (u32, u32),
}

impl Merged {
    /// How many cells they are.
    pub(in crate::import) fn cells(&self) -> u64 {
        let side = |first: u32, last: u32| u64::from(last.saturating_sub(first)) + 1;
        side(self.first.0, self.last.0) * side(self.first.1, self.last.1)
    }
}

/// Merged cells of a sheet whose rows come one after the other.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Those that begin further down, the last first.
    waiting: Vec<Merged>,
    /// Those that reach into the next row, by column: the last row from 0, and what they hold.
    open: BTreeMap<u32, (u32, MergedCell)>,
}

impl Reach {
    pub(super) fn new(mut merged: Vec<Merged>) -> Self {
        merged.retain(|merged| merged.last.0 > merged.first.0);
        merged.sort_unstable_by_key(|merged| std::cmp::Reverse(merged.first));
        Self {
            waiting: merged,
            open: BTreeMap::new(),
        }
    }

    /// Tells a row what the merged cells hold that reach into it. The columns are not known yet, so that
    /// its own cells stay empty; rows come in their order.
    pub(super) fn tell(&mut self, row: &mut TableRow) {
        if self.waiting.is_empty() && self.open.is_empty() {
            return;
        }
        let at = row.number.saturating_sub(1);
        self.open.retain(|_, (last, _)| *last >= at);
        for (_, merged) in self.open.values() {
            let own = row.cells.get(merged.cell);
            // What a book holds below a merged cell is not shown, and is what somebody wrote there.
            if own.is_none_or(|cell| cell.trim().is_empty()) {
                row.merged.push(merged.clone());
            }
        }
        while let Some(merged) = self.waiting.pop_if(|merged| merged.first.0 <= at) {
            let (first, column) = merged.first;
            let cell = column as usize;
            let text = row.cells.get(cell).map_or("", |text| text.trim());
            if first < at || text.is_empty() {
                continue;
            }
            let remarks = row.remarks.iter().filter(|it| it.cell == Some(cell));
            let told = MergedCell {
                cell,
                row: row.number,
                text: Arc::from(text),
                unclear_month: { remarks }.any(|it| it.kind == IssueKind::DateMonthUnclear),
            };
            // A damaged book has cells merged twice: the later one counts.
            self.open.insert(column, (merged.last.0, told));
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
        let mut reach = Reach::new(vec![
            merged(1, 4, 5),
            merged(0, 2, 4),
            merged(2, 2, 2),
            // A merged cell without a value, and one whose first row is not there.
            merged(3, 2, 6),
            merged(4, 1, 6),
        ]);
        let rows = [
            (2, &["가", "1", "x"][..]),
            (3, &["", "2"]),
            (4, &["나", "3"]),
            (5, &["", ""]),
            (6, &["", ""]),
        ];
        let told = rows.map(|(number, cells)| {
            let mut row = row(number, cells);
            reach.tell(&mut row);
            let told = row.merged.iter();
            told.map(|cell| (cell.cell, cell.row, cell.text.to_string()))
                .collect::<Vec<_>>()
        });
        let of = |cell, row, text: &str| vec![(cell, row, text.to_owned())];
        // Row 4 has a value of its own below the merged one.
        let expected = [vec![], of(0, 2, "가"), vec![], of(1, 4, "3"), vec![]];
        assert_eq!(told, expected);
    }
}
