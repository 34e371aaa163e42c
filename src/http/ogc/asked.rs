//! What a request for features is about, and the links of its answer.

use jiff::Timestamp;

use super::collections::path_of;
use super::links::{GEO_JSON, HTML, JSON, Link, with_query};
use super::reader::Reader;
use crate::dataset::Dataset;
use crate::http::changes;
use crate::http::negotiate::Form;
use crate::query::Collection;
use crate::spatial::Crs;

/// What a request for features is about, apart from which of them.
pub(super) struct Asked {
    pub collection: Collection,
    pub crs: Crs,
    pub as_of: Option<Timestamp>,
    pub reader: Reader,
}

impl Asked {
    /// The tag of a representation of the dataset's features.
    pub fn tag(&self, dataset: &Dataset, representation: &str) -> String {
        let resource = format!("{} {representation}", self.collection.id());
        self.reader.tag(dataset.token(), &resource)
    }

    /// Address of the items below the service.
    fn items_path(&self) -> String {
        format!("{}/items", path_of(self.collection))
    }

    /// Address of one of them.
    pub fn item_path(&self, id: u32) -> String {
        format!("{}/{id}", self.items_path())
    }

    fn collection_link(&self) -> Link {
        let path = path_of(self.collection);
        self.reader
            .links
            .to(&path, "collection", JSON, "The collection")
    }

    /// The links of a page, of which so many features are returned and so many match.
    pub fn page_links(
        &self,
        (returned, matched): (usize, usize),
        offset: usize,
        limit: usize,
    ) -> Vec<Link> {
        let media_type = match self.reader.form {
            Form::Json => GEO_JSON,
            Form::Html => HTML,
        };
        let path = self.items_path();
        let to = |offset: usize, limit: usize, rel, title| {
            let changes = [("offset", offset.to_string()), ("limit", limit.to_string())];
            let path = with_query(&path, &self.reader.params.with(&changes));
            self.reader.links.to(&path, rel, media_type, title)
        };
        let mut all = self.reader.self_links(&path);
        all.push(self.collection_link());
        if self.as_of.is_some() {
            all.push(self.reader.links.to(
                changes::PATH,
                "related",
                JSON,
                "What was published when",
            ));
        }
        let next = offset.saturating_add(returned);
        if next < matched && returned > 0 {
            all.push(to(next, limit, "next", "Next page"));
        }
        if offset > 0 && offset <= matched {
            // The pages before this one may have been of another length, but nothing stands on two.
            let before = offset.saturating_sub(limit);
            all.push(to(before, offset - before, "prev", "Previous page"));
        }
        all
    }

    /// The links of a single feature.
    pub fn item_links(&self, id: u32) -> Vec<Link> {
        let mut all = self.reader.self_links(&self.item_path(id));
        all.push(self.collection_link());
        all
    }
}
