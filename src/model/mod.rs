//! Plain domain types: no IO, no HTTP, no SQL, no PROJ.

pub mod day;
pub mod decimal;
pub mod facts;
pub mod hex;
mod installed;
pub mod institution;
pub mod mobile;
pub mod personal;
pub mod pixels;
pub mod policy;
pub mod purpose;
pub mod range;
pub mod retention;
pub mod row_unit;
pub mod site;
mod stated_range;

pub use installed::InstalledDate;
pub use institution::{Institution, InstitutionRegistry};
pub use mobile::MobileUnit;
pub use pixels::Pixels;
pub use policy::OperationPolicy;
pub use purpose::Purpose;
pub use range::{CaptureRange, RangeBasis};
pub use retention::{Retention, RetentionBasis, RetentionRule};
pub use row_unit::RowUnit;
pub use site::{PositionQuality, SiteRecord};
pub use stated_range::StatedRange;
