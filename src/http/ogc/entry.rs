//! What leads from a page to others: the entries of a list, and the way to where a reader is.

use serde::Serialize;

use super::collections::path_of;
use super::links::Links;
use crate::quality::Said;
use crate::query::Collection;

/// An entry of a list on a page, which leads somewhere.
#[derive(Debug, Serialize)]
pub struct Entry {
    pub href: String,
    pub title: Said,
    pub text: Option<Said>,
}

impl Entry {
    pub fn of(collection: Collection, links: &Links) -> Self {
        Self {
            href: format!("{}{}", links.base(), path_of(collection)),
            title: collection.title(),
            text: Some(collection.description()),
        }
    }

    /// The way from the landing page to a resource: `/api/` and what else is said.
    pub fn crumbs(links: &Links, further: &[(&str, Said)]) -> Vec<Self> {
        let first = ("/api/", Said::new("API", "API"));
        std::iter::once(&first)
            .chain(further)
            .map(|(path, title)| Self {
                href: format!("{}{path}", links.base()),
                title: title.clone(),
                text: None,
            })
            .collect()
    }

    /// The way to the collections and further.
    pub fn below_collections(links: &Links, further: &[(&str, Said)]) -> Vec<Self> {
        let all = ("/api/collections", Said::new("컬렉션", "Collections"));
        Self::crumbs(links, &[&[all], further].concat())
    }

    /// The way to a collection and further.
    pub fn below(links: &Links, collection: Collection, further: &[(&str, Said)]) -> Vec<Self> {
        let path = path_of(collection);
        let own = (path.as_str(), collection.title());
        Self::below_collections(links, &[&[own], further].concat())
    }
}
