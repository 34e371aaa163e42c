//! The OGC API side: landing page, conformance, collections, items and tiles.
//!
//! <https://docs.ogc.org/is/17-069r4/17-069r4.html> (Features) and
//! <https://docs.ogc.org/is/20-057/20-057.html> (Tiles).

mod asked;
pub mod collections;
pub(super) mod entry;
pub mod filter;
mod html;
pub mod items;
pub mod landing;
pub mod links;
mod map;
pub mod page_schema;
mod pieces;
pub mod queryables;
pub(super) mod reader;
pub mod schema;
pub(super) mod search;
pub mod tiles;
mod whereabouts;
