//! A page of features as GeoJSON, written piece by piece: a long page begins to be sent while the rest of it
//! is not written yet, and never stands in memory as a whole.

use std::sync::Arc;
use std::vec;

use axum::body::Bytes;
use jiff::Timestamp;

use super::asked::Asked;
use crate::feature;
use crate::http::state::Snapshot;
use crate::query::Collection;
use crate::query::items::{ItemsQuery, Page, items};
use crate::query::search::{Found, page_of};

/// Bytes of a piece, about.
const PIECE: usize = 32 * 1024;
/// Bytes of a feature, about, for the room that a whole page takes.
const FEATURE: usize = 1000;

/// Which features are wanted, of a snapshot.
pub(super) struct Wanted {
    pub snapshot: Arc<Snapshot>,
    pub asked: Asked,
    pub query: ItemsQuery,
    /// What is found, where a filter or an order is asked for.
    pub found: Option<Arc<Found>>,
    pub offset: usize,
    pub limit: usize,
    /// When the page was first written.
    pub written_at: Timestamp,
}

/// What is found: the features of a page by their ids, for features belong to the dataset that they are found
/// in.
pub(super) struct Listed {
    pub ids: Vec<u32>,
    /// How many match in all.
    pub matched: usize,
}

impl Wanted {
    /// Which features stand on the page.
    pub fn list(&self) -> Listed {
        let dataset = &self.snapshot.dataset;
        let page = self.page();
        Listed {
            ids: page
                .features
                .iter()
                .map(|found| found.id(dataset))
                .collect(),
            matched: page.matched,
        }
    }

    /// The features of the page.
    pub fn page(&self) -> Page<'_> {
        let dataset = &self.snapshot.dataset;
        let Self {
            query,
            offset,
            limit,
            ..
        } = self;
        let collection = self.asked.collection;
        match &self.found {
            Some(found) => page_of(collection, dataset, found, *offset, *limit),
            None => items(collection, dataset, query, *offset, *limit),
        }
    }

    /// The page in one piece.
    pub fn whole(&self, listed: &Listed) -> Vec<u8> {
        let (dataset, collection) = (&self.snapshot.dataset, self.asked.collection);
        let features = if collection == Collection::Institutions {
            // There are few, and to find one by its id takes as long as to find the page.
            self.page().features
        } else {
            let ids = listed.ids.iter();
            ids.filter_map(|&id| collection.find(dataset, id)).collect()
        };
        let mut out = Vec::with_capacity((features.len() + 1) * FEATURE);
        out.extend_from_slice(HEAD);
        for (index, found) in features.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            feature::write_feature(&mut out, dataset, found, self.asked.crs);
        }
        self.write_tail(&mut out, features.len(), listed.matched);
        out
    }

    /// The page in pieces.
    pub fn pieces(self, listed: Listed) -> impl Iterator<Item = Bytes> + Send {
        Pieces {
            wanted: self,
            step: Step::Begin(listed),
        }
    }

    fn write_tail(&self, out: &mut Vec<u8>, returned: usize, matched: usize) {
        let dataset = &self.snapshot.dataset;
        let mut tail = serde_json::json!({
            "numberMatched": matched,
            "numberReturned": returned,
            "timeStamp": self.written_at.to_string(),
            "sample": dataset.has_sample(),
            "links": self.asked.page_links((returned, matched), self.offset, self.limit),
        });
        if let Some(at) = self.asked.as_of {
            tail["as_of"] = at.to_string().into();
            if dataset.releases().is_empty() {
                tail["note"] = "Nothing was published at this time; /api/changes tells from when on there are registers.".into();
            }
        }
        out.extend_from_slice(b"],");
        // The members of an object that is not empty, without its opening brace.
        out.extend_from_slice(&tail.to_string().as_bytes()[1..]);
    }
}

const HEAD: &[u8] = b"{\"type\":\"FeatureCollection\",\"features\":[";

/// How far a page is written.
enum Step {
    /// Nothing is.
    Begin(Listed),
    /// These are left of so many, of which so many match.
    Write {
        left: vec::IntoIter<u32>,
        returned: usize,
        matched: usize,
    },
    Done,
}

struct Pieces {
    wanted: Wanted,
    step: Step,
}

impl Iterator for Pieces {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let mut out = Vec::with_capacity(PIECE + 4 * FEATURE);
        if let Step::Begin(Listed { ids, matched }) = &mut self.step {
            self.step = Step::Write {
                returned: ids.len(),
                matched: *matched,
                left: std::mem::take(ids).into_iter(),
            };
            out.extend_from_slice(HEAD);
        }
        let Step::Write {
            left,
            returned,
            matched,
        } = &mut self.step
        else {
            return None;
        };
        let (asked, dataset) = (&self.wanted.asked, &self.wanted.snapshot.dataset);
        while out.len() < PIECE {
            let is_first = left.len() == *returned;
            let Some(id) = left.next() else {
                let counts = (*returned, *matched);
                self.wanted.write_tail(&mut out, counts.0, counts.1);
                self.step = Step::Done;
                break;
            };
            if !is_first {
                out.push(b',');
            }
            if let Some(found) = asked.collection.find(dataset, id) {
                feature::write_feature(&mut out, dataset, &found, asked.crs);
            }
        }
        Some(out.into())
    }
}
