//! What filters can ask of a camera site: the properties of its feature, as typed values.
//!
//! Numbers and positions are rounded as they are served: what a reader copies from an answer finds the
//! site again.

mod of_class;
mod of_site;

pub(super) use of_site::OF_SITE;

use crate::dataset::{Dataset, SiteIndex};
use crate::query::filter::{Queryable, Value};

/// One site, for a filter.
#[derive(Clone, Copy)]
pub(super) struct Camera<'a> {
    /// Where it is kept.
    pub dataset: &'a Dataset,
    /// Its place there.
    pub site: SiteIndex,
}

/// Where the value of a property is.
pub(super) type Access = for<'a> fn(Camera<'a>) -> Value<'a>;

/// The properties of a site: its own, then those of its class.
pub(super) fn properties() -> impl Iterator<Item = (Queryable, Access)> {
    OF_SITE.into_iter().chain(of_class())
}

/// The properties that a site has from its class ([`crate::dataset::SiteClass`]): all sites of a class
/// share them.
pub(super) fn of_class() -> impl Iterator<Item = (Queryable, Access)> {
    let shared = |queryable| Queryable {
        shared: true,
        ..queryable
    };
    let all = of_class::OF_CLASS.into_iter();
    all.map(move |(queryable, access)| (shared(queryable), access))
}
