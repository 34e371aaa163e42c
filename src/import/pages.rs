//! Pages of one answer: services hand out their records in pieces and state on each how many there are.

use std::collections::BTreeMap;

use super::note::Note;

/// What a page states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stated {
    /// How many records there are in all, where it says so.
    pub(super) total: Option<u64>,
    /// The number of the page, where it says so.
    pub(super) page: Option<u64>,
    /// How many records it holds.
    pub(super) held: usize,
    /// It says that another page follows it.
    pub(super) follows: bool,
}

/// The pages of one import, each with the index of its file.
#[derive(Debug, Default)]
pub(super) struct Pages(Vec<(usize, Stated)>);

impl Pages {
    pub(super) fn add(&mut self, file: usize, stated: &[Stated]) {
        self.0.extend(stated.iter().map(|&stated| (file, stated)));
    }

    /// A note on each file whose pages, with all others of the same total, are not all. Of pages without a
    /// total the last one is missing where each names a next one.
    pub(super) fn notes(&self) -> Vec<(usize, Note)> {
        let mut all: BTreeMap<Option<u64>, Vec<(usize, Stated)>> = BTreeMap::new();
        for &(file, stated) in &self.0 {
            all.entry(stated.total).or_default().push((file, stated));
        }
        let mut notes = Vec::new();
        for (total, pages) in all {
            let stated = || pages.iter().map(|(_, stated)| stated);
            let held = held(stated());
            let note = match total {
                Some(total) if held as u64 >= total => continue,
                Some(total) => Note::part_of_more(total, held, pages.len()),
                None if stated().any(|page| !page.follows) => continue,
                None => Note::next_page_missing(),
            };
            let mut files: Vec<usize> = pages.iter().map(|(file, _)| *file).collect();
            files.dedup();
            notes.extend(files.into_iter().map(|file| (file, note.clone())));
        }
        notes
    }
}

/// Records that pages of the same total hold. A page that is there twice counts once: one of them belongs
/// to another answer, or is the same again.
fn held<'s>(pages: impl Iterator<Item = &'s Stated>) -> usize {
    let (mut numbered, mut others) = (BTreeMap::new(), 0);
    for stated in pages {
        match stated.page {
            Some(page) => {
                let most = numbered.entry(page).or_insert(0);
                *most = stated.held.max(*most);
            }
            None => others += stated.held,
        }
    }
    numbered.values().sum::<usize>() + others
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pages: &[(usize, u64, Option<u64>, usize)]) -> Vec<usize> {
        let mut all = Pages::default();
        for &(file, total, page, held) in pages {
            let total = Some(total);
            let follows = false;
            all.add(
                file,
                &[Stated {
                    total,
                    page,
                    held,
                    follows,
                }],
            );
        }
        all.notes().into_iter().map(|(file, _)| file).collect()
    }

    #[test]
    fn pages_of_one_total_are_counted_together_and_each_number_once() {
        let four = |last| [(0, 40, Some(1), 20), (1, 40, Some(last), 20)];
        assert!(files(&four(2)).is_empty());
        assert_eq!(files(&four(1)), [0, 1]);
        assert!(files(&[(0, 40, None, 20), (1, 40, None, 20)]).is_empty());
        assert_eq!(files(&[(0, 40, None, 20), (0, 41, None, 41)]), [0]);
        assert_eq!(files(&[(0, 40, None, 20), (1, 41, None, 20)]), [0, 1]);
    }

    #[test]
    fn pages_without_a_total_are_all_where_one_names_no_next() {
        let files = |follows: &[bool]| -> Vec<usize> {
            let mut all = Pages::default();
            for (file, &follows) in follows.iter().enumerate() {
                let stated = Stated {
                    total: None,
                    page: None,
                    held: 5,
                    follows,
                };
                all.add(file, &[stated]);
            }
            all.notes().into_iter().map(|(file, _)| file).collect()
        };
        assert_eq!(files(&[true]), [0]);
        assert_eq!(files(&[true, true]), [0, 1]);
        assert!(files(&[true, false]).is_empty());
        assert!(files(&[false]).is_empty());
    }
}
