//! Pure geometry on the WGS 84 ellipsoid; has never heard of cameras.
//!
//! Invariant: coordinates are CRS84 (longitude first, degrees), distances are metres, bearings are
//! degrees clockwise from true north. Nothing here does IO; [`crs`] is the only user of PROJ.

pub mod bbox;
pub mod crs;
pub mod geodesic;
pub mod geometry;
pub mod hilbert;
pub mod lonlat;
pub mod mercator;
pub mod range_area;
pub mod reference_system;
pub mod sector;
pub mod tile;

pub use bbox::Bbox;
pub use geodesic::LocalMetric;
pub use geometry::Geometry;
pub use lonlat::LonLat;
pub use reference_system::Crs;
pub use sector::Sector;
