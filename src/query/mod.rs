//! The questions, as functions of a dataset and a query: no HTTP, no IO, no clock.

pub mod capture;
pub mod collection;
pub mod covered;
pub mod filter;
pub mod footage;
pub mod interval;
pub mod items;
pub mod mobile;
pub mod municipality;
pub mod purpose_set;
pub mod queryables;
pub mod reasons;
pub mod rfc3339;
pub mod search;
pub mod searched;
pub mod sort;
mod statement;
pub mod verdict;

pub use capture::{Answer, CaptureQuery, Group, Hit, capture};
pub use collection::{Collection, Feature};
pub use covered::Covered;
pub use interval::Interval;
pub use purpose_set::PurposeSet;
