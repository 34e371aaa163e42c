//! Siya 시야: public cameras of Korean local governments as a map, as open data, and as the answer to
//! "which cameras could have filmed this place at this time, and whom do I ask?"
//!
//! Data flows one way:
//!
//! 1. [`import`] reads register files into records and remarks,
//! 2. [`store`] keeps them as immutable releases,
//! 3. [`dataset`] resolves ranges and retention from the policies and indexes everything,
//! 4. [`coverage`] joins capture ranges to the ground that they cover together,
//! 5. [`query`] answers questions as plain functions of a dataset,
//! 6. [`export`] writes whole registers as files,
//! 7. [`http`] and [`cli`] translate questions and answers for programs and people.
//!
//! [`model`], [`spatial`] and [`place`] are the words that all of them share. `docs/ARCHITECTURE.md`
//! is the map.

pub mod cli;
pub mod coverage;
pub mod dataset;
pub mod export;
pub mod feature;
pub mod http;
pub mod import;
pub mod model;
pub mod place;
pub mod quality;
pub mod query;
pub mod sample;
pub mod spatial;
pub mod store;
pub mod tiles;
